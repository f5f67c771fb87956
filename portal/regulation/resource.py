"""Acts on data resources: attaching one to an entry, loading a data version (Arts 18, 22)."""

from django.utils.translation import gettext_lazy as _

from portal.regulation import articles
from portal.regulation.machine import Transition
from portal.regulation.vocabulary import Mandate, Party

ATTACH_RESOURCE = Transition(
    name="attach_resource",
    label=_("Attach a data resource"),
    sources=frozenset(),
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    article=articles.A22.paragraph(1),
    has_form=True,
)
LOAD = Transition(
    name="load",
    label=_("Load a data version"),
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    article=articles.A18,
    has_form=True,
    effect=_("The new data version replaces the present one as a whole."),
)

DROP_REPLACED = Transition(
    name="drop_replaced",
    label=_("Drop a replaced data version"),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A18,
)

TRANSITIONS = (ATTACH_RESOURCE, LOAD, DROP_REPLACED)
