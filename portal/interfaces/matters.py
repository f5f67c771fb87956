"""What every matter shows alike: its address, its head, its facts, and what hangs on its page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from portal.interfaces import show
from portal.workflow.actor import Actor, Interface
from portal.workflow.models import WorkflowModel
from portal.workflow.policy import Step

#: How often a page that shows time at work asks again, in seconds; with or without scripts.
REFRESH: Final = "3"
#: A fact with its label; ``wide`` takes the whole line. A fact without a value is left out.
type Fact = tuple[str, str, bool]


#: What a domain adds to the page of another domain's matter, as context of its body.
type Part = Callable[[Any, Actor, datetime], dict[str, Any]]
_parts: dict[type[WorkflowModel], tuple[Part, ...]] = {}


def register_parts(model: type[WorkflowModel], *parts: Part) -> None:
    """Say what domains above a matter's own add to its page, in pages and admin alike."""
    _parts[model] = parts


def parts(matter: WorkflowModel, actor: Actor, now: datetime) -> dict[str, Any]:
    """What was added to this matter's page."""
    added: dict[str, Any] = {}
    for part in _parts.get(type(matter), ()):
        added.update(part(matter, actor, now))
    return added


def address(matter: WorkflowModel, actor: Actor, step: str = "") -> str:
    """The matter's page, or one of its steps, in the interface the reader is in."""
    if actor.interface is Interface.ADMIN:
        return admin_address(matter, step)
    number = matter.public_number
    if step:
        return reverse(f"{matter.route}-step", kwargs={"number": number, "step": step})
    return reverse(matter.route, kwargs={"number": number})


def admin_address(matter: WorkflowModel, step: str = "") -> str:
    """The matter's page in the admin, or one of its steps."""
    name = f"admin:{_admin_name(type(matter))}"
    if step:
        return reverse(f"{name}_step", args=[matter.public_number, step])
    return reverse(f"{name}_change", args=[matter.public_number])


def begin_address(model: type[WorkflowModel], actor: Actor, **named: str) -> str:
    """Where a matter of that kind is begun about what is named: its parameter and number."""
    if actor.interface is Interface.ADMIN:
        return admin_begin_address(model, **named)
    return _about(reverse(f"{model.route}-new"), named)


def admin_begin_address(model: type[WorkflowModel], **named: str) -> str:
    """Where it is begun in the admin."""
    return _about(reverse(f"admin:{_admin_name(model)}_add"), named)


def _about(address: str, named: Mapping[str, str]) -> str:
    """The address with what is named in it, if anything is."""
    return f"{address}?{urlencode(named)}" if named else address


def _admin_name(model: type[WorkflowModel]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"


def head(
    matter: WorkflowModel, *, title: str, kind: str, line: str, way: Sequence[str] = ()
) -> dict[str, Any]:
    """The upper part of a matter's page: what it is, where it stands, who acts.

    :param line: who is concerned, in one line.
    :param way: the states this very matter passes, where they are not the usual ones.
    """
    return {
        "title": title,
        "kind": kind,
        "public_number": matter.public_number,
        "status": show.badge(matter),
        "counterpart_line": line,
        "nodes": show.nodes(matter, way),
        "who": show.who(matter),
    }


def particulars(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Those facts that are there (components/particulars.html)."""
    return [
        {"label": label, "value": value, "wide": is_wide}
        for label, value, is_wide in facts
        if value
    ]


def linked(label: str, matter: WorkflowModel, actor: Actor) -> dict[str, Any]:
    """Another matter as a fact that leads to its page."""
    return {"label": label, "value": matter.public_number, "url": address(matter, actor)}


def related(
    matters: Iterable[WorkflowModel],
    actor: Actor,
    *,
    name: Mapping[int, str] | None = None,
    step: Step | None = None,
    begin: str = "",
) -> dict[str, Any]:
    """Matters that hang on another one's page, and the button that begins one.

    :param name: what each is called before its number, by id.
    :param step: the act that begins one, None where it is not the reader's.
    :param begin: where it begins.
    """
    names = name or {}
    return {
        "rows": [
            {
                "url": address(matter, actor),
                "label": f"{names.get(matter.pk, '')} {matter.public_number}".strip(),
                "status": show.badge(matter),
            }
            for matter in matters
        ],
        "steps": show.steps_of([] if step is None else [step], lambda _name: begin),
    }
