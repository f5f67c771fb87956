"""What pages and admin print of quality, and what an entry's page says of it."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories.models import DirectoryEntry, EntryVersion
from catalog.quality import mending, queries, scores
from catalog.quality.models import QualityMeasure, QualityReport, QualityRequirement, RuleFinding
from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation import quality as rules
from portal.regulation.data_check import CheckOutcome
from portal.regulation.value_rules import ValueRule
from portal.regulation.vocabulary import LifecycleStage, UpdateFrequency
from portal.workdays.arithmetic import CHINA, local_day
from portal.workflow.actor import Actor


def title(matter: Any) -> str:
    """What the entry is or was called."""
    return str(matter.entry.live.name)


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _is_late(report: QualityReport, today: date) -> bool:
    due = report.mending_due_on
    return report.status == rules.State.MENDING and due is not None and due < today


def _badge(report: QualityReport, today: date) -> dict[str, str]:
    """The state; faults that are not mended by their day are marked so."""
    if not _is_late(report, today):
        return show.badge(report)
    return {"tone": "bad", "label": _("mending overdue"), "shape": ""}


def report_row(report: QualityReport, today: date) -> dict[str, Any]:
    """A report in a list; its date is the day by which its faults are to be mended."""
    return {
        "title": title(report),
        "public_number": report.public_number,
        "counterpart": report.entry.holder.name,
        "status": _badge(report, today),
        "due": None,
        "due_on_label": _day(report.mending_due_on),
    }


def requirement_row(requirement: QualityRequirement) -> dict[str, Any]:
    """A requirement in a list; its date is the day it was set."""
    return {
        "title": f"{title(requirement)} · {requirement.get_stage_display()}",
        "public_number": requirement.public_number,
        "counterpart": requirement.entry.holder.name,
        "status": show.badge(requirement),
        "due": None,
        "due_on_label": _day(local_day(requirement.created_at)),
    }


def due_row(entry: DirectoryEntry) -> dict[str, Any]:
    """An entry whose report is due; its date is the day of the last one."""
    reported: Any = getattr(entry, "reported_last_on", None)
    return {
        "url": reverse("catalog:entry", kwargs={"slug": entry.slug}),
        "title": entry.live.name,
        "public_number": entry.code,
        "counterpart": entry.holder.name,
        "status": {"tone": "warn", "label": _("report due"), "shape": ""},
        "due": None,
        "due_on_label": _day(reported) or _("none so far"),
    }


def work_line(report: QualityReport, actor: Actor) -> dict[str, Any]:
    """A report on the work list, with the day by which its faults are to be mended."""
    by = _("to be mended by %(day)s") % {"day": _day(report.mending_due_on)}
    return {"title": title(report), "parts": [report.public_number, by]}


def _entry_link(matter: Any) -> dict[str, Any]:
    entry = matter.entry
    link = {"label": _("Directory entry"), "value": entry.code}
    if entry.live_version_id is not None:
        link["url"] = reverse("catalog:entry", kwargs={"slug": entry.slug})
    return link


def report_context(report: QualityReport, now: datetime) -> dict[str, Any]:
    """One report as its page draws it."""
    is_sound = report.status == rules.State.SOUND
    line = _("%(provider)s, reported on %(day)s") % {
        "provider": report.entry.holder.name,
        "day": _day(report.reported_on),
    }
    way = (rules.State.SOUND,) if is_sound else ()
    head = matters.head(report, title=title(report), kind=_("quality report"), line=line, way=way)
    findings = {each.stage: each for each in report.findings.all()}
    return {
        "matter": {**head, "status": _badge(report, local_day(now))},
        "particulars": [_entry_link(report), *matters.particulars(_facts(report))],
        "findings": [
            {
                "stage": str(stage.label),
                "answer": findings[stage].get_answer_display(),
                "tone": "bad" if findings[stage].answer == rules.StageAnswer.NOT_KEPT else "mute",
                "words": findings[stage].words,
            }
            for stage in LifecycleStage
        ],
        "measured": [_measured(each) for each in report.measured.order_by("pk")],
        "story": show.story(report),
    }


def _facts(report: QualityReport) -> list[Fact]:
    since = report.counted_since_at
    frequency = report.update_frequency
    return [
        (_("Update frequency"), str(UpdateFrequency(frequency).label) if frequency else "", False),
        (
            _("Corrections counted since"),
            _day(local_day(since)) if since else _("the first publication"),
            False,
        ),
        (_("Corrections received"), str(report.corrections_received), False),
        (_("Corrections upheld"), str(report.corrections_upheld), False),
        (_("Corrections open that day"), str(report.corrections_open), False),
        (_("To be mended by"), _day(report.mending_due_on), False),
        (_("Measures"), report.measures, True),
        (_("Mended on"), _day(report.mended_on), False),
        (_("What was mended"), report.mending, True),
    ]


def _measured(measure: QualityMeasure) -> dict[str, Any]:
    words = {None: _("no day is promised"), True: _("in time"), False: _("out of date")}
    loaded = measure.loaded_at
    return {
        "name": measure.resource_name,
        "code": measure.resource_code,
        "rows": "—" if measure.row_count is None else str(measure.row_count),
        "loaded": f"{loaded.astimezone(CHINA):%Y-%m-%d %H:%M}" if loaded else "",
        "timely": words[measure.is_timely] if loaded else _("nothing loaded"),
        "is_late": measure.is_timely is False,
        "values": _values_said(measure),
        "is_broken": bool(measure.rules_broken),
    }


def _values_said(measure: QualityMeasure) -> str:
    if measure.rules_judged is None:
        return _("not checked")
    if not measure.rules_broken:
        return _("all %(rules)s rules kept") % {"rules": measure.rules_judged}
    said = _("%(broken)s of %(rules)s rules broken, %(values)s times in all")
    return said % {
        "broken": measure.rules_broken,
        "rules": measure.rules_judged,
        "values": f"{measure.failing_count or 0:,}",
    }


def checks(version: EntryVersion, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The current rows of each resource counted by the rules, what breaks them first."""
    found = queries.findings_visible_to(actor, now=now).filter(data_check__entry_version=version)
    drawn: dict[int, dict[str, Any]] = {}
    for finding in found.order_by("data_check__data_version__resource", "item__position", "pk"):
        check = finding.data_check
        rows = check.data_version.row_count
        said = _("%(name)s, data version %(number)s, %(rows)s rows, checked on %(day)s") % {
            "name": check.data_version.resource.name,
            "number": check.data_version.number,
            "rows": f"{rows:,}",
            "day": _day(local_day(check.checked_at)),
        }
        is_counted = check.outcome == CheckOutcome.COUNTED
        trouble = "" if is_counted else check.get_outcome_display()
        shown = drawn.setdefault(check.pk, {"title": said, "trouble": trouble, "rows": []})
        shown["rows"].append(_finding(finding))
    return list(drawn.values())


def _finding(finding: RuleFinding) -> dict[str, Any]:
    failing = finding.failing_count
    if failing is None:
        tone, words = "warn", finding.get_cause_display()
    elif failing:
        tone, words = "bad", _("%(values)s values break it") % {"values": f"{failing:,}"}
    else:
        tone, words = "ok", _("kept by all")
    rule = finding.item.value_rules.said(ValueRule(finding.rule))
    return {"item": finding.item.name, "rule": rule, "tone": tone, "result": words}


def finding_row(finding: RuleFinding) -> dict[str, Any]:
    """The same in the list of all entries, with the rows that were counted."""
    check = finding.data_check
    entry = check.entry_version.entry
    said = _("%(name)s, data version %(number)s, %(rows)s rows")
    return {
        "url": reverse("catalog:entry", kwargs={"slug": entry.slug}) + "#quality",
        "title": check.entry_version.name,
        "code": entry.code,
        "provider": entry.holder.name,
        **_finding(finding),
        "data": said
        % {
            "name": check.data_version.resource.name,
            "number": check.data_version.number,
            "rows": f"{check.data_version.row_count:,}",
        },
        "checked": _day(local_day(check.checked_at)),
    }


def requirement_context(requirement: QualityRequirement) -> dict[str, Any]:
    """One requirement as its page draws it."""
    kind = _("quality requirement")
    line = requirement.entry.holder.name
    head = matters.head(requirement, title=title(requirement), kind=kind, line=line)
    column = requirement.item_column
    item = queries.item_names(requirement.entry).get(column, column)
    facts: list[Fact] = [
        (_("Stage"), requirement.get_stage_display(), False),
        (_("Data item"), item or _("the entry as a whole"), False),
        (_("Quality requirement"), requirement.text, True),
    ]
    return {
        "matter": {**head, "who": []},  # it stands; nobody is to act
        "particulars": [_entry_link(requirement), *matters.particulars(facts)],
        "story": show.story(requirement),
    }


def quality_parts(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """On an entry's page: its requirements, the last report, and the next step."""
    entry = version.entry
    if entry.live_version_id != version.pk:
        return {}
    visible = queries.reports_visible_to(actor, now=now).filter(entry=entry)
    last = visible.order_by("-pk").first()
    begins: tuple[tuple[Any, Any], ...] = (
        (queries.report_step(entry, actor, now=now), QualityReport),
        (queries.set_step(entry, actor, now=now), QualityRequirement),
    )
    steps = {step.transition.name: (step, model) for step, model in begins if step is not None}
    names = queries.item_names(entry)
    stages = LifecycleStage.values
    standing = sorted(queries.standing(entry), key=lambda each: stages.index(each.stage))
    scored = scores.with_scores(DirectoryEntry.objects.filter(pk=entry.pk), now=now).get()
    drawn: dict[str, Any] = {
        "complete": mending.completeness(scored),
        "checks": checks(version, actor, now),
        "last": matters.related([last], actor)["rows"][0] if last else None,
        "last_on": _day(last.reported_on) if last else "",
        "requirements": [
            {
                "url": matters.address(each, actor),
                "stage": each.get_stage_display(),
                "item": names.get(each.item_column, each.item_column),
                "text": each.text,
            }
            for each in standing
        ],
        "steps": show.steps_of(
            [step for step, _model in steps.values()],
            lambda name: matters.begin_address(steps[name][1], actor, entry=entry.slug),
        ),
    }
    if last is not None:
        drawn["last"]["status"] = _badge(last, local_day(now))
    return {"quality": drawn}
