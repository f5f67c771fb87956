"""The act on names that other catalogs give for providers: matching them (Art. 13)."""

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
