"""House rules about data: codes, pairs, cascades, names, order; lists of exceptions only shrink."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models import Field, Model

from portal.interfaces.admin import ReadOnlyModelAdmin
from portal.regulation.vocabulary import Mandate
from portal.workflow.models import WorkflowModel, WorkflowQuerySet
from tests.architecture import rules

OURS = {"portal", "catalog", "requests_app"}


def own_fields() -> Iterator[tuple[str, Field]]:
    """Every stored field of ours by ``Model.field``."""
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for field in model._meta.concrete_fields:
                yield f"{model.__name__}.{field.name}", field


# Rule 25: PROTECT unless the child is meaningless alone.

#: Why a row goes with the row it belongs to.
CASCADES = {
    "DepartmentName.department": "another name of the department",
    "DepartmentGrant.permission": "as guardian's base has it",
    "DepartmentGrant.group": "as guardian's base has it",
    "DepartmentGrant.content_object": "a grant on nothing",
    "EntryGrant.permission": "as guardian's base has it",
    "EntryGrant.group": "as guardian's base has it",
    "EntryGrant.content_object": "a grant on nothing",
    "AgreementGrant.permission": "as guardian's base has it",
    "AgreementGrant.group": "as guardian's base has it",
    "AgreementGrant.content_object": "a grant on nothing",
    "ConditionOfUse.version": "part of the version",
    "DataItem.version": "part of the version",
    "EntryIndex.entry": "made of the entry, and made anew at any time",
    "MendRank.entry": "made of the entry, and made anew every night",
    "RequestedItem.request": "part of the draft",
    "RequestedRows.request": "part of the draft",
    "UseChangeItem.change": "part of the draft",
    "UseChangeRows.change": "part of the draft",
}


def test_every_cascade_is_on_the_list_with_its_reason() -> None:
    found = {
        name
        for name, field in own_fields()
        if field.remote_field and field.remote_field.on_delete is models.CASCADE
    }
    leaf = {name for name in found if name not in CASCADES}
    assert leaf == set()
    assert set(CASCADES) <= found, "take what is gone off the list"


def test_all_other_references_protect() -> None:
    other = {
        name
        for name, field in own_fields()
        if field.remote_field
        and field.remote_field.on_delete not in {models.CASCADE, models.PROTECT}
    }
    assert other == set()


# Rule 27: names.

#: Names the rule does not fit, and why.
ODD_NAMES = {
    "User.last_login": "Django's own",
    "User.date_joined": "Django's own",
    "WorkdayOverride.day": "it is the day itself",
    "QuotaDay.day": "it is the day itself",
    "Region.effective_from": "a period has two ends",
    "Region.effective_to": "a period has two ends",
    "SharingRequest.use_from": "a period has two ends",
    "SharingRequest.use_until": "a period has two ends",
    "SharingAgreement.valid_from": "a period has two ends",
    "SharingAgreement.valid_until": "a period has two ends",
    "SharingAgreement.rectify_by": "a limit that a person sets",
    "*.status_since": "how long, and not when",
    "*.due_is_provisional": "one of the fields that begin with due_",
    "EntryVersion.detail_closed": "kept until the next change of the table",
}


def misnamed(name: str, field: Field) -> bool:
    """Whether a moment, a day or a yes-or-no is not named like one."""
    kind, short = type(field).__name__, name.rpartition(".")[2]
    if kind == "DateTimeField":
        return not short.endswith("_at")
    if kind == "DateField":
        return not short.endswith("_on")
    return kind == "BooleanField" and not short.startswith(("is_", "has_", "was_"))


@pytest.mark.parametrize(
    ("name", "field", "is_wrong"),
    [
        ("A.sent", models.DateTimeField(), True),
        ("A.sent_at", models.DateTimeField(), False),
        ("A.due_on", models.DateField(), False),
        ("A.due_at", models.DateField(), True),
        ("A.open", models.BooleanField(), True),
        ("A.is_open", models.BooleanField(), False),
    ],
)
def test_the_rule_of_names_has_teeth(name: str, field: Any, *, is_wrong: bool) -> None:
    assert misnamed(name, field) is is_wrong


def test_fields_are_named_for_what_they_hold() -> None:
    found = {name for name, field in own_fields() if misnamed(name, field)}
    known = {name for name in found if name in ODD_NAMES or f"*.{name.split('.')[1]}" in ODD_NAMES}
    assert found - known == set()
    used = known | {f"*.{name.split('.')[1]}" for name in known}
    assert set(ODD_NAMES) - used == set(), "take what is gone off the list"


def test_foreign_keys_are_named_for_the_part_played() -> None:
    assert not [name for name, field in own_fields() if re.search(r"_\d$|_fk$", field.name)]


# Rule 24: facts that belong together are constrained together.


def unpaired(model: type[Model]) -> list[str]:
    """Optional ``x_at`` beside ``x_by`` without a constraint that names both."""
    names = {field.name for field in model._meta.concrete_fields if field.null}
    checks = [
        str(constraint.condition)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    ]
    return [
        f"{model.__name__}.{stem}"
        for stem in {name[:-3] for name in names if name.endswith("_at")}
        if f"{stem}_by" in names
        and not any(f"{stem}_at" in text and f"{stem}_by" in text for text in checks)
    ]


def test_who_and_when_stand_or_fall_together() -> None:
    every = [model for model in apps.get_models() if model._meta.app_label in OURS]
    assert [found for model in every for found in unpaired(model)] == []


# Rules 21, 22, 26.


def test_mandates_are_codes_with_a_sentence() -> None:
    for mandate in Mandate:
        assert re.fullmatch(r"[a-z_]+_(for|of)_department", mandate.value)
        assert str(mandate.label) != mandate.value


def test_stored_codes_are_upper_case() -> None:
    for name, field in own_fields():
        if field.choices and "mandates" not in name:
            for value, label in field.flatchoices:
                assert value == "" or re.fullmatch(r"[A-Z][A-Z0-9_]*", str(value)), name
                assert str(label), name


def test_no_table_has_an_order_of_its_own() -> None:
    assert [
        m.__name__ for m in apps.get_models() if m._meta.app_label in OURS and m._meta.ordering
    ] == []


def matters() -> list[type[WorkflowModel]]:
    """Every matter with a lifecycle."""
    return [model for model in apps.get_models() if issubclass(model, WorkflowModel)]


def test_every_matter_knows_its_states_in_the_database_too() -> None:
    assert len(matters()) >= 5
    for model in matters():
        states = set(model.machine.states.values)
        checks = [
            constraint
            for constraint in model._meta.constraints
            if isinstance(constraint, models.CheckConstraint)
            and "status__in" in str(constraint.condition)
        ]
        assert any(set(check.condition.children[0][1]) == states for check in checks), model
        assert isinstance(model._default_manager.all(), WorkflowQuerySet)


def test_grants_are_never_given_in_migrations() -> None:
    for package in rules.PACKAGES:
        for path in (rules.ROOT / package / "migrations").glob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "assign_perm" not in text
            assert "grants" not in text


def test_grants_and_logs_are_read_only_in_the_admin() -> None:
    for model in apps.get_models():
        registered = admin.site._registry.get(model)
        is_grant = hasattr(model, "allowed_permissions")
        if registered and (is_grant or model.__name__ in {"AuditEvent", "AuditSeal", "Delivery"}):
            assert isinstance(registered, ReadOnlyModelAdmin), model


def test_no_admin_deletes_a_matter_or_edits_it_in_a_list() -> None:
    for model, registered in admin.site._registry.items():
        if model._meta.app_label in {"catalog", "requests_app"}:
            assert list(registered.list_editable) == [], model
            assert registered.inlines in ([], ()), model
            assert registered.has_delete_permission.__qualname__.split(".")[0] != "ModelAdmin", (
                model
            )


# Syntax.


def raw_ways(tree: ast.AST, name: str) -> Iterator[str]:
    """Rules 4 and 19: no way past the guarded manager, no SQL by hand outside its places."""
    allowed = {
        "catalog/exchange/alone.py",
        "portal/audit/chain.py",
        "portal/interfaces/doors.py",
        "portal/database.py",
        "portal/statements.py",
        "requests_app/delivery/backends.py",
    }
    is_free = name in allowed or "/management/" in name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"_base_manager", "_raw_delete"}:
            yield f"{name}:{node.lineno} goes round the manager: {node.attr}"
        if is_free or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = getattr(node.func.value, "id", "")
        if node.func.attr in {"raw", "extra"} or (node.func.attr, owner) == (
            "cursor",
            "connection",
        ):
            yield f"{name}:{node.lineno} writes SQL: {node.func.attr}"


def built_sql(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 19: no query is put together from pieces of text."""
    if name == "portal/database.py":  # names of roles and databases, which cannot be bound
        return
    starts = ("SELECT ", "UPDATE ", "DELETE ", "INSERT ", "CREATE ", "DROP ", "ALTER ")
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and node.values:
            first = node.values[0]
            text = first.value if isinstance(first, ast.Constant) else ""
            if isinstance(text, str) and text.lstrip().upper().startswith(starts):
                yield f"{name}:{node.lineno} builds a query"


def switched_off(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 5: nothing is called with commit=False, log=False or force=True."""
    banned = {("commit", False), ("log", False), ("audit", False), ("force", True)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                value = getattr(keyword.value, "value", None)
                if (keyword.arg, value) in banned and isinstance(value, bool):
                    yield f"{name}:{node.lineno} passes {keyword.arg}={value}"


def exception_texts(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 9: nobody asks what an exception's text contains."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler) or not node.name:
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.Compare) and any(
                isinstance(part, ast.Call)
                and getattr(part.func, "id", "") == "str"
                and getattr(part.args[0] if part.args else None, "id", "") == node.name
                for part in (inner.left, *inner.comparators)
            ):
                yield f"{name}:{inner.lineno} reads an exception's text"


def bare_numbers(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 1: a number of working days stands in the regulation and nowhere else."""
    if name.startswith(("portal/regulation/", "portal/workdays/")) or "/management/" in name:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                is_number = isinstance(getattr(keyword.value, "value", None), int)
                if keyword.arg in {"workdays", "ceiling"} and is_number:
                    yield f"{name}:{node.lineno} says {keyword.arg}={ast.unparse(keyword.value)}"
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called == "add_workdays" and len(node.args) > 1:
                count = node.args[1]
                if isinstance(count, ast.Constant):
                    yield f"{name}:{node.lineno} counts {ast.unparse(count)} working days"


#: Chinese whoever reads it: documents of another catalog, cells of a workbook and what is kept of
#: them, acts on paper. It only shrinks.
ALWAYS_CHINESE = frozenset(
    {
        "catalog/exchange/ckan.py",
        "catalog/exchange/dcat.py",
        "catalog/exchange/records.py",
        "catalog/imports/judging.py",
        "catalog/imports/rule_cells.py",
        "catalog/imports/stating.py",
        "catalog/imports/words.py",
        "requests_app/documents/words.py",
    }
)


def chinese_marks(tree: ast.AST, name: str) -> Iterator[str]:
    """Whoever reads English reads no Chinese marks: lists are joined by ``punctuation``."""
    if name in ALWAYS_CHINESE or "/management/" in name:
        return
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == "join":
            mark = getattr(called.value, "value", None)
            if isinstance(mark, str) and mark and set(mark) & set("、；，："):
                yield f"{name}:{called.lineno} joins by {mark}"


SYNTAX = (
    (chinese_marks, "a/b.py", "'、'.join(names)", "enumerated(names)"),
    (chinese_marks, "a/b.py", "'；'.join(names)", "', '.join(names)"),
    (raw_ways, "a/b.py", "Row._base_manager.update(a=1)", "Row.objects.filter(a=1)"),
    (raw_ways, "a/b.py", "connection.cursor()", "cursor = 1"),
    (raw_ways, "a/b.py", "Row.objects.raw('x')", "Row.objects.none()"),
    (built_sql, "a/b.py", "f'SELECT {x} FROM t'", "f'Select one of {x}'.upper"),
    (switched_off, "a/b.py", "form.save(commit=False)", "form.save()"),
    (switched_off, "a/b.py", "act(force=True)", "act(pk=1)"),
    (
        exception_texts,
        "a/b.py",
        "try:\n    f()\nexcept ValueError as error:\n    ok = 'x' in str(error)",
        "try:\n    f()\nexcept ValueError as error:\n    raise Fault(str(error)) from error",
    ),
    (bare_numbers, "a/b.py", "Deadline(workdays=10)", "Deadline(workdays=rule.workdays)"),
    (bare_numbers, "a/b.py", "add_workdays(day, 20, calendar)", "add_workdays(day, n, calendar)"),
)


@pytest.mark.parametrize("case", SYNTAX, ids=lambda case: f"{case[0].__name__}:{case[2][:20]}")
def test_each_rule_of_syntax_has_teeth(case: Any) -> None:
    rule, name, bad, good = case
    assert list(rule(ast.parse(bad), name))
    if not good.startswith("f'"):
        assert not list(rule(ast.parse(good), name))


@pytest.mark.parametrize(
    "rule", [raw_ways, built_sql, switched_off, exception_texts, bare_numbers, chinese_marks]
)
def test_the_product_keeps_the_rules_of_syntax(rule: rules.Rule) -> None:
    assert [breach for name, tree in rules.sources() for breach in rule(tree, name)] == []


#: Rule 13: interfaces that still read rows themselves, how often, and why. It only shrinks.
READS = {
    "requests_app/sharing/api.py": (3, "the rest of a matter that was found through visible_to"),
}


def test_interfaces_leave_the_tables_alone() -> None:
    found: Counter[str] = Counter()
    for name, tree in rules.sources():
        if re.search(r"/(admin|api|pages|jobs)\.py$", name) and not name.startswith("portal/"):
            found[name] += sum(
                isinstance(node, ast.Attribute) and node.attr == "objects"
                for node in ast.walk(tree)
            )
    assert {name: count for name, count in found.items() if count} == {
        name: count for name, (count, _why) in READS.items()
    }
