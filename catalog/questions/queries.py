"""Who may read questions and answers, whose turn they are, and how departments keep their time."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalog.departments.models import Department, Membership
from catalog.departments.queries import in_office, overseen_by
from catalog.directories.models import DirectoryEntry, EntryGrant, EntryVersion
from catalog.directories.queries import by_slug, may_see_details, published_to
from catalog.questions.models import Question, QuestionMessage
from portal.regulation.question import ASK_QUESTION, REPLIES, State
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow import grants
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered

_DRAWN = ("entry__provider__region", "entry__live_version", "asker")


def visible_to(actor: Actor, *, now: datetime) -> QuerySet[Question]:
    """Questions on entries whose published version the actor may read, unless they are hidden.

    Those who asked, the provider and its authority read them always, hidden or not.
    """
    if actor.department_id is None:
        return Question.objects.none()
    groups = actor.group_ids(local_day(now))
    seen = grants.probe(EntryGrant, "view_directoryentry", groups, outer="entry_id")
    is_open = Q(entry__published_at__isnull=False, entry__is_detail_closed=False, hidden_at=None)
    own = Q(asker=actor.department_id) | Q(entry__provider=actor.department_id)
    return (
        Question.objects.alias(_seen=seen)
        .filter(is_open | own | Q(_seen__isnull=False))
        .select_related(*_DRAWN)
    )


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[Question]:
    """Questions on the own entries that wait for an answer by the actor, or by nobody yet.

    What a clerk took on who has left waits for all of them again.

    :param mandates: the actor's, where they have been read already.
    """
    today = local_day(now)
    held = actor.mandates(today) if mandates is None else mandates
    if Mandate.COMPILE not in held:
        return Question.objects.none()
    clerks = Membership.objects.filter(
        in_office(today), department=actor.department_id, mandates__contains=[Mandate.COMPILE]
    )
    others = clerks.exclude(user=actor.user_id)
    return (
        Question.objects.filter(status=State.ASKED, entry__provider=actor.department_id)
        .exclude(owned_by__in=others.values("user_id"))
        .select_related(*_DRAWN)
    )


def find_live(actor: Actor, slug: str, *, now: datetime) -> EntryVersion | None:
    """The published version of the entry named in an address, if the actor may read it."""
    entry = by_slug(published_to(actor), slug)
    if entry is None or not may_see_details(entry, actor, now=now):
        return None
    return entry.live_version


def ask_step(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> Step | None:
    """Asking about the entry, as the reader may do it; None: it is not his."""
    if entry.live_version_id is None or entry.provider_id == actor.department_id:
        return None
    probe = Question(entry=entry, asker_id=actor.department_id or 0, text="?")
    return offered(actor, ASK_QUESTION, probe, now=now)


def colleagues(question: Question, actor: Actor) -> list[tuple[str, str]]:
    """Who else is appointed to compile the provider's directory, by account and name.

    Neither who deals with the question already nor the reader, who takes it on instead. Who holds
    office on the very day, the act asks itself.
    """
    taken = [each for each in (question.owned_by_id, actor.user_id) if each is not None]
    appointed = question.compilers().exclude(user__in=taken)
    people = appointed.select_related("user").order_by("user__username")
    return [(each.user.username, str(each.user)) for each in people]


def item_names(entry: DirectoryEntry) -> list[str]:
    """The data items of the published version, by which a question may name one."""
    if entry.live_version is None:
        return []
    names = entry.live_version.items.order_by("position").values_list("name", flat=True)
    return list(dict.fromkeys(names))


def of_entry(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> QuerySet[Question]:
    """The questions on the entry, as the reader may see them, latest first."""
    return visible_to(actor, now=now).filter(entry=entry).order_by("-pk")


def with_messages(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Each with everything that was said of it, and by whom, in order."""
    said = QuestionMessage.objects.select_related("department", "said_by").order_by("pk")
    named = questions.select_related(*_DRAWN, "asked_by")
    return named.prefetch_related(Prefetch("messages", said))


def messages_of(question_ids: list[int]) -> QuerySet[QuestionMessage]:
    """What was said of these questions, in the order in which it was said."""
    rows = QuestionMessage.objects.filter(question__in=question_ids)
    return rows.select_related("department", "said_by").order_by("question_id", "pk")


def overdue(on: date) -> QuerySet[Question]:
    """Questions that were not answered within the portal's own period (P26)."""
    return Question.objects.filter(status=State.ASKED, due_on__lt=on, due_stopped_on=None)


def due_within(first: date, last: date) -> QuerySet[Question]:
    """Questions whose answer is due on one of these days."""
    return Question.objects.filter(
        status=State.ASKED, due_on__range=(first, last), due_stopped_on=None
    )


def lapsed(on: date) -> QuerySet[Question]:
    """Answered questions that nobody asked back about in time (P27)."""
    return Question.objects.filter(status=State.ANSWERED, closes_on__lt=on)


def punctuality(actor: Actor, *, now: datetime) -> QuerySet[Department]:
    """Open departments with how they answer questions: the own one; an authority's region.

    Each has ``replies``, ``replies_in_time`` and ``replies_overdue`` (asked, due day over, no
    answer); only departments that were ever asked are there.
    """
    inside = Q(pk=actor.department_id or 0)
    below = overseen_by(actor.department_id)
    if below:
        inside |= Q(pk__in=below)
    said = QuestionMessage.objects.filter(
        question__entry__provider=OuterRef("pk"), kind__in=REPLIES
    )
    asked = Question.objects.filter(entry__provider=OuterRef("pk"))
    late = asked.filter(status=State.ASKED, due_on__lt=local_day(now), due_stopped_on=None)
    rows = Department.objects.filter(inside, closed_on=None).annotate(
        replies=_number(said, "question__entry__provider"),
        replies_in_time=_number(
            said.filter(said_at__date__lte=F("due_on")), "question__entry__provider"
        ),
        replies_overdue=_number(late, "entry__provider"),
        questions_asked=_number(asked, "entry__provider"),
    )
    return rows.filter(questions_asked__gt=0)


def _number(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many of these rows the outer department has."""
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
