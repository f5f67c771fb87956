"""What the tests of stops share: who refuses, and whose authority stops."""

from collections.abc import Callable
from typing import Any

import pytest

from catalog.departments import actions as departments
from portal.models import User
from portal.regulation import reasons
from portal.regulation.vocabulary import Mandate, Tier
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from tests import cast as the_cast
from tests.cast import FOUNDING
from tests.races.fingerprint import nothing_left


def refused(expected: reasons.Reason, act: Callable[..., object], *args: Any, **inputs: Any) -> Any:
    with pytest.raises(Refused) as caught:
        act(*args, **inputs)
    assert caught.value.reason is expected
    return caught.value


def refused_whole(
    expected: reasons.Reason, act: Callable[..., object], *args: Any, **inputs: Any
) -> None:
    with nothing_left():
        refused(expected, act, *args, **inputs)


def authority_of(cast: the_cast.Cast, code: str, region: str, tier: Tier) -> Actor:
    """Another authority's officer."""
    officer = cast.actor("authority_officer")
    made = departments.open_department(
        particulars=departments.Particulars(
            code=code,
            name=f"数据局{code}",
            short_name=f"数据局{code}",
            region_code=region,
            tier=tier,
            sharing_office="共享办",
        ),
        is_authority=True,
        actor=officer,
        now=cast.now,
    )
    user = User.objects.create_user(f"{code}_officer")
    departments.appoint_first(
        pk=made.pk, user_id=user.pk, mandates=[Mandate.OVERSEE], actor=FOUNDING, now=cast.now
    )
    return Actor.person(user.pk, interface=officer.interface, on=cast.now.date())
