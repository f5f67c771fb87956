"""Lifecycle of a ReturnFlow: needed, configured, running, ended; never an approval (Art. 24)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN, is_stated, stated
from portal.regulation.vocabulary import Mandate, Party, SharingClass


class State(TextChoices):
    """The states of a return flow. None of them waits for anybody's consent."""

    NEEDED = "NEEDED", _("needed")
    CONFIGURED = "CONFIGURED", _("configured")
    RUNNING = "RUNNING", _("running")
    ENDED = "ENDED", _("ended")


S = State
OPEN_STATES = frozenset({S.NEEDED, S.CONFIGURED, S.RUNNING})

#: What a configuration may never hold, by the name it is stated under and what people call it.
FORBIDDEN_TERMS = {
    "condition": _("a further condition"),
    "purpose": _("a restriction of purpose"),
    "approval": _("a step of approval"),
}


def _terms_stated(facts: Facts) -> list[str]:
    """The forbidden terms that a configuration states, as people call them."""
    return [str(label) for name, label in FORBIDDEN_TERMS.items() if is_stated(facts, name)]


LIES_BELOW = Need(lambda facts: facts.matter.lies_below, reasons.NOT_A_LOWER_DEPARTMENT)
PUBLISHED = Need(lambda facts: facts.matter.entry_is_published, reasons.NOT_PUBLISHED)
#: Art. 14: what a law withholds is withheld from everybody, and so adds no condition of our own.
NOT_WITHHELD = Need(
    lambda facts: facts.matter.entry_sharing_class != SharingClass.WITHHELD, reasons.WITHHELD
)
ONE_AT_A_TIME = Need(
    lambda facts: not facts.matter.has_open_twin, reasons.RETURN_UNDER_WAY, looks_up=True
)
DUTY_STATED = stated(reasons.RETURN_WITHOUT_DUTY, "duty")
OWN_SYSTEM = Need(
    lambda facts: bool(facts.inputs.get("system_is_own")),
    reasons.NO_APPLICATION_SYSTEM,
    about_input=True,
)
NO_CONDITIONS = Need(
    lambda facts: not _terms_stated(facts),
    reasons.RETURN_CONDITION,
    about_input=True,
    names=_terms_stated,
)
OWN_RESOURCE = Need(
    lambda facts: bool(facts.inputs.get("resource_is_of_entry")),
    reasons.RETURN_OTHER_RESOURCE,
    about_input=True,
)
REGION_COLUMN = Need(
    lambda facts: bool(facts.inputs.get("column_holds_region")),
    reasons.NO_REGION_COLUMN,
    about_input=True,
)
SECURITY_CHECKED = Need(
    lambda facts: (
        is_stated(facts, "security_check")
        and facts.inputs.get("checked_on") is not None
        and facts.inputs["checked_on"] <= facts.today
    ),
    reasons.SECURITY_NOT_CHECKED,
    about_input=True,
)
DATA_LOADED = Need(lambda facts: facts.matter.data_are_loaded, reasons.NOTHING_LOADED)
NEW_DATA = Need(
    lambda facts: not facts.matter.is_handed_over, reasons.ALREADY_RETURNED, looks_up=True
)
_CONFIGURATION = (NO_CONDITIONS, OWN_RESOURCE, REGION_COLUMN, SECURITY_CHECKED)

ASK_RETURN = Transition(
    name="ask_return",
    label=_("Ask for data to be returned"),
    sources=frozenset(),
    target=S.NEEDED,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A24,
    needs=(LIES_BELOW, PUBLISHED, NOT_WITHHELD, ONE_AT_A_TIME, DUTY_STATED, OWN_SYSTEM),
    has_form=True,
    effect=_("The upper department configures the return; nobody has to approve it."),
)
NAME_RECIPIENT = Transition(
    name="name_recipient",
    label=_("Name another application system"),
    sources=OPEN_STATES,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A24,
    needs=(OWN_SYSTEM,),
    has_form=True,
    effect=_("Only the system named may fetch what is returned, from its next call on."),
    is_settled=lambda flow: True,
)
CONFIGURE = Transition(
    name="configure",
    label=_("Configure the return"),
    sources=frozenset({S.NEEDED, S.CONFIGURED}),
    target=S.CONFIGURED,
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    article=articles.A24,
    needs=_CONFIGURATION,
    has_form=True,
    effect=_("Every column is returned, and every row of the lower department's region."),
    is_settled=lambda flow: flow.status == S.CONFIGURED,
)
RECONFIGURE = Transition(
    name="reconfigure",
    label=_("Change the configuration"),
    sources=frozenset({S.RUNNING}),
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    article=articles.A24,
    needs=_CONFIGURATION,
    has_form=True,
    effect=_("The return goes on without a break; the next run follows the new configuration."),
    is_settled=lambda flow: True,
)
START = Transition(
    name="start",
    label=_("Start the return"),
    sources=frozenset({S.CONFIGURED}),
    target=S.RUNNING,
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    article=articles.A24,
    needs=(DATA_LOADED,),
    effect=_("The data loaded now are handed over at once, and each later data version after it."),
)
RUN = Transition(
    name="run",
    label=_("Hand over the data"),
    sources=frozenset({S.RUNNING}),
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    article=articles.A24,
    needs=(DATA_LOADED, NEW_DATA),
    effect=_("The rows of the lower department's region are handed over, and none other."),
    is_settled=lambda flow: True,
)
HAND_OVER = Transition(
    name="hand_over",
    label=_("Hand over new data as they are loaded"),
    sources=frozenset({S.RUNNING}),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A24,
    needs=(DATA_LOADED, NEW_DATA),
)
DROP_HANDOVER = Transition(
    name="drop_handover",
    label=_("Drop a replaced hand-over"),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A24,
)
#: Only the department that needs the data gives the return up: the upper one owes it.
END = Transition(
    name="end",
    label=_("End the return"),
    sources=OPEN_STATES,
    target=S.ENDED,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A24,
    needs=(GROUND_GIVEN,),
    has_form=True,
    is_grave=True,
    effect=_("The next call is refused, and nothing more is handed over."),
    is_settled=lambda flow: True,
)

MACHINE = Machine(
    name="returnflow",
    states=State,
    initial=S.NEEDED,
    transitions=(
        ASK_RETURN,
        NAME_RECIPIENT,
        CONFIGURE,
        RECONFIGURE,
        START,
        RUN,
        HAND_OVER,
        DROP_HANDOVER,
        END,
    ),
    closed=frozenset({S.ENDED}),
    path=(S.NEEDED, S.CONFIGURED, S.RUNNING, S.ENDED),
)
