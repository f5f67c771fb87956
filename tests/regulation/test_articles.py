"""The register of articles: complete, citable, and honest about what keeps each."""

import importlib
import re
from pathlib import Path

import pytest
from django.utils.functional import Promise
from django.utils.translation import override

from portal.regulation import articles, proofs
from portal.regulation.articles import ARTICLES, OWERS, Article, ArticleState, Citation

ROOT = Path(__file__).resolve().parents[2]
REGISTER = list(ARTICLES.values())


def test_register_holds_all_44_articles_in_order() -> None:
    assert list(ARTICLES) == list(range(1, 45))
    assert [article.number for article in REGISTER] == list(ARTICLES)


def test_each_article_has_its_constant() -> None:
    for number, article in ARTICLES.items():
        assert getattr(articles, f"A{number}") is article


@pytest.mark.parametrize("article", REGISTER, ids=lambda article: article.en)
def test_each_article_has_a_gist_in_both_languages_and_someone_who_owes_it(
    article: Article,
) -> None:
    assert re.search("[一-鿿]{4}", article.gist_zh)
    assert article.gist_zh.endswith("。")
    assert re.fullmatch("[ -~]+", article.gist_en)
    assert article.gist_en.endswith(".")
    assert article.owed_by
    assert set(article.owed_by) <= set(OWERS)


@pytest.mark.parametrize("article", REGISTER, ids=lambda article: article.en)
def test_a_kept_article_names_its_keeper_and_any_other_says_why(article: Article) -> None:
    if article.state == ArticleState.KEPT:
        assert article.kept_by
    else:
        assert str(article.why)
    if article.state == ArticleState.NOT_COMPUTABLE:
        assert not article.kept_by


def test_the_core_of_the_decree_is_kept() -> None:
    kept = {number for number, one in ARTICLES.items() if one.state == ArticleState.KEPT}
    assert {12, 13, 14, 15, 16, 17, 20, 21, 22, 23, 27, 29} <= kept


@pytest.mark.parametrize("name", sorted({name for article in REGISTER for name in article.kept_by}))
def test_what_keeps_an_article_is_there(name: str) -> None:
    parts = name.split(".")
    depth = max(
        (end for end in range(1, len(parts) + 1) if _is_module(parts[:end])),
        default=0,
    )
    assert depth >= 2, f"{name} is not in the tree"
    found: object = importlib.import_module(".".join(parts[:depth]))
    for attribute in parts[depth:]:
        found = getattr(found, attribute)


def _is_module(parts: list[str]) -> bool:
    place = ROOT.joinpath(*parts)
    return place.is_dir() or place.with_suffix(".py").is_file()


def test_an_article_is_a_citation() -> None:
    assert isinstance(articles.A20, Citation)
    assert articles.A20.zh == "第二十条"
    assert articles.A20.en == "Art. 20"


@pytest.mark.parametrize(
    ("citation", "zh", "en"),
    [
        (articles.A17.paragraph(2), "第十七条第二款", "Art. 17(2)"),
        (articles.A10.paragraph(1), "第十条第一款", "Art. 10(1)"),
        (articles.A44, "第四十四条", "Art. 44"),
        (articles.A9, "第九条", "Art. 9"),
        (articles.A39.item(4), "第三十九条第四项", "Art. 39 item 4"),
    ],
)
def test_citations_read_as_statutes_cite(citation: Citation, zh: str, en: str) -> None:
    assert (citation.zh, citation.en) == (zh, en)
    with override("zh-hans"):
        assert str(citation) == zh
    with override("en"):
        assert str(citation) == en


def test_label_waits_for_the_reader() -> None:
    with override("en"):
        label = articles.A17.paragraph(2).label
    assert isinstance(label, Promise)
    with override("zh-hans"):
        assert str(label) == "第十七条第二款"


def test_gist_follows_the_reader() -> None:
    with override("en"):
        assert articles.A44.gist == "In force from 1 August 2025."
    with override("zh-hans"):
        assert articles.A44.gist == "自2025年8月1日起施行。"


@pytest.mark.parametrize("number", [0, -1, 100])
def test_no_paragraph_or_item_without_an_ordinal(number: int) -> None:
    with pytest.raises(ValueError, match="not an ordinal"):
        articles.A17.paragraph(number)
    with pytest.raises(ValueError, match="not an ordinal"):
        articles.A39.item(number)


def test_citations_are_values() -> None:
    assert articles.A17.paragraph(2) == articles.A17.paragraph(2)
    assert len({articles.A17.paragraph(2), articles.A17.paragraph(3), articles.A17}) == 3


@pytest.mark.parametrize("article", REGISTER, ids=lambda article: article.en)
def test_a_kept_article_names_tests_that_exist(article: Article) -> None:
    """What keeps a rule is no proof; a test that fails without the rule is."""
    named = proofs.TESTS.get(article.number, ())
    assert bool(named) or article.state != ArticleState.KEPT
    for test in named:
        assert (ROOT / test).exists()
