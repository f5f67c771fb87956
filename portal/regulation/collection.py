"""Collecting data anew from citizens and organisations, never what sharing supplies (Art. 19)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a declared collection."""

    DECLARED = "DECLARED", _("declared")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


class Subject(TextChoices):
    """From whom data are collected: the decree's three."""

    CITIZENS = "CITIZENS", _("citizens")
    LEGAL_PERSONS = "LEGAL_PERSONS", _("legal persons")
    ORGANISATIONS = "ORGANISATIONS", _("other organisations")


S = State
_A19_1 = articles.A19.paragraph(1)


def _is_founded(facts: Facts) -> bool:
    collection = facts.matter
    return bool(collection.legal_basis.strip()) and bool(collection.purpose.strip())


FOUNDED = Need(_is_founded, reasons.COLLECTION_UNFOUNDED)
ITEMS_LISTED = Need(
    lambda facts: bool(facts.inputs["items"]) and bool(facts.matter.subjects),
    reasons.COLLECTION_WITHOUT_ITEMS,
    about_input=True,
)
ITEMS_NAMED = Need(lambda facts: all(facts.inputs["items"]), reasons.ITEM_UNNAMED, about_input=True)
#: What the directory offers already is collected again only for a reason, item by item.
EACH_MATCH_EXPLAINED = Need(
    lambda facts: not facts.inputs["unexplained"],
    reasons.COLLECTED_ALREADY,
    about_input=True,
    names=lambda facts: list(facts.inputs["unexplained"]),
)

DECLARE_COLLECTION = Transition(
    name="declare_collection",
    label=_("Declare a new collection"),
    sources=frozenset(),
    target=S.DECLARED,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A19_1,
    needs=(FOUNDED, ITEMS_LISTED, ITEMS_NAMED, EACH_MATCH_EXPLAINED),
    has_form=True,
    effect=_("Every item is compared with the directory; the authority sees what matches."),
)
WITHDRAW_COLLECTION = Transition(
    name="withdraw_collection",
    label=_("Give the collection up"),
    sources=frozenset({S.DECLARED}),
    target=S.WITHDRAWN,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A19_1,
    is_grave=True,
    effect=_("The data are not collected; the declaration stays on record."),
)

MACHINE = Machine(
    name="datacollection",
    states=State,
    initial=S.DECLARED,
    transitions=(DECLARE_COLLECTION, WITHDRAW_COLLECTION),
    closed=frozenset({S.WITHDRAWN}),
    path=(S.DECLARED,),
)
