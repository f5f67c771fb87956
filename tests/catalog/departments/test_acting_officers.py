"""Acting officers (代理): for some days, of the own department, and never their own judges."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from catalog.departments import actions, jobs
from catalog.departments.actions import Acting
from catalog.departments.models import Membership
from catalog.departments.queries import has_office, holders, members_of
from portal.audit import chain
from portal.interfaces import show
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.reasons import Reason
from portal.regulation.vocabulary import Mandate
from portal.workflow import grants
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.documents.jobs import issue_documents
from requests_app.models import Document
from requests_app.sharing import actions as sharing
from tests import story
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2025, 9, 24), date(2025, 9, 30)
BACKEND = "django.contrib.auth.backends.ModelBackend"
JOB = Actor.system("test")


def act_for(cast: Cast, person: str = "labour_clerk", **changes: Any) -> Membership:
    """The labour department's clerk acts for the head of its office for a week."""
    period = {"starts_on": FIRST, "ends_on": LAST, "note": "负责人出差。"}
    stated = {name: changes.pop(name, value) for name, value in period.items()}
    asked = {
        "pk": cast.labour.pk,
        "user_id": cast.people[person].pk,
        "mandates": [Mandate.CONSENT],
        "acting": Acting(**stated),
        "actor": cast.actor("authority_officer"),
        "now": cast.now,
        "post": "共享工作机构负责人",
    }
    return actions.appoint_acting(**{**asked, **changes})


def refusal(act: Callable[..., Any], *given: Any, **asked: Any) -> Reason:
    with pytest.raises(Refused) as caught:
        act(*given, **asked)
    return caught.value.reason


def on(cast: Cast, person: str, day: date) -> Actor:
    return Actor.person(cast.people[person].pk, interface=Interface.PAGE, on=day)


# The period.


def test_the_mandate_begins_and_ends_with_its_days_without_any_job(cast: Cast) -> None:
    later = FIRST + timedelta(days=2)
    act_for(cast, starts_on=later)
    clerk = cast.actor("labour_clerk")
    regular = {Mandate.APPLY}
    for day, held in (
        (FIRST, regular),
        (later - timedelta(days=1), regular),
        (later, {*regular, Mandate.CONSENT}),
        (LAST, {*regular, Mandate.CONSENT}),
        (LAST + timedelta(days=1), regular),
    ):
        assert clerk.mandates(day) == held, day
        told = holders(Mandate.CONSENT, on=day, department_id=cast.labour.pk)
        acts = Mandate.CONSENT in held
        assert (cast.labour_clerk in told) is acts, day
    # Nobody has ended it: the days alone did.
    assert Membership.objects.get(acting_ends_on=LAST).ends_on is None


def test_who_serves_nobody_else_acts_and_is_nobody_afterwards(cast: Cast) -> None:
    act_for(cast, person="outsider")
    assert on(cast, "outsider", LAST).department_id == cast.labour.pk
    assert on(cast, "outsider", LAST).mandates(LAST) == {Mandate.CONSENT}
    after = LAST + timedelta(days=1)
    assert on(cast, "outsider", after).department_id is None
    # Who came in on the last day has nothing on the next.
    assert on(cast, "outsider", LAST).mandates(after) == frozenset()


def test_the_office_has_a_head_while_somebody_acts(cast: Cast) -> None:
    head = Membership.objects.get(user=cast.labour_office_head)
    act_for(cast)
    actions.dismiss(
        pk=cast.labour.pk,
        membership_id=head.pk,
        note="退休",
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )
    assert has_office(cast.labour.pk, LAST)
    assert not has_office(cast.labour.pk, LAST + timedelta(days=1))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"starts_on": date(2025, 9, 23)}, reasons.ACTING_PERIOD_INVALID),
        ({"ends_on": date(2025, 9, 23)}, reasons.ACTING_PERIOD_INVALID),
        ({"note": " "}, reasons.NO_GROUND),
        # Who serves another department would decide on what that one asks for.
        ({"person": "market_reviewer"}, reasons.ACTING_ELSEWHERE),
        ({"mandates": [Mandate.CONSENT, Mandate.APPROVE_ENTRY]}, reasons.HEADS_MUST_DIFFER),
    ],
)
def test_what_an_acting_appointment_needs(
    cast: Cast, changes: dict[str, Any], reason: Reason
) -> None:
    assert refusal(act_for, cast, **changes) is reason
    assert not Membership.objects.filter(acting_ends_on__isnull=False).exists()


def test_the_two_heads_stay_two_persons(cast: Cast) -> None:
    """The head of the department does not act for the head of its office, nor the other way."""
    asked = {"pk": cast.market.pk, "person": "market_chief"}
    assert refusal(act_for, cast, **asked) is reasons.HEADS_MUST_DIFFER
    asked = {"person": "market_office_head", "mandates": [Mandate.APPROVE_ENTRY]}
    assert refusal(act_for, cast, pk=cast.market.pk, **asked) is reasons.HEADS_MUST_DIFFER


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("labour_clerk", reasons.NOT_YOUR_MANDATE),
        ("market_office_head", reasons.NOT_YOUR_MATTER),
    ],
)
def test_the_authority_or_the_own_head_appoints(cast: Cast, person: str, reason: Reason) -> None:
    assert refusal(act_for, cast, actor=cast.actor(person)) is reason
    assert act_for(cast, actor=cast.actor("labour_office_head")).is_acting


def test_one_acting_appointment_at_a_time(cast: Cast) -> None:
    made = act_for(cast)
    assert refusal(act_for, cast) is reasons.DUPLICATE
    with transaction.atomic(), pytest.raises(IntegrityError, match="one_open_acting"):
        Membership.objects.create(
            user=made.user,
            department=made.department,
            mandates=[],
            starts_on=FIRST,
            acting_ends_on=LAST,
        )
    with transaction.atomic(), pytest.raises(IntegrityError, match="membership_acting_period"):
        Membership.objects.filter(pk=made.pk).update(acting_ends_on=date(2025, 9, 23))


# The end.


def test_the_job_tidies_up_and_the_regular_appointment_goes_on(cast: Cast) -> None:
    made = act_for(cast)
    jobs.end_acting_appointments(actor=JOB, now=cast.now + timedelta(days=6))
    made.refresh_from_db()
    assert made.ends_on is None  # 30 September is the last day
    for _again in range(2):
        jobs.end_acting_appointments(actor=JOB, now=cast.now + timedelta(days=7))
    made.refresh_from_db()
    assert made.ends_on == date(2025, 10, 1)
    assert AuditEvent.objects.filter(name="department.end_acting").count() == 1
    groups = set(cast.labour_clerk.groups.values_list("name", flat=True))
    assert groups == {"RSJ:members", f"RSJ:{Mandate.APPLY}"}
    assert grants.differences() == ([], [])


def test_it_is_ended_earlier_and_the_regular_one_is_not(cast: Cast) -> None:
    made = act_for(cast)
    ended = {"pk": cast.labour.pk, "note": "x", "now": cast.now}
    actions.dismiss(membership_id=made.pk, actor=cast.actor("authority_officer"), **ended)
    assert cast.actor("labour_clerk").mandates(FIRST) == {Mandate.APPLY}
    assert refusal(actions.end_acting, pk=cast.labour.pk, membership_id=made.pk, **_time(cast)) in {
        reasons.ACTING_RUNNING
    }
    assert act_for(cast).pk != made.pk
    assert grants.differences() == ([], [])


def test_one_that_was_still_to_come_never_begins(cast: Cast) -> None:
    made = act_for(cast, starts_on=LAST)
    officer = {"actor": cast.actor("authority_officer"), "now": cast.now}
    actions.dismiss(pk=cast.labour.pk, membership_id=made.pk, note="x", **officer)
    assert Mandate.CONSENT not in cast.actor("labour_clerk").mandates(LAST)


def _time(cast: Cast) -> dict[str, Any]:
    return {"actor": JOB, "now": cast.now}


# What an acting head does not do.


def test_an_acting_head_never_consents_to_what_he_drafted(cast: Cast, published) -> None:
    act_for(cast)
    acting = cast.actor("labour_clerk")
    own = story.apply(cast, published)
    sharing.submit(pk=own.pk, actor=acting, now=cast.now)
    asked = {"pk": own.pk, "actor": acting, "now": cast.now}
    assert refusal(sharing.consent_to_send, **asked) is reasons.SAME_PERSON
    # The head himself does.
    sharing.consent_to_send(**{**asked, "actor": cast.actor("labour_office_head")})


def test_an_acting_head_never_answers_his_own_proposal_or_his_own_department(
    cast: Cast, published
) -> None:
    act_for(cast, person="market_reviewer", pk=cast.market.pk)
    acting = cast.actor("market_reviewer")
    request = story.send(cast, story.apply(cast, published))
    sharing.open_review(pk=request.pk, actor=acting, now=cast.now)
    decisions = dict.fromkeys(request.item_ids, "AGREE")
    answer = sharing.Answer(kind="AGREE", decisions=decisions)
    sharing.propose_answer(pk=request.pk, answer=answer, actor=acting, now=cast.now)
    asked = {"pk": request.pk, "actor": acting, "now": cast.now}
    assert refusal(sharing.consent_to_agree, **asked) is reasons.SAME_PERSON
    act_for(cast)
    asked["actor"] = cast.actor("labour_clerk")
    assert refusal(sharing.consent_to_agree, **asked) is reasons.NOT_YOUR_MATTER


# Where it shows.


def test_an_act_on_paper_says_that_somebody_acted_for_another(cast: Cast, published) -> None:
    """Of the consent alone that the acting head gave; what the usual head signs says nothing."""
    papers = []
    act_for(cast, person="outsider", pk=cast.market.pk)
    for signs in (cast.actor("outsider"), cast.actor("market_office_head")):
        request = story.send(cast, story.apply(cast, published))
        reviewer = cast.actor("market_reviewer")
        sharing.open_review(pk=request.pk, actor=reviewer, now=cast.now)
        decisions = dict.fromkeys(request.item_ids, "AGREE")
        answer = sharing.Answer(kind="AGREE", decisions=decisions)
        sharing.propose_answer(pk=request.pk, answer=answer, actor=reviewer, now=cast.now)
        sharing.consent_to_agree(pk=request.pk, actor=signs, now=cast.now)
        chain.seal(now=cast.now)
        issue_documents(actor=Actor.system("issue-documents"), now=cast.now)
        papers.append(Document.objects.get(subject_number=request.public_number))
    said = "本事项由代理履行相应职责的人员办理。"
    acting, usual = (paper.content["paragraphs"] for paper in papers)
    assert acting[-1] == said
    assert said not in usual


def test_the_story_says_who_acted_for_another_for_good(cast: Cast, published) -> None:
    act_for(cast, person="outsider")
    request = story.apply(cast, published)
    sharing.submit(pk=request.pk, actor=cast.actor("labour_clerk"), now=cast.now)
    asked = {"pk": request.pk, "actor": cast.actor("outsider"), "now": cast.now}
    sharing.consent_to_send(**asked)

    def told() -> list[bool]:
        """Newest first: consented to, submitted, drafted."""
        return ["（代理）" in row["body"] for row in show.story(request)["events"]]

    assert told() == [True, False, False]
    jobs.end_acting_appointments(actor=JOB, now=cast.now + timedelta(days=30))
    assert told() == [True, False, False]


def test_what_he_does_by_his_own_mandate_is_no_acting(cast: Cast, published) -> None:
    act_for(cast)
    request = story.apply(cast, published)
    (row,) = show.story(request)["events"]
    assert "（代理）" not in row["body"]


def test_in_the_admin_from_the_appointment_to_its_end(cast: Cast, client: Client, settings) -> None:
    settings.AXES_ENABLED = False
    client.force_login(cast.labour_office_head, backend=BACKEND)
    base = "/admin/catalog/department/RSJ/"
    assert f"{base}appoint_acting/" in client.get(base).content.decode()
    sent = {
        "username": "labour_clerk",
        "post": "共享工作机构负责人",
        "mandates": [Mandate.CONSENT.value],
        "starts_on": "2999-01-01",
        "ends_on": "2999-01-31",
        "note": "负责人出差。",
    }
    for wrong, code in (
        ({"starts_on": "2999-02-30"}, 400),
        ({"note": ""}, 400),
        ({"mandates": ["rule_the_world"]}, 400),
        ({"username": "nobody"}, 400),
        ({"ends_on": "2998-12-31"}, 409),
        ({"starts_on": "2020-01-01"}, 409),
        ({"username": "market_reviewer"}, 409),
    ):
        answer = client.post(f"{base}appoint_acting/", {**sent, **wrong})
        assert answer.status_code == code, wrong
    assert client.post(f"{base}appoint_acting/", sent).status_code == 302
    made = Membership.objects.get(acting_ends_on=date(2999, 1, 31))
    # As if its days had come.
    Membership.objects.filter(pk=made.pk).update(starts_on=date(2025, 1, 1))
    page = client.get(base).content.decode()
    assert "共享工作机构负责人（代理）" in page
    assert "代理至 2999-01-31" in page
    client.force_login(cast.labour_clerk, backend=BACKEND)
    assert "（代理）" in client.get("/requests/").content.decode()
    assert client.post(f"{base}appoint_acting/", sent).status_code in {403, 409}
    client.force_login(cast.authority_officer, backend=BACKEND)
    end = f"{base}dismiss/?target=labour_clerk&acting=1"
    assert end.replace("&", "&amp;") in client.get(base).content.decode()
    assert client.post(end, {"note": "负责人已返回。"}).status_code == 302
    made.refresh_from_db()
    assert made.ends_on is not None
    (regular,) = members_of(cast.labour, on=timezone.localdate()).filter(user=cast.labour_clerk)
    assert not regular.is_acting
