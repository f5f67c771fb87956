"""The classification tree over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.subjects import actions, forms, queries
from catalog.subjects.filters import ClassificationFilterSet
from catalog.subjects.models import Classification, read_tree
from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import classification as rules
from portal.regulation.codes import tidy
from portal.workflow.actor import Actor, Interface


class ClassificationRowShape(serializers.Serializer[Any]):
    """A node of the tree in a list; its code is its number."""

    number = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    merged_into = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    since_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True)
    registry = serializers.ChoiceField(choices=rules.Registry.choices, allow_blank=True)
    registry_lead = serializers.CharField(allow_null=True)


class ClassificationShape(ClassificationRowShape):
    """One node in full; ``entries`` is how many the caller may know of that are found under it."""

    entries = serializers.IntegerField()
    steps = StepShape(many=True)


class NewClassificationShape(InputShape):
    """A new node; ``parent`` is left out for a class."""

    code = Text(max_length=30)
    name = Text(max_length=80)
    name_en = Text(max_length=120, required=False, allow_blank=True, default="")
    parent = Text(  # type: ignore[assignment]
        max_length=30, required=False, allow_blank=True, default=""
    )


class NameShape(InputShape):
    """How it is called in both languages."""

    name = Text(max_length=80)
    name_en = Text(max_length=120, required=False, allow_blank=True, default="")


class ParentShape(InputShape):
    """Code of the one to stand below."""

    parent = Text(max_length=30)  # type: ignore[assignment]


class RegistryShape(InputShape):
    """Which base registry it is, and the code of the department that leads it."""

    registry = serializers.ChoiceField(choices=rules.Registry.choices)
    lead = Text(max_length=40)


class HeirShape(InputShape):
    """Code of the one that takes its place."""

    into = Text(max_length=30)


_COLUMNS = {
    "public_number": "number",
    "name": "name",
    "name_en": "name_en",
    "parent__code": "parent",
    "merged_into__code": "merged_into",
    "status": "status",
    "since_on": "since_on",
    "until_on": "until_on",
    "registry": "registry",
    "registry_lead__code": "registry_lead",
}


@extend_schema_view(
    list=extend_schema(responses=paged(ClassificationRowShape), tags=["classifications"]),
    retrieve=extend_schema(responses=ClassificationShape, tags=["classifications"]),
)
class ClassificationViewSet(WorkflowViewSet):
    """The nodes of the classification tree."""

    scope = "catalog"
    order = ("code", "pk")
    columns = _COLUMNS
    shape = ClassificationRowShape
    filterset_class = ClassificationFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The whole tree."""
        return queries.visible_to(actor)

    def details(self, matter: Classification, actor: Actor, now: datetime) -> dict[str, Any]:
        """The node in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "entries": queries.numbers_of_entries(actor, read_tree())[matter.pk],
        }

    @extend_schema(
        request=NewClassificationShape,
        responses={201: ClassificationShape},
        tags=["classifications"],
    )
    def create(self, http_request: Request) -> Response:
        """Add a classification (step ``add_classification``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewClassificationShape, http_request.data)
        data["code"] = tidy(data["code"])
        made = actions.add_classification(actor=actor, now=now, **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    ClassificationViewSet,
    {
        "rename_classification": NameShape,
        "move_classification": ParentShape,
        "merge_classification": HeirShape,
        "mark_registry": RegistryShape,
    },
    ClassificationShape,
    tag="classifications",
)
