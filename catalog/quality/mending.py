"""What pages and API print of scores: what an entry lacks, what to mend first, and the trend."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.directories.models import DirectoryEntry, EntryVersion, UpdateTrigger
from catalog.quality import queries, scores
from catalog.quality.models import QualityFigure, QualityReport
from portal.interfaces import matters
from portal.regulation import entry_version as version_rules
from portal.regulation.entry_score import Fault, named, percent
from portal.regulation.punctuation import enumerated
from portal.workflow.actor import Actor

#: What is said of an entry that is still listed though nothing is wrong any more.
MENDED = gettext_lazy("Nothing any more: mended since last night.")
#: So many months stand in the chart.
_MONTHS = 14
#: Faults of what the entry states; a new version mends them.
_OF_THE_ENTRY = frozenset({Fault.MISSING, Fault.STANDARD_ENDED})


def row(entry: Any, actor: Actor) -> dict[str, Any]:
    """An entry in the list of what to mend first."""
    found = scores.faults_of(entry)
    is_own = entry.provider_id == actor.department_id
    return {
        "url": reverse("catalog:entry", kwargs={"slug": entry.slug}),
        "title": entry.live.name,
        "code": entry.code,
        "provider": entry.holder.name,
        "percent": percent(entry.missing),
        "faults": [_told(fault, number, entry) for fault, number in found.items()] or [str(MENDED)],
        "uses": entry.uses,
        "weight": entry.mend_weight,
        "mend": _way(entry, next(iter(found))) if is_own and found else None,
    }


def _told(fault: Fault, number: int, entry: DirectoryEntry) -> str:
    if fault is Fault.MISSING:
        lacking = enumerated(named(scores.missing_of(entry)))
        return _("lacks: %(particulars)s") % {"particulars": lacking}
    if fault is Fault.VALUES:
        said = _("%(fault)s: %(rules)s rules, %(values)s times in all")
        values: Any = getattr(entry, "failing_values", 0)
        return said % {"fault": fault.label, "rules": number, "values": f"{values:,}"}
    if number > 1:
        return _("%(fault)s (%(number)s)") % {"fault": fault.label, "number": number}
    return str(fault.label)


def _way(entry: Any, fault: Fault) -> dict[str, str]:
    """The one link that leads to where the worst of it is mended."""
    if fault in _OF_THE_ENTRY or (fault is Fault.UPDATE_OVERDUE and entry.draft_number):
        if entry.draft_number:
            draft = EntryVersion(public_number=entry.draft_number)
            return {"label": _("Open the draft"), "url": matters.admin_address(draft)}
        step = version_rules.DRAFT_VERSION
        url = matters.admin_address(entry.live, step.name)
        return {"label": str(step.label), "url": url}
    if fault is Fault.UPDATE_OVERDUE:
        trigger = UpdateTrigger(public_number=entry.trigger_number)
        return {"label": _("Open the update"), "url": matters.admin_address(trigger)}
    if fault is Fault.MENDING_OVERDUE:
        report = QualityReport(public_number=entry.report_number)
        return {"label": _("Open the report"), "url": matters.admin_address(report)}
    url = reverse("admin:catalog_dataresource_changelist")
    return {"label": _("Load data"), "url": url}


def completeness(entry: Any) -> dict[str, Any]:
    """How complete a scored entry is, and what is missing by name."""
    return {"percent": percent(entry.missing), "missing": named(scores.missing_of(entry))}


def figure_row(figure: Any) -> dict[str, Any]:
    """A department in the list of figures."""
    before = figure.with_percent_before
    return {
        "department": figure.department.name,
        "measured_on": f"{figure.measured_on:%Y-%m-%d}",
        "entries": figure.entry_count,
        "percent": figure.complete_percent,
        "change": "" if before is None else _signed(figure.complete_percent - before),
        "faulty": figure.faulty_count,
        "late": figure.late_count,
    }


def _signed(difference: int) -> str:
    return f"{difference:+d}" if difference else "0"


def trend(actor: Actor) -> dict[str, Any] | None:
    """The own department's completeness month by month (components/columns_chart.html)."""
    found = queries.monthly_figures(actor.department_id or 0, most=_MONTHS)
    if not found:
        return None
    first, last = found[0], found[-1]
    said = _("Completeness of our entries: %(first)s%% in %(from)s, %(last)s%% in %(to)s.")
    named_months = {"from": _month(first), "to": _month(last)}
    return {
        "sentence": said
        % {"first": first.complete_percent, "last": last.complete_percent, **named_months},
        "maximum": 100,
        "top_label": "100%",
        "middle_label": "50%",
        "first_label": _month(first),
        "last_label": _month(last),
        "values": [{"value": each.complete_percent, "now": each is last} for each in found],
    }


def _month(figure: QualityFigure) -> str:
    return f"{figure.measured_on:%Y-%m}"
