"""取值规则: which values a data item may hold, as constraints of Table Schema (Arts 11, 18).

The rules belong to the version of the entry that is published with them. What contradicts itself
is refused at the draft, so that every rule that is published can be kept by some row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation.code_kinds import FORMS, CodeKind
from portal.regulation.item_values import parse
from portal.regulation.patterns import PatternFault, canonical
from portal.regulation.punctuation import clauses, enumerated
from portal.regulation.vocabulary import ItemType

#: A list longer than this is a code list, which belongs into the register of standards.
MOST_ALLOWED: Final = 200
_LONGEST_VALUE: Final = 200


class ValueRule(TextChoices):
    """One rule that the values of an item keep; the last is the portal's own."""

    REQUIRED = "REQUIRED", _("never empty")
    UNIQUE = "UNIQUE", _("no value twice")
    PATTERN = "PATTERN", _("pattern")
    ENUM = "ENUM", _("allowed values")
    MINIMUM = "MINIMUM", _("not below")
    MAXIMUM = "MAXIMUM", _("not above")
    MIN_LENGTH = "MIN_LENGTH", _("fewest characters")
    MAX_LENGTH = "MAX_LENGTH", _("most characters")
    CODE = "CODE", _("valid code")


R = ValueRule
_EVERY = frozenset({R.REQUIRED})
_ORDERED = _EVERY | {R.UNIQUE, R.ENUM, R.MINIMUM, R.MAXIMUM}
_WRITTEN = _EVERY | {R.UNIQUE, R.PATTERN, R.ENUM, R.MIN_LENGTH, R.MAX_LENGTH, R.CODE}
#: Which rules mean something for values of a type.
FITTING: Final[Mapping[str, frozenset[ValueRule]]] = MappingProxyType(
    {
        ItemType.TEXT: _WRITTEN,
        ItemType.MEMO: _EVERY | {R.MIN_LENGTH, R.MAX_LENGTH, R.PATTERN},
        ItemType.INTEGER: _ORDERED,
        ItemType.NUMBER: _ORDERED,
        ItemType.MONEY: _ORDERED,
        ItemType.DATE: _ORDERED,
        ItemType.DATETIME: _ORDERED,
        ItemType.BOOLEAN: _EVERY,
        ItemType.BINARY: _EVERY,
    }
)
#: The types by the names of Table Schema.
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ItemType.TEXT: "string",
        ItemType.MEMO: "string",
        ItemType.INTEGER: "integer",
        ItemType.NUMBER: "number",
        ItemType.MONEY: "number",
        ItemType.DATE: "date",
        ItemType.DATETIME: "datetime",
        ItemType.BOOLEAN: "boolean",
        ItemType.BINARY: "string",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRules:
    """The rules of one item; what is left out is free."""

    is_required: bool = False
    is_unique: bool = False
    pattern: str = ""
    allowed: tuple[str, ...] = ()
    minimum: str = ""
    maximum: str = ""
    min_length: int | None = None
    max_length: int | None = None
    code_kind: str = ""

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> "ValueRules":
        """The rules as they were kept; names of another edition are passed over."""
        known = {each.name for each in fields(cls)}
        stated: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in (kept or {}).items()
            if name in known
        }
        return cls(**stated)

    def kept(self) -> dict[str, Any]:
        """What is stated, as JSON keeps it; nothing where everything is free."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in named.items()
            if value not in (False, "", (), None)
        }

    def stated(self) -> tuple[ValueRule, ...]:
        """Which rules there are."""
        kept = self.kept()
        return tuple(rule for rule, name in _FIELD.items() if name in kept)

    def value_of(self, rule: ValueRule) -> Any:
        """What the rule says."""
        return getattr(self, _FIELD[rule])

    def constraints(self) -> dict[str, Any]:
        """The same by the names of Table Schema, with the kind of code under a name of ours."""
        kept = self.kept()
        return {_SCHEMA[name]: value for name, value in kept.items()}

    def in_words(self) -> str:
        """The rules on one line, for people."""
        return clauses(self.said(rule) for rule in self.stated())

    def said(self, rule: ValueRule) -> str:
        """One of them in words."""
        return _WORDS[rule](self)


_FIELD: Final[Mapping[ValueRule, str]] = MappingProxyType(
    dict(zip(ValueRule, (each.name for each in fields(ValueRules)), strict=True))
)
_SCHEMA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "is_required": "required",
        "is_unique": "unique",
        "pattern": "pattern",
        "allowed": "enum",
        "minimum": "minimum",
        "maximum": "maximum",
        "min_length": "minLength",
        "max_length": "maxLength",
        "code_kind": "codeKind",
    }
)
_OURS: Final[Mapping[str, str]] = MappingProxyType(
    {theirs: ours for ours, theirs in _SCHEMA.items()}
)
#: What a name of Table Schema means here; of two that share one, the first.
_OWN_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {name: kind for kind, name in reversed(list(TYPES.items()))}
)
_WORDS: Final[Mapping[ValueRule, Callable[[ValueRules], str]]] = MappingProxyType(
    {
        R.REQUIRED: lambda rules: str(R.REQUIRED.label),
        R.UNIQUE: lambda rules: str(R.UNIQUE.label),
        R.PATTERN: lambda rules: str(_("pattern %(pattern)s")) % {"pattern": rules.pattern},
        R.ENUM: lambda rules: str(_("one of %(values)s")) % {"values": enumerated(rules.allowed)},
        R.MINIMUM: lambda rules: str(_("not below %(value)s")) % {"value": rules.minimum},
        R.MAXIMUM: lambda rules: str(_("not above %(value)s")) % {"value": rules.maximum},
        R.MIN_LENGTH: lambda rules: (
            str(_("at least %(number)s characters")) % {"number": rules.min_length}
        ),
        R.MAX_LENGTH: lambda rules: (
            str(_("at most %(number)s characters")) % {"number": rules.max_length}
        ),
        R.CODE: lambda rules: str(_("valid %(kind)s")) % {"kind": CodeKind(rules.code_kind).label},
    }
)


class UnreadConstraint(ValueError):
    """A constraint of a Table Schema that states none of our rules: its name."""


@dataclass(frozen=True, slots=True)
class ItemSchema:
    """What a field of a Table Schema states; the type is empty where it is none of ours."""

    data_type: str
    rules: ValueRules


def item_schema(field: Mapping[str, Any]) -> ItemSchema:
    """A field of somebody's Table Schema in our terms; whether it can stand, ``faults`` says.

    :raises UnreadConstraint: a constraint states no rule of ours, or no value that it may have.
    """
    constraints = field.get("constraints") or {}
    if not isinstance(constraints, Mapping):
        raise UnreadConstraint("constraints")
    stated: dict[str, Any] = {}
    for name, value in constraints.items():
        ours = _OURS.get(str(name), "")
        if not ours or ours == "code_kind":
            raise UnreadConstraint(str(name)[:40])
        stated[ours] = _value_stated(ours, value, str(name))
    kind = field.get("codeKind") or ""
    if kind:
        if kind not in CodeKind.values:
            raise UnreadConstraint("codeKind")
        stated["code_kind"] = kind
        form = FORMS.get(CodeKind(kind))
        if form is not None and stated.get("pattern") == form.pattern:
            del stated["pattern"]  # said with the kind of code
    return ItemSchema(_type_of(field), ValueRules(**stated))


def _type_of(field: Mapping[str, Any]) -> str:
    name = field.get("type") or "string"
    if name == "string" and field.get("format") == "binary":
        return str(ItemType.BINARY)
    return str(_OWN_TYPES.get(name, "")) if isinstance(name, str) else ""


def _value_stated(ours: str, value: Any, name: str) -> Any:
    """The value of a constraint as the rule has it.

    :raises UnreadConstraint: it is none that the constraint may have.
    """
    is_scalar = isinstance(value, str | int | float) and not isinstance(value, bool)
    if ours in ("is_required", "is_unique") and isinstance(value, bool):
        return value
    if ours in ("min_length", "max_length") and isinstance(value, int) and is_scalar:
        return value or None
    if ours == "pattern" and isinstance(value, str):
        return value
    if ours in ("minimum", "maximum") and is_scalar:
        return str(value)
    if (
        ours == "allowed"
        and isinstance(value, list)
        and all(isinstance(each, str | int | float) for each in value)
    ):
        return tuple(str(each) for each in value)
    raise UnreadConstraint(name[:40])


def in_one_form(rules: ValueRules) -> ValueRules:
    """The rules with their pattern in the form that is kept.

    :raises PatternFault: the pattern is not taken.
    """
    if not rules.pattern:
        return rules
    named = {each.name: getattr(rules, each.name) for each in fields(rules)}
    return ValueRules(**{**named, "pattern": canonical(rules.pattern)})


def faults(item: Any) -> list[str]:
    """Why the rules of an item cannot stand, each as a sentence; none where they can.

    :param item: with ``data_type``, ``length``, ``column_name``, ``standard_id``, ``value_rules``.
    """
    rules: ValueRules = item.value_rules
    stated = rules.stated()
    if not stated:
        return []
    found = [] if item.column_name else [str(_("without a column, no values can be checked"))]
    kind = ItemType(item.data_type)
    unfit = [str(rule.label) for rule in stated if rule not in FITTING[kind]]
    if unfit:
        said = _("“%(rules)s” means nothing for the type “%(type)s”")
        found.append(str(said) % {"rules": enumerated(unfit), "type": kind.label})
        return found
    judges = (_pattern_faults, _range_faults, _length_faults, _allowed_faults, _code_faults)
    return [*found, *(fault for judge in judges for fault in judge(item, rules))]


def _pattern_faults(item: Any, rules: ValueRules) -> Iterable[str]:
    try:
        in_one_form(rules)
    except PatternFault as fault:
        yield str(_("the pattern cannot be used: %(why)s")) % {"why": fault}


def _read(item: Any, text: str) -> Any:
    """The value that the text states; None where it states none of the item's type."""
    try:
        return parse(text, item.data_type)
    except ValueError:
        return None


def _range_faults(item: Any, rules: ValueRules) -> Iterable[str]:
    ends = [(text, _read(item, text)) for text in (rules.minimum, rules.maximum) if text]
    for text, value in ends:
        if value is None:
            kind = ItemType(item.data_type).label
            said = _("“%(value)s” is no value of the type “%(type)s”")
            yield str(said) % {"value": text, "type": kind}
    values = [value for _text, value in ends]
    if len(values) > 1 and None not in values and values[0] > values[1]:
        yield str(_("the least value is above the greatest"))


def _length_faults(item: Any, rules: ValueRules) -> Iterable[str]:
    least, most = rules.min_length, rules.max_length
    if least is not None and most is not None and least > most:
        yield str(_("the fewest characters are more than the most"))
    if item.length is not None and max(least or 0, most or 0) > item.length:
        yield str(_("values may not be longer than the length stated for the item"))


def _allowed_faults(item: Any, rules: ValueRules) -> Iterable[str]:
    if len(rules.allowed) > MOST_ALLOWED:
        said = _("at most %(most)s allowed values; a longer list is a code list of a standard")
        yield str(said) % {"most": MOST_ALLOWED}
        return
    values = [_read(item, text) for text in rules.allowed]
    for text, value in zip(rules.allowed, values, strict=True):
        if value in (None, "") or len(text) > _LONGEST_VALUE:
            kind = ItemType(item.data_type).label
            said = _("“%(value)s” is no value of the type “%(type)s”")
            yield str(said) % {"value": text[:60], "type": kind}
        elif not _is_within(item, rules, text, value):
            yield str(_("the allowed value “%(value)s” breaks another rule")) % {"value": text}
    if len(set(values)) < len(values):
        yield str(_("an allowed value is named twice"))


def _is_within(item: Any, rules: ValueRules, text: str, value: Any) -> bool:
    """Whether an allowed value keeps range and lengths; the pattern is the database's to match."""
    least, most = _read(item, rules.minimum), _read(item, rules.maximum)
    if R.MINIMUM in FITTING[item.data_type]:
        return (least is None or value >= least) and (most is None or value <= most)
    shortest, longest = rules.min_length, rules.max_length
    return (shortest is None or len(text) >= shortest) and (longest is None or len(text) <= longest)


def _code_faults(item: Any, rules: ValueRules) -> Iterable[str]:
    if rules.code_kind and rules.code_kind not in CodeKind.values:
        yield str(_("the kind of code is unknown"))
    if rules.code_kind == CodeKind.STANDARD_CODE and item.standard_id is None:
        yield str(_("name the standard whose codes the values are"))


def faults_of(items: Sequence[Any]) -> list[str]:
    """The same for all items of a draft, each sentence with the name of its item."""
    said = _("%(item)s: %(fault)s")
    return [
        str(said) % {"item": item.name, "fault": fault} for item in items for fault in faults(item)
    ]


def table_schema(items: Iterable[Any]) -> dict[str, Any]:
    """The items as a Table Schema, by which a receiver checks the rows with a tool of its own.

    A valid code has its form as the pattern where no other is stated; that its check character is
    right, a tool cannot tell, so the kind of code stands beside the constraints.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(item) for item in items if item.column_name],
        "missingValues": [""],
    }


def _field(item: Any) -> dict[str, Any]:
    constraints = item.value_rules.constraints()
    kind = constraints.pop("codeKind", "")
    drawn: dict[str, Any] = {
        "name": item.column_name,
        "title": item.name,
        "type": TYPES[item.data_type],
    }
    if item.data_type == ItemType.BINARY:
        drawn["format"] = "binary"
    if item.description:
        drawn["description"] = item.description
    if kind:
        drawn["codeKind"] = kind
        form = FORMS.get(CodeKind(kind))
        if form is not None:
            constraints.setdefault("pattern", form.pattern)
    if constraints:
        drawn["constraints"] = constraints
    return drawn
