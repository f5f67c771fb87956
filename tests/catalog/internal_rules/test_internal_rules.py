"""Internal rules on file: once for each subject, whole, replaced and never edited (Art. 10)."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from catalog.internal_rules import actions, queries
from catalog.models import Department, InternalRule
from portal.models import AuditEvent
from portal.regulation import internal_rule, reasons
from portal.regulation.vocabulary import Mandate
from portal.workflow.decision import Refused
from portal.workflow.models import StatusIsGuarded
from tests import cast as the_cast
from tests import story
from tests.interfaces.api_client import ApiCaller

TODAY = date(2025, 9, 24)
TOMORROW = TODAY + timedelta(days=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"
#: Arts 10, 18, 26, 35 and 37 each name one system that a department is to have.
ASKED_FOR = {
    "SHARING": "10",
    "QUALITY": "18",
    "CORRECTION": "26",
    "SECURITY": "35",
    "PERSONAL_INFORMATION": "37",
}


def refused(reason: Any, act: Any) -> Refused:
    """The act is refused with that reason."""
    with pytest.raises(Refused) as told:
        act()
    assert told.value.reason is reason
    return told.value


def replace(cast: the_cast.Cast, rule: InternalRule, **changes: Any) -> InternalRule:
    """The office head puts the next text in the place of the one on file."""
    named = {"title": "政务数据共享工作办法（修订）", "document_number": "沪市监数〔2025〕9号"}
    return actions.replace_rule(
        pk=rule.pk,
        document=story.rule_document(cast, **{**named, **changes}),
        actor=cast.actor("market_office_head"),
        now=cast.now,
    )


def test_the_five_subjects_are_those_that_the_decree_asks_for() -> None:
    assert {code: cited.code for code, cited in internal_rule.ARTICLES.items()} == ASKED_FOR
    assert internal_rule.RuleSubject.values == list(ASKED_FOR)


def test_the_office_head_or_the_compiler_files_the_department_s_own(cast: the_cast.Cast) -> None:
    rule = story.file_rule(cast)
    assert (rule.public_number, rule.status) == ("IR-SCJG-2025-0001", "IN_FORCE")
    assert rule.department == cast.market
    story.file_rule(cast, "QUALITY", person="market_compiler")
    story.file_rule(cast, person="labour_office_head")
    for person in ("market_chief", "market_reviewer", "market_assessor", "labour_clerk"):
        refused(
            reasons.NOT_YOUR_MANDATE,
            lambda who=person: story.file_rule(cast, "SECURITY", person=who),
        )
    # An authority's officer files nothing for anybody, and not for his own without the mandate.
    refused(reasons.NOT_YOUR_MANDATE, lambda: story.file_rule(cast, person="authority_officer"))
    assert InternalRule.objects.count() == 3


def test_a_rule_is_filed_whole_once_issued_and_in_force_no_earlier(cast: the_cast.Cast) -> None:
    for name in ("title", "document_number", "text"):
        refused(
            reasons.INTERNAL_RULE_INCOMPLETE,
            lambda lacking=name: story.file_rule(cast, **{lacking: " \n"}),
        )
    refused(reasons.INTERNAL_RULE_INCOMPLETE, lambda: story.file_rule(cast, "CATERING"))
    late = {"issued_on": TOMORROW, "effective_on": TOMORROW}
    refused(reasons.INTERNAL_RULE_NOT_ISSUED, lambda: story.file_rule(cast, **late))
    early = {"effective_on": TODAY - timedelta(days=1)}
    refused(reasons.INTERNAL_RULE_IN_FORCE_TOO_EARLY, lambda: story.file_rule(cast, **early))
    rule = story.file_rule(cast, effective_on=date(2026, 1, 1))
    assert rule.effective_on == date(2026, 1, 1)
    assert AuditEvent.objects.get(name="internalrule.file_rule").article == "10"


def test_one_rule_holds_for_a_subject_and_the_refusal_names_it(cast: the_cast.Cast) -> None:
    rule = story.file_rule(cast)
    told = refused(reasons.INTERNAL_RULE_ON_FILE, lambda: story.file_rule(cast))
    assert list(told.details) == [rule.public_number]
    assert "替代" in told.reason.zh
    story.file_rule(cast, person="civil_office_head")  # another department's is its own


def test_a_replacement_ends_the_old_text_and_keeps_it(cast: the_cast.Cast) -> None:
    old = story.file_rule(cast)
    new = replace(cast, old, effective_on=TOMORROW)
    old.refresh_from_db()
    assert (old.status, old.ended_on, old.successor) == ("REPLACED", TOMORROW, new)
    assert old.text == story.rule_document(cast).text
    assert (new.status, new.replaces, new.subject) == ("IN_FORCE", old, "SHARING")
    names = AuditEvent.objects.order_by("pk").values_list("name", flat=True)
    assert list(names)[-2:] == ["internalrule.replace_rule", "internalrule.file_rule"]
    refused(reasons.WRONG_STATE, lambda: replace(cast, old))


def test_what_could_not_be_filed_replaces_nothing(cast: the_cast.Cast) -> None:
    """Both happen or neither: the old text stays in force."""
    old = story.file_rule(cast)
    earlier = TODAY - timedelta(days=1)
    for changes, reason in (
        ({"text": " "}, reasons.INTERNAL_RULE_INCOMPLETE),
        ({"issued_on": TOMORROW, "effective_on": TOMORROW}, reasons.INTERNAL_RULE_NOT_ISSUED),
        (
            {"issued_on": earlier, "effective_on": earlier},
            reasons.INTERNAL_RULE_REPLACES_BACKWARDS,
        ),
    ):
        refused(reason, lambda typed=changes: replace(cast, old, **typed))
    old.refresh_from_db()
    assert (old.status, old.ended_on) == ("IN_FORCE", None)
    assert InternalRule.objects.count() == 1
    for person, reason in (
        ("market_reviewer", reasons.NOT_YOUR_MANDATE),
        ("labour_office_head", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
    ):
        refused(
            reason,
            lambda who=person: actions.replace_rule(
                pk=old.pk, document=story.rule_document(cast), actor=cast.actor(who), now=cast.now
            ),
        )


def test_a_repeal_takes_its_ground_and_opens_the_subject(cast: the_cast.Cast) -> None:
    rule = story.file_rule(cast, effective_on=date(2026, 1, 1))
    head = cast.actor("market_office_head")

    def repeal(note: str) -> None:
        actions.repeal_rule(pk=rule.pk, note=note, actor=head, now=cast.now)

    refused(reasons.NO_GROUND, lambda: repeal(" "))
    repeal("机构改革，职责划出。")
    rule.refresh_from_db()
    # It was not yet in force, and never will be.
    assert (rule.status, rule.ended_on) == ("REPEALED", date(2026, 1, 1))
    refused(reasons.WRONG_STATE, lambda: repeal("again"))
    second = story.file_rule(cast)
    actions.repeal_rule(pk=second.pk, note="x", actor=head, now=cast.now)
    second.refresh_from_db()
    assert second.ended_on == TODAY


def test_the_database_keeps_what_was_filed(cast: the_cast.Cast) -> None:
    rule = story.file_rule(cast)
    with pytest.raises(StatusIsGuarded):
        rule.delete()
    with pytest.raises(StatusIsGuarded):
        InternalRule.objects.filter(pk=rule.pk).update(status="REPEALED")
    for name, value in (
        ("text", "x"),
        ("title", "x"),
        ("document_number", "x"),
        ("subject", "QUALITY"),
        ("issued_on", date(2020, 1, 1)),
        ("effective_on", date(2026, 1, 1)),
        ("department", cast.labour),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            InternalRule.objects.filter(pk=rule.pk).update(**{name: value})
    for statement, said in (
        ("DELETE FROM catalog_internalrule", "never removed"),
        ("TRUNCATE catalog_internalrule CASCADE", "never removed"),
    ):
        with (
            pytest.raises(DatabaseError, match=said),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement)
    for wrong in (
        {"ended_on": TODAY},
        {"ending_ground": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            InternalRule.objects.filter(pk=rule.pk).update(**wrong)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        (("IN_FORCE", "SHARING", TODAY, TODAY), "one_internal_rule_per_subject"),
        (("DRAFT", "QUALITY", TODAY, TODAY), "internalrule_(status|ended_with_day)"),
        (("IN_FORCE", "CATERING", TODAY, TODAY), "internalrule_subject"),
        (("IN_FORCE", "QUALITY", TOMORROW, TODAY), "internalrule_in_force_once_issued"),
        (("REPLACED", "QUALITY", TODAY, TODAY), "internalrule_ended_with_day"),
    ],
)
def test_the_database_refuses_what_the_rules_refuse(
    cast: the_cast.Cast, values: tuple[Any, ...], constraint: str
) -> None:
    story.file_rule(cast)
    statement = (
        "INSERT INTO catalog_internalrule (public_number, status_since, lock_version, created_at,"
        " due_code, due_workdays, extended_workdays, due_is_provisional, due_calendar_version,"
        " title, document_number, text, ending_ground, department_id,"
        " status, subject, issued_on, effective_on)"
        " SELECT 'X', status_since, 1, created_at, '', 0, 0, false, '', 'x', 'x', 'x', '',"
        " department_id, %s, %s, %s, %s FROM catalog_internalrule"
    )
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


# Who sees what is lacking.


def test_gaps_come_first_and_each_follows_his_own(cast: the_cast.Cast) -> None:
    for subject in ASKED_FOR:
        story.file_rule(cast, subject)
    story.file_rule(cast, person="labour_office_head")
    officer = cast.actor("authority_officer")
    found = queries.what_is_filed(queries.overseen(officer))
    told = [(each.department.code, len(each.lacking)) for each in found]
    assert told == [("HKSC", 5), ("MZJ", 5), ("SJJ", 5), ("RSJ", 4), ("SCJG", 0)]
    assert found[3].lacking == ["QUALITY", "CORRECTION", "SECURITY", "PERSONAL_INFORMATION"]
    own = queries.what_is_filed(queries.overseen(cast.actor("labour_clerk")))
    assert [each.department.code for each in own] == ["RSJ"]
    assert list(queries.overseen(cast.actor("outsider"))) == []
    assert list(queries.visible_to(cast.actor("outsider"))) == []
    assert queries.visible_to(cast.actor("hongkou_clerk")).count() == 6


def test_what_ended_is_no_longer_on_file(cast: the_cast.Cast) -> None:
    rule = story.file_rule(cast)
    head = cast.actor("market_office_head")
    new = replace(cast, rule)
    assert queries.filed(cast.market).rules["SHARING"] == new
    actions.repeal_rule(pk=new.pk, note="x", actor=head, now=cast.now)
    assert queries.filed(cast.market).rules["SHARING"] is None


def test_a_closed_department_is_no_gap(cast: the_cast.Cast) -> None:
    Department.objects.filter(code="HKSC").update(closed_on=cast.now.date())
    officer = cast.actor("authority_officer")
    assert "HKSC" not in [each.code for each in queries.overseen(officer)]


def test_the_table_takes_as_many_queries_for_many_departments(
    cast: the_cast.Cast, django_assert_num_queries: Any
) -> None:
    for subject in ASKED_FOR:
        story.file_rule(cast, subject)
    rows = list(queries.overseen(cast.actor("authority_officer")))
    with django_assert_num_queries(1):
        for found in queries.what_is_filed(rows):
            assert found.department.region.name
    with CaptureQueriesContext(connection) as few:
        list(queries.what_is_filed(rows[:1]))
    assert len(few) == 1


# The interfaces.


TYPED = {
    "subject": "SHARING",
    "title": "政务数据共享工作办法",
    "document_number": "沪市监数〔2025〕1号",
    "issued_on": "2025-09-01",
    "effective_on": "2025-09-01",
    "text": "第一条 <b>总则</b>\n\n第二条 分工",
}


@pytest.mark.parametrize("base", ["/internal-rules/", "/admin/catalog/internalrule/"])
def test_the_office_head_files_replaces_and_repeals_on_the_page(
    cast: the_cast.Cast, client: Any, open_doors: None, base: str
) -> None:
    client.force_login(cast.market_office_head, backend=BACKEND)
    new = f"{base}new/" if base == "/internal-rules/" else f"{base}add/"
    assert new in client.get(base).content.decode()
    assert "不涉密" in client.get(new).content.decode()
    assert client.post(new, {**TYPED, "subject": ""}).status_code == 400
    assert client.post(new, TYPED).status_code == 302
    twice = client.post(new, TYPED)
    assert (twice.status_code, "internal-rule-on-file" in twice.content.decode()) == (409, True)
    rule = InternalRule.objects.get()
    own = f"{base}{rule.public_number}/"
    page = client.get(own).content.decode()
    assert "&lt;b&gt;总则&lt;/b&gt;" in page
    assert f"{own}replace_rule/" in page
    later = {**TYPED, "title": "修订", "document_number": "二号", "effective_on": "2025-10-01"}
    del later["subject"]
    assert client.post(f"{own}replace_rule/", {**later, "text": ""}).status_code == 400
    backwards = {**later, "effective_on": "2025-08-31", "issued_on": "2025-08-31"}
    assert client.post(f"{own}replace_rule/", backwards).status_code == 409
    assert client.post(f"{own}replace_rule/", later).status_code == 302
    successor = InternalRule.objects.get(replaces=rule)
    page = client.get(own).content.decode()
    assert successor.public_number in page
    assert f"{own}replace_rule/" not in page
    step = f"{base}{successor.public_number}/repeal_rule/"
    assert client.post(step, {}).status_code == 400
    assert client.post(step, {"note": "x"}).status_code == 302
    assert InternalRule.objects.get(pk=successor.pk).status == "REPEALED"
    client.force_login(cast.labour_clerk, backend=BACKEND)
    assert "总则" in client.get(own).content.decode()
    assert new not in client.get(base).content.decode()
    assert client.post(new, TYPED).status_code == 403
    client.force_login(cast.outsider, backend=BACKEND)
    assert client.get(own).status_code == (404 if base == "/internal-rules/" else 302)


def test_the_department_s_page_shows_the_five_subjects_and_the_next_step(
    cast: the_cast.Cast, client: Any, open_doors: None
) -> None:
    rule = story.file_rule(cast)
    pages = ("/internal-rules/departments/SCJG/", "/admin/catalog/department/SCJG/")
    new = {"/internal-rules/new/", "/admin/catalog/internalrule/add/"}
    for person, offered in (("market_compiler", True), ("labour_clerk", False)):
        client.force_login(cast.people[person], backend=BACKEND)
        for address in pages:
            page = client.get(address).content.decode()
            assert rule.public_number in page
            for name in ("质量管理制度", "校核纠错制度", "安全管理制度", "个人信息保护制度"):
                assert name in page
            assert page.count("未备存") >= 4
            assert any(link in page for link in new) is offered, (person, address)
    client.force_login(cast.superuser, backend=BACKEND)
    assert rule.public_number not in client.get(pages[1]).content.decode()
    client.force_login(cast.outsider, backend=BACKEND)
    assert client.get(pages[0]).status_code == 404


def test_the_authority_narrows_the_table_and_takes_it_away(
    cast: the_cast.Cast, client: Any, open_doors: None
) -> None:
    story.file_rule(cast, title="=1+1")
    base = "/internal-rules/departments/"
    client.force_login(cast.authority_officer, backend=BACKEND)
    page = client.get(base, {"lacking": "SHARING"}).content.decode()
    assert f"{base}table/?lacking=SHARING" in page
    assert f"{base}RSJ/" in page
    assert f"{base}SCJG/" not in page
    assert f"{base}SCJG/" in client.get(base, {"lacking": "QUALITY"}).content.decode()
    table = client.get(f"{base}table/").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[0][:4] == ["部门代码", "部门", "行政区划", "缺项数"]
    assert rows[-1][0] == "SCJG"
    assert rows[-1][3:6] == ["4", "《=1+1》（沪市监数〔2025〕1号）", "2025-09-24"]
    narrowed = client.get(f"{base}table/", {"lacking": "SHARING"}).content.decode("utf-8-sig")
    assert "SCJG" not in narrowed
    book = client.get(f"{base}workbook/")
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).sheet_names
    found = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_name(sheet)
    assert [row[0] for row in found.to_python()[1:]] == [row[0] for row in rows[1:]]
    assert client.get(f"{base}table/?colour=red").status_code == 400
    client.force_login(cast.market_office_head, backend=BACKEND)
    own = client.get(base).content.decode()
    assert f"{base}SCJG/" in own
    assert f"{base}RSJ/" not in own
    assert f"{base}table/" not in own
    assert client.get(f"{base}table/").status_code == 404
    assert client.get(f"{base}workbook/").status_code == 404
    for stranger in ("outsider", "superuser"):  # a list that is empty, as every list is for them
        client.force_login(cast.people[stranger], backend=BACKEND)
        nothing = client.get(base)
        assert (nothing.status_code, list(nothing.context["rows"])) == (200, [])


def test_a_system_reads_them_and_files_nothing_without_the_mandate(cast: the_cast.Cast) -> None:
    rule = story.file_rule(cast)
    api = ApiCaller(cast.systems["labour"])
    told = api.get(f"/internal-rules/{rule.public_number}/").json()
    assert told == {
        "number": "IR-SCJG-2025-0001",
        "department": "SCJG",
        "subject": "SHARING",
        "title": "政务数据共享工作办法",
        "document_number": "沪市监数〔2025〕1号",
        "issued_on": "2025-09-24",
        "effective_on": "2025-09-24",
        "ended_on": None,
        "status": "IN_FORCE",
        "text": "第一条 为规范本部门政务数据共享工作，制定本办法。",
        "replaces": None,
        "ending_ground": "",
        "steps": [],
    }
    for query in (
        {},
        {"subject": "SHARING"},
        {"side": "others"},
        {"department": "SCJG"},
        {"q": "共享"},
        {"status": "IN_FORCE"},
    ):
        listed = api.get("/internal-rules/", query).json()["results"]
        assert [row["number"] for row in listed] == [rule.public_number], query
    for query in ({"subject": "QUALITY"}, {"side": "own"}, {"q": "无"}, {"status": "REPEALED"}):
        assert api.get("/internal-rules/", query).json()["results"] == [], query
    answer = api.post("/internal-rules/", TYPED)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-mandate")
    for wrong in ({"subject": "CATERING"}, {"text": 1}, {"colour": "x"}, {"issued_on": "soon"}):
        badly = api.post("/internal-rules/", {**TYPED, **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong))


def test_a_compiling_system_files_and_replaces_through_the_api(cast: the_cast.Cast) -> None:
    from catalog.departments import actions as departments

    made = departments.register_system(
        pk=cast.market.pk,
        code="zhidu",
        name="制度管理系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.COMPILE],
    )
    api = ApiCaller(made)
    filed = api.post("/internal-rules/", TYPED)
    assert filed.status_code == 201
    number = filed.json()["number"]
    again = api.post("/internal-rules/", TYPED)
    assert (again.status_code, again.json()["code"]) == (409, "internal-rule-on-file")
    assert again.json()["details"] == [number]
    later = {name: value for name, value in TYPED.items() if name != "subject"}
    told = api.post(f"/internal-rules/{number}/replace_rule/", {**later, "title": "修订"})
    assert (told.status_code, told.json()["status"]) == (200, "REPLACED")
    successor = InternalRule.objects.get(status="IN_FORCE")
    empty = api.post(f"/internal-rules/{successor.public_number}/repeal_rule/", {"note": " "})
    assert empty.status_code == 400
    done = api.post(f"/internal-rules/{successor.public_number}/repeal_rule/", {"note": "x"})
    assert done.json()["ending_ground"] == "x"
    held = api.get("/internal-rules-on-file/").json()["results"]
    assert [(row["code"], row["lacking"]) for row in held] == [("SCJG", 5)]
    assert [each["article"] for each in held[0]["rules"]] == list(ASKED_FOR.values())
