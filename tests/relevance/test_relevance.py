"""The floor under which search may not fall, over real catalogs and judgements made beforehand."""

import pytest

from tests.relevance import measure


@pytest.fixture(scope="module")
def asked() -> list[measure.Query]:
    """The judged queries, where the real catalogs are."""
    if not measure.folder().exists():
        pytest.skip(f"{measure.folder()} is not here; PORTAL_SHARED_DATA names the data")
    return measure.queries()


#: nDCG@10 and recall@20 that search keeps: over all queries, and over those of even number, at
#: which nobody looked while synonyms were collected.
FLOOR, UNSEEN_FLOOR = (0.75, 0.72), (0.65, 0.65)


@pytest.mark.django_db
def test_search_keeps_its_floor(asked: list[measure.Query]) -> None:
    """Far better than substrings; most of what is asked does not stand in the title at all."""
    assert len(asked) >= 60
    assert sum(len(query.grades) for query in asked) >= 400
    ranking = measure.ours(measure.fill())
    for part, floor in ((asked, FLOOR), (asked[1::2], UNSEEN_FLOOR)):
        ours, plain = measure.score(part, ranking), measure.score(part, measure.substring)
        print("\n".join(measure.lines(ours, plain)))
        assert ours["all"].ndcg >= floor[0] > plain["all"].ndcg
        assert ours["all"].recall >= floor[1] > plain["all"].recall
