"""Bulk edits for department staff: choose entries, state changes, preview, apply, undo."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.bulk_edits import forms, queries, show
from catalog.bulk_edits.filters import BulkEditFilterSet, EditableFilterSet, RowFilterSet
from portal.interfaces import lists
from portal.interfaces import show as common
from portal.interfaces.inputs import Invalid
from portal.interfaces.pages import (
    ListPage,
    MatterPage,
    Page,
    PartListPage,
    StepPage,
    WorkflowPage,
    refusal_note,
    refusal_status,
)
from portal.regulation import bulk_edit as rules
from portal.workflow.decision import Refused

#: In an address, instead of single entries: everything that the filters find.
EVERY = "every"
#: So many of the chosen entries are named over the form.
_NAMED = 10


class BulkEditListPage(ListPage):
    """The department's bulk edits, the newest first."""

    section = "catalog"
    title = _("Bulk edits")
    filterset = BulkEditFilterSet
    sides = ("own", "others")
    counterpart_label = _("Entries")
    day_label = _("Begun on")
    empty_text = _("Nothing was changed in bulk yet, or none fits the filters.")

    def rows(self) -> Any:
        """Those of the own department."""
        return queries.visible_to(self.actor)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A bulk edit in the list."""
        return show.row(matter)

    def more(self) -> Mapping[str, Any]:
        """The button that begins one, for whom that is."""
        step = queries.begin_step(self.actor, now=self.now)
        if step is None or not step.is_allowed:
            return {}
        return {
            "new_url": reverse("catalog:bulk-edit-choose"),
            "new_label": str(rules.BEGIN_BULK_EDIT.label),
        }


class ChooseEntriesPage(Page):
    """The own entries, to be ticked, or all that the filters find."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """One page of entries, and how many there are in all."""
        if self.actor.department_id is None:
            raise Http404
        try:
            narrowed, drawn = lists.listing(
                http_request,
                queries.editable(self.actor),
                EditableFilterSet,
                self.actor,
                self.now,
                order=("-pk",),
                draw=show.choice,
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        count = narrowed.qs.count()
        chosen_filters = parse_qsl(lists.narrowing(http_request))
        query = lists.narrowing(http_request, **{EVERY: "1"})
        context = {
            "crumbs": _crumbs(str(rules.BEGIN_BULK_EDIT.label)),
            "title": rules.BEGIN_BULK_EDIT.label,
            **drawn,
            "count": count,
            "most": rules.MOST_ENTRIES,
            "filters": chosen_filters,
            "new_url": reverse("catalog:bulk-edit-new"),
            "every_url": f"{reverse('catalog:bulk-edit-new')}?{query}"
            if 0 < count <= rules.MOST_ENTRIES
            else "",
            "empty": {
                "title": gettext("No entry fits"),
                "text": gettext("Your department has no entry that fits these filters."),
                "actions": [{"label": gettext("All entries"), "url": http_request.path}],
            },
        }
        return self.show("catalog/bulk_edit_choose.html", context)


class NewBulkEditPage(Page):
    """What is changed of the entries that the address names or whose filters it bears."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The form; without any entry chosen, the page where they are, with its filters."""
        if "entry" not in http_request.GET and EVERY not in http_request.GET:
            messages.warning(http_request, gettext("Tick the entries to be changed first."))
            url = reverse("catalog:bulk-edit-choose")
            query = lists.narrowing(http_request)
            return redirect(f"{url}?{query}" if query else url)
        return self._form(forms.BulkEditForm())

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Begin the bulk edit; a refusal keeps what was typed."""
        form = forms.BulkEditForm(http_request.POST)
        if not form.is_valid():
            return self._form(form, status=400)
        try:
            chosen = self._chosen().values_list("pk", flat=True)
            made = forms.begin(
                list(chosen[: rules.MOST_ENTRIES + 1]), form.cleaned_data, self.actor, self.now
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        except Refused as refused:
            return self._form(form, refused=refused, status=refusal_status(refused))
        messages.success(http_request, common.done(rules.BEGIN_BULK_EDIT, made, self.now))
        return redirect("catalog:bulk-edit", number=made.public_number)

    def _chosen(self) -> QuerySet[Any]:
        """The versions chosen.

        :raises Invalid: a parameter is no filter.
        :raises Http404: an entry that is named is none of the own department's.
        """
        if self.actor.department_id is None:
            raise Http404
        codes = set(self.request.GET.getlist("entry"))
        rows = queries.editable(self.actor)
        own = ("entry", EVERY)
        narrowed = lists.narrow(
            self.request, rows, EditableFilterSet, self.actor, self.now, own=own
        )
        if self.request.GET.get(EVERY):
            found: QuerySet[Any] = narrowed.qs
            return found
        found = queries.chosen(self.actor, codes)
        if found.count() != len(codes):
            raise Http404
        return found

    def _form(
        self, form: Any, *, refused: Refused | None = None, status: int = 200
    ) -> HttpResponse:
        try:
            chosen = self._chosen()
        except Invalid as invalid:
            return self.invalid(invalid)
        names = list(chosen.order_by("entry__code").values_list("name", flat=True)[:_NAMED])
        context = {
            "crumbs": _crumbs(str(rules.BEGIN_BULK_EDIT.label)),
            "rule": rules.BEGIN_BULK_EDIT,
            "form": form,
            "names": names,
            "count": chosen.count(),
            "back_url": reverse("catalog:bulk-edit-choose"),
            "refusal": refusal_note(refused),
        }
        return self.show("catalog/bulk_edit_new.html", context, status=status)


class _BulkEdit(WorkflowPage):
    """What the page of a bulk edit and those of its steps and rows share."""

    section = "catalog"
    machine = rules.MACHINE
    step_inputs = forms.STEPS

    def visible(self) -> QuerySet[Any]:
        """Those of the own department."""
        return queries.visible_to(self.actor)

    def title(self, matter: Any) -> str:
        """What is changed."""
        return show.title(matter)


class BulkEditPage(_BulkEdit, MatterPage):
    """One bulk edit: how far it is, what becomes of its entries, and what can be done now."""

    list_title = _("Bulk edits")
    body = "catalog/batch_body.html"

    def draw(self, matter: Any) -> dict[str, Any]:
        """The bulk edit."""
        return show.context(matter, self.actor)


class BulkEditStepPage(_BulkEdit, StepPage):
    """One step of a bulk edit."""


class BulkEditRowsPage(_BulkEdit, PartListPage):
    """Entry by entry: each field from old to new, or the reason why it cannot be changed."""

    list_title = _("Bulk edits")
    label = _("Entry by entry")
    filterset = RowFilterSet
    order = ("number",)
    template = "catalog/batch_lines.html"
    empty_title = _("No entry fits")
    empty_text = _("No entry of this bulk edit fits these filters.")
    all_label = _("All entries")

    def rows(self, matter: Any) -> QuerySet[Any]:
        """The chosen entries."""
        return queries.rows_of(matter)

    def draw(self, row: Any) -> dict[str, Any]:
        """An entry with what changes."""
        return show.line(row)

    def more(self, matter: Any) -> Mapping[str, Any]:
        """How the rows were counted, and what the columns are called."""
        return {
            **show.rows_context(matter, queries.counted(matter)),
            "number_label": _("Row"),
            "said_label": _("What changes"),
        }


def _crumbs(last: str) -> list[dict[str, str]]:
    return [
        {"label": gettext("Bulk edits"), "url": reverse("catalog:bulk-edit-list")},
        {"label": last, "url": ""},
    ]
