"""What pages, admin and API show of bulk edits."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.batches import show as batches
from catalog.batches.models import LineProgress
from catalog.batches.queries import Counted
from catalog.bulk_edits import causes, queries
from catalog.bulk_edits.altering import Alteration
from catalog.bulk_edits.altering import changes as changes_between
from catalog.bulk_edits.models import BulkEdit, BulkEditRow, RowOutcome
from catalog.directories import comparing_show
from catalog.directories.actions import Condition, Content
from catalog.directories.forms import DraftForm
from catalog.directories.models import EntryVersion
from portal.interfaces import matters, show
from portal.regulation import bulk_edit as rules
from portal.regulation.comparison import Change, Comparison
from portal.regulation.punctuation import bracketed, enumerated
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor

S = rules.State
_TONES: Final[dict[Any, str]] = {
    RowOutcome.CHANGED: "warn",
    RowOutcome.UNCHANGED: "ok",
    RowOutcome.REJECTED: "bad",
}
#: So many entries are named where all that is left is listed.
_MOST_LISTED: Final = 200


def title(batch: BulkEdit) -> str:
    """What is changed, in a few words."""
    alteration = Alteration.restored(batch.changes)
    names = [name.removesuffix("_id") for name in alteration.plain]
    stated = ("purposes", "safeguards", "open_condition")
    names += [name for name in stated if getattr(alteration, name)]
    if alteration.related_added or alteration.related_removed:
        names.append("related_codes")
    names += [name for name in alteration.find_in if name not in names]
    labels = [str(DraftForm.base_fields[name].label) for name in names]
    if alteration.scope:
        labels.append(_("Sharing scope"))
    return _("Change %(fields)s") % {"fields": enumerated(labels)}


def row(batch: BulkEdit) -> dict[str, Any]:
    """A bulk edit in a list."""
    return {
        "title": title(batch),
        "public_number": batch.public_number,
        "counterpart": str(batch.entry_count),
        "status": show.badge(batch),
        "due": None,
        "due_on_label": f"{local_day(batch.created_at):%Y-%m-%d}",
    }


def context(batch: BulkEdit, actor: Actor) -> dict[str, Any]:
    """One bulk edit as its page draws it."""
    counted = queries.counted(batch)
    line = _("%(count)s entries") % {"count": batch.entry_count}
    head = matters.head(batch, title=title(batch), kind=_("Bulk edit"), line=line)
    facts: list[matters.Fact] = [
        (_("Department"), batch.department.name, False),
        (_("Begun by"), str(batch.editor), False),
        *((label, new, True) for label, new in _told(batch)),
    ]
    return {
        "matter": {**head, "who": []},
        **rows_context(batch, counted),
        "bars": _bars(batch, counted),
        "left": _left(batch) if counted.progress.get(LineProgress.LEFT) else [],
        "particulars": matters.particulars(facts),
        "story": show.story(batch),
    }


def rows_context(batch: BulkEdit, counted: Counted) -> dict[str, Any]:
    """What stands above the rows: figures and the sum."""
    url = reverse("catalog:bulk-edit-rows", kwargs={"number": batch.public_number})
    heading = _("What becomes of the entries")
    is_shown = batch.status != S.CHECKING
    each = _("%(outcome)s: %(count)s")
    return {
        "figures": batches.figures(counted, _TONES, url) if is_shown else [],
        "label_for_figures": heading,
        "counts_title": heading,
        "accounts": batches.accounts(
            counted, RowOutcome, each, _("%(total)s entries in all: %(parts)s.")
        )
        if is_shown
        else "",
        "rows_url": url,
        "rows_label": _("Entry by entry"),
    }


def _bars(batch: BulkEdit, counted: Counted) -> dict[str, Any]:
    """How far time has come, where it is at work."""
    if batch.status == S.CHECKING:
        judged = counted.total - counted.outcomes.get(RowOutcome.CHOSEN, 0)
        return batches.bar(_("Entries previewed"), judged, counted.total)
    if batch.status in (S.APPLYING, S.STOPPED):
        written = counted.progress.get(LineProgress.LOADED, 0)
        return batches.bar(_("Entries written into drafts"), written, counted.work)
    if batch.status == S.UNDOING:
        return batches.bar(_("Entries undone"), batches.undone(counted), counted.work)
    return {}


def _left(batch: BulkEdit) -> list[str]:
    rows = queries.rows_of(batch).filter(progress=LineProgress.LEFT).order_by("number")
    return [bracketed(each.name, each.version.entry.code) for each in rows[:_MOST_LISTED]]


def _told(batch: BulkEdit) -> list[tuple[str, str]]:
    """Each field that is changed, and to what."""
    alteration = Alteration.restored(batch.changes)
    stated = {**alteration.scope, "purposes": alteration.purposes}
    stated["safeguards"] = alteration.safeguards
    condition = Condition(**{name: _tuple(value) for name, value in stated.items()})
    plain = {name: _tuple(value) for name, value in alteration.plain.items()}
    plain["open_condition"] = alteration.open_condition
    content = Content(name="", condition=condition, **plain)
    names = queries.names_in([content])
    drawn = [
        (each["label"], each["after"])
        for each in _drawn(changes_between(Content(name=""), content, names))
    ]
    related = (
        (_("Add related codes"), alteration.related_added),
        (_("Take out related codes"), alteration.related_removed),
    )
    drawn += [(label, enumerated(codes)) for label, codes in related if codes]
    if alteration.find:
        fields = enumerated(str(DraftForm.base_fields[name].label) for name in alteration.find_in)
        said = _("“%(old)s” becomes “%(new)s”")
        told = said % {"old": alteration.find, "new": alteration.replacement}
        drawn.append((fields, told))
    return drawn


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _drawn(changes: Any) -> list[dict[str, str]]:
    drawn: list[dict[str, str]] = comparing_show.drawn(Comparison(tuple(changes), ()))["fields"]
    return drawn


def line(each: BulkEditRow) -> dict[str, Any]:
    """A row in the preview and in the ledger."""
    changes = _drawn(
        Change(change["field"], change["before"], change["after"]) for change in each.changes
    )
    outcome = RowOutcome(each.outcome)
    return {
        "number": each.number,
        "name": each.name,
        "code": each.version.entry.code,
        "status": {"tone": _TONES.get(outcome, "mute"), "label": outcome.label, "shape": ""},
        "progress": batches.progress_of(each),
        "is_new": False,
        "changes": [
            {"label": each["label"], "old": each["before"], "new": each["after"]}
            for each in changes
        ],
        "reason": causes.sentence(each.cause, each.values),
        "near": "",
        "entry_line": "",
    }


def choice(version: EntryVersion) -> dict[str, Any]:
    """An entry that may be chosen."""
    return {
        "slug": version.entry.slug,
        "title": version.name,
        "code": version.entry.code,
        "status": show.badge(version),
        "frequency": version.get_update_frequency_display() or "—",
        "sharing_class": version.get_sharing_class_display() or "—",
    }
