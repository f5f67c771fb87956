"""Disputes over REST."""

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
from portal.interfaces.schema import mount_steps, paged
from portal.regulation import dispute as rules
from portal.regulation import reasons
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.disputes import actions, forms, queries
from requests_app.disputes.filters import DisputeFilterSet
from requests_app.disputes.models import Dispute


class DisputeRowShape(serializers.Serializer[Any]):
    """A dispute in a list: about a request, an agreement, or the sharing class of an entry."""

    number = serializers.CharField()
    request = serializers.CharField(allow_null=True)
    agreement = serializers.CharField(allow_null=True)
    entry = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    requester = serializers.CharField()
    provider = serializers.CharField()
    opened_by = serializers.CharField()
    kind = serializers.CharField()
    status = serializers.CharField()
    authority = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)


class NegotiationShape(serializers.Serializer[Any]):
    """A record of a negotiation."""

    negotiated_on = serializers.DateField()
    participants = serializers.CharField()
    text = serializers.CharField()
    recorded_by = serializers.CharField()


class DisputeShape(DisputeRowShape):
    """One dispute in full."""

    claim = serializers.CharField()
    settlement = serializers.CharField(allow_blank=True)
    settlement_by = serializers.CharField(allow_null=True)
    failure = serializers.CharField(allow_blank=True)
    result = serializers.CharField(allow_blank=True)
    referred_on = serializers.DateField(allow_null=True)
    instrument = serializers.CharField(allow_blank=True)
    decided_on = serializers.DateField(allow_null=True)
    decision = serializers.CharField(allow_blank=True)
    negotiations = NegotiationShape(many=True)
    steps = StepShape(many=True)


class NewDisputeShape(InputShape):
    """What is disputed, and what is claimed.

    ``matter`` is the number of a request or an agreement, or the code of an entry whose class is
    held to be too strict.
    """

    matter = Text(max_length=60)
    claim = Text(max_length=2000)


class AuthorityShape(InputShape):
    """Which authority is asked to coordinate, by its code."""

    authority = Text(max_length=20)


_COLUMNS = {
    "public_number": "number",
    "request__public_number": "request",
    "agreement__public_number": "agreement",
    "entry__code": "entry",
    "version__number": "version",
    "entry_name": "name",
    "requester__code": "requester",
    "provider__code": "provider",
    "opened_by__code": "opened_by",
    "kind": "kind",
    "status": "status",
    "authority__code": "authority",
    "outcome": "outcome",
}
_MORE = {
    "claim": "claim",
    "settlement": "settlement",
    "settlement_by__code": "settlement_by",
    "failure": "failure",
    "result": "result",
    "referred_on": "referred_on",
    "instrument": "instrument",
    "decided_on": "decided_on",
    "decision": "decision",
}


@extend_schema_view(
    list=extend_schema(responses=paged(DisputeRowShape), tags=["disputes"]),
    retrieve=extend_schema(responses=DisputeShape, tags=["disputes"]),
)
class DisputeViewSet(WorkflowViewSet):
    """Disputes of the own department, and those it coordinates."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = DisputeRowShape
    filterset_class = DisputeFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Disputes the actor may see."""
        return queries.with_name(queries.visible_to(actor))

    def details(self, matter: Dispute, actor: Actor, now: datetime) -> dict[str, Any]:
        """The dispute in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        values = own.values_list(*self.columns, *_MORE).get()
        more = values[len(self.columns) :]
        return {
            **self.named(values),
            **dict(zip(_MORE.values(), more, strict=True)),
            "negotiations": [
                {
                    "negotiated_on": record.negotiated_on,
                    "participants": record.participants,
                    "text": record.text,
                    "recorded_by": record.recorded_by.code,
                }
                for record in queries.negotiations_of(matter)
            ],
        }

    @extend_schema(request=NewDisputeShape, responses={201: DisputeShape}, tags=["disputes"])
    def create(self, http_request: Request) -> Response:
        """Dispute a request, an agreement or an entry's class (step ``open_dispute``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewDisputeShape, http_request.data)
        matter = queries.find_matter(actor, data.pop("matter"))
        if matter is None:
            raise Refused(reasons.NOT_FOUND)
        made = actions.open_dispute(actor=actor, now=now, **queries.key_of(matter), **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    DisputeViewSet,
    {
        "negotiate": forms.NegotiationForm,
        "request_coordination": AuthorityShape,
        "propose_settlement": forms.SettlementForm,
        "fail_negotiation": forms.FailureForm,
        "record_agreement": forms.ResultForm,
        "record_no_agreement": forms.ResultForm,
        "decide": forms.DecisionForm,
    },
    DisputeShape,
    tag="disputes",
)
