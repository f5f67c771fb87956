"""What pages and admin print of platforms, and what a department's page says of them."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.departments.models import Department
from catalog.platforms import queries
from catalog.platforms.models import Platform
from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.interfaces.matters import Fact
from portal.regulation import platform as rules
from portal.regulation.punctuation import bracketed, phrases
from portal.workflow.actor import Actor

LOG_SHOWN = 20
_CONNECTION_TONES = {rules.Connection.CONNECTED: "ok", rules.Connection.INTERRUPTED: "bad"}


def row(platform: Platform, day: show.Day) -> dict[str, Any]:
    """A platform in the list; its limit is the day to join by."""
    connection = platform.get_connection_display()
    return {
        "title": bracketed(platform.name, connection),
        "public_number": platform.public_number,
        "counterpart": platform.operator.name,
        "status": show.badge(platform),
        "due": show.due(platform, day),
        "due_on_label": show.short_day(platform.due_on, day.date),
    }


def work_line(platform: Platform, actor: Actor) -> dict[str, Any]:
    """A platform on the work list."""
    return {
        "title": _("%(platform)s: overdue to join") % {"platform": platform.name},
        "parts": [platform.public_number, platform.operator.name],
    }


def context(platform: Platform, actor: Actor, now: datetime) -> dict[str, Any]:
    """One platform as its page draws it."""
    line = _("operated by %(operator)s") % {"operator": platform.operator.name}
    # A platform that nobody had to order passes no such stage.
    way = () if platform.due_on else (rules.State.DECLARED, rules.State.JOINED)
    matter = matters.head(
        platform, title=platform.name, kind=platform.get_kind_display(), line=line, way=way
    )
    if platform.authority_id is None:
        matter["who"] = []
    elif platform.status == rules.State.ORDERED:
        # The authority records it; first the operator has it connected.
        operator = {"body": platform.operator.name, "detail": _("has the platform connected")}
        recorder, *others = matter["who"]
        matter["who"] = [
            {"label": recorder["label"], **operator},
            {**recorder, "label": _("Next")},
            *others,
        ]
    clock = show.clock(platform, show.Day.of(now), _("To join by"))
    if clock is not None:
        matter["clock"] = clock
    return {
        "matter": matter,
        "particulars": [*_way(platform, actor), *matters.particulars(_facts(platform))],
        "connections": [_connection(each) for each in queries.log(platform)[:LOG_SHOWN]],
        "lower": matters.related(
            queries.through(platform),
            actor,
            name=dict(queries.through(platform).values_list("pk", "name")),
        ),
        "story": show.story(platform),
    }


def _way(platform: Platform, actor: Actor) -> list[dict[str, Any]]:
    """Through what it is part of the national system; the platform above leads to its page."""
    upper = platform.upper
    if upper is None:
        return matters.particulars([(_("National system"), platform.national_system, False)])
    text = bracketed(upper.name, upper.get_status_display())
    return [{"label": _("Platform above"), "value": text, "url": matters.address(upper, actor)}]


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _facts(platform: Platform) -> list[Fact]:
    authority, norm = platform.authority, platform.norm
    basis = "" if norm is None else f"{norm.cited_as}{platform.article}"
    since = platform.connection_at
    moment = "" if since is None else f"{local(since):%Y-%m-%d %H:%M}"
    connection = platform.get_connection_display()
    standing = phrases(filter(None, (connection, moment))) if connection else ""
    return [
        (_("Kind of platform"), platform.get_kind_display(), False),
        (_("Operating department"), platform.operator.name, False),
        (_("Region served"), f"{platform.region.name} {platform.region.code}", False),
        (_("In operation since"), _day(platform.began_on), False),
        (_("Authority"), authority.name if authority else "", False),
        (_("Connection number"), platform.connection_number, False),
        (_("Joined on"), _day(platform.joined_on), False),
        (_("State of the connection"), standing, False),
        (_("Legal basis"), basis, True),
        (_("Out of operation since"), _day(platform.closed_on), False),
    ]


def _connection(record: Any) -> dict[str, Any]:
    tone = _CONNECTION_TONES[record.state]
    return {
        "moment": f"{local(record.happened_at):%Y-%m-%d %H:%M}",
        "status": {"tone": tone, "label": record.get_state_display(), "shape": ""},
        "note": record.note,
        "recorded": f"{local(record.recorded_at):%Y-%m-%d %H:%M}",
    }


def channel(platform: Platform, actor: Actor) -> dict[str, Any]:
    """The platform by which data travel, with its page."""
    text = bracketed(platform.name, platform.get_status_display())
    return {"label": _("Channel"), "value": text, "url": matters.address(platform, actor)}


def platform_door(department: Department, actor: Actor, now: datetime) -> list[dict[str, str]]:
    """On a department's page: the way to the platforms it operates, where there are any."""
    count = queries.operated_by(department).count()
    if not count or actor.department_id is None:
        return []
    query = urlencode({"operator": department.code})
    label = _("Platforms (%(number)s)") % {"number": count}
    return [{"label": label, "url": f"{reverse('catalog:platform-list')}?{query}"}]
