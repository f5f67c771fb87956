"""What the tests of emergency releases share: who calls, and who refuses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from portal.regulation import reasons
from portal.workflow.decision import Refused
from requests_app.emergencies import actions
from requests_app.emergencies.actions import Fetch, Fetched
from requests_app.models import EmergencyRelease
from tests import story
from tests.requests_app.delivery.desk import Desk

#: The longest the regulation of the portal lets a release run, and what the story asks for.
LONGEST, ASKED = timedelta(hours=72), timedelta(hours=24)
SECOND = timedelta(seconds=1)


def refused(expected: reasons.Reason, act: Callable[..., object], **inputs: Any) -> Refused:
    """The act is refused with that reason."""
    with pytest.raises(Refused) as caught:
        act(**inputs)
    assert caught.value.reason is expected
    return caught.value


def granted(desk: Desk, *, person: str = "market_office_head", **changes: Any) -> EmergencyRelease:
    """A release that was asked for and granted."""
    made = story.ask_emergency(desk.cast, desk.version, **changes)
    return story.grant_emergency(desk.cast, made, person=person)


def fetch(
    desk: Desk, release: EmergencyRelease, *, now: datetime | None = None, **changes: Any
) -> Fetched:
    """The labour department's system calls under the release."""
    lawful: dict[str, Any] = {
        "number": release.public_number,
        "client_id": desk.client_id,
        "purpose": "PUBLIC_SERVICE",
        "case_number": story.EMERGENCY_CASE,
    }
    call = Fetch(**{**lawful, **changes})
    return actions.fetch(call=call, actor=desk.actor, now=now or desk.cast.now)
