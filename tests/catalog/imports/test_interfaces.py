"""The same import through pages, admin and API; the worker in between; nothing for strangers."""

import base64
import html
import io
import random
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.exchange.faults import FileFault
from catalog.imports import actions, causes, queries
from catalog.imports.jobs import work_on_imports
from catalog.imports.models import CatalogImport, LineOutcome
from catalog.imports.reading import read_file
from catalog.models import EntryVersion
from portal.regulation import catalog_workbook as rules
from portal.workflow.decision import Refused
from tests import story
from tests.catalog.imports import files
from tests.catalog.imports.conftest import CLOCK, Office, outcomes

pytestmark = pytest.mark.django_db
ROWS = [
    list(files.HEAD),
    files.entry("个体工商户登记信息", 信息项名称="名称", 数据类型="字符型C(100)"),
    files.entry("", 信息项名称="成立日期", 数据类型="日期型D"),
    files.entry("食品经营许可信息", 摘要="新的摘要。"),
    files.entry("食品生产许可信息", 共享类型="也许共享"),
]


@pytest.fixture
def clerk(office: Office, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Client:
    """The compiler at his desk, on the day of the story."""
    settings.AXES_ENABLED = False
    monkeypatch.setattr(timezone, "now", lambda: office.now)
    return client_of(office, "market_compiler")


def client_of(office: Office, person: str) -> Client:
    """Somebody who has signed in."""
    client = Client()
    client.force_login(office.cast.people[person])
    return client


def sent(raw: bytes, name: str = "目录.xlsx") -> dict[str, Any]:
    """The file as a form sends it."""
    return {"file": SimpleUploadedFile(name, raw)}


def work(office: Office) -> None:
    """What the worker does."""
    work_on_imports(actor=CLOCK, now=office.now)


def test_sheets_that_are_not_read_are_named(office: Office, clerk: Client) -> None:
    """Nothing of a file is left without a word: on its pages and in the API."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in {
            "说明": [["填写说明"]],
            "市级": ROWS[:2],
            "区级": ROWS[:2],
            "空表": [],
            "街镇": ROWS[:3],
        }.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    address = clerk.post("/imports/new/", sent(file.getvalue()))["Location"]
    batch = CatalogImport.objects.get()
    assert (batch.row_count, batch.sheets_left) == (2, ["区级", "街镇"])
    assert "未读取的工作表" in clerk.get(address).text
    form = clerk.get(f"{address}map_columns/").text
    assert "该文件中的工作表“区级、街镇”未读取；如需导入，请分别另存为单独的文件。" in form
    told = clerk.get(f"/api/v1/imports/{batch.public_number}/").json()
    assert told["sheets_left"] == ["区级", "街镇"]


@pytest.mark.parametrize("root", ["/imports/", "/admin/catalog/catalogimport/"])
def test_from_the_file_to_its_undoing(office: Office, clerk: Client, root: str) -> None:
    new = "new/" if root == "/imports/" else "add/"
    assert "目录表格文件" in clerk.get(f"{root}{new}").text
    answer = clerk.post(f"{root}{new}", sent(files.workbook(ROWS)))
    assert answer.status_code == 302
    address = answer["Location"]
    batch = CatalogImport.objects.get()
    form = clerk.get(f"{address}map_columns/").text
    assert "信息资源名称" in form
    assert "示例：个体工商户登记信息" in form
    chosen = {f"column_{place}": use for place, use in enumerate(batch.uses)}
    assert clerk.post(f"{address}map_columns/", chosen).status_code == 302
    waiting = clerk.get(address)
    assert waiting["Refresh"] == "3"
    assert "<progress" in waiting.text
    work(office)
    page = clerk.get(address)
    assert "Refresh" not in page
    assert (
        "文件共 5 行：新增 1 行，变更 1 行，未通过 1 行，上方目录的信息项 1 行，标题或小标题 1 行。"
        in page.text
    )
    assert clerk.post(f"{address}load_rows/").status_code == 302
    work(office)
    assert EntryVersion.objects.filter(name="个体工商户登记信息", status="DRAFT").exists()
    assert clerk.post(f"{address}undo_load/").status_code == 302
    work(office)
    assert not EntryVersion.objects.filter(name="个体工商户登记信息", status="DRAFT").exists()
    batch.refresh_from_db()
    assert batch.status == "UNDONE"


def test_the_rows_are_filtered_and_paged(office: Office, clerk: Client) -> None:
    many = [*ROWS, *(files.entry(f"台账{number:03}甲乙") for number in range(45))]
    batch = office.checked(files.table(many))
    address = f"/imports/{batch.public_number}/rows/"
    page = clerk.get(address, {"outcome": "CHANGED"}).text
    assert "<del>许可证信息。</del>" in page
    assert "<ins>新的摘要。</ins>" in page
    assert "第 5 行：“共享类型”不能填“也许共享”" in clerk.get(address, {"outcome": "REJECTED"}).text
    first = clerk.get(address, {"outcome": "NEW"}).text
    assert first.count("<tr>") == 21
    assert "cursor=" in first
    assert clerk.get(address, {"outcome": "MAYBE"}).status_code == 400
    assert "没有符合条件的行" in clerk.get(address, {"q": "无此名称"}).text


def test_the_list_of_rows_asks_as_often_for_twenty_as_for_one(
    office: Office, clerk: Client
) -> None:
    counts = []
    for number in (1, 50):
        rows = [list(files.HEAD), *(files.entry(f"台账{each:03}甲乙") for each in range(number))]
        batch = office.checked(files.table(rows))
        address = f"/imports/{batch.public_number}/rows/"
        clerk.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert clerk.get(address).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_the_rejected_rows_are_downloaded_where_there_are_any(
    office: Office, clerk: Client
) -> None:
    batch = office.checked(files.workbook(ROWS))
    answer = clerk.get(f"/imports/{batch.public_number}/rejected-rows/")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert read_file(answer.content).rows[1][0] == "食品生产许可信息"
    clean = office.checked(files.workbook(ROWS[:3]))
    assert clerk.get(f"/imports/{clean.public_number}/rejected-rows/").status_code == 404


def test_the_template_is_narrowed_like_the_list(office: Office, clerk: Client) -> None:
    every = read_file(clerk.get("/catalog-template/workbook/").content).rows
    assert every[0][:3] == ["信息资源分类", "信息资源名称", "信息资源代码"]
    assert every[1][1] == "企业登记基本信息"
    none = clerk.get("/catalog-template/table/", {"sharing_class": "WITHHELD"})
    assert len(read_file(none.getvalue()).rows) == 1
    assert clerk.get("/catalog-template/table/", {"sharing_class": "X"}).status_code == 400
    assert clerk.get("/catalog-template/table/", {"unknown": "1"}).status_code == 400


#: The words "名称" and "摘要" of a note in row 2 are found first; the head is row 3.
NOTED = [
    ["目录汇总表"],
    ["填写说明", "名称", "摘要", "格式"],
    ["资源", "标题", "共享类型", "更新周期"],
    ["1", "食品经营许可信息", "无条件共享", "每日"],
]


def test_a_table_without_a_head_loses_no_row(office: Office, clerk: Client) -> None:
    rows = [["食品经营许可信息", "许可证。"], ["药品经营许可信息", "也是许可证。"], ["", "无名"]]
    batch = office.read(files.table(rows))
    address = f"/imports/{batch.public_number}/"
    assert "无：第一行即为目录" in clerk.get(f"{address}choose_head/").text
    assert clerk.post(f"{address}choose_head/", {"head_row": 0}).status_code == 302
    assert "当前按无表头处理。" in clerk.get(f"{address}map_columns/").text
    answer = clerk.post(f"{address}map_columns/", {"column_0": "NAME", "column_1": "ABSTRACT"})
    assert answer.status_code == 302
    work(office)
    batch.refresh_from_db()
    assert outcomes(batch) == {1: "CHANGED", 2: "NEW", 3: "REJECTED"}
    assert "无表头" in clerk.get(address).text
    again = read_file(clerk.get(f"{address}rejected-rows/").content).rows
    assert again[0][:2] == ["信息资源名称", "信息资源摘要"]


@pytest.mark.parametrize("root", ["/imports/", "/admin/catalog/catalogimport/"])
def test_the_list_heads_its_numbers_of_lines(office: Office, clerk: Client, root: str) -> None:
    office.read(files.table(NOTED))
    assert "行数" in clerk.get(root).text


@pytest.mark.parametrize("root", ["/imports/", "/admin/catalog/catalogimport/"])
def test_another_row_is_chosen_as_the_head(office: Office, clerk: Client, root: str) -> None:
    batch = office.read(files.table(NOTED))
    assert (batch.head_row, batch.uses) == (1, ["", "NAME", "ABSTRACT", "FORMAT"])
    address = f"{root}{batch.public_number}/"
    columns = clerk.get(f"{address}map_columns/").text
    assert "当前以文件第 2 行为表头。" in columns
    assert 'href="../choose_head/"' in columns
    offered = clerk.get(f"{address}choose_head/").text
    assert "第 3 行：资源 · 标题 · 共享类型 · 更新周期" in offered
    answer = clerk.post(f"{address}choose_head/", {"head_row": "3"})
    assert answer["Location"] == f"{address}map_columns/"
    batch.refresh_from_db()
    assert (batch.status, batch.head_row, batch.headers) == ("READ", 2, NOTED[2])
    assert batch.uses == ["", "NAME", "SHARING_CLASS", "FREQUENCY"]
    again = clerk.get(answer["Location"]).text
    assert "当前以文件第 3 行为表头。" in again
    assert "示例：食品经营许可信息" in again


def test_only_a_row_with_words_at_the_top_is_a_head(office: Office, clerk: Client) -> None:
    """What is refused says why, and leaves head, columns and check as they were."""
    rows = [["名称", "摘要"], ["", ""], *([f"台账{number:02}甲乙", "一"] for number in range(30))]
    batch = office.checked(files.table(rows))
    address = f"/imports/{batch.public_number}/choose_head/"
    for wrong in ("2", "21", "99", "-1", "x", ""):
        answer = clerk.post(address, {"head_row": wrong})
        assert answer.status_code == 400, wrong
    assert "请在文件开头有内容的行中选择一行。" in clerk.post(address, {"head_row": "21"}).text
    assert clerk.get(address).text.count('type="radio"') == 20
    with pytest.raises(Refused):
        actions.choose_head(
            pk=batch.pk, head_row=20, actor=office.cast.actor("market_compiler"), now=office.now
        )
    batch.refresh_from_db()
    assert (batch.status, batch.head_row, batch.lines.count()) == ("CHECKED", 0, 32)
    assert clerk.post(address, {"head_row": "20"}).status_code == 302
    batch.refresh_from_db()
    assert (batch.status, batch.head_row, batch.lines.count()) == ("READ", 19, 0)


def test_a_head_chosen_again_has_its_columns_as_they_were_confirmed(office: Office) -> None:
    """A head of two rows is read as such, and its columns are remembered."""
    rows = [
        ["一", "二"],
        ["信息资源名称", "信息项信息", ""],
        ["", "信息项名称", "数据类型"],
        ["食品经营许可信息", "名称", "字符型C(20)"],
    ]
    batch = office.read(files.table(rows))
    compiler = office.cast.actor("market_compiler")

    def choose(head_row: int) -> list[str]:
        actions.choose_head(pk=batch.pk, head_row=head_row, actor=compiler, now=office.now)
        batch.refresh_from_db()
        return batch.uses

    assert choose(0) == ["", "", ""]
    assert choose(2) == ["NAME", "ITEM_NAME", "ITEM_TYPE"]
    batch.uses = ["NAME", "ITEM_NAME", "ITEM_DESCRIPTION"]
    office.step(batch, "map_columns")
    assert choose(0) == ["", "", ""]
    assert choose(2) == ["NAME", "ITEM_NAME", "ITEM_DESCRIPTION"]


def test_the_list_offers_the_template_of_what_it_shows(office: Office, clerk: Client) -> None:
    """Narrowed as the list is, from any place in it; not where nothing is shown."""
    page = clerk.get("/catalog/", {"q": "企业", "sharing_class": "CONDITIONAL", "back": "1"}).text
    found = re.search(r'href="(/catalog-template/workbook/[^"]*)">按标准模板下载<', page)
    assert found is not None
    address = html.unescape(found[1])
    assert parse_qs(urlsplit(address).query) == {"q": ["企业"], "sharing_class": ["CONDITIONAL"]}
    assert read_file(clerk.get(address).content).rows[1][1] == "企业登记基本信息"
    assert 'href="/catalog-template/workbook/"' in clerk.get("/catalog/").text
    assert "/catalog-template/" not in clerk.get("/catalog/", {"sharing_class": "WITHHELD"}).text


def test_strangers_find_nothing(office: Office, clerk: Client) -> None:
    batch = office.checked(files.workbook(ROWS))
    for person in ("civil_clerk", "authority_officer"):
        other = client_of(office, person)
        base = f"/imports/{batch.public_number}/"
        for end in ("", "rows/", "rejected-rows/", "load_rows/", "choose_head/"):
            assert other.get(f"{base}{end}").status_code == 404, (person, end)
        assert other.post(f"{base}load_rows/").status_code == 404
        assert other.get(f"/api/v1/imports/{batch.public_number}/").status_code == 404
        assert batch.public_number not in other.get("/imports/").text
    assert (
        client_of(office, "labour_clerk").post("/imports/new/", sent(files.table(ROWS))).status_code
        == 403
    )


def test_over_the_api(office: Office, clerk: Client) -> None:
    def call(address: str, body: Any) -> Any:
        return clerk.post(f"/api/v1/{address}", body, content_type="application/json")

    body = {"file_name": "a.csv", "content": base64.b64encode(files.table(ROWS)).decode()}
    answer = call("imports/", body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["uses"][0] == "NAME"
    address = f"imports/{made['number']}/"
    wrong = call(f"{address}map_columns/", {"column_0": "NOTHING"})
    assert (wrong.status_code, set(wrong.json()["fields"])) == (400, {"column_0"})
    assert made["head_row"] == 1
    for wrong in ({"head_row": "1"}, {"head_row": -1}, {"head_row": 99}, {}):
        assert set(call(f"{address}choose_head/", wrong).json()["fields"]) == {"head_row"}
    other = call(f"{address}choose_head/", {"head_row": 2}).json()
    assert (other["head_row"], other["headers"][0]) == (2, "个体工商户登记信息")
    assert call(f"{address}choose_head/", {"head_row": 1}).json()["uses"] == made["uses"]
    uses = {f"column_{place}": use for place, use in enumerate(made["uses"])}
    assert call(f"{address}map_columns/", uses).status_code == 200
    work(office)
    found = clerk.get(f"/api/v1/{address}").json()
    assert found["outcomes"] == {"HEADING": 1, "NEW": 1, "ITEM": 1, "CHANGED": 1, "REJECTED": 1}
    page = clerk.get(f"/api/v1/{address}lines/", {"outcome": "REJECTED"}).json()
    assert [row["number"] for row in page["results"]] == [5]
    assert "第 5 行" in page["results"][0]["reason"]
    assert clerk.get(f"/api/v1/{address}rejected-rows/").status_code == 200
    for content in ("no base64!", base64.b64encode(b"%PDF-1.7").decode()):
        refused = call("imports/", {"file_name": "a.xlsx", "content": content})
        assert refused.status_code == 400
        assert refused.json()["fields"]["content"]
    workbook = clerk.get("/api/v1/entries-template/workbook/", {"q": "企业"})
    assert read_file(workbook.content).rows[1][1] == "企业登记基本信息"


def test_what_is_too_long_for_a_workbook_comes_as_a_table(
    office: Office, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.publish(office.cast, story.enterprise_registry(name="第二条目录"))
    for most, kind in ((2, "workbook"), (1, "table")):
        monkeypatch.setattr(rules, "MOST_IN_WORKBOOK", most)
        assert f'href="/catalog-template/{kind}/"' in clerk.get("/catalog/").text
    page = clerk.get("/catalog-template/workbook/")
    assert page.status_code == 409
    assert "请先筛选" in page.text
    refused = clerk.get("/api/v1/entries-template/workbook/")
    assert (refused.status_code, refused.json()["code"]) == (409, "workbook-too-large")
    assert clerk.get("/catalog-template/workbook/", {"q": "第二条"}).status_code == 200
    for root in ("/catalog-template/table/", "/api/v1/entries-template/table/"):
        table = b"".join(clerk.get(root)).decode()
        assert table.startswith("\ufeff")
        assert "第二条目录" in table
        assert "企业登记基本信息" in table


def test_a_refused_file_stays_a_form_with_its_sentence(office: Office, clerk: Client) -> None:
    for root in ("/imports/new/", "/admin/catalog/catalogimport/add/"):
        answer = clerk.post(root, sent(b"%PDF-1.7 not a workbook"))
        assert answer.status_code == 400
        assert "该文件不是表格" in answer.text
        assert clerk.post(root, {}).status_code == 400
    assert not CatalogImport.objects.exists()


# Mutated files.

SEED = 20250924


def _mutants(number: int) -> list[bytes]:
    """Real files with bytes changed, cut, doubled, and cells put where they do not belong."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    seeds = [files.workbook(ROWS), files.table(ROWS), files.table(ROWS, "gb18030")]
    seeds.append(files.table(ROWS, "utf-16"))
    made = []
    for _ in range(number):
        raw = bytearray(chance.choice(seeds))
        for _change in range(chance.randint(1, 8)):
            place = chance.randrange(len(raw))
            what = chance.randrange(4)
            if what == 0:
                raw[place] = chance.randrange(256)
            elif what == 1:
                del raw[place : place + chance.randint(1, 40)]
            elif what == 2:
                raw[place:place] = raw[place : place + chance.randint(1, 200)]
            else:
                raw[place:place] = bytes(chance.randrange(256) for _byte in range(4))
            if not raw:
                raw = bytearray(b" ")
        made.append(bytes(raw))
    return made


def test_mutated_files_are_read_or_refused_with_a_sentence(
    office: Office, clerk: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is refused in a sentence, or read, and then every line of it is accounted for."""
    with capsys.disabled():
        print(f"\nseed of the mutants: {SEED}")
    refused = 0
    for raw in _mutants(200):
        try:
            grid = read_file(raw)
        except FileFault as fault:
            refused += 1
            assert len(str(fault)) > 4
            continue
        del grid
        answer = clerk.post("/imports/new/", sent(raw))
        assert answer.status_code in (302, 400), raw[:80]
        if answer.status_code == 400:
            continue
        batch = CatalogImport.objects.latest("pk")
        if "NAME" not in batch.uses:
            batch.uses = ["NAME", *batch.uses[1:]]
        office.step(batch, "map_columns")
        counted = queries.counted(batch)
        assert (batch.status, counted.total) == ("CHECKED", batch.row_count), raw
        for line in batch.lines.filter(outcome=LineOutcome.REJECTED):
            assert (
                str(line.number) in causes.sentence(line.cause, line.values) or line.values["row"]
            )
        assert len(outcomes(batch)) == batch.row_count
    assert 0 < refused < 200
