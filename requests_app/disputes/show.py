"""What pages and admin print of disputes, and what a disputed matter's page says of them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.departments.models import Department
from catalog.directories.models import DirectoryEntry, EntryVersion
from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation import dispute as rules
from portal.regulation import entry_version as entry_rules
from portal.regulation.next_step import Way
from portal.regulation.punctuation import enumerated, phrases
from portal.regulation.vocabulary import Mandate, SharingClass, Tier
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.disputes import queries
from requests_app.disputes.models import Dispute
from requests_app.sharing.models import SharingAgreement, SharingRequest
from requests_app.sharing.queries import counterpart

S = rules.State


def title(dispute: Dispute) -> str:
    """The entry whose sharing is disputed."""
    return dispute.entry_version.name


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
    """A dispute on the work list; a class that was ordered is changed from the entry's page."""
    line: dict[str, Any] = {
        "title": title(dispute),
        "parts": [dispute.public_number, counterpart(dispute, actor).name],
    }
    if not dispute.is_open and dispute.entry is not None:
        line["label"] = str(entry_rules.DRAFT_VERSION.label)
        line["step_url"] = matters.admin_address(dispute.entry.live)
    return line


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
        both = enumerated((dispute.requester.name, dispute.provider.name))
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
    line = _("%(requester)s and %(provider)s") % {
        "requester": dispute.requester.name,
        "provider": dispute.provider.name,
    }
    head = matters.head(
        dispute, title=title(dispute), kind=_("dispute"), line=line, way=_way(dispute)
    )
    return {
        "matter": {**head, "who": _who(dispute, local_day(now))},
        "particulars": [_disputed(dispute, actor), *matters.particulars(_facts(dispute))],
        "ordered": _ordered(dispute, actor),
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


def _disputed(dispute: Dispute, actor: Actor) -> dict[str, Any]:
    """What is in dispute, as a fact that leads there where the reader may go."""
    entry, version = dispute.entry, dispute.version
    if entry is None or version is None:
        matter = dispute.matter
        linked = matters.linked(_("In dispute"), matter, actor)
        if queries.find_matter(actor, matter.public_number) is None:
            del linked["url"]
        return linked
    said = _("%(code)s, version %(number)s") % {"code": entry.code, "number": version.number}
    fact = {"label": _("In dispute"), "value": phrases((said, version.get_sharing_class_display()))}
    if queries.find_matter(actor, entry.code) is not None:
        fact["url"] = reverse("catalog:entry", kwargs={"slug": entry.slug})
    return fact


def _ordered(dispute: Dispute, actor: Actor) -> dict[str, Any] | None:
    """The note that the class is still to be changed; its provider is led to where it does so."""
    of_this = Dispute.objects.filter(pk=dispute.pk)
    if dispute.entry is None or queries.class_ordered(of_this) is None:
        return None
    way = {
        "label": str(entry_rules.DRAFT_VERSION.label),
        "url": matters.admin_address(dispute.entry.live),
        "primary": False,
    }
    return {
        "title": _("The sharing class is still to be changed"),
        "text": _(
            "The provider changes it by a new version of the entry, which is assessed, approved and"
            " reviewed as every version."
        ),
        "article": str(rules.DECIDE.article),
        "ways": [way] if dispute.provider_id == actor.department_id else [],
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
        said = text % {"stage": current.get_status_display()}
        parts["disputed"] = _note(current, actor, _("In dispute"), said)
    return parts


def _note(dispute: Dispute, actor: Actor, title_line: str, text: str) -> dict[str, Any]:
    """A note that leads to the dispute."""
    return {
        "title": title_line,
        "text": text,
        "article": str(rules.OPEN_DISPUTE.article),
        "ways": [
            {
                "label": _("Dispute %(number)s") % {"number": dispute.public_number},
                "url": matters.address(dispute, actor),
                "primary": False,
            }
        ],
    }


def class_parts(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """On the page of a published entry and its version: disputes about its class.

    Each reader learns of those that he may see; a decision that orders another class stands as a
    note until the provider has published it.
    """
    if version.entry.live_version_id != version.pk:
        return {}
    rows = queries.over(version, actor)
    found = list(rows)
    parts: dict[str, Any] = {
        "disputes": matters.related(
            found,
            actor,
            name={dispute.pk: counterpart(dispute, actor).name for dispute in found},
        )
    }
    ordered = queries.class_ordered(rows)
    if ordered is not None:
        text = _("Decision %(number)s orders it; a new version of the entry carries it out.")
        said = text % {"number": ordered.instrument}
        title_line = _("The sharing class is still to be changed")
        parts["disputed"] = _note(ordered, actor, title_line, said)
    return parts


def challenge_ways(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """On an entry's page: disputing its class, or following the own dispute about it (Art. 28).

    It is the one button only where the entry is not shared at all; a conditional entry is first
    asked for, or wanted as a demand.
    """
    link = challenge_links([entry], actor, now).get(entry.pk)
    if link is None:
        return []
    if entry.sharing_class == SharingClass.WITHHELD:
        link["way"] = Way.CHALLENGE
    return [link]


def challenge_links(
    entries: Iterable[DirectoryEntry], actor: Actor, now: datetime
) -> dict[int, dict[str, str]]:
    """The same for the rows of a list, by the id of the entry."""
    given = {entry.pk: entry for entry in entries}
    return {
        pk: _challenge_link(given[pk], current, actor)
        for pk, current in queries.challenges(given.values(), actor, now=now).items()
    }


def _challenge_link(entry: DirectoryEntry, current: Dispute | None, actor: Actor) -> dict[str, str]:
    if current is not None:
        return {"label": _("Follow the dispute"), "url": matters.address(current, actor)}
    url = matters.begin_address(Dispute, actor, matter=entry.code)
    return {"label": str(Way.CHALLENGE.label), "url": url}
