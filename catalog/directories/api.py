"""The directory over REST: published entries, versions on their way and their steps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.directories import above, comparing, comparing_show, forms, queries, show
from catalog.directories.filters import EntryFilterSet, VersionFilterSet
from catalog.directories.models import DirectoryEntry, EntryVersion, item_rows
from portal.interfaces.actors import entering
from portal.interfaces.api import ListViewSet, StepShape, WorkflowViewSet
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NoteForm
from portal.regulation import entry_version, reasons
from portal.regulation.code_kinds import CodeKind
from portal.regulation.comparison import Kind
from portal.regulation.freshness import Freshness
from portal.regulation.vocabulary import Openness
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused


class EntryRowShape(serializers.Serializer[Any]):
    """An entry in a list. Closed details show code, name, provider and class only."""

    code = serializers.CharField()
    name = serializers.CharField()
    provider = serializers.CharField()
    provider_name = serializers.CharField()
    sharing_class = serializers.CharField()
    sharing_modes = serializers.ListField(child=serializers.CharField())
    update_frequency = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    security_level = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField()
    is_detail_closed = serializers.BooleanField()
    available = serializers.BooleanField()


class ItemShape(serializers.Serializer[Any]):
    """A data item."""

    name = serializers.CharField()
    column = serializers.CharField(allow_blank=True)
    data_type = serializers.CharField()
    length = serializers.IntegerField(allow_null=True)
    description = serializers.CharField(allow_blank=True)
    is_personal = serializers.BooleanField()
    is_key = serializers.BooleanField()
    is_region = serializers.BooleanField()
    constraints = serializers.DictField(
        help_text="What values may stand, as Table Schema constraints; codeKind is ours."
    )
    standard = serializers.CharField(allow_null=True)


class ConditionShape(serializers.Serializer[Any]):
    """Published conditions of use, typed."""

    is_open_to_all = serializers.BooleanField()
    departments = serializers.ListField(child=serializers.CharField())
    regions = serializers.ListField(child=serializers.CharField())
    tiers = serializers.ListField(child=serializers.CharField())
    kinds = serializers.ListField(child=serializers.CharField())
    purposes = serializers.ListField(child=serializers.CharField())
    safeguards = serializers.CharField(allow_blank=True)


class UseShape(serializers.Serializer[Any]):
    """That a department uses the entry, as far as the caller may know."""

    department = serializers.CharField()
    scenario = serializers.CharField()
    purpose = serializers.CharField()
    agreement = serializers.CharField()


class FreshnessShape(serializers.Serializer[Any]):
    """How the data stand against the stated frequency."""

    state = serializers.ChoiceField(choices=Freshness.choices)
    loaded_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)


class OfferShape(serializers.Serializer[Any]):
    """Something that may be done about the entry; ``way`` is empty where it is no next step."""

    way = serializers.CharField(allow_blank=True)
    label = serializers.CharField()  # type: ignore[assignment]


class PublishedShape(serializers.Serializer[Any]):
    """A published version."""

    number = serializers.IntegerField()
    version_number = serializers.CharField()
    published_at = serializers.DateTimeField()
    status = serializers.CharField()


class VersionChangeShape(serializers.Serializer[Any]):
    """A field that reads differently: text, a truth value, a number or a list of codes."""

    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class VersionItemChangeShape(serializers.Serializer[Any]):
    """An item that came, went, or reads differently."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    fields_changed = VersionChangeShape(many=True)


class ComparisonShape(serializers.Serializer[Any]):
    """What the later of two versions states otherwise."""

    earlier = serializers.IntegerField()
    later = serializers.IntegerField()
    fields_changed = VersionChangeShape(many=True)
    items = VersionItemChangeShape(many=True)


class TableFieldShape(serializers.Serializer[Any]):
    """A column by the words of Table Schema; ``codeKind`` is the portal's own."""

    name = serializers.CharField()
    title = serializers.CharField()
    type = serializers.CharField()
    format = serializers.CharField(required=False)
    description = serializers.CharField(required=False)
    codeKind = serializers.ChoiceField(choices=CodeKind.choices, required=False)
    constraints = serializers.DictField(required=False)


class TableSchemaShape(serializers.Serializer[Any]):
    """A Table Schema (datapackage.org) of the entry's published version."""

    fields = TableFieldShape(many=True)  # type: ignore[assignment]
    missingValues = serializers.ListField(child=serializers.CharField(allow_blank=True))


class EntryShape(EntryRowShape):
    """One entry in full."""

    version = serializers.IntegerField()
    version_number = serializers.CharField()
    abstract = serializers.CharField(allow_blank=True)
    items = ItemShape(many=True)
    condition = ConditionShape(allow_null=True)
    withheld_reason = serializers.CharField(allow_blank=True)
    basis = serializers.CharField(allow_blank=True)
    basis_norm = serializers.CharField(allow_null=True)
    openness = serializers.ChoiceField(
        choices=Openness.choices, allow_blank=True, help_text="Openness to society."
    )
    open_condition = serializers.CharField(allow_blank=True)
    related_codes = serializers.ListField(child=serializers.CharField())
    freshness = FreshnessShape(allow_null=True)
    uses = UseShape(many=True)
    versions = PublishedShape(many=True)
    next_step = OfferShape(allow_null=True)
    others = OfferShape(many=True)
    steps = StepShape(many=True)


_ROW_COLUMNS = {
    "code": "code",
    "live_version__name": "name",
    "provider__code": "provider",
    "provider__name": "provider_name",
    "sharing_class": "sharing_class",
    "live_version__sharing_modes": "sharing_modes",
    "live_version__update_frequency": "update_frequency",
    "live_version__category": "category",
    "live_version__security_level": "security_level",
    "published_at": "published_at",
    "is_detail_closed": "is_detail_closed",
    "with_available": "available",
}
_CLOSED = {"sharing_modes": [], "update_frequency": "", "category": "", "security_level": ""}


@extend_schema_view(list=extend_schema(responses=paged(EntryRowShape), tags=["entries"]))
class EntryViewSet(ListViewSet):
    """Published directory entries."""

    scope = "catalog"
    order = ("-published_at", "-pk")
    columns = _ROW_COLUMNS
    shape = EntryRowShape
    filterset_class = EntryFilterSet
    reads_query = frozenset({"list", "compare"})
    fixed_filters = frozenset(
        {"available", "sharing_class", "tier", "mode", "category", "frequency", "grade"}
    )

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """The published directory."""
        return queries.published_to(actor)

    def order_of(self, query: Mapping[str, Any]) -> tuple[str, ...]:
        """What fits the words best comes first."""
        return ("-relevance", *self.order) if query.get("q", "").strip() else self.order

    def found(self, narrowed: Any) -> QuerySet[Any]:
        """With how well each fits the words, if there are any."""
        found = narrowed.qs  # reading it runs the filters, the search among them
        return narrowed.search.ranked(found) if narrowed.search is not None else found

    def drawn(self, rows: QuerySet[Any], actor: Actor, now: datetime) -> QuerySet[Any]:
        """With the mark "available to me"."""
        return queries.with_availability(rows, actor, now=now)

    def row(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """Closed details stay closed."""
        if drawn["is_detail_closed"]:
            drawn.update(_CLOSED)
        return drawn

    def by_number(self, rows: QuerySet[Any], number: str) -> Any | None:
        """By the code as it stands in addresses."""
        return queries.by_slug(rows, number)

    @extend_schema(responses=EntryShape, tags=["entries"])
    def retrieve(self, http_request: Request, number: str) -> Response:
        """One entry in full, as far as the reader may see it."""
        actor, now = entering(http_request, Interface.API)
        entry = self.find(http_request, number, now)
        own = self.drawn(self.rows(actor, now).filter(pk=entry.pk), actor, now)
        body = self.named(own.values_list(*self.columns).get())
        version = entry.live_version
        is_open = queries.may_see_details(entry, actor, now=now)
        body.update(_full(version) if is_open else _closed(version))
        body.update(_about(entry, actor, now, is_open=is_open))
        body["steps"] = queries.entry_steps(entry, actor, now=now)
        return Response(body)

    @extend_schema(
        parameters=[
            OpenApiParameter("from", int, description="The earlier version."),
            OpenApiParameter("to", int, description="The later version; the latest if left out."),
        ],
        responses=ComparisonShape,
        tags=["entries"],
    )
    @action(detail=True, methods=["get"])
    def compare(self, http_request: Request, number: str) -> Response:
        """What one published version states otherwise than another, field by field."""
        actor, now = entering(http_request, Interface.API)
        entry = self.find(http_request, number, now)
        versions = list(comparing.comparable(entry, actor, now=now))
        pair = comparing_show.chosen(versions, http_request.query_params.dict())
        if pair is None:
            raise Refused(reasons.NOT_FOUND)
        found = comparing_show.plain(comparing.difference(*pair))
        return Response({"earlier": pair[0].number, "later": pair[1].number, **found})

    @extend_schema(responses=TableSchemaShape, tags=["entries"])
    @action(detail=True, methods=["get"], url_path="table-schema")
    def table_schema(self, http_request: Request, number: str) -> Response:
        """The items and their value rules as a Table Schema, to check received rows by."""
        actor, now = entering(http_request, Interface.API)
        entry = self.find(http_request, number, now)
        found = queries.table_schema_of(entry, actor, now=now)
        if found is None:
            raise Refused(reasons.NOT_FOUND)
        return Response(found)


def _about(entry: DirectoryEntry, actor: Actor, now: datetime, *, is_open: bool) -> dict[str, Any]:
    """What hangs on the entry, as its page shows it."""
    offers = show.offers(entry, actor, now)
    published = list(comparing.comparable(entry, actor, now=now)) if is_open else []
    return {
        "freshness": show.freshness_of(entry.live, now) if is_open else None,
        "uses": [
            {
                "department": use.department,
                "scenario": use.scenario,
                "purpose": use.purpose,
                "agreement": use.number,
            }
            for use in (above.uses_of(entry, actor, now) if is_open else [])
        ],
        "versions": [
            {
                "number": version.number,
                "version_number": version.public_number,
                "published_at": version.published_at,
                "status": version.status,
            }
            for version in published
        ],
        "next_step": _offer(offers.next_step) if offers.next_step else None,
        "others": [_offer(link) for link in offers.others],
    }


def _offer(link: Mapping[str, str]) -> dict[str, str]:
    return {"way": link.get("way", ""), "label": link["label"]}


def _full(version: EntryVersion) -> dict[str, Any]:
    condition = version.condition
    return {
        "version": version.number,
        "version_number": version.public_number,
        "abstract": version.abstract,
        "items": item_rows(version.items.select_related("standard").order_by("position")),
        "condition": None
        if condition is None
        else {
            "is_open_to_all": condition.is_open_to_all,
            "departments": list(
                condition.departments.order_by("code").values_list("code", flat=True)
            ),
            "regions": condition.regions,
            "tiers": condition.tiers,
            "kinds": condition.kinds,
            "purposes": condition.purposes,
            "safeguards": condition.safeguards,
        },
        "withheld_reason": version.withheld_reason,
        "basis": f"{version.basis_instrument} {version.basis_article}".strip(),
        "basis_norm": version.basis_norm.public_number if version.basis_norm else None,
        "openness": version.openness,
        "open_condition": version.open_condition,
        "related_codes": version.related_codes,
    }


def _closed(version: EntryVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "version_number": version.public_number,
        "abstract": "",
        "items": [],
        "condition": None,
        "withheld_reason": version.detail_closed_reason,
        "basis": "",
        "basis_norm": None,
        "openness": "",
        "open_condition": "",
        "related_codes": [],
    }


class VersionRowShape(serializers.Serializer[Any]):
    """A version in a list."""

    number = serializers.CharField()
    entry = serializers.CharField()
    name = serializers.CharField()
    status = serializers.CharField()
    sharing_class = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField(allow_null=True)


class VersionShape(VersionRowShape):
    """One version with what it lacks and its steps."""

    missing = serializers.ListField(child=serializers.CharField())
    steps = StepShape(many=True)


_VERSION_COLUMNS = {
    "public_number": "number",
    "entry__code": "entry",
    "name": "name",
    "status": "status",
    "sharing_class": "sharing_class",
    "due_on": "due_on",
}
_STEP_FORMS = {
    "assess": forms.AssessForm,
    "abandon_draft": NoteForm,
    "send_back": NoteForm,
    "return_version": NoteForm,
}


@extend_schema_view(
    list=extend_schema(responses=paged(VersionRowShape), tags=["entry versions"]),
    retrieve=extend_schema(responses=VersionShape, tags=["entry versions"]),
)
class EntryVersionViewSet(WorkflowViewSet):
    """Entry versions on their way to publication, and their steps."""

    scope = "catalog"
    order = ("-pk",)
    columns = _VERSION_COLUMNS
    shape = VersionRowShape
    filterset_class = VersionFilterSet
    machine = entry_version.MACHINE
    step_inputs = {name: step for name, step in forms.STEPS.items() if name != "revise"}

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Versions the actor may see."""
        return queries.versions_visible_to(actor, now=now)

    def details(self, matter: Any, actor: Actor, now: datetime) -> dict[str, Any]:
        """The version with what it lacks."""
        return {
            "number": matter.public_number,
            "entry": matter.entry.code,
            "name": matter.name,
            "status": matter.status,
            "sharing_class": matter.sharing_class,
            "due_on": matter.due_on,
            "missing": show.missing(matter),
        }


mount_steps(EntryVersionViewSet, _STEP_FORMS, VersionShape, tag="entry versions")
