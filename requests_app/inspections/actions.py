"""Begin, conclude and call off an inspection (Art. 29)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog.departments.models import Department
from catalog.departments.queries import coordinating_authority
from portal.regulation import inspection as rules
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.inspections.models import Inspection
from requests_app.oversight import actions as oversight


def open_inspection(
    *, department: str, topics: Sequence[str], plan: str, actor: Actor, now: datetime
) -> Inspection:
    """The authority begins to look into how a department shares.

    :param department: code of the department concerned.
    :param topics: codes of ``Topic``, at least one.
    :raises Refused: it is not this authority's to judge, or nothing is said to be looked into.
    """
    with transaction.atomic():
        found = Department.objects.select_related("region__parent").filter(code=department).first()
        if found is None:
            raise Refused(reasons.NOT_FOUND)
        today = local_day(now)
        inspection = Inspection(
            public_number=yearly_number("JC", found.code, today),
            department=found,
            authority=coordinating_authority(found, found, on=today),
            topics=list(topics),
            plan=plan.strip(),
        )
        return open_matter(
            rules.OPEN_INSPECTION,
            inspection,
            actor=actor,
            now=now,
            note=plan,
            details={"department": found.code, "topics": list(topics)},
        )


def conclude_inspection(
    *, pk: int, result: str, finding: str, actor: Actor, now: datetime, codes: Sequence[str] = ()
) -> None:
    """The authority says what it found; each fault is recorded as a possible breach.

    :param codes: the items of Arts 39 to 42 that the faults point to, where there are any.
    """
    with transition(
        rules.CONCLUDE_INSPECTION,
        model=Inspection,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"result": result, "finding": finding, "codes": list(codes)},
        note=finding,
        details={"result": result},
    ) as inspection:
        inspection.result, inspection.finding = result, finding.strip()
        inspection.ended_on = local_day(now)
        made = [
            oversight.propose(
                code=code,
                department=inspection.department.code,
                statement=finding,
                occurred_on=inspection.ended_on,
                actor=actor,
                now=now,
                subject=inspection,
            )
            for code in dict.fromkeys(codes)
        ]
        inspection.act_details["breaches"] = [breach.public_number for breach in made]


def call_off_inspection(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The authority gives the inspection up, with its reason."""
    with transition(
        rules.CALL_OFF_INSPECTION,
        model=Inspection,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as inspection:
        inspection.ended_on = local_day(now)
