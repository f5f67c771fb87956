"""What may be seen of imports, and what of the directory an import is compared with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from catalog.batches import queries as batches
from catalog.batches.queries import Counted
from catalog.departments.models import Department
from catalog.departments.queries import all_by_name, by_id
from catalog.directories.models import (
    OPEN_STATES,
    DirectoryEntry,
    EntryVersion,
)
from catalog.imports.models import (
    AT_WORK,
    CHANGING,
    CatalogImport,
    ColumnMemory,
    ImportLine,
    LineOutcome,
)
from catalog.imports.stating import Classifications
from catalog.search.near import name_key
from catalog.subjects.models import Classification
from portal.regulation import catalog_workbook as rules
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered


def visible_to(actor: Actor) -> QuerySet[CatalogImport]:
    """The imports of the actor's own department, without their packed files."""
    if actor.department_id is None:
        return CatalogImport.objects.none()
    own = CatalogImport.objects.filter(department=actor.department_id).defer("grid")
    return own.select_related("department__region")


def lines_visible_to(actor: Actor) -> QuerySet[ImportLine]:
    """The lines of those imports."""
    if actor.department_id is None:
        return ImportLine.objects.none()
    return ImportLine.objects.filter(catalog_import__department=actor.department_id)


def lines_of(batch: CatalogImport) -> QuerySet[ImportLine]:
    """The lines of one import that the reader was shown to be his to see."""
    return ImportLine.objects.filter(catalog_import=batch).select_related("version__entry")


def rejected(batch: CatalogImport) -> QuerySet[ImportLine]:
    """The rejected entries with the lines of their items, in the order of the file."""
    own = lines_of(batch)
    entries = own.filter(outcome=LineOutcome.REJECTED).values("number")
    return own.filter(
        Q(outcome=LineOutcome.REJECTED) | Q(outcome=LineOutcome.ITEM, entry_line__in=entries)
    ).order_by("number")


def counted(batch: CatalogImport) -> Counted:
    """The lines of the import, counted."""
    return batches.counted(ImportLine.objects.filter(catalog_import=batch), CHANGING)


def remembered(department_id: int, headers_digest: str) -> list[str] | None:
    """What the columns under this head held last time; None: it was never seen."""
    found = ColumnMemory.objects.filter(department=department_id, headers_digest=headers_digest)
    uses = found.values_list("uses", flat=True).first()
    return None if uses is None else list(uses)


def at_work() -> list[int]:
    """Ids of the imports that wait for time to go on, the longest waiting first."""
    rows = CatalogImport.objects.filter(status__in=AT_WORK).order_by("status_since", "pk")
    return list(rows.values_list("pk", flat=True))


def read_step(actor: Actor, *, now: datetime) -> Step | None:
    """Reading a workbook, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    return None if own is None else offered(actor, rules.READ_WORKBOOK, _probe(own), now=now)


def _probe(department: Department) -> CatalogImport:
    return CatalogImport(department=department)


# What an import is compared with.


def classifications() -> Classifications:
    """All of them, by code, by name and by both; what was merged means what it was merged into."""
    by_word: dict[str, tuple[int, ...]] = {}
    written: dict[int, str] = {}
    rows = list(Classification.objects.values_list("pk", "code", "name", "merged_into_id"))
    heirs = {pk: heir_id for pk, _code, _name, heir_id in rows}
    for pk, code, name, _heir_id in rows:
        written[pk] = f"{code} {name}"
        meant = pk
        while (heir_id := heirs[meant]) is not None:
            meant = heir_id
        for word in {code, name, written[pk]}:
            by_word[word] = tuple(dict.fromkeys((*by_word.get(word, ()), meant)))
    return Classifications(by_word, written)


@dataclass(slots=True)
class Register:
    """The entries of a department: the version that a row is compared with, by code and by name.

    ``titles`` are their names. Departments that cells name are looked up once each.
    """

    department: Department
    by_code: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    _named: dict[str, list[Department]] = field(default_factory=dict)

    def departments_called(self, name: str) -> list[Department]:
        """Every open department that goes by the name."""
        if name not in self._named:
            self._named[name] = all_by_name(name)
        return self._named[name]


def register_of(department: Department) -> Register:
    """The department's entries with the one version of each that may be changed, or is live."""
    found = Register(department)
    versions = EntryVersion.objects.filter(entry__provider=department).filter(
        Q(status__in=OPEN_STATES) | Q(live_entry__isnull=False)
    )
    rows = versions.order_by("entry_id", "-number").values_list("pk", "entry__code", "name")
    for pk, code, name in rows.iterator(chunk_size=2_000):
        if code in found.by_code:
            continue  # the live version of an entry whose next one is open
        found.by_code[code] = pk
        found.codes[pk] = code
        found.by_name.setdefault(name_key(name), []).append(pk)
        found.titles.append(name)
    return found


def codes_of_others(codes: Iterable[str], department: Department) -> set[str]:
    """Which of these codes belong to entries of other departments."""
    rows = DirectoryEntry.objects.filter(code__in=list(codes)).exclude(provider=department)
    return set(rows.values_list("code", flat=True))
