"""E-mails: a legal notice alone and at once, the rest in one digest each morning; none twice."""

import re
import smtplib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from catalog.departments import actions as departments
from portal.models import User
from requests_app.models import Notice, NoticeMail
from requests_app.notices import actions
from requests_app.notices.models import MailState
from tests import story
from tests.requests_app.notices.bureau import POST, Bureau

LEGAL = "收到共享申请，请在期限内答复"


class Broken(EmailBackend):
    """A mail server that cannot be reached, or takes no letter for one address."""

    refused = ""

    def send_messages(self, messages: Any) -> int:
        """Refuse what goes to the address, or everything."""
        if any(self.refused in address for one in messages for address in one.to):
            raise smtplib.SMTPServerDisconnected("no answer")
        return super().send_messages(messages)


class Dying(EmailBackend):
    """A mail server that takes the letter; the worker dies before it can note that."""

    def send_messages(self, messages: Any) -> int:
        """Take it, and die."""
        super().send_messages(messages)
        raise MemoryError


@pytest.fixture
def server(settings) -> Iterator[Any]:
    """Choose the mail server."""

    def choose(backend: type[EmailBackend]) -> None:
        settings.MAILERS = {"default": {"BACKEND": f"{__name__}.{backend.__name__}"}}

    yield choose
    Broken.refused = ""


def letters_to(person: str) -> list[Any]:
    """What went out to the person."""
    return [one for one in mail.outbox if one.to == [f"{person}@example.com"]]


def test_a_legal_notice_goes_out_alone_and_at_once(told: Bureau) -> None:
    told.post()
    (letter,) = letters_to("market_reviewer")
    assert letter.subject == f"【政务数据共享】{LEGAL}：{told.version.name}"
    assert told.request.public_number in letter.body
    assert "2025年10月14日" in letter.body
    assert "第二十条第二款" in letter.body
    assert f"/requests/{told.request.public_number}/" in letter.body
    assert "不能停用" in letter.body
    sent = Notice.objects.get(
        recipient=told.cast.market_reviewer, event_name="sharingrequest.consent_to_send"
    )
    assert sent.mail.sent_at == told.now


def test_ordinary_notices_wait_for_the_morning(told: Bureau) -> None:
    """Nothing to the clerk on the day; one letter at eight next morning; none on the day after."""
    told.post()
    told.post(told.later(hours=13))
    assert letters_to("labour_clerk") == []
    morning = datetime(2025, 9, 25, 8, 0, tzinfo=told.now.tzinfo)
    told.post(morning.replace(hour=7, minute=59))
    assert letters_to("labour_clerk") == []
    told.post(morning)
    (digest,) = letters_to("labour_clerk")
    assert digest.subject.startswith("【政务数据共享】9月25日通知摘要（")
    assert told.version.name in digest.body
    told.post(morning.replace(hour=9))
    told.post(morning.replace(day=26))
    assert letters_to("labour_clerk") == [digest]


def test_there_is_one_digest_a_day(told: Bureau) -> None:
    """What is given after eight waits for the next morning, digest or none."""
    first = datetime(2025, 9, 25, 8, 0, tzinfo=told.now.tzinfo)
    told.post(first)
    story.publish(told.cast, story.enterprise_registry(name="企业年报"), now=first)
    told.give(first.replace(hour=9))
    told.post(first.replace(hour=9))
    told.post(first.replace(hour=17))
    assert len(letters_to("labour_clerk")) == 1
    told.post(first.replace(day=26))
    assert len(letters_to("labour_clerk")) == 2
    assert "企业年报" in letters_to("labour_clerk")[1].body


def test_what_was_read_is_not_in_the_digest(told: Bureau) -> None:
    clerk = told.cast.actor("labour_clerk")
    latest = Notice.objects.latest("pk").pk
    assert actions.read_all(up_to=latest, actor=clerk, now=told.now)
    told.post(told.later(days=1))
    assert letters_to("labour_clerk") == []
    assert letters_to("civil_clerk")


def test_the_digest_can_be_declined_and_legal_letters_cannot(bureau: Bureau) -> None:
    for person in ("labour_clerk", "market_reviewer"):
        actions.choose(
            declined_kinds=[],
            is_digest_wanted=False,
            actor=bureau.cast.actor(person),
            now=bureau.now,
        )
    bureau.give()
    bureau.post(bureau.later(days=1))
    assert letters_to("labour_clerk") == []
    assert [LEGAL in one.subject for one in letters_to("market_reviewer")] == [True]


def test_declining_the_digest_holds_for_what_waits(told: Bureau) -> None:
    actions.choose(
        declined_kinds=[],
        is_digest_wanted=False,
        actor=told.cast.actor("labour_clerk"),
        now=told.now,
    )
    told.post(told.later(days=1))
    assert letters_to("labour_clerk") == []


@pytest.mark.parametrize(
    "address", ["", "no-address", "two@a.example, b@b.example", "a@b\n.example"]
)
def test_a_bad_address_gets_no_letter_and_stops_nobody_else(bureau: Bureau, address: str) -> None:
    User.objects.filter(pk=bureau.cast.market_reviewer.pk).update(email=address)
    bureau.give()
    bureau.post(bureau.later(days=1))
    assert "market_reviewer" in bureau.told("sharingrequest.consent_to_send")
    assert not NoticeMail.objects.filter(recipient=bureau.cast.market_reviewer).exists()
    assert len(letters_to("market_office_head")) > 0


def test_an_address_that_went_bad_meanwhile_is_given_up(told: Bureau) -> None:
    User.objects.filter(pk=told.cast.market_reviewer.pk).update(email="gone")
    told.post()
    states = NoticeMail.objects.filter(recipient=told.cast.market_reviewer)
    assert set(states.values_list("state", flat=True)) == {MailState.FAILED}
    assert letters_to("market_office_head")


def test_a_letter_that_fails_is_tried_again_and_sent_once(told: Bureau, server) -> None:
    Broken.refused = "market_reviewer"
    server(Broken)
    told.post()
    assert letters_to("market_reviewer") == []
    assert letters_to("market_office_head"), "the others are not held up"
    waiting = NoticeMail.objects.get(recipient=told.cast.market_reviewer)
    assert (waiting.state, waiting.attempts, waiting.sent_at) == (MailState.WAITING, 1, None)
    told.post(told.later(seconds=30))
    assert NoticeMail.objects.get(pk=waiting.pk).attempts == 1, "it waits a while"
    Broken.refused = "nobody"
    told.post(told.later(minutes=5))
    told.post(told.later(minutes=90))
    assert len(letters_to("market_reviewer")) == 1


def test_a_letter_is_given_up_after_so_many_tries(told: Bureau, server) -> None:
    Broken.refused = "market_reviewer"
    server(Broken)
    for hours in range(0, 48, 3):
        told.post(told.later(hours=hours))
    given_up = NoticeMail.objects.get(recipient=told.cast.market_reviewer, digest_on=None)
    assert (given_up.state, given_up.attempts) == (MailState.FAILED, actions.MOST_ATTEMPTS)


def test_a_run_that_dies_at_the_mail_server_sends_nothing_twice(told: Bureau, server) -> None:
    """The letter may have gone out: it is written off, and all others go out in the next run."""
    server(Dying)
    with pytest.raises(MemoryError):
        told.post()
    assert len(mail.outbox) == 1
    gone = mail.outbox[0]
    server(EmailBackend)
    told.post(told.later(minutes=1))
    told.post(told.later(hours=1))
    assert [one.to for one in mail.outbox].count(gone.to) == 1
    lost = NoticeMail.objects.get(state=MailState.LOST)
    assert [lost.recipient.email] == gone.to
    assert lost.sent_at is None
    assert not NoticeMail.objects.filter(state=MailState.WAITING).exists()


def test_two_runs_do_not_take_the_same_letter(told: Bureau) -> None:
    pk = NoticeMail.objects.order_by("pk")[0].pk
    assert actions.claim_mail(pk=pk, actor=POST, now=told.now)
    assert not actions.claim_mail(pk=pk, actor=POST, now=told.now)
    assert actions.send_mail(pk=pk, actor=POST, now=told.now) is MailState.SENT
    assert actions.send_mail(pk=pk, actor=POST, now=told.now) is None
    assert len(mail.outbox) == 1


def test_who_left_the_department_gets_no_letter_of_it(told: Bureau) -> None:
    departments.dismiss(
        pk=told.cast.market.pk,
        membership_id=told.cast.market_reviewer.memberships.get().pk,
        note="调离。",
        actor=told.cast.actor("market_office_head"),
        now=told.now,
    )
    told.post()
    assert letters_to("market_reviewer") == []


def test_a_letter_is_known_again_by_its_number(told: Bureau) -> None:
    """A mail server that is handed the same letter twice can tell."""
    told.post()
    numbers = [one.extra_headers["Message-ID"] for one in mail.outbox]
    assert len(set(numbers)) == len(numbers) > 1
    assert all(re.fullmatch(r"<notice-\d+@[\w.-]+>", number) for number in numbers)


def test_a_line_break_in_a_name_makes_no_header(bureau: Bureau) -> None:
    """What a matter is called goes into the subject in one line."""
    bureau.give()
    Notice.objects.filter(is_legal=True).update(title="甲\r\nBcc: all@example.com")
    bureau.post()
    for letter in mail.outbox:
        assert "\n" not in letter.subject
        assert not letter.bcc
