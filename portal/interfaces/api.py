"""WorkflowViewSet, problem+json, keyset pages and steps: the programming interface's base."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
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
from django.http import Http404
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
from portal.interfaces.keyset import after, read_cursor, write_cursor
from portal.interfaces.steps import StepInput
from portal.interfaces.text import is_text
from portal.regulation import reasons
from portal.regulation.machine import Machine
from portal.regulation.reasons import Reason
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from portal.workflow.policy import available

PROBLEM = "application/problem+json"


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


class ListViewSet(PortalViewSet):
    """A list narrowed by a filter set over what the actor may see, in keyset pages.

    Subclasses say ``scope``, ``order``, ``columns`` and ``rows()``; ``shape`` declares the row
    for OpenAPI, and ``row()`` turns the columns read into it.
    """

    scope: ClassVar[str]
    order: ClassVar[tuple[str, ...]] = ("-pk",)
    columns: ClassVar[tuple[str, ...]] = ()
    shape: ClassVar[type[serializers.Serializer]]
    filterset_class: ClassVar[Any] = None
    lookup_field = "number"
    lookup_value_regex = "[^/]+"

    def actor(self, http_request: Request, now: datetime) -> Actor:
        """Who calls."""
        return actor_of(http_request, Interface.API, now)

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """What the actor may see of this list."""
        raise exceptions.NotFound

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """One row as it leaves."""
        return dict(values)

    def mark(self, found: Sequence[dict[str, Any]], actor: Actor, now: datetime) -> None:
        """Add to a page's rows what one query finds for all of them."""

    def narrow(
        self, http_request: Request, rows: QuerySet[Any], actor: Actor, now: datetime
    ) -> QuerySet[Any]:
        """Apply the filter set; a parameter it does not know is refused by name."""
        query = http_request.query_params
        own = set(self.filterset_class.base_filters) if self.filterset_class else set()
        refuse_unknown(query, own | {"cursor", "limit"})
        if self.filterset_class is None or own.isdisjoint(query):
            return rows
        narrowed = self.filterset_class(query, queryset=rows, actor=actor, now=now)
        if not narrowed.is_valid():
            raise Invalid(reasons.INVALID_INPUT, plain_errors(dict(narrowed.errors)))
        return narrowed.qs

    def page(
        self, http_request: Request, rows: QuerySet[Any], actor: Actor, now: datetime
    ) -> Response:
        """One page: rows, and the cursor of the next one."""
        limit = read_limit(http_request.query_params.get("limit"))
        cursor = http_request.query_params.get("cursor")
        if cursor is not None:
            try:
                rows = after(rows, self.order, read_cursor(cursor, of=rows.model._meta.label))
            except (TypeError, ValueError, ValidationError) as error:
                raise Invalid(reasons.INVALID_CURSOR) from error
        keys = [name.lstrip("-") for name in self.order]
        wanted = dict.fromkeys((*self.columns, *keys))
        found = list(rows.order_by(*self.order).values(*wanted)[: limit + 1])
        more = len(found) > limit
        found = found[:limit]
        self.mark(found, actor, now)
        next_cursor = None
        if more:
            next_cursor = write_cursor([found[-1][key] for key in keys], of=rows.model._meta.label)
        return Response({"results": [self.row(values) for values in found], "next": next_cursor})

    def list(self, http_request: Request) -> Response:
        """The list, one page at a time."""
        now = timezone.now()
        actor = self.actor(http_request, now)
        rows = self.narrow(http_request, self.rows(actor, now), actor, now)
        return self.page(http_request, rows, actor, now)

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
        data = self.read(step, matter, http_request)
        step.run(matter.pk, data, self.actor(http_request, now), now)
        return self.show(http_request, self.find(http_request, number, now), now)

    def read(self, step: StepInput, matter: Any, http_request: Request) -> Mapping[str, Any]:
        """What was sent, checked for shape by the step's own form; unknown fields are named.

        :raises Invalid: a field is unknown, missing or of the wrong type.
        """
        if step.form is None:
            refuse_unknown(sent_object(http_request.data), ())
            return {}
        sent = http_request.data
        form = step.form(matter, sent if isinstance(sent, dict) else {}, None)
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
