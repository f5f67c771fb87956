"""What pages and admin print of return flows: one reading, used by both."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.directories.models import DirectoryEntry
from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.interfaces.matters import Fact
from portal.regulation import return_flow as rules
from portal.regulation.punctuation import bracketed
from portal.workflow.actor import Actor
from requests_app.return_flow import queries
from requests_app.return_flow.models import ReturnFlow
from requests_app.return_flow.queries import Completeness
from requests_app.sharing.queries import counterpart
from requests_app.stops.show import note

RECEIPTS_SHOWN = 20
RUNS_SHOWN = 20


def title(flow: ReturnFlow) -> str:
    """The entry whose rows are returned."""
    version = flow.entry.live_version
    return version.name if version else flow.entry.code


def row(flow: ReturnFlow, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A return flow in a list; its date is the day it was asked for."""
    return {
        "title": title(flow),
        "public_number": flow.public_number,
        "counterpart": counterpart(flow, actor).name,
        "status": show.badge(flow),
        "due": None,
        "due_on_label": f"{local(flow.created_at):%Y-%m-%d}",
    }


def work_line(flow: ReturnFlow, actor: Actor) -> dict[str, Any]:
    """A return flow on the work list."""
    return {"title": title(flow), "parts": [flow.public_number, flow.requester.name]}


def context(flow: ReturnFlow, actor: Actor, now: datetime) -> dict[str, Any]:
    """One return flow as its page draws it."""
    line = _("%(provider)s returns data to %(requester)s") % {
        "provider": flow.provider.name,
        "requester": flow.requester.name,
    }
    drawn: dict[str, Any] = {
        "matter": matters.head(flow, title=title(flow), kind=_("return flow"), line=line),
        "particulars": matters.particulars(_facts(flow)),
        "runs": [_run(report) for report in queries.completeness(flow)[:RUNS_SHOWN]],
        "receipts": [_receipt(each) for each in queries.receipts_of_flow(flow)[:RECEIPTS_SHOWN]],
        "story": show.story(flow),
        **note(queries.stops_of(flow), actor),
    }
    if flow.status == rules.State.RUNNING and flow.requester_id == actor.department_id:
        drawn["snippet"] = (
            f"GET /api/v1/return-flows/{flow.public_number}/records/?limit=1000\n"
            "Authorization: Bearer …"
        )
    return drawn


def _facts(flow: ReturnFlow) -> list[Fact]:
    region = flow.requester.region
    checked = f"{flow.checked_on:%Y-%m-%d}" if flow.checked_on else ""
    return [
        (_("Entry code"), flow.entry.code, False),
        (_("Statutory duty"), flow.duty, True),
        (_("Application system"), flow.system.name, False),
        (_("Rows returned"), bracketed(region.name, region.code), False),
        (_("Data resource"), flow.resource.name if flow.resource else "", False),
        (_("Column of the region"), flow.region_column, False),
        (_("Security check"), flow.security_check, True),
        (_("Checked on"), checked, False),
    ]


def _run(report: Completeness) -> dict[str, Any]:
    run, missing = report.run, report.rows_missing
    if report.is_complete:
        result = {"tone": "ok", "label": _("complete"), "shape": ""}
    else:
        said = _("%(rows)s rows missing") % {"rows": f"{missing:,}"}
        result = {"tone": "warn", "label": said, "shape": "diamond"}
    return {
        "number": run.number,
        "data_version": run.data_version.number,
        "moment": f"{local(run.handed_over_at):%Y-%m-%d %H:%M}",
        "owed": f"{run.rows_owed:,}",
        "stored": f"{run.rows_stored:,}",
        "delivered": f"{report.rows_delivered:,}",
        "result": result,
    }


def _receipt(delivery: Any) -> dict[str, Any]:
    return {
        "moment": f"{local(delivery.delivered_at):%m-%d %H:%M:%S}",
        "run": delivery.run.number,
        "row_count": f"{delivery.row_count:,}",
        "number": delivery.receipt_number[-16:],
    }


def entry_links(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """On an entry's page: asking for its return, where the reader's department lies below."""
    step = queries.ask_step(entry, actor, now=now)
    if step is None or not step.is_allowed:
        return []
    url = matters.begin_address(ReturnFlow, actor, entry=entry.slug)
    return [{"label": str(rules.ASK_RETURN.label), "url": url}]
