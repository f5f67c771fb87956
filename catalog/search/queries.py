"""Which entries a search finds, and how well each fits: one condition and one number in SQL.

What a reader may not see takes no part in either: the details of a closed entry are looked into
only under the condition that opens them.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    F,
    Field,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Least

from catalog.search.models import EntryIndex
from catalog.search.reading import Reading, Word


class _TsQuery(Field):
    """The type of a text-search query."""

    def db_type(self, connection: Any) -> str:
        return "tsquery"


def _has(vector: str, queries: Iterable[str], weight: str = "") -> Any:
    """Whether the vector fits one of the queries, within the fields of a weight if one is named."""
    joined = " | ".join(f"({query})" for query in queries)
    if weight:
        joined = _weighted(joined, weight)
    query = Cast(Value(joined), _TsQuery())
    return Func(
        F(vector),
        query,
        template="(%(expressions)s)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def _weighted(query: str, weight: str) -> str:
    """The query within fields of that weight: ':*' becomes ':*B', a bare word ':B'."""
    out, quoted = [], False
    for place, sign in enumerate(query):
        out.append(sign)
        if sign != "'":
            continue
        quoted = not quoted
        if not quoted:
            is_beginning = query[place + 1 : place + 3] == ":*"
            out.append("" if is_beginning else f":{weight}")
    return "".join(out).replace(":*", f":*{weight}")


#: Fewer entries than these leave room for what comes near them.
_SCANT = 5
#: So many of what comes near are shown; the rest resembles ever less.
_MOST_NEAR = 100
#: The relevance of what fits as it was typed begins here; what only comes near it stays below.
FITS = 10_000


class Reach(IntEnum):
    """How far from what was typed something may be and still be found."""

    AS_TYPED = 0
    #: The same sounds, or one character that is another.
    ALIKE = 1
    #: Or one of the words that a longer one consists of.
    IN_PART = 2


class Search:
    """One search by one reader.

    :param readable: the condition under which the reader may read an entry's details.
    :param path: the way from the rows that are searched to the index of their entry.
    """

    def __init__(self, reading: Reading, readable: Q, path: str = "index") -> None:
        self.reading = reading
        self._readable = readable
        way = f"{path}__" if path else ""
        self._title, self._open, self._detail = (
            f"{way}{name}" for name in ("title", "open", "detail")
        )
        self._title_length = f"{way}title_length"
        #: What comes nearest, once it was asked for.
        self._nearest: list[int] | None = None

    def _anywhere(self, queries: list[str]) -> Q:
        if not queries:
            return Q(pk=None)
        return (
            Q(_has(self._title, queries))
            | Q(_has(self._open, queries))
            | (self._readable & Q(_has(self._detail, queries)))
        )

    def _finds(self, word: Word, reach: Reach) -> Q:
        known = [*word.as_written, *word.otherwise]
        if reach >= Reach.ALIKE:
            known += [*word.alike, *word.nearly]
        found = self._anywhere(known)
        parts = [self._anywhere([*part.as_written, *part.otherwise]) for part in word.parts]
        if parts:
            found |= _any(parts) if reach is Reach.IN_PART else _every(parts)
        return found

    def narrow(self, rows: QuerySet[Any], reach: Reach = Reach.AS_TYPED) -> QuerySet[Any]:
        """The rows that fit every word so far."""
        if self.reading.code:
            by_code = Q(code__istartswith=self.reading.code)
            return rows.filter(by_code | self._all(reach))
        return rows.filter(self._all(reach), self._listed(reach)) if self.reading else rows.none()

    def _listed(self, reach: Reach) -> Q:
        """A condition that the indexes answer, for at least those rows that fit.

        Whether somebody may read an entry is no matter of an index. Where only a few rows are
        wanted the database would therefore go through all of them, expecting one that fits soon.
        """
        at_all = Search(self.reading, Q(), path="")
        listed = EntryIndex.objects.filter(at_all._all(reach))
        return Q(pk__in=listed.values("entry_id"))

    def nearest(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that come nearest, those that fit among them: no more than anybody reads."""
        if self._nearest is None:
            for reach in (Reach.ALIKE, Reach.IN_PART):
                best = self.ranked(self.narrow(rows, reach)).order_by("-relevance", "-pk")
                self._nearest = list(best.values_list("pk", flat=True)[:_MOST_NEAR])
                if len(self._nearest) >= _SCANT:
                    break
        return rows.filter(pk__in=self._nearest or ())

    def is_scant(self, found: QuerySet[Any]) -> bool:
        """Whether so little fits as typed that what comes near it is worth showing, too.

        Whoever types a code that exists wants that entry and no other.
        """
        fitting = len(found.values_list("pk", flat=True)[:_SCANT])
        return fitting < _SCANT and not (self.reading.code and fitting)

    def _all(self, reach: Reach) -> Q:
        return _every([self._finds(word, reach) for word in self.reading.words])

    def ranked(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with ``relevance``, a whole number: the more, the better it fits."""
        # What fits as it was typed stands before all that comes but near it.
        total: Any = Value(0)
        if self.reading:
            total = Case(When(self._all(Reach.AS_TYPED), then=Value(FITS)), default=total)
        for word in self.reading.words:
            total = total + self._fit(word)
        if self.reading.code:
            exact = When(Q(code__iexact=self.reading.code), then=Value(100_000))
            begins = When(Q(code__istartswith=self.reading.code), then=Value(50_000))
            total = total + Case(exact, begins, default=Value(0))
        return rows.annotate(relevance=Cast(total, IntegerField()))

    def _fit(self, word: Word) -> Any:
        """How well one word fits: where it stands, and how much of the title it is."""
        readable = self._readable
        grades: list[tuple[Any, int]] = [(Q(_has(self._title, word.as_written)), 1000)]
        if word.otherwise:
            grades.append((Q(_has(self._title, word.otherwise)), 850))
        if word.is_organisation:
            grades.append((Q(_has(self._open, [*word.as_written, *word.otherwise])), 820))
        in_title = [Q(_has(self._title, [*p.as_written, *p.otherwise])) for p in word.parts]
        if in_title:
            grades.append((_every(in_title), 800))
        grades.append((readable & Q(_has(self._detail, word.as_written, "B")), 600))
        if in_title:
            grades.append((_most(in_title), 520))
        if word.otherwise:
            grades.append((readable & Q(_has(self._detail, word.otherwise, "B")), 500))
        if word.alike:
            grades.append((Q(_has(self._title, word.alike)), 480))
        if word.nearly:
            grades.append((Q(_has(self._title, word.nearly)), 350))
        grades.append((Q(_has(self._open, [*word.as_written, *word.otherwise])), 400))
        grades.append((readable & Q(_has(self._detail, word.as_written)), 300))
        if in_title:
            grades.append((_any(in_title), 250))
        whens = [When(condition, then=Value(grade)) for condition, grade in grades]
        share = Value(200 * len(word.text)) / Cast(F(self._title_length), IntegerField())
        return Case(*whens, default=Value(100)) + Least(share, Value(200))


def _every(conditions: list[Q]) -> Q:
    joined = Q()
    for condition in conditions:
        joined &= condition
    return joined


def _any(conditions: list[Q]) -> Q:
    joined = Q(pk=None)
    for condition in conditions:
        joined |= condition
    return joined


def _most(conditions: list[Q]) -> Q:
    """All but one of them; of two, none can be left out."""
    if len(conditions) < 3:
        return Q(pk=None)
    return _any([_every([*conditions[:n], *conditions[n + 1 :]]) for n in range(len(conditions))])
