"""Several departments collect an item: the authority names one source (Art. 19 para. 2)."""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from catalog.departments import actions as departments
from catalog.models import DataItem, Department, SourceDesignation
from catalog.sources import actions, queries
from portal.models import AuditEvent, User
from portal.regulation import reasons
from portal.regulation.item_names import item_key
from portal.regulation.vocabulary import Mandate, Tier
from portal.workflow.decision import Refused
from portal.workflow.models import opened
from tests import story
from tests.cast import FOUNDING
from tests.catalog.sources.twins import (
    TEXT,
    Twins,
    name,
    publish,
    send_by_civil_affairs,
    social_organisations,
)
from tests.races.fingerprint import nothing_left


def refused(expected: reasons.Reason, act: Callable[..., object], *args: Any, **inputs: Any) -> Any:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(*args, **inputs)
    assert caught.value.reason is expected
    return caught.value


def district_authority(twins: Twins) -> str:
    """Hongkou gets an authority of its own, and its officer the name this returns."""
    cast = twins.cast
    officer = cast.actor("authority_officer")
    made = departments.open_department(
        particulars=departments.Particulars(
            code="HKSJ",
            name="上海市虹口区数据局",
            short_name="虹口数据局",
            region_code="310109",
            tier=Tier.COUNTY,
            sharing_office="共享办",
        ),
        is_authority=True,
        actor=officer,
        now=cast.now,
    )
    cast.people["hongkou_officer"] = User.objects.create_user("hongkou_officer")
    departments.appoint_first(
        pk=made.pk,
        user_id=cast.people["hongkou_officer"].pk,
        mandates=[Mandate.OVERSEE],
        actor=FOUNDING,
        now=cast.now,
    )
    return "hongkou_officer"


def test_the_authority_names_one_source_with_date_and_text(twins: Twins) -> None:
    made = name(twins)
    assert (made.status, made.public_number) == ("IN_FORCE", "SD-SJJ-2025-0001")
    assert (made.source, made.authority) == (twins.cast.market, twins.cast.authority)
    assert (made.designated_on, made.text) == (date(2025, 9, 24), TEXT)
    codes = made.collectors.order_by("code").values_list("code", flat=True)
    assert list(codes) == ["MZJ", "SCJG"]
    event = AuditEvent.objects.get(name="sourcedesignation.name_source")
    assert (event.article, event.to_status, event.note) == ("19-2", "IN_FORCE", TEXT)
    assert event.details["item"] == "统一社会信用代码"


@pytest.mark.parametrize("item", ["统一社会信用代码", "统一社会信用代码。", " 统一 社会信用代码 "])
def test_one_source_per_item_and_jurisdiction(twins: Twins, item: str) -> None:
    name(twins)
    found = refused(reasons.SOURCE_NAMED, name, twins, item=item, source="MZJ")
    assert found.details == ("上海市市场监督管理局",)


def test_the_database_holds_one_source_too(twins: Twins) -> None:
    first = name(twins)
    again = SourceDesignation(
        public_number="SD-X",
        status="IN_FORCE",
        status_since=twins.now,
        created_at=twins.now,
        item_name="统一社会信用代码",
        item_key=first.item_key,
        authority=first.authority,
        source=twins.cast.civil_affairs,
        designated_on=first.designated_on,
        text="x",
    )
    with (
        opened("catalog.SourceDesignation", None),
        transaction.atomic(),
        pytest.raises(IntegrityError, match="one_source_per_item"),
    ):
        again.save()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"collectors": ["SCJG"]}, reasons.ONE_COLLECTOR),
        ({"collectors": ["SCJG", "SCJG"]}, reasons.ONE_COLLECTOR),
        ({"collectors": ["RSJ", "MZJ"]}, reasons.SOURCE_NOT_COLLECTING),
        ({"item": "——"}, reasons.ITEM_UNNAMED),
        ({"text": " "}, reasons.NO_GROUND),
        ({"source": "NOBODY"}, reasons.NOT_FOUND),
        ({"collectors": ["SCJG", "NOBODY"]}, reasons.NOT_FOUND),
    ],
)
def test_what_a_designation_needs(
    twins: Twins, changes: dict[str, Any], reason: reasons.Reason
) -> None:
    refused(reason, name, twins, **changes)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("market_office_head", reasons.NOT_YOUR_MATTER),
        ("civil_clerk", reasons.NOT_YOUR_MATTER),
        ("superuser", reasons.NOT_FOUND),
        ("outsider", reasons.NOT_FOUND),
    ],
)
def test_nobody_but_the_authority_names_it(
    twins: Twins, person: str, reason: reasons.Reason
) -> None:
    refused(reason, name, twins, actor=twins.cast.actor(person))


def test_a_closed_department_is_no_source(twins: Twins) -> None:
    Department.objects.filter(code="SCJG").update(closed_on=twins.now.date())
    refused(reasons.NOT_FOUND, name, twins)


def test_an_authority_names_within_its_own_jurisdiction(twins: Twins) -> None:
    officer = twins.cast.actor(district_authority(twins))
    refused(reasons.OUTSIDE_JURISDICTION, name, twins, actor=officer)
    refused(
        reasons.OUTSIDE_JURISDICTION,
        name,
        twins,
        actor=officer,
        source="HKSC",
        collectors=["HKSC", "MZJ"],
    )


def test_what_an_upper_authority_named_holds_below(twins: Twins) -> None:
    officer = twins.cast.actor(district_authority(twins))
    name(twins)
    within = {"actor": officer, "source": "HKSC", "collectors": ["HKSC", "HKSJ"]}
    refused(reasons.SOURCE_NAMED, name, twins, **within)
    # Another item is free, and the district's naming does not bind the city.
    made = name(twins, **within, item="注册资金")
    assert made.authority.code == "HKSJ"
    assert name(twins, item="注册资金").authority.code == "SJJ"


def test_a_second_supplier_is_flagged_and_never_passes_silently(twins: Twins) -> None:
    made = name(twins)
    assert queries.flagged(twins.registry) == []
    assert queries.flagged(twins.second) == [made]
    officer = twins.cast.actor("authority_officer")
    listed = queries.with_other_suppliers(queries.visible_to(officer)).get(pk=made.pk)
    assert listed.with_others is True
    others = queries.other_suppliers(made, officer, now=twins.now)
    assert [item.version.entry for item in others] == [twins.second.entry]


def test_the_flag_stands_at_the_review_and_the_publication_records_it(twins: Twins) -> None:
    name(twins)
    sent = send_by_civil_affairs(twins.cast, social_organisations(name="慈善组织登记信息"))
    officer = twins.cast.actor("authority_officer")
    assert [each.source.code for each in queries.flagged(sent)] == ["SCJG"]
    made = SourceDesignation.objects.get()
    seen = queries.other_suppliers(made, officer, now=twins.now)
    assert sent.pk in {item.version_id for item in seen}
    clerk = twins.cast.actor("hongkou_clerk")
    unseen = queries.other_suppliers(made, clerk, now=twins.now)
    assert {item.version_id for item in unseen} == {twins.second.pk}
    publish(twins.cast, sent)
    event = AuditEvent.objects.get(name="entryversion.publish", subject_number=str(sent))
    assert event.details["supplied_beside_source"] == {"统一社会信用代码": "SCJG"}
    own = AuditEvent.objects.get(name="entryversion.publish", subject_number=str(twins.registry))
    assert "supplied_beside_source" not in own.details


def test_what_is_withheld_supplies_nothing(twins: Twins) -> None:
    name(twins)
    content = social_organisations(
        sharing_class="WITHHELD",
        condition=None,
        basis_instrument="《某法》",
        basis_level="LAW",
        withheld_reason="法律明确规定",
    )
    sent = send_by_civil_affairs(twins.cast, content)
    assert queries.flagged(sent) == []


def test_the_source_itself_and_another_item_are_not_flagged(twins: Twins) -> None:
    made = name(twins, item="企业类型", collectors=["SCJG", "RSJ"])
    assert queries.flagged(twins.second) == []
    officer = twins.cast.actor("authority_officer")
    listed = queries.with_other_suppliers(queries.visible_to(officer)).get(pk=made.pk)
    assert listed.with_others is False


def test_items_that_several_supply_wait_for_their_source(twins: Twins) -> None:
    officer = twins.cast.actor("authority_officer")

    def waiting() -> dict[str, list[str]]:
        found = queries.contested(officer)
        return {item_key(each.name): [d.code for d in each.departments] for each in found}

    both = ["MZJ", "SCJG"]
    assert waiting() == {"注册资金": both, "统一社会信用代码": both}
    made = name(twins)
    assert waiting() == {"注册资金": both}
    actions.revoke_source(pk=made.pk, note="机构改革", actor=officer, now=twins.now)
    assert waiting() == {"注册资金": both, "统一社会信用代码": both}
    assert queries.contested(twins.cast.actor("market_office_head")) == []
    assert queries.contested(twins.cast.actor("outsider")) == []


def test_a_revoked_designation_makes_room_for_another(twins: Twins) -> None:
    made = name(twins)
    officer = twins.cast.actor("authority_officer")
    asked: dict[str, Any] = {"pk": made.pk, "actor": officer, "now": twins.now}
    refused(reasons.NO_GROUND, actions.revoke_source, note=" ", **asked)
    actions.revoke_source(note="职责调整", **asked)
    made.refresh_from_db()
    assert (made.status, made.revoked_on) == ("REVOKED", date(2025, 9, 24))
    assert queries.flagged(twins.second) == []
    refused(reasons.WRONG_STATE, actions.revoke_source, note="x", **asked)
    again = name(twins, source="MZJ")
    assert queries.flagged(twins.registry) == [again]


def test_whoever_belongs_to_a_department_may_know_the_source(twins: Twins) -> None:
    made = name(twins)
    for person in ("labour_clerk", "hongkou_clerk", "civil_clerk", "authority_officer"):
        assert queries.visible_to(twins.cast.actor(person)).get() == made
    for person in ("outsider", "superuser"):
        assert not queries.visible_to(twins.cast.actor(person)).exists()


def test_items_that_stood_before_get_their_key(twins: Twins) -> None:
    DataItem.objects.update(name_key="")
    import_module("catalog.migrations.0004_source_designation").write_keys(apps, None)
    found = DataItem.objects.filter(version=twins.second).order_by("position")
    assert [item.name_key for item in found] == ["社会组织名称", "统一社会信用代码", "注册资金"]
    assert story.REGISTRY_ITEMS[1].name == "统一社会信用代码"
