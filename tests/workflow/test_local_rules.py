"""What an operator may set: allowed answers to the switches, shorter periods and no longer ones."""

import pytest
from django.core.checks import run_checks

from portal.regulation import deadlines, reasons
from portal.workflow.decision import Refused
from requests_app.models import Extension, SharingRequest, SupplementNotice
from requests_app.sharing import actions
from tests import story


def faults() -> list[str]:
    """What the system check says of the settings."""
    return [fault.msg for fault in run_checks() if fault.id == "portal.E002"]


@pytest.mark.parametrize(
    ("switches", "periods", "said"),
    [
        ({"NO_SUCH_SWITCH": True}, {}, "NO_SUCH_SWITCH"),
        ({"SILENCE_IS_CONSENT": True}, {}, "SILENCE_IS_CONSENT"),
        ({"SUPPLEMENT_REPLY_WORKDAYS": 4}, {}, "SUPPLEMENT_REPLY_WORKDAYS"),
        ({}, {"D0": 5}, "D0"),
        ({}, {"D5": 11}, "D5"),
        ({}, {"D5": 0}, "D5"),
        ({}, {"D5": "5"}, "PORTAL_LOCAL_PERIODS"),
    ],
)
def test_what_no_local_rule_may_say_stops_the_portal(settings, switches, periods, said) -> None:
    settings.PORTAL_SWITCHES, settings.PORTAL_LOCAL_PERIODS = switches, periods
    assert any(said in fault for fault in faults())


def test_shorter_periods_and_allowed_answers_pass(settings) -> None:
    settings.PORTAL_SWITCHES = {"SUPPLEMENT_REPLY_WORKDAYS": 5, "EXTENSION_IN_SLICES": False}
    settings.PORTAL_LOCAL_PERIODS = dict.fromkeys(deadlines.BY_CODE, 1)
    assert faults() == []


@pytest.fixture
def in_review(cast, published) -> SharingRequest:
    """A request that the provider has begun to review on 2025-09-24."""
    request = story.send(cast, story.apply(cast, published))
    actions.open_review(pk=request.pk, actor=cast.actor("market_reviewer"), now=cast.now)
    return request


@pytest.mark.django_db
def test_a_local_limit_for_the_supplement_is_written_down(cast, in_review, settings) -> None:
    settings.PORTAL_SWITCHES = {"SUPPLEMENT_REPLY_WORKDAYS": 5}
    actions.ask_supplement(
        pk=in_review.pk, points=["名单"], actor=cast.actor("market_reviewer"), now=cast.now
    )
    # Five working days after 24 September: 25, 26, the make-up Sunday 28, 29, 30.
    notice = SupplementNotice.objects.get(request=in_review)
    assert str(notice.reply_due_on) == "2025-09-30"


@pytest.mark.django_db
def test_extensions_may_be_kept_to_one_slice(cast, in_review, settings) -> None:
    reviewer, officer = cast.actor("market_reviewer"), cast.actor("authority_officer")
    asked = {"pk": in_review.pk, "note": "核对", "actor": reviewer, "now": cast.now}
    actions.ask_extension(workdays=3, **asked)
    actions.grant_extension(pk=in_review.pk, actor=officer, now=cast.now)
    settings.PORTAL_SWITCHES = {"EXTENSION_IN_SLICES": False}
    with pytest.raises(Refused) as refused:
        actions.ask_extension(workdays=3, **asked)
    assert refused.value.reason is reasons.EXTENSION_NOT_IN_SLICES
    settings.PORTAL_SWITCHES = {}
    actions.ask_extension(workdays=3, **asked)
    assert Extension.objects.filter(request=in_review).count() == 2
