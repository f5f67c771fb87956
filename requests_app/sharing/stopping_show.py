"""That deliveries are stopped, on the agreement's page; the agreements touched, on the stop's."""

from datetime import datetime
from typing import Any

from portal.interfaces import matters, show
from portal.workflow.actor import Actor
from requests_app.sharing import stopping
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.queries import agreements_visible_to
from requests_app.stops.models import DeliveryStop
from requests_app.stops.show import note

AGREEMENTS_SHOWN = 100


def stopped_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """The note on the agreement's page while its deliveries are stopped."""
    return note(stopping.stops_of(agreement), actor)


def touched_parts(stop: DeliveryStop, actor: Actor, now: datetime) -> dict[str, Any]:
    """The agreements that a stop touches, as the reader may see them."""
    touched = stopping.touched_by(stop).values("pk")
    found = agreements_visible_to(actor).filter(pk__in=touched).order_by("-pk")
    return {
        "agreements": [
            {
                "title": agreement.entry_version.name,
                "provider": agreement.provider.name,
                "requester": agreement.requester.name,
                "number": agreement.public_number,
                "url": matters.address(agreement, actor),
                "status": show.badge(agreement),
            }
            for agreement in found[:AGREEMENTS_SHOWN]
        ]
    }
