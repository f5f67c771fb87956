"""The regulation in the portal: every page, in the reader's language, with what the tables hold."""

import pytest
from django.utils.translation import override

from portal.regulation import acts, articles, reasons
from portal.regulation.rulebook import chapters
from tests import cast as the_cast

SLUGS = ("articles", "deadlines", "lifecycles", "particulars", "reasons", "notices", "switches")


@pytest.fixture
def reader(cast: the_cast.Cast, client, settings):
    """A clerk who reads."""
    settings.AXES_ENABLED = False
    client.force_login(cast.labour_clerk)
    return client


def test_the_pages_are_these() -> None:
    assert tuple(chapter.slug for chapter in chapters()) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_page_says_every_row_in_the_readers_language(reader, slug: str, language: str) -> None:
    answer = reader.get(f"/regulation/{slug}/", headers={"accept-language": language})
    assert answer.status_code == 200
    (chapter,) = [each for each in chapters() if each.slug == slug]
    listings = answer.context["listings"]
    with override(language):
        wanted = [[[str(cell) for cell in row] for row in each.rows] for each in chapter.listings]
    assert [[[c["text"] for c in row] for row in each["rows"]] for each in listings] == wanted


def test_nothing_is_left_out(reader) -> None:
    """Forty-four articles, every reason, every lifecycle."""
    register = reader.get("/regulation/").context["listings"][0]["rows"]
    assert [row[0]["text"] for row in register] == [str(number) for number in range(1, 45)]
    assert len(articles.ARTICLES) == 44
    refusals = reader.get("/regulation/reasons/").context["listings"][0]["rows"]
    assert {row[0]["text"] for row in refusals} == set(reasons.REGISTER)
    lifecycles = reader.get("/regulation/lifecycles/").context["listings"]
    assert len(lifecycles) == len(acts.MACHINES) + 1


def test_another_name_is_not_there_and_strangers_sign_in(reader, client) -> None:
    assert reader.get("/regulation/nothing/").status_code == 404
    client.logout()
    assert client.get("/regulation/")["Location"].startswith("/login/")
