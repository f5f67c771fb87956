"""What pages and admin print of internal rules, and of what a department has on file."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.departments.models import Department
from catalog.internal_rules import queries
from catalog.internal_rules.models import InternalRule
from catalog.internal_rules.queries import Filed
from portal.interfaces import matters, show, workbooks
from portal.interfaces.matters import Fact
from portal.interfaces.tables import csv_file
from portal.interfaces.workbooks import Sheet
from portal.regulation.internal_rule import ARTICLES, RuleSubject
from portal.regulation.punctuation import enumerated
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


def row(rule: InternalRule) -> dict[str, Any]:
    """A rule in the list; its date is the day from which it is in force."""
    return {
        "title": f"{rule.title} · {rule.get_subject_display()}",
        "public_number": rule.public_number,
        "counterpart": rule.department.name,
        "status": show.badge(rule),
        "due": None,
        "due_on_label": f"{rule.effective_on:%Y-%m-%d}",
    }


def context(rule: InternalRule, actor: Actor) -> dict[str, Any]:
    """One rule as its page draws it."""
    kind = rule.get_subject_display()
    head = matters.head(rule, title=rule.title, kind=kind, line=rule.department.name)
    links = [
        {"label": label, "value": other.public_number, "url": matters.address(other, actor)}
        for label, other in (
            (_("Replaces"), rule.replaces),
            (_("Replaced by"), getattr(rule, "successor", None)),
        )
        if other is not None
    ]
    return {
        "matter": {**head, "who": []},  # it stands; nobody is to act
        "particulars": [*matters.particulars(_facts(rule)), *links],
        "text": rule.text,
        "story": show.story(rule),
    }


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _facts(rule: InternalRule) -> list[Fact]:
    return [
        (_("Department"), rule.department.name, False),
        (_("Subject of the rule"), rule.get_subject_display(), False),
        (_("Article"), str(ARTICLES[rule.subject]), False),
        (_("Document number"), rule.document_number, False),
        (_("Day of issue"), _day(rule.issued_on), False),
        (_("In force from"), _day(rule.effective_on), False),
        (_("No longer in force from"), _day(rule.ended_on), False),
        (_("Ground of the repeal"), rule.ending_ground, True),
    ]


# What is on file.


def _cell(subject: str, rule: InternalRule | None, actor: Actor, today: date) -> dict[str, Any]:
    said: dict[str, Any] = {
        "subject": str(RuleSubject(subject).label),
        "article": str(ARTICLES[subject]),
        "url": "",
        "title": "",
        "number": "",
        "since": "",
    }
    if rule is None:
        return said
    day = f"{rule.effective_on:%Y-%m-%d}"
    later = _("from %(day)s") % {"day": day}
    return {
        **said,
        "url": matters.address(rule, actor),
        "title": rule.title,
        "number": rule.document_number,
        "since": later if rule.effective_on > today else day,
    }


def _cells(found: Filed, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    today = local_day(now)
    return [_cell(subject, rule, actor, today) for subject, rule in found.rules.items()]


def filed_row(found: Filed, actor: Actor, now: datetime) -> dict[str, Any]:
    """A department in the table of what is on file."""
    return {
        "url": reverse("catalog:internal-rule-department", args=[found.department.code]),
        "title": found.department.name,
        "code": found.department.code,
        "cells": _cells(found, actor, now),
        "lacking": len(found.lacking),
    }


def subject_names() -> list[str]:
    """The heads of the table's columns."""
    return [str(subject.label) for subject in RuleSubject]


def filed_context(found: Filed, actor: Actor, now: datetime) -> dict[str, Any]:
    """What a department has on file, what is lacking, and the next step."""
    step = queries.step_for(found, actor, now=now)
    lacking = enumerated(str(RuleSubject(each).label) for each in found.lacking)
    mine = [step] if step is not None and found.lacking else []
    return {
        "department": found.department.name,
        "cells": _cells(found, actor, now),
        "lacking": lacking,
        "steps": show.steps_of(
            mine,
            lambda _name: matters.begin_address(InternalRule, actor),
            filled=step.transition.name if step is not None and step.is_allowed else "",
        ),
    }


def rule_parts(department: Department, actor: Actor, now: datetime) -> dict[str, Any]:
    """On a department's page in the admin: its internal rules, for whoever may read them."""
    if actor.department_id is None:
        return {}
    return {"internal_rules": filed_context(queries.filed(department), actor, now)}


# The table to take away.


def _head() -> list[str]:
    names = [_("Code of the department"), _("Department"), _("Region"), _("Number lacking")]
    for subject in RuleSubject:
        names += [str(subject.label), _("%(subject)s: in force from") % {"subject": subject.label}]
    return names


def _line(found: Filed) -> Sequence[str | int | date]:
    cells: list[Any] = [
        found.department.code,
        found.department.name,
        found.department.region.name,
        len(found.lacking),
    ]
    for rule in found.rules.values():
        named = f"《{rule.title}》（{rule.document_number}）" if rule else ""
        cells += [named, rule.effective_on if rule else ""]
    return cells


def table(found: Iterable[Filed]) -> bytes:
    """One line for each department, in UTF-8 with its mark."""
    return csv_file(_head(), map(_line, found))


def workbook(found: Iterable[Filed]) -> bytes:
    """The same as a workbook."""
    return workbooks.workbook([Sheet(_("Internal rules on file"), _head(), map(_line, found))])
