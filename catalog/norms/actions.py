"""Record a norm in the register, and its repeal (Arts 12, 14, 20)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from catalog.departments.models import Department
from catalog.norms.models import Norm
from portal.regulation import norm as rules
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition

#: Called with ``norm`` and ``now`` in the transaction of the repeal.
type RepealConsequence = Callable[..., Any]
_on_repeal: list[RepealConsequence] = []


def register_repeal(consequence: RepealConsequence) -> None:
    """Let a domain above flag what rests on a norm as soon as its repeal is recorded."""
    if consequence not in _on_repeal:
        _on_repeal.append(consequence)


def record_norm(
    *,
    title: str,
    document_number: str,
    level: str,
    issuer: str,
    in_force_from: date,
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
            in_force_from=in_force_from,
            authority=authority,
        )
        details = {"title": norm.title, "document_number": norm.document_number, "level": level}
        return open_matter(rules.RECORD_NORM, norm, actor=actor, now=now, details=details)


def record_repeal(*, pk: int, repealed_from: date, note: str, actor: Actor, now: datetime) -> None:
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
            inputs={"repealed_from": repealed_from, "note": note},
            note=note,
            details={"repealed_from": str(repealed_from)},
        ) as norm:
            norm.repealed_from = repealed_from
            norm.repeal_note = note.strip()
        for consequence in _on_repeal:
            consequence(norm=norm, now=now)
