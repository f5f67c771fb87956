"""A condition added without authority: refused, on record, and put to the authority (Art. 39)."""

import pytest

from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import AnswerKind, ItemDecision
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.models import Breach, Notice, SharingRequest
from requests_app.notices.jobs import give_notices
from requests_app.oversight.jobs import propose_breaches
from requests_app.sharing import actions
from requests_app.sharing.actions import Answer
from tests import story
from tests.cast import Cast
from tests.interfaces.api_client import ApiCaller
from tests.races.fingerprint import nothing_left

BACKEND = "django.contrib.auth.backends.ModelBackend"
EVENT = "sharingrequest.condition_refused"
FEE = "须先与本部门签订数据服务合同"
JOB = Actor.system("test")


def answer(request: SharingRequest, condition: str, kind: str = AnswerKind.AGREE) -> Answer:
    decisions = dict.fromkeys(request.item_ids, ItemDecision.AGREE)
    if kind == AnswerKind.REFUSE:
        return Answer(kind=kind, refusal_ground="OTHER", text="x", condition=condition)
    return Answer(kind=kind, decisions=decisions, condition=condition)


def propose(cast: Cast, request: SharingRequest, condition: str, **changes: str) -> None:
    person = changes.pop("person", "market_reviewer")
    actions.propose_answer(
        pk=request.pk,
        answer=answer(request, condition, **changes),
        actor=cast.actor(person),
        now=cast.now,
    )


def refused(reason: reasons.Reason, *args: object, **inputs: str) -> Refused:
    with pytest.raises(Refused) as caught:
        propose(*args, **inputs)  # type: ignore[arg-type]
    assert caught.value.reason is reason
    return caught.value


def forms_of(request: SharingRequest, condition: str) -> dict[str, str]:
    """The answer as it is typed."""
    rows = request.items.select_related("item")
    decided = {f"decision_{row.item.position}": "AGREE" for row in rows}
    return {"answer_kind": "AGREE", "condition": condition, **decided}


@pytest.mark.parametrize("kind", [AnswerKind.AGREE, AnswerKind.REFUSE])
def test_the_step_is_refused_and_the_attempt_alone_stays(cast, in_review, kind: str) -> None:
    before = AuditEvent.objects.count()
    told = refused(reasons.CONDITION_NOT_PUBLISHED, cast, in_review, FEE, kind=kind)
    assert told.details == (FEE,)
    fresh = SharingRequest.objects.get(pk=in_review.pk)
    assert (fresh.status, fresh.lock_version, fresh.answer_kind) == (
        "IN_REVIEW",
        in_review.lock_version,
        "",
    )
    event = AuditEvent.objects.get(name=EVENT)
    assert AuditEvent.objects.count() == before + 1
    assert (event.note, event.actor_id, event.department_id, event.article) == (
        FEE,
        cast.market_reviewer.pk,
        cast.market.pk,
        "20-3",
    )
    # The same again is the same attempt; another condition is another.
    refused(reasons.CONDITION_NOT_PUBLISHED, cast, in_review, f" {FEE} ", kind=kind)
    assert AuditEvent.objects.filter(name=EVENT).count() == 1
    refused(reasons.CONDITION_NOT_PUBLISHED, cast, in_review, "限本月使用", kind=kind)
    assert AuditEvent.objects.filter(name=EVENT).count() == 2


def test_a_published_condition_may_be_cited_and_none_has_to_be(cast, in_review) -> None:
    """The entry publishes: 按业务编号逐笔查询，不得批量留存。"""
    propose(cast, in_review, "不得批量留存。")
    event = AuditEvent.objects.get(name="sharingrequest.propose_answer")
    assert event.details["condition"] == "不得批量留存。"
    head = cast.actor("market_office_head")
    actions.return_answer(pk=in_review.pk, note="x", actor=head, now=cast.now)
    propose(cast, in_review, "")
    assert not AuditEvent.objects.filter(name=EVENT).exists()


def test_an_unconditional_entry_takes_no_condition_at_all(cast, stage) -> None:
    request = story.send(cast, story.apply(cast, stage.unconditional))
    actions.open_review(pk=request.pk, actor=cast.actor("market_reviewer"), now=cast.now)
    refused(reasons.CONDITION_NOT_PUBLISHED, cast, request, "不得批量留存。")
    propose(cast, request, "")


def test_who_may_not_answer_leaves_nothing(cast, in_review) -> None:
    """The attempt of somebody without the right is no answer of the department."""
    for person, reason in (
        ("market_compiler", reasons.NOT_YOUR_MANDATE),
        ("labour_clerk", reasons.NOT_YOUR_MATTER),
    ):
        with nothing_left():
            refused(reason, cast, in_review, FEE, person=person)


def test_once_published_it_may_be_cited(cast, in_review, published) -> None:
    """The way out: the entry states it first."""
    refused(reasons.CONDITION_NOT_PUBLISHED, cast, in_review, FEE)
    row = published.condition_row
    row.safeguards += FEE
    row.save()
    propose(cast, in_review, FEE)


def test_the_authority_is_told_and_a_breach_is_proposed_once(cast, in_review) -> None:
    refused(reasons.CONDITION_NOT_PUBLISHED, cast, in_review, FEE)
    for _again in range(2):
        chain.seal(now=cast.now)
        propose_breaches(actor=JOB, now=cast.now)
        give_notices(actor=JOB, now=cast.now)
    breach = Breach.objects.get()
    assert (breach.code, breach.department, breach.authority) == (
        "A39_2",
        cast.market,
        cast.authority,
    )
    told = Notice.objects.filter(event_name=EVENT)
    assert [(each.recipient, each.is_legal) for each in told] == [(cast.authority_officer, True)]
    # And it is for the department to explain, on its head's work list.
    waiting = story.work(cast.actor("market_office_head"), cast.now, Breach)
    assert list(waiting) == [breach.public_number]


@pytest.mark.parametrize("base", ["/requests/", "/admin/requests_app/sharingrequest/"])
def test_the_attempt_in_pages_and_admin(cast, in_review, client, settings, base: str) -> None:
    settings.AXES_ENABLED = False
    client.force_login(cast.market_reviewer, backend=BACKEND)
    address = f"{base}{in_review.public_number}/propose_answer/"
    told = client.post(address, forms_of(in_review, FEE))
    page = told.content.decode()
    assert (told.status_code, "condition-not-published" in page, FEE in page) == (409, True, True)
    assert AuditEvent.objects.get(name=EVENT).note == FEE
    assert client.post(address, forms_of(in_review, "不得批量留存")).status_code == 302
    assert FEE in client.get(f"{base}{in_review.public_number}/").content.decode()


def test_the_attempt_over_the_interface(cast, in_review) -> None:
    from catalog.departments import actions as departments

    made = departments.register_system(
        pk=cast.market.pk,
        code="shenhe",
        name="审核系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=["answer_for_department"],
    )
    api = ApiCaller(made)
    names = in_review.items.values_list("item__column_name", flat=True)
    sent = {"answer_kind": "AGREE", "decisions": dict.fromkeys(names, "AGREE")}
    address = f"/requests/{in_review.public_number}/propose_answer/"
    told = api.post(address, {**sent, "condition": FEE})
    body = told.json()
    assert (told.status_code, body["code"], body["details"]) == (
        409,
        "condition-not-published",
        [FEE],
    )
    event = AuditEvent.objects.get(name=EVENT)
    assert (event.interface, event.department_id) == ("API", cast.market.pk)
    assert api.post(address, {**sent, "condition": 1}).status_code == 400
    assert api.post(address, sent).status_code == 200
