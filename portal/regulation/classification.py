"""Lifecycle of a Classification, a node of the tree that entries stand under (Arts 11, 12)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.codes import check_classification_code, classification_level
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import is_stated
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a node; one out of use keeps its code and its entries."""

    IN_USE = "IN_USE", _("classification in use")
    RETIRED = "RETIRED", _("classification out of use")


class Registry(TextChoices):
    """基础库: a basic store of data, a branch of the tree that one department leads."""

    POPULATION = "POPULATION", _("population")
    LEGAL_ENTITY = "LEGAL_ENTITY", _("legal entities")
    SPACE = "SPACE", _("natural resources and geographic space")
    CREDIT = "CREDIT", _("public credit")
    LICENCE = "LICENCE", _("electronic licences and certificates")


S = State
_A12 = articles.A12
_LOWEST = 4


def _code_fault(facts: Facts) -> list[str]:
    fault = check_classification_code(facts.matter.code)
    return [] if fault is None else [str(fault)]


def stands_below(code: str, parent: str) -> bool:
    """类, 项, 目, 细目: each directly below the one before; 细目 also below one another."""
    below, above = classification_level(code), classification_level(parent)
    return below == above + 1 or below == above == _LOWEST


def _fits_new_parent(facts: Facts) -> bool:
    """A 类 stands at the top; everything else begins with the code of what it stands below."""
    code, parent = facts.matter.code, facts.matter.parent
    if parent is None:
        return classification_level(code) == 1
    begins = code != parent.code and code.startswith(parent.code)
    return begins and parent.status == S.IN_USE and stands_below(code, parent.code)


def _fits_other_parent(facts: Facts) -> bool:
    """A node that is moved keeps its code, so only the level is asked of the new place."""
    parent = facts.inputs.get("parent")
    if parent is None or parent.status != S.IN_USE:
        return False
    return stands_below(facts.matter.code, parent.code)


def _is_circular(facts: Facts) -> bool:
    parent = facts.inputs.get("parent")
    return parent is not None and parent.pk in facts.matter.ids_below


def _heir_fits(facts: Facts) -> bool:
    heir = facts.inputs.get("heir")
    return heir is not None and heir.status == S.IN_USE and heir.pk != facts.matter.pk


#: What a new node is, is what was typed for it.
CODE_VALID = Need(
    lambda facts: not _code_fault(facts),
    reasons.CLASSIFICATION_CODE_INVALID,
    about_input=True,
    names=_code_fault,
)
CODE_UNUSED = Need(
    lambda facts: not facts.matter.has_twin, reasons.CLASSIFICATION_CODE_USED, about_input=True
)
NAMED = Need(
    lambda facts: bool(facts.matter.name.strip()),
    reasons.CLASSIFICATION_UNNAMED,
    about_input=True,
)
NAME_GIVEN = Need(
    lambda facts: is_stated(facts, "name"), reasons.CLASSIFICATION_UNNAMED, about_input=True
)
FITS_BELOW = Need(_fits_new_parent, reasons.CLASSIFICATION_PARENT_UNFIT, about_input=True)
NOT_CIRCULAR = Need(
    lambda facts: not _is_circular(facts), reasons.CLASSIFICATION_CIRCULAR, about_input=True
)
FITS_OTHER = Need(_fits_other_parent, reasons.CLASSIFICATION_PARENT_UNFIT, about_input=True)
NOTHING_BELOW = Need(
    lambda facts: not facts.matter.has_children, reasons.CLASSIFICATION_HAS_CHILDREN, looks_up=True
)
NO_ENTRIES = Need(
    lambda facts: not facts.matter.has_entries, reasons.CLASSIFICATION_HAS_ENTRIES, looks_up=True
)
HEIR_FITS = Need(_heir_fits, reasons.CLASSIFICATION_HEIR_UNFIT, about_input=True)

REGISTRY_NAMED = Need(
    lambda facts: facts.inputs.get("registry") in Registry.values,
    reasons.REGISTRY_UNNAMED,
    about_input=True,
)
REGISTRY_LED = Need(
    lambda facts: facts.inputs.get("lead") is not None, reasons.REGISTRY_UNLED, about_input=True
)
REGISTRY_FREE = Need(
    lambda facts: facts.inputs.get("registry") not in facts.matter.registries_elsewhere,
    reasons.REGISTRY_ELSEWHERE,
    about_input=True,
)

ADD_CLASSIFICATION = Transition(
    name="add_classification",
    label=_("Add a classification"),
    sources=frozenset(),
    target=S.IN_USE,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A12,
    needs=(CODE_VALID, NAMED, CODE_UNUSED, FITS_BELOW),
    has_form=True,
    effect=_("Entries can be drafted under it; its code is never used again for anything else."),
)
#: What ships with the portal: the classes and items of the compilation guide.
LOAD_CLASSIFICATION = Transition(
    name="load_classification",
    label=_("Load a classification of the compilation guide"),
    sources=frozenset(),
    target=S.IN_USE,
    party=Party.CLOCK,
    mandate=None,
    article=_A12,
)
RENAME_CLASSIFICATION = Transition(
    name="rename_classification",
    label=_("Rename the classification"),
    sources=frozenset({S.IN_USE}),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A12,
    needs=(NAME_GIVEN,),
    has_form=True,
    effect=_("Its code stays, and with it the codes of its entries."),
    is_settled=lambda node: True,
)
MOVE_CLASSIFICATION = Transition(
    name="move_classification",
    label=_("Move the classification"),
    sources=frozenset({S.IN_USE}),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A12,
    needs=(NOT_CIRCULAR, FITS_OTHER),
    has_form=True,
    effect=_("Everything below it moves along; no code is changed."),
    is_settled=lambda node: True,
    has_occasion=lambda node: node.parent_id is not None,
)
MERGE_CLASSIFICATION = Transition(
    name="merge_classification",
    label=_("Merge it into another one"),
    sources=frozenset({S.IN_USE}),
    target=S.RETIRED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A12,
    needs=(NOTHING_BELOW, HEIR_FITS),
    has_form=True,
    is_grave=True,
    effect=_(
        "It goes out of use. Its entries keep their codes and are found under the other one as well"
        " as under it."
    ),
    is_settled=lambda node: True,
)
RETIRE_CLASSIFICATION = Transition(
    name="retire_classification",
    label=_("Take the classification out of use"),
    sources=frozenset({S.IN_USE}),
    target=S.RETIRED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A12,
    needs=(NOTHING_BELOW, NO_ENTRIES),
    is_grave=True,
    effect=_("No entry can be drafted under it any more; its code is not used again."),
    is_settled=lambda node: True,
)
MARK_REGISTRY = Transition(
    name="mark_registry",
    label=_("Mark it as a base registry"),
    sources=frozenset({S.IN_USE}),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A12,
    needs=(REGISTRY_NAMED, REGISTRY_LED, REGISTRY_FREE),
    has_form=True,
    effect=_("What is found under it makes up the registry, which has a page of its own."),
    is_settled=lambda node: True,
)
UNMARK_REGISTRY = Transition(
    name="unmark_registry",
    label=_("Take the mark of a base registry away"),
    sources=frozenset({S.IN_USE}),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A12,
    effect=_("The registry's page goes; the entries stay under the classification."),
    is_settled=lambda node: True,
    has_occasion=lambda node: bool(node.registry),
)

MACHINE = Machine(
    name="classification",
    states=State,
    initial=S.IN_USE,
    transitions=(
        ADD_CLASSIFICATION,
        LOAD_CLASSIFICATION,
        RENAME_CLASSIFICATION,
        MOVE_CLASSIFICATION,
        MERGE_CLASSIFICATION,
        RETIRE_CLASSIFICATION,
        MARK_REGISTRY,
        UNMARK_REGISTRY,
    ),
    closed=frozenset({S.RETIRED}),
    path=(S.IN_USE,),
)
