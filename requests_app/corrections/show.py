"""What pages and admin print of corrections and recalls."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.directories.models import DirectoryEntry
from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.interfaces.matters import Fact
from portal.regulation import correction as rules
from portal.regulation.next_step import Way
from portal.regulation.punctuation import enumerated, headed
from portal.workflow.actor import Actor
from requests_app.corrections import queries
from requests_app.corrections.models import Correction, CorrectionRecall
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.queries import counterpart


def title(correction: Correction) -> str:
    """What it is about: entry and item, never the record."""
    return f"{correction.agreement.entry_version.name} · {correction.item.name}"


def row(correction: Correction, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A correction in a list."""
    return {
        "title": title(correction),
        "public_number": correction.public_number,
        "counterpart": counterpart(correction.agreement, actor).name,
        "status": show.badge(correction),
        "due": show.due(correction, day),
        "due_on_label": show.short_day(correction.due_on, day.date),
    }


def work_line(correction: Correction, actor: Actor) -> dict[str, Any]:
    """A correction on the work list."""
    parts = [correction.public_number, correction.agreement.requester.name]
    return {"title": title(correction), "parts": parts}


def recall_line(notice: CorrectionRecall, actor: Actor) -> dict[str, Any]:
    """A recall notice on the work list."""
    parts = [notice.public_number, notice.correction.agreement.provider.name]
    return {"title": title(notice.correction), "parts": parts}


def context(correction: Correction, actor: Actor, now: datetime) -> dict[str, Any]:
    """One correction as its page draws it."""
    agreement = correction.agreement
    line = _("%(requester)s asks %(provider)s to correct data") % {
        "requester": agreement.requester.name,
        "provider": agreement.provider.name,
    }
    matter = matters.head(correction, title=title(correction), kind=_("correction"), line=line)
    clock = show.clock(correction, show.Day.of(now), _("Correction period"))
    if clock is not None:
        matter["clock"] = clock
    is_party = agreement.requester_id == actor.department_id
    is_party |= agreement.provider_id == actor.department_id
    linked = matters.linked(_("Agreement"), agreement, actor)
    if not is_party:
        del linked["url"]
    return {
        "matter": matter,
        "particulars": [linked, *matters.particulars(_facts(correction, actor))],
        "recalls": [_told(notice, actor) for notice in queries.recalls_of(correction)],
        "story": show.story(correction),
    }


def _facts(correction: Correction, actor: Actor) -> list[Fact]:
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


def _findings(correction: Correction, actor: Actor) -> list[Fact]:
    """What was fed back; what is found but not yet sent, for those who still work on it."""
    found = [
        (
            _("Feedback of %(moment)s") % {"moment": f"{local(row.sent_at):%Y-%m-%d %H:%M}"},
            headed(row.get_outcome_display(), row.text),
            True,
        )
        for row in correction.feedbacks.order_by("pk")
    ]
    is_pending = correction.status in rules.FOUND
    if is_pending and correction.agreement.requester_id != actor.department_id:
        text = headed(correction.get_outcome_display(), correction.finding)
        found.append((_("Found, feedback still to be sent"), text, True))
    return found


def _told(notice: CorrectionRecall, actor: Actor) -> dict[str, Any]:
    confirmed = notice.confirmed_at
    is_told = actor.department_id == notice.department_id
    return {
        "department": notice.department.name,
        "number": notice.public_number,
        "url": matters.address(notice, actor) if is_told else "",
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
        (_("Receipts that hold the record"), enumerated(notice.receipts), True),
        (_("What to do"), _("Fetch the records of these receipts anew, or delete them."), True),
    ]
    return {
        "matter": matters.head(notice, title=title(correction), kind=_("recall notice"), line=line),
        "particulars": matters.particulars(facts),
        "story": show.story(notice),
    }


def correction_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """The corrections under an agreement, and the button that raises one, for its page."""
    found = list(queries.of_agreement(agreement).select_related("item"))
    begin = matters.begin_address(Correction, actor, agreement=agreement.public_number)
    return {
        "corrections": matters.related(
            found,
            actor,
            name={correction.pk: correction.item.name for correction in found},
            step=queries.request_step(agreement, actor, now=now),
            begin=begin,
        )
    }


def correction_ways(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """On an entry's page: having data put right that the department holds (Art. 26)."""
    agreement = queries.held_under(entry.pk, actor)
    step = None if agreement is None else queries.request_step(agreement, actor, now=now)
    if agreement is None or step is None or not step.is_allowed:
        return []
    url = matters.begin_address(Correction, actor, agreement=agreement.public_number)
    return [{"way": Way.CORRECT, "label": str(Way.CORRECT.label), "url": url}]
