"""The list, the count in the head, marking as read, and the settings, as their readers see them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.interfaces import lists
from requests_app.models import Notice, NoticeSubscription
from requests_app.notices import queries, show
from tests.requests_app.notices.bureau import Bureau

LIST, ALL, SETTINGS = "/notices/", "/notices/read-all/", "/notices/settings/"


def browser(bureau: Bureau, person: str) -> Client:
    """Signed in as that person."""
    client = Client()
    client.force_login(bureau.cast.people[person])
    return client


@pytest.fixture
def many(told: Bureau) -> Bureau:
    """Five notices to one person, with and without a due day, two of them read."""
    Notice.objects.all().delete()
    reader = told.cast.labour_clerk
    rows = (
        ("later", date(2025, 10, 20), False),
        ("none", None, False),
        ("read-old", date(2025, 9, 1), True),
        ("first", date(2025, 10, 9), False),
        ("read-none", None, True),
    )
    for place, (name, due_on, is_read) in enumerate(rows):
        Notice.objects.create(
            recipient=reader,
            department=told.cast.labour,
            event_id=10_000 + place,
            event_name="sharingrequest.ask_supplement",
            kind="REQUEST",
            is_legal=True,
            subject_type="requests_app.sharingrequest",
            subject_id=told.request.pk,
            subject_number=name,
            page_key=told.request.public_number,
            title=f"事项{name}",
            due_on=due_on,
            occurred_at=told.now,
            given_at=told.now,
            read_at=told.now if is_read else None,
        )
    return told


def numbers(client: Client, query: str = "") -> list[str]:
    """The matters on the list, in its order."""
    response = client.get(LIST + query)
    return [row["public_number"] for row in response.context["rows"]]


def test_unread_ones_come_first_then_the_oldest_deadline(many: Bureau) -> None:
    client = browser(many, "labour_clerk")
    assert numbers(client) == ["first", "later", "none", "read-old", "read-none"]
    assert numbers(client, "?side=unread") == ["first", "later", "none"]
    assert numbers(client, "?side=read") == ["read-old", "read-none"]


def test_pages_of_the_list_follow_the_order(many: Bureau, monkeypatch) -> None:
    """Forwards and back, without a row twice or left out."""
    monkeypatch.setattr(lists.page, "__kwdefaults__", {"size": 2})
    client = browser(many, "labour_clerk")
    seen, query = [], ""
    for _page in range(3):
        response = client.get(LIST + query)
        seen += [row["public_number"] for row in response.context["rows"]]
        back, query = response.context["page"]["previous"], response.context["page"]["next"]
    assert seen == ["first", "later", "none", "read-old", "read-none"]
    assert query == ""
    assert numbers(client, back) == ["none", "read-old"]


def test_a_notice_leads_to_its_matter(told: Bureau) -> None:
    client = browser(told, "market_reviewer")
    (row,) = client.get(LIST).context["rows"]
    assert row["url"] == f"/requests/{told.request.public_number}/"
    page = client.get(row["url"])
    assert page.status_code == 200
    published = browser(told, "civil_clerk").get(LIST).context["rows"]
    assert [one["url"] for one in published] == [f"/catalog/{told.version.entry.slug}/"]


@pytest.mark.parametrize(
    "person",
    [
        "market_compiler",
        "market_chief",
        "market_reviewer",
        "market_office_head",
        "labour_clerk",
        "labour_office_head",
        "authority_officer",
        "hongkou_clerk",
    ],
)
def test_every_notice_leads_somewhere(told: Bureau, person: str) -> None:
    """Whoever is told may read the page to which he is led."""
    client = browser(told, person)
    rows = client.get(LIST).context["rows"]
    assert rows
    for row in rows:
        assert client.get(row["url"]).status_code == 200, row


def test_marking_one_as_read(told: Bureau) -> None:
    client = browser(told, "market_reviewer")
    (row,) = client.get(LIST).context["rows"]
    assert not row["is_read"]
    answer = client.post(row["read_url"])
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    first = Notice.objects.get(pk=row["pk"]).read_at
    assert first is not None
    client.post(row["read_url"])
    assert Notice.objects.get(pk=row["pk"]).read_at == first
    assert client.get(row["read_url"]).status_code == 405


def test_nobody_reads_or_marks_the_notices_of_another(told: Bureau) -> None:
    (row,) = browser(told, "market_reviewer").get(LIST).context["rows"]
    for person in ("market_office_head", "labour_clerk", "authority_officer", "outsider"):
        client = browser(told, person)
        assert row["pk"] not in [one["pk"] for one in client.get(LIST).context["rows"]]
        assert client.post(row["read_url"]).status_code == 404
    assert Notice.objects.get(pk=row["pk"]).read_at is None
    assert Client().get(LIST).status_code == 302


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 400, "9" * 5000, "x", "-1", "%00"])
def test_a_number_that_no_notice_has_is_not_found(told: Bureau, number: str) -> None:
    client = browser(told, "market_reviewer")
    assert client.post(f"/notices/{number}/read/").status_code == 404


def test_marking_all_leaves_what_came_since(many: Bureau) -> None:
    client = browser(many, "labour_clerk")
    up_to = client.get(LIST).context["up_to"]
    late = Notice.objects.get(subject_number="later")
    Notice.objects.create(
        **{
            field.attname: getattr(late, field.attname)
            for field in Notice._meta.concrete_fields
            if field.name not in {"id", "event_id"}
        },
        event_id=20_000,
    )
    page = client.post(ALL, {"up_to": up_to}, follow=True)
    assert "已将 3 条通知标为已读" in page.content.decode()
    assert numbers(client, "?side=unread") == ["later"]


def test_marking_all_asks_up_to_which(many: Bureau) -> None:
    client = browser(many, "labour_clerk")
    for wrong in ({}, {"up_to": "x"}, {"up_to": "-1"}, {"up_to": str(2**64)}):
        assert client.post(ALL, wrong).status_code == 400
    assert queries.unread_count(many.cast.actor("labour_clerk")) == 3


@pytest.mark.parametrize("address", ["/notices/", "/catalog/", "/requests/", "/admin/"])
def test_the_count_stands_in_the_head_of_every_page(told: Bureau, address: str) -> None:
    """In the pages and in the admin, in words for who hears it; nothing where all is read."""
    client = browser(told, "market_reviewer")
    head = client.get(address).content.decode()
    assert 'href="/notices/">通知<span class="count">1<span class="vh"> 未读</span></span>' in head
    Notice.objects.update(read_at=told.now)
    head = client.get(address).content.decode()
    assert 'href="/notices/">通知</a>' in head
    assert 'class="count"' not in head


def test_the_count_is_bounded() -> None:
    assert show.count_label(0) == ""
    assert show.count_label(99) == "99"
    assert show.count_label(100) == "99+"


def test_the_head_takes_one_query_for_any_number(many: Bureau) -> None:
    actor = many.cast.actor("labour_clerk")
    with CaptureQueriesContext(connection) as captured:
        show.notice_frame(actor, many.now)
    assert len(captured) == 1
    assert "LIMIT 100" in captured[0]["sql"]


def test_the_latest_stand_beside_the_work(told: Bureau) -> None:
    home = browser(told, "market_reviewer").get("/admin/")
    (row,) = home.context["notices"]["rows"]
    assert row["title"] == "收到共享申请，请在期限内答复"
    assert told.version.name in row["line"]


# What one wants.


def test_kinds_and_digest_are_chosen(told: Bureau) -> None:
    client = browser(told, "labour_clerk")
    page = client.get(SETTINGS)
    assert "法定通知不能停用" in page.content.decode()
    assert "labour_clerk@example.com" in page.content.decode()
    assert page.context["form"].initial["is_digest_wanted"] is True
    kinds = ["REQUEST", "USE"]
    assert client.post(SETTINGS, {"kinds": kinds}).status_code == 302
    chosen = NoticeSubscription.objects.get(user=told.cast.labour_clerk)
    assert not chosen.is_digest_wanted
    assert not {"REQUEST", "USE"} & set(chosen.declined_kinds)
    assert {"DIRECTORY", "DEADLINE", "DISPUTE"} <= set(chosen.declined_kinds)
    assert client.get(SETTINGS).context["form"].initial["kinds"] == kinds


def test_an_unknown_kind_is_refused(told: Bureau) -> None:
    answer = browser(told, "labour_clerk").post(SETTINGS, {"kinds": ["LEGAL"]})
    assert answer.status_code == 400
    assert not NoticeSubscription.objects.exists()


def test_who_has_no_address_is_told_who_can_enter_one(told: Bureau) -> None:
    clerk = told.cast.labour_clerk
    type(clerk).objects.filter(pk=clerk.pk).update(email="")
    assert "可由系统管理员补录" in browser(told, "labour_clerk").get(SETTINGS).content.decode()


@pytest.mark.parametrize("person", ["outsider", "superuser"])
def test_without_a_department_there_is_nothing_to_choose(told: Bureau, person: str) -> None:
    client = browser(told, person)
    assert client.get(SETTINGS).status_code == 404
    assert client.post(SETTINGS, {"kinds": []}).status_code == 404
    assert client.get(LIST).context["rows"] == []
    assert "/notices/" not in client.get("/catalog/").content.decode()


def test_moments_are_those_of_the_events(told: Bureau) -> None:
    """A notice given late says when the act was."""
    Notice.objects.update(given_at=told.now + timedelta(days=2))
    (row,) = browser(told, "market_reviewer").get(LIST).context["rows"]
    assert row["moment"] == "2025-09-24 10:00"
