"""The integrators' data endpoint: records, look-up and verification under an agreement."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.directories.queries import by_slug, may_see_details, published_to
from portal.interfaces.actors import entering
from portal.interfaces.api import PortalViewSet, ProblemShape
from portal.interfaces.inputs import InputShape, Invalid, Text, read_limit, read_shape
from portal.interfaces.tables import csv_text
from portal.interfaces.text import is_text
from portal.regulation import reasons
from portal.workflow.actor import Interface
from portal.workflow.decision import Refused
from requests_app.delivery import look, plan
from requests_app.delivery.actions import Call, Delivered, deliver
from requests_app.delivery.models import Operation
from requests_app.delivery.wire import (
    CASE_HEADER,
    MOST_FIELDS,
    PURPOSE_HEADER,
    next_cursor,
    page,
    read_names,
    read_position,
    sealed,
)
from requests_app.sharing import queries

_LIST = "delivery.records"
LONGEST_VALUE = 200
_OWN = frozenset({"fields", "limit", "cursor", "output"})
_HEADERS = [
    OpenApiParameter(
        PURPOSE_HEADER, str, OpenApiParameter.HEADER, required=True, description="Agreed purpose."
    ),
    OpenApiParameter(
        CASE_HEADER, str, OpenApiParameter.HEADER, required=True, description="Case number."
    ),
]
_ERRORS = {401: ProblemShape, 403: ProblemShape, 404: ProblemShape, 400: ProblemShape}


class RecordsShape(serializers.Serializer[Any]):
    """A page of records, and the cursor of the next one."""

    columns = serializers.ListField(child=serializers.CharField())
    records = serializers.ListField(child=serializers.DictField())
    next = serializers.CharField(allow_null=True)
    receipt = serializers.CharField()


class LookUpShape(InputShape):
    """Which subject: a granted look-up key and its value."""

    column = Text(max_length=63)
    value = Text(max_length=LONGEST_VALUE)
    fields_wanted = serializers.ListField(
        child=Text(max_length=63), max_length=MOST_FIELDS, required=False
    )


class VerifyShape(InputShape):
    """Which subject, and what is believed of it; the answer is yes or no for each field."""

    column = Text(max_length=63)
    value = Text(max_length=LONGEST_VALUE)
    expected = serializers.DictField(child=Text(max_length=1000))


class VerifiedShape(serializers.Serializer[Any]):
    """Yes or no: whether the subject exists among the permitted rows, and each field."""

    matches = serializers.DictField(child=serializers.BooleanField())
    receipt = serializers.CharField()


class RecordsViewSet(PortalViewSet):
    """What an agreement permits, and nothing else. Every call states purpose and case number."""

    scope = "data"
    reads_query = frozenset({"records"})
    lookup_field = "number"
    lookup_value_regex = "[^/]+"

    @extend_schema(
        parameters=[
            *_HEADERS,
            OpenApiParameter("fields", str, description="Granted columns, separated by commas."),
            OpenApiParameter("limit", int, description="Rows on a page, 1 to 1000."),
            OpenApiParameter("cursor", str, description="From `next` of the page before."),
            OpenApiParameter("output", str, enum=["json", "csv"]),
            OpenApiParameter(
                "{column}",
                str,
                description="Equality on a granted column; `{column}__gte` and `{column}__lte`"
                " give a range.",
            ),
        ],
        responses={
            (200, "application/json"): RecordsShape,
            (200, "text/csv"): OpenApiTypes.STR,
            **_ERRORS,
        },
        tags=["data"],
    )
    @action(detail=True, methods=["get"], url_path="records")
    def records(self, http_request: Request, number: str) -> HttpResponse:
        """Permitted records in pages, fields and filters on granted columns only."""
        query = http_request.query_params
        output = query.get("output", "json")
        with self._told_to_the_recipient(http_request, number):
            if output not in {"json", "csv"}:
                raise Invalid(reasons.INVALID_INPUT, {"output": ["json, csv"]})
            after, data_version = read_position(query.get("cursor"), of=_LIST)
            call = self._call(
                http_request,
                number,
                Operation.RECORDS,
                fields=read_names(query.get("fields", "")),
                filters=_filters(query),
                after=after,
                data_version_id=data_version,
                limit=read_limit(query.get("limit")),
            )
        given = self._deliver(http_request, call)
        return _csv(given) if output == "csv" else _json(given)

    @extend_schema(
        request=LookUpShape,
        parameters=_HEADERS,
        responses={200: RecordsShape, **_ERRORS},
        tags=["data"],
    )
    @action(detail=True, methods=["post"], url_path="look-up")
    def look_up(self, http_request: Request, number: str) -> HttpResponse:
        """One subject by a granted key; sent in the body, so that no log holds it."""
        with self._told_to_the_recipient(http_request, number):
            data = read_shape(LookUpShape, http_request.data)
            call = self._call(
                http_request,
                number,
                Operation.LOOK_UP,
                fields=tuple(data.get("fields_wanted", ())),
                filters=(plan.Filter(data["column"], "", data["value"]),),
                limit=1,
            )
        return _json(self._deliver(http_request, call))

    @extend_schema(
        request=VerifyShape,
        parameters=_HEADERS,
        responses={200: VerifiedShape, **_ERRORS},
        tags=["data"],
    )
    @action(detail=True, methods=["post"], url_path="verify")
    def verify(self, http_request: Request, number: str) -> HttpResponse:
        """Whether what is believed of one subject is so; no value leaves."""
        with self._told_to_the_recipient(http_request, number):
            data = read_shape(VerifyShape, http_request.data)
            call = self._call(
                http_request,
                number,
                Operation.VERIFY,
                fields=tuple(data["expected"]),
                filters=(plan.Filter(data["column"], "", data["value"]),),
                limit=1,
                expected=data["expected"],
            )
        given = self._deliver(http_request, call)
        body = {"matches": given.matches, "receipt": given.receipt_number}
        return sealed(Response(body), given.receipt_number)

    @contextmanager
    def _told_to_the_recipient(self, http_request: Request, number: str) -> Iterator[None]:
        """What is wrong with a call is told of an own agreement only; any other is not found.

        :raises Refused: it does not exist, or is another department's.
        """
        try:
            yield
        except (Invalid, Refused, exceptions.APIException) as error:
            actor, _now = entering(http_request, Interface.API)
            if not queries.is_recipient(actor, number):
                raise Refused(reasons.NOT_FOUND) from error
            raise

    def _call(self, http_request: Request, number: str, operation: str, **wanted: Any) -> Call:
        actor, _now = entering(http_request, Interface.API)
        if actor.client_id is None:
            raise Refused(reasons.NO_GRANT, is_right_missing=True)
        return Call(
            number=number,
            client_id=actor.client_id,
            operation=operation,
            purpose=http_request.headers.get(PURPOSE_HEADER, ""),
            case_number=http_request.headers.get(CASE_HEADER, ""),
            **wanted,
        )

    def _deliver(self, http_request: Request, call: Call) -> Delivered:
        actor, now = entering(http_request, Interface.API)
        return deliver(call=call, actor=actor, now=now)


def _filters(query: Mapping[str, str]) -> tuple[plan.Filter, ...]:
    """Parameters that are not the endpoint's own are filters; the plan checks the column."""
    found = []
    for name, value in query.items():
        if name in _OWN:
            continue
        column, _mark, comparison = name.partition("__")
        if comparison not in plan.COMPARISONS:
            raise Invalid.naming(reasons.UNKNOWN_PARAMETER, [name])
        if not is_text(value):
            raise Invalid.no_text([name])
        if len(value) > LONGEST_VALUE:
            raise Invalid(reasons.INVALID_INPUT, {name: [f"≤ {LONGEST_VALUE}"]})
        found.append(plan.Filter(column, comparison, value))
    if len(found) > 20:
        raise Invalid(reasons.INVALID_INPUT, {"filters": ["≤ 20"]})
    return tuple(found)


def _next(given: Delivered) -> str | None:
    return next_cursor(given.after, given.data_version_id, of=_LIST)


def _json(given: Delivered) -> HttpResponse:
    return page(given, _next(given))


def _csv(given: Delivered) -> HttpResponse:
    text = csv_text(given.columns, given.rows)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="records.csv"'
    cursor = _next(given)
    if cursor is not None:
        response["Sharing-Next"] = cursor
    return sealed(response, given.receipt_number)


class SampleColumnShape(serializers.Serializer[Any]):
    """A column of a sample: how many rows have a value, and whether it is hashed."""

    name = serializers.CharField()
    column = serializers.CharField()
    filled = serializers.IntegerField()
    is_hashed = serializers.BooleanField()


class SampleShape(serializers.Serializer[Any]):
    """A look, which is no delivery: the first rows and the numbers of all."""

    agreement = serializers.CharField(allow_blank=True)
    row_count = serializers.IntegerField()
    columns = SampleColumnShape(many=True)
    rows = serializers.ListField(child=serializers.ListField())


class EntrySampleViewSet(PortalViewSet):
    """The first rows of an entry as the caller's department receives them, marked as a look."""

    scope = "data"
    lookup_field = "number"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses={200: SampleShape, **_ERRORS}, tags=["data"])
    def retrieve(self, http_request: Request, number: str) -> HttpResponse:
        """The sample of the entry with that code, a hyphen in the place of its slash."""
        actor, now = entering(http_request, Interface.API)
        entry = by_slug(published_to(actor), number)
        if entry is None or not may_see_details(entry, actor, now=now):
            raise Refused(reasons.NOT_FOUND)
        if http_request.method == "HEAD":
            # It shows no rows, and is no look.
            look.judge(entry=entry, actor=actor, now=now)
            return Response(headers={"Cache-Control": "no-store, private"})
        found = look.look(entry=entry, actor=actor, now=now)
        response = Response(
            {
                "agreement": found.agreement_number,
                "row_count": found.row_count,
                "columns": [asdict(column) for column in found.columns],
                "rows": [list(row) for row in found.rows],
            }
        )
        response["Cache-Control"] = "no-store, private"
        return response
