"""Lifecycle of an Inspection: the authority looks into how a department shares (Art. 29).

What it finds amiss is proposed as a breach: there the department is heard before anything is found.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, breaches, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN, stated
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of an inspection."""

    UNDER_WAY = "UNDER_WAY", _("inspection under way")
    CONCLUDED = "CONCLUDED", _("inspection concluded")
    CALLED_OFF = "CALLED_OFF", _("inspection called off")


class Topic(TextChoices):
    """What is looked into: the duties that the decree lays on departments."""

    DIRECTORY = "DIRECTORY", _("compiling and updating the directory")
    ANSWERING = "ANSWERING", _("answering requests")
    SUPPLYING = "SUPPLYING", _("supplying and returning data")
    CORRECTING = "CORRECTING", _("verifying and correcting data")
    USING = "USING", _("using data within scope and purpose")
    RECORDING = "RECORDING", _("keeping records of use")
    DISPOSING = "DISPOSING", _("disposing of data")
    SECURITY = "SECURITY", _("security and personal information")


class Result(TextChoices):
    """What an inspection came to."""

    NO_FAULT = "NO_FAULT", _("no fault found")
    FAULTS = "FAULTS", _("faults found")


S = State
_A29_1 = articles.A29.paragraph(1)


def _codes(facts: Facts) -> list[str]:
    return list(facts.inputs.get("codes") or [])


def _faults_are_named(facts: Facts) -> bool:
    """Faults name at least one item of the liability lists; without faults none is named."""
    is_known = all(code in breaches.KINDS for code in _codes(facts))
    return is_known and bool(_codes(facts)) == (facts.inputs.get("result") == Result.FAULTS)


def _is_liable(facts: Facts) -> bool:
    """Art. 41 makes authorities liable, and nobody else."""
    of_authorities = any(
        breaches.KINDS[code].party is Party.AUTHORITY
        for code in _codes(facts)
        if code in breaches.KINDS
    )
    return facts.matter.department_is_authority or not of_authorities


NOT_OWN = Need(
    lambda facts: facts.matter.department_id != facts.actor_department_id, reasons.OWN_BREACH
)
RESULT_CHOSEN = Need(
    lambda facts: facts.inputs.get("result") in Result.values,
    reasons.INSPECTION_UNSTATED,
    about_input=True,
)

OPEN_INSPECTION = Transition(
    name="open_inspection",
    label=_("Begin an inspection"),
    sources=frozenset(),
    target=S.UNDER_WAY,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(
        NOT_OWN,
        Need(lambda facts: bool(facts.matter.plan.strip()), reasons.INSPECTION_UNSTATED),
        Need(lambda facts: bool(facts.matter.topics), reasons.INSPECTION_UNSTATED),
    ),
    has_form=True,
    effect=_("The department is told what is looked into."),
)
CONCLUDE_INSPECTION = Transition(
    name="conclude_inspection",
    label=_("Conclude the inspection"),
    sources=frozenset({S.UNDER_WAY}),
    target=S.CONCLUDED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(
        NOT_OWN,
        RESULT_CHOSEN,
        stated(reasons.INSPECTION_UNSTATED, "finding"),
        Need(_faults_are_named, reasons.FAULTS_UNNAMED, about_input=True),
        Need(_is_liable, reasons.BREACH_OF_AUTHORITY, about_input=True),
    ),
    has_form=True,
    effect=_("Each fault is recorded as a possible breach, to which the department is heard."),
)
CALL_OFF_INSPECTION = Transition(
    name="call_off_inspection",
    label=_("Call the inspection off"),
    sources=frozenset({S.UNDER_WAY}),
    target=S.CALLED_OFF,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A29_1,
    needs=(NOT_OWN, GROUND_GIVEN),
    has_form=True,
    is_grave=True,
)

MACHINE = Machine(
    name="inspection",
    states=State,
    initial=S.UNDER_WAY,
    transitions=(OPEN_INSPECTION, CONCLUDE_INSPECTION, CALL_OFF_INSPECTION),
    closed=frozenset({S.CONCLUDED, S.CALLED_OFF}),
    path=(S.UNDER_WAY, S.CONCLUDED),
)
