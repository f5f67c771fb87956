"""What pages and admin print of a change of service."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.interfaces import show
from portal.interfaces.actors import local
from portal.workflow.actor import Actor, Interface
from requests_app.changes import queries
from requests_app.changes.models import ServiceChange
from requests_app.sharing.models import SharingAgreement

_ADMIN = "admin:requests_app_servicechange"


def address(change: ServiceChange, actor: Actor) -> str:
    """The change's page, in the interface the reader is in."""
    if actor.interface is Interface.ADMIN:
        return reverse(f"{_ADMIN}_change", args=[change.public_number])
    return reverse("requests:change", kwargs={"number": change.public_number})


def propose_address(agreement: SharingAgreement, actor: Actor) -> str:
    """Where a change of the agreement's service is proposed."""
    is_admin = actor.interface is Interface.ADMIN
    form = reverse(f"{_ADMIN}_add" if is_admin else "requests:change-new")
    return f"{form}?{urlencode({'agreement': agreement.public_number})}"


def row(change: ServiceChange, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A change in a list; its date is the planned day."""
    agreement = change.agreement
    mine = agreement.requester_id == actor.department_id
    return {
        "title": f"{change.get_kind_display()} · {agreement.entry_version.name}",
        "public_number": change.public_number,
        "counterpart": (agreement.provider if mine else agreement.requester).name,
        "status": show.badge(change),
        "due": None,
        "due_on_label": f"{change.planned_on:%Y-%m-%d}",
    }


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
    is_admin = actor.interface is Interface.ADMIN
    url = (
        reverse("admin:requests_app_sharingagreement_change", args=[agreement.public_number])
        if is_admin
        else reverse("requests:agreement", kwargs={"number": agreement.public_number})
    )
    return {
        "matter": {
            "title": title(change),
            "kind": change.get_kind_display(),
            "public_number": change.public_number,
            "status": show.badge(change),
            "counterpart_line": line,
            "nodes": show.nodes(change),
            "who": show.who(change),
        },
        "particulars": [
            {"label": _("Agreement"), "value": agreement.public_number, "url": url},
            {"label": _("Planned to take effect on"), "value": f"{change.planned_on:%Y-%m-%d}"},
            *[
                {"label": label, "value": value, "wide": is_wide}
                for label, value, is_wide in _facts(change)
                if value
            ],
        ],
        "story": show.story(change),
    }


def _facts(change: ServiceChange) -> list[tuple[str, str, bool]]:
    talked = f"{change.talked_on:%Y-%m-%d}" if change.talked_on else ""
    filed = f"{local(change.filed_at):%Y-%m-%d %H:%M}" if change.filed_at else ""
    return [
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
    step = queries.propose_step(agreement, actor, now=now)
    found = [] if step is None else [step]
    return {
        "changes": {
            "rows": [
                {
                    "url": address(change, actor),
                    "label": f"{change.get_kind_display()} {change.public_number}",
                    "status": show.badge(change),
                }
                for change in queries.of_agreement(agreement)
            ],
            "steps": show.steps_of(found, lambda _name: propose_address(agreement, actor)),
        }
    }
