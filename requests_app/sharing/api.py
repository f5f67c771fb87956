"""Requests and agreements over REST, with their steps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.directories import queries as directories
from catalog.directories.models import DataItem, EntryVersion
from catalog.norms.models import Norm
from catalog.norms.queries import numbered
from portal.interfaces.actors import entering
from portal.interfaces.api import StepShape, WorkflowViewSet
from portal.interfaces.inputs import InputShape, Invalid, Text, Truth, read_shape
from portal.interfaces.schema import mount_steps, paged
from portal.interfaces.steps import NoteForm
from portal.regulation import agreement as agreement_rules
from portal.regulation import reasons
from portal.regulation import request as rules
from portal.regulation.resource import OWN_MODES
from portal.regulation.vocabulary import (
    AnswerKind,
    ItemDecision,
    Purpose,
    RefusalGround,
    SharingMode,
)
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.sharing import (
    actions,
    disposal_forms,
    forms,
    legal_basis_forms,
    queries,
    resting,
    stopping,
)
from requests_app.sharing.aggregation_forms import AggregationForm
from requests_app.sharing.aggregation_show import assessments_told, combining
from requests_app.sharing.filters import AgreementFilterSet, RequestFilterSet
from requests_app.sharing.models import SharingAgreement, SharingRequest
from requests_app.sharing.odrl import policy
from requests_app.sharing.shapes import (
    AggregationAssessmentShape,
    ColumnShape,
    CombinationShape,
    RowsShape,
    ScopeShape,
    read_scope,
    row_rules,
)

#: OpenAPI says it in one language, like every name there.
_PLATFORM_HELP = "What the data travel by; null where it is this portal."


class AskedColumnShape(ColumnShape):
    """A column asked for, why, and the norm of the register that its need rests on."""

    norm = Text(max_length=60, allow_blank=True, required=False, default="")
    norm_article = Text(max_length=60, allow_blank=True, required=False, default="")


class ApplicationShape(ScopeShape):
    """A request as it is drafted; its limits are those of the form."""

    columns = AskedColumnShape(many=True, required=False)
    legal_basis = Text(required=False, allow_blank=True, max_length=2000, default="")
    basis_norm = Text(required=False, allow_blank=True, max_length=60, default="")
    basis_article = Text(required=False, allow_blank=True, max_length=60, default="")
    scenario = Text(required=False, allow_blank=True, max_length=200, default="")
    purpose = serializers.ChoiceField(
        choices=Purpose.choices, required=False, allow_blank=True, default=""
    )
    scope = Text(required=False, allow_blank=True, max_length=2000, default="")
    sharing_mode = serializers.ChoiceField(
        choices=SharingMode.choices, required=False, allow_blank=True, default=""
    )
    use_from = serializers.DateField(
        required=False, allow_null=True, default=None, validators=forms.DAYS
    )
    use_until = serializers.DateField(
        required=False, allow_null=True, default=None, validators=forms.DAYS
    )
    is_declared = Truth(required=False, default=False)


class NewRequestShape(ApplicationShape):
    """A new request: the entry, and what is asked."""

    entry = Text(max_length=60)


class AnswerShape(InputShape):
    """The proposed answer, column by column."""

    answer_kind = serializers.ChoiceField(choices=AnswerKind.choices)
    decisions = serializers.DictField(
        child=serializers.ChoiceField(choices=["AGREE", "REFUSE"]), required=False
    )
    refusal_ground = serializers.ChoiceField(
        choices=RefusalGround.choices, required=False, allow_blank=True, default=""
    )
    refusal_norm = Text(required=False, allow_blank=True, max_length=60, default="")
    refusal_article = Text(required=False, allow_blank=True, max_length=60, default="")
    answer_text = Text(required=False, allow_blank=True, max_length=2000, default="")
    condition = Text(required=False, allow_blank=True, max_length=500, default="")


class SupplementAnswersShape(InputShape):
    """An answer to each point of the notice, in its order."""

    answers = serializers.ListField(child=Text(max_length=1000), max_length=100)


class RequestRowShape(serializers.Serializer[Any]):
    """A request in a list."""

    number = serializers.CharField()
    entry = serializers.CharField()
    name = serializers.CharField()
    requester = serializers.CharField()
    provider = serializers.CharField()
    status = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    due_is_provisional = serializers.BooleanField()
    received_at = serializers.DateTimeField(allow_null=True)


class RequestedColumnShape(ColumnShape):
    """A column asked for, with the answer on it."""

    name = serializers.CharField()
    norm = serializers.CharField(allow_null=True)
    norm_article = serializers.CharField(allow_blank=True)
    decision = serializers.CharField()


class FormerAnswerShape(serializers.Serializer[Any]):
    """An answer that a decided dispute set aside (Art. 28)."""

    answer_kind = serializers.CharField()
    refusal_ground = serializers.CharField()
    answer_text = serializers.CharField()
    answered_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    reopened_at = serializers.DateTimeField()
    instrument = serializers.CharField()


class RequestShape(RequestRowShape):
    """One request in full."""

    legal_basis = serializers.CharField()
    basis_norm = serializers.CharField(allow_null=True)
    basis_article = serializers.CharField(allow_blank=True)
    scenario = serializers.CharField()
    purpose = serializers.CharField()
    scope = serializers.CharField()
    sharing_mode = serializers.CharField()
    use_from = serializers.DateField(allow_null=True)
    use_until = serializers.DateField(allow_null=True)
    is_declared = serializers.BooleanField()
    sharing_class = serializers.CharField()
    columns = RequestedColumnShape(many=True)
    rows = RowsShape(many=True)
    supplement = serializers.ListField(child=serializers.CharField())
    answer_kind = serializers.CharField()
    refusal_ground = serializers.CharField()
    refusal_norm = serializers.CharField(allow_null=True)
    refusal_article = serializers.CharField(allow_blank=True)
    answer_text = serializers.CharField()
    sharing_ordered_by = serializers.CharField(allow_blank=True)
    former_answers = FormerAnswerShape(many=True)
    combines_with = CombinationShape(many=True)
    aggregation_assessments = AggregationAssessmentShape(many=True)
    agreement = serializers.CharField(allow_null=True)
    renews = serializers.CharField(allow_null=True)
    steps = StepShape(many=True)


_COLUMNS = {
    "public_number": "number",
    "entry_version__entry__code": "entry",
    "entry_version__name": "name",
    "requester__code": "requester",
    "provider__code": "provider",
    "status": "status",
    "due_on": "due_on",
    "due_is_provisional": "due_is_provisional",
    "received_at": "received_at",
}


def _application(version: EntryVersion, data: Mapping[str, Any]) -> actions.Application:
    """The request as the action takes it; a column the version does not have is refused."""
    columns, rows = read_scope(version, data)
    names = {str(name) for name in ApplicationShape().fields} - {"columns", "rows", "basis_norm"}
    plain = {name: data[name] for name in names}
    norm = _norm("basis_norm", data["basis_norm"])
    return actions.Application(
        **plain,
        basis_norm_id=norm.pk if norm else None,
        columns=columns,
        column_norms=_column_norms(version, data),
        rows=rows,
    )


def _norm(field: str, number: str) -> Norm | None:
    """The norm of that number, None for no number.

    :raises Invalid: the register has none of it.
    """
    if not number:
        return None
    norm = numbered({number}).get(number)
    if norm is None:
        raise Invalid.naming(reasons.INVALID_INPUT, [field], reasons.NOT_FOUND.text)
    return norm


def _column_norms(version: EntryVersion, data: Mapping[str, Any]) -> dict[int, actions.CitedNorm]:
    cited = {
        row["column"]: (row["norm"], row["norm_article"])
        for row in data.get("columns") or []
        if row["norm"]
    }
    numbers = {number for number, _article in cited.values()}
    ids = dict(version.items.filter(column_name__in=cited).values_list("column_name", "pk"))
    known = {number: norm.pk for number, norm in numbered(numbers).items()}
    if numbers - set(known):
        raise Invalid.naming(reasons.INVALID_INPUT, ["columns"], reasons.NOT_FOUND.text)
    return {
        ids[column]: actions.CitedNorm(known[number], article)
        for column, (number, article) in cited.items()
    }


def _platform(agreement: SharingAgreement) -> str | None:
    """The platform that the data travel by, None where it is the portal (Art. 32)."""
    if agreement.sharing_mode in OWN_MODES:
        return None
    platform = directories.channel_of(agreement.entry_version.entry_id)
    return None if platform is None else platform.public_number


def _number(norm: Norm | None) -> str | None:
    return None if norm is None else norm.public_number


@extend_schema_view(
    list=extend_schema(responses=paged(RequestRowShape), tags=["requests"]),
    retrieve=extend_schema(responses=RequestShape, tags=["requests"]),
)
class SharingRequestViewSet(WorkflowViewSet):
    """Sharing requests of the own department, made and received."""

    scope = "request"
    order = ("-pk",)
    columns = _COLUMNS
    shape = RequestRowShape
    filterset_class = RequestFilterSet
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Requests the actor may see."""
        return queries.visible_to(actor)

    def details(self, matter: SharingRequest, actor: Actor, now: datetime) -> dict[str, Any]:
        """The request in full."""
        values = SharingRequest.objects.filter(pk=matter.pk).values_list(*self.columns).get()
        agreement = matter.agreement
        items = matter.items.select_related("item", "norm").order_by("item__position")
        return {
            **self.named(values),
            "legal_basis": matter.legal_basis,
            "basis_norm": _number(matter.basis_norm),
            "basis_article": matter.basis_article,
            "scenario": matter.scenario,
            "purpose": matter.purpose,
            "scope": matter.scope,
            "sharing_mode": matter.sharing_mode,
            "use_from": matter.use_from,
            "use_until": matter.use_until,
            "is_declared": matter.is_declared,
            "sharing_class": matter.entry_sharing_class,
            "columns": [
                {
                    "column": row.item.column_name,
                    "name": row.item.name,
                    "need": row.need,
                    "norm": _number(row.norm),
                    "norm_article": row.norm_article,
                    "decision": row.decision,
                }
                for row in items
            ],
            "rows": row_rules(matter),
            "supplement": matter.supplement_points,
            "answer_kind": matter.answer_kind,
            "refusal_ground": matter.refusal_ground,
            "refusal_norm": _number(matter.refusal_norm),
            "refusal_article": matter.refusal_article,
            "answer_text": matter.answer_text,
            "sharing_ordered_by": matter.sharing_ordered_by,
            "former_answers": list(
                matter.former_answers.order_by("pk").values(*FormerAnswerShape().fields)
            ),
            "combines_with": combining(matter),
            "aggregation_assessments": assessments_told(matter),
            "agreement": agreement.public_number if agreement else None,
            "renews": matter.renews.public_number if matter.renews else None,
        }

    @extend_schema(request=NewRequestShape, responses={201: RequestShape}, tags=["requests"])
    def create(self, http_request: Request) -> Response:
        """Draft a request for a published entry (step ``apply``)."""
        actor, now = entering(http_request, Interface.API)
        data = read_shape(NewRequestShape, http_request.data)
        slug = data["entry"].replace("/", "-")
        entry = directories.by_slug(directories.published_to(actor), slug)
        if entry is None or entry.live_version is None:
            raise Refused(reasons.NOT_FOUND)
        made = actions.apply(
            requester_id=actor.department_id or 0,
            version_id=entry.live_version.pk,
            application=_application(entry.live_version, data),
            actor=actor,
            now=now,
        )
        return self.show(http_request, self.find(http_request, made.public_number, now), now, 201)

    def read(
        self, step: Any, matter: Any, http_request: Request, actor: Actor
    ) -> Mapping[str, Any]:
        """Steps whose input has an inner shape are read by it; the others by their form."""
        name = self.action
        if name == "revise":
            data = read_shape(ApplicationShape, http_request.data)
            return {"application": _application(matter.entry_version, data)}
        if name == "propose_answer":
            return {"answer": _answer(matter, read_shape(AnswerShape, http_request.data))}
        if name == "supplement":
            return read_shape(SupplementAnswersShape, http_request.data)
        return super().read(step, matter, http_request, actor)


def _listed(rows: Any, shape: type[serializers.Serializer[Any]], **other: str) -> list[Any]:
    """Rows of a matter in the order they were made, with the fields that the shape declares.

    :param other: lookups of fields that are not the rows' own.
    """
    names = [name for name in shape().fields if name not in other]
    lookups = [*names, *other.values()]
    renamed = [*names, *other]
    found = rows.order_by("pk").values_list(*lookups)
    return [dict(zip(renamed, values, strict=True)) for values in found]


def _answer(matter: SharingRequest, data: Mapping[str, Any]) -> actions.Answer:
    asked = {
        row.item.column_name: row.pk for row in matter.items.select_related("item").order_by("pk")
    }
    given = data.get("decisions", {})
    unknown = sorted(set(given) - set(asked))
    if unknown:
        raise Invalid(reasons.COLUMN_NOT_AGREED, {"decisions": unknown})
    decisions = {pk: given.get(name, ItemDecision.PENDING) for name, pk in asked.items()}
    return actions.Answer(
        kind=data["answer_kind"],
        decisions=decisions,
        refusal_ground=data["refusal_ground"],
        refusal_norm=_norm("refusal_norm", data["refusal_norm"]),
        refusal_article=data["refusal_article"],
        text=data["answer_text"],
        condition=data["condition"],
    )


mount_steps(
    SharingRequestViewSet,
    {
        "revise": ApplicationShape,
        "return_to_drafter": NoteForm,
        "ask_supplement": forms.SupplementForm,
        "supplement": SupplementAnswersShape,
        "ask_extension": forms.ExtensionForm,
        "refuse_extension": forms.RefuseExtensionForm,
        "assess_aggregation": AggregationForm,
        "propose_answer": AnswerShape,
        "return_answer": NoteForm,
    },
    RequestShape,
    tag="requests",
)


class AgreementRowShape(serializers.Serializer[Any]):
    """An agreement in a list."""

    number = serializers.CharField()
    request = serializers.CharField()
    entry = serializers.CharField()
    name = serializers.CharField()
    requester = serializers.CharField()
    provider = serializers.CharField()
    status = serializers.CharField()
    purpose = serializers.CharField()
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()


class ThirdPartyShape(serializers.Serializer[Any]):
    """A department the requester may supply, with the provider's consent (Art. 25)."""

    department = serializers.CharField()
    purpose = serializers.CharField()
    supply_ends_on = serializers.DateField()


class InstructionShape(serializers.Serializer[Any]):
    """What the provider requires of data no longer needed; the last one counts."""

    method = serializers.CharField()
    basis = serializers.CharField()
    limit_on = serializers.DateField()
    instructed_at = serializers.DateTimeField()


class CertificateShape(serializers.Serializer[Any]):
    """What was disposed of, and what the provider said to it."""

    what = serializers.CharField()
    how = serializers.CharField()
    disposed_on = serializers.DateField()
    responsible_office = serializers.CharField()
    copy_count = serializers.IntegerField()
    reported_at = serializers.DateTimeField()
    outcome = serializers.CharField()
    judged_at = serializers.DateTimeField(allow_null=True)
    judgement_text = serializers.CharField(allow_blank=True)


class DisposalInspectionShape(serializers.Serializer[Any]):
    """A spot check after the disposal."""

    inspector = serializers.CharField()
    finding = serializers.CharField()
    text = serializers.CharField()
    inspected_at = serializers.DateTimeField()


class AgreedNormShape(serializers.Serializer[Any]):
    """A norm of the register that the agreement rests on, and for what."""

    norm = serializers.CharField()
    article = serializers.CharField(allow_blank=True)
    part = serializers.CharField()
    repealed_on = serializers.DateField(allow_null=True)


class NormCitationShape(serializers.Serializer[Any]):
    """A norm cited in the place of a repealed one, and the provider's answer."""

    replaced = serializers.CharField()
    norm = serializers.CharField()
    article = serializers.CharField(allow_blank=True)
    outcome = serializers.CharField()
    cited_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class AgreementShape(AgreementRowShape):
    """One agreement in full."""

    system = serializers.CharField(allow_null=True)
    sharing_mode = serializers.CharField()
    platform = serializers.CharField(allow_null=True, help_text=_PLATFORM_HELP)
    further_purposes = serializers.ListField(child=serializers.CharField())
    third_parties = ThirdPartyShape(many=True)
    replaces = serializers.CharField(allow_null=True)
    replaced_by = serializers.CharField(allow_null=True)
    disposal_instructions = InstructionShape(many=True)
    disposal_certificates = CertificateShape(many=True)
    disposal_inspections = DisposalInspectionShape(many=True)
    renewals = serializers.ListField(child=serializers.CharField())
    daily_quota = serializers.IntegerField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = RowsShape(many=True)
    delivery_is_stopped = serializers.BooleanField()
    norms = AgreedNormShape(many=True)
    norm_citations = NormCitationShape(many=True)
    basis_lapses_on = serializers.DateField(allow_null=True)
    steps = StepShape(many=True)


_AGREEMENT_COLUMNS = {
    "public_number": "number",
    "request__public_number": "request",
    "entry_version__entry__code": "entry",
    "entry_version__name": "name",
    "requester__code": "requester",
    "provider__code": "provider",
    "status": "status",
    "purpose": "purpose",
    "valid_from": "valid_from",
    "valid_until": "valid_until",
}


@extend_schema_view(
    list=extend_schema(responses=paged(AgreementRowShape), tags=["agreements"]),
    retrieve=extend_schema(responses=AgreementShape, tags=["agreements"]),
)
class SharingAgreementViewSet(WorkflowViewSet):
    """Sharing agreements of the own department, given and received."""

    scope = "request"
    order = ("-pk",)
    columns = _AGREEMENT_COLUMNS
    shape = AgreementRowShape
    filterset_class = AgreementFilterSet
    machine = agreement_rules.MACHINE
    step_inputs = forms.AGREEMENT_STEPS

    def rows(self, actor: Actor, now: datetime) -> QuerySet[Any]:
        """Agreements the actor may see."""
        return queries.agreements_visible_to(actor)

    def details(self, matter: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
        """The agreement in full."""
        values = SharingAgreement.objects.filter(pk=matter.pk).values_list(*self.columns).get()
        newer = queries.replaced_by(matter)
        columns = DataItem.objects.filter(pk__in=matter.items.values("item_id"))
        return {
            **self.named(values),
            "system": matter.system.code if matter.system else None,
            "sharing_mode": matter.sharing_mode,
            "platform": _platform(matter),
            "further_purposes": matter.further_purposes,
            "third_parties": _listed(
                matter.third_parties, ThirdPartyShape, department="department__code"
            ),
            "replaces": matter.replaces.public_number if matter.replaces else None,
            "replaced_by": newer.public_number if newer else None,
            "disposal_instructions": _listed(matter.disposal_instructions, InstructionShape),
            "disposal_certificates": _listed(matter.disposal_certificates, CertificateShape),
            "disposal_inspections": _listed(
                matter.disposal_inspections, DisposalInspectionShape, inspector="inspector__code"
            ),
            "renewals": [renewal.public_number for renewal in queries.renewals_of(matter, actor)],
            "daily_quota": matter.daily_quota,
            "columns": list(columns.order_by("position").values_list("column_name", flat=True)),
            "rows": row_rules(matter),
            "delivery_is_stopped": bool(stopping.stops_of(matter)),
            "norms": _listed(
                resting.norms_of(matter),
                AgreedNormShape,
                norm="norm__public_number",
                repealed_on="norm__repealed_on",
            ),
            "norm_citations": _listed(
                matter.norm_citations,
                NormCitationShape,
                replaced="replaced__public_number",
                norm="norm__public_number",
            ),
            "basis_lapses_on": matter.basis_lapses_on,
        }

    @extend_schema(
        responses={(200, "application/ld+json"): OpenApiTypes.OBJECT}, tags=["agreements"]
    )
    @action(detail=True, methods=["get"], url_path="odrl")
    def odrl(self, http_request: Request, number: str) -> Response:
        """The agreement in ODRL 2.2, as it stands now: told, and never what is enforced."""
        _actor, now = entering(http_request, Interface.API)
        found = self.find(http_request, number, now)
        with translation.override("zh-hans"):
            body = policy(found, now=now)
        return Response(body, content_type="application/ld+json")


mount_steps(
    SharingAgreementViewSet,
    {
        "name_system": forms.SystemForm,
        "suspend": forms.SuspendForm,
        "report_rectification": forms.RectificationForm,
        "resume": NoteForm,
        "terminate": NoteForm,
        "cite_norm": legal_basis_forms.CiteNormForm,
        "decline_norm": NoteForm,
        "instruct_disposal": disposal_forms.InstructionForm,
        "report_disposal": disposal_forms.CertificateForm,
        "confirm_disposal": NoteForm,
        "return_certificate": NoteForm,
        "inspect_disposal": disposal_forms.InspectionForm,
    },
    AgreementShape,
    tag="agreements",
)
