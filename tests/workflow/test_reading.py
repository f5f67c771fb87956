"""A page reads each thing once; acts and machines read it as it stands."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from catalog.departments.models import Membership
from portal.interfaces.readings import Reading
from portal.regulation import reasons
from portal.regulation.vocabulary import Mandate
from portal.workflow.decision import Refused
from portal.workflow.reading import afresh, keep, once, read_once
from requests_app.sharing import actions
from tests.workflow.conftest import Stage


class _Register:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> int:
        self.asked += 1
        return self.asked


def test_within_one_reading_each_thing_is_asked_once() -> None:
    register = _Register()
    assert [once("a", register) for _time in range(3)] == [1, 2, 3]
    with read_once():
        assert [once("b", register) for _time in range(3)] == [4, 4, 4]
        assert once("c", register) == 5
        with read_once():
            assert once("b", register) == 4, "a reading within a reading is the same one"
        with afresh():
            assert once("b", register) == 6
        assert once("b", register) == 4
        keep("d", "read along")
        assert once("d", register) == "read along"
    assert once("b", register) == 7
    keep("d", "outside nothing is kept")
    assert once("d", register) == 8


def test_nothing_is_remembered_after_a_failure() -> None:
    register = _Register()
    with pytest.raises(ZeroDivisionError), read_once():
        once("a", register)
        raise ZeroDivisionError
    assert once("a", register) == 2


@pytest.mark.parametrize(
    ("method", "path", "asked"),
    [
        ("get", "/catalog/", 1),
        ("head", "/admin/", 1),
        ("post", "/catalog/", 2),
        ("get", "/api/v1/agreements/", 2),
    ],
)
def test_only_a_page_that_is_looked_at_is_a_reading(method: str, path: str, asked: int) -> None:
    register = _Register()

    def answer(_request: object) -> HttpResponse:
        once("a", register)
        once("a", register)
        return HttpResponse()

    Reading(answer)(getattr(RequestFactory(), method)(path))
    assert register.asked == asked


def test_an_act_asks_afresh_whatever_was_read_before(stage: Stage) -> None:
    """An appointment that has ended counts at once (Art. 11), though the page knew it."""
    drafter = stage.cast.actor("labour_clerk")
    today = stage.cast.now.date()
    with read_once():
        assert Mandate.APPLY in drafter.mandates(today)
        Membership.objects.filter(user_id=drafter.user_id).update(ends_on=today)
        assert Mandate.APPLY in drafter.mandates(today)
        with pytest.raises(Refused) as caught:
            actions.submit(pk=stage.request.pk, actor=drafter, now=stage.cast.now)
    assert caught.value.reason is reasons.NOT_YOUR_MANDATE
    assert not drafter.mandates(today)
