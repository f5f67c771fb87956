"""Give notices of what was done, carry them by e-mail, and take down what their readers choose."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.audit import chain, feed
from portal.audit.models import AuditEvent, AuditSeal
from portal.regulation import reasons
from portal.regulation.notices import BY_EVENT, DECLINABLE
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.notices import letters, queries, subjects
from requests_app.notices.models import MailState, Notice, NoticeMail, NoticeSubscription

logger = logging.getLogger(__name__)

#: The reader of the feed whose place moves with what was given.
READER = "notices"
#: After so many tries an e-mail is given up; each wait is twice the one before.
MOST_ATTEMPTS = 8
#: Longer than any mail server takes to answer: whoever claimed an e-mail before that is gone.
ABANDONED = timedelta(minutes=15)


# Giving notices.


def give_waiting(*, actor: Actor, now: datetime) -> int:
    """Give the notices of each sealed event, in the order of the chain, each event once.

    Only sealed events are read, so that a step that was undone tells nobody; what is given and how
    far the feed was read are one transaction.

    :returns: how many notices were given.
    """
    given = 0
    reading = queries.Reading(local_day(now))

    def act(_seal: AuditSeal, event: AuditEvent) -> None:
        nonlocal given
        given += _give(event, reading, actor, now)

    while feed.follow(READER, act, names=BY_EVENT):
        pass
    return given


def _give(event: AuditEvent, reading: queries.Reading, actor: Actor, now: datetime) -> int:
    found = subjects.find(event)
    if found is None:
        return 0
    subject, matter = found
    told = queries.told_of(event, subject, matter, reading, now)
    counts = subjects.counts(event, matter, {each.department_id for each in told})
    common: dict[str, Any] = {
        "event_id": event.pk,
        "event_name": event.name,
        "subject_type": event.subject_type,
        "subject_id": matter.pk,
        "subject_number": event.subject_number,
        "page_key": subjects.key_of(subject, matter, event.name),
        "title": subject.title(matter)[:300],
        "due_on": subjects.due_on(matter, event),
        "occurred_at": event.occurred_at,
        "given_at": now,
    }
    Notice.objects.bulk_create(_notices(told, reading, common, counts, now))
    if not told and any(rule.is_legal for rule in BY_EVENT[event.name]):
        logger.warning("event=%s matter=%s told=nobody", event.name, event.subject_number)
    legal = [each for each in told if each.rule.is_legal]
    if legal:
        chain.append(
            name="notice.give",
            subject_type=event.subject_type,
            subject_id=matter.pk,
            subject_number=event.subject_number,
            article=legal[0].rule.article.code,
            **actor.recorded(),
            occurred_at=now,
            details={
                "event": event.pk,
                "people": len(legal),
                "departments": len({each.department_id for each in legal}),
            },
        )
    return len(told)


def _notices(
    told: Iterable[queries.Told],
    reading: queries.Reading,
    common: dict[str, Any],
    counts: Mapping[int, int],
    now: datetime,
) -> list[Notice]:
    """The rows; a legal one with its own e-mail, an ordinary one marked for the digest."""
    rows = []
    for each in told:
        is_legal = each.rule.is_legal
        is_reached = letters.is_address(each.user.email)
        mail = None
        if is_legal and is_reached:
            mail = NoticeMail.objects.create(recipient=each.user, next_try_at=now)
        wants_digest = reading.subscription(each.user.pk).is_digest_wanted
        row = Notice(
            recipient=each.user,
            department_id=each.department_id,
            kind=each.rule.kind,
            is_legal=is_legal,
            is_for_digest=not is_legal and is_reached and wants_digest,
            mail=mail,
            count=counts.get(each.department_id),
            **common,
        )
        rows.append(row)
    return rows


# What the reader does.


def read(*, pk: int, actor: Actor, now: datetime) -> None:
    """Note that the reader has read his notice; a second time changes nothing.

    :raises Refused: the notice is not his.
    """
    with transaction.atomic():
        own = queries.visible_to(actor).select_for_update(of=("self",))
        notice = own.filter(pk=pk).first()
        if notice is None:
            raise Refused(reasons.NOT_FOUND)
        if notice.read_at is None:
            notice.read_at = now
            notice.save(update_fields=["read_at"])


def read_all(*, up_to: int, actor: Actor, now: datetime) -> int:
    """Note that the reader has read all his notices up to the latest that he was shown.

    :returns: how many were unread.
    """
    return queries.unread(actor).filter(pk__lte=up_to).update(read_at=now)


def choose(
    *, declined_kinds: Iterable[str], is_digest_wanted: bool, actor: Actor, now: datetime
) -> NoticeSubscription:
    """Take down which ordinary kinds the person does not want, and whether he wants the digest.

    Legal notices are not among the kinds: nobody declines them.

    :raises Refused: a kind is unknown, or nobody in particular asks.
    """
    declined = sorted(set(declined_kinds))
    if actor.user_id is None or not set(declined) <= {kind.value for kind in DECLINABLE}:
        raise Refused(reasons.INVALID_INPUT)
    with transaction.atomic():
        chosen, _is_new = NoticeSubscription.objects.update_or_create(
            user_id=actor.user_id,
            defaults={"declined_kinds": declined, "is_digest_wanted": is_digest_wanted},
        )
        if not is_digest_wanted:
            waiting = Notice.objects.filter(recipient_id=actor.user_id, mail=None)
            waiting.filter(is_for_digest=True).update(is_for_digest=False)
    return chosen


# Carrying them by e-mail.


def gather_digests(*, actor: Actor, now: datetime) -> int:
    """Gather each person's unread ordinary notices into the digest of this morning, once a day.

    What is given later in the day waits for the next morning.

    :returns: how many digests were made.
    """
    begins = queries.morning(now)
    if now < begins:
        return 0
    waiting = queries.for_digest(begins)
    people = waiting.order_by().values_list("recipient_id", flat=True).distinct()
    made = 0
    for user_id in queries.without_digest(local_day(now), people):
        with transaction.atomic():
            mail, is_new = NoticeMail.objects.get_or_create(
                recipient_id=user_id, digest_on=local_day(now), defaults={"next_try_at": now}
            )
            if is_new:
                waiting.filter(recipient_id=user_id).update(mail=mail)
                made += 1
    return made


def claim_mail(*, pk: int, actor: Actor, now: datetime) -> bool:
    """Take an e-mail up, so that no other run hands it over; committed before it is handed over.

    :returns: whether it was this run that took it up.
    """
    with transaction.atomic():
        waiting = queries.outgoing(now).select_for_update(skip_locked=True)
        mail = waiting.filter(pk=pk).first()
        if mail is None:
            return False
        mail.state = MailState.SENDING
        mail.claimed_at = now
        mail.attempts += 1
        mail.save(update_fields=["state", "claimed_at", "attempts"])
    return True


def send_mail(*, pk: int, actor: Actor, now: datetime) -> MailState | None:
    """Hand a claimed e-mail to the mail server; one that fails is tried again later.

    Whether the recipient still acts for the department, and which of his notices he has read in
    the meantime, is asked now.

    :returns: how it ended; None where another run has it.
    """
    with transaction.atomic():
        claimed = NoticeMail.objects.select_for_update(of=("self",), skip_locked=True)
        mail = claimed.filter(pk=pk, state=MailState.SENDING, claimed_at=now).first()
        if mail is None:
            return None
        letter = letters.written(mail, now)
        if letter is None:
            mail.state = MailState.FAILED
        else:
            try:
                letter.send()
            except OSError:  # every fault of the network and of the mail server is one
                _try_again(mail, now)
            else:
                mail.state = MailState.SENT
                mail.sent_at = now
        mail.save(update_fields=["state", "sent_at", "next_try_at"])
        return MailState(mail.state)


def _try_again(mail: NoticeMail, now: datetime) -> None:
    is_given_up = mail.attempts >= MOST_ATTEMPTS
    mail.state = MailState.FAILED if is_given_up else MailState.WAITING
    mail.next_try_at = now + timedelta(minutes=2**mail.attempts)


def write_off(*, pk: int, actor: Actor, now: datetime) -> bool:
    """Give up an e-mail whose run died at the mail server: it may have gone out, and never twice.

    The notice itself stands in the portal all the same.

    :returns: whether it was given up; False while a run still holds it.
    """
    with transaction.atomic():
        left = queries.claimed_before(now - ABANDONED).select_for_update(skip_locked=True)
        mail = left.filter(pk=pk).first()
        if mail is None:
            return False
        mail.state = MailState.LOST
        mail.save(update_fields=["state"])
    return True
