"""The register of standards and the code lists over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.standards import actions, forms, queries
from catalog.standards.filters import CodeFilterSet, StandardFilterSet
from catalog.standards.models import Standard
from portal.interfaces.actors import entering
from portal.interfaces.api import ListViewSet, StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import noted
from portal.regulation import standard as rules
from portal.workflow.actor import Actor, Interface


class StandardRowShape(serializers.Serializer[Any]):
    """A standard in a list; ``number`` is that of the register."""

    number = serializers.CharField()
    standard = serializers.CharField()
    edition = serializers.CharField(allow_blank=True)
    title = serializers.CharField()
    effective_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    replaced_by = serializers.CharField(allow_null=True)
    status = serializers.CharField()


class StandardShape(StandardRowShape):
    """One standard in full."""

    authority = serializers.CharField()
    codes = serializers.IntegerField()
    steps = StepShape(many=True)


class NewStandardShape(InputShape):
    """An edition of a standard as the register has it."""

    standard = Text(max_length=40)
    title = Text(max_length=200)
    edition = Text(max_length=10, required=False, allow_blank=True, default="")
    effective_on = serializers.DateField(required=False, allow_null=True, default=None)


class CodeShape(serializers.Serializer[Any]):
    """A code of a standard's list, from one day to another, both counted."""

    standard = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)


@extend_schema_view(
    list=extend_schema(responses=paged(StandardRowShape), tags=["standards"]),
    retrieve=extend_schema(responses=StandardShape, tags=["standards"]),
)
class StandardViewSet(WorkflowViewSet):
    """The standards that data items keep."""

    scope = "catalog"
    order = ("-pk",)
    columns = {
        "public_number": "number",
        "number": "standard",
        "edition": "edition",
        "title": "title",
        "effective_on": "effective_on",
        "ended_on": "ended_on",
        "replaced_by__public_number": "replaced_by",
        "status": "status",
    }
    shape = StandardRowShape
    filterset_class = StandardFilterSet
    machine = rules.MACHINE
    #: A file is for people; here the lines are sent as text.
    step_inputs = {**forms.STEPS, "load_codes": noted(actions.load_codes, forms.CodesForm)}

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The whole register."""
        return queries.visible_to(actor)

    def details(self, matter: Standard, actor: Actor, now: datetime) -> dict[str, Any]:
        """The standard in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "authority": matter.authority.code,
            "codes": queries.count_codes(matter),
        }

    @extend_schema(request=NewStandardShape, responses={201: StandardShape}, tags=["standards"])
    def create(self, http_request: Request) -> Response:
        """Register a standard (step ``register_standard``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewStandardShape, http_request.data)
        made = actions.register_standard(number=data.pop("standard"), actor=actor, now=now, **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    StandardViewSet,
    {"load_codes": forms.CodesForm, "end_standard": forms.EndForm},
    StandardShape,
    tag="standards",
)


@extend_schema_view(list=extend_schema(responses=paged(CodeShape), tags=["standards"]))
class StandardCodeViewSet(ListViewSet):
    """The codes of the standards' lists."""

    scope = "catalog"
    order = ("code", "pk")
    columns = {
        "standard__public_number": "standard",
        "code": "code",
        "name": "name",
        "starts_on": "starts_on",
        "ends_on": "ends_on",
    }
    shape = CodeShape
    filterset_class = CodeFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The codes of the whole register."""
        return queries.codes_visible_to(actor)
