"""The board for department staff: stages, time kept, calls, and the map."""

from django.http import HttpRequest, HttpResponse

from portal.interfaces.inputs import Invalid
from portal.interfaces.pages import Page
from requests_app.dashboards import queries, show
from requests_app.dashboards.filters import chosen


class BoardPage(Page):
    """Everything on it is counted from what the reader may see."""

    section = "board"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The charts, and the map of one division."""
        try:
            choice = chosen(http_request.GET, self.actor, self.today)
        except Invalid as invalid:
            return self.invalid(invalid)
        context = show.board(self.actor, self.now)
        if choice.region is not None:
            own, below = queries.nodes_of(choice.region, self.actor, self.today)
            context["region"] = choice.region.name
            context["own"] = own
            context["atlas"] = show.atlas(below, choice.measure, choice.asked)
            context["is_home"] = choice.is_home
        return self.show("requests_app/board.html", context)
