"""The house rules hold over the whole product, and each is seen to catch its own bad lines."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models

from portal.interfaces.admin import WorkflowModelAdmin
from portal.regulation import (
    agreement,
    entry_update,
    entry_version,
    provision,
    reasons,
    request,
    use_change,
)
from portal.workflow.grants import GroupGrant
from portal.workflow.models import WorkflowModel
from tests.architecture import rules

#: rule, where the line stands, a bad line, a good line
CASES = (
    (rules.status_written, "a/b/actions.py", "row.status = 'AGREED'", "row.note = 'x'"),
    (rules.ways_round, "a/b.py", "def f(*, force=False): ...", "def f(*, pk): ..."),
    (rules.ways_round, "a/b.py", "def f(skip_checks): ...", "def f(checks): ..."),
    (rules.bare_questions, "a/b.py", "user.has_perm('x')", "user.has_perm('x', row)"),
    (
        rules.interface_writes,
        "catalog/x/pages.py",
        "Row.objects.create(a=1)",
        "queries.visible_to(actor)",
    ),
    (rules.interface_writes, "catalog/x/api.py", "row.save()", "actions.submit(pk=1)"),
    (rules.clocks, "catalog/x/queries.py", "timezone.now()", "local_day(now)"),
    (rules.receivers, "a/b.py", "from django.db.models.signals import post_save", "import os"),
    (rules.superusers, "catalog/x/queries.py", "user.is_superuser", "user.is_active"),
    (
        rules.open_actions,
        "catalog/x/actions.py",
        "def submit(pk, actor, now): ...",
        "def submit(*, pk, actor, now): ...",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].__name__}:{case[2][:20]}")
def test_each_rule_has_teeth(case) -> None:
    """The bad line is caught, the good one is not."""
    rule, name, bad, good = case
    assert list(rule(ast.parse(bad), name))
    assert not list(rule(ast.parse(good), name))


@pytest.mark.parametrize("rule", sorted({case[0] for case in CASES}, key=lambda r: r.__name__))
def test_the_product_keeps_it(rule) -> None:
    """No breach anywhere, and the walk is not empty."""
    found = list(rules.sources())
    assert len(found) > 100
    assert [breach for name, tree in found for breach in rule(tree, name)] == []


def test_templates_compare_no_status() -> None:
    """Buttons come from the gate."""
    assert rules.template_compares('{% if request.status == "IN_REVIEW" %}')
    assert not rules.template_compares("{% if step.allowed %}")
    pages = list((rules.ROOT / "templates").rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert rules.template_compares(text) == [], page


def test_matters_are_workflow_admins() -> None:
    """Rule 17: every matter in the admin stands behind the gate."""
    matters = [model for model in apps.get_models() if issubclass(model, WorkflowModel)]
    assert len(matters) >= 5
    for model in matters:
        registered = admin.site._registry.get(model)
        assert registered is None or isinstance(registered, WorkflowModelAdmin), model


def test_grants_have_frozen_lists_and_no_user() -> None:
    """Rule 20: groups only, direct foreign keys, a frozen list."""
    grant_models = [model for model in apps.get_models() if issubclass(model, GroupGrant)]
    assert len(grant_models) == 3
    for model in grant_models:
        assert isinstance(model.allowed_permissions, frozenset)
        assert model.allowed_permissions
        names = {field.name for field in model._meta.get_fields()}
        assert {"group", "permission", "content_object"} <= names
        assert "user" not in names


def test_choices_are_constrained() -> None:
    """Rule 23: every stored code of ours has a CheckConstraint that names its field."""
    missing = []
    for model in apps.get_models():
        if model._meta.app_label not in {"portal", "catalog", "requests_app"}:
            continue
        text = " ".join(
            str(constraint.condition)
            for constraint in model._meta.constraints
            if isinstance(constraint, models.CheckConstraint)
        )
        for field in model._meta.concrete_fields:
            if field.choices and f"('{field.name}" not in text:
                missing.append(f"{model.__name__}.{field.name}")
    assert missing == []


def test_transitions_and_actions_share_their_names() -> None:
    """Rule 12: every transition has an action of its name."""
    from catalog.directories import actions as directories
    from requests_app.sharing import actions as sharing
    from requests_app.sharing import aggregation, disposal, legal_basis, succession
    from requests_app.use_changes import actions as use_changes

    pairs = (
        (entry_version.MACHINE, (directories,)),
        (entry_update.MACHINE, (directories,)),
        (request.MACHINE, (sharing, aggregation)),
        (agreement.MACHINE, (sharing, disposal, legal_basis, succession)),
        (provision.MACHINE, (sharing,)),
        (use_change.MACHINE, (use_changes,)),
    )
    #: Acts that another act causes.
    without = {"conclude", "open_task", "conclude_anew"}
    for machine, modules in pairs:
        for rule in machine.transitions:
            if rule.name not in without:
                found = [getattr(module, rule.name, None) for module in modules]
                assert any(map(callable, found)), (machine.name, rule.name)


def test_every_reason_is_used() -> None:
    """Rule 40: no reason without a place that gives it."""
    text = " ".join(
        path.read_text(encoding="utf-8")
        for package in rules.PACKAGES
        for path in (rules.ROOT / package).rglob("*.py")
        if path.name != "reasons.py"
    )
    constants = {
        name: value for name, value in vars(reasons).items() if isinstance(value, reasons.Reason)
    }
    unused = [name for name in constants if f"reasons.{name}" not in text]
    assert unused == []
    for reason in constants.values():
        assert reason.zh
        assert reason.en
        assert reason.code == reason.code.lower()


def test_modules_say_what_they_are_for() -> None:
    """Rule 34: one sentence at the top of every module."""
    for name, tree in rules.sources():
        assert ast.get_docstring(tree), name


CONTRACT_BREACHES = {
    "requests_app may import catalog": ("catalog/departments/queries.py", "import requests_app"),
    "Inside portal": ("portal/regulation/deadlines.py", "import portal.workflow"),
    "Inside catalog": ("catalog/regions/queries.py", "import catalog.directories"),
    "Inside requests_app": ("requests_app/sharing/queries.py", "import requests_app.delivery"),
    "Inside every domain": ("catalog/directories/models.py", "import catalog.directories.actions"),
    "Nobody imports a domain's interface": (
        "requests_app/delivery/queries.py",
        "import requests_app.sharing.pages",
    ),
    "Only portal.workflow.grants imports guardian": (
        "catalog/directories/queries.py",
        "import guardian",
    ),
    "The regulation does no I/O": ("portal/regulation/switches.py", "import rest_framework"),
    "Only delivery touches": ("requests_app/sharing/queries.py", "import sqlglot"),
}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product, in which imports may be broken."""
    import shutil

    folder = tmp_path_factory.mktemp("house")
    for package in rules.PACKAGES:
        shutil.copytree(rules.ROOT / package, folder / package)
    shutil.copy(rules.ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize("contract", CONTRACT_BREACHES)
def test_each_contract_breaks_on_a_bad_import(copied: Path, contract: str) -> None:
    """Planted, seen, taken out again."""
    name, line = CONTRACT_BREACHES[contract]
    path = copied / name
    whole = path.read_text(encoding="utf-8")
    try:
        path.write_text(f"{whole}\n{line}\n", encoding="utf-8")
        command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
        answer = subprocess.run(command, cwd=copied, capture_output=True, text=True)
    finally:
        path.write_text(whole, encoding="utf-8")
    assert answer.returncode != 0
    broken = [row for row in answer.stdout.splitlines() if " BROKEN" in row]
    assert any(row.startswith(contract) for row in broken), answer.stdout
