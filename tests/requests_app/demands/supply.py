"""What the directory offers: a registry, something withheld, something closed; and the acts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from catalog.directories.actions import Item
from catalog.models import EntryVersion
from requests_app.demands import actions
from requests_app.demands.actions import Collected, Declaration
from requests_app.models import DataCollection, Demand
from tests import story
from tests.cast import Cast

BASIS = "《社会保险法》第七十四条"


@dataclass
class Supply:
    """Three entries of the market regulator, and who is there."""

    cast: Cast
    registry: EntryVersion
    withheld: EntryVersion
    closed: EntryVersion

    @property
    def now(self) -> datetime:
        """The moment of the story."""
        return self.cast.now

    def days(self, number: int) -> datetime:
        """So many days later."""
        return self.now + timedelta(days=number)


def build(cast: Cast) -> Supply:
    """Publish the three."""
    registry = story.publish(cast, story.enterprise_registry())
    withheld = story.publish(
        cast,
        story.enterprise_registry(
            name="举报人信息",
            items=(Item(name="举报人姓名", column_name="name"),),
            sharing_class="WITHHELD",
            condition=None,
            basis_instrument="《某法》",
            basis_level="LAW",
            basis_article="第六十条",
            withheld_reason="法律明确规定应当保密",
        ),
    )
    closed = story.publish(
        cast,
        story.enterprise_registry(
            name="重点监管对象名单",
            items=(Item(name="监管等级", column_name="grade"),),
            detail_closed=True,
            detail_closed_reason="涉及监管方法",
        ),
    )
    return Supply(cast, registry, withheld, closed)


def declaration(*items: str | tuple[str, str], **changes: Any) -> Declaration:
    """A complete declaration of these items; a pair is an item with its reason."""
    pairs = [item if isinstance(item, tuple) else (item, "") for item in items]
    asked: dict[str, Any] = {
        "title": "稳岗返还申报信息采集",
        "legal_basis": BASIS,
        "purpose": "核定稳岗返还金额",
        "subjects": ("LEGAL_PERSONS",),
        "begins_on": date(2025, 10, 20),
        "items": tuple(Collected(name=name, reason=reason) for name, reason in pairs),
    }
    return Declaration(**{**asked, **changes})


def declare(supply: Supply, *items: str | tuple[str, str], **changes: Any) -> DataCollection:
    """The labour department declares a collection."""
    person = changes.pop("person", "labour_clerk")
    return actions.declare_collection(
        declaration=declaration(*items, **changes), actor=supply.cast.actor(person), now=supply.now
    )


def raised(supply: Supply, person: str = "labour_clerk", **changes: Any) -> Demand:
    """The labour department raises a demand for enterprises' payrolls."""
    asked: dict[str, Any] = {
        "title": "企业用工登记信息",
        "items": ["企业名称", "统一社会信用代码", "用工人数"],
        "legal_basis": BASIS,
        "scenario": "稳岗返还资格核验",
        "purpose": "GOVERNMENT_SERVICE",
        "actor": supply.cast.actor(person),
        "now": supply.now,
    }
    return actions.raise_demand(**{**asked, **changes})


def assigned(supply: Supply) -> Demand:
    """The authority assigns it to the market regulator."""
    demand = raised(supply)
    officer = supply.cast.actor("authority_officer")
    actions.assign(pk=demand.pk, department="SCJG", actor=officer, now=supply.now)
    return Demand.objects.get(pk=demand.pk)


def accepted(supply: Supply) -> Demand:
    """The market regulator accepts it."""
    demand = assigned(supply)
    reviewer = supply.cast.actor("market_reviewer")
    actions.accept(pk=demand.pk, actor=reviewer, now=supply.now)
    return Demand.objects.get(pk=demand.pk)


def matched(supply: Supply) -> Demand:
    """The authority matches it to the registry."""
    demand = raised(supply)
    actions.match(
        pk=demand.pk,
        entry=supply.registry.entry.code,
        actor=supply.cast.actor("authority_officer"),
        now=supply.now,
    )
    return Demand.objects.get(pk=demand.pk)
