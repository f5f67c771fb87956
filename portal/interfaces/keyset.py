"""Keyset pages: signed cursors, and the rows that come after one."""

import base64
from collections.abc import Sequence
from typing import Any

import orjson
from django.core import signing
from django.db.models import Model, Q, QuerySet

from portal.interfaces.inputs import Invalid
from portal.regulation import reasons
from portal.statements import Bound

_SALT = "portal.cursor"


def write_cursor(values: Sequence[Any], *, of: str) -> str:
    """A signed cursor of one list: nobody else can make one, no other list takes it."""
    body = base64.urlsafe_b64encode(orjson.dumps(list(values), default=str)).decode().rstrip("=")
    return signing.Signer(salt=f"{_SALT}.{of}").sign(body)


def read_cursor(raw: str, *, of: str) -> list[Any]:
    """The values of a cursor that this portal wrote for that list.

    :raises Invalid: it was forged, cut or made for something else.
    """
    try:
        body = signing.Signer(salt=f"{_SALT}.{of}").unsign(raw)
        values = orjson.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (signing.BadSignature, ValueError) as error:
        raise Invalid(reasons.INVALID_CURSOR) from error
    if not isinstance(values, list):
        raise Invalid(reasons.INVALID_CURSOR)
    return values


def after(rows: QuerySet[Any], order: Sequence[str], values: Sequence[Any]) -> QuerySet[Any]:
    """Rows that come after the given values in the order: a keyset, never an offset.

    The order is of one direction and ends with a unique key, so a row comparison suffices.
    """
    if len(values) != len(order):
        raise Invalid(reasons.INVALID_CURSOR)
    names = [name.lstrip("-") for name in order]
    later = Q(pk=None)
    for place, name in enumerate(names):
        ties = {names[before]: values[before] for before in range(place)}
        side = "lt" if order[place].startswith("-") else "gt"
        later |= Q(**ties, **{f"{name}__{side}": values[place]})
    first = names[0]
    side = "lte" if order[0].startswith("-") else "gte"
    return rows.filter(Q(**{f"{first}__{side}": values[0]}) & later)


def places(model: type[Model], order: Sequence[str]) -> list[Bound]:
    """What stands for the values of a cursor in a statement of fixed shape."""
    options: Any = model._meta
    names = [name.lstrip("-") for name in order]
    fields = [options.pk if name == "pk" else options.get_field(name) for name in names]
    return [Bound(f"after{place}", field) for place, field in enumerate(fields)]


def placed(values: Sequence[Any]) -> dict[str, Any]:
    """The values of a cursor, by the names of their places."""
    return {f"after{place}": value for place, value in enumerate(values)}
