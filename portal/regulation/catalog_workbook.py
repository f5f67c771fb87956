"""Lifecycle of a CatalogImport: a workbook is read, mapped, checked row by row, loaded, undone."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.vocabulary import Mandate, Party

#: So many entries a workbook is made of while somebody waits; a table has no limit.
MOST_IN_WORKBOOK = 5_000


class State(TextChoices):
    """The states of an import."""

    READ = "READ", _("read, columns to be confirmed")
    CHECKING = "CHECKING", _("being checked")
    CHECKED = "CHECKED", _("checked, not loaded")
    LOADING = "LOADING", _("being loaded")
    STOPPED = "STOPPED", _("stopped on the way")
    LOADED = "LOADED", _("loaded")
    UNDOING = "UNDOING", _("being undone")
    UNDONE = "UNDONE", _("undone")
    CANCELLED = "CANCELLED", _("given up")


S = State
_A12 = articles.A12


def _name_is_mapped(facts: Facts) -> bool:
    return bool(facts.inputs.get("names_the_entry"))


def _no_use_twice(facts: Facts) -> bool:
    return not facts.inputs.get("used_twice")


NAME_MAPPED = Need(_name_is_mapped, reasons.IMPORT_WITHOUT_NAME, about_input=True)
NO_USE_TWICE = Need(
    _no_use_twice,
    reasons.IMPORT_COLUMN_TWICE,
    about_input=True,
    names=lambda facts: facts.inputs.get("used_twice", ()),
)
#: What a dry run shows is what the load does: nothing of the department changed in between by one.
CHECK_IS_CURRENT = Need(
    lambda facts: not facts.matter.loaded_since, reasons.IMPORT_CHECK_OUTDATED, looks_up=True
)
NONE_BESIDE = Need(
    lambda facts: not facts.matter.loading_beside,
    reasons.IMPORT_BESIDE,
    looks_up=True,
    names=lambda facts: facts.matter.loading_beside,
)
HAS_WORK = Need(lambda facts: facts.matter.has_work, reasons.IMPORT_NOTHING_TO_LOAD, looks_up=True)

READ_WORKBOOK = Transition(
    name="read_workbook",
    label=_("Import a workbook"),
    sources=frozenset(),
    target=S.READ,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A12,
    has_form=True,
    effect=_(
        "Nothing is saved to the directory yet: first the columns are confirmed, then every row is"
        " shown with what would become of it."
    ),
)
MAP_COLUMNS = Transition(
    name="map_columns",
    label=_("Confirm the columns and check the rows"),
    sources=frozenset({S.READ, S.CHECKED}),
    target=S.CHECKING,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A12,
    needs=(NAME_MAPPED, NO_USE_TWICE),
    has_form=True,
    effect=_("Every row is checked; nothing is saved to the directory yet."),
)
CHOOSE_HEAD = Transition(
    name="choose_head",
    label=_("Choose the head of the table"),
    sources=frozenset({S.READ, S.CHECKED}),
    target=S.READ,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A12,
    has_form=True,
    effect=_(
        "The columns are proposed anew from this row and are then to be confirmed; the rows below"
        " it are the table. A check made before is dropped."
    ),
)
FINISH_CHECK = Transition(
    name="finish_check",
    label=_("Finish checking the rows"),
    sources=frozenset({S.CHECKING}),
    target=S.CHECKED,
    party=Party.CLOCK,
    mandate=None,
    article=_A12,
)
LOAD_ROWS = Transition(
    name="load_rows",
    label=_("Load the rows into drafts"),
    sources=frozenset({S.CHECKED, S.STOPPED}),
    target=S.LOADING,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A12,
    needs=(HAS_WORK, CHECK_IS_CURRENT, NONE_BESIDE),
    asks_again=True,
    effect=_(
        "New rows become drafts. A published entry that a row changes gets a new draft version and"
        " stays in force as it is. Every draft is then assessed, approved and reviewed as if it had"
        " been typed by hand. The whole load can be undone."
    ),
)
FINISH_LOAD = Transition(
    name="finish_load",
    label=_("Finish loading the rows"),
    sources=frozenset({S.LOADING}),
    target=S.LOADED,
    party=Party.CLOCK,
    mandate=None,
    article=_A12,
)
STOP_LOADING = Transition(
    name="stop_loading",
    label=_("Stop loading"),
    sources=frozenset({S.LOADING}),
    target=S.STOPPED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A12,
    effect=_("What is loaded stays; the rest can be loaded later, or all of it undone."),
)
GIVE_UP = Transition(
    name="give_up",
    label=_("Give up the import"),
    sources=frozenset({S.READ, S.CHECKING, S.CHECKED}),
    target=S.CANCELLED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A12,
    is_grave=True,
    effect=_("Nothing of it is in the directory."),
)
UNDO_LOAD = Transition(
    name="undo_load",
    label=_("Undo the load"),
    sources=frozenset({S.LOADED, S.STOPPED}),
    target=S.UNDOING,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A12,
    needs=(NONE_BESIDE,),
    is_grave=True,
    is_settled=lambda batch: True,
    effect=_(
        "Drafts that it made are discarded, drafts that it changed get their old content back. What"
        " somebody took further since is left as it is and listed."
    ),
)
FINISH_UNDO = Transition(
    name="finish_undo",
    label=_("Finish undoing the load"),
    sources=frozenset({S.UNDOING}),
    target=S.UNDONE,
    party=Party.CLOCK,
    mandate=None,
    article=_A12,
)

MACHINE = Machine(
    name="catalogimport",
    states=State,
    initial=S.READ,
    transitions=(
        READ_WORKBOOK,
        MAP_COLUMNS,
        CHOOSE_HEAD,
        FINISH_CHECK,
        LOAD_ROWS,
        FINISH_LOAD,
        STOP_LOADING,
        GIVE_UP,
        UNDO_LOAD,
        FINISH_UNDO,
    ),
    closed=frozenset({S.UNDONE, S.CANCELLED}),
    path=(S.READ, S.CHECKING, S.CHECKED, S.LOADING, S.LOADED),
)
