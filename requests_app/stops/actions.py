"""Stop delivery at once, and lift the stop (Arts 29, 35)."""

from datetime import datetime

from django.db import transaction

from catalog.departments.models import Department
from catalog.directories.models import DirectoryEntry
from portal.regulation import reasons
from portal.regulation import stop as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.stops.models import DeliveryStop


def _department(code: str) -> Department | None:
    """The department of that code, closed ones too: what they shared may still be fetched."""
    return Department.objects.get(code=code) if code else None


def _entry(code: str) -> DirectoryEntry | None:
    """The entry of that code, once it was published; what is not published is not known."""
    if not code:
        return None
    return DirectoryEntry.objects.get(code=code, published_at__isnull=False)


def stop_delivery(
    *,
    note: str,
    actor: Actor,
    now: datetime,
    provider: str = "",
    entry: str = "",
    recipient: str = "",
    purpose: str = "",
) -> DeliveryStop:
    """The authority stops delivery in its jurisdiction; the next call is refused (Arts 29, 35).

    :param provider: code of the department that provides; with the other three it narrows.
    :param entry: code of the entry.
    :param recipient: code of the department that receives.
    :raises Refused: nothing is named, it lies elsewhere, it is stopped already, or without reason.
    """
    # The authority's row is locked, so that two stops of the same come one after the other.
    with transaction.atomic():
        authority = (
            Department.objects.select_for_update(of=("self",))
            .select_related("region")
            .filter(pk=actor.department_id or 0)
            .first()
        )
        if authority is None:
            raise Refused(reasons.NOT_FOUND)
        try:
            stop = DeliveryStop(
                public_number=yearly_number("ST", authority.code, local_day(now)),
                authority=authority,
                provider=_department(provider),
                entry=_entry(entry),
                recipient=_department(recipient),
                purpose=purpose,
                reason=note.strip(),
            )
        except (Department.DoesNotExist, DirectoryEntry.DoesNotExist) as error:
            raise Refused(reasons.NOT_FOUND) from error
        open_matter(
            rules.STOP_DELIVERY,
            stop,
            actor=actor,
            now=now,
            inputs={"note": note},
            note=note,
            details={
                "provider": provider,
                "entry": entry,
                "recipient": recipient,
                "purpose": purpose,
            },
        )
    return stop


def lift_stop(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The authority lifts its stop, with its reason; the next call is answered again."""
    with transition(
        rules.LIFT_STOP,
        model=DeliveryStop,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as stop:
        stop.lifted_at = now
        stop.lifting_reason = note.strip()
