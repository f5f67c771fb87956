"""Changes of service over REST."""

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
from portal.interfaces.steps import NoteForm
from portal.regulation import reasons
from portal.regulation import service_change as rules
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.changes import actions, forms, queries
from requests_app.changes.filters import ServiceChangeFilterSet
from requests_app.changes.models import ServiceChange
from requests_app.sharing import queries as sharing


class ChangeRowShape(serializers.Serializer[Any]):
    """A change of service in a list."""

    number = serializers.CharField()
    agreement = serializers.CharField()
    name = serializers.CharField()
    requester = serializers.CharField()
    provider = serializers.CharField()
    status = serializers.CharField()
    kind = serializers.CharField()
    planned_on = serializers.DateField()


class ChangeShape(ChangeRowShape):
    """One change of service in full."""

    reason = serializers.CharField()
    position = serializers.CharField(allow_blank=True)
    position_text = serializers.CharField(allow_blank=True)
    talked_on = serializers.DateField(allow_null=True)
    talks = serializers.CharField(allow_blank=True)
    filing_number = serializers.CharField(allow_blank=True)
    filed_at = serializers.DateTimeField(allow_null=True)
    steps = StepShape(many=True)


class NewChangeShape(InputShape):
    """Which agreement's service, what is planned, why, and for which day."""

    agreement = Text(max_length=60)
    kind = serializers.ChoiceField(choices=rules.Kind.choices)
    reason = Text(max_length=2000)
    planned_on = serializers.DateField()


_COLUMNS = {
    "public_number": "number",
    "agreement__public_number": "agreement",
    "agreement__entry_version__name": "name",
    "agreement__requester__code": "requester",
    "agreement__provider__code": "provider",
    "status": "status",
    "kind": "kind",
    "planned_on": "planned_on",
}
_MORE = (
    "reason",
    "position",
    "position_text",
    "talked_on",
    "talks",
    "filing_number",
    "filed_at",
)


@extend_schema_view(
    list=extend_schema(responses=paged(ChangeRowShape), tags=["service changes"]),
    retrieve=extend_schema(responses=ChangeShape, tags=["service changes"]),
)
class ServiceChangeViewSet(WorkflowViewSet):
    """Changes of the services the own department gives or uses."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = ChangeRowShape
    filterset_class = ServiceChangeFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Changes the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: ServiceChange, actor: Actor, now: datetime) -> dict[str, Any]:
        """The change in full."""
        own = queries.visible_to(actor).filter(pk=matter.pk)
        values = own.values_list(*self.columns, *_MORE).get()
        more = values[len(self.columns) :]
        return {**self.named(values), **dict(zip(_MORE, more, strict=True))}

    @extend_schema(request=NewChangeShape, responses={201: ChangeShape}, tags=["service changes"])
    def create(self, http_request: Request) -> Response:
        """Propose a change of the service under an agreement (step ``propose``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewChangeShape, http_request.data)
        number = data.pop("agreement")
        agreement = sharing.find_agreement(actor, number)
        if agreement is None:
            raise Refused(reasons.NOT_FOUND)
        made = actions.propose(agreement_id=agreement.pk, actor=actor, now=now, **data)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    ServiceChangeViewSet,
    {
        "state_position": forms.PositionForm,
        "record_talks": forms.TalksForm,
        "withdraw_proposal": NoteForm,
    },
    ChangeShape,
    tag="service changes",
)
