"""Publish a criticism, and retract it (Art. 29)."""

from datetime import datetime

from django.db import transaction

from portal.regulation import criticism as rules
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.criticisms.models import Criticism
from requests_app.oversight.models import Breach


def publish_criticism(*, breach_id: int, text: str, actor: Actor, now: datetime) -> Criticism:
    """The authority makes a breach that it found known to the departments of its region.

    :raises Refused: nothing was found, it was criticised already, or nothing is said.
    """
    with transaction.atomic():
        # The breach is locked, so that it is criticised once.
        breach = (
            Breach.objects.select_for_update(of=("self",))
            .select_related("department")
            .filter(pk=breach_id)
            .first()
        )
        if breach is None:
            raise Refused(reasons.NOT_FOUND)
        criticism = Criticism(
            public_number=yearly_number("TB", breach.department.code, local_day(now)),
            breach=breach,
            text=text.strip(),
        )
        return open_matter(
            rules.PUBLISH_CRITICISM,
            criticism,
            actor=actor,
            now=now,
            note=text,
            details={"breach": breach.public_number, "code": breach.code},
        )


def retract_criticism(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The authority retracts it, with the reason; both stay on record."""
    with transition(
        rules.RETRACT_CRITICISM,
        model=Criticism,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as criticism:
        criticism.retracted_at = now
        criticism.retraction = note.strip()
