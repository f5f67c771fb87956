"""A table of people: the city's labour system calls for them, the district's gets them back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.models import EntryVersion
from portal.regulation.codes import complete_citizen_id
from portal.workflow.actor import Actor, Interface
from requests_app.delivery.models import Operation
from requests_app.delivery.plan import Filter
from requests_app.models import ReturnFlow, SharingAgreement
from requests_app.return_flow import actions as return_flow
from requests_app.return_flow.actions import Fetch
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.requests_app.delivery.desk import ITEMS, ROWS, Desk, agree_on, rules_for, write

#: One person for each row of the desk's table; the area code is one that no county ever had.
PEOPLE = tuple(complete_citizen_id(f"319999199001010{number:02d}") for number in range(1, 8))
#: In the fourth row, whose number was loaded with a small letter at its end.
SMALL_X = next(
    number
    for number in (complete_citizen_id(f"319999199001020{last:02d}") for last in range(99))
    if number.endswith("X")
)
#: Rows 1, 3 and 4 are in the agreement, 1 to 4 and 7 in the return to the district.
BOTH, RETURNED, NOBODY_S = PEOPLE[0], PEOPLE[1], PEOPLE[4]


@dataclass
class Bureau:
    """The agreement, the return flow, and the officer who may trace."""

    cast: the_cast.Cast
    version: EntryVersion
    agreement: SharingAgreement
    flow: ReturnFlow
    desk: Desk

    def call(self, **changes: Any) -> None:
        """The labour department's system calls."""
        self.desk.deliver(**changes)

    def look_for(self, person: str, **changes: Any) -> None:
        """The labour department's system asks for one person, for a case of his."""
        wanted = (Filter("code", "", person),)
        self.call(operation=Operation.LOOK_UP, filters=wanted, limit=1, **changes)

    def fetch(self) -> None:
        """The district's system fetches what is returned."""
        client = self.cast.systems["hongkou"].system.client
        caller = Actor.person(
            client.user_id, interface=Interface.API, on=NOW.date(), client_id=client.pk
        )
        call = Fetch(number=self.flow.public_number, client_id=client.pk)
        return_flow.fetch(call=call, actor=caller, now=self.cast.now)


def build(folder: Path) -> Bureau:
    """Raise the cast, publish, load the people, agree, return, and authorise an officer."""
    cast = the_cast.build(NOW)
    version = story.publish(cast, story.enterprise_registry(name="样例", items=ITEMS))
    agreement = agree_on(cast, version, rules_for(version))
    rows = [
        f"{person},{row.partition(',')[2]}"
        for person, row in zip((*PEOPLE[:3], SMALL_X.lower(), *PEOPLE[4:]), ROWS, strict=True)
    ]
    resource = story.load(cast, version, write(folder / "people.csv", rows))
    agreement = story.put_into_use(cast, agreement)
    flow = story.ask_return(cast, version)
    flow = story.start_return(cast, flow)
    story.authorise(cast)
    client = cast.systems["labour"].system.client
    actor = Actor.person(
        client.user_id, interface=Interface.API, on=NOW.date(), client_id=client.pk
    )
    desk = Desk(cast, version, resource, agreement, actor, client.pk)
    return Bureau(cast, version, agreement, flow, desk)
