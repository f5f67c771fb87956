"""The quality of entries over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.directories.models import EntryVersion
from catalog.quality import actions, forms, queries, scores
from catalog.quality.actions import Report
from catalog.quality.filters import (
    DueEntryFilterSet,
    FigureFilterSet,
    MendFilterSet,
    QualityReportFilterSet,
    QualityRequirementFilterSet,
    RuleFindingFilterSet,
)
from catalog.quality.models import QualityReport, QualityRequirement
from portal.interfaces.actors import entering
from portal.interfaces.api import ListViewSet, StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NoteForm
from portal.regulation import quality as rules
from portal.regulation import reasons
from portal.regulation.entry_score import GUIDE, Fault, percent
from portal.regulation.quality import Finding
from portal.regulation.value_rules import ValueRule
from portal.regulation.vocabulary import LifecycleStage
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused


class QualityReportRowShape(serializers.Serializer[Any]):
    """A quality report in a list."""

    number = serializers.CharField()
    entry = serializers.CharField()
    provider = serializers.CharField()
    reported_on = serializers.DateField()
    status = serializers.CharField()
    mending_due_on = serializers.DateField(allow_null=True)
    mended_on = serializers.DateField(allow_null=True)


class QualityFindingShape(serializers.Serializer[Any]):
    """What is reported of one stage."""

    stage = serializers.CharField()
    answer = serializers.CharField()
    words = serializers.CharField(allow_blank=True)


class QualityMeasureShape(serializers.Serializer[Any]):
    """What the portal measured of one data resource; ``is_timely`` null: no day is promised."""

    resource = serializers.CharField()
    data_version = serializers.IntegerField(allow_null=True)
    row_count = serializers.IntegerField(allow_null=True)
    loaded_at = serializers.DateTimeField(allow_null=True)
    is_timely = serializers.BooleanField(allow_null=True)
    rules_judged = serializers.IntegerField(allow_null=True)
    rules_broken = serializers.IntegerField(allow_null=True)
    failing_count = serializers.IntegerField(allow_null=True)


class QualityReportShape(QualityReportRowShape):
    """One report in full."""

    corrections_received = serializers.IntegerField()
    corrections_upheld = serializers.IntegerField()
    corrections_open = serializers.IntegerField()
    measures = serializers.CharField(allow_blank=True)
    mending = serializers.CharField(allow_blank=True)
    findings = QualityFindingShape(many=True)
    measured = QualityMeasureShape(many=True)
    steps = StepShape(many=True)


class NewFindingShape(InputShape):
    """A stage and how its requirements were kept."""

    stage = serializers.ChoiceField(choices=LifecycleStage.choices)
    answer = serializers.ChoiceField(choices=rules.StageAnswer.choices)
    words = Text(max_length=2000, required=False, default="", allow_blank=True)


class NewQualityReportShape(InputShape):
    """The entry, a finding for each stage, and how faults will be mended."""

    entry = Text(max_length=60)
    findings = NewFindingShape(many=True)
    measures = Text(max_length=2000, required=False, default="", allow_blank=True)
    mending_due_on = serializers.DateField(required=False, allow_null=True, default=None)


def _live(actor: Actor, code: str) -> EntryVersion:
    live = queries.find_live(actor, code.replace("/", "-"))
    if live is None:
        raise Refused(reasons.NOT_FOUND)
    return live


@extend_schema_view(
    list=extend_schema(responses=paged(QualityReportRowShape), tags=["quality"]),
    retrieve=extend_schema(responses=QualityReportShape, tags=["quality"]),
)
class QualityReportViewSet(WorkflowViewSet):
    """Reports on the own entries, on those in use, and of an authority's region."""

    scope = "catalog"
    order = ("-pk",)
    columns = {
        "public_number": "number",
        "entry__code": "entry",
        "entry__provider__code": "provider",
        "reported_on": "reported_on",
        "status": "status",
        "mending_due_on": "mending_due_on",
        "mended_on": "mended_on",
    }
    shape = QualityReportRowShape
    filterset_class = QualityReportFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Reports the actor may see."""
        return queries.reports_visible_to(actor, now=now)

    def details(self, matter: QualityReport, actor: Actor, now: datetime) -> dict[str, Any]:
        """The report in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        measured = matter.measured.order_by("pk").values_list(
            "resource_code",
            "version_number",
            "row_count",
            "loaded_at",
            "is_timely",
            "rules_judged",
            "rules_broken",
            "failing_count",
        )
        names = tuple(QualityMeasureShape().fields)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "corrections_received": matter.corrections_received,
            "corrections_upheld": matter.corrections_upheld,
            "corrections_open": matter.corrections_open,
            "measures": matter.measures,
            "mending": matter.mending,
            "findings": [
                {"stage": each.stage, "answer": each.answer, "words": each.words}
                for each in matter.findings.order_by("pk")
            ],
            "measured": [dict(zip(names, values, strict=True)) for values in measured],
        }

    @extend_schema(
        request=NewQualityReportShape, responses={201: QualityReportShape}, tags=["quality"]
    )
    def create(self, http_request: Request) -> Response:
        """Report on an entry (steps ``report_quality`` and, with faults, ``report_faults``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewQualityReportShape, http_request.data)
        findings = {
            each["stage"]: Finding(each["answer"], each["words"]) for each in data["findings"]
        }
        made = actions.report_quality(
            entry_id=_live(actor, data["entry"]).entry_id,
            report=Report(findings, data["measures"], data["mending_due_on"]),
            actor=actor,
            now=now,
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


class QualityRequirementRowShape(serializers.Serializer[Any]):
    """A quality requirement; ``column`` is empty where it is about the entry as a whole."""

    number = serializers.CharField()
    entry = serializers.CharField()
    provider = serializers.CharField()
    stage = serializers.CharField()
    column = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    status = serializers.CharField()
    status_since = serializers.DateTimeField()


class QualityRequirementShape(QualityRequirementRowShape):
    """One requirement."""

    steps = StepShape(many=True)


class NewQualityRequirementShape(InputShape):
    """The entry, the stage, the column if it is about one, and the requirement."""

    entry = Text(max_length=60)
    stage = serializers.ChoiceField(choices=LifecycleStage.choices)
    column = Text(max_length=63, required=False, default="", allow_blank=True)
    text = Text(max_length=2000)


@extend_schema_view(
    list=extend_schema(responses=paged(QualityRequirementRowShape), tags=["quality"]),
    retrieve=extend_schema(responses=QualityRequirementShape, tags=["quality"]),
)
class QualityRequirementViewSet(WorkflowViewSet):
    """What is required of the data of entries."""

    scope = "catalog"
    order = ("-pk",)
    columns = {
        "public_number": "number",
        "entry__code": "entry",
        "entry__provider__code": "provider",
        "stage": "stage",
        "item_column": "column",
        "text": "text",
        "status": "status",
        "status_since": "status_since",
    }
    shape = QualityRequirementRowShape
    filterset_class = QualityRequirementFilterSet
    machine = rules.REQUIREMENT_MACHINE
    step_inputs = forms.REQUIREMENT_STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Requirements the actor may see."""
        return queries.requirements_visible_to(actor, now=now)

    def details(self, matter: QualityRequirement, actor: Actor, now: datetime) -> dict[str, Any]:
        """The requirement."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return self.named(own.values_list(*self.columns).get())

    @extend_schema(
        request=NewQualityRequirementShape,
        responses={201: QualityRequirementShape},
        tags=["quality"],
    )
    def create(self, http_request: Request) -> Response:
        """Set a requirement (step ``set_requirement``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewQualityRequirementShape, http_request.data)
        made = actions.set_requirement(
            entry_id=_live(actor, data["entry"]).entry_id,
            stage=data["stage"],
            item_column=data["column"],
            text=data["text"],
            actor=actor,
            now=now,
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


_MARKS = {scores.missing_name(each.field): each.field for each in GUIDE}
_FAULTS = {scores.fault_name(fault): fault for fault in Fault}


class QualityScoreShape(serializers.Serializer[Any]):
    """A published entry: how complete it is, what is wrong, and how soon it is to be mended."""

    entry = serializers.CharField()
    name = serializers.CharField()
    provider = serializers.CharField()
    completeness = serializers.IntegerField(help_text="Per cent of what the guide asks for.")
    missing = serializers.ListField(child=serializers.CharField())
    faults = serializers.DictField(child=serializers.IntegerField())
    failing_values = serializers.IntegerField(help_text="Values that break a value rule.")
    uses = serializers.IntegerField(help_text="Agreements in use.")
    weight = serializers.IntegerField(help_text="Faults, once and once more for each use.")


@extend_schema_view(list=extend_schema(responses=paged(QualityScoreShape), tags=["quality"]))
class QualityScoreViewSet(ListViewSet):
    """Own and overseen entries with their scores, first what last night was to be mended first."""

    scope = "catalog"
    order = ("-kept_weight", "-pk")
    columns = {
        "code": "entry",
        "live_version__name": "name",
        "provider__code": "provider",
        "missing": "completeness",
        "failing_values": "failing_values",
        "uses": "uses",
        "mend_weight": "weight",
        **{name: name for name in (*_MARKS, *_FAULTS)},
    }
    shape = QualityScoreShape
    filterset_class = MendFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Published entries, own or overseen."""
        return scores.scored(actor, now=now)

    def row(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """With marks and numbers gathered."""
        drawn["completeness"] = percent(drawn["completeness"])
        drawn["missing"] = [field for name, field in _MARKS.items() if drawn.pop(name)]
        faults = {fault.value: drawn.pop(name) for name, fault in _FAULTS.items()}
        drawn["faults"] = {fault: number for fault, number in faults.items() if number}
        return drawn


class QualityReportDueShape(serializers.Serializer[Any]):
    """A published entry that has not been reported on for long; null: never so far."""

    entry = serializers.CharField()
    name = serializers.CharField()
    provider = serializers.CharField()
    reported_last_on = serializers.DateField(allow_null=True)


@extend_schema_view(list=extend_schema(responses=paged(QualityReportDueShape), tags=["quality"]))
class QualityReportDueViewSet(ListViewSet):
    """Own and overseen entries whose quality report is due by the local period (switch P25)."""

    scope = "catalog"
    columns = {
        "code": "entry",
        "live_version__name": "name",
        "provider__code": "provider",
        "reported_last_on": "reported_last_on",
    }
    shape = QualityReportDueShape
    filterset_class = DueEntryFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Entries whose report is due."""
        return queries.due_for_report(actor, now=now)


class RuleFindingShape(serializers.Serializer[Any]):
    """How many values of an item break one rule; null with the cause where nobody could judge."""

    entry = serializers.CharField()
    version_number = serializers.CharField()
    resource = serializers.CharField()
    data_version = serializers.IntegerField()
    item = serializers.CharField()
    column = serializers.CharField()
    rule = serializers.ChoiceField(choices=ValueRule.choices)
    failing_count = serializers.IntegerField(allow_null=True)
    cause = serializers.CharField(allow_blank=True)
    row_count = serializers.IntegerField()
    checked_at = serializers.DateTimeField()


@extend_schema_view(list=extend_schema(responses=paged(RuleFindingShape), tags=["quality"]))
class RuleFindingViewSet(ListViewSet):
    """Current rows counted by the published value rules, for whoever reads quality reports."""

    scope = "catalog"
    order = ("-data_check__checked_at", "-pk")
    columns = {
        "data_check__entry_version__entry__code": "entry",
        "data_check__entry_version__public_number": "version_number",
        "data_check__data_version__resource__code": "resource",
        "data_check__data_version__number": "data_version",
        "item__name": "item",
        "item__column_name": "column",
        "rule": "rule",
        "failing_count": "failing_count",
        "cause": "cause",
        "data_check__data_version__row_count": "row_count",
        "data_check__checked_at": "checked_at",
    }
    shape = RuleFindingShape
    filterset_class = RuleFindingFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those the actor may see."""
        return queries.findings_visible_to(actor, now=now)


class QualityFigureShape(serializers.Serializer[Any]):
    """How a department's published entries stood on one day."""

    department = serializers.CharField()
    measured_on = serializers.DateField()
    entries = serializers.IntegerField()
    completeness = serializers.IntegerField()
    to_mend = serializers.IntegerField()
    late = serializers.IntegerField()


@extend_schema_view(list=extend_schema(responses=paged(QualityFigureShape), tags=["quality"]))
class QualityFigureViewSet(ListViewSet):
    """The figures kept of the own department and of those overseen, day by day."""

    scope = "catalog"
    order = ("-measured_on", "-pk")
    columns = {
        "department__code": "department",
        "measured_on": "measured_on",
        "entry_count": "entries",
        "complete_percent": "completeness",
        "faulty_count": "to_mend",
        "late_count": "late",
    }
    shape = QualityFigureShape
    filterset_class = FigureFilterSet

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Those the actor may see."""
        return queries.figures_visible_to(actor)


mount_steps(
    QualityReportViewSet, {"mend_quality": forms.MendForm}, QualityReportShape, tag="quality"
)
mount_steps(
    QualityRequirementViewSet,
    {"drop_requirement": NoteForm},
    QualityRequirementShape,
    tag="quality",
)
