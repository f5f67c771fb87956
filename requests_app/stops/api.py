"""Delivery stops over REST."""

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
from portal.regulation import stop as rules
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor, Interface
from requests_app.stops import actions, forms, queries
from requests_app.stops.filters import StopFilterSet
from requests_app.stops.models import DeliveryStop


class StopRowShape(serializers.Serializer[Any]):
    """A stop in a list; what is not named is null, and a purpose not named is empty."""

    number = serializers.CharField()
    authority = serializers.CharField()
    provider = serializers.CharField(allow_null=True)
    entry = serializers.CharField(allow_null=True)
    recipient = serializers.CharField(allow_null=True)
    purpose = serializers.CharField(allow_blank=True)
    status = serializers.CharField()
    stopped_at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(allow_null=True)


class StopShape(StopRowShape):
    """One stop in full."""

    reason = serializers.CharField()
    lifting_reason = serializers.CharField(allow_blank=True)
    steps = StepShape(many=True)


class NewStopShape(InputShape):
    """What is stopped: codes of a provider, an entry and a recipient, a purpose; and why."""

    provider = Text(max_length=20, required=False)
    entry = Text(max_length=40, required=False)
    recipient = Text(max_length=20, required=False)
    purpose = serializers.ChoiceField(choices=Purpose.choices, required=False)
    note = Text(max_length=2000)


_COLUMNS = {
    "public_number": "number",
    "authority__code": "authority",
    "provider__code": "provider",
    "entry__code": "entry",
    "recipient__code": "recipient",
    "purpose": "purpose",
    "status": "status",
    "created_at": "stopped_at",
    "lifted_at": "lifted_at",
}


@extend_schema_view(
    list=extend_schema(responses=paged(StopRowShape), tags=["delivery stops"]),
    retrieve=extend_schema(responses=StopShape, tags=["delivery stops"]),
)
class DeliveryStopViewSet(WorkflowViewSet):
    """What authorities have stopped, as far as it concerns the own department."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = StopRowShape
    filterset_class = StopFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Stops the actor may know of."""
        return queries.visible_to(actor)

    def details(self, matter: DeliveryStop, actor: Actor, now: datetime) -> dict[str, Any]:
        """The stop in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "reason": matter.reason,
            "lifting_reason": matter.lifting_reason,
        }

    @extend_schema(request=NewStopShape, responses={201: StopShape}, tags=["delivery stops"])
    def create(self, http_request: Request) -> Response:
        """Stop delivery; the next call is refused (step ``stop_delivery``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewStopShape, http_request.data)
        made = actions.stop_delivery(actor=actor, now=now, **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(DeliveryStopViewSet, {"lift_stop": NoteForm}, StopShape, tag="delivery stops")
