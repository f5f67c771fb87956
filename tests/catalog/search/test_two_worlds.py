"""What a reader may not see changes nothing that he is answered: the same in both worlds."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from catalog.directories import queries
from catalog.models import DataItem, DirectoryEntry, EntryVersion
from catalog.search import indexing
from tests import story
from tests.cast import Cast

READER = "labour_clerk"
#: What the hidden world speaks of, by each way a search has to find something.
ASKED = (
    "",
    "q=麻醉药品",
    "q=麻醉药品处方",
    "q=麻醉药瓶",
    "q=mazuiyaopin",
    "q=mzyp",
    "q=麻醉藥品",
    "q=登记",
    "q=保密 名册",
    "category=PERSON",
    "frequency=REAL_TIME",
    "grade=CORE",
    "mode=FILE",
    "q=登记&mode=FILE&frequency=REAL_TIME",
)
#: What differs from one answer to the next whatever is asked.
_ONCE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')


@pytest.fixture
def closed(cast: Cast) -> EntryVersion:
    """An open entry, and one whose details are closed."""
    story.publish(cast, story.enterprise_registry(name="企业登记信息"))
    return story.publish(
        cast,
        story.enterprise_registry(
            name="保密名册", detail_closed=True, detail_closed_reason="涉及工作秘密。"
        ),
    )


def answers(cast: Cast) -> dict[str, Any]:
    """Page and API, for everything that is asked: bodies, and how many statements they took."""
    client = Client()
    client.force_login(cast.people[READER])
    given: dict[str, Any] = {}
    for query in ASKED:
        for address in (reverse("catalog:entry-list"), "/api/v1/entries/"):
            answer = client.get(f"{address}?{query}")
            assert answer.status_code == 200
            given[f"{address}?{query}"] = _ONCE.sub("", answer.content.decode())
        words = QueryDict(query).get("q", "")
        named = client.get(reverse("catalog:entry-suggestions"), {"q": words})
        given[f"suggestions {words}"] = named.json()
    return given


def change_what_is_hidden(cast: Cast, version: EntryVersion) -> None:
    """Other details behind the closed door, and an entry that nobody has published."""
    EntryVersion.objects.filter(pk=version.pk).update(
        abstract="麻醉药品处方登记",
        category="PERSON",
        update_frequency="REAL_TIME",
        security_level="CORE",
        sharing_modes=["FILE"],
    )
    DataItem.objects.filter(version=version, position=1).update(
        name="麻醉药品", name_key="麻醉药品"
    )
    entry = DirectoryEntry.objects.get(pk=version.entry_id)
    indexing.write([queries.described(entry, EntryVersion.objects.get(pk=version.pk))])
    story.draft(cast, story.enterprise_registry(name="麻醉药品处方登记信息"))


def test_the_hidden_changes_no_answer(cast: Cast, closed: EntryVersion) -> None:
    before = answers(cast)
    change_what_is_hidden(cast, closed)
    after = answers(cast)
    for address, answer in before.items():
        assert after[address] == answer, address


def test_whoever_may_see_it_is_answered_by_it(cast: Cast, closed: EntryVersion) -> None:
    """The provider's own people find it: the test above would notice."""
    change_what_is_hidden(cast, closed)
    client = Client()
    client.force_login(cast.people["market_compiler"])
    for query in ("麻醉药品", "麻醉藥品", "mazuiyaopin"):
        assert "保密名册" in client.get(f"/catalog/?q={query}").content.decode()


def test_names_are_suggested_while_one_types(cast: Cast, closed: EntryVersion) -> None:
    client = Client()
    client.force_login(cast.people[READER])
    address = reverse("catalog:entry-suggestions")
    codes = dict(EntryVersion.objects.values_list("name", "entry__code"))
    for typed, names in (
        ("企业", ["企业登记信息"]),
        ("qiye", ["企业登记信息"]),
        ("mingce", ["保密名册"]),
        ("", []),
        ("没有这个", []),
    ):
        found = client.get(address, {"q": typed}).json()["entries"]
        assert [each["name"] for each in found] == names
        assert [each["code"] for each in found] == [codes[name] for name in names]
    assert client.get(address, {"q": "长" * 101}).status_code == 400
    assert client.get(address, {"q": "a", "x": "b"}).status_code == 400
    assert Client().get(address, {"q": "a"}).status_code == 302
