"""Requests, agreements and tasks as each department may see them; inboxes; overdue lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery

from catalog.departments.models import Department
from catalog.departments.queries import answering_to, overseen_by
from catalog.directories.above import OwnState
from portal.regulation import agreement as agreement_rules
from portal.regulation import provision as provision_rules
from portal.regulation import request as request_rules
from portal.regulation import switches
from portal.regulation.agreement import CertificateOutcome
from portal.regulation.vocabulary import Mandate, Outcome
from portal.statements import Bound, Statement, whole
from portal.workdays.arithmetic import local_day
from portal.workflow import grants
from portal.workflow.actor import Actor
from requests_app.sharing.disposal_models import DisposalCertificate, DisposalInstruction
from requests_app.sharing.models import (
    AgreementGrant,
    Extension,
    ProvisionTask,
    SharingAgreement,
    SharingRequest,
    SupplementNotice,
)
from requests_app.sharing.resting import lapses_on
from requests_app.sharing.stopping import stops_over_agreement
from requests_app.sharing.usage import last_use

R = request_rules.State
A = agreement_rules.State
P = provision_rules.State
M = TypeVar("M", bound=Any)


def parties(actor: Actor, *, prefix: str = "") -> Q:
    """Matters of the own department, and for an authority all within its region."""
    mine = Q(**{f"{prefix}requester_id": actor.department_id})
    mine |= Q(**{f"{prefix}provider_id": actor.department_id})
    overseen = overseen_by(actor.department_id)
    if overseen:
        mine |= Q(**{f"{prefix}provider__in": overseen})
        mine |= Q(**{f"{prefix}requester__in": overseen})
    return mine


def visible_to(actor: Actor) -> QuerySet[SharingRequest]:
    """Requests of the own department as requester or provider; an authority's region.

    A provider sees a request once it was received; drafts are the requester's own.
    """
    if actor.department_id is None:
        return SharingRequest.objects.none()
    inside = Q(received_at__isnull=False) | Q(requester_id=actor.department_id)
    return SharingRequest.objects.filter(parties(actor) & inside).select_related(
        "requester", "provider__region", "entry_version__entry"
    )


def counterpart(matter: Any, actor: Actor) -> Department:
    """The other of its two departments, as the reader stands; to a third one, the requester."""
    return matter.provider if matter.requester_id == actor.department_id else matter.requester


def find_agreement(actor: Actor, number: str) -> SharingAgreement | None:
    """The agreement of that number, if the actor may see it."""
    return agreements_visible_to(actor).filter(public_number=number).first()


def renewals_of(agreement: SharingAgreement, actor: Actor) -> QuerySet[SharingRequest]:
    """Requests that renew it or one that it replaced, as far as the actor may see them."""
    same = visible_to(actor).filter(renews__request=agreement.request_id)
    return same.order_by("-pk")


def replaced_by(agreement: SharingAgreement) -> SharingAgreement | None:
    """The agreement that took its place, if one did."""
    return SharingAgreement.objects.filter(replaces=agreement).first()


def agreements_visible_to(actor: Actor) -> QuerySet[SharingAgreement]:
    """Agreements of the own department on either side; an authority's region."""
    if actor.department_id is None:
        return SharingAgreement.objects.none()
    return SharingAgreement.objects.filter(parties(actor)).select_related(
        "requester", "provider__region", "entry_version__entry", "system"
    )


def _received_under(number: str | Bound, department_id: int | None | Bound) -> Q:
    """The agreement of that number, under which that department receives."""
    return Q(public_number=number, requester_id=department_id)


def is_recipient(actor: Actor, number: str) -> bool:
    """Whether the actor's department receives under an agreement of that number."""
    if actor.department_id is None:
        return False
    own = _received_under(number, actor.department_id)
    return SharingAgreement.objects.filter(own).exists()


def live_under(entry_id: int, now: datetime) -> list[str]:
    """Numbers of the agreements on the entry that are live: neither ended nor run out."""
    live = SharingAgreement.objects.filter(
        entry_version__entry=entry_id,
        status__in=[A.PREPARING, A.IN_USE, A.SUSPENDED],
        valid_until__gt=now,
    )
    return list(live.order_by("pk").values_list("public_number", flat=True))


def entries_used_by(department_id: int, now: datetime) -> QuerySet[Any, Any]:
    """Ids of the entries that the department has an agreement in use of, within its term."""
    return in_use(now).filter(requester=department_id).values("entry_version__entry")


def in_use(now: datetime) -> QuerySet[SharingAgreement]:
    """The agreements in use at that moment, within their term."""
    return SharingAgreement.objects.filter(
        status=A.IN_USE, valid_from__lte=now, valid_until__gt=now
    )


def standing_of(department_id: int, now: datetime) -> Mapping[OwnState, Any]:
    """Ids of the entries by how they stand for a department: the furthest first."""
    asked = SharingRequest.objects.filter(requester=department_id)
    drafted = asked.filter(status=request_rules.State.DRAFT)
    running = asked.filter(status__in=request_rules.OPEN_STATES - {request_rules.State.DRAFT})
    return {
        OwnState.IN_USE: entries_used_by(department_id, now),
        OwnState.ASKED: running.values("entry_version__entry"),
        OwnState.DRAFT: drafted.values("entry_version__entry"),
    }


def agreed_on(
    entry_id: int, department_id: int, now: datetime, *, is_suspended: bool = False
) -> SharingAgreement | None:
    """The department's agreement on the entry within its term: in use, or suspended; the latest."""
    found = SharingAgreement.objects.filter(
        entry_version__entry=entry_id,
        requester=department_id,
        status=A.SUSPENDED if is_suspended else A.IN_USE,
        valid_from__lte=now,
        valid_until__gt=now,
    )
    return found.order_by("-pk").first()


def own_of(entry_id: int, actor: Actor) -> SharingRequest | None:
    """The latest request of the actor's department for the entry that is still under way.

    Agreed to, it is under way until its agreement is in use.
    """
    mine = SharingRequest.objects.filter(
        requester_id=actor.department_id or 0, entry_version__entry=entry_id
    )
    preparing = SharingAgreement.objects.filter(status=A.PREPARING)
    open_ones = ~Q(status__in=request_rules.MACHINE.closed) | Q(pk__in=preparing.values("request"))
    return mine.filter(open_ones).order_by("-pk").first()


def uses_visible_to(actor: Actor, entry_id: int, now: datetime) -> QuerySet[SharingAgreement]:
    """Agreements in use of the entry that the actor may see: who uses it, and for what.

    The provider and the authorities of either side see them, and a department its own; nobody
    else learns who uses an entry, nor how many do.
    """
    used = agreements_visible_to(actor).filter(
        entry_version__entry=entry_id, status=A.IN_USE, valid_from__lte=now, valid_until__gt=now
    )
    return used.select_related("request").order_by("requester__code", "pk")


def asked_under(entry_id: int, now: datetime) -> list[str]:
    """Numbers of the requests for the entry that its provider has to answer."""
    asked = SharingRequest.objects.filter(
        entry_version__entry=entry_id, status__in=request_rules.WITH_PROVIDER
    )
    return list(asked.order_by("pk").values_list("public_number", flat=True))


def in_use_by(actor: Actor, *, now: datetime) -> QuerySet[SharingAgreement]:
    """Agreements that the actor's groups may fetch under now: driven by grant and term."""
    groups = actor.group_ids(local_day(now))
    granted = grants.object_ids(AgreementGrant, "receive_sharingagreement", groups)
    return SharingAgreement.objects.filter(pk__in=granted, valid_from__lte=now, valid_until__gt=now)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an agreement stands at this moment: what a permit judges and a delivery records."""

    agreement_id: int
    entry_id: int
    public_number: str
    status: str
    lock_version: int
    purpose: str
    further_purposes: list[str]
    valid_from: datetime
    valid_until: datetime
    daily_quota: int
    #: Purposes whose delivery an authority has stopped; the empty one stands for every purpose.
    stopped_purposes: list[str]
    #: From which day a norm that it rests on is repealed, None: of none.
    basis_lapses_on: date | None
    #: The application system named, None before one is; and whether its group holds the grant.
    system_id: int | None
    system_is_active: bool | None
    grant: int | None
    #: The data version that is current, None before one is loaded.
    data_version_id: int | None
    table_name: str | None
    columns: dict[str, str] | None
    provision_task_id: int
    provision_task_status: str


def _standing() -> QuerySet[SharingAgreement, Any]:
    grant = grants.probe_of(AgreementGrant, "receive_sharingagreement", "system__group_id")
    own = _received_under(Bound("number", CharField()), whole("department_id"))
    return SharingAgreement.objects.filter(own).values_list(
        "pk",
        "entry_version__entry_id",
        "public_number",
        "status",
        "lock_version",
        "purpose",
        "further_purposes",
        "valid_from",
        "valid_until",
        "daily_quota",
        ArraySubquery(stops_over_agreement().values("purpose")),
        lapses_on(),
        "system_id",
        "system__is_active",
        grant,
        "resource__current_id",
        "resource__current__table_name",
        "resource__current__columns",
        "provision_task__pk",
        "provision_task__status",
    )


_STANDING = Statement(_standing)


def standing(actor: Actor, number: str) -> Standing | None:
    """How the own agreement of that number stands now, in one query; None: there is none.

    For a number whose agreement was replaced, how the one that replaced it stands.
    """
    if actor.department_id is None:
        return None
    found = _STANDING.first(number=number, department_id=actor.department_id)
    if found is None:
        return None
    stands = Standing(*found)
    if stands.status != A.OBSOLETE:
        return stands
    # A system goes on calling by the number it knows: what replaced that agreement answers.
    newer = _newer_number(stands.agreement_id)
    return None if newer is None else standing(actor, newer)


def _newer_number(agreement_id: int) -> str | None:
    """Number of the agreement that counts in the place of an obsolete one."""
    same = SharingAgreement.objects.filter(request__agreements=agreement_id)
    counting = same.exclude(status=A.OBSOLETE)
    return counting.values_list("public_number", flat=True).first()


def tasks_visible_to(actor: Actor) -> QuerySet[ProvisionTask]:
    """Provision tasks of agreements the actor may see."""
    if actor.department_id is None:
        return ProvisionTask.objects.none()
    return ProvisionTask.objects.filter(parties(actor, prefix="agreement__")).select_related(
        "agreement__requester", "agreement__provider", "agreement__entry_version"
    )


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[SharingRequest]:
    """Requests whose next step is the actor's, by mandate.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    requester = Q(requester_id=actor.department_id)
    provider = Q(provider_id=actor.department_id)
    turn = Q(pk=None)
    if Mandate.APPLY in held:
        turn |= requester & Q(status=R.DRAFT)
        notices = SupplementNotice.objects.filter(answered_at=None)
        turn |= requester & Q(status=R.IN_REVIEW, pk__in=notices.values("request"))
    if Mandate.CONSENT in held:
        turn |= requester & Q(status=R.AWAITING_REQUESTER_HEAD)
        turn |= provider & Q(status=R.AWAITING_PROVIDER_HEAD)
    if Mandate.ANSWER in held:
        turn |= provider & Q(status__in=[R.RECEIVED, R.IN_REVIEW])
    if Mandate.OVERSEE in held:
        asked = Extension.objects.filter(outcome=Outcome.PENDING)
        turn |= Q(
            status__in=[R.RECEIVED, R.IN_REVIEW],
            provider__in=answering_to(actor.department_id),
            pk__in=asked.values("request"),
        )
    return visible_to(actor).filter(turn)


def agreements_awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[SharingAgreement]:
    """Agreements whose next step is the actor's.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    requester = Q(requester_id=actor.department_id)
    provider = Q(provider_id=actor.department_id)
    turn = Q(pk=None)
    if Mandate.APPLY in held:
        turn |= requester & Q(status=A.PREPARING, system=None)
    if Mandate.SUPPLY in held:
        turn |= provider & Q(status=A.PREPARING, system__isnull=False)
    put_right = Q(rectified_on__isnull=False) | Q(rectify_by__lt=local_day(now))
    judged = Q(status=A.SUSPENDED, suspended_by_department=actor.department_id) & put_right
    if Mandate.CONSENT in held:
        misused = Q(status=A.SUSPENDED, suspended_by_department__isnull=False)
        turn |= requester & misused & Q(rectified_on=None)
        turn |= judged
    # Instruct, report, judge: the disposal lies with one of the two at a time.
    instructed = DisposalInstruction.objects.values("agreement")
    reported = DisposalCertificate.objects.filter(outcome=CertificateOutcome.PENDING)
    is_reported = Q(pk__in=reported.values("agreement"))
    if Mandate.CONSENT in held:
        due = Q(status=A.IN_DISPOSAL, pk__in=instructed) & ~is_reported
        turn |= requester & due
    if Mandate.ANSWER in held:
        open_to = ~Q(pk__in=instructed) | is_reported
        turn |= provider & Q(status=A.IN_DISPOSAL) & open_to
    if Mandate.OVERSEE in held:
        turn |= judged
    pending = reported.filter(agreement=OuterRef("pk")).values("pk")[:1]
    rows = agreements_visible_to(actor).filter(turn).select_related("provision_task")
    return rows.annotate(pending_certificate=Subquery(pending))


def overdue_requests(on: date) -> QuerySet[SharingRequest]:
    """Requests whose answer period has lapsed unanswered (Art. 21)."""
    return SharingRequest.objects.filter(
        status__in=request_rules.WITH_PROVIDER, due_on__lt=on, due_stopped_on=None
    )


def due_within(on: date, until: date) -> QuerySet[SharingRequest]:
    """Requests still to be answered whose period ends between the two days."""
    return SharingRequest.objects.filter(
        status__in=request_rules.WITH_PROVIDER, due_on__gte=on, due_on__lte=until
    )


def overdue_tasks(on: date) -> QuerySet[ProvisionTask]:
    """Agreed but never supplied within the period (Art. 22)."""
    return ProvisionTask.objects.filter(status=P.OPEN, due_on__lt=on)


def with_disposal_limit(rows: QuerySet[SharingAgreement]) -> QuerySet[Any]:
    """Each with the day that the instruction in force names, as ``disposal_limit_on``."""
    latest = DisposalInstruction.objects.filter(agreement=OuterRef("pk")).order_by("-pk")
    return rows.annotate(disposal_limit_on=Subquery(latest.values("limit_on")[:1]))


def to_be_disposed() -> QuerySet[Any]:
    """Awaiting disposal as instructed, and not yet reported: each with its limit."""
    reported = DisposalCertificate.objects.filter(outcome=CertificateOutcome.PENDING)
    open_ones = SharingAgreement.objects.filter(status=A.IN_DISPOSAL)
    open_ones = open_ones.exclude(pk__in=reported.values("agreement"))
    return with_disposal_limit(open_ones)


def disposal_overdue(on: date) -> QuerySet[SharingAgreement]:
    """The day of the instruction is over and no disposal was reported (Art. 27 para. 1)."""
    return to_be_disposed().filter(disposal_limit_on__lt=on)


def disposal_due_within(on: date, until: date) -> QuerySet[SharingAgreement]:
    """Disposals still to be reported whose day lies between the two."""
    return to_be_disposed().filter(disposal_limit_on__gte=on, disposal_limit_on__lte=until)


def never_supplied() -> QuerySet[SharingAgreement]:
    """Agreed, and nothing was supplied yet: the provision task is open (Art. 22)."""
    tasks = ProvisionTask.objects.filter(status=P.OPEN)
    return SharingAgreement.objects.filter(pk__in=tasks.values("agreement"))


def unused(now: datetime) -> QuerySet[SharingAgreement]:
    """In use for so many days, and no delivery in them (Art. 27 para. 1; switch P15)."""
    days = int(switches.UNUSED_AFTER_DAYS.value(settings.PORTAL_SWITCHES) or 0)
    since = now - timedelta(days=days)
    rows = SharingAgreement.objects.filter(
        status=A.IN_USE, status_since__lte=since, valid_from__lte=since, valid_until__gt=now
    )
    rows = rows.annotate(last_used_at=last_use())
    return rows.filter(Q(last_used_at=None) | Q(last_used_at__lt=since))


def ending_before(moment: datetime) -> QuerySet[SharingAgreement]:
    """Agreements in use whose term ends before the moment."""
    return SharingAgreement.objects.filter(status=A.IN_USE, valid_until__lte=moment)


def expired(now: datetime) -> QuerySet[SharingAgreement]:
    """Agreements whose term is over but which no step has closed yet."""
    return SharingAgreement.objects.filter(
        status__in=agreement_rules.EXPIRE.sources or (), valid_until__lte=now
    )


@grants.source(AgreementGrant)
def expected_agreement_grants() -> Iterator[grants.Fact]:
    """One grant for each agreement in use, to its application system's group.

    An expired agreement that no step has closed yet keeps its grant: the term refuses the call.
    """
    table = AgreementGrant._meta.label_lower
    rows = SharingAgreement.objects.filter(status=A.IN_USE).select_related("system__group")
    for row in rows:
        if row.system is not None:
            yield grants.Fact(table, "receive_sharingagreement", row.pk, row.system.group.name)
