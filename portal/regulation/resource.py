"""Acts on data resources: attaching one to an entry, loading a data version (Arts 18, 22, 32)."""

from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Need, Transition
from portal.regulation.vocabulary import Mandate, Party, SharingMode

#: By these the data travel through the portal itself, which is part of the national system.
OWN_MODES = frozenset({SharingMode.API, SharingMode.BATCH, SharingMode.FILE})


def _has_no_other_channel(facts: Facts) -> bool:
    return facts.matter.platform is None or facts.matter.mode not in OWN_MODES


def _platform_carries(facts: Facts) -> bool:
    platform = facts.matter.platform
    return platform is None or bool(platform.carries_on(facts.today))


CHANNEL_NAMED = Need(
    lambda facts: facts.matter.mode in OWN_MODES or facts.matter.platform is not None,
    reasons.CHANNEL_UNNAMED,
)
NO_CHANNEL_BESIDE_THE_PORTAL = Need(_has_no_other_channel, reasons.CHANNEL_IS_THE_PORTAL)
CHANNEL_JOINED = Need(_platform_carries, reasons.PLATFORM_NOT_JOINED)

ATTACH_RESOURCE = Transition(
    name="attach_resource",
    label=_("Attach a data resource"),
    sources=frozenset(),
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    article=articles.A22.paragraph(1),
    needs=(CHANNEL_NAMED, NO_CHANNEL_BESIDE_THE_PORTAL, CHANNEL_JOINED),
    has_form=True,
    effect=_(
        "Service interface, batch exchange and file download travel through this portal; another"
        " mode travels by a platform that is part of the national system."
    ),
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
