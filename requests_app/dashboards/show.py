"""What the boards draw of the numbers: figures, bars, lines, columns and the map."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.interfaces import show
from portal.regulation import request as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.dashboards import queries
from requests_app.dashboards.queries import Node, Week
from requests_app.dashboards.tiles import PLACES
from requests_app.delivery.show import call_columns

#: The on-time line runs between these, in the units of its drawing; the axis is stated beside it.
_LEFT, _RIGHT, _TOP, _BOTTOM = 32, 220, 12, 80
#: A rate is drawn on its whole scale: a cut axis makes a small fall look like a collapse.
_TICKS: Final = (100, 50, 0)
#: Shades of a tile: none, then thirds of the largest number.
_SHADES: Final = 3


def _list_url(name: str, query: str = "") -> str:
    return reverse(f"requests:{name}") + query


def stage_bars(actor: Actor) -> dict[str, Any]:
    """Requests under way by stage, each leading to its list."""
    counted = queries.requests_by_stage(actor)
    bars = [
        {
            "label": rules.State(state).label,
            "value": number,
            "url": _list_url("request-list", f"?status={state}"),
        }
        for state, number in counted.items()
    ]
    return {
        "title": _("Requests by stage"),
        "line": _("%(count)s under way") % {"count": sum(counted.values())},
        "bars": bars,
        "maximum": max(counted.values(), default=1),
    }


def on_time(actor: Actor, today: date) -> dict[str, Any]:
    """The share of answers given in time, week by week; a week without any leaves a gap out."""
    weeks = queries.answers_by_week(actor, today)
    judged = [(number, week) for number, week in enumerate(weeks) if week.counted]
    kept = sum(week.kept for week in weeks)
    counted = sum(week.counted for week in weeks)
    period = _("last %(weeks)s weeks") % {"weeks": len(weeks)}
    if not judged:
        return {"rate": "—", "detail": _("No answer fell due."), "period": period}
    rate = show.rate(kept, counted)
    detail = _("%(kept)s of %(counted)s") % {"kept": kept, "counted": counted}
    points = [_point(number, week, len(weeks)) for number, week in judged]
    return {
        "rate": rate,
        "detail": detail,
        "period": period,
        "sentence": _("Answered on time: %(rate)s, %(detail)s, %(period)s")
        % {"rate": rate, "detail": detail, "period": period},
        "points": " ".join(f"{x:.0f},{y:.0f}" for x, y in points),
        "last_x": round(points[-1][0]),
        "last_y": round(points[-1][1]),
        "first_label": f"{weeks[0].begins_on:%m-%d}",
        "last_label": f"{weeks[-1].begins_on:%m-%d}",
        "ticks": [{"y": round(_height(share)), "label": str(share)} for share in _TICKS],
    }


def _height(share: float) -> float:
    return _TOP + (100 - share) * (_BOTTOM - _TOP) / 100


def _point(number: int, week: Week, weeks: int) -> tuple[float, float]:
    across = _LEFT + number * (_RIGHT - _LEFT) / (weeks - 1)
    return across, _height(week.kept * 100 / week.counted)


def _called(actor: Actor, today: date) -> dict[str, Any]:
    most = queries.most_called(actor, today)
    return {
        "maximum": max((each.calls for each in most), default=1),
        "bars": [
            {
                "label": each.name,
                "value": each.calls,
                "text": f"{each.calls:,}",
                "url": reverse("catalog:entry", args=[each.slug]),
            }
            for each in most
        ],
    }


def figures(actor: Actor, today: date) -> list[dict[str, Any]]:
    """The numbers above the charts, each leading to what it counts."""
    told = queries.totals(actor, today)
    calls = _("Calls in %(days)s days") % {"days": queries.PERIOD}
    late = "bad" if told.overdue else ""
    rows = (
        (_("Published entries"), told.entries, "", reverse("catalog:entry-list")),
        (_("Requests under way"), told.requests, "", _list_url("request-list")),
        (_("Answers overdue"), told.overdue, late, _list_url("request-list", "?due=overdue")),
        (
            _("Agreements in use"),
            told.agreements,
            "",
            _list_url("agreement-list", "?status=IN_USE"),
        ),
        (calls, told.calls, "", "#calls"),
    )
    return [
        {"label": label, "value": f"{value:,}", "tone": tone, "url": url}
        for label, value, tone, url in rows
    ]


def measure_labels() -> Mapping[str, str]:
    """What the map may show, in words."""
    return {
        "entries": _("Entries"),
        "requests": _("Requests under way"),
        "calls": _("Calls in %(days)s days") % {"days": queries.PERIOD},
    }


def atlas(nodes: Sequence[Node], measure: str, chosen: str) -> dict[str, Any]:
    """The tiles of the divisions that have a place on the grid, and every division as a row."""
    labels = measure_labels()
    most = max((getattr(node, measure) for node in nodes), default=0)
    tiles = [
        {
            "name": node.name,
            "short": _short_name(node.name),
            "value": f"{getattr(node, measure):,}",
            "shade": _shade(getattr(node, measure), most),
            "column": PLACES[node.code][0],
            "row": PLACES[node.code][1],
            "url": f"?region={node.code}&measure={measure}#map",
        }
        for node in nodes
        if node.code in PLACES
    ]
    return {
        "tiles": sorted(tiles, key=lambda tile: (tile["row"], tile["column"])),
        "rows": [_row(node, measure) for node in nodes],
        "measure": labels[measure],
        "measures": [
            {
                "label": label,
                "url": f"?{'region=' + chosen + '&' if chosen else ''}measure={name}#map",
                "current": name == measure,
            }
            for name, label in labels.items()
        ],
    }


def _short_name(name: str) -> str:
    """浦东新区 → 浦东, 徐汇区 → 徐汇: what a tile has room for."""
    for ending in ("新区", "区"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def _shade(number: int, most: int) -> int:
    return 0 if not number else 1 + min(_SHADES - 1, (number - 1) * _SHADES // most)


def _row(node: Node, measure: str) -> dict[str, Any]:
    numbers = {name: f"{getattr(node, name):,}" for name in queries.MEASURES}
    return {
        "name": node.name,
        "code": node.code,
        "departments": node.departments,
        **numbers,
        "url": f"?region={node.code}&measure={measure}#map",
        "entries_url": f"{reverse('catalog:entry-list')}?region={node.code}",
    }


def charts(actor: Actor, now: datetime) -> dict[str, Any]:
    """What the workbench shows beside the work."""
    if actor.department_id is None:
        return {}
    bars = stage_bars(actor)
    return {
        "on_time": on_time(actor, local_day(now)),
        "stage_bars": bars if bars["bars"] else None,
        "board_url": _list_url("board"),
    }


def board(actor: Actor, now: datetime) -> dict[str, Any]:
    """The charts of the board."""
    today = local_day(now)
    return {
        "figures": figures(actor, today),
        "label_for_figures": _("Figures"),
        "on_time": on_time(actor, today),
        "stage_bars": stage_bars(actor),
        "calls": call_columns(queries.calls_by_day(actor, today)),
        "called": _called(actor, today),
    }
