"""WorkflowViewSet, problem+json, keyset pages and steps: the programming interface's base."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone
from rest_framework import exceptions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from portal.interfaces.actors import actor_of
from portal.interfaces.inputs import (
    Invalid,
    StrictJsonParser,
    plain_errors,
    read_form,
    read_limit,
    refuse_unknown,
    sent_object,
)
from portal.interfaces.keyset import after, placed, places, read_cursor, write_cursor
from portal.interfaces.problems import PROBLEM
from portal.interfaces.steps import StepInput
from portal.interfaces.text import is_text
from portal.regulation import reasons
from portal.regulation.machine import Machine
from portal.regulation.reasons import Reason
from portal.statements import Statement
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from portal.workflow.policy import available
from portal.workflow.reading import read_once


def problem(
    reason: Reason,
    code: int,
    *,
    details: Sequence[str] = (),
    fields: Mapping[str, Any] | None = None,
) -> Response:
    """An RFC 9457 problem: what, why, on which article, and which fields are meant."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": reason.text,
        "status": code,
        "code": reason.code,
        "article": reason.basis,
    }
    if details:
        body["details"] = list(details)
    if fields:
        body["fields"] = fields
    response = Response(body, status=code, content_type=PROBLEM)
    response["Cache-Control"] = "no-store"
    return response


_STATUS = {
    reasons.NOT_FOUND: status.HTTP_404_NOT_FOUND,
    reasons.INVALID_CURSOR: status.HTTP_400_BAD_REQUEST,
    reasons.INVALID_INPUT: status.HTTP_400_BAD_REQUEST,
    reasons.RATE_EXCEEDED: status.HTTP_429_TOO_MANY_REQUESTS,
}


def _refusal(refused: Refused) -> Response:
    """403 where a right is missing, 409 where the rule forbids the step now."""
    default = status.HTTP_403_FORBIDDEN if refused.is_right_missing else status.HTTP_409_CONFLICT
    code = _STATUS.get(refused.reason, default)
    return problem(refused.reason, code, details=refused.details)


_FRAMEWORK: Sequence[tuple[type[Exception], Reason, int]] = (
    (exceptions.NotAuthenticated, reasons.UNAUTHENTICATED, 401),
    (exceptions.AuthenticationFailed, reasons.UNAUTHENTICATED, 401),
    (exceptions.PermissionDenied, reasons.FORBIDDEN, 403),
    (PermissionDenied, reasons.FORBIDDEN, 403),
    (exceptions.NotFound, reasons.NOT_FOUND, 404),
    (Http404, reasons.NOT_FOUND, 404),
    (exceptions.MethodNotAllowed, reasons.METHOD_NOT_ALLOWED, 405),
    (exceptions.NotAcceptable, reasons.NOT_READABLE, 406),
    (exceptions.UnsupportedMediaType, reasons.NOT_READABLE, 415),
    (exceptions.ParseError, reasons.NOT_READABLE, 400),
    (exceptions.Throttled, reasons.RATE_EXCEEDED, 429),
    (RequestDataTooBig, reasons.NOT_READABLE, 413),
    (SuspiciousOperation, reasons.NOT_READABLE, 400),
    (BadRequest, reasons.NOT_READABLE, 400),
    (DatabaseError, reasons.UNAVAILABLE, 503),
)


def problem_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every error of the API as a problem; an unforeseen one stays loud (None: 500)."""
    if isinstance(error, Refused):
        return _refusal(error)
    if isinstance(error, Invalid):
        return problem(error.reason, 400, fields=error.fields)
    if isinstance(error, exceptions.ValidationError):
        return problem(reasons.INVALID_INPUT, 400, fields=plain_errors(error.detail))
    for kind, reason, code in _FRAMEWORK:
        if isinstance(error, kind):
            response = problem(reason, code)
            if code == 401:
                response["WWW-Authenticate"] = 'Bearer realm="api"'
            wait = getattr(error, "wait", None)
            if wait is not None:
                response["Retry-After"] = str(math.ceil(wait))
            return response
    return None


class PortalViewSet(ViewSet):
    """The door of every view of the API: JSON in, nothing unknown in an address."""

    parser_classes = (StrictJsonParser,)
    #: Actions that read the address's parameters themselves; the others take none.
    reads_query: ClassVar[frozenset[str]] = frozenset({"list"})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the caller in, then judge the address: what is no text is found nowhere.

        :raises Refused: not found.
        :raises Invalid: a parameter is not known here.
        """
        super().initial(request, *args, **kwargs)
        if not all(is_text(value) for value in kwargs.values()):
            raise Refused(reasons.NOT_FOUND)
        if self.action is not None and self.action not in self.reads_query:
            refuse_unknown(request.query_params, ())


@lru_cache(maxsize=256)
def page_statement(
    view_class: Any,
    filters: tuple[tuple[str, tuple[str, ...]], ...],
    limit: int,
    is_later: bool,
) -> Statement:
    """The statement of one page of a list: of the first one, or of one that follows a cursor."""
    query = QueryDict(mutable=True)
    for name, values in filters:
        query.setlist(name, list(values))

    def rows() -> QuerySet[Any, Any]:
        view, anyone, now = view_class(), Actor.of_statement(), timezone.now()
        order = view.order_of(query)
        position = places(view.rows(anyone, now).model, order) if is_later else None
        return view.page_rows(query, anyone, now, limit=limit, position=position)

    return Statement(rows)


class ListViewSet(PortalViewSet):
    """A list narrowed by a filter set over what the actor may see, in keyset pages.

    Subclasses say ``scope``, ``order``, ``columns`` and ``rows()``; ``columns`` are what is read,
    each with the name it leaves under; ``shape`` declares the row for OpenAPI.
    """

    scope: ClassVar[str]
    order: ClassVar[tuple[str, ...]] = ("-pk",)
    columns: ClassVar[Mapping[str, str]] = {}
    shape: ClassVar[type[serializers.Serializer]]
    filterset_class: ClassVar[Any] = None
    #: Set where ``rows()`` asks for the actor's department and groups, and not for the time: the
    #: filters that leave a page a statement of fixed shape. They read no other rows to be built.
    fixed_filters: ClassVar[frozenset[str] | None] = None
    lookup_field = "number"
    lookup_value_regex = "[^/]+"

    def actor(self, http_request: Request, now: datetime) -> Actor:
        """Who calls."""
        return actor_of(http_request, Interface.API, now)

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """What the actor may see of this list."""
        raise exceptions.NotFound

    def row(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """The last touch to a row before it leaves."""
        return drawn

    def named(self, values: Sequence[Any]) -> dict[str, Any]:
        """The columns read, under their own names; what was read beside them stays."""
        return self.row(dict(zip(self.columns.values(), values, strict=False)))

    def drawn(self, rows: QuerySet[Any], actor: Actor, now: datetime) -> QuerySet[Any]:
        """Add to the rows what a list shows of them beside their own columns."""
        return rows

    def order_of(self, query: Mapping[str, Any]) -> tuple[str, ...]:
        """How the rows stand; a list that is searched may put the best fitting first."""
        return self.order

    def found(self, narrowed: Any) -> QuerySet[Any]:
        """The rows that a filter set leaves, with what they stand in order by."""
        return narrowed.qs

    def narrow(
        self, query: QueryDict, rows: QuerySet[Any], actor: Actor, now: datetime
    ) -> QuerySet[Any]:
        """Apply the filter set.

        :raises Invalid: a value is not one that the filter can have.
        """
        if self.filterset_class is None or not self._filters_in(query):
            return rows
        narrowed = self.filterset_class(query, queryset=rows, actor=actor, now=now)
        if not narrowed.is_valid():
            raise Invalid(reasons.INVALID_INPUT, plain_errors(dict(narrowed.errors)))
        return self.found(narrowed)

    def _filters_in(self, query: Mapping[str, Any]) -> frozenset[str]:
        own = self.filterset_class.base_filters if self.filterset_class else ()
        return frozenset(own).intersection(query)

    def page_rows(
        self,
        query: QueryDict,
        actor: Actor,
        now: datetime,
        *,
        limit: int,
        position: Sequence[Any] | None,
    ) -> QuerySet[Any, tuple[Any, ...]]:
        """The rows of one page, and one more that tells whether another page follows."""
        order = self.order_of(query)
        rows = self.narrow(query, self.rows(actor, now), actor, now)
        if position is not None:
            rows = after(rows, order, position)
        listed = self.drawn(rows, actor, now).order_by(*order)
        return listed.values_list(*self._wanted(order))[: limit + 1]

    def _wanted(self, order: Sequence[str]) -> list[str]:
        """The row's columns, then what a cursor needs beside them."""
        return list(dict.fromkeys((*self.columns, *(name.lstrip("-") for name in order))))

    def _fixed_rows(
        self,
        query: QueryDict,
        actor: Actor,
        now: datetime,
        *,
        limit: int,
        position: Sequence[Any] | None,
    ) -> list[tuple[Any, ...]]:
        """The same rows, by the statement that is made once for this shape."""
        chosen = sorted(self._filters_in(query))
        filters = tuple((name, tuple(query.getlist(name))) for name in chosen)
        view_class: Any = type(self)
        statement = page_statement(view_class, filters, limit, position is not None)
        return statement.rows(**actor.bound(local_day(now)), **placed(position or ()))

    def read_page(self, query: QueryDict, actor: Actor, now: datetime) -> dict[str, Any]:
        """One page: its rows, and the cursor of the next one.

        :raises Invalid: a parameter is unknown, or a value or the cursor is not one of this list.
        """
        filters = self._filters_in(query)
        refuse_unknown(query, filters | {"cursor", "limit"})
        limit = read_limit(query.get("limit"))
        cursor, name = query.get("cursor"), type(self).__name__
        position = None if cursor is None else read_cursor(cursor, of=name)
        order = self.order_of(query)
        if position is not None and len(position) != len(order):
            raise Invalid(reasons.INVALID_CURSOR)
        is_fixed = self.fixed_filters is not None and filters <= self.fixed_filters
        rows = self._fixed_rows if is_fixed else self.page_rows
        try:
            found = list(rows(query, actor, now, limit=limit, position=position))
        except (TypeError, ValueError, ValidationError) as error:
            if position is None:
                raise
            raise Invalid(reasons.INVALID_CURSOR) from error
        next_cursor = None
        if len(found) > limit:
            found = found[:limit]
            last = dict(zip(self._wanted(order), found[-1], strict=True))
            next_cursor = write_cursor([last[key.lstrip("-")] for key in order], of=name)
        return {"results": [self.named(values) for values in found], "next": next_cursor}

    def list(self, http_request: Request) -> Response:
        """The list, one page at a time."""
        now = timezone.now()
        with read_once():
            actor = self.actor(http_request, now)
            return Response(self.read_page(http_request.query_params, actor, now))

    def find(self, http_request: Request, number: str, now: datetime) -> Any:
        """The matter of that public number, if the actor may see it; hidden and absent alike.

        :raises Refused: not found.
        """
        actor = self.actor(http_request, now)
        found = self.by_number(self.rows(actor, now), number)
        if found is None:
            raise Refused(reasons.NOT_FOUND)
        return found

    def by_number(self, rows: QuerySet[Any], number: str) -> Any | None:
        """Find a row by its public number."""
        return rows.filter(public_number=number).first()


class StepShape(serializers.Serializer[Any]):
    """A step as the gate offers it to the caller now."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a row's field, not the field's own
    allowed = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    article = serializers.CharField(allow_blank=True)


class ProblemShape(serializers.Serializer[Any]):
    """A problem (RFC 9457) with the reason's code and article."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    article = serializers.CharField(allow_blank=True)
    details = serializers.ListField(child=serializers.CharField(), required=False)

    def get_fields(self) -> dict[str, Any]:
        """``fields`` is a name the framework keeps for itself, so it is put in by hand."""
        return {**super().get_fields(), "fields": serializers.DictField(required=False)}


def step_rows(actor: Actor, machine: Machine, matter: Any, now: datetime) -> list[dict[str, Any]]:
    """The ``steps`` of a matter: the same answers that buttons come from."""
    rows = []
    for step in available(actor, machine, matter, now=now):
        reason = step.decision.reason
        rows.append(
            {
                "name": step.transition.name,
                "label": str(step.transition.label),
                "allowed": step.is_allowed,
                "code": reason.code if reason else "",
                "reason": step.decision.text,
                "article": reason.basis if reason else str(step.transition.article),
            }
        )
    return rows


class WorkflowViewSet(ListViewSet):
    """Matters with steps: list, one, and ``POST …/{number}/{step}/``.

    Subclasses also say ``machine``, ``step_inputs`` and ``details()``.
    """

    machine: ClassVar[Machine]
    step_inputs: ClassVar[Mapping[str, StepInput]] = {}

    def details(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """What is read of one matter."""
        raise exceptions.NotFound

    def retrieve(self, http_request: Request, number: str) -> Response:
        """One matter, with the steps the caller may take now."""
        now = timezone.now()
        return self.show(http_request, self.find(http_request, number, now), now)

    def show(self, http_request: Request, matter: Any, now: datetime, code: int = 200) -> Response:
        """The matter's details and steps."""
        actor = self.actor(http_request, now)
        body = self.details(matter, actor, now)
        body["steps"] = step_rows(actor, self.machine, matter, now)
        return Response(body, status=code)

    def take(self, http_request: Request, number: str, name: str) -> Response:
        """Take one step: read the input, call the one action, show the matter again."""
        now = timezone.now()
        matter = self.find(http_request, number, now)
        step = self.step_inputs[name]
        actor = self.actor(http_request, now)
        data = self.read(step, matter, http_request, actor)
        step.run(matter.pk, data, actor, now)
        return self.show(http_request, self.find(http_request, number, now), now)

    def read(
        self, step: StepInput, matter: Any, http_request: Request, actor: Actor
    ) -> Mapping[str, Any]:
        """What was sent, checked for shape by the step's own form; unknown fields are named.

        :raises Invalid: a field is unknown, missing or of the wrong type.
        """
        sent = http_request.data
        form = step.form_for(matter, sent if isinstance(sent, dict) else {}, None, actor)
        if form is None:
            refuse_unknown(sent_object(sent), ())
            return {}
        return read_form(form, sent)


def step_method(name: str) -> Callable[..., Response]:
    """The handler of one step's address; the router and OpenAPI see each step by name."""

    def handler(self: WorkflowViewSet, http_request: Request, number: str) -> Response:
        return self.take(http_request, number, name)

    handler.__name__ = name
    return handler


class Nothing(APIView):
    """Under the API's own address, what does not exist is a problem like every other one."""

    permission_classes = ()
    schema = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Every method finds nothing."""
        for method in self.http_method_names:
            setattr(self, method, self._nothing)
        return super().dispatch(request, *args, **kwargs)

    def _nothing(self, http_request: Request, rest: str) -> Response:
        raise exceptions.NotFound
