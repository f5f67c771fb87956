"""The board's figures over REST."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.interfaces.actors import entering
from portal.interfaces.api import PortalViewSet
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Interface
from requests_app.dashboards import queries
from requests_app.dashboards.filters import chosen
from requests_app.delivery.queries import DAYS_SHOWN


class TotalsShape(serializers.Serializer[Any]):
    """What stands above the charts."""

    entries = serializers.IntegerField(help_text="Published entries.")
    requests = serializers.IntegerField(help_text="Requests under way.")
    overdue = serializers.IntegerField(help_text="Those of them whose answer is overdue.")
    agreements = serializers.IntegerField(help_text="Agreements in use.")
    calls = serializers.IntegerField(help_text=f"Calls answered in {queries.PERIOD} days.")


class StageCountShape(serializers.Serializer[Any]):
    """How many requests stand in one open state."""

    status = serializers.CharField()
    requests = serializers.IntegerField()


class AnswerWeekShape(serializers.Serializer[Any]):
    """Answers that fell due in the week from that Monday (Art. 21)."""

    begins_on = serializers.DateField()
    counted = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="Given in time.")


class CallDayShape(serializers.Serializer[Any]):
    """Calls answered on one day."""

    day = serializers.DateField()
    calls = serializers.IntegerField()


class CalledEntryShape(serializers.Serializer[Any]):
    """An entry and the calls answered for it."""

    entry = serializers.CharField()
    name = serializers.CharField()
    calls = serializers.IntegerField()


class DivisionShape(serializers.Serializer[Any]):
    """A division with what lies in it and below it; the measure asked for is its ``value``."""

    code = serializers.CharField()
    name = serializers.CharField()
    departments = serializers.IntegerField()
    entries = serializers.IntegerField()
    requests = serializers.IntegerField()
    calls = serializers.IntegerField()
    value = serializers.IntegerField()


@extend_schema_serializer(many=False)
class BoardShape(serializers.Serializer[Any]):
    """The board of one reader, as of today.

    ``region`` is the division on the map without those below it, null where the caller lies in
    none; ``divisions`` are the ones directly below, each with all in it.
    """

    day = serializers.DateField()
    totals = TotalsShape()
    stages = StageCountShape(many=True)
    weeks = AnswerWeekShape(many=True)
    days = CallDayShape(many=True)
    most_called = CalledEntryShape(many=True)
    measure = serializers.ChoiceField(choices=queries.MEASURES)
    region = DivisionShape(allow_null=True)
    divisions = DivisionShape(many=True)


_MAP = [
    OpenApiParameter(
        "region",
        OpenApiTypes.STR,
        description="Code of the division on the map (GB/T 2260); the caller's own by default.",
    ),
    OpenApiParameter(
        "measure",
        OpenApiTypes.STR,
        enum=queries.MEASURES,
        description="What the divisions are looked at by; entries by default.",
    ),
]


class BoardViewSet(PortalViewSet):
    """Numbers over what the caller may see, the same as on the board's page."""

    scope = "request"

    @extend_schema(
        parameters=_MAP,
        responses=BoardShape,
        tags=["board"],
        description=(
            f"Requests by stage, answers in time in each of the last {queries.WEEKS} weeks, calls"
            f" on each of the last {DAYS_SHOWN} days, the entries called most, and the map."
        ),
    )
    def list(self, http_request: Request) -> Response:
        """The board's figures."""
        actor, now = entering(http_request, Interface.API)
        today = local_day(now)
        choice = chosen(http_request.query_params, actor, today)
        own, below = (
            (None, []) if choice.region is None else queries.nodes_of(choice.region, actor, today)
        )

        def drawn(node: queries.Node) -> dict[str, Any]:
            return {**asdict(node), "value": getattr(node, choice.measure)}

        return Response(
            {
                "day": today,
                "totals": asdict(queries.totals(actor, today)),
                "stages": [
                    {"status": state, "requests": number}
                    for state, number in queries.requests_by_stage(actor).items()
                ],
                "weeks": [asdict(week) for week in queries.answers_by_week(actor, today)],
                "days": [
                    {"day": day, "calls": number}
                    for day, number in queries.calls_by_day(actor, today)
                ],
                "most_called": [
                    {"entry": each.code, "name": each.name, "calls": each.calls}
                    for each in queries.most_called(actor, today)
                ],
                "measure": choice.measure,
                "region": None if own is None else drawn(own),
                "divisions": [drawn(node) for node in below],
            }
        )
