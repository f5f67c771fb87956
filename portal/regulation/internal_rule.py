"""Lifecycle of an InternalRule on file: filed, replaced by the next one, or repealed (Art. 10)."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.articles import Citation
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a rule on file."""

    IN_FORCE = "IN_FORCE", _("in force as filed")
    REPLACED = "REPLACED", _("replaced by another")
    REPEALED = "REPEALED", _("repealed")


class RuleSubject(TextChoices):
    """What a department's internal rules are to cover: the systems that the decree names."""

    SHARING = "SHARING", _("rules on the sharing work")
    QUALITY = "QUALITY", _("quality management")
    CORRECTION = "CORRECTION", _("verification and correction")
    SECURITY = "SECURITY", _("security management")
    PERSONAL_INFORMATION = "PERSONAL_INFORMATION", _("protection of personal information")


#: The article that asks for the rules on each subject; Art. 11 gives the office charge of the last.
ARTICLES: Final[Mapping[str, Citation]] = {
    RuleSubject.SHARING: articles.A10,
    RuleSubject.QUALITY: articles.A18,
    RuleSubject.CORRECTION: articles.A26,
    RuleSubject.SECURITY: articles.A35,
    RuleSubject.PERSONAL_INFORMATION: articles.A37,
}

S = State
_A10 = articles.A10
_WORDS = ("title", "document_number", "text")


def _is_described(facts: Facts) -> bool:
    rule = facts.matter
    stated = all(str(getattr(rule, name)).strip() for name in _WORDS)
    dated = rule.issued_on is not None and rule.effective_on is not None
    return stated and dated and rule.subject in RuleSubject.values


DESCRIBED = Need(_is_described, reasons.INTERNAL_RULE_INCOMPLETE)
ISSUED_ALREADY = Need(
    lambda facts: facts.matter.issued_on <= facts.today, reasons.INTERNAL_RULE_NOT_ISSUED
)
IN_FORCE_ONCE_ISSUED = Need(
    lambda facts: facts.matter.effective_on >= facts.matter.issued_on,
    reasons.INTERNAL_RULE_IN_FORCE_TOO_EARLY,
)
#: One text holds for a subject; another one comes in its place and never beside it.
NONE_ON_FILE = Need(
    lambda facts: not facts.matter.rules_beside,
    reasons.INTERNAL_RULE_ON_FILE,
    looks_up=True,
    names=lambda facts: facts.matter.rules_beside,
)
FOLLOWS_IN_TIME = Need(
    lambda facts: (
        facts.inputs.get("effective_on") is not None
        and facts.inputs["effective_on"] >= facts.matter.effective_on
    ),
    reasons.INTERNAL_RULE_REPLACES_BACKWARDS,
    about_input=True,
)

FILE_RULE = Transition(
    name="file_rule",
    label=_("File an internal rule"),
    sources=frozenset(),
    target=S.IN_FORCE,
    party=Party.CONCERNED,
    mandate=Mandate.CONSENT,
    also=((Party.CONCERNED, Mandate.COMPILE),),
    article=_A10,
    needs=(DESCRIBED, ISSUED_ALREADY, IN_FORCE_ONCE_ISSUED, NONE_ON_FILE),
    has_form=True,
    effect=_(
        "The whole text is on file and every department on the platform can read it. It is never"
        " edited: what is amended is filed as a replacement."
    ),
)
REPLACE_RULE = Transition(
    name="replace_rule",
    label=_("Replace by another"),
    sources=frozenset({S.IN_FORCE}),
    target=S.REPLACED,
    party=Party.CONCERNED,
    mandate=Mandate.CONSENT,
    also=((Party.CONCERNED, Mandate.COMPILE),),
    article=_A10,
    needs=(FOLLOWS_IN_TIME,),
    has_form=True,
    effect=_("The new text is filed in the same act; the old one ends with it and stays readable."),
    is_settled=lambda rule: True,
)
REPEAL_RULE = Transition(
    name="repeal_rule",
    label=_("Record the repeal without a replacement"),
    sources=frozenset({S.IN_FORCE}),
    target=S.REPEALED,
    party=Party.CONCERNED,
    mandate=Mandate.CONSENT,
    also=((Party.CONCERNED, Mandate.COMPILE),),
    article=_A10,
    needs=(GROUND_GIVEN,),
    has_form=True,
    is_grave=True,
    effect=_("Nothing is on file for this subject then, and the authority is told."),
    is_settled=lambda rule: True,
)

MACHINE = Machine(
    name="internalrule",
    states=State,
    initial=S.IN_FORCE,
    transitions=(FILE_RULE, REPLACE_RULE, REPEAL_RULE),
    closed=frozenset({S.REPLACED, S.REPEALED}),
    path=(S.IN_FORCE,),
)
