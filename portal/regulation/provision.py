"""Lifecycle of a ProvisionTask: from the yes to the first verified delivery (Art. 22)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, deadlines
from portal.regulation.machine import Machine, Start, Transition
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a provision task."""

    OPEN = "OPEN", _("to be supplied")
    VERIFIED = "VERIFIED", _("first delivery verified")
    CANCELLED = "CANCELLED", _("cancelled")


S = State

OPEN_TASK = Transition(
    name="open_task",
    label=_("Open the provision task"),
    sources=frozenset(),
    target=S.OPEN,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=articles.A22.paragraph(1),
    starts=lambda facts: Start(deadlines.SUPPLY),
)
VERIFY = Transition(
    name="verify",
    label=_("Record the first verified delivery"),
    sources=frozenset({S.OPEN}),
    target=S.VERIFIED,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A22.paragraph(1),
    stops=True,
)
CANCEL = Transition(
    name="cancel",
    label=_("Cancel the provision task"),
    sources=frozenset({S.OPEN}),
    target=S.CANCELLED,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A22.paragraph(1),
    stops=True,
)
#: The duty to supply goes on under the agreement that replaces another; its day stays the same.
FOLLOW_AGREEMENT = Transition(
    name="follow_agreement",
    label=_("Go on under the newer agreement"),
    sources=frozenset({S.OPEN, S.VERIFIED}),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A25.paragraph(1),
)

MACHINE = Machine(
    name="provisiontask",
    states=State,
    initial=S.OPEN,
    transitions=(OPEN_TASK, VERIFY, CANCEL, FOLLOW_AGREEMENT),
    closed=frozenset({S.VERIFIED, S.CANCELLED}),
    path=(S.OPEN, S.VERIFIED),
)
