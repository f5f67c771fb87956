"""What pages and admin print of corrections and recalls."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.interfaces import show
from portal.interfaces.actors import local
from portal.regulation import correction as rules
from portal.workflow.actor import Actor, Interface
from requests_app.corrections import queries
from requests_app.corrections.models import Correction, CorrectionRecall
from requests_app.sharing.models import SharingAgreement

_ADMIN = "admin:requests_app_correction"


def address(correction: Correction, actor: Actor) -> str:
    """The correction's page, in the interface the reader is in."""
    if actor.interface is Interface.ADMIN:
        return reverse(f"{_ADMIN}_change", args=[correction.public_number])
    return reverse("requests:correction", kwargs={"number": correction.public_number})


def recall_address(recall: CorrectionRecall, actor: Actor) -> str:
    """The notice's page, in the interface the reader is in."""
    if actor.interface is Interface.ADMIN:
        return reverse(f"{_ADMIN}recall_change", args=[recall.public_number])
    return reverse("requests:recall", kwargs={"number": recall.public_number})


def request_address(agreement: SharingAgreement, actor: Actor) -> str:
    """Where a correction of data received under the agreement is raised."""
    is_admin = actor.interface is Interface.ADMIN
    form = reverse(f"{_ADMIN}_add" if is_admin else "requests:correction-new")
    return f"{form}?{urlencode({'agreement': agreement.public_number})}"


def title(correction: Correction) -> str:
    """What it is about: entry and item, never the record."""
    return f"{correction.agreement.entry_version.name} · {correction.item.name}"


def row(correction: Correction, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A correction in a list."""
    agreement = correction.agreement
    mine = agreement.requester_id == actor.department_id
    return {
        "title": title(correction),
        "public_number": correction.public_number,
        "counterpart": (agreement.provider if mine else agreement.requester).name,
        "status": show.badge(correction),
        "due": show.due(correction, day),
        "due_on_label": show.short_day(correction.due_on, day.date),
    }


def _agreement_url(agreement: SharingAgreement, actor: Actor) -> str:
    if actor.interface is Interface.ADMIN:
        number = agreement.public_number
        return reverse("admin:requests_app_sharingagreement_change", args=[number])
    return reverse("requests:agreement", kwargs={"number": agreement.public_number})


def context(correction: Correction, actor: Actor, now: datetime) -> dict[str, Any]:
    """One correction as its page draws it."""
    agreement = correction.agreement
    line = _("%(requester)s asks %(provider)s to correct data") % {
        "requester": agreement.requester.name,
        "provider": agreement.provider.name,
    }
    matter = {
        "title": title(correction),
        "kind": _("correction"),
        "public_number": correction.public_number,
        "status": show.badge(correction),
        "counterpart_line": line,
        "nodes": show.nodes(correction),
        "who": show.who(correction),
    }
    clock = show.clock(correction, show.Day.of(now), _("Correction period"))
    if clock is not None:
        matter["clock"] = clock
    is_party = agreement.requester_id == actor.department_id
    is_party |= agreement.provider_id == actor.department_id
    number = agreement.public_number
    linked: dict[str, Any] = {"label": _("Agreement"), "value": number}
    if is_party:
        linked["url"] = _agreement_url(agreement, actor)
    return {
        "matter": matter,
        "particulars": [
            linked,
            *[
                {"label": label, "value": value, "wide": is_wide}
                for label, value, is_wide in _facts(correction, actor)
                if value
            ],
        ],
        "recalls": [_told(notice, actor) for notice in queries.recalls_of(correction)],
        "story": show.story(correction),
    }


def _facts(correction: Correction, actor: Actor) -> list[tuple[str, str, bool]]:
    forwarded = str(correction.source.name) if correction.source else ""
    facts = [
        (_("What is wrong"), correction.get_fault_display(), False),
        (_("Item in question"), correction.item.name, False),
        (_("Source department"), forwarded, False),
    ]
    if not queries.may_read_record(correction, actor):
        hidden = _("Shown to the parties only")
        return [*facts, (_("Record"), hidden, False)]
    facts += [
        (str(correction.key_item.name), correction.record_key, False),
        (_("Believed to be right"), correction.believed_value, False),
        (_("Evidence"), correction.evidence, True),
        (_("Why it was forwarded"), correction.forwarding, True),
    ]
    return [*facts, *_findings(correction, actor), (_("Reopened"), correction.reopening, True)]


def _findings(correction: Correction, actor: Actor) -> list[tuple[str, str, bool]]:
    """What was fed back; what is found but not yet sent, for those who still work on it."""
    found = [
        (
            _("Feedback of %(moment)s") % {"moment": f"{local(row.sent_at):%Y-%m-%d %H:%M}"},
            f"{row.get_outcome_display()}：{row.text}",
            True,
        )
        for row in correction.feedbacks.order_by("pk")
    ]
    is_pending = correction.status in rules.FOUND
    if is_pending and correction.agreement.requester_id != actor.department_id:
        text = f"{correction.get_outcome_display()}：{correction.finding}"
        found.append((_("Found, feedback still to be sent"), text, True))
    return found


def _told(notice: CorrectionRecall, actor: Actor) -> dict[str, Any]:
    confirmed = notice.confirmed_at
    return {
        "department": notice.department.name,
        "number": notice.public_number,
        "url": recall_address(notice, actor) if actor.department_id == notice.department_id else "",
        "told_at": f"{local(notice.created_at):%Y-%m-%d %H:%M}",
        "confirmed_at": f"{local(confirmed):%Y-%m-%d %H:%M}" if confirmed else "",
        "status": show.badge(notice),
    }


def recall_row(notice: CorrectionRecall, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A notice in a list; its date is the day it was told."""
    agreement = notice.correction.agreement
    mine = notice.department_id == actor.department_id
    return {
        "title": title(notice.correction),
        "public_number": notice.public_number,
        "counterpart": (agreement.provider if mine else notice.department).name,
        "status": show.badge(notice),
        "due": None,
        "due_on_label": f"{local(notice.created_at):%Y-%m-%d}",
    }


def recall_context(notice: CorrectionRecall, actor: Actor, now: datetime) -> dict[str, Any]:
    """One notice: what was corrected, and by which of its receipts the department finds it."""
    correction = notice.correction
    line = _("%(provider)s tells %(department)s that a record was corrected") % {
        "provider": correction.agreement.provider.name,
        "department": notice.department.name,
    }
    confirmed = notice.confirmed_at
    facts = [
        (_("Item in question"), correction.item.name, False),
        (_("Outcome"), notice.feedback.get_outcome_display(), False),
        (_("Told at"), f"{local(notice.created_at):%Y-%m-%d %H:%M}", False),
        (_("Confirmed at"), f"{local(confirmed):%Y-%m-%d %H:%M}" if confirmed else "", False),
        (_("Receipts that hold the record"), "、".join(notice.receipts), True),
        (_("What to do"), _("Fetch the records of these receipts anew, or delete them."), True),
    ]
    return {
        "matter": {
            "title": title(correction),
            "kind": _("recall notice"),
            "public_number": notice.public_number,
            "status": show.badge(notice),
            "counterpart_line": line,
            "nodes": show.nodes(notice),
            "who": show.who(notice),
        },
        "particulars": [
            {"label": label, "value": value, "wide": is_wide}
            for label, value, is_wide in facts
            if value
        ],
        "story": show.story(notice),
    }


def correction_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """The corrections under an agreement, and the button that raises one, for its page."""
    step = queries.request_step(agreement, actor, now=now)
    found = [] if step is None else [step]
    return {
        "corrections": {
            "rows": [
                {
                    "url": address(correction, actor),
                    "label": f"{correction.item.name} {correction.public_number}",
                    "status": show.badge(correction),
                }
                for correction in queries.of_agreement(agreement).select_related("item")
            ],
            "steps": show.steps_of(found, lambda _name: request_address(agreement, actor)),
        }
    }
