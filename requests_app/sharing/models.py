"""Requests with their columns, rows, supplement and extensions; agreements; provision tasks."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Min, Q
from django.utils.translation import gettext_lazy as _

from catalog.departments.models import Department, authority_over
from catalog.departments.queries import has_office
from catalog.directories.models import DataItem, DataResource, EntryVersion
from catalog.directories.queries import may_request
from catalog.norms.models import Norm
from portal.regulation import agreement, entry_version, provision, request
from portal.regulation.vocabulary import (
    AnswerKind,
    ItemDecision,
    Outcome,
    Party,
    Purpose,
    RefusalGround,
    RowRuleKind,
    SharingClass,
    SharingMode,
)
from portal.workdays.arithmetic import local_day
from portal.workflow.grants import GroupGrant
from portal.workflow.models import WorkflowModel, choice_constraint, state_constraint
from requests_app.sharing.combining import Combining


class SharingRequest(Combining, WorkflowModel):
    """共享申请: a department asks another for the columns of one published entry version.

    ``sharing_class`` is frozen at receipt and decides the answer period.
    """

    machine = request.MACHINE
    route = "requests:request"

    status = models.CharField(_("status"), max_length=30, choices=request.State.choices)
    requester = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="requests_made",
        verbose_name=_("requesting department"),
    )
    provider = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="requests_received",
        verbose_name=_("providing department"),
    )
    entry_version = models.ForeignKey(
        EntryVersion,
        on_delete=models.PROTECT,
        related_name="requests",
        verbose_name=_("directory entry"),
    )
    legal_basis = models.TextField(_("legal basis of use"), blank=True)
    #: The norm of the register that the purpose rests on, besides what the text says.
    basis_norm = models.ForeignKey(
        Norm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("norm of the register"),
    )
    basis_article = models.CharField(_("article of the norm"), max_length=60, blank=True)
    scenario = models.CharField(_("scenario of use"), max_length=200, blank=True)
    purpose = models.CharField(
        _("purpose"), max_length=20, choices=Purpose.choices, blank=True, default=""
    )
    scope = models.TextField(_("scope of use"), blank=True)
    sharing_mode = models.CharField(
        _("sharing mode"), max_length=10, choices=SharingMode.choices, blank=True
    )
    use_from = models.DateField(_("use from"), null=True, blank=True)
    use_until = models.DateField(_("use until"), null=True, blank=True)
    is_declared = models.BooleanField(
        _("we declare that the request is true, lawful and necessary"), default=False
    )
    system = models.ForeignKey(
        "portal.ApiClient",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("application system"),
    )
    sharing_class = models.CharField(max_length=15, choices=SharingClass.choices, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    renews = models.ForeignKey(
        "requests_app.SharingAgreement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name=_("renews the agreement"),
    )
    #: Everyone who drafted, revised or submitted it: none of them consents to sending it.
    author_ids = ArrayField(models.BigIntegerField(), default=list)
    answer_kind = models.CharField(
        _("answer"), max_length=10, choices=AnswerKind.choices, blank=True
    )
    refusal_ground = models.CharField(
        _("ground"), max_length=20, choices=RefusalGround.choices, blank=True
    )
    refusal_norm = models.ForeignKey(
        Norm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="refusals",
        verbose_name=_("norm that the refusal rests on"),
    )
    refusal_article = models.CharField(
        _("article of the norm"), max_length=60, blank=True, default=""
    )
    answer_text = models.TextField(_("text of the answer"), blank=True)
    answer_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    #: Number of the government's decision that the data are to be shared (Art. 28).
    sharing_ordered_by = models.CharField(
        _("sharing ordered by"), max_length=100, blank=True, default=""
    )

    class Meta:
        verbose_name = _("sharing request")
        verbose_name_plural = _("sharing requests")
        constraints: ClassVar[list[Any]] = [
            state_constraint(request.State, "sharingrequest_status"),
            choice_constraint(Purpose, "sharingrequest_purpose", "purpose", blank=True),
            choice_constraint(SharingMode, "sharingrequest_mode", "sharing_mode", blank=True),
            choice_constraint(SharingClass, "sharingrequest_class", "sharing_class", blank=True),
            choice_constraint(AnswerKind, "sharingrequest_answer", "answer_kind", blank=True),
            choice_constraint(RefusalGround, "sharingrequest_ground", "refusal_ground", blank=True),
            models.CheckConstraint(
                condition=~Q(requester=F("provider")), name="sharingrequest_two_departments"
            ),
            models.CheckConstraint(
                condition=Q(received_at=None, sharing_class="")
                | Q(received_at__isnull=False) & ~Q(sharing_class=""),
                name="sharingrequest_class_frozen_at_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(sharing_class=SharingClass.WITHHELD),
                name="sharingrequest_never_withheld",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["requester", "-id"], name="request_by_requester"),
            models.Index(fields=["provider", "-id"], name="request_by_provider"),
            models.Index(fields=["status", "due_on"], name="request_by_due"),
        ]

    def department_for(self, party: Party) -> int | None:
        """Requester, provider, or the provider's same-level authority (Art. 21)."""
        if party is Party.REQUESTER:
            return self.requester_id
        if party is Party.PROVIDER:
            return self.provider_id
        return authority_over(self, self.provider)

    @property
    def entry_sharing_class(self) -> str:
        """The class that counts: frozen at receipt, the version's before that."""
        return self.sharing_class or self.entry_version.sharing_class

    @property
    def entry_is_published(self) -> bool:
        """Whether the version asked for is the live one."""
        return self.entry_version.status == entry_version.State.PUBLISHED

    @cached_property
    def is_within_published_scope(self) -> bool:
        """Whether the requester's object permission lets it ask (house C5)."""
        return may_request(self.entry_version.entry_id, self.entry_sharing_class, self.requester_id)

    @property
    def period_of_use(self) -> str:
        """The period as one particular: both ends, or nothing."""
        if self.use_from is None or self.use_until is None:
            return ""
        return f"{self.use_from:%Y-%m-%d} – {self.use_until:%Y-%m-%d}"

    @property
    def mode_is_offered(self) -> bool:
        """Whether the version offers the mode asked for."""
        return self.sharing_mode in self.entry_version.sharing_modes

    @property
    def purpose_is_published(self) -> bool:
        """Whether the purpose is one the conditions publish; unconditional entries take any."""
        condition = self.entry_version.condition
        if condition is None:
            return bool(self.purpose)
        return self.purpose in condition.purposes

    @property
    def published_conditions(self) -> list[str]:
        """What the version publishes as conditions, in words; an unconditional one has none."""
        condition = self.entry_version.condition
        return [] if condition is None or not condition.safeguards else [condition.safeguards]

    @property
    def columns_stated(self) -> bool:
        """At least one column, each with its need."""
        needs = list(self.items.values_list("need", flat=True))
        return bool(needs) and all(need.strip() for need in needs)

    @property
    def cited_norms(self) -> list[Norm]:
        """The norms of the register that the purpose and the columns rest on."""
        for_columns = self.items.exclude(norm=None).values("norm")
        return list(Norm.objects.filter(Q(pk=self.basis_norm_id) | Q(pk__in=for_columns)))

    @property
    def item_ids(self) -> list[int]:
        """Ids of the columns asked for."""
        return list(self.items.values_list("pk", flat=True))

    @cached_property
    def supplement(self) -> "SupplementNotice | None":
        """The one supplement notice, if it was given."""
        return SupplementNotice.objects.filter(request_id=self.pk).first()

    @property
    def agreement(self) -> "SharingAgreement | None":
        """The agreement that counts, if there is one: none that was replaced."""
        obsolete = agreement.State.OBSOLETE
        return self.agreements.exclude(status=obsolete).select_related("requester").first()

    @property
    def has_supplement(self) -> bool:
        """Whether the one notice was given."""
        return self.supplement is not None

    @property
    def supplement_is_open(self) -> bool:
        """Whether the requester still owes what the notice lists."""
        return self.supplement is not None and self.supplement.answered_at is None

    @property
    def supplement_points(self) -> list[str]:
        """What the notice lists."""
        return self.supplement.points if self.supplement else []

    @property
    def extension_is_pending(self) -> bool:
        """Whether an extension awaits the authority."""
        return self.extensions.filter(outcome=Outcome.PENDING).exists()

    @property
    def columns_wanted(self) -> dict[int, int]:
        """The columns asked for, by item."""
        return dict(self.items.values_list("item_id", "pk"))

    @property
    def rows_counting(self) -> set[int]:
        """Those that the answer does not refuse; while none is proposed, all of them.

        The decisions of an answer that was sent back, or is to be given anew, stay in their rows
        for the next one to begin from; they bind nobody.
        """
        rows = self.items.all()
        if self.status not in request.UNDECIDED:
            rows = rows.exclude(decision=ItemDecision.REFUSE)
        return set(rows.values_list("pk", flat=True))

    @property
    def wanted_of(self) -> EntryVersion:
        """The version asked for."""
        return self.entry_version

    @property
    def wanted_for(self) -> Department:
        """The requester."""
        return self.requester

    def provider_has_office(self, on: date) -> bool:
        """Whether the provider can answer at all: its office and the office's head are named."""
        return has_office(self.provider_id, on)


class RequestedItem(models.Model):
    """A column asked for, why it is needed, and the provider's answer on it."""

    request = models.ForeignKey(SharingRequest, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(DataItem, on_delete=models.PROTECT, related_name="+")
    need = models.CharField(_("necessity"), max_length=300, blank=True)
    norm = models.ForeignKey(
        Norm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("norm of the register"),
    )
    norm_article = models.CharField(_("article of the norm"), max_length=60, blank=True, default="")
    decision = models.CharField(
        _("answer"),
        max_length=10,
        choices=ItemDecision.choices,
        default=ItemDecision.PENDING,
    )

    class Meta:
        verbose_name = _("item asked for")
        verbose_name_plural = _("items asked for")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(ItemDecision, "requesteditem_decision", "decision"),
            models.UniqueConstraint(fields=["request", "item"], name="requesteditem_once"),
        ]

    def __str__(self) -> str:
        return str(self.item)


class RequestedRows(models.Model):
    """Which rows are asked for: by region (the row's region lies below) or by value."""

    request = models.ForeignKey(SharingRequest, on_delete=models.CASCADE, related_name="rows")
    item = models.ForeignKey(DataItem, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=RowRuleKind.choices)
    values = ArrayField(models.CharField(max_length=200), verbose_name=_("values"))

    class Meta:
        verbose_name = _("rows asked for")
        verbose_name_plural = _("rows asked for")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(RowRuleKind, "requestedrows_kind", "kind"),
            models.UniqueConstraint(fields=["request", "item"], name="requestedrows_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.values}"


class SupplementNotice(models.Model):
    """补充材料告知: all that is missing, told once (Art. 21 para. 2)."""

    request = models.OneToOneField(
        SharingRequest, on_delete=models.PROTECT, related_name="supplement_notice"
    )
    points = ArrayField(models.CharField(max_length=500), verbose_name=_("to be supplemented"))
    answers = ArrayField(
        models.CharField(max_length=1000), default=list, blank=True, verbose_name=_("answers")
    )
    issued_at = models.DateTimeField(_("notified at"))
    #: A local limit (switch P2); the decree sets none.
    reply_due_on = models.DateField(_("to be supplied by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("supplemented at"), null=True, blank=True)

    class Meta:
        verbose_name = _("supplement notice")
        verbose_name_plural = _("supplement notices")

    def __str__(self) -> str:
        return str(self.request)


class Extension(models.Model):
    """延长答复期限: a row, not a state; moves the due date only when the authority consents."""

    request = models.ForeignKey(SharingRequest, on_delete=models.PROTECT, related_name="extensions")
    workdays = models.PositiveSmallIntegerField(_("working days"))
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(_("asked at"))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.PENDING
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_text = models.TextField(_("decision"), blank=True)

    class Meta:
        verbose_name = _("extension of the answer")
        verbose_name_plural = _("extensions of the answer")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(Outcome, "extension_outcome", "outcome"),
            models.CheckConstraint(
                condition=Q(workdays__gte=1, workdays__lte=10), name="extension_length"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(outcome=Outcome.PENDING),
                name="one_pending_extension",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.PENDING, decided_at=None)
                | ~Q(outcome=Outcome.PENDING) & Q(decided_at__isnull=False),
                name="extension_decided_with_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} +{self.workdays}"


class FormerAnswer(models.Model):
    """原答复: an answer that stood until a decision reopened the request; never changed."""

    request = models.ForeignKey(
        SharingRequest, on_delete=models.PROTECT, related_name="former_answers"
    )
    answer_kind = models.CharField(_("answer"), max_length=10, choices=AnswerKind.choices)
    refusal_ground = models.CharField(_("ground"), max_length=20, choices=RefusalGround.choices)
    refusal_norm = models.ForeignKey(
        Norm, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal_article = models.CharField(
        _("article of the norm"), max_length=60, blank=True, default=""
    )
    answer_text = models.TextField(_("text of the answer"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"))
    due_on = models.DateField(_("due on"))
    reopened_at = models.DateTimeField(_("reopened at"))
    instrument = models.CharField(_("number of the decision"), max_length=100)

    class Meta:
        verbose_name = _("former answer")
        verbose_name_plural = _("former answers")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(AnswerKind, "formeranswer_answer", "answer_kind"),
            choice_constraint(RefusalGround, "formeranswer_ground", "refusal_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.answer_kind}"


class SharingAgreement(WorkflowModel):
    """共享协议: what was agreed: columns, rows, purpose, term, system and quota.

    In force from ``valid_from`` up to but not including ``valid_until``; the term is checked at
    each call and needs no job.
    """

    machine = agreement.MACHINE
    route = "requests:agreement"

    status = models.CharField(_("status"), max_length=30, choices=agreement.State.choices)
    #: One that counts, and before it those that a change of use has made obsolete.
    request = models.ForeignKey(
        SharingRequest,
        on_delete=models.PROTECT,
        related_name="agreements",
        verbose_name=_("sharing request"),
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces the agreement"),
    )
    requester = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="agreements_received",
        verbose_name=_("requesting department"),
    )
    provider = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="agreements_given",
        verbose_name=_("providing department"),
    )
    entry_version = models.ForeignKey(
        EntryVersion,
        on_delete=models.PROTECT,
        related_name="agreements",
        verbose_name=_("directory entry"),
    )
    resource = models.ForeignKey(
        DataResource,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("data resource"),
    )
    system = models.ForeignKey(
        "portal.ApiClient",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("application system"),
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    #: Other purposes that the provider has consented to since (Art. 25).
    further_purposes = ArrayField(
        models.CharField(max_length=20, choices=Purpose.choices),
        default=list,
        blank=True,
        verbose_name=_("further purposes"),
    )
    sharing_mode = models.CharField(_("sharing mode"), max_length=10, choices=SharingMode.choices)
    valid_from = models.DateTimeField(_("in force from"))
    valid_until = models.DateTimeField(_("in force until"))
    daily_quota = models.PositiveIntegerField(_("calls a day"), default=10_000)
    case_pattern = models.CharField(_("form of the case number"), max_length=100, blank=True)
    suspended_by_department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rectify_by = models.DateField(_("put right by"), null=True, blank=True)
    rectification = models.TextField(_("what was put right"), blank=True, default="")
    rectified_on = models.DateField(_("reported on"), null=True, blank=True)

    class Meta:
        verbose_name = _("sharing agreement")
        verbose_name_plural = _("sharing agreements")
        permissions: ClassVar[list[Any]] = [
            ("receive_sharingagreement", "receive_sharingagreement"),
        ]
        constraints: ClassVar[list[Any]] = [
            state_constraint(agreement.State, "sharingagreement_status"),
            choice_constraint(Purpose, "sharingagreement_purpose", "purpose"),
            choice_constraint(SharingMode, "sharingagreement_mode", "sharing_mode"),
            models.CheckConstraint(
                condition=Q(further_purposes__contained_by=Purpose.values),
                name="sharingagreement_further_purposes",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="sharingagreement_period"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=~Q(status=agreement.State.OBSOLETE),
                name="one_agreement_per_request",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["requester", "-id"], name="agreement_by_requester"),
            models.Index(fields=["provider", "-id"], name="agreement_by_provider"),
            models.Index(fields=["status", "valid_until"], name="agreement_by_end"),
        ]

    def department_for(self, party: Party) -> int | None:
        """Requester, provider, or the provider's authority."""
        if party is Party.REQUESTER:
            return self.requester_id
        if party is Party.PROVIDER:
            return self.provider_id
        return authority_over(self, self.provider)

    @property
    def purposes(self) -> list[str]:
        """What the data may be used for: as first agreed, and as consented to since."""
        return [self.purpose, *self.further_purposes]

    @property
    def counting(self) -> "SharingAgreement":
        """The agreement itself, or the one that counts in its place once it was replaced."""
        if self.status != agreement.State.OBSOLETE:
            return self
        return self.request.agreement or self

    @property
    def supply_task(self) -> "ProvisionTask":
        """The task to supply: it goes on under the agreement that counts."""
        return self.counting.provision_task

    @property
    def has_open_renewal(self) -> bool:
        """Whether a request that renews it, or one that it replaced, is on its way."""
        renewals = SharingRequest.objects.filter(renews__request=self.request_id)
        return renewals.exclude(status__in=request.MACHINE.closed).exists()

    @property
    def in_disposal_since(self) -> date:
        """The day on which access closed: with the term, or by the step that ended it before."""
        return local_day(min(self.status_since, self.valid_until))

    @property
    def is_disposal_instructed(self) -> bool:
        """Whether the provider has said how the data are to be disposed of."""
        return self.disposal_instructions.exists()

    @property
    def has_pending_certificate(self) -> bool:
        """Whether a report of the disposal awaits the provider."""
        pending = agreement.CertificateOutcome.PENDING
        return self.disposal_certificates.filter(outcome=pending).exists()

    @property
    def basis_lapses_on(self) -> date | None:
        """From which day a norm that it rests on is repealed; None: no repeal is recorded."""
        resting = self.norms_agreed.filter(replaced_at=None)
        first: date | None = resting.aggregate(day=Min("norm__repealed_on"))["day"]
        return first

    @property
    def repealed_norm_ids(self) -> list[int]:
        """Norms that it rests on and whose repeal is recorded: another can be cited instead."""
        resting = self.norms_agreed.filter(replaced_at=None, norm__repealed_on__isnull=False)
        return list(resting.values_list("norm_id", flat=True))

    @property
    def pending_citation(self) -> Any:
        """The norm cited instead that awaits the provider, if there is one."""
        return self.norm_citations.filter(outcome=Outcome.PENDING).select_related("norm").first()

    @property
    def system_is_named(self) -> bool:
        """Whether the recipient application system is named and in service."""
        return self.system is not None and self.system.is_active

    @property
    def data_are_loaded(self) -> bool:
        """Whether a resource with a current data version stands behind the entry."""
        if self.resource is not None and self.resource.current_id is not None:
            return True
        return DataResource.objects.filter(
            entry_id=self.entry_version.entry_id, current__isnull=False
        ).exists()


class AgreedItem(models.Model):
    """A column of the agreement."""

    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(DataItem, on_delete=models.PROTECT, related_name="+")
    #: Why it is needed, where it was added by a change of use; else the request says so.
    need = models.CharField(_("necessity"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("agreed item")
        verbose_name_plural = _("agreed items")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["agreement", "item"], name="agreeditem_once"),
        ]

    def __str__(self) -> str:
        return str(self.item)


class AgreedRows(models.Model):
    """A row rule of the agreement; all of them hold together."""

    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="rows")
    item = models.ForeignKey(DataItem, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=RowRuleKind.choices)
    values = ArrayField(models.CharField(max_length=200), verbose_name=_("values"))

    class Meta:
        verbose_name = _("agreed rows")
        verbose_name_plural = _("agreed rows")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(RowRuleKind, "agreedrows_kind", "kind"),
            models.UniqueConstraint(fields=["agreement", "item"], name="agreedrows_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.values}"


class AgreedThirdParty(models.Model):
    """第三方: whom the requester may supply with consent; it has no grant of its own (Art. 25)."""

    agreement = models.ForeignKey(
        SharingAgreement, on_delete=models.PROTECT, related_name="third_parties"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("third party")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    supply_ends_on = models.DateField(_("supply ends on"))

    class Meta:
        verbose_name = _("third party agreed to")
        verbose_name_plural = _("third parties agreed to")
        constraints: ClassVar[list[Any]] = [
            choice_constraint(Purpose, "agreedthirdparty_purpose", "purpose"),
            models.UniqueConstraint(
                fields=["agreement", "department", "purpose"], name="agreedthirdparty_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.supply_ends_on}"


class AgreementGrant(GroupGrant):
    """Which application system's group may fetch under the agreement: while it is in use."""

    allowed_permissions = frozenset({"receive_sharingagreement"})

    content_object = models.ForeignKey(SharingAgreement, on_delete=models.CASCADE)

    class Meta(GroupGrant.Meta):
        verbose_name = _("agreement permission granted")
        verbose_name_plural = _("agreement permissions granted")


class ProvisionTask(WorkflowModel):
    """提供任务: the provider's work until the first verified delivery (D7)."""

    machine = provision.MACHINE

    status = models.CharField(_("status"), max_length=30, choices=provision.State.choices)
    agreement = models.OneToOneField(
        SharingAgreement,
        on_delete=models.PROTECT,
        related_name="provision_task",
        verbose_name=_("sharing agreement"),
    )
    verified_at = models.DateTimeField(_("first delivery at"), null=True, blank=True)

    class Meta:
        verbose_name = _("provision task")
        verbose_name_plural = _("provision tasks")
        constraints: ClassVar[list[Any]] = [
            state_constraint(provision.State, "provisiontask_status"),
            models.CheckConstraint(
                condition=Q(status=provision.State.VERIFIED, verified_at__isnull=False)
                | ~Q(status=provision.State.VERIFIED) & Q(verified_at=None),
                name="provisiontask_verified_with_moment",
            ),
        ]

    def department_for(self, party: Party) -> int | None:
        """The agreement's departments."""
        return self.agreement.department_for(party)
