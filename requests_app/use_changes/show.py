"""What pages and admin print of a change of use, and an agreement's page says of them."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories.show import label
from portal.interfaces import show
from portal.interfaces.actors import local
from portal.regulation.use_change import Kind
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor, Interface
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.show import row_scope
from requests_app.use_changes import queries
from requests_app.use_changes.models import UseChange

_ADMIN = "admin:requests_app_usechange"


def address(change: UseChange, actor: Actor) -> str:
    """The change's page, in the interface the reader is in."""
    if actor.interface is Interface.ADMIN:
        return reverse(f"{_ADMIN}_change", args=[change.public_number])
    return reverse("requests:use-change", kwargs={"number": change.public_number})


def request_address(agreement: SharingAgreement, actor: Actor, kind: str) -> str:
    """Where a change of that kind is asked for under the agreement."""
    is_admin = actor.interface is Interface.ADMIN
    form = reverse(f"{_ADMIN}_add" if is_admin else "requests:use-change-new")
    return f"{form}?{urlencode({'agreement': agreement.public_number, 'kind': kind})}"


def agreement_address(agreement: SharingAgreement, actor: Actor) -> str:
    """The agreement's page, in the interface the reader is in."""
    number = agreement.public_number
    if actor.interface is Interface.ADMIN:
        return reverse("admin:requests_app_sharingagreement_change", args=[number])
    return reverse("requests:agreement", kwargs={"number": number})


def title(change: UseChange) -> str:
    """The entry whose use is to change."""
    return change.agreement.entry_version.name


def row(change: UseChange, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A change in a list; its date is the day it was received."""
    agreement = change.agreement
    mine = agreement.requester_id == actor.department_id
    received = change.received_at
    return {
        "title": f"{change.get_kind_display()} · {title(change)}",
        "public_number": change.public_number,
        "counterpart": (agreement.provider if mine else agreement.requester).name,
        "status": show.badge(change),
        "due": None,
        "due_on_label": f"{local(received):%Y-%m-%d}" if received else "",
    }


def context(change: UseChange, actor: Actor, now: datetime) -> dict[str, Any]:
    """One change as its page draws it."""
    agreement = change.agreement
    line = _("%(requester)s asks %(provider)s") % {
        "requester": agreement.requester.name,
        "provider": agreement.provider.name,
    }
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
            *_agreements(change, actor),
            *[
                {"label": name, "value": value, "wide": is_wide}
                for name, value, is_wide in _facts(change)
                if value
            ],
        ],
        "story": show.story(change),
    }


def _agreements(change: UseChange, actor: Actor) -> list[dict[str, Any]]:
    """The agreement it was asked under, and the one that it made."""
    drawn = [(_("Agreement"), change.agreement)]
    made = queries.made_by(change)
    if made is not None:
        drawn.append((_("New agreement"), made))
    return [
        {
            "label": name,
            "value": agreement.public_number,
            "url": agreement_address(agreement, actor),
        }
        for name, agreement in drawn
    ]


def _facts(change: UseChange) -> list[tuple[str, str, bool]]:
    answered = f"{local(change.answered_at):%Y-%m-%d %H:%M}" if change.answered_at else ""
    ends = f"{change.supply_ends_on:%Y-%m-%d}" if change.supply_ends_on else ""
    return [
        (_("Reason of the change"), change.reason, True),
        (_("Legal basis of the change"), change.legal_basis, True),
        (_("Items to be added"), _columns(change), True),
        (_("Rows asked for instead"), row_scope(change) if change.has_new_rows else "", True),
        (_("Third party"), change.third_party.name if change.third_party else "", False),
        (_("Purpose"), label(Purpose, change.purpose), False),
        (_("Supply ends on"), ends, False),
        (_("Text of the answer"), change.answer_text, True),
        (_("Answered at"), answered, False),
    ]


def _columns(change: UseChange) -> str:
    rows = change.items.select_related("item").order_by("item__position")
    told = (
        _("%(item)s (%(need)s)") % {"item": row.item.name, "need": row.need}
        if row.need
        else row.item.name
        for row in rows
    )
    return "；".join(told)


def use_change_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """The changes of an agreement's use, and a button for each kind of them, for its page."""
    step = queries.request_step(agreement, actor, now=now)
    buttons = show.steps_of([] if step is None else [step], lambda _name: "")
    steps = [
        {**drawn, "label": str(kind.label), "url": request_address(agreement, actor, kind)}
        for drawn in buttons
        for kind in Kind
    ]
    return {
        "use_changes": {
            "rows": [
                {
                    "url": address(change, actor),
                    "label": f"{change.get_kind_display()} {change.public_number}",
                    "status": show.badge(change),
                }
                for change in queries.of_agreement(agreement, actor)
            ],
            "steps": steps,
        }
    }
