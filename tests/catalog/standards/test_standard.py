"""The register of standards, their code lists, and the items that name them (Arts 6, 11)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client

from catalog.departments import actions as departments
from catalog.directories import actions as directories
from catalog.directories.actions import Item
from catalog.models import EntryVersion, Standard, StandardCode
from catalog.standards import actions, lines, queries
from portal.models import AuditEvent
from portal.regulation import codes, reasons
from portal.regulation.vocabulary import Mandate
from portal.workflow.decision import Refused
from portal.workflow.models import StatusIsGuarded
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.interfaces.api_client import ApiCaller

TODAY = date(2025, 9, 24)
DAY = timedelta(days=1)
CODES = """代码,名称,有效期起,有效期止
310101,黄浦区,,
310103,卢湾区,1949-10-01,2011-05-20
"""


def refused(reason: Any, act: Any) -> Refused:
    """The act is refused with that reason."""
    with pytest.raises(Refused) as told:
        act()
    assert told.value.reason is reason
    return told.value


def rows(standard: Standard) -> list[tuple[Any, ...]]:
    """What its list holds."""
    found = StandardCode.objects.filter(standard=standard).order_by("code", "starts_on", "pk")
    return list(found.values_list("code", "name", "starts_on", "ends_on"))


# The register.


def test_an_edition_is_registered_once_by_an_officer(cast: the_cast.Cast) -> None:
    made = story.register_standard(cast)
    assert (made.public_number, made.status) == ("SE-SJJ-2025-0001", "REGISTERED")
    assert (made.cited_as, made.effective_on) == ("GB 32100-2015", None)
    refused(reasons.STANDARD_REGISTERED_ALREADY, lambda: story.register_standard(cast))
    assert story.register_standard(cast, "GB/T 2260", "").cited_as == "GB/T 2260"
    assert story.register_standard(cast, edition="2030").cited_as == "GB 32100-2030"
    for given in ({"number": " "}, {"title": " "}):
        refused(
            reasons.STANDARD_INCOMPLETE,
            lambda lacking=given: story.register_standard(cast, **lacking),
        )
    for person in ("market_compiler", "market_chief", "labour_office_head"):
        refused(
            reasons.NOT_YOUR_MATTER,
            lambda who=person: actions.register_standard(
                number="GB 1", title="某标准", actor=cast.actor(who), now=cast.now
            ),
        )
    assert Standard.objects.count() == 3
    with pytest.raises(StatusIsGuarded):
        made.delete()


def test_its_end_is_recorded_once_with_the_day_and_what_replaces_it(cast: the_cast.Cast) -> None:
    old = story.register_standard(cast, effective_on=TODAY)
    new = story.register_standard(cast, edition="2026")
    for day in (TODAY - DAY, TODAY):
        refused(reasons.STANDARD_END_INVALID, lambda on=day: story.end_standard(cast, old, on))
    refused(
        reasons.STANDARD_SUCCESSOR_UNFIT, lambda: story.end_standard(cast, old, TODAY + DAY, old)
    )
    ended = story.end_standard(cast, old, TODAY + DAY, new)
    assert (ended.status, ended.ended_on, ended.replaced_by) == ("ENDED", TODAY + DAY, new)
    refused(reasons.WRONG_STATE, lambda: story.end_standard(cast, ended, TODAY + 2 * DAY))
    refused(reasons.WRONG_STATE, lambda: story.load_codes(cast, ended, "1,甲"))
    # What has ended by then replaces nothing.
    refused(
        reasons.STANDARD_SUCCESSOR_UNFIT,
        lambda: story.end_standard(cast, new, TODAY + DAY, ended),
    )
    assert list(Standard.objects.filter(queries.ended(TODAY))) == []
    assert list(Standard.objects.filter(queries.ended(TODAY + DAY))) == [ended]
    # Where nobody knows since when it is in force, any day may end it.
    unknown = story.register_standard(cast, "GB 1", "")
    assert story.end_standard(cast, unknown, date(2000, 1, 1)).status == "ENDED"


# The code list: all of it or nothing.


def test_a_list_is_loaded_with_its_periods(cast: the_cast.Cast) -> None:
    made = story.register_standard(cast, "GB/T 2260", "")
    story.load_codes(cast, made, CODES)
    assert rows(made) == [
        ("310101", "黄浦区", None, None),
        ("310103", "卢湾区", date(1949, 10, 1), date(2011, 5, 20)),
    ]
    event = AuditEvent.objects.get(name="standard.load_codes")
    assert event.details == {"lines": 2, "new": 2, "ended": 0}
    # The same again changes nothing.
    story.load_codes(cast, made, CODES)
    assert len(rows(made)) == 2
    # A row gets the end that it lacked, and the code goes on under another name.
    story.load_codes(cast, made, "310101,黄浦区,,2025-12-31\n310101,新黄浦区,2026-01-01")
    assert rows(made)[:2] == [
        ("310101", "新黄浦区", date(2026, 1, 1), None),
        ("310101", "黄浦区", None, date(2025, 12, 31)),
    ]
    for day, names in (
        (date(2011, 5, 20), {"黄浦区", "卢湾区"}),
        (date(2011, 5, 21), {"黄浦区"}),
        (date(1949, 9, 30), {"黄浦区"}),
        (date(2025, 12, 31), {"黄浦区"}),
        (date(2026, 1, 1), {"新黄浦区"}),
    ):
        found = StandardCode.objects.filter(queries.valid(day))
        assert {row.name for row in found} == names, day
        assert {row.name for row in StandardCode.objects.all() if row.is_valid_on(day)} == names


BAD = (
    ("310104", "第2行"),
    ("310104,徐汇区,2020-01-01,2021-01-01,多余", "第2行"),
    (",徐汇区", "第2行"),
    ("310104,", "第2行"),
    (f"310104,{'长' * 201}", "第2行"),
    (f"{'9' * 41},徐汇区", "第2行"),
    ("310104,徐汇区,20200101", "第2行"),
    ("310104,徐汇区,2020-02-30", "第2行"),
    ("310104,徐汇区,昨日", "第2行"),
    ("310104,徐汇区,2021-01-01,2020-12-31", "第2行"),
    ("310105,长宁区,2030-01-01", "第2行"),
    ("310103,卢湾区,2011-05-20", "第2行"),
    ("310103,另一名称,1949-10-01,2011-05-20", "第2行"),
    ("310103,卢湾区,1949-10-01,2012-01-01", "第2行"),
    ("310101,黄浦区,2020-01-01", "第2行"),
)


def test_one_bad_line_refuses_the_whole_list_and_is_named(cast: the_cast.Cast) -> None:
    made = story.register_standard(cast, "GB/T 2260", "")
    story.load_codes(cast, made, CODES)
    before = rows(made)
    for bad, place in BAD:
        told = refused(
            reasons.CODE_LINES_INVALID,
            lambda line=bad: story.load_codes(cast, made, f"310105,长宁区\n{line}"),
        )
        assert [each.split("：")[0] for each in told.details] == [place], (bad, told.details)
        assert rows(made) == before
    several = "甲\n310106,静安区\n310107,普陀区,x"
    told = refused(reasons.CODE_LINES_INVALID, lambda: story.load_codes(cast, made, several))
    assert [each.split("：")[0] for each in told.details] == ["第1行", "第3行"]
    for empty in ("", " \n\n", "代码,名称"):
        refused(reasons.CODE_LIST_EMPTY, lambda text=empty: story.load_codes(cast, made, text))
    # The day after an end is free.
    story.load_codes(cast, made, "310103,卢湾区,2011-05-21")
    assert len(rows(made)) == 3


def test_what_stands_in_quotes_is_one_cell() -> None:
    read, faults = lines.read('\ufeffcode,name\r\n"01","甲, 乙"\r\n')
    assert faults == []
    assert [(line.code, line.name, line.number) for line in read] == [("01", "甲, 乙", 2)]


def test_the_database_keeps_codes_apart(cast: the_cast.Cast) -> None:
    made = story.register_standard(cast, "GB/T 2260", "")
    other = story.register_standard(cast)
    story.load_codes(cast, made, CODES)

    def insert(standard: Standard, code: str, first: str, last: str, name: str = "x") -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO catalog_standardcode (standard_id, code, name, starts_on, ends_on)"
                " VALUES (%s, %s, %s, NULLIF(%s, '')::date, NULLIF(%s, '')::date)",
                [standard.pk, code, name, first, last],
            )

    for code, first, last in (
        ("310103", "2011-05-20", ""),
        ("310103", "", "1949-10-01"),
        ("310103", "1990-01-01", "1990-01-02"),
        ("310101", "2030-01-01", "2030-01-02"),
    ):
        with pytest.raises(IntegrityError, match="standardcode_one_at_a_time"):
            insert(made, code, first, last)
    insert(made, "310103", "2011-05-21", "")
    insert(other, "310103", "1990-01-01", "")
    insert(made, "31010", "", "")
    with pytest.raises(IntegrityError, match="standardcode_period"):
        insert(made, "9", "2020-01-02", "2020-01-01")
    with pytest.raises(IntegrityError, match="standardcode_with_name"):
        insert(made, "9", "", "", name="")


#: What no row may be changed to.
FORBIDDEN = (
    "status = 'NOWHERE'",
    "number = ''",
    "title = ''",
    "status = 'ENDED'",
    "ended_on = '2030-01-01'",
    "status = 'ENDED', ended_on = '2025-09-24'",
    "replaced_by_id = id, status = 'ENDED', ended_on = '2030-01-01'",
)


def test_the_database_refuses_what_the_rules_refuse(cast: the_cast.Cast) -> None:
    made = story.register_standard(cast, effective_on=TODAY)
    for change in FORBIDDEN:
        with (
            pytest.raises(IntegrityError, match="violates check constraint"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE catalog_standard SET {change} WHERE id = %s", [made.pk])  # noqa: S608


# Items name a standard; what has ended is not sent.


def naming(cast: the_cast.Cast, standard: Standard) -> EntryVersion:
    """A draft whose credit code keeps the standard."""
    items = (
        Item(name="企业名称", column_name="name"),
        Item(name="统一社会信用代码", column_name="credit_code", standard_id=standard.pk),
    )
    return story.draft(cast, story.enterprise_registry(items=items))


def test_a_version_that_names_an_ended_standard_is_not_sent(cast: the_cast.Cast) -> None:
    standard = story.register_standard(cast)
    draft = naming(cast, standard)
    finding = directories.Finding(secrecy_result="NO_RISK", personal_result="ACCEPTABLE")
    assessor, compiler = cast.actor("market_assessor"), cast.actor("market_compiler")
    directories.assess(pk=draft.pk, finding=finding, actor=assessor, now=NOW)
    story.end_standard(cast, standard, TODAY + DAY)

    def submit(now: datetime) -> None:
        directories.submit(pk=draft.pk, actor=compiler, now=now)

    told = refused(reasons.STANDARD_ENDED, lambda: submit(NOW + DAY))
    assert told.details == ("GB 32100-2015",)
    submit(NOW)  # it ends tomorrow only
    chief = cast.actor("market_chief")
    refused(
        reasons.STANDARD_ENDED,
        lambda: directories.approve(pk=draft.pk, actor=chief, now=NOW + DAY),
    )
    # Without it, or with one that has not ended, the entry goes its way.
    directories.send_back(pk=draft.pk, note="改用现行标准。", actor=chief, now=NOW + DAY)
    current = story.register_standard(cast, edition="2026")
    content = directories.content_of(EntryVersion.objects.get(pk=draft.pk))
    items = tuple(
        Item(name=item.name, column_name=item.column_name, standard_id=current.pk)
        for item in content.items
    )
    changed = story.enterprise_registry(items=items)
    directories.revise(pk=draft.pk, content=changed, actor=compiler, now=NOW + DAY)
    directories.assess(pk=draft.pk, finding=finding, actor=assessor, now=NOW + DAY)
    submit(NOW + DAY)


def test_a_new_version_keeps_the_standard_and_a_published_one_stays(cast: the_cast.Cast) -> None:
    standard = story.register_standard(cast)
    draft = naming(cast, standard)
    story.carry_to_review(cast, draft)
    directories.publish(pk=draft.pk, actor=cast.actor("authority_officer"), now=NOW)
    story.end_standard(cast, standard, TODAY)
    live = EntryVersion.objects.get(pk=draft.pk)
    assert live.status == "PUBLISHED"
    made = directories.draft_version(pk=live.pk, actor=cast.actor("market_compiler"), now=NOW)
    assert made.ended_standards(TODAY) == ["GB 32100-2015"]


def test_the_standard_is_chosen_on_the_form_and_shown_with_the_item(cast: the_cast.Cast) -> None:
    standard = story.register_standard(cast)
    draft = naming(cast, standard)
    client = Client()
    client.force_login(cast.market_compiler)
    address = f"/admin/catalog/entryversion/{draft.public_number}/"
    text = client.get(address).content.decode()
    chosen = f'<option value="{standard.public_number}" selected>GB 32100-2015'
    assert text.count(chosen) == 1
    typed = {
        "name": "企业登记基本信息",
        "items-TOTAL_FORMS": "2",
        "items-INITIAL_FORMS": "0",
        "items-0-name": "甲",
        "items-0-data_type": "TEXT",
        "items-0-standard": standard.public_number,
        "items-1-name": "乙",
        "items-1-data_type": "TEXT",
        "expected_version": str(draft.lock_version),
    }
    assert client.post(address, typed).status_code == 302
    items = draft.items.order_by("position").values_list("name", "standard")
    assert list(items) == [("甲", standard.pk), ("乙", None)]
    wrong = {**typed, "items-0-standard": "SE-1", "expected_version": str(draft.lock_version + 1)}
    assert client.post(address, wrong).status_code == 400
    published = naming(cast, standard)
    story.carry_to_review(cast, published)
    directories.publish(pk=published.pk, actor=cast.actor("authority_officer"), now=NOW)
    slug = published.entry.slug
    client.force_login(cast.labour_clerk)
    assert "GB 32100-2015" in client.get(f"/catalog/{slug}/").content.decode()
    told = ApiCaller(cast.systems["labour"]).get(f"/entries/{slug}/").json()
    assert [item["standard"] for item in told["items"]] == [None, "GB 32100-2015"]


# The three interfaces.


def test_every_department_reads_the_register_and_an_outsider_nothing(cast: the_cast.Cast) -> None:
    made = story.register_standard(cast, "GB/T 2260", "", title="行政区划代码")
    story.load_codes(cast, made, CODES)
    number = made.public_number
    for person in ("labour_clerk", "hongkou_clerk"):
        assert list(queries.visible_to(cast.actor(person))) == [made]
        assert queries.codes_visible_to(cast.actor(person)).count() == 2
    assert not queries.visible_to(cast.actor("outsider")).exists()
    assert not queries.codes_visible_to(cast.actor("outsider")).exists()
    client = Client()
    client.force_login(cast.outsider)
    assert client.get(f"/standards/{number}/").status_code == 404
    client.force_login(cast.labour_clerk)
    for base in ("/standards/", "/admin/catalog/standard/"):
        text = client.get(f"{base}{number}/").content.decode()
        assert "行政区划代码" in text
        assert f"/standard-codes/?standard={number}" in text
        assert "2条" in text
    for query, found in (
        ("q=3101", {"黄浦区", "卢湾区"}),
        ("q=卢湾", {"卢湾区"}),
        ("on=2011-05-20", {"黄浦区", "卢湾区"}),
        ("on=2011-05-21", {"黄浦区"}),
        ("side=valid", {"黄浦区"}),
        ("side=other", {"卢湾区"}),
        (f"standard={number}&q=310101", {"黄浦区"}),
    ):
        text = client.get(f"/standard-codes/?{query}").content.decode()
        assert {name for name in ("黄浦区", "卢湾区") if name in text.split("<tbody>")[-1]} == found
        told = ApiCaller(cast.systems["labour"]).get(f"/standard-codes/?{query}").json()
        assert {row["name"] for row in told["results"]} == found, query
    assert client.get("/standard-codes/?standard=SE-1").status_code == 400
    assert client.get("/standard-codes/?on=tomorrow").status_code == 400


def test_codes_are_loaded_from_lines_or_from_a_file(cast: the_cast.Cast) -> None:
    made = story.register_standard(cast, "GB/T 2260", "")
    client = Client()
    client.force_login(cast.authority_officer)
    for base in ("/standards/", "/admin/catalog/standard/"):
        address = f"{base}{made.public_number}/load_codes/"
        assert client.get(address).status_code == 200
        answer = client.post(address, {"lines_text": "310104"})
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "code-lines-invalid" in text
        assert "第1行" in text
        assert client.post(address, {"lines_text": ""}).status_code == 409
        bad = SimpleUploadedFile("codes.csv", "代码".encode("gb18030"))
        assert client.post(address, {"file": bad}).status_code == 400
    page = f"/standards/{made.public_number}/load_codes/"
    assert client.post(page, {"lines_text": "310104,徐汇区"}).status_code == 302
    file = SimpleUploadedFile("codes.csv", CODES.encode("utf-8-sig"))
    address = f"/admin/catalog/standard/{made.public_number}/load_codes/"
    assert client.post(address, {"file": file}).status_code == 302
    assert len(rows(made)) == 3


def test_the_api_registers_loads_and_refuses(cast: the_cast.Cast) -> None:
    """An act of the authority is a person's; a system reads, and is told so (Art. 6)."""
    made = departments.register_system(
        pk=cast.authority.pk,
        code="biaozhun",
        name="标准库",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.COMPILE],
    )
    caller = ApiCaller(made)
    answer = caller.post("/standards/", {"standard": "GB 1", "title": "某标准"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-mandate")
    standard = story.register_standard(cast)
    address = f"/standards/{standard.public_number}/"
    told = caller.get(address).json()
    assert (told["standard"], told["edition"], told["codes"]) == ("GB 32100", "2015", 0)
    assert (told["effective_on"], told["ended_on"], told["status"]) == (None, None, "REGISTERED")
    answer = caller.post(f"{address}load_codes/", {"lines_text": "1,甲"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-mandate")


def test_the_standards_that_codes_are_checked_by_can_be_registered(cast: the_cast.Cast) -> None:
    """Whatever ``portal.regulation.codes`` names as its standards."""
    for number in (
        "GB 32100-2015",
        "GB 11714-1997",
        "GB 11643-1999",
        "GB/T 2260",
        "GB/T 10114-2003",
    ):
        assert number in (codes.__doc__ or "")
        name, _dash, edition = number.partition("-")
        assert story.register_standard(cast, name, edition).cited_as == number
