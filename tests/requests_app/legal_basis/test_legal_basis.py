"""What rests on a repealed norm is flagged at once and ends with the day itself (Art. 20)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow import grants
from portal.workflow.actor import Actor
from requests_app.documents.jobs import issue_documents
from requests_app.models import AgreedNorm, Document, NormCitation, SharingAgreement
from requests_app.sharing import actions, disposal, legal_basis, queries, resting
from requests_app.sharing.jobs import lapse_bases
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.delivery.desk import Desk
from tests.requests_app.legal_basis.ground import AT, BEFORE, LATER, REPEALED_FROM, newer, rest
from tests.requests_app.stops.authorities import refused

CLOCK = Actor.system("lapse-bases")


# The repeal is recorded.


@pytest.mark.parametrize("part", ["PURPOSE", "COLUMN"])
def test_every_live_agreement_that_rests_on_it_is_flagged_at_once(desk: Desk, part: str) -> None:
    ground = rest(desk, part)
    assert list(resting.flagged()) == []
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    assert list(resting.flagged()) == [ground.agreement]
    mark = AuditEvent.objects.get(name="sharingagreement.basis_ends")
    assert (mark.subject_number, mark.details) == (
        ground.agreement.public_number,
        {"due_on": "2025-10-03"},
    )
    for person in ("labour_office_head", "market_office_head", "authority_officer"):
        mine = resting.awaiting(desk.cast.actor(person), now=desk.cast.now)
        assert list(mine) == [ground.agreement], person
    for person in ("labour_clerk", "market_reviewer", "civil_office_head"):
        assert not resting.awaiting(desk.cast.actor(person), now=desk.cast.now).exists()


def test_an_agreement_concluded_after_the_repeal_was_recorded_is_flagged_too(desk: Desk) -> None:
    norm = story.repeal(desk.cast, story.record_norm(desk.cast), REPEALED_FROM)
    given = story.agree(
        desk.cast,
        story.send(desk.cast, _request(desk, basis_norm_id=norm.pk)),
    )
    assert list(resting.flagged()) == [given]
    assert AuditEvent.objects.filter(name="sharingagreement.basis_ends").count() == 1


def _request(desk: Desk, **changes):
    columns = {desk.version.items.get(column_name="name").pk: "核验"}
    return story_apply(desk, columns=columns, rows=(), **changes)


def story_apply(desk: Desk, **changes):
    first = desk.cast.now.date()
    application = actions.Application(
        legal_basis="《失业保险条例》",
        scenario="核验",
        purpose="GOVERNMENT_SERVICE",
        scope="逐笔",
        sharing_mode="API",
        use_from=first,
        use_until=first + timedelta(days=365),
        is_declared=True,
        system_id=desk.cast.systems["labour"].system.client_id,
        **changes,
    )
    return actions.apply(
        requester_id=desk.cast.labour.pk,
        version_id=desk.version.pk,
        application=application,
        actor=desk.cast.actor("labour_clerk"),
        now=desk.cast.now,
    )


def test_what_is_in_force_no_longer_is_not_cited(desk: Desk) -> None:
    """Neither submitted nor consented to: the day counts, not the day of the draft."""
    norm = story.repeal(desk.cast, story.record_norm(desk.cast), desk.cast.now.date())
    column = desk.version.items.get(column_name="name").pk
    clerk = desk.cast.actor("labour_clerk")
    for cited in (
        {"basis_norm_id": norm.pk},
        {"column_norms": {column: actions.CitedNorm(norm.pk)}},
    ):
        made = _request(desk, **cited)
        refused(
            reasons.NORM_NOT_IN_FORCE,
            lambda made=made: actions.submit(pk=made.pk, actor=clerk, now=desk.cast.now),
        )


def test_a_refusal_cites_a_norm_in_force(desk: Desk) -> None:
    given = story.send(desk.cast, _request(desk))
    reviewer = desk.cast.actor("market_reviewer")
    actions.open_review(pk=given.pk, actor=reviewer, now=desk.cast.now)
    norm = story.repeal(desk.cast, story.record_norm(desk.cast), desk.cast.now.date())
    valid = story.record_norm(desk.cast, title="某法", document_number="主席令第1号")

    def propose(cited) -> None:
        answer = actions.Answer(
            kind="REFUSE",
            refusal_ground="LAW_FORBIDS",
            refusal_norm=cited,
            refusal_article="第九条",
            text="法律禁止。",
        )
        actions.propose_answer(pk=given.pk, answer=answer, actor=reviewer, now=desk.cast.now)

    refused(reasons.NORM_NOT_IN_FORCE, lambda: propose(norm))
    propose(valid)
    given.refresh_from_db()
    assert (given.refusal_norm, given.refusal_article) == (valid, "第九条")
    head = desk.cast.actor("market_office_head")
    actions.consent_to_refuse(pk=given.pk, actor=head, now=desk.cast.now)
    chain.seal(now=desk.cast.now)
    issue_documents(actor=Actor.system("issue-documents"), now=desk.cast.now)
    paper = Document.objects.get(subject_number=given.public_number)
    assert "依据：《某法》（主席令第1号）第九条。" in paper.content["paragraphs"]


def test_a_column_s_norm_is_cited_with_its_article_at_every_door(
    desk: Desk, client, open_doors
) -> None:
    """Typed in the form or sent by a system, shown to both sides, agreed, and asked for anew."""
    norm = story.record_norm(desk.cast, title="某条例", document_number="国务院令第1号")
    column = desk.version.items.get(column_name="name")
    made = _request(desk)
    client.force_login(desk.cast.labour_clerk, "django.contrib.auth.backends.ModelBackend")
    where = f"/requests/{made.public_number}/"
    form = client.get(f"{where}revise/")
    typed = {
        f"norm_{column.position}": norm.public_number,
        f"norm_article_{column.position}": "第十六条",
    }
    for name in typed:
        assert f'name="{name}"' in form.content.decode(), name
    kept = form.context["form"]
    shown = {name: kept[name].value() for name in kept.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    answer = client.post(f"{where}revise/", {**sent, **typed, "system": made.system.code})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    row = made.items.get(item=column)
    assert (row.norm, row.norm_article) == (norm, "第十六条")
    assert "《某条例》（国务院令第1号）第十六条" in client.get(where).content.decode()
    assert 'value="第十六条"' in client.get(f"{where}revise/").content.decode()
    api = ApiCaller(desk.cast.systems["labour"])
    told = {each["column"]: each for each in api.get(where).json()["columns"]}
    cited = (told["name"]["norm"], told["name"]["norm_article"])
    assert cited == (norm.public_number, "第十六条")
    columns = [
        {
            "column": each["column"],
            "need": each["need"],
            "norm": each["norm"] or "",
            "norm_article": "第十七条" if each["norm"] else "",
        }
        for each in told.values()
    ]
    whole = {"columns": columns, "rows": [], "is_declared": True, "purpose": made.purpose}
    assert api.post(f"{where}revise/", whole).status_code == 200
    assert made.items.get(item=column).norm_article == "第十七条"
    given = rest(desk, "COLUMN").agreement
    assert resting.norms_of(given).get().article == "第三条"
    clerk = desk.cast.actor("labour_clerk")
    again = actions.renew(pk=given.pk, actor=clerk, now=desk.cast.now)
    assert again.items.exclude(norm=None).get().norm_article == "第三条"


# The day comes.


def test_the_first_call_of_the_day_is_refused_though_no_job_ran(desk: Desk) -> None:
    """To the second: answered until midnight, refused from it on."""
    ground = rest(desk)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    assert ground.call(BEFORE).rows
    told = refused(reasons.BASIS_LAPSED, lambda: ground.call(AT))
    assert told.is_right_missing
    assert ground.again().status == "IN_USE"
    # What rests on no norm goes on.
    assert desk.deliver(now=AT).rows


def test_a_call_takes_no_statement_more_for_it(desk: Desk) -> None:
    ground = rest(desk)
    ground.call(BEFORE)
    with CaptureQueriesContext(
        connection,
    ) as with_norm:
        ground.call(BEFORE)
    desk.deliver(now=BEFORE)
    with CaptureQueriesContext(connection) as without:
        desk.deliver(now=BEFORE)
    assert len(with_norm) == len(without)


def test_time_suspends_from_that_day_on_and_not_before(desk: Desk) -> None:
    ground = rest(desk)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)

    def lapse(now) -> None:
        legal_basis.lapse_basis(pk=ground.agreement.pk, actor=CLOCK, now=now)

    refused(reasons.BASIS_STANDS, lambda: lapse(BEFORE))
    lapse_bases(actor=CLOCK, now=BEFORE)
    assert ground.again().status == "IN_USE"
    lapse_bases(actor=CLOCK, now=AT)
    lapse_bases(actor=CLOCK, now=AT)  # safe to run twice
    assert ground.again().status == "SUSPENDED"
    assert AuditEvent.objects.filter(name="sharingagreement.lapse_basis").count() == 1
    assert grants.differences() == ([], [])
    refused(reasons.BASIS_LAPSED, lambda: ground.call(AT))
    refused(reasons.WRONG_STATE, lambda: lapse(AT))


def test_nobody_else_suspends_or_resumes_for_it(desk: Desk) -> None:
    ground = rest(desk)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    pk = ground.agreement.pk
    head = desk.cast.actor("market_office_head")
    refused(reasons.ONLY_TIME, lambda: legal_basis.lapse_basis(pk=pk, actor=head, now=AT))
    lapse_bases(actor=CLOCK, now=AT)
    refused(
        reasons.NOT_THE_SUSPENDER,
        lambda: actions.resume(pk=pk, note="恢复", actor=head, now=AT),
    )
    requester = desk.cast.actor("labour_office_head")
    refused(
        reasons.NOT_SUSPENDED_FOR_MISUSE,
        lambda: actions.report_rectification(pk=pk, note="整改", actor=requester, now=AT),
    )
    # Nothing is to be put right, so nothing about it ends the sharing.
    refused(
        reasons.RECTIFICATION_RUNNING,
        lambda: actions.terminate(pk=pk, note="终止", actor=head, now=AT),
    )
    assert not queries.agreements_awaiting(requester, now=AT).filter(pk=pk).exists()


def test_what_was_suspended_for_misuse_resumes_on_a_norm_in_force_only(desk: Desk) -> None:
    ground = rest(desk)
    pk = ground.agreement.pk
    head = desk.cast.actor("market_office_head")
    day = REPEALED_FROM
    actions.suspend(pk=pk, note="超范围使用", rectify_by=day, actor=head, now=desk.cast.now)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    refused(reasons.BASIS_LAPSED, lambda: actions.resume(pk=pk, note="整改", actor=head, now=AT))
    ground.cite(newer(desk), now=AT)
    ground.accept(now=AT)
    # Consent to the norm does not forgive the misuse.
    assert ground.again().status == "SUSPENDED"
    actions.resume(pk=pk, note="已整改", actor=head, now=AT)
    assert ground.call(AT).rows


def test_nothing_is_put_into_use_on_a_repealed_norm(desk: Desk) -> None:
    norm = story.record_norm(desk.cast)
    given = story.agree(desk.cast, story.send(desk.cast, _request(desk, basis_norm_id=norm.pk)))
    story.repeal(desk.cast, norm, desk.cast.now.date())
    refused(reasons.BASIS_LAPSED, lambda: story.put_into_use(desk.cast, given))


# Another norm is cited.


def test_sharing_goes_on_once_a_norm_in_force_is_cited_and_consented_to(desk: Desk) -> None:
    ground = rest(desk)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    lapse_bases(actor=CLOCK, now=AT)
    valid = newer(desk)
    ground.cite(valid, now=LATER)
    refused(reasons.BASIS_LAPSED, lambda: ground.call(LATER))  # citing alone changes nothing
    refused(reasons.CITATION_PENDING, lambda: ground.cite(valid, now=LATER))
    ground.accept(now=LATER)
    assert ground.again().status == "IN_USE"
    assert ground.call(LATER).rows
    assert grants.differences() == ([], [])
    assert list(resting.flagged()) == []
    (standing,) = resting.norms_of(ground.agreement)
    assert (standing.norm, standing.article, standing.part) == (valid, "第五条", "PURPOSE")
    old = AgreedNorm.objects.get(agreement=ground.agreement, norm=ground.norm)
    assert old.replaced_at == LATER  # what it rested on stays on record
    own = AuditEvent.objects.filter(subject_number=ground.agreement.public_number)
    acts = own.filter(name__startswith="sharingagreement.")
    assert list(acts.order_by("pk").values_list("name", flat=True))[-4:] == [
        "sharingagreement.lapse_basis",
        "sharingagreement.cite_norm",
        "sharingagreement.accept_norm",
        "sharingagreement.restore_basis",
    ]


def test_cited_in_time_nothing_is_ever_suspended(desk: Desk) -> None:
    ground = rest(desk)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    valid = story.record_norm(desk.cast, title="某法", document_number="主席令第1号")
    ground.cite(valid, now=desk.cast.now)
    ground.accept(now=desk.cast.now)
    lapse_bases(actor=CLOCK, now=AT)
    assert ground.again().status == "IN_USE"
    assert ground.call(AT).rows


def test_only_a_repealed_norm_of_the_agreement_is_replaced_and_only_by_one_in_force(
    desk: Desk,
) -> None:
    ground = rest(desk)
    valid = story.record_norm(desk.cast, title="某法", document_number="主席令第1号")
    refused(reasons.BASIS_STANDS, lambda: ground.cite(valid, now=desk.cast.now))
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    refused(reasons.NORM_NOT_IN_FORCE, lambda: ground.cite(newer(desk), now=BEFORE))
    refused(reasons.NORM_NOT_IN_FORCE, lambda: ground.cite(ground.norm, now=AT))
    ground.norm = valid
    refused(reasons.NORM_NOT_REPLACEABLE, lambda: ground.cite(valid, now=desk.cast.now))
    assert not NormCitation.objects.exists()


def test_the_heads_of_the_two_offices_and_nobody_else(desk: Desk) -> None:
    ground = rest(desk)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    valid = story.record_norm(desk.cast, title="某法", document_number="主席令第1号")
    for person, reason in (
        ("labour_clerk", reasons.NOT_YOUR_MANDATE),
        ("market_office_head", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
    ):
        refused(reason, lambda who=person: ground.cite(valid, now=desk.cast.now, person=who))
    refused(reasons.NO_CITATION_PENDING, lambda: ground.accept(now=desk.cast.now))
    ground.cite(valid, now=desk.cast.now)
    for person, reason in (
        ("labour_office_head", reasons.NOT_YOUR_MATTER),
        ("market_reviewer", reasons.NOT_YOUR_MANDATE),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
    ):
        refused(reason, lambda who=person: ground.accept(now=desk.cast.now, person=who))


def test_what_the_provider_does_not_consent_to_changes_nothing(desk: Desk) -> None:
    ground = rest(desk)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    valid = story.record_norm(desk.cast, title="某法", document_number="主席令第1号")
    ground.cite(valid, now=desk.cast.now)
    head = desk.cast.actor("market_office_head")
    pk = ground.agreement.pk
    refused(
        reasons.NO_GROUND,
        lambda: legal_basis.decline_norm(pk=pk, note=" ", actor=head, now=desk.cast.now),
    )
    legal_basis.decline_norm(pk=pk, note="与事项无关", actor=head, now=desk.cast.now)
    assert NormCitation.objects.get().outcome == "REFUSED"
    refused(reasons.BASIS_LAPSED, lambda: ground.call(AT))
    ground.cite(valid, now=desk.cast.now)  # it may be cited again
    assert NormCitation.objects.count() == 2


def test_a_norm_repealed_before_the_answer_is_not_consented_to(desk: Desk) -> None:
    ground = rest(desk)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    valid = story.record_norm(desk.cast, title="某法", document_number="主席令第1号")
    ground.cite(valid, now=desk.cast.now)
    story.repeal(desk.cast, valid, date(2025, 10, 1))
    refused(reasons.NORM_NOT_IN_FORCE, lambda: ground.accept(now=AT))


def test_the_term_ends_what_lapsed_like_any_other(desk: Desk) -> None:
    ground = rest(desk)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    lapse_bases(actor=CLOCK, now=AT)
    end = ground.agreement.valid_until
    valid = newer(desk)
    ground.cite(valid, now=AT)
    actions.expire(pk=ground.agreement.pk, actor=Actor.system("expire-agreements"), now=end)
    assert ground.again().status == "IN_DISPOSAL"
    refused(reasons.WRONG_STATE, lambda: ground.accept(now=end))
    disposal.instruct_disposal(
        pk=ground.agreement.pk,
        method="DESTROY",
        basis="协议",
        limit_on=end.date() + timedelta(days=3),
        actor=desk.cast.actor("market_reviewer"),
        now=end,
    )
    assert list(resting.flagged()) == []


def test_a_renewal_asks_on_what_the_agreement_rests_on_now(desk: Desk) -> None:
    ground = rest(desk, "COLUMN")
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    valid = newer(desk)
    ground.cite(valid, now=AT)
    ground.accept(now=AT)
    clerk = desk.cast.actor("labour_clerk")
    made = actions.renew(pk=ground.agreement.pk, actor=clerk, now=AT)
    assert [row.norm for row in made.items.exclude(norm=None)] == [valid]


def test_a_wider_agreement_rests_on_the_same_norms(desk: Desk) -> None:
    ground = rest(desk)
    story.repeal(desk.cast, ground.norm, REPEALED_FROM)
    change = story.receive_use_change(desk.cast, ground.agreement)
    from requests_app.use_changes import actions as use_changes

    head = desk.cast.actor("market_office_head")
    use_changes.consent_to_change(pk=change.pk, actor=head, now=desk.cast.now)
    new = SharingAgreement.objects.get(replaces=ground.agreement)
    assert [row.norm for row in resting.norms_of(new)] == [ground.norm]
    assert list(resting.flagged()) == [new]
    refused(reasons.BASIS_LAPSED, lambda: ground.call(AT))


# The entry's restriction.


def test_an_agreement_rests_on_what_the_entry_rests_on(desk: Desk) -> None:
    """A conditional entry whose restriction cites a norm; a repeal flags entry and agreement."""
    norm = story.record_norm(desk.cast)
    content = story.enterprise_registry(name="有依据的目录", basis_norm_id=norm.pk)
    version = story.publish(desk.cast, content)
    given = story.agree(desk.cast, story.send(desk.cast, story.apply(desk.cast, version)))
    story.repeal(desk.cast, norm, REPEALED_FROM)
    assert list(resting.flagged()) == [given]
    told = AuditEvent.objects.get(name="entryversion.basis_ends")
    assert told.subject_number == version.public_number


# What the tables themselves refuse.


def test_one_norm_for_each_part_and_one_citation_pending(desk: Desk) -> None:
    ground = rest(desk)
    other = story.record_norm(desk.cast, title="某法", document_number="主席令第1号")
    for wrong in (
        AgreedNorm(agreement=ground.agreement, norm=other, part="PURPOSE"),
        AgreedNorm(agreement=ground.agreement, norm=other, part="COLUMN"),
        AgreedNorm(agreement=ground.agreement, norm=other, part="SOMETHING"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()
    stated = {"agreement": ground.agreement, "replaced": ground.norm, "norm": other}
    NormCitation.objects.create(cited_at=AT, **stated)
    for wrong in ({}, {"outcome": "GRANTED"}, {"outcome": "PENDING", "answered_at": AT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NormCitation.objects.create(cited_at=AT, **stated, **wrong)
