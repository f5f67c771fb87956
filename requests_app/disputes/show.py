"""What pages and admin print of disputes, and what a disputed matter's page says of them."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.departments.models import Department
from portal.interfaces import show
from portal.regulation import dispute as rules
from portal.regulation.vocabulary import Mandate, Tier
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from requests_app.disputes import queries
from requests_app.disputes.models import Dispute
from requests_app.sharing.models import SharingAgreement, SharingRequest

S = rules.State
_ADMIN = "admin:requests_app_dispute"


def address(dispute: Dispute, actor: Actor) -> str:
    """The dispute's page, in the interface the reader is in."""
    if actor.interface is Interface.ADMIN:
        return reverse(f"{_ADMIN}_change", args=[dispute.public_number])
    return reverse("requests:dispute", kwargs={"number": dispute.public_number})


def open_address(matter: SharingRequest | SharingAgreement, actor: Actor) -> str:
    """Where a dispute about the matter is opened."""
    is_admin = actor.interface is Interface.ADMIN
    form = reverse(f"{_ADMIN}_add" if is_admin else "requests:dispute-new")
    return f"{form}?{urlencode({'matter': matter.public_number})}"


def matter_address(matter: SharingRequest | SharingAgreement, actor: Actor) -> str:
    """The page of the request or agreement in dispute."""
    is_request = isinstance(matter, SharingRequest)
    number = matter.public_number
    if actor.interface is Interface.ADMIN:
        model = "sharingrequest" if is_request else "sharingagreement"
        return reverse(f"admin:requests_app_{model}_change", args=[number])
    route = "requests:request" if is_request else "requests:agreement"
    return reverse(route, kwargs={"number": number})


def title(dispute: Dispute) -> str:
    """The entry whose sharing is disputed."""
    return dispute.matter.entry_version.name


def row(dispute: Dispute, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A dispute in a list; its date is the day it was opened."""
    mine = dispute.requester_id == actor.department_id
    return {
        "title": f"{title(dispute)} · {dispute.get_kind_display()}",
        "public_number": dispute.public_number,
        "counterpart": (dispute.provider if mine else dispute.requester).name,
        "status": show.badge(dispute),
        "due": None,
        "due_on_label": f"{dispute.opened_on:%Y-%m-%d}",
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
    linked: dict[str, Any] = {"label": _("In dispute"), "value": matter.public_number}
    if queries.find_matter(actor, matter.public_number) is not None:
        linked["url"] = matter_address(matter, actor)
    return {
        "matter": {
            "title": title(dispute),
            "kind": _("dispute"),
            "public_number": dispute.public_number,
            "status": show.badge(dispute),
            "counterpart_line": line,
            "nodes": show.nodes(dispute, _way(dispute)),
            "who": _who(dispute, local_day(now)),
        },
        "particulars": [
            linked,
            *[
                {"label": label, "value": value, "wide": is_wide}
                for label, value, is_wide in _facts(dispute)
                if value
            ],
        ],
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


def _facts(dispute: Dispute) -> list[tuple[str, str, bool]]:
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
        (_("Outcome"), dispute.get_outcome_display(), False),
        (_("Text of the decision"), dispute.decision, True),
    ]


def dispute_parts(
    matter: SharingRequest | SharingAgreement, actor: Actor, now: datetime
) -> dict[str, Any]:
    """On the matter's page: the note that it is in dispute, its disputes, and how to open one."""
    found = list(queries.over(matter, actor))
    step = queries.open_step(matter, actor, now=now)
    parts: dict[str, Any] = {
        "disputes": {
            "rows": [
                {
                    "url": address(dispute, actor),
                    "label": f"{dispute.get_kind_display()} {dispute.public_number}",
                    "status": show.badge(dispute),
                }
                for dispute in found
            ],
            "steps": show.steps_of(
                [] if step is None else [step], lambda _name: open_address(matter, actor)
            ),
        }
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
                    "url": address(current, actor),
                    "primary": False,
                }
            ],
        }
    return parts
