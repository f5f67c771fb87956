"""Look-ups over REST; the number travels in the body of a POST and in no address."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import paged
from portal.regulation import subject_lookup as rules
from portal.regulation.vocabulary import SubjectKind
from portal.workflow.actor import Actor, Interface
from requests_app.lookups import actions, queries
from requests_app.lookups.filters import LookupFilterSet
from requests_app.lookups.forms import LONGEST_NUMBER
from requests_app.lookups.models import SubjectLookup
from requests_app.lookups.queries import Line


class LookupRowShape(serializers.Serializer[Any]):
    """A look-up in a list."""

    number = serializers.CharField()
    authority = serializers.CharField()
    kind = serializers.CharField()
    case_number = serializers.CharField()
    looked_up_at = serializers.DateTimeField()


class FindingShape(serializers.Serializer[Any]):
    """A department that the answer named, and in how many receipts it took part."""

    department = serializers.CharField()
    receipts = serializers.IntegerField()


class LookupShape(LookupRowShape):
    """One look-up in full; of the answer, the departments named."""

    reason = serializers.CharField()
    findings = FindingShape(many=True)
    steps = StepShape(many=True)


class LineShape(serializers.Serializer[Any]):
    """Data of the subject went out under one agreement or return flow, for one case."""

    recipient = serializers.CharField()
    provider = serializers.CharField()
    entry = serializers.CharField()
    matter = serializers.CharField()
    purpose = serializers.CharField(allow_blank=True)
    case_number = serializers.CharField(allow_blank=True)
    basis = serializers.CharField()
    times = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()


class LookupAnswerShape(LookupShape):
    """The look-up with its answer, which is given this once."""

    answer = LineShape(many=True)


class NewLookupShape(InputShape):
    """Whom the question is about, for which case, and why."""

    kind = serializers.ChoiceField(choices=SubjectKind.choices)
    number = Text(max_length=LONGEST_NUMBER)
    case_number = Text(max_length=100)
    note = Text(max_length=2000)


_COLUMNS = {
    "public_number": "number",
    "authority__code": "authority",
    "kind": "kind",
    "case_number": "case_number",
    "created_at": "looked_up_at",
}


def _line(line: Line) -> dict[str, Any]:
    return {
        "recipient": line.recipient.code,
        "provider": line.provider.code,
        "entry": line.entry_name,
        "matter": line.matter.public_number,
        "purpose": line.purpose,
        "case_number": line.case_number,
        "basis": line.basis,
        "times": line.times,
        "first_at": line.first_at,
        "last_at": line.last_at,
    }


@extend_schema_view(
    list=extend_schema(responses=paged(LookupRowShape), tags=["subject look-ups"]),
    retrieve=extend_schema(responses=LookupShape, tags=["subject look-ups"]),
)
class SubjectLookupViewSet(WorkflowViewSet):
    """Look-ups that the own department may know of."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = LookupRowShape
    filterset_class = LookupFilterSet
    machine = rules.MACHINE

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Look-ups the actor may know of."""
        return queries.visible_to(actor, now=now)

    def details(self, matter: SubjectLookup, actor: Actor, now: datetime) -> dict[str, Any]:
        """The look-up in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "reason": matter.reason,
            "findings": [
                {"department": each.department.code, "receipts": each.receipt_count}
                for each in queries.findings_for(matter, actor)
            ],
        }

    @extend_schema(
        request=NewLookupShape, responses={201: LookupAnswerShape}, tags=["subject look-ups"]
    )
    def create(self, http_request: Request) -> Response:
        """Trace where a subject's data went (step ``look_up``); an officer's act, in person."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewLookupShape, http_request.data)
        made = actions.look_up(actor=actor, now=now, **data)
        response = self.show(http_request, made.lookup, now, 201)
        response.data["answer"] = [_line(line) for line in made.lines]
        response["Cache-Control"] = "no-store, private"
        return response
