"""Security incidents over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_form, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import incident as rules
from portal.regulation import reasons
from portal.regulation.vocabulary import LifecycleStage
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.incidents import forms, queries
from requests_app.incidents.filters import IncidentFilterSet
from requests_app.incidents.models import SecurityIncident


class IncidentRowShape(serializers.Serializer[Any]):
    """A security incident in a list; ``agreement`` is null where it is about an entry alone."""

    number = serializers.CharField()
    entry = serializers.CharField()
    name = serializers.CharField()
    agreement = serializers.CharField(allow_null=True)
    stage = serializers.CharField()
    kind = serializers.CharField()
    answerable = serializers.CharField()
    authority = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    discovered_at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)


class IncidentMeasureShape(serializers.Serializer[Any]):
    """What was done, by which department, recorded when."""

    text = serializers.CharField()
    department = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class ReportShape(serializers.Serializer[Any]):
    """To which body it was reported, when, and under which number."""

    body = serializers.CharField()
    told_at = serializers.DateTimeField()
    document_number = serializers.CharField()
    department = serializers.CharField()


class IncidentShape(IncidentRowShape):
    """One security incident in full."""

    reporter = serializers.CharField()
    provider = serializers.CharField()
    requester = serializers.CharField(allow_null=True)
    plan_started_at = serializers.DateTimeField()
    description = serializers.CharField()
    containment = serializers.CharField(allow_blank=True)
    contained_at = serializers.DateTimeField(allow_null=True)
    cause = serializers.CharField(allow_blank=True)
    conclusion = serializers.CharField(allow_blank=True)
    fault = serializers.CharField(allow_blank=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    measures = IncidentMeasureShape(many=True)
    reports = ReportShape(many=True)
    steps = StepShape(many=True)


class NewIncidentShape(InputShape):
    """The number of an agreement or the code of an entry, what happened, and since when."""

    about = Text(max_length=60)
    stage = serializers.ChoiceField(choices=LifecycleStage.choices)
    kind = serializers.ChoiceField(choices=rules.Kind.choices)
    description = Text(max_length=2000)
    discovered_at = Text(max_length=40)
    plan_started_at = Text(max_length=40)


_COLUMNS = {
    "public_number": "number",
    "entry__code": "entry",
    "entry_version__name": "name",
    "agreement__public_number": "agreement",
    "stage": "stage",
    "kind": "kind",
    "answerable__code": "answerable",
    "authority__code": "authority",
    "status": "status",
    "discovered_at": "discovered_at",
    "due_on": "due_on",
}
_MORE = {
    "reporter__code": "reporter",
    "provider__code": "provider",
    "requester__code": "requester",
    "plan_started_at": "plan_started_at",
    "description": "description",
    "containment": "containment",
    "contained_at": "contained_at",
    "cause": "cause",
    "conclusion": "conclusion",
    "fault": "fault",
    "closed_at": "closed_at",
}


@extend_schema_view(
    list=extend_schema(responses=paged(IncidentRowShape), tags=["security incidents"]),
    retrieve=extend_schema(responses=IncidentShape, tags=["security incidents"]),
)
class SecurityIncidentViewSet(WorkflowViewSet):
    """Security incidents that concern the own department, and those it concludes."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = IncidentRowShape
    filterset_class = IncidentFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Incidents the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: SecurityIncident, actor: Actor, now: datetime) -> dict[str, Any]:
        """The incident in full, with measures and reports in their order."""
        own = queries.visible_to(actor).filter(pk=matter.pk)
        values = own.values_list(*self.columns, *_MORE).get()
        more = values[len(self.columns) :]
        return {
            **self.named(values),
            **dict(zip(_MORE.values(), more, strict=True)),
            "measures": [
                {
                    "text": measure.text,
                    "department": measure.department.code,
                    "recorded_at": measure.recorded_at,
                }
                for measure in queries.measures_of(matter)
            ],
            "reports": [
                {
                    "body": report.body,
                    "told_at": report.told_at,
                    "document_number": report.document_number,
                    "department": report.department.code,
                }
                for report in queries.reports_of(matter)
            ],
        }

    @extend_schema(
        request=NewIncidentShape, responses={201: IncidentShape}, tags=["security incidents"]
    )
    def create(self, http_request: Request) -> Response:
        """Report an incident (step ``report_incident``); who answers for it is computed."""
        actor, now = entering(http_request, Interface.API)
        sent = read_shape(NewIncidentShape, http_request.data)
        subject = forms.REPORT.find(actor, sent.pop("about").replace("/", "-", 1), now)
        if subject is None:
            raise Refused(reasons.NOT_FOUND)
        form = forms.ReportForm(sent)
        read_form(form, sent)
        made = forms.REPORT.begin(subject, form, actor, now)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    SecurityIncidentViewSet,
    {
        "record_measure": forms.MeasureForm,
        "report_to_body": forms.BodyForm,
        "contain": forms.ContainmentForm,
        "close_incident": forms.ConclusionForm,
    },
    IncidentShape,
    tag="security incidents",
)
