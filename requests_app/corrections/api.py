"""Corrections and recall notices over REST."""

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
from portal.regulation import correction as rules
from portal.regulation import reasons
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.corrections import actions, forms, queries
from requests_app.corrections.actions import Claim
from requests_app.corrections.filters import CorrectionFilterSet, RecallFilterSet
from requests_app.corrections.models import Correction, CorrectionRecall
from requests_app.sharing import queries as sharing


class CorrectionRowShape(serializers.Serializer[Any]):
    """A correction in a list; nothing of the record."""

    number = serializers.CharField()
    agreement = serializers.CharField()
    name = serializers.CharField()
    requester = serializers.CharField()
    provider = serializers.CharField()
    source_department = serializers.CharField(allow_null=True)
    status = serializers.CharField()
    fault = serializers.CharField()
    column = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    due_is_provisional = serializers.BooleanField()


class FeedbackShape(serializers.Serializer[Any]):
    """What the requester was told."""

    outcome = serializers.CharField()
    text = serializers.CharField()
    sent_at = serializers.DateTimeField()


class ToldShape(serializers.Serializer[Any]):
    """A department that was told of the correction, and whether it confirmed."""

    department = serializers.CharField()
    told_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)


class RecordShape(serializers.Serializer[Any]):
    """The record itself, for the parties only."""

    key_column = serializers.CharField()
    record_key = serializers.CharField()
    believed_value = serializers.CharField(allow_blank=True)
    evidence = serializers.CharField()
    forwarding = serializers.CharField(allow_blank=True)
    reopening = serializers.CharField(allow_blank=True)
    feedbacks = FeedbackShape(many=True)


class CorrectionShape(CorrectionRowShape):
    """One correction in full; ``record`` is null to all but the parties."""

    record = RecordShape(allow_null=True)
    recalls = ToldShape(many=True)
    steps = StepShape(many=True)


class NewCorrectionShape(InputShape):
    """Under which agreement, which field of which record, and why."""

    agreement = Text(max_length=60)
    fault = serializers.ChoiceField(choices=rules.Fault.choices)
    key_column = Text(max_length=63)
    record_key = Text(max_length=200)
    column = Text(max_length=63)
    believed_value = Text(max_length=1000, required=False, allow_blank=True, default="")
    evidence = Text(max_length=2000)


class ForwardShape(InputShape):
    """To which department, by its code, and why."""

    source = Text(max_length=20)  # type: ignore[assignment]  # a shape's field, not its own
    forwarding = Text(max_length=2000)


class RecallRowShape(serializers.Serializer[Any]):
    """A recall notice in a list."""

    number = serializers.CharField()
    name = serializers.CharField()
    column = serializers.CharField()
    department = serializers.CharField()
    provider = serializers.CharField()
    outcome = serializers.CharField()
    status = serializers.CharField()
    told_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)


class RecallShape(RecallRowShape):
    """One recall notice, with the department's receipts that hold the record."""

    receipts = serializers.ListField(child=serializers.CharField())
    steps = StepShape(many=True)


_COLUMNS = {
    "public_number": "number",
    "agreement__public_number": "agreement",
    "agreement__entry_version__name": "name",
    "agreement__requester__code": "requester",
    "agreement__provider__code": "provider",
    "source__code": "source_department",
    "status": "status",
    "fault": "fault",
    "item__column_name": "column",
    "due_on": "due_on",
    "due_is_provisional": "due_is_provisional",
}
_RECORD = {
    "key_item__column_name": "key_column",
    "record_key": "record_key",
    "believed_value": "believed_value",
    "evidence": "evidence",
    "forwarding": "forwarding",
    "reopening": "reopening",
}
_RECALL_COLUMNS = {
    "public_number": "number",
    "feedback__correction__agreement__entry_version__name": "name",
    "feedback__correction__item__column_name": "column",
    "department__code": "department",
    "feedback__correction__agreement__provider__code": "provider",
    "feedback__outcome": "outcome",
    "status": "status",
    "created_at": "told_at",
    "confirmed_at": "confirmed_at",
}


@extend_schema_view(
    list=extend_schema(responses=paged(CorrectionRowShape), tags=["corrections"]),
    retrieve=extend_schema(responses=CorrectionShape, tags=["corrections"]),
)
class CorrectionViewSet(WorkflowViewSet):
    """Corrections the own department raised, received or was sent."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = CorrectionRowShape
    filterset_class = CorrectionFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Corrections the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: Correction, actor: Actor, now: datetime) -> dict[str, Any]:
        """The correction in full, as far as the reader is a party to it."""
        found = queries.visible_to(actor).filter(pk=matter.pk)
        row = self.named(found.values_list(*self.columns).get())
        record = None
        if queries.may_read_record(matter, actor):
            values = found.values_list(*_RECORD).get()
            record = dict(zip(_RECORD.values(), values, strict=True))
            feedbacks = matter.feedbacks.order_by("pk")
            record["feedbacks"] = list(feedbacks.values("outcome", "text", "sent_at"))
        told = queries.recalls_of(matter)
        recalls = told.values("department__code", "created_at", "confirmed_at")
        return {
            **row,
            "record": record,
            "recalls": [
                {
                    "department": notice["department__code"],
                    "told_at": notice["created_at"],
                    "confirmed_at": notice["confirmed_at"],
                }
                for notice in recalls
            ],
        }

    @extend_schema(
        request=NewCorrectionShape, responses={201: CorrectionShape}, tags=["corrections"]
    )
    def create(self, http_request: Request) -> Response:
        """Raise a correction of data received under an agreement (step ``request_correction``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewCorrectionShape, http_request.data)
        number = data.pop("agreement")
        agreement = sharing.find_agreement(actor, number)
        if agreement is None:
            raise Refused(reasons.NOT_FOUND)
        made = actions.request_correction(
            agreement_id=agreement.pk, claim=Claim(**data), actor=actor, now=now
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


@extend_schema_view(
    list=extend_schema(responses=paged(RecallRowShape), tags=["corrections"]),
    retrieve=extend_schema(responses=RecallShape, tags=["corrections"]),
)
class RecallViewSet(WorkflowViewSet):
    """Recall notices to the own department, and of the data it provides."""

    scope = "request"
    order = ("-pk",)
    columns = _RECALL_COLUMNS
    shape = RecallRowShape
    filterset_class = RecallFilterSet
    machine = rules.RECALL_MACHINE
    step_inputs = forms.RECALL_STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Notices the actor may see."""
        return queries.recalls_visible_to(actor)

    def details(self, matter: CorrectionRecall, actor: Actor, now: datetime) -> dict[str, Any]:
        """The notice in full."""
        found = queries.recalls_visible_to(actor).filter(pk=matter.pk)
        *row, receipts = found.values_list(*self.columns, "receipts").get()
        return {**self.named(row), "receipts": receipts}


mount_steps(
    CorrectionViewSet,
    {
        "forward": ForwardShape,
        "correct": forms.FindingForm,
        "correct_partly": forms.FindingForm,
        "confirm_right": forms.FindingForm,
        "reopen": forms.ReopeningForm,
    },
    CorrectionShape,
    tag="corrections",
)
mount_steps(RecallViewSet, {}, RecallShape, tag="corrections")
