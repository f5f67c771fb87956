"""House rules over the syntax tree: each yields "file:line what" for every breach in a source."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "catalog", "requests_app")
type Rule = Callable[[ast.AST, str], Iterator[str]]

_WAYS_ROUND = re.compile(r"^(force|bypass|no_check|skip_\w+|ignore_\w+|without_\w+)$")
_INTERFACES = re.compile(r"/(admin|api|pages|jobs)\.py$")
_WRITES = frozenset({"save", "create", "update", "delete", "bulk_create", "get_or_create"})


def sources() -> Iterator[tuple[str, ast.AST]]:
    """Every product module but migrations."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if "/migrations/" not in name:
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def status_written(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 4: nobody but the gate assigns a status."""
    if name.startswith("portal/workflow/"):
        return
    for node in ast.walk(tree):
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        for target in targets if isinstance(node, ast.Assign | ast.AugAssign) else ():
            if isinstance(target, ast.Attribute) and target.attr == "status":
                yield f"{name}:{node.lineno} writes a status"


def ways_round(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 5: no parameter that goes round the gate."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            every = (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs)
            for argument in every:
                if _WAYS_ROUND.match(argument.arg):
                    yield f"{name}:{node.lineno} has the parameter {argument.arg}"


def bare_questions(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 7: a question about a right carries the object."""
    for node in ast.walk(tree):
        asked = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if asked and node.func.attr == "has_perm" and len(node.args) + len(node.keywords) < 2:
            yield f"{name}:{node.lineno} asks has_perm without the object"


def interface_writes(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 13: a domain's interface calls actions and queries; the ORM's writes are theirs."""
    if not _INTERFACES.search(f"/{name}") or name.count("/") != 2 or name.startswith("portal/"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = node.func.attr
            owner = node.func.value
            on_manager = isinstance(owner, ast.Attribute) and owner.attr == "objects"
            if called in _WRITES and (on_manager or called in {"save", "delete"}):
                yield f"{name}:{node.lineno} calls .{called}()"


def clocks(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 30: only interfaces and commands read the clock."""
    if name.startswith("portal/interfaces/") or "/management/" in name:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = getattr(node.func.value, "id", "")
            if (owner, node.func.attr) in {
                ("timezone", "now"),
                ("datetime", "now"),
                ("date", "today"),
                ("time", "time"),
            }:
                yield f"{name}:{node.lineno} reads the clock"


def receivers(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 28: no signals."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and "signals" in (node.module or ""):
            yield f"{name}:{node.lineno} imports signals"


def superusers(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 6: ``is_superuser`` opens reference tables in the admin and nothing else."""
    allowed = {"portal/interfaces/admin.py", "portal/interfaces/workbench.py", "portal/admin.py"}
    if name in allowed or "/management/" in name:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "is_superuser":
            yield f"{name}:{node.lineno} asks is_superuser"


def open_actions(tree: ast.AST, name: str) -> Iterator[str]:
    """Rule 11: a domain's public actions are keyword-only and take actor and now."""
    if not name.endswith("/actions.py"):
        return
    for node in tree.body if isinstance(tree, ast.Module) else ():
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        if node.name in {
            "register_opening",
            "register_publication_facts",
            "content_of",
            "load_regions",
            "load_classifications",
            "grant_scope",
            "extend_scopes_to",
        }:
            continue
        names = {argument.arg for argument in node.args.kwonlyargs}
        if node.args.args or not {"actor", "now"} <= names:
            yield f"{name}:{node.lineno} {node.name} is not keyword-only with actor and now"


_COMPARED = re.compile(r"{%\s*(if|elif)[^%]*(\.status\s*(==|!=|in)|is_superuser|\.role)[^%]*%}")


def template_compares(text: str) -> list[str]:
    """Rule 16: a template never compares a status or a role."""
    return [match.group(0) for match in _COMPARED.finditer(text)]
