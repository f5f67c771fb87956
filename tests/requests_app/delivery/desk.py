"""A desk to call from: an agreement in use over a small table with every type and NULLs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from catalog.directories.actions import Item
from catalog.models import DataResource, EntryVersion
from portal.regulation.vocabulary import Purpose, RowRuleKind, SharingMode
from portal.workflow.actor import Actor, Interface
from requests_app.delivery.actions import Call, Delivered, deliver
from requests_app.delivery.models import Operation
from requests_app.models import SharingAgreement
from requests_app.sharing import actions as sharing
from requests_app.sharing.actions import Application, RowRule
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW

ITEMS = (
    Item(name="编号", column_name="code", is_key=True),
    Item(name="名称", column_name="name"),
    Item(name="人数", column_name="staff", data_type="INTEGER"),
    Item(name="金额", column_name="amount", data_type="MONEY"),
    Item(name="日期", column_name="since", data_type="DATE"),
    Item(name="在营", column_name="open", data_type="BOOLEAN"),
    Item(name="地区", column_name="district", is_region=True),
    Item(name="类型", column_name="kind"),
    Item(name="证件号", column_name="secret", is_personal=True),
)
HEADER = tuple(item.column_name for item in ITEMS)
#: What the agreement covers: neither ``kind``, by which rows are chosen, nor ``secret``.
AGREED = ("code", "name", "staff", "amount", "since", "open", "district")
ROWS = (
    "C1,甲,3,10.50,2001-01-31,是,310109,A,S-1",
    "C2,乙,,0,2002-02-28,否,310109001,B,S-2",
    "C3,丙,7,-1.25,,,虹口,A,S-3",
    "C4,丁,7,99,2003-03-31,1,虹口区,A,S-4",
    "C5,戊,5,5,2004-04-30,0,浦东,A,S-5",
    "C6,己,5,5,2004-04-30,0,,A,S-6",
    'C7,"甲,""引"" 号",9,7,2005-05-31,t,310109,,S-7',
)
#: In Hongkou, by code or name, and of kind A.
VISIBLE = ("C1", "C3", "C4")


@dataclass
class Desk:
    """An agreement in use, and the one who calls under it."""

    cast: the_cast.Cast
    version: EntryVersion
    resource: DataResource
    agreement: SharingAgreement
    actor: Actor
    client_id: int

    def call(self, **changes: Any) -> Call:
        """A lawful call, with changes."""
        lawful = Call(
            number=self.agreement.public_number,
            client_id=self.client_id,
            operation=Operation.RECORDS,
            purpose=Purpose.GOVERNMENT_SERVICE,
            case_number="WG-1",
        )
        return replace(lawful, **changes)

    def deliver(self, *, now: datetime | None = None, **changes: Any) -> Delivered:
        """Make the call."""
        return deliver(call=self.call(**changes), actor=self.actor, now=now or self.cast.now)


def write(path: Path, rows: Iterable[str], header: Iterable[str] = HEADER) -> Path:
    """A CSV file of these lines."""
    path.write_text("\n".join([",".join(header), *rows]) + "\n", encoding="utf-8")
    return path


def rules_for(version: EntryVersion) -> tuple[RowRule, ...]:
    """Rows of one district and one kind."""
    items = dict(version.items.values_list("column_name", "pk"))
    return (
        RowRule(column_id=items["district"], kind=RowRuleKind.REGION, values=("310109",)),
        RowRule(column_id=items["kind"], kind=RowRuleKind.VALUES, values=("A",)),
    )


def agree_on(
    cast: the_cast.Cast, version: EntryVersion, rules: tuple[RowRule, ...], **changes: Any
) -> SharingAgreement:
    """An agreement on the usual columns with these row rules, with changes."""
    items = dict(version.items.values_list("column_name", "pk"))
    first = cast.now.date()
    usual = Application(
        legal_basis="《失业保险条例》",
        scenario="核验",
        purpose=Purpose.GOVERNMENT_SERVICE,
        scope="逐笔",
        sharing_mode=SharingMode.API,
        use_from=first,
        use_until=first + timedelta(days=365),
        is_declared=True,
        system_id=cast.systems["labour"].system.client_id,
        columns={items[name]: "核验" for name in AGREED},
        rows=rules,
    )
    request = sharing.apply(
        requester_id=cast.labour.pk,
        version_id=version.pk,
        application=replace(usual, **changes),
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )
    return story.agree(cast, story.send(cast, request))


def furnish(folder: Path) -> Desk:
    """Raise the cast, publish, agree, load and open access."""
    cast = the_cast.build(NOW)
    version = story.publish(cast, story.enterprise_registry(name="样例", items=ITEMS))
    agreement = agree_on(cast, version, rules_for(version))
    resource = story.load(cast, version, write(folder / "rows.csv", ROWS))
    agreement = story.put_into_use(cast, agreement)
    client = cast.systems["labour"].system.client
    actor = Actor.person(
        client.user_id, interface=Interface.API, on=NOW.date(), client_id=client.pk
    )
    return Desk(cast, version, resource, agreement, actor, client.pk)
