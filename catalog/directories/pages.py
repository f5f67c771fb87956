"""The directory's pages for department staff: browse, search, read an entry."""

from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.directories import comparing, comparing_show, facets, queries, show
from catalog.directories.above import OwnState
from catalog.directories.filters import MOST_TYPED, EntryFilterSet
from catalog.directories.models import DirectoryEntry
from catalog.search import marking
from catalog.search.queries import FITS, Search
from portal.interfaces import lists
from portal.interfaces import show as common
from portal.interfaces.inputs import Invalid
from portal.interfaces.pages import Page
from portal.regulation import catalog_workbook, deadlines, reasons
from portal.regulation.vocabulary import SharingClass


def _marked(text: str, search: Search | None) -> SafeString:
    """The text with what was looked for marked; every piece is escaped."""
    pieces = [(text, False)] if search is None else marking.marked(text, search.reading)
    drawn = (format_html("<mark>{}</mark>", piece) if found else piece for piece, found in pieces)
    return format_html_join("", "{}", ((piece,) for piece in drawn))


def _near_line(results: list[dict[str, Any]]) -> str:
    """What follows but comes near what was typed; nothing where everything fits it."""
    if all(each["fits"] for each in results):
        return ""
    if any(each["fits"] for each in results):
        return _("Little fits as it was typed; what comes near it follows.")
    return _("Nothing fits as it was typed; what comes near it follows.")


class EntryListPage(Page):
    """Browse and search what is published; every entry says what the reader may do."""

    section = "catalog"
    order = ("-published_at", "-pk")

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """One page of entries, narrowed by the same filter set as everywhere."""
        rows = queries.published_to(self.actor)
        try:
            narrowed = lists.narrow(http_request, rows, EntryFilterSet, self.actor, self.now)
            found = narrowed.qs  # reading it runs the filters, the search among them
            search = narrowed.search
            marked = queries.with_availability(found, self.actor, now=self.now)
            marked = facets.with_own_state(marked, self.actor, now=self.now)
            listed = marked.select_related("live_version__entry", "provider")
            order: tuple[str, ...] = self.order
            if search is not None:
                listed, order = search.ranked(listed), ("-relevance", *order)
            entries, pager = lists.page(http_request, listed, order, lambda row: row)
        except Invalid as invalid:
            return self.invalid(invalid)
        links = show.links_of_withheld(entries, self.actor, self.now)
        results = [self._result(each, search, links.get(each.pk)) for each in entries]
        counts = self._counts(rows, narrowed)
        chips = lists.chips(http_request, narrowed)
        is_chosen = any(http_request.GET.getlist(name) for name in facets.FACETS)
        # The facets have counted already what is narrowed by none of them.
        count = found.count() if is_chosen else counts.total
        context = {
            "scope_line": _("%(count)s published entries")
            % {"count": rows.count() if chips else count},
            "query": http_request.GET.get("q", ""),
            "suggest_url": reverse("catalog:entry-suggestions"),
            "facets": self._facets(counts, narrowed),
            "days": [narrowed.form["published_from"], narrowed.form["published_to"]],
            "days_open": any(http_request.GET.get(f"published_{end}") for end in ("from", "to")),
            "chips": chips,
            "clear_url": http_request.path,
            "count": count,
            "near_line": _near_line(results) if narrowed.is_near else "",
            "results": results,
            "page": pager,
            "empty": {
                "title": _("No entry fits"),
                "text": _(
                    "Nothing published matches these words and filters. "
                    "What no entry covers may be put down as a demand."
                ),
                "actions": [
                    {"label": _("Clear all filters"), "url": http_request.path},
                    {"label": _("Open the demand list"), "url": reverse("requests:demand-list")},
                ],
            },
        }
        # The words stand in the field of the search; only what else narrows is a filter.
        apart = {name: of for name, of in http_request.GET.lists() if name != "q"}
        context["chosen_count"] = len(lists.chips_of(apart, narrowed))
        if chips:
            query = lists.narrowing(http_request)
            context["save_url"] = f"{reverse('catalog:saved-search-new')}?{query}"
        if count and self.actor.department_id is not None:
            context["file_url"] = self._file_url(count)
        context["doors"] = [
            {"label": _("Saved searches"), "url": reverse("catalog:saved-search-list")},
            {"label": _("Bulk edits"), "url": reverse("catalog:bulk-edit-list")},
            {"label": _("Base registries"), "url": reverse("catalog:registries")},
            {"label": _("Classification tree"), "url": reverse("catalog:classification-list")},
            {"label": _("Source departments"), "url": reverse("catalog:designation-list")},
            {"label": _("Questions on entries"), "url": reverse("catalog:question-list")},
        ]
        return self.show("catalog/entry_list.html", context)

    def _file_url(self, count: int) -> str:
        """The official template with what the list is narrowed to, wherever in it the reader is.

        What is too long for a workbook comes as a table.
        """
        narrowing = lists.narrowing(self.request)
        kind = "workbook" if count <= catalog_workbook.MOST_IN_WORKBOOK else "table"
        file = reverse(f"catalog:entry-{kind}")
        return f"{file}?{narrowing}" if narrowing else file

    def _counts(self, rows: Any, narrowed: EntryFilterSet) -> facets.Counts:
        given = self.request.GET.copy()
        chosen = {name: given.pop(name, []) for name in facets.FACETS}
        apart = EntryFilterSet(given, rows, actor=self.actor, now=self.now)
        apart.search = narrowed.search
        return facets.facet_counts(apart.qs, chosen, self.actor, now=self.now)

    def _facets(self, counts: facets.Counts, narrowed: EntryFilterSet) -> list[dict[str, Any]]:
        chosen = {name: self.request.GET.getlist(name) for name in facets.FACETS}
        return [
            {
                "name": name,
                "label": narrowed.filters[name].label,
                "open": name == "sharing_class" or bool(chosen[name]),
                "options": self._options(name, chosen[name], counts, narrowed),
            }
            for name in facets.FACETS
        ]

    def _options(
        self, name: str, chosen: list[str], counts: facets.Counts, narrowed: EntryFilterSet
    ) -> list[dict[str, Any]]:
        """The choices of a facet; one that leaves nothing only where it was made already."""
        numbers = counts.numbers[name]
        known = counts.labels.get(name) or dict(narrowed.form.fields[name].choices)
        codes = (
            list(known) if name not in facets.BY_NUMBER else [c for c, _n in numbers.most_common()]
        )
        listed = [str(code) for code in codes if code and numbers[code]]
        listed += [code for code in chosen if code and code not in listed]
        return [
            {
                "value": code,
                "label": known.get(code, code),
                "count": numbers[code],
                "checked": code in chosen,
                "sharing_class": code if name == "sharing_class" else "",
            }
            for code in listed
        ]

    def _result(
        self, entry: Any, search: Search | None, second: dict[str, str] | None
    ) -> dict[str, Any]:
        version = entry.live
        url = reverse("catalog:entry", kwargs={"slug": entry.slug})
        if entry.sharing_class == SharingClass.WITHHELD:
            said = {_("Reason for not sharing"): version.withheld_reason}
            if not entry.is_detail_closed and version.basis_instrument:
                basis = f"{version.basis_instrument} {version.basis_article}"
                said[_("Legal basis")] = basis.strip()
            told = (_("%(label)s: %(value)s") % {"label": k, "value": v} for k, v in said.items())
            hit = " ".join(told)
        else:
            hit = "" if entry.is_detail_closed else version.abstract
        return {
            "url": url,
            "title": _marked(version.name, search),
            "state": self._state(entry),
            "sharing_class": show.sharing_class(entry.sharing_class),
            "provider": entry.holder.name,
            "freshness": show.label_of_frequency(version),
            "hit_line": _marked(hit[:160], search),
            "fits": search is None or entry.relevance >= FITS,
            "code": entry.code,
            "action": {"label": _("Read the entry"), "url": url},
            "second": second,
            "slug": entry.slug,
            "may_collect": entry.with_available
            and not entry.is_detail_closed
            and entry.provider_id != self.actor.department_id,
        }

    def _state(self, entry: Any) -> dict[str, str] | None:
        """How the entry stands for the reader's department, in a badge."""
        own = entry.own_state
        if entry.provider_id == self.actor.department_id:
            tone, label = "mute", _("our own entry")
        elif own != OwnState.NONE:
            tone, label = "info" if own != OwnState.IN_USE else "ok", str(OwnState(own).label)
        elif entry.sharing_class == SharingClass.WITHHELD:
            return None
        elif entry.with_available:
            tone, label = "ok", _("available to us")
        else:
            tone, label = "mute", _("outside the sharing scope")
        return {"tone": tone, "label": label, "shape": ""}


class SuggestionPage(Page):
    """Names and codes of entries that fit what has been typed so far, for the field that asks."""

    section = "catalog"
    #: More are not read while one types.
    most = 8

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The best of what a search for the same words would find, the best first."""
        unknown = sorted(set(http_request.GET) - {"q"})
        typed = http_request.GET.get("q", "")
        if unknown:
            return self.invalid(Invalid.naming(reasons.UNKNOWN_PARAMETER, unknown))
        if len(typed) > MOST_TYPED:
            return self.invalid(Invalid.naming(reasons.INVALID_INPUT, ["q"]))
        search = queries.searched(typed, self.actor, now=self.now)
        fitting = search.ranked(search.narrow(queries.published_to(self.actor)))
        named = fitting.order_by("-relevance", "-pk").values("code", name=F("live_version__name"))
        return JsonResponse({"entries": list(named[: self.most])})


class EntryPage(Page):
    """One entry: what it is, on which terms, and the one thing to do next."""

    section = "catalog"

    def get(self, http_request: HttpRequest, slug: str) -> HttpResponse:
        """The entry as far as the reader may see it; hidden and absent look alike."""
        entry = queries.by_slug(queries.published_to(self.actor), slug)
        if entry is None or entry.live_version is None:
            raise Http404
        version = entry.live_version
        is_open = queries.may_see_details(entry, self.actor, now=self.now)
        context: dict[str, Any] = {
            "crumbs": [
                {"label": _("Directory"), "url": reverse("catalog:entry-list")},
                {"label": version.name, "url": ""},
            ],
            "entry": {
                "title": version.name,
                "status": common.badge(version),
                "sharing_class": show.sharing_class(version.sharing_class),
                "provider": entry.holder.name,
                "version_line": _("version %(number)s, published %(day)s")
                % {"number": version.number, "day": f"{version.published_at:%Y-%m-%d}"},
                "code": entry.code,
            },
            "terms": self._terms(version.sharing_class),
            "particulars": show.particulars(version)
            if is_open
            else show.closed_particulars(version),
        }
        if is_open:
            context["items"] = show.items(version)
            context["conditions"] = show.conditions(version)
            for part in show.version_parts:
                context.update(part(version, self.actor, self.now))
        context.update(self._offers(entry))
        return self.show("catalog/entry_detail.html", context)

    def _offers(self, entry: DirectoryEntry) -> dict[str, Any]:
        """The one button and the links beneath; where there is no button, why."""
        offers = show.offers(entry, self.actor, self.now)
        drawn: dict[str, Any] = {"action": offers.next_step, "doors": offers.others}
        drawn["slug"] = entry.slug
        reason = queries.availability(entry, self.actor, now=self.now)
        drawn["may_collect"] = reason is None
        if reason is not None:
            drawn["refusal"] = {
                "title": _("This entry cannot be asked for"),
                "text": reason.text,
                "code": reason.code,
                "article": reason.basis,
                "tone": "info" if offers.next_step or reason is reasons.OWN_ENTRY else "bad",
                "ways": [],
            }
        return drawn

    def _terms(self, sharing_class: str) -> list[dict[str, str]]:
        if sharing_class == SharingClass.WITHHELD:
            return []
        answer = deadlines.answer_deadline(sharing_class)
        days = _workdays
        return [
            {"label": _("Consent"), "value": _("heads of both data-sharing offices")},
            {"label": _("Answered within"), "value": days(answer.workdays)},
            {"label": _("Supplied within"), "value": days(deadlines.SUPPLY.workdays)},
        ]


class EntryComparePage(Page):
    """Any two versions of an entry: what the later one states otherwise."""

    section = "catalog"

    def get(self, http_request: HttpRequest, slug: str) -> HttpResponse:
        """Two choosers, and what differs; the reader compares what he may read."""
        entry = queries.by_slug(queries.published_to(self.actor), slug)
        if entry is None or entry.live_version is None:
            raise Http404
        versions = list(comparing.comparable(entry, self.actor, now=self.now))
        if not versions:
            raise Http404
        try:
            pair = comparing_show.chosen(versions, http_request.GET.dict())
        except Invalid as invalid:
            labels = {"from": _("Earlier version"), "to": _("Later version")}
            return self.invalid(invalid.labelled(labels))
        url = reverse("catalog:entry", kwargs={"slug": entry.slug})
        context: dict[str, Any] = {
            "crumbs": [
                {"label": _("Directory"), "url": reverse("catalog:entry-list")},
                {"label": entry.live_version.name, "url": url},
                {"label": _("Compare two versions"), "url": ""},
            ],
            "entry": {"title": entry.live_version.name, "code": entry.code},
            "actions": [{"label": _("Read the entry"), "url": url}],
        }
        if pair is not None:
            context["versions"] = comparing_show.options(versions)
            context["chosen"] = {"from": pair[0].number, "to": pair[1].number}
            context["changes"] = comparing_show.drawn(comparing.difference(*pair))
        return self.show("catalog/entry_compare.html", context)


class TableSchemaPage(Page):
    """The items of an entry and their value rules as a file, for a receiver's own tool."""

    section = "catalog"

    def get(self, http_request: HttpRequest, slug: str) -> HttpResponse:
        """A Table Schema; whoever may not see the details finds nothing."""
        entry = queries.by_slug(queries.published_to(self.actor), slug)
        found = entry and queries.table_schema_of(entry, self.actor, now=self.now)
        if not found:
            raise Http404
        response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = f'attachment; filename="{slug}.table-schema.json"'
        return response


def _workdays(count: int) -> str:
    return ngettext("%(count)s working day", "%(count)s working days", count) % {"count": count}
