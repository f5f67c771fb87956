"""The sample of an entry for department staff."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.directories.queries import by_slug, may_see_details, published_to
from portal.interfaces.pages import Page
from portal.workflow.decision import Refused
from requests_app.delivery import look, look_show

#: What is shown is kept by nobody on the way.
_UNSTORED = "no-store, private"


class EntrySamplePage(Page):
    """The first rows of an entry as the reader's department receives them, marked as a look."""

    section = "catalog"

    def get(self, http_request: HttpRequest, slug: str) -> HttpResponse:
        """The rows and the numbers; or why not. HEAD shows no rows and is no look."""
        entry = by_slug(published_to(self.actor), slug)
        if entry is None or not may_see_details(entry, self.actor, now=self.now):
            raise Http404
        url = reverse("catalog:entry", kwargs={"slug": entry.slug})
        try:
            if http_request.method == "HEAD":
                look.judge(entry=entry, actor=self.actor, now=self.now)
                return HttpResponse(headers={"Cache-Control": _UNSTORED})
            found = look.look(entry=entry, actor=self.actor, now=self.now)
        except Refused as refused:
            title = _("No sample is shown to your department")
            return self.refuse(refused, back=url, title=title)
        context = {
            "crumbs": [
                {"label": _("Directory"), "url": reverse("catalog:entry-list")},
                {"label": entry.live.name, "url": url},
                {"label": _("Sample"), "url": ""},
            ],
            "entry": {"title": entry.live.name, "code": entry.code, "url": url},
            "sample": look_show.sample(found),
        }
        response = self.show("requests_app/entry_sample.html", context)
        response["Cache-Control"] = _UNSTORED
        return response
