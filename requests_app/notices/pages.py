"""Notices for the people they were given to: the list, marking as read, and what one wants."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.interfaces import show as common
from portal.interfaces.inputs import Invalid
from portal.interfaces.pages import ListPage, Page
from portal.regulation import reasons
from portal.workflow.decision import Refused
from requests_app.notices import actions, forms, queries, show
from requests_app.notices.filters import NoticeFilterSet


class NoticeListPage(ListPage):
    """The reader's notices: unread first, then the oldest deadline."""

    section = "notices"
    title = gettext_lazy("Notices")
    template = "requests_app/notice_list.html"
    filterset = NoticeFilterSet
    sides = ("unread", "read")
    order = queries.ORDER
    empty_text = gettext_lazy("No notice fits.")

    def rows(self) -> Any:
        """The reader's own."""
        return queries.in_order(queries.visible_to(self.actor))

    def more(self) -> Mapping[str, Any]:
        """How many are unread, and up to which one the page was drawn."""
        return {
            "settings_url": reverse("requests:notice-settings"),
            "read_all_url": reverse("requests:notice-read-all"),
            "unread": show.count_label(queries.unread_count(self.actor)),
            "up_to": queries.latest_number(self.actor),
        }

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A notice in the list."""
        return show.row(matter, day)


class ReadPage(Page):
    """Marks one notice as read."""

    def post(self, http_request: HttpRequest, pk: int) -> HttpResponse:
        """Mark it, and go back to the list."""
        try:
            actions.read(pk=pk, actor=self.actor, now=self.now)
        except Refused as refused:
            raise Http404 from refused
        return redirect("requests:notice-list")


class ReadAllPage(Page):
    """Marks as read what the reader was shown."""

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Mark all up to the latest one that stood on his page; what came since stays unread."""
        form = forms.UpToForm(http_request.POST)
        if not form.is_valid():
            return self.invalid(Invalid(reasons.INVALID_INPUT, dict(form.errors)))
        up_to = form.cleaned_data["up_to"]
        count = actions.read_all(up_to=up_to, actor=self.actor, now=self.now)
        said = ngettext(
            "%(count)s notice marked as read.", "%(count)s notices marked as read.", count
        )
        messages.success(http_request, said % {"count": count})
        return redirect("requests:notice-list")


class SettingsPage(Page):
    """What the reader wants to be told, for himself alone."""

    section = "notices"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The form as he chose last."""
        chosen = queries.subscription_of(self._person)
        wanted = [kind.value for kind in forms.DECLINABLE if kind not in chosen.declined_kinds]
        initial = {"kinds": wanted, "is_digest_wanted": chosen.is_digest_wanted}
        return self._draw(forms.SubscriptionForm(initial=initial))

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Take down what he chose."""
        form = forms.SubscriptionForm(http_request.POST)
        if not self._person or not form.is_valid():
            return self._draw(form, status=400)
        actions.choose(
            declined_kinds=form.declined_kinds,
            is_digest_wanted=form.cleaned_data["is_digest_wanted"],
            actor=self.actor,
            now=self.now,
        )
        messages.success(http_request, _("Your choice was saved."))
        return redirect("requests:notice-settings")

    @property
    def _person(self) -> int:
        """Who chooses; an outsider has no notices to choose from."""
        if self.actor.department_id is None or self.actor.user_id is None:
            raise Http404
        return self.actor.user_id

    def _draw(self, form: Any, *, status: int = 200) -> HttpResponse:
        chosen = queries.subscription_of(self._person)
        context = {
            "form": form,
            **show.subscription(chosen, queries.mail_address(self._person)),
            "crumbs": [
                {"label": _("Notices"), "url": reverse("requests:notice-list")},
                {"label": _("Settings of notices"), "url": ""},
            ],
        }
        return self.show("requests_app/notice_settings.html", context, status=status)
