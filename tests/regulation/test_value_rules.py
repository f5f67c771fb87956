"""Value rules: what is refused because it contradicts itself, and what is said of the rest."""

import random
import re
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from catalog.directories.actions import Item
from portal.regulation import code_kinds, codes, patterns
from portal.regulation.code_kinds import FORMS, CodeKind
from portal.regulation.patterns import PatternFault, canonical
from portal.regulation.value_rules import (
    FITTING,
    TYPES,
    ValueRule,
    ValueRules,
    faults,
    in_one_form,
    table_schema,
)
from portal.regulation.vocabulary import ItemType

TODAY = date(2025, 9, 26)
ITEM = Item(name="编号", column_name="code")


def ruled(item: Item = ITEM, **rules: object) -> list[str]:
    """What is wrong with the rules."""
    return faults(replace(item, value_rules=ValueRules(**rules)))  # type: ignore[arg-type]


def test_the_rules_are_said_in_the_marks_of_the_reader_s_language() -> None:
    rules = ValueRules(is_required=True, allowed=("01", "02"))
    with translation.override("zh-hans"):
        assert rules.in_words() == "必填；取值为 01、02"
    with translation.override("en"):
        assert rules.in_words() == "never empty; one of 01, 02"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (r"^\d{6}$", "[0-9]{6}"),
        (r"(A|B)\w+", "(?:A|B)[A-Za-z0-9_]+"),
        (r"[\dX]", "[0-9X]"),
        (r"沪[A-Z]-?[0-9A-Z]{5,6}", r"沪[A-Z]-?[0-9A-Z]{5,6}"),
        (r"\u4e00", "一"),
        (r"a\.b\$", r"a\.b\$"),
        (r"[^\]\-]*", r"[^\]\-]*"),
        ("(?:ab)+c*", "(?:ab)+c*"),
    ],
)
def test_a_pattern_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert canonical(typed) == kept
    assert canonical(kept) == kept
    re.compile(kept)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "(", ")", "a)", "[", "[]", "[a", "a**", "a+?", "*a", "a{", "a{2", "a{x}", "}", "]"),
        *(
            "a{3,2}",
            "a{0}",
            "a{256}",
            "a|",
            "(|a)",
            "()",
            r"a\b",
            r"\1",
            r"(a)\1",
            "(?=a)",
            "(?i)a",
        ),
        *("(?P<x>a)", "[[:alpha:]]", "[z-a]", r"\s", r"[\d-9]", "a^b", "a$b", "\t", "a\x00"),
        *("(a+)+", "(a*b)*", "((a+)b?)*", "(a{2,}){3}"),
        "((a{200}){200}){200}",
        "a" * 201,
        "(" * 30 + "a" + ")" * 30,
    ],
)
def test_a_pattern_that_tools_read_otherwise_or_never_end_is_refused(typed: str) -> None:
    with pytest.raises(PatternFault) as caught:
        canonical(typed)
    assert "%(" not in str(caught.value)
    assert ruled(pattern=typed) if typed else True


@pytest.mark.parametrize("seed", range(200))
def test_whatever_is_taken_is_a_regular_expression(seed: int) -> None:
    signs = random.Random(seed)  # noqa: S311
    typed = "".join(signs.choices(r"ab1()[]{}|*+?\.^$-,d", k=signs.randint(1, 12)))
    try:
        kept = canonical(typed)
    except PatternFault:
        return
    assert canonical(kept) == kept
    re.compile(kept)


@pytest.mark.parametrize(
    ("item", "rules"),
    [
        (replace(ITEM, column_name=""), {"is_required": True}),
        (replace(ITEM, data_type="INTEGER"), {"minimum": "5", "maximum": "4"}),
        (replace(ITEM, data_type="INTEGER"), {"minimum": "五"}),
        (replace(ITEM, data_type="DATE"), {"maximum": "2025-02-30"}),
        (replace(ITEM, data_type="NUMBER"), {"min_length": 2}),
        (replace(ITEM, data_type="NUMBER"), {"pattern": "[0-9]"}),
        (replace(ITEM, data_type="INTEGER"), {"code_kind": "REGION_CODE"}),
        (replace(ITEM, data_type="BOOLEAN"), {"is_unique": True}),
        (ITEM, {"minimum": "5"}),
        (ITEM, {"min_length": 5, "max_length": 4}),
        (replace(ITEM, length=10), {"max_length": 11}),
        (replace(ITEM, length=10), {"min_length": 11}),
        (ITEM, {"allowed": ("A", "A")}),
        (ITEM, {"allowed": tuple(map(str, range(201)))}),
        (ITEM, {"allowed": ("A", "BBB"), "max_length": 2}),
        (replace(ITEM, data_type="INTEGER"), {"allowed": ("1", "01")}),
        (replace(ITEM, data_type="INTEGER"), {"allowed": ("1", "eins")}),
        (replace(ITEM, data_type="MONEY"), {"allowed": ("1", "7"), "maximum": "6.5"}),
        (ITEM, {"code_kind": "STANDARD_CODE"}),
        (ITEM, {"code_kind": "ISBN"}),
    ],
)
def test_rules_that_cannot_stand_are_named(item: Item, rules: dict[str, object]) -> None:
    found = ruled(item, **rules)
    assert len(found) == 1
    assert "%(" not in found[0]


@pytest.mark.parametrize(
    ("item", "rules"),
    [
        (replace(ITEM, column_name=""), {}),
        (replace(ITEM, data_type="INTEGER"), {"minimum": "5", "maximum": "5"}),
        (replace(ITEM, data_type="MONEY"), {"allowed": ("0.5", "10"), "maximum": "10"}),
        (replace(ITEM, data_type="DATE"), {"minimum": "1949-10-01"}),
        (replace(ITEM, length=10), {"min_length": 10, "max_length": 10}),
        (ITEM, {"allowed": ("A", "BB"), "max_length": 2, "is_required": True}),
        (replace(ITEM, standard_id=1), {"code_kind": "STANDARD_CODE"}),
        (ITEM, {"code_kind": "CREDIT_CODE", "is_unique": True}),
    ],
)
def test_rules_that_fit_each_other_stand(item: Item, rules: dict[str, object]) -> None:
    assert ruled(item, **rules) == []


def test_every_type_says_which_rules_mean_something_for_it() -> None:
    assert set(FITTING) == set(TYPES) == set(ItemType.values)
    assert set().union(*FITTING.values()) == set(ValueRule)


def test_what_is_kept_is_read_again() -> None:
    whole = ValueRules(
        is_required=True,
        is_unique=True,
        pattern="[A-Z]",
        allowed=("A", "B"),
        minimum="1",
        maximum="2",
        min_length=1,
        max_length=2,
        code_kind="CREDIT_CODE",
    )
    assert ValueRules.read(whole.kept()) == whole
    assert set(whole.stated()) == set(ValueRule)
    assert ValueRules().kept() == {} and ValueRules.read(None) == ValueRules()
    assert ValueRules.read({"of_tomorrow": 1}) == ValueRules()
    assert in_one_form(replace(whole, pattern="^\\d$")).pattern == "[0-9]"


def test_the_table_schema_says_what_a_receiver_may_expect() -> None:
    rules = ValueRules(is_required=True, is_unique=True, code_kind="CREDIT_CODE")
    amount = ValueRules(minimum="0", maximum="99.5")
    items = [
        replace(ITEM, value_rules=rules),
        Item(name="金额", column_name="amount", data_type="MONEY", value_rules=amount),
        Item(name="没有列"),
    ]
    schema = table_schema(items)
    assert schema["missingValues"] == [""]
    code, money = schema["fields"]
    # https://datapackage.org/standard/table-schema/: required, unique, pattern, minimum, maximum.
    assert code["codeKind"] == "CREDIT_CODE"
    assert code["constraints"]["required"] is True and code["constraints"]["unique"] is True
    assert re.fullmatch(code["constraints"]["pattern"], "91350100M000100Y43")
    assert money == {
        "name": "amount",
        "title": "金额",
        "type": "number",
        "constraints": {"minimum": "0", "maximum": "99.5"},
    }


def held(kind: CodeKind, text: str) -> bool:
    """What form and check characters of a kind say of a code."""
    form = FORMS[kind]
    plain = text.replace(form.divider, "") if form.divider else text
    return bool(re.fullmatch(form.pattern, text)) and all(
        plain[each.place - 1] == each.check.of(plain[each.first - 1 :][: len(each.check.weights)])
        for each in form.computed
    )


JUDGES = {
    CodeKind.CREDIT_CODE: codes.check_credit_code,
    CodeKind.ORGANISATION_CODE: codes.check_organisation_code,
    CodeKind.CITIZEN_ID: lambda text: codes.check_citizen_id(text, today=date.max),
    CodeKind.REGION_CODE: codes.check_region_code,
}


def some_code(kind: CodeKind, signs: random.Random) -> str:
    """A code of the kind that is right, or nearly."""
    if kind == CodeKind.CREDIT_CODE:
        inner = "".join(signs.choices("0123456789ABCDEFGH", k=8))
        first = "91" + "".join(signs.choices("0123456789", k=6)) + inner
        return codes.complete_credit_code(first + codes.organisation_check_digit(inner))
    if kind == CodeKind.ORGANISATION_CODE:
        first = "".join(signs.choices("0123456789XYZ", k=8))
        return first + signs.choice(["", "-"]) + codes.organisation_check_digit(first)
    if kind == CodeKind.CITIZEN_ID:
        day = f"{signs.choice([0, 4, 1900, 2000, 2023, 2024])}".zfill(4)
        day += f"{signs.randint(0, 13):02d}{signs.choice([0, 1, 28, 29, 30, 31, 32]):02d}"
        return codes.complete_citizen_id(f"310101{day}{signs.randint(0, 999):03d}")
    parts = (signs.choice(["00", "31", "09"]), signs.choice(["0000", "0100", "0001"]))
    return "".join((*parts, *signs.choices(["", "000", "004"], k=2)))


@pytest.mark.parametrize("kind", FORMS)
def test_a_kind_of_code_is_told_as_one_code_is_judged(kind: CodeKind) -> None:
    signs = random.Random(7)  # noqa: S311
    seen = set()
    for _number in range(3000):
        text = some_code(kind, signs)
        if signs.random() < 0.5:
            place = signs.randrange(len(text))
            text = text[:place] + signs.choice("0123456789ABIX-１") + text[place + 1 :]
        right = JUDGES[kind](text) is None
        seen.add(right)
        assert held(kind, text) == right, text
    assert seen == {True, False}


def test_every_kind_but_the_code_of_a_standard_has_a_form_that_is_a_pattern() -> None:
    assert set(CodeKind) - set(FORMS) == {CodeKind.STANDARD_CODE}
    for form in FORMS.values():
        assert canonical(form.pattern) if len(form.pattern) <= patterns.LONGEST else form.pattern
    assert code_kinds.FORMS[CodeKind.CITIZEN_ID].not_after_today == 7
