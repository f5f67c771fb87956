"""What a return may read: every column, and the rows of the lower department's region."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.directories.models import DataItem, DataVersion
from portal.regulation import reasons
from portal.regulation import return_flow as rules
from portal.workflow.decision import Refused
from requests_app.delivery.permit import Column, Permitted, region_limit
from requests_app.return_flow.models import ReturnFlow, ReturnRun


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPermit(Permitted):
    """What the system of a lower department gets under one return flow, at one moment."""

    flow_id: int
    flow_version: int

    @property
    def key(self) -> tuple[Hashable, ...]:
        """The flow, its version and the table; agreements have keys without a word."""
        return ("return", self.flow_id, self.flow_version, self.table)


def _permit(
    flow: ReturnFlow,
    *,
    table: str,
    data_version_id: int,
    columns: tuple[Column, ...],
    region_column: str,
    now: datetime,
) -> ReturnPermit:
    limit = region_limit(region_column, [flow.requester.region.code])
    return ReturnPermit(
        flow_id=flow.pk,
        flow_version=flow.lock_version,
        client_id=flow.system_id,
        data_version_id=data_version_id,
        table=table,
        columns=columns,
        rows=(limit,),
        minted_at=now,
    )


def _columns(version: DataVersion, items: list[DataItem]) -> tuple[Column, ...]:
    """All that was loaded, in the entry's order: a return leaves nothing out (Art. 24)."""
    held = [item for item in items if item.column_name in version.columns]
    return tuple(Column(item.column_name, item.data_type, item.is_key) for item in held)


def to_hand_over(flow: ReturnFlow, version: DataVersion, *, now: datetime) -> ReturnPermit:
    """The permit of a run: it reads the source's present data version.

    :raises Refused: the data loaded lack the column that holds the region.
    """
    items = list(flow.entry.live.items.exclude(column_name="").order_by("position"))
    columns = _columns(version, items)
    if flow.region_column not in {column.name for column in columns}:
        raise Refused(reasons.NO_REGION_COLUMN)
    return _permit(
        flow,
        table=version.table_name,
        data_version_id=version.pk,
        columns=columns,
        region_column=flow.region_column,
        now=now,
    )


def to_fetch(
    flow: ReturnFlow, run: ReturnRun | None, *, client_id: int, stop: int | None, now: datetime
) -> ReturnPermit:
    """The permit of a fetch, judged now: state, system, hand-over. Art. 24 asks nothing more.

    :param stop: id of the authority's stop in force over it, None where there is none.

    :raises Refused: one of them does not hold; nothing is read then.
    """
    if flow.status != rules.State.RUNNING:
        raise Refused(reasons.RETURN_NOT_RUNNING, is_right_missing=True)
    if client_id != flow.system_id or not flow.system.is_active:
        raise Refused(reasons.NO_GRANT, is_right_missing=True)
    if stop is not None:
        raise Refused(reasons.DELIVERY_STOPPED, is_right_missing=True)
    if run is None or run.dropped_at is not None:
        raise Refused(reasons.NOTHING_HANDED_OVER)
    return _permit(
        flow,
        table=run.table_name,
        data_version_id=run.data_version_id,
        columns=columns_of(run),
        region_column=run.region_column,
        now=now,
    )


def stored(columns: tuple[Column, ...]) -> list[dict[str, Any]]:
    """Columns as a hand-over keeps them."""
    return [{"name": each.name, "type": each.data_type, "is_key": each.is_key} for each in columns]


def columns_of(run: ReturnRun) -> tuple[Column, ...]:
    """The columns of a hand-over."""
    return tuple(Column(each["name"], each["type"], each["is_key"]) for each in run.columns)
