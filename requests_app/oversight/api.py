"""Breaches over REST."""

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
from portal.regulation import breach as rules
from portal.regulation.breaches import Code
from portal.workflow.actor import Actor, Interface
from requests_app.oversight import actions, forms, queries
from requests_app.oversight.filters import BreachFilterSet
from requests_app.oversight.models import Breach


class BreachRowShape(serializers.Serializer[Any]):
    """A breach in a list; ``matter`` is the number of what the fact is about."""

    number = serializers.CharField()
    code = serializers.CharField()
    department = serializers.CharField()
    authority = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    matter = serializers.CharField(allow_blank=True)
    occurred_on = serializers.DateField()
    due_on = serializers.DateField(allow_null=True)
    rectification_due_on = serializers.DateField(allow_null=True)


class BreachShape(BreachRowShape):
    """One breach in full; ``article`` cites the item."""

    article = serializers.CharField()
    event = serializers.CharField(allow_blank=True)
    statement = serializers.CharField(allow_blank=True)
    justification = serializers.CharField(allow_blank=True)
    finding = serializers.CharField(allow_blank=True)
    no_reason = serializers.CharField(allow_blank=True)
    found_on = serializers.DateField(allow_null=True)
    order = serializers.CharField(allow_blank=True)
    rectification = serializers.CharField(allow_blank=True)
    steps = StepShape(many=True)


class NewBreachShape(InputShape):
    """Which department, by its code, which item, and what happened when."""

    department = Text(max_length=20)
    code = serializers.ChoiceField(choices=Code.choices)
    occurred_on = serializers.DateField()
    statement = Text(max_length=2000)


class FindingShape(InputShape):
    """What is found, and of which item; for lateness, why no reason justified it."""

    code = serializers.ChoiceField(choices=Code.choices)
    finding = Text(max_length=2000)
    no_reason = Text(max_length=2000, required=False, allow_blank=True)


_COLUMNS = {
    "public_number": "number",
    "code": "code",
    "department__code": "department",
    "authority__code": "authority",
    "status": "status",
    "subject_number": "matter",
    "occurred_on": "occurred_on",
    "due_on": "due_on",
    "rectification_due_on": "rectification_due_on",
}
_MORE = {
    "event_name": "event",
    "statement": "statement",
    "justification": "justification",
    "finding": "finding",
    "no_reason": "no_reason",
    "found_on": "found_on",
    "order_text": "order",
    "rectification": "rectification",
}


@extend_schema_view(
    list=extend_schema(responses=paged(BreachRowShape), tags=["breaches"]),
    retrieve=extend_schema(responses=BreachShape, tags=["breaches"]),
)
class BreachViewSet(WorkflowViewSet):
    """Breaches of the own department, and those it judges."""

    scope = "request"
    columns = _COLUMNS
    shape = BreachRowShape
    filterset_class = BreachFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Breaches the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: Breach, actor: Actor, now: datetime) -> dict[str, Any]:
        """The breach in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        values = own.values_list(*self.columns, *_MORE).get()
        more = values[len(self.columns) :]
        return {
            **self.named(values),
            "article": matter.basis,
            **dict(zip(_MORE.values(), more, strict=True)),
        }

    @extend_schema(request=NewBreachShape, responses={201: BreachShape}, tags=["breaches"])
    def create(self, http_request: Request) -> Response:
        """Record a possible breach that no event of the portal tells (step ``propose``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewBreachShape, http_request.data)
        made = actions.propose(actor=actor, now=now, **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    BreachViewSet,
    {
        "justify": forms.JustificationForm,
        "confirm": FindingShape,
        "dismiss": forms.FindingForm,
        "order": forms.OrderForm,
        "report_rectification": forms.RectificationForm,
        "return_report": forms.OrderForm,
    },
    BreachShape,
    tag="breaches",
)
