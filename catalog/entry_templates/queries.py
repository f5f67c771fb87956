"""Whose templates there are, what one may be saved from, and what a draft begins with."""

from datetime import datetime
from itertools import accumulate

from django.db.models import Q, QuerySet

from catalog.batches.contents import restored
from catalog.departments.queries import by_id, overseen_by
from catalog.directories import queries as directories
from catalog.directories.actions import Content
from catalog.directories.models import DirectoryEntry, EntryVersion
from catalog.entry_templates.models import IN_USE, EntryTemplate, S
from portal.regulation import entry_version
from portal.regulation.entry_template import SAVE_TEMPLATE
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered


def visible_to(actor: Actor) -> QuerySet[EntryTemplate]:
    """The own department's, and what authorities have published to regions that hold it."""
    own = by_id(actor.department_id)
    if own is None:
        return EntryTemplate.objects.none()
    path = own.region.path
    over = list(accumulate(f"{code}/" for code in path.split("/") if code))
    published = Q(status=S.PUBLISHED, department__region__path__in=over)
    return EntryTemplate.objects.filter(
        Q(department_id=actor.department_id) | published
    ).select_related("department__region")


def in_use(actor: Actor) -> QuerySet[EntryTemplate]:
    """Those that a new draft may begin from."""
    return visible_to(actor).filter(status__in=IN_USE)


def content_of(template: EntryTemplate) -> Content:
    """What was kept."""
    return restored(template.content)


def is_name_taken(name: str, department_id: int, *, but: int = 0) -> bool:
    """Whether another template of the department in use is called so."""
    own = EntryTemplate.objects.filter(department_id=department_id, status__in=IN_USE)
    return own.filter(name=name.strip()).exclude(pk=but).exists()


def sources(actor: Actor, *, now: datetime) -> QuerySet[EntryVersion]:
    """The versions that a template may be saved from.

    Every version of the own department's entries; for an authority, what is published with open
    details where it oversees, too, since its templates serve all departments there.
    """
    seen = directories.versions_visible_to(actor, now=now)
    own = Q(entry__provider_id=actor.department_id or 0)
    published = Q(
        status=entry_version.State.PUBLISHED,
        entry__is_detail_closed=False,
        entry__provider__in=overseen_by(actor.department_id),
    )
    return seen.filter(own | published)


def find_source(number: str, actor: Actor, *, now: datetime) -> EntryVersion | None:
    """The version of that number, if a template may be saved from it."""
    return sources(actor, now=now).filter(public_number=number).first()


def save_step(actor: Actor, *, now: datetime) -> Step | None:
    """Saving a template, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    probe = EntryTemplate(department=own, name="?", content={}, item_count=0)
    return offered(actor, SAVE_TEMPLATE, probe, now=now)


def begin_step(template: EntryTemplate, actor: Actor, *, now: datetime) -> Step | None:
    """Beginning an entry from the template, as the reader may do it; None: it is not his."""
    if template.status not in IN_USE:
        return None
    probe = EntryVersion(entry=DirectoryEntry(provider_id=actor.department_id))
    return offered(actor, entry_version.DRAFT, probe, now=now)
