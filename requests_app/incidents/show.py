"""What pages and admin print of security incidents: one reading, used by both."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.directories.models import DirectoryEntry
from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.interfaces.matters import Fact
from portal.regulation import incident as rules
from portal.workflow.actor import Actor
from requests_app.incidents import queries
from requests_app.incidents.models import SecurityIncident
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingAgreement


def title(incident: SecurityIncident) -> str:
    """What happened to the data of which entry."""
    return f"{incident.entry_version.name} · {incident.get_kind_display()}"


def row(incident: SecurityIncident, actor: Actor, day: show.Day) -> dict[str, Any]:
    """An incident in a list; its deadline is that of the first report to a body."""
    return {
        "title": title(incident),
        "public_number": incident.public_number,
        "counterpart": incident.answerable.name,
        "status": show.badge(incident),
        "due": show.due(incident, day),
        "due_on_label": show.short_day(incident.due_on, day.date),
    }


def work_line(incident: SecurityIncident, actor: Actor) -> dict[str, Any]:
    """An incident on the work list."""
    parts = [incident.public_number, incident.answerable.name]
    if incident.first_told_at is None:
        parts.append(_("not yet reported to any body"))
    return {"title": title(incident), "parts": parts}


def context(incident: SecurityIncident, actor: Actor, now: datetime) -> dict[str, Any]:
    """One incident as its page draws it."""
    line = _("%(department)s is answerable") % {"department": incident.answerable.name}
    matter = matters.head(incident, title=title(incident), kind=_("security incident"), line=line)
    clock = show.clock(incident, show.Day.of(now), _("Period for the first report"))
    if clock is not None:
        matter["clock"] = clock
    return {
        "matter": matter,
        "particulars": [*_subject(incident, actor), *matters.particulars(_facts(incident))],
        "measures": [
            {
                "moment": _moment(measure.recorded_at),
                "text": measure.text,
                "department": measure.department.name,
                "author": str(measure.author),
            }
            for measure in queries.measures_of(incident)
        ],
        "reports": [
            {
                "moment": _moment(report.told_at),
                "body": report.get_body_display(),
                "number": report.document_number,
                "department": report.department.name,
                "author": str(report.author),
            }
            for report in queries.reports_of(incident)
        ],
        "story": show.story(incident),
    }


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{local(moment):%Y-%m-%d %H:%M}"


def _subject(incident: SecurityIncident, actor: Actor) -> list[dict[str, Any]]:
    """The agreement, with its page where the reader has one: delivery is suspended there."""
    agreement = incident.agreement
    if agreement is None:
        return []
    if sharing.find_agreement(actor, agreement.public_number) is None:
        return matters.particulars([(_("Agreement"), agreement.public_number, False)])
    return [matters.linked(_("Agreement"), agreement, actor)]


def _facts(incident: SecurityIncident) -> list[Fact]:
    requester = incident.requester
    return [
        (_("Entry code"), incident.entry.code, False),
        (_("Stage"), incident.get_stage_display(), False),
        (_("Kind of incident"), incident.get_kind_display(), False),
        (_("Department answerable"), incident.answerable.name, False),
        (_("Reported by"), incident.reporter.name, False),
        (_("Providing department"), incident.provider.name, False),
        (_("Requesting department"), requester.name if requester else "", False),
        (_("Discovered at"), _moment(incident.discovered_at), False),
        (_("Emergency plan started at"), _moment(incident.plan_started_at), False),
        (_("Course of the incident"), incident.description, True),
        (_("Contained at"), _moment(incident.contained_at), False),
        (_("What contained it"), incident.containment, True),
        (_("Concluded at"), _moment(incident.closed_at), False),
        (_("Fault of the department answerable"), incident.get_fault_display(), False),
        (_("Cause"), incident.cause, True),
        (_("Conclusion"), incident.conclusion, True),
    ]


def incident_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """On an agreement's page: its incidents, and the button that reports one."""
    found = list(queries.under_agreement(agreement, actor))
    return {
        "incidents": matters.related(
            found,
            actor,
            name={incident.pk: incident.get_kind_display() for incident in found},
            step=queries.report_step(queries.of_agreement(agreement), actor, now=now),
            begin=matters.begin_address(SecurityIncident, actor, about=agreement.public_number),
        )
    }


def entry_links(entry: DirectoryEntry, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """On an entry's page: reporting an incident of it, for those who deal with data."""
    subject = queries.of_entry(entry)
    step = None if subject is None else queries.report_step(subject, actor, now=now)
    if step is None or not step.is_allowed:
        return []
    url = matters.begin_address(SecurityIncident, actor, about=entry.slug)
    return [{"label": str(rules.REPORT_INCIDENT.label), "url": url}]
