"""Two at once, on real connections: one succeeds, the others are told; quotas are exact."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from catalog.directories import actions as directories
from catalog.internal_rules import actions as internal_rules
from catalog.models import (
    Classification,
    DataResource,
    DirectoryEntry,
    EntryVersion,
    EntryWithdrawal,
    InternalRule,
    Norm,
    Platform,
    Question,
    QuestionMessage,
    SourceDesignation,
    StandardCode,
)
from catalog.platforms import actions as platforms
from catalog.subjects import actions as subjects
from catalog.withdrawals import actions as withdrawals
from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation.vocabulary import Purpose
from portal.workflow import grants
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from requests_app.complaints import actions as complaints
from requests_app.corrections import actions as corrections
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Operation
from requests_app.demands import actions as demands
from requests_app.disputes import actions as disputes
from requests_app.incidents import actions as incidents
from requests_app.models import (
    Breach,
    CollectionMatch,
    Complaint,
    DataCollection,
    Delivery,
    DeliveryStop,
    Demand,
    Dispute,
    EmergencyRelease,
    FormerAnswer,
    NormCitation,
    QuotaDay,
    ReturnFlow,
    ReturnRun,
    SharingAgreement,
    SharingRequest,
)
from requests_app.oversight import actions as oversight
from requests_app.return_flow import actions as return_flow
from requests_app.sharing import actions as sharing
from requests_app.sharing import legal_basis
from requests_app.stops import actions as stops
from tests import cast as the_cast
from tests import story

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 8


def race(act: Callable[[], object], racers: int = RACERS) -> Counter[str]:
    """The act by so many threads at the same moment; what each was told."""
    gate = threading.Barrier(racers)
    told: Counter[str] = Counter()
    lock = threading.Lock()

    def run() -> None:
        try:
            gate.wait(20)
            try:
                act()
                answer = "ok"
            except Refused as refused:
                answer = refused.reason.code
        finally:
            connection.close()
        with lock:
            told[answer] += 1

    threads = [threading.Thread(target=run) for _number in range(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return told


@pytest.fixture
def cast(now) -> the_cast.Cast:
    """The cast, committed."""
    grants.forget_permissions()
    return the_cast.build(now)


def test_eight_at_once_on_one_step(cast) -> None:
    """One success, seven refused wrong-state, one audit event; ten rounds."""
    version = story.publish(cast, story.enterprise_registry())
    clerk = cast.actor("labour_clerk")
    for _round in range(10):
        request = story.apply(cast, version)
        told = race(lambda pk=request.pk: sharing.submit(pk=pk, actor=clerk, now=cast.now))
        assert told == {"ok": 1, "wrong-state": RACERS - 1}
        events = AuditEvent.objects.filter(name="sharingrequest.submit", subject_id=request.pk)
        assert events.count() == 1


def test_withdraw_against_consent(cast) -> None:
    """Withdrawing and agreeing at once: exactly one of them happens."""
    version = story.publish(cast, story.enterprise_registry())
    for _round in range(5):
        request = story.send(cast, story.apply(cast, version))
        reviewer = cast.actor("market_reviewer")
        sharing.open_review(pk=request.pk, actor=reviewer, now=cast.now)
        decisions = dict.fromkeys(request.item_ids, "AGREE")
        answer = sharing.Answer(kind="AGREE", decisions=decisions)
        sharing.propose_answer(pk=request.pk, answer=answer, actor=reviewer, now=cast.now)
        steps = iter(
            [
                lambda pk=request.pk: sharing.withdraw(
                    pk=pk, actor=cast.actor("labour_clerk"), now=cast.now
                ),
                lambda pk=request.pk: sharing.consent_to_agree(
                    pk=pk, actor=cast.actor("market_office_head"), now=cast.now
                ),
            ]
        )
        told = race(lambda left=steps: next(left)(), racers=2)
        assert told == {"ok": 1, "wrong-state": 1}
        status = SharingRequest.objects.get(pk=request.pk).status
        agreed = SharingAgreement.objects.filter(request=request).exists()
        assert agreed == (status == "AGREED")


def test_two_feedbacks_at_once_give_one(cast, tmp_path: Path) -> None:
    """One feedback, one notice to each department told, and the period stopped once."""
    version = story.publish(cast, story.enterprise_registry())
    agreement = story.agree(cast, story.send(cast, story.apply(cast, version)))
    story.load(cast, version, story.small_registry(tmp_path / "rows.csv"))
    agreement = story.put_into_use(cast, agreement)
    reviewer = cast.actor("market_reviewer")
    for _round in range(3):
        made = story.receive_correction(cast, agreement)
        asked = {"pk": made.pk, "actor": reviewer, "now": cast.now}
        corrections.begin_verification(**asked)
        corrections.correct(finding="已更正。", **asked)
        told = race(lambda step=asked: corrections.feed_back(**step), racers=2)
        assert told == {"ok": 1, "wrong-state": 1}
        assert made.feedbacks.count() == 1
        events = AuditEvent.objects.filter(name="correction.feed_back", subject_id=made.pk)
        assert events.count() == 1


def _referred(cast: the_cast.Cast, request: SharingRequest) -> Dispute:
    """A dispute about a refused request that lies before the government."""
    dispute = story.open_dispute(cast, request)
    head, officer = cast.actor("labour_office_head"), cast.actor("authority_officer")
    disputes.negotiate(
        pk=dispute.pk,
        negotiated_on=cast.now.date(),
        participants="双方",
        text="未达成一致。",
        actor=head,
        now=cast.now,
    )
    disputes.fail_negotiation(pk=dispute.pk, failure="各持己见。", actor=head, now=cast.now)
    disputes.request_coordination(pk=dispute.pk, authority="SJJ", actor=head, now=cast.now)
    disputes.record_no_agreement(pk=dispute.pk, result="未一致。", actor=officer, now=cast.now)
    disputes.refer(pk=dispute.pk, actor=officer, now=cast.now)
    return dispute


def test_two_decisions_at_once_give_one(cast) -> None:
    """One decision, the request reopened once, one former answer kept."""
    version = story.publish(cast, story.enterprise_registry())
    officer = cast.actor("authority_officer")
    for number in range(3):
        request = story.refuse(cast, story.send(cast, story.apply(cast, version)))
        decision = {
            "pk": _referred(cast, request).pk,
            "instrument": f"沪府数〔2025〕{number}号",
            "decided_on": cast.now.date(),
            "decision": "重新答复。",
            "outcome": "ANSWER_ANEW",
            "actor": officer,
            "now": cast.now,
        }
        told = race(lambda asked=decision: disputes.decide(**asked), racers=2)
        assert told == {"ok": 1, "wrong-state": 1}
        assert FormerAnswer.objects.filter(request=request).count() == 1
        events = AuditEvent.objects.filter(name="sharingrequest.reopen", subject_id=request.pk)
        assert events.count() == 1


def test_two_disputes_at_once_about_one_request_are_one(cast) -> None:
    """Each party opens one at the same moment; there is one, and the other party is told."""
    version = story.publish(cast, story.enterprise_registry())
    request = story.refuse(cast, story.send(cast, story.apply(cast, version)))
    told = race(lambda: story.open_dispute(cast, request))
    assert told == {"ok": 1, "dispute-under-way": RACERS - 1}
    assert Dispute.objects.filter(request=request).count() == 1


def test_two_disputes_at_once_about_one_class_are_one(cast) -> None:
    """A department disputes the class twice at the same moment; there is one dispute."""
    version = story.publish(cast, story.withheld_registry())
    told = race(lambda: story.open_dispute(cast, version))
    assert told == {"ok": 1, "dispute-under-way": RACERS - 1}
    assert Dispute.objects.filter(entry=version.entry).count() == 1


def test_two_merges_at_once_are_one(cast) -> None:
    """A node is merged once; and two that are merged into each other do not both go."""
    node = story.classify(cast, ("2", "主题", ""), ("211", "生态", "2"), ("212", "应急", "2"))
    other = Classification.objects.get(code="211")
    by = {"actor": cast.actor("authority_officer"), "now": cast.now}
    merges = iter([(node.pk, "211"), (other.pk, "212")])
    told = race(lambda: _merge(*next(merges), by), racers=2)
    assert told == {"ok": 1, "classification-heir-unfit": 1}
    assert Classification.objects.filter(code__in=["211", "212"], status="IN_USE").count() == 1
    third = story.classify(cast, ("213", "执法", "2"))
    told = race(lambda: _merge(third.pk, "2", by))
    assert told == {"ok": 1, "wrong-state": RACERS - 1}
    events = AuditEvent.objects.filter(name="classification.merge_classification")
    assert events.filter(subject_id=third.pk).count() == 1


def _merge(pk: int, into: str, by: dict[str, Any]) -> None:
    subjects.merge_classification(pk=pk, into=into, **by)


def test_two_starts_at_once_hand_over_once(cast, tmp_path: Path) -> None:
    """One start, one hand-over of the data version, whole."""
    version = story.publish(cast, story.enterprise_registry())
    story.load(cast, version, story.small_registry(tmp_path / "rows.csv"))
    flow = story.ask_return(cast, version)
    story.configure_return(cast, flow)
    reviewer = cast.actor("market_reviewer")
    told = race(lambda: return_flow.start(pk=flow.pk, actor=reviewer, now=cast.now))
    assert told == {"ok": 1, "wrong-state": RACERS - 1}
    run = ReturnRun.objects.get(flow=flow)
    assert run.rows_stored == run.rows_owed


def test_two_asks_at_once_are_one_return(cast) -> None:
    """The entry is returned to a department under one flow."""
    version = story.publish(cast, story.enterprise_registry())
    story.open_district(cast)
    told = race(lambda: story.ask_return(cast, version))
    assert told == {"ok": 1, "return-under-way": RACERS - 1}
    assert ReturnFlow.objects.filter(entry=version.entry_id).count() == 1


def test_two_asks_at_once_are_one_emergency_and_two_grants_are_one(cast) -> None:
    """One release of an entry to a department; both bodies grant at once, and one of them does."""
    version = story.publish(cast, story.enterprise_registry())
    told = race(lambda: story.ask_emergency(cast, version))
    assert told == {"ok": 1, "emergency-under-way": RACERS - 1}
    release = EmergencyRelease.objects.get()
    bodies = iter(["market_office_head", "authority_officer"] * RACERS)
    lock = threading.Lock()

    def grant() -> None:
        with lock:
            person = next(bodies)
        story.grant_emergency(cast, release, person=person)

    assert race(grant) == {"ok": 1, "wrong-state": RACERS - 1}
    granted = AuditEvent.objects.get(name="emergencyrelease.grant_release")
    release.refresh_from_db()
    assert release.granted_by_id == granted.department_id


def test_two_who_contain_and_conclude_at_once_are_one_each_and_no_measure_is_lost(cast) -> None:
    """Each step is taken once; measures that are recorded at one moment are all kept."""
    version = story.publish(cast, story.enterprise_registry())
    given = story.agree(cast, story.send(cast, story.apply(cast, version)))
    incident = story.report_incident(cast, agreement=given)
    at = {"pk": incident.pk, "actor": cast.actor("labour_clerk"), "now": cast.now}
    told = race(lambda: incidents.record_measure(measure="更换密钥", **at))
    assert told == {"ok": RACERS}
    assert incident.measures.count() == RACERS
    told = race(lambda: story.contain_incident(cast, incident, is_reported=False))
    assert told == {"ok": 1, "wrong-state": RACERS - 1}
    incidents.report_to_body(body="AUTHORITY", told_at=cast.now, document_number="一号", **at)
    told = race(lambda: story.close_incident(cast, incident))
    assert told == {"ok": 1, "wrong-state": RACERS - 1}


def test_one_letter_registered_at_once_is_one_complaint_with_one_decision(cast) -> None:
    """The register's number is used once; of those who decide at one moment one does."""
    told = race(lambda: story.register_complaint(cast, register_number="一号"))
    assert told == {"ok": 1, "duplicate": RACERS - 1}
    made = Complaint.objects.get()
    at = {"pk": made.pk, "actor": cast.actor("market_office_head"), "now": cast.now}
    steps = iter(
        [
            lambda: complaints.accept_complaint(**at),
            lambda: complaints.decline_complaint(ground="OTHER", text="甲", **at),
        ]
        * (RACERS // 2)
    )
    lock = threading.Lock()

    def decide() -> None:
        with lock:
            step = next(steps)
        step()

    assert race(decide) == {"ok": 1, "wrong-state": RACERS - 1}


def test_one_condition_tried_at_once_is_one_attempt(cast) -> None:
    """Every racer is refused; the authority is told of the condition once."""
    version = story.publish(cast, story.enterprise_registry())
    request = story.send(cast, story.apply(cast, version))
    reviewer = cast.actor("market_reviewer")
    sharing.open_review(pk=request.pk, actor=reviewer, now=cast.now)
    answer = sharing.Answer(
        kind="AGREE", decisions=dict.fromkeys(request.item_ids, "AGREE"), condition="限本月使用"
    )
    told = race(
        lambda: sharing.propose_answer(pk=request.pk, answer=answer, actor=reviewer, now=cast.now)
    )
    assert told == {"condition-not-published": RACERS}
    assert AuditEvent.objects.filter(name="sharingrequest.condition_refused").count() == 1


def _call(agreement: SharingAgreement, client_id: int) -> Call:
    return Call(
        number=agreement.public_number,
        client_id=client_id,
        operation=Operation.RECORDS,
        purpose=Purpose.GOVERNMENT_SERVICE,
        case_number="R-1",
        limit=5,
    )


def test_the_quota_is_exact_under_parallel_calls(cast, tmp_path: Path) -> None:
    """Twenty racers, a quota of seven: seven answers, seven receipts, thirteen refusals."""
    version = story.publish(cast, story.enterprise_registry())
    agreement = story.agree(cast, story.send(cast, story.apply(cast, version)))
    story.load(cast, version, story.small_registry(tmp_path / "rows.csv"))
    story.put_into_use(cast, agreement)
    SharingAgreement.objects.filter(pk=agreement.pk).update(daily_quota=7)
    actor = cast.actor("labour_clerk", Interface.API)
    call = _call(agreement, cast.systems["labour"].system.client_id)
    for day in range(2):
        moment = cast.now + timedelta(days=day)
        told = race(lambda at=moment: deliver(call=call, actor=actor, now=at), racers=20)
        assert told == {"ok": 7, "quota-spent": 13}
    assert Delivery.objects.count() == 14
    assert sorted(QuotaDay.objects.values_list("used", flat=True)) == [7, 7]
    assert AuditEvent.objects.filter(name="delivery.refuse").count() == 26


def test_the_race_has_teeth(cast) -> None:
    """The same quota read first and written later overshoots: the race would show it."""
    version = story.publish(cast, story.enterprise_registry())
    agreement = story.agree(cast, story.send(cast, story.apply(cast, version)))
    overshot = 0
    for number in range(6):
        day = (cast.now + timedelta(days=number)).date()
        row = QuotaDay.objects.create(agreement=agreement, day=day)
        inside = threading.Barrier(RACERS)

        def naive(pk: int = row.pk, barrier: threading.Barrier = inside) -> None:
            with transaction.atomic():
                used = QuotaDay.objects.get(pk=pk).used
                barrier.wait(20)
                if used < 3:
                    QuotaDay.objects.filter(pk=pk).update(used=F("used") + 1)

        race(naive)
        overshot += QuotaDay.objects.get(pk=row.pk).used > 3
    assert overshot >= 3


def test_one_source_however_many_name_it_at_once(cast) -> None:
    """One designation; the others are told which department is the source."""
    told = race(lambda: story.name_source(cast))
    assert told == {"ok": 1, "source-named": RACERS - 1}
    assert SourceDesignation.objects.count() == 1
    assert AuditEvent.objects.filter(name="sourcedesignation.name_source").count() == 1


def test_delivery_is_stopped_once_however_many_stop_it_at_once(cast) -> None:
    """One stop in force; the others are told that it stands. Lifting it is one act as well."""
    told = race(lambda: story.stop_delivery(cast))
    assert told == {"ok": 1, "stopped-already": RACERS - 1}
    stop = DeliveryStop.objects.get()
    officer = cast.actor("authority_officer")
    told = race(lambda: stops.lift_stop(pk=stop.pk, note="排除", actor=officer, now=cast.now))
    assert told == {"ok": 1, "wrong-state": RACERS - 1}
    assert AuditEvent.objects.filter(subject_number=stop.public_number).count() == 2


def test_the_day_s_look_ups_are_counted_however_many_ask_at_once(cast, settings) -> None:
    """The limit and no more, each with its event; nobody is counted twice or left out."""
    settings.PORTAL_SWITCHES = {"SUBJECT_LOOKUPS_A_DAY": 5}
    story.authorise(cast)
    told = race(lambda: story.look_up(cast))
    assert told == {"ok": 5, "lookups-spent": RACERS - 5}
    assert AuditEvent.objects.filter(name="subjectlookup.look_up").count() == 5


def test_a_norm_is_recorded_and_repealed_once_however_many_do_it_at_once(cast) -> None:
    told = race(lambda: story.record_norm(cast))
    assert told.pop("ok") == 1
    assert set(told) <= {"norm-recorded-already", "duplicate"}
    norm = Norm.objects.get()
    day = cast.now.date() + timedelta(days=9)
    told = race(lambda: story.repeal(cast, norm, day))
    assert told == {"ok": 1, "wrong-state": RACERS - 1}
    assert AuditEvent.objects.filter(subject_number=norm.public_number).count() == 2


def test_a_platform_is_declared_once_and_carries_nothing_once_it_closed(cast) -> None:
    """Declared by all at once, it is one; closed while data are to travel by it, or while another
    joins through it: whatever came first, nothing new hangs on what is closed."""
    told = race(lambda: story.declare_platform(cast))
    assert told == {"ok": 1, "platform-declared-already": RACERS - 1}
    version = story.publish(cast, story.enterprise_registry())
    head, reviewer = cast.actor("market_office_head"), cast.actor("market_reviewer")
    for number in range(4):
        city = story.join_platform(
            cast, story.declare_platform(cast, f"市级{number}", kind="REGIONAL")
        )
        lower = story.declare_platform(cast, f"下级{number}")
        attached = DataResource.objects.count()
        acts = iter(
            [
                lambda pk=city.pk: platforms.close_platform(
                    pk=pk, closed_on=cast.now.date(), actor=head, now=cast.now
                ),
                lambda above=city, below=lower: story.join_platform(cast, below, upper=above),
                lambda pk=city.pk: directories.attach_resource(
                    entry_id=version.entry_id,
                    name="专线",
                    mode="OTHER",
                    platform_id=pk,
                    actor=reviewer,
                    now=cast.now,
                ),
            ]
        )
        lock = threading.Lock()

        def act(left=acts, lock=lock) -> None:
            with lock:
                one = next(left)
            one()

        told = race(act, racers=3)
        city.refresh_from_db()
        is_closed = city.status == "CLOSED"
        joined = Platform.objects.filter(upper=city, status="JOINED").count()
        assert not (is_closed and joined), told
        assert set(told) <= {
            "ok",
            "upper-platform-unfit",
            "platform-relied-on",
            "platform-not-joined",
        }
        assert told["upper-platform-unfit"] == (0 if joined else 1)
        assert told["platform-relied-on"] == (0 if is_closed else 1)
        assert told["platform-not-joined"] == 1 - (DataResource.objects.count() - attached)


def test_each_entry_gets_a_code_of_its_own_and_none_is_used_again(cast) -> None:
    """分类码/顺序码: numbered without a gap by eight at once, and never given out a second time."""
    numbers = iter(range(RACERS))
    lock = threading.Lock()

    def draft() -> None:
        with lock:
            number = next(numbers)
        story.draft(cast, story.enterprise_registry(name=f"目录{number}"))

    assert race(draft) == {"ok": RACERS}
    codes = sorted(DirectoryEntry.objects.values_list("code", flat=True))
    prefix = codes[0].partition("/")[0]
    assert codes == [f"{prefix}/{number:06d}" for number in range(1, RACERS + 1)]
    discarded = EntryVersion.objects.get(entry__code=codes[-1])
    clock = Actor.system("work-on-imports")
    directories.discard_draft(pk=discarded.pk, actor=clock, now=cast.now)
    kept = story.publish(cast, story.enterprise_registry())
    story.withdraw(cast, kept)
    assert story.draft(cast, story.enterprise_registry()).entry.code == f"{prefix}/000010"


def test_a_standard_is_registered_once_and_a_code_stands_once_however_often_it_is_loaded(
    cast,
) -> None:
    told = race(lambda: story.register_standard(cast))
    assert told.pop("ok") == 1
    assert set(told) <= {"standard-registered-already", "duplicate"}
    standard = story.register_standard(cast, "GB/T 2260", "")
    names = iter(f"310101,名称{number}" for number in range(RACERS))
    lock = threading.Lock()

    def load() -> None:
        with lock:
            line = next(names)
        story.load_codes(cast, standard, line)

    assert race(load) == {"ok": 1, "code-lines-invalid": RACERS - 1}
    assert StandardCode.objects.filter(standard=standard).count() == 1


def test_one_internal_rule_is_filed_and_replaced_however_many_do_it_at_once(cast) -> None:
    told = race(lambda: story.file_rule(cast))
    assert told.pop("ok") == 1
    assert set(told) <= {"internal-rule-on-file", "duplicate"}
    rule = InternalRule.objects.get()
    told = race(
        lambda: internal_rules.replace_rule(
            pk=rule.pk,
            document=story.rule_document(cast, document_number="二号"),
            actor=cast.actor("market_compiler"),
            now=cast.now,
        )
    )
    assert told == {"ok": 1, "wrong-state": RACERS - 1}
    assert InternalRule.objects.count() == 2
    assert InternalRule.objects.get(status="IN_FORCE").replaces == rule


def test_one_norm_is_cited_instead_and_consented_to_once(cast, tmp_path: Path) -> None:
    """However many cite at once, one awaits the provider; time and consent meet on one row."""
    version = story.publish(cast, story.enterprise_registry())
    norm = story.record_norm(cast)
    asked = story.apply(cast, version, basis_norm_id=norm.pk)
    given = story.agree(cast, story.send(cast, asked))
    story.load(cast, version, story.small_registry(tmp_path / "rows.csv"))
    given = story.put_into_use(cast, given)
    story.repeal(cast, norm, cast.now.date())
    other = story.record_norm(cast, title="某法", document_number="主席令第1号")
    cited: dict[str, Any] = {
        "pk": given.pk,
        "replaced": norm.public_number,
        "norm": other.public_number,
        "article": "",
        "actor": cast.actor("labour_office_head"),
        "now": cast.now,
    }
    told = race(lambda: legal_basis.cite_norm(**cited))
    assert told == {"ok": 1, "citation-pending": RACERS - 1}
    head = cast.actor("market_office_head")
    clock = Actor.system("lapse-bases")
    acts = iter(
        [
            *[lambda: legal_basis.lapse_basis(pk=given.pk, actor=clock, now=cast.now)] * 2,
            *[lambda: legal_basis.accept_norm(pk=given.pk, actor=head, now=cast.now)]
            * (RACERS - 2),
        ]
    )
    lock = threading.Lock()

    def one() -> None:
        with lock:
            act = next(acts)
        act()

    race(one)
    given.refresh_from_db()
    assert given.status == "IN_USE"
    assert grants.differences() == ([], [])
    assert NormCitation.objects.get().outcome == "GRANTED"


def test_one_question_and_one_answer(cast) -> None:
    """A double click asks once; of two clerks who answer at once, one is told."""
    version = story.publish(cast, story.enterprise_registry())
    told = race(lambda: story.ask_question(cast, version), 3)
    assert told == {"ok": 1, "question-repeated": 2}
    asked = Question.objects.get()
    told = race(lambda: story.answer_question(cast, asked), 3)
    assert told == {"ok": 1, "wrong-state": 2}
    assert QuestionMessage.objects.count() == 1


def test_one_withdrawal_and_no_request_slips_in(cast) -> None:
    """Requests are sent while the authority announces: either the entry or the request wins."""
    version = story.publish(cast, story.enterprise_registry())
    told = race(lambda: story.propose_withdrawal(cast, version))
    assert told == {"ok": 1, "withdrawal-under-way": RACERS - 1}
    made = EntryWithdrawal.objects.get()
    chief = cast.actor("market_chief")
    withdrawals.approve_withdrawal(pk=made.pk, actor=chief, now=cast.now)
    clerk, head = cast.actor("labour_clerk"), cast.actor("labour_office_head")
    requests = [story.apply(cast, version) for _number in range(RACERS - 2)]
    for request in requests:
        sharing.submit(pk=request.pk, actor=clerk, now=cast.now)
    officer = cast.actor("authority_officer")
    acts = iter(
        [
            *[
                lambda pk=request.pk: sharing.consent_to_send(pk=pk, actor=head, now=cast.now)
                for request in requests
            ],
            *[lambda: withdrawals.withdraw_entry(pk=made.pk, actor=officer, now=cast.now)] * 2,
        ]
    )
    lock = threading.Lock()

    def one() -> None:
        with lock:
            act = next(acts)
        act()

    told = race(one)
    assert set(told) <= {"ok", "not-published", "entry-asked-for", "wrong-state"}
    received = SharingRequest.objects.filter(status="RECEIVED").exists()
    made.refresh_from_db()
    assert (made.status == "WITHDRAWN") is not received


def test_no_call_after_the_stop_is_answered(cast, tmp_path: Path) -> None:
    """Calls race with the stop: whatever was answered was answered before it stood."""
    version = story.publish(cast, story.enterprise_registry())
    given = story.agree(cast, story.send(cast, story.apply(cast, version)))
    story.load(cast, version, story.small_registry(tmp_path / "rows.csv"))
    given = story.put_into_use(cast, given)
    client = cast.systems["labour"].system.client
    call = Call(
        number=given.public_number,
        client_id=client.pk,
        operation=Operation.RECORDS,
        purpose=given.purpose,
        case_number="WG-1",
    )
    actor = cast.actor("labour_clerk", Interface.API)
    after: list[str] = []

    def fetch() -> None:
        stood = DeliveryStop.objects.exists()
        deliver(call=call, actor=actor, now=cast.now)
        after.extend(["answered"] if stood else [])

    acts = iter([*[fetch] * (RACERS - 1), lambda: story.stop_delivery(cast, provider="SCJG")])
    lock = threading.Lock()

    def one() -> None:
        with lock:
            act = next(acts)
        act()

    told = race(one)
    assert after == []
    assert set(told) <= {"ok", "delivery-stopped"}
    assert race(fetch) == {"delivery-stopped": RACERS}


def test_one_request_from_one_demand(cast) -> None:
    """Drafted once; the others are told that it stands."""
    version = story.publish(cast, story.enterprise_registry())
    demand = story.raise_demand(cast)
    clerk = cast.actor("labour_clerk")
    asked = {"pk": demand.pk, "actor": clerk, "now": cast.now}
    demands.match(entry=version.entry.code, **asked)
    assert race(lambda: demands.draft_request(**asked)) == {"ok": 1, "request-drafted": RACERS - 1}
    assert SharingRequest.objects.count() == 1
    assert Demand.objects.get().request == SharingRequest.objects.get()


def test_an_answer_to_a_demand_is_one_answer(cast) -> None:
    """Accepted by one, declined by another, at the same moment: one of them is too late."""
    demand = story.assign_demand(cast, story.raise_demand(cast))
    reviewer = cast.actor("market_reviewer")
    asked = {"pk": demand.pk, "actor": reviewer, "now": cast.now}
    ways = iter([True, False] * (RACERS // 2))

    def answer() -> None:
        if next(ways):
            demands.accept(**asked)
        else:
            demands.decline(ground="OTHER", text="核查", **asked)

    assert race(answer) == {"ok": 1, "wrong-state": RACERS - 1}
    assert Demand.objects.get().status in {"ACCEPTED", "DECLINED"}


def test_one_fact_read_at_once_proposes_one_breach(cast) -> None:
    """Eight readers of the chain, one refusal: one breach, and the reader's place is kept."""
    version = story.publish(cast, story.enterprise_registry())
    story.refuse(cast, story.send(cast, story.apply(cast, version)))
    chain.seal(now=cast.now)
    job = Actor.system("propose-breaches")
    told = race(lambda: oversight.propose_waiting(actor=job, now=cast.now))
    assert told == {"ok": RACERS}
    assert Breach.objects.count() == 1


def test_one_finding_on_one_breach(cast) -> None:
    """Found and cleared at the same moment: one of them is too late."""
    breach = story.record_breach(cast)
    head = cast.actor("market_office_head")
    oversight.justify(pk=breach.pk, justification="计划年内迁移。", actor=head, now=cast.now)
    asked = {"pk": breach.pk, "actor": cast.actor("authority_officer"), "now": cast.now}
    ways = iter([True, False] * (RACERS // 2))

    def find() -> None:
        if next(ways):
            oversight.confirm(code="A39_8", finding="属实。", **asked)
        else:
            oversight.clear(finding="不属实。", **asked)

    assert race(find) == {"ok": 1, "wrong-state": RACERS - 1}
    assert Breach.objects.get().status in {"CONFIRMED", "DISMISSED"}


def test_declared_at_once_each_keeps_its_matches(cast) -> None:
    """Eight declarations, eight numbers, eight matches."""
    story.publish(cast, story.enterprise_registry())
    assert race(lambda: story.declare_collection(cast)) == {"ok": RACERS}
    assert DataCollection.objects.count() == CollectionMatch.objects.count() == RACERS
