"""Why a file cannot be read, in words that say what to do about it."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

#: By the code that the reading gives; the values that a sentence names come with it.
SENTENCES: Final[Mapping[str, Any]] = {
    "EMPTY": _("The file is empty."),
    "DAMAGED": _(
        "Line %(line)s holds bytes that are no text. Open the file, put that line right and save"
        " it again as UTF-8."
    ),
    "NO_ENCODING": _("The file is no text in UTF-8, UTF-16, GB18030 or Big5."),
    "NOT_JSON": _("Object %(row)s, line %(line)s: this is not valid JSON."),
    "NOT_CSV": _("Row %(row)s cannot be read as CSV."),
    "TOO_LARGE": _("The file is larger than 10 MB. Split it and load the parts one by one."),
    "TOO_LARGE_UNPACKED": _(
        "The file unpacks to far more than a table holds. Copy the cells into a new workbook."
    ),
    "TOO_MANY_PARTS": _(
        "The workbook is made of more than 1,000 parts. Copy the cells into a new workbook."
    ),
    "TOO_MANY_ROWS": _("The table has more than 200,000 rows. Split it."),
    "TOO_MANY_COLUMNS": _(
        "The table reaches over more than 200 columns. Delete the columns that do not belong to it."
    ),
    "TOO_COSTLY": _(
        "Reading the file takes more time or memory than a table should. Copy the cells into a new"
        " workbook."
    ),
    "LYING": _("The file's own table of contents is wrong: it is damaged or was tampered with."),
    "BROKEN": _("The workbook is damaged. Open it in a spreadsheet program and save it again."),
    "LOCKED": _("The workbook is protected by a password. Save it without one."),
    "MACROS": _("The workbook holds macros. Save it as .xlsx, without macros."),
    "NO_WORKBOOK": _("This is no table. Load a workbook (.xlsx, .xls, .ods) or a CSV file."),
}


def sentence(fault: str, values: Mapping[str, Any]) -> str:
    """The sentence for the fault, in the reader's language."""
    return str(SENTENCES[fault]) % values
