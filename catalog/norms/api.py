"""The register of norms over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.norms import actions, forms, queries
from catalog.norms.filters import NormFilterSet
from catalog.norms.models import Norm
from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import norm as rules
from portal.regulation.vocabulary import InstrumentLevel
from portal.workflow.actor import Actor, Interface


class NormRowShape(serializers.Serializer[Any]):
    """A norm in a list."""

    number = serializers.CharField()
    title = serializers.CharField()
    document_number = serializers.CharField()
    level = serializers.CharField()
    issuer = serializers.CharField()
    effective_on = serializers.DateField()
    repealed_on = serializers.DateField(allow_null=True)
    status = serializers.CharField()


class NormShape(NormRowShape):
    """One norm in full."""

    authority = serializers.CharField()
    repeal_note = serializers.CharField(allow_blank=True)
    steps = StepShape(many=True)


class NewNormShape(InputShape):
    """A norm as the register has it."""

    title = Text(max_length=200)
    document_number = Text(max_length=100)
    level = serializers.ChoiceField(choices=InstrumentLevel.choices)
    issuer = Text(max_length=120)
    effective_on = serializers.DateField()


_COLUMNS = {
    "public_number": "number",
    "title": "title",
    "document_number": "document_number",
    "level": "level",
    "issuer": "issuer",
    "effective_on": "effective_on",
    "repealed_on": "repealed_on",
    "status": "status",
}


@extend_schema_view(
    list=extend_schema(responses=paged(NormRowShape), tags=["norms"]),
    retrieve=extend_schema(responses=NormShape, tags=["norms"]),
)
class NormViewSet(WorkflowViewSet):
    """The norms that sharing rests on."""

    scope = "catalog"
    order = ("-pk",)
    columns = _COLUMNS
    shape = NormRowShape
    filterset_class = NormFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The whole register."""
        return queries.visible_to(actor)

    def details(self, matter: Norm, actor: Actor, now: datetime) -> dict[str, Any]:
        """The norm in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "authority": matter.authority.code,
            "repeal_note": matter.repeal_note,
        }

    @extend_schema(request=NewNormShape, responses={201: NormShape}, tags=["norms"])
    def create(self, http_request: Request) -> Response:
        """Record a norm (step ``record_norm``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewNormShape, http_request.data)
        made = actions.record_norm(actor=actor, now=now, **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(NormViewSet, {"record_repeal": forms.RepealForm}, NormShape, tag="norms")
