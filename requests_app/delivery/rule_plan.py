"""Value rules to SQL: one statement that counts, over all rows, how many values break each rule.

Only numbers come of it. Names become identifiers, whatever a rule states is bound.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlglot import exp

from portal.regulation.code_kinds import FORMS, CodeKind, Computed
from portal.regulation.item_values import parse
from portal.regulation.value_rules import ValueRule, ValueRules
from requests_app.delivery.permit import Column, Permitted
from requests_app.delivery.plan import Plan, bound, compiled, named, stated, table_of

_TEXTS: Final = frozenset({"TEXT", "MEMO", "BINARY"})
#: An identity number begins with the code of a county; a division code is one or stands below it.
_COUNTY_DIGITS: Final = 6
_DAY_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPermit(Permitted):
    """What a check may count: all rows of a data version, by the rules of an entry version."""

    entry_version_id: int

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Rules and rows, apart from what deliveries and looks compile."""
        return ("check", self.entry_version_id, self.data_version_id)


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule to be counted, over one column.

    ``codes``: those that the column may hold, where a list decides; of a division code those of
    the counties.
    """

    column: Column
    rule: ValueRule
    rules: ValueRules
    codes: tuple[str, ...] = ()


def _function(name: str, *arguments: exp.Expression) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _value(column: Column) -> exp.Expression:
    """The value, and NULL where it is missing: blank text is (Table Schema, missingValues)."""
    return stated(column.name) if column.data_type in _TEXTS else named(column.name)


def _piece(text: exp.Expression, first: int, length: int) -> exp.Expression:
    place, width = exp.Literal.number(first), exp.Literal.number(length)
    return _function("SUBSTR", text.copy(), place, width)


def _check_holds(text: exp.Expression, computed: Computed) -> exp.Expression:
    """Whether the check character is the one that follows from the characters before it."""
    check = computed.check
    alphabet = exp.Literal.string(check.alphabet)
    weighed = [
        exp.Mul(
            this=exp.Paren(
                this=exp.Sub(
                    this=_function("STRPOS", alphabet.copy(), _piece(text, place, 1)),
                    expression=exp.Literal.number(1),
                )
            ),
            expression=exp.Literal.number(weight),
        )
        for place, weight in enumerate(check.weights, start=computed.first)
    ]
    total: exp.Expression = weighed[0]
    for each in weighed[1:]:
        total = exp.Add(this=total, expression=each)
    rest = _function("MOD", total, exp.Literal.number(len(check.answers)))
    place = exp.Add(this=rest, expression=exp.Literal.number(1))
    answer = _function("SUBSTR", exp.Literal.string(check.answers), place, exp.Literal.number(1))
    return exp.EQ(this=_piece(text, computed.place, 1), expression=answer)


def _whole(text: exp.Expression, name: str) -> exp.Expression:
    return exp.RegexpLike(this=text.copy(), expression=bound(name))


def _is_listed(text: exp.Expression, name: str) -> exp.Condition:
    return exp.EQ(this=text.copy(), expression=exp.Any(this=exp.Paren(this=bound(name))))


def _code_holds(text: exp.Expression, judged: Judged, name: str) -> exp.Condition:
    kind = CodeKind(judged.rules.code_kind)
    form = FORMS.get(kind)
    if form is None:
        return _is_listed(text, f"{name}_codes")
    conditions: list[exp.Expression | exp.Condition] = [_whole(text, name)]
    plain = text
    if form.divider:
        divider, nothing = exp.Literal.string(form.divider), exp.Literal.string("")
        plain = _function("REPLACE", text.copy(), divider, nothing)
    conditions += [_check_holds(plain, computed) for computed in form.computed]
    if form.not_after_today is not None:
        day = _piece(text, form.not_after_today, _DAY_DIGITS)
        conditions.append(exp.LTE(this=day, expression=bound(f"{name}_today")))
    if kind == CodeKind.REGION_CODE:
        conditions.append(_is_listed(_piece(text, 1, _COUNTY_DIGITS), f"{name}_codes"))
    return exp.and_(*conditions)


type _Breaks = Callable[[exp.Expression, Judged, str], exp.Expression]


def _below(text: exp.Expression, judged: Judged, name: str) -> exp.Expression:
    return exp.LT(this=text, expression=bound(name))


def _above(text: exp.Expression, judged: Judged, name: str) -> exp.Expression:
    return exp.GT(this=text, expression=bound(name))


def _length(text: exp.Expression) -> exp.Expression:
    return _function("CHAR_LENGTH", text)


#: When a value breaks a rule. A missing value breaks none but the one that wants it.
_BREAKS: Final[Mapping[ValueRule, _Breaks]] = MappingProxyType(
    {
        ValueRule.REQUIRED: lambda text, judged, name: exp.Is(this=text, expression=exp.null()),
        ValueRule.PATTERN: lambda text, judged, name: exp.not_(_whole(text, name)),
        ValueRule.ENUM: lambda text, judged, name: exp.not_(_is_listed(text, name)),
        ValueRule.MINIMUM: _below,
        ValueRule.MAXIMUM: _above,
        ValueRule.MIN_LENGTH: lambda text, judged, name: _below(_length(text), judged, name),
        ValueRule.MAX_LENGTH: lambda text, judged, name: _above(_length(text), judged, name),
        ValueRule.CODE: lambda text, judged, name: exp.not_(
            exp.paren(_code_holds(text, judged, name))
        ),
    }
)


def _counted(judged: Judged, name: str) -> exp.Expression:
    value = _value(judged.column)
    if judged.rule == ValueRule.UNIQUE:
        # Each value once is right; every further row of it repeats one.
        distinct = exp.Count(this=exp.Distinct(expressions=[value.copy()]))
        return exp.Sub(this=exp.Count(this=value), expression=distinct)
    breaks = _BREAKS[judged.rule](value, judged, name)
    return exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=breaks))


def _anchored(pattern: str) -> str:
    return f"^(?:{pattern})$"


def _values(judged: Judged, name: str, today: str) -> dict[str, Any]:
    """What is bound for the rule."""
    stated_value = judged.rules.value_of(judged.rule)
    data_type = judged.column.data_type
    match judged.rule:
        case ValueRule.PATTERN:
            return {name: _anchored(stated_value)}
        case ValueRule.ENUM:
            return {name: [parse(text, data_type) for text in stated_value]}
        case ValueRule.MINIMUM | ValueRule.MAXIMUM:
            return {name: parse(stated_value, data_type)}
        case ValueRule.MIN_LENGTH | ValueRule.MAX_LENGTH:
            return {name: stated_value}
        case ValueRule.CODE:
            form = FORMS.get(CodeKind(stated_value))
            return {
                name: _anchored(form.pattern) if form else "",
                f"{name}_codes": list(judged.codes),
                f"{name}_today": today,
            }
    return {}


def count_breaks(permit: CheckPermit, judged: Sequence[Judged], *, today: str) -> Plan:
    """The plan whose one row says how many rows there are, and how many values break each rule.

    :param today: eight digits; the day after which nobody was born.
    """

    def query() -> exp.Select:
        numbers = [_counted(each, f"rule{place}") for place, each in enumerate(judged)]
        return exp.select(exp.Count(this=exp.Star()), *numbers).from_(table_of(permit))

    values: dict[str, Any] = {}
    for place, each in enumerate(judged):
        values.update(_values(each, f"rule{place}", today))
    shape = (permit.key, tuple((each.column, each.rule) for each in judged))
    return Plan(compiled.text(shape, query), values, permit.columns, ())
