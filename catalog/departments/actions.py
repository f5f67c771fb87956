"""Found an authority, open a department, appoint its people, engage contractors, its systems."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from oauth2_provider.generators import generate_client_id, generate_client_secret
from oauth2_provider.models import Application

from catalog.departments.models import (
    ContractorEngagement,
    Department,
    DepartmentGrant,
    DepartmentName,
    DepartmentSystem,
    Membership,
)
from catalog.departments.queries import (
    mandate_group_name,
    mandates_given,
    members_group_name,
    serves_elsewhere,
    system_group_name,
)
from catalog.regions.models import Region
from portal.accounts.models import ApiClient, User
from portal.regulation import department as rules
from portal.regulation import reasons
from portal.regulation.machine import Transition
from portal.regulation.vocabulary import DepartmentKind, Mandate
from portal.workdays import calendars
from portal.workdays.arithmetic import local_day
from portal.workdays.calendars import Loaded, Notice, NoticeDay, load_notice
from portal.workflow import grants, marks
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import WorkflowModel
from portal.workflow.transition import act, make


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is stated when a department is opened."""

    code: str
    name: str
    region_code: str
    tier: str
    short_name: str = ""
    credit_code: str | None = None
    kind: str = DepartmentKind.GOVERNMENT
    superior_id: int | None = None
    sharing_office: str = ""
    directory_prefix: str = ""
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """The approval and the contract under which a contractor's account is to act (Art. 36)."""

    contractor: str
    approval_number: str
    approved_on: date
    approved_by_id: int | None
    contract_number: str
    contract_ends_on: date

    @property
    def details(self) -> dict[str, Any]:
        """What the audit says of it."""
        return {
            "contractor": self.contractor.strip(),
            "approval": self.approval_number.strip(),
            "contract": self.contract_number.strip(),
            "contract_ends_on": str(self.contract_ends_on),
        }

    def inputs(self, user: User) -> dict[str, Any]:
        """What the rule asks about: the engagement, and whether the account was ever staff's."""
        staff = Membership.objects.filter(user=user, contract_ends_on=None)
        approver = Department.objects.filter(pk=self.approved_by_id or 0, closed_on=None)
        return {
            **asdict(self),
            "approved_by_id": approver.values_list("pk", flat=True).first(),
            "is_staff_of_department": staff.exists(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """From which day to which an officer acts (代理), and why."""

    starts_on: date
    ends_on: date
    note: str

    @property
    def details(self) -> dict[str, Any]:
        """What the audit says of it."""
        return {"starts_on": str(self.starts_on), "ends_on": str(self.ends_on)}

    def inputs(self, user: User, department_id: int) -> dict[str, Any]:
        """What the rule asks about: the period, and whether the person serves elsewhere."""
        elsewhere = serves_elsewhere(user.pk, department_id)
        return {**asdict(self), "serves_elsewhere": elsewhere}


_openings: list[Callable[..., object]] = []


def register_opening(consequence: Callable[..., object]) -> None:
    """Let a domain above act when a department is opened: called with ``department=``."""
    if consequence not in _openings:
        _openings.append(consequence)


def _department(particulars: Particulars, now: datetime, *, is_authority: bool) -> Department:
    region = Region.objects.filter(code=particulars.region_code, effective_to=None).first()
    if region is None:
        raise Refused(reasons.NOT_FOUND)
    return Department(
        code=particulars.code,
        name=particulars.name,
        short_name=particulars.short_name,
        credit_code=particulars.credit_code,
        kind=particulars.kind,
        tier=particulars.tier,
        region=region,
        superior_id=particulars.superior_id,
        is_authority=is_authority,
        sharing_office=particulars.sharing_office,
        directory_prefix=particulars.directory_prefix,
        opened_on=local_day(now),
    )


def _make(
    rule: Transition,
    particulars: Particulars,
    actor: Actor,
    now: datetime,
    *,
    is_authority: bool,
) -> Department:
    with transaction.atomic():
        department = _department(particulars, now, is_authority=is_authority)
        make(rule, department, actor=actor, now=now, inputs={"code": department.code})
        grants.group(members_group_name(department))
        for name in particulars.other_names:
            DepartmentName.objects.get_or_create(name=name, defaults={"department": department})
        for consequence in _openings:
            consequence(department=department)
    return department


def found_authority(*, particulars: Particulars, actor: Actor, now: datetime) -> Department:
    """Found the data-sharing authority of a region that has none (Art. 8)."""
    return _make(rules.FOUND_AUTHORITY, particulars, actor, now, is_authority=True)


def open_department(
    *, particulars: Particulars, actor: Actor, now: datetime, is_authority: bool = False
) -> Department:
    """Open a department in the authority's region and name its data-sharing office (Art. 11)."""
    return _make(rules.OPEN, particulars, actor, now, is_authority=is_authority)


def _appoint(
    rule: Transition,
    *,
    pk: int,
    user_id: int,
    mandates: Iterable[str],
    post: str,
    actor: Actor,
    now: datetime,
    engagement: Engagement | None = None,
    acting: Acting | None = None,
) -> Membership:
    chosen = sorted(set(mandates))
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise Refused(reasons.NOT_FOUND)
    inputs = {
        "mandates": chosen,
        "is_service": user.is_service,
        "is_contractor": user.is_contractor,
        "mandates_held": mandates_given(user_id, pk),
        **(engagement.inputs(user) if engagement else {}),
        **(acting.inputs(user, pk) if acting else {}),
    }
    details = {
        "user": user_id,
        "mandates": chosen,
        **(engagement.details if engagement else {}),
        **(acting.details if acting else {}),
    }
    with act(
        rule,
        model=Department,
        pk=pk,
        actor=actor,
        now=now,
        inputs=inputs,
        note=f"{user}，{acting.note}" if acting else str(user),
        details=details,
    ) as department:
        same = Membership.objects.filter(ends_on=None, user_id=user_id, department=department)
        if same.filter(acting_ends_on__isnull=acting is None).exists():
            raise Refused(reasons.DUPLICATE)
        membership = Membership.objects.create(
            user=user,
            department=department,
            mandates=chosen,
            post=post,
            starts_on=acting.starts_on if acting else local_day(now),
            acting_ends_on=acting.ends_on if acting else None,
            contract_ends_on=engagement.contract_ends_on if engagement else None,
        )
        names = [mandate_group_name(department, mandate) for mandate in chosen]
        groups = [grants.group(name) for name in names]
        for mandate, group in zip(chosen, groups, strict=True):
            grants.give(DepartmentGrant, mandate, object_id=department.pk, group_ids=[group.pk])
        user.groups.add(grants.group(members_group_name(department)), *groups)
    return membership


def appoint(
    *,
    pk: int,
    user_id: int,
    mandates: Iterable[str],
    actor: Actor,
    now: datetime,
    post: str = "",
) -> Membership:
    """Appoint a person to mandates of the department; the mandates become permissions (Art. 11).

    The head of the department and the head of its sharing office are different persons.
    """
    return _appoint(
        rules.APPOINT,
        pk=pk,
        user_id=user_id,
        mandates=mandates,
        post=post,
        actor=actor,
        now=now,
    )


def appoint_acting(
    *,
    pk: int,
    user_id: int,
    mandates: Iterable[str],
    acting: Acting,
    actor: Actor,
    now: datetime,
    post: str = "",
) -> Membership:
    """Let a person act for an officer of the own department, from one day to another (Art. 11).

    The mandates hold on those days and no others; an appointment the person has goes on beside it.

    :raises Refused: the period is none, the person serves another department, or would be both
        heads at once.
    """
    return _appoint(
        rules.APPOINT_ACTING,
        pk=pk,
        user_id=user_id,
        mandates=mandates,
        post=post,
        actor=actor,
        now=now,
        acting=acting,
    )


def end_acting(*, pk: int, membership_id: int, actor: Actor, now: datetime) -> None:
    """Tidy up after an acting appointment whose days are over; it has carried no right since."""
    membership = Membership.objects.filter(pk=membership_id).first()
    with act(
        rules.END_ACTING,
        model=Department,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"acting_ends_on": membership.acting_ends_on if membership else None},
        details={"membership": membership_id},
    ) as department:
        _end(department, membership_id, now)


def appoint_first(
    *,
    pk: int,
    user_id: int,
    mandates: Iterable[str],
    actor: Actor,
    now: datetime,
    post: str = "",
) -> Membership:
    """Appoint the first officer of a newly founded authority; later ones are appointed by it."""
    if Membership.objects.filter(department_id=pk, mandates__contains=[Mandate.OVERSEE]).exists():
        raise Refused(reasons.DUPLICATE)
    return _appoint(
        rules.APPOINT_FIRST,
        pk=pk,
        user_id=user_id,
        mandates=mandates,
        post=post,
        actor=actor,
        now=now,
    )


def engage_contractor(
    *,
    pk: int,
    user_id: int,
    mandates: Iterable[str],
    engagement: Engagement,
    actor: Actor,
    now: datetime,
) -> Membership:
    """Let a contractor's account act for the department, within the contract's term (Art. 36).

    :raises Refused: no approval or contract is stated, the term is over, the account is staff's, or
        a mandate is one that no contractor holds.
    """
    with transaction.atomic():
        membership = _appoint(
            rules.ENGAGE_CONTRACTOR,
            pk=pk,
            user_id=user_id,
            mandates=mandates,
            post=engagement.contractor.strip()[:60],
            actor=actor,
            now=now,
            engagement=engagement,
        )
        ContractorEngagement.objects.create(
            membership=membership,
            contractor=engagement.contractor.strip(),
            approval_number=engagement.approval_number.strip(),
            approved_on=engagement.approved_on,
            approved_by_id=engagement.approved_by_id or 0,
            contract_number=engagement.contract_number.strip(),
        )
        User.objects.filter(pk=user_id).update(is_contractor=True)
    return membership


def end_contract(*, pk: int, membership_id: int, actor: Actor, now: datetime) -> None:
    """End the engagement of a contractor whose contract is over (Art. 36)."""
    membership = Membership.objects.filter(pk=membership_id).first()
    with act(
        rules.END_CONTRACT,
        model=Department,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"contract_ends_on": membership.contract_ends_on if membership else None},
        details={"membership": membership_id},
    ) as department:
        _end(department, membership_id, now)


def dismiss(*, pk: int, membership_id: int, note: str, actor: Actor, now: datetime) -> None:
    """End an appointment: its groups, and so its permissions, end in the same act (Art. 11)."""
    person = User.objects.filter(memberships=membership_id).first()
    with act(
        rules.DISMISS,
        model=Department,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=f"{person}，{note}",
        details={"membership": membership_id},
    ) as department:
        _end(department, membership_id, now)


def _end(department: Department, membership_id: int, now: datetime) -> None:
    membership = (
        Membership.objects.select_for_update()
        .filter(pk=membership_id, department=department, ends_on=None)
        .first()
    )
    if membership is None:
        raise Refused(reasons.NOT_FOUND)
    # One that was to begin later ends before it began.
    membership.ends_on = max(local_day(now), membership.starts_on)
    membership.save(update_fields=["ends_on"])
    # What another appointment of the same person gives stays.
    left = Membership.objects.filter(
        user_id=membership.user_id, department=department, ends_on=None
    )
    kept = mandates_given(membership.user_id, department.pk)
    names = [
        mandate_group_name(department, each) for each in membership.mandates if each not in kept
    ]
    if not left.exists():
        names.append(members_group_name(department))
    membership.user.groups.remove(*(grants.group(name) for name in names))
    _drop_unheld_mandates(department, membership.mandates)


def _drop_unheld_mandates(department: Department, mandates: Iterable[str]) -> None:
    """Take back the grant of a mandate that nobody holds any more."""
    for mandate in mandates:
        still_held = Membership.objects.filter(
            department=department, ends_on=None, mandates__contains=[mandate]
        ).exists()
        if not still_held:
            group = grants.group(mandate_group_name(department, mandate))
            grants.take_back(
                DepartmentGrant, mandate, object_id=department.pk, group_ids=[group.pk]
            )


@dataclass(frozen=True, slots=True)
class NewSystem:
    """A registered application system with its credentials; the secret is shown this once."""

    system: DepartmentSystem
    client_id: str
    client_secret: str


def register_system(
    *,
    pk: int,
    code: str,
    name: str,
    actor: Actor,
    now: datetime,
    mandates: Iterable[str] = (),
) -> NewSystem:
    """Register an application system of the department, with OAuth2 client credentials.

    Mandates of heads are never given to a system: heads decide in person (Art. 20).
    """
    chosen = sorted(set(mandates))
    with transaction.atomic():
        department = Department.objects.get(pk=pk)
        user, is_new = User.objects.get_or_create(
            username=f"system-{department.code}-{code}",
            defaults={"display_name": name, "is_service": True},
        )
        if not is_new:
            raise Refused(reasons.DUPLICATE)
        user.set_unusable_password()
        user.save()
        details = {"system": code, "mandates": chosen}
        with act(
            rules.REGISTER_SYSTEM,
            model=Department,
            pk=pk,
            actor=actor,
            now=now,
            note=name,
            details=details,
        ):
            made = _credentials(department, user, code=code, name=name)
        _appoint(
            rules.APPOINT,
            pk=pk,
            user_id=user.pk,
            mandates=chosen,
            post=name,
            actor=actor,
            now=now,
        )
    return made


def _credentials(department: Department, user: User, *, code: str, name: str) -> NewSystem:
    """The system's application, account and group; the secret is stored as a hash alone."""
    group = grants.group(system_group_name(department, code))
    secret = generate_client_secret()
    application = Application.objects.create(
        name=name,
        user=user,
        client_id=generate_client_id(),
        client_secret=secret,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    client = ApiClient.objects.create(
        application=application,
        user=user,
        group=group,
        name=name,
        code=f"{department.code}-{code}",
    )
    user.groups.add(group)
    system = DepartmentSystem.objects.create(department=department, client=client)
    return NewSystem(system, application.client_id, secret)


def retire_system(*, pk: int, code: str, note: str, actor: Actor, now: datetime) -> None:
    """Take an application system out of service: its next call is refused (Art. 22)."""
    with act(
        rules.RETIRE_SYSTEM,
        model=Department,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=f"{code}，{note}",
        details={"system": code},
    ) as department:
        client = (
            ApiClient.objects.select_for_update()
            .filter(code=code, registration__department=department, is_active=True)
            .first()
        )
        if client is None:
            raise Refused(reasons.NOT_FOUND)
        client.is_active = False
        client.save(update_fields=["is_active"])


def load_calendar(*, pk: int, notice: Notice, actor: Actor, now: datetime) -> Loaded:
    """Load the State Council's notice on a year's holidays and make-up working days.

    Rows of another source, the shipped ones among them, stay as they are.

    :raises Refused: the actor is not the officer of the platform's highest authority.
    """
    details = {"year": notice.year, "days": len(notice.days)}
    with act(
        rules.LOAD_CALENDAR,
        model=Department,
        pk=pk,
        actor=actor,
        now=now,
        note=notice.citation,
        details=details,
    ):
        return load_notice(notice, loaded_from="notice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A region's own holidays of a year, and the document that sets them."""

    year: int
    title: str
    document_number: str
    days: tuple[NoticeDay, ...]

    @property
    def citation(self) -> str:
        """《…》（文号）: how the document is cited."""
        return f"《{self.title.strip()}》（{self.document_number.strip()}）"


def load_overlay(*, pk: int, overlay: Overlay, actor: Actor, now: datetime) -> int:
    """Lay the region's own holidays over the national calendar, and count anew what they touch.

    :returns: how many running periods have become others.
    :raises Refused: another region's officer, no document, no day, one named twice or laid already,
        or one outside the year.
    """
    with transaction.atomic():
        code = _region_code(pk)
        days = [row.day for row in overlay.days]
        with act(
            rules.LOAD_OVERLAY,
            model=Department,
            pk=pk,
            actor=actor,
            now=now,
            inputs={
                "year": overlay.year,
                "title": overlay.title,
                "document_number": overlay.document_number,
                "days": days,
                "days_laid": calendars.overlay_days(code),
            },
            note=overlay.citation,
            details={"region": code, "year": overlay.year, "days": len(days)},
        ):
            calendars.load_overlay(code, Notice(overlay.year, overlay.citation, overlay.days))
        # The regions are asked while the days are in the table.
        return _count_anew(marks.touched(days, code), actor, now)


def withdraw_overlay(*, pk: int, citation: str, actor: Actor, now: datetime) -> int:
    """Take a document's days off the region's calendar, whole, and count anew what they touched.

    :returns: how many running periods have become others.
    :raises Refused: another region's officer, or the region has no days by this document.
    """
    with transaction.atomic():
        code = _region_code(pk)
        days = calendars.overlay_days(code, citation)
        with act(
            rules.WITHDRAW_OVERLAY,
            model=Department,
            pk=pk,
            actor=actor,
            now=now,
            inputs={"days": days},
            note=citation,
            details={"region": code, "days": len(days)},
        ):
            # Whom they touched is asked before they go: afterwards no region may have any.
            found = list(marks.touched(days, code))
            calendars.withdraw_overlay(code, citation)
        return _count_anew(found, actor, now)


def _region_code(pk: int) -> str:
    """The region of the department, locked: its own days are laid by one officer at a time."""
    locked = Department.objects.select_for_update(of=("self",)).filter(pk=pk)
    found = locked.values_list("region__code", flat=True).first()
    if found is None:
        raise Refused(reasons.NOT_FOUND)
    return found


def _count_anew(matters: Iterable[WorkflowModel], actor: Actor, now: datetime) -> int:
    return sum(
        marks.recount(matter, actor=actor, now=now, if_provisional=False)
        for matter in list(matters)
    )
