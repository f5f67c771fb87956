"""Acts on other catalogs: registering and reading one, matching its names (Arts 12, 13)."""

from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Need, Transition
from portal.regulation.vocabulary import Mandate, Party

RESOLVE_NAME = Transition(
    name="resolve_name",
    label=_("Match the name to a department"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A13.paragraph(2),
    needs=(Need(lambda facts: facts.matter.department_id is None, reasons.WRONG_STATE),),
    has_form=True,
    effect=_("All drafts under this name get the department as their provider."),
)

REGISTER_HARVEST_SOURCE = Transition(
    name="register_harvest_source",
    label=_("Register a catalog to be read"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A12,
    has_form=True,
    effect=_("It is read every night into drafts, which go the usual way to publication."),
)
RETIRE_HARVEST_SOURCE = Transition(
    name="retire_harvest_source",
    label=_("Read the catalog no more"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A12,
    needs=(Need(lambda facts: facts.matter.is_active, reasons.WRONG_STATE),),
    effect=_("Drafts that came from it stay."),
)
_IN_USE = Need(lambda facts: facts.matter.is_active, reasons.WRONG_STATE)
_NOT_RUNNING = Need(
    lambda facts: not facts.matter.is_being_read(facts.now), reasons.HARVEST_RUNNING, looks_up=True
)
HARVEST = Transition(
    name="harvest",
    label=_("Read the catalog now"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A12,
    needs=(_IN_USE, _NOT_RUNNING),
    effect=_("New records become drafts; what vanished is reported and nothing is deleted."),
)
HARVEST_BY_NIGHT = Transition(
    name="harvest_by_night",
    label=_("Read the catalog by night"),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A12,
    needs=(_IN_USE, _NOT_RUNNING),
)

#: Acts on a catalog that is read regularly.
HARVEST_TRANSITIONS = (REGISTER_HARVEST_SOURCE, RETIRE_HARVEST_SOURCE, HARVEST, HARVEST_BY_NIGHT)
TRANSITIONS = (RESOLVE_NAME,)
