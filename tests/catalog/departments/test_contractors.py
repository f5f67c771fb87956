"""Contractors: bound to approval and contract, the least privilege, every access logged (36)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalog.departments import actions, jobs
from catalog.departments.actions import Engagement
from catalog.departments.models import ContractorEngagement, Membership
from catalog.departments.queries import members_of
from catalog.directories import actions as directories
from portal.models import AuditEvent, User
from portal.regulation import reasons
from portal.regulation.reasons import Reason
from portal.regulation.vocabulary import Mandate
from portal.workflow import grants
from portal.workflow.actor import Actor, Interface
from portal.workflow.decision import Refused
from tests import story
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db

LAST_DAY = date(2025, 12, 31)


def engagement(cast: Cast, **changes: Any) -> Engagement:
    """A lawful engagement, with changes."""
    lawful = {
        "contractor": "某信息技术有限公司",
        "approval_number": "沪数审〔2025〕18号",
        "approved_on": date(2025, 9, 20),
        "approved_by_id": cast.authority.pk,
        "contract_number": "HT-2025-031",
        "contract_ends_on": LAST_DAY,
    }
    return Engagement(**{**lawful, **changes})


def engaged(
    cast: Cast,
    *,
    mandates: tuple[str, ...] = (Mandate.COMPILE,),
    person: str = "vendor",
    by: str = "market_office_head",
    **changes: Any,
) -> Membership:
    """The market regulator engages a contractor's account."""
    if person not in cast.people:
        cast.people[person] = User.objects.create_user(person, password=PASSWORD)
    return actions.engage_contractor(
        pk=cast.market.pk,
        user_id=cast.people[person].pk,
        mandates=mandates,
        engagement=engagement(cast, **changes),
        actor=cast.actor(by),
        now=cast.now,
    )


def refusal(act: Callable[..., Any], *given: Any, **asked: Any) -> Reason:
    """The reason an act is refused with."""
    with pytest.raises(Refused) as caught:
        act(*given, **asked)
    return caught.value.reason


def vendor_on(cast: Cast, day: date) -> Actor:
    """The contractor, on that day."""
    return Actor.person(cast.people["vendor"].pk, interface=Interface.PAGE, on=day)


def test_the_account_acts_within_the_contract_and_not_a_day_longer(cast: Cast) -> None:
    engaged(cast)
    assert vendor_on(cast, LAST_DAY).department_id == cast.market.pk
    assert vendor_on(cast, LAST_DAY).mandates(LAST_DAY) == {Mandate.COMPILE}
    after = LAST_DAY + timedelta(days=1)
    assert vendor_on(cast, after).department_id is None
    # Who came in on the last day has nothing on the next, before any job has run.
    assert vendor_on(cast, LAST_DAY).mandates(after) == frozenset()
    assert vendor_on(cast, after).group_ids(after) == ()


def test_the_work_stops_with_the_contract(cast: Cast) -> None:
    engaged(cast)
    content = story.enterprise_registry()
    drafted = {"content": content, "actor": vendor_on(cast, cast.now.date()), "now": cast.now}
    version = directories.draft(provider_id=cast.market.pk, **drafted)
    after = cast.now + timedelta(days=120)
    with pytest.raises(Refused) as caught:
        directories.revise(
            pk=version.pk, content=content, actor=vendor_on(cast, after.date()), now=after
        )
    assert caught.value.reason is reasons.INACTIVE


@pytest.mark.parametrize(
    "mandate",
    [Mandate.ANSWER, Mandate.CONSENT, Mandate.APPROVE_ENTRY, Mandate.OVERSEE, Mandate.TRACE],
)
def test_a_contractor_never_decides(cast: Cast, mandate: Mandate) -> None:
    reason = refusal(engaged, cast, mandates=(Mandate.COMPILE, mandate))
    assert reason is reasons.CONTRACTOR_MANDATE
    assert reason.article is not None
    assert reason.article.code == "36"
    membership = engaged(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(mandates=[mandate])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"approval_number": " "}, reasons.CONTRACTOR_UNAPPROVED),
        ({"contract_number": ""}, reasons.CONTRACTOR_UNAPPROVED),
        ({"contractor": ""}, reasons.CONTRACTOR_UNAPPROVED),
        ({"approved_by_id": 0}, reasons.CONTRACTOR_UNAPPROVED),
        ({"approved_on": date(2025, 9, 25)}, reasons.CONTRACTOR_UNAPPROVED),
        ({"contract_ends_on": date(2025, 9, 23)}, reasons.CONTRACT_OVER),
    ],
)
def test_approval_and_contract_are_stated(
    cast: Cast, changes: dict[str, Any], reason: Reason
) -> None:
    assert refusal(engaged, cast, **changes) is reason
    assert not ContractorEngagement.objects.exists()
    assert not cast.people["vendor"].is_contractor


def test_an_account_is_staffs_or_a_contractors(cast: Cast) -> None:
    assert refusal(engaged, cast, person="market_compiler") is reasons.ALREADY_STAFF
    engaged(cast)
    asked = {
        "pk": cast.labour.pk,
        "user_id": cast.people["vendor"].pk,
        "mandates": [Mandate.APPLY],
        "actor": cast.actor("authority_officer"),
        "now": cast.now,
    }
    assert refusal(actions.appoint, **asked) is reasons.CONTRACTOR_UNBOUND


@pytest.mark.parametrize("by", ["market_compiler", "labour_office_head", "outsider"])
def test_the_office_head_or_the_authority_engages(cast: Cast, by: str) -> None:
    with pytest.raises(Refused) as caught:
        engaged(cast, by=by)
    assert caught.value.is_right_missing
    engaged(cast, by="authority_officer")


def test_time_ends_the_engagement_with_its_grants(cast: Cast) -> None:
    membership = engaged(cast, mandates=(Mandate.SUPPLY,))
    job = Actor.system("end-contracts")
    on_last_day = cast.now.replace(month=12, day=31)
    jobs.end_contracts(actor=job, now=on_last_day)
    membership.refresh_from_db()
    assert membership.ends_on is None
    reason = refusal(
        actions.end_contract,
        pk=cast.market.pk,
        membership_id=membership.pk,
        actor=job,
        now=on_last_day,
    )
    assert reason is reasons.CONTRACT_RUNNING
    jobs.end_contracts(actor=job, now=on_last_day + timedelta(days=1))
    membership.refresh_from_db()
    assert membership.ends_on == date(2026, 1, 1)
    assert list(cast.people["vendor"].groups.all()) == []
    assert grants.differences() == ([], [])
    # The account may come back under a new contract.
    renewed = {"approved_on": date(2025, 9, 21), "contract_ends_on": date(2026, 12, 31)}
    assert engaged(cast, **renewed).pk != membership.pk


def test_staff_are_not_ended_as_contractors(cast: Cast) -> None:
    membership = Membership.objects.get(user=cast.people["market_compiler"])
    reason = refusal(
        actions.end_contract,
        pk=cast.market.pk,
        membership_id=membership.pk,
        actor=Actor.system("end-contracts"),
        now=cast.now,
    )
    assert reason is reasons.CONTRACT_RUNNING


# In the admin, and on the way in.


@pytest.fixture
def browser(cast: Cast, now: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Client]:
    """A browser for each person, on the day of the story."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    def opened(person: str) -> Client:
        client = Client()
        client.force_login(cast.people[person], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return opened


TYPED = {
    "username": "vendor",
    "contractor": "某信息技术有限公司",
    "approval_number": "沪数审〔2025〕18号",
    "approved_on": "2025-09-20",
    "approved_by": "SJJ",
    "contract_number": "HT-2025-031",
    "contract_ends_on": "2025-12-31",
    "mandates": [Mandate.COMPILE.value],
}


def test_the_admin_engages_and_shows_what_binds(
    cast: Cast, browser: Callable[[str], Client], now: Any
) -> None:
    User.objects.create_user("vendor", display_name="驻场人员")
    address = reverse("admin:catalog_department_engage_contractor", args=["SCJG"])
    head = browser("market_office_head")
    refused = head.post(address, {**TYPED, "mandates": [Mandate.CONSENT.value]})
    assert "第三十六条" in refused.content.decode()
    assert not ContractorEngagement.objects.exists()
    answer = head.post(address, TYPED)
    assert answer.status_code == 302, answer.context["form"].errors
    bond = ContractorEngagement.objects.get()
    assert (bond.approved_by, bond.contract_number) == (cast.authority, "HT-2025-031")
    assert members_of(cast.market, on=now.date()).filter(user__username="vendor").exists()
    page = head.get(reverse("admin:catalog_department_change", args=["SCJG"])).content.decode()
    assert "沪数审〔2025〕18号" in page
    assert "2025-12-31" in page


def test_each_access_of_a_contractor_is_logged_as_such(
    cast: Cast, browser: Callable[[str], Client]
) -> None:
    engaged(cast)
    cast.people["vendor"].refresh_from_db()
    client = browser("vendor")
    places = ("/admin/", "/catalog/?q=某人", "/api/v1/entries/", "/nowhere/")
    for place in places:
        client.get(place)
    events = AuditEvent.objects.filter(name="contractor.access").order_by("id")
    assert [(event.details["path"], event.interface) for event in events] == [
        ("/admin/", "ADMIN"),
        ("/catalog/", "PAGE"),
        ("/api/v1/entries/", "API"),
        ("/nowhere/", "PAGE"),
    ]
    assert {(event.actor_id, event.department_id) for event in events} == {
        (cast.people["vendor"].pk, cast.market.pk)
    }
    assert "某人" not in "".join(str(event.details) for event in events)


def test_what_cannot_be_logged_is_not_answered(
    cast: Cast, browser: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    engaged(cast)
    cast.people["vendor"].refresh_from_db()
    client = browser("vendor")

    def fails(**_facts: Any) -> None:
        raise OSError("the log is full")

    monkeypatch.setattr("portal.audit.chain.append", fails)
    client.raise_request_exception = False
    assert client.get("/admin/").status_code == 500


def test_staff_leave_no_such_trace(cast: Cast, browser: Callable[[str], Client]) -> None:
    browser("market_compiler").get("/admin/")
    assert not AuditEvent.objects.filter(name="contractor.access").exists()
