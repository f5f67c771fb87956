"""The words of an e-mail: one legal notice, or the digest of a morning; in Chinese."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from requests_app.notices import subjects
from requests_app.notices.models import Notice, NoticeMail


def written(mail: NoticeMail, now: datetime) -> EmailMessage | None:
    """The letter as it is to be sent now; None where there is nobody or nothing to send it to.

    A digest leaves out what was read since; what belongs to a department for which the recipient
    acts no more is left out of every letter.
    """
    reader = Actor.person(mail.recipient_id, interface=Interface.JOB, on=local_day(now))
    rows = mail.notices.filter(department_id=reader.department_id or 0)
    if mail.digest_on is not None:
        rows = rows.filter(read_at=None)
    notices = list(rows.order_by("pk"))
    if not notices or not is_address(mail.recipient.email):
        return None
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = _words(mail, notices)
    return EmailMessage(
        subject=subject,
        body=body,
        to=[mail.recipient.email],
        # The same however often it is handed over: a mail server knows the second for the first.
        headers={"Message-ID": f"<notice-{mail.pk}@{_host()}>", "Auto-Submitted": "auto-generated"},
    )


def is_address(text: str) -> bool:
    """Whether an e-mail can be addressed so."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _words(mail: NoticeMail, notices: list[Notice]) -> tuple[str, str]:
    context = {
        "name": str(mail.recipient),
        "lines": [_line(notice) for notice in notices],
        "list_url": _absolute(reverse("requests:notice-list")),
        "settings_url": _absolute(reverse("requests:notice-settings")),
        "is_digest": mail.digest_on is not None,
        "day": mail.digest_on,
    }
    subject = render_to_string("notices/subject.txt", context)
    return " ".join(subject.split()), render_to_string("notices/letter.txt", context)


def _line(notice: Notice) -> dict[str, Any]:
    rule = notice.rule
    return {
        "subject": str(notice.subject),
        "title": notice.about,
        "number": notice.subject_number,
        "due_on": notice.due_on,
        "article": rule.article.zh if rule is not None else "",
        "url": _absolute(subjects.address(notice.subject_type, notice.event_name, notice.page_key)),
    }


def _absolute(path: str) -> str:
    return f"{settings.PORTAL_ADDRESS.rstrip('/')}{path}"


def _host() -> str:
    return urlsplit(settings.PORTAL_ADDRESS).hostname or "localhost"
