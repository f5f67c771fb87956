"""Changes of use over REST."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.departments import queries as departments
from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import Invalid, Text, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NoteForm
from portal.regulation import reasons
from portal.regulation import use_change as rules
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.sharing import queries as sharing
from requests_app.sharing.aggregation_forms import AggregationForm
from requests_app.sharing.aggregation_show import assessments_told, combining
from requests_app.sharing.forms import DAYS
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.shapes import (
    AggregationAssessmentShape,
    ColumnShape,
    CombinationShape,
    RowsShape,
    ScopeShape,
    read_scope,
    row_rules,
)
from requests_app.use_changes import actions, forms, queries
from requests_app.use_changes.actions import Wish
from requests_app.use_changes.filters import UseChangeFilterSet
from requests_app.use_changes.models import UseChange


class UseChangeRowShape(serializers.Serializer[Any]):
    """A change of use in a list."""

    number = serializers.CharField()
    agreement = serializers.CharField()
    name = serializers.CharField()
    requester = serializers.CharField()
    provider = serializers.CharField()
    kind = serializers.CharField()
    status = serializers.CharField()
    received_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class UseChangeShape(UseChangeRowShape):
    """One change of use in full; ``rows`` is null where those agreed are to stay."""

    reason = serializers.CharField(allow_blank=True)
    legal_basis = serializers.CharField(allow_blank=True)
    columns = ColumnShape(many=True)
    rows = RowsShape(many=True, allow_null=True)
    purpose = serializers.CharField(allow_blank=True)
    third_party = serializers.CharField(allow_null=True)
    supply_ends_on = serializers.DateField(allow_null=True)
    answer_text = serializers.CharField(allow_blank=True)
    combines_with = CombinationShape(many=True)
    aggregation_assessments = AggregationAssessmentShape(many=True)
    new_agreement = serializers.CharField(allow_null=True)
    steps = StepShape(many=True)


class WishShape(ScopeShape):
    """What is to change; ``rows`` left out or null: those agreed stay, empty: every row."""

    reason = Text(required=False, allow_blank=True, max_length=2000, default="")
    legal_basis = Text(required=False, allow_blank=True, max_length=2000, default="")
    #: The list may be null, and none of its rules may: ``many=True`` would say so of both.
    rows = serializers.ListSerializer(  # type: ignore[assignment,var-annotated]
        child=RowsShape(), required=False, allow_null=True, default=None
    )
    purpose = serializers.ChoiceField(
        choices=Purpose.choices, required=False, allow_blank=True, default=""
    )
    third_party = Text(required=False, allow_null=True, max_length=20, default=None)
    supply_ends_on = serializers.DateField(
        required=False, allow_null=True, default=None, validators=DAYS
    )


class NewUseChangeShape(WishShape):
    """Under which agreement, and which kind of change."""

    agreement = Text(max_length=60)
    kind = serializers.ChoiceField(choices=rules.Kind.choices)


_COLUMNS = {
    "public_number": "number",
    "agreement__public_number": "agreement",
    "agreement__entry_version__name": "name",
    "agreement__requester__code": "requester",
    "agreement__provider__code": "provider",
    "kind": "kind",
    "status": "status",
    "received_at": "received_at",
    "answered_at": "answered_at",
}


def _wish(agreement: SharingAgreement, data: Mapping[str, Any]) -> Wish:
    """Columns by name, the third party by its code."""
    columns, rows = read_scope(agreement.entry_version, data)
    third_party = None
    if data["third_party"] is not None:
        third_party = departments.by_code(data["third_party"])
        if third_party is None:
            raise Invalid.naming(reasons.NOT_FOUND, ["third_party"])
    return Wish(
        reason=data["reason"],
        legal_basis=data["legal_basis"],
        columns=columns,
        rows=None if data["rows"] is None else rows,
        purpose=data["purpose"],
        third_party_id=third_party.pk if third_party else None,
        supply_ends_on=data["supply_ends_on"],
    )


@extend_schema_view(
    list=extend_schema(responses=paged(UseChangeRowShape), tags=["use-changes"]),
    retrieve=extend_schema(responses=UseChangeShape, tags=["use-changes"]),
)
class UseChangeViewSet(WorkflowViewSet):
    """Changes of the use of data that the own department gives or receives."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = UseChangeRowShape
    filterset_class = UseChangeFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Changes the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: UseChange, actor: Actor, now: datetime) -> dict[str, Any]:
        """The change in full."""
        values = self.rows(actor, now).filter(pk=matter.pk).values_list(*self.columns).get()
        made = queries.made_by(matter)
        items = matter.items.select_related("item").order_by("item__position")
        return {
            **self.named(values),
            "reason": matter.reason,
            "legal_basis": matter.legal_basis,
            "columns": [{"column": row.item.column_name, "need": row.need} for row in items],
            "rows": row_rules(matter) if matter.has_new_rows else None,
            "purpose": matter.purpose,
            "third_party": matter.third_party.code if matter.third_party else None,
            "supply_ends_on": matter.supply_ends_on,
            "answer_text": matter.answer_text,
            "combines_with": combining(matter),
            "aggregation_assessments": assessments_told(matter),
            "new_agreement": made.public_number if made else None,
        }

    @extend_schema(request=NewUseChangeShape, responses={201: UseChangeShape}, tags=["use-changes"])
    def create(self, http_request: Request) -> Response:
        """Draft a change of use under an agreement (step ``request_use_change``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewUseChangeShape, http_request.data)
        agreement = sharing.find_agreement(actor, data["agreement"])
        if agreement is None:
            raise Refused(reasons.NOT_FOUND)
        made = actions.request_use_change(
            agreement_id=agreement.pk,
            kind=data["kind"],
            wish=_wish(agreement, data),
            actor=actor,
            now=now,
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)

    def read(
        self, step: Any, matter: Any, http_request: Request, actor: Actor
    ) -> Mapping[str, Any]:
        """A revision has an inner shape; the other steps are read by their form."""
        if self.action == "revise":
            data = read_shape(WishShape, http_request.data)
            return {"wish": _wish(matter.agreement, data)}
        return super().read(step, matter, http_request, actor)


mount_steps(
    UseChangeViewSet,
    {
        "revise": WishShape,
        "return_to_drafter": NoteForm,
        "assess_aggregation": AggregationForm,
        "consent_to_change": forms.ConsentForm,
        "refuse_change": NoteForm,
    },
    UseChangeShape,
    tag="use-changes",
)
