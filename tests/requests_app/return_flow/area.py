"""A district below the city: it needs what the city's system holds of its own area."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from catalog.departments.actions import NewSystem
from catalog.models import DataResource, EntryVersion
from portal.regulation.vocabulary import SharingClass
from portal.workflow.actor import Actor, Interface
from requests_app.delivery import actions as delivery
from requests_app.models import ReturnFlow
from requests_app.return_flow import actions
from requests_app.return_flow.actions import Configuration, Fetch, Fetched
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.requests_app.delivery.desk import ITEMS, ROWS, write

#: The rows of Hongkou in the desk's table: by code, by a code below it, by its names.
OWED = ("C1", "C2", "C3", "C4", "C7")
CHECKED_ON = date(2025, 9, 23)


@dataclass
class Area:
    """The city's entry with its rows, and the district's system."""

    cast: the_cast.Cast
    version: EntryVersion
    resource: DataResource
    system: NewSystem
    folder: Path

    @property
    def client_id(self) -> int:
        """The district's application system."""
        return self.system.system.client_id

    @property
    def caller(self) -> Actor:
        """The district's system, calling."""
        user_id = self.system.system.client.user_id
        return Actor.person(
            user_id, interface=Interface.API, on=NOW.date(), client_id=self.client_id
        )

    def asked(self, *, person: str = "hongkou_clerk", **changes: Any) -> ReturnFlow:
        """The district asks for its rows."""
        wanted = {
            "entry_id": self.version.entry_id,
            "system_id": self.client_id,
            "duty": "《上海市优化营商环境条例》规定的属地监管职责",
            "actor": self.cast.actor(person),
            "now": self.cast.now,
        }
        return actions.ask_return(**{**wanted, **changes})

    def configuration(self, **changes: Any) -> Configuration:
        """A lawful configuration, with changes."""
        lawful = {
            "resource_id": self.resource.pk,
            "region_column": "district",
            "security_check": "传输加密，接口已做漏洞扫描。",
            "checked_on": CHECKED_ON,
        }
        return Configuration(**{**lawful, **changes})

    def configured(self) -> ReturnFlow:
        """The same, configured by the city."""
        flow = self.asked()
        actions.configure(
            pk=flow.pk,
            configuration=self.configuration(),
            actor=self.cast.actor("market_reviewer"),
            now=self.cast.now,
        )
        return ReturnFlow.objects.get(pk=flow.pk)

    def running(self) -> ReturnFlow:
        """The same, started."""
        flow = self.configured()
        actions.start(pk=flow.pk, actor=self.cast.actor("market_reviewer"), now=self.cast.now)
        return ReturnFlow.objects.get(pk=flow.pk)

    def load(self, rows: tuple[str, ...], *, now: datetime | None = None) -> None:
        """The city loads another data version."""
        path = write(self.folder / "later.csv", rows)
        delivery.load(
            pk=self.resource.pk,
            path=path,
            file_name=path.name,
            actor=self.cast.actor("market_reviewer"),
            now=now or self.cast.now,
        )

    def fetch(self, flow: ReturnFlow, *, now: datetime | None = None, **changes: Any) -> Fetched:
        """The district's system fetches."""
        asked: dict[str, Any] = {"number": flow.public_number, "client_id": self.client_id}
        call = Fetch(**{**asked, **changes})
        return actions.fetch(call=call, actor=self.caller, now=now or self.cast.now)


def build(folder: Path, sharing_class: str = SharingClass.CONDITIONAL) -> Area:
    """Raise the cast, publish the city's entry, load its rows, register the district's system."""
    cast = the_cast.build(NOW)
    content = story.enterprise_registry(name="样例", items=ITEMS, sharing_class=sharing_class)
    version = story.publish(cast, content)
    resource = story.load(cast, version, write(folder / "rows.csv", ROWS))
    story.open_district(cast)
    return Area(cast, version, resource, cast.systems["hongkou"], folder)
