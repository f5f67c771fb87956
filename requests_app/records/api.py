"""Use records over REST: written and read; an erasure is an act, a DELETE is none."""

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
from portal.regulation import use_record as rules
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.records import actions, forms, queries
from requests_app.records.actions import Use
from requests_app.records.filters import UsageRecordFilterSet
from requests_app.records.forms import LONGEST_SECTION
from requests_app.records.models import UsageRecord
from requests_app.sharing.queries import find_agreement


class UsageRecordRowShape(serializers.Serializer[Any]):
    """A use record in a list."""

    number = serializers.CharField()
    agreement = serializers.CharField()
    name = serializers.CharField()
    requester = serializers.CharField()
    provider = serializers.CharField()
    status = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class UsageRecordShape(UsageRecordRowShape):
    """One use record in full: the five sections of Art. 29, blank once it is erased."""

    scenario = serializers.CharField(allow_blank=True)
    process = serializers.CharField(allow_blank=True)
    results = serializers.CharField(allow_blank=True)
    storage = serializers.CharField(allow_blank=True)
    destruction = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    kept_until_on = serializers.DateField(allow_null=True)
    erased_on = serializers.DateField(allow_null=True)
    steps = StepShape(many=True)


class NewUsageRecordShape(InputShape):
    """Under which agreement, in which period, and the five sections."""

    agreement = Text(max_length=60)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    scenario = Text(max_length=LONGEST_SECTION)
    process = Text(max_length=LONGEST_SECTION)
    results = Text(max_length=LONGEST_SECTION)
    storage = Text(max_length=LONGEST_SECTION)
    destruction = Text(max_length=LONGEST_SECTION)


_COLUMNS = {
    "public_number": "number",
    "agreement__public_number": "agreement",
    "agreement__entry_version__name": "name",
    "agreement__requester__code": "requester",
    "agreement__provider__code": "provider",
    "status": "status",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
}
_MORE = (
    "scenario",
    "process",
    "results",
    "storage",
    "destruction",
    "created_at",
    "erased_on",
)


@extend_schema_view(
    list=extend_schema(responses=paged(UsageRecordRowShape), tags=["use records"]),
    retrieve=extend_schema(responses=UsageRecordShape, tags=["use records"]),
)
class UsageRecordViewSet(WorkflowViewSet):
    """Use records of data the own department uses or provides."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = UsageRecordRowShape
    filterset_class = UsageRecordFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Use records the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: UsageRecord, actor: Actor, now: datetime) -> dict[str, Any]:
        """The use record in full."""
        own = queries.visible_to(actor).filter(pk=matter.pk)
        values = own.values_list(*self.columns, *_MORE).get()
        more = values[len(self.columns) :]
        return {
            **self.named(values),
            **dict(zip(_MORE, more, strict=True)),
            "kept_until_on": matter.kept_until_on,
        }

    @extend_schema(
        request=NewUsageRecordShape, responses={201: UsageRecordShape}, tags=["use records"]
    )
    def create(self, http_request: Request) -> Response:
        """Record the use under an agreement (step ``record_use``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewUsageRecordShape, http_request.data)
        agreement = find_agreement(actor, data.pop("agreement"))
        if agreement is None:
            raise Refused(reasons.NOT_FOUND)
        made = actions.record_use(agreement_id=agreement.pk, use=Use(**data), actor=actor, now=now)
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)


mount_steps(UsageRecordViewSet, {"erase": NoteForm}, UsageRecordShape, tag="use records")
