"""When data that a department holds and data that it asks for combine (Art. 25 para. 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.regulation.vocabulary import SecurityLevel

#: Grades of which a leak harms more than those the data speak of (GB/T 43697-2024).
GRAVE_LEVELS: Final = frozenset({SecurityLevel.CORE, SecurityLevel.IMPORTANT})


@dataclass(frozen=True, slots=True)
class Column:
    """What combining asks of a column: what its name is, and whom or what it may harm.

    ``is_supplied`` is False for a look-up key of the entry that is not asked for: whoever asks by
    it knows its values all the same.
    """

    name_key: str
    is_key: bool = False
    is_personal: bool = False
    level: str = ""
    is_supplied: bool = True

    @property
    def is_sensitive(self) -> bool:
        """Whether it is supplied, and speaks of people or is graded important or core."""
        return self.is_supplied and (self.is_personal or self.level in GRAVE_LEVELS)


def shared_keys(asked: Iterable[Column], held: Iterable[Column]) -> frozenset[str]:
    """The names by which the records of both can be joined; empty where nothing needs assessing.

    A name joins if both sides have it and either looks records up by it. Where neither side holds
    anything sensitive, joining them tells nothing that a leak could harm.
    """
    asked, held = list(asked), list(held)
    if not any(column.is_sensitive for column in (*asked, *held)):
        return frozenset()
    keys = {column.name_key for column in (*asked, *held) if column.is_key}
    names = {column.name_key for column in asked} & {column.name_key for column in held}
    return frozenset(names & keys)
