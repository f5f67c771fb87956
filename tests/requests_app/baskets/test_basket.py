"""The basket: collected, changed, drafted at one go; what changed meanwhile is said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.directories import actions as directories
from catalog.models import DirectoryEntry, EntryVersion
from portal.regulation import reasons
from portal.regulation.vocabulary import Purpose, SharingClass, SharingMode
from portal.workflow.decision import Refused
from requests_app.baskets import actions, queries
from requests_app.baskets.models import BasketEntry
from requests_app.models import SharingRequest
from requests_app.sharing.actions import Application
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.requests_app.baskets.conftest import Shelf


def slug(version: EntryVersion) -> str:
    """The entry as it stands in addresses."""
    return DirectoryEntry.objects.get(pk=version.entry_id).slug


def put(shelf: Shelf, version: EntryVersion, *items: str, person: str = "labour_clerk") -> None:
    """Put the entry into the person's basket."""
    actions.put_in(
        entry=slug(version), items=items, actor=shelf.cast.actor(person), now=shelf.cast.now
    )


def lines(shelf: Shelf, person: str = "labour_clerk") -> dict[str, queries.Line]:
    """The basket by the names of its entries."""
    found = queries.lines(shelf.cast.actor(person), now=shelf.cast.now)
    return {line.entry.live.name: line for line in found}


def shared(shelf: Shelf, **changes) -> Application:
    """What all drafts have in common."""
    first = shelf.cast.now.date()
    common = Application(
        legal_basis="《失业保险条例》第二十五条",
        scenario="稳岗返还资格核验",
        purpose=Purpose.GOVERNMENT_SERVICE,
        scope="经办岗位逐笔查询",
        sharing_mode=SharingMode.API,
        use_from=first,
        use_until=first + timedelta(days=365),
    )
    return replace(common, **changes)


def draft(shelf: Shelf, *versions: EntryVersion, **changes) -> actions.Drafted:
    """Make drafts of these entries."""
    return actions.draft_all(
        needs={slug(version): "核验登记情况" for version in versions},
        shared=shared(shelf, **changes),
        actor=shelf.cast.actor("labour_clerk"),
        now=shelf.cast.now,
    )


def update(shelf: Shelf, version: EntryVersion, **changes) -> None:
    """The provider publishes a further version."""
    compiler, now = shelf.cast.actor("market_compiler"), shelf.cast.now
    made = directories.draft_version(pk=version.pk, actor=compiler, now=now)
    content = story.enterprise_registry(**changes)
    directories.revise(pk=made.pk, content=content, actor=compiler, now=now)
    story.carry_to_review(shelf.cast, made)
    directories.publish(pk=made.pk, actor=shelf.cast.actor("authority_officer"), now=now)


def test_one_draft_for_each_entry_with_what_is_shared_and_the_basket_is_emptied(shelf) -> None:
    put(shelf, shelf.registry, "企业名称", "地区")
    put(shelf, shelf.licences, "企业名称")
    done = draft(shelf, shelf.registry, shelf.licences)
    assert done.left == []
    assert not BasketEntry.objects.exists()
    told = {
        request.entry_version_id: (
            request.status,
            request.scenario,
            request.purpose,
            request.is_declared,
            set(request.items.values_list("item__name", "need")),
        )
        for request in SharingRequest.objects.all()
    }
    common = ("DRAFT", "稳岗返还资格核验", "GOVERNMENT_SERVICE", False)
    assert told == {
        shelf.registry.pk: (*common, {("企业名称", "核验登记情况"), ("地区", "核验登记情况")}),
        shelf.licences.pk: (*common, {("企业名称", "核验登记情况")}),
    }


def test_only_what_was_named_is_drafted_and_the_rest_stays(shelf) -> None:
    put(shelf, shelf.registry, "企业名称")
    put(shelf, shelf.licences, "企业名称")
    assert len(draft(shelf, shelf.licences).made) == 1
    assert set(lines(shelf)) == {"企业登记基本信息"}


def test_a_basket_is_its_person_s_and_items_add_up(shelf) -> None:
    put(shelf, shelf.registry, "企业名称")
    put(shelf, shelf.registry, "地区", "企业名称")
    assert lines(shelf, "civil_clerk") == {}
    assert BasketEntry.objects.get().items == ["企业名称", "地区"]
    with pytest.raises(Refused) as caught:
        actions.take_out(
            entry=slug(shelf.registry), actor=shelf.cast.actor("civil_clerk"), now=shelf.cast.now
        )
    assert caught.value.reason is reasons.NOT_FOUND


@pytest.mark.parametrize(
    "person,reason",
    [
        ("labour_office_head", reasons.NOT_YOUR_MANDATE),
        ("market_compiler", reasons.OWN_ENTRY),
        ("hongkou_clerk", reasons.OUTSIDE_PUBLISHED_SCOPE),
    ],
)
def test_who_may_not_ask_collects_nothing(shelf, person, reason) -> None:
    with pytest.raises(Refused) as caught:
        put(shelf, shelf.registry, "企业名称", person=person)
    assert caught.value.reason is reason
    assert not BasketEntry.objects.exists()


def test_an_item_that_the_entry_does_not_have_is_named(shelf) -> None:
    with pytest.raises(Refused) as caught:
        put(shelf, shelf.registry, "企业名称", "血型")
    assert caught.value.details == ("血型",)
    assert not BasketEntry.objects.exists()


def test_without_an_item_no_draft_is_made(shelf) -> None:
    put(shelf, shelf.registry)
    done = draft(shelf, shelf.registry)
    assert [reason for _entry, reason in done.left] == [reasons.NO_ITEM_CHOSEN]
    assert not SharingRequest.objects.exists()


def test_an_entry_withheld_meanwhile_says_so_and_does_not_hold_up_the_others(shelf) -> None:
    put(shelf, shelf.registry, "企业名称")
    put(shelf, shelf.licences, "企业名称")
    update(
        shelf,
        shelf.registry,
        sharing_class=SharingClass.WITHHELD,
        condition=None,
        basis_instrument="《中华人民共和国反不正当竞争法》",
        basis_level="LAW",
        withheld_reason="法律明确规定不得提供",
    )
    assert lines(shelf)["企业登记基本信息"].reason is reasons.WITHHELD
    done = draft(shelf, shelf.registry, shelf.licences)
    assert [reason for _entry, reason in done.left] == [reasons.WITHHELD]
    assert [request.entry_version_id for request in done.made] == [shelf.licences.pk]
    assert set(lines(shelf)) == {"企业登记基本信息"}


def test_details_closed_meanwhile_tell_no_items(shelf) -> None:
    put(shelf, shelf.registry, "企业名称")
    update(shelf, shelf.registry, detail_closed=True, detail_closed_reason="涉及执法线索")
    line = lines(shelf)["企业登记基本信息"]
    assert (line.reason, line.items) == (reasons.DETAILS_CLOSED_MEANWHILE, ())


def test_items_follow_into_a_new_version_and_those_gone_are_named(shelf) -> None:
    put(shelf, shelf.registry, "企业名称", "注册资金")
    items = tuple(each for each in story.REGISTRY_ITEMS if each.column_name != "capital")
    update(shelf, shelf.registry, items=items)
    line = lines(shelf)["企业登记基本信息"]
    assert line.gone == ("注册资金",)
    (request,) = draft(shelf, shelf.registry).made
    assert list(request.items.values_list("item__name", flat=True)) == ["企业名称"]
    assert request.entry_version_id != shelf.registry.pk


def test_a_purpose_that_an_entry_does_not_publish_is_left_open_in_its_draft(shelf) -> None:
    put(shelf, shelf.registry, "企业名称")
    (request,) = draft(
        shelf, shelf.registry, purpose=Purpose.OTHER, sharing_mode=SharingMode.FILE
    ).made
    assert (request.purpose, request.sharing_mode) == ("", "")


def test_the_basket_holds_no_more_than_fifty(shelf, monkeypatch) -> None:
    monkeypatch.setattr(actions, "MOST_ENTRIES", 1)
    put(shelf, shelf.registry, "企业名称")
    put(shelf, shelf.registry, "地区")
    with pytest.raises(Refused) as caught:
        put(shelf, shelf.licences, "企业名称")
    assert caught.value.reason is reasons.BASKET_FULL


def test_the_page_takes_no_more_queries_for_many(
    shelf, client, django_assert_max_num_queries
) -> None:
    client.force_login(shelf.cast.labour_clerk)

    def counted() -> int:
        with django_assert_max_num_queries(200) as found:
            assert client.get(reverse("requests:basket")).status_code == 200
        return len(found)

    put(shelf, shelf.registry, "企业名称")
    counted()
    few = counted()
    put(shelf, shelf.licences, "企业名称")
    for number in range(6):
        version = story.publish(shelf.cast, story.enterprise_registry(name=f"目录{number}"))
        put(shelf, version, "企业名称")
    assert counted() == few


def test_at_the_pages_from_the_entry_to_the_drafts_without_a_script(shelf, client) -> None:
    client.force_login(shelf.cast.labour_clerk)
    entry = client.get(reverse("catalog:entry", kwargs={"slug": slug(shelf.registry)}))
    add = reverse("requests:basket-put-in")
    assert f'action="{add}"' in entry.content.decode()
    client.post(add, {"entry": slug(shelf.registry), "items": ["企业名称", "地区"]})
    client.post(add, {"entry": slug(shelf.licences)})
    client.logout()
    client.force_login(shelf.cast.labour_clerk)
    choose = reverse("requests:basket-choose", kwargs={"slug": slug(shelf.licences)})
    client.post(choose, {"items": ["地区"]})
    address = reverse("requests:basket-draft-all")
    lacking = client.post(address, {"entries": [slug(shelf.registry)]})
    assert lacking.status_code == 400
    answer = client.post(
        address,
        {
            "entries": [slug(shelf.registry), slug(shelf.licences)],
            "need": "核验",
            "scenario": "稳岗返还",
        },
    )
    assert answer.status_code == 302
    assert SharingRequest.objects.filter(scenario="稳岗返还").count() == 2
    again = client.get(address, {"from": SharingRequest.objects.first().public_number})
    assert again.status_code == 200
    other = client.get(address, {"from": "SR-MZJ-2025-0001"})
    assert other.status_code == 404


def test_an_earlier_request_fills_the_form(shelf, client) -> None:
    put(shelf, shelf.registry, "企业名称")
    (request,) = draft(shelf, shelf.registry).made
    put(shelf, shelf.licences, "企业名称")
    client.force_login(shelf.cast.labour_clerk)
    address = reverse("requests:basket-draft-all")
    text = client.get(address, {"from": request.public_number}).content.decode()
    assert "稳岗返还资格核验" in text and "《失业保险条例》第二十五条" in text


def test_the_api_does_the_same(shelf) -> None:
    api = ApiCaller(shelf.cast.systems["labour"])
    code = shelf.registry.entry.code
    answer = api.post("/basket/", {"entry": code, "items": ["企业名称"]})
    assert answer.status_code == 201
    assert answer.json()["entries"][0]["items"] == ["企业名称"]
    assert api.post("/basket/", {"entry": code, "items": [1]}).status_code == 400
    made = api.post("/basket/draft_all/", {"entries": [code], "need": "核验"})
    assert made.status_code == 201
    assert api.get("/basket/").json() == {"entries": []}
