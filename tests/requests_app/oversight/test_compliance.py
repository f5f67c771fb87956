"""How departments keep time: which rows count, for whom, and who may see them (Art. 38)."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from catalog.models import Department, EntryWithdrawal
from catalog.withdrawals import actions as withdrawals
from portal.workflow.actor import Interface
from requests_app.corrections import actions as corrections
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Operation
from requests_app.models import SharingRequest
from requests_app.oversight import actions, compliance, report
from requests_app.oversight.compliance import Record
from requests_app.oversight.span import Span
from requests_app.sharing import actions as sharing
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.oversight.watch import (
    FINDING,
    Watch,
    confirmed,
    late_answer,
    late_correction,
    late_review,
    late_withdrawal,
    look,
    open_district_authority,
    refusal,
)

YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))


def record(watch: Watch, name: str = "market", day: int = 60, span: Span = YEAR) -> Record:
    today = watch.days(day).date()
    (found,) = compliance.records([watch.cast.departments[name]], span, today=today)
    return found


def kept(found: Record) -> dict[str, tuple[int, int]]:
    return {rate.deadline: (rate.kept, rate.counted) for rate in found.rates}


def test_answers_and_supply_count_once_their_last_day_has_come(watch: Watch) -> None:
    """One answer in time; nothing was ever delivered, and its twenty working days are over."""
    assert kept(record(watch, day=0)) == {"D5": (1, 1)}
    assert kept(record(watch, day=60)) == {"D5": (1, 1), "D7": (0, 1)}
    assert record(watch, day=0).score == Decimal("100.0")
    assert record(watch, day=60).score == Decimal("50.0")


def test_each_late_kind_lowers_its_own_rate(watch: Watch) -> None:
    refusal(watch)
    late_answer(watch)
    late_correction(watch)
    # D5: two of three kept; D7: none of one; D8: none of one. (2/3 + 0 + 0) / 3 = 22.2.
    found = record(watch)
    assert kept(found) == {"D5": (2, 3), "D7": (0, 1), "D8": (0, 1)}
    assert found.score == Decimal("22.2")
    assert record(watch, "labour").score is None


def test_a_running_period_counts_only_when_it_is_over(watch: Watch) -> None:
    """Received on 24 September, the answer is due on 14 October (vector D5 of §1.1)."""
    request = story.send(watch.cast, story.apply(watch.cast, watch.version))
    assert SharingRequest.objects.get(pk=request.pk).due_on == date(2025, 10, 14)
    assert kept(record(watch, day=20))["D5"] == (1, 1)  # 14 October itself
    assert kept(record(watch, day=21))["D5"] == (1, 2)


def test_only_what_fell_due_within_the_span_counts(watch: Watch) -> None:
    outside = Span(date(2025, 10, 15), date(2025, 12, 31))
    assert kept(record(watch, span=outside)) == {"D7": (0, 1)}
    assert record(watch, span=Span(date(2026, 1, 1), date(2026, 12, 31))).score is None


def test_a_request_that_was_withdrawn_is_nobody_s_lateness(watch: Watch) -> None:
    request = late_answer(watch)
    before = kept(record(watch))
    clerk = watch.cast.actor("labour_clerk")
    sharing.withdraw(pk=request.pk, actor=clerk, now=watch.days(31))
    assert before["D5"] == (1, 2)
    assert kept(record(watch))["D5"] == (1, 1)


def test_a_breach_found_takes_its_points_and_one_dismissed_excuses(watch: Watch) -> None:
    breach = confirmed(watch)
    found = record(watch)
    # D5 one of two, D7 none of one: 25, less five for the breach found on 26 September.
    assert [each.pk for each in found.breaches] == [breach.pk]
    assert found.score == Decimal("20.0")
    assert record(watch, span=Span(date(2025, 9, 27), date(2025, 12, 31))).breaches == ()


def test_lateness_that_was_no_breach_counts_neither_way(watch: Watch) -> None:
    late_answer(watch)
    (breach,) = look(watch, now=watch.now)
    assert kept(record(watch))["D5"] == (1, 2)
    actions.clear(pk=breach.pk, finding=FINDING, actor=watch.officer, now=watch.now)
    found = record(watch)
    assert kept(found)["D5"] == (1, 1)
    assert found.breaches == ()
    assert [each.is_excused for each in found.periods].count(True) == 1


def test_a_late_review_counts_against_the_authority(watch: Watch) -> None:
    late_review(watch)
    assert kept(record(watch, "authority")) == {"D3": (0, 1)}
    assert "D3" not in kept(record(watch))
    open_district_authority(watch.cast)
    assert record(watch, "pudong_authority").score is None


def test_a_late_review_of_a_withdrawal_counts_like_that_of_an_update(watch: Watch) -> None:
    """Reviewed in two working days like an update (D3); given up, it is nobody's lateness."""
    late_withdrawal(watch)
    assert kept(record(watch, "authority")) == {"D3": (0, 1)}
    assert "D3" not in kept(record(watch))
    compiler = watch.cast.actor("market_compiler")
    (made,) = EntryWithdrawal.objects.all()
    withdrawals.abandon_withdrawal(pk=made.pk, actor=compiler, now=watch.days(31))
    assert kept(record(watch, "authority")) == {}


# What is watched besides time: quality, use and safeguards.


def watched(found: Record) -> dict[str, tuple[int, int]]:
    return {each.kind.code: (each.reached, each.counted) for each in found.figures}


def called(watch: Watch) -> None:
    """The labour department's system fetches once, the day after."""
    deliver(
        call=Call(
            number=watch.agreement.public_number,
            client_id=watch.cast.systems["labour"].system.client_id,
            operation=Operation.RECORDS,
            purpose="GOVERNMENT_SERVICE",
            case_number="WG-1",
        ),
        actor=watch.cast.actor("labour_clerk", Interface.API),
        now=watch.days(1),
    )


def test_corrections_count_for_the_provider_by_what_they_came_to(watch: Watch) -> None:
    assert watched(record(watch))["corrected"] == (0, 0)
    reviewer = watch.cast.actor("market_reviewer")
    for wrong in (True, False):
        made = story.receive_correction(watch.cast, watch.agreement)
        asked: dict[str, Any] = {"pk": made.pk, "actor": reviewer, "now": watch.now}
        corrections.begin_verification(**asked)
        verify = corrections.correct if wrong else corrections.confirm_right
        verify(finding="已核查。", **asked)
        corrections.feed_back(**asked)
    assert watched(record(watch))["corrected"] == (1, 2)
    assert watched(record(watch, "labour"))["corrected"] == (0, 0)
    before = Span(date(2025, 1, 1), date(2025, 9, 23))
    assert watched(record(watch, span=before))["corrected"] == (0, 0)


def test_use_counts_for_who_uses(watch: Watch) -> None:
    """In use from the first verified delivery; called within the span; recorded at any time."""
    assert watched(record(watch, "labour"))["called"] == (0, 0)
    called(watch)
    found = watched(record(watch, "labour"))
    assert (found["called"], found["recorded"]) == ((1, 1), (0, 1))
    story.record_use(watch.cast, watch.agreement)
    assert watched(record(watch, "labour"))["recorded"] == (1, 1)
    later = Span(date(2025, 10, 1), date(2025, 12, 31))
    assert watched(record(watch, "labour", span=later))["called"] == (0, 1)
    assert watched(record(watch))["called"] == (0, 0), "the provider uses nothing"


def test_an_ended_use_counts_until_its_disposal_is_confirmed(watch: Watch) -> None:
    head = watch.cast.actor("labour_office_head")
    sharing.end_use(pk=watch.agreement.pk, actor=head, now=watch.now)
    assert watched(record(watch, "labour"))["disposed"] == (0, 1)
    story.dispose(watch.cast, watch.agreement)
    assert watched(record(watch, "labour"))["disposed"] == (1, 1)


def test_quality_reports_and_rules_on_file_count_for_who_owes_them(watch: Watch) -> None:
    """Of the published entries those reported on; of the five subjects those with a rule."""
    found = watched(record(watch))
    assert (found["reported"], found["on_file"]) == ((0, 1), (0, 5))
    story.report_quality(watch.cast, watch.version)
    story.file_rule(watch.cast)
    story.file_rule(watch.cast, "SECURITY")
    found = watched(record(watch))
    assert (found["reported"], found["on_file"]) == ((1, 1), (2, 5))
    assert watched(record(watch, "labour"))["on_file"] == (0, 5)
    before = Span(date(2025, 1, 1), date(2025, 9, 23))
    assert watched(record(watch, span=before))["reported"] == (0, 1)


def test_the_figures_are_counts_and_no_score(watch: Watch) -> None:
    before = record(watch, "labour").score
    called(watch)
    found = record(watch, "labour")
    assert found.score == before
    shown = page(watch, "labour_office_head", f"RSJ/?{DAYS}").content.decode()
    for words in ("数据质量、使用情况和安全保障", "期间有调用的协议", "仅列数量，不计入得分。"):
        assert words in shown, words


def test_as_many_queries_for_many_departments_as_for_one(watch: Watch) -> None:
    departments = list(Department.objects.select_related("region").order_by("code"))
    plain = [each for each in departments if not each.is_authority]
    with CaptureQueriesContext(connection) as one:
        compliance.records(plain[:1], YEAR, today=watch.now.date())
    with CaptureQueriesContext(connection) as many:
        compliance.records(plain, YEAR, today=watch.now.date())
    assert len(plain) >= 4
    assert len(many) == len(one)


# Who sees it, and through which door.


def page(watch: Watch, person: str, address: str):
    client = Client()
    client.force_login(watch.cast.people[person])
    return client.get(f"/compliance/{address}")


DAYS = "starts_on=2025-01-01&ends_on=2025-12-31"


def test_a_department_sees_its_own_record_and_no_other(watch: Watch) -> None:
    own = page(watch, "market_reviewer", f"?{DAYS}")
    assert [row["code"] for row in own.context["rows"]] == ["SCJG"]
    assert own.context["reports"] == []
    rows = page(watch, "market_reviewer", f"SCJG/?{DAYS}")
    assert rows.status_code == 200
    # By today's clock the supply is long overdue: 100 and 0 make 50.
    assert "50.0" in rows.content.decode()
    for code in ("RSJ", "SJJ", "NOBODY"):
        assert page(watch, "market_reviewer", f"{code}/").status_code == 404
    for form in ("", "workbook/", "paper/"):
        assert page(watch, "market_reviewer", f"report/{form}").status_code == 404
    assert page(watch, "outsider", "SCJG/").status_code == 404


def test_the_authority_sees_and_reports_on_its_region(watch: Watch) -> None:
    everyone = page(watch, "authority_officer", f"?{DAYS}")
    codes = {row["code"] for row in everyone.context["rows"]}
    assert codes == {"SJJ", "SCJG", "RSJ", "MZJ", "HKSC"}
    assert page(watch, "authority_officer", "RSJ/").status_code == 200
    answer = page(watch, "authority_officer", f"report/?{DAYS}")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    by_code = {line[0]: dict(zip(head, line, strict=True)) for line in lines}
    assert set(by_code) == codes
    market = by_code["SCJG"]
    assert (market["得分"], market["认定违规"]) == ("50.0", "0")
    assert market["有条件共享类申请的答复：按时"] == "1"
    assert by_code["RSJ"]["得分"] == ""


def test_no_cell_of_the_report_is_run_as_a_formula(watch: Watch) -> None:
    Department.objects.filter(code="RSJ").update(name="=HYPERLINK(0)")
    answer = page(watch, "authority_officer", f"report/?{DAYS}")
    assert "RSJ,'=HYPERLINK(0)," in answer.content.decode("utf-8-sig")


def cells(file: bytes) -> list[list[list[Any]]]:
    """Sheets, rows, cells of a workbook, as a spreadsheet reads them; formulas are none of them."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in sheets if b"<f>" in archive.read(name)]
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_the_workbook_has_every_row_behind_the_figures(watch: Watch) -> None:
    """The same departments and figures as the table; their periods, breaches and the formula."""
    confirmed(watch)
    table = page(watch, "authority_officer", f"report/?{DAYS}").content.decode("utf-8-sig")
    answer = page(watch, "authority_officer", f"report/workbook/?{DAYS}")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer["Content-Disposition"].endswith('"compliance-20250101-20251231.xlsx"')
    departments, periods, breaches, by_item, method = cells(answer.content)
    head, *lines = csv.reader(io.StringIO(table))
    assert departments[0] == head
    for line, row in zip(lines, departments[1:], strict=True):
        assert row[:5] == [*line[:3], date(2025, 1, 1), date(2025, 12, 31)]
        assert [float(cell) if cell else "" for cell in line[5:]] == row[5:]
    due = {(row[0], row[3]): row[-1] for row in periods[1:]}
    by_clock = record(watch, span=YEAR, day=365)
    assert {key for key in due if key[0] == "SCJG"} == {
        ("SCJG", each.number) for each in by_clock.periods
    }
    (found,) = breaches[1:]
    (item,) = by_item[1:]
    assert (found[0], found[2], found[3]) == ("SCJG", *item[:2])
    assert item[2] == 1
    assert any("100×" in said and "5×" in said for (said,) in method[1:])


def test_the_workbook_takes_nothing_for_a_formula(watch: Watch) -> None:
    """Nor for markup, and what no file of its kind can hold is replaced."""
    names = ("=HYPERLINK(0)", '<b>&"x"', "甲\x0b乙")
    codes = ("RSJ", "MZJ", "HKSC")
    for code, name in zip(codes, names, strict=True):
        Department.objects.filter(code=code).update(name=name)
    departments, *_others = cells(page(watch, "authority_officer", "report/workbook/").content)
    shown = {row[0]: row[1] for row in departments[1:]}
    assert [shown[code] for code in codes] == ["'=HYPERLINK(0)", '<b>&"x"', "甲\ufffd乙"]


def test_the_report_on_paper(watch: Watch) -> None:
    """Numbered by authority, days and day of making; the same figures, the formula, the items."""
    confirmed(watch)
    answer = page(watch, "authority_officer", f"report/paper/?{DAYS}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    listed = compliance.records(
        Department.objects.select_related("region").order_by("code"), YEAR, today=date(2026, 1, 5)
    )
    words = report.words(listed, authority=watch.cast.authority, span=YEAR, today=date(2026, 1, 5))
    assert words["number"] == "LZ-SJJ-20250101-20251231-20260105"
    assert (words["issuer"], words["day"]) == ("上海市数据局", "2026年1月5日")
    said = "".join(words["paragraphs"])
    assert "第三十八条" in said
    assert "得分＝100×" in said
    departments, kinds, items, figures = (each["rows"] for each in words["tables"])
    assert {row[0] for row in figures} == {"数据质量", "使用情况", "安全保障"}
    market = record(watch, day=103)
    assert [
        "上海市市场监督管理局",
        str(sum(rate.kept for rate in market.rates)),
        str(sum(rate.counted for rate in market.rates)),
        "1",
        str(market.score),
    ] in departments
    assert len(departments) == 5
    assert {row[0].split()[0] for row in kinds} == {
        rate.deadline for each in listed for rate in each.rates
    }
    assert [row[2] for row in items] == ["1"]


def test_the_api_gives_the_report_in_each_form(watch: Watch) -> None:
    client = Client()
    client.force_login(watch.cast.people["authority_officer"])
    for form, start in (("", b"\xef\xbb\xbf"), ("workbook/", b"PK"), ("paper/", b"%PDF")):
        answer = client.get(f"/api/v1/compliance/report/{form}?{DAYS}")
        assert answer.content.startswith(start)
        assert client.get(f"/api/v1/compliance/report/{form}?colour=red").status_code == 400
    client.force_login(watch.cast.people["market_office_head"])
    for form in ("workbook/", "paper/"):
        assert client.get(f"/api/v1/compliance/report/{form}").status_code == 404


def test_a_district_s_authority_sees_its_district_only(watch: Watch) -> None:
    open_district_authority(watch.cast)
    rows = page(watch, "pudong_officer", "").context["rows"]
    assert {row["code"] for row in rows} == {"PDSJ", "PDSC"}
    assert page(watch, "pudong_officer", "SCJG/").status_code == 404


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("?colour=red", "colour"),
        ("?starts_on=yesterday", "starts_on"),
        ("?starts_on=2025-12-31&ends_on=2025-01-01", "ends_on"),
    ],
)
def test_days_that_are_none_are_named(watch: Watch, address: str, named: str, open_doors) -> None:
    for place in ("", "SCJG/"):
        assert page(watch, "market_reviewer", place + address).status_code == 400
    assert page(watch, "authority_officer", f"report/{address}").status_code == 400
    api = ApiCaller(watch.cast.systems["labour"])
    for place in ("/compliance/", "/compliance/RSJ/"):
        answer = api.get(place + address)
        assert (answer.status_code, set(answer.json()["fields"])) == (400, {named})


def test_a_system_reads_its_department_s_record(watch: Watch, open_doors) -> None:
    api = ApiCaller(watch.cast.systems["labour"])
    (row,) = api.get(f"/compliance/?{DAYS}").json()["results"]
    assert (row["code"], row["score"], row["rates"]) == ("RSJ", None, [])
    full = api.get(f"/compliance/RSJ/?{DAYS}").json()
    assert (full["periods"], full["breaches"]) == ([], [])
    assert api.get("/compliance/SCJG/").status_code == 404
    assert api.get("/compliance/report/").status_code == 404


def test_the_api_shows_every_row_behind_the_score(watch: Watch) -> None:
    client = Client()
    client.force_login(watch.cast.people["market_office_head"])
    full = client.get(f"/api/v1/compliance/SCJG/?{DAYS}").json()
    assert (full["score"], full["breaches_found"]) == ("50.0", 0)
    assert full["rates"] == [
        {"deadline": "D5", "kept": 1, "counted": 1, "percent": "100.0"},
        {"deadline": "D7", "kept": 0, "counted": 1, "percent": "0.0"},
    ]
    none = {"code": "disposed", "aspect": "SAFEGUARD", "reached": 0, "counted": 0}
    assert none in full["figures"]
    assert [(each["deadline"], each["kept"]) for each in full["periods"]] == [
        ("D5", True),
        ("D7", False),
    ]
    (row,) = client.get(f"/api/v1/compliance/?{DAYS}").json()["results"]
    assert row.items() <= full.items()
