"""Ask for a return, configure it, start it, hand over, fetch, end (Art. 24)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from catalog.departments.models import Department
from catalog.directories.models import DirectoryEntry
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.regulation import articles, reasons
from portal.regulation import return_flow as rules
from portal.regulation.machine import Transition
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.delivery import backends, plan
from requests_app.delivery.receipts import content_digest, key_marks
from requests_app.return_flow import permit, queries
from requests_app.return_flow.models import ReturnDelivery, ReturnFlow, ReturnRun
from requests_app.return_flow.permit import ReturnPermit

#: How many rows a run reads at once.
BATCH = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What the upper department states; the last three are asked for only to be refused."""

    resource_id: int
    region_column: str
    security_check: str
    checked_on: date
    condition: str = ""
    purpose: str = ""
    approval: str = ""


def ask_return(
    *, entry_id: int, system_id: int, duty: str, actor: Actor, now: datetime
) -> ReturnFlow:
    """Ask the upper department to return what its system collected in the own area (Art. 24).

    :param system_id: the own application system that is to fetch it.
    :raises Refused: the entry is not published or withheld, its provider is no upper department, a
        return is under way, or duty or system are not stated.
    """
    with transaction.atomic():
        found = DirectoryEntry.objects.select_related("provider__region", "live_version")
        # Locked, so that of two who ask at once the second is told of the first.
        entries = found.select_for_update(of=("self",))
        entry = entries.filter(pk=entry_id, published_at__isnull=False).first()
        lower = (
            Department.objects.select_related("region").filter(pk=actor.department_id or 0).first()
        )
        if entry is None or lower is None:
            raise Refused(reasons.NOT_FOUND)
        system = queries.own_system(lower.pk, system_id)
        flow = ReturnFlow(
            public_number=yearly_number("RF", lower.code, local_day(now)),
            entry=entry,
            requester=lower,
            provider=entry.provider,
            system=system,
            duty=duty.strip(),
        )
        open_matter(
            rules.ASK_RETURN,
            flow,
            actor=actor,
            now=now,
            inputs={"duty": duty, "system_is_own": system is not None},
            note=duty,
            details={"entry": entry.code},
        )
    return flow


def name_recipient(*, pk: int, system_id: int, actor: Actor, now: datetime) -> None:
    """Name another own application system to fetch what is returned."""
    system = queries.own_system(actor.department_id or 0, system_id)
    with transition(
        rules.NAME_RECIPIENT,
        model=ReturnFlow,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"system_is_own": system is not None},
    ) as flow:
        # The gate has refused where there is none.
        flow.system = system  # type: ignore[assignment]
        flow.act_details["system"] = flow.system.code


def _configure(
    rule: Transition, pk: int, configuration: Configuration, actor: Actor, now: datetime
) -> None:
    with transaction.atomic():
        known = ReturnFlow.objects.filter(pk=pk).select_related("entry").first()
        if known is None:
            raise Refused(reasons.NOT_FOUND)
        resource = queries.resources_of(known).filter(pk=configuration.resource_id).first()
        columns = queries.region_items(known).values_list("column_name", flat=True)
        inputs = {
            **{name: getattr(configuration, name) for name in rules.FORBIDDEN_TERMS},
            "resource_is_of_entry": resource is not None,
            "column_holds_region": configuration.region_column in set(columns),
            "security_check": configuration.security_check,
            "checked_on": configuration.checked_on,
        }
        with transition(rule, model=ReturnFlow, pk=pk, actor=actor, now=now, inputs=inputs) as flow:
            flow.resource = resource
            flow.region_column = configuration.region_column
            flow.security_check = configuration.security_check.strip()
            flow.checked_on = configuration.checked_on
            flow.act_details.update(
                resource=resource.code if resource else "",
                column=flow.region_column,
                region=flow.requester.region.code,
                checked_on=str(flow.checked_on),
            )


def configure(*, pk: int, configuration: Configuration, actor: Actor, now: datetime) -> None:
    """Configure the return: resource, column of the region, security check; never a condition.

    :raises Refused: a condition, a purpose or an approval is stated (Art. 24), the column holds no
        region, or no security check is recorded.
    """
    _configure(rules.CONFIGURE, pk, configuration, actor, now)


def reconfigure(*, pk: int, configuration: Configuration, actor: Actor, now: datetime) -> None:
    """Change the configuration of a running return, under the same rules and without a break."""
    _configure(rules.RECONFIGURE, pk, configuration, actor, now)


def start(*, pk: int, actor: Actor, now: datetime) -> None:
    """Start the return and hand over the data loaded now; both happen, or neither."""
    with transaction.atomic():
        with transition(rules.START, model=ReturnFlow, pk=pk, actor=actor, now=now):
            pass
        hand_over(pk=pk, actor=Actor.system("return-started"), now=now)


def run(*, pk: int, actor: Actor, now: datetime) -> ReturnRun:
    """Hand over the rows of the lower department's region, as the present data version has them.

    :raises Refused: nothing new is loaded, or the data lack the column of the region.
    """
    return _run(rules.RUN, pk, actor, now)


def hand_over(*, pk: int, actor: Actor, now: datetime) -> ReturnRun:
    """The same, by time itself, as soon as a data version is loaded."""
    return _run(rules.HAND_OVER, pk, actor, now)


def _run(rule: Transition, pk: int, actor: Actor, now: datetime) -> ReturnRun:
    with transition(rule, model=ReturnFlow, pk=pk, actor=actor, now=now) as flow:
        version = queries.current_version(flow)
        granted = permit.to_hand_over(flow, version, now=now)
        number = flow.runs.count() + 1
        table = f"f{flow.pk}_n{number}"
        with backends.long_statement():
            owed = backends.run(plan.count(granted))[0][0]
            stored = _store(table, granted)
        made = ReturnRun.objects.create(
            flow=flow,
            number=number,
            data_version=version,
            region_column=flow.region_column,
            table_name=table,
            columns=permit.stored(granted.columns),
            rows_owed=owed,
            rows_stored=stored,
            handed_over_at=now,
        )
        flow.act_details.update(
            handover=number, data_version=version.number, owed=owed, stored=stored
        )
    return made


def _store(table: str, granted: ReturnPermit) -> int:
    """Write the permitted rows to a table of their own, numbered from one without a gap."""
    columns = [(column.name, column.data_type) for column in granted.columns]
    backends.create_table(table, columns)
    written = after = 0
    while True:
        # Read, then written: one connection cannot do both at once.
        rows = backends.run(plan.build(granted, page=plan.Page(after, BATCH)))
        numbered = ([written + place, *row[1:]] for place, row in enumerate(rows, start=1))
        written += backends.copy_rows(table, columns, numbered)
        if len(rows) < BATCH:
            backends.index_columns(table, [])
            return written
        after = rows[-1][0]


def drop_handover(*, pk: int, run_id: int, actor: Actor, now: datetime) -> None:
    """Drop the table of a hand-over that a newer one replaced, or whose flow has ended."""
    with transition(rules.DROP_HANDOVER, model=ReturnFlow, pk=pk, actor=actor, now=now) as flow:
        old = queries.replaced_before(now).filter(pk=run_id, flow=flow).first()
        if old is None:
            raise Refused(reasons.WRONG_STATE)
        backends.drop_table(old.table_name)
        old.dropped_at = now
        old.save(update_fields=["dropped_at"])
        flow.act_details["handover"] = old.number


def end(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """End the return, because the department that asked for it needs it no more."""
    with transition(
        rules.END, model=ReturnFlow, pk=pk, actor=actor, now=now, inputs={"note": note}, note=note
    ):
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One call of the lower department's system: which flow, which hand-over, from which row."""

    number: str
    client_id: int
    run: int | None = None
    after: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page of a hand-over: columns, rows, where to go on, and the receipt."""

    run: int
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    after: int | None
    receipt_number: str


def fetch(*, call: Fetch, actor: Actor, now: datetime) -> Fetched:
    """Give out a page of a hand-over; its receipt and its audit event are stored before it leaves.

    A refusal is recorded too.

    :raises Refused: the actor's department has no such return; or state, system or hand-over
        forbid the call.
    """
    flow = queries.received_by(actor, call.number)
    if flow is None:
        raise Refused(reasons.NOT_FOUND)
    try:
        return _fetch(call, flow, actor, now)
    except Refused as refusal:
        details = {"reason": refusal.reason.code}
        chain.INSERT.save(_event("returnflow.refuse_fetch", call, flow, actor, now, details))
        raise


def _fetch(call: Fetch, flow: Any, actor: Actor, now: datetime) -> Fetched:
    source = queries.run_to_fetch(flow, call.run)
    granted = permit.to_fetch(flow, source, client_id=call.client_id, stop=flow.with_stop, now=now)
    if source is None:
        raise Refused(reasons.NOTHING_HANDED_OVER)
    ready = plan.build(granted, page=plan.Page(call.after, call.limit + 1))
    found = backends.run(ready)
    read = found[: call.limit]
    columns = tuple(column.name for column in ready.columns)
    rows = [row[1:] for row in read]
    delivery = ReturnDelivery(
        receipt_number=f"RR-{flow.public_number[3:]}-{secrets.token_hex(8)}",
        run=source,
        client_id=call.client_id,
        first_row=read[0][0] if read else call.after + 1,
        row_count=len(rows),
        content_digest=content_digest(columns, rows),
        record_marks=key_marks(flow.entry_id, ready, read),
        delivered_at=now,
    )
    details = {
        "receipt": delivery.receipt_number,
        "handover": source.number,
        "rows": delivery.row_count,
        "content": delivery.content_digest,
    }
    with transaction.atomic():
        delivery.save()
        chain.INSERT.save(_event("returnflow.fetch", call, flow, actor, now, details))
    return Fetched(
        run=source.number,
        columns=columns,
        rows=rows,
        after=read[-1][0] if len(found) > call.limit else None,
        receipt_number=delivery.receipt_number,
    )


def _event(
    name: str,
    call: Fetch,
    flow: ReturnFlow,
    actor: Actor,
    now: datetime,
    details: Mapping[str, Any],
) -> AuditEvent:
    """What the call was, for the audit; not yet written."""
    return chain.event(
        name=name,
        subject_type=ReturnFlow._meta.label_lower,
        subject_id=flow.pk,
        subject_number=flow.public_number,
        from_status=flow.status,
        to_status=flow.status,
        article=articles.A24.code,
        **{**actor.recorded(), "client_id": call.client_id},
        occurred_at=now,
        details=dict(details),
    )
