"""Acts on paper: which, in which words, for whom, how numbered, and how they are checked."""

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest

from portal.audit import chain
from portal.models import AuditEvent, AuditSeal
from portal.workflow.actor import Actor
from requests_app.criticisms import actions as criticisms
from requests_app.documents import actions, paper, words
from requests_app.documents.jobs import issue_documents
from requests_app.documents.models import Document, Kind
from requests_app.models import Breach, SharingRequest, UseChange
from requests_app.oversight import actions as oversight
from requests_app.sharing import actions as sharing
from requests_app.sharing import disposal
from requests_app.use_changes import actions as use_changes
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.races.world import AUDIT_TABLES, triggers_off
from tests.requests_app.corrections.town import BELIEVED, EVIDENCE, KEY, fed_back
from tests.requests_app.disputes.quarrel import INSTRUMENT, Quarrel, decide, referred

BACKEND = "django.contrib.auth.backends.ModelBackend"
MARKET, LABOUR, AUTHORITY = "上海市市场监督管理局", "上海市人力资源和社会保障局", "上海市数据局"
CLOCK = Actor.system("issue-documents")


def issued(quarrel: Quarrel) -> None:
    """Seal what was done, and put it on paper."""
    chain.seal(now=quarrel.now)
    issue_documents(actor=CLOCK, now=quarrel.now)


def the(kind: Kind) -> Document:
    """The one document of that kind, the latest."""
    return Document.objects.filter(kind=kind).latest("pk")


def asked(quarrel: Quarrel) -> None:
    """One complete supplement notice."""
    reviewer = quarrel.cast.actor("market_reviewer")
    pk = quarrel.waiting.pk
    sharing.open_review(pk=pk, actor=reviewer, now=quarrel.now)
    sharing.ask_supplement(
        pk=pk,
        points=["使用范围未列明区级经办机构", "缺少业务系统说明"],
        actor=reviewer,
        now=quarrel.now,
    )


def longer(quarrel: Quarrel) -> None:
    """Three more working days, consented to by the authority."""
    reviewer, officer = (
        quarrel.cast.actor(who) for who in ("market_reviewer", "authority_officer")
    )
    pk = quarrel.waiting.pk
    sharing.open_review(pk=pk, actor=reviewer, now=quarrel.now)
    sharing.ask_extension(
        pk=pk, workdays=3, note="涉及多个系统的数据核对。", actor=reviewer, now=quarrel.now
    )
    sharing.grant_extension(pk=pk, actor=officer, now=quarrel.now)


def agreed(quarrel: Quarrel) -> None:
    """Agreed to in full."""
    story.agree(quarrel.cast, quarrel.waiting)


def suspended(quarrel: Quarrel, person: str = "market_office_head") -> None:
    """Suspended on facts of misuse, to be put right within a week."""
    sharing.suspend(
        pk=quarrel.agreement.pk,
        note="将数据用于约定以外的用途。",
        rectify_by=quarrel.days(7).date(),
        actor=quarrel.cast.actor(person),
        now=quarrel.now,
    )


def terminated(quarrel: Quarrel) -> None:
    """The day went by, nothing was reported."""
    suspended(quarrel)
    sharing.terminate(
        pk=quarrel.agreement.pk,
        note="整改期限届满，未提交整改报告。",
        actor=quarrel.cast.actor("market_office_head"),
        now=quarrel.days(8),
    )


def decided(quarrel: Quarrel) -> None:
    """The government orders the refused request to be answered anew."""
    decide(quarrel, referred(quarrel), "ANSWER_ANEW")


def _use_asked(quarrel: Quarrel) -> UseChange:
    return story.receive_use_change(quarrel.cast, quarrel.agreement, now=quarrel.now)


def widened(quarrel: Quarrel) -> None:
    """One more column, consented to."""
    head = quarrel.cast.actor("market_office_head")
    use_changes.consent_to_change(
        pk=_use_asked(quarrel).pk, note="符合职责需要。", actor=head, now=quarrel.now
    )


def not_widened(quarrel: Quarrel) -> None:
    """The same, refused."""
    head = quarrel.cast.actor("market_office_head")
    use_changes.refuse_change(
        pk=_use_asked(quarrel).pk, note="未说明核验地址的必要性。", actor=head, now=quarrel.now
    )


def disposed(quarrel: Quarrel) -> None:
    """The use has ended; what was received is destroyed, certified and confirmed."""
    head = quarrel.cast.actor("labour_office_head")
    sharing.end_use(pk=quarrel.agreement.pk, actor=head, now=quarrel.now)
    story.dispose(quarrel.cast, quarrel.agreement, now=quarrel.days(2))


def explained(quarrel: Quarrel) -> Breach:
    """The market regulator explains a possible breach."""
    breach = story.record_breach(quarrel.cast)
    oversight.justify(
        pk=breach.pk,
        justification="平台仍在迁移。",
        actor=quarrel.cast.actor("market_office_head"),
        now=quarrel.now,
    )
    return breach


def found(quarrel: Quarrel) -> Breach:
    """It was one."""
    breach = explained(quarrel)
    oversight.confirm(
        pk=breach.pk,
        code="A39_8",
        finding="自建平台仍在使用。",
        actor=quarrel.cast.actor("authority_officer"),
        now=quarrel.now,
    )
    return breach


def found_none(quarrel: Quarrel) -> None:
    """It was none."""
    oversight.clear(
        pk=explained(quarrel).pk,
        finding="平台已停用，仅保留档案。",
        actor=quarrel.cast.actor("authority_officer"),
        now=quarrel.now,
    )


def ordered(quarrel: Quarrel) -> Breach:
    """To be put right within a week."""
    breach = found(quarrel)
    oversight.order_rectification(
        pk=breach.pk,
        order="停用自建平台并迁移数据。",
        due_on=quarrel.days(7).date(),
        actor=quarrel.cast.actor("authority_officer"),
        now=quarrel.now,
    )
    return breach


def criticised(quarrel: Quarrel) -> None:
    """It is made known."""
    criticisms.publish_criticism(
        breach_id=found(quarrel).pk,
        text="自建平台长期未纳入，经说明仍在使用。",
        actor=quarrel.cast.actor("authority_officer"),
        now=quarrel.now,
    )


#: Kind → what is done, who issues, to whom, title, and what must stand in the words. Days are
#: those of regulation.md §1.1: 10 and 20 working days from 24 September 2025, and 13.
EXPECTED: dict[Kind, tuple[Callable[[Quarrel], object] | None, str, str, str, tuple[str, ...]]] = {
    Kind.SUPPLEMENT: (
        asked,
        MARKET,
        LABOUR,
        "补充材料告知书",
        (
            "第二十一条第二款",
            "一、使用范围未列明区级经办机构；",
            "二、缺少业务系统说明；",
            "不停止答复期限的计算，答复期限为2025年10月14日",
        ),
    ),
    Kind.AGREEMENT: (
        agreed,
        MARKET,
        LABOUR,
        "同意共享答复书",
        ("第二十一条第一款", "将于2025年10月28日前共享数据", "第二十二条第一款"),
    ),
    Kind.REFUSAL: (
        None,
        MARKET,
        LABOUR,
        "不同意共享答复书",
        (
            "不符合已发布的使用条件",
            "所涉系统正在整合，暂不具备共享条件。",
            "第二十八条",
            AUTHORITY,
        ),
    ),
    Kind.EXTENSION: (
        longer,
        MARKET,
        LABOUR,
        "延长答复期限告知书",
        (
            "第二十一条第一款",
            f"经{AUTHORITY}同意",
            "不能在2025年10月14日前答复",
            "延长3个工作日，至2025年10月17日",
            "涉及多个系统的数据核对。",
        ),
    ),
    Kind.SUSPENSION: (
        suspended,
        MARKET,
        LABOUR,
        "暂停共享通知书",
        ("第二十七条第二款", "将数据用于约定以外的用途。", "请于2025年10月1日前完成整改"),
    ),
    Kind.TERMINATION: (
        terminated,
        MARKET,
        LABOUR,
        "终止共享通知书",
        ("第二十七条第二款", "整改期限届满，未提交整改报告。", "妥善处置"),
    ),
    Kind.FEEDBACK: (
        fed_back,
        MARKET,
        LABOUR,
        "校核结果反馈书",
        ("第二十六条第二款", "已与原始档案核对。", "结果：已更正。"),
    ),
    Kind.DECISION: (
        decided,
        AUTHORITY,
        f"{LABOUR}、{MARKET}",
        "争议处理决定书",
        (
            "第二十八条",
            INSTRUMENT,
            "本级人民政府于2025年9月29日作出决定",
            "请市市场监管局依法重新答复。",
        ),
    ),
    Kind.USE_CONSENT: (
        widened,
        MARKET,
        LABOUR,
        "同意使用变更答复书",
        ("第二十五条", "变更类型：扩大使用范围", "增加数据项：", "符合职责需要。", "第二十八条"),
    ),
    Kind.USE_REFUSAL: (
        not_widened,
        MARKET,
        LABOUR,
        "不同意使用变更答复书",
        ("第二十五条", "理由：未说明核验地址的必要性。", "原协议继续有效", "第二十八条"),
    ),
    Kind.DISPOSAL: (
        disposed,
        LABOUR,
        MARKET,
        "数据处置证明",
        (
            "第二十七条第一款",
            "一、处置的数据：稳岗返还经办库中的企业登记数据；",
            "二、处置的方法：逻辑删除后覆写；",
            "三、处置日期：2025年9月26日；",
            "四、责任机构：信息中心；",
            "五、处置的副本数：2份。",
            f"{MARKET}已确认本证明所载处置：已核对销毁记录。",
        ),
    ),
    Kind.FINDING: (
        found,
        AUTHORITY,
        MARKET,
        "违规情形认定书",
        (
            "第三十九条",
            "第二十九条第一款",
            "自建交换平台未纳入全国一体化政务大数据体系。",
            "发生于2025年9月24日",
            "你单位的说明：平台仍在迁移。",
            "认定：自建平台仍在使用。",
        ),
    ),
    Kind.NO_BREACH: (
        found_none,
        AUTHORITY,
        MARKET,
        "不认定违规情形告知书",
        ("第二十九条第一款", "认定：平台已停用，仅保留档案。", "不认定为违规情形"),
    ),
    Kind.RECTIFICATION: (
        ordered,
        AUTHORITY,
        MARKET,
        "责令改正通知书",
        (
            "第三十九条",
            "已于2025年9月24日认定",
            "停用自建平台并迁移数据。",
            "请于2025年10月1日前完成改正",
        ),
    ),
    Kind.CRITICISM: (
        criticised,
        AUTHORITY,
        MARKET,
        "通报",
        (
            "第三十九条第八项",
            "第二十九条第一款",
            "自建平台长期未纳入，经说明仍在使用。",
            "予以通报",
        ),
    ),
}


def test_every_kind_of_document_is_told_here() -> None:
    """A new kind without its expected words fails."""
    assert set(EXPECTED) == set(Kind) == {paper.kind for paper in words.BY_EVENT.values()}


@pytest.mark.parametrize("kind", EXPECTED)
def test_what_each_document_says(quarrel: Quarrel, kind: Kind) -> None:
    """Issuer, addressees, title, the article, the days and the reasons, and the chain's mark."""
    act, issuer, addressees, title, said = EXPECTED[kind]
    if act is not None:
        act(quarrel)
    issued(quarrel)
    document = the(kind)
    content = document.content
    assert (content["issuer"], content["addressees"]) == (issuer, addressees)
    assert (content["title"], document.issuer.name) == (title, issuer)
    text = "\n".join(content["paragraphs"])
    for words_expected in said:
        assert words_expected in text
    assert document.subject_number in text
    assert "None" not in text
    assert "{" not in text
    seal = AuditSeal.objects.get(event_id=document.event_id)
    assert (document.chain_seq, document.link) == (seal.chain_seq, seal.digest)
    event = AuditEvent.objects.get(pk=document.event_id)
    assert document.subject_number == event.subject_number
    file = paper.pdf(document)
    assert file.startswith(b"%PDF-1.7")
    assert b"pdfaid" in file
    assert file == paper.pdf(document)


def test_what_was_rectified_badly_is_ordered_again(quarrel: Quarrel) -> None:
    """With its own words and its own day; the first order stays on paper as it was."""
    breach = ordered(quarrel)
    issued(quarrel)
    first = dict(the(Kind.RECTIFICATION).content)
    oversight.report_rectification(
        pk=breach.pk,
        rectification="已停用。",
        actor=quarrel.cast.actor("market_office_head"),
        now=quarrel.now,
    )
    oversight.return_report(
        pk=breach.pk,
        order="数据尚未迁移，请继续整改。",
        due_on=quarrel.days(14).date(),
        actor=quarrel.cast.actor("authority_officer"),
        now=quarrel.now,
    )
    issued(quarrel)
    orders = Document.objects.filter(kind=Kind.RECTIFICATION).order_by("pk")
    before, after = (document.content for document in orders)
    assert before == first
    assert after["title"] == "责令继续改正通知书"
    text = "\n".join(after["paragraphs"])
    assert "数据尚未迁移，请继续整改。" in text
    assert "请于2025年10月8日前完成改正" in text


def test_a_certificate_returned_is_no_certificate(quarrel: Quarrel) -> None:
    """What the provider sent back is never put on paper; what it confirmed then is, alone."""
    cast, agreement = quarrel.cast, quarrel.agreement
    sharing.end_use(pk=agreement.pk, actor=cast.actor("labour_office_head"), now=quarrel.now)
    story.instruct_disposal(cast, agreement, now=quarrel.now)
    story.report_disposal(cast, agreement, now=quarrel.now)
    disposal.return_certificate(
        pk=agreement.pk,
        note="副本数不符。",
        actor=cast.actor("market_reviewer"),
        now=quarrel.now,
    )
    issued(quarrel)
    assert not Document.objects.filter(kind=Kind.DISPOSAL).exists()
    story.report_disposal(cast, agreement, now=quarrel.days(3))
    disposal.confirm_disposal(
        pk=agreement.pk,
        note="已核对。",
        actor=cast.actor("market_reviewer"),
        now=quarrel.days(3),
    )
    issued(quarrel)
    text = str(the(Kind.DISPOSAL).content)
    assert "2025年9月27日" in text
    assert "副本数不符" not in text


@pytest.mark.parametrize(
    ("act", "kind", "page", "model", "readers"),
    [
        (found, Kind.FINDING, "breaches", "breach", ("market_office_head", "authority_officer")),
        (not_widened, Kind.USE_REFUSAL, "use-changes", "usechange", ("labour_clerk",)),
    ],
)
def test_papers_of_other_matters_hang_on_their_pages(
    quarrel: Quarrel,
    client,
    act: Callable[[Quarrel], object],
    kind: Kind,
    page: str,
    model: str,
    readers: tuple[str, ...],
) -> None:
    """In the pages and in the admin; whoever may not see the matter does not find the paper."""
    act(quarrel)
    issued(quarrel)
    document = the(kind)
    file = f"/documents/{document.public_number}/"
    for person in readers:
        client.force_login(quarrel.cast.people[person], BACKEND)
        assert client.get(file).status_code == 200
        for address in (
            f"/{page}/{document.subject_number}/",
            f"/admin/requests_app/{model}/{document.subject_number}/",
        ):
            assert file in client.get(address).content.decode()
    client.force_login(quarrel.cast.people["civil_clerk"], BACKEND)
    assert client.get(file).status_code == 404


def test_nothing_of_a_record_stands_on_paper(quarrel: Quarrel) -> None:
    """Key, belief and evidence of a correction are read in the portal alone (Art. 37)."""
    fed_back(quarrel)
    issued(quarrel)
    text = str(the(Kind.FEEDBACK).content)
    for hidden in (KEY, BELIEVED, EVIDENCE):
        assert hidden not in text


def test_the_authority_that_suspends_tells_both_departments(quarrel: Quarrel) -> None:
    """Who suspends issues the notice; the other side of the agreement is told as well."""
    suspended(quarrel, "authority_officer")
    issued(quarrel)
    content = the(Kind.SUSPENSION).content
    assert (content["issuer"], content["addressees"]) == (AUTHORITY, f"{LABOUR}、{MARKET}")


def test_an_act_is_put_on_paper_once_and_numbered_in_its_order(quarrel: Quarrel) -> None:
    """However often the job runs; each issuer counts each word for itself, by year."""
    agreed(quarrel)
    issued(quarrel)
    issued(quarrel)
    answers = Document.objects.filter(issuer__code="SCJG", reference__contains="数共答")
    found = list(answers.order_by("chain_seq"))
    # One answer of the desk's agreement, the refusal, and the agreement of this test.
    assert [row.kind for row in found] == [Kind.AGREEMENT, Kind.REFUSAL, Kind.AGREEMENT]
    assert [row.reference for row in found] == [f"数共答〔2025〕{place}号" for place in (1, 2, 3)]
    again = actions.issue(event_id=found[0].event_id, actor=CLOCK, now=quarrel.now)
    assert again == found[0]
    assert answers.count() == 3
    assert AuditEvent.objects.filter(name="document.issue").count() == Document.objects.count()


def test_paper_says_later_what_it_said_when_it_was_issued(quarrel: Quarrel) -> None:
    """A refused request that is answered anew leaves the first answer on paper as it was."""
    issued(quarrel)
    before = dict(the(Kind.REFUSAL).content)
    decided(quarrel)
    request = SharingRequest.objects.get(pk=quarrel.refused.pk)
    assert request.answer_text == ""
    issued(quarrel)
    assert the(Kind.REFUSAL).content == before


def test_paper_that_comes_late_says_what_was_done_then(quarrel: Quarrel) -> None:
    """The job rested; meanwhile the refusal was set aside and the period was made longer."""
    asked(quarrel)
    sharing.ask_extension(
        pk=quarrel.waiting.pk,
        workdays=3,
        note="涉及多个系统的数据核对。",
        actor=quarrel.cast.actor("market_reviewer"),
        now=quarrel.now,
    )
    officer = quarrel.cast.actor("authority_officer")
    sharing.grant_extension(pk=quarrel.waiting.pk, actor=officer, now=quarrel.now)
    decided(quarrel)
    issued(quarrel)
    assert "暂不具备共享条件。" in str(the(Kind.REFUSAL).content)
    assert "答复期限为2025年10月14日" in str(the(Kind.SUPPLEMENT).content)


def test_what_was_typed_is_words_and_never_markup(quarrel: Quarrel) -> None:
    """Signs of the template's and the setter's language stand on paper as typed."""
    typed = '#panic("x") {{ matter }} {% now %} <b>粗</b> $x$ \\ *a* @b'
    sharing.suspend(
        pk=quarrel.agreement.pk,
        note=typed,
        rectify_by=quarrel.days(7).date(),
        actor=quarrel.cast.actor("market_office_head"),
        now=quarrel.now,
    )
    issued(quarrel)
    document = the(Kind.SUSPENSION)
    assert typed in document.content["paragraphs"]
    assert paper.pdf(document).startswith(b"%PDF")


def pages(file: bytes) -> int:
    """How many pages a PDF has, read from its page tree."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL)
    plain = [file]
    for stream in packed:
        with suppress(zlib.error):
            plain.append(zlib.decompress(stream))
    counts = [int(found) for part in plain for found in re.findall(rb"/Count (\d+)", part)]
    return max(counts)


def test_a_long_act_runs_over_several_pages(quarrel: Quarrel) -> None:
    """A text of 2,000 characters is set whole."""
    sharing.suspend(
        pk=quarrel.agreement.pk,
        note="违规使用情况说明" * 250,
        rectify_by=quarrel.days(7).date(),
        actor=quarrel.cast.actor("market_office_head"),
        now=quarrel.now,
    )
    issued(quarrel)
    long = paper.pdf(the(Kind.SUSPENSION))
    assert pages(long) >= 3


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("labour_clerk", 200),
        ("market_reviewer", 200),
        ("authority_officer", 200),
        ("civil_clerk", 404),
        ("hongkou_clerk", 404),
    ],
)
def test_who_reads_the_file(quarrel: Quarrel, client, person: str, status: int) -> None:
    """The parties and their authority; to others it is as if it did not exist."""
    issued(quarrel)
    document = the(Kind.REFUSAL)
    client.force_login(quarrel.cast.people[person], BACKEND)
    answer = client.get(f"/documents/{document.public_number}/")
    assert answer.status_code == status
    page = client.get("/documents/").content.decode()
    assert (document.reference in page) == (status == 200)
    if status == 200:
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert answer.content == paper.pdf(document)
    else:
        assert answer.content == client.get("/documents/WS-XXX-2025-0001/").content


def test_the_matter_s_page_leads_to_its_documents(quarrel: Quarrel, client) -> None:
    """In the pages and in the admin alike."""
    fed_back(quarrel)
    decided(quarrel)
    issued(quarrel)
    client.force_login(quarrel.cast.people["labour_clerk"], BACKEND)
    for kind, route in (
        (Kind.REFUSAL, ("requests", "sharingrequest")),
        (Kind.AGREEMENT, ("requests", "sharingrequest")),
        (Kind.FEEDBACK, ("corrections", "correction")),
        (Kind.DECISION, ("disputes", "dispute")),
    ):
        document = the(kind)
        page, model = route
        for address in (
            f"/{page}/{document.subject_number}/",
            f"/admin/requests_app/{model}/{document.subject_number}/",
        ):
            assert f"/documents/{document.public_number}/" in client.get(address).content.decode()


def test_documents_over_rest(quarrel: Quarrel, open_doors) -> None:
    """The list, the words and the file; another department's system finds none of them."""
    issued(quarrel)
    document = the(Kind.REFUSAL)
    api = ApiCaller(quarrel.cast.systems["labour"])
    listed = api.get("/documents/", {"kind": "REFUSAL"}).json()["results"]
    (row,) = listed
    assert (row["number"], row["matter"], row["issuer"], row["link"]) == (
        document.public_number,
        quarrel.refused.public_number,
        "SCJG",
        document.link,
    )
    told = api.get(f"/documents/{document.public_number}/").json()
    assert told["paragraphs"] == document.content["paragraphs"]
    file = api.get(f"/documents/{document.public_number}/file/")
    assert (file.status_code, file.content) == (200, paper.pdf(document))
    assert api.get("/documents/", {"kind": "X"}).status_code == 400
    assert api.get("/documents/WS-SCJG-2025-9999/").status_code == 404


def test_a_paper_is_checked_by_its_mark(quarrel: Quarrel, client) -> None:
    """Whoever holds the paper may ask; a wrong digit, or an altered record, is not confirmed."""
    issued(quarrel)
    document = the(Kind.REFUSAL)
    number, _sequence, link = paper.mark(document).split()
    client.force_login(quarrel.cast.people["civil_clerk"], BACKEND)

    def check(**said: str) -> tuple[int, str]:
        answer = client.get("/documents/check/", said)
        return answer.status_code, answer.content.decode()

    status, page = check(number=number, link=link)
    assert (status, "核验通过" in page, document.reference in page) == (200, True, True)
    wrong = link[:-1] + ("0" if link[-1] != "0" else "1")
    for said in ({"number": number, "link": wrong}, {"number": "WS-1", "link": link}):
        status, page = check(**said)
        assert (status, "核验未通过" in page, document.reference in page) == (200, True, False)
    for said in ({"number": number, "link": "zz"}, {"number": "", "link": link}):
        assert check(**said)[0] == 400
    with triggers_off(*AUDIT_TABLES):
        AuditEvent._base_manager.filter(pk=document.event_id)._raw_delete("default")
    status, page = check(number=number, link=link)
    assert (status, "核验未通过" in page) == (200, True)


def test_a_document_is_dated_by_its_act(quarrel: Quarrel) -> None:
    """Issued days later, it bears the day of the act, and counts in that year."""
    terminated(quarrel)
    chain.seal(now=quarrel.now)
    issue_documents(actor=CLOCK, now=quarrel.now + timedelta(days=200))
    document = the(Kind.TERMINATION)
    assert document.issued_on == date(2025, 10, 2)
    assert document.reference.startswith("数共终〔2025〕")
    assert document.content["day"] == "2025年10月2日"
