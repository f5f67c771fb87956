"""A newcomer finds data by their sound and asks for two columns; a clerk loads a workbook."""

from pathlib import Path

import pytest

from catalog.directories.actions import Content, Item
from catalog.imports.jobs import work_on_imports
from catalog.imports.models import CatalogImport, ImportLine
from catalog.models import EntryVersion
from portal.regulation.vocabulary import DataCategory
from portal.workflow import grants
from portal.workflow.actor import Actor
from requests_app.models import SharingRequest
from tests import cast as the_cast
from tests import story
from tests.catalog.imports.files import HEAD as COLUMNS
from tests.catalog.imports.files import entry, table, workbook

TITLE = "常住人口基本信息"
ITEMS = (
    Item(name="人员编号", column_name="person", is_key=True),
    Item(name="姓名", column_name="name", is_personal=True),
    Item(name="户籍所在区", column_name="district", is_region=True),
    Item(name="出生年份", column_name="born", data_type="INTEGER"),
)


@pytest.mark.django_db(transaction=True)
def test_population_data_are_found_by_pinyin_and_two_columns_asked_for(
    clock, desks, live_server
) -> None:
    """From six letters in the field of the search to a request before the head of the office."""
    grants.forget_permissions()
    cast = the_cast.build(clock.now())
    story.publish(cast, story.enterprise_registry())
    story.publish(cast, _population())

    clerk = desks("labour_clerk")
    page = clerk.page
    clerk.open("/catalog/")
    page.locator("#q").press_sequentially("renkou")
    page.locator(f"#names option[value='{TITLE}']").wait_for(state="attached")
    clerk.shoot("find-1-typed")
    page.locator("#find button").click()
    page.wait_for_url("**/catalog/?q=renkou*")
    found = page.locator("main h3, main h2").all_inner_texts()
    assert any(TITLE in text for text in found)
    assert "企业登记基本信息" not in page.inner_text("main")
    clerk.shoot("find-2-found")
    page.get_by_role("link", name=TITLE, exact=True).first.click()
    conditions = page.locator("section", has=page.locator("#conditions"))
    assert "按业务编号逐笔查询，不得批量留存。" in conditions.inner_text()
    clerk.shoot("find-3-conditions")

    page.get_by_role("link", name="申请共享").first.click()
    page.wait_for_load_state()
    for name in ("户籍所在区", "出生年份"):
        row = page.locator("tr", has=page.get_by_role("rowheader", name=name))
        row.get_by_role("checkbox").check()
        row.locator("input[name^=need_], textarea[name^=need_]").fill("核定补贴对象范围")
    page.fill("#id_legal_basis", "《失业保险条例》第二十五条")
    page.fill("#id_scenario", "稳岗返还资格核验")
    page.select_option("#id_purpose", "GOVERNMENT_SERVICE")
    page.fill("#id_scope", "市级经办机构稳岗返还岗位，按单笔业务查询")
    page.select_option("#id_sharing_mode", "API")
    page.fill("#id_use_from", "2025-10-01")
    page.fill("#id_use_until", "2026-09-30")
    page.select_option("#id_system", index=1)
    page.check("#id_is_declared")
    clerk.shoot("find-4-asked")
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_load_state()
    asked = SharingRequest.objects.get()
    assert [item.column_name for item in asked_items(asked)] == ["district", "born"]
    clerk.open(f"/requests/{asked.public_number}/")
    take(clerk, "报共享工作机构负责人")
    asked.refresh_from_db()
    assert asked.status == "AWAITING_REQUESTER_HEAD"
    clerk.shoot("find-5-sent")


def _population() -> Content:
    """What is sought: conditional as the registry is, but of persons."""
    return story.enterprise_registry(
        name=TITLE,
        abstract="本市常住人口的基本情况。",
        category=DataCategory.PERSON,
        items=ITEMS,
    )


def asked_items(asked: SharingRequest) -> list:
    """The data items of the request, in the entry's order."""
    return [row.item for row in asked.items.order_by("item__position").select_related("item")]


def time_works(clock) -> None:
    """What the worker does each minute."""
    work_on_imports(actor=Actor.system("work-on-imports"), now=clock.now())


@pytest.mark.django_db(transaction=True)
def test_a_broken_workbook_is_mended_loaded_and_undone(
    clock, desks, live_server, tmp_path: Path
) -> None:
    """No sheet at all, then a row that cannot be read, then all of it loaded, then undone."""
    grants.forget_permissions()
    the_cast.build(clock.now())
    clerk = desks("market_compiler")
    page = clerk.page

    broken = tmp_path / "目录.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    send(clerk, broken)
    assert "/imports/new/" in page.url
    assert page.locator(".f .err, .error-summary, .f-err, [aria-invalid=true]").count()
    clerk.shoot("import-1-broken")
    assert not CatalogImport.objects.exists()

    kept = {"摘要": "个体工商户的登记情况。", "信息项名称": "名称", "共享类型": "有条件共享"}
    wrong = {"摘要": "许可证情况。", "信息项名称": "许可证编号", "共享类型": "看情况共享"}
    rows = [COLUMNS, entry("个体工商户登记信息", **kept), entry("食品生产许可信息", **wrong)]
    first = tmp_path / "目录第一稿.xlsx"
    first.write_bytes(workbook(rows))
    send(clerk, first)
    clerk.shoot("import-2-columns")
    take(clerk, "确认列并预检")
    time_works(clock)
    page.reload()
    clerk.press("逐行查看")
    assert "看情况共享" in page.inner_text("main")
    clerk.shoot("import-3-rejected")
    batch = CatalogImport.objects.get()
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载未通过的行").first.click()
    rejected = tmp_path / "rejected.xlsx"
    download.value.save_as(rejected)
    assert rejected.stat().st_size > 0

    mended = tmp_path / "目录第二稿.csv"
    rows[2] = entry("食品生产许可信息", **{**wrong, "共享类型": "有条件共享"})
    mended.write_bytes(table(rows, encoding="gb18030"))
    send(clerk, mended)
    take(clerk, "确认列并预检")
    time_works(clock)
    page.reload()
    clerk.shoot("import-4-checked")
    assert ImportLine.objects.exclude(catalog_import=batch).filter(outcome="NEW").count() == 2
    take(clerk, "载入为目录草稿")
    time_works(clock)
    page.reload()
    names = set(EntryVersion.objects.values_list("name", flat=True))
    assert names == {"个体工商户登记信息", "食品生产许可信息"}
    clerk.shoot("import-5-loaded")
    take(clerk, "撤销本次载入")
    time_works(clock)
    page.reload()
    clerk.shoot("import-6-undone")
    assert set(EntryVersion.objects.values_list("status", flat=True)) == {"DISCARDED"}


def take(clerk, step: str) -> None:
    """Press the step's button, and confirm it where it asks once more."""
    clerk.press(step)
    if clerk.page.locator("form.dialog").count():
        clerk.confirm(step)


def send(clerk, file: Path) -> None:
    """Choose the file and read it in."""
    clerk.open("/imports/")
    clerk.press("导入目录表格")
    clerk.page.set_input_files("#id_file", file)
    clerk.page.locator("main form button.btn-1, main form.dialog button").first.click()
    clerk.page.wait_for_load_state()
