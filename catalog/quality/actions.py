"""Set and drop quality requirements, report on the quality, mend what was at fault (Art. 18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from catalog.directories.models import DataResource, DirectoryEntry
from catalog.quality import above, queries
from catalog.quality.models import (
    QualityFinding,
    QualityMeasure,
    QualityReport,
    QualityRequirement,
)
from portal.regulation import quality as rules
from portal.regulation import reasons
from portal.regulation.quality import Finding
from portal.regulation.vocabulary import LifecycleStage
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition, with_note


@dataclass(frozen=True, slots=True)
class Report:
    """What a department says of an entry's quality; all that can be measured, the portal adds."""

    findings: Mapping[str, Finding]
    measures: str = ""
    mending_due_on: date | None = None


def _entry(entry_id: int) -> DirectoryEntry:
    """The entry, locked: two reports at once do not count the same corrections.

    :raises Refused: there is none with a known provider.
    """
    entry = (
        DirectoryEntry.objects.select_for_update(of=("self",))
        .select_related("provider__region", "live_version")
        .filter(pk=entry_id, provider__isnull=False)
        .first()
    )
    if entry is None:
        raise Refused(reasons.NOT_FOUND)
    return entry


def set_requirement(
    *, entry_id: int, stage: str, item_column: str, text: str, actor: Actor, now: datetime
) -> QualityRequirement:
    """The department says what its data are to be at a stage of their life (Art. 18).

    One that stood for the same stage and item is replaced in the same transaction.

    :raises Refused: the entry is not published, nothing is said, or it has no such item.
    """
    with transaction.atomic():
        entry = _entry(entry_id)
        requirement = QualityRequirement(
            public_number=yearly_number("QD", entry.holder.code, local_day(now)),
            entry=entry,
            stage=stage,
            item_column=item_column.strip(),
            text=text.strip(),
        )
        standing = QualityRequirement.objects.filter(
            entry=entry,
            stage=stage,
            item_column=requirement.item_column,
            status=rules.RequirementState.IN_FORCE,
        ).first()
        if standing is not None:
            replace_requirement(pk=standing.pk, actor=Actor.system("requirement-replaced"), now=now)
        details = {"stage": stage, "item": requirement.item_column}
        return open_matter(
            rules.SET_REQUIREMENT,
            requirement,
            actor=actor,
            now=now,
            note=requirement.text,
            details=details,
        )


def replace_requirement(*, pk: int, actor: Actor, now: datetime) -> None:
    """Another requirement for the same stage and item was set; this one stays on record."""
    with transition(
        rules.REPLACE_REQUIREMENT, model=QualityRequirement, pk=pk, actor=actor, now=now
    ):
        pass


def drop_requirement(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The requirement holds no longer, with the reason (Art. 18)."""
    with_note(rules.DROP_REQUIREMENT, QualityRequirement, pk=pk, note=note, actor=actor, now=now)


def report_quality(*, entry_id: int, report: Report, actor: Actor, now: datetime) -> QualityReport:
    """The department reports how its data are kept at each stage (Arts 16, 18).

    What the portal knows is measured at this moment and kept with it. Where a stage was not kept,
    the act is ``report_faults``: the faults are to be mended by the day named.

    :raises Refused: a stage is not answered, a fault has no words, measures or day are missing.
    """
    with transaction.atomic():
        entry = _entry(entry_id)
        today = local_day(now)
        before = QualityReport.objects.filter(entry=entry).order_by("-pk").first()
        since = before.created_at if before else None
        counted = above.corrections(entry.pk, since)
        made = QualityReport(
            public_number=yearly_number("QR", entry.holder.code, today),
            entry=entry,
            reported_on=today,
            update_frequency=entry.live_version.update_frequency if entry.live_version else "",
            counted_since_at=since,
            corrections_received=counted.received,
            corrections_upheld=counted.upheld,
            corrections_open=counted.still_open,
            measures=report.measures.strip(),
            mending_due_on=report.mending_due_on,
        )
        open_matter(
            rules.reporting(report.findings),
            made,
            actor=actor,
            now=now,
            inputs={
                "findings": report.findings,
                "measures": report.measures,
                "mending_due_on": report.mending_due_on,
            },
            details={"due_on": str(report.mending_due_on)} if report.mending_due_on else {},
        )
        QualityFinding.objects.bulk_create(
            QualityFinding(
                report=made,
                stage=stage,
                answer=report.findings[stage].answer,
                words=report.findings[stage].words.strip(),
            )
            for stage in LifecycleStage
        )
        _measure(made, today)
        return made


def _measure(report: QualityReport, today: date) -> None:
    """Keep with the report what each resource of the entry holds now."""
    resources = DataResource.objects.filter(entry=report.entry).select_related("current")
    checked = queries.sums_of_checks(report.entry)
    QualityMeasure.objects.bulk_create(
        QualityMeasure(
            report=report,
            resource_code=each.code,
            resource_name=each.name,
            version_number=loaded.number if loaded else None,
            row_count=loaded.row_count if loaded else None,
            loaded_at=loaded.loaded_at if loaded else None,
            **checked.get(each.current_id or 0, {}),
            is_timely=rules.is_timely(
                report.update_frequency, loaded_on=local_day(loaded.loaded_at), today=today
            )
            if loaded
            else None,
        )
        for each in resources.order_by("pk")
        for loaded in (each.current,)
    )


def mend_quality(*, pk: int, mending: str, actor: Actor, now: datetime) -> None:
    """The department says what it mended, which closes the report (Art. 18)."""
    with transition(
        rules.MEND_QUALITY,
        model=QualityReport,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"mending": mending},
        note=mending,
    ) as report:
        report.mending = mending.strip()
        report.mended_on = local_day(now)
