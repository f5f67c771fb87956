"""Lifecycle of a HarvestSource: another system's catalog is tried out, read regularly, retired."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a harvest source."""

    ON_TRIAL = "ON_TRIAL", _("on trial")
    READ = "READ", _("read regularly")
    PAUSED = "PAUSED", _("reading paused")
    RETIRED = "RETIRED", _("read no more")


S = State
_A12 = articles.A12
_STANDING = frozenset({S.ON_TRIAL, S.READ, S.PAUSED})
#: The authority for any catalog of its area, a department for the catalog of its own.
_TAKER = Party.AUTHORITY
_OVERSEE = Mandate.OVERSEE
_ALSO = ((Party.PROVIDER, Mandate.COMPILE),)

IDLE = Need(lambda facts: not facts.matter.is_being_read, reasons.HARVEST_RUNNING, looks_up=True)
RUNNING = Need(lambda facts: facts.matter.is_being_read, reasons.HARVEST_IDLE, looks_up=True)
VANISHED = Need(
    lambda facts: facts.matter.has_vanished, reasons.HARVEST_NOTHING_VANISHED, looks_up=True
)
TRIED = Need(lambda facts: facts.matter.is_tried, reasons.HARVEST_NOT_TRIED, looks_up=True)

REGISTER_HARVEST_SOURCE = Transition(
    name="register_harvest_source",
    label=_("Register a catalog to be read"),
    sources=frozenset(),
    target=S.ON_TRIAL,
    party=_TAKER,
    mandate=_OVERSEE,
    also=_ALSO,
    article=_A12,
    has_form=True,
    effect=_(
        "The catalog is first read on trial: its page shows what would come, and no draft is made."
        " You then say whether it is to be read regularly."
    ),
)
ALTER_HARVEST_SOURCE = Transition(
    name="alter_harvest_source",
    label=_("Alter the particulars of the catalog"),
    sources=_STANDING,
    target=S.ON_TRIAL,
    party=_TAKER,
    mandate=_OVERSEE,
    also=_ALSO,
    article=_A12,
    needs=(IDLE,),
    has_form=True,
    effect=_("The catalog is read on trial anew before it goes on being read regularly."),
)
BEGIN_HARVESTING = Transition(
    name="begin_harvesting",
    label=_("Begin to read it regularly"),
    sources=frozenset({S.ON_TRIAL}),
    target=S.READ,
    party=_TAKER,
    mandate=_OVERSEE,
    also=_ALSO,
    article=_A12,
    needs=(IDLE, TRIED),
    effect=_(
        "The catalog is read at once and then as often as stated. New records become drafts, which"
        " are assessed, approved and reviewed as if they had been typed by hand."
    ),
)
HARVEST = Transition(
    name="harvest",
    label=_("Read the catalog now"),
    sources=frozenset({S.READ, S.PAUSED}),
    party=_TAKER,
    mandate=_OVERSEE,
    also=_ALSO,
    article=_A12,
    needs=(IDLE,),
    effect=_(
        "The catalog is read in the background. New records become drafts; what vanished is"
        " reported, and nothing is deleted."
    ),
)
TRY_OUT = Transition(
    name="try_out",
    label=_("Read it on trial"),
    sources=_STANDING,
    party=_TAKER,
    mandate=_OVERSEE,
    also=_ALSO,
    article=_A12,
    needs=(IDLE,),
    effect=_("It is read in the background and shown what would come; no draft is made."),
)
STOP_HARVEST = Transition(
    name="stop_harvest",
    label=_("Stop the reading under way"),
    sources=_STANDING,
    party=_TAKER,
    mandate=_OVERSEE,
    also=_ALSO,
    article=_A12,
    needs=(RUNNING,),
    has_occasion=lambda source: source.is_being_read,
    effect=_("Drafts that it has made stay; what is not read yet comes with the next reading."),
)
#: The other lawful way is to withdraw the entry (Art. 17).
KEEP_VANISHED = Transition(
    name="keep_vanished",
    label=_("Keep entries that the catalog no longer lists"),
    sources=_STANDING,
    party=_TAKER,
    mandate=_OVERSEE,
    also=_ALSO,
    article=articles.A17,
    needs=(VANISHED, GROUND_GIVEN),
    has_form=True,
    has_occasion=lambda source: source.has_vanished,
    effect=_(
        "The entries stay as they are, and are not reported again unless they come back to the"
        " catalog and vanish anew. An entry that is no longer to be shared is withdrawn on its own"
        " page."
    ),
)
PAUSE_HARVESTING = Transition(
    name="pause_harvesting",
    label=_("Pause the regular reading"),
    sources=frozenset({S.READ}),
    target=S.PAUSED,
    party=_TAKER,
    mandate=_OVERSEE,
    also=_ALSO,
    article=_A12,
    effect=_("The catalog is read only when somebody says so, until the reading is resumed."),
)
RESUME_HARVESTING = Transition(
    name="resume_harvesting",
    label=_("Resume the regular reading"),
    sources=frozenset({S.PAUSED}),
    target=S.READ,
    party=_TAKER,
    mandate=_OVERSEE,
    also=_ALSO,
    article=_A12,
)
RETIRE_HARVEST_SOURCE = Transition(
    name="retire_harvest_source",
    label=_("Read the catalog no more"),
    sources=_STANDING,
    target=S.RETIRED,
    party=_TAKER,
    mandate=_OVERSEE,
    also=_ALSO,
    article=_A12,
    needs=(IDLE,),
    is_grave=True,
    effect=_("Drafts that came from it stay. To read it again, register it anew."),
)
HARVEST_BY_NIGHT = Transition(
    name="harvest_by_night",
    label=_("Read the catalog by night"),
    sources=frozenset({S.READ}),
    party=Party.CLOCK,
    mandate=None,
    article=_A12,
    needs=(IDLE,),
)
FINISH_HARVEST = Transition(
    name="finish_harvest",
    label=_("End the reading of the catalog"),
    sources=_STANDING,
    party=Party.CLOCK,
    mandate=None,
    article=_A12,
    needs=(RUNNING,),
)
#: Told once: the same fault on the next night is no news, and ends with ``finish_harvest``.
REPORT_HARVEST_FAULT = Transition(
    name="report_harvest_fault",
    label=_("Report that the catalog could not be read"),
    sources=_STANDING,
    party=Party.CLOCK,
    mandate=None,
    article=_A12,
    needs=(RUNNING,),
)
#: Ends a reading as ``finish_harvest`` does, and tells of what vanished, once for the reading.
REPORT_VANISHED = Transition(
    name="report_vanished",
    label=_("Report entries that the catalog no longer lists"),
    sources=_STANDING,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A17,
    needs=(RUNNING,),
)

MACHINE = Machine(
    name="harvestsource",
    states=State,
    initial=S.ON_TRIAL,
    transitions=(
        REGISTER_HARVEST_SOURCE,
        BEGIN_HARVESTING,
        STOP_HARVEST,
        HARVEST,
        TRY_OUT,
        KEEP_VANISHED,
        ALTER_HARVEST_SOURCE,
        PAUSE_HARVESTING,
        RESUME_HARVESTING,
        RETIRE_HARVEST_SOURCE,
        HARVEST_BY_NIGHT,
        FINISH_HARVEST,
        REPORT_HARVEST_FAULT,
        REPORT_VANISHED,
    ),
    closed=frozenset({S.RETIRED}),
    path=(S.ON_TRIAL, S.READ),
)
