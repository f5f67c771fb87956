"""Withdrawals of entries over REST."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.withdrawals import actions, forms, queries
from catalog.withdrawals.filters import WithdrawalFilterSet
from catalog.withdrawals.models import EntryWithdrawal
from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NoteForm
from portal.regulation import reasons
from portal.regulation import withdrawal as rules
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused


class WithdrawalRowShape(serializers.Serializer[Any]):
    """A withdrawal in a list."""

    number = serializers.CharField()
    entry = serializers.CharField()
    provider = serializers.CharField()
    status = serializers.CharField()
    status_since = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)


class WithdrawalShape(WithdrawalRowShape):
    """One withdrawal in full; what is to be ended and answered first by its number."""

    reason = serializers.CharField()
    in_use = serializers.ListField(child=serializers.CharField())
    asked_for = serializers.ListField(child=serializers.CharField())
    steps = StepShape(many=True)


class NewWithdrawalShape(InputShape):
    """The entry, and why it is withdrawn."""

    entry = Text(max_length=60)
    reason = Text(max_length=2000)


_COLUMNS = {
    "public_number": "number",
    "entry__code": "entry",
    "entry__provider__code": "provider",
    "status": "status",
    "status_since": "status_since",
    "due_on": "due_on",
}


@extend_schema_view(
    list=extend_schema(responses=paged(WithdrawalRowShape), tags=["withdrawals"]),
    retrieve=extend_schema(responses=WithdrawalShape, tags=["withdrawals"]),
)
class EntryWithdrawalViewSet(WorkflowViewSet):
    """Withdrawals of the own entries, and those that were announced."""

    scope = "catalog"
    order = ("-pk",)
    columns = _COLUMNS
    shape = WithdrawalRowShape
    filterset_class = WithdrawalFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Withdrawals the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: EntryWithdrawal, actor: Actor, now: datetime) -> dict[str, Any]:
        """The withdrawal in full."""
        own = self.rows(actor, now).filter(pk=matter.pk)
        return {
            **self.named(own.values_list(*self.columns).get()),
            "reason": matter.reason,
            "in_use": matter.uses_at(now) if matter.is_open else [],
            "asked_for": matter.requests_at(now) if matter.is_open else [],
        }

    @extend_schema(
        request=NewWithdrawalShape, responses={201: WithdrawalShape}, tags=["withdrawals"]
    )
    def create(self, http_request: Request) -> Response:
        """Propose to withdraw an entry (step ``propose_withdrawal``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewWithdrawalShape, http_request.data)
        live = queries.find_live(actor, data["entry"].replace("/", "-"))
        if live is None:
            raise Refused(reasons.NOT_FOUND)
        made = actions.propose_withdrawal(
            entry_id=live.entry_id, reason=data["reason"], actor=actor, now=now
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(
    EntryWithdrawalViewSet,
    {"send_back_withdrawal": NoteForm, "return_withdrawal": NoteForm},
    WithdrawalShape,
    tag="withdrawals",
)
