"""Source designations over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.sources import actions, forms, queries
from catalog.sources.filters import DesignationFilterSet
from catalog.sources.models import SourceDesignation
from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NoteForm
from portal.regulation import source_designation as rules
from portal.workflow.actor import Actor, Interface


class DesignationRowShape(serializers.Serializer[Any]):
    """A designation in a list."""

    number = serializers.CharField()
    item = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a row's field
    authority = serializers.CharField()
    status = serializers.CharField()
    designated_on = serializers.DateField()
    revoked_on = serializers.DateField(allow_null=True)
    supplied_by_others = serializers.BooleanField()


class SupplierShape(serializers.Serializer[Any]):
    """An entry of another department that lists the item too."""

    entry = serializers.CharField()
    version = serializers.CharField()
    name = serializers.CharField()
    provider = serializers.CharField()


class DesignationShape(DesignationRowShape):
    """One designation in full, with the entries that supply the item beside the source."""

    text = serializers.CharField()
    collectors = serializers.ListField(child=serializers.CharField())
    suppliers = SupplierShape(many=True)
    steps = StepShape(many=True)


class NewDesignationShape(InputShape):
    """The item, the codes of who collects it and of the source among them, and the text."""

    item = Text(max_length=120)
    source = Text(max_length=20)  # type: ignore[assignment]  # a field of what is sent
    collectors = serializers.ListField(child=Text(max_length=20), max_length=200)
    text = Text(max_length=2000)


_COLUMNS = {
    "public_number": "number",
    "item_name": "item",
    "source__code": "source",
    "authority__code": "authority",
    "status": "status",
    "designated_on": "designated_on",
    "revoked_on": "revoked_on",
    "with_others": "supplied_by_others",
}


@extend_schema_view(
    list=extend_schema(responses=paged(DesignationRowShape), tags=["source designations"]),
    retrieve=extend_schema(responses=DesignationShape, tags=["source designations"]),
)
class DesignationViewSet(WorkflowViewSet):
    """Which department is the source of which data item."""

    scope = "catalog"
    columns = _COLUMNS
    shape = DesignationRowShape
    filterset_class = DesignationFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Every designation, for any appointed reader."""
        return queries.visible_to(actor)

    def drawn(self, rows: QuerySet[Any], actor: Actor, now: datetime) -> QuerySet[Any]:
        """With the mark that others supply the item too."""
        return queries.with_other_suppliers(rows)

    def details(self, matter: SourceDesignation, actor: Actor, now: datetime) -> dict[str, Any]:
        """The designation in full."""
        own = self.drawn(self.rows(actor, now).filter(pk=matter.pk), actor, now)
        others = queries.other_suppliers(matter, actor, now=now)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "text": matter.text,
            "collectors": [each.code for each in queries.collectors_of(matter)],
            "suppliers": [
                {
                    "entry": item.version.entry.code,
                    "version": item.version.public_number,
                    "name": item.version.name,
                    "provider": item.version.entry.holder.code,
                }
                for item in others
            ],
        }

    @extend_schema(
        request=NewDesignationShape,
        responses={201: DesignationShape},
        tags=["source designations"],
    )
    def create(self, http_request: Request) -> Response:
        """Name the source department of a data item (step ``name_source``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewDesignationShape, http_request.data)
        made = actions.name_source(actor=actor, now=now, **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    DesignationViewSet, {"revoke_source": NoteForm}, DesignationShape, tag="source designations"
)
