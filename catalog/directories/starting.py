"""What a new draft begins from: another entry of one's own, or what domains above keep for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from catalog.departments.models import Department
from catalog.directories import queries
from catalog.directories.actions import Condition, Content, Item, content_of
from catalog.norms.models import Norm
from catalog.regions.models import Region
from catalog.standards import queries as standards
from catalog.subjects.models import Classification
from portal.regulation.punctuation import enumerated
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


@dataclass(frozen=True, slots=True)
class Start:
    """What a draft begins with, whence it comes, and what was left empty and why, in words.

    The name of an entry is what it is known by; neither name nor code is ever carried over.
    """

    content: Content
    origin: str
    left_empty: tuple[str, ...] = ()


#: Finds what the number in the address names; None where the actor may not see it.
type Source = Callable[[str, Actor, datetime], Start | None]
_sources: dict[str, Source] = {}


def register_start(parameter: str, source: Source) -> None:
    """Let a domain above say what a new draft may begin from, by a parameter of the address."""
    _sources[parameter] = source


class NoSuchStart(Exception):
    """What the address names is not there, or is not the actor's to see."""


def start_of(query: Mapping[str, str], actor: Actor, now: datetime) -> Start | None:
    """What the address asks a new draft to begin from; None where it asks for nothing.

    :raises NoSuchStart: it is not there, or not the actor's to see.
    """
    for parameter, source in {"copy": copied, **_sources}.items():
        if parameter in query:
            found = source(query[parameter], actor, now)
            if found is None:
                raise NoSuchStart
            return found
    return None


def copied(number: str, actor: Actor, now: datetime) -> Start | None:
    """A version of an entry of the actor's own department, whatever its state."""
    versions = queries.versions_visible_to(actor, now=now).filter(
        entry__provider_id=actor.department_id or 0
    )
    version = versions.filter(public_number=number).first()
    if version is None:
        return None
    content, left_empty = still_lawful(content_of(version), on=local_day(now))
    said = {"name": version.name, "code": version.entry.code}
    return Start(content, _("Begun from “%(name)s” (%(code)s)") % said, left_empty)


def still_lawful(content: Content, *, on: date) -> tuple[Content, tuple[str, ...]]:
    """The content without its name and without what can no longer be stated that day.

    :returns: the content, and a sentence for each value that was left empty.
    """
    left: list[str] = []
    return (
        replace(
            content,
            name="",
            classification_id=_classification(content.classification_id, left),
            basis_norm_id=_norm(content.basis_norm_id, on, left),
            items=_items(content.items, on, left),
            condition=_condition(content.condition, on, left),
        ),
        tuple(left),
    )


def _classification(pk: int | None, left: list[str]) -> int | None:
    node = Classification.objects.filter(pk=pk).first() if pk else None
    if node is None or node.is_open:
        return None if node is None else node.pk
    left.append(_("Classification: %(value)s is out of use.") % {"value": node})
    return None


def _norm(pk: int | None, on: date, left: list[str]) -> int | None:
    norm = Norm.objects.filter(pk=pk).first() if pk else None
    if norm is None or norm.repealed_on is None or norm.repealed_on > on:
        return None if norm is None else norm.pk
    left.append(_("Norm of the register: %(value)s is repealed.") % {"value": norm.cited_as})
    return None


def _items(items: tuple[Item, ...], on: date, left: list[str]) -> tuple[Item, ...]:
    named = {item.standard_id for item in items if item.standard_id}
    ended = {each.pk: each.cited_as for each in standards.ended_on(on).filter(pk__in=named)}
    for pk, cited in ended.items():
        without = enumerated(item.name for item in items if item.standard_id == pk)
        said = {"value": cited, "items": without}
        left.append(_("Standard: %(value)s has ended (%(items)s).") % said)
    return tuple(
        replace(item, standard_id=None) if item.standard_id in ended else item for item in items
    )


def _condition(condition: Condition | None, on: date, left: list[str]) -> Condition | None:
    if condition is None:
        return None
    named = Department.objects.filter(pk__in=condition.department_ids).order_by("code")
    for closed in named.exclude(closed_on=None):
        left.append(_("Sharing scope: %(value)s is closed.") % {"value": closed.name})
    standing = Region.objects.in_force_on(on).filter(code__in=condition.regions)
    there = set(standing.values_list("code", flat=True))
    for code in condition.regions:
        if code not in there:
            left.append(
                _("Sharing scope: there is no region %(value)s any more.") % {"value": code}
            )
    return replace(
        condition,
        department_ids=tuple(named.filter(closed_on=None).values_list("pk", flat=True)),
        regions=tuple(code for code in condition.regions if code in there),
    )
