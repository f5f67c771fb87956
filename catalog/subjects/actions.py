"""Add, rename, move, merge and retire the classifications of the one tree (Art. 12)."""

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from catalog.departments.models import Department
from catalog.subjects.models import Classification
from portal.regulation import classification as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.transition import open_matter, transition

_SHIPPED = Path(__file__).parent / "data" / "classifications.csv"


def _lock_tree() -> None:
    """Whoever changes the shape of the tree waits for who does so already.

    Two moves, each right by itself, could close a circle together.
    """
    list(Classification.objects.select_for_update().order_by("pk").values_list("pk"))


def _coded(code: str) -> Classification | None:
    return Classification.objects.filter(code=code).first() if code else None


def _new(
    code: str, name: str, name_en: str, parent: Classification | None, now: datetime
) -> Classification:
    return Classification(
        public_number=code,
        code=code,
        name=name.strip(),
        name_en=name_en.strip(),
        parent=parent,
        since_on=local_day(now),
    )


def add_classification(
    *, code: str, name: str, name_en: str, parent: str, actor: Actor, now: datetime
) -> Classification:
    """The authority adds a node below another one, or a class at the top.

    :param parent: code of the one above; empty for a class.
    :raises Refused: a wrong code or one used before, no name, or nothing it can stand below.
    """
    with transaction.atomic():
        _lock_tree()
        made = _new(code, name, name_en, _coded(parent), now)
        details = {"code": code, "name": made.name, "parent": parent}
        return open_matter(rules.ADD_CLASSIFICATION, made, actor=actor, now=now, details=details)


def rename_classification(*, pk: int, name: str, name_en: str, actor: Actor, now: datetime) -> None:
    """The authority gives the node another name; its code stays."""
    with transition(
        rules.RENAME_CLASSIFICATION,
        model=Classification,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"name": name},
        details={"name": name.strip()},
    ) as node:
        node.act_details["former_name"] = node.name
        node.name, node.name_en = name.strip(), name_en.strip()


def move_classification(*, pk: int, parent: str, actor: Actor, now: datetime) -> None:
    """The authority moves the node, and what is below it, under another one.

    :param parent: code of the one to stand below.
    :raises Refused: that one lies below it, is of another level, or is out of use.
    """
    with transaction.atomic():
        _lock_tree()
        target = _coded(parent)
        with transition(
            rules.MOVE_CLASSIFICATION,
            model=Classification,
            pk=pk,
            actor=actor,
            now=now,
            inputs={"parent": target},
            details={"parent": parent},
        ) as node:
            node.act_details["former_parent"] = "" if node.parent is None else node.parent.code
            node.parent = target


def merge_classification(*, pk: int, into: str, actor: Actor, now: datetime) -> None:
    """The authority takes the node out of use; its entries are found under the other one as well.

    No version of an entry is touched, and no entry's code.

    :param into: code of the one that takes its place.
    :raises Refused: others stand below it, or that one is itself or out of use.
    """
    with transaction.atomic():
        _lock_tree()
        heir = _coded(into)
        with transition(
            rules.MERGE_CLASSIFICATION,
            model=Classification,
            pk=pk,
            actor=actor,
            now=now,
            inputs={"heir": heir},
            details={"into": into},
        ) as node:
            node.merged_into = heir
            node.until_on = local_day(now)


def retire_classification(*, pk: int, actor: Actor, now: datetime) -> None:
    """The authority takes a node out of use that no entry stands under.

    :raises Refused: entries stand under it, which are merged elsewhere first, or others below it.
    """
    with transaction.atomic():
        _lock_tree()
        with transition(
            rules.RETIRE_CLASSIFICATION, model=Classification, pk=pk, actor=actor, now=now
        ) as node:
            node.until_on = local_day(now)


def mark_registry(*, pk: int, registry: str, lead: str, actor: Actor, now: datetime) -> None:
    """The authority marks the node as a base registry that a department leads.

    :param registry: which one, of :class:`~portal.regulation.classification.Registry`.
    :param lead: code of the department that leads it; a closed one leads nothing.
    :raises Refused: no such registry or department, or another node in use is that registry.
    """
    with transaction.atomic():
        _lock_tree()
        leading = Department.objects.filter(code=lead, closed_on=None).first()
        with transition(
            rules.MARK_REGISTRY,
            model=Classification,
            pk=pk,
            actor=actor,
            now=now,
            inputs={"registry": registry, "lead": leading},
            details={"registry": registry, "lead": lead},
        ) as node:
            node.registry, node.registry_lead = registry, leading


def unmark_registry(*, pk: int, actor: Actor, now: datetime) -> None:
    """The authority takes the mark away; no entry is touched."""
    with transition(
        rules.UNMARK_REGISTRY, model=Classification, pk=pk, actor=actor, now=now
    ) as node:
        node.act_details["registry"] = node.registry
        node.registry, node.registry_lead = "", None


def load_classifications(more: Mapping[str, str] | None = None, *, now: datetime) -> int:
    """Fill the tree with what ships, and with more names by code; what is there stays.

    :returns: how many were new.
    """
    with _SHIPPED.open(encoding="utf-8", newline="") as lines:
        names = {row["code"]: row["name"] for row in csv.DictReader(lines)} | dict(more or {})
    known = {node.code: node for node in Classification.objects.all()}
    new = sorted(set(names) - set(known), key=lambda each: (len(each), each))
    actor = Actor.system("load-classifications")
    for code in new:
        above = [code[:length] for length in range(len(code) - 1, 0, -1)]
        parent = next((known[each] for each in above if each in known), None)
        made = _new(code, names[code], "", parent, now)
        known[code] = open_matter(rules.LOAD_CLASSIFICATION, made, actor=actor, now=now)
    return len(new)
