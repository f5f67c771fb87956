"""Record a norm in the register, and its repeal (Arts 12, 14, 20)."""

from datetime import date, datetime

from django.db import transaction

from catalog.departments.models import Department
from catalog.norms import repeals
from catalog.norms.models import Norm
from portal.regulation import norm as rules
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition


def record_norm(
    *,
    title: str,
    document_number: str,
    level: str,
    issuer: str,
    effective_on: date,
    actor: Actor,
    now: datetime,
) -> Norm:
    """The authority records a norm, so that it can be cited (Art. 12).

    :raises Refused: it lacks a particular, or the register has it already.
    """
    with transaction.atomic():
        authority = (
            Department.objects.select_related("region").filter(pk=actor.department_id or 0).first()
        )
        if authority is None:
            raise Refused(reasons.NOT_FOUND)
        norm = Norm(
            public_number=yearly_number("NR", authority.code, local_day(now)),
            title=title.strip(),
            document_number=document_number.strip(),
            level=level,
            issuer=issuer.strip(),
            effective_on=effective_on,
            authority=authority,
        )
        details = {"title": norm.title, "document_number": norm.document_number, "level": level}
        return open_matter(rules.RECORD_NORM, norm, actor=actor, now=now, details=details)


def record_repeal(*, pk: int, repealed_on: date, note: str, actor: Actor, now: datetime) -> None:
    """The authority records from which day the norm is repealed, and by what (Arts 12, 20).

    What rests on it is flagged in the same transaction; the day itself ends its force.
    """
    with transaction.atomic():
        with transition(
            rules.RECORD_REPEAL,
            model=Norm,
            pk=pk,
            actor=actor,
            now=now,
            inputs={"repealed_on": repealed_on, "note": note},
            note=note,
            details={"repealed_on": str(repealed_on)},
        ) as norm:
            norm.repealed_on = repealed_on
            norm.repeal_note = note.strip()
        clock = Actor.system("norm-repealed")
        repeals.tell(norm, actor=clock, now=now)
