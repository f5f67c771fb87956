"""Breaches, and how departments keep time, over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.interfaces.actors import entering
from portal.interfaces.api import ListViewSet, ProblemShape, StepShape, WorkflowViewSet
from portal.interfaces.inputs import (
    InputShape,
    Invalid,
    Text,
    plain_errors,
    read_shape,
    refuse_unknown,
)
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import breach as rules
from portal.regulation import reasons
from portal.regulation.breaches import Code
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.oversight import actions, compliance, forms, queries
from requests_app.oversight.compliance import Record
from requests_app.oversight.filters import BreachFilterSet, ComplianceFilterSet
from requests_app.oversight.models import Breach
from requests_app.oversight.report import PAPER, TABLE, WORKBOOK, Form


class BreachRowShape(serializers.Serializer[Any]):
    """A breach in a list; ``matter`` is the number of what the fact is about."""

    number = serializers.CharField()
    code = serializers.CharField()
    department = serializers.CharField()
    authority = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    matter = serializers.CharField(allow_blank=True)
    occurred_on = serializers.DateField()
    due_on = serializers.DateField(allow_null=True)
    rectification_due_on = serializers.DateField(allow_null=True)


class BreachShape(BreachRowShape):
    """One breach in full; ``article`` cites the item."""

    article = serializers.CharField()
    event = serializers.CharField(allow_blank=True)
    statement = serializers.CharField(allow_blank=True)
    justification = serializers.CharField(allow_blank=True)
    finding = serializers.CharField(allow_blank=True)
    no_reason = serializers.CharField(allow_blank=True)
    found_on = serializers.DateField(allow_null=True)
    order = serializers.CharField(allow_blank=True)
    rectification = serializers.CharField(allow_blank=True)
    steps = StepShape(many=True)


class NewBreachShape(InputShape):
    """Which department, by its code, which item, and what happened when."""

    department = Text(max_length=20)
    code = serializers.ChoiceField(choices=Code.choices)
    occurred_on = serializers.DateField()
    statement = Text(max_length=2000)


class FindingShape(InputShape):
    """What is found, and of which item; for lateness, why no reason justified it."""

    code = serializers.ChoiceField(choices=Code.choices)
    finding = Text(max_length=2000)
    no_reason = Text(max_length=2000, required=False, allow_blank=True)


_COLUMNS = {
    "public_number": "number",
    "code": "code",
    "department__code": "department",
    "authority__code": "authority",
    "status": "status",
    "subject_number": "matter",
    "occurred_on": "occurred_on",
    "due_on": "due_on",
    "rectification_due_on": "rectification_due_on",
}
_MORE = {
    "event_name": "event",
    "statement": "statement",
    "justification": "justification",
    "finding": "finding",
    "no_reason": "no_reason",
    "found_on": "found_on",
    "order_text": "order",
    "rectification": "rectification",
}


@extend_schema_view(
    list=extend_schema(responses=paged(BreachRowShape), tags=["breaches"]),
    retrieve=extend_schema(responses=BreachShape, tags=["breaches"]),
)
class BreachViewSet(WorkflowViewSet):
    """Breaches of the own department, and those it judges."""

    scope = "request"
    columns = _COLUMNS
    shape = BreachRowShape
    filterset_class = BreachFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Breaches the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: Breach, actor: Actor, now: datetime) -> dict[str, Any]:
        """The breach in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        values = own.values_list(*self.columns, *_MORE).get()
        more = values[len(self.columns) :]
        return {
            **self.named(values),
            "article": matter.basis,
            **dict(zip(_MORE.values(), more, strict=True)),
        }

    @extend_schema(request=NewBreachShape, responses={201: BreachShape}, tags=["breaches"])
    def create(self, http_request: Request) -> Response:
        """Record a possible breach that no event of the portal tells (step ``propose``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewBreachShape, http_request.data)
        made = actions.propose(actor=actor, now=now, **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    BreachViewSet,
    {
        "justify": forms.JustificationForm,
        "confirm": FindingShape,
        "clear": forms.FindingForm,
        "order_rectification": forms.OrderForm,
        "report_rectification": forms.RectificationForm,
        "return_report": forms.OrderForm,
    },
    BreachShape,
    tag="breaches",
)


class RateShape(serializers.Serializer[Any]):
    """How many periods of one kind were kept, of those that count."""

    deadline = serializers.CharField()
    kept = serializers.IntegerField()
    counted = serializers.IntegerField()
    percent = serializers.DecimalField(max_digits=4, decimal_places=1)


class ComplianceRowShape(serializers.Serializer[Any]):
    """A department's record; ``score`` is null where there is nothing to judge by."""

    code = serializers.CharField()
    name = serializers.CharField()
    region = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    score = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True)
    breaches_found = serializers.IntegerField()
    rates = RateShape(many=True)


class PeriodShape(serializers.Serializer[Any]):
    """A period that fell due; ``ended_on`` is null while it runs on."""

    deadline = serializers.CharField()
    matter = serializers.CharField()
    due_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    kept = serializers.BooleanField()
    excused = serializers.BooleanField()


class FoundBreachShape(serializers.Serializer[Any]):
    """A breach that was found."""

    number = serializers.CharField()
    code = serializers.CharField()
    found_on = serializers.DateField()
    status = serializers.CharField()


class FigureShape(serializers.Serializer[Any]):
    """What is watched besides time: how many of how many."""

    code = serializers.CharField()
    aspect = serializers.CharField()
    reached = serializers.IntegerField()
    counted = serializers.IntegerField()


class ComplianceShape(ComplianceRowShape):
    """A record with every row it was computed from, and what is watched besides time."""

    figures = FigureShape(many=True)

    periods = PeriodShape(many=True)
    breaches = FoundBreachShape(many=True)


def _record(record: Record) -> dict[str, Any]:
    return {
        "code": record.department.code,
        "name": record.department.name,
        "region": record.department.region.code,
        "starts_on": record.span.starts_on,
        "ends_on": record.span.ends_on,
        "score": None if record.score is None else str(record.score),
        "breaches_found": len(record.breaches),
        "rates": [
            {
                "deadline": rate.deadline,
                "kept": rate.kept,
                "counted": rate.counted,
                "percent": str(rate.percent),
            }
            for rate in record.rates
        ],
    }


_SPAN = [
    OpenApiParameter("starts_on", OpenApiTypes.DATE, description="First day that counts."),
    OpenApiParameter("ends_on", OpenApiTypes.DATE, description="Last day that counts."),
]


@extend_schema_view(list=extend_schema(responses=paged(ComplianceRowShape), tags=["compliance"]))
class ComplianceViewSet(ListViewSet):
    """How departments keep time: the own one; an authority's region."""

    scope = "request"
    order = ("code",)
    columns = {"code": "code"}
    shape = ComplianceRowShape
    filterset_class = ComplianceFilterSet
    reads_query = frozenset({"list", "retrieve", "report", "workbook", "paper"})

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Departments whose record the actor may see."""
        return compliance.visible_to(actor)

    def _narrowed(
        self, rows: QuerySet[Any], query: QueryDict, actor: Actor, now: datetime
    ) -> ComplianceFilterSet:
        narrowed = ComplianceFilterSet(query, queryset=rows, actor=actor, now=now)
        if not narrowed.is_valid():
            raise Invalid(reasons.INVALID_INPUT, plain_errors(dict(narrowed.errors)))
        return narrowed

    def read_page(self, query: QueryDict, actor: Actor, now: datetime) -> dict[str, Any]:
        """One page of departments, each with its record."""
        page = super().read_page(query, actor, now)
        codes = [row["code"] for row in page["results"]]
        narrowed = self._narrowed(self.rows(actor, now).filter(code__in=codes), query, actor, now)
        rows = narrowed.qs.order_by("code")
        found = compliance.scored(rows, narrowed.span, today=local_day(now))
        return {**page, "results": list(map(_record, found))}

    @extend_schema(parameters=_SPAN, responses=ComplianceShape, tags=["compliance"])
    def retrieve(self, http_request: Request, number: str) -> Response:
        """One department's record, by its code, with every row it was computed from."""
        actor, now = entering(http_request, Interface.API)
        query = http_request.query_params
        refuse_unknown(query, {"starts_on", "ends_on"})
        narrowed = self._narrowed(self.rows(actor, now).filter(code=number), query, actor, now)
        found = compliance.records(narrowed.qs, narrowed.span, today=local_day(now))
        if not found:
            raise Refused(reasons.NOT_FOUND)
        (record,) = found
        periods = [
            {
                "deadline": period.deadline,
                "matter": period.number,
                "due_on": period.due_on,
                "ended_on": period.ended_on,
                "kept": period.is_kept,
                "excused": period.is_excused,
            }
            for period in record.periods
        ]
        breaches = [
            {
                "number": breach.public_number,
                "code": breach.code,
                "found_on": breach.found_on,
                "status": breach.status,
            }
            for breach in record.breaches
        ]
        figures = [
            {
                "code": figure.kind.code,
                "aspect": figure.kind.aspect,
                "reached": figure.reached,
                "counted": figure.counted,
            }
            for figure in record.figures
        ]
        more = {"periods": periods, "breaches": breaches, "figures": figures}
        return Response({**_record(record), **more})

    @extend_schema(
        parameters=_SPAN,
        responses={(200, "text/csv"): OpenApiTypes.BINARY, 404: ProblemShape},
        tags=["compliance"],
        filters=False,
    )
    @action(detail=False, url_path="report", url_name="report")
    def report(self, http_request: Request) -> HttpResponse:
        """The report on every department that the caller's authority oversees, as a table."""
        return self._report(http_request, TABLE)

    @extend_schema(
        parameters=_SPAN,
        responses={(200, WORKBOOK.content_type): OpenApiTypes.BINARY, 404: ProblemShape},
        tags=["compliance"],
        filters=False,
    )
    @action(detail=False, url_path="report/workbook", url_name="workbook")
    def workbook(self, http_request: Request) -> HttpResponse:
        """The same report as a workbook, with every period and breach behind it."""
        return self._report(http_request, WORKBOOK)

    @extend_schema(
        parameters=_SPAN,
        responses={(200, PAPER.content_type): OpenApiTypes.BINARY, 404: ProblemShape},
        tags=["compliance"],
        filters=False,
    )
    @action(detail=False, url_path="report/paper", url_name="paper")
    def paper(self, http_request: Request) -> HttpResponse:
        """The same report on paper, as a PDF file."""
        return self._report(http_request, PAPER)

    def _report(self, http_request: Request, form: Form) -> HttpResponse:
        actor, now = entering(http_request, Interface.API)
        query = http_request.query_params
        refuse_unknown(query, {"starts_on", "ends_on"})
        if not compliance.is_authority(actor):
            raise Refused(reasons.NOT_FOUND)
        narrowed = self._narrowed(self.rows(actor, now), query, actor, now)
        today = local_day(now)
        found = compliance.records(narrowed.qs.order_by("code"), narrowed.span, today=today)
        own = compliance.own_department(actor)
        made = form.make(found, own, narrowed.span, today)
        return HttpResponse(made, content_type=form.content_type)
