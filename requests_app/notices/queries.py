"""Whose notices there are, which e-mails are to go out, and who is to be told of an event."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, DateField, ExpressionWrapper, F, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from catalog.departments.queries import holders
from catalog.saved_searches.queries import looked_for
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.regulation.notices import BY_EVENT, NoticeKind, NoticeRule
from portal.regulation.vocabulary import Party
from portal.workdays.arithmetic import CHINA, local_day
from portal.workflow.actor import Actor, Interface
from requests_app.notices import subjects
from requests_app.notices.models import MailState, Notice, NoticeMail, NoticeSubscription

#: More than this is not counted: the head of a page says so many and a plus.
MOST_COUNTED = 99
#: Unread ones first, then the oldest deadline, then the latest.
ORDER = ("with_read", "with_day", "with_latest")


# Whose notices there are.


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """The reader's own, given to him for the department he acts for now."""
    if actor.department_id is None or actor.user_id is None:
        return Notice.objects.none()
    return Notice.objects.filter(recipient_id=actor.user_id, department_id=actor.department_id)


def unread(actor: Actor) -> QuerySet[Notice]:
    """Those he has not read."""
    return visible_to(actor).filter(read_at=None)


def unread_count(actor: Actor) -> int:
    """How many are unread; one more than MOST_COUNTED stands for any larger number."""
    return unread(actor).order_by()[: MOST_COUNTED + 1].count()


def in_order(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """Adds the columns of ORDER."""
    last_day = Value(date.max, output_field=DateField())
    return rows.annotate(
        with_read=ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField()),
        with_day=Coalesce("due_on", last_day),
        with_latest=-F("pk"),
    )


def find(actor: Actor, pk: int) -> Notice | None:
    """The reader's notice of that number."""
    return visible_to(actor).filter(pk=pk).first()


def latest_number(actor: Actor) -> int:
    """The number of the latest notice there is for the reader now; 0 without any."""
    return visible_to(actor).aggregate(latest=Max("pk"))["latest"] or 0


def subscription_of(user_id: int) -> NoticeSubscription:
    """What the person has chosen; for whoever never chose, everything."""
    found = NoticeSubscription.objects.filter(user_id=user_id).first()
    return found or NoticeSubscription(user_id=user_id)


def mail_address(user_id: int) -> str:
    """Where the person's e-mails go; empty where the account has no address."""
    return User.objects.values_list("email", flat=True).get(pk=user_id)


# Who is to be told of an event.


@dataclass(frozen=True, slots=True)
class Told:
    """A person to be told, for which department, and by which row of the table."""

    user: User
    department_id: int
    rule: NoticeRule


class Reading:
    """Who holds which mandate today; read once for all events of a run."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._holders: dict[tuple[str, int | None], list[Any]] = {}
        self._actors: dict[int, Actor] = {}
        self._declined: dict[int, NoticeSubscription] | None = None

    def holders(self, mandate: str, department_id: int | None) -> list[Any]:
        """The people, each with the department he acts for."""
        key = (mandate, department_id)
        if key not in self._holders:
            found = holders(mandate, on=self.today, department_id=department_id)
            self._holders[key] = list(found)
        return self._holders[key]

    def actor(self, user_id: int) -> Actor:
        """The person as one who reads."""
        if user_id not in self._actors:
            self._actors[user_id] = Actor.person(
                user_id, interface=Interface.JOB, on=self.today, keeps_groups=True
            )
        return self._actors[user_id]

    def people(self, actors: Iterable[Actor]) -> list[Any]:
        """The same people, each with the department he acts for."""
        acting = {
            actor.user_id or 0: actor.department_id for actor in actors if actor.department_id
        }
        people = User.objects.filter(pk__in=acting, is_active=True, is_service=False)
        found: list[Any] = list(people.order_by("pk"))
        for user in found:
            user.with_department = acting[user.pk]
        return found

    def subscription(self, user_id: int) -> NoticeSubscription:
        """What the person has chosen."""
        if self._declined is None:
            rows = NoticeSubscription.objects.all()
            self._declined = {row.user_id: row for row in rows}
        return self._declined.get(user_id) or NoticeSubscription(user_id=user_id)

    def declines(self, user_id: int, kind: NoticeKind) -> bool:
        """Whether the person does not want ordinary notices of that kind."""
        return kind.value in self.subscription(user_id).declined_kinds


def told_of(
    event: AuditEvent, subject: subjects.Subject, matter: Any, reading: Reading, now: datetime
) -> list[Told]:
    """Whom the table names for the event, who may see the matter, each once."""
    named: dict[int, Told] = {}
    for rule in BY_EVENT[event.name]:
        for user in _named_by(rule, event, matter, reading, now):
            if user.pk != event.actor_id and not (
                not rule.is_legal and reading.declines(user.pk, rule.kind)
            ):
                named.setdefault(user.pk, Told(user, user.with_department, rule))
    if event.name == subjects.PUBLISHED:
        # Everybody appointed sees a published entry; of a withheld one its name and reason.
        return list(named.values())
    return [
        each
        for each in named.values()
        if subjects.may_see(subject, matter, reading.actor(each.user.pk), now)
    ]


def _named_by(
    rule: NoticeRule, event: AuditEvent, matter: Any, reading: Reading, now: datetime
) -> Iterator[Any]:
    if rule.is_looked_for:
        yield from reading.people(looked_for(matter, reading.actor, now))
    named = None if rule.person is None else getattr(matter, rule.person.field)
    if named is not None:
        yield from reading.people([reading.actor(named)])
    for mandate in rule.everywhere:
        yield from reading.holders(mandate, None)
    for mandate in rule.concerned:
        for department_id in sorted(matter.concerned_ids - {event.department_id}):
            yield from reading.holders(mandate, department_id)
    for party, mandate in rule.told:
        department_id = matter.department_for(party)
        if department_id is not None and _is_told(rule, department_id, event, matter):
            yield from reading.holders(mandate, department_id)


def _is_told(rule: NoticeRule, department_id: int, event: AuditEvent, matter: Any) -> bool:
    """Whoever acted knows, unless the act hands on inside, or the department plays two parts."""
    if department_id != event.department_id:
        return not rule.is_internal
    if rule.is_internal:
        return True
    parts = (Party.REQUESTER, Party.PROVIDER, Party.AUTHORITY, Party.SOURCE)
    return sum(matter.department_for(part) == department_id for part in parts) > 1


# Which e-mails are to go out.


def outgoing(now: datetime) -> QuerySet[NoticeMail]:
    """E-mails whose turn it is."""
    return NoticeMail.objects.filter(state=MailState.WAITING, next_try_at__lte=now)


def claimed_before(moment: datetime) -> QuerySet[NoticeMail]:
    """E-mails whose run died, or still hangs at the mail server."""
    return NoticeMail.objects.filter(state=MailState.SENDING, claimed_at__lt=moment)


def morning(now: datetime) -> datetime:
    """The moment of that day from which digests are made."""
    hour = time(settings.PORTAL_DIGEST_HOUR)
    return datetime.combine(local_day(now), hour, tzinfo=CHINA)


def for_digest(before: datetime) -> QuerySet[Notice]:
    """Ordinary notices, still unread, that the next digest is to name."""
    return Notice.objects.filter(is_for_digest=True, mail=None, read_at=None, given_at__lt=before)


def without_digest(on: date, people: Iterable[int]) -> list[int]:
    """Those of the people who have had no digest that day."""
    had = NoticeMail.objects.filter(digest_on=on).values_list("recipient_id", flat=True)
    return sorted(set(people) - set(had))
