"""Two city departments that collect the same data item, and the acts about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.departments import actions as departments
from catalog.directories import actions as directories
from catalog.directories.actions import Content, Finding, Item
from catalog.models import EntryVersion, SourceDesignation
from catalog.sources import actions
from portal.models import User
from portal.regulation.vocabulary import Mandate
from tests import story
from tests.cast import Cast

TEXT = "经协商，由市市场监管局统一提供。"


@dataclass
class Twins:
    """The registry of the market regulator, and that of civil affairs beside it."""

    cast: Cast
    registry: EntryVersion
    second: EntryVersion

    @property
    def now(self) -> datetime:
        """The moment of the story."""
        return self.cast.now


def staff_civil_affairs(cast: Cast) -> None:
    """Civil affairs gets an assessor and a head of department."""
    for person, mandate in (
        ("civil_assessor", Mandate.ASSESS),
        ("civil_chief", Mandate.APPROVE_ENTRY),
    ):
        cast.people[person] = User.objects.create_user(person)
        departments.appoint(
            pk=cast.civil_affairs.pk,
            user_id=cast.people[person].pk,
            mandates=(mandate,),
            actor=cast.actor("authority_officer"),
            now=cast.now,
        )


def social_organisations(**changes: Any) -> Content:
    """An entry that lists the credit code too, written a little differently."""
    items = (
        Item(name="社会组织名称", column_name="name"),
        Item(name="统一社会信用代码 ", column_name="credit_code", is_key=True),
        Item(name="注册资金", column_name="capital"),
    )
    return story.enterprise_registry(**{"name": "社会组织登记信息", "items": items, **changes})


def send_by_civil_affairs(cast: Cast, content: Content) -> EntryVersion:
    """Civil affairs drafts an entry and sends it to the authority."""
    clerk = cast.actor("civil_clerk")
    version = directories.draft(
        provider_id=cast.civil_affairs.pk, content=content, actor=clerk, now=cast.now
    )
    finding = Finding(secrecy_result="NO_RISK", personal_result="ACCEPTABLE")
    directories.assess(
        pk=version.pk, finding=finding, actor=cast.actor("civil_assessor"), now=cast.now
    )
    directories.submit(pk=version.pk, actor=clerk, now=cast.now)
    directories.approve(pk=version.pk, actor=cast.actor("civil_chief"), now=cast.now)
    directories.send(pk=version.pk, actor=clerk, now=cast.now)
    return EntryVersion.objects.get(pk=version.pk)


def publish(cast: Cast, version: EntryVersion) -> EntryVersion:
    """The authority announces it."""
    directories.publish(pk=version.pk, actor=cast.actor("authority_officer"), now=cast.now)
    return EntryVersion.objects.get(pk=version.pk)


def publish_twice(cast: Cast) -> Twins:
    """Both departments publish an entry with the credit code and the capital."""
    registry = story.publish(cast, story.enterprise_registry())
    staff_civil_affairs(cast)
    second = publish(cast, send_by_civil_affairs(cast, social_organisations()))
    return Twins(cast, registry, second)


def name(twins: Twins, **changes: Any) -> SourceDesignation:
    """The authority names the market regulator as the source of the credit code."""
    asked: dict[str, Any] = {
        "item": "统一社会信用代码",
        "source": "SCJG",
        "collectors": ["SCJG", "MZJ"],
        "text": TEXT,
        "actor": twins.cast.actor("authority_officer"),
        "now": twins.now,
    }
    return actions.name_source(**{**asked, **changes})
