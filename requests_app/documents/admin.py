"""Documents in the clerks' admin: the menu leads to their list."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.interfaces.workbench import register_menu
from portal.workflow.actor import Actor


@register_menu(39)
def menu(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The documents in the menu; they are read, and no act on them stands in the admin."""
    link = reverse("requests:document-list")
    return [{"title": _("Sharing"), "items": [{"title": _("Acts on paper"), "link": link}]}]
