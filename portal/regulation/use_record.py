"""Lifecycle of a UsageRecord: kept for three years at least, then erased by an act (Art. 29)."""

import calendar
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import agreement, articles, particulars, reasons
from portal.regulation.deadlines import RETENTION_YEARS
from portal.regulation.machine import Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a use record. Nothing between them: a record is never edited."""

    KEPT = "KEPT", _("kept")
    ERASED = "ERASED", _("erased after its retention")


S = State
_A29_2 = articles.A29.paragraph(2)


def retention_starts_on(
    *, made_on: date, ended_on: date | None, disposed_on: date | None
) -> date | None:
    """Switch P9: the latest of the record's making, the end of sharing and the disposal.

    None while one of them is still to come: then the years have not begun.
    """
    if ended_on is None or disposed_on is None:
        return None
    return max(made_on, ended_on, disposed_on)


def retention_ends_on(start: date) -> date:
    """The last day a record must be kept: the same day three years on, or that month's last."""
    year = start.year + RETENTION_YEARS
    last = calendar.monthrange(year, start.month)[1]
    return date(year, start.month, min(start.day, last))


USE_BEGUN = Need(
    lambda facts: facts.matter.agreement_status != agreement.State.PREPARING,
    reasons.USE_NOT_BEGUN,
)
FIVE_SECTIONS = Need(
    lambda facts: not particulars.missing(facts.matter, particulars.USE_RECORD),
    reasons.USE_RECORD_INCOMPLETE,
    about_input=True,
    names=lambda facts: particulars.names(facts.matter, particulars.USE_RECORD),
)
PERIOD_IS_PAST = Need(
    lambda facts: facts.inputs["starts_on"] <= facts.inputs["ends_on"] <= facts.today,
    reasons.USE_PERIOD_INVALID,
    about_input=True,
)
RETENTION_OVER = Need(
    lambda facts: (
        facts.matter.retention_starts_on is not None
        and retention_ends_on(facts.matter.retention_starts_on) < facts.today
    ),
    reasons.RETENTION_RUNNING,
)

RECORD_USE = Transition(
    name="record_use",
    label=_("Record the use"),
    sources=frozenset(),
    target=S.KEPT,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A29_2,
    needs=(USE_BEGUN, FIVE_SECTIONS, PERIOD_IS_PAST),
    has_form=True,
    effect=_("The record cannot be changed; whatever is to be added becomes a record of its own."),
)
ERASE = Transition(
    name="erase",
    label=_("Erase the record"),
    sources=frozenset({S.KEPT}),
    target=S.ERASED,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=_A29_2,
    needs=(RETENTION_OVER, GROUND_GIVEN),
    has_form=True,
    is_grave=True,
    effect=_(
        "The five sections are gone for good; that there was a record, and who erased it"
        " when, stays."
    ),
    is_settled=lambda record: True,
)

MACHINE = Machine(
    name="usagerecord",
    states=State,
    initial=S.KEPT,
    transitions=(RECORD_USE, ERASE),
    closed=frozenset({S.ERASED}),
    path=(S.KEPT, S.ERASED),
)
