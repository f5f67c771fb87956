"""What a search finds, for whom, and in which order."""

import pytest

from catalog.directories import queries
from catalog.models import DirectoryEntry, EntryIndex
from portal.regulation.vocabulary import SharingClass
from tests import story
from tests.cast import Cast


def found(
    cast: Cast, typed: str, person: str = "labour_clerk", *, nearly: bool = False
) -> list[str]:
    """The names that the person finds, the best first."""
    actor = cast.actor(person)
    search = queries.searched(typed, actor, now=cast.now)
    published = queries.published_to(actor)
    rows = search.nearest(published) if nearly else search.narrow(published)
    ranked = search.ranked(rows).order_by("-relevance", "pk")
    return list(ranked.values_list("live_version__name", flat=True))


@pytest.fixture
def directory(cast: Cast) -> Cast:
    """Four entries of the market regulator; of one the details are closed."""
    for name, abstract in (
        ("常住人口基础信息", "全市常住人口的登记情况。"),
        ("户籍迁移登记", "户口迁入、迁出的办理记录。"),
        ("企业登记基本信息", "在本市登记的企业。"),
    ):
        story.publish(cast, story.enterprise_registry(name=name, abstract=abstract))
    return cast


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("人口", "常住人口基础信息"),
        ("常住人口", "常住人口基础信息"),
        ("人口 基础", "常住人口基础信息"),
        ("口基", "常住人口基础信息"),
        ("renkou", "常住人口基础信息"),
        ("changzhurenkou", "常住人口基础信息"),
        ("renko", "常住人口基础信息"),
        ("rk", "常住人口基础信息"),
        ("czrk", "常住人口基础信息"),
        ("戶籍遷移", "户籍迁移登记"),
        ("户口迁移", "户籍迁移登记"),
        ("营业执照", "企业登记基本信息"),
        ("企業登記", "企业登记基本信息"),
        ("ＱＩＹＥ", "企业登记基本信息"),
        ("登", "户籍迁移登记"),
    ],
)
def test_words_scripts_and_sounds(directory: Cast, typed: str, first: str) -> None:
    assert first in found(directory, typed)
    if typed != "登":
        assert found(directory, typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("户藉迁移", "户籍迁移登记"),
        ("企业登计", "企业登记基本信息"),
        ("常驻人口", "常住人口基础信息"),
    ],
)
def test_what_is_mistyped_is_found_nearly(directory: Cast, typed: str, first: str) -> None:
    assert found(directory, typed) == []
    assert found(directory, typed, nearly=True)[0] == first


@pytest.mark.parametrize(
    ("typed", "is_near"),
    [
        ("czrk", False),
        ("changzhurenkou", False),
        ("常住人口", False),
        ("户藉迁移", True),
        ("企业登计", True),
    ],
)
def test_only_what_is_but_near_is_called_so(
    directory: Cast, client, settings, typed: str, is_near: bool
) -> None:
    """One entry that fits by its sounds or its initials fits as it was typed."""
    settings.AXES_ENABLED = False
    client.force_login(directory.people["labour_clerk"])
    shown = client.get("/catalog/", {"q": typed})
    assert shown.context["results"]
    assert bool(shown.context["near_line"]) is is_near


def test_items_and_providers_are_found(directory: Cast) -> None:
    assert len(found(directory, "统一社会信用代码")) == 3
    assert len(found(directory, "市市场监管局")) == 3
    assert len(found(directory, "市场监督管理局")) == 3
    assert found(directory, "公安局") == []


def test_a_code_comes_first(directory: Cast) -> None:
    entry = DirectoryEntry.objects.get(live_version__name="户籍迁移登记")
    assert found(directory, entry.code) == ["户籍迁移登记"]
    assert found(directory, entry.slug) == ["户籍迁移登记"]


def test_closed_details_are_found_by_nobody_else(directory: Cast) -> None:
    """Words of items and abstract find a closed entry for its provider and the authority only."""
    content = story.enterprise_registry(
        name="专项名册",
        abstract="含隐语天干地支。",
        sharing_class=SharingClass.CONDITIONAL,
        detail_closed=True,
        detail_closed_reason="涉及工作秘密。",
    )
    story.publish(directory, content)
    for typed in ("天干地支", "tgdz", "tiangandizhi"):
        assert "专项名册" not in found(directory, typed)
        assert "专项名册" not in found(directory, typed, nearly=True)
    assert found(directory, "天干地支", "market_compiler") == ["专项名册"]
    assert found(directory, "天干地支", "authority_officer") == ["专项名册"]
    assert found(directory, "专项名册") == ["专项名册"]
    assert "专项名册" not in found(directory, "统一社会信用代码")


def test_a_withdrawn_entry_is_found_no_more(directory: Cast) -> None:
    version = DirectoryEntry.objects.get(live_version__name="户籍迁移登记").live
    story.withdraw(directory, version)
    assert found(directory, "户籍迁移") == []
    assert EntryIndex.objects.count() == 2


@pytest.mark.parametrize(
    "typed",
    ["'", "\\", "' | 'x", ":*", "<->", "!", "&", "(", "人口'", "\x00", "‮", "💧", "，", "a" * 100],
)
def test_no_sign_breaks_a_search(directory: Cast, typed: str) -> None:
    found(directory, typed)
    found(directory, typed, nearly=True)
