"""Naming one source department for a data item that several departments collect (Art. 19)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a designation."""

    IN_FORCE = "IN_FORCE", _("in force")
    REVOKED = "REVOKED", _("revoked")


S = State
_A19_2 = articles.A19.paragraph(2)


def _several_collect(facts: Facts) -> bool:
    return len(set(facts.inputs["collector_ids"])) > 1


def _all_within(facts: Facts) -> bool:
    named = {*facts.inputs["collector_ids"], facts.matter.source_id}
    return named <= set(facts.matter.jurisdiction)


ITEM_NAMED = Need(lambda facts: bool(facts.matter.item_key), reasons.ITEM_UNNAMED)
SEVERAL_COLLECT = Need(_several_collect, reasons.ONE_COLLECTOR, about_input=True)
SOURCE_COLLECTS = Need(
    lambda facts: facts.matter.source_id in facts.inputs["collector_ids"],
    reasons.SOURCE_NOT_COLLECTING,
    about_input=True,
)
WITHIN_JURISDICTION = Need(_all_within, reasons.OUTSIDE_JURISDICTION, about_input=True)
TEXT_GIVEN = Need(lambda facts: bool(facts.matter.text.strip()), reasons.NO_GROUND)
#: One source per item and jurisdiction; an upper authority's naming holds below it too.
NOT_NAMED_YET = Need(
    lambda facts: not facts.matter.named_already,
    reasons.SOURCE_NAMED,
    looks_up=True,
    names=lambda facts: facts.matter.named_already,
)

NAME_SOURCE = Transition(
    name="name_source",
    label=_("Name the source department"),
    sources=frozenset(),
    target=S.IN_FORCE,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A19_2,
    needs=(
        ITEM_NAMED,
        SEVERAL_COLLECT,
        SOURCE_COLLECTS,
        WITHIN_JURISDICTION,
        TEXT_GIVEN,
        NOT_NAMED_YET,
    ),
    has_form=True,
    effect=_("The department named serves the item for all; other suppliers of it are flagged."),
)
REVOKE_SOURCE = Transition(
    name="revoke_source",
    label=_("Revoke the designation"),
    sources=frozenset({S.IN_FORCE}),
    target=S.REVOKED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A19_2,
    needs=(GROUND_GIVEN,),
    has_form=True,
    is_grave=True,
    effect=_("The item has no source department until another one is named."),
)

MACHINE = Machine(
    name="sourcedesignation",
    states=State,
    initial=S.IN_FORCE,
    transitions=(NAME_SOURCE, REVOKE_SOURCE),
    closed=frozenset({S.REVOKED}),
    path=(S.IN_FORCE,),
)
