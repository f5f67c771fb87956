"""How well search finds what was judged, beside plain substring search, over real catalogs."""

import csv
import math
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from catalog.exchange.reading import Reading, read, rows
from catalog.exchange.sources import SOURCES
from catalog.models import DirectoryEntry
from catalog.search import indexing
from catalog.search.indexing import Described
from catalog.search.queries import Search
from catalog.search.reading import read as read_query
from tests.catalog.exchange.test_real_catalogs import FILES

HERE = Path(__file__).parent
CATALOGS = ("guangxi", "beijing", "tianjin", "chizhou", "anhui", "luan", "jiangxi")
#: A document of the corpus: its catalog, and the beginning of its key.
type Name = tuple[str, str]
type Ranking = Sequence[Name]


def folder() -> Path:
    """Where the real catalogs stand, beside the checkout."""
    default = Path(settings.BASE_DIR).parent / "shared" / "data"
    return Path(os.environ.get("PORTAL_SHARED_DATA", default)) / "catalogs"


@cache
def corpus() -> Mapping[Name, Reading]:
    """Every distinct document; of one that is given twice the first."""
    found: dict[Name, Reading] = {}
    for source in CATALOGS:
        mapping = SOURCES[source]
        for number, raw in enumerate(rows(folder() / FILES[source], mapping), start=1):
            document = read(number, raw, mapping)
            if document.content is not None:
                found.setdefault((source, document.key[:12]), document)
    return found


@dataclass(frozen=True)
class Query:
    """A query with the grades of the documents judged for it."""

    text: str
    kind: str
    grades: Mapping[Name, int]


def queries() -> list[Query]:
    """The queries with their judgements."""
    grades: dict[str, dict[Name, int]] = defaultdict(dict)
    for line in _lines("judgements.tsv"):
        grades[line["number"]][line["source"], line["key"]] = int(line["grade"])
    return [Query(q["query"], q["kind"], grades[q["number"]]) for q in _lines("queries.tsv")]


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def fill() -> dict[int, Name]:
    """Entries of the whole corpus with their search index; the document of each by its id."""
    documents = corpus()
    entries = DirectoryEntry.objects.bulk_create(
        DirectoryEntry(code=f"relevance/{number:06d}", drafted_at=timezone.now())
        for number in range(1, len(documents) + 1)
    )
    named = {entry.pk: name for entry, name in zip(entries, documents, strict=True)}
    indexing.write(
        Described(
            entry_id=entry.pk,
            code=entry.code,
            name=document.content.name,
            providers=(document.provider,),
            abstract=document.content.abstract,
        )
        for entry, document in zip(entries, documents.values(), strict=True)
        if document.content is not None
    )
    return named


def ours(named: Mapping[int, Name]) -> Callable[[str], Ranking]:
    """The portal's search by a reader from whom nothing is closed."""

    def ranking(typed: str) -> Ranking:
        search = Search(read_query(typed), Q(pk__isnull=False))
        entries = DirectoryEntry.objects.filter(code__startswith="relevance/")
        found = search.narrow(entries)
        if search.is_scant(found):
            found = search.nearest(entries)
        best = search.ranked(found).order_by("-relevance", "pk").values_list("pk", flat=True)[:20]
        return [named[pk] for pk in best]

    return ranking


def substring(typed: str) -> Ranking:
    """Every word stands somewhere as typed; those with all of them in the title come first."""
    words = typed.casefold().split()
    in_title, elsewhere = [], []
    for name, document in corpus().items():
        if document.content is None:
            continue
        title = document.content.name.casefold()
        whole = f"{title}\n{document.provider}\n{document.content.abstract}".casefold()
        if all(word in title for word in words):
            in_title.append(name)
        elif all(word in whole for word in words):
            elsewhere.append(name)
    return [*in_title, *elsewhere][:20]


@dataclass(frozen=True)
class Score:
    """Means over queries: nDCG of the first ten, and what share of the useful is in twenty."""

    ndcg: float
    recall: float
    queries: int


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def score(asked: Sequence[Query], ranking: Callable[[str], Ranking]) -> dict[str, Score]:
    """The scores by kind of query, and of all together."""
    measured: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for query in asked:
        found = ranking(query.text)
        best = _gain(sorted(query.grades.values(), reverse=True)[:10])
        gained = _gain([query.grades.get(name, 0) for name in found[:10]])
        useful = {name for name, grade in query.grades.items() if grade >= 2}
        pair = gained / best, len(useful & set(found)) / len(useful)
        measured[query.kind].append(pair)
        measured["all"].append(pair)
    return {
        kind: Score(
            sum(ndcg for ndcg, _recall in pairs) / len(pairs),
            sum(recall for _ndcg, recall in pairs) / len(pairs),
            len(pairs),
        )
        for kind, pairs in measured.items()
    }


def lines(ours: Mapping[str, Score], plain: Mapping[str, Score]) -> Iterator[str]:
    """A table of both, tab separated."""
    yield "kind\tqueries\tnDCG@10\tsubstring\trecall@20\tsubstring"
    for kind, found in sorted(ours.items()):
        other = plain[kind]
        yield (
            f"{kind}\t{found.queries}\t{found.ndcg:.3f}\t{other.ndcg:.3f}"
            f"\t{found.recall:.3f}\t{other.recall:.3f}"
        )
