"""What pages and admin print of delivery: quota, receipts, how to call, resources."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories.models import DataResource, DirectoryEntry
from catalog.quality.models import DataCheck
from portal.interfaces.actors import local
from portal.regulation.agreement import State
from portal.regulation.data_check import CheckOutcome
from portal.regulation.vocabulary import Purpose
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.delivery import queries
from requests_app.delivery.models import Delivery
from requests_app.sharing.models import SharingAgreement

RECEIPTS_SHOWN = 20
HIGH_PERCENT = 90
#: While data may flow, or may flow again; afterwards nobody is told how to call.
_MAY_CALL = frozenset({State.PREPARING, State.IN_USE, State.SUSPENDED})


def delivery_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """Quota of the day, the last receipts and how to call, for the agreement's page."""
    receipts = Delivery.objects.filter(agreement=agreement).order_by("-pk")[:RECEIPTS_SHOWN]
    rows = f"{queries.rows_delivered(agreement):,}"
    parts: dict[str, Any] = {
        "deliveries": [_receipt(row) for row in receipts],
        "deliveries_line": _("%(rows)s rows in all") % {"rows": rows},
    }
    if parts["deliveries"]:
        calls = queries.calls_under([agreement.pk])
        parts["calls"] = call_columns(calls.by_day(local_day(now), queries.DAYS_SHOWN))
    return {**parts, **_calling(agreement, now)} if agreement.status in _MAY_CALL else parts


def _calling(agreement: SharingAgreement, now: datetime) -> dict[str, Any]:
    used = queries.used_on(agreement, local_day(now))
    percent = min(100, used * 100 // max(1, agreement.daily_quota))
    return {
        "quota": [
            {
                "label": _("Calls today"),
                "used": f"{used:,}",
                "limit": f"{agreement.daily_quota:,}",
                "percent": percent,
                "high": percent >= HIGH_PERCENT,
                "text": _("calls"),
            }
        ],
        "snippets": [{"name": "HTTP", "id": "http", "code": _snippet(agreement)}],
        "call_note": _("Every call states purpose and case number, and gets a receipt."),
    }


def _receipt(row: Delivery) -> dict[str, Any]:
    return {
        "moment": f"{local(row.delivered_at):%m-%d %H:%M:%S}",
        "channel": row.get_operation_display(),
        "case_number": row.case_number,
        "row_count": row.row_count,
        "result": {"tone": "ok", "label": _("delivered"), "shape": ""},
        "digest": row.receipt_number[-16:],
    }


def _snippet(agreement: SharingAgreement) -> str:
    purpose = Purpose(agreement.purpose).value
    return (
        f"GET /api/v1/agreements/{agreement.public_number}/records/?limit=100\n"
        "Authorization: Bearer …\n"
        f"Sharing-Purpose: {purpose}\n"
        "Sharing-Case-Number: …"
    )


def resource_row(entry: DirectoryEntry) -> dict[str, Any]:
    """A published entry with its resources and what is loaded of each."""
    return {
        "title": entry.live.name,
        "code": entry.code,
        "attach_url": reverse("admin:catalog_dataresource_attach", args=[entry.slug]),
        "resources": [_resource(resource) for resource in entry.resources.all()],
    }


def _resource(resource: DataResource) -> dict[str, Any]:
    current = resource.current
    loaded = ""
    if current is not None:
        loaded = _("version %(number)s, %(rows)s rows, %(moment)s") % {
            "number": current.number,
            "rows": f"{current.row_count:,}",
            "moment": f"{local(current.loaded_at):%Y-%m-%d %H:%M}",
        }
    return {
        "name": resource.name,
        "code": resource.code,
        "mode": resource.get_mode_display(),
        "channel": resource.platform.name if resource.platform else _("through this portal"),
        "loaded": loaded,
        "url": reverse("admin:catalog_dataresource_load", args=[resource.code]),
        "check_url": reverse("admin:catalog_dataresource_check", args=[resource.code])
        if current is not None
        else "",
    }


def check_said(found: DataCheck) -> str:
    """What a check found, in one sentence."""
    if found.outcome != CheckOutcome.COUNTED:
        return str(found.get_outcome_display())
    broken = found.findings.filter(failing_count__gt=0).count()
    return _("The values are checked: %(broken)s rules are broken.") % {"broken": broken}


def call_columns(days: Sequence[tuple[date, int]]) -> dict[str, Any]:
    """Calls answered day by day (components/columns_chart.html)."""
    most = max(number for _day, number in days)
    # An even top, so that the line half-way up has a whole number.
    top = max(2, most + most % 2)
    calls = sum(number for _day, number in days)
    return {
        "sentence": _("%(calls)s calls in %(days)s days, at most %(most)s on one day")
        % {"calls": f"{calls:,}", "days": len(days), "most": f"{most:,}"},
        "maximum": top,
        "top_label": _short(top),
        "middle_label": _short(top // 2),
        "first_label": f"{days[0][0]:%m-%d}",
        "last_label": f"{days[-1][0]:%m-%d}",
        "values": [{"value": number, "now": day == days[-1][0]} for day, number in days],
    }


def _short(number: int) -> str:
    """So that it has room beside the chart."""
    return f"{number / 1000:.0f}k" if number >= 10_000 else str(number)
