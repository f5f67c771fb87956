"""Entries nearly the same are shown before a draft is saved by hand; once more, and it is kept."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.directories.near import near_entries
from catalog.models import DirectoryEntry, EntryVersion
from tests import cast as the_cast
from tests import story

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/catalog/entryversion/add/"


def codes(cast: the_cast.Cast, person: str, **changes: Any) -> list[str]:
    """The entries that come near what the person drafts."""
    content = story.enterprise_registry(**changes)
    actor = cast.actor(person)
    return [each.entry.code for each in near_entries(content, actor, now=cast.now)]


@pytest.mark.parametrize("name", ["企业登记基本信息", "企业登记 基本信息。", "企业登记基本信息表"])
def test_the_same_or_nearly_the_same_title(
    cast: the_cast.Cast, published: EntryVersion, name: str
) -> None:
    assert codes(cast, "labour_clerk", name=name, items=()) == [published.entry.code]
    assert codes(cast, "labour_clerk", name="殡葬服务机构名录", items=()) == []


def test_nearly_the_same_items_under_another_title(
    cast: the_cast.Cast, published: EntryVersion
) -> None:
    items = story.REGISTRY_ITEMS
    other = {"name": "市场主体名录"}
    assert codes(cast, "labour_clerk", **other, items=items) == [published.entry.code]
    renamed = [replace(item, name=f"别的{item.name}") for item in items]
    half = len(items) // 2
    assert codes(cast, "labour_clerk", **other, items=(*items[:half], *renamed[half:])) == []
    assert codes(cast, "labour_clerk", **other, items=items[:2]) == []


def test_closed_details_do_not_tell_of_their_items(
    cast: the_cast.Cast, published: EntryVersion
) -> None:
    DirectoryEntry.objects.filter(pk=published.entry_id).update(is_detail_closed=True)
    items = story.REGISTRY_ITEMS
    assert codes(cast, "labour_clerk", name="市场主体名录", items=items) == []
    assert codes(cast, "market_compiler", name="市场主体名录", items=items) != []


def test_drafts_are_told_of_in_their_own_department_only(cast: the_cast.Cast) -> None:
    named: dict[str, Any] = {"name": "殡葬服务机构名录", "items": ()}
    draft = story.draft(cast, story.enterprise_registry(**named))
    assert codes(cast, "market_compiler", **named) == [draft.entry.code]
    assert codes(cast, "labour_clerk", **named) == []


def test_shown_before_saving_and_kept_with_one_more_click(
    cast: the_cast.Cast, published: EntryVersion, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.AXES_ENABLED = False
    monkeypatch.setattr(timezone, "now", lambda: cast.now)
    client = Client()
    client.force_login(cast.people["market_compiler"])
    counted = {"items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0"}
    sent = {"name": "企业登记基本信息表", "abstract": "各年度。", **counted}
    shown = client.post(ADDRESS, sent)
    assert shown.status_code == 400
    assert "尚未保存：已有相近的目录" in shown.text
    assert published.entry.code in shown.text
    assert "各年度。" in shown.text
    assert not EntryVersion.objects.filter(name="企业登记基本信息表").exists()
    assert f'name="near_seen" value="{published.entry.code}"' in shown.text
    again = client.post(ADDRESS, {**sent, "near_seen": published.entry.code})
    assert again.status_code == 302
    assert EntryVersion.objects.filter(name="企业登记基本信息表", status="DRAFT").exists()
    alone = client.post(ADDRESS, {**counted, "name": "殡葬服务机构名录"})
    assert alone.status_code == 302
