"""Permit: columns, rows, purpose and end at one moment; the only value a query is built from."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.regions.models import Region
from portal.regulation import agreement as agreement_rules
from portal.regulation import reasons
from portal.regulation.vocabulary import RowRuleKind
from portal.workdays.arithmetic import local_day
from portal.workflow.decision import Refused
from requests_app.sharing.models import AgreedItem, AgreedRows
from requests_app.sharing.queries import Standing

#: Endings that everyday names of regions drop: 浦东新区 → 浦东.
_REGION_ENDINGS = ("新区", "地区", "街道", "区", "县", "市", "镇", "乡")


@dataclass(frozen=True, slots=True)
class Column:
    """A granted column: its name in the table, its type, and whether subjects are found by it."""

    name: str
    data_type: str
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class RowLimit:
    """Rows whose column has one of the values, or begins with one of the prefixes. NULL is out."""

    column: str
    values: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted(ABC):
    """What one application system may read at one moment: a table, its columns and its rows.

    The only value a query is built from; frozen, and minted by a domain's own gate.
    """

    client_id: int
    data_version_id: int
    table: str
    columns: tuple[Column, ...]
    rows: tuple[RowLimit, ...]
    minted_at: datetime

    @property
    @abstractmethod
    def key(self) -> tuple[Hashable, ...]:
        """What a compiled query depends on; no two permits of different columns share it."""

    def column(self, name: str) -> Column:
        """The granted column of that name.

        :raises Refused: the column is not among those agreed; whether it exists is not said.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise Refused(reasons.COLUMN_NOT_AGREED, is_right_missing=True, details=(name,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit(Permitted):
    """What one application system may fetch under one agreement, at one moment."""

    agreement_id: int
    agreement_version: int
    purpose: str
    case_number: str
    valid_until: datetime

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Agreement, its version and the data version."""
        return (self.agreement_id, self.agreement_version, self.data_version_id)


def _region_names(region: Region) -> tuple[str, ...]:
    names = [region.name]
    for ending in _REGION_ENDINGS:
        if region.name.endswith(ending) and len(region.name) > len(ending) + 1:
            names.append(region.name[: -len(ending)])
            break
    return tuple(names)


def region_limit(column: str, codes: Sequence[str]) -> RowLimit:
    """A region rule covers codes at or below each region, and its full or everyday name."""
    names: list[str] = []
    prefixes: list[str] = []
    for region in Region.objects.filter(code__in=list(codes), effective_to=None):
        names.extend(_region_names(region))
        code = region.code
        while len(code) > 2 and code.endswith("00") and len(code) <= 6:
            code = code[:-2]
        prefixes.append(code)
    return RowLimit(column, values=tuple(names), prefixes=tuple(prefixes))


def _row_limits(agreement_id: int) -> tuple[RowLimit, ...]:
    limits = []
    rules = AgreedRows.objects.filter(agreement_id=agreement_id)
    for rule in rules.select_related("item").order_by("pk"):
        if rule.kind == RowRuleKind.REGION:
            limits.append(region_limit(rule.item.column_name, rule.values))
        else:
            limits.append(RowLimit(rule.item.column_name, values=tuple(rule.values)))
    return tuple(limits)


def _columns(agreement_id: int) -> tuple[Column, ...]:
    agreed = AgreedItem.objects.filter(agreement_id=agreement_id)
    return tuple(
        Column(row.item.column_name, row.item.data_type, row.item.is_key)
        for row in agreed.select_related("item").order_by("item__position")
    )


#: The unchanging part of a permit, by agreement and its version: columns and rows are written
#: when the agreement is concluded and never edited, so they are read once per process.
_terms: dict[tuple[int, int], tuple[tuple[Column, ...], tuple[RowLimit, ...]]] = {}
_TERMS_KEPT = 2000


def _terms_of(agreement: Standing) -> tuple[tuple[Column, ...], tuple[RowLimit, ...]]:
    key = (agreement.agreement_id, agreement.lock_version)
    if key not in _terms:
        if len(_terms) >= _TERMS_KEPT:
            _terms.clear()
        _terms[key] = (_columns(agreement.agreement_id), _row_limits(agreement.agreement_id))
    return _terms[key]


def _refuse_unless_in_force(agreement: Standing, client_id: int, now: datetime) -> None:
    """Grant, state and term, each with its own reason; all of them refuse with 403."""
    if agreement.status == agreement_rules.State.SUSPENDED:
        _refuse_if_basis_lapsed(agreement, now)
    if agreement.status != agreement_rules.State.IN_USE:
        expired = now >= agreement.valid_until
        reason = reasons.AGREEMENT_EXPIRED if expired else reasons.NOT_IN_USE
        raise Refused(reason, is_right_missing=True)
    _refuse_if_basis_lapsed(agreement, now)
    is_recipient = agreement.system_id == client_id and agreement.system_is_active
    if not is_recipient or agreement.grant is None:
        raise Refused(reasons.NO_GRANT, is_right_missing=True)
    if now < agreement.valid_from:
        raise Refused(reasons.AGREEMENT_NOT_YET, is_right_missing=True)
    if now >= agreement.valid_until:
        raise Refused(reasons.AGREEMENT_EXPIRED, is_right_missing=True)


def _refuse_if_basis_lapsed(agreement: Standing, now: datetime) -> None:
    """From the day of the repeal on, whether or not any job has suspended the agreement."""
    day = agreement.basis_lapses_on
    if day is not None and local_day(now) >= day and now < agreement.valid_until:
        raise Refused(reasons.BASIS_LAPSED, is_right_missing=True)


def _refuse_if_stopped(agreement: Standing, purpose: str) -> None:
    """What the authority has stopped stays stopped, whatever else holds (Arts 29, 35)."""
    if {"", purpose} & set(agreement.stopped_purposes):
        raise Refused(reasons.DELIVERY_STOPPED, is_right_missing=True)


def _refuse_unless_purpose_fits(agreement: Standing, purpose: str, case_number: str) -> None:
    if not purpose or not case_number.strip():
        raise Refused(reasons.NO_PURPOSE, is_right_missing=True)
    if purpose not in (agreement.purpose, *agreement.further_purposes):
        raise Refused(reasons.PURPOSE_NOT_AGREED, is_right_missing=True)
    if len(case_number) > 100 or not case_number.isprintable():
        raise Refused(reasons.CASE_NUMBER_INVALID, is_right_missing=True)


type _Loaded = tuple[int, tuple[Column, ...], tuple[RowLimit, ...]]


def _loaded_terms(agreement: Standing) -> _Loaded:
    """The data version that is current, and columns and rows agreed, all of which it has."""
    if agreement.data_version_id is None:
        raise Refused(reasons.NOTHING_LOADED, is_right_missing=True)
    columns, rows = _terms_of(agreement)
    needed = {column.name for column in columns} | {limit.column for limit in rows}
    if not needed <= set(agreement.columns or ()):
        raise Refused(reasons.NOTHING_LOADED, is_right_missing=True)
    return agreement.data_version_id, columns, rows


def look_terms(agreement: Standing, now: datetime) -> _Loaded:
    """What the named system would receive now, for a look, which has neither purpose nor case.

    :raises Refused: a call would be refused, whatever purpose it stated.
    """
    _refuse_unless_in_force(agreement, agreement.system_id or 0, now)
    _refuse_if_stopped(agreement, agreement.purpose)
    return _loaded_terms(agreement)


def mint(
    *,
    agreement: Standing,
    client_id: int,
    purpose: str,
    case_number: str,
    now: datetime,
) -> Permit:
    """The permit for one call, judged now (Arts 22, 25, 27, 29).

    State, grant, term, the authority's stops, purpose and case.

    :raises Refused: any of them does not hold; nothing is read then.
    """
    _refuse_unless_in_force(agreement, client_id, now)
    _refuse_if_stopped(agreement, purpose)
    _refuse_unless_purpose_fits(agreement, purpose, case_number)
    data_version_id, columns, rows = _loaded_terms(agreement)
    return Permit(
        agreement_id=agreement.agreement_id,
        agreement_version=agreement.lock_version,
        client_id=client_id,
        data_version_id=data_version_id,
        table=agreement.table_name or "",
        columns=columns,
        rows=rows,
        purpose=purpose,
        case_number=case_number.strip(),
        valid_until=agreement.valid_until,
        minted_at=now,
    )
