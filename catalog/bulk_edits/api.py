"""Bulk edits over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.bulk_edits import causes, forms, queries
from catalog.bulk_edits.filters import BulkEditFilterSet, RowFilterSet
from catalog.bulk_edits.models import BulkEdit, BulkEditRow
from portal.interfaces.actors import entering
from portal.interfaces.api import ListViewSet, StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_form, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import bulk_edit as rules
from portal.regulation import reasons
from portal.regulation.punctuation import enumerated
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused


class BulkEditRowShape(serializers.Serializer[Any]):
    """A bulk edit in a list."""

    number = serializers.CharField()
    entries = serializers.IntegerField()
    status = serializers.CharField()
    begun_at = serializers.DateTimeField()


class BulkEditShape(BulkEditRowShape):
    """One bulk edit: what it changes, its entries counted, and its steps."""

    changes = serializers.DictField()
    outcomes = serializers.DictField(child=serializers.IntegerField())
    progress = serializers.DictField(child=serializers.IntegerField())
    steps = StepShape(many=True)


class NewBulkEditShape(InputShape):
    """Codes of own entries, and the changes as fields of the form; what is left out stays."""

    entries = serializers.ListField(
        child=Text(max_length=60), max_length=rules.MOST_ENTRIES, allow_empty=True
    )
    changes = serializers.DictField(
        help_text=(
            "By field: classification (a code), category, security_level, data_format,"
            " update_frequency, sharing_class, sharing_modes, is_open_to_all, departments, regions,"
            " tiers, kinds, purposes, safeguards, openness, open_condition, related_added,"
            " related_removed (codes, separated by commas), find, replacement, find_in."
        )
    )

    def validate_changes(self, value: dict[str, Any]) -> dict[str, Any]:
        """Every change is of a field that there is."""
        unknown = sorted(set(value) - set(forms.BulkEditForm().fields))
        if unknown:
            raise serializers.ValidationError(
                _("There is no such field: %(names)s") % {"names": enumerated(unknown)}
            )
        return value


class BulkEditChangeShape(serializers.Serializer[Any]):
    """A field with old and new: text, a truth value or a list of codes."""

    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class BulkEditEntryShape(serializers.Serializer[Any]):
    """A chosen entry, each field with old and new, and what became of it."""

    number = serializers.IntegerField()
    entry = serializers.CharField()
    name = serializers.CharField()
    outcome = serializers.CharField()
    progress = serializers.CharField()
    changes = BulkEditChangeShape(many=True)
    reason = serializers.CharField(allow_blank=True)


@extend_schema_view(
    list=extend_schema(responses=paged(BulkEditRowShape), tags=["bulk edits"]),
    retrieve=extend_schema(responses=BulkEditShape, tags=["bulk edits"]),
)
class BulkEditViewSet(WorkflowViewSet):
    """The department's bulk edits."""

    scope = "catalog"
    order = ("-pk",)
    columns = {
        "public_number": "number",
        "entry_count": "entries",
        "status": "status",
        "created_at": "begun_at",
    }
    shape = BulkEditRowShape
    filterset_class = BulkEditFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS
    reads_query = frozenset({"list", "entries"})

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those of the own department."""
        return queries.visible_to(actor)

    def details(self, matter: BulkEdit, actor: Actor, now: datetime) -> dict[str, Any]:
        """The bulk edit in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        counted = queries.counted(matter)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "changes": matter.changes,
            "outcomes": counted.outcomes,
            "progress": counted.progress,
        }

    @extend_schema(request=NewBulkEditShape, responses={201: BulkEditShape}, tags=["bulk edits"])
    def create(self, http_request: Request) -> Response:
        """Change several entries (step ``begin_bulk_edit``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewBulkEditShape, http_request.data)
        changes = data["changes"]
        cleaned = read_form(forms.BulkEditForm(changes), changes)
        codes = set(data["entries"])
        found = list(queries.chosen(actor, codes).values_list("pk", flat=True))
        if len(found) != len(codes):
            raise Refused(reasons.NOT_FOUND)
        made = forms.begin(found, cleaned, actor, now)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)

    @extend_schema(responses=paged(BulkEditEntryShape), tags=["bulk edits"], filters=False)
    @action(detail=True, url_path="entries", url_name="entries")
    def entries(self, http_request: Request, number: str) -> Response:
        """The chosen entries, one page at a time, narrowed as on the page."""
        actor, now = entering(http_request, Interface.API)
        batch = self.find(http_request, number, now)
        return Response(_Rows(batch).read_page(http_request.query_params, actor, now))


class _Rows(ListViewSet):
    """The rows of one bulk edit as a list."""

    order = ("number",)
    columns = {
        "number": "number",
        "version__entry__code": "entry",
        "name": "name",
        "outcome": "outcome",
        "progress": "progress",
        "changes": "changes",
        "cause": "cause",
        "values": "values",
    }
    shape = BulkEditEntryShape
    filterset_class = RowFilterSet

    def __init__(self, batch: BulkEdit) -> None:
        super().__init__()
        self.batch = batch

    def rows(self, actor: Actor, now: datetime) -> QuerySet[BulkEditRow]:
        """Those of the bulk edit."""
        return queries.rows_of(self.batch)

    def row(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """With the reason in words."""
        drawn["reason"] = causes.sentence(drawn.pop("cause"), drawn.pop("values"))
        return drawn


mount_steps(BulkEditViewSet, {}, BulkEditShape, tag="bulk edits")
