"""Inspections over REST."""

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
from portal.interfaces.steps import NoteForm
from portal.regulation import inspection as rules
from portal.regulation.breaches import Code
from portal.workflow.actor import Actor, Interface
from requests_app.inspections import actions, forms, queries
from requests_app.inspections.filters import InspectionFilterSet
from requests_app.inspections.models import Inspection
from requests_app.oversight.queries import breaches_about


class InspectionRowShape(serializers.Serializer[Any]):
    """An inspection in a list."""

    number = serializers.CharField()
    department = serializers.CharField()
    authority = serializers.CharField(allow_null=True)
    topics = serializers.ListField(child=serializers.CharField())
    status = serializers.CharField()
    result = serializers.CharField(allow_blank=True)
    begun_at = serializers.DateTimeField()
    ended_on = serializers.DateField(allow_null=True)


class InspectionShape(InspectionRowShape):
    """One inspection in full; ``breaches`` are the numbers of what was recorded after it."""

    plan = serializers.CharField()
    finding = serializers.CharField(allow_blank=True)
    breaches = serializers.ListField(child=serializers.CharField())
    steps = StepShape(many=True)


class NewInspectionShape(InputShape):
    """Which department, by its code, and what is looked into."""

    department = Text(max_length=20)
    topics = serializers.ListField(
        child=serializers.ChoiceField(choices=rules.Topic.choices), max_length=len(rules.Topic)
    )
    plan = Text(max_length=2000)


class ConclusionShape(InputShape):
    """What the inspection came to, and the items that its faults point to."""

    result = serializers.ChoiceField(choices=rules.Result.choices)
    finding = Text(max_length=2000)
    codes = serializers.ListField(
        child=serializers.ChoiceField(choices=Code.choices), required=False, max_length=len(Code)
    )


_COLUMNS = {
    "public_number": "number",
    "department__code": "department",
    "authority__code": "authority",
    "topics": "topics",
    "status": "status",
    "result": "result",
    "created_at": "begun_at",
    "ended_on": "ended_on",
}


@extend_schema_view(
    list=extend_schema(responses=paged(InspectionRowShape), tags=["inspections"]),
    retrieve=extend_schema(responses=InspectionShape, tags=["inspections"]),
)
class InspectionViewSet(WorkflowViewSet):
    """Inspections of the own department, and those it makes."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = InspectionRowShape
    filterset_class = InspectionFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Inspections the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: Inspection, actor: Actor, now: datetime) -> dict[str, Any]:
        """The inspection in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        made = breaches_about(matter, actor)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "plan": matter.plan,
            "finding": matter.finding,
            "breaches": list(made.values_list("public_number", flat=True)),
        }

    @extend_schema(
        request=NewInspectionShape, responses={201: InspectionShape}, tags=["inspections"]
    )
    def create(self, http_request: Request) -> Response:
        """Begin to look into how a department shares (step ``open_inspection``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewInspectionShape, http_request.data)
        made = actions.open_inspection(actor=actor, now=now, **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    InspectionViewSet,
    {"conclude_inspection": ConclusionShape, "call_off_inspection": NoteForm},
    InspectionShape,
    tag="inspections",
)
