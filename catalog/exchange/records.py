"""What the directory tells other systems of an entry: one reading for every outgoing format."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from catalog.departments.models import Department
from catalog.directories import queries as directories
from catalog.directories.models import (
    DataItem,
    DataResource,
    DirectoryEntry,
    EntryVersion,
)
from portal.regulation import articles
from portal.regulation.value_rules import table_schema
from portal.regulation.vocabulary import (
    DataCategory,
    DataFormat,
    Openness,
    Purpose,
    SharingClass,
    SharingMode,
    UpdateFrequency,
)
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor

#: So many entries are held in memory at a time, however many there are.
CHUNK = 100

#: As the decree is cited; what other systems are told stands in Chinese.
DECREE = "《政务数据共享条例》"


@dataclass(frozen=True, slots=True)
class Holder:
    """The department that provides an entry."""

    code: str
    name: str
    office: str
    region_code: str
    region_name: str


@dataclass(frozen=True, slots=True)
class Supply:
    """One way by which the data of an entry are had; it never tells where they lie."""

    code: str
    name: str
    mode: str
    updated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What only those read to whom the entry's details are open."""

    abstract: str
    version: str
    issued_on: date | None
    frequency: str
    data_format: str
    category: str
    theme_code: str
    theme_name: str
    standards: tuple[tuple[str, str], ...]
    items: tuple[str, ...]
    supplies: tuple[Supply, ...]
    purposes: tuple[str, ...]
    safeguards: str
    openness: str
    open_condition: str
    related_codes: tuple[str, ...]
    #: The items that have a column, with their value rules; None where none has one.
    table_schema: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as one reader may see it; ``details`` is None where they are closed to him.

    A closed entry tells title, holder, class, reason and basis, and nothing else.
    """

    position: int
    code: str
    slug: str
    title: str
    holder: Holder
    sharing_class: str
    reason: str
    basis: str
    norm_number: str
    norm_title: str
    details: Details | None

    @property
    def rights(self) -> str:
        """The class with its article, reason, basis and openness, in one statement (Arts 14, 15).

        That an entry is opened to society is said in words alone, which no harvester takes for a
        licence: the data are not had here.
        """
        rule = f"{DECREE}{articles.A14.zh}：{SharingClass(self.sharing_class).label}。"
        reason = f"理由：{self.reason.rstrip('。')}。" if self.reason else ""
        basis = f"依据：{self.basis.rstrip('。')}。" if self.basis else ""
        return f"{rule}{reason}{basis}{self._conditions}"

    @property
    def _conditions(self) -> str:
        if self.details is None:
            return ""
        purposes = "、".join(str(Purpose(code).label) for code in self.details.purposes)
        stated = f"用途：{purposes}。" if purposes else ""
        safeguards = self.details.safeguards.rstrip("。")
        stated += f"使用条件：{safeguards}。" if safeguards else ""
        opened = label(Openness, self.details.openness)
        stated += f"开放属性：{opened}。" if opened else ""
        condition = self.details.open_condition.strip().rstrip("。")
        return f"{stated}开放条件：{condition}。" if condition else stated

    @property
    def description(self) -> str:
        """The abstract; of a closed entry, why it has none."""
        if self.details is not None:
            return self.details.abstract.strip() or self.title
        return f"该目录条目的详细信息不予公开。{self.rights}"

    @property
    def words(self) -> tuple[str, ...]:
        """Key words: the classification and what the data speak of."""
        if self.details is None:
            return ()
        category = self.details.category and str(DataCategory(self.details.category).label)
        return tuple(dict.fromkeys(filter(None, (self.details.theme_name, category))))

    @property
    def address(self) -> str:
        """The entry's page, where one asks for the data."""
        return f"{base()}/catalog/{quote(self.slug)}/"


def base() -> str:
    """What every address of the portal begins with, as told to other systems."""
    return str(settings.PORTAL_ADDRESS).rstrip("/")


def entry_iri(slug: str) -> str:
    """An entry, apart from the page that tells of it."""
    return f"{base()}/catalog/{quote(slug)}/#entry"


def schema_iri(slug: str) -> str:
    """The entry's items and value rules as a Table Schema, for whoever reads the feed."""
    return f"{base()}/api/v1/entries/{quote(slug)}/table-schema/"


def department_iri(code: str) -> str:
    """A department."""
    return f"{base()}/api/v1/departments/{quote(code)}/#department"


def label(choices: type[SharingMode | UpdateFrequency | DataFormat | Openness], code: str) -> str:
    """The words of a code; none for a particular that is not stated."""
    return str(choices(code).label) if code else ""


def readable(
    entries: QuerySet[DirectoryEntry], actor: Actor, *, now: datetime
) -> QuerySet[DirectoryEntry]:
    """The entries with all that a record is read from: three statements, however many they are."""
    items = DataItem.objects.select_related("standard").order_by("position")
    resources = DataResource.objects.select_related("current").order_by("pk")
    return (
        directories.with_openness(entries, actor, now=now)
        .filter(provider__isnull=False)
        .select_related(
            "provider__region",
            "live_version__classification",
            "live_version__basis_norm",
            "live_version__condition_row",
        )
        .prefetch_related(Prefetch("live_version__items", items), Prefetch("resources", resources))
    )


def stream(
    entries: QuerySet[DirectoryEntry], actor: Actor, *, now: datetime
) -> Iterator[list[Record]]:
    """The records of all these entries, oldest first, a chunk at a time.

    Each chunk begins after the last entry of the one before, so that what is published or withdrawn
    meanwhile neither repeats an entry nor loses another.
    """
    rows = readable(entries, actor, now=now).order_by("pk")
    last = 0
    while chunk := [record_of(entry) for entry in rows.filter(pk__gt=last)[:CHUNK]]:
        yield chunk
        last = chunk[-1].position


def record_of(entry: DirectoryEntry) -> Record:
    """One entry that ``readable`` has read."""
    version = entry.live
    is_open = bool(getattr(entry, "with_details_open", False))
    norm = version.basis_norm
    return Record(
        position=entry.pk,
        code=entry.code,
        slug=entry.slug,
        title=version.name,
        holder=holder_of(entry.holder),
        sharing_class=entry.sharing_class,
        reason=version.withheld_reason.strip() or version.detail_closed_reason.strip()
        if is_open
        else version.detail_closed_reason.strip() or version.withheld_reason.strip(),
        basis=f"{version.basis_instrument} {version.basis_article}".strip(),
        norm_number=norm.public_number if norm else "",
        norm_title=norm.title if norm else "",
        details=_details(entry, version) if is_open else None,
    )


def holder_of(department: Department) -> Holder:
    """The department as an entry names it; its region has been read with it."""
    return Holder(
        code=department.code,
        name=department.name,
        office=department.sharing_office or department.name,
        region_code=department.region.code,
        region_name=department.region.name,
    )


def _details(entry: DirectoryEntry, version: EntryVersion) -> Details:
    condition = getattr(version, "condition_row", None)
    items = tuple(version.items.all())
    theme = version.classification
    return Details(
        abstract=version.abstract,
        version=str(version.number),
        issued_on=local_day(entry.published_at) if entry.published_at else None,
        frequency=version.update_frequency,
        data_format=version.data_format,
        category=version.category,
        theme_code=theme.code if theme else "",
        theme_name=theme.name if theme else "",
        standards=_standards(items),
        items=tuple(item.name for item in items),
        supplies=_supplies(entry, version),
        purposes=tuple(condition.purposes) if condition else (),
        safeguards=condition.safeguards.strip() if condition else "",
        openness=version.openness,
        open_condition=version.open_condition,
        related_codes=tuple(version.related_codes),
        table_schema=table_schema(items) if any(item.column_name for item in items) else None,
    )


def _standards(items: tuple[DataItem, ...]) -> tuple[tuple[str, str], ...]:
    """Number and citation of each standard that an item keeps, each once."""
    kept: dict[str, str] = {}
    for item in items:
        if item.standard is not None:
            kept.setdefault(item.standard.public_number, item.standard.cited_as)
    return tuple(kept.items())


def _supplies(entry: DirectoryEntry, version: EntryVersion) -> tuple[Supply, ...]:
    """The entry's data resources; before there is one, the modes the version offers.

    What is not shared has none (Art. 14).
    """
    if entry.sharing_class == SharingClass.WITHHELD:
        return ()
    found = tuple(
        Supply(
            resource.code,
            resource.name,
            resource.mode,
            local_day(resource.current.loaded_at) if resource.current else None,
        )
        for resource in entry.resources.all()
    )
    return found or tuple(
        Supply(f"{entry.slug}-{mode.lower()}", str(SharingMode(mode).label), mode)
        for mode in version.sharing_modes
    )
