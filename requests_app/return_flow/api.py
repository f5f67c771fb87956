"""Return flows over REST, and what is returned for the system named to fetch."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.interfaces.actors import entering
from portal.interfaces.api import PortalViewSet, ProblemShape, StepShape, WorkflowViewSet
from portal.interfaces.inputs import (
    InputShape,
    Invalid,
    Text,
    read_form,
    read_limit,
    read_shape,
    refuse_unknown,
)
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NoteForm
from portal.regulation import reasons
from portal.regulation import return_flow as rules
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.delivery.wire import next_cursor, page, read_position
from requests_app.return_flow import actions, forms, queries
from requests_app.return_flow.actions import Fetch
from requests_app.return_flow.filters import ReturnFlowFilterSet
from requests_app.return_flow.models import ReturnFlow

_LIST = "return_flow.records"


class ReturnFlowRowShape(serializers.Serializer[Any]):
    """A return flow in a list."""

    number = serializers.CharField()
    entry = serializers.CharField()
    name = serializers.CharField()
    requester = serializers.CharField()
    provider = serializers.CharField()
    status = serializers.CharField()


class HandoverShape(serializers.Serializer[Any]):
    """A hand-over: rows owed by region, rows stored, rows delivered, and the shortfall."""

    number = serializers.IntegerField()
    data_version = serializers.IntegerField()
    handed_over_at = serializers.DateTimeField()
    rows_owed = serializers.IntegerField()
    rows_stored = serializers.IntegerField()
    rows_delivered = serializers.IntegerField()
    rows_missing = serializers.IntegerField()


class ReturnFlowShape(ReturnFlowRowShape):
    """One return flow in full."""

    duty = serializers.CharField()
    system = serializers.CharField()
    region = serializers.CharField()
    resource = serializers.CharField(allow_null=True)
    region_column = serializers.CharField(allow_blank=True)
    security_check = serializers.CharField(allow_blank=True)
    checked_on = serializers.DateField(allow_null=True)
    handovers = HandoverShape(many=True)
    steps = StepShape(many=True)


class NewReturnFlowShape(InputShape):
    """Which entry of an upper department, for which duty, and which own system fetches it."""

    entry = Text(max_length=60)
    system = Text(max_length=60)
    duty = Text(max_length=2000)


class ReturnedRecordsShape(serializers.Serializer[Any]):
    """A page of a hand-over, and the cursor of the next one."""

    handover = serializers.IntegerField()
    columns = serializers.ListField(child=serializers.CharField())
    records = serializers.ListField(child=serializers.DictField())
    next = serializers.CharField(allow_null=True)
    receipt = serializers.CharField()


_COLUMNS = {
    "public_number": "number",
    "entry__code": "entry",
    "entry__live_version__name": "name",
    "requester__code": "requester",
    "provider__code": "provider",
    "status": "status",
}
_MORE = {
    "duty": "duty",
    "system__code": "system",
    "requester__region__code": "region",
    "resource__code": "resource",
    "region_column": "region_column",
    "security_check": "security_check",
    "checked_on": "checked_on",
}


@extend_schema_view(
    list=extend_schema(responses=paged(ReturnFlowRowShape), tags=["return flows"]),
    retrieve=extend_schema(responses=ReturnFlowShape, tags=["return flows"]),
)
class ReturnFlowViewSet(WorkflowViewSet):
    """Return flows to the own department, and those it owes."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = ReturnFlowRowShape
    filterset_class = ReturnFlowFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Return flows the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: ReturnFlow, actor: Actor, now: datetime) -> dict[str, Any]:
        """The return flow in full, with the report on each hand-over."""
        own = queries.visible_to(actor).filter(pk=matter.pk)
        values = own.values_list(*self.columns, *_MORE).get()
        more = values[len(self.columns) :]
        return {
            **self.named(values),
            **dict(zip(_MORE.values(), more, strict=True)),
            "handovers": [
                {
                    "number": report.run.number,
                    "data_version": report.run.data_version.number,
                    "handed_over_at": report.run.handed_over_at,
                    "rows_owed": report.run.rows_owed,
                    "rows_stored": report.run.rows_stored,
                    "rows_delivered": report.rows_delivered,
                    "rows_missing": report.rows_missing,
                }
                for report in queries.completeness(matter)
            ],
        }

    @extend_schema(
        request=NewReturnFlowShape, responses={201: ReturnFlowShape}, tags=["return flows"]
    )
    def create(self, http_request: Request) -> Response:
        """Ask an upper department to return an entry's rows (step ``ask_return``)."""
        actor, now = entering(http_request, Interface.API)
        sent = read_shape(NewReturnFlowShape, http_request.data)
        wanted = forms.ASK.find(actor, sent.pop("entry").replace("/", "-", 1), now)
        if wanted is None:
            raise Refused(reasons.NOT_FOUND)
        data = read_form(forms.AskForm(sent, department_id=actor.department_id), dict(sent))
        made = actions.ask_return(
            entry_id=wanted.version.entry_id,
            system_id=data["system"],
            duty=data["duty"],
            actor=actor,
            now=now,
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    ReturnFlowViewSet,
    {
        "name_recipient": forms.SystemForm,
        "configure": forms.ConfigureForm,
        "reconfigure": forms.ConfigureForm,
        "end": NoteForm,
    },
    ReturnFlowShape,
    tag="return flows",
)


class ReturnedRecordsViewSet(PortalViewSet):
    """What is returned, for the system named: no purpose, no case, no quota (Art. 24)."""

    scope = "data"
    reads_query = frozenset({"records"})
    lookup_field = "number"
    lookup_value_regex = "[^/]+"

    @extend_schema(
        parameters=[
            OpenApiParameter("limit", int, description="Rows on a page, 1 to 1000."),
            OpenApiParameter("cursor", str, description="From `next` of the page before."),
        ],
        responses={
            200: ReturnedRecordsShape,
            400: ProblemShape,
            401: ProblemShape,
            403: ProblemShape,
            404: ProblemShape,
            409: ProblemShape,
        },
        tags=["data"],
    )
    @action(detail=True, methods=["get"], url_path="records")
    def records(self, http_request: Request, number: str) -> HttpResponse:
        """The rows of the latest hand-over, page by page; each page has its receipt."""
        actor, now = entering(http_request, Interface.API)
        query = http_request.query_params
        try:
            refuse_unknown(query, {"limit", "cursor"})
            after, run = read_position(query.get("cursor"), of=_LIST)
            limit = read_limit(query.get("limit"))
        except Invalid as invalid:
            # What is wrong with a call is told of an own return flow only.
            if queries.received_by(actor, number) is None:
                raise Refused(reasons.NOT_FOUND) from invalid
            raise
        call = Fetch(
            number=number, client_id=actor.client_id or 0, run=run, after=after, limit=limit
        )
        given = actions.fetch(call=call, actor=actor, now=now)
        cursor = next_cursor(given.after, given.run, of=_LIST)
        return page(given, cursor, handover=given.run)
