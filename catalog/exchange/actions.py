"""Take a catalog over into drafts, row by row; match a provider's name to a department."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.departments.models import Department, DepartmentName
from catalog.departments.queries import all_by_name
from catalog.directories import actions as directories
from catalog.directories.actions import Content
from catalog.directories.models import EntryVersion
from catalog.exchange.models import Cause, Outcome, SourceRecord, UnresolvedName
from catalog.exchange.reading import Reading, read
from catalog.exchange.sources import Source
from catalog.exchange.table_schemas import named
from portal.regulation import catalog_import as rules
from portal.regulation import entry_version, reasons
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.transition import act

#: So much of what is named is kept with a row.
_LONGEST_VALUE = 200


@dataclass
class Report:
    """Every row accounted for: counts by outcome and cause, and what a person should look at.

    ``noted`` holds number, cause and value of the rows rejected, and of those whose key stands
    earlier with other content; ``unmatched`` the rows of each name that is no department's;
    ``vanished`` the records of earlier readings that no row has any more, ``returned`` those that
    had vanished and are there again.
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    noted: list[tuple[int, str, str]] = field(default_factory=list)
    unmatched: dict[str, list[int]] = field(default_factory=dict)
    vanished: list[SourceRecord] = field(default_factory=list)
    returned: list[SourceRecord] = field(default_factory=list)

    def add(self, outcome: str, cause: str = "") -> None:
        """Count one row."""
        self.counts[(str(outcome), str(cause))] += 1

    def note(self, reading: Reading, cause: str) -> None:
        """Keep a row for the person who reads the report."""
        self.noted.append((reading.number, str(cause), reading.value))

    @property
    def total(self) -> int:
        """All rows read."""
        return sum(self.counts.values())


#: Told of each row: what was read, its outcome and cause, and the id of its draft. Of a row that
#: makes or changes a draft it is told within the same transaction.
type Told = Callable[[Reading, str, str, int | None], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose records a catalog may bring, and whether they are taken over or only looked at.

    ``speaks_for`` is whose the rows are that name no provider; ``providers`` are the departments
    that rows may be of, None where any may be; where ``is_own_only``, a name that is nobody's is
    taken for a part of ``speaks_for``. On trial no draft is made.
    """

    speaks_for: Department | None = None
    providers: frozenset[int] | None = None
    is_own_only: bool = False
    is_trial: bool = False


def _tell_nobody(reading: Reading, outcome: str, cause: str, version_id: int | None) -> None:
    """The report's counts are enough."""


class _Import:
    """One run over a file. Each row is a transaction of its own, so a killed run can go on."""

    def __init__(
        self, source: Source, actor: Actor, now: datetime, told: Told, scope: Scope
    ) -> None:
        self.source, self.actor, self.now = source, actor, now
        self.told, self.scope = told, scope
        self.report = Report()
        self.seen: dict[str, str] = {}
        self.names: dict[str, tuple[Department | None, str]] = {}
        known = SourceRecord.objects.filter(source=source.name).select_related("version")
        self.known = {record.key: record for record in known}
        matched = UnresolvedName.objects.filter(source=source.name, department__isnull=False)
        self.matched = {each.name: each.department for each in matched.select_related("department")}

    def take(self, reading: Reading) -> None:
        """One row: reject, skip, create or renew."""
        if reading.cause:
            self.report.note(reading, reading.cause)
            self._count(reading, Outcome.REJECTED, reading.cause)
            return
        earlier = self.seen.get(reading.key)
        if earlier is not None:
            same = Cause.SAME_ROW if earlier == reading.digest else Cause.SAME_KEY
            self._count(reading, Outcome.DUPLICATE, same)
            if same == Cause.SAME_KEY:
                self.report.note(reading, same)
            return
        record = self.met(reading)
        if record is None:
            self._create(reading)
        elif record.digest == reading.digest:
            cause = "" if record.vanished_at is None else Cause.RETURNED
            self._count(reading, Outcome.UNCHANGED, cause, record.version_id)
        else:
            self._renew(record, reading)

    def met(self, reading: Reading) -> SourceRecord | None:
        """Note that the row is there; its record, where it has one."""
        if reading.cause or reading.key in self.seen:
            return None
        self.seen[reading.key] = reading.digest
        record = self.known.get(reading.key)
        if record is not None and record.vanished_at is not None:
            self.report.returned.append(record)
        return record

    def _count(
        self, reading: Reading, outcome: str, cause: str = "", version_id: int | None = None
    ) -> None:
        if reading.left and outcome in (Outcome.CREATED, Outcome.UPDATED):
            # The name that two departments go by stands first, and what was left after it.
            known = f"{reading.provider[:80]}；" if cause else ""
            value = known + named(reading.left, _LONGEST_VALUE - len(known))
            reading = replace(reading, provider="", value=value)
            cause = cause or Cause.RULES_LEFT
        self.report.add(outcome, cause)
        self.told(reading, str(outcome), str(cause), version_id)

    def vanished(self) -> list[SourceRecord]:
        """Records of earlier readings that the rows, which are all there are, no longer have."""
        return [record for key, record in self.known.items() if key not in self.seen]

    def _provider(self, name: str) -> tuple[Department | None, str]:
        """The department a name stands for, and what is to be said of the row on that account."""
        if name not in self.names:
            self.names[name] = self._looked_up(name)
        return self.names[name]

    def _looked_up(self, name: str) -> tuple[Department | None, str]:
        scope = self.scope
        found = all_by_name(name) if name else []
        own = scope.speaks_for
        if not name or (own in found and scope.is_own_only) or (scope.is_own_only and not found):
            return own, ""
        chosen = self.matched.get(name[:200])
        if chosen is None and len(found) > 1 and not scope.is_own_only:
            return None, Cause.TWO_DEPARTMENTS
        chosen = chosen or (found[0] if found else None)
        if chosen is None:
            return None, ""
        is_ours = scope.providers is None or chosen.pk in scope.providers
        return chosen, "" if is_ours else Cause.OTHER_PROVIDER

    def _create(self, reading: Reading) -> None:
        content = reading.content
        if content is None:
            return
        department, cause = self._provider(reading.provider)
        if cause == Cause.OTHER_PROVIDER:
            self.report.note(reading, cause)
            self._count(reading, Outcome.REJECTED, cause)
            return
        if department is None and reading.provider:
            self.report.unmatched.setdefault(reading.provider, []).append(reading.number)
        if self.scope.is_trial:
            self._count(reading, Outcome.CREATED, cause)
            return
        with transaction.atomic():
            version = self._draft(reading, content, department)
            self._count(reading, Outcome.CREATED, cause, version.pk)

    def _draft(
        self, reading: Reading, content: Content, department: Department | None
    ) -> EntryVersion:
        """The draft, and the record that says which row it came from."""
        version = directories.import_draft(
            provider_id=department.pk if department else None,
            content=content,
            actor=self.actor,
            now=self.now,
        )
        waiting = None
        if department is None and reading.provider:
            waiting, _made = UnresolvedName.objects.get_or_create(
                source=self.source.name, name=reading.provider
            )
        SourceRecord.objects.create(
            source=self.source.name,
            key=reading.key,
            title=content.name,
            digest=reading.digest,
            version=version,
            provider_name=waiting,
            outcome=Outcome.CREATED,
            read_at=self.now,
        )
        return version

    def _renew(self, record: SourceRecord, reading: Reading) -> None:
        """Renew a draft nobody took further; one that somebody did is left and reported."""
        version = record.version
        untouched = version.status == entry_version.State.DRAFT and not version.author_ids
        if not untouched or reading.content is None:
            self._count(reading, Outcome.UNCHANGED, Cause.TAKEN_FURTHER, version.pk)
            return
        if self.scope.is_trial:
            self._count(reading, Outcome.UPDATED, version_id=version.pk)
            return
        with transaction.atomic():
            directories.update_import(
                pk=version.pk, content=reading.content, actor=self.actor, now=self.now
            )
            record.digest, record.title = reading.digest, reading.content.name
            record.outcome = Outcome.UPDATED
            record.read_at = self.now
            record.save()
            self._count(reading, Outcome.UPDATED, version_id=version.pk)


_ANY = Scope()


def import_catalog(
    *,
    source: Source,
    rows: Iterable[Any],
    actor: Actor,
    now: datetime,
    progress: Callable[[int], object] | None = None,
    told: Told = _tell_nobody,
    scope: Scope = _ANY,
    taken: int = 0,
) -> Report:
    """Take the rows of another catalog over into drafts (Art. 12).

    A draft may lack particulars; they block sending, not importing. A second run changes nothing.

    :param rows: the whole catalog, where the report's ``vanished`` is to be believed.
    :param taken: so many of the rows were taken over in an earlier portion; they are only met.
    """
    run = _Import(source, actor, now, told, scope)
    for number, raw in enumerate(rows, start=1):
        reading = read(number, raw, source)
        if number <= taken:
            run.met(reading)
            continue
        run.take(reading)
        if progress is not None:
            progress(number)
    run.report.vanished = run.vanished()
    return run.report


def resolve_name(*, pk: int, department_id: int, actor: Actor, now: datetime) -> int:
    """Match a provider's name to a department: all its drafts get it, and the name is kept.

    :returns: how many drafts got their provider.
    """
    with act(
        rules.RESOLVE_NAME,
        model=UnresolvedName,
        pk=pk,
        actor=actor,
        now=now,
        details={"department": department_id},
    ) as waiting:
        department = Department.objects.filter(pk=department_id, closed_on=None).first()
        if department is None:
            raise Refused(reasons.NOT_FOUND)
        waiting.department = department
        waiting.save(update_fields=["department"])
        DepartmentName.objects.get_or_create(
            name=waiting.name[:120], defaults={"department": department}
        )
        drafts = EntryVersion.objects.filter(
            source_record__provider_name=waiting,
            status=entry_version.State.DRAFT,
            entry__provider=None,
        )
        resolver = Actor.system("resolve-name", actor.interface)
        for version_id in list(drafts.order_by("pk").values_list("pk", flat=True)):
            directories.resolve_provider(
                pk=version_id, provider_id=department.pk, actor=resolver, now=now
            )
    return SourceRecord.objects.filter(provider_name_id=pk).count()
