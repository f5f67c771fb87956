"""Which internal rules may be read, and what each department has on file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalog.departments.models import Department
from catalog.departments.queries import by_id, overseen_by
from catalog.internal_rules.models import InternalRule
from portal.regulation.internal_rule import FILE_RULE, RuleSubject, State
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered


def visible_to(actor: Actor) -> QuerySet[InternalRule]:
    """Every member of any department may read them; an outsider nothing."""
    if actor.department_id is None:
        return InternalRule.objects.none()
    return InternalRule.objects.select_related("department__region")


def in_force() -> QuerySet[InternalRule]:
    """What is on file and neither replaced nor repealed."""
    return InternalRule.objects.filter(status=State.IN_FORCE)


def file_step(actor: Actor, *, now: datetime) -> Step | None:
    """Filing a rule, as the reader may do it for a subject that lacks one; None: not his."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    return _step(own, filed(own), actor, now)


def _step(department: Department, on_file: "Filed", actor: Actor, now: datetime) -> Step | None:
    today = local_day(now)
    # Whatever is typed later: a rule on a subject that lacks one, where there is such a subject.
    probe = InternalRule(
        department=department,
        subject=next(iter(on_file.lacking), RuleSubject.SHARING),
        title="?",
        document_number="?",
        text="?",
        issued_on=today,
        effective_on=today,
    )
    return offered(actor, FILE_RULE, probe, now=now)


def step_for(on_file: "Filed", actor: Actor, *, now: datetime) -> Step | None:
    """The same on the page of a department; None: it is not the reader's."""
    return _step(on_file.department, on_file, actor, now)


# What is on file, by department.


@dataclass(frozen=True, slots=True)
class Filed:
    """What one department has on file: for each subject its rule in force, or none."""

    department: Department
    rules: dict[str, InternalRule | None]

    @property
    def lacking(self) -> list[str]:
        """The subjects without a rule, in the order of the decree."""
        return [subject for subject, rule in self.rules.items() if rule is None]


def overseen(actor: Actor) -> QuerySet[Department]:
    """The open departments whose gaps the actor follows: the own one; an authority's region.

    Each has ``on_file``, the number of subjects with a rule; those with most gaps come first.
    """
    inside = Q(pk=actor.department_id or 0)
    below = overseen_by(actor.department_id)
    if below:
        inside |= Q(pk__in=below)
    own = in_force().filter(department=OuterRef("pk")).order_by().values("department")
    counted = Coalesce(Subquery(own.annotate(number=Count("pk")).values("number")), 0)
    rows = Department.objects.filter(inside, closed_on=None).annotate(on_file=counted)
    return rows.select_related("region").order_by("on_file", "code")


def is_authority(actor: Actor) -> bool:
    """Whether the actor's department oversees others, and so may take the table away."""
    return bool(overseen_by(actor.department_id))


def what_is_filed(departments: Iterable[Department]) -> list[Filed]:
    """What these departments have on file, in their order; one query for all of them."""
    listed = list(departments)
    held: dict[tuple[int, str], InternalRule] = {
        (rule.department_id, rule.subject): rule
        for rule in in_force().filter(department__in=[each.pk for each in listed])
    }
    return [
        Filed(each, {code: held.get((each.pk, code)) for code in RuleSubject.values})
        for each in listed
    ]


def filed(department: Department) -> Filed:
    """What this department has on file."""
    (found,) = what_is_filed([department])
    return found


def of_department(code: str, actor: Actor) -> Department | None:
    """The department whose rules a page shows; any member of any department may look."""
    if actor.department_id is None:
        return None
    return Department.objects.select_related("region").filter(code=code).first()
