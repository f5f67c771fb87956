"""The basket for department staff: collect, choose, take out, make the drafts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.interfaces.pages import Page
from portal.regulation import reasons
from portal.regulation.punctuation import enumerated, headed
from portal.workflow.decision import Refused
from requests_app.baskets import actions, forms, queries, show


def _refuse(page: Page, refused: Refused) -> HttpResponse:
    if refused.reason is reasons.NOT_FOUND:
        raise Http404 from refused
    back = reverse("requests:basket")
    return page.refuse(refused, back=back, title=_("The basket stays as it is"))


class BasketPage(Page):
    """What the reader has collected, by provider."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The basket; an outsider has none."""
        if self.actor.department_id is None:
            raise Http404
        lines = queries.lines(self.actor, now=self.now)
        context = {
            "crumbs": [
                {"label": _("Directory"), "url": reverse("catalog:entry-list")},
                {"label": _("Request basket"), "url": ""},
            ],
            "groups": show.groups(lines),
            "count": len(lines),
            "ready": sum(line.is_ready for line in lines),
            "drafts_url": reverse("requests:basket-draft-all"),
            "empty_actions": [
                {
                    "label": _("Directory search"),
                    "url": reverse("catalog:entry-list"),
                    "primary": True,
                }
            ],
        }
        return self.show("requests_app/basket.html", context)


class PutInPage(Page):
    """Puts an entry into the basket, from the list or from its own page."""

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Put it in, and show the basket."""
        try:
            made = actions.put_in(
                entry=http_request.POST.get("entry", ""),
                items=http_request.POST.getlist("items"),
                actor=self.actor,
                now=self.now,
            )
        except Refused as refused:
            return _refuse(self, refused)
        said = _("“%(name)s” is in the basket.") % {"name": made.entry.live.name}
        messages.success(http_request, said)
        return redirect("requests:basket")


class ChoosePage(Page):
    """Chooses the data items of one entry anew."""

    def post(self, http_request: HttpRequest, slug: str) -> HttpResponse:
        """Take down the choice."""
        try:
            actions.choose(
                entry=slug,
                items=http_request.POST.getlist("items"),
                actor=self.actor,
                now=self.now,
            )
        except Refused as refused:
            return _refuse(self, refused)
        messages.success(http_request, _("The choice is saved."))
        return redirect("requests:basket")


class TakeOutPage(Page):
    """Takes one entry out."""

    def post(self, http_request: HttpRequest, slug: str) -> HttpResponse:
        """Take it out."""
        try:
            actions.take_out(entry=slug, actor=self.actor, now=self.now)
        except Refused as refused:
            return _refuse(self, refused)
        messages.success(http_request, _("The entry is taken out."))
        return redirect("requests:basket")


class DraftAllPage(Page):
    """One form for all drafts; it may begin from an earlier request of the department."""

    section = "catalog"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The form."""
        self._refuse_outsiders()
        number = http_request.GET.get("from", "")
        pattern = queries.pattern(self.actor, number) if number else None
        if number and pattern is None:
            raise Http404
        lines = queries.lines(self.actor, now=self.now)
        form = forms.DraftsForm(lines=lines, actor=self.actor, pattern=pattern)
        return self._draw(form, is_any=any(line.is_ready for line in lines))

    def post(self, http_request: HttpRequest) -> HttpResponse:
        """Make the drafts, and say what became of each entry."""
        self._refuse_outsiders()
        lines = queries.lines(self.actor, now=self.now)
        form = forms.DraftsForm(http_request.POST, lines=lines, actor=self.actor)
        if not form.is_valid():
            return self._draw(form, is_any=any(line.is_ready for line in lines), status=400)
        done = actions.draft_all(actor=self.actor, now=self.now, **form.cleaned_data)
        if done.made:
            said = _("Drafts made (%(count)s): %(numbers)s")
            numbers = enumerated(request.public_number for request in done.made)
            messages.success(http_request, said % {"count": len(done.made), "numbers": numbers})
        for entry, reason in done.left:
            messages.warning(http_request, headed(entry.live.name, reason.text))
        if done.left:
            return redirect("requests:basket")
        return redirect(f"{reverse('requests:request-list')}?status=DRAFT&side=made")

    def _refuse_outsiders(self) -> None:
        if self.actor.department_id is None:
            raise Http404

    def _draw(self, form: Any, *, is_any: bool, status: int = 200) -> HttpResponse:
        context = {
            "crumbs": [
                {"label": _("Request basket"), "url": reverse("requests:basket")},
                {"label": _("Make the drafts"), "url": ""},
            ],
            "form": form,
            "is_any": is_any,
            "basket_actions": [{"label": _("Request basket"), "url": reverse("requests:basket")}],
            "reuse": show.reuse(self.actor),
        }
        return self.show("requests_app/basket_drafts.html", context, status=status)
