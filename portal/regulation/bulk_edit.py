"""Lifecycle of a BulkEdit: entries are chosen, each change is shown, drafted, and undone."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Machine, Need, Transition
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a bulk edit."""

    CHECKING = "CHECKING", _("being previewed")
    CHECKED = "CHECKED", _("previewed, nothing written")
    APPLYING = "APPLYING", _("being written into drafts")
    STOPPED = "STOPPED", _("stopped on the way")
    APPLIED = "APPLIED", _("written into drafts")
    UNDOING = "UNDOING", _("being undone")
    UNDONE = "UNDONE", _("undone")
    CANCELLED = "CANCELLED", _("given up")


S = State
_A12, _A17 = articles.A12, articles.A17
#: More entries are changed in several goes, so that a person can still read each preview.
MOST_ENTRIES = 2_000

ENTRIES_CHOSEN = Need(
    lambda facts: facts.inputs.get("entries", 0) > 0, reasons.BULK_EDIT_EMPTY, about_input=True
)
NOT_TOO_MANY = Need(
    lambda facts: facts.inputs.get("entries", 0) <= MOST_ENTRIES,
    reasons.BULK_EDIT_TOO_LARGE,
    about_input=True,
    names=lambda facts: [str(facts.inputs.get("entries", 0))],
)
CHANGE_STATED = Need(
    lambda facts: bool(facts.inputs.get("changes")), reasons.BULK_EDIT_NO_CHANGE, about_input=True
)
HAS_WORK = Need(
    lambda facts: facts.matter.has_work, reasons.BULK_EDIT_NOTHING_CHANGES, looks_up=True
)

BEGIN_BULK_EDIT = Transition(
    name="begin_bulk_edit",
    label=_("Change several entries"),
    sources=frozenset(),
    target=S.CHECKING,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A12,
    needs=(ENTRIES_CHOSEN, NOT_TOO_MANY, CHANGE_STATED),
    has_form=True,
    effect=_(
        "Nothing is saved to the directory yet: first every entry is shown with what would change."
    ),
)
FINISH_PREVIEW = Transition(
    name="finish_preview",
    label=_("Finish the preview"),
    sources=frozenset({S.CHECKING}),
    target=S.CHECKED,
    party=Party.CLOCK,
    mandate=None,
    article=_A12,
)
APPLY_CHANGES = Transition(
    name="apply_changes",
    label=_("Write the changes into drafts"),
    sources=frozenset({S.CHECKED, S.STOPPED}),
    target=S.APPLYING,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A17,
    needs=(HAS_WORK,),
    asks_again=True,
    effect=_(
        "Drafts are revised; a published entry gets a new draft version and stays in force as it"
        " is. Every draft is then assessed, approved and reviewed as if it had been typed by hand."
        " What somebody changed since the preview is left out. The whole can be undone."
    ),
)
FINISH_CHANGES = Transition(
    name="finish_changes",
    label=_("Finish writing the changes"),
    sources=frozenset({S.APPLYING}),
    target=S.APPLIED,
    party=Party.CLOCK,
    mandate=None,
    article=_A17,
)
STOP_CHANGES = Transition(
    name="stop_changes",
    label=_("Stop writing the changes"),
    sources=frozenset({S.APPLYING}),
    target=S.STOPPED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A17,
    effect=_("What is drafted stays; the rest can follow later, or all of it be undone."),
)
GIVE_UP_CHANGES = Transition(
    name="give_up_changes",
    label=_("Give up the bulk edit"),
    sources=frozenset({S.CHECKING, S.CHECKED}),
    target=S.CANCELLED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A12,
    is_grave=True,
    effect=_("Nothing of it is in the directory."),
)
UNDO_CHANGES = Transition(
    name="undo_changes",
    label=_("Undo the bulk edit"),
    sources=frozenset({S.APPLIED, S.STOPPED}),
    target=S.UNDOING,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A12,
    is_grave=True,
    is_settled=lambda batch: True,
    effect=_(
        "Drafts that it made are discarded, drafts that it changed get their old content back. What"
        " somebody took further since is left as it is and listed."
    ),
)
FINISH_UNDOING = Transition(
    name="finish_undoing",
    label=_("Finish undoing the bulk edit"),
    sources=frozenset({S.UNDOING}),
    target=S.UNDONE,
    party=Party.CLOCK,
    mandate=None,
    article=_A12,
)

MACHINE = Machine(
    name="bulkedit",
    states=State,
    initial=S.CHECKING,
    transitions=(
        BEGIN_BULK_EDIT,
        FINISH_PREVIEW,
        APPLY_CHANGES,
        FINISH_CHANGES,
        STOP_CHANGES,
        GIVE_UP_CHANGES,
        UNDO_CHANGES,
        FINISH_UNDOING,
    ),
    closed=frozenset({S.UNDONE, S.CANCELLED}),
    path=(S.CHECKING, S.CHECKED, S.APPLYING, S.APPLIED),
)
