"""Catalogs of others through pages and admin: asked for there, done by the worker, seen by few."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.departments import actions as departments
from catalog.exchange import queries
from catalog.exchange.models import HarvestFinding, HarvestSource
from catalog.models import EntryVersion
from portal.regulation.vocabulary import Mandate
from tests.catalog.exchange.others import (
    RECORDS,
    Other,
    data_json,
    in_use,
    last,
    read,
    work,
)
from tests.interfaces.api_client import ApiCaller

pytestmark = pytest.mark.django_db
ROOTS = ("/harvest-sources/", "/admin/catalog/harvestsource/")


@pytest.fixture
def signed_in(cast, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """Whoever is asked for, at his desk on the day of the story."""
    settings.AXES_ENABLED = False
    monkeypatch.setattr(timezone, "now", lambda: cast.now)

    def client_of(person: str) -> Client:
        client = Client()
        client.force_login(cast.people[person])
        return client

    return client_of


@pytest.mark.parametrize("root", ROOTS)
def test_from_the_form_to_the_drafts(cast, other: Other, signed_in, root: str) -> None:
    """No request connects to the other's host; the page says what waits and what came."""
    clerk = signed_in("market_compiler")
    other.documents["/data.json"] = data_json(RECORDS)
    stated = {
        "title": "市场监管局目录",
        "kind": "DCAT_US",
        "address": other.url("/data.json"),
        "rhythm": "WEEKLY",
    }
    new = f"{root}new/" if root == ROOTS[0] else f"{root}add/"
    refused = clerk.post(new, {**stated, "address": "http://127.0.0.1/data.json"})
    assert refused.status_code == 400
    assert "127.0.0.1" in refused.content.decode()
    signed = other.url("/data.json").replace("//", "//me:secret@", 1)
    refused = clerk.post(new, {**stated, "address": signed})
    assert refused.status_code == 400
    assert "地址中含有用户名或者密码" in refused.content.decode()
    assert "市场监管局目录" in refused.content.decode()
    assert clerk.post(new, stated).status_code == 302
    source = HarvestSource.objects.get()
    page = f"{root}{source.public_number}/"
    waiting = clerk.get(page)
    assert waiting["Refresh"]
    assert "已发起采集" in waiting.content.decode()
    assert other.asked == []
    work(cast)
    tried = clerk.get(page).content.decode()
    assert "试采集结果" in tried
    assert not EntryVersion.objects.exists()
    assert clerk.post(f"{page}begin_harvesting/").status_code == 302
    twice = clerk.post(f"{page}harvest/")
    assert twice.status_code == 409
    assert "该目录已有采集在等待或进行" in twice.content.decode()
    work(cast)
    assert len(other.asked) == 2
    assert EntryVersion.objects.count() == 2
    records = clerk.get(f"/harvest-sources/{source.public_number}/findings/")
    shown = records.content.decode()
    assert "上海市民政局" in shown
    assert "记录属于其他部门" in shown
    for person in ("civil_clerk", "labour_clerk"):
        hidden = signed_in(person)
        for address in (page, f"/harvest-sources/{source.public_number}/findings/"):
            assert hidden.get(address).status_code == 404
        assert hidden.post(f"{page}harvest/").status_code == 404
        assert "市场监管局目录" not in hidden.get(root).content.decode()


def test_whoever_may_not_read_a_draft_gets_no_way_to_it(cast, other: Other, signed_in) -> None:
    """The authority sees what its catalog brought, and by the name that it has there."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other)
    read(cast, source)
    draft = EntryVersion.objects.get(name="社会组织登记")
    EntryVersion.objects.filter(pk=draft.pk).update(name="改过的名称")
    other.documents["/data.json"] = data_json(RECORDS[1:])
    read(cast, source)
    for address in ("", "findings/"):
        page = f"/harvest-sources/{source.public_number}/{address}"
        shown = signed_in("authority_officer").get(page).content.decode()
        assert "社会组织登记" in shown
        assert "改过的名称" not in shown
        assert draft.public_number not in shown
    (gone,) = queries.gone_from(source, cast.actor("civil_clerk"), now=cast.now)
    assert gone.with_readable


@pytest.mark.parametrize("root", ROOTS)
def test_a_clerk_keeps_what_vanished(cast, other: Other, signed_in, root: str) -> None:
    """The notice leads to the list, the list to the form; a reason is asked for."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other, department_id=cast.market.pk)
    read(cast, source)
    other.documents["/data.json"] = data_json(RECORDS[1:2])
    read(cast, source)
    clerk = signed_in("market_compiler")
    page = f"/harvest-sources/{source.public_number}/vanished/"
    first, second = queries.gone_from(source, cast.actor("market_compiler"), now=cast.now)
    step = f"{root}{source.public_number}/keep_vanished/"
    shown = clerk.get(page).content.decode()
    assert "社会组织登记" in shown
    assert "没有提供单位的目录" in shown
    assert f"/harvest-sources/{source.public_number}/keep_vanished/" in shown
    badly = clerk.post(step, {"records": [str(first.pk)]})
    assert badly.status_code == 400
    assert "checked" in badly.content.decode()
    assert clerk.post(step, {"records": ["999999"], "note": "仍在使用。"}).status_code == 400
    assert clerk.post(step, {"records": [str(first.pk)], "note": "仍在使用。"}).status_code == 302
    assert "仍在使用。" in clerk.get(f"{page}?side=kept").content.decode()
    open_ones = clerk.get(f"{page}?side=open").content.decode()
    assert first.title not in open_ones
    assert second.title in open_ones
    # A department whose entry it is sees that one, and no way to the catalog nor the step.
    theirs = signed_in("civil_clerk").get(page).content.decode()
    assert "社会组织登记" in theirs
    assert "没有提供单位的目录" not in theirs
    assert "keep_vanished" not in theirs
    assert f'href="/harvest-sources/{source.public_number}/"' not in theirs
    assert signed_in("civil_clerk").get(step).status_code == 404
    assert signed_in("labour_clerk").get(page).status_code == 404
    assert clerk.get(f"{page}?side=x").status_code == 400


def test_a_system_keeps_what_vanished(cast, other: Other, signed_in) -> None:
    """By the numbers of the list; faults are told in the caller's language, beside their code."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other, person="market_compiler", department_id=None)
    read(cast, source, "market_compiler")
    other.documents["/data.json"] = data_json(RECORDS[:1])
    read(cast, source, "market_compiler")
    system = departments.register_system(
        pk=cast.market.pk,
        code="mulu",
        name="目录管理系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.COMPILE],
    )
    caller = ApiCaller(system)
    root = f"/harvest-sources/{source.public_number}/"
    rows = caller.get(f"{root}vanished/").json()["results"]
    assert [(each["title"], each["is_published"], each["kept_at"]) for each in rows] == [
        ("没有提供单位的目录", False, None),
        ("婚姻登记", False, None),
    ]
    assert all(each["version"] for each in rows)
    sent = {"records": [rows[0]["record"]], "note": "仍在使用。"}
    lacking = caller.post(f"{root}keep_vanished/", {**sent, "note": ""})
    assert (lacking.status_code, set(lacking.json()["fields"])) == (400, {"note"})
    assert caller.post(f"{root}keep_vanished/", sent).status_code == 200
    twice = caller.post(f"{root}keep_vanished/", sent)
    assert (twice.status_code, set(twice.json()["fields"])) == (400, {"records"})
    (kept,) = caller.get(f"{root}vanished/", {"side": "kept"}).json()["results"]
    assert (kept["record"], kept["kept_because"]) == (rows[0]["record"], "仍在使用。")
    stranger = ApiCaller(cast.systems["labour"])
    assert stranger.get(f"{root}vanished/").status_code == 404
    other.documents["/data.json"] = 503
    read(cast, source, "market_compiler")
    for address, place in (("/harvest-sources/", "list"), (root, "one"), (f"{root}runs/", "list")):
        told = caller.get(address, accept_language="en").json()
        row = told["results"][0] if place == "list" else told
        assert row["fault_code"] == "STATUS"
        assert row["fault"] == "The host answered with status 503."
        assert "fault_values" not in row


def test_a_hundred_records_ask_no_more_than_one(cast, other: Other, signed_in) -> None:
    """The list of records, and the page of the source."""
    other.documents["/data.json"] = data_json(RECORDS)
    source = in_use(cast, other, person="market_compiler", department_id=None)
    read(cast, source, "market_compiler")
    clerk = signed_in("market_compiler")
    pages = [f"/harvest-sources/{source.public_number}/{end}" for end in ("", "findings/")]

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as queries_of_page:
            assert clerk.get(page).status_code == 200
        return len(queries_of_page)

    for page in pages:
        clerk.get(page)
    before = [asked(page) for page in pages]
    model = HarvestFinding.objects.filter(run=last(source), outcome="ADDED").first()
    assert model is not None
    HarvestFinding.objects.bulk_create(
        HarvestFinding(
            run=last(source),
            key=f"k{number}",
            title=f"条目{number}",
            outcome="ADDED",
            version=model.version,
        )
        for number in range(100)
    )
    assert [asked(page) for page in pages] == before
    assert before[1] <= 12
