"""Catalogs of others, read over the wire: three languages, what changed, where it may not go."""

import contextlib
import gzip
import json
import socket
import threading
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from catalog.directories.queries import published_to
from catalog.exchange import (
    actions,
    fetching,
    forms,
    harvesting,
    harvests,
    queries,
    running,
    show,
)
from catalog.exchange.faults import FileFault, sentence
from catalog.exchange.fetching import fetch
from catalog.exchange.jobs import harvest_catalogs
from catalog.exchange.models import HarvestPage, HarvestRun, HarvestSource, UnresolvedName
from catalog.exchange.rhythm import is_turn, last_turn, next_turn
from catalog.models import EntryVersion
from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.notices.jobs import give_notices
from requests_app.notices.models import Notice
from tests.catalog.exchange.others import (
    LANGUAGES,
    RECORDS,
    Other,
    ckan,
    data_json,
    in_use,
    last,
    read,
    register,
    turtle,
    work,
)

pytestmark = pytest.mark.django_db


def counts(run: HarvestRun) -> Counter[tuple[str, str]]:
    """Records of the run by outcome and cause."""
    assert (run.fault, run.state) == ("", "DONE")
    return Counter(run.findings.values_list("outcome", "cause"))


def said(run: HarvestRun) -> str:
    """Why it failed, in words."""
    return sentence(run.fault, run.fault_values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_added_then_changed_and_vanished(cast, other: Other, language: str) -> None:
    """The first run adds drafts, the second changes nothing, the third tells what is new."""
    _kind, _path, place, write = LANGUAGES[language]
    other.documents[place] = write(RECORDS)
    source = in_use(cast, other, language)
    assert counts(read(cast, source)) == {("ADDED", ""): 3}
    drafts = {each.name: each for each in EntryVersion.objects.select_related("entry__provider")}
    assert set(drafts) == {each["title"] for each in RECORDS}
    holders = {name: each.entry.provider for name, each in drafts.items()}
    assert holders == {
        "社会组织登记": cast.civil_affairs,
        "婚姻登记": None,
        "没有提供单位的目录": cast.labour,
    }
    assert [each.name for each in UnresolvedName.objects.all()] == ["某个没有的局"]
    assert {each.status for each in drafts.values()} == {"DRAFT"}
    assert {each.sharing_class for each in drafts.values()} == {""}
    assert {each.update_frequency for each in drafts.values()} == {"MONTHLY"}
    assert not published_to(cast.actor("labour_clerk")).exists()
    assert counts(read(cast, source)) == {("UNCHANGED", ""): 3}
    changed = {**RECORDS[1], "text": "婚姻登记的事项。"}
    new = {"id": "d", "title": "新增的目录", "holder": "", "text": "新。"}
    other.documents[place] = write([changed, RECORDS[2], new])
    run = read(cast, source)
    expected = {("CHANGED", ""): 1, ("UNCHANGED", ""): 1, ("ADDED", ""): 1, ("VANISHED", ""): 1}
    assert counts(run) == expected
    gone = run.findings.get(outcome="VANISHED")
    assert (gone.title, gone.version_id) == ("社会组织登记", drafts["社会组织登记"].pk)
    assert EntryVersion.objects.count() == 4
    renewed = EntryVersion.objects.get(pk=drafts["婚姻登记"].pk)
    assert renewed.abstract == "婚姻登记的事项。"


def test_a_catalog_cut_off_changes_nothing(cast, other: Other) -> None:
    """What cannot be read to its end counts nothing as vanished, and says why in a sentence."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other)
    read(cast, source)
    whole = data_json(RECORDS)
    for broken in (b"", b"{", b"null", b"[1]", b"\xff\xfe\x00", (len(whole) + 9, whole), 500, 404):
        other.documents["/data.json"] = broken
        run = read(cast, source)
        assert said(run).endswith("。"), broken
        assert run.ended_at
        assert not run.findings.exists()
    assert EntryVersion.objects.count() == 3
    assert not AuditEvent.objects.filter(name="harvestsource.report_vanished").exists()


@pytest.mark.parametrize(
    "document",
    [
        b'{"@context": "http://127.0.0.1:1/context.jsonld", "@graph": []}',
        b'{"@context": [{}, "http://127.0.0.1:1/c"], "@graph": []}',
        b'{"@graph": [{"@context": {"@import": "http://127.0.0.1:1/c"}}]}',
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        b"<?xml version='1.0'?><rdf:RDF>",
        b"this is no turtle",
        b"@prefix a: <http://a/> . a:b a:c a:d .",
        b"[" * 100_000,
        b'{"@id": 5, "@type": {}}',
    ],
)
def test_a_malformed_graph_gives_a_sentence(cast, other: Other, document: bytes) -> None:
    """Nothing that it names is fetched, nothing half-read is taken."""
    other.documents["/c.ttl"] = document
    run = read(cast, register(cast, other, "turtle"))
    assert run.state == "FAILED"
    assert said(run).endswith("。")
    assert other.asked == ["/c.ttl"]
    assert not EntryVersion.objects.exists()


@pytest.mark.parametrize("kind", ["ckan", "turtle"])
def test_a_page_for_people_is_told_from_a_catalog(cast, other: Other, kind: str) -> None:
    """The sign-in of a system that wants one, the most usual answer to a wrong address."""
    page = "<!DOCTYPE html><html><body>请先登录</body></html>".encode()
    other.documents |= {"/api/3/action/package_search": page, "/c.ttl": page}
    assert "网页" in said(read(cast, register(cast, other, kind)))


@pytest.mark.parametrize("name", ["nextPage", "next"])
def test_the_first_of_several_pages_is_not_taken_for_the_catalog(
    cast, other: Other, name: str
) -> None:
    other.documents["/c.ttl"] = (
        "@prefix h: <http://www.w3.org/ns/hydra/core#> . @prefix a: <http://a/> ."
        ' a:1 a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/title> "甲" .'
        f" a:page h:{name} a:page ."
    ).encode()
    assert "分页" in said(read(cast, register(cast, other, "turtle")))


def test_a_catalog_that_was_emptied_makes_nothing_vanish(cast, other: Other) -> None:
    place = LANGUAGES["ckan"][2]
    other.documents[place] = ckan(RECORDS)
    source = in_use(cast, other, "ckan")
    assert read(cast, source).state == "DONE"
    other.documents[place] = ckan([])
    run = read(cast, source)
    assert (run.state, said(run)) == ("FAILED", "文件中没有数据集。")


@pytest.mark.parametrize("count", [-1, True, "1", None, 1.0])
def test_a_number_of_packages_that_is_none_gives_a_sentence(cast, other: Other, count: Any) -> None:
    answer = {"success": True, "result": {"count": count, "results": [{"id": "1", "title": "t"}]}}
    other.documents["/api/3/action/package_search"] = json.dumps(answer).encode()
    assert "CKAN" in said(read(cast, register(cast, other, "ckan")))


@pytest.mark.parametrize("answer", [{"success": True}, {"result": {"count": 9, "results": []}}, []])
def test_what_is_no_ckan_gives_a_sentence(cast, other: Other, answer: Any) -> None:
    """Another envelope, and a catalog that gives fewer than it says."""
    other.documents["/api/3/action/package_search"] = json.dumps(answer).encode()
    run = read(cast, register(cast, other, "ckan"))
    assert run.state == "FAILED"
    assert said(run).endswith("。")


def test_a_redirect_is_not_followed(other: Other) -> None:
    """Not even to a host on the list."""
    for status in (301, 302, 303, 307, 308):
        other.documents["/x"] = status
        with pytest.raises(FileFault):
            fetch(other.url("/x"))
    assert other.asked == ["/x"] * 5


def test_a_document_without_end_is_broken_off(other: Other, monkeypatch) -> None:
    """By its size, and by its time."""
    other.documents["/x"] = b"x" * 300_000
    assert len(fetch(other.url("/x"))) == 300_000
    monkeypatch.setattr(fetching, "MOST_BYTES", 200_000)
    with pytest.raises(FileFault):
        fetch(other.url("/x"))
    monkeypatch.setattr(fetching, "MOST_BYTES", 400_000)
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", -1)
    with pytest.raises(FileFault):
        fetch(other.url("/x"))


#: Ways by which an address has been made to lead elsewhere, and hosts of one's own network.
_TRICKS = (
    "http://good.example@127.0.0.1/", "http://127.0.0.1@good.example/", "http://good.example:80@x/",
    "http://good.example\\@127.0.0.1/", "http://good.example%00.x/", "http://good.example%2e/",
    "http://good.example./", "http://GOOD.example.evil/", "http://evil-good.example/",
    "http://good.example:81/", "http://good.example:0/", "http://good.example:99999/",
    "http://good.example:x/", "https://good.example:80/", "ftp://good.example/",
    "file:///etc/passwd", "gopher://good.example/", "javascript:alert(1)", "//good.example/", "",
    "good.example", "http:/good.example/", "http:///good.example/", "http://", "http://[::1/",
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0177.0.0.1/", "http://0.0.0.0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://localhost/", "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/",
    "http://[fd00::1]/", "http://[fe80::1%25eth0]/", "http://224.0.0.1/", "http://255.255.255.255/",
    "http://good.example/\r\nHost: x", "http://good.example/ x", "http://good.example/\x00",
    "http://good。example/", "http://ｇood.example/", "http://good.example/目录", "http://xn--/",
    "http://good.example#@127.0.0.1/x y", "http://127.0.0.1#good.example/",
    "http://127.0.0.1?good.example/", "http://127.0.0.1/good.example", "http://good.example;x/",
    "http://good.example\t/", "http://\tgood.example/", "http://good.example&127.0.0.1/",
    "http://good.example,127.0.0.1/", "http://*.good.example/",
)  # fmt: skip


@pytest.mark.parametrize("address", _TRICKS)
def test_nothing_off_the_list_is_connected_to(settings, monkeypatch, address: str) -> None:
    """No name is resolved and nothing is connected to: the list is asked first."""
    settings.PORTAL_HARVEST_HOSTS = ["good.example"]
    settings.PORTAL_HARVEST_PRIVATE = True
    touched: list[Any] = []
    for name in ("getaddrinfo", "create_connection"):
        monkeypatch.setattr(fetching.socket, name, lambda *a, **k: touched.append(a))
    with pytest.raises(FileFault):
        fetch(address)
    assert touched == []


@pytest.mark.parametrize(
    ("address", "fault", "way_out"),
    [
        ("https://", "NO_ADDRESS", "https://主机名/路径"),
        ("http://good.example:99999/", "NO_ADDRESS", "65535"),
        ("http://[::1/", "NO_ADDRESS", "https://主机名/路径"),
        ("ftp://good.example/", "ADDRESS_SCHEME", "https://"),
        ("good.example/data.json", "ADDRESS_SCHEME", "https://"),
        ("https://me:secret@good.example/", "ADDRESS_SIGNS_IN", "请删去"),
        ("https://good.example/目录", "ADDRESS_CHARACTERS", "地址栏"),
        ("https://good.example/a b", "ADDRESS_CHARACTERS", "地址栏"),
        ("https://127.0.0.1/x", "HOST_INSIDE", "可从外部访问的域名"),
        ("https://10.0.0.1/x", "HOST_INSIDE", "可从外部访问的域名"),
        ("https://[::1]/x", "HOST_INSIDE", "可从外部访问的域名"),
        ("https://localhost/x", "HOST_INSIDE", "可从外部访问的域名"),
        ("https://good.example:8443/x", "PORT_NOT_ALLOWED", "8443"),
        ("https://other.example/x", "HOST_NOT_ALLOWED", "运行维护人员"),
        ("https://93.184.215.14/x", "HOST_NOT_ALLOWED", "93.184.215.14"),
    ],
)
def test_each_cause_says_what_to_write_instead(settings, address, fault, way_out) -> None:
    settings.PORTAL_HARVEST_HOSTS = ["good.example"]
    settings.PORTAL_HARVEST_PRIVATE = False
    with pytest.raises(FileFault) as caught:
        fetching.place(address)
    assert caught.value.fault == fault
    assert way_out in str(caught.value)
    assert "secret" not in str(caught.value)


#: Addresses that a name of somebody else may resolve to.
PRIVATE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3",  # noqa: S104
    "172.31.0.1", "192.168.0.1", "169.254.169.254",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fd00::1", "fe80::1%eth0", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("found", PRIVATE)
def test_a_name_that_leads_into_the_own_network(settings, monkeypatch, found: str) -> None:
    """Whatever a listed name resolves to is judged, and every address of it."""
    settings.PORTAL_HARVEST_HOSTS = ["good.example"]
    touched: list[Any] = []
    answers = [(0, 0, 0, "", ("93.184.215.14", 80)), (0, 0, 0, "", (found, 80))]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *a, **k: answers)
    monkeypatch.setattr(fetching.socket, "create_connection", lambda *a: touched.append(a))
    with pytest.raises(FileFault):
        fetch("http://good.example/x")
    assert touched == []


def test_the_judged_address_is_the_one_connected_to(settings, monkeypatch) -> None:
    """A name that resolves to something else the second time is not asked a second time."""
    settings.PORTAL_HARVEST_HOSTS = ["good.example"]
    asked, touched = [], []

    def resolve(*args: Any, **options: Any) -> Any:
        asked.append(args)
        return [(0, 0, 0, "", ("93.184.215.14" if len(asked) == 1 else "127.0.0.1", 80))]

    def connect(address: Any, *args: Any) -> Any:
        touched.append(address)
        raise OSError

    monkeypatch.setattr(fetching.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(fetching.socket, "create_connection", connect)
    with pytest.raises(FileFault):
        fetch("http://good.example/x")
    assert (len(asked), touched) == (1, [("93.184.215.14", 80)])


def test_a_draft_taken_further_is_left_and_reported(cast, other: Other) -> None:
    """What the compiler has begun to work on is his; the change is reported."""
    from catalog.directories import actions as directories
    from catalog.directories.actions import content_of

    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other)
    read(cast, source)
    draft = EntryVersion.objects.get(name="社会组织登记")
    directories.revise(
        pk=draft.pk, content=content_of(draft), actor=cast.actor("civil_clerk"), now=cast.now
    )
    other.documents["/data.json"] = data_json([{**RECORDS[0], "text": "改。"}, *RECORDS[1:]])
    assert counts(read(cast, source)) == {("UNCHANGED", ""): 2, ("UNCHANGED", "TAKEN_FURTHER"): 1}
    assert EntryVersion.objects.get(pk=draft.pk).abstract == "登记事项。"


# Readings are asked for, and done by the job.


def test_first_it_is_read_on_trial_and_nothing_comes(cast, other: Other) -> None:
    """What would come is told; no draft is made; only then may it be read regularly."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = register(cast, other)
    assert last(source).state == "WAITING"
    assert other.asked == []
    officer = cast.actor("authority_officer")
    with pytest.raises(Refused) as refusal:
        harvests.begin_harvesting(pk=source.pk, actor=officer, now=cast.now)
    assert refusal.value.reason is reasons.HARVEST_RUNNING
    other.documents["/data.json"] = 500
    work(cast)
    assert (last(source).state, last(source).is_trial) == ("FAILED", True)
    with pytest.raises(Refused) as refusal:
        harvests.begin_harvesting(pk=source.pk, actor=officer, now=cast.now)
    assert refusal.value.reason is reasons.HARVEST_NOT_TRIED
    other.documents["/data.json"] = data_json(RECORDS)
    harvests.try_out(pk=source.pk, actor=officer, now=cast.now)
    work(cast)
    assert counts(last(source)) == {("ADDED", ""): 3}
    assert not EntryVersion.objects.exists()
    assert not UnresolvedName.objects.exists()
    harvests.begin_harvesting(pk=source.pk, actor=officer, now=cast.now)
    assert counts(read(cast, source)) == {("ADDED", ""): 3}
    assert EntryVersion.objects.count() == 3


def test_a_second_press_is_told_so(cast, other: Other) -> None:
    """While one waits, nobody asks for another, nor alters or retires the catalog."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other)
    officer = cast.actor("authority_officer")
    for name in ("harvest", "try_out", "retire_harvest_source"):
        with pytest.raises(Refused) as refusal:
            getattr(harvests, name)(pk=source.pk, actor=officer, now=cast.now)
        assert refusal.value.reason is reasons.HARVEST_RUNNING
    harvests.stop_harvest(pk=source.pk, actor=officer, now=cast.now)
    assert last(source).state == "STOPPED"
    work(cast)
    assert not EntryVersion.objects.exists()
    with pytest.raises(Refused) as refusal:
        harvests.stop_harvest(pk=source.pk, actor=officer, now=cast.now)
    assert refusal.value.reason is reasons.HARVEST_IDLE


MANY = [
    {"id": f"r{number}", "title": f"目录{number}", "holder": "", "text": ""}
    for number in range(120)
]


def test_a_reading_is_stopped_on_the_way(cast, other: Other, monkeypatch) -> None:
    """What it has made stays, nothing counts as vanished, and the next one brings the rest."""
    other.documents["/data.json"] = data_json(MANY)
    source = in_use(cast, other)
    officer = cast.actor("authority_officer")
    real, made = actions.directories.import_draft, []

    def draft(**options: Any) -> Any:
        made.append(1)
        if len(made) == 10:
            harvests.stop_harvest(pk=source.pk, actor=officer, now=cast.now)
        return real(**options)

    monkeypatch.setattr(actions.directories, "import_draft", draft)
    work(cast)
    run = last(source)
    assert (run.state, run.counts) == ("STOPPED", {"ADDED": 50})
    assert EntryVersion.objects.count() == 50
    assert not AuditEvent.objects.filter(name="harvestsource.finish_harvest", details__run=run.pk)
    assert counts(read(cast, source)) == {("ADDED", ""): 70, ("UNCHANGED", ""): 50}


class Killed(BaseException):
    """The worker is killed: nothing that it would have done comes after."""


def test_a_killed_worker_is_taken_up_where_it_was(cast, other: Other, monkeypatch) -> None:
    """Each record stands whole or not at all; the numbers of the reading are those of it all."""
    other.documents["/data.json"] = data_json(MANY)
    source = in_use(cast, other)
    real, made = actions.directories.import_draft, []

    def draft(**options: Any) -> Any:
        made.append(1)
        found = real(**options)
        if len(made) == 7:
            raise Killed
        return found

    monkeypatch.setattr(actions.directories, "import_draft", draft)
    with pytest.raises(Killed):
        work(cast)
    assert (last(source).state, EntryVersion.objects.count()) == ("RUNNING", 6)
    work(cast)
    assert last(source).tries == 2
    assert counts(last(source)) == {("ADDED", ""): 120}
    assert last(source).counts == {"ADDED": 120}
    assert EntryVersion.objects.count() == 120


def test_a_reading_that_kills_its_worker_is_given_up(cast, other: Other, monkeypatch) -> None:
    """Three times are enough; then it has failed, with a sentence."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other)

    def killed(**options: Any) -> Any:
        raise Killed

    monkeypatch.setattr(actions.directories, "import_draft", killed)
    for _each in range(3):
        with pytest.raises(Killed):
            work(cast)
    work(cast)
    assert (last(source).state, last(source).tries) == ("FAILED", 4)
    assert last(source).fault == "GIVEN_UP"


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_read_the_same_catalog(cast, other: Other) -> None:
    """Whoever comes second leaves it to the first."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = register(cast, other)
    inside, go = threading.Event(), threading.Event()
    whole = data_json(RECORDS)

    def slow(_query: Any) -> bytes:
        inside.set()
        go.wait(20)
        return whole

    other.documents["/data.json"] = slow

    def first() -> None:
        try:
            work(cast)
        finally:
            connection.close()

    worker = threading.Thread(target=first)
    worker.start()
    assert inside.wait(20)
    with pytest.raises(Refused) as refusal:
        running.go_on(pk=last(source).pk, actor=Actor.system("second"), now=cast.now)
    assert refusal.value.reason is reasons.HARVEST_RUNNING
    work(cast)
    go.set()
    worker.join()
    assert other.asked == ["/data.json"]
    assert counts(last(source)) == {("ADDED", ""): 3}
    assert last(source).tries == 1


# Whose catalogs they are.


def test_a_department_registers_its_own_catalog_for_itself_only(cast, other: Other) -> None:
    """Its records are its own; one of another department is rejected and says of whom it is."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other, person="market_compiler", department_id=None)
    assert (source.department, source.authority) == (cast.market, cast.authority)
    run = read(cast, source, "market_compiler")
    assert counts(run) == {("ADDED", ""): 2, ("REJECTED", "OTHER_PROVIDER"): 1}
    refused = run.findings.get(outcome="REJECTED")
    assert (refused.number, refused.value) == (1, "上海市民政局")
    assert {each.entry.provider for each in EntryVersion.objects.all()} == {cast.market}
    with pytest.raises(Refused) as refusal:
        register(cast, other, person="market_compiler", department_id=cast.labour.pk)
    assert refusal.value.reason is reasons.HARVEST_DEPARTMENT


def test_a_name_of_two_departments_waits_for_the_authority(cast, other: Other) -> None:
    """Neither gets the draft; the record says why."""
    for department in (cast.labour, cast.market):
        department.short_name = "两家同名"
        department.save()
    other.documents["/data.json"] = data_json([{**RECORDS[0], "holder": "两家同名"}])
    run = read(cast, in_use(cast, other))
    assert counts(run) == {("ADDED", "TWO_DEPARTMENTS"): 1}
    assert EntryVersion.objects.get().entry.provider is None
    assert run.findings.get().value == "两家同名"


def test_others_neither_see_nor_take_a_step(cast, other: Other) -> None:
    """A catalog of another department is absent, and each of its steps refused."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other, person="market_compiler", department_id=None)
    read(cast, source, "market_compiler")
    for person, sees in (
        ("market_compiler", True),
        ("authority_officer", True),
        ("labour_clerk", False),
        ("civil_clerk", False),
    ):
        assert queries.visible_to(cast.actor(person)).exists() is sees
    sent = {"records": ["1"], "note": "仍在使用。"}
    for name, step in forms.STEPS.items():
        if name != "alter_harvest_source":
            with pytest.raises(Refused) as refusal:
                step.run(source.pk, sent, cast.actor("civil_clerk"), cast.now)
            assert refusal.value.reason in (reasons.NOT_YOUR_MATTER, reasons.WRONG_STATE)
    # The same address is free to whoever does not see that it is registered.
    assert register(cast, other, person="civil_clerk", department_id=None)
    with pytest.raises(Refused) as refusal:
        register(cast, other, person="market_compiler", department_id=None)
    assert refusal.value.reason is reasons.HARVEST_TWICE


def test_a_place_off_the_list_is_not_registered(cast, other: Other) -> None:
    """The sentence says which host."""
    with pytest.raises(Refused) as refusal:
        register(cast, other, address="http://127.0.0.1:1/data.json")
    assert refusal.value.reason is reasons.HARVEST_ADDRESS
    assert "127.0.0.1" in refusal.value.details[0]


# Nights, and what is told.


@pytest.mark.parametrize(
    ("rhythm", "night", "comes"),
    [
        ("DAILY", date(2026, 3, 4), True),
        ("WEEKLY", date(2026, 3, 2), True),
        ("WEEKLY", date(2026, 3, 3), False),
        ("MONTHLY", date(2026, 3, 1), True),
        ("MONTHLY", date(2026, 3, 2), False),
    ],
)
def test_its_turn(rhythm: str, night: date, comes: bool) -> None:
    """2 March 2026 is a Monday."""
    assert is_turn(rhythm, night) is comes
    assert (last_turn(rhythm, night) == night) is comes
    assert next_turn(rhythm, night) > night


def test_read_by_night(cast, other: Other) -> None:
    """The job reads what is in use and whose turn it is, and leaves the act in the log."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other)
    work(cast)
    officer = cast.actor("authority_officer")
    other.documents["/paused.json"] = data_json(RECORDS)
    paused = in_use(cast, other, address=other.url("/paused.json"))
    work(cast)
    harvests.pause_harvesting(pk=paused.pk, actor=officer, now=cast.now)
    night = Actor.system("harvest-catalogs")
    harvest_catalogs(actor=night, now=cast.now)
    assert not HarvestRun.objects.filter(is_by_night=True).exists()
    for _twice in range(2):
        harvest_catalogs(actor=night, now=cast.now + timedelta(days=1))
        work(cast)
    run = HarvestRun.objects.get(is_by_night=True)
    assert run.source == source
    assert counts(run) == {("UNCHANGED", ""): 3}
    assert AuditEvent.objects.filter(name="harvestsource.harvest_by_night").count() == 1


def events(name: str) -> int:
    """How often it was told."""
    return AuditEvent.objects.filter(name=name).count()


def test_what_vanished_is_told_once_and_nothing_is_done_to_it(cast, other: Other) -> None:
    """Told in the reading that noticed it, not in the next; told anew when it vanishes again."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other, department_id=cast.market.pk)
    read(cast, source)
    draft = EntryVersion.objects.get(name="社会组织登记")
    before = (draft.status, draft.lock_version, draft.abstract)
    for times, records, found in (
        (1, RECORDS[1:], {("UNCHANGED", ""): 2, ("VANISHED", ""): 1}),
        (1, RECORDS[1:], {("UNCHANGED", ""): 2}),
        (1, RECORDS, {("UNCHANGED", ""): 2, ("UNCHANGED", "RETURNED"): 1}),
        (2, RECORDS[1:], {("UNCHANGED", ""): 2, ("VANISHED", ""): 1}),
    ):
        other.documents["/data.json"] = data_json(records)
        assert counts(read(cast, source)) == found
        assert events("harvestsource.report_vanished") == times
    draft.refresh_from_db()
    assert (draft.status, draft.lock_version, draft.abstract) == before
    assert {each.recipient for each in told(cast)} == {
        cast.people[person] for person in ("civil_clerk", "market_compiler", "authority_officer")
    }


def told(cast) -> list[Notice]:
    """The notices of what vanished, once those that wait are given."""
    chain.seal(now=cast.now)
    give_notices(actor=Actor.system("give-notices"), now=cast.now)
    return list(Notice.objects.filter(event_name="harvestsource.report_vanished"))


def test_one_notice_for_a_reading_says_how_many_vanished(cast, other: Other) -> None:
    """To each as many as concern him: those of his entries, or all where the catalog is his."""
    other.documents["/data.json"] = data_json([*RECORDS, *MANY[:5]])
    source = in_use(cast, other, department_id=cast.market.pk)
    read(cast, source)
    other.documents["/data.json"] = data_json([RECORDS[1], *MANY[3:5]])
    read(cast, source)
    counted = {each.recipient_id: each.count for each in told(cast)}
    assert counted == {
        cast.people["authority_officer"].pk: 5,
        cast.people["market_compiler"].pk: 5,
        cast.people["civil_clerk"].pk: 1,
    }
    shown = {
        person: {row.title for row in queries.gone_from(source, cast.actor(person), now=cast.now)}
        for person in ("market_compiler", "civil_clerk")
    }
    assert {person: len(titles) for person, titles in shown.items()} == {
        "market_compiler": 5,
        "civil_clerk": 1,
    }
    assert queries.vanished_visible_to(cast.actor("civil_clerk")).get() == source
    assert not queries.vanished_visible_to(cast.actor("labour_clerk")).exists()
    (notice,) = Notice.objects.filter(recipient=cast.people["civil_clerk"], count=1)
    assert "1" in notice.about


def test_an_entry_is_kept_though_the_catalog_has_it_no_more(cast, other: Other) -> None:
    """With a reason, in the ledger; it is reported anew only once it was back (Art. 17)."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other)
    read(cast, source)
    officer = cast.actor("authority_officer")
    at = {"pk": source.pk, "actor": officer, "now": cast.now}
    with pytest.raises(Refused) as refusal:
        harvests.keep_vanished(record_ids=[1], note="仍在使用。", **at)
    assert refusal.value.reason is reasons.HARVEST_NOTHING_VANISHED
    other.documents["/data.json"] = data_json(RECORDS[1:])
    read(cast, source)
    (gone,) = queries.gone_from(source, officer, now=cast.now)
    with pytest.raises(Refused) as refusal:
        harvests.keep_vanished(record_ids=[gone.pk], note="  ", **at)
    assert refusal.value.reason is reasons.NO_GROUND
    with pytest.raises(Refused) as refusal:
        other_person = {**at, "actor": cast.actor("civil_clerk")}
        harvests.keep_vanished(record_ids=[gone.pk], note="仍在使用。", **other_person)
    assert refusal.value.reason is reasons.NOT_YOUR_MATTER
    harvests.keep_vanished(record_ids=[gone.pk], note="仍在使用。", **at)
    event = AuditEvent.objects.get(name="harvestsource.keep_vanished")
    assert (event.note, event.details) == (
        "仍在使用。",
        {"versions": [gone.version.public_number]},
    )
    with pytest.raises(Refused):
        harvests.keep_vanished(record_ids=[gone.pk], note="仍在使用。", **at)
    read(cast, source)
    assert events("harvestsource.report_vanished") == 1
    gone.refresh_from_db()
    assert (gone.kept_because, gone.kept_by) == ("仍在使用。", cast.people["authority_officer"])
    for records, times, is_kept in ((RECORDS, 1, False), (RECORDS[1:], 2, False)):
        other.documents["/data.json"] = data_json(records)
        read(cast, source)
        gone.refresh_from_db()
        assert events("harvestsource.report_vanished") == times
        assert (gone.kept_at is not None) is is_kept


def test_of_two_who_decide_the_second_is_told(cast, other: Other) -> None:
    """Nothing of a choice is taken where a part of it is decided already."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other)
    read(cast, source)
    other.documents["/data.json"] = data_json(RECORDS[1:2])
    read(cast, source)
    officer = cast.actor("authority_officer")
    first, second = queries.gone_from(source, officer, now=cast.now)
    at = {"pk": source.pk, "note": "仍在使用。", "actor": officer, "now": cast.now}
    harvests.keep_vanished(record_ids=[first.pk], **at)
    with pytest.raises(Refused) as refusal:
        harvests.keep_vanished(record_ids=[first.pk, second.pk], **at)
    assert refusal.value.reason is reasons.CHANGED_MEANWHILE
    second.refresh_from_db()
    assert second.kept_at is None


# Turns.


def test_a_slow_catalog_holds_up_no_other(cast, other: Other, settings) -> None:
    """Between two of its answers others have their turn; it is read to its end all the same."""
    settings.PORTAL_HARVEST_SECONDS = 0.02
    place = "/api/3/action/package_search"
    answer, wait = ckan(MANY[:10]), threading.Event()

    def slow(query: dict[str, list[str]]) -> bytes:
        wait.wait(0.05)
        return answer(query)

    other.documents[place] = slow
    other.documents["/data.json"] = data_json(RECORDS)
    sluggish = register(cast, other, "ckan")
    quick = register(cast, other)
    work(cast)
    asked = [each.partition("?")[0] for each in other.asked]
    assert asked == [place, "/data.json", *[place] * 4]
    assert counts(last(sluggish)) == {("ADDED", ""): 10}
    assert counts(last(quick)) == {("ADDED", ""): 3}
    assert not HarvestPage.objects.exists()


def test_records_are_taken_over_in_turns(cast, other: Other, settings) -> None:
    """Each once; duplicates, what vanished and what is rejected are those of the whole catalog."""
    rows = [*MANY, {**MANY[0], "text": "另"}, {**MANY[1], "id": "x", "title": ""}]
    other.documents["/data.json"] = data_json(rows)
    source = in_use(cast, other)
    read(cast, source)
    turns: list[int] = []
    real = running.go_on

    def counted(**options: Any) -> None:
        turns.append(1)
        real(**options)

    settings.PORTAL_HARVEST_SECONDS = 0
    new = [{**each, "id": f"n{each['id']}"} for each in MANY]
    other.documents["/data.json"] = data_json([*new, *rows[5:], new[0]])
    harvests.harvest(pk=source.pk, actor=cast.actor("authority_officer"), now=cast.now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("catalog.exchange.jobs.running.go_on", counted)
        work(cast)
    assert len(turns) == 5
    # The first five of before are gone, but one of them stands there changed.
    assert counts(last(source)) == {
        ("ADDED", ""): 120,
        ("UNCHANGED", ""): 115,
        ("CHANGED", ""): 1,
        ("REJECTED", "NO_TITLE"): 1,
        ("DUPLICATE", "SAME_ROW"): 1,
        ("VANISHED", ""): 4,
    }
    assert last(source).tries == 1
    assert other.asked.count("/data.json") == 3


def test_a_turn_that_is_killed_is_taken_up_where_it_was(
    cast, other: Other, monkeypatch, settings
) -> None:
    """Neither the pages nor the records of the turns before are had again."""
    settings.PORTAL_HARVEST_SECONDS = 0
    other.documents["/data.json"] = data_json(MANY)
    source = in_use(cast, other)
    real, made = actions.directories.import_draft, []

    def draft(**options: Any) -> Any:
        made.append(1)
        if len(made) == 70:
            raise Killed
        return real(**options)

    monkeypatch.setattr(actions.directories, "import_draft", draft)
    with pytest.raises(Killed):
        work(cast)
    assert (last(source).taken, EntryVersion.objects.count()) == (50, 69)
    work(cast)
    assert counts(last(source)) == {("ADDED", ""): 120}
    assert other.asked.count("/data.json") == 2


def test_a_reading_stopped_between_two_pages(cast, other: Other, settings) -> None:
    """Nothing of it is kept, and its host is not asked again."""
    settings.PORTAL_HARVEST_SECONDS = 0
    place = "/api/3/action/package_search"
    answer = ckan(MANY[:10])
    source = register(cast, other, "ckan")

    other.documents[place] = answer
    running.go_on(pk=last(source).pk, actor=Actor.system("work-on-harvests"), now=cast.now)
    assert HarvestPage.objects.count() == 1
    officer = cast.actor("authority_officer")
    harvests.stop_harvest(pk=source.pk, actor=officer, now=cast.now)
    work(cast)
    assert (last(source).state, len(other.asked)) == ("STOPPED", 1)
    assert not HarvestPage.objects.exists()


def test_a_fault_is_worded_for_whoever_reads_it(cast, other: Other) -> None:
    """What happened is kept, not the sentence of the worker's language."""
    other.documents["/data.json"] = 503
    source = register(cast, other)
    with translation.override("en"):
        work(cast)
    run = last(source)
    assert (run.fault, run.fault_values) == ("STATUS", {"status": 503})
    for language, words in (("zh-hans", "503"), ("en", "The host answered with status 503.")):
        with translation.override(language):
            shown = show.context(source, cast.actor("authority_officer"), cast.now)
            assert words in shown["runs"][0]["fault"]
    with translation.override("zh-hans"):
        assert said(run).endswith("。")


def test_a_fault_is_told_once(cast, other: Other) -> None:
    """Not each night; another fault, or the same after a good night, is news."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other, department_id=cast.civil_affairs.pk)
    read(cast, source)
    for times, document in ((1, 500), (1, 500), (2, 404), (2, data_json(RECORDS)), (3, 404)):
        other.documents["/data.json"] = document
        run = read(cast, source)
        assert run.state == ("DONE" if isinstance(document, bytes) else "FAILED")
        assert events("harvestsource.report_harvest_fault") == times
    chain.seal(now=cast.now)
    give_notices(actor=Actor.system("give-notices"), now=cast.now)
    told = Notice.objects.filter(event_name="harvestsource.report_harvest_fault")
    people = {each.recipient for each in told}
    assert {cast.people["civil_clerk"], cast.people["authority_officer"]} <= people
    assert cast.people["market_compiler"] not in people


# What other systems may send.


def dataset(**changes: Any) -> dict[str, Any]:
    """One record of a data.json."""
    return {"identifier": "x", "title": "某目录", "description": "某。", **changes}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([dataset(), dataset()], {("ADDED", ""): 1, ("DUPLICATE", "SAME_ROW"): 1}),
        ([dataset(), dataset(title="另")], {("ADDED", ""): 1, ("DUPLICATE", "SAME_KEY"): 1}),
        ([dataset(title="\ud800"), dataset()], {("REJECTED", "BAD_TEXT"): 1, ("ADDED", ""): 1}),
        ([dataset(title="a\x00b"), dataset()], {("REJECTED", "BAD_TEXT"): 1, ("ADDED", ""): 1}),
        ([dataset(title={}), 7, None, dataset()], {
            ("REJECTED", "NO_TITLE"): 1, ("REJECTED", "NOT_A_ROW"): 2, ("ADDED", ""): 1,
        }),
        ([dataset(description="长" * 3_500_000)], {("ADDED", ""): 1}),
        ([dataset(publisher={"name": "\ud800"})], {("REJECTED", "BAD_TEXT"): 1}),
        ([dataset(identifier={"a": ["\x00"]})], {("ADDED", ""): 1}),
        ([dataset(distribution=[{"format": "\x00"}], accrualPeriodicity="\ud800")], {
            ("ADDED", ""): 1,
        }),
        ([dataset(accessLevel="secret")], {("REJECTED", "BAD_CLASS"): 1}),
    ],
)  # fmt: skip
def test_bad_records_are_told_and_the_others_come(cast, other, rows, expected) -> None:
    """Each is accounted for at its place, on trial and in earnest alike."""
    other.documents["/data.json"] = json.dumps({"dataset": rows}).encode()
    source = register(cast, other)
    work(cast)
    assert counts(last(source)) == expected
    officer = cast.actor("authority_officer")
    harvests.begin_harvesting(pk=source.pk, actor=officer, now=cast.now)
    work(cast)
    assert counts(last(source)) == expected
    bad = last(source).findings.filter(outcome__in=["REJECTED", "DUPLICATE"])
    assert all(each.number for each in bad)
    assert sum(last(source).counts.values()) == len(rows)


def test_a_compressed_document_is_not_read(cast, other: Other) -> None:
    """However small it comes and however large it would become."""
    other.headers = {"Content-Encoding": "gzip"}
    other.documents["/data.json"] = gzip.compress(b" " * 5_000_000)
    run = read(cast, register(cast, other))
    assert (run.fault, run.fault_values) == ("COMPRESSED", {"form": "gzip"})
    other.headers = {}
    run = read(cast, in_use_after(cast, other, run.source))
    assert run.state == "FAILED"


def in_use_after(cast, other: Other, source: HarvestSource) -> HarvestSource:
    """The same catalog, asked on trial again."""
    officer = cast.actor("authority_officer")
    harvests.try_out(pk=source.pk, actor=officer, now=cast.now)
    return source


def test_a_syntax_error_names_its_line(cast, other: Other) -> None:
    """In Turtle and in RDF/XML."""
    for document, line in (
        (turtle(RECORDS) + b"this is no turtle", 5),
        (b"<?xml version='1.0'?>\n<rdf:RDF>", 2),
    ):
        other.documents["/c.ttl"] = document
        run = read(cast, register(cast, other, "turtle", address=other.url(f"/c.ttl?{line}")))
        assert str(line) in said(run)


def test_a_catalog_that_pages_for_ever_is_ended(cast, other: Other, monkeypatch) -> None:
    """The same page again, ever new pages, and pages that grow without end."""
    place = "/api/3/action/package_search"

    def page(query: dict[str, list[str]], ident: str) -> bytes:
        package = {"id": ident, "title": "某目录"}
        result = {"count": 10**9, "results": [package]}
        return json.dumps({"success": True, "result": result}).encode()

    # A reading that does not notice ends soon all the same, and then has asked too often.
    monkeypatch.setattr(harvesting, "MOST_RECORDS", 5)
    other.documents[place] = lambda query: page(query, "same")
    source = register(cast, other, "ckan")
    assert last_fault(cast, source)
    assert len(other.asked) == 2
    other.documents[place] = lambda query: page(query, query["start"][0])
    assert last_fault(cast, source)
    assert len(other.asked) == 2 + 6
    monkeypatch.setattr(harvesting, "MOST_RECORDS", 10**6)
    monkeypatch.setattr(harvesting, "MOST_BYTES", 300)
    assert last_fault(cast, source)
    assert len(other.asked) < 20


def last_fault(cast, source: HarvestSource) -> str:
    """Why the reading on trial that waits, or is asked for now, failed."""
    if not source.is_being_read:
        in_use_after(cast, None, source)
    work(cast)
    assert last(source).state == "FAILED"
    return last(source).fault


def test_a_head_that_drips_is_cut_off(monkeypatch, settings) -> None:
    """A byte now and then keeps within each step, and never comes to an end."""
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", 0.3)
    server = socket.create_server(("127.0.0.1", 0))
    host = f"127.0.0.1:{server.getsockname()[1]}"
    settings.PORTAL_HARVEST_HOSTS = [host]
    settings.PORTAL_HARVEST_PRIVATE = True
    done = threading.Event()

    def drip() -> None:
        taken, _peer = server.accept()
        with contextlib.suppress(OSError):
            taken.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not done.wait(0.05):
                taken.sendall(b"x")
        taken.close()

    threading.Thread(target=drip, daemon=True).start()
    with pytest.raises(FileFault):
        fetch(f"http://{host}/x")
    done.set()
    server.close()
