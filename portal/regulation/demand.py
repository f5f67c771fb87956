"""Lifecycle of a Demand: supply and demand are matched (Art. 20), with Shanghai's three lists."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, deadlines, reasons, switches
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.vocabulary import Mandate, Party, SharingClass


class State(TextChoices):
    """The states of a demand."""

    RAISED = "RAISED", _("raised")
    ASSIGNED = "ASSIGNED", _("assigned to a department")
    ACCEPTED = "ACCEPTED", _("accepted, entry to be compiled")
    MATCHED = "MATCHED", _("matched to an entry")
    DECLINED = "DECLINED", _("declined")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


class Ground(TextChoices):
    """The closed list of grounds for declining a demand."""

    LAW_FORBIDS = "LAW_FORBIDS", _("a law or regulation does not allow it")
    NOT_COLLECTED = "NOT_COLLECTED", _("no department collects the data")
    NO_DUTY = "NO_DUTY", _("the requester's duties do not need the data")
    NOT_OURS = "NOT_OURS", _("the data are not within the department's duties")
    OTHER = "OTHER", _("other ground")


class ListName(TextChoices):
    """三清单 as Shanghai keeps them (上海市数据条例, Arts 38 to 40); other places name others."""

    DEMAND = "DEMAND", _("demand list")
    DUTY = "DUTY", _("duty list")
    NEGATIVE = "NEGATIVE", _("negative list")


S = State
#: Which demands stand on which list; the negative list is made of entries.
LISTED: Mapping[str, frozenset[str]] = {
    ListName.DEMAND: frozenset(S.values),
    ListName.DUTY: frozenset({S.ASSIGNED, S.ACCEPTED}),
}
#: The class of the entries on the negative list.
NEGATIVE_CLASS = SharingClass.WITHHELD
#: A department owes something.
WITH_DEPARTMENT = LISTED[ListName.DUTY]
_A20_1 = articles.A20.paragraph(1)


def _confirmation_period(facts: Facts) -> Start | None:
    """P15: Shanghai gives the authority a local period; the decree itself sets none."""
    workdays = facts.switch(switches.DEMAND_CONFIRMATION_WORKDAYS)
    return Start(deadlines.demand_confirmation(workdays)) if isinstance(workdays, int) else None


def _is_complete(facts: Facts) -> bool:
    demand = facts.matter
    texts = (demand.title, demand.legal_basis, demand.scenario)
    return all(text.strip() for text in texts) and bool(demand.items)


def _entry_fits(facts: Facts) -> bool:
    entry = facts.inputs.get("entry")
    return entry is not None and entry.provider_id != facts.matter.requester_id


def _own_entry(facts: Facts) -> bool:
    entry = facts.inputs.get("entry")
    return entry is not None and entry.provider_id == facts.matter.provider_id


def _department_fits(facts: Facts) -> bool:
    named = facts.inputs.get("department_id")
    parties = (facts.matter.requester_id, facts.matter.provider_id)
    return named is not None and named not in parties and named in facts.matter.jurisdiction


def _is_grounded(facts: Facts) -> bool:
    text = str(facts.inputs.get("text", "")).strip()
    return facts.inputs.get("ground") in Ground.values and bool(text)


COMPLETE = Need(_is_complete, reasons.DEMAND_INCOMPLETE)
ENTRY_FITS = Need(_entry_fits, reasons.DEMAND_ENTRY_UNFIT, about_input=True)
OWN_ENTRY = Need(_own_entry, reasons.DEMAND_ENTRY_FOREIGN, about_input=True)
DEPARTMENT_FITS = Need(_department_fits, reasons.DEMAND_DEPARTMENT_UNFIT, about_input=True)
GROUNDED = Need(_is_grounded, reasons.DEMAND_UNGROUNDED, about_input=True)
ENTRY_PUBLISHED = Need(
    lambda facts: facts.matter.entry_is_shared, reasons.NOT_PUBLISHED, looks_up=True
)
NO_REQUEST_YET = Need(lambda facts: facts.matter.request_id is None, reasons.REQUEST_DRAFTED)

RAISE_DEMAND = Transition(
    name="raise_demand",
    label=_("Raise a demand"),
    sources=frozenset(),
    target=S.RAISED,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A20_1,
    needs=(COMPLETE,),
    starts=_confirmation_period,
    has_form=True,
    effect=_("The authority matches it to an entry, or assigns it to a responsible department."),
)
ASSIGN = Transition(
    name="assign",
    label=_("Assign to a responsible department"),
    sources=frozenset({S.RAISED, S.ASSIGNED}),
    target=S.ASSIGNED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A20_1,
    needs=(DEPARTMENT_FITS,),
    stops=True,
    has_form=True,
    effect=_("It stands on the department's duty list until it is accepted or declined."),
    is_settled=lambda demand: demand.provider_id is not None,
)
ACCEPT = Transition(
    name="accept",
    label=_("Accept the demand"),
    sources=frozenset({S.ASSIGNED}),
    target=S.ACCEPTED,
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=_A20_1,
    effect=_("The department compiles an entry for it."),
)
MATCH = Transition(
    name="match",
    label=_("Match to a published entry"),
    sources=frozenset({S.RAISED, S.ASSIGNED, S.ACCEPTED}),
    target=S.MATCHED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    also=((Party.REQUESTER, Mandate.APPLY), (Party.PROVIDER, Mandate.COMPILE)),
    article=_A20_1,
    needs=(ENTRY_FITS,),
    stops=True,
    has_form=True,
    effect=_("The requester drafts a sharing request for that entry."),
)
LINK_ENTRY = Transition(
    name="link_entry",
    label=_("Link the entry being compiled"),
    sources=frozenset({S.ACCEPTED}),
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=_A20_1,
    needs=(OWN_ENTRY,),
    has_form=True,
    effect=_("The demand is matched to it as soon as it is published."),
    is_settled=lambda demand: demand.entry_id is not None,
)
DECLINE = Transition(
    name="decline",
    label=_("Decline the demand"),
    sources=frozenset({S.RAISED, S.ASSIGNED}),
    target=S.DECLINED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    also=((Party.PROVIDER, Mandate.ANSWER),),
    article=_A20_1,
    needs=(GROUNDED,),
    stops=True,
    has_form=True,
    is_grave=True,
    effect=_("The requester is told the ground; the demand ends."),
)
WITHDRAW_DEMAND = Transition(
    name="withdraw_demand",
    label=_("Withdraw the demand"),
    sources=frozenset({S.RAISED, S.ASSIGNED, S.ACCEPTED}),
    target=S.WITHDRAWN,
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=_A20_1,
    stops=True,
    is_grave=True,
)
DRAFT_REQUEST = Transition(
    name="draft_request",
    label=_("Draft a sharing request"),
    sources=frozenset({S.MATCHED}),
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A20.paragraph(2),
    needs=(NO_REQUEST_YET, ENTRY_PUBLISHED),
    effect=_("The draft states what the demand states; it is completed and sent as usual."),
)
MEET_DEMAND = Transition(
    name="meet_demand",
    label=_("Match to the entry compiled for it"),
    sources=frozenset({S.ACCEPTED}),
    target=S.MATCHED,
    party=Party.CLOCK,
    mandate=None,
    article=_A20_1,
    needs=(ENTRY_PUBLISHED,),
)

MACHINE = Machine(
    name="demand",
    states=State,
    initial=S.RAISED,
    transitions=(
        RAISE_DEMAND,
        ASSIGN,
        ACCEPT,
        LINK_ENTRY,
        MATCH,
        DECLINE,
        WITHDRAW_DEMAND,
        DRAFT_REQUEST,
        MEET_DEMAND,
    ),
    closed=frozenset({S.MATCHED, S.DECLINED, S.WITHDRAWN}),
    path=(S.RAISED, S.ASSIGNED, S.ACCEPTED, S.MATCHED),
)
