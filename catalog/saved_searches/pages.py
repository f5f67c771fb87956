"""Saved searches: the list, saving one, dropping one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories import queries as directories
from catalog.directories.filters import EntryFilterSet
from catalog.saved_searches import actions, forms, queries
from portal.interfaces import lists
from portal.interfaces.inputs import Invalid
from portal.interfaces.pages import Page
from portal.regulation import reasons
from portal.workdays.arithmetic import local_day
from portal.workflow.decision import Refused


class SavedSearchListPage(Page):
    """The reader's own searches, the latest first."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """All of them: nobody has more than fits a page."""
        if http_request.GET:
            unknown = sorted(http_request.GET)
            return self.invalid(Invalid.naming(reasons.UNKNOWN_PARAMETER, unknown))
        rows = queries.visible_to(self.actor).order_by("-pk")
        context = {
            "crumbs": _crumbs(_("Saved searches")),
            "rows": [
                {
                    "name": row.name,
                    "url": _results(queries.address_part(row.filters)),
                    "chips": _said(row.filters, self),
                    "notice": _("told of new entries")
                    if row.is_notice_wanted
                    else _("not told of new entries"),
                    "saved_on": f"{local_day(row.created_at):%Y-%m-%d}",
                    "drop_url": reverse("catalog:saved-search-drop", args=[row.pk]),
                }
                for row in rows
            ],
            "empty": {
                "title": _("No search saved yet"),
                "text": _("Search the directory, narrow what is found, and save it there."),
                "actions": [{"label": _("Directory"), "url": _results("")}],
            },
        }
        return self.show("catalog/saved_search_list.html", context)


class NewSavedSearchPage(Page):
    """Keeps what the reader has just searched; the address says what that was."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The name it gets, and what it looks for."""
        return self._draw(forms.SavedSearchForm(initial={"is_notice_wanted": True}))

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Save it, and show the searches."""
        form = forms.SavedSearchForm(http_request.POST)
        if not form.is_valid():
            return self._draw(form, status=400)
        try:
            filters = self._filters()
            saved = actions.keep(
                filters=filters, actor=self.actor, now=self.now, **form.cleaned_data
            )
        except Invalid as invalid:
            return self.invalid(invalid)
        except Refused as refused:
            form.add_error(None, refused.text)
            return self._draw(form, status=409)
        messages.success(http_request, _("Saved as “%(name)s”.") % {"name": saved.name})
        return redirect("catalog:saved-search-list")

    def _filters(self) -> dict[str, list[str]]:
        """The words and filters of the address.

        :raises Invalid: the directory has no such parameter, or it cannot have that value.
        """
        lists.narrow(
            self.request, directories.published_to(self.actor), EntryFilterSet, self.actor, self.now
        )
        return given(dict(self.request.GET.lists()))

    def _draw(self, form: Any, *, status: int = 200) -> HttpResponse:
        if self.actor.department_id is None:
            raise Http404
        try:
            filters = self._filters()
        except Invalid as invalid:
            return self.invalid(invalid)
        context = {
            "crumbs": _crumbs(_("Save the search")),
            "form": form,
            "chips": _said(filters, self),
            "back_url": _results(queries.address_part(filters)),
        }
        return self.show("catalog/saved_search_new.html", context, status=status)


class DropSavedSearchPage(Page):
    """Drops one."""

    def post(self, http_request: HttpRequest, pk: int) -> HttpResponse:
        """Drop it, and show the others."""
        try:
            actions.drop(pk=pk, actor=self.actor, now=self.now)
        except Refused as refused:
            raise Http404 from refused
        messages.success(http_request, _("The search is no longer saved."))
        return redirect("catalog:saved-search-list")


def given(parameters: dict[str, list[str]]) -> dict[str, list[str]]:
    """What is looked for: no place in the list, nothing empty."""
    apart = {name: of for name, of in sorted(parameters.items()) if name not in lists.PLACE}
    return lists.stated(apart)


def _said(filters: dict[str, list[str]], page: Page) -> list[str]:
    """The filters in words."""
    rows = directories.published_to(page.actor)
    narrowed = EntryFilterSet(None, rows, actor=page.actor, now=page.now)
    return [drawn["label"] for drawn in lists.chips_of(filters, narrowed)] or [_("all entries")]


def _results(query: str) -> str:
    url = reverse("catalog:entry-list")
    return f"{url}?{query}" if query else url


def _crumbs(last: str) -> list[dict[str, str]]:
    return [{"label": _("Directory"), "url": _results("")}, {"label": last, "url": ""}]
