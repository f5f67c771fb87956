"""Why a line is rejected, in words that name it and say what to do."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from catalog.imports.columns import Use

#: By code; ``row`` is the line of the file, from 1, ``column`` what a column holds.
SENTENCES: Final[Mapping[str, Any]] = {
    "NO_NAME": _("Row %(row)s has no name. Fill it in, or delete the row."),
    "BAD_TEXT": _("Row %(row)s holds characters that are no text. Type the cell again."),
    "TOO_LONG": _("Row %(row)s: “%(column)s” is longer than %(limit)s characters. Shorten it."),
    "UNKNOWN_WORD": _(
        "Row %(row)s: “%(value)s” is not known under “%(column)s”. Write one of: %(known)s."
    ),
    "BAD_DATE": _("Row %(row)s: “%(value)s” is no day. Write it as 2024-03-01."),
    "UNKNOWN_PROVIDER": _(
        "Row %(row)s: no department is called “%(value)s”. Write your own department's name, or"
        " leave the cell empty."
    ),
    "AMBIGUOUS_PROVIDER": _(
        "Row %(row)s: several departments are called “%(value)s”: %(known)s. Write the full name."
    ),
    "OTHER_PROVIDER": _(
        "Row %(row)s belongs to another department: “%(value)s”. Only your own department's entries"
        " can be loaded; delete the row."
    ),
    "UNKNOWN_CLASSIFICATION": _(
        "Row %(row)s: there is no classification “%(value)s”. Write its code, or leave it empty."
    ),
    "AMBIGUOUS_CLASSIFICATION": _(
        "Row %(row)s: several classifications are called “%(value)s”: %(known)s. Write the code."
    ),
    "DUPLICATE_CODE": _(
        "Row %(row)s: the code “%(value)s” stands in row %(other)s already. Keep one of them."
    ),
    "DUPLICATE_NAME": _(
        "Row %(row)s: the name “%(value)s” stands in row %(other)s already. Keep one of them, or"
        " name them apart."
    ),
    "SAME_ENTRY": _("Row %(row)s is the same entry as row %(other)s. Keep one of them."),
    "CODE_OF_OTHER": _(
        "Row %(row)s: the code “%(value)s” is that of another department's entry. Empty the cell."
    ),
    "AMBIGUOUS_ENTRY": _(
        "Row %(row)s: several entries of your department are called “%(value)s”: %(known)s. Write"
        " the code of the one meant."
    ),
    "ON_ITS_WAY": _(
        "Row %(row)s would change an entry that is on its way (%(value)s). Wait until it is decided"
        " or sent back, then load the row again."
    ),
    "CONDITION_ON_UNCONDITIONAL": _(
        "Row %(row)s has conditions, although it is shared without conditions. Empty the cell, or"
        " choose another type of sharing."
    ),
    "OPEN_CONDITION_ALONE": _(
        "Row %(row)s has conditions of opening, although it is not opened under conditions. Empty"
        " the cell, or write “open under conditions” beside it."
    ),
    "BAD_RELATED_CODE": _(
        "Row %(row)s: “%(value)s” holds no codes of entries. Write them as 307001/000001, separated"
        " by commas, twenty at most."
    ),
    "ITEM_WITHOUT_NAME": _("Row %(row)s has an item without a name. Fill it in."),
    "ITEM_WITHOUT_ENTRY": _("Row %(row)s has an item, but no entry stands above it."),
    "BAD_LENGTH": _("Row %(row)s: “%(value)s” is no length. Write a whole number from 1 on."),
    "BAD_COLUMN": _(
        "Row %(row)s: “%(value)s” cannot name a column. Use lower-case letters, digits and"
        " underscores, beginning with a letter."
    ),
    "COLUMN_TWICE": _("Row %(row)s: the column “%(value)s” stands twice in the entry."),
    "BAD_RULE": _("Row %(row)s: “%(column)s” cannot be read: %(value)s"),
    "RULES_UNFIT": _("Row %(row)s: the value rules of “%(item)s” cannot stand: %(value)s."),
    "TOO_MANY_ITEMS": _("Row %(row)s: the entry has more than %(limit)s items."),
    "CHANGED_MEANWHILE": _(
        "Row %(row)s: somebody changed the entry after the check. Load the row again."
    ),
    "REFUSED": _("Row %(row)s was not taken: %(value)s"),
}


def sentence(cause: str, values: Mapping[str, Any]) -> str:
    """The sentence in the reader's language; a column is named by what it holds.

    What else is wrong follows on lines of its own.
    """
    if not cause:
        return ""
    told = dict(values)
    also = told.pop("also", ())
    if "column" in told:
        told["column"] = Use(told["column"]).label
    said = [str(SENTENCES[cause]) % told]
    said += [sentence(each["cause"], each["values"]) for each in also]
    return "\n".join(said)
