"""What the page of the directory says about a search."""

import html
import re
from urllib.parse import parse_qs

import pytest
from django.test import Client

from catalog.models import DirectoryEntry
from tests import cast as the_cast
from tests import story
from tests.cast import Cast
from tests.interfaces.api_client import ApiCaller

FEW, NONE = "完全符合的结果较少，其后列出相近的目录。", "没有完全符合的目录，以下为相近的目录。"


@pytest.fixture
def read(cast: Cast, settings):
    """The page as the labour bureau's clerk reads it, in Chinese or in English."""
    settings.AXES_ENABLED = False
    for name in ("企业登记基本信息", "企业变更登记信息", "户籍迁移登记"):
        story.publish(cast, story.enterprise_registry(name=name))
    client = Client()
    assert client.login(username="labour_clerk", password=the_cast.PASSWORD)

    def page(query: str, language: str = "zh-hans") -> str:
        client.cookies["django_language"] = language
        return html.unescape(client.get(f"/catalog/?{query}").content.decode())

    return page


@pytest.mark.parametrize(
    ("typed", "said"),
    [("企业登计", NONE), ("户籍迁移登记", FEW), ("企业", "")],
)
def test_what_only_comes_near_is_said_to(read, typed: str, said: str) -> None:
    """Nothing fits, something does, or everything that is listed."""
    page = read(f"q={typed}")
    assert [line for line in (FEW, NONE) if line in page] == [line for line in (said,) if line]


def test_a_code_finds_its_entry_alone(read) -> None:
    """The other codes are nearly the same, and nobody asked for them."""
    entry = DirectoryEntry.objects.get(live_version__name="户籍迁移登记")
    page = read(f"q={entry.code}")
    assert "户籍迁移登记" in page
    assert "企业登记基本信息" not in page


def test_the_words_are_no_filter(read) -> None:
    """The button of a phone counts what narrows besides them."""
    assert "筛选（已选 0 项）" in read("q=企业")
    assert "筛选（已选 1 项）" in read("q=企业&sharing_class=CONDITIONAL")


def test_english_has_its_own_colon(read) -> None:
    assert "词语或代码：企业" in read("q=企业")
    assert "Words or code: 企业" in read("q=企业", "en")


def test_a_filter_that_cannot_be_is_named_in_words(read) -> None:
    """By the name that the form gives it, with what is wrong; a name nobody knows as it came."""
    page = read("sharing_class=X&published_from=0")
    assert "共享属性：“X”不在可选范围内，请重新选择。" in page
    assert "请按年、月、日填写日期。" in page
    assert "nonsense" in read("nonsense=1")


def test_a_span_that_ends_before_it_begins_is_told_at_its_last_day(cast: Cast, read) -> None:
    """It would find nothing, and say nothing; the API and a saved search refuse it alike."""
    wrong = "published_from=2025-09-30&published_to=2025-09-01"
    page = read(wrong)
    assert "发布日期至：截止日期早于起始日期。" in page
    api = ApiCaller(cast.systems["labour"])
    answer = api.get(f"/entries/?{wrong}")
    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"published_to"})
    day = "published_from=2025-09-01&published_to=2025-09-01"
    assert api.get(f"/entries/?{day}").status_code == 200


def test_no_address_on_the_page_states_what_is_empty(read) -> None:
    """Neither the ways to save, to take away and to narrow less, nor those to the next page."""
    page = read("q=企业&published_from=&published_to=&sharing_class=CONDITIONAL&available=")
    ways = [url for url in re.findall('href="([^"]*)"', page) if "?" in url]
    assert any("q=" in url for url in ways)
    for url in ways:
        query = parse_qs(url.partition("?")[2], keep_blank_values=True)
        assert [name for name, values in query.items() if "" in values] == [], url


def test_what_is_withheld_says_why_and_on_what_basis(cast: Cast, read) -> None:
    """Whoever reads the list sees that it is not shared, why, and by which law."""
    law = {"basis_instrument": "《某法》", "basis_article": "第九条"}
    shown = story.withheld_registry(name="戒毒人员信息", **law)
    closed = story.withheld_registry(
        name="戒毒人员名册", detail_closed=True, detail_closed_reason="涉及工作秘密。", **law
    )
    for content in (shown, closed):
        story.publish(cast, content)
    page = read("q=戒毒人员")
    assert page.count(f"不予共享理由：{shown.withheld_reason}") == 2
    assert page.count("依据：《某法》 第九条") == 1, (
        "the basis is one of the details that are closed"
    )
