"""Templates of entries over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.directories import comparing
from catalog.entry_templates import actions, forms, queries
from catalog.entry_templates.filters import EntryTemplateFilterSet
from catalog.entry_templates.models import EntryTemplate
from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import entry_template as rules
from portal.regulation import reasons
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused


class EntryTemplateRowShape(serializers.Serializer[Any]):
    """A template in a list."""

    number = serializers.CharField()
    department = serializers.CharField()
    name = serializers.CharField()
    item_count = serializers.IntegerField()
    status = serializers.CharField()
    created_at = serializers.DateTimeField()


class EntryTemplateShape(EntryTemplateRowShape):
    """One template: what an entry begins with, by the names that a comparison of versions uses."""

    fields_stated = serializers.DictField(child=serializers.JSONField(allow_null=True))
    items = serializers.ListField(child=serializers.DictField())
    steps = StepShape(many=True)


class NewEntryTemplateShape(InputShape):
    """The version that is kept, by its number, and how the template is called."""

    version = Text(max_length=80)
    name = Text(max_length=80)


class NewEntryNameShape(InputShape):
    """How the new entry is called."""

    name = Text(max_length=200)


class BegunEntryShape(serializers.Serializer[Any]):
    """The draft that began, and a sentence for each value that was left empty."""

    number = serializers.CharField()
    entry = serializers.CharField()
    left_empty = serializers.ListField(child=serializers.CharField())


@extend_schema_view(
    list=extend_schema(responses=paged(EntryTemplateRowShape), tags=["entry templates"]),
    retrieve=extend_schema(responses=EntryTemplateShape, tags=["entry templates"]),
)
class EntryTemplateViewSet(WorkflowViewSet):
    """The own department's templates, and those that the authority has published."""

    scope = "catalog"
    order = ("-pk",)
    columns = {
        "public_number": "number",
        "department__code": "department",
        "name": "name",
        "item_count": "item_count",
        "status": "status",
        "created_at": "created_at",
    }
    shape = EntryTemplateRowShape
    filterset_class = EntryTemplateFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The templates the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: EntryTemplate, actor: Actor, now: datetime) -> dict[str, Any]:
        """The template in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        stated = comparing.stated_in(queries.content_of(matter))
        return {
            **self.named(own.values_list(*self.columns).get()),
            "fields_stated": {name: value for name, value in stated.fields.items() if value},
            "items": list(stated.items),
        }

    @extend_schema(
        request=NewEntryTemplateShape,
        responses={201: EntryTemplateShape},
        tags=["entry templates"],
    )
    def create(self, http_request: Request) -> Response:
        """Save a version as a template (step ``save_template``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewEntryTemplateShape, http_request.data)
        version = queries.find_source(data["version"], actor, now=now)
        if version is None:
            raise Refused(reasons.NOT_FOUND)
        made = actions.save_template(version_id=version.pk, name=data["name"], actor=actor, now=now)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)

    @extend_schema(
        request=NewEntryNameShape, responses={201: BegunEntryShape}, tags=["entry templates"]
    )
    @action(detail=True, methods=["post"])
    def begin(self, http_request: Request, number: str) -> Response:
        """Draft an entry of the own department from the template."""
        actor, now = entering(http_request, Interface.API)
        template = self.find(http_request, number, now)
        data = read_shape(NewEntryNameShape, http_request.data)
        begun = actions.begin_entry(pk=template.pk, name=data["name"], actor=actor, now=now)
        body = {
            "number": begun.version.public_number,
            "entry": begun.version.entry.code,
            "left_empty": list(begun.left_empty),
        }
        return Response(body, status=201)


mount_steps(
    EntryTemplateViewSet,
    {"rename_template": forms.TemplateNameForm},
    EntryTemplateShape,
    tag="entry templates",
)
