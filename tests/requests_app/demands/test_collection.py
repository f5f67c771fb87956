"""What sharing supplies is not collected again; a match needs its reason (Art. 19 para. 1)."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.models import AuditEvent
from portal.regulation import reasons
from portal.workflow.decision import Refused
from requests_app.demands import actions, queries
from requests_app.models import CollectionMatch, DataCollection
from tests.races.fingerprint import nothing_left
from tests.requests_app.demands.supply import Supply, declare


def refused(expected: reasons.Reason, act: Callable[..., object], *args: Any, **inputs: Any) -> Any:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(*args, **inputs)
    assert caught.value.reason is expected
    return caught.value


def in_spite(supply: Supply, person: str = "authority_officer") -> list[DataCollection]:
    seen = queries.collections_visible_to(supply.cast.actor(person))
    return list(queries.made_in_spite_of_a_match(seen))


def test_a_match_without_a_reason_is_refused_item_by_item(supply: Supply) -> None:
    found = refused(
        reasons.COLLECTED_ALREADY,
        declare,
        supply,
        "用工人数",
        ("企业名称", "登记名称与实际不符的逐户核实"),
        " 统一社会信用代码。",
        "注册资金",
    )
    assert found.details == (
        "统一社会信用代码。：企业登记基本信息（上海市市场监督管理局）",
        "注册资金：企业登记基本信息（上海市市场监督管理局）",
    )
    assert found.reason.article is not None
    assert found.reason.article.code == "19-1"


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_reason_is_none(supply: Supply, blank: str) -> None:
    refused(reasons.COLLECTED_ALREADY, declare, supply, ("企业名称", blank))


def test_a_new_collection_that_matches_a_shareable_item_raises_40_1(supply: Supply) -> None:
    """Line 17 of the acceptance checklist: it stands on the list that the breach is found by."""
    plain = declare(supply, "用工人数", "平均工资")
    assert in_spite(supply) == []
    made = declare(supply, "用工人数", ("企业名称", "逐户核实"))
    assert in_spite(supply) == [made]
    item = made.items.get(name="企业名称")
    assert (item.reason, made.items.get(name="用工人数").reason) == ("逐户核实", "")
    match = CollectionMatch.objects.get(item__collection=made)
    assert (match.item, match.data_item.version) == (item, supply.registry)
    assert not CollectionMatch.objects.filter(item__collection=plain).exists()
    event = AuditEvent.objects.get(subject_number=str(made))
    assert (event.name, event.article) == ("datacollection.declare_collection", "19-1")
    assert event.details == {"items": 2, "matching": 1}
    assert made.public_number == "DC-RSJ-2025-0002"


def test_what_is_given_up_is_no_longer_collected(supply: Supply) -> None:
    made = declare(supply, ("企业名称", "逐户核实"))
    clerk = supply.cast.actor("labour_clerk")
    actions.withdraw_collection(pk=made.pk, actor=clerk, now=supply.now)
    assert in_spite(supply) == []
    assert CollectionMatch.objects.filter(item__collection=made).exists()
    refused(
        reasons.WRONG_STATE, actions.withdraw_collection, pk=made.pk, actor=clerk, now=supply.now
    )


def test_what_is_withheld_or_closed_matches_nothing(supply: Supply) -> None:
    made = declare(supply, "举报人姓名", "监管等级")
    assert not CollectionMatch.objects.filter(item__collection=made).exists()


def test_closed_details_match_for_whoever_may_read_them(supply: Supply) -> None:
    now = supply.now
    for person, expected in (("market_compiler", 1), ("labour_clerk", 0), ("outsider", 0)):
        found = queries.matches(["监管等级", "举报人姓名"], supply.cast.actor(person), now=now)
        assert sum(map(len, found.values())) == expected, person


def test_an_item_listed_twice_is_one_item(supply: Supply) -> None:
    made = declare(supply, "企业名称", ("企业名称 ", "逐户核实"), "用工人数")
    names = made.items.order_by("position").values_list("name", "reason")
    assert list(names) == [("企业名称", "逐户核实"), ("用工人数", "")]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"legal_basis": " "}, reasons.COLLECTION_UNFOUNDED),
        ({"purpose": ""}, reasons.COLLECTION_UNFOUNDED),
        ({"subjects": ()}, reasons.COLLECTION_WITHOUT_ITEMS),
        ({"items": ()}, reasons.COLLECTION_WITHOUT_ITEMS),
        ({"items": (actions.Collected(name="——"),)}, reasons.ITEM_UNNAMED),
    ],
)
def test_what_a_declaration_needs(
    supply: Supply, changes: dict[str, Any], reason: reasons.Reason
) -> None:
    refused(reason, declare, supply, "用工人数", **changes)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("labour_office_head", reasons.NOT_YOUR_MANDATE),
        ("market_reviewer", reasons.NOT_YOUR_MANDATE),
        ("authority_officer", reasons.NOT_YOUR_MANDATE),
        ("outsider", reasons.INACTIVE),
        ("superuser", reasons.INACTIVE),
    ],
)
def test_who_declares_one(supply: Supply, person: str, reason: reasons.Reason) -> None:
    refused(reason, declare, supply, "用工人数", person=person)


def test_the_authority_and_the_department_see_it_and_nobody_else(supply: Supply) -> None:
    made = declare(supply, ("企业名称", "逐户核实"))
    for person in ("labour_clerk", "labour_office_head", "authority_officer"):
        assert in_spite(supply, person) == [made]
    for person in ("market_reviewer", "civil_clerk", "hongkou_clerk", "outsider", "superuser"):
        assert in_spite(supply, person) == []
