"""The workbench: what awaits the reader, oldest deadline first; the menu; what can be begun."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.interfaces import matters, show
from portal.interfaces.actors import actor_of
from portal.regulation.punctuation import bracketed
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from portal.workflow.policy import expected
from portal.workflow.reading import read_once

type Awaiting = Callable[..., QuerySet[Any]]
type Line = Callable[[Any, Actor], dict[str, Any]]
#: More than this of one kind is a backlog, to be worked off from the list.
_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class _WorkSource:
    awaiting: Awaiting
    line: Line
    order: tuple[Any, ...]


_work_sources: list[_WorkSource] = []


def register_work(awaiting: Awaiting, line: Line, order: tuple[Any, ...] = ("pk",)) -> None:
    """Let a domain put what awaits the reader on his workbench.

    :param awaiting: ``(actor, now=, mandates=)``: the matters whose next step is the actor's; the
        mandates are read once for all kinds.
    :param line: how one is called: ``title`` and ``parts`` [text]; and, where it is not the
        matter's own, ``runs_on`` (whose period counts), ``label`` and ``step_url`` of the step.
    """
    source = _WorkSource(awaiting, line, order)
    if source not in _work_sources:
        _work_sources.append(source)


type News = Callable[[Actor, datetime], dict[str, Any]]
_news: list[News] = []


def register_news(source: News) -> None:
    """Let a domain say what is new beside the work (components/notices.html)."""
    _news[:] = [source]


_charts: list[News] = []


def register_charts(source: News) -> None:
    """Let a domain draw beside the work how it goes: on_time, stage_bars, board_url."""
    _charts[:] = [source]


def _next_step(actor: Actor, matter: Any, *, now: datetime, mandates: frozenset[str]) -> str:
    """What the reader is expected to do with a matter on his list, in the step's own words."""
    machine = matter.machine
    steps = expected(actor, machine, matter, now=now, mandates=mandates)
    name = show.primary(matter, steps)
    return str(machine.by_name[name].label) if name else _("Open")


@read_once()
def work(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Everything that awaits the actor, oldest deadline first."""
    day = show.Day.of(now)
    mandates = actor.mandates(day.date)
    rows = []
    for source in _work_sources:
        found = source.awaiting(actor, now=now, mandates=mandates).order_by(*source.order)
        for matter in found[:_MOST_ROWS]:
            said = source.line(matter, actor)
            label = said.get("label") or _next_step(actor, matter, now=now, mandates=mandates)
            runs_on: Any = said.get("runs_on", matter)
            url = matters.admin_address(matter)
            due = show.due(runs_on, day)
            row = {
                "title": said["title"],
                "parts": said["parts"],
                "url": url,
                "step": {"label": label, "url": said.get("step_url", url)},
                "due": due,
                "due_on": due["due_on"],
                "due_on_label": show.short_day(due["due_on"], day.date) or "—",
                "ruler": show.ruler_of(runs_on, day),
            }
            rows.append(row)
    far = day.date.replace(year=9999)
    return sorted(rows, key=lambda row: (row["due_on"] or far, row["url"]))


@read_once()
def waiting(actor: Actor, now: datetime, mandates: frozenset[str]) -> int:
    """How many matters await the actor: one query counts all kinds, and draws none."""
    kinds = [
        source.awaiting(actor, now=now, mandates=mandates).order_by().values_list(Value(1))
        for source in _work_sources
    ]
    if not kinds:
        return 0
    first, *others = kinds
    return first.union(*others, all=True).count()


_GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("overdue", frozenset({"overdue"})),
    ("today", frozenset({"today"})),
    ("soon", frozenset({"soon"})),
    ("later", frozenset({"plain"})),
    ("provisional", frozenset({"provisional"})),
    ("none", frozenset({"none", "stopped"})),
)


def _group_title(name: str) -> str:
    return {
        "overdue": _("Overdue"),
        "today": _("Due today"),
        "soon": _("Within 3 working days"),
        "later": _("Due later"),
        "provisional": _("Provisional deadline"),
        "none": _("No statutory limit"),
    }[name]


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The clerk's home: what awaits me, oldest deadline first, one click to the step."""
    now = timezone.now()
    actor = actor_of(request, Interface.ADMIN, now)
    rows = work(actor, now)
    groups = []
    counts = {}
    for name, kinds in _GROUPS:
        mine = [row for row in rows if row["due"]["kind"] in kinds]
        counts[name] = len(mine)
        for row in mine:
            row["step"]["primary"] = name in {"overdue", "today"}
        if mine:
            title = bracketed(_group_title(name), len(mine))
            groups.append({"title": title, "note": "", "anchor": name, "rows": mine})
    tones = {"overdue": "bad", "today": "warn", "provisional": "warn"}
    figures = [{"label": _("Waiting for me"), "value": len(rows), "url": "#waiting", "tone": ""}]
    figures[0]["current"] = True
    for name in ("overdue", "today", "soon", "provisional"):
        tone = tones.get(name, "") if counts[name] else ""
        figures.append(
            {
                "label": _group_title(name),
                "value": counts[name],
                "url": f"#{name if counts[name] else 'waiting'}",
                "tone": tone,
                "current": False,
            }
        )
    context.update(
        title=_("Workbench"),
        day_line=show.day_line(now),
        figures=figures,
        groups=groups,
        notices=_news[0](actor, now) if _news else {},
        new_links=_new_links(actor, now),
        **(_charts[0](actor, now) if _charts else {}),
    )
    return context


type LinkSource = Callable[[Actor, datetime], list[dict[str, Any]]]
_link_sources: list[LinkSource] = []
_menu_sources: dict[LinkSource, int] = {}


def register_new_links(source: LinkSource) -> LinkSource:
    """Let a domain offer what can be begun from the workbench."""
    if source not in _link_sources:
        _link_sources.append(source)
    return source


def register_menu(place: int) -> Callable[[LinkSource], LinkSource]:
    """Let a domain add its group to the menu: {title, items [{title, link}]}.

    :param place: groups stand in this order, whichever domain is loaded first; those of one title
        are one group.
    """

    def register(source: LinkSource) -> LinkSource:
        _menu_sources[source] = place
        return source

    return register


def _new_links(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    return [link for source in _link_sources for link in source(actor, now)]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu: the workbench with its red count, then each domain's group."""
    if not request.user.is_authenticated:
        return []
    now = timezone.now()
    actor = actor_of(request, Interface.ADMIN, now)
    is_appointed = actor.department_id is not None
    count = waiting(actor, now, actor.mandates(local_day(now))) if is_appointed else 0
    home: dict[str, Any] = {"title": _("Workbench"), "link": reverse("admin:index")}
    if count:
        home.update(badge=str(count), badge_variant="danger", badge_style="solid")
    groups: list[dict[str, Any]] = [{"title": "", "items": [home]}]
    if actor.department_id is not None:
        ordered = sorted(_menu_sources, key=lambda source: _menu_sources[source])
        titled: dict[str, dict[str, Any]] = {}
        for group in (group for source in ordered for group in source(actor, now)):
            titled.setdefault(group["title"], {"title": group["title"], "items": []})
            titled[group["title"]]["items"] += group["items"]
        groups += titled.values()
    if request.user.is_superuser:
        groups.append({"title": _("System"), "items": _system_items()})
    for group in groups:
        for item in group["items"]:
            item["active"] = _is_current(request, str(item["link"]))
    return groups


def _is_current(request: HttpRequest, link: str) -> bool:
    """Whether the menu's link is where the reader is: its list as narrowed, or a matter in it."""
    path_part, _mark, query = link.partition("?")
    if request.path == path_part:
        return all(request.GET.get(name) == value for name, value in parse_qsl(query))
    return (
        not query and path_part != reverse("admin:index") and (request.path.startswith(path_part))
    )


def _system_items() -> list[dict[str, str]]:
    names = (
        (_("Accounts"), "portal_user"),
        (_("Working-day calendar"), "portal_workdayoverride"),
        (_("Audit log"), "portal_auditevent"),
        (_("Regions"), "catalog_region"),
        (_("Departments"), "catalog_department"),
    )
    return [{"title": title, "link": reverse(f"admin:{name}_changelist")} for title, name in names]
