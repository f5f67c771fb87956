"""One world for the module: the market regulator with a published entry and a draft."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from catalog.imports import actions
from catalog.imports.jobs import work_on_imports
from catalog.imports.models import CatalogImport, ImportLine
from catalog.imports.reading import read_file
from portal.workflow.actor import Actor
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.races.world import kept_for_module

if TYPE_CHECKING:
    from datetime import datetime

    from catalog.models import EntryVersion

CLOCK = Actor.system("work-on-imports")


class Office:
    """The regulator's desk: files in, time at work, lines out."""

    def __init__(self, cast: the_cast.Cast) -> None:
        self.cast = cast
        self.now: datetime = cast.now
        self.published: EntryVersion = story.publish(cast, story.enterprise_registry())
        self.draft: EntryVersion = story.draft(
            cast, story.enterprise_registry(name="食品经营许可信息", abstract="许可证信息。")
        )

    def read(self, raw: bytes, person: str = "market_compiler") -> CatalogImport:
        """The person sends a file."""
        actor = self.cast.actor(person)
        return actions.read_workbook(
            file_name="目录.xlsx", content=raw, grid=read_file(raw), actor=actor, now=self.now
        )

    def choose_head(self, batch: CatalogImport, head_row: int) -> None:
        """The clerk says which row is the head."""
        actor = self.cast.actor("market_compiler")
        actions.choose_head(pk=batch.pk, head_row=head_row, actor=actor, now=self.now)
        batch.refresh_from_db()

    def step(self, batch: CatalogImport, name: str, person: str = "market_compiler") -> None:
        """The person takes a step; then time works as long as there is something to do."""
        more = {"uses": batch.uses} if name == "map_columns" else {}
        step: Callable[..., None] = getattr(actions, name)
        step(pk=batch.pk, actor=self.cast.actor(person), now=self.now, **more)
        work_on_imports(actor=CLOCK, now=self.now)
        batch.refresh_from_db()

    def checked(self, raw: bytes) -> CatalogImport:
        """A file up to its dry run, its columns as they were proposed."""
        batch = self.read(raw)
        self.step(batch, "map_columns")
        assert batch.status == "CHECKED"
        return batch

    def loaded(self, raw: bytes) -> CatalogImport:
        """A file up to the end of its load."""
        batch = self.checked(raw)
        self.step(batch, "load_rows")
        assert batch.status == "LOADED"
        return batch


def outcomes(batch: CatalogImport) -> dict[int, str]:
    """The outcome of every line of the file."""
    return dict(ImportLine.objects.filter(catalog_import=batch).values_list("number", "outcome"))


def line(batch: CatalogImport, number: int) -> ImportLine:
    """One line."""
    return ImportLine.objects.get(catalog_import=batch, number=number)


@pytest.fixture(scope="module")
def _built(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Office]:
    with kept_for_module(django_db_blocker, lambda: Office(the_cast.build(NOW))) as office:
        yield office


@pytest.fixture
def office(_built: Office, db: None) -> Office:
    """The desk, as it was at the beginning."""
    return _built
