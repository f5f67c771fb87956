"""A stop covers what is returned to a lower department, too (Arts 24, 29)."""

from portal.regulation import reasons
from portal.regulation.vocabulary import Purpose, Tier
from requests_app.stops import actions
from tests import story
from tests.requests_app.return_flow.area import Area
from tests.requests_app.stops.authorities import authority_of, refused, refused_whole


def test_a_return_flow_is_stopped_too_but_not_by_a_purpose(area: Area) -> None:
    flow = area.running()
    assert area.fetch(flow).rows
    story.stop_delivery(area.cast, purpose=Purpose.GOVERNMENT_SERVICE)
    assert area.fetch(flow).rows
    for named in (
        {"provider": "SCJG"},
        {"entry": area.version.entry.code},
        {"recipient": "HKSC"},
    ):
        stop = story.stop_delivery(area.cast, **named)
        refused(reasons.DELIVERY_STOPPED, area.fetch, flow)
        officer = area.cast.actor("authority_officer")
        actions.lift_stop(pk=stop.pk, note="排除", actor=officer, now=area.cast.now)
    assert area.fetch(flow).rows


def test_the_recipient_s_authority_stops_what_it_receives(area: Area) -> None:
    """One side in the jurisdiction is enough."""
    cast = area.cast
    district = authority_of(cast, "HKSJ", "310109", Tier.COUNTY)
    stop = actions.stop_delivery(recipient="HKSC", note="x", actor=district, now=cast.now)
    refused(reasons.DELIVERY_STOPPED, area.fetch, area.running())
    # Only the authority that stopped it lifts it.
    officer = cast.actor("authority_officer")
    asked = {"pk": stop.pk, "note": "x", "now": cast.now}
    refused_whole(reasons.NOT_YOUR_MATTER, actions.lift_stop, actor=officer, **asked)
    actions.lift_stop(actor=district, **asked)
