"""Demands, the three lists and new collections over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.directories.filters import EntryFilterSet
from portal.interfaces.actors import entering
from portal.interfaces.api import ListViewSet, StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import collection as collection_rules
from portal.regulation import demand as rules
from portal.regulation.demand import ListName
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor, Interface
from requests_app.demands import actions, forms, queries
from requests_app.demands.actions import Collected, Declaration
from requests_app.demands.filters import CollectionFilterSet, DemandFilterSet
from requests_app.demands.models import DataCollection, Demand


class DemandRowShape(serializers.Serializer[Any]):
    """A demand in a list; ``provider`` is the responsible department."""

    number = serializers.CharField()
    title = serializers.CharField()
    requester = serializers.CharField()
    provider = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    entry = serializers.CharField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    ground = serializers.CharField(allow_blank=True)


class CandidateShape(serializers.Serializer[Any]):
    """An entry that may meet the demand, and how many of its items it lists."""

    entry = serializers.CharField()
    name = serializers.CharField()
    provider = serializers.CharField()
    matching_items = serializers.IntegerField()


class DemandShape(DemandRowShape):
    """One demand in full; candidates are shown while it is not matched."""

    items = serializers.ListField(child=serializers.CharField())
    legal_basis = serializers.CharField()
    scenario = serializers.CharField()
    purpose = serializers.CharField()
    request = serializers.CharField(allow_null=True)
    ground_text = serializers.CharField(allow_blank=True)
    candidates = CandidateShape(many=True)
    steps = StepShape(many=True)


def _items(child: serializers.Field[Any, Any, Any, Any]) -> serializers.ListField:
    return serializers.ListField(child=child, max_length=forms.MOST_ITEMS)


class NewDemandShape(InputShape):
    """What data are wanted, and for which work."""

    title = Text(max_length=200)
    items = _items(Text(max_length=forms.LONGEST_ITEM))
    legal_basis = Text(max_length=2000)
    scenario = Text(max_length=200)
    purpose = serializers.ChoiceField(choices=Purpose.choices)


class AssignShape(InputShape):
    """Which department is responsible, by its code."""

    department = Text(max_length=20)
    note = Text(max_length=2000, required=False, allow_blank=True)


_DEMAND_PAGE = paged(DemandRowShape)
_DEMAND_COLUMNS = {
    "public_number": "number",
    "title": "title",
    "requester__code": "requester",
    "provider__code": "provider",
    "status": "status",
    "entry__code": "entry",
    "due_on": "due_on",
    "ground": "ground",
}


@extend_schema_view(
    list=extend_schema(responses=_DEMAND_PAGE, tags=["demands"]),
    retrieve=extend_schema(responses=DemandShape, tags=["demands"]),
)
class DemandViewSet(WorkflowViewSet):
    """需求清单: demands of the own department, those assigned to it, an authority's region."""

    scope = "request"
    columns = _DEMAND_COLUMNS
    shape = DemandRowShape
    filterset_class = DemandFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Demands the actor may see."""
        return queries.on_list(ListName.DEMAND, actor)

    def details(self, matter: Demand, actor: Actor, now: datetime) -> dict[str, Any]:
        """The demand in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        request = queries.request_of(matter, actor)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "items": matter.items,
            "legal_basis": matter.legal_basis,
            "scenario": matter.scenario,
            "purpose": matter.purpose,
            "request": request.public_number if request else None,
            "ground_text": matter.ground_text,
            "candidates": [
                {
                    "entry": entry.code,
                    "name": entry.live.name,
                    "provider": entry.holder.code,
                    "matching_items": getattr(entry, "with_items", 0),
                }
                for entry in (queries.candidates(matter) if matter.is_open else ())
            ],
        }

    @extend_schema(request=NewDemandShape, responses={201: DemandShape}, tags=["demands"])
    def create(self, http_request: Request) -> Response:
        """Raise a demand for data that no entry covers (step ``raise_demand``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewDemandShape, http_request.data)
        made = actions.raise_demand(actor=actor, now=now, **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    DemandViewSet,
    {
        "assign": AssignShape,
        "link_entry": forms.EntryForm,
        "match": forms.EntryForm,
        "decline": forms.DeclineForm,
    },
    DemandShape,
    tag="demands",
)


@extend_schema_view(list=extend_schema(responses=_DEMAND_PAGE, tags=["demands"]))
class DutyViewSet(ListViewSet):
    """责任清单: the demands that departments answer for now."""

    scope = "request"
    columns = _DEMAND_COLUMNS
    shape = DemandRowShape
    filterset_class = DemandFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Assigned and accepted demands the actor may see."""
        return queries.on_list(ListName.DUTY, actor)


class WithheldRowShape(serializers.Serializer[Any]):
    """A withheld entry; where its details are closed, the reason for that and no basis."""

    code = serializers.CharField()
    name = serializers.CharField()
    provider = serializers.CharField()
    reason = serializers.CharField()
    basis_instrument = serializers.CharField(allow_blank=True)
    basis_level = serializers.CharField(allow_blank=True)
    basis_article = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField()
    is_detail_closed = serializers.BooleanField()


@extend_schema_view(list=extend_schema(responses=paged(WithheldRowShape), tags=["entries"]))
class NegativeListViewSet(ListViewSet):
    """负面清单: the published entries that are not shared, each with its reason and basis."""

    scope = "catalog"
    order = ("-published_at", "-pk")
    columns = {
        "code": "code",
        "live_version__name": "name",
        "provider__code": "provider",
        "with_reason": "reason",
        "with_instrument": "basis_instrument",
        "with_level": "basis_level",
        "with_article": "basis_article",
        "published_at": "published_at",
        "is_detail_closed": "is_detail_closed",
    }
    shape = WithheldRowShape
    filterset_class = EntryFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Withheld entries of the published directory."""
        return queries.negative_list(actor)


class CollectionRowShape(serializers.Serializer[Any]):
    """A declared collection in a list."""

    number = serializers.CharField()
    title = serializers.CharField()
    department = serializers.CharField()
    status = serializers.CharField()
    begins_on = serializers.DateField()
    matched = serializers.BooleanField()


class MatchShape(serializers.Serializer[Any]):
    """An entry that listed the item when the collection was declared."""

    entry = serializers.CharField()
    name = serializers.CharField()
    provider = serializers.CharField()


class CollectedItemShape(serializers.Serializer[Any]):
    """An item, its matches in the directory, and why it is collected all the same."""

    name = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    matches = MatchShape(many=True)


class CollectionShape(CollectionRowShape):
    """One collection in full."""

    legal_basis = serializers.CharField()
    purpose = serializers.CharField()
    subjects = serializers.ListField(child=serializers.CharField())
    items = CollectedItemShape(many=True)
    steps = StepShape(many=True)


class NewItemShape(InputShape):
    """An item; the reason is needed where the directory offers it already."""

    name = Text(max_length=forms.LONGEST_ITEM)
    reason = Text(max_length=1000, required=False, allow_blank=True)


class NewCollectionShape(InputShape):
    """A new collection with its items."""

    title = Text(max_length=200)
    legal_basis = Text(max_length=2000)
    purpose = Text(max_length=2000)
    subjects = serializers.ListField(
        child=serializers.ChoiceField(choices=collection_rules.Subject.choices), max_length=3
    )
    begins_on = serializers.DateField()
    items = _items(NewItemShape())


@extend_schema_view(
    list=extend_schema(responses=paged(CollectionRowShape), tags=["collections"]),
    retrieve=extend_schema(responses=CollectionShape, tags=["collections"]),
)
class CollectionViewSet(WorkflowViewSet):
    """New collections of data: the own department's, an authority's region."""

    scope = "request"
    columns = {
        "public_number": "number",
        "title": "title",
        "requester__code": "department",
        "status": "status",
        "begins_on": "begins_on",
        "with_match": "matched",
    }
    shape = CollectionRowShape
    filterset_class = CollectionFilterSet
    machine = collection_rules.MACHINE
    step_inputs = forms.COLLECTION_STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Collections the actor may see."""
        return queries.collections_visible_to(actor)

    def drawn(self, rows: QuerySet[Any], actor: Actor, now: datetime) -> QuerySet[Any]:
        """With the mark that the directory held an item."""
        return queries.with_match(rows)

    def details(self, matter: DataCollection, actor: Actor, now: datetime) -> dict[str, Any]:
        """The collection in full."""
        own = self.drawn(self.rows(actor, now).filter(pk=matter.pk), actor, now)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "legal_basis": matter.legal_basis,
            "purpose": matter.purpose,
            "subjects": matter.subjects,
            "items": [
                {
                    "name": item.name,
                    "reason": item.reason,
                    "matches": [
                        {
                            "entry": version.entry.code,
                            "name": version.name,
                            "provider": version.entry.holder.code,
                        }
                        for version in queries.versions_of(item)
                    ],
                }
                for item in queries.items_of(matter)
            ],
        }

    @extend_schema(
        request=NewCollectionShape, responses={201: CollectionShape}, tags=["collections"]
    )
    def create(self, http_request: Request) -> Response:
        """Declare a new collection (step ``declare_collection``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewCollectionShape, http_request.data)
        items = tuple(Collected(**item) for item in data.pop("items"))
        subjects = tuple(data.pop("subjects"))
        declaration = Declaration(items=items, subjects=subjects, **data)
        made = actions.declare_collection(declaration=declaration, actor=actor, now=now)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(CollectionViewSet, {}, CollectionShape, tag="collections")
