"""deliver(): permit from the gate, run, count, receipt, audit; load(): a new data version."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction
from django.db.models import F

from catalog.directories.models import DataResource, DataVersion
from portal.audit import chain
from portal.regulation import articles, reasons
from portal.regulation import provision as provision_rules
from portal.regulation import resource as resource_rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.transition import act
from requests_app.delivery import backends, plan, warehouse
from requests_app.delivery.models import Delivery, Operation, QuotaDay
from requests_app.delivery.permit import Permit, mint
from requests_app.delivery.values import parse
from requests_app.sharing import actions as sharing
from requests_app.sharing import queries
from requests_app.sharing.models import SharingAgreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of an application system: which agreement, why, and what it asks for."""

    agreement_id: int
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


def _spend(agreement: SharingAgreement, now: datetime) -> None:
    """Count the call against the day's quota: one conditional UPDATE, exact under any parallelism.

    :raises Refused: the quota of the day is used up.
    """
    today = QuotaDay.objects.filter(
        agreement_id=agreement.pk, day=local_day(now), used__lt=agreement.daily_quota
    )
    if today.update(used=F("used") + 1):
        return
    QuotaDay.objects.get_or_create(agreement_id=agreement.pk, day=local_day(now))
    if not today.update(used=F("used") + 1):
        raise Refused(reasons.QUOTA_SPENT, is_right_missing=True)


def _content_digest(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    body = orjson.dumps([columns, rows], default=str)
    return hashlib.sha256(body).hexdigest()


def _receipt(
    call: Call,
    permit: Permit,
    agreement: SharingAgreement,
    columns: tuple[str, ...],
    rows: list[tuple[Any, ...]],
    *,
    row_count: int,
    actor: Actor,
    now: datetime,
) -> Delivery:
    number = f"DR-{agreement.public_number[3:]}-{secrets.token_hex(8)}"
    delivery = Delivery.objects.create(
        receipt_number=number,
        agreement=agreement,
        agreement_version=permit.agreement_version,
        data_version_id=permit.data_version_id,
        client_id=permit.client_id,
        operation=call.operation,
        purpose=permit.purpose,
        case_number=permit.case_number,
        columns=list(columns),
        row_count=row_count,
        content_digest=_content_digest(columns, rows),
        delivered_at=now,
    )
    _audit(
        "delivery.deliver",
        call,
        agreement,
        actor,
        now,
        {
            "receipt": number,
            "rows": row_count,
            "columns": list(columns),
            "content": delivery.content_digest,
        },
    )
    return delivery


def _audit(
    name: str,
    call: Call,
    agreement: SharingAgreement,
    actor: Actor,
    now: datetime,
    details: Mapping[str, Any],
) -> None:
    chain.append(
        name=name,
        subject_type=agreement._meta.label_lower,
        subject_id=agreement.pk,
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


def _verify_first_delivery(agreement: SharingAgreement, now: datetime) -> None:
    """The first delivery that gave rows out ends the supply period (Art. 22)."""
    task = agreement.provision_task
    if task.status != provision_rules.State.OPEN:
        return
    try:
        sharing.verify(pk=task.pk, actor=Actor.system("first-delivery"), now=now)
    except Refused as refused:
        # Another call, answered at the same moment, was the first.
        if refused.reason is not reasons.WRONG_STATE:
            raise


def _run(call: Call, permit: Permit) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Columns and rows, the row number first in each."""
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
    return tuple(column.name for column in ready.columns), backends.run(ready)


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

    All in one transaction: no receipt, no rows. A refusal is recorded too (Arts 22, 25, 29).

    :raises Refused: state, grant, term, purpose, case, column or quota forbid the call.
    """
    try:
        with transaction.atomic():
            return _deliver(call, actor, now)
    except Refused as refusal:
        _record_refusal(call, refusal, actor, now)
        raise


def _agreement(call: Call) -> SharingAgreement:
    """The agreement with all that the permit judges, read in the call's own transaction."""
    return queries.for_permit().get(pk=call.agreement_id)


def _record_refusal(call: Call, refusal: Refused, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        _audit(
            "delivery.refuse",
            call,
            _agreement(call),
            actor,
            now,
            {"reason": refusal.reason.code},
        )


def _deliver(call: Call, actor: Actor, now: datetime) -> Delivered:
    agreement = _agreement(call)
    permit = mint(
        agreement=agreement,
        client_id=call.client_id,
        purpose=call.purpose,
        case_number=call.case_number,
        now=now,
    )
    if call.data_version_id not in (None, permit.data_version_id):
        raise Refused(reasons.INVALID_CURSOR)
    columns, found = _run(call, permit)
    more = call.operation == Operation.RECORDS and len(found) > call.limit
    rows = found[: call.limit]
    matches = _compare(call, permit, columns, rows) if call.operation == Operation.VERIFY else None
    given = [] if matches is not None else [row[1:] for row in rows]
    _spend(agreement, now)
    delivery = _receipt(
        call, permit, agreement, columns, given, row_count=len(given), actor=actor, now=now
    )
    if rows:
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
