"""What the board's map may be asked for, the same in the pages and over REST."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from catalog.regions.models import Region
from portal.interfaces.inputs import Invalid, refuse_unknown
from portal.regulation import reasons
from portal.workflow.actor import Actor
from requests_app.dashboards import queries

_KNOWN: Final = frozenset({"region", "measure"})


@dataclass(frozen=True, slots=True)
class Choice:
    """The division on the map, None where the reader has none; and what it is looked at by.

    ``asked`` is the division's code as it was asked for, empty where it is the reader's own.
    """

    region: Region | None
    measure: str
    asked: str
    is_home: bool


def chosen(query: Mapping[str, Any], actor: Actor, today: date) -> Choice:
    """What was asked for; without a division, the reader's own province or municipality.

    :raises Invalid: a parameter is unknown, or names no division or no measure.
    """
    refuse_unknown(query, _KNOWN)
    measure = query.get("measure", queries.MEASURES[0])
    if measure not in queries.MEASURES:
        raise Invalid.naming(reasons.INVALID_INPUT, ["measure"])
    asked = query.get("region", "")
    home = queries.home_region(actor, today)
    region = queries.region_of(asked, today) if asked else home
    if asked and region is None:
        raise Invalid.naming(reasons.INVALID_INPUT, ["region"])
    return Choice(region, measure, asked, region == home)
