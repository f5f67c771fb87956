"""Save, rename, publish and retire templates, and draft an entry from one (Art. 12)."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from catalog.batches.contents import kept
from catalog.departments.models import Department
from catalog.directories import actions as directories
from catalog.directories.models import EntryVersion
from catalog.directories.starting import still_lawful
from catalog.entry_templates import queries
from catalog.entry_templates.models import IN_USE, EntryTemplate
from portal.regulation import entry_template as rules
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition


def save_template(*, version_id: int, name: str, actor: Actor, now: datetime) -> EntryTemplate:
    """Keep what a version states, without its name and code, for entries to come (Art. 12).

    :raises Refused: the version is not the actor's to take, the name is empty or taken, the
        content is too large, or the department keeps too many already.
    """
    version = queries.sources(actor, now=now).filter(pk=version_id).first()
    if version is None:
        raise Refused(reasons.NOT_FOUND)
    content = replace(directories.content_of(version), name="")
    stored = kept(content)
    with transaction.atomic():
        # Locked, so that two people at once do not pass the limit together.
        own = Department.objects.select_for_update().get(pk=actor.department_id or 0)
        template = EntryTemplate(
            public_number=yearly_number("ET", own.code, local_day(now)),
            department=own,
            name=name.strip(),
            content=stored,
            item_count=min(len(content.items), rules.MOST_ITEMS),
        )
        inputs = {
            "name": name,
            "namesake": queries.is_name_taken(name, own.pk),
            "items": len(content.items),
            "characters": len(json.dumps(stored, ensure_ascii=False)),
        }
        details = {"name": template.name, "version": version.public_number}
        return open_matter(
            rules.SAVE_TEMPLATE, template, actor=actor, now=now, inputs=inputs, details=details
        )


def rename_template(*, pk: int, name: str, actor: Actor, now: datetime) -> None:
    """Call the template otherwise.

    :raises Refused: the name is empty, or another template of the department has it.
    """
    department_id = EntryTemplate.objects.values_list("department_id", flat=True).get(pk=pk)
    with transition(
        rules.RENAME_TEMPLATE,
        model=EntryTemplate,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"name": name, "namesake": queries.is_name_taken(name, department_id, but=pk)},
        details={"name": name.strip()},
    ) as template:
        template.act_details["former_name"] = template.name
        template.name = name.strip()


def publish_template(*, pk: int, actor: Actor, now: datetime) -> None:
    """The authority offers its template to every department of its region (Art. 12)."""
    with transition(rules.PUBLISH_TEMPLATE, model=EntryTemplate, pk=pk, actor=actor, now=now):
        pass


def retire_template(*, pk: int, actor: Actor, now: datetime) -> None:
    """Take the template out of use; what was begun from it stays as it is."""
    with transition(rules.RETIRE_TEMPLATE, model=EntryTemplate, pk=pk, actor=actor, now=now):
        pass


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft that began from a template, and what was left empty and why."""

    version: EntryVersion
    left_empty: tuple[str, ...]


def begin_entry(*, pk: int, name: str, actor: Actor, now: datetime) -> Begun:
    """Draft an entry of the own department with what the template holds (Art. 12).

    :raises Refused: the template is out of use, or drafting is not the actor's.
    """
    template = queries.visible_to(actor).filter(pk=pk).first()
    if template is None:
        raise Refused(reasons.NOT_FOUND)
    if template.status not in IN_USE:
        raise Refused(reasons.TEMPLATE_OUT_OF_USE)
    content, left_empty = still_lawful(queries.content_of(template), on=local_day(now))
    version = directories.draft(
        provider_id=actor.department_id or 0,
        content=replace(content, name=name.strip()),
        actor=actor,
        now=now,
    )
    return Begun(version, left_empty)
