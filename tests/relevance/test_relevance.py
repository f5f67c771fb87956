"""The floor under which search may not fall, over real catalogs and judgements made beforehand."""

import pytest

from tests.relevance import measure


@pytest.fixture(scope="module")
def asked() -> list[measure.Query]:
    """The judged queries, where the real catalogs are."""
    if not measure.folder().exists():
        pytest.skip(f"{measure.folder()} is not here; PORTAL_SHARED_DATA names the data")
    return measure.queries()


@pytest.mark.django_db
def test_search_beats_substrings(asked: list[measure.Query]) -> None:
    named = measure.fill()
    ours = measure.score(asked, measure.ours(named))
    plain = measure.score(asked, measure.substring)
    for kind, found in sorted(ours.items()):
        print(
            f"{kind:12} {found.queries:3}  nDCG@10 {found.ndcg:.3f} (substring"
            f" {plain[kind].ndcg:.3f})  recall@20 {found.recall:.3f} ({plain[kind].recall:.3f})"
        )
    assert len(asked) >= 60
    assert sum(len(query.grades) for query in asked) >= 400
