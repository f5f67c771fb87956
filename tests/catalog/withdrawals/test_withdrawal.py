"""An entry is withdrawn after its agreements only, reviewed like an update (Arts 15 to 17, 27)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from catalog.directories import actions as directories
from catalog.directories import queries as directory
from catalog.models import DirectoryEntry, EntryVersion, EntryWithdrawal, UpdateTrigger
from catalog.withdrawals import actions, queries
from catalog.withdrawals.jobs import mark_overdue_withdrawals
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import SharingClass
from portal.workflow import grants
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.changes import actions as changes
from requests_app.models import SharingAgreement, SharingRequest
from requests_app.sharing import actions as sharing
from tests import cast as the_cast
from tests import story
from tests.interfaces.api_client import ApiCaller

BACKEND = "django.contrib.auth.backends.ModelBackend"


def refused(reason: Any, act: Any) -> Refused:
    """The act is refused with that reason."""
    with pytest.raises(Refused) as told:
        act()
    assert told.value.reason is reason
    return told.value


def agreement_on(cast: the_cast.Cast, version: EntryVersion, path: Any) -> SharingAgreement:
    """An agreement in use on the entry."""
    given = story.agree(cast, story.send(cast, story.apply(cast, version)))
    story.load(cast, version, story.small_registry(path / "rows.csv"))
    return story.put_into_use(cast, given)


def end_service(cast: the_cast.Cast, given: SharingAgreement) -> None:
    """Negotiated, filed and in effect (Art. 27 para. 3)."""
    reviewer = cast.actor("market_reviewer")
    day = cast.now + timedelta(days=1)
    change = changes.propose(
        agreement_id=given.pk,
        kind="END",
        reason="目录撤销",
        planned_on=day.date(),
        actor=reviewer,
        now=cast.now,
    )
    changes.record_talks(
        pk=change.pk,
        talked_on=cast.now.date(),
        talks="双方同意终止。",
        actor=reviewer,
        now=cast.now,
    )
    head = cast.actor("market_office_head")
    changes.file(pk=change.pk, actor=head, now=cast.now)
    changes.take_effect(pk=change.pk, actor=reviewer, now=day)


# The way to the end.


def test_nothing_is_offered_any_more_and_the_versions_stay(cast, published) -> None:
    entry = published.entry
    clerk = cast.actor("labour_clerk")
    drafted = story.apply(cast, published)
    trigger = directories.register_trigger(
        entry_id=entry.pk,
        kind="LAW",
        occurred_on=cast.now.date(),
        instrument="《某法》修订",
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )
    assert directory.published_to(clerk).filter(pk=entry.pk).exists()
    made = story.withdraw(cast, published)
    assert (made.public_number, made.status) == ("EW-SCJG-2025-0001", "WITHDRAWN")
    entry.refresh_from_db()
    assert (entry.live_version, entry.published_at) == (None, None)
    assert not directory.published_to(clerk).filter(pk=entry.pk).exists()
    version = directory.versions_visible_to(clerk, now=cast.now).get(pk=published.pk)
    assert (version.status, version.name) == ("WITHDRAWN", published.name)
    assert entry.live == published  # what it was called is still known
    assert grants.differences() == ([], [])
    assert UpdateTrigger.objects.get(pk=trigger.pk).status == "MET"
    # It can neither be asked for nor written anew.
    refused(reasons.NOT_PUBLISHED, lambda: story.apply(cast, published))
    refused(
        reasons.NOT_PUBLISHED,
        lambda: sharing.submit(pk=drafted.pk, actor=clerk, now=cast.now),
    )
    refused(
        reasons.WRONG_STATE,
        lambda: directories.draft_version(
            pk=published.pk, actor=cast.actor("market_compiler"), now=cast.now
        ),
    )
    refused(reasons.NOT_PUBLISHED, lambda: story.propose_withdrawal(cast, published))


def test_the_code_is_never_used_again(cast, published) -> None:
    story.withdraw(cast, published)
    again = story.draft(cast, story.enterprise_registry())
    assert again.entry.code != published.entry.code
    assert DirectoryEntry.objects.filter(code=published.entry.code).count() == 1


def test_a_live_agreement_is_ended_first(cast, published, tmp_path) -> None:
    """Refused with the agreements' numbers, until talks and filing have ended each."""
    given = agreement_on(cast, published, tmp_path)
    told = refused(reasons.ENTRY_IN_USE, lambda: story.propose_withdrawal(cast, published))
    assert told.details == (given.public_number,)
    assert reasons.ENTRY_IN_USE.article.code == "27-3"
    end_service(cast, given)
    later = cast.now + timedelta(days=1)
    assert story.withdraw(cast, published, now=later).status == "WITHDRAWN"


@pytest.mark.parametrize("is_over", [False, True])
def test_an_agreement_that_has_run_out_does_not_stand_in_the_way(
    cast, published, tmp_path, is_over: bool
) -> None:
    """The moment counts, whether or not any job has closed the agreement."""
    given = agreement_on(cast, published, tmp_path)
    end = given.valid_until
    moment = end if is_over else end - timedelta(microseconds=1)
    if is_over:
        assert story.propose_withdrawal(cast, published, now=moment).status == "AWAITING_HEAD"
    else:
        refused(
            reasons.ENTRY_IN_USE,
            lambda: story.propose_withdrawal(cast, published, now=moment),
        )


def test_a_suspended_agreement_is_live_and_so_is_one_being_supplied(
    cast, published, tmp_path
) -> None:
    being_supplied = story.agree(cast, story.send(cast, story.apply(cast, published)))
    given = agreement_on(cast, published, tmp_path)
    sharing.suspend(
        pk=given.pk,
        note="超范围",
        rectify_by=cast.now.date(),
        actor=cast.actor("market_office_head"),
        now=cast.now,
    )
    told = refused(reasons.ENTRY_IN_USE, lambda: story.propose_withdrawal(cast, published))
    assert told.details == (being_supplied.public_number, given.public_number)


def test_requests_are_answered_first(cast, published) -> None:
    request = story.send(cast, story.apply(cast, published))
    told = refused(reasons.ENTRY_ASKED_FOR, lambda: story.propose_withdrawal(cast, published))
    assert told.details == (request.public_number,)
    story.refuse(cast, request)
    assert story.propose_withdrawal(cast, published).status == "AWAITING_HEAD"


def test_a_dispute_about_a_refusal_is_settled_first(cast, published) -> None:
    """The government's decision could order an answer anew, of an entry that is gone (Art. 28)."""
    request = story.refuse(cast, story.send(cast, story.apply(cast, published)))
    dispute = story.open_dispute(cast, request)
    told = refused(reasons.ENTRY_ASKED_FOR, lambda: story.propose_withdrawal(cast, published))
    assert told.details == (dispute.public_number,)


def test_an_emergency_release_is_over_first(cast, published) -> None:
    """Asked for and granted it holds the entry; once its hours are over it does not (Art. 25)."""
    release = story.ask_emergency(cast, published)
    told = refused(reasons.ENTRY_IN_USE, lambda: story.propose_withdrawal(cast, published))
    assert told.details == (release.public_number,)
    story.grant_emergency(cast, release)
    refused(reasons.ENTRY_IN_USE, lambda: story.propose_withdrawal(cast, published))
    later = cast.now + timedelta(hours=release.hours)
    assert story.propose_withdrawal(cast, published, now=later).status == "AWAITING_HEAD"


def test_a_return_flow_is_ended_first(cast, published) -> None:
    flow = story.ask_return(cast, published)
    told = refused(reasons.ENTRY_IN_USE, lambda: story.propose_withdrawal(cast, published))
    assert told.details == (flow.public_number,)


def test_what_was_agreed_meanwhile_stops_the_withdrawal_too(cast, published) -> None:
    """Asked again at each step: the head's approval and the authority's announcement."""
    made = story.propose_withdrawal(cast, published)
    request = story.send(cast, story.apply(cast, published))
    chief, officer = cast.actor("market_chief"), cast.actor("authority_officer")
    refused(
        reasons.ENTRY_ASKED_FOR,
        lambda: actions.approve_withdrawal(pk=made.pk, actor=chief, now=cast.now),
    )
    story.refuse(cast, request)
    actions.approve_withdrawal(pk=made.pk, actor=chief, now=cast.now)
    story.agree(cast, story.send(cast, story.apply(cast, published)))
    refused(
        reasons.ENTRY_IN_USE,
        lambda: actions.withdraw_entry(pk=made.pk, actor=officer, now=cast.now),
    )
    assert DirectoryEntry.objects.get(pk=published.entry_id).live_version == published


def test_no_version_is_on_its_way(cast, published) -> None:
    made = story.review_withdrawal(cast, published)
    compiler = cast.actor("market_compiler")
    directories.draft_version(pk=published.pk, actor=compiler, now=cast.now)
    officer = cast.actor("authority_officer")
    refused(
        reasons.OPEN_VERSION_EXISTS,
        lambda: actions.withdraw_entry(pk=made.pk, actor=officer, now=cast.now),
    )
    actions.abandon_withdrawal(pk=made.pk, actor=compiler, now=cast.now)
    refused(reasons.OPEN_VERSION_EXISTS, lambda: story.propose_withdrawal(cast, published))


# Who does what, and until when.


def test_the_review_has_the_period_of_an_update(cast, published) -> None:
    """D3: two working days from the receipt; late, the log says so once."""
    made = story.review_withdrawal(cast, published)
    assert (made.due_code, f"{made.due_on}") == ("D3", "2025-09-26")
    clock = Actor.system("mark-overdue-withdrawals")
    mark_overdue_withdrawals(actor=clock, now=cast.now + timedelta(days=2))
    assert not AuditEvent.objects.filter(name="entrywithdrawal.overdue").exists()
    for _run in range(2):
        mark_overdue_withdrawals(actor=clock, now=cast.now + timedelta(days=3))
    assert AuditEvent.objects.filter(name="entrywithdrawal.overdue").count() == 1
    officer = cast.actor("authority_officer")
    actions.withdraw_entry(pk=made.pk, actor=officer, now=cast.now + timedelta(days=3))
    made.refresh_from_db()
    assert made.due_stopped_on is not None


def test_each_step_by_whose_it_is(cast, published) -> None:
    def propose(person: str) -> EntryWithdrawal:
        return actions.propose_withdrawal(
            entry_id=published.entry_id, reason="撤销", actor=cast.actor(person), now=cast.now
        )

    for person, reason in (
        ("market_reviewer", reasons.NOT_YOUR_MANDATE),
        ("civil_clerk", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
    ):
        refused(reason, lambda who=person: propose(who))
    made = propose("market_compiler")
    refused(reasons.WITHDRAWAL_UNDER_WAY, lambda: propose("market_compiler"))
    for step, person, reason in (
        (actions.approve_withdrawal, "market_compiler", reasons.NOT_YOUR_MANDATE),
        (actions.withdraw_entry, "authority_officer", reasons.WRONG_STATE),
    ):
        refused(reason, lambda s=step, p=person: s(pk=made.pk, actor=cast.actor(p), now=cast.now))
    chief = cast.actor("market_chief")
    refused(
        reasons.NO_GROUND,
        lambda: actions.send_back_withdrawal(pk=made.pk, note=" ", actor=chief, now=cast.now),
    )
    actions.send_back_withdrawal(pk=made.pk, note="尚需保留", actor=chief, now=cast.now)
    made = story.review_withdrawal(cast, published)
    refused(
        reasons.NOT_YOUR_MATTER,
        lambda: actions.withdraw_entry(pk=made.pk, actor=chief, now=cast.now),
    )
    officer = cast.actor("authority_officer")
    actions.return_withdrawal(pk=made.pk, note="请先公告", actor=officer, now=cast.now)
    assert DirectoryEntry.objects.get(pk=published.entry_id).live_version == published


def test_nobody_approves_what_he_proposed(cast, published) -> None:
    made = story.propose_withdrawal(cast, published)
    EntryWithdrawal.objects.filter(pk=made.pk).update(proposed_by=cast.market_chief)
    chief = cast.actor("market_chief")
    refused(
        reasons.SAME_PERSON,
        lambda: actions.approve_withdrawal(pk=made.pk, actor=chief, now=cast.now),
    )


def test_who_sees_it_and_whose_turn_it_is(cast, published) -> None:
    made = story.propose_withdrawal(cast, published)

    def seen(person: str) -> bool:
        return queries.visible_to(cast.actor(person)).filter(pk=made.pk).exists()

    assert [seen(each) for each in ("market_compiler", "authority_officer", "labour_clerk")] == [
        True,
        False,
        False,
    ]
    work = {"market_chief": True, "market_compiler": False, "authority_officer": False}
    for person, is_turn in work.items():
        found = queries.awaiting(cast.actor(person), now=cast.now)
        assert found.exists() is is_turn, person
    actions.approve_withdrawal(pk=made.pk, actor=cast.actor("market_chief"), now=cast.now)
    assert seen("authority_officer")
    assert queries.awaiting(cast.actor("authority_officer"), now=cast.now).exists()
    assert not seen("labour_clerk")
    officer = cast.actor("authority_officer")
    actions.withdraw_entry(pk=made.pk, actor=officer, now=cast.now)
    assert seen("labour_clerk")  # announced to all
    assert not queries.awaiting(officer, now=cast.now).exists()


def test_what_the_tables_refuse(cast, published) -> None:
    made = story.propose_withdrawal(cast, published)
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryWithdrawal.objects.filter(pk=made.pk).update(reason="")


# The interfaces.


@pytest.mark.parametrize("base", ["/withdrawals/", "/admin/catalog/entrywithdrawal/"])
def test_on_the_pages_from_the_entry_to_the_announcement(
    cast, published, client, settings, base: str
) -> None:
    settings.AXES_ENABLED = False
    slug = published.entry.slug
    new = f"{base}{'new' if base == '/withdrawals/' else 'add'}/?entry={slug}"
    client.force_login(cast.market_compiler, backend=BACKEND)
    where = (
        f"/catalog/{slug}/"
        if base == "/withdrawals/"
        else f"/admin/catalog/entryversion/{published.public_number}/"
    )
    assert new in client.get(where).content.decode()
    assert client.get(new).status_code == 200
    assert client.post(new, {"reason": ""}).status_code == 400
    request = story.send(cast, story.apply(cast, published))
    answer = client.post(new, {"reason": "撤销"})
    assert (answer.status_code, "entry-asked-for" in answer.content.decode()) == (409, True)
    assert request.public_number in answer.content.decode()
    story.refuse(cast, request)
    assert client.post(new, {"reason": "撤销"}).status_code == 302
    own = f"{base}{EntryWithdrawal.objects.get().public_number}/"
    assert "撤销" in client.get(own).content.decode()
    client.force_login(cast.market_chief, backend=BACKEND)
    assert client.post(f"{own}approve_withdrawal/").status_code == 302
    client.force_login(cast.authority_officer, backend=BACKEND)
    assert client.post(f"{own}withdraw_entry/").status_code == 302
    assert client.get(f"/catalog/{slug}/").status_code == 404
    client.force_login(cast.labour_clerk, backend=BACKEND)
    assert published.name in client.get(base).content.decode()
    assert published.name in client.get(own).content.decode()


def test_over_rest(cast, published) -> None:
    api = ApiCaller(cast.systems["labour"])
    sent = {"entry": published.entry.code, "reason": "撤销"}
    answer = api.post("/withdrawals/", sent)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")
    for wrong in ({"entry": 1}, {"reason": ""}, {"colour": "x"}):
        badly = api.post("/withdrawals/", {**sent, **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong))
    assert api.post("/withdrawals/", {**sent, "entry": "307/1"}).status_code == 404
    made = story.review_withdrawal(cast, published)
    assert api.get(f"/withdrawals/{made.public_number}/").status_code == 404
    officer = cast.actor("authority_officer", Interface.COMMAND)
    actions.withdraw_entry(pk=made.pk, actor=officer, now=cast.now)
    told = api.get(f"/withdrawals/{made.public_number}/").json()
    assert (told["entry"], told["status"]) == (published.entry.code, "WITHDRAWN")
    assert (told["in_use"], told["asked_for"], told["steps"]) == ([], [], [])
    assert api.get(f"/entries/{published.entry.slug}/").status_code == 404
    free = story.enterprise_registry(
        name="名录", sharing_class=SharingClass.UNCONDITIONAL, condition=None
    )
    assert SharingRequest.objects.count() == 0
    story.publish(cast, free)
    for query, count in (({}, 1), ({"side": "others"}, 1), ({"side": "own"}, 0)):
        assert len(api.get("/withdrawals/", query).json()["results"]) == count
