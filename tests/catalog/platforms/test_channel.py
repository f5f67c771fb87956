"""Data travel through the portal, or by a platform of the national system (Art. 32)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from catalog.directories import actions as directories
from catalog.models import DataResource, EntryVersion, Platform
from catalog.platforms import actions
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import SharingMode
from portal.workflow.decision import Refused
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.interfaces.api_client import ApiCaller

TODAY = date(2025, 9, 24)
DAY = timedelta(days=1)


@pytest.fixture
def by_line(cast: the_cast.Cast) -> EntryVersion:
    """A published entry that is shared by interface or in another mode."""
    content = story.enterprise_registry(sharing_modes=(SharingMode.API, SharingMode.OTHER))
    return story.publish(cast, content)


def attach(
    cast: the_cast.Cast,
    version: EntryVersion,
    mode: str,
    platform: Platform | None = None,
    *,
    now: Any = NOW,
) -> DataResource:
    """The provider's reviewer attaches a resource."""
    return directories.attach_resource(
        entry_id=version.entry_id,
        name="专线",
        mode=mode,
        platform_id=None if platform is None else platform.pk,
        actor=cast.actor("market_reviewer"),
        now=now,
    )


def refused(reason: Any, act: Any) -> None:
    """The act is refused with that reason."""
    with pytest.raises(Refused) as told:
        act()
    assert told.value.reason is reason


def test_another_mode_names_a_platform_that_has_joined(
    cast: the_cast.Cast, by_line: EntryVersion
) -> None:
    platform = story.declare_platform(cast)
    refused(reasons.CHANNEL_UNNAMED, lambda: attach(cast, by_line, "OTHER"))
    refused(reasons.PLATFORM_NOT_JOINED, lambda: attach(cast, by_line, "OTHER", platform))
    story.order_joining(cast, platform, TODAY + DAY)
    refused(reasons.PLATFORM_NOT_JOINED, lambda: attach(cast, by_line, "OTHER", platform))
    story.join_platform(cast, platform)
    made = attach(cast, by_line, "OTHER", platform)
    assert made.platform == platform
    event = AuditEvent.objects.get(name="dataresource.attach_resource", subject_id=made.pk)
    assert event.details == {"mode": "OTHER", "platform": platform.public_number}
    for mode in ("API", "BATCH", "FILE"):
        refused(
            reasons.CHANNEL_IS_THE_PORTAL,
            lambda own=mode: attach(cast, by_line, own, platform),
        )
        assert attach(cast, by_line, mode).platform is None
    actions.close_platform(
        pk=platform.pk, closed_on=TODAY, actor=cast.actor("market_office_head"), now=NOW
    )
    refused(reasons.PLATFORM_NOT_JOINED, lambda: attach(cast, by_line, "OTHER", platform))


def test_an_exempt_one_carries_while_its_norm_is_in_force(
    cast: the_cast.Cast, by_line: EntryVersion
) -> None:
    platform, norm = story.declare_platform(cast), story.record_norm(cast)
    officer = cast.actor("authority_officer")
    actions.exempt_platform(
        pk=platform.pk, norm=norm, article="第五条", actor=officer, now=cast.now
    )
    assert attach(cast, by_line, "OTHER", platform).platform == platform
    story.repeal(cast, norm, TODAY + DAY)
    assert attach(cast, by_line, "OTHER", platform).platform == platform
    refused(
        reasons.PLATFORM_NOT_JOINED,
        lambda: attach(cast, by_line, "OTHER", platform, now=NOW + DAY),
    )


def test_the_database_keeps_mode_and_platform_together(
    cast: the_cast.Cast, by_line: EntryVersion
) -> None:
    platform = story.join_platform(cast, story.declare_platform(cast))
    made = attach(cast, by_line, "OTHER", platform)
    own = attach(cast, by_line, "API")
    for pk, change in (
        (made.pk, "platform_id = NULL"),
        (made.pk, "mode = 'FILE'"),
        (own.pk, "mode = 'OTHER'"),
        (own.pk, f"platform_id = {platform.pk}"),
    ):
        with (
            pytest.raises(IntegrityError, match="travels_by_portal_or_platform"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE catalog_dataresource SET {change} WHERE id = {pk}")  # noqa: S608


def test_the_channel_is_shown_on_resource_agreement_platform_and_api(
    cast: the_cast.Cast, by_line: EntryVersion
) -> None:
    platform = story.join_platform(cast, story.declare_platform(cast))
    attach(cast, by_line, "API")
    line = story.agree(
        cast, story.send(cast, story.apply(cast, by_line, sharing_mode=SharingMode.OTHER))
    )
    own = story.agree(cast, story.send(cast, story.apply(cast, by_line)))
    caller, client = ApiCaller(cast.systems["labour"]), Client()
    client.force_login(cast.labour_clerk)

    def read(number: str) -> tuple[str, Any]:
        told = caller.get(f"/agreements/{number}/").json()
        return client.get(f"/agreements/{number}/").content.decode(), told

    text, told = read(line.public_number)
    assert (told["sharing_mode"], told["platform"]) == ("OTHER", None)
    assert "尚未登记所经由的平台" in text
    attach(cast, by_line, "OTHER", platform)
    text, told = read(line.public_number)
    assert (told["sharing_mode"], told["platform"]) == ("OTHER", platform.public_number)
    assert f'href="/platforms/{platform.public_number}/"' in text
    text, told = read(own.public_number)
    assert (told["sharing_mode"], told["platform"]) == ("API", None)
    assert "经由本平台" in text
    assert platform.public_number not in text
    client.force_login(cast.market_reviewer)
    listed = client.get("/admin/catalog/dataresource/").content.decode()
    assert platform.name in listed
    assert "经由本平台" in listed
    page = client.get(f"/platforms/{platform.public_number}/").content.decode()
    assert "经由该平台共享的数据资源（1）" in page
    assert f"/catalog/{by_line.entry.slug}/" in page


def test_the_form_says_why(cast: the_cast.Cast, by_line: EntryVersion) -> None:
    """The refusal stands on the form, with what was typed."""
    client = Client()
    client.force_login(cast.market_reviewer)
    address = f"/admin/catalog/dataresource/attach/{by_line.entry.slug}/"
    platform = story.declare_platform(cast)
    assert platform.name in client.get(address).content.decode()
    for typed, code in (
        ({"mode": "OTHER"}, "channel-unnamed"),
        ({"mode": "OTHER", "platform": platform.public_number}, "platform-not-joined"),
        ({"mode": "API", "platform": platform.public_number}, "channel-is-the-portal"),
    ):
        answer = client.post(address, {"name": "专线", **typed})
        assert answer.status_code == 409
        assert code in answer.content.decode()
    story.join_platform(cast, platform)
    typed = {"name": "专线", "mode": "OTHER", "platform": platform.public_number}
    assert client.post(address, typed).status_code == 302
