"""What an entry, a request and a use record must state (Arts 13, 15, 20, 29)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles
from portal.regulation.articles import Citation


@dataclass(frozen=True, slots=True)
class Particular:
    """One thing that must be stated: where it is kept on the matter and what people call it."""

    field: str
    label: Promise
    article: Citation

    def is_stated(self, matter: Any) -> bool:
        """Whether the matter states it; blank text and empty lists do not count."""
        value = getattr(matter, self.field, None)
        if isinstance(value, str):
            return bool(value.strip())
        return bool(value)


_A13 = articles.A13.paragraph(2)
_A20 = articles.A20.paragraph(2)
_A29 = articles.A29.paragraph(2)

#: The nine of Art. 13 para. 2. ``conditions_stated`` and ``items_stated`` are facts of the version.
ENTRY = (
    Particular("name", _("name of the entry"), _A13),
    Particular("items_stated", _("data items"), _A13),
    Particular("provider_stated", _("provider"), _A13),
    Particular("data_format", _("data format"), _A13),
    Particular("update_frequency", _("update frequency"), _A13),
    Particular("sharing_class", _("sharing class"), _A13),
    Particular("sharing_modes", _("sharing modes"), _A13),
    Particular("conditions_stated", _("conditions of use"), _A13),
    Particular("grading_stated", _("category and grade"), _A13),
)

#: The five of Art. 20 para. 2.
REQUEST = (
    Particular("legal_basis", _("legal basis of use"), _A20),
    Particular("scenario", _("scenario of use"), _A20),
    Particular("scope", _("scope of use"), _A20),
    Particular("sharing_mode", _("sharing mode"), _A20),
    Particular("period_of_use", _("period of use"), _A20),
)

#: The five sections of a use record (Art. 29 para. 2).
USE_RECORD = (
    Particular("scenario", _("scenario of use"), _A29),
    Particular("process", _("course of use"), _A29),
    Particular("results", _("results of use"), _A29),
    Particular("storage", _("storage"), _A29),
    Particular("destruction", _("destruction"), _A29),
)


def missing(matter: Any, particulars: Iterable[Particular]) -> list[Particular]:
    """The particulars that the matter does not state, in statutory order."""
    return [particular for particular in particulars if not particular.is_stated(matter)]


def names(matter: Any, particulars: Iterable[Particular]) -> list[str]:
    """What people call the particulars that the matter does not state."""
    return [str(particular.label) for particular in missing(matter, particulars)]
