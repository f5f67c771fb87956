"""The national codes that entries, departments and rows carry, and how to tell a wrong one.

| code | standard | length |
|---|---|---|
| unified social credit code 统一社会信用代码 | GB 32100-2015 | 18 |
| organisation code 组织机构代码 | GB 11714-1997 | 9 |
| citizen identity number 公民身份号码 | GB 11643-1999 | 18 |
| administrative division code 行政区划代码 | GB/T 2260, GB/T 10114-2003 | 6, 9 or 12 |
| classification code 资源分类码 | compilation guide, 发改高技〔2017〕1272号 | 1, 3, 6 or more |

A check answers with the first fault, or None. Codes are judged as they stand: call ``tidy`` first
where a person typed them. For a code that comes from its registration authority, treat a
check-digit fault as a warning: such codes exist on real certificates.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class CheckCharacter:
    """How a check character follows from the characters before it.

    Each counts its place in the alphabet times its weight; the remainder of the sum by the number
    of answers points to the answer. So it stands once, for a single code here and for a whole
    column of them in the database.
    """

    alphabet: str
    weights: tuple[int, ...]
    answers: str

    def of(self, text: str) -> str:
        """The check character of as many characters as there are weights."""
        pairs = zip(text, self.weights, strict=True)
        total = sum(self.alphabet.index(letter) * weight for letter, weight in pairs)
        return self.answers[total % len(self.answers)]


CREDIT_CODE_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_CHECK: Final = CheckCharacter(
    CREDIT_CODE_ALPHABET,
    tuple(pow(3, place, 31) for place in range(17)),
    "".join(CREDIT_CODE_ALPHABET[-rest % 31] for rest in range(31)),
)
ORGANISATION_CHECK: Final = CheckCharacter(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (3, 7, 9, 10, 5, 8, 4, 2), "0X987654321"
)
CITIZEN_CHECK: Final = CheckCharacter(
    "0123456789", tuple(pow(2, 17 - place, 11) for place in range(17)), "10X98765432"
)
_DIGITS: Final = frozenset("0123456789")
_HYPHENS: Final = dict.fromkeys(map(ord, "-‐‑‒–—－"))

#: The code of the nation itself. No standard gives one; all zeros is "no province, no city, no
#: county", which keeps the rule that trailing zeros mean a higher tier.
NATIONAL_CODE: Final = "000000"

#: Statistical fillers between a province and its counties (市辖区, 县, 省直辖县级行政区划):
#: accepted in input, never a division of their own.
FILLER_CODES: Final = frozenset(
    (
        *("110100", "110200", "120100", "120200", "310100", "310200", "500100", "500200"),
        *("419000", "429000", "469000", "659000"),
    )
)


@dataclass(frozen=True, slots=True)
class CodeFault:
    """What is wrong with a code.

    ``code`` is stable and stored; ``message`` is a lazy English sentence with named placeholders
    filled from ``params`` (as Django's ``ValidationError`` takes them); ``position`` counts
    characters from 1, or is None where the whole code is at fault. ``str(fault)`` is the finished
    sentence in the active language.
    """

    code: str
    message: Promise
    position: int | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence for the reader, in the active language."""
        return str(self.message) % self.params


def tidy(text: str) -> str:
    """A typed code as it was meant: half-width, upper case, without blanks and hyphens."""
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    return "".join(plain.split()).upper()


# Unified social credit code -----------------------------------------------------------------


def complete_credit_code(first17: str) -> str:
    """The full 18 characters for the first 17 of a credit code (GB 32100).

    :raises ValueError: not 17 characters of the credit code's alphabet.
    """
    if len(first17) != 17 or any(letter not in CREDIT_CODE_ALPHABET for letter in first17):
        raise ValueError("a credit code is completed from 17 characters of its alphabet")
    return first17 + CREDIT_CODE_CHECK.of(first17)


def check_credit_code(text: str) -> CodeFault | None:
    """The first fault of a unified social credit code, or None (GB 32100).

    Length, alphabet (no I, O, S, V, Z), the registrar's six digits, the check character, and the
    check digit of the organisation code inside it. The pair of registration authority and kind is
    not judged: only secondhand lists of it were found.
    """
    if fault := _length_fault("CREDIT_CODE", text, (18,)):
        return fault
    for position, letter in enumerate(text, start=1):
        if letter not in CREDIT_CODE_ALPHABET:
            message = _(
                "Character %(position)s is %(found)s; a unified social credit code has digits and"
                " capital letters only, without I, O, S, V and Z."
            )
            return _character_fault("CREDIT_CODE_CHARACTER", message, position, letter)
        if 3 <= position <= 8 and letter not in _DIGITS:
            message = _(
                "Character %(position)s is %(found)s; characters 3 to 8 are the registration"
                " authority's division code and are digits only."
            )
            return _character_fault("CREDIT_CODE_REGION", message, position, letter)
    expected = complete_credit_code(text[:17])[17]
    if text[17] != expected:
        message = _(
            "Character 18, the check character, should be %(expected)s; it is %(found)s. Please"
            " compare it with the unified social credit code certificate."
        )
        return _check_fault("CREDIT_CODE_CHECK_DIGIT", message, 18, expected, text[17])
    expected = organisation_check_digit(text[8:16])
    if text[16] != expected:
        message = _(
            "Character 17, the check character of the organisation code inside, should be"
            " %(expected)s; it is %(found)s. Please compare it with the unified social credit code"
            " certificate."
        )
        return _check_fault("CREDIT_CODE_ORGANISATION", message, 17, expected, text[16])
    return None


# Organisation code --------------------------------------------------------------------------


def organisation_check_digit(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714): a digit or X.

    Letters count A = 10 to Z = 35 without gaps, unlike in the credit code around it.

    :raises ValueError: not eight digits or capital letters.
    """
    if len(first8) != 8 or any(letter not in ORGANISATION_CHECK.alphabet for letter in first8):
        raise ValueError("an organisation code is checked from 8 digits or capital letters")
    return ORGANISATION_CHECK.of(first8)


def check_organisation_code(text: str) -> CodeFault | None:
    """The first fault of a nine-character organisation code, or None (GB 11714).

    The written form ``D2143569-X`` is accepted with its hyphen.
    """
    if len(text) == 10 and text[8] == "-":
        text = text[:8] + text[9]
    if fault := _length_fault("ORGANISATION_CODE", text, (9,)):
        return fault
    for position, letter in enumerate(text[:8], start=1):
        if letter not in ORGANISATION_CHECK.alphabet:
            message = _(
                "Character %(position)s is %(found)s; an organisation code has digits and capital"
                " letters only."
            )
            return _character_fault("ORGANISATION_CODE_CHARACTER", message, position, letter)
    expected = organisation_check_digit(text[:8])
    if text[8] != expected:
        message = _(
            "Character 9, the check character, should be %(expected)s; it is %(found)s. Please"
            " compare it with the organisation code certificate."
        )
        return _check_fault("ORGANISATION_CODE_CHECK_DIGIT", message, 9, expected, text[8])
    return None


# Citizen identity number --------------------------------------------------------------------


def complete_citizen_id(first17: str) -> str:
    """The full 18 characters for the first 17 digits of a citizen identity number (GB 11643).

    :raises ValueError: not 17 digits.
    """
    if len(first17) != 17 or not _is_digits(first17):
        raise ValueError("a citizen identity number is completed from 17 digits")
    return first17 + CITIZEN_CHECK.of(first17)


def check_citizen_id(
    text: str, *, today: date, is_known_region: Callable[[str], bool] | None = None
) -> CodeFault | None:
    """The first fault of a citizen identity number, or None (GB 11643).

    ``today`` bounds the date of birth; there is no oldest year. ``is_known_region`` may look the
    six-digit address up in a table that keeps abolished codes, since these stay valid for life.
    A fault never quotes more of the number than one character or the date of birth.
    """
    if fault := _length_fault("CITIZEN_ID", text, (18,)):
        return fault
    for position, letter in enumerate(text, start=1):
        if letter not in _DIGITS and not (position == 18 and letter == "X"):
            message = _(
                "Character %(position)s is %(found)s; a citizen identity number has digits only,"
                " with a capital X allowed at the end."
            )
            return _character_fault("CITIZEN_ID_CHARACTER", message, position, letter)
    if is_known_region is not None and not is_known_region(text[:6]):
        message = _(
            "Characters 1 to 6 (%(found)s) are not the code of a county, present or abolished."
        )
        return CodeFault("CITIZEN_ID_REGION", message, 1, {"found": text[:6]})
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        message = _("Characters 7 to 14 (%(found)s) are not a date in the calendar.")
        return CodeFault("CITIZEN_ID_BIRTH_DATE", message, 7, {"found": text[6:14]})
    if born > today:
        message = _("Characters 7 to 14 (%(found)s) are a date of birth in the future.")
        return CodeFault("CITIZEN_ID_BIRTH_IN_FUTURE", message, 7, {"found": text[6:14]})
    expected = complete_citizen_id(text[:17])[17]
    if text[17] != expected:
        message = _(
            "Character 18, the check character, should be %(expected)s; it is %(found)s. Please"
            " compare it with the identity card."
        )
        return _check_fault("CITIZEN_ID_CHECK_DIGIT", message, 18, expected, text[17])
    return None


def mask_citizen_id(text: str) -> str:
    """A citizen identity number as screens may show it: three characters, stars, four.

    Anything shorter than nine characters is hidden whole.
    """
    if len(text) < 9:
        return "*" * len(text)
    return text[:3] + "*" * (len(text) - 7) + text[-4:]


#: Eighteen characters in a row, or in the groups in which people write them.
_WRITTEN_IDENTITY: Final = re.compile(
    r"(?<![0-9A-Z])\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dX](?![0-9A-Z])"
)
#: Eleven digits from 13 to 19 on, whole or in the usual groups, with or without the country code.
_WRITTEN_MOBILE: Final = re.compile(
    r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}[ -]?\d{4}|\d[ -]\d{3}[ -]\d{4})(?!\d)"
)


def holds_personal_number(text: str, *, today: date) -> bool:
    """Whether a text holds a citizen identity number or a Chinese mobile number.

    An identity number with a wrong check digit counts: it was mistyped and is still a person's.
    Full-width digits and dashes count as what they stand for.
    """
    plain = unicodedata.normalize("NFKC", text).translate(dict.fromkeys(_HYPHENS, "-")).upper()
    if _WRITTEN_MOBILE.search(plain):
        return True
    for written in _WRITTEN_IDENTITY.findall(plain):
        fault = check_citizen_id(tidy(written), today=today)
        if fault is None or fault.code == "CITIZEN_ID_CHECK_DIGIT":
            return True
    return False


# Administrative division code ---------------------------------------------------------------


def check_region_code(text: str) -> CodeFault | None:
    """The first fault in the form of a division code of 6, 9 or 12 digits, or None (GB/T 2260).

    There is no check digit: only the effective-dated table of regions can say that a code exists.
    Ranges of the lower digits are hints in the standard and are not judged.
    """
    if fault := _length_fault("REGION_CODE", text, (6, 9, 12)):
        return fault
    for position, letter in enumerate(text, start=1):
        if letter not in _DIGITS:
            message = _(
                "Character %(position)s is %(found)s; an administrative division code has digits"
                " only."
            )
            return _character_fault("REGION_CODE_CHARACTER", message, position, letter)
    province, city, county, street, village = (
        text[start:end] for start, end in ((0, 2), (2, 4), (4, 6), (6, 9), (9, 12))
    )
    # A county may stand directly under its province (810001), a town under its city (441900003).
    stands_on_nothing = (
        (3, not _is_zero(city + county) and _is_zero(province)),
        (7, not _is_zero(street) and _is_zero(city + county)),
        (10, not _is_zero(village) and _is_zero(street)),
    )
    for position, is_fault in stands_on_nothing:
        if is_fault:
            message = _(
                "Characters from %(position)s on (%(found)s) name a unit below a level that is all"
                " zeros."
            )
            params: dict[str, str | int] = {"position": position, "found": text[position - 1 :]}
            return CodeFault("REGION_CODE_GAP", message, position, params)
    return None


def canonical_region_code(text: str) -> str:
    """The one form of a division code that the table of regions uses.

    Padding is dropped (``310115000000`` → ``310115``, ``310115001000`` → ``310115001``) and a
    statistical filler becomes its province (``310100`` → ``310000``).

    :raises ValueError: the text does not have the form of a division code.
    """
    if check_region_code(text) is not None:
        raise ValueError(f"{text!r} does not have the form of an administrative division code")
    while len(text) > 6 and text.endswith("000"):
        text = text[:-3]
    return text[:2] + "0000" if text in FILLER_CODES else text


def region_code_chain(text: str) -> tuple[str, ...]:
    """A division code and the codes above it by their digits, highest first.

    ``310115001`` → ``310000``, ``310115``, ``310115001``. For lookups by prefix only: who is whose
    superior is decided by the table of regions, never by digits.

    :raises ValueError: the text does not have the form of a division code.
    """
    code = canonical_region_code(text)
    if code == NATIONAL_CODE:
        return (NATIONAL_CODE,)
    steps = [code[:2] + "0000", code[:4] + "00", code[:6], code[:9], code]
    kept = (step for step in steps if step not in FILLER_CODES)
    return tuple(dict.fromkeys(kept))


# Classification code ------------------------------------------------------------------------

#: Of the digits of a code, so many belong to 类, to 项 and to 目; what follows is 细目.
_CLASSIFICATION_LENGTHS: Final = (1, 3, 6)
#: 基础信息资源, 主题信息资源, 部门信息资源.
_CLASSES: Final = frozenset("123")


def check_classification_code(text: str) -> CodeFault | None:
    """The first fault of a classification code, or None (发改高技〔2017〕1272号).

    One digit of the class, two of the item, three of the group, then as many as are needed.
    """
    for position, letter in enumerate(text, start=1):
        if letter not in _DIGITS:
            message = _(
                "Character %(position)s is %(found)s; a classification code has digits only."
            )
            return _character_fault("CLASSIFICATION_CODE_CHARACTER", message, position, letter)
        if position == 1 and letter not in _CLASSES:
            message = _(
                "Character %(position)s is %(found)s; the class is 1 (basic), 2 (thematic) or 3"
                " (departmental)."
            )
            return _character_fault("CLASSIFICATION_CODE_CLASS", message, position, letter)
    if len(text) in _CLASSIFICATION_LENGTHS or len(text) > _CLASSIFICATION_LENGTHS[-1]:
        return None
    message = _(
        "The code should have 1, 3, 6 or more digits: one of the class, two of the item, three of"
        " the group, then the subgroup. It has %(found)s."
    )
    return CodeFault("CLASSIFICATION_CODE_LENGTH", message, None, {"found": len(text)})


def is_entry_code(text: str) -> bool:
    """Whether it is the code of an entry: 分类码/顺序码, of this catalog or of another one."""
    prefix, _slash, number = text.partition("/")
    is_number = number.isascii() and number.isdigit()
    return is_number and check_classification_code(prefix) is None


def classification_level(code: str) -> int:
    """1 for 类, 2 for 项, 3 for 目, 4 for every 细目, by the number of digits."""
    return 1 + sum(len(code) > length for length in _CLASSIFICATION_LENGTHS)


# Shared by the checks -----------------------------------------------------------------------


def _is_digits(text: str) -> bool:
    """Whether all characters are the ten ASCII digits (``str.isdigit`` takes others as well)."""
    return all(letter in _DIGITS for letter in text)


def _is_zero(level: str) -> bool:
    """Whether a level of a division code is empty or all zeros."""
    return not level.strip("0")


def _length_fault(kind: str, text: str, lengths: tuple[int, ...]) -> CodeFault | None:
    if len(text) in lengths:
        return None
    if len(lengths) == 1:
        message = _("The code should have %(expected)s characters; it has %(found)s.")
    else:
        message = _("The code should have %(expected)s digits; it has %(found)s characters.")
    expected = "/".join(str(length) for length in lengths)
    return CodeFault(f"{kind}_LENGTH", message, None, {"expected": expected, "found": len(text)})


def _character_fault(code: str, message: Promise, position: int, found: str) -> CodeFault:
    return CodeFault(code, message, position, {"position": position, "found": found})


def _check_fault(
    code: str, message: Promise, position: int, expected: str, found: str
) -> CodeFault:
    return CodeFault(code, message, position, {"expected": expected, "found": found})
