"""guardian's grants decide, alone: taken away the right ends, put back it returns."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.urls import reverse

from catalog.directories import queries as directories
from catalog.models import DirectoryEntry, EntryGrant
from portal.regulation import reasons
from portal.regulation.vocabulary import Purpose
from portal.workflow import grants
from portal.workflow.actor import Interface
from portal.workflow.decision import Refused
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Operation
from requests_app.models import AgreementGrant
from tests import cast as the_cast
from tests import story
from tests.interfaces.api_client import ApiCaller
from tests.races.world import undone

pytestmark = pytest.mark.django_db


def test_the_scope_s_grant_opens_the_request(cast, published, client, settings) -> None:
    """Button, API step and the request itself turn off with the grant, and on with it."""
    settings.AXES_ENABLED = False
    assert client.login(username="labour_clerk", password=the_cast.PASSWORD)
    api = ApiCaller(cast.systems["labour"])
    page = f"/catalog/{published.entry.slug}/"
    group = Group.objects.get(name="RSJ:members")
    grant = EntryGrant.objects.filter(
        content_object=published.entry, permission__codename="request_directoryentry", group=group
    )
    stored = grant.get()

    def state() -> tuple[bool, bool, bool]:
        action = client.get(page).context["action"] or {"url": ""}
        button = action["url"].startswith(reverse("requests:request-new"))
        step = api.get(f"/entries/{published.entry.slug}/").json()["steps"][0]["allowed"]
        try:
            with undone():  # a draft left behind would be the next thing to follow
                story.apply(cast, published)
        except Refused as refused:
            assert refused.reason is reasons.OUTSIDE_PUBLISHED_SCOPE
            return button, step, False
        return button, step, True

    assert state() == (True, True, True)
    grant.delete()
    assert state() == (False, False, False)
    assert grants.differences()[0], "the check names the missing grant"
    stored.pk = None
    stored.save(force_insert=True)
    assert state() == (True, True, True)
    assert grants.differences() == ([], [])


def test_the_agreement_s_grant_opens_the_data_call(cast, published, tmp_path: Path) -> None:
    """The same for the data."""
    agreement = story.agree(cast, story.send(cast, story.apply(cast, published)))
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    story.put_into_use(cast, agreement)
    call = Call(
        number=agreement.public_number,
        client_id=cast.systems["labour"].system.client_id,
        operation=Operation.RECORDS,
        purpose=Purpose.GOVERNMENT_SERVICE,
        case_number="G-1",
    )
    actor = cast.actor("labour_clerk", Interface.API)
    stored = AgreementGrant.objects.get(content_object=agreement)
    assert len(deliver(call=call, actor=actor, now=cast.now).rows) == 10
    AgreementGrant.objects.filter(pk=stored.pk).delete()
    with pytest.raises(Refused) as refused:
        deliver(call=call, actor=actor, now=cast.now)
    assert refused.value.reason is reasons.NO_GRANT
    stored.pk = None
    stored.save(force_insert=True)
    assert len(deliver(call=call, actor=actor, now=cast.now).rows) == 10


def test_a_permission_off_the_frozen_list_is_refused(cast, published) -> None:
    """Nothing but the listed permissions can be granted on an object."""
    with pytest.raises(ValueError, match="never granted"):
        grants.give(EntryGrant, "delete_directoryentry", object_id=1, group_ids=[1])


def test_generic_and_user_grants_stay_empty(cast, published) -> None:
    """guardian's own tables hold nothing."""
    with connection.cursor() as cursor:
        for table in ("guardian_userobjectpermission", "guardian_groupobjectpermission"):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 a fixed name
            assert cursor.fetchone()[0] == 0


def test_no_list_hashes_the_grants(cast, published) -> None:
    """The plan of both hot lists has no hashed SubPlan, which would read every grant first."""
    actor = cast.actor("labour_clerk")
    lists = (
        directories.visible_to(actor, now=cast.now),
        directories.available(directories.published_to(actor), actor, now=cast.now),
        directories.with_availability(directories.published_to(actor), actor, now=cast.now),
    )
    for rows in lists:
        plan = rows.order_by("-published_at", "-pk")[:50].explain()
        assert "hashed SubPlan" not in plan, plan
    granted = DirectoryEntry.objects.filter(
        pk__in=grants.object_ids(
            EntryGrant, "request_directoryentry", actor.group_ids(cast.now.date())
        )
    )
    assert granted.count() == 1


@pytest.mark.parametrize(
    ("person", "expected"), [("labour_clerk", True), ("hongkou_clerk", False), ("outsider", False)]
)
def test_the_published_scope(cast, published, person: str, expected: bool) -> None:
    """City departments are in the scope, a district's is not, an outsider nowhere."""
    actor = cast.actor(person)
    rows = directories.available(directories.published_to(actor), actor, now=cast.now)
    assert rows.exists() is expected


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["entrygrant", "departmentgrant"])
def test_no_index_tempts_a_probe_to_read_a_permission_s_rows(table: str) -> None:
    """What was just granted many times seems rare; an index of its column alone would be taken."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, f"catalog_{table}")
    by_index = [each["columns"] for each in found.values() if each["index"] or each["unique"]]
    assert ["permission_id"] not in by_index
    assert ["group_id"] not in by_index
    assert any(columns[0] == "group_id" and len(columns) == 3 for columns in by_index)
