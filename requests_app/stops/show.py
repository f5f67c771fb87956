"""What pages and admin print of delivery stops, and what a stopped matter's page says."""

from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.interfaces.matters import Fact
from portal.regulation import reasons
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor
from requests_app.stops import queries
from requests_app.stops.models import DeliveryStop


def title(stop: DeliveryStop) -> str:
    """What is stopped, by all that is named."""
    return " · ".join(value for _label, value in _named(stop))


def _named(stop: DeliveryStop) -> list[tuple[str, str]]:
    entry = "" if stop.entry is None else stop.entry.live.name
    named = [
        (_("Provider"), stop.provider.name if stop.provider else ""),
        (
            _("Directory entry"),
            entry,
        ),
        (_("Receiving department"), stop.recipient.name if stop.recipient else ""),
        (_("Purpose"), str(Purpose(stop.purpose).label) if stop.purpose else ""),
    ]
    return [(label, value) for label, value in named if value]


def row(stop: DeliveryStop, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A stop in a list; its date is the day of the stop."""
    return {
        "title": title(stop),
        "public_number": stop.public_number,
        "counterpart": stop.authority.name,
        "status": show.badge(stop),
        "due": None,
        "due_on_label": f"{local(stop.created_at):%Y-%m-%d}",
    }


def work_line(stop: DeliveryStop, actor: Actor) -> dict[str, Any]:
    """A stop in force on the work list: the authority's to lift, told to all it concerns."""
    said = _("delivery stopped by %(authority)s") % {"authority": stop.authority.name}
    return {"title": title(stop), "parts": [stop.public_number, said]}


def context(stop: DeliveryStop) -> dict[str, Any]:
    """One stop as its page draws it."""
    line = _("%(authority)s stops delivery") % {"authority": stop.authority.name}
    head = matters.head(stop, title=title(stop), kind=_("delivery stop"), line=line)
    return {
        "matter": {**head, "who": []},  # it stands; only the authority may lift it
        "particulars": matters.particulars(_facts(stop)),
        "story": show.story(stop),
    }


def _facts(stop: DeliveryStop) -> list[Fact]:
    lifted = f"{local(stop.lifted_at):%Y-%m-%d %H:%M}" if stop.lifted_at else ""
    return [
        *[(label, value, False) for label, value in _named(stop)],
        (_("Stopped by"), stop.authority.name, False),
        (_("Stopped at"), f"{local(stop.created_at):%Y-%m-%d %H:%M}", False),
        (_("Reason of the stop"), stop.reason, True),
        (_("Lifted at"), lifted, False),
        (_("Reason of the lifting"), stop.lifting_reason, True),
    ]


def note(stops: list[DeliveryStop], actor: Actor) -> dict[str, Any]:
    """That a matter's deliveries are stopped, by whom and why, for the matter's page."""
    if not stops:
        return {}
    seen = {each.pk for each in queries.visible_to(actor).filter(pk__in=[s.pk for s in stops])}
    said = [
        _("%(moment)s, %(authority)s: %(reason)s")
        % {
            "moment": f"{local(stop.created_at):%Y-%m-%d %H:%M}",
            "authority": stop.authority.name,
            "reason": stop.reason,
        }
        for stop in stops
        if stop.pk in seen
    ]
    return {
        "stopped": {
            "title": _("Delivery is stopped by the authority"),
            "text": " ".join([*said, _("Every call is refused until the stop is lifted.")]),
            "code": reasons.DELIVERY_STOPPED.code,
            "article": reasons.DELIVERY_STOPPED.basis,
            "ways": [
                {
                    "label": _("Delivery stop %(number)s") % {"number": stop.public_number},
                    "url": matters.address(stop, actor),
                    "primary": False,
                }
                for stop in stops
                if stop.pk in seen
            ],
        }
    }
