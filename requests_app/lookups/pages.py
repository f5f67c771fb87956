"""Look-ups for officers, and for the departments that an answer named."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.interfaces import show as common
from portal.interfaces.openings import OpenPage
from portal.interfaces.pages import ListPage, MatterPage
from portal.regulation import subject_lookup as rules
from requests_app.lookups import forms, queries, show
from requests_app.lookups.filters import LookupFilterSet

ANSWER_BODY = "requests_app/lookup_body.html"


class LookupListPage(ListPage):
    """Look-ups that the reader may know of."""

    section = "requests"
    title = _("Data flow look-ups")
    filterset = LookupFilterSet
    sides = ("made", "named")
    counterpart_label = _("Looked up by")
    day_label = _("Looked up on")
    empty_text = _("No look-up fits. Widen the filters.")

    def rows(self) -> Any:
        """Look-ups the reader may know of."""
        return queries.visible_to(self.actor, now=self.now)

    def draw(self, matter: Any, day: common.Day) -> dict[str, Any]:
        """A look-up in the list."""
        return show.row(matter, self.actor, day)

    def more(self) -> Mapping[str, Any]:
        """The button that makes one, for whom that is."""
        return forms.OPENING.button(self.actor, self.now)


class LookupPage(MatterPage):
    """One look-up: who made it, for which case, and whom the answer named."""

    section = "requests"
    machine = rules.MACHINE
    list_title = _("Data flow look-ups")
    body = ANSWER_BODY

    def visible(self) -> QuerySet[Any]:
        """Look-ups the reader may know of."""
        return queries.visible_to(self.actor, now=self.now)

    def draw(self, matter: Any) -> dict[str, Any]:
        """The look-up."""
        return show.context(matter, self.actor)


class NewLookupPage(OpenPage):
    """Trace where a subject's data went; the answer is the POST's own, so no address holds it."""

    section = "requests"
    opening = forms.OPENING

    def opened(self, made: Any) -> HttpResponse:
        """The answer, shown once and kept by nobody on the way."""
        context = {**show.answer_context(made, self.actor), "body": ANSWER_BODY}
        answer = self.show("portal/matter_detail.html", context, status=201)
        answer["Cache-Control"] = "no-store, private"
        return answer
