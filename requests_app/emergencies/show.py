"""What pages and admin print of emergency releases: one reading, used by both."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.directories.models import DirectoryEntry
from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.interfaces.matters import Fact
from portal.regulation import emergency as rules
from portal.regulation.punctuation import enumerated
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor
from requests_app.emergencies import queries
from requests_app.emergencies.models import EmergencyRelease
from requests_app.sharing.queries import counterpart
from requests_app.stops.show import note

RECEIPTS_SHOWN = 20


def title(release: EmergencyRelease) -> str:
    """The entry whose columns are released."""
    return str(release.entry_version.name)


def row(release: EmergencyRelease, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A release in a list; its deadline is that of the review."""
    return {
        "title": title(release),
        "public_number": release.public_number,
        "counterpart": counterpart(release, actor).name,
        "status": show.badge(release),
        "due": show.due(release, day),
        "due_on_label": show.short_day(release.due_on, day.date),
    }


def work_line(release: EmergencyRelease, actor: Actor) -> dict[str, Any]:
    """A release on the work list."""
    parts = [release.public_number, release.requester.name, release.case_number]
    return {"title": title(release), "parts": parts}


def context(release: EmergencyRelease, actor: Actor, now: datetime) -> dict[str, Any]:
    """One release as its page draws it."""
    line = _("%(provider)s releases data to %(requester)s in an emergency") % {
        "provider": release.provider.name,
        "requester": release.requester.name,
    }
    receipts = queries.receipts_of_release(release)
    runs = release.status == rules.State.IN_FORCE and not rules.is_over(release, now)
    matter = matters.head(release, title=title(release), kind=_("emergency release"), line=line)
    clock = show.clock(release, show.Day.of(now), _("Review period"))
    if clock is not None:
        matter["clock"] = clock
    drawn: dict[str, Any] = {
        "matter": matter,
        "particulars": matters.particulars(_facts(release)),
        "receipts": [_receipt(each) for each in receipts[:RECEIPTS_SHOWN]],
        "receipts_line": _("%(calls)s calls, %(rows)s rows in all")
        % {"calls": f"{receipts.count():,}", "rows": f"{queries.rows_delivered(release):,}"},
        "story": show.story(release),
        **note(queries.stops_of(release, now), actor),
    }
    if runs and release.requester_id == actor.department_id:
        drawn["snippet"] = (
            f"GET /api/v1/emergency-releases/{release.public_number}/records/?limit=100\n"
            "Authorization: Bearer …\n"
            f"Sharing-Purpose: {release.purpose}\n"
            f"Sharing-Case-Number: {release.case_number}"
        )
    return drawn


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{local(moment):%Y-%m-%d %H:%M:%S}"


def _facts(release: EmergencyRelease) -> list[Fact]:
    columns = enumerated(item.name for item in queries.released_columns(release))
    granted_by = release.granted_by
    return [
        (_("Entry code"), release.entry.code, False),
        (_("Emergency"), release.emergency, True),
        (_("Case number of the emergency"), release.case_number, False),
        (_("Purpose"), str(Purpose(release.purpose).label), False),
        (_("Application system"), release.system.name, False),
        (_("Hours"), str(release.hours), False),
        (_("Data items"), columns, True),
        (_("Granted by"), granted_by.name if granted_by else "", False),
        (_("Granted at"), _moment(release.granted_at), False),
        (_("Valid until"), _moment(release.ends_at), False),
        (_("Reason of the refusal"), release.refusal_text, True),
        (_("Finding of the review"), release.finding, True),
        (_("Reviewed at"), _moment(release.reviewed_at), False),
    ]


def _receipt(delivery: Any) -> dict[str, Any]:
    return {
        "moment": f"{local(delivery.delivered_at):%m-%d %H:%M:%S}",
        "row_count": f"{delivery.row_count:,}",
        "number": delivery.receipt_number[-16:],
    }


def entry_links(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """On an entry's page: asking for an emergency release, for heads of offices."""
    step = queries.ask_step(entry, actor, now=now)
    if step is None or not step.is_allowed:
        return []
    url = matters.begin_address(EmergencyRelease, actor, entry=entry.slug)
    return [{"label": str(rules.ASK_RELEASE.label), "url": url}]
