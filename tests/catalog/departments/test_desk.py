"""The register of departments in the admin: who may open, appoint, register, and take back."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.departments.queries import members_of
from catalog.models import Department
from portal.models import ApiClient, AuditEvent, User
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow import grants
from portal.workflow.actor import Actor, Interface
from tests import cast as the_cast
from tests.interfaces.api_client import ApiCaller

pytestmark = pytest.mark.django_db

OPEN = {
    "name": "上海市水务局",
    "short_name": "市水务局",
    "code": "SWJ",
    # The sample of the 2017 compilation guide, whose check digit is right.
    "credit_code": "11430000743187451F",
    "kind": "GOVERNMENT",
    "region": "310000",
    "sharing_office": "信息中心",
    "other_names": "上海市海洋局\n市海洋局",
}


@pytest.fixture
def desk(cast, now, monkeypatch):
    """A browser for each person, on the day of the story."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    def open_desk(person: str) -> Client:
        client = Client()
        client.force_login(cast.people[person], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_desk


def address(act: str = "change", code: str = "") -> str:
    """Where an act on the department stands."""
    return reverse(f"admin:catalog_department_{act}", args=[code] if code else None)


def test_the_authority_opens_a_department_and_its_people_follow(cast, desk, now) -> None:
    officer = desk("authority_officer")
    answer = officer.post(address("add"), OPEN)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Department.objects.get(code="SWJ")
    assert (made.tier, made.region.code, made.sharing_office) == ("PROVINCE", "310000", "信息中心")
    assert set(made.names.values_list("name", flat=True)) == {"上海市海洋局", "市海洋局"}
    User.objects.create_user("shen", display_name="水务经办")
    appointed = {"username": "shen", "post": "经办员", "mandates": [Mandate.APPLY.value]}
    assert officer.post(address("appoint", "SWJ"), appointed).status_code == 302
    page = officer.get(address(code="SWJ"))
    assert [row["name"] for row in page.context["people"]] == ["水务经办"]
    assert len(page.context["lacking"]) == 2
    clerk = Actor.person(
        User.objects.get(username="shen").pk, interface=Interface.ADMIN, on=local_day(now)
    )
    assert clerk.mandates(local_day(now)) == {Mandate.APPLY}
    ended = officer.post(f"{address('dismiss', 'SWJ')}?target=shen", {"note": "调离"})
    assert ended.status_code == 302
    assert not members_of(made, on=local_day(now)).exists()
    assert clerk.mandates(local_day(now)) == frozenset()
    assert grants.differences() == ([], [])
    named = AuditEvent.objects.filter(subject_number="上海市水务局").order_by("id")
    assert list(named.values_list("name", flat=True)) == [
        "department.open_department",
        "department.appoint",
        "department.dismiss",
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("credit_code", "11430000743187451A", "第 18 位"),
        ("region", "319999", "319999"),
        ("code", "水务局", "大写字母"),
        ("code", "SCJG", "已有相同的记录"),
        ("name", "", "必填"),
    ],
)
def test_a_wrong_particular_is_said_and_nothing_is_opened(
    cast, desk, field: str, value: str, said: str
) -> None:
    before = Department.objects.count()
    answer = desk("authority_officer").post(address("add"), {**OPEN, field: value})
    assert answer.status_code in {400, 409}
    assert said in answer.content.decode()
    assert OPEN["sharing_office"] in answer.content.decode()
    assert Department.objects.count() == before


@pytest.mark.parametrize("person", ["labour_clerk", "labour_office_head", "market_chief"])
def test_nobody_else_opens_or_appoints(cast, desk, person: str) -> None:
    client = desk(person)
    assert client.get(address(code="SCJG")).status_code == 200
    assert client.get(address("add")).status_code == 404
    assert client.post(address("add"), OPEN).status_code == 404
    wanted = {"username": "outsider", "post": "x", "mandates": [Mandate.APPLY.value]}
    assert client.post(address("appoint", "HKSC"), wanted).status_code == 404
    assert not Department.objects.filter(code="SWJ").exists()


def test_one_person_is_not_both_heads(cast, desk) -> None:
    both = [Mandate.CONSENT.value, Mandate.APPROVE_ENTRY.value]
    wanted = {"username": "outsider", "post": "负责人", "mandates": both}
    answer = desk("authority_officer").post(address("appoint", "MZJ"), wanted)
    assert answer.status_code == 409
    assert "heads-must-differ" in answer.content.decode()


def test_a_system_is_registered_once_and_its_secret_works_until_it_is_retired(cast, desk) -> None:
    head = desk("labour_office_head")
    wanted = {"name": "就业服务系统", "code": "jiuye", "mandates": [Mandate.APPLY.value]}
    answer = head.post(address("register_system", "RSJ"), wanted)
    assert answer.status_code == 201
    assert "no-store" in answer["Cache-Control"]
    secret = answer.context["client_secret"]
    assert secret in answer.content.decode()
    assert secret not in head.get(address(code="RSJ")).content.decode()
    assert head.post(address("register_system", "RSJ"), wanted).status_code == 409
    credentials = the_cast.NewSystem(
        ApiClient.objects.get(code="RSJ-jiuye").registration, answer.context["client_id"], secret
    )
    caller = ApiCaller(credentials)
    assert caller.get("/entries/").status_code == 200
    target = f"{address('retire_system', 'RSJ')}?target=RSJ-jiuye"
    assert head.post(target, {"note": ""}).status_code == 400
    assert head.post(target, {"note": "系统下线"}).status_code == 302
    assert caller.get("/entries/").status_code == 401
    assert head.post(target, {"note": "再来"}).status_code == 404


def test_the_register_is_a_list_like_the_others(cast, desk) -> None:
    client = desk("labour_clerk")
    page = client.get(address("changelist"), {"q": "虹口"})
    assert [row["code"] for row in page.context["rows"]] == ["HKSC"]
    assert client.get(address("changelist"), {"colour": "red"}).status_code == 400
    assert desk("outsider").get(address("changelist")).status_code == 302
