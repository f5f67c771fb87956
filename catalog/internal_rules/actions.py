"""File an internal rule, replace it by the next one, record its repeal (Art. 10)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from catalog.departments.models import Department
from catalog.internal_rules.models import InternalRule
from portal.regulation import internal_rule as rules
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition


@dataclass(frozen=True, slots=True)
class Document:
    """A rule as the department issued it."""

    title: str
    document_number: str
    issued_on: date
    effective_on: date
    text: str


def _file(
    department: Department,
    subject: str,
    document: Document,
    *,
    replaces: InternalRule | None = None,
    actor: Actor,
    now: datetime,
) -> InternalRule:
    rule = InternalRule(
        public_number=yearly_number("IR", department.code, local_day(now)),
        department=department,
        subject=subject,
        title=document.title.strip(),
        document_number=document.document_number.strip(),
        issued_on=document.issued_on,
        effective_on=document.effective_on,
        text=document.text.strip(),
        replaces=replaces,
    )
    details = {"subject": subject, "document_number": rule.document_number}
    if replaces is not None:
        details["replaces"] = replaces.public_number
    return open_matter(rules.FILE_RULE, rule, actor=actor, now=now, details=details)


def file_rule(*, subject: str, document: Document, actor: Actor, now: datetime) -> InternalRule:
    """The department files its rules on a subject, whole and as issued (Arts 10, 18, 26, 35, 37).

    :raises Refused: something is lacking, it is not issued yet, or a rule is on file for the
        subject, which is to be replaced instead.
    """
    with transaction.atomic():
        own = (
            Department.objects.select_related("region").filter(pk=actor.department_id or 0).first()
        )
        if own is None:
            raise Refused(reasons.NOT_FOUND)
        return _file(own, subject, document, actor=actor, now=now)


def replace_rule(*, pk: int, document: Document, actor: Actor, now: datetime) -> InternalRule:
    """The next text comes in the place of the one on file, both in one transaction (Art. 10).

    :raises Refused: the new text could not be filed; the old one then stays in force.
    """
    with transaction.atomic():
        with transition(
            rules.REPLACE_RULE,
            model=InternalRule,
            pk=pk,
            actor=actor,
            now=now,
            inputs={"effective_on": document.effective_on},
            details={"ended_on": str(document.effective_on)},
        ) as old:
            old.ended_on = document.effective_on
        return _file(old.department, old.subject, document, replaces=old, actor=actor, now=now)


def repeal_rule(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The rule is repealed and none comes in its place; its text stays readable (Art. 10)."""
    with transition(
        rules.REPEAL_RULE,
        model=InternalRule,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as rule:
        # One that was not yet in force never comes into force.
        rule.ended_on = max(local_day(now), rule.effective_on)
        rule.ending_ground = note.strip()
        rule.act_details["ended_on"] = str(rule.ended_on)
