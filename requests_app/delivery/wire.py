"""How given rows travel over REST: headers, columns asked for, pages, and the receipt."""

from typing import Any, Final

from django.http import HttpResponse
from rest_framework.response import Response

from portal.interfaces.inputs import Invalid
from portal.interfaces.keyset import read_cursor, write_cursor
from portal.regulation import reasons

PURPOSE_HEADER: Final = "Sharing-Purpose"
CASE_HEADER: Final = "Sharing-Case-Number"
RECEIPT_HEADER: Final = "Sharing-Receipt"
MOST_FIELDS: Final = 200


def read_names(raw: str) -> tuple[str, ...]:
    """The columns asked for, separated by commas, each once.

    :raises Invalid: there are too many.
    """
    names = tuple(dict.fromkeys(name.strip() for name in raw.split(",") if name.strip()))
    if len(names) > MOST_FIELDS:
        raise Invalid(reasons.INVALID_INPUT, {"fields": [f"≤ {MOST_FIELDS}"]})
    return names


def read_position(cursor: str | None, *, of: str) -> tuple[int, int | None]:
    """After which row to go on, and in which version of the data; the beginning without a cursor.

    :param of: which list the cursor belongs to.
    :raises Invalid: it is none of that list.
    """
    if cursor is None:
        return 0, None
    values = read_cursor(cursor, of=of)
    if len(values) != 2 or not all(isinstance(value, int) for value in values):
        raise Invalid(reasons.INVALID_CURSOR)
    return values[0], values[1]


def next_cursor(after: int | None, version: int, *, of: str) -> str | None:
    """Where the next page begins; None after the last."""
    return None if after is None else write_cursor([after, version], of=of)


def sealed(response: HttpResponse, receipt_number: str) -> HttpResponse:
    """The receipt beside the rows, which nobody on the way may keep."""
    response[RECEIPT_HEADER] = receipt_number
    response["Cache-Control"] = "no-store, private"
    return response


def page(given: Any, cursor: str | None, **more: Any) -> HttpResponse:
    """A page as JSON.

    :param given: columns, rows and the number of the receipt.
    :param more: what the answer says before them.
    """
    records = [dict(zip(given.columns, row, strict=True)) for row in given.rows]
    body = {
        **more,
        "columns": given.columns,
        "records": records,
        "next": cursor,
        "receipt": given.receipt_number,
    }
    return sealed(Response(body), given.receipt_number)
