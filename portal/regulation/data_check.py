"""Checking loaded rows by the value rules of the published entry (Arts 11, 18)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Need, Transition
from portal.regulation.vocabulary import Mandate, Party


class CheckOutcome(TextChoices):
    """What became of a check as a whole."""

    COUNTED = "COUNTED", _("counted")
    TOO_LARGE = "TOO_LARGE", _("too many rows to be counted")
    TOO_SLOW = "TOO_SLOW", _("counting took too long")


class NotJudged(TextChoices):
    """Why one rule was not judged though the others may have been."""

    NO_COLUMN = "NO_COLUMN", _("the loaded rows have no such column")
    OTHER_TYPE = "OTHER_TYPE", _("the column was loaded with another type")
    NO_CODE_LIST = "NO_CODE_LIST", _("the register has no list of these codes")
    NOT_COUNTED = "NOT_COUNTED", _("the rows were not counted")


LOADED = Need(lambda facts: facts.matter.current_id is not None, reasons.NOTHING_LOADED)
RULES_STATED = Need(
    lambda facts: facts.matter.has_value_rules, reasons.NO_VALUE_RULES, looks_up=True
)

CHECK_VALUES = Transition(
    name="check_values",
    label=_("Check the values"),
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    also=((Party.PROVIDER, Mandate.COMPILE),),
    article=articles.A18,
    needs=(LOADED, RULES_STATED),
    effect=_(
        "All rows of the current data version are counted by the value rules of the published"
        " entry. Numbers are kept, never a value."
    ),
)
CHECK_VALUES_BY_CLOCK = Transition(
    name="check_values_by_clock",
    label=_("Check the values of new rows"),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A18,
    needs=(LOADED, RULES_STATED),
)

TRANSITIONS = (CHECK_VALUES, CHECK_VALUES_BY_CLOCK)

#: On the version of the entry by whose rules new rows were counted; it stays as it is.
REPORT_BROKEN_RULES = Transition(
    name="report_broken_rules",
    label=_("Report that new data break value rules"),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A18,
)
