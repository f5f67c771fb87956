"""The board for department staff: stages, time kept, calls, and the map."""

from django.http import HttpRequest, HttpResponse

from portal.interfaces.inputs import Invalid
from portal.interfaces.pages import Page
from portal.regulation import reasons
from requests_app.dashboards import queries, show

_KNOWN = frozenset({"region", "measure"})


class BoardPage(Page):
    """Everything on it is counted from what the reader may see."""

    section = "board"

    def get(self, http_request: HttpRequest) -> HttpResponse:
        """The charts, and the map of one division."""
        unknown = sorted(set(http_request.GET) - _KNOWN)
        if unknown:
            return self.invalid(Invalid.naming(reasons.UNKNOWN_PARAMETER, unknown))
        measure = http_request.GET.get("measure", queries.MEASURES[0])
        if measure not in queries.MEASURES:
            return self.invalid(Invalid.naming(reasons.INVALID_INPUT, ["measure"]))
        chosen = http_request.GET.get("region", "")
        home = queries.home_region(self.actor, self.today)
        region = queries.region_of(chosen, self.today) if chosen else home
        if chosen and region is None:
            return self.invalid(Invalid.naming(reasons.INVALID_INPUT, ["region"]))
        context = show.board(self.actor, self.now)
        if region is not None:
            own, below = queries.nodes_of(region, self.actor, self.today)
            context["region"] = region.name
            context["own"] = own
            context["atlas"] = show.atlas(below, measure, chosen)
            context["is_home"] = region == home
        return self.show("requests_app/board.html", context)
