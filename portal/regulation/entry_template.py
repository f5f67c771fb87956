"""Lifecycle of an EntryTemplate: kept, renamed, published to a region, taken out of use."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import stated
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a template."""

    OWN = "OWN", _("for the own department")
    PUBLISHED = "PUBLISHED", _("for all departments of the region")
    RETIRED = "RETIRED", _("template out of use")


S = State
_A12 = articles.A12
#: A department keeps no more in use, and none is larger: items, and characters altogether.
MOST_TEMPLATES: Final = 100
MOST_ITEMS: Final = 500
MOST_CHARACTERS: Final = 200_000


def _is_small(facts: Facts) -> bool:
    items, characters = facts.inputs.get("items", 0), facts.inputs.get("characters", 0)
    return bool(items <= MOST_ITEMS and characters <= MOST_CHARACTERS)


NAMED = stated(reasons.TEMPLATE_UNNAMED, "name")
NAME_FREE = Need(
    lambda facts: not facts.inputs.get("namesake"), reasons.TEMPLATE_NAME_TAKEN, about_input=True
)
SMALL_ENOUGH = Need(_is_small, reasons.TEMPLATE_TOO_LARGE, about_input=True)
NOT_TOO_MANY = Need(
    lambda facts: facts.matter.templates_beside < MOST_TEMPLATES,
    reasons.TOO_MANY_TEMPLATES,
    looks_up=True,
)

SAVE_TEMPLATE = Transition(
    name="save_template",
    label=_("Save as a template"),
    sources=frozenset(),
    target=S.OWN,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A12,
    needs=(NAMED, NAME_FREE, SMALL_ENOUGH, NOT_TOO_MANY),
    has_form=True,
    effect=_(
        "Particulars, conditions and data items are kept; the name of the entry and its code are"
        " not. Only members of your department see the template."
    ),
)
RENAME_TEMPLATE = Transition(
    name="rename_template",
    label=_("Rename the template"),
    sources=frozenset({S.OWN, S.PUBLISHED}),
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A12,
    needs=(NAMED, NAME_FREE),
    has_form=True,
    is_settled=lambda template: True,
)
PUBLISH_TEMPLATE = Transition(
    name="publish_template",
    label=_("Publish the template to the region"),
    sources=frozenset({S.OWN}),
    target=S.PUBLISHED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A12,
    asks_again=True,
    effect=_("Every department of the region can begin entries from it; it obliges none to."),
    is_settled=lambda template: True,
)
RETIRE_TEMPLATE = Transition(
    name="retire_template",
    label=_("Take the template out of use"),
    sources=frozenset({S.OWN, S.PUBLISHED}),
    target=S.RETIRED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A12,
    is_grave=True,
    effect=_("No entry can be begun from it any more; what was begun from it stays as it is."),
    is_settled=lambda template: True,
)

MACHINE = Machine(
    name="entrytemplate",
    states=State,
    initial=S.OWN,
    transitions=(SAVE_TEMPLATE, RENAME_TEMPLATE, PUBLISH_TEMPLATE, RETIRE_TEMPLATE),
    closed=frozenset({S.RETIRED}),
    path=(S.OWN,),
)
