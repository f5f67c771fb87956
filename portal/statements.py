"""Statements of fixed shape: the SQL of a queryset is made once, later runs only bind values.

Django composes and compiles a query anew at every call, which costs several times what
PostgreSQL needs to answer it. What every call of the programming interface asks (who calls, what
the permit judges, a page of the directory, receipt and audit event) always has the same shape.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any
from weakref import WeakSet

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from django.db.models import Expression, F, Field, Func, QuerySet, sql
from django.db.models.query import ValuesIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler

_USING = "default"


class _Place:
    """Where a bound value goes: its name, and the field that prepares it for the database."""

    __slots__ = ("field", "name")

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        self.name = name
        self.field = field


class Bound(Expression):
    """Stands for a value that is given when the statement runs."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """One placeholder."""
        return "%s", (_Place(self.name, self.output_field),)


class Numbers(Bound):
    """Stands for however many whole numbers, which are written into the text when it runs.

    PostgreSQL makes one plan for each such text and keeps it. Bound, an array it does not know
    looks dearer to it than one it does, so that it would plan the same page anew at every call.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, ArrayField(models.BigIntegerField()))

    @property
    def mark(self) -> str:
        """What stands for them in the text."""
        return f"/*{self.name}*/"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The mark; there is nothing to bind."""
        return self.mark, ()


def _written(text: str, values: Mapping[str, Any]) -> str:
    """The text with its numbers."""
    for name, numbers in values.items():
        mark = f"/*{name}*/"
        if mark in text:
            digits = ",".join(str(int(number)) for number in numbers)
            text = text.replace(mark, f"'{{{digits}}}'::bigint[]")
    return text


def whole(name: str) -> Bound:
    """A number bound under the name: an id, a count."""
    return Bound(name, models.BigIntegerField())


def among(column: str, numbers: Numbers) -> Func:
    """The condition that the column has one of the numbers."""
    return Func(
        F(column),
        numbers,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=models.BooleanField(),
    )


def _fixed(text: str, places: Sequence[Any]) -> tuple[str, tuple[_Place, ...]]:
    """The text with what never changes written into it, so that plans can reckon with it."""
    connection: Any = connections[_USING]
    compose = connection.ops.compose_sql
    pieces = text.split("%s")
    if len(pieces) != len(places) + 1:
        raise ValueError("a statement has one value for each placeholder")
    made = [pieces[0]]
    for place, piece in zip(places, pieces[1:], strict=True):
        is_open = isinstance(place, _Place)
        made += ["%s" if is_open else compose("%s", [place]).replace("%", "%%"), piece]
    return "".join(made), tuple(place for place in places if isinstance(place, _Place))


def _bind(places: Sequence[_Place], values: Mapping[str, Any]) -> tuple[Any, ...]:
    connection: Any = connections[_USING]
    return tuple(place.field.get_db_prep_value(values[place.name], connection) for place in places)


class _Again(SQLCompiler):
    """A compiler as it stood after compiling, with the values of one run."""

    ready: tuple[str, tuple[Any, ...]]
    known_converters: dict[int, Any]

    def as_sql(self, *args: Any, **options: Any) -> tuple[str, tuple[Any, ...]]:
        """The text made once, and this run's values."""
        return self.ready

    def get_converters(self, expressions: Any) -> dict[int, Any]:
        """Found once: they depend on the columns only."""
        return self.known_converters


class _ReadyQuery(sql.Query):
    """A query that is not compiled again."""

    again: _Again

    def get_compiler(self, *args: Any, **options: Any) -> _Again:
        """The compiler of this run."""
        return self.again


#: Those that live; a list's statements come and go with the shapes asked for.
_made: "WeakSet[_Compiled]" = WeakSet()


class _Compiled(ABC):
    """What is made on first use, once in a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.text = ""
        self.places: tuple[_Place, ...] = ()
        _made.add(self)

    @abstractmethod
    def compile(self) -> None:
        """Make the text and its places."""

    def ready(self) -> str:
        """The text, in which numbers are not written yet."""
        if not self.text:
            with self._lock:
                if not self.text:
                    self.compile()
        return self.text

    def sql(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Text and values of one run."""
        return _written(self.ready(), values), _bind(self.places, values)


class Statement(_Compiled):
    """A queryset of fixed shape.

    :param build: gives the queryset, with ``Bound`` in the place of values. It may be sliced, have
        related rows and annotations and be of ``values()``; it has no prefetches.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        super().__init__()
        self._build = build

    def compile(self) -> None:
        """Compile the queryset, as Django does before it runs one."""
        rows: Any = self._build()
        if rows._prefetch_related_lookups:
            raise ValueError("a statement is one query")
        compiler = rows.query.get_compiler(_USING)
        text, places = compiler.as_sql()
        self._rows = rows
        self._query = rows.query
        self._compiler = compiler
        chosen = compiler.select[: compiler.col_count]
        self._converters = compiler.get_converters([column[0] for column in chosen])
        self._draw = _PLAIN.get(rows._iterable_class)
        self._names = tuple(rows.query.selected or ())
        text, self.places = _fixed(text, places)
        self.text = text

    def rows(self, **values: Any) -> list[Any]:
        """Run it: models, dictionaries or tuples, as the queryset gives them."""
        ready = self.sql(values)
        if self._draw is None:
            return self._models(ready)
        connection: Any = connections[_USING]
        with connection.cursor() as cursor:
            cursor.execute(*ready)
            found = cursor.fetchall()
        if self._converters:
            found = list(self._again(ready).apply_converters(found, self._converters))
        return self._draw(self._names, found)

    def _again(self, ready: tuple[str, tuple[Any, ...]]) -> _Again:
        again = _Again.__new__(_Again)
        again.__dict__.update(self._compiler.__dict__)
        again.connection = connections[_USING]
        again.known_converters = self._converters
        again.ready = ready
        return again

    def _models(self, ready: tuple[str, tuple[Any, ...]]) -> list[Any]:
        query = _ReadyQuery.__new__(_ReadyQuery)
        query.__dict__.update(self._query.__dict__)
        query.again = self._again(ready)
        rows: Any = QuerySet(self._rows.model, query=query, using=_USING)
        return list(self._rows._iterable_class(rows))

    def first(self, **values: Any) -> Any | None:
        """The first row, or None."""
        found = self.rows(**values)
        return found[0] if found else None


def _dictionaries(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Any]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _tuples(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Any]:
    return [tuple(row) for row in rows]


#: Rows that need no model are drawn here, without a queryset.
_PLAIN: Mapping[Any, Callable[[Sequence[str], Iterable[Sequence[Any]]], list[Any]]] = {
    ValuesIterable: _dictionaries,
    ValuesListIterable: _tuples,
}


class UpdateStatement(_Compiled):
    """An UPDATE of fixed shape on the rows of a queryset.

    :param build: gives the queryset and the new values, both with ``Bound`` where they vary.
    """

    def __init__(self, build: Callable[[], tuple[QuerySet[Any, Any], Mapping[str, Any]]]) -> None:
        super().__init__()
        self._build = build

    def compile(self) -> None:
        """Compile the UPDATE."""
        rows, new = self._build()
        query: Any = rows.query.chain(sql.UpdateQuery)
        query.add_update_values(new)
        text, places = query.get_compiler(_USING).as_sql()
        text, self.places = _fixed(text, places)
        self.text = text


class InsertStatement(_Compiled):
    """The INSERT of one row of a model whose key the database gives."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__()
        self._model = model

    def compile(self) -> None:
        """Compile the INSERT of every column but the key."""
        connection: Any = connections[_USING]
        options: Any = self._model._meta
        quote = connection.ops.quote_name
        fields = [field for field in options.concrete_fields if not field.primary_key]
        # With its type, for where no column gives a value one: SELECT, not VALUES.
        values = [f"%s::{field.rel_db_type(connection)}" for field in fields]
        columns = ", ".join(quote(field.column) for field in fields)
        table = quote(options.db_table)
        self.into = " ".join(["INSERT INTO", table, f"({columns}) SELECT", ", ".join(values)])
        self.key = quote(options.pk.column)
        self.places = tuple(_Place(field.attname, field) for field in fields)
        self.text = f"{self.into} RETURNING {self.key}"

    def save(self, row: models.Model) -> None:
        """Insert the row and give it its key."""
        text = self.ready()
        _stored(row, _run(text, _bind(self.places, vars(row))))


class CountedInsert(_Compiled):
    """Rows written if, and only if, an UPDATE changes a row: all of it in one statement."""

    def __init__(self, update: UpdateStatement, *inserts: InsertStatement) -> None:
        super().__init__()
        self._update = update
        self._inserts = inserts

    def compile(self) -> None:
        """Put the texts together."""
        parts = [f"counted AS ({self._update.ready()} RETURNING 1)"]
        for place, insert in enumerate(self._inserts):
            insert.ready()
            parts.append(f"row{place} AS ({insert.into} FROM counted RETURNING {insert.key})")
        keys = [f"(TABLE row{place})" for place, _insert in enumerate(self._inserts)]
        # Parts compiled by Django or made of quoted names: no value is among them.
        self.text = f"WITH {', '.join(parts)} SELECT {', '.join(keys)} FROM counted"  # noqa: S608

    def save(self, *rows: models.Model, **values: Any) -> bool:
        """Whether the UPDATE found its row, so that the rows are written and have their keys."""
        text = self.ready()
        bound = _bind(self._update.places, values)
        for insert, row in zip(self._inserts, rows, strict=True):
            bound += _bind(insert.places, vars(row))
        keys = _run(text, bound)
        for place, row in enumerate(rows if keys else ()):
            _stored(row, keys[place : place + 1])
        return bool(keys)


def _run(text: str, bound: tuple[Any, ...]) -> tuple[Any, ...]:
    """The one row that a writing statement answers with, or nothing."""
    connection: Any = connections[_USING]
    with connection.cursor() as cursor:
        cursor.execute(text, bound)
        return cursor.fetchone() or ()


def _stored(row: models.Model, key: tuple[Any, ...]) -> None:
    (row.pk,) = key
    row._state.adding = False
    row._state.db = _USING


def forget() -> None:
    """Make every statement anew: a test database has other ids for the same permissions."""
    for made in _made:
        made.text = ""
