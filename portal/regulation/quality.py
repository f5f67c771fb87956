"""Lifecycles of a quality requirement and of a quality report on an entry (Arts 16, 18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import stated
from portal.regulation.vocabulary import LifecycleStage, Mandate, Party, UpdateFrequency

_A18 = articles.A18
_MONTHS_A_YEAR = 12


class RequirementState(TextChoices):
    """The states of a quality requirement."""

    IN_FORCE = "IN_FORCE", _("quality requirement holds")
    REPLACED = "REPLACED", _("replaced by another")
    DROPPED = "DROPPED", _("dropped")


class State(TextChoices):
    """The states of a quality report."""

    MENDING = "MENDING", _("being mended")
    MENDED = "MENDED", _("mended")
    SOUND = "SOUND", _("nothing at fault")


class StageAnswer(TextChoices):
    """How the data were kept at one stage of their life."""

    KEPT = "KEPT", _("requirements kept")
    NOT_KEPT = "NOT_KEPT", _("requirements not kept")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("does not apply")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is reported of one stage."""

    answer: str
    words: str = ""


#: How old the data may be at most by the declared frequency, in days; others promise no day.
MOST_DAYS: Final[Mapping[str, int]] = {
    UpdateFrequency.REAL_TIME: 1,
    UpdateFrequency.DAILY: 1,
    UpdateFrequency.WEEKLY: 7,
    UpdateFrequency.TEN_DAYS: 10,
    UpdateFrequency.MONTHLY: 31,
    UpdateFrequency.QUARTERLY: 92,
    UpdateFrequency.HALF_YEARLY: 184,
    UpdateFrequency.YEARLY: 366,
}


def is_timely(frequency: str, *, loaded_on: date, today: date) -> bool | None:
    """Whether data loaded that day are as new as the frequency promises; None: it promises none."""
    most = MOST_DAYS.get(frequency)
    return None if most is None else (today - loaded_on).days <= most


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of a month that lacks it."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 - months, _MONTHS_A_YEAR)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


def missing_stages(findings: Mapping[str, Finding]) -> list[str]:
    """The stages that nothing is said of, in their order, by name."""
    return [
        str(stage.label)
        for stage in LifecycleStage
        if stage not in findings or findings[stage].answer not in StageAnswer.values
    ]


def is_faulty(findings: Mapping[str, Finding]) -> bool:
    """Whether the requirements of any stage were not kept."""
    return any(each.answer == StageAnswer.NOT_KEPT for each in findings.values())


def _unexplained(facts: Facts) -> list[str]:
    findings = facts.inputs["findings"]
    return [
        str(stage.label)
        for stage in LifecycleStage
        if findings[stage].answer == StageAnswer.NOT_KEPT and not findings[stage].words.strip()
    ]


PUBLISHED = Need(
    lambda facts: facts.matter.entry_is_published, reasons.NOT_PUBLISHED, looks_up=True
)
REQUIREMENT_STATED = Need(
    lambda facts: bool(facts.matter.text.strip()) and facts.matter.stage in LifecycleStage.values,
    reasons.QUALITY_REQUIREMENT_INCOMPLETE,
)
ITEM_KNOWN = Need(
    lambda facts: facts.matter.item_is_known, reasons.QUALITY_ITEM_UNKNOWN, looks_up=True
)
EVERY_STAGE_ANSWERED = Need(
    lambda facts: not missing_stages(facts.inputs["findings"]),
    reasons.QUALITY_STAGE_MISSING,
    about_input=True,
    names=lambda facts: missing_stages(facts.inputs["findings"]),
)
FAULTS_IN_WORDS = Need(
    lambda facts: not _unexplained(facts),
    reasons.QUALITY_FAULT_UNEXPLAINED,
    about_input=True,
    names=_unexplained,
)
NOTHING_TO_MEND = Need(
    lambda facts: (
        not str(facts.inputs.get("measures") or "").strip()
        and facts.inputs.get("mending_due_on") is None
    ),
    reasons.QUALITY_NOTHING_TO_MEND,
    about_input=True,
)
MENDED_LATER = Need(
    lambda facts: (
        facts.inputs.get("mending_due_on") is not None
        and facts.inputs["mending_due_on"] > facts.today
    ),
    reasons.QUALITY_MENDING_DAY_INVALID,
    about_input=True,
)

SET_REQUIREMENT = Transition(
    name="set_requirement",
    label=_("Set a quality requirement"),
    sources=frozenset(),
    target=RequirementState.IN_FORCE,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A18,
    needs=(PUBLISHED, REQUIREMENT_STATED, ITEM_KNOWN),
    has_form=True,
    effect=_(
        "It holds from now on, for everybody who reads the entry to see. One that stood for the"
        " same stage and item is replaced and stays on record."
    ),
)
REPLACE_REQUIREMENT = Transition(
    name="replace_requirement",
    label=_("Replace the quality requirement"),
    sources=frozenset({RequirementState.IN_FORCE}),
    target=RequirementState.REPLACED,
    party=Party.CLOCK,
    mandate=None,
    article=_A18,
)
DROP_REQUIREMENT = Transition(
    name="drop_requirement",
    label=_("Drop the quality requirement"),
    sources=frozenset({RequirementState.IN_FORCE}),
    target=RequirementState.DROPPED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A18,
    needs=(stated(reasons.NO_GROUND, "note"),),
    has_form=True,
    is_grave=True,
    effect=_("It holds no longer; that it stood stays on record."),
    is_settled=lambda requirement: True,
)
REPORT_QUALITY = Transition(
    name="report_quality",
    label=_("Report on the quality"),
    sources=frozenset(),
    target=State.SOUND,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    also=((Party.PROVIDER, Mandate.SUPPLY),),
    article=_A18,
    needs=(PUBLISHED, EVERY_STAGE_ANSWERED, NOTHING_TO_MEND),
    has_form=True,
    effect=_(
        "What the portal knows is measured at this moment and kept with the report: rows, day of"
        " loading, corrections. A report is never changed."
    ),
)
#: The same act, where a stage was not kept.
REPORT_FAULTS = Transition(
    name="report_faults",
    label=_("Report on the quality, with faults to be mended"),
    sources=frozenset(),
    target=State.MENDING,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    also=((Party.PROVIDER, Mandate.SUPPLY),),
    article=_A18,
    needs=(
        PUBLISHED,
        EVERY_STAGE_ANSWERED,
        FAULTS_IN_WORDS,
        stated(reasons.QUALITY_MEASURES_MISSING, "measures"),
        MENDED_LATER,
    ),
    has_form=True,
)
MEND_QUALITY = Transition(
    name="mend_quality",
    label=_("Report what was mended"),
    sources=frozenset({State.MENDING}),
    target=State.MENDED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    also=((Party.PROVIDER, Mandate.SUPPLY),),
    article=_A18,
    needs=(stated(reasons.QUALITY_MENDING_UNEXPLAINED, "mending"),),
    has_form=True,
    effect=_("The faults are mended; the report and what was done stay on record."),
)


def reporting(findings: Mapping[str, Finding]) -> Transition:
    """Which of the two acts a report is."""
    return REPORT_FAULTS if is_faulty(findings) else REPORT_QUALITY


REQUIREMENT_MACHINE = Machine(
    name="qualityrequirement",
    states=RequirementState,
    initial=RequirementState.IN_FORCE,
    transitions=(SET_REQUIREMENT, REPLACE_REQUIREMENT, DROP_REQUIREMENT),
    closed=frozenset({RequirementState.REPLACED, RequirementState.DROPPED}),
    path=(RequirementState.IN_FORCE,),
)
MACHINE = Machine(
    name="qualityreport",
    states=State,
    initial=State.MENDING,
    transitions=(REPORT_QUALITY, REPORT_FAULTS, MEND_QUALITY),
    closed=frozenset({State.MENDED, State.SOUND}),
    path=(State.MENDING, State.MENDED),
)
