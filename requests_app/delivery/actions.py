"""deliver(): permit from the gate, run, count, receipt, audit; load(): a new data version."""

import secrets
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import DateField, F, QuerySet

from catalog.directories.models import DataResource, DataVersion
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.regulation import articles, reasons
from portal.regulation import provision as provision_rules
from portal.regulation import resource as resource_rules
from portal.regulation.item_values import parse
from portal.statements import Bound, CountedInsert, InsertStatement, UpdateStatement, whole
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.transition import act
from requests_app.delivery import backends, plan, warehouse
from requests_app.delivery.models import Delivery, Operation, QuotaDay
from requests_app.delivery.permit import Permit, mint
from requests_app.delivery.receipts import content_digest, key_marks
from requests_app.sharing import actions as sharing
from requests_app.sharing import queries
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.queries import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of an application system: which agreement, why, and what it asks for."""

    number: str
    client_id: int
    operation: str
    purpose: str
    case_number: str
    fields: tuple[str, ...] = ()
    filters: tuple[plan.Filter, ...] = ()
    after: int = 0
    limit: int = 100
    data_version_id: int | None = None
    expected: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a call gives out: columns, rows, where to go on, and the receipt."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    after: int | None
    data_version_id: int
    receipt_number: str
    matches: Mapping[str, bool] | None = None


def _one_more() -> tuple[QuerySet[QuotaDay], dict[str, Any]]:
    today = QuotaDay.objects.filter(
        agreement_id=whole("agreement_id"), day=Bound("day", DateField()), used__lt=whole("quota")
    )
    return today, {"used": F("used") + 1}


#: Counted against the day's quota with receipt and audit event: one conditional UPDATE, exact
#: under any parallelism, and without it neither of the others.
_GIVE = CountedInsert(UpdateStatement(_one_more), InsertStatement(Delivery), chain.INSERT)


def _give(agreement: Standing, delivery: Delivery, event: AuditEvent) -> None:
    """Count the call, and write its receipt and its audit event: all of them or none.

    :raises Refused: the quota of the day is used up.
    """
    day = local_day(delivery.delivered_at)
    agreement_id = agreement.agreement_id
    today = {"agreement_id": agreement_id, "day": day, "quota": agreement.daily_quota}
    if _GIVE.save(delivery, event, **today):
        return
    QuotaDay.objects.get_or_create(agreement_id=agreement_id, day=day)
    if not _GIVE.save(delivery, event, **today):
        raise Refused(reasons.QUOTA_SPENT, is_right_missing=True)


def _receipt(
    call: Call,
    permit: Permit,
    agreement: Standing,
    columns: tuple[str, ...],
    rows: list[tuple[Any, ...]],
    *,
    marks: list[str],
    actor: Actor,
    now: datetime,
) -> Delivery:
    """The receipt of what is given out, counted and recorded.

    :param marks: those of the records read, also where only yes or no leaves.

    :raises Refused: the quota of the day is used up.
    """
    delivery = Delivery(
        receipt_number=f"DR-{agreement.public_number[3:]}-{secrets.token_hex(8)}",
        agreement_id=agreement.agreement_id,
        agreement_version=permit.agreement_version,
        data_version_id=permit.data_version_id,
        client_id=permit.client_id,
        operation=call.operation,
        purpose=permit.purpose,
        case_number=permit.case_number,
        columns=list(columns),
        row_count=len(rows),
        content_digest=content_digest(columns, rows),
        record_marks=marks,
        delivered_at=now,
    )
    details = {
        "receipt": delivery.receipt_number,
        "rows": delivery.row_count,
        "columns": delivery.columns,
        "content": delivery.content_digest,
    }
    _give(agreement, delivery, _event("delivery.deliver", call, agreement, actor, now, details))
    return delivery


def _event(
    name: str,
    call: Call,
    agreement: Standing,
    actor: Actor,
    now: datetime,
    details: Mapping[str, Any],
) -> AuditEvent:
    """What the call was, for the audit; not yet written."""
    return chain.event(
        name=name,
        subject_type=SharingAgreement._meta.label_lower,
        subject_id=agreement.agreement_id,
        subject_number=agreement.public_number,
        from_status=agreement.status,
        to_status=agreement.status,
        article=articles.A22.paragraph(1).code,
        # The system that called, as the call names it: the permit judges that one.
        **{**actor.recorded(), "client_id": call.client_id},
        occurred_at=now,
        details={
            "operation": call.operation,
            "purpose": _storable(call.purpose[:40]),
            "case": _storable(call.case_number[:100]),
            **details,
        },
    )


def _storable(text: str) -> str:
    """What a refused caller typed, without the one character that no column takes."""
    return text.replace("\x00", "\ufffd")


def _hold(agreement: Standing) -> None:
    """Lock the agreement before its task, as every step on it does.

    The receipt's own reference to it is checked only when the transaction ends.
    """
    row = SharingAgreement.objects.select_for_update(no_key=True, of=("self",))
    row.values_list("pk").get(pk=agreement.agreement_id)


def _verify_first_delivery(agreement: Standing, now: datetime) -> None:
    """The first delivery that gave rows out ends the supply period (Art. 22)."""
    try:
        sharing.verify(
            pk=agreement.provision_task_id, actor=Actor.system("first-delivery"), now=now
        )
    except Refused as refused:
        # Another call, answered at the same moment, was the first.
        if refused.reason is not reasons.WRONG_STATE:
            raise


def _run(call: Call, permit: Permit) -> tuple[plan.Plan, list[tuple[Any, ...]]]:
    """The plan and its rows, the row number first in each."""
    limit = call.limit + 1 if call.operation == Operation.RECORDS else 2
    filters = tuple(
        plan.Filter(one.column, one.comparison, _typed(permit, one.column, one.value))
        for one in call.filters
    )
    ready = plan.build(
        permit,
        fields=call.fields,
        filters=filters,
        page=plan.Page(call.after, limit),
    )
    return ready, backends.run(ready)


def _typed(permit: Permit, column: str, text: str) -> Any:
    """The value a caller states for a granted column, read as the column's type.

    :raises Refused: the column is not agreed, or the text is no value of its type.
    """
    try:
        return parse(text, permit.column(column).data_type)
    except ValueError as error:
        raise Refused(reasons.INVALID_INPUT, details=(column,)) from error


def _compare(
    call: Call, permit: Permit, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> dict[str, bool]:
    """Yes or no for each field stated; no value leaves."""
    expected = call.expected or {}
    found = rows[0][1:] if rows else ()
    held = dict(zip(columns, found, strict=True)) if found else {}
    matches = {
        name: bool(held) and held.get(name) == _typed(permit, name, str(value))
        for name, value in expected.items()
    }
    return {"subject": bool(rows), **matches}


def deliver(*, call: Call, actor: Actor, now: datetime) -> Delivered:
    """Give out what the agreement permits, and nothing else; count, receipt and audit with it.

    Those three are one statement, stored before any row leaves: no receipt, no rows. A refusal is
    recorded too (Arts 22, 25, 29).

    :raises Refused: the actor's department has no such agreement; or state, grant, term, purpose,
        case, column or quota forbid the call.
    """
    agreement = queries.standing(actor, call.number)
    if agreement is None:
        raise Refused(reasons.NOT_FOUND)
    try:
        return _deliver(call, agreement, actor, now)
    except Refused as refusal:
        details = {"reason": refusal.reason.code}
        chain.INSERT.save(_event("delivery.refuse", call, agreement, actor, now, details))
        raise


def _deliver(call: Call, agreement: Standing, actor: Actor, now: datetime) -> Delivered:
    permit = mint(
        agreement=agreement,
        client_id=call.client_id,
        purpose=call.purpose,
        case_number=call.case_number,
        now=now,
    )
    if call.data_version_id not in (None, permit.data_version_id):
        raise Refused(reasons.INVALID_CURSOR)
    ready, found = _run(call, permit)
    columns = tuple(column.name for column in ready.columns)
    more = call.operation == Operation.RECORDS and len(found) > call.limit
    read = found[: call.limit]
    marks = key_marks(agreement.entry_id, ready, read)
    # Keys read for the receipt alone do not leave.
    rows = [row[: len(columns) + 1] for row in read] if ready.keys else read
    matches = _compare(call, permit, columns, rows) if call.operation == Operation.VERIFY else None
    given = [] if matches is not None else [row[1:] for row in rows]
    is_first = bool(rows) and agreement.provision_task_status == provision_rules.State.OPEN
    # The receipt is one statement, and so whole by itself; the first one ends a period with it.
    with transaction.atomic() if is_first else nullcontext():
        if is_first:
            _hold(agreement)
        delivery = _receipt(
            call, permit, agreement, columns, given, marks=marks, actor=actor, now=now
        )
        if is_first:
            _verify_first_delivery(agreement, now)
    return Delivered(
        columns=columns,
        rows=given,
        after=rows[-1][0] if more else None,
        data_version_id=permit.data_version_id,
        receipt_number=delivery.receipt_number,
        matches=matches,
    )


def load(*, pk: int, path: Path, file_name: str, actor: Actor, now: datetime) -> DataVersion:
    """Load a new data version of the resource from a file, and swap it in whole (Arts 18, 22).

    :raises LoadFault: the file cannot be loaded; the present version stays as it is.
    :raises Refused: the actor may not load for this department.
    """
    source = warehouse.read(path)
    with act(
        resource_rules.LOAD,
        model=DataResource,
        pk=pk,
        actor=actor,
        now=now,
        details={"file": file_name, "sha256": source.digest},
    ) as resource:
        number = resource.versions.count() + 1
        table = f"r{resource.pk}_v{number}"
        version = resource.entry.live_version
        if version is None:
            raise Refused(reasons.NOT_PUBLISHED)
        items = list(version.items.exclude(column_name="").order_by("position"))
        rows = warehouse.load(table, source, items)
        loaded = DataVersion.objects.create(
            resource=resource,
            number=number,
            table_name=table,
            columns={item.column_name: backends.column_type(item.data_type) for item in items},
            row_count=rows,
            file_name=file_name[:200],
            file_digest=source.digest,
            loaded_at=now,
        )
        resource.current = loaded
        resource.save(update_fields=["current"])
    return loaded


def drop_replaced(*, pk: int, actor: Actor, now: datetime) -> bool:
    """Drop the table of a data version that was replaced and that nobody reads any more.

    :returns: whether it was dropped; a current or already dropped version is left alone.
    """
    version = DataVersion.objects.select_related("resource").get(pk=pk)
    if version.dropped_at is not None or version.resource.current_id == version.pk:
        return False
    details = {"data_version": version.number, "rows": version.row_count}
    with act(
        resource_rules.DROP_REPLACED,
        model=DataResource,
        pk=version.resource_id,
        actor=actor,
        now=now,
        details=details,
    ) as resource:
        # Judged again under the resource's lock: it may have been dropped or made current.
        version.refresh_from_db()
        if version.dropped_at is not None or resource.current_id == version.pk:
            raise Refused(reasons.WRONG_STATE)
        backends.drop_table(version.table_name)
        version.dropped_at = now
        version.save(update_fields=["dropped_at"])
    return True


def carry_over(*, old_id: int, new_id: int, actor: Actor, now: datetime) -> None:
    """Count the calls of the day on under the agreement that replaces another (Art. 25).

    Without a lock: a call that was judged before is counted where it was judged, and may itself
    be waiting for the old agreement's row.
    """
    for spent in QuotaDay.objects.filter(agreement=old_id, day=local_day(now)):
        QuotaDay.objects.create(
            agreement_id=new_id, day=spent.day, used=spent.used, carried=spent.used
        )
