"""Emergency releases over REST, and what is released for the system named to fetch."""

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
    Whole,
    read_form,
    read_limit,
    read_shape,
    refuse_unknown,
)
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NoteForm
from portal.regulation import emergency as rules
from portal.regulation import reasons
from portal.regulation.switches import EMERGENCY_MOST_HOURS
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.delivery.wire import (
    CASE_HEADER,
    MOST_FIELDS,
    PURPOSE_HEADER,
    next_cursor,
    page,
    read_names,
    read_position,
)
from requests_app.emergencies import actions, forms, queries
from requests_app.emergencies.actions import Fetch
from requests_app.emergencies.filters import EmergencyFilterSet
from requests_app.emergencies.models import EmergencyRelease

_LIST = "emergencies.records"


class EmergencyRowShape(serializers.Serializer[Any]):
    """An emergency release in a list."""

    number = serializers.CharField()
    entry = serializers.CharField()
    name = serializers.CharField()
    requester = serializers.CharField()
    provider = serializers.CharField()
    authority = serializers.CharField(allow_null=True)
    case_number = serializers.CharField()
    status = serializers.CharField()
    ends_at = serializers.DateTimeField(allow_null=True)
    review_due_on = serializers.DateField(allow_null=True)


class EmergencyShape(EmergencyRowShape):
    """One emergency release in full."""

    emergency = serializers.CharField()
    purpose = serializers.CharField()
    system = serializers.CharField()
    hours = serializers.IntegerField()
    columns = serializers.ListField(child=serializers.CharField())
    granted_by = serializers.CharField(allow_null=True)
    granted_at = serializers.DateTimeField(allow_null=True)
    refusal_text = serializers.CharField(allow_blank=True)
    finding = serializers.CharField(allow_blank=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)
    calls = serializers.IntegerField()
    rows_delivered = serializers.IntegerField()
    steps = StepShape(many=True)


class NewEmergencyShape(InputShape):
    """Which entry and columns, for which emergency and system, for what, and how long."""

    entry = Text(max_length=60)
    emergency = Text(max_length=2000)
    case_number = Text(max_length=100)
    columns = serializers.ListField(child=Text(max_length=63), max_length=MOST_FIELDS)
    system = Text(max_length=60)
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    hours = Whole(min_value=1, max_value=EMERGENCY_MOST_HOURS)


class ReleasedRecordsShape(serializers.Serializer[Any]):
    """A page of what is released, and the cursor of the next one."""

    columns = serializers.ListField(child=serializers.CharField())
    records = serializers.ListField(child=serializers.DictField())
    next = serializers.CharField(allow_null=True)
    receipt = serializers.CharField()


_COLUMNS = {
    "public_number": "number",
    "entry__code": "entry",
    "entry_version__name": "name",
    "requester__code": "requester",
    "provider__code": "provider",
    "authority__code": "authority",
    "case_number": "case_number",
    "status": "status",
    "ends_at": "ends_at",
    "due_on": "review_due_on",
}
_MORE = {
    "emergency": "emergency",
    "purpose": "purpose",
    "system__code": "system",
    "hours": "hours",
    "granted_by__code": "granted_by",
    "granted_at": "granted_at",
    "refusal_text": "refusal_text",
    "finding": "finding",
    "reviewed_at": "reviewed_at",
}


@extend_schema_view(
    list=extend_schema(responses=paged(EmergencyRowShape), tags=["emergency releases"]),
    retrieve=extend_schema(responses=EmergencyShape, tags=["emergency releases"]),
)
class EmergencyReleaseViewSet(WorkflowViewSet):
    """Emergency releases of the own department, and those it grants or reviews."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = EmergencyRowShape
    filterset_class = EmergencyFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Releases the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: EmergencyRelease, actor: Actor, now: datetime) -> dict[str, Any]:
        """The release in full, with the count of what was fetched."""
        own = queries.visible_to(actor).filter(pk=matter.pk)
        values = own.values_list(*self.columns, *_MORE).get()
        more = values[len(self.columns) :]
        return {
            **self.named(values),
            **dict(zip(_MORE.values(), more, strict=True)),
            "columns": [item.column_name for item in queries.released_columns(matter)],
            "calls": queries.receipts_of_release(matter).count(),
            "rows_delivered": queries.rows_delivered(matter),
        }

    @extend_schema(
        request=NewEmergencyShape, responses={201: EmergencyShape}, tags=["emergency releases"]
    )
    def create(self, http_request: Request) -> Response:
        """Ask for data at once, for hours (step ``ask_release``); heads of offices only."""
        actor, now = entering(http_request, Interface.API)
        sent = read_shape(NewEmergencyShape, http_request.data)
        wanted = forms.ASK.find(actor, sent.pop("entry").replace("/", "-", 1), now)
        if wanted is None:
            raise Refused(reasons.NOT_FOUND)
        form = forms.AskForm(sent, wanted=wanted)
        read_form(form, sent)
        made = forms.ASK.begin(wanted, form, actor, now)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    EmergencyReleaseViewSet,
    {
        "refuse_release": NoteForm,
        "end_release": NoteForm,
        "find_justified": forms.FindingForm,
        "find_unjustified": forms.FindingForm,
    },
    EmergencyShape,
    tag="emergency releases",
)


class ReleasedRecordsViewSet(PortalViewSet):
    """What an emergency release names, while its hours last; every call states the case."""

    scope = "data"
    reads_query = frozenset({"records"})
    lookup_field = "number"
    lookup_value_regex = "[^/]+"

    @extend_schema(
        parameters=[
            OpenApiParameter(
                PURPOSE_HEADER,
                str,
                OpenApiParameter.HEADER,
                required=True,
                description="The purpose granted.",
            ),
            OpenApiParameter(
                CASE_HEADER,
                str,
                OpenApiParameter.HEADER,
                required=True,
                description="The emergency's own case number.",
            ),
            OpenApiParameter("fields", str, description="Released columns, separated by commas."),
            OpenApiParameter("limit", int, description="Rows on a page, 1 to 1000."),
            OpenApiParameter("cursor", str, description="From `next` of the page before."),
        ],
        responses={
            200: ReleasedRecordsShape,
            400: ProblemShape,
            401: ProblemShape,
            403: ProblemShape,
            404: ProblemShape,
        },
        tags=["data"],
    )
    @action(detail=True, methods=["get"], url_path="records")
    def records(self, http_request: Request, number: str) -> HttpResponse:
        """The rows released, page by page; each page has its receipt."""
        actor, now = entering(http_request, Interface.API)
        query = http_request.query_params
        try:
            refuse_unknown(query, {"fields", "limit", "cursor"})
            after, data_version = read_position(query.get("cursor"), of=_LIST)
            limit = read_limit(query.get("limit"))
            fields = read_names(query.get("fields", ""))
        except Invalid as invalid:
            # What is wrong with a call is told of an own release only.
            if queries.received_by(actor, number) is None:
                raise Refused(reasons.NOT_FOUND) from invalid
            raise
        call = Fetch(
            number=number,
            client_id=actor.client_id or 0,
            purpose=http_request.headers.get(PURPOSE_HEADER, ""),
            case_number=http_request.headers.get(CASE_HEADER, ""),
            fields=fields,
            after=after,
            limit=limit,
            data_version_id=data_version,
        )
        given = actions.fetch(call=call, actor=actor, now=now)
        return page(given, next_cursor(given.after, given.data_version_id, of=_LIST))
