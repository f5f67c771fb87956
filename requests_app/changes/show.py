"""What pages and admin print of a change of service."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.interfaces.matters import Fact
from portal.workflow.actor import Actor
from requests_app.changes import queries
from requests_app.changes.models import ServiceChange
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.queries import counterpart


def row(change: ServiceChange, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A change in a list; its date is the planned day."""
    agreement = change.agreement
    return {
        "title": f"{change.get_kind_display()} · {agreement.entry_version.name}",
        "public_number": change.public_number,
        "counterpart": counterpart(agreement, actor).name,
        "status": show.badge(change),
        "due": None,
        "due_on_label": f"{change.planned_on:%Y-%m-%d}",
    }


def work_line(change: ServiceChange, actor: Actor) -> dict[str, Any]:
    """A change on the work list."""
    other = counterpart(change.agreement, actor).name
    return {"title": title(change), "parts": [change.public_number, other]}


def title(change: ServiceChange) -> str:
    """What the change is about."""
    return change.agreement.entry_version.name


def context(change: ServiceChange, actor: Actor, now: datetime) -> dict[str, Any]:
    """One change as its page draws it."""
    agreement = change.agreement
    line = _("%(provider)s serves %(requester)s") % {
        "provider": agreement.provider.name,
        "requester": agreement.requester.name,
    }
    return {
        "matter": matters.head(
            change, title=title(change), kind=change.get_kind_display(), line=line
        ),
        "particulars": [
            matters.linked(_("Agreement"), agreement, actor),
            *matters.particulars(_facts(change)),
        ],
        "story": show.story(change),
    }


def _facts(change: ServiceChange) -> list[Fact]:
    talked = f"{change.talked_on:%Y-%m-%d}" if change.talked_on else ""
    filed = f"{local(change.filed_at):%Y-%m-%d %H:%M}" if change.filed_at else ""
    return [
        (_("Planned to take effect on"), f"{change.planned_on:%Y-%m-%d}", False),
        (_("Why it is necessary"), change.reason, True),
        (_("Position of the requester"), change.get_position_display(), False),
        (_("What the requester says"), change.position_text, True),
        (_("Day of the talks"), talked, False),
        (_("Talks"), change.talks, True),
        (_("Filing number"), change.filing_number, False),
        (_("Filed at"), filed, False),
    ]


def change_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """The changes of an agreement's service, and the button that begins one, for its page."""
    found = list(queries.of_agreement(agreement))
    begin = matters.begin_address(ServiceChange, actor, agreement=agreement.public_number)
    return {
        "changes": matters.related(
            found,
            actor,
            name={change.pk: change.get_kind_display() for change in found},
            step=queries.propose_step(agreement, actor, now=now),
            begin=begin,
        )
    }
