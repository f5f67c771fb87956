"""Time at work: each job may run twice, be refused on one item, or be killed between two."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from procrastinate.contrib.django import app

from catalog.directories import actions as directories
from catalog.directories import jobs as directory_jobs
from portal import jobs as kernel_jobs
from portal.audit import chain
from portal.interfaces import jobs
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import TriggerKind
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.models import AgreementGrant, SharingAgreement
from requests_app.sharing import actions as sharing
from requests_app.sharing import jobs as sharing_jobs
from tests import story

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("test")


def at(text: str) -> datetime:
    """Ten in the morning of that day."""
    return datetime.fromisoformat(f"{text}T10:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def marks(name: str) -> list[str]:
    """The due dates a mark was made for."""
    events = AuditEvent.objects.filter(name=name).order_by("id")
    return [event.details["due_on"] for event in events]


def test_every_job_is_known_to_the_worker() -> None:
    app.perform_import_paths()
    assert {name for name in app.tasks if "." not in name and ":" not in name} >= {
        "mark-overdue",
        "remind-due",
        "announce-expiry",
        "expire-agreements",
        "drop-replaced-data",
        "mark-overdue-updates",
        "remind-updates",
        "mark-overdue-demands",
        "remind-demands",
        "match-demands",
        "check-grants",
        "run-return-flows",
        "drop-replaced-handovers",
        "expire-emergency-releases",
        "mark-overdue-emergency-reviews",
        "remind-emergency-reviews",
        "mark-overdue-incident-reports",
        "mark-overdue-complaints",
        "remind-complaints",
        "remind-use-records",
        "end-contracts",
        "end-acting-appointments",
    }


def test_an_answer_is_reminded_of_and_marked_once_for_each_due_date(cast, published) -> None:
    request = story.send(cast, story.apply(cast, published))
    # D5 from 2025-09-24: due on 2025-10-14; three working days before it are 9, 10 and 11 October.
    for day, reminded, overdue in (
        ("2025-10-08", [], []),
        ("2025-10-10", ["2025-10-14"], []),
        ("2025-10-14", ["2025-10-14"], []),
        ("2025-10-15", ["2025-10-14"], ["2025-10-14"]),
    ):
        for _twice in range(2):
            sharing_jobs.remind_due(actor=CLOCK, now=at(day))
            sharing_jobs.mark_overdue(actor=CLOCK, now=at(day))
        assert marks("sharingrequest.remind") == reminded, day
        assert marks("sharingrequest.overdue") == overdue, day
    sharing.withdraw(pk=request.pk, actor=cast.actor("labour_clerk"), now=at("2025-10-15"))
    sharing_jobs.mark_overdue(actor=CLOCK, now=at("2025-10-20"))
    assert len(marks("sharingrequest.overdue")) == 1


def test_an_update_and_its_review_are_marked_and_a_first_review_is_not(cast, published) -> None:
    first = story.draft(cast, story.enterprise_registry(name="新目录"))
    story.carry_to_review(cast, first)
    directories.register_trigger(
        entry_id=published.entry_id,
        kind=TriggerKind.LAW,
        occurred_on=date(2025, 9, 24),
        instrument="《某法》修订",
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )
    for day in ("2025-10-10", "2025-10-10", "2025-10-15"):
        directory_jobs.remind_updates(actor=CLOCK, now=at(day))
        directory_jobs.mark_overdue_updates(actor=CLOCK, now=at(day))
    assert marks("updatetrigger.remind") == ["2025-10-14"]
    assert marks("updatetrigger.overdue") == ["2025-10-14"]
    update = directories.draft_version(
        pk=published.pk, actor=cast.actor("market_compiler"), now=at("2025-10-15")
    )
    story.carry_to_review(cast, update, now=at("2025-10-15"))
    # D3: two working days after Wednesday 15 October.
    for day, marked in (("2025-10-17", []), ("2025-10-20", ["2025-10-17"])):
        directory_jobs.mark_overdue_updates(actor=CLOCK, now=at(day))
        assert marks("entryversion.overdue") == marked


@pytest.fixture
def two_in_use(cast, published, tmp_path: Path) -> list[SharingAgreement]:
    """Two agreements whose term ends on 2026-09-24."""
    made = []
    for number in range(2):
        request = story.send(cast, story.apply(cast, published))
        made.append(story.agree(cast, request))
        if not number:
            story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
        story.put_into_use(cast, made[-1])
    return made


def test_expiry_killed_between_two_goes_on_where_it_stopped(
    cast, two_in_use, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = two_in_use[0].valid_until
    for _twice in range(2):
        sharing_jobs.announce_expiry(actor=CLOCK, now=end - timedelta(days=20))
    assert AuditEvent.objects.filter(name="sharingagreement.ends_soon").count() == 2
    real, done = sharing.expire, []

    def killed(**inputs: object) -> None:
        if done:
            raise KeyboardInterrupt
        real(**inputs)
        done.append(inputs["pk"])

    monkeypatch.setattr(sharing, "expire", killed)
    with pytest.raises(KeyboardInterrupt):
        sharing_jobs.expire_agreements(actor=CLOCK, now=end)
    monkeypatch.undo()
    status = {row.pk: row.status for row in SharingAgreement.objects.all()}
    assert [status[row.pk] for row in two_in_use] == ["IN_DISPOSAL", "IN_USE"]
    for _twice in range(2):
        sharing_jobs.expire_agreements(actor=CLOCK, now=end)
    assert {row.status for row in SharingAgreement.objects.all()} == {"IN_DISPOSAL"}
    assert AuditEvent.objects.filter(name="sharingagreement.expire").count() == 2
    assert not AgreementGrant.objects.exists()
    chain.seal(now=end)
    assert chain.verify(now=end) == []


def test_a_refused_item_is_skipped_and_an_error_is_loud(cast) -> None:
    def act(key: int) -> None:
        if key == 1:
            raise Refused(reasons.WRONG_STATE)
        if key == 3:
            raise ZeroDivisionError

    assert jobs.each("test", [0, 1, 2], act, now=cast.now) == (2, 1)
    with pytest.raises(ZeroDivisionError):
        jobs.each("test", [0, 3], act, now=cast.now)


def test_the_nightly_comparison_is_silent_or_loud(cast, two_in_use) -> None:
    kernel_jobs.check_grants(actor=CLOCK, now=cast.now)
    AgreementGrant.objects.filter(content_object=two_in_use[0]).delete()
    with pytest.raises(kernel_jobs.GrantsDiffer, match="receive_sharingagreement"):
        kernel_jobs.check_grants(actor=CLOCK, now=cast.now)


def test_a_long_batch_lets_the_other_jobs_go_first(monkeypatch) -> None:
    """There is one worker: whoever waits for it waits a minute, not until a slow host is done."""
    seconds, woken = iter(range(0, 1000, 25)), []
    monkeypatch.setattr(jobs, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(jobs, "wake", woken.append)
    done: list[int] = []
    jobs.in_turns("long", lambda: [1, 2], done.append)
    assert done == [1, 2, 1, 2, 1, 2]
    assert woken == ["long"]


def test_a_short_batch_is_gone_through_at_once(monkeypatch) -> None:
    waiting, woken = [3, 2, 1], []
    monkeypatch.setattr(jobs, "wake", woken.append)
    jobs.in_turns("short", lambda: waiting[-1:], waiting.remove)
    assert (waiting, woken) == ([], [])
