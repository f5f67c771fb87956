"""What pages and admin print of disputes, and what a disputed matter's page says of them."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.departments.models import Department
from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation import dispute as rules
from portal.regulation.vocabulary import Mandate, Tier
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.disputes import queries
from requests_app.disputes.models import Dispute
from requests_app.sharing.models import SharingAgreement, SharingRequest
from requests_app.sharing.queries import counterpart

S = rules.State


def title(dispute: Dispute) -> str:
    """The entry whose sharing is disputed."""
    return dispute.matter.entry_version.name


def row(dispute: Dispute, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A dispute in a list; its date is the day it was opened."""
    return {
        "title": f"{title(dispute)} · {dispute.get_kind_display()}",
        "public_number": dispute.public_number,
        "counterpart": counterpart(dispute, actor).name,
        "status": show.badge(dispute),
        "due": None,
        "due_on_label": f"{dispute.opened_on:%Y-%m-%d}",
    }


def work_line(dispute: Dispute, actor: Actor) -> dict[str, Any]:
    """A dispute on the work list."""
    return {
        "title": title(dispute),
        "parts": [dispute.public_number, counterpart(dispute, actor).name],
    }


def _way(dispute: Dispute) -> tuple[str, ...]:
    """The rungs this dispute takes: all of them, until it is settled on one."""
    if dispute.status != S.SETTLED:
        return rules.LADDER
    climbed = (S.NEGOTIATING, S.FAILED) if dispute.failure else (S.NEGOTIATING,)
    coordinated = (S.IN_COORDINATION,) if dispute.authority_id else ()
    return (*climbed, *coordinated, S.SETTLED)


def government_of(authority: Department) -> str:
    """本级人民政府: the government at the level of the authority, which decides."""
    if authority.tier == Tier.NATIONAL:
        return _("the State Council")
    return _("people's government of %(region)s") % {"region": authority.region.name}


def _who(dispute: Dispute, today: date) -> list[dict[str, str]]:
    """Who acts now, and who after that."""
    if not dispute.is_open:
        return []
    heads, officers = str(Mandate.CONSENT.label), str(Mandate.OVERSEE.label)
    authority = dispute.authority or dispute.competent_authority_on(today)
    asked = authority.name if authority else _("common superior authority, not on this platform")
    decides = government_of(authority) if authority else ""
    if dispute.status in rules.BETWEEN_PARTIES:
        both = f"{dispute.requester.name}、{dispute.provider.name}"
        now, then = (both, heads), (asked, _("if the negotiation fails"))
    elif dispute.status == S.IN_DECISION:
        now, then = (decides, _("recorded by %(authority)s") % {"authority": asked}), ("", "")
    else:
        now, then = (asked, officers), (decides, _("if no agreement is reached"))
    drawn = [{"label": _("Acting now"), "body": now[0], "detail": now[1]}]
    if then[0]:
        drawn.append({"label": _("Next"), "body": then[0], "detail": then[1]})
    return drawn


def context(dispute: Dispute, actor: Actor, now: datetime) -> dict[str, Any]:
    """One dispute as its page draws it."""
    matter = dispute.matter
    line = _("%(requester)s and %(provider)s") % {
        "requester": dispute.requester.name,
        "provider": dispute.provider.name,
    }
    linked = matters.linked(_("In dispute"), matter, actor)
    if queries.find_matter(actor, matter.public_number) is None:
        del linked["url"]
    head = matters.head(
        dispute, title=title(dispute), kind=_("dispute"), line=line, way=_way(dispute)
    )
    return {
        "matter": {**head, "who": _who(dispute, local_day(now))},
        "particulars": [linked, *matters.particulars(_facts(dispute))],
        "negotiations": [
            {
                "day": f"{record.negotiated_on:%Y-%m-%d}",
                "participants": record.participants,
                "text": record.text,
                "department": record.recorded_by.name,
            }
            for record in queries.negotiations_of(dispute)
        ],
        "story": show.story(dispute),
    }


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _facts(dispute: Dispute) -> list[Fact]:
    proposer, authority = dispute.settlement_by, dispute.authority
    return [
        (_("What it is about"), dispute.get_kind_display(), False),
        (_("Opened by"), dispute.opened_by.name, False),
        (_("What is claimed"), dispute.claim, True),
        (_("Settlement proposed"), dispute.settlement, True),
        (_("Proposed by"), proposer.name if proposer else "", False),
        (_("Why the negotiation failed"), dispute.failure, True),
        (_("Coordinating authority"), authority.name if authority else "", False),
        (_("Written result of the coordination"), dispute.result, True),
        (_("Referred on"), _day(dispute.referred_on), False),
        (_("Deciding government"), government_of(authority) if authority else "", False),
        (_("Number of the decision"), dispute.instrument, False),
        (_("Decided on"), _day(dispute.decided_on), False),
        (_("Outcome of the decision"), dispute.get_outcome_display(), False),
        (_("Text of the decision"), dispute.decision, True),
    ]


def dispute_parts(
    matter: SharingRequest | SharingAgreement, actor: Actor, now: datetime
) -> dict[str, Any]:
    """On the matter's page: the note that it is in dispute, its disputes, and how to open one."""
    found = list(queries.over(matter, actor))
    parts: dict[str, Any] = {
        "disputes": matters.related(
            found,
            actor,
            name={dispute.pk: dispute.get_kind_display() for dispute in found},
            step=queries.open_step(matter, actor, now=now),
            begin=matters.begin_address(Dispute, actor, matter=matter.public_number),
        )
    }
    current = next((dispute for dispute in found if dispute.is_open), None)
    if current is not None:
        text = _("Stage: %(stage)s. The periods of the matter itself run on.")
        parts["disputed"] = {
            "title": _("In dispute"),
            "text": text % {"stage": current.get_status_display()},
            "article": str(rules.OPEN_DISPUTE.article),
            "ways": [
                {
                    "label": _("Dispute %(number)s") % {"number": current.public_number},
                    "url": matters.address(current, actor),
                    "primary": False,
                }
            ],
        }
    return parts
