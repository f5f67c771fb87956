"""Marks that time makes on a matter: overdue, due soon, ending soon; each once for a due date."""

from datetime import datetime

from django.db import transaction

from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.workflow.actor import Actor
from portal.workflow.models import WorkflowModel


def mark_once(matter: WorkflowModel, name: str, *, actor: Actor, now: datetime) -> bool:
    """Write a mark about the matter's running period into the log, once for each due date.

    The mark is the event itself: notices and the ledger read it from the feed.

    :returns: whether it was written; False if it stands there already.
    """
    with transaction.atomic():
        locked = type(matter).objects.select_for_update(of=("self",)).get(pk=matter.pk)
        label = locked._meta.label_lower
        event = f"{locked._meta.model_name}.{name}"
        due_on = str(locked.due_on or "")
        marked = AuditEvent.objects.filter(
            subject_type=label, subject_id=locked.pk, name=event, details__due_on=due_on
        )
        if marked.exists():
            return False
        chain.append(
            name=event,
            subject_type=label,
            subject_id=locked.pk,
            subject_number=locked.public_number,
            from_status=locked.status,
            to_status=locked.status,
            **actor.recorded(),
            occurred_at=now,
            details={"due_on": due_on},
            calendar_version=locked.due_calendar_version,
        )
    return True
