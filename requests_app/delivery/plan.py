"""Permit to SQL: projection, row limits, filters, keyset and limit; pure, values always bound."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from requests_app.delivery.permit import Column, Permitted, RowLimit

WAREHOUSE = "warehouse"
#: The column every warehouse table has: the row's place in the file, the keyset's key.
ROW_NUMBER = "_row"
#: Comparisons a filter may use on a granted column.
COMPARISONS: Mapping[str, type[exp.Binary]] = {
    "": exp.EQ,
    "gte": exp.GTE,
    "lte": exp.LTE,
}
_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition the caller adds, on a granted column only."""

    column: str
    comparison: str
    value: Any


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of those permitted: after a row number, at most so many."""

    after: int
    limit: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A query ready to run: SQL text with placeholders, and the values bound to them.

    Each row has its number first, then ``columns``, then those of ``keys``, which only the receipt
    needs: granted keys that were not asked for.
    """

    sql: str
    values: dict[str, Any]
    columns: tuple[Column, ...]
    keys: tuple[Column, ...]


class _Compiled:
    """SQL texts by agreement version, data version and shape; the oldest fall out first."""

    def __init__(self) -> None:
        self.texts: OrderedDict[Any, str] = OrderedDict()
        self.count = 0

    def text(self, key: Any, query: Any) -> str:
        found = self.texts.get(key)
        if found is None:
            self.count += 1
            found = query().sql("postgres")
            self.texts[key] = found
            if len(self.texts) > _KEPT:
                self.texts.popitem(last=False)
        return found


compiled = _Compiled()


def named(column: str) -> exp.Column:
    """A column of the table, as an expression."""
    # The driver reads a percent sign as the start of a placeholder, so a name's own is doubled.
    return exp.column(column.replace("%", "%%"), quoted=True)


def bound(name: str) -> exp.Placeholder:
    """A value that is bound when the plan runs."""
    return exp.Placeholder(this=name)


def table_of(permit: Permitted) -> exp.Table:
    """The table of the permitted data version."""
    return exp.table_(permit.table, db=WAREHOUSE, quoted=True)


def _row_condition(limit: RowLimit, number: int) -> exp.Condition:
    """One row limit; a limit that names nothing lets nothing through."""
    column = exp.cast(named(limit.column), "text")
    either: list[exp.Expression] = []
    if limit.values:
        any_value = exp.Any(this=exp.Paren(this=bound(f"rows{number}")))
        either.append(exp.EQ(this=column.copy(), expression=any_value))
    for place, _prefix in enumerate(limit.prefixes):
        either.append(exp.Like(this=column.copy(), expression=bound(f"prefix{number}_{place}")))
    return exp.or_(*either) if either else exp.false()


def _row_values(permit: Permitted) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, limit in enumerate(permit.rows):
        if limit.values:
            values[f"rows{number}"] = list(limit.values)
        for place, prefix in enumerate(limit.prefixes):
            escaped = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            values[f"prefix{number}_{place}"] = f"{escaped}%"
    return values


def _query(
    permit: Permitted, columns: tuple[Column, ...], filters: tuple[Filter, ...], *, paged: bool
) -> exp.Select:
    """The caller's filters first, the permit's row limits AND-ed last."""
    selected = [named(column.name) for column in columns]
    query = exp.select(named(ROW_NUMBER), *selected).from_(table_of(permit))
    for number, one in enumerate(filters):
        comparison = COMPARISONS[one.comparison]
        query = query.where(comparison(this=named(one.column), expression=bound(f"filter{number}")))
    if paged:
        query = query.where(exp.GT(this=named(ROW_NUMBER), expression=bound("after")))
    for number, limit in enumerate(permit.rows):
        query = query.where(_row_condition(limit, number))
    return query.order_by(named(ROW_NUMBER)).limit(bound("limit"))


def count(permit: Permitted) -> Plan:
    """The plan that counts the permitted rows, so that what was given out can be checked."""

    def query() -> exp.Select:
        counted = exp.select(exp.Count(this=exp.Star())).from_(table_of(permit))
        for number, limit in enumerate(permit.rows):
            counted = counted.where(_row_condition(limit, number))
        return counted

    text = compiled.text((*permit.key, "count"), query)
    return Plan(text, _row_values(permit), (), ())


def stated(column: str) -> exp.Expression:
    """The value as text, and NULL where it is blank: a load keeps blank text as it is."""
    return exp.Nullif(this=exp.cast(named(column), "text"), expression=exp.Literal.string(""))


def summary(permit: Permitted) -> Plan:
    """The plan that counts the permitted rows, and in each column those that have a value."""

    def query() -> exp.Select:
        filled = [exp.Count(this=stated(column.name)) for column in permit.columns]
        counted = exp.select(exp.Count(this=exp.Star()), *filled).from_(table_of(permit))
        for number, limit in enumerate(permit.rows):
            counted = counted.where(_row_condition(limit, number))
        return counted

    text = compiled.text((*permit.key, "summary"), query)
    return Plan(text, _row_values(permit), permit.columns, ())


def build(
    permit: Permitted,
    *,
    fields: tuple[str, ...] = (),
    filters: tuple[Filter, ...] = (),
    page: Page,
) -> Plan:
    """The plan for one call. Names come from the permit alone; every value is bound.

    :param fields: which granted columns; none means all of them, in the agreement's order.
    :raises Refused: a field or filter names a column that was not agreed.
    """
    columns = tuple(permit.column(name) for name in fields) if fields else permit.columns
    keys = tuple(each for each in permit.columns if each.is_key and each not in columns)
    for one in filters:
        permit.column(one.column)
    shape = (
        permit.key,
        tuple(column.name for column in columns),
        tuple((one.column, one.comparison) for one in filters),
    )
    sql = compiled.text(shape, lambda: _query(permit, columns + keys, filters, paged=True))
    values = _row_values(permit)
    values.update({f"filter{number}": one.value for number, one in enumerate(filters)})
    values.update(after=page.after, limit=page.limit)
    return Plan(sql, values, columns, keys)
