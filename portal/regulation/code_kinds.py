"""Kinds of code that the values of an item may be: their form, and what in them is computed.

The same codes as in ``codes``, told so that a database can judge a whole column at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation.codes import (
    CITIZEN_CHECK,
    CREDIT_CODE_ALPHABET,
    CREDIT_CODE_CHECK,
    ORGANISATION_CHECK,
    CheckCharacter,
)


class CodeKind(TextChoices):
    """The kind of code that an item's values are."""

    CREDIT_CODE = "CREDIT_CODE", _("unified social credit code")
    ORGANISATION_CODE = "ORGANISATION_CODE", _("organisation code")
    CITIZEN_ID = "CITIZEN_ID", _("citizen identity number")
    REGION_CODE = "REGION_CODE", _("administrative division code")
    STANDARD_CODE = "STANDARD_CODE", _("code of the standard that is named")


@dataclass(frozen=True, slots=True)
class Computed:
    """A check character: how it follows from the characters from one place on, and where it is.

    Places count from 1.
    """

    check: CheckCharacter
    first: int
    place: int


@dataclass(frozen=True, slots=True)
class CodeForm:
    """What a code of the kind looks like as a whole, and its check characters.

    ``not_after_today`` is the place from which eight characters are a day that is not to come.
    ``divider`` may stand in the printed form, where the pattern has it; places are counted without.
    """

    pattern: str
    computed: tuple[Computed, ...] = ()
    not_after_today: int | None = None
    divider: str = ""


#: Four digits that are not all zeros: a year, or city and county.
_FOUR_DIGITS = "(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_MONTH_AND_DAY = (
    "(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)"
    "|02(?:0[1-9]|1[0-9]|2[0-8]))"
)
_FOURTH = "(?:0[48]|[2468][048]|[13579][26])"
_DAY = f"(?:{_FOUR_DIGITS}{_MONTH_AND_DAY}|(?:[0-9]{{2}}{_FOURTH}|{_FOURTH}00)0229)"
#: GB/T 2260 and GB/T 10114: no unit stands below a level that is all zeros.
_PROVINCE = "(?:0[1-9]|[1-9][0-9])"
_STREET = "(?:00[1-9]|0[1-9][0-9]|[1-9][0-9]{2})"
_REGION = (
    f"(?:000000|{_PROVINCE}[0-9]{{4}})(?:000(?:000)?)?"
    f"|{_PROVINCE}{_FOUR_DIGITS}{_STREET}(?:[0-9]{{3}})?"
)
_CREDIT = f"[{CREDIT_CODE_ALPHABET}]"

#: Of a code of a standard only its list says anything.
FORMS: Final[Mapping[CodeKind, CodeForm]] = MappingProxyType(
    {
        CodeKind.CREDIT_CODE: CodeForm(
            f"{_CREDIT}{{2}}[0-9]{{6}}{_CREDIT}{{10}}",
            (Computed(CREDIT_CODE_CHECK, 1, 18), Computed(ORGANISATION_CHECK, 9, 17)),
        ),
        # GB 11714 prints the check character behind a hyphen; GB 32100 has none in its code.
        CodeKind.ORGANISATION_CODE: CodeForm(
            "[0-9A-Z]{8}-?[0-9X]", (Computed(ORGANISATION_CHECK, 1, 9),), divider="-"
        ),
        CodeKind.CITIZEN_ID: CodeForm(
            f"[0-9]{{6}}{_DAY}[0-9]{{3}}[0-9X]", (Computed(CITIZEN_CHECK, 1, 18),), 7
        ),
        CodeKind.REGION_CODE: CodeForm(_REGION),
    }
)
