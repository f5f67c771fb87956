"""The first steps on an empty database: regions, classifications, an authority and its officer."""

import io

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Classification, Department
from portal.models import User
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow import grants
from portal.workflow.actor import Actor, Interface

pytestmark = pytest.mark.django_db
GIVEN = {
    "code": "SJJ",
    "name": "上海市数据局",
    "region": "310000",
    "office": "政策法规处",
    "officer": "first",
}


@pytest.fixture
def empty() -> None:
    """Two accounts, and no department."""
    User.objects.create_user("first")
    User.objects.create_user("left", is_active=False)


def found(**changes: str) -> None:
    call_command("found_authority", stdout=io.StringIO(), **{**GIVEN, **changes})


def test_the_first_officer_may_oversee_and_nothing_else(empty, now) -> None:
    found()
    officer = Actor.person(
        User.objects.get(username="first").pk, interface=Interface.ADMIN, on=local_day(now)
    )
    assert officer.department_id is None, "he is appointed from the day of the command"
    made = Department.objects.get(code="SJJ")
    assert (made.is_authority, made.tier, made.sharing_office) == (True, "PROVINCE", "政策法规处")
    assert made.memberships.get().mandates == [Mandate.OVERSEE]
    assert grants.differences() == ([], [])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("region", "319999", "319999"),
        ("officer", "nobody", "nobody"),
        ("officer", "left", "left"),
        ("code", "a b/..", "部门代号"),
        ("code", "SJJ\x00", "部门代号"),
        ("name", " ", "全称"),
        ("name", "局" * 121, "全称"),
        ("office", "", "共享工作机构"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_founded(empty, field, value, said) -> None:
    with pytest.raises(CommandError, match=said):
        found(**{field: value})
    assert not Department.objects.exists()


def test_a_region_has_one_authority(empty) -> None:
    found()
    with pytest.raises(CommandError, match="主管部门"):
        found(code="SJJ2", name="另一数据局")
    assert Department.objects.count() == 1


def test_the_classification_tree_ships_and_loads_once() -> None:
    call_command("load_classifications", stdout=io.StringIO())
    count = Classification.objects.count()
    assert count == 46 - 1, "one line of the shipped table is its header"
    root = Classification.objects.get(code="3")
    assert root.parent is None
    assert Classification.objects.filter(code__startswith="307").exclude(parent=None).exists()
    call_command("load_classifications", stdout=io.StringIO())
    assert Classification.objects.count() == count
