"""Trace where a subject's data went: recorded first, answered then (Art. 37)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalog.departments.models import Department
from portal.regulation import reasons
from portal.regulation import subject_lookup as rules
from portal.regulation.codes import tidy
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter
from requests_app.lookups import queries
from requests_app.lookups.models import LookupFinding, SubjectLookup
from requests_app.lookups.queries import Line
from requests_app.sharing import record_keys


@dataclass(frozen=True, slots=True)
class Answer:
    """What the officer is told, once; of it only the departments named are kept."""

    lookup: SubjectLookup
    lines: list[Line]


def look_up(
    *, kind: str, number: str, case_number: str, note: str, actor: Actor, now: datetime
) -> Answer:
    """Tell an authorised officer who received data about a person or organisation (Art. 37).

    Look-up and audit event are stored before the receipts are read, and nothing is told unless
    both are: one transaction. The number is in neither.

    :raises Refused: no such number, no case, no reason, the day's look-ups are used up.
    """
    meant = tidy(number)
    # The authority's row is locked, so that the day's limit holds however many ask at once.
    with transaction.atomic():
        authority = (
            Department.objects.select_for_update(of=("self",))
            .filter(pk=actor.department_id or 0)
            .first()
        )
        if authority is None:
            raise Refused(reasons.NOT_FOUND)
        lookup = SubjectLookup(
            public_number=yearly_number("SL", authority.code, local_day(now)),
            authority=authority,
            looked_up_by_id=actor.user_id,  # type: ignore[misc]  # the gate refuses who is nobody
            kind=kind,
            subject_mark=record_keys.subject_mark(meant),
            case_number=case_number.strip(),
            reason=note.strip(),
        )
        open_matter(
            rules.LOOK_UP,
            lookup,
            actor=actor,
            now=now,
            inputs={"kind": kind, "number": meant, "case_number": case_number, "note": note},
            note=note,
            details={
                "kind": kind,
                "subject": lookup.subject_mark,
                "case": lookup.case_number,
            },
        )
        lines = queries.trace(meant, authority_id=authority.pk)
        _keep_departments(lookup, lines)
    return Answer(lookup, lines)


def _keep_departments(lookup: SubjectLookup, lines: list[Line]) -> None:
    """Remember whom the answer named, so that they can read that it was given."""
    counts: Counter[int] = Counter()
    for line in lines:
        for department_id in {line.provider.pk, line.recipient.pk}:
            counts[department_id] += line.times
    LookupFinding.objects.bulk_create(
        LookupFinding(lookup=lookup, department_id=department_id, receipt_count=count)
        for department_id, count in sorted(counts.items())
    )
