"""The whole job in a real browser and over HTTP, on the real enterprise registry.

Every step of a clerk or a head is taken in the admin; the system fetches over OAuth2.
"""

import csv
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from catalog.models import DirectoryEntry, EntryVersion, UpdateTrigger
from portal.audit import chain
from portal.workflow import grants
from portal.workflow.actor import Actor
from requests_app.models import Delivery, QuotaDay, SharingAgreement, SharingRequest
from requests_app.sharing.jobs import expire_agreements
from tests import cast as the_cast
from tests import story
from tests.story import REGISTRY_ITEMS, day

TITLE = "企业登记基本信息"
ASKED = ("name", "credit_code", "registered_on", "kind", "capital", "district")


class System:
    """The labour department's application system: it fetches what was agreed."""

    def __init__(self, root: str, credentials: Any) -> None:
        self.root = root
        form = urllib.parse.urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": credentials.client_id,
                "client_secret": credentials.client_secret,
                "scope": "catalog request data",
            }
        )
        status, body = self._send("/oauth/token/", data=form.encode())
        assert status == 200, body
        self.token = body["access_token"]

    def _send(
        self, address: str, *, data: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        request = urllib.request.Request(  # noqa: S310 loopback only
            f"{self.root}{address}", data=data, headers=headers or {}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read())

    def get(self, address: str, **headers: str) -> tuple[int, Any]:
        """A call with the token."""
        return self._send(address, headers={"Authorization": f"Bearer {self.token}", **headers})

    def post(self, address: str, body: dict[str, Any], **headers: str) -> tuple[int, Any]:
        """A call with the token and a JSON body."""
        headers |= {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return self._send(address, data=json.dumps(body).encode(), headers=headers)


CASE = {"Sharing-Purpose": "GOVERNMENT_SERVICE", "Sharing-Case-Number": "WG-2025-0001"}


def pages(system: System, number: str, *, limit: int = 1000) -> Iterator[list[dict[str, Any]]]:
    """Every page of the agreed records."""
    cursor = ""
    while True:
        query = f"?limit={limit}" + (f"&cursor={cursor}" if cursor else "")
        status, body = system.get(f"/api/v1/agreements/{number}/records/{query}", **CASE)
        assert status == 200, body
        yield body["records"]
        if body["next"] is None:
            return
        cursor = urllib.parse.quote(body["next"])


def expected(path: Path) -> list[dict[str, str]]:
    """What should arrive, by Python's csv alone: Hongkou's rows, six columns."""
    headers = {item.column_name: item.name for item in REGISTRY_ITEMS}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["地区"] in {"虹口", "虹口区"}]
    return [{column: row[headers[column]] for column in ASKED} for row in rows]


def compile_entry(desks: Any) -> None:
    """The compiler types the entry with all its items on one form."""
    desk = desks("market_compiler")
    desk.press("新建目录条目")
    page = desk.page
    page.fill("#id_name", TITLE)
    page.fill("#id_abstract", "本市企业登记的基本情况。")
    for field, value in (
        ("category", "ORGANISATION"),
        ("security_level", "GENERAL_2"),
        ("data_format", "DATABASE"),
        ("update_frequency", "DAILY"),
        ("sharing_class", "CONDITIONAL"),
    ):
        page.select_option(f"#id_{field}", value)
    page.check("input[name=sharing_modes][value=API]")
    page.check("input[name=tiers][value=PROVINCE]")
    page.fill("#id_regions", "310109")
    page.check("input[name=purposes][value=GOVERNMENT_SERVICE]")
    for place, item in enumerate(REGISTRY_ITEMS):
        page.fill(f"#id_items-{place}-name", item.name)
        page.fill(f"#id_items-{place}-column_name", item.column_name)
        page.select_option(f"#id_items-{place}-data_type", item.data_type)
        if item.is_key:
            page.check(f"#id_items-{place}-is_key")
        if item.is_region:
            page.check(f"#id_items-{place}-is_region")
    desk.press("保存草稿")
    assert desk.status() == "草稿"


def publish_entry(desks: Any) -> None:
    """Assessment, head of department, authority, uniform publication."""
    assessor = desks("market_assessor")
    assessor.begin(TITLE)
    assessor.press("登记评估结果")
    assessor.page.select_option("#id_secrecy_result", "NO_RISK")
    assessor.page.select_option("#id_personal_result", "ACCEPTABLE")
    assessor.confirm("登记评估结果")
    assert assessor.status() == "已评估"
    for person, step, status in (
        ("market_compiler", "报部门负责人", "待部门负责人同意"),
        ("market_chief", "同意编入目录", "部门负责人已同意"),
        ("market_compiler", "报送审核", "主管部门审核中"),
    ):
        desk = desks(person)
        desk.begin(TITLE)
        desk.press(step)
        assert desk.status() == status
    officer = desks("authority_officer")
    officer.begin(TITLE)
    officer.press("统一发布")
    officer.confirm("统一发布")
    assert officer.status() == "已发布"


def load_registry(desks: Any, path: Path) -> None:
    """The provider attaches a resource and loads the 46,839 rows in the admin."""
    desk = desks("market_reviewer")
    desk.open("/admin/catalog/dataresource/")
    desk.press("挂接数据资源")
    desk.page.fill("#id_name", "企业登记库表")
    desk.page.select_option("#id_mode", "API")
    desk.confirm("挂接数据资源")
    desk.press("装载数据")
    desk.page.set_input_files("#id_file", path)
    desk.page.set_default_timeout(120_000)
    desk.confirm("装载数据")
    desk.page.set_default_timeout(20_000)
    assert "已装载 46839 条" in desk.page.inner_text("body")


def look_at_the_scope(desks: Any, slug: str) -> None:
    """The scope names city departments and one district: its clerk may ask, as a button says."""
    clerk = desks("hongkou_clerk")
    clerk.open(f"/catalog/{slug}/")
    assert clerk.page.get_by_role("link", name="申请共享").is_visible()
    assert "310109" in clerk.page.inner_text("main")


def ask_for_it(desks: Any) -> None:
    """The clerk asks for six columns of one district; the office head consents."""
    clerk = desks("labour_clerk")
    clerk.press("新建共享申请")
    clerk.page.get_by_role("link", name=TITLE).click()
    page = clerk.page
    for place, item in enumerate(REGISTRY_ITEMS, start=1):
        if item.column_name in ASKED:
            page.check(f"#id_column_{place}")
            page.fill(f"#id_need_{place}", "核验申报单位登记情况")
    page.fill("#id_legal_basis", "《失业保险条例》第二十五条")
    page.fill("#id_scenario", "失业保险稳岗返还资格核验")
    page.select_option("#id_purpose", "GOVERNMENT_SERVICE")
    page.fill("#id_scope", "市、区两级经办机构稳岗返还岗位，按单笔业务查询")
    page.select_option("#id_sharing_mode", "API")
    page.fill("#id_use_from", "2025-09-24")
    page.fill("#id_use_until", "2026-03-31")
    page.select_option("#id_system", label="稳岗返还经办系统")
    page.fill("#id_region", "310109")
    page.check("#id_is_declared")
    clerk.shoot("use-1-request")
    clerk.press("保存草稿")
    clerk.press("保存草稿")  # what a browser's date field was given must come back whole
    clerk.press("报共享工作机构负责人")
    assert clerk.status() == "待需求方负责人同意"
    head = desks("labour_office_head")
    head.begin(TITLE)
    head.shoot("use-2-consent")
    head.press("同意并送达")
    assert head.status() == "已收到"


def supplement_and_extend(desks: Any) -> None:
    """One notice, its answer, and five more working days from the authority."""
    reviewer = desks("market_reviewer")
    reviewer.begin(TITLE)
    reviewer.press("开始审核")
    assert SharingRequest.objects.get().due_on == day("2025-10-14")
    reviewer.press("告知补充材料")
    reviewer.page.fill("#id_points", "使用范围未列明区级经办机构名单\n“注册资金”未说明必要性")
    reviewer.confirm("告知补充材料")
    clerk = desks("labour_clerk")
    clerk.begin(TITLE)
    clerk.press("补充材料")
    clerk.page.fill("#id_answer_1", "已附 16 个区经办机构名单")
    clerk.page.fill("#id_answer_2", "核定返还档次")
    clerk.confirm("补充材料")
    reviewer.begin(TITLE)
    reviewer.press("申请延期")
    reviewer.page.fill("#id_workdays", "5")
    reviewer.page.fill("#id_note", "涉及 16 个区的登记机关核对")
    reviewer.confirm("申请延期")
    assert SharingRequest.objects.get().due_on == day("2025-10-14")
    officer = desks("authority_officer")
    officer.begin(TITLE)
    officer.press("同意延期")
    # Five working days after Tuesday 14 October 2025, no holiday between.
    assert SharingRequest.objects.get().due_on == day("2025-10-21")


def agree_and_open(desks: Any) -> None:
    """The answer column by column, the office head's consent, and use."""
    reviewer = desks("market_reviewer")
    reviewer.begin(TITLE)
    reviewer.press("提出答复意见")
    reviewer.page.check("input[name=answer_kind][value=AGREE]")
    reviewer.shoot("use-3-answer")
    reviewer.confirm("提出答复意见")
    head = desks("market_office_head")
    head.begin(TITLE)
    head.press("同意共享")
    assert head.status() == "同意共享"
    reviewer.begin(TITLE)
    reviewer.press("启用共享")
    assert reviewer.status() == "使用中"
    reviewer.shoot("use-4-in-use")


def dispose(desks: Any, agreement: SharingAgreement, clock: Any) -> None:
    """The term is over: instructed, certified, confirmed, each on the agreement's page."""
    expire_agreements(actor=Actor.system("expire-agreements"), now=clock.now())
    reviewer, head = desks("market_reviewer"), desks("labour_office_head")
    place = f"/admin/requests_app/sharingagreement/{agreement.public_number}/"
    reviewer.open(place)
    assert reviewer.status() == "待处置"
    reviewer.press("提出处置要求")
    reviewer.page.select_option("#id_method", "DESTROY")
    reviewer.page.fill("#id_basis", "共享协议约定使用时限届满不得留存。")
    reviewer.page.fill("#id_limit_on", "2026-04-10")
    reviewer.shoot("use-6-instruct")
    reviewer.confirm("提出处置要求")
    clock.set("2026-04-03T15:00")
    head.open(place)
    head.press("报告处置情况")
    head.page.fill("#id_what", "稳岗返还经办库中的企业登记数据及其备份")
    head.page.fill("#id_how", "逻辑删除后覆写")
    head.page.fill("#id_disposed_on", "2026-04-03")
    head.page.fill("#id_responsible_office", "信息中心")
    head.page.fill("#id_copy_count", "2")
    head.shoot("use-7-certificate")
    head.confirm("报告处置情况")
    reviewer.begin(TITLE)
    reviewer.press("确认处置")
    reviewer.page.fill("#id_note", "已核对销毁记录。")
    reviewer.confirm("确认处置")
    assert reviewer.status() == "办结"
    reviewer.shoot("use-8-closed")


@pytest.mark.django_db(transaction=True)
def test_the_whole_job_on_the_real_registry(clock, desks, live_server, registry_file: Path) -> None:
    """What arrives equals a filter of the file by Python's csv, row for row."""
    grants.forget_permissions()
    cast = the_cast.build(clock.now())
    compile_entry(desks)
    publish_entry(desks)
    load_registry(desks, registry_file)
    look_at_the_scope(desks, DirectoryEntry.objects.get().slug)
    ask_for_it(desks)
    clock.set("2025-09-26T10:00")
    supplement_and_extend(desks)
    agree_and_open(desks)
    agreement = SharingAgreement.objects.get()
    number = agreement.public_number
    system = System(live_server.url, cast.systems["labour"])

    arrived = [row for page in pages(system, number) for row in page]
    assert arrived == expected(registry_file)
    assert len(arrived) == 1563
    assert sum(Delivery.objects.values_list("row_count", flat=True)) == 1563
    assert QuotaDay.objects.get().used == Delivery.objects.count() == 2

    one = {"column": "credit_code", "value": arrived[7]["credit_code"]}
    look_up = f"/api/v1/agreements/{number}/look-up/"
    status, body = system.post(look_up, one, **CASE)
    assert (status, body["records"]) == (200, [arrived[7]])
    status, body = system.get(f"/api/v1/agreements/{number}/records/", **{"Sharing-Purpose": ""})
    assert (status, body["code"]) == (403, "no-purpose")
    status, body = system.get(f"/api/v1/agreements/{number}/records/?fields=address", **CASE)
    assert (status, body["code"]) == (403, "column-not-agreed")

    head = desks("market_office_head")
    head.open(f"/admin/requests_app/sharingagreement/{number}/")
    head.press("暂停共享")
    head.page.fill("#id_note", "调用量异常，核查中")
    head.page.fill("#id_rectify_by", f"{clock.moment.date() + timedelta(days=10):%Y-%m-%d}")
    head.confirm("暂停共享")
    assert head.status() == "暂停"
    status, body = system.post(look_up, one, **CASE)
    assert (status, body["code"]) == (403, "not-in-use")
    head.shoot("use-5-suspended")
    head.press("恢复共享")
    head.page.fill("#id_note", "核查无异常")
    head.confirm("恢复共享")
    assert system.post(look_up, one, **CASE)[0] == 200

    clock.set("2026-03-31T23:59:59")
    system = System(live_server.url, cast.systems["labour"])
    assert system.post(look_up, one, **CASE)[0] == 200
    clock.set("2026-04-01T00:00:00")
    status, body = system.post(look_up, one, **CASE)
    assert (status, body["code"], body["article"]) == (403, "agreement-expired", "第二十条第二款")

    dispose(desks, agreement, clock)
    assert grants.differences() == ([], [])
    while chain.seal(now=clock.now()):
        pass
    assert chain.verify(now=clock.now()) == []


@pytest.mark.django_db(transaction=True)
def test_an_update_from_its_cause_to_publication(clock, desks, live_server) -> None:
    """D1 from the day of the change, the new version to publication, D3 on its way (Art. 17)."""
    grants.forget_permissions()
    cast = the_cast.build(clock.now())
    story.publish(cast, story.enterprise_registry(name=TITLE))
    compiler = desks("market_compiler")
    first = EntryVersion.objects.get()
    compiler.open(f"/admin/catalog/entryversion/{first.public_number}/")
    compiler.press("登记更新情形")
    compiler.page.select_option("#id_kind", "LAW")
    compiler.page.fill("#id_occurred_on", "2025-09-23")
    compiler.page.fill("#id_instrument", "《市场主体登记管理条例》修订")
    compiler.confirm("登记更新情形")
    # Ten working days after 23 September 2025: a make-up Sunday and the holiday between.
    assert UpdateTrigger.objects.get().due_on == day("2025-10-13")
    compiler.open("/admin/")
    compiler.press("起草新版本")
    compiler.press("起草新版本")
    assert compiler.status() == "草稿"
    compiler.page.fill("#id_abstract", "按修订后的条例调整。")
    compiler.press("保存草稿")
    publish_entry(desks)
    second = EntryVersion.objects.get(number=2)
    assert (second.status, second.due_code, second.abstract) == (
        "PUBLISHED",
        "D3",
        "按修订后的条例调整。",
    )
    assert DirectoryEntry.objects.get().live_version == second
    assert EntryVersion.objects.get(number=1).status == "SUPERSEDED"
    assert UpdateTrigger.objects.get().status == "MET"
    assert grants.differences() == ([], [])
