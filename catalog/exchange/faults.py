"""Why a file or a catalog cannot be read: a code with its values, worded for whoever reads it."""

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
    "OPEN_QUOTE": _(
        "A quotation mark that opens in row %(row)s is not closed up to the end of the file. Close"
        " or delete it."
    ),
    "WEB_PAGE": _(
        "The file is a web page, whatever its name says. Open it in a spreadsheet program and save"
        " it as .xlsx."
    ),
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
    # A file that a command reads.
    "NO_FILE": _("There is no such file."),
    "TOO_LARGE_FILE": _("The file is larger than 100 MB."),
    "COLUMN_TWICE": _("The file names a column twice."),
    "NO_ROWS": _("The file has no rows."),
    "OTHER_CATALOG": _("No row has the field “%(field)s”; this is no catalog of %(source)s."),
    # A document of another system.
    "NO_ADDRESS": _(
        "The address is not complete: write it as https://host name/path, the port, if any, as a"
        " number up to 65535."
    ),
    "ADDRESS_SCHEME": _("The address has to begin with https:// or http://."),
    "ADDRESS_SIGNS_IN": _(
        "The address holds a user name or a password. Leave out what stands between // and the host"
        " name; only catalogs that are open without signing in are read."
    ),
    "ADDRESS_CHARACTERS": _(
        "The address holds spaces, quotation marks, Chinese characters or others that stand in no"
        " address. Copy it from the address bar of a browser, which encodes them."
    ),
    "HOST_NOT_ALLOWED": _(
        "The host %(host)s is not on the allow-list. Check the host name; if it is right, ask the"
        " operator of the portal to allow the host."
    ),
    "PORT_NOT_ALLOWED": _(
        "The host %(host)s is allowed, but not with port %(port)s. Leave the port out or write the"
        " one that is allowed; otherwise ask the operator of the portal to allow it."
    ),
    "HOST_NOT_FOUND": _("The host %(host)s is not found."),
    "HOST_INSIDE": _(
        "The host %(host)s lies in an internal network, which is not read. Write the domain name"
        " under which the catalog can be reached from outside."
    ),
    "NO_ANSWER": _("The host %(host)s did not answer, or broke off."),
    "TOO_SLOW": _("The document did not arrive within two minutes."),
    "REDIRECTED": _("The address redirects elsewhere, which is not followed."),
    "STATUS": _("The host answered with status %(status)s."),
    "COMPRESSED": _("The document is compressed (%(form)s), which is not read."),
    "TOO_LARGE_DOCUMENT": _("The document is larger than 50 MB."),
    "CUT_OFF": _("The document broke off before its end."),
    # A catalog as a whole.
    "NO_DATASET": _("The document has no dataset."),
    "TOO_LARGE_GRAPH": _("The document is larger than 20 MB, more than is read of a graph."),
    "ENTITIES": _("The document declares entities, which are not read."),
    "NOT_RDF": _("The document is not valid RDF (%(form)s)."),
    "NOT_RDF_AT": _("The document is not valid RDF (%(form)s): look at line %(line)s."),
    "INVALID_JSON": _("The document is not valid JSON."),
    "FOREIGN_CONTEXT": _(
        "The document names a context elsewhere (%(context)s), which is not fetched."
    ),
    "WEB_PAGE_ANSWER": _(
        "The host answered with a web page instead of a catalog. Check the address, and whether it"
        " asks for a sign-in."
    ),
    "PAGED": _(
        "The catalog is given in pages, of which this address has but the first. Enter the address"
        " of the whole catalog, or register a CKAN as such."
    ),
    "NO_CKAN": _("The answer is not that of a CKAN catalog."),
    "SAME_PAGE": _("The catalog gives the same page again and again."),
    "TOO_FEW_RECORDS": _("The catalog gave fewer records than it says it has."),
    "TOO_MANY_RECORDS": _("The catalog has more than 100,000 records."),
    "TOO_LARGE_CATALOG": _("The catalog is larger than 200 MB, or took longer than an hour."),
    "GIVEN_UP": _("The reading broke off three times and was given up."),
    # From before the code was kept: the sentence as it was worded then.
    "AS_WORDED": "%(said)s",
}


class FileFault(Exception):
    """A file or a catalog that cannot be read. Nothing of it was taken over.

    :param fault: a code of ``SENTENCES``; ``values`` are what its sentence names.
    """

    def __init__(self, fault: str, **values: Any) -> None:
        super().__init__(fault)
        self.fault, self.values = fault, values

    def __str__(self) -> str:
        return sentence(self.fault, self.values)


def sentence(fault: str, values: Mapping[str, Any]) -> str:
    """The sentence for the fault, in the reader's language; none for none."""
    return str(SENTENCES[fault]) % values if fault else ""
