"""The numbers on the boards: each counted from the rows that the reader may see anyway."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, F, Q
from django.db.models.functions import TruncWeek

from catalog.departments.models import Department
from catalog.departments.queries import by_id
from catalog.directories import queries as directories
from catalog.directories.models import DirectoryEntry
from catalog.regions.models import Region
from catalog.regions.queries import by_code
from portal.regulation import request as rules
from portal.regulation.agreement import State as AgreementState
from portal.regulation.vocabulary import Tier
from portal.workflow.actor import Actor
from requests_app.delivery.queries import ANSWERED, DAYS_SHOWN, calls_under
from requests_app.oversight import compliance
from requests_app.oversight.span import Span
from requests_app.sharing import queries as sharing

#: Weeks in the line of answers, and days that calls are added up over.
WEEKS: Final = 12
PERIOD: Final = 30
#: So many entries are named as those called most.
MOST_CALLED: Final = 8


def requests_by_stage(actor: Actor) -> Mapping[str, int]:
    """How many requests stand in each open state, in the order of the lifecycle."""
    running = sharing.visible_to(actor).filter(status__in=rules.OPEN_STATES).order_by()
    counted = dict(running.values_list("status").annotate(counted=Count("pk")))
    return {state: counted[state] for state in rules.State.values if state in counted}


@dataclass(frozen=True, slots=True)
class Week:
    """Answers that fell due in the week from that Monday: how many, and how many in time."""

    begins_on: date
    counted: int
    kept: int


def answers_by_week(actor: Actor, today: date) -> list[Week]:
    """The last weeks' answers by the departments whose record the reader may see (Art. 21)."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    due = compliance.answers_due(Span(first, today), today=today)
    within = due.filter(provider__in=compliance.visible_to(actor).values("pk"))
    kept = Count("pk", filter=Q(due_stopped_on__lte=F("due_on")))
    found = within.annotate(week=TruncWeek("due_on")).order_by().values("week")
    told = {row["week"]: row for row in found.annotate(counted=Count("pk"), kept=kept)}
    weeks = (first + timedelta(weeks=number) for number in range(WEEKS))
    none = {"counted": 0, "kept": 0}
    return [
        Week(week, told.get(week, none)["counted"], told.get(week, none)["kept"]) for week in weeks
    ]


def calls_by_day(actor: Actor, today: date) -> list[tuple[date, int]]:
    """Calls answered on each of the last days, under the agreements that the reader may see."""
    calls = calls_under(sharing.agreements_visible_to(actor).values("pk"))
    return calls.by_day(today, DAYS_SHOWN)


@dataclass(frozen=True, slots=True)
class Called:
    """An entry and the calls answered for it."""

    code: str
    slug: str
    name: str
    calls: int


def most_called(actor: Actor, today: date) -> list[Called]:
    """The entries called most in the period, as far as the reader may see who calls them."""
    calls = calls_under(sharing.agreements_visible_to(actor).values("pk")).since(today, PERIOD)
    entry = F("agreement__entry_version__entry")
    grouped = calls.order_by().values_list(entry).annotate(calls=ANSWERED).filter(calls__gt=0)
    most = list(grouped.order_by("-calls", entry)[:MOST_CALLED])
    known = DirectoryEntry.objects.select_related("live_version").in_bulk(pk for pk, _n in most)
    listed = ((known[pk], number) for pk, number in most)
    return [
        Called(each.code, each.slug, each.live.name, number)
        for each, number in listed
        if each.live_version
    ]


@dataclass(frozen=True, slots=True)
class Node:
    """A division on the map, with what lies in it and below it."""

    code: str
    name: str
    departments: int
    entries: int
    requests: int
    calls: int


#: What a node can be looked at by.
MEASURES: Final = ("entries", "requests", "calls")


def home_region(actor: Actor, today: date) -> Region | None:
    """The province or municipality that the reader's department lies in, else its own region."""
    department = by_id(actor.department_id)
    if department is None:
        return None
    own = department.region
    above = Region.objects.in_force_on(today).filter(code__in=own.path_codes, tier=Tier.PROVINCE)
    return above.first() or own


def region_of(code: str, today: date) -> Region | None:
    """The division of that code, if there is one today."""
    try:
        return by_code(code, on=today)
    except ValueError:
        return None


def nodes_of(region: Region, actor: Actor, today: date) -> tuple[Node, list[Node]]:
    """The division itself without those below, and the ones directly below with all in them.

    Each measure is counted once for all of them.
    """
    below = Region.objects.in_force_on(today).filter(parent__code=region.code).order_by("code")
    counted = _counted(region, actor, today)
    own = _node(region, {name: _only(paths, region.path) for name, paths in counted.items()})
    return own, [_node(each, counted) for each in below]


type _Paths = Counter[str]


def _only(paths: _Paths, path: str) -> _Paths:
    return Counter({path: paths[path]})


def _node(region: Region, counted: Mapping[str, _Paths]) -> Node:
    within = {
        name: sum(number for path, number in paths.items() if path.startswith(region.path))
        for name, paths in counted.items()
    }
    return Node(region.code, region.name, **within)


def _counted(region: Region, actor: Actor, today: date) -> dict[str, _Paths]:
    """Each measure by the path of the provider's region, at or under that region."""
    path = "provider__region__path"
    within = {f"{path}__startswith": region.path}
    entries = directories.published_to(actor).filter(**within)
    running = sharing.visible_to(actor).filter(status__in=rules.OPEN_STATES, **within)
    agreed = sharing.agreements_visible_to(actor).filter(**within)
    calls = calls_under(agreed.values("pk")).since(today, PERIOD)
    provided = f"agreement__{path}"
    open_ones = Department.objects.filter(region__path__startswith=region.path, closed_on=None)
    return {
        "departments": _by(open_ones, "region__path", Count("pk")),
        "entries": _by(entries, path, Count("pk")),
        "requests": _by(running, path, Count("pk")),
        "calls": _by(calls, provided, ANSWERED),
    }


def _by(rows: Any, path: str, number: Any) -> _Paths:
    return Counter(dict(rows.order_by().values_list(path).annotate(counted=number)))


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands above the charts."""

    entries: int
    requests: int
    overdue: int
    agreements: int
    calls: int


def totals(actor: Actor, today: date) -> Totals:
    """Published entries, requests under way and overdue, agreements in use, and the calls."""
    running = sharing.visible_to(actor).filter(status__in=rules.OPEN_STATES)
    late = Q(pk__in=sharing.overdue_requests(today).values("pk"))
    asked = running.aggregate(all=Count("pk"), overdue=Count("pk", filter=late))
    agreed = sharing.agreements_visible_to(actor)
    calls = calls_under(agreed.values("pk")).since(today, PERIOD).aggregate(all=ANSWERED)
    return Totals(
        entries=directories.published_to(actor).count(),
        requests=asked["all"],
        overdue=asked["overdue"],
        agreements=agreed.filter(status=AgreementState.IN_USE).count(),
        calls=calls["all"] or 0,
    )
