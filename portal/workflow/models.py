"""WorkflowModel and its queryset: nobody but the gate writes a status or removes a matter."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.regulation.machine import Machine
from portal.regulation.vocabulary import Party


class StatusIsGuarded(AssertionError):
    """A developer's mistake: something but the gate tried to write a status or remove a matter."""


_open_rows: ContextVar[frozenset[tuple[str, int | None]]] = ContextVar(
    "open_rows", default=frozenset()
)


@contextmanager
def opened(label: str, pk: int | None) -> Iterator[None]:
    """Let the gate, and nobody else, write the status of this row while it is open."""
    token = _open_rows.set(_open_rows.get() | {(label, pk)})
    try:
        yield
    finally:
        _open_rows.reset(token)


def state_constraint(states: type[models.TextChoices], name: str, field: str = "status") -> Any:
    """A CheckConstraint with the same values as the choices: choices alone constrain nothing."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": states.values}), name=name)


def choice_constraint(
    choices: type[models.TextChoices], name: str, field: str, *, blank: bool = False
) -> Any:
    """The same for any stored code; ``blank`` allows the empty string of a draft."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


class WorkflowQuerySet(models.QuerySet[Any]):
    """A queryset that can neither delete matters nor write their status."""

    def update(self, **values: Any) -> int:
        """Refuse a status; facts that are no status may be written by the gate's own code."""
        if "status" in values:
            raise StatusIsGuarded(f"{self.model.__name__}.status is written by transition() only")
        return super().update(**values)

    def bulk_update(
        self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        """Refuse a status."""
        names = list(fields)
        if "status" in names:
            raise StatusIsGuarded(f"{self.model.__name__}.status is written by transition() only")
        return super().bulk_update(objs, names, batch_size=batch_size)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        """Refuse rows that begin in a later state."""
        rows = list(objs)
        if any(row.status != row.machine.initial for row in rows):
            raise StatusIsGuarded(f"{self.model.__name__} rows begin in their first state")
        return super().bulk_create(rows, *args, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Matters are never deleted."""
        raise StatusIsGuarded(f"{self.model.__name__} rows are never deleted")


#: What transition() alone moves: the state, its moment, and the row's version.
_GATES_OWN = frozenset({"status", "status_since", "lock_version"})


class WorkflowModel(models.Model):
    """A matter with a lifecycle, a public number and at most one running period.

    The period: ``due_code`` names the deadline, counted from ``due_started_on`` for
    ``due_workdays`` plus ``extended_workdays`` working days; ``due_on`` is its last day,
    provisional while a year's calendar is missing. Overdue is ``due_on < today``, not a state.
    """

    machine: ClassVar[Machine]
    #: The name of its page's address, as ``requests:change``; the admin's follows from the model.
    route: ClassVar[str] = ""
    #: Who owes what is due, and so by whose region's calendar it is counted.
    due_party: ClassVar[Party] = Party.PROVIDER
    #: Whether it is owed by the authority over that department, and not by the department itself.
    due_by_authority: ClassVar[bool] = False
    #: What the running act adds to its audit event.
    act_details: dict[str, Any]
    _stored_status: str | None = None
    #: Id of the authority, where a list has found it for all its rows.
    known_authority: int | None = None

    public_number = models.CharField(_("number"), max_length=60, unique=True)
    status = models.CharField(_("status"), max_length=30)
    status_since = models.DateTimeField(_("in this state since"))
    lock_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created at"))
    due_code = models.CharField(max_length=4, blank=True, default="")
    due_started_on = models.DateField(null=True, blank=True)
    due_workdays = models.PositiveSmallIntegerField(default=0)
    extended_workdays = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    internal_due_on = models.DateField(_("internally due on"), null=True, blank=True)
    due_stopped_on = models.DateField(null=True, blank=True)
    due_is_provisional = models.BooleanField(default=False)
    due_calendar_version = models.CharField(max_length=64, blank=True, default="")

    objects = WorkflowQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.public_number

    def save(self, *args: Any, **options: Any) -> None:
        """Save facts; a new row, or a status that differs from the stored one, needs the gate.

        Outside the gate the status is not written at all: a row read before somebody's step
        would put the old one back.
        """
        label = self._meta.label
        if (label, self.pk) not in _open_rows.get():
            if self._state.adding or self.status != self._stored_status:
                raise StatusIsGuarded(f"{label} is written by the gate only")
            wanted = options.get("update_fields") or self._loaded_names()
            options["update_fields"] = set(wanted) - _GATES_OWN
        super().save(*args, **options)
        self._stored_status = self.status

    def _loaded_names(self) -> set[str]:
        """The fields this row was read with, but its key."""
        deferred = self.get_deferred_fields()
        fields = self._meta.concrete_fields
        return {each.name for each in fields if each.attname not in deferred} - {"id"}

    def refresh_from_db(self, *args: Any, **options: Any) -> None:
        """Read the row again, and with it which status is stored."""
        super().refresh_from_db(*args, **options)
        self._stored_status = self.__dict__.get("status")

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Matters are never deleted."""
        raise StatusIsGuarded(f"{self._meta.label} rows are never deleted")

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **options: Any) -> Self:
        """Remember the stored status, so that a later write of another one is noticed."""
        row = super().from_db(db, field_names, values, **options)
        row._stored_status = row.__dict__.get("status")
        return row

    def department_for(self, party: Party) -> int | None:
        """Id of the department that plays the part here; each matter answers for itself."""
        raise TypeError(f"{type(self).__name__} does not name its parties")

    @property
    def is_at_work(self) -> bool:
        """Whether time is at work on it, so that its page changes by itself."""
        return False

    @property
    def is_open(self) -> bool:
        """Whether the matter's lifecycle can still move."""
        return self.status not in self.machine.closed


def add_author(author_ids: list[int], user_id: int | None) -> list[int]:
    """The authors of a draft, with this person among them."""
    return author_ids if user_id is None or user_id in author_ids else [*author_ids, user_id]


class NumberCounter(models.Model):
    """The last number given out under a prefix; numbers are never used twice."""

    prefix = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = []

    def __str__(self) -> str:
        return f"{self.prefix} {self.last}"


def next_number(prefix: str) -> int:
    """The next number under the prefix; its row stays locked until the transaction ends."""
    NumberCounter.objects.get_or_create(prefix=prefix)
    NumberCounter.objects.filter(prefix=prefix).update(last=F("last") + 1)
    return NumberCounter.objects.values_list("last", flat=True).get(prefix=prefix)


def yearly_number(kind: str, department_code: str, on: date) -> str:
    """Counted per department and year, so that people can quote it on the telephone."""
    prefix = f"{kind}-{department_code}-{on.year}"
    return f"{prefix}-{next_number(prefix):04d}"
