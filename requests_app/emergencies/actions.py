"""Ask for an emergency release, grant it, end it, fetch under it, review it (Arts 25, 35)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from catalog.directories.models import DirectoryEntry
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.regulation import articles, reasons
from portal.regulation import emergency as rules
from portal.regulation.machine import Transition
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import add_author, yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.delivery import backends, plan
from requests_app.delivery.receipts import content_digest, key_marks
from requests_app.emergencies import permit, queries
from requests_app.emergencies.models import EmergencyDelivery, EmergencyRelease, ReleasedItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: the emergency and its case, columns, one system, one purpose, hours."""

    emergency: str
    case_number: str
    columns: tuple[str, ...]
    system_id: int
    purpose: str
    hours: int


def ask_release(*, entry_id: int, wanted: Wanted, actor: Actor, now: datetime) -> EmergencyRelease:
    """The head of the requester's office asks for data at once, for hours (Art. 25).

    :raises Refused: the entry is withheld or the own one, one is under way, nobody could review
        it, or emergency, columns, system or hours are not as they must be.
    """
    with transaction.atomic():
        found = DirectoryEntry.objects.select_related("provider__region", "live_version")
        # Locked, so that of two who ask at once the second is told of the first.
        entries = found.select_for_update(of=("self",))
        entry = entries.filter(pk=entry_id, published_at__isnull=False).first()
        release = None if entry is None else queries.probe(entry, actor, now=now)
        if entry is None or release is None:
            raise Refused(reasons.NOT_FOUND)
        system = queries.own_system(release.requester_id, wanted.system_id)
        known = {item.column_name: item for item in queries.columns_offered(entry, actor, now=now)}
        named = dict.fromkeys(wanted.columns)
        release.public_number = yearly_number("ER", release.requester.code, local_day(now))
        # The gate refuses where either is not there.
        release.entry_version = entry.live_version  # type: ignore[assignment]
        release.system = system  # type: ignore[assignment]
        release.purpose = wanted.purpose
        release.emergency = wanted.emergency.strip()
        release.case_number = wanted.case_number.strip()
        release.hours = wanted.hours
        release.participant_ids = add_author([], actor.user_id)
        open_matter(
            rules.ASK_RELEASE,
            release,
            actor=actor,
            now=now,
            inputs={
                "emergency": wanted.emergency,
                "case_number": wanted.case_number,
                "columns_are_published": bool(named) and set(named) <= set(known),
                "system_is_own": system is not None,
                "hours": wanted.hours,
            },
            note=release.emergency,
            details={
                "entry": entry.code,
                "case": release.case_number,
                "columns": list(named),
                "system": system.code if system else "",
                "purpose": wanted.purpose,
                "hours": wanted.hours,
            },
        )
        ReleasedItem.objects.bulk_create(
            ReleasedItem(release=release, item=known[name]) for name in named
        )
    return release


def withdraw_release(*, pk: int, actor: Actor, now: datetime) -> None:
    """The requester needs it no more before anybody decided."""
    with transition(rules.WITHDRAW_RELEASE, model=EmergencyRelease, pk=pk, actor=actor, now=now):
        pass


def grant_release(*, pk: int, actor: Actor, now: datetime) -> None:
    """The provider's office head, or the authority, grants it; its hours begin now (Art. 21).

    Nobody grants what his own department or he himself asked for, and nothing that is withheld.
    """
    with transaction.atomic():
        known = EmergencyRelease.objects.filter(pk=pk).first()
        if known is None:
            raise Refused(reasons.NOT_FOUND)
        # The class is judged under the entry's lock: whoever withholds it meanwhile comes later.
        DirectoryEntry.objects.select_for_update().get(pk=known.entry_id)
        with transition(
            rules.GRANT_RELEASE, model=EmergencyRelease, pk=pk, actor=actor, now=now
        ) as release:
            release.granted_by_id = actor.department_id
            release.granted_at = now
            release.ends_at = now + timedelta(hours=release.hours)
            release.participant_ids = add_author(release.participant_ids, actor.user_id)
            release.act_details["ends_at"] = release.ends_at.isoformat()


def refuse_release(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """It is not granted, with the reason; a sharing request stays open to the requester."""
    with transition(
        rules.REFUSE_RELEASE,
        model=EmergencyRelease,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as release:
        release.refusal_text = note.strip()


def end_release(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """End it before its hours are over; the next call is refused."""
    with transition(
        rules.END_RELEASE,
        model=EmergencyRelease,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as release:
        release.ends_at = now


def expire(*, pk: int, actor: Actor, now: datetime) -> None:
    """Note that the hours are over, so that both bodies are told; they ended it by themselves."""
    with transition(rules.EXPIRE, model=EmergencyRelease, pk=pk, actor=actor, now=now):
        pass


def _review(rule: Transition, pk: int, finding: str, actor: Actor, now: datetime) -> None:
    with transition(
        rule,
        model=EmergencyRelease,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"finding": finding},
        note=finding,
    ) as release:
        release.finding = finding.strip()
        release.reviewed_at = now
        release.participant_ids = add_author(release.participant_ids, actor.user_id)


def find_justified(*, pk: int, finding: str, actor: Actor, now: datetime) -> None:
    """The body that did not grant it finds that the emergency justified it (Art. 35)."""
    _review(rules.FIND_JUSTIFIED, pk, finding, actor, now)


def find_unjustified(*, pk: int, finding: str, actor: Actor, now: datetime) -> None:
    """It finds that nothing justified it; a possible breach is recorded from that (Art. 40)."""
    _review(rules.FIND_UNJUSTIFIED, pk, finding, actor, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One call of the system named: which release, why, which columns, from which row."""

    number: str
    client_id: int
    purpose: str
    case_number: str
    fields: tuple[str, ...] = ()
    after: int = 0
    limit: int = 100
    data_version_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page of what is released: columns, rows, where to go on, and the receipt."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    after: int | None
    data_version_id: int
    receipt_number: str


def fetch(*, call: Fetch, actor: Actor, now: datetime) -> Fetched:
    """Give out what the release names; receipt and audit event are stored before it leaves.

    A refusal is recorded too.

    :raises Refused: the actor's department has no such release; or state, hours, system, purpose,
        case, column or a stop forbid the call.
    """
    release = queries.received_by(actor, call.number)
    if release is None:
        raise Refused(reasons.NOT_FOUND)
    try:
        return _fetch(call, release, actor, now)
    except Refused as refusal:
        details = {"reason": refusal.reason.code}
        event = _event("emergencyrelease.refuse_fetch", call, release, actor, now, details)
        chain.INSERT.save(event)
        raise


def _fetch(call: Fetch, release: Any, actor: Actor, now: datetime) -> Fetched:
    items = queries.released_columns(release)
    source = queries.source_of(release, [item.column_name for item in items])
    granted = permit.mint(
        release,
        source=source,
        items=items,
        client_id=call.client_id,
        purpose=call.purpose,
        case_number=call.case_number,
        stop=release.with_stop,
        now=now,
    )
    if call.data_version_id not in (None, granted.data_version_id):
        raise Refused(reasons.INVALID_CURSOR)
    ready = plan.build(granted, fields=call.fields, page=plan.Page(call.after, call.limit + 1))
    found = backends.run(ready)
    read = found[: call.limit]
    columns = tuple(column.name for column in ready.columns)
    rows = [row[1 : len(columns) + 1] for row in read]
    delivery = EmergencyDelivery(
        receipt_number=f"EE-{release.public_number[3:]}-{secrets.token_hex(8)}",
        release=release,
        data_version_id=granted.data_version_id,
        client_id=call.client_id,
        columns=list(columns),
        row_count=len(rows),
        content_digest=content_digest(columns, rows),
        record_marks=key_marks(release.entry_id, ready, read),
        delivered_at=now,
    )
    details = {
        "receipt": delivery.receipt_number,
        "rows": delivery.row_count,
        "columns": delivery.columns,
        "content": delivery.content_digest,
    }
    with transaction.atomic():
        delivery.save()
        event = _event("emergencyrelease.fetch", call, release, actor, now, details)
        chain.INSERT.save(event)
    return Fetched(
        columns=columns,
        rows=rows,
        after=read[-1][0] if len(found) > call.limit else None,
        data_version_id=granted.data_version_id,
        receipt_number=delivery.receipt_number,
    )


def _event(
    name: str,
    call: Fetch,
    release: EmergencyRelease,
    actor: Actor,
    now: datetime,
    details: Mapping[str, Any],
) -> AuditEvent:
    """What the call was, for the audit; not yet written."""
    return chain.event(
        name=name,
        subject_type=EmergencyRelease._meta.label_lower,
        subject_id=release.pk,
        subject_number=release.public_number,
        from_status=release.status,
        to_status=release.status,
        article=articles.A25.paragraph(1).code,
        **{**actor.recorded(), "client_id": call.client_id},
        occurred_at=now,
        details=dict(details),
    )
