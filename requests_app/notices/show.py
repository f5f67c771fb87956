"""What pages and admin print of notices: the count in the head, the list, the latest."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.interfaces import show
from portal.interfaces.actors import local
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.notices import queries, subjects
from requests_app.notices.models import Notice, NoticeSubscription

#: How many stand beside the work.
_LATEST = 5


def count_label(count: int) -> str:
    """The number in the head; past MOST_COUNTED it says so and a plus; empty for none."""
    if count > queries.MOST_COUNTED:
        return f"{queries.MOST_COUNTED}+"
    return str(count) if count else ""


def notice_frame(actor: Actor, now: datetime) -> dict[str, Any]:
    """The way to the notices and how many are unread, for the head of every page."""
    if actor.department_id is None:
        return {}
    return {
        "notices_url": reverse("requests:notice-list"),
        "notices_count": count_label(queries.unread_count(actor)),
    }


def latest(actor: Actor, now: datetime) -> dict[str, Any]:
    """The unread notices beside the work, the oldest deadline first."""
    if actor.department_id is None:
        return {}
    rows = queries.in_order(queries.unread(actor)).order_by(*queries.ORDER)[:_LATEST]
    return {
        "all_label": _("All notices"),
        "all_url": reverse("requests:notice-list"),
        "rows": [
            {
                "title": str(notice.subject),
                "url": _address(notice),
                "line": " · ".join(filter(None, (notice.about, _day(notice, now)))),
            }
            for notice in rows
        ],
    }


def row(notice: Notice, day: show.Day) -> dict[str, Any]:
    """A notice in the list."""
    rule = notice.rule
    return {
        "pk": notice.pk,
        "url": _address(notice),
        "subject": str(notice.subject),
        "title": notice.about,
        "public_number": notice.subject_number,
        "moment": f"{local(notice.occurred_at):%Y-%m-%d %H:%M}",
        "due_on_label": show.short_day(notice.due_on, day.date),
        "article": str(rule.article) if rule is not None and notice.is_legal else "",
        "is_legal": notice.is_legal,
        "is_read": notice.read_at is not None,
        "read_url": reverse("requests:notice-read", args=[notice.pk]),
    }


def subscription(chosen: NoticeSubscription, address: str) -> dict[str, Any]:
    """What the person chose, and where his e-mails go."""
    text = _("Legal notices always reach you, in the portal and each by an e-mail of its own.")
    if not address:
        missing = _("Your account has no e-mail address; the administrator can enter one.")
        return {"legal": text, "address": "", "missing": missing}
    return {"legal": text, "address": address, "missing": ""}


def _address(notice: Notice) -> str:
    return subjects.address(notice.subject_type, notice.event_name, notice.page_key)


def _day(notice: Notice, now: datetime) -> str:
    return show.short_day(notice.due_on, local_day(now)) if notice.due_on else ""
