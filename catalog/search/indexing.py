"""Write what search finds an entry by."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import batched

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast

from catalog.search import words
from catalog.search.models import EntryIndex

#: Counted up with every change of how texts are read: all rows are made anew.
EDITION = 1
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Described:
    """What a published entry says of itself, as far as search reads it."""

    entry_id: int
    code: str
    name: str
    providers: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    subject: str = ""
    abstract: str = ""


def _vector(fields: Iterable[tuple[str, str]], with_sounds: str) -> Cast:
    return Cast(Value(words.lexemes(fields, with_sounds=with_sounds)), SearchVectorField())


def _row(described: Described) -> EntryIndex:
    open_fields = [(described.code, "B"), *((name, "A") for name in described.providers)]
    detail = [*((name, "B") for name in described.items), (described.subject, "C")]
    return EntryIndex(
        entry_id=described.entry_id,
        title=_vector([(described.name, "A")], "A"),
        open=_vector(open_fields, "A"),
        detail=_vector([*detail, (described.abstract, "D")], "B"),
        title_length=len(described.name),
        edition=EDITION,
    )


def write(described: Iterable[Described]) -> int:
    """Make the rows of these entries, or make them anew; how many they are."""
    written = 0
    for batch in batched(described, _BATCH):
        EntryIndex.objects.bulk_create(
            [_row(each) for each in batch],
            update_conflicts=True,
            unique_fields=["entry"],
            update_fields=["title", "open", "detail", "title_length", "edition"],
        )
        written += len(batch)
    return written


def remove(entry_id: int) -> None:
    """Nobody finds the entry any more."""
    EntryIndex.objects.filter(entry_id=entry_id).delete()
