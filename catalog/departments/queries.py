"""Who may act for which department; departments by code and name; common superiors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from catalog.departments.models import (
    Department,
    DepartmentGrant,
    DepartmentSystem,
    Membership,
    authorities_above,
    authority_key,
    authority_of,
)
from catalog.regions.models import Region, codes_of
from catalog.regions.queries import lowest_common
from portal.accounts.models import User
from portal.regulation.acts import rule_of
from portal.regulation.department import OPEN
from portal.regulation.machine import Transition
from portal.regulation.vocabulary import Mandate
from portal.statements import Bound, Statement, whole
from portal.workdays.arithmetic import local_day
from portal.workflow import grants
from portal.workflow.actor import Actor
from portal.workflow.due import Place
from portal.workflow.policy import Step, decide, offered
from portal.workflow.reading import keep, once

__all__ = ["authority_of"]


def in_office(on: date | Bound) -> Q:
    """Appointments that hold that day; ``ends_on`` is the first day out of office.

    A contractor's holds to the last day of the contract, an acting officer's to that of the acting
    period, and no longer, whatever else happens.
    """
    in_term = Q(contract_ends_on=None) | Q(contract_ends_on__gte=on)
    in_term &= Q(acting_ends_on=None) | Q(acting_ends_on__gte=on)
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on)) & in_term


def appointment_columns(user_column: str, on: date | Bound) -> tuple[Subquery, ArraySubquery]:
    """The department of the user's first open appointment, and all his groups.

    :param user_column: names the user in the outer row, whose account is open.
    """
    held = Membership.objects.filter(in_office(on), user_id=OuterRef(user_column))
    groups = User.groups.through.objects.filter(user_id=OuterRef(user_column))
    return (
        Subquery(held.order_by("starts_on", "pk").values("department_id")[:1]),
        ArraySubquery(groups.order_by("group_id").values("group_id")),
    )


def _appointment() -> QuerySet[User, Any]:
    day = Bound("day", DateField())
    held = Membership.objects.filter(in_office(day), user_id=OuterRef("pk")).order_by(
        "starts_on", "pk"
    )
    posts = held.values(
        json=JSONObject(department="department_id", post="post", acting_to="acting_ends_on")
    )
    columns = *appointment_columns("pk", day), ArraySubquery(posts)
    return User.objects.filter(pk=whole("user_id"), is_active=True).values_list(*columns)


_APPOINTMENT = Statement(_appointment)


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is in a department, perhaps for another."""

    name: str
    is_acting: bool


def _codenames(granted: QuerySet[DepartmentGrant]) -> ArraySubquery:
    """The mandates that grants on the outer row's department give to its person."""
    return ArraySubquery(granted.order_by("pk").values("permission__codename"))


class People:
    """Answers the gate's questions about appointments, from grants and periods together."""

    def appointment_of(self, user_id: int, on: date) -> tuple[int | None, tuple[int, ...]]:
        """The department of the first open appointment, and the user's groups, in one query."""
        found = _APPOINTMENT.first(user_id=user_id, day=on)
        if found is None or found[0] is None:
            return None, ()
        keep(_posts_key(user_id, on), found[2])
        return found[0], tuple(found[1])

    def mandates_of(self, user_id: int, department_id: int, on: date) -> frozenset[str]:
        """Mandates by object permission on the department, each while an appointment to it is open.

        Who has two appointments, a regular and an acting one, keeps of the groups only what the one
        that still holds gives.
        """
        granted = DepartmentGrant.objects.filter(
            content_object_id=OuterRef("department_id"),
            content_object__closed_on=None,
            group__user=OuterRef("user_id"),
        )
        appointed = Membership.objects.filter(
            in_office(on), user_id=user_id, department_id=department_id, user__is_active=True
        )
        rows = appointed.values_list("mandates", _codenames(granted))
        return frozenset(one for named, held in rows for one in set(named) & set(held))

    def groups_of(self, user_id: int, on: date) -> tuple[int, ...]:
        """The user's groups, if any appointment is open and the account is active."""
        appointed = Membership.objects.filter(in_office(on), user_id=user_id, user__is_active=True)
        groups = User.groups.through.objects.filter(Exists(appointed), user_id=user_id)
        return tuple(groups.order_by("group_id").values_list("group_id", flat=True))


def _posts_key(user_id: int, on: date) -> tuple[str, int, date]:
    return ("posts", user_id, on)


def posts_of(user_id: int, department_id: int, on: date) -> list[Post]:
    """The posts that the user holds in the department that day, the first one first."""

    def read() -> list[dict[str, Any]]:
        found = _APPOINTMENT.first(user_id=user_id, day=on)
        return found[2] if found else []

    held = once(_posts_key(user_id, on), read)
    return [
        Post(each["post"], is_acting=each["acting_to"] is not None)
        for each in held
        if each["department"] == department_id
    ]


def members_group_name(department: Department) -> str:
    """The group all members of a department are in."""
    return f"{department.code}:members"


def mandate_group_name(department: Department, mandate: str) -> str:
    """The group that holds one mandate of a department."""
    return f"{department.code}:{mandate}"


def system_group_name(department: Department, system_code: str) -> str:
    """The group of one application system of a department."""
    return f"{department.code}:{system_code}"


@grants.source(DepartmentGrant)
def expected_mandate_grants() -> Iterator[grants.Fact]:
    """A mandate group exists with its grant wherever somebody was ever appointed to it."""
    table = DepartmentGrant._meta.label_lower
    seen: set[tuple[int, str]] = set()
    rows = Membership.objects.filter(ends_on=None).select_related("department")
    for membership in rows:
        for mandate in membership.mandates:
            key = (membership.department_id, mandate)
            if key not in seen:
                seen.add(key)
                name = mandate_group_name(membership.department, mandate)
                yield grants.Fact(table, mandate, membership.department_id, name)


def by_id(department_id: int | None) -> Department | None:
    """The department with its region and the region above; None: there is none of that id."""
    return once(("department", department_id), lambda: _with_authority(department_id))


def _with_authority(department_id: int | None) -> Department | None:
    """The department, and in the same query the authority over it, which is asked for next."""
    own = Department.objects.filter(pk=department_id or 0)
    above = authorities_above(Subquery(own.values("region__path")))
    both = Department.objects.filter(Q(pk__in=own) | Q(pk__in=above.values("pk")))
    rows = {row.pk: row for row in both.select_related("region__parent")}
    found = rows.get(department_id or 0)
    if found is not None:
        nearest_first = sorted(rows.values(), key=lambda row: len(row.region.path), reverse=True)
        authorities = (row for row in nearest_first if row.is_open_authority)
        keep(authority_key(found.region), next(authorities, None))
    return found


@dataclass(frozen=True, slots=True)
class _Jurisdiction:
    """Ids of the departments in an authority's region and below, and of those answering to it."""

    inside: tuple[int, ...] = ()
    own: tuple[int, ...] = ()


def _jurisdiction_of(department_id: int | None) -> _Jurisdiction:
    """A list and no join: what a page may show must not hang on how the planner guesses regions."""
    authority = by_id(department_id)
    if authority is None or not authority.is_open_authority:
        return _Jurisdiction()

    def read() -> _Jurisdiction:
        inside = Department.objects.filter(region__path__startswith=authority.region.path)
        rows = list(inside.values_list("pk", "region__path", "is_authority", "closed_on"))
        # A nearer authority takes all of its own region out of the hands of this one.
        nearer = tuple(
            path
            for pk, path, is_authority, closed_on in rows
            if is_authority and closed_on is None and pk != authority.pk
        )
        return _Jurisdiction(
            tuple(pk for pk, *_rest in rows),
            tuple(pk for pk, path, *_rest in rows if not path.startswith(nearer)),
        )

    return once(("jurisdiction", authority.pk), read)


def overseen_by(department_id: int | None) -> list[int]:
    """Ids of the departments in an open authority's region and below; none for anybody else."""
    return list(_jurisdiction_of(department_id).inside)


def coordinating_authority(first: Department, second: Department, *, on: date) -> Department | None:
    """Whose authority coordinates between two departments (Art. 28); None: none is registered.

    Within one region that region's own; otherwise that of the lowest region that holds both. An
    authority that is itself one of the two judges nothing: the next one above it does.
    """
    try:
        found = authority_of(lowest_common(first.region, second.region, on=on))
    except Region.DoesNotExist:
        return None
    while found is not None and found.pk in (first.pk, second.pk):
        above = found.region.parent
        found = authority_of(above) if above is not None else None
    return found


def answering_to(department_id: int | None) -> list[int]:
    """Ids of the departments whose own authority this is: no nearer one stands between."""
    return list(_jurisdiction_of(department_id).own)


def judged_by(authority_id: int | None, on: date) -> QuerySet[Department]:
    """The departments that this authority decides about: its own, and the authorities below.

    Never itself: where an authority is concerned, the next one above it decides.
    """
    nearest = set(answering_to(authority_id)) - {authority_id}
    below = Department.objects.select_related("region__parent").filter(
        pk__in=overseen_by(authority_id), is_authority=True, closed_on=None
    )
    for other in below.exclude(pk=authority_id or 0):
        judge = coordinating_authority(other, other, on=on)
        if judge is not None and judge.pk == authority_id:
            nearest.add(other.pk)
    return Department.objects.filter(pk__in=nearest, closed_on=None).order_by("code")


def places() -> dict[int, Place]:
    """Where each department works, and the nearest open authority above it, read at once."""
    rows = Department.objects.values_list("pk", "region__path", "is_authority", "closed_on")
    found = list(rows)
    seats = {path for _pk, path, is_seat, closed_on in found if is_seat and closed_on is None}
    return {pk: Place(codes_of(path), _seat_over(path, seats)) for pk, path, *_rest in found}


def _seat_over(path: str, seats: set[str]) -> tuple[str, ...]:
    """The region of the authority over a region: the longest path that the region's begins with."""
    above = [seat for seat in seats if path.startswith(seat)]
    return codes_of(max(above, key=len)) if above else ()


def visible_to(actor: Actor) -> QuerySet[Department]:
    """Every member of any department sees the register of departments; an outsider nothing."""
    if actor.department_id is None:
        return Department.objects.none()
    return Department.objects.all()


def register() -> QuerySet[Department]:
    """The register of departments as a reference table."""
    return Department.objects.all()


def by_code(code: str) -> Department | None:
    """The open department of that code."""
    return Department.objects.filter(code=code, closed_on=None).first()


def all_by_name(name: str) -> list[Department]:
    """Every open department that goes by this name, its code or its social credit code."""
    text = name.strip()
    own = Q(name=text) | Q(short_name=text) | Q(code=text) | Q(credit_code=text)
    named = own | Q(names__name=text)
    return list(Department.objects.filter(named, closed_on=None).distinct().order_by("code"))


def has_office(department_id: int, on: date) -> bool:
    """Whether the department has named its sharing office and the office has a head (Art. 11)."""
    named = Department.objects.filter(pk=department_id).exclude(sharing_office="").exists()
    headed = Membership.objects.filter(
        in_office(on), department_id=department_id, mandates__contains=[Mandate.CONSENT.value]
    ).exists()
    return named and headed


def steps(
    department: Department, rules: Iterable[Transition], actor: Actor, *, now: datetime
) -> list[Step]:
    """Which of these acts the actor may take on the department now, or why not."""
    found = (offered(actor, rule, department, now=now) for rule in rules)
    return [step for step in found if step is not None]


def may_open(actor: Actor, *, now: datetime) -> bool:
    """Whether the actor may open departments: the authority's officer."""
    own = by_id(actor.department_id)
    return own is not None and decide(actor, OPEN, own, now=now).allowed


def calendar_step(
    actor: Actor, rule: Transition, *, now: datetime
) -> tuple[Department, Step] | None:
    """An act on the calendar, as the own department's officer may take it; None: not his."""
    found = by_id(actor.department_id)
    step = None if found is None else offered(actor, rule, found, now=now)
    return None if found is None or step is None or not step.is_allowed else (found, step)


def members_of(department: Department, *, on: date) -> QuerySet[Membership]:
    """The people appointed to the department that day; systems are not people."""
    people = Membership.objects.filter(in_office(on), department=department)
    return (
        people.filter(user__is_service=False)
        .select_related("user", "department", "engagement")
        .order_by("starts_on", "pk")
    )


def lapsed_contracts(on: date) -> QuerySet[Membership]:
    """Engagements of contractors whose contract is over and that nobody has ended."""
    return Membership.objects.filter(ends_on=None, contract_ends_on__lt=on)


def lapsed_acting(on: date) -> QuerySet[Membership]:
    """Acting appointments whose days are over and that nobody has ended."""
    return Membership.objects.filter(ends_on=None, acting_ends_on__lt=on)


def serves_elsewhere(user_id: int, department_id: int) -> bool:
    """Whether the person has an appointment to another department that nobody has ended."""
    others = Membership.objects.filter(user_id=user_id, ends_on=None)
    return others.exclude(department_id=department_id).exists()


def mandates_given(user_id: int, department_id: int) -> list[str]:
    """The mandates of the person's appointments to the department that nobody has ended."""
    rows = Membership.objects.filter(user_id=user_id, department_id=department_id, ends_on=None)
    return sorted({mandate for row in rows for mandate in row.mandates})


def acting_people(events: Iterable[Any]) -> set[int]:
    """Ids of the events whose person took the step by a mandate he held only as an acting officer.

    Appointments are never deleted, so what was so on the day of the act stays so.
    """
    listed = [event for event in events if event.actor_id and event.department_id]
    rows = Membership.objects.filter(user_id__in={event.actor_id for event in listed})
    if not listed or not rows.filter(acting_ends_on__isnull=False).exists():
        return set()
    known = list(rows)
    return {event.pk for event in listed if _acted_only_acting(event, known)}


def _acted_only_acting(event: Any, known: Iterable[Membership]) -> bool:
    rule = rule_of(event.name)
    taken = set() if rule is None else {mandate for _party, mandate in rule.takers}
    held = [
        row
        for row in known
        if (row.user_id, row.department_id) == (event.actor_id, event.department_id)
        and row.was_in_office(local_day(event.occurred_at))
        and taken & set(row.mandates)
    ]
    return bool(held) and all(row.is_acting for row in held)


def acting_for(on: date) -> QuerySet[Any]:
    """People with the department each acts for that day, as ``with_department``; no systems."""
    department, _groups = appointment_columns("pk", on)
    people: QuerySet[Any] = User.objects.filter(is_active=True, is_service=False)
    return people.annotate(with_department=department).exclude(with_department=None)


def holders(mandate: str, *, on: date, department_id: int | None = None) -> QuerySet[Any]:
    """Who holds the mandate that day, for that department or for any open one, and acts for it."""
    # The mandate's own appointments first: few, and read without the department of each person.
    appointed = Membership.objects.filter(in_office(on), mandates__contains=[mandate])
    if department_id is not None:
        appointed = appointed.filter(department=department_id)
    named = set(appointed.values_list("user_id", "department_id"))
    people = acting_for(on).filter(pk__in={user_id for user_id, _department in named})
    if department_id is not None:
        people = people.filter(with_department=department_id)
    held = DepartmentGrant.objects.filter(
        content_object_id=OuterRef("with_department"),
        content_object__closed_on=None,
        group__user=OuterRef("pk"),
        permission_id=grants.permission_id(DepartmentGrant, mandate),
    )
    return people.filter(Exists(held)).order_by("pk")


def systems_of(department_id: int) -> QuerySet[DepartmentSystem]:
    """The application systems a department has in service."""
    return DepartmentSystem.objects.filter(
        department_id=department_id, client__is_active=True
    ).select_related("client")
