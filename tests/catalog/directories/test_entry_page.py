"""The entry's page, API and admin: the next step, versions compared, freshness, who uses it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.directories import actions as directories
from catalog.directories import show
from catalog.directories.actions import Item
from catalog.models import DirectoryEntry, EntryVersion
from portal.regulation.vocabulary import SharingClass, SharingMode, UpdateFrequency
from requests_app.sharing.queries import uses_visible_to
from tests import story
from tests.interfaces.api_client import ApiCaller


def entry_of(version: EntryVersion) -> DirectoryEntry:
    """The entry, read afresh."""
    return DirectoryEntry.objects.get(pk=version.entry_id)


def update(cast, version: EntryVersion, **changes) -> EntryVersion:
    """The provider publishes a further version that states otherwise."""
    made = directories.draft_version(
        pk=version.pk, actor=cast.actor("market_compiler"), now=cast.now
    )
    content = story.enterprise_registry(**changes)
    directories.revise(
        pk=made.pk, content=content, actor=cast.actor("market_compiler"), now=cast.now
    )
    story.carry_to_review(cast, made)
    directories.publish(pk=made.pk, actor=cast.actor("authority_officer"), now=cast.now)
    return EntryVersion.objects.get(pk=made.pk)


def in_use(cast, agreement, version: EntryVersion, folder) -> None:
    """Data are loaded, and the agreement is put into use."""
    path = folder / "rows.csv"
    columns = [item.column_name for item in story.REGISTRY_ITEMS]
    path.write_text(",".join(columns) + "\n" + "," * (len(columns) - 1) + "\n", encoding="utf-8")
    story.load(cast, version, path)
    story.put_into_use(cast, agreement)


def next_way(cast, version: EntryVersion, person: str) -> str | None:
    """Which way the one button leads."""
    found = show.offers(entry_of(version), cast.actor(person), cast.now).next_step
    return None if found is None else found["way"]


def test_one_button_leads_from_asking_over_following_to_using(
    cast, published, client, tmp_path, monkeypatch
) -> None:
    assert next_way(cast, published, "labour_clerk") == "request"
    request = story.apply(cast, published)
    assert next_way(cast, published, "labour_clerk") == "follow"
    agreement = story.agree(cast, story.send(cast, request))
    assert next_way(cast, published, "labour_clerk") == "follow"
    in_use(cast, agreement, published, tmp_path)
    assert next_way(cast, published, "labour_clerk") == "use"
    offers = show.offers(entry_of(published), cast.actor("labour_clerk"), cast.now)
    assert {link.get("way") for link in offers.others} >= {"request", "correct"}
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now)
    client.force_login(cast.labour_clerk)
    url = reverse("catalog:entry", kwargs={"slug": entry_of(published).slug})
    text = client.get(url).content.decode()
    assert text.count("btn-1 btn-wide") == 1
    assert reverse("requests:agreement", kwargs={"number": agreement.public_number}) in text


def test_outside_the_published_scope_a_demand_is_raised(cast, published) -> None:
    # The entry is open to city departments; Hongkou is a district.
    assert next_way(cast, published, "hongkou_clerk") == "demand"


def test_the_provider_and_who_only_reads_have_no_next_step(cast, published) -> None:
    assert next_way(cast, published, "market_reviewer") is None
    assert next_way(cast, published, "labour_office_head") is None


def test_only_parties_and_authorities_learn_who_uses_an_entry(cast, published, tmp_path) -> None:
    agreement = story.agree(cast, story.send(cast, story.apply(cast, published)))
    in_use(cast, agreement, published, tmp_path)
    known = {
        person: [
            row.public_number
            for row in uses_visible_to(cast.actor(person), published.entry_id, cast.now)
        ]
        for person in ("market_compiler", "labour_clerk", "authority_officer", "civil_clerk")
    }
    one = [agreement.public_number]
    assert known == {
        "market_compiler": one,
        "labour_clerk": one,
        "authority_officer": one,
        "civil_clerk": [],
    }
    after = cast.now + timedelta(days=366)
    assert not uses_visible_to(cast.actor("market_compiler"), published.entry_id, after)


def compare(client, version: EntryVersion, **query):
    """The page of the comparison."""
    url = reverse("catalog:entry-compare", kwargs={"slug": entry_of(version).slug})
    return client.get(url, query)


def test_versions_are_compared_field_by_field_and_item_by_item(cast, published, client) -> None:
    items = (
        *(item for item in story.REGISTRY_ITEMS if item.column_name != "capital"),
        Item(name="登记状态", column_name="state"),
    )
    update(cast, published, items=items, update_frequency=UpdateFrequency.WEEKLY)
    client.force_login(cast.civil_clerk)
    text = compare(client, published).content.decode()
    assert "<del>每日</del>" in text and "<ins>每周</ins>" in text
    assert "登记状态" in text and "注册资金" in text
    assert "经营范围" not in text
    back = compare(client, published, **{"from": 2, "to": 1}).content.decode()
    assert "<del>每周</del>" in back and "<ins>每日</ins>" in back
    same = compare(client, published, **{"from": 2, "to": 2}).content.decode()
    assert "<del>" not in same


@pytest.mark.parametrize("query", [{"from": "9"}, {"to": "x"}, {"from": "-1"}, {"other": "1"}])
def test_a_version_that_is_not_there_is_named(cast, published, client, query) -> None:
    client.force_login(cast.civil_clerk)
    answer = compare(client, published, **query)
    assert answer.status_code == 400
    assert next(iter(query)) in answer.content.decode()


def test_one_version_leaves_nothing_to_compare(cast, published, client) -> None:
    client.force_login(cast.civil_clerk)
    answer = compare(client, published)
    assert answer.status_code == 200
    assert "<select" not in answer.content.decode()


def test_versions_of_an_entry_with_closed_details_are_hidden(cast, published, client) -> None:
    update(cast, published, detail_closed=True, detail_closed_reason="涉及执法线索")
    client.force_login(cast.civil_clerk)
    assert compare(client, published).status_code == 404
    client.force_login(cast.market_compiler)
    assert compare(client, published).status_code == 200


def test_comparing_many_versions_takes_no_more_queries(
    cast, published, client, django_assert_max_num_queries
) -> None:
    client.force_login(cast.civil_clerk)
    url = reverse("catalog:entry", kwargs={"slug": entry_of(published).slug})
    update(cast, published, abstract="二")

    def queries() -> int:
        with django_assert_max_num_queries(200) as counted:
            assert client.get(url).status_code == 200
        return len(counted)

    queries()
    few = queries()
    for number in range(4):
        live = EntryVersion.objects.get(live_entry=published.entry_id)
        update(cast, live, abstract=f"第{number}次")
    assert queries() == few


def test_an_unconditional_entry_is_open_to_ask_and_a_withheld_one_is_not(cast) -> None:
    free = story.publish(
        cast,
        story.enterprise_registry(sharing_class=SharingClass.UNCONDITIONAL, condition=None),
    )
    assert next_way(cast, free, "hongkou_clerk") == "request"


def test_freshness_is_judged_by_the_resource_most_behind(cast, published, tmp_path) -> None:
    assert show.freshness_of(published, cast.now)["state"] == "NOT_LOADED"
    agreement = story.agree(cast, story.send(cast, story.apply(cast, published)))
    in_use(cast, agreement, published, tmp_path)
    # Updated every day: late on the second day after the load, and no earlier.
    states = [
        show.freshness_of(published, cast.now + timedelta(days=days))["state"] for days in (0, 1, 2)
    ]
    assert states == ["FRESH", "FRESH", "LATE"]
    directories.attach_resource(
        entry_id=published.entry_id,
        name="另一库表",
        mode=SharingMode.API,
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )
    assert show.freshness_of(published, cast.now)["state"] == "NOT_LOADED"


def test_the_api_tells_the_same_as_the_page(cast, published, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: cast.now)
    update(cast, published, abstract="二")
    slug = entry_of(published).slug
    api = ApiCaller(cast.systems["labour"])
    body = api.get(f"/entries/{slug}/").json()
    assert [row["number"] for row in body["versions"]] == [2, 1]
    assert (body["uses"], body["freshness"]["state"]) == ([], "NOT_LOADED")
    found = api.get(f"/entries/{slug}/compare/?from=1&to=2").json()
    assert found == {
        "earlier": 1,
        "later": 2,
        "fields_changed": [
            {"field": "abstract", "before": "本市企业登记的基本情况。", "after": "二"}
        ],
        "items": [],
    }
    answer = api.get(f"/entries/{slug}/compare/?from=7")
    assert (answer.status_code, answer.json()["fields"]) == (
        400,
        {"from": ["没有可供您查看的第 7 版。"]},
    )


def test_a_version_that_is_not_there_is_told_in_the_reader_s_words(
    cast, published, client, open_doors
) -> None:
    update(cast, published, abstract="二")
    client.force_login(cast.labour_clerk)
    page = f"/catalog/{entry_of(published).slug}/compare/"
    answer = client.get(f"{page}?from=9&to=8")
    assert answer.status_code == 400
    said = answer.content.decode()
    for label, number in (("原版本", 9), ("新版本", 8)):
        assert f"{label}：没有可供您查看的第 {number} 版。" in said
    assert client.get(f"{page}?from=1&to=2").status_code == 200


def test_the_admin_shows_a_reviewer_what_an_update_changes(cast, published, client) -> None:
    made = directories.draft_version(
        pk=published.pk, actor=cast.actor("market_compiler"), now=cast.now
    )
    content = story.enterprise_registry(abstract="改写的摘要")
    directories.revise(
        pk=made.pk, content=content, actor=cast.actor("market_compiler"), now=cast.now
    )
    story.carry_to_review(cast, made)
    client.force_login(cast.authority_officer)
    url = reverse("admin:catalog_entryversion_change", args=[made.public_number])
    text = client.get(url).content.decode()
    assert "<ins>改写的摘要</ins>" in text.replace("<p>", "").replace("</p>", "")
