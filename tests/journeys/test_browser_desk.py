"""What the little script adds: a choice found by typing, filters kept, the search by one key."""

from datetime import date

import pytest
from playwright.sync_api import expect

from catalog.models import Department
from portal.workflow import grants
from tests import cast as the_cast
from tests import story


@pytest.mark.django_db(transaction=True)
def test_choices_are_found_filters_kept_and_the_search_reached(clock, desks, live_server) -> None:
    """By a part of its name; the list comes back as it was left; the stroke goes to the search."""
    grants.forget_permissions()
    cast = the_cast.build(clock.now())
    version = story.publish(cast, story.enterprise_registry())
    story.send(cast, story.apply(cast, version))
    clerk = desks("market_reviewer")
    page = clerk.page

    clerk.open("/requests/?side=received")
    page.get_by_role("link", name=version.name, exact=True).first.click()
    page.wait_for_load_state()
    page.locator(".crumbs a").first.click()
    page.wait_for_load_state()
    assert page.url.endswith("/requests/?side=received")

    page.keyboard.press("/")
    expect(page.locator("input[name=q]").first).to_be_focused()
    page.keyboard.type("/")
    expect(page.locator("input[name=q]").first).to_have_value("/")

    city = cast.market.region
    Department.objects.bulk_create(
        Department(
            code=f"D{number:02}",
            name=f"第{number}号部门",
            region=city,
            tier=cast.market.tier,
            opened_on=date(2025, 1, 1),
        )
        for number in range(20)
    )
    officer = desks("authority_officer")
    officer.open("/source-designations/new/")
    chooser = officer.page.get_by_role("searchbox", name="输入名称查找：数源部门")
    select = officer.page.locator("#id_source")
    chooser.fill("第17号")
    expect(select).to_have_value("D17")
    chooser.fill("没有这样的名称")
    expect(officer.page.get_by_text("没有相符的选项")).to_be_visible()
    chooser.fill("")
    expect(officer.page.locator("#id_source option[disabled]")).to_have_count(0)

    several = officer.page.get_by_role("searchbox", name="输入名称查找：收集部门")
    collectors = officer.page.locator("#id_collectors")
    for name in ("第17号", "第3号"):
        several.fill(name)
        collectors.locator("option:not([hidden])").click()
    several.fill("第17号")
    expect(officer.page.get_by_text("已选：第3号部门、第17号部门")).to_be_visible()
    expect(collectors).to_have_values(["D03", "D17"])
    collectors.locator("option:not([hidden])").click()
    expect(collectors).to_have_values(["D03"])

    for address in ("/delivery-stops/new/", "/admin/requests_app/deliverystop/add/"):
        officer.open(address)
        entry = officer.page.locator("#id_entry")
        entry.press_sequentially("qydj")
        offered = officer.page.locator("#entry-entries option")
        expect(offered).to_have_count(1)
        expect(offered).to_have_attribute("value", version.entry.code)
        expect(offered).to_have_text(version.name)
