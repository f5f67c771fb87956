"""The largest entry there may be is saved from its form as it was sent."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.directories.actions import MOST_ITEMS, Item
from catalog.models import EntryVersion
from tests import cast as the_cast
from tests import story

pytestmark = pytest.mark.django_db


class Sent(HTMLParser):
    """What a browser sends of the forms of a page: every field that is filled in or chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A field, or a choice of one."""
        own = {name: value or "" for name, value in attrs}
        name = own.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self.values.append((name, ""))
        elif tag == "option" and self._select and "selected" in own:
            self.values.append((self._select, own["value"]))
        elif tag == "input" and name and own.get("type") not in ("checkbox", "radio"):
            self.values.append((name, own.get("value", "")))
        elif tag == "input" and name and "checked" in own:
            self.values.append((name, own.get("value", "on")))


def test_the_largest_entry_is_saved(
    cast: the_cast.Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.AXES_ENABLED = False
    monkeypatch.setattr(timezone, "now", lambda: cast.now)
    items = tuple(Item(name=f"信息项{number}") for number in range(MOST_ITEMS))
    draft = story.draft(cast, story.enterprise_registry(items=items))
    client = Client()
    client.force_login(cast.people["market_compiler"])
    address = f"/admin/catalog/entryversion/{draft.entry.slug}-v1/"
    page = Sent()
    page.feed(client.get(address).text)
    sent: dict[str, list[str]] = {}
    for name, value in page.values:
        sent.setdefault(name, []).append(value)
    last = f"items-{MOST_ITEMS - 1}-name"
    assert sent[last] == [f"信息项{MOST_ITEMS - 1}"]
    answer = client.post(address, {**sent, last: "最后一项"})
    assert answer.status_code == 302
    names = EntryVersion.objects.get(pk=draft.pk).items.order_by("position")
    assert [item.name for item in names] == [*(item.name for item in items[:-1]), "最后一项"]
