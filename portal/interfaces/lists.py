"""Lists on screen, the same in pages and admin: filters, chips, keyset pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.interfaces.inputs import Invalid
from portal.interfaces.keyset import after, read_cursor, write_cursor
from portal.regulation import reasons
from portal.workflow.actor import Actor

PAGE_SIZE = 20
#: What says where in a list the reader is, and not what it is narrowed to.
PLACE = frozenset({"cursor", "back"})


def stated(query: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What an address states: a field that a form sent empty narrows nothing and is left out."""
    kept = {name: [value for value in values if value] for name, values in query.items()}
    return {name: values for name, values in kept.items() if values}


def narrowing(http_request: HttpRequest, **changes: str) -> str:
    """The part of an address by which a list is narrowed, wherever in it the reader is."""
    given = {name: of for name, of in http_request.GET.lists() if name not in PLACE}
    return urlencode({**stated(given), **changes}, doseq=True)


def _reversed(order: Sequence[str]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


def _address(query: dict[str, list[str]], **changes: str | None) -> str:
    kept = {name: values for name, values in stated(query).items() if name not in changes}
    kept.update({name: [value] for name, value in changes.items() if value is not None})
    return f"?{urlencode(kept, doseq=True)}"


def narrow(
    http_request: HttpRequest,
    rows: QuerySet[Any],
    filterset_class: Any,
    actor: Actor,
    now: datetime,
    *,
    own: Sequence[str] = (),
) -> Any:
    """The filter set applied; an unknown parameter or value is refused by name.

    :raises Invalid: a parameter is unknown, or a value is not one it can have.
    """
    known = {*filterset_class.base_filters, "cursor", "back", *own}
    unknown = sorted(set(http_request.GET) - known)
    if unknown:
        raise Invalid.naming(reasons.UNKNOWN_PARAMETER, unknown)
    narrowed = filterset_class(http_request.GET, queryset=rows, actor=actor, now=now)
    if not narrowed.is_valid():
        filters = narrowed.filters
        wrong = {str(filters[name].label): found for name, found in narrowed.errors.items()}
        raise Invalid(reasons.INVALID_INPUT, wrong)
    return narrowed


def chips(http_request: HttpRequest, narrowed: Any) -> list[dict[str, str]]:
    """The chosen filters, each removable."""
    return chips_of(dict(http_request.GET.lists()), narrowed)


def chips_of(query: dict[str, list[str]], narrowed: Any) -> list[dict[str, str]]:
    """The filters of an address, each in words and with the address without it."""
    drawn = []
    for name, bound in narrowed.filters.items():
        for value in query.get(name, []):
            if not value:
                continue
            choices = dict(getattr(narrowed.form.fields[name], "choices", ()))
            labels = {str(code): str(label) for code, label in choices.items()}
            rest = [other for other in query[name] if other != value]
            others = {
                key: values for key, values in stated(query).items() if key not in {name, "cursor"}
            }
            if rest:
                others[name] = rest
            drawn.append(
                {
                    "label": _("%(label)s: %(value)s")
                    % {"label": bound.label, "value": labels.get(value, value)},
                    "remove_url": f"?{urlencode(others, doseq=True)}",
                }
            )
    return drawn


def page(
    http_request: HttpRequest,
    rows: QuerySet[Any],
    order: Sequence[str],
    draw: Callable[[Any], Any],
    *,
    size: int = PAGE_SIZE,
) -> tuple[list[Any], dict[str, Any]]:
    """The rows of one page, drawn, and its pager.

    :raises Invalid: the cursor was not written by this portal.
    """
    cursor = http_request.GET.get("cursor")
    backwards = http_request.GET.get("back") == "1"
    way = _reversed(order) if backwards else tuple(order)
    if cursor is not None:
        try:
            rows = after(rows, way, read_cursor(cursor, of=rows.model._meta.label))
        except (TypeError, ValueError, ValidationError) as error:
            raise Invalid(reasons.INVALID_CURSOR) from error
    found = list(rows.order_by(*way)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    query = dict(http_request.GET.lists())
    pager: dict[str, Any] = {"summary": "", "previous": "", "next": ""}
    if found:
        if (more and not backwards) or (backwards and cursor is not None):
            pager["next"] = _address(query, cursor=_key(found[-1], order), back=None)
        if (cursor is not None and not backwards) or (backwards and more):
            pager["previous"] = _address(query, cursor=_key(found[0], order), back="1")
        pager["summary"] = _("%(count)s on this page") % {"count": len(found)}
    return [draw(row) for row in found], pager


def listing(
    http_request: HttpRequest,
    rows: QuerySet[Any],
    filterset_class: Any,
    actor: Actor,
    now: datetime,
    *,
    order: Sequence[str],
    draw: Callable[[Any], Any],
) -> tuple[Any, dict[str, Any]]:
    """One page of a list, narrowed: the filter set applied, and what every list's template needs.

    :raises Invalid: a parameter, a value or the cursor is not one of this list.
    """
    narrowed = narrow(http_request, rows, filterset_class, actor, now)
    drawn, pager = page(http_request, narrowed.qs, order, draw)
    return narrowed, {
        "rows": drawn,
        "page": pager,
        "filter_form": narrowed.form,
        "chips": chips(http_request, narrowed),
        "clear_url": http_request.path,
    }


def _key(row: Any, order: Sequence[str]) -> str:
    return write_cursor([getattr(row, name.lstrip("-")) for name in order], of=row._meta.label)
