"""One grant taken away turns its right off at every door at once; put back, it turns it on."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.utils import timezone

from catalog.models import EntryGrant, EntryVersion
from portal.regulation import reasons
from portal.regulation.vocabulary import Mandate
from portal.workflow import grants
from portal.workflow.decision import Refused
from requests_app.models import AgreementGrant, SharingAgreement, SharingRequest
from requests_app.sharing import actions as sharing
from tests import cast as the_cast
from tests import story
from tests.interfaces.api_client import ApiCaller

pytestmark = pytest.mark.django_db
CASE = {"sharing_purpose": "GOVERNMENT_SERVICE", "sharing_case_number": "WG-1"}
FILLED = {"legal_basis": "《失业保险条例》", "scenario": "核验", "column_1": "on", "need_1": "核对"}
ON, OFF = "on", reasons.OUTSIDE_PUBLISHED_SCOPE.code


def browser(cast: the_cast.Cast, person: str) -> Client:
    """A browser in which the person has signed in."""
    client = Client()
    client.force_login(cast.people[person], backend="django.contrib.auth.backends.ModelBackend")
    return client


class Doors:
    """Every way by which the labour department may ask for the entry."""

    def __init__(self, cast: the_cast.Cast, version: EntryVersion) -> None:
        self.cast, self.version, self.slug = cast, version, version.entry.slug
        self.client = browser(cast, "labour_clerk")
        self.api = ApiCaller(cast.systems["labour"])
        self.add = f"/admin/requests_app/sharingrequest/add/?entry={self.slug}"
        self.new = f"/requests/new/?entry={self.slug}"

    def told(self) -> dict[str, str]:
        """What each door says: ``on``, or the code it refuses with."""
        doors = (
            self.page_button,
            self.page_list,
            self.page_form,
            self.page_post,
            self.admin_choice,
            self.admin_post,
            self.api_step,
            self.api_list,
            self.api_filter,
            self.api_post,
            self.action,
        )
        found = {}
        for door in doors:
            before = SharingRequest.objects.count()
            with transaction.atomic():
                found[door.__name__] = door()
                made = SharingRequest.objects.count() - before
                transaction.set_rollback(True)
            makes = door.__name__ in {"page_post", "admin_post", "api_post", "action"}
            assert made == (makes and found[door.__name__] == ON), door.__name__
        return found

    def _code(self, answer: Any) -> str:
        page = answer.content.decode()
        return OFF if OFF in page else f"{answer.status_code}"

    def page_button(self) -> str:
        """The button of the entry's page, or the reason in its place."""
        answer = self.client.get(f"/catalog/{self.slug}/")
        button = f'href="/requests/new/?entry={self.slug}"' in answer.content.decode()
        asks = (answer.context["action"] or {}).get("url", "").startswith("/requests/new/")
        assert button == asks
        return ON if button else self._code(answer)

    def page_list(self) -> str:
        """The entry among those available to us."""
        listed = self.client.get("/catalog/?available=true").context["results"]
        state = self.client.get("/catalog/").context["results"][0]["state"]
        assert bool(listed) == (state["tone"] == "ok")
        return ON if listed else OFF

    def page_form(self) -> str:
        """The form of a new request."""
        answer = self.client.get(self.new)
        return ON if answer.status_code == 200 else self._code(answer)

    def page_post(self) -> str:
        """The form sent."""
        answer = self.client.post(self.new, FILLED)
        return ON if answer.status_code == 302 else self._code(answer)

    def admin_choice(self) -> str:
        """The entry among those to choose from in the admin."""
        page = self.client.get("/admin/requests_app/sharingrequest/add/").content.decode()
        return ON if f"?entry={self.slug}" in page else OFF

    def admin_post(self) -> str:
        """The admin's new request sent."""
        answer = self.client.post(self.add, FILLED)
        return ON if answer.status_code == 302 else self._code(answer)

    def api_step(self) -> str:
        """The step that the API offers on the entry."""
        step = self.api.get(f"/entries/{self.slug}/").json()["steps"][0]
        return ON if step["allowed"] else str(step["code"])

    def api_list(self) -> str:
        """The mark in the API's list."""
        return ON if self.api.get("/entries/").json()["results"][0]["available"] else OFF

    def api_filter(self) -> str:
        """The API's list of what is available."""
        return ON if self.api.get("/entries/?available=true").json()["results"] else OFF

    def api_post(self) -> str:
        """A request over the API."""
        answer = self.api.post("/requests/", {"entry": self.slug})
        return ON if answer.status_code == 201 else str(answer.json()["code"])

    def action(self) -> str:
        """The act itself."""
        try:
            story.apply(self.cast, self.version)
        except Refused as refused:
            return refused.reason.code
        return ON


def test_the_scope_s_grant_at_every_door(cast, published) -> None:
    """Nothing but the one row of the grant changes, and every door follows it, twice."""
    doors = Doors(cast, published)
    grant = EntryGrant.objects.get(
        content_object=published.entry,
        permission__codename="request_directoryentry",
        group=Group.objects.get(name="RSJ:members"),
    )
    others = EntryGrant.objects.exclude(pk=grant.pk).count()
    for _round in range(2):
        assert set(doors.told().values()) == {ON}, doors.told()
        EntryGrant.objects.filter(pk=grant.pk).delete()
        assert set(doors.told().values()) == {OFF}, doors.told()
        missing, extra = grants.differences()
        assert ([fact.group_name for fact in missing], extra) == (["RSJ:members"], [])
        grant.pk = None
        grant.save(force_insert=True)
    assert EntryGrant.objects.exclude(pk=grant.pk).count() == others
    assert grants.differences() == ([], [])


def test_another_department_s_grant_opens_nothing(cast, published) -> None:
    """Only the own group counts: the grants of all the others stay, and every door is shut."""
    EntryGrant.objects.filter(group__name="RSJ:members", content_object=published.entry).delete()
    assert EntryGrant.objects.filter(content_object=published.entry).count() > 1
    assert set(Doors(cast, published).told().values()) == {OFF}


def test_a_draft_made_before_the_grant_went_is_not_sent(cast, published) -> None:
    """The scope is asked again when the request is sent: pages, admin and API refuse alike."""
    until = timezone.localdate() + timedelta(days=30)
    request = story.apply(cast, published, use_until=until)
    number = request.public_number
    EntryGrant.objects.filter(group__name="RSJ:members", content_object=published.entry).delete()
    client, api = browser(cast, "labour_clerk"), ApiCaller(cast.systems["labour"])
    listed = {step["name"]: step for step in api.get(f"/requests/{number}/").json()["steps"]}
    answers = [
        client.post(f"/requests/{number}/submit/"),
        client.post(f"/admin/requests_app/sharingrequest/{number}/submit/"),
        api.post(f"/requests/{number}/submit/"),
    ]
    told = {(answer.status_code, OFF in answer.content.decode()) for answer in answers}
    assert len(told) == 1, told
    assert SharingRequest.objects.get(pk=request.pk).status == (
        "DRAFT" if listed["submit"]["code"] == OFF else "AWAITING_REQUESTER_HEAD"
    )
    with pytest.raises(Refused) as refused:
        if listed["submit"]["code"] == OFF:
            sharing.submit(pk=request.pk, actor=cast.actor("labour_clerk"), now=cast.now)
        else:
            head = cast.actor("labour_office_head")
            sharing.consent_to_send(pk=request.pk, actor=head, now=cast.now)
    assert refused.value.reason is reasons.OUTSIDE_PUBLISHED_SCOPE


@pytest.fixture
def in_use(cast, published, tmp_path: Path) -> SharingAgreement:
    """An agreement in use today."""
    today = timezone.localdate()
    request = story.apply(
        cast, published, use_from=today - timedelta(days=1), use_until=today + timedelta(days=30)
    )
    agreement = story.agree(cast, story.send(cast, request))
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    return story.put_into_use(cast, agreement)


def test_the_agreement_s_grant_at_every_data_call(cast, in_use) -> None:
    """Records, look-up and verification turn off with the one row, and on with it."""
    api = ApiCaller(cast.systems["labour"])
    base = f"/agreements/{in_use.public_number}"
    key = {"column": "credit_code", "value": f"TEST{3:014d}"}
    grant = AgreementGrant.objects.get(content_object=in_use)

    def told() -> set[tuple[int, str]]:
        answers = (
            api.get(f"{base}/records/", **CASE),
            api.get(f"{base}/records/", {"output": "csv"}, **CASE),
            api.post(f"{base}/look-up/", key, **CASE),
            api.post(f"{base}/verify/", {**key, "expected": {"name": "甲3有限公司"}}, **CASE),
        )
        return {
            (answer.status_code, "" if answer.status_code == 200 else answer.json()["code"])
            for answer in answers
        }

    for _round in range(2):
        assert told() == {(200, "")}
        AgreementGrant.objects.filter(pk=grant.pk).delete()
        assert told() == {(403, reasons.NO_GRANT.code)}
        # What it is does not depend on the grant: the agreement itself is still read.
        assert api.get(f"{base}/").json()["status"] == "IN_USE"
        grant.pk = None
        grant.save(force_insert=True)
    assert told() == {(200, "")}
    assert grants.differences() == ([], [])


def test_the_grant_of_one_agreement_opens_no_other(cast, published, in_use) -> None:
    """A second system of the same department holds nothing; moved to it, the grant is not ours."""
    from catalog.departments import actions as departments

    made = departments.register_system(
        pk=cast.labour.pk,
        code="second",
        name="另一系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.APPLY],
    )
    second, first = ApiCaller(made), ApiCaller(cast.systems["labour"])
    address = f"/agreements/{in_use.public_number}/records/"
    assert second.get(address, **CASE).json()["code"] == reasons.NO_GRANT.code
    AgreementGrant.objects.filter(content_object=in_use).update(group=made.system.client.group)
    for caller in (first, second):
        answer = caller.get(address, **CASE)
        assert (answer.status_code, answer.json()["code"]) == (403, reasons.NO_GRANT.code)
