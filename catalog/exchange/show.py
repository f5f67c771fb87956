"""What pages, admin and API show of other catalogs: where a source stands, and its records."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.exchange import queries
from catalog.exchange.faults import sentence
from catalog.exchange.models import (
    OPEN_RUNS,
    Cause,
    HarvestOutcome,
    HarvestRun,
    HarvestSource,
    RunState,
)
from catalog.exchange.rhythm import next_turn
from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.regulation import harvest_source as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor

S = rules.State
#: So many readings, and records of which nobody has decided, stand on the source's page.
_RUNS, _GONE = 10, 20
_TONES: Final[dict[str, str]] = {
    RunState.WAITING: "info",
    RunState.RUNNING: "info",
    RunState.DONE: "ok",
    RunState.FAILED: "bad",
    RunState.STOPPED: "mute",
}
_OUTCOME_TONES: Final[dict[str, str]] = {
    HarvestOutcome.ADDED: "info",
    HarvestOutcome.CHANGED: "info",
    HarvestOutcome.UNCHANGED: "ok",
    HarvestOutcome.DUPLICATE: "mute",
    HarvestOutcome.REJECTED: "bad",
    HarvestOutcome.VANISHED: "warn",
}

#: The outcomes of a reading that makes no draft.
_WOULD: Final[dict[str, Any]] = {
    HarvestOutcome.ADDED: gettext_lazy("would come as new drafts"),
    HarvestOutcome.CHANGED: gettext_lazy("drafts would be renewed"),
    HarvestOutcome.UNCHANGED: gettext_lazy("unchanged"),
    HarvestOutcome.REJECTED: gettext_lazy("would be rejected"),
    HarvestOutcome.VANISHED: gettext_lazy("are no longer there"),
}


def moment(value: datetime | None) -> str:
    """A moment on the clocks of here; a dash for none."""
    return f"{local(value):%Y-%m-%d %H:%M}" if value else "—"


def owner(source: HarvestSource) -> str:
    """Whose catalog it is."""
    if source.department is None:
        return _("several departments")
    return source.department.name


def row(source: Any) -> dict[str, Any]:
    """A source in a list."""
    return {
        "title": source.title,
        "public_number": source.public_number,
        "counterpart": owner(source),
        "status": _badge(source),
        "due": None,
        "due_on_label": moment(source.with_last_begun),
    }


def _badge(source: HarvestSource) -> dict[str, str]:
    """Its state; that it could not be read stands out."""
    if source.fault and source.status != S.RETIRED:
        return {"tone": "bad", "label": _("could not be read"), "shape": ""}
    return show.badge(source)


def next_reading(source: HarvestSource, now: datetime) -> str:
    """When it is read next by itself; empty where it is not."""
    if source.status != S.READ:
        return ""
    night = next_turn(source.rhythm, local_day(now))
    return _("in the night to %(day)s") % {"day": f"{night:%Y-%m-%d}"}


def context(source: HarvestSource, actor: Actor, now: datetime) -> dict[str, Any]:
    """One source as its page draws it."""
    line = f"{owner(source)} · {source.get_kind_display()}"
    head = matters.head(source, title=source.title, kind=_("Catalog to be read"), line=line)
    runs = list(queries.runs_of(source).order_by("-pk")[:_RUNS])
    gone = queries.gone_from(source, actor, now=now).filter(kept_at=None)
    return {
        "matter": {**head, "who": []},
        "working": _working(runs),
        "fault": sentence(source.fault, source.fault_values),
        "trial": _trial(source, runs),
        "outcomes": [str(label) for label in HarvestOutcome.labels],
        "runs": [_run(run) for run in runs],
        "gone": [vanished(record) for record in gone[:_GONE]],
        "gone_url": vanished_address(source),
        "particulars": matters.particulars(_facts(source, now)),
        "story": show.story(source),
    }


def _working(runs: list[HarvestRun]) -> str:
    """What time has to do with it, in a sentence; empty where nothing."""
    if not runs or runs[0].state not in OPEN_RUNS:
        return ""
    if runs[0].state == RunState.WAITING:
        return _("A reading was asked for and begins within a minute.")
    return _("The catalog is being read since %(moment)s.") % {"moment": moment(runs[0].begun_at)}


def _trial(source: HarvestSource, runs: list[HarvestRun]) -> dict[str, Any] | None:
    """What would come, where a reading on trial was the last one."""
    if not runs or not runs[0].is_trial or runs[0].state != RunState.DONE:
        return None
    address = findings_address(runs[0])
    return {
        "url": address,
        "figures": [
            {
                "label": _WOULD[code],
                "value": runs[0].counts.get(code, 0),
                "tone": "bad"
                if code == HarvestOutcome.REJECTED and runs[0].counts.get(code)
                else "",
                "url": f"{address}&outcome={code}",
                "current": False,
            }
            for code in _WOULD
        ],
    }


def _run(run: HarvestRun) -> dict[str, Any]:
    kind = _("on trial") if run.is_trial else _("by night") if run.is_by_night else _("by hand")
    total = sum(run.counts.values())
    return {
        "asked": moment(run.asked_at),
        "kind": kind if run.asked_by is None else f"{kind} · {run.asked_by}",
        "status": {"tone": _TONES[run.state], "label": run.get_state_display(), "shape": ""},
        "fault": sentence(run.fault, run.fault_values),
        "has_counts": bool(run.counts),
        "counts": [
            {"label": str(label), "number": run.counts.get(code, 0)}
            for code, label in HarvestOutcome.choices
        ],
        "url": findings_address(run) if total else "",
    }


def findings_address(run: HarvestRun) -> str:
    """The page of the records of one reading."""
    path = reverse("catalog:harvest-source-findings", args=[run.source.public_number])
    return f"{path}?{urlencode({'run': run.pk})}"


def vanished_address(source: HarvestSource) -> str:
    """The page of what the catalog lists no more."""
    return reverse("catalog:harvest-source-vanished", args=[source.public_number])


def vanished(record: Any) -> dict[str, Any]:
    """An entry whose record vanished, with what was said of it and where its compilers go on."""
    entry = record.version.entry
    version = entry.live_version or record.version
    is_published = entry.live_version_id is not None
    return {
        # A draft that one may not read may bear another name by now.
        "name": version.name if record.with_readable else record.title or "—",
        "url": matters.admin_address(version) if record.with_readable else "",
        "since": moment(record.vanished_at),
        "status": {"tone": "ok", "label": _("kept all the same"), "shape": ""}
        if record.kept_at
        else {"tone": "warn", "label": _("to be decided"), "shape": ""},
        "because": record.kept_because,
        "decided": f"{record.kept_by} · {moment(record.kept_at)}" if record.kept_at else "",
        "advice": _("Published: keep it, or propose its withdrawal on its page.")
        if is_published
        else _("Draft: keep it, or discard it on its page."),
    }


def _facts(source: HarvestSource, now: datetime) -> list[matters.Fact]:
    last = queries.runs_of(source).order_by("-pk").first()
    return [
        (_("Department it speaks for"), owner(source), False),
        (_("Registered with"), source.authority.name, False),
        (_("Kind of catalog"), source.get_kind_display(), False),
        (_("How often it is read"), source.get_rhythm_display(), False),
        (_("Last reading"), moment(last.asked_at) if last else "", False),
        (_("Next reading"), next_reading(source, now), False),
        (_("Address"), source.address, True),
        (
            _("Whose records are taken"),
            _("only those of this department") if source.is_own_only else "",
            True,
        ),
    ]


def reason(cause: str, value: str) -> str:
    """Why a record was not taken over as it stands, and what in particular is at fault."""
    if not cause:
        return ""
    said = str(Cause(cause).label)
    return _("%(cause)s (%(value)s)") % {"cause": said, "value": value} if value else said


def record(finding: Any) -> dict[str, Any]:
    """A record of a reading in its list."""
    version = finding.version
    provider = version.entry.provider if version else None
    return {
        "number": finding.number or "—",
        "name": finding.title or "—",
        "status": {
            "tone": _OUTCOME_TONES[finding.outcome],
            "label": finding.get_outcome_display(),
            "shape": "",
        },
        "read": moment(finding.run.asked_at),
        "reason": reason(finding.cause, finding.value),
        "is_bad": finding.outcome == HarvestOutcome.REJECTED,
        "provider": provider.name if provider else "",
        "version": version.public_number if finding.with_readable else "",
        "url": matters.admin_address(version) if finding.with_readable else "",
    }
