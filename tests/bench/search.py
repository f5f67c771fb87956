"""How well search finds, beside plain substring search, over the real catalogs."""

import sys

from django.db import transaction

from tests.bench.figures import Figure
from tests.relevance import measure as relevance


def measure() -> list[Figure]:
    """The judged queries asked both ways; none where the real catalogs are not at hand."""
    if not relevance.folder().exists():
        print(f"  {relevance.folder()} is not here: relevance is not measured", file=sys.stderr)
        return []
    asked = relevance.queries()
    with transaction.atomic():
        ranking = relevance.ours(relevance.fill())
        ours, plain = (relevance.score(asked, each) for each in (ranking, relevance.substring))
        transaction.set_rollback(True)
    print("\n".join(relevance.lines(ours, plain)))
    found, other, number = ours["all"], plain["all"], len(asked)
    return [
        Figure("search over real catalogs: nDCG@10", ">= 0.75", found.ndcg, "", number),
        Figure("search: nDCG@10 / substring", ">= 2", found.ndcg / other.ndcg, "x", number),
        Figure("search over real catalogs: recall@20", ">= 0.72", found.recall, "", number),
        Figure("search: recall@20 / substring", ">= 2", found.recall / other.recall, "x", number),
    ]
