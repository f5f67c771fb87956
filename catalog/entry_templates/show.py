"""What pages and admin print of templates, and how a draft begins from one."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories import comparing, comparing_show
from catalog.directories.actions import Content
from catalog.directories.models import EntryVersion
from catalog.directories.starting import Start, still_lawful
from catalog.entry_templates import queries
from catalog.entry_templates.models import IN_USE, EntryTemplate, S
from portal.interfaces import matters, show
from portal.regulation import reasons
from portal.regulation.entry_template import SAVE_TEMPLATE
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step

#: More are not offered over a form; the list of templates has all of them.
_MOST_OFFERED = 20


def row(template: EntryTemplate) -> dict[str, Any]:
    """A template in the list; its date is the day on which it was saved."""
    return {
        "title": template.name,
        "public_number": template.public_number,
        "counterpart": template.department.name,
        "status": show.badge(template),
        "due": None,
        "due_on_label": f"{local_day(template.created_at):%Y-%m-%d}",
    }


def context(template: EntryTemplate) -> dict[str, Any]:
    """One template as its page draws it: what an entry begins with."""
    kept = comparing_show.said(comparing.stated_in(queries.content_of(template)))
    head = matters.head(
        template,
        title=template.name,
        kind=_("entry template"),
        line=template.department.name,
        way=(S.OWN, S.PUBLISHED) if template.department.is_authority else (),
    )
    return {
        "matter": {**head, "who": []},  # it stands; nobody is to act
        "particulars": kept["facts"],
        "items": kept["items"],
        "story": show.story(template),
    }


def begin_address(template: EntryTemplate) -> str:
    """Where an entry is begun from the template: entries are drafted in the admin."""
    asked = urlencode({"template": template.public_number})
    return f"{reverse('admin:catalog_entryversion_add')}?{asked}"


def begin_buttons(
    template: EntryTemplate, step: Step | None, drawn: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The template's steps, with beginning an entry before them where it is the reader's."""
    steps = [] if step is None else [step]
    begun = show.steps_of(steps, lambda _name: begin_address(template), filled="draft")
    return [*begun, *drawn]


# What the entries' domain asks of this one.


def template_start(number: str, actor: Actor, now: datetime) -> Start | None:
    """What a draft begins with from the template of that number; nothing from one out of use."""
    template = queries.visible_to(actor).filter(public_number=number).first()
    if template is None:
        return None
    origin = _("Begun from the template “%(name)s”") % {"name": template.name}
    if template.status not in IN_USE:
        return Start(Content(name=""), origin, (reasons.TEMPLATE_OUT_OF_USE.text,))
    content, left_empty = still_lawful(queries.content_of(template), on=local_day(now))
    return Start(content, origin, left_empty)


def template_door(version: EntryVersion, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """Saving a version as a template, for whom that is."""
    step = queries.save_step(actor, now=now)
    if step is None or queries.find_source(version.public_number, actor, now=now) is None:
        return []
    url = matters.begin_address(EntryTemplate, actor, version=version.public_number)
    return [{"label": str(SAVE_TEMPLATE.label), "url": url}]


def start_door(actor: Actor, now: datetime) -> list[dict[str, str]]:
    """Over the form of a new draft: each template that it may begin from."""
    return [
        {"label": template.name, "url": begin_address(template)}
        for template in queries.in_use(actor).order_by("-status", "name", "pk")[:_MOST_OFFERED]
    ]
