"""Bulk edits of the demo city: one written and undone, one written, one with its preview."""

from catalog.bulk_edits import actions, loading, queries
from catalog.bulk_edits.altering import Alteration
from catalog.bulk_edits.models import BulkEdit
from portal.regulation.entry_version import State
from portal.regulation.vocabulary import Openness, UpdateFrequency
from portal.workflow.actor import Actor
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

_CLOCK = Actor.system("work-on-bulk-edits")
#: So many entries are chosen each time; all of them on each portion.
_CHOSEN, _PORTION = 3, 100
WRITTEN, PREVIEWED = -6, -3


def _preview(city: City, alteration: Alteration, status: str) -> BulkEdit:
    person = city.actor("MZJ", "jingban")
    found = queries.editable(person).filter(status=status)
    rows = found.order_by("entry__code").values_list("pk", flat=True)
    batch = actions.begin_bulk_edit(
        version_ids=list(rows[:_CHOSEN]), alteration=alteration, actor=person, now=city.now
    )
    loading.judge_some(batch, rows=_PORTION)
    actions.finish_preview(pk=batch.pk, actor=_CLOCK, now=city.now)
    return batch


def _write(city: City, batch: BulkEdit) -> None:
    actions.apply_changes(pk=batch.pk, actor=city.actor("MZJ", "jingban"), now=city.now)
    batch.refresh_from_db()
    loading.apply_some(batch, rows=_PORTION, now=city.now)
    actions.finish_changes(pk=batch.pk, actor=_CLOCK, now=city.now)


def _undo(city: City, batch: BulkEdit) -> None:
    actions.undo_changes(pk=batch.pk, actor=city.actor("MZJ", "jingban"), now=city.now)
    loading.undo_some(batch, rows=_PORTION, actor=_CLOCK, now=city.now)
    actions.finish_undoing(pk=batch.pk, actor=_CLOCK, now=city.now)


def _told(city: City) -> Story:
    """Of drafts the wrong frequency, undone, and the right one; of the published, words to come.

    With the words comes what the published entries say of opening.
    """
    yield city.timeline.at(WRITTEN)
    for frequency in (UpdateFrequency.YEARLY, UpdateFrequency.WEEKLY):
        batch = _preview(city, Alteration(plain={"update_frequency": frequency}), State.DRAFT)
        _write(city, batch)
        if frequency is UpdateFrequency.YEARLY:
            _undo(city, batch)
    yield city.timeline.at(PREVIEWED)
    words = Alteration(
        plain={"openness": Openness.CONDITIONAL},
        open_condition="须注明数据来源，不得用于识别特定个人。",
        find="信息",
        replacement="数据",
        find_in=("name", "abstract"),
    )
    _preview(city, words, State.PUBLISHED)


def tell_all(city: City) -> None:
    """Begin the story of the bulk edits."""
    city.timeline.tell(_told(city))
