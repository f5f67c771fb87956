"""The register of platforms over REST."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.departments.queries import by_code
from catalog.norms.models import Norm
from catalog.norms.queries import numbered
from catalog.platforms import actions, forms, queries
from catalog.platforms.filters import PlatformFilterSet
from catalog.platforms.models import Platform
from catalog.regions.models import Region
from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Invalid, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import platform as rules
from portal.regulation import reasons
from portal.workflow.actor import Actor, Interface


class PlatformRowShape(serializers.Serializer[Any]):
    """A platform in a list."""

    number = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    operator = serializers.CharField()
    region = serializers.CharField()
    began_on = serializers.DateField()
    status = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    connection = serializers.CharField(allow_blank=True)
    connection_at = serializers.DateTimeField(allow_null=True)


class ConnectionShape(serializers.Serializer[Any]):
    """A record of the connection."""

    state = serializers.CharField()
    happened_at = serializers.DateTimeField()
    note = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class PlatformShape(PlatformRowShape):
    """One platform in full."""

    authority = serializers.CharField(allow_null=True)
    norm = serializers.CharField(allow_null=True)
    article = serializers.CharField(allow_blank=True)
    upper = serializers.CharField(allow_null=True)
    national_system = serializers.CharField(allow_blank=True)
    connection_number = serializers.CharField(allow_blank=True)
    joined_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    connections = ConnectionShape(many=True)
    steps = StepShape(many=True)


class NewPlatformShape(InputShape):
    """A platform as it is declared; without an operator it is the own department's."""

    name = Text(max_length=120)
    kind = serializers.ChoiceField(choices=rules.Kind.choices)
    began_on = serializers.DateField()
    operator = Text(max_length=20, required=False, allow_blank=True, default="")
    region = Text(max_length=12, required=False, allow_blank=True, default="")
    norm = Text(max_length=60, required=False, allow_blank=True, default="")
    article = Text(max_length=60, required=False, allow_blank=True, default="")


_COLUMNS = {
    "public_number": "number",
    "name": "name",
    "kind": "kind",
    "operator__code": "operator",
    "region__code": "region",
    "began_on": "began_on",
    "status": "status",
    "due_on": "due_on",
    "connection": "connection",
    "connection_at": "connection_at",
}


def _unknown(field: str) -> Invalid:
    return Invalid.naming(reasons.INVALID_INPUT, [field], reasons.NOT_FOUND.text)


def _operator(code: str, actor: Actor) -> int:
    if not code:
        return actor.department_id or 0
    found = by_code(code)
    if found is None:
        raise _unknown("operator")
    return found.pk


def _region(code: str) -> Region | None:
    try:
        return forms.read_region(code)
    except ValidationError as error:
        raise _unknown("region") from error


def _norm(number: str) -> Norm | None:
    if not number:
        return None
    found = numbered({number}).get(number)
    if found is None:
        raise _unknown("norm")
    return found


@extend_schema_view(
    list=extend_schema(responses=paged(PlatformRowShape), tags=["platforms"]),
    retrieve=extend_schema(responses=PlatformShape, tags=["platforms"]),
)
class PlatformViewSet(WorkflowViewSet):
    """Platforms, and how they are part of the national system."""

    scope = "catalog"
    order = ("-pk",)
    columns = _COLUMNS
    shape = PlatformRowShape
    filterset_class = PlatformFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The whole register."""
        return queries.visible_to(actor)

    def details(self, matter: Platform, actor: Actor, now: datetime) -> dict[str, Any]:
        """The platform in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "authority": matter.authority.code if matter.authority else None,
            "norm": matter.norm.public_number if matter.norm else None,
            "article": matter.article,
            "upper": matter.upper.public_number if matter.upper else None,
            "national_system": matter.national_system,
            "connection_number": matter.connection_number,
            "joined_on": matter.joined_on,
            "closed_on": matter.closed_on,
            "connections": list(queries.log(matter).values(*ConnectionShape().fields)),
        }

    @extend_schema(request=NewPlatformShape, responses={201: PlatformShape}, tags=["platforms"])
    def create(self, http_request: Request) -> Response:
        """Declare a platform (step ``declare_platform``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewPlatformShape, http_request.data)
        operator_id = _operator(data.pop("operator"), actor)
        region, norm = _region(data.pop("region")), _norm(data.pop("norm"))
        declared = actions.Declared(**data, region=region, norm=norm)
        made = actions.declare_platform(
            operator_id=operator_id, declared=declared, actor=actor, now=now
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    PlatformViewSet,
    {
        "order_joining": forms.OrderForm,
        "join_platform": forms.JoinForm,
        "exempt_platform": forms.ExemptForm,
        "record_connection": forms.ConnectionForm,
        "close_platform": forms.CloseForm,
    },
    PlatformShape,
    tag="platforms",
)
