"""Complaints and reports over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import complaint as rules
from portal.workflow.actor import Actor, Interface
from requests_app.complaints import actions, forms, queries
from requests_app.complaints.actions import Arrival
from requests_app.complaints.filters import ComplaintFilterSet
from requests_app.complaints.models import Complaint


class ComplaintRowShape(serializers.Serializer[Any]):
    """A complaint or report in a list; ``register_number`` stands for the person."""

    number = serializers.CharField()
    kind = serializers.CharField()
    department = serializers.CharField()
    handler = serializers.CharField()
    status = serializers.CharField()
    channel = serializers.CharField()
    received_on = serializers.DateField()
    register_number = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)


class ComplaintShape(ComplaintRowShape):
    """One complaint or report in full."""

    authority = serializers.CharField(allow_null=True)
    registrar = serializers.CharField()
    entry = serializers.CharField(allow_null=True)
    statement = serializers.CharField()
    ground = serializers.CharField(allow_blank=True)
    ground_text = serializers.CharField(allow_blank=True)
    passed_on_to = serializers.CharField(allow_blank=True)
    finding = serializers.CharField(allow_blank=True)
    found = serializers.CharField(allow_blank=True)
    done = serializers.CharField(allow_blank=True)
    answered_on = serializers.DateField(allow_null=True)
    answered_how = serializers.CharField(allow_blank=True)
    steps = StepShape(many=True)


class NewComplaintShape(InputShape):
    """What arrived, about which department by its code, and perhaps which entry by its code."""

    kind = serializers.ChoiceField(choices=rules.Kind.choices)
    department = Text(max_length=20)
    entry = Text(max_length=60, required=False, allow_blank=True)
    channel = serializers.ChoiceField(choices=rules.Channel.choices)
    received_on = serializers.DateField()
    register_number = Text(max_length=60)
    statement = Text(max_length=2000)


_COLUMNS = {
    "public_number": "number",
    "kind": "kind",
    "department__code": "department",
    "handler__code": "handler",
    "status": "status",
    "channel": "channel",
    "received_on": "received_on",
    "register_number": "register_number",
    "due_on": "due_on",
}
_MORE = {
    "authority__code": "authority",
    "registrar__code": "registrar",
    "entry__code": "entry",
    "statement": "statement",
    "ground": "ground",
    "ground_text": "ground_text",
    "passed_on_to": "passed_on_to",
    "finding": "finding",
    "found": "found",
    "done": "done",
    "answered_on": "answered_on",
    "answered_how": "answered_how",
}


@extend_schema_view(
    list=extend_schema(responses=paged(ComplaintRowShape), tags=["complaints"]),
    retrieve=extend_schema(responses=ComplaintShape, tags=["complaints"]),
)
class ComplaintViewSet(WorkflowViewSet):
    """Complaints and reports that the own department registered, handles or oversees."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = ComplaintRowShape
    filterset_class = ComplaintFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: Complaint, actor: Actor, now: datetime) -> dict[str, Any]:
        """The complaint or report in full."""
        own = queries.visible_to(actor).filter(pk=matter.pk)
        values = own.values_list(*self.columns, *_MORE).get()
        more = values[len(self.columns) :]
        return {**self.named(values), **dict(zip(_MORE.values(), more, strict=True))}

    @extend_schema(request=NewComplaintShape, responses={201: ComplaintShape}, tags=["complaints"])
    def create(self, http_request: Request) -> Response:
        """Register what arrived (step ``register_complaint``)."""
        actor, now = entering(http_request, Interface.API)
        sent = read_shape(NewComplaintShape, http_request.data)
        made = actions.register_complaint(arrival=Arrival(**sent), actor=actor, now=now)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    ComplaintViewSet,
    {
        "decline_complaint": forms.DeclineForm,
        "transfer_complaint": forms.TransferForm,
        "answer_complaint": forms.AnswerForm,
    },
    ComplaintShape,
    tag="complaints",
)
