"""Found, read, collected and asked for at one go: two entries, in a browser."""

import pytest

from portal.workflow import grants
from requests_app.models import SharingRequest
from tests import cast as the_cast
from tests import story

REGISTRY, LICENCES = "企业登记基本信息", "食品经营许可信息"


def collect(clerk, title: str, items: tuple[str, ...]) -> None:
    """Search for the entry, read its conditions, and put some of its items into the basket."""
    clerk.open("/catalog/")
    clerk.page.fill("#q", title)
    clerk.page.locator("#find button").click()
    clerk.page.wait_for_load_state()
    clerk.page.get_by_role("link", name=title, exact=True).first.click()
    conditions = clerk.page.locator("section", has=clerk.page.locator("#conditions"))
    assert "按业务编号逐笔查询，不得批量留存。" in conditions.inner_text()
    for item in items:
        clerk.page.get_by_role("checkbox", name=item, exact=True).check()
    if title == REGISTRY:
        clerk.shoot("basket-1-entry")
    clerk.press("所选信息项加入待申请清单")


def send(clerk, request: SharingRequest) -> None:
    """The draft is declared true, lawful and necessary, and sent to the head of the office."""
    clerk.open(f"/requests/{request.public_number}/revise/")
    clerk.page.check("#id_is_declared")
    clerk.page.locator("button[name=step][value=send]").click()
    clerk.page.wait_for_load_state()
    if clerk.page.url.endswith("/submit/"):
        clerk.confirm("报共享工作机构负责人")


@pytest.mark.django_db(transaction=True)
def test_two_entries_are_collected_and_asked_for_at_one_go(clock, desks, live_server) -> None:
    """From the search to both requests with the head of the office."""
    grants.forget_permissions()
    cast = the_cast.build(clock.now())
    story.publish(cast, story.enterprise_registry(name=REGISTRY))
    story.publish(cast, story.enterprise_registry(name=LICENCES))

    clerk = desks("labour_clerk")
    collect(clerk, REGISTRY, ("企业名称", "统一社会信用代码"))
    collect(clerk, LICENCES, ("企业名称", "地区"))
    body = clerk.page.inner_text("main")
    assert body.count("已选 2 项") == 2
    clerk.shoot("basket-2-collected")

    clerk.press("生成申请草稿")
    page = clerk.page
    page.fill("#id_need", "核验申报单位登记情况")
    page.fill("#id_legal_basis", "《失业保险条例》第二十五条")
    page.fill("#id_scenario", "失业保险稳岗返还资格核验")
    page.select_option("#id_purpose", "GOVERNMENT_SERVICE")
    page.fill("#id_scope", "市、区两级经办机构稳岗返还岗位，按单笔业务查询")
    page.select_option("#id_sharing_mode", "API")
    page.fill("#id_use_from", "2025-10-01")
    page.fill("#id_use_until", "2026-09-30")
    page.select_option("#id_system", index=1)
    clerk.shoot("basket-3-shared")
    page.locator("main form button", has_text="生成申请草稿").click()
    page.wait_for_load_state()
    clerk.shoot("basket-4-drafts")
    made = list(SharingRequest.objects.order_by("pk"))
    assert [request.status for request in made] == ["DRAFT", "DRAFT"]
    for request in made:
        send(clerk, request)
    states = set(SharingRequest.objects.values_list("status", flat=True))
    assert states == {"AWAITING_REQUESTER_HEAD"}
    clerk.open("/basket/")
    assert "没有待申请的目录" in page.inner_text("main")
