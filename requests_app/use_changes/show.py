"""What pages and admin print of a change of use, and an agreement's page says of them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.directories.show import label
from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.interfaces.matters import Fact
from portal.regulation.punctuation import clauses
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor
from requests_app.sharing.aggregation_show import aggregation_parts
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.queries import counterpart
from requests_app.sharing.show import row_scope
from requests_app.use_changes import queries
from requests_app.use_changes.models import UseChange


def title(change: UseChange) -> str:
    """The entry whose use is to change."""
    return change.agreement.entry_version.name


def row(change: UseChange, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A change in a list; its date is the day it was received."""
    received = change.received_at
    return {
        "title": f"{change.get_kind_display()} · {title(change)}",
        "public_number": change.public_number,
        "counterpart": counterpart(change.agreement, actor).name,
        "status": show.badge(change),
        "due": None,
        "due_on_label": f"{local(received):%Y-%m-%d}" if received else "—",
    }


def work_line(change: UseChange, actor: Actor) -> dict[str, Any]:
    """A change on the work list."""
    other = counterpart(change.agreement, actor).name
    return {"title": title(change), "parts": [change.public_number, other]}


def context(change: UseChange, actor: Actor, now: datetime) -> dict[str, Any]:
    """One change as its page draws it."""
    agreement = change.agreement
    line = _("%(requester)s asks %(provider)s") % {
        "requester": agreement.requester.name,
        "provider": agreement.provider.name,
    }
    made = queries.made_by(change)
    return {
        "matter": matters.head(
            change, title=title(change), kind=change.get_kind_display(), line=line
        ),
        "particulars": [
            matters.linked(_("Agreement"), agreement, actor),
            *([matters.linked(_("New agreement"), made, actor)] if made else []),
            *matters.particulars(_facts(change)),
        ],
        "aggregation": aggregation_parts(change),
        "story": show.story(change),
    }


def _facts(change: UseChange) -> list[Fact]:
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
    return clauses(told)


def use_change_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """The changes of an agreement's use, and the button that begins one, for its page."""
    found = list(queries.of_agreement(agreement, actor))
    begin = matters.begin_address(UseChange, actor, agreement=agreement.public_number)
    return {
        "use_changes": matters.related(
            found,
            actor,
            name={change.pk: change.get_kind_display() for change in found},
            step=queries.request_step(agreement, actor, now=now),
            begin=begin,
        )
    }
