"""A refusal is disputed and decided, and a wrong record is corrected and recalled, in a browser."""

from pathlib import Path

import pytest

from portal.audit import chain
from portal.workflow import grants
from requests_app.models import Correction, CorrectionRecall, Dispute, SharingRequest
from tests import cast as the_cast
from tests import story
from tests.requests_app.corrections import town as the_town
from tests.requests_app.corrections.town import KEY

TITLE = "企业登记基本信息"


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_disputed_and_decided(clock, desks, live_server) -> None:
    """From the provider's no over negotiation and coordination to the government's decision."""
    grants.forget_permissions()
    cast = the_cast.build(clock.now())
    version = story.publish(cast, story.enterprise_registry(name=TITLE))
    request = story.send(cast, story.apply(cast, version))

    reviewer = desks("market_reviewer")
    reviewer.begin(TITLE)
    reviewer.press("开始审核")
    reviewer.press("提出答复意见")
    reviewer.page.check("input[name=answer_kind][value=REFUSE]")
    reviewer.page.select_option("#id_refusal_ground", "CONDITIONS_NOT_MET")
    reviewer.page.fill("#id_answer_text", "申请的批量使用方式不符合已发布的逐笔核验条件。")
    reviewer.shoot("dispute-1-refusal")
    reviewer.confirm("提出答复意见")
    head = desks("market_office_head")
    head.begin(TITLE)
    head.press("不同意共享")
    head.confirm("不同意共享")
    assert head.status() == "不同意"

    clerk = desks("labour_clerk")
    clerk.open(f"/admin/requests_app/sharingrequest/{request.public_number}/")
    body = clerk.page.inner_text("body")
    assert "申请的批量使用方式不符合已发布的逐笔核验条件。" in body
    clerk.shoot("dispute-2-refused")
    clerk.press("提出争议处理")
    clerk.page.fill("#id_claim", "申请已写明逐笔核验，不存在批量使用，请求重新答复。")
    clerk.confirm("提出争议处理")
    assert clerk.status() == "协商中"
    clerk.press("登记协商情况")
    clerk.page.fill("#id_negotiated_on", "2025-09-24")
    clerk.page.fill("#id_participants", "双方共享工作机构负责人")
    clerk.page.fill("#id_text", "就使用方式交换意见，未达成一致。")
    clerk.confirm("登记协商情况")
    number = Dispute.objects.get().public_number
    own = desks("labour_office_head")
    own.open(f"/admin/requests_app/dispute/{number}/")
    own.press("登记协商不成")
    own.page.fill("#id_failure", "双方对使用条件的理解不一致。")
    own.confirm("登记协商不成")
    own.press("提请主管部门协调")
    own.page.select_option("#id_authority", "SJJ")
    own.confirm("提请主管部门协调")
    assert own.status() == "协调处理中"
    own.shoot("dispute-3-coordination")

    clock.set("2025-09-29T10:00")
    officer = desks("authority_officer")
    officer.begin(TITLE)
    officer.press("登记协调未达成一致")
    officer.page.fill("#id_result", "经协调，双方仍未达成一致。")
    officer.confirm("登记协调未达成一致")
    officer.press("报请本级人民政府决定")
    officer.press("登记本级人民政府决定")
    officer.page.fill("#id_instrument", "沪府数〔2025〕7号")
    officer.page.fill("#id_decided_on", "2025-09-29")
    officer.page.fill("#id_decision", "请提供部门依照目录公布的使用条件重新答复。")
    officer.page.check("input[name=outcome][value=ANSWER_ANEW]")
    officer.shoot("dispute-4-decision")
    officer.confirm("登记本级人民政府决定")
    assert officer.status() == "本级人民政府已决定"
    officer.shoot("dispute-5-decided")
    reopened = SharingRequest.objects.get()
    # Ten working days after Monday 29 September 2025, with National Day between.
    assert (reopened.status, reopened.due_on) == ("RECEIVED", story.day("2025-10-20"))
    reviewer.begin(TITLE)
    assert reviewer.status() == "已收到"
    reviewer.shoot("dispute-6-answered-anew")
    while chain.seal(now=clock.now()):
        pass
    assert chain.verify(now=clock.now()) == []


@pytest.mark.django_db(transaction=True)
def test_a_wrong_record_is_corrected_and_recalled(
    clock, desks, live_server, tmp_path: Path
) -> None:
    """Raised on one field, verified, corrected, and told to whoever else received the record."""
    grants.forget_permissions()
    town = the_town.build(tmp_path)
    title = town.desk.version.name
    town.desk.deliver()
    town.civil.receive(now=clock.now())

    clerk = desks("labour_clerk")
    number = town.desk.agreement.public_number
    clerk.open(f"/admin/requests_app/sharingagreement/{number}/")
    clerk.press("提出校核申请")
    clerk.page.select_option("#id_key_column", "code")
    clerk.page.fill("#id_record_key", KEY)
    clerk.page.select_option("#id_column", "staff")
    clerk.page.fill("#id_believed_value", "三十七")
    clerk.page.fill("#id_evidence", "现场核查笔录第十二号。")
    clerk.shoot("correction-1-raised")
    clerk.confirm("提出校核申请")
    # Ten working days after Wednesday 24 September 2025: two make-up days, the holiday between.
    assert Correction.objects.get().due_on == story.day("2025-10-14")

    reviewer = desks("market_reviewer")
    reviewer.open("/admin/")
    reviewer.shoot("correction-2-workbench")
    reviewer.page.get_by_role("link", name=title).first.click()
    reviewer.press("签收校核申请")
    reviewer.press("开始核实")
    reviewer.press("登记为已更正")
    reviewer.page.fill("#id_finding", "经与原始档案核对，登记有误，已更正。")
    reviewer.confirm("登记为已更正")
    reviewer.press("反馈结果")
    assert reviewer.status() == "已反馈"
    reviewer.shoot("correction-3-fed-back")
    told = CorrectionRecall.objects.get()
    assert told.department == town.cast.civil_affairs

    civil = desks("civil_clerk")
    civil.open(f"/admin/requests_app/correctionrecall/{told.public_number}/")
    civil.shoot("correction-4-recalled")
    civil.press("确认本部门数据已处理")
    assert civil.status() == "已确认"
    while chain.seal(now=clock.now()):
        pass
    assert chain.verify(now=clock.now()) == []
