"""What pages and admin print of questions, and what an entry's page says of them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from catalog.directories.models import DirectoryEntry, EntryVersion
from catalog.questions import queries
from catalog.questions.models import Question, QuestionMessage
from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation.punctuation import bracketed
from portal.regulation.question import MessageKind, Procedure, State
from portal.regulation.vocabulary import Party
from portal.workdays.arithmetic import CHINA
from portal.workflow.actor import Actor

#: How much of a question a list shows, and how much of an answer an entry's page.
TITLE_LENGTH, ANSWER_LENGTH = 60, 240
#: How many of the latest questions an entry's page shows.
LATEST = 3


def title(question: Question) -> str:
    """The beginning of what is asked, in one line."""
    return _short(" ".join(question.text.split()), TITLE_LENGTH)


def _short(text: str, length: int) -> str:
    return Truncator(text).chars(length, truncate="…")


def _entry_name(question: Question) -> str:
    """What the entry is called; its code where it is no longer in the directory."""
    live = question.entry.live_version
    return live.name if live is not None else question.entry.code


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


def row(question: Question, day: show.Day) -> dict[str, Any]:
    """A question in a list."""
    return {
        "title": title(question),
        "public_number": question.public_number,
        "counterpart": bracketed(_entry_name(question), question.entry.holder.name),
        "status": show.badge(question),
        "due": show.due(question, day),
        "due_on_label": show.short_day(question.due_on, day.date),
    }


def work_line(question: Question, actor: Actor) -> dict[str, Any]:
    """A question on the work list."""
    return {"title": title(question), "parts": [question.public_number, _entry_name(question)]}


def _said(message: QuestionMessage) -> dict[str, Any]:
    return {
        "moment": _moment(message.said_at),
        "iso": message.said_at.isoformat(),
        "kind": message.get_kind_display(),
        "who": f"{message.department.name} {message.said_by or ''}".strip(),
        "text": message.text,
        "is_reply": message.kind != MessageKind.ASKED_BACK,
    }


def thread(question: Question, messages: Iterable[QuestionMessage]) -> list[dict[str, Any]]:
    """The question and everything said of it, in the order in which it was said."""
    asked = {
        "moment": _moment(question.created_at),
        "iso": question.created_at.isoformat(),
        "kind": _("question"),
        "who": f"{question.asker.name} {question.asked_by or ''}".strip(),
        "text": question.text,
        "is_reply": False,
    }
    return [asked, *map(_said, messages)]


def context(question: Question, actor: Actor, now: datetime) -> dict[str, Any]:
    """One question as its page draws it."""
    line = _("asked by %(department)s") % {"department": question.asker.name}
    matter = matters.head(
        question, title=title(question), kind=_("question on an entry"), line=line
    )
    for each in matter["who"]:
        if each["body"] == question.asker.name:
            each["detail"] = str(Party.ASKER.label)  # any office of it, not one mandate
    matter["clock"] = show.clock(question, show.Day.of(now), _("Time for the answer"))
    return {
        "matter": matter,
        "thread": thread(question, queries.messages_of([question.pk])),
        "particulars": [_entry_link(question, actor), *matters.particulars(_facts(question))],
        "hidden": _hidden(question),
        "story": show.story(question),
    }


def _entry_link(question: Question, actor: Actor) -> dict[str, Any]:
    entry = question.entry
    link = {"label": _("Directory entry"), "value": _entry_name(question)}
    if entry.live_version_id is not None:
        link["url"] = reverse("catalog:entry", kwargs={"slug": entry.slug})
    return link


def _facts(question: Question) -> list[Fact]:
    is_answered = question.status == State.ANSWERED
    closes_on = question.closes_on if is_answered else None
    return [
        (_("Data item"), question.item_name or _("the entry as a whole"), False),
        (_("Providing department"), question.entry.holder.name, False),
        (_("Dealt with by"), str(question.owned_by or ""), False),
        (_("Open for asking back until"), _day(closes_on), False),
        (
            _("Referred to"),
            str(Procedure(question.procedure).label) if question.procedure else "",
            False,
        ),
    ]


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _hidden(question: Question) -> dict[str, str] | None:
    """That others do not read it, for those who do."""
    if question.hidden_at is None:
        return None
    return {
        "title": _("This question is hidden"),
        "text": _("Only the two departments and the authority read it."),
    }


def entry_row(question: Question, actor: Actor) -> dict[str, Any]:
    """A question on the page of its entry, with everything said; messages are read already."""
    return {
        "url": matters.address(question, actor),
        "title": question.public_number,
        "item": question.item_name,
        "status": show.badge(question),
        "thread": thread(question, question.messages.all()),
    }


def question_parts(version: EntryVersion, actor: Actor, now: datetime) -> dict[str, Any]:
    """On an entry's page: how many questions there are, the latest ones, and the way to ask."""
    entry = version.entry
    if entry.live_version_id != version.pk:
        return {}
    rows = queries.of_entry(entry, actor, now=now)
    counted = rows.order_by().aggregate(
        total=Count("pk"), waiting=Count("pk", filter=Q(status=State.ASKED))
    )
    latest = list(rows[:LATEST])
    answers = _answers(latest)
    step = queries.ask_step(entry, actor, now=now)
    begin = matters.begin_address(Question, actor, entry=entry.slug)
    drawn = {
        "total": counted["total"],
        "waiting": counted["waiting"],
        "url": reverse("catalog:entry-questions", kwargs={"slug": entry.slug}),
        "rows": [_latest_row(each, answers.get(each.pk), actor) for each in latest],
        "steps": show.steps_of([] if step is None else [step], lambda _name: begin),
    }
    return {"questions": drawn}


def _answers(questions: list[Question]) -> dict[int, QuestionMessage]:
    """The last thing that the provider said of each."""
    said = queries.messages_of([each.pk for each in questions])
    return {each.question_id: each for each in said if each.kind != MessageKind.ASKED_BACK}


def _latest_row(question: Question, answer: QuestionMessage | None, actor: Actor) -> dict[str, Any]:
    return {
        "url": matters.address(question, actor),
        "title": title(question),
        "asked": f"{question.asker.name} {_day(question.created_at.astimezone(CHINA).date())}",
        "item": question.item_name,
        "status": show.badge(question),
        "answer": _short(answer.text, ANSWER_LENGTH) if answer is not None else "",
    }


def punctuality_row(department: Any) -> dict[str, Any]:
    """A department in the table of answers in time."""
    replies, in_time = department.replies, department.replies_in_time
    owed = replies + department.replies_overdue
    return {
        "title": department.name,
        "code": department.code,
        "asked": department.questions_asked,
        "replies": replies,
        "in_time": in_time,
        "overdue": department.replies_overdue,
        "rate": show.rate(in_time, owed),
    }


def entry_head(entry: DirectoryEntry) -> dict[str, str]:
    """What the page of an entry's questions is headed with."""
    return {
        "title": entry.live.name,
        "provider": entry.holder.name,
        "code": entry.code,
        "url": reverse("catalog:entry", kwargs={"slug": entry.slug}),
    }
