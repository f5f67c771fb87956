"""Public criticism over REST."""

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
from portal.regulation import criticism as rules
from portal.regulation import reasons
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.criticisms import actions, forms, queries
from requests_app.criticisms.filters import CriticismFilterSet
from requests_app.criticisms.models import Criticism


class CriticismRowShape(serializers.Serializer[Any]):
    """A criticism in a list."""

    number = serializers.CharField()
    department = serializers.CharField()
    authority = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    status = serializers.CharField()
    published_at = serializers.DateTimeField()
    retracted_at = serializers.DateTimeField(allow_null=True)


class CriticismShape(CriticismRowShape):
    """One criticism in full; ``article`` cites the item breached."""

    article = serializers.CharField()
    text = serializers.CharField()
    retraction = serializers.CharField(allow_blank=True)
    steps = StepShape(many=True)


class NewCriticismShape(InputShape):
    """Which breach, by its number, and what is made known."""

    breach = Text(max_length=80)
    text = Text(max_length=2000)


_COLUMNS = {
    "public_number": "number",
    "breach__department__code": "department",
    "breach__authority__code": "authority",
    "breach__code": "code",
    "status": "status",
    "created_at": "published_at",
    "retracted_at": "retracted_at",
}


@extend_schema_view(
    list=extend_schema(responses=paged(CriticismRowShape), tags=["criticism"]),
    retrieve=extend_schema(responses=CriticismShape, tags=["criticism"]),
)
class CriticismViewSet(WorkflowViewSet):
    """What the authorities over the own department have made known."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = CriticismRowShape
    filterset_class = CriticismFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Criticism the actor may read."""
        return queries.visible_to(actor)

    def details(self, matter: Criticism, actor: Actor, now: datetime) -> dict[str, Any]:
        """The criticism in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "article": matter.breach.basis,
            "text": matter.text,
            "retraction": matter.retraction,
        }

    @extend_schema(request=NewCriticismShape, responses={201: CriticismShape}, tags=["criticism"])
    def create(self, http_request: Request) -> Response:
        """Make a breach that was found known (step ``publish_criticism``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewCriticismShape, http_request.data)
        breach = forms.CRITICISE.find(actor, data["breach"], now)
        if breach is None:
            raise Refused(reasons.NOT_FOUND)
        made = actions.publish_criticism(
            breach_id=breach.pk, text=data["text"], actor=actor, now=now
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(CriticismViewSet, {"retract_criticism": NoteForm}, CriticismShape, tag="criticism")
