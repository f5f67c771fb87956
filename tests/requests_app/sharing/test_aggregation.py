"""Art. 25 para. 2: what a requester's data add up to is assessed before more is agreed to."""

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow.decision import Refused
from portal.workflow.policy import available
from requests_app.models import AggregationAssessment, SharingAgreement, SharingRequest
from requests_app.sharing import actions
from requests_app.sharing.actions import Answer
from requests_app.use_changes import actions as use_changes
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.races.fingerprint import nothing_left
from tests.requests_app.sharing import combined

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def held(cast, received) -> SharingAgreement:
    """The labour department is agreed the enterprise registry, looked up by its code."""
    return story.agree(cast, received)


@pytest.fixture
def asked(cast, held) -> SharingRequest:
    """It asks for who holds those enterprises, too."""
    return combined.ask(cast, combined.publish(cast))


def refused(act, *given: object) -> Refused:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(*given)
    return caught.value


def steps(cast, request: SharingRequest, person: str) -> set[str]:
    found = available(cast.actor(person), request.machine, request, now=cast.now)
    return {step.transition.name for step in found if step.is_allowed}


def test_agreeing_waits_for_the_assessment(cast, asked) -> None:
    """The reviewer is told what combines; after the assessment the way is free."""
    told = refused(combined.propose, cast, asked)
    assert told.reason is reasons.AGGREGATION_UNASSESSED
    assert told.reason.article is not None
    assert told.reason.article.code == "25-2"
    assert told.details == (f"{cast.market.name}《企业登记基本信息》",)
    combined.assess(cast, asked)
    combined.propose(cast, asked)
    made = combined.consent(cast, asked)
    assert made.items.count() == 3
    event = AuditEvent.objects.get(name="sharingrequest.assess_aggregation")
    assert event.article == "25-2"
    assert event.details["result"] == "ACCEPTABLE"
    (number,) = event.details["agreements"]
    assert number == SharingAgreement.objects.exclude(pk=made.pk).get().public_number


def test_what_does_not_join_needs_no_assessment(cast, received) -> None:
    """Nothing is held, and later nothing sensitive is asked for: no step, no delay."""
    assert "assess_aggregation" not in steps(cast, received, "market_assessor")
    story.agree(cast, received)
    plain = combined.ask(cast, combined.publish(cast), columns=("code", "share"))
    assert "assess_aggregation" not in steps(cast, plain, "market_assessor")
    told = refused(combined.assess, cast, plain)
    assert told.reason is reasons.NOTHING_TO_COMBINE
    combined.propose(cast, plain)
    combined.consent(cast, plain)


def test_the_column_that_would_reveal_can_be_left_out(cast, asked) -> None:
    """Agreeing to the harmless columns only needs no assessment of the others."""
    combined.propose(cast, asked, "holder")
    made = combined.consent(cast, asked)
    assert {row.item.column_name for row in made.items.select_related("item")} == {"code", "share"}


def test_a_secret_is_not_agreed_to(cast, asked) -> None:
    """Found secret once joined: neither proposed nor consented to, until less is agreed to."""
    combined.assess(cast, asked, "SECRET")
    assert refused(combined.propose, cast, asked).reason is reasons.AGGREGATION_SECRET
    combined.assess(cast, asked)
    combined.propose(cast, asked)
    combined.assess(cast, asked, "SECRET")
    assert refused(combined.consent, cast, asked).reason is reasons.AGGREGATION_SECRET
    head = cast.actor("market_office_head")
    actions.return_answer(pk=asked.pk, note="减少数据项。", actor=head, now=cast.now)
    combined.propose(cast, asked, "holder")
    combined.consent(cast, asked)
    results = AggregationAssessment.objects.order_by("pk").values_list("result", flat=True)
    assert list(results) == ["SECRET", "ACCEPTABLE", "SECRET"], "each stays on record"


def test_an_answer_sent_back_leaves_all_columns_to_be_assessed(cast, asked) -> None:
    """A refusal that the head sent back does not stand in the way of agreeing after all."""
    reviewer = cast.actor("market_reviewer")
    no = Answer(kind="REFUSE", refusal_ground="NOT_HELD", text="不掌握。")
    actions.propose_answer(pk=asked.pk, answer=no, actor=reviewer, now=cast.now)
    told = refused(combined.assess, cast, asked)
    assert told.reason is reasons.NOTHING_TO_COMBINE, "nothing of what is refused is joined"
    head = cast.actor("market_office_head")
    actions.return_answer(pk=asked.pk, note="本机关掌握。", actor=head, now=cast.now)
    combined.assess(cast, asked)
    combined.propose(cast, asked)
    combined.consent(cast, asked)


def test_what_is_agreed_meanwhile_is_assessed_again(cast, asked) -> None:
    """An agreement made after the assessment was not looked at by it."""
    combined.assess(cast, asked)
    combined.propose(cast, asked)
    third = story.publish(cast, story.enterprise_registry(name="企业年报信息"))
    items = dict(third.items.values_list("column_name", "pk"))
    wanted = {items["credit_code"]: "核验", items["capital"]: "核验"}
    other = story.apply(cast, third, columns=wanted, rows=())
    story.agree(cast, story.send(cast, other))
    told = refused(combined.consent, cast, asked)
    assert told.reason is reasons.AGGREGATION_UNASSESSED
    assert told.details == (f"{cast.market.name}《企业年报信息》",)
    combined.assess(cast, asked)
    combined.consent(cast, asked)


def test_what_was_disposed_of_combines_no_more(cast, asked, held) -> None:
    """Until it is disposed of it is held: in use, suspended, ended (Art. 27)."""
    holding = SharingAgreement.objects.filter(pk=held.pk)
    for status, combines in (
        ("PREPARING", True),
        ("IN_USE", True),
        ("SUSPENDED", True),
        ("TERMINATED", True),
        ("IN_DISPOSAL", True),
        ("CLOSED", False),
        ("OBSOLETE", False),
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE requests_app_sharingagreement SET status = %s WHERE id = %s",
                [status, held.pk],
            )
        assert holding.get().status == status
        assert SharingRequest.objects.get(pk=asked.pk).combines_with() == combines, status


def test_columns_added_later_are_assessed_like_those_asked_for(cast, held, tmp_path: Path) -> None:
    """Asked for bit by bit, the data add up to the same: a change of use is no way round."""
    plain = combined.ask(cast, combined.publish(cast), columns=("code", "share"))
    combined.propose(cast, plain)
    given = combined.put_into_use(cast, combined.consent(cast, plain), tmp_path)
    change = story.receive_use_change(cast, given)
    assert [row.item.column_name for row in change.items.select_related("item")] == ["holder"]
    head = cast.actor("market_office_head")

    def consent() -> SharingAgreement:
        return use_changes.consent_to_change(pk=change.pk, actor=head, now=cast.now)

    assert refused(consent).reason is reasons.AGGREGATION_UNASSESSED
    assessor = cast.actor("market_assessor")
    asked = {"pk": change.pk, "finding": "可推知个人持股。", "actor": assessor, "now": cast.now}
    use_changes.assess_aggregation(result="SECRET", **asked)
    assert refused(consent).reason is reasons.AGGREGATION_SECRET
    use_changes.assess_aggregation(result="ACCEPTABLE", **asked)
    made = consent()
    assert made.items.count() == 3
    assert AggregationAssessment.objects.filter(use_change=change).count() == 2


def test_a_change_without_columns_adds_up_to_nothing_new(
    cast, published, held, tmp_path: Path
) -> None:
    """Supply to a third party needs the provider's consent, and no assessment of columns."""
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    given = story.put_into_use(cast, held)
    change = story.receive_use_change(cast, given, third_party=cast.civil_affairs)
    assert not change.combines_with()
    head = cast.actor("market_office_head")
    use_changes.consent_to_change(pk=change.pk, actor=head, now=cast.now)


def test_only_the_provider_assesses(cast, asked) -> None:
    for person in ("market_reviewer", "market_office_head", "labour_clerk", "authority_officer"):
        assert "assess_aggregation" not in steps(cast, asked, person), person
    assert "assess_aggregation" in steps(cast, asked, "market_assessor")


def test_the_database_keeps_what_an_assessment_says(cast, asked) -> None:
    combined.assess(cast, asked)
    for change in ({"finding": ""}, {"agreement_ids": []}, {"result": "HARMLESS"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AggregationAssessment.objects.update(**change)


@pytest.mark.parametrize("base", ["/requests/", "/admin/requests_app/sharingrequest/"])
def test_shown_and_assessed_at_both_doors(cast, asked, client, open_doors, base: str) -> None:
    """What joins and by what; the reviewer's refusal keeps what he typed; the finding after."""
    where = f"{base}{asked.public_number}/"
    client.force_login(cast.people["market_reviewer"], BACKEND)
    page = client.get(where).content.decode()
    for text in ("汇聚关联风险", "待评估", "企业登记基本信息", combined.CODE):
        assert text in page, text
    assert SharingAgreement.objects.get().public_number not in page, "the requester's own affair"
    answer = {f"decision_{row.item.position}": "AGREE" for row in asked.items.all()}
    answer |= {"answer_kind": "AGREE", "answer_text": "键入的答复"}
    told = client.post(f"{where}propose_answer/", answer)
    assert told.status_code == 409
    assert "aggregation-unassessed" in told.content.decode()
    assert "键入的答复" in told.content.decode()
    client.force_login(cast.people["market_assessor"], BACKEND)
    form = client.get(f"{where}assess_aggregation/").content.decode()
    assert "可能推知" in form
    empty = client.post(f"{where}assess_aggregation/", {"result": "", "finding": " "})
    assert empty.status_code in {200, 400}
    assert not AggregationAssessment.objects.exists()
    done = client.post(
        f"{where}assess_aggregation/", {"result": "NO_RISK", "finding": "不增加可推知的内容。"}
    )
    assert done.status_code == 302
    page = client.get(where).content.decode()
    assert "不增加可推知的内容。" in page
    assert "待评估" not in page
    client.force_login(cast.people["hongkou_clerk"], BACKEND)
    assert client.get(f"{where}assess_aggregation/").status_code == 404


def test_told_to_systems(cast, asked, open_doors) -> None:
    """The requester's system reads what combines; assessing is the provider's."""
    api = ApiCaller(cast.systems["labour"])
    address = f"/requests/{asked.public_number}/"
    read = api.get(address).json()
    registry = SharingAgreement.objects.get().entry_version
    assert read["combines_with"] == [
        {
            "entry": registry.entry.code,
            "name": "企业登记基本信息",
            "provider": cast.market.name,
            "joined_by": [combined.CODE],
        }
    ]
    assert read["aggregation_assessments"] == []
    body = {"result": "NO_RISK", "finding": "x"}
    answer = api.post(f"{address}assess_aggregation/", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")
    combined.assess(cast, asked)
    (told,) = api.get(address).json()["aggregation_assessments"]
    assert told["result"] == "ACCEPTABLE"
