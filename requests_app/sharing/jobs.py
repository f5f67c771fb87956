"""Time at work on requests and agreements: overdue marks, reminders, expiry."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.interfaces.jobs import each, job
from portal.workdays import calendars
from portal.workdays.arithmetic import add_workdays, local_day
from portal.workflow.actor import Actor
from portal.workflow.models import WorkflowModel
from requests_app.sharing import actions, queries

REMINDER_WORKDAYS = 3
EXPIRY_NOTICE_DAYS = 30


def _mark_once(matter: WorkflowModel, name: str, actor: Actor, now: datetime) -> bool:
    """Write a mark about the matter's running period into the log, once for each due date.

    The mark is the event itself: notices and the ledger read it from the feed.
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
            interface=actor.interface,
            system_name=actor.system_name,
            occurred_at=now,
            details={"due_on": due_on},
            calendar_version=locked.due_calendar_version,
        )
    return True


@job("mark-overdue", cron="*/10 * * * *")
def mark_overdue(*, actor: Actor, now: datetime) -> None:
    """Record each answer and each supply whose period has lapsed (Arts 21, 22)."""
    today = local_day(now)
    late = [*queries.overdue_requests(today), *queries.overdue_tasks(today)]
    each("mark-overdue", late, lambda row: _mark_once(row, "overdue", actor, now), now=now)


@job("remind-due", cron="0 * * * *")
def remind_due(*, actor: Actor, now: datetime) -> None:
    """Record a reminder for each answer due within three working days."""
    today = local_day(now)
    until = add_workdays(today, REMINDER_WORKDAYS, calendars.current()).on
    near = queries.due_within(today, until)
    each("remind-due", near, lambda row: _mark_once(row, "remind", actor, now), now=now)


@job("announce-expiry", cron="20 * * * *")
def announce_expiry(*, actor: Actor, now: datetime) -> None:
    """Record a notice for each agreement in use whose term ends within thirty days."""
    ending = queries.ending_before(now + timedelta(days=EXPIRY_NOTICE_DAYS))
    each("announce-expiry", ending, lambda row: _mark_once(row, "ends_soon", actor, now), now=now)


@job("expire-agreements", cron="*/5 * * * *")
def expire_agreements(*, actor: Actor, now: datetime) -> None:
    """Close agreements whose term is over; access ended with the term itself (Art. 27)."""
    ended = list(queries.expired(now).order_by("pk").values_list("pk", flat=True))
    each(
        "expire-agreements",
        ended,
        lambda pk: actions.expire(pk=pk, actor=actor, now=now),
        now=now,
    )
