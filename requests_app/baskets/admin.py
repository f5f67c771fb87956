"""The basket in the clerks' menu; it is the same page, being nobody's matter but the person's."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.interfaces.workbench import register_menu
from portal.workflow.actor import Actor
from requests_app.baskets import queries


@register_menu(30)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Beside the requests made, for whoever makes them."""
    if not queries.may_collect(actor, now=now):
        return []
    items = [{"title": _("Request basket"), "link": reverse("requests:basket")}]
    return [{"title": _("Sharing"), "items": items}]
