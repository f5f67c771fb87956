"""Return flows of the demo city: needed, configured, running in full and in part, ended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from catalog.models import DataResource
from portal.workdays.arithmetic import local_day
from requests_app.management.demo.city import City
from requests_app.management.demo.sharing import Part
from requests_app.management.demo.timeline import Story
from requests_app.management.demo.wishes import ENTERPRISES, FOOD, GRADES, RESIDENTS
from requests_app.return_flow import actions
from requests_app.return_flow.actions import Configuration, Fetch

#: The column of the region in the entries of the demo.
_REGION_COLUMN = "district_code"


@dataclass
class Return:
    """One return flow with all who take part in it."""

    city: City
    by: str
    entry: str
    duty: str
    pk: int = 0
    number: str = ""

    def ask(self, day: int) -> Part[None]:
        """The lower department's clerk asks for it."""
        yield self.city.timeline.at(day)
        made = actions.ask_return(
            entry_id=self.city.entries[self.entry],
            system_id=self.city.systems[self.by].system.client_id,
            duty=self.duty,
            actor=self.city.actor(self.by, "jingban"),
            now=self.city.now,
        )
        self.pk, self.number = made.pk, made.public_number

    def configure(self, day: int) -> Part[None]:
        """The upper department's reviewer configures it."""
        yield self.city.timeline.at(day)
        resource = DataResource.objects.filter(entry=self.city.entries[self.entry]).first()
        actions.configure(
            pk=self.pk,
            configuration=Configuration(
                resource_id=resource.pk if resource else 0,
                region_column=_REGION_COLUMN,
                security_check="政务外网专线传输，接收系统已完成等级保护测评，接口鉴权核验通过。",
                checked_on=local_day(self.city.now),
            ),
            actor=self.city.actor(self.city.provider(self.entry), "shenhe"),
            now=self.city.now,
        )

    def start(self, day: int) -> Part[None]:
        """The upper department starts it; the rows of the area are handed over."""
        yield self.city.timeline.at(day)
        reviewer = self.city.actor(self.city.provider(self.entry), "shenhe")
        actions.start(pk=self.pk, actor=reviewer, now=self.city.now)

    def fetch(self, day: int, *, limit: int, is_whole: bool) -> Part[None]:
        """The lower department's system fetches: all pages, or the first only."""
        after: int | None = 0
        yield self.city.timeline.at(day)
        while after is not None:
            call = Fetch(
                number=self.number,
                client_id=self.city.systems[self.by].system.client_id,
                after=after,
                limit=limit,
            )
            given = actions.fetch(call=call, actor=self.city.service(self.by), now=self.city.now)
            after = given.after if is_whole else None


def _needed(flow: Return) -> Story:
    yield from flow.ask(-2)


def _configured(flow: Return) -> Story:
    yield from flow.ask(-6)
    yield from flow.configure(-3)


def _complete(flow: Return) -> Story:
    yield from flow.ask(-60)
    yield from flow.configure(-57)
    yield from flow.start(-56)
    yield from flow.fetch(-55, limit=1000, is_whole=True)


def _fetched_in_part(flow: Return) -> Story:
    yield from flow.ask(-20)
    yield from flow.configure(-18)
    yield from flow.start(-17)
    yield from flow.fetch(-16, limit=5, is_whole=False)


def _ended(flow: Return) -> Story:
    yield from flow.ask(-50)
    yield from flow.configure(-48)
    yield from flow.start(-47)
    yield from flow.fetch(-46, limit=1000, is_whole=True)
    yield flow.city.timeline.at(-10)
    actions.end(
        pk=flow.pk,
        note="相关职责已划转，不再需要回流。",
        actor=flow.city.actor(flow.by, "jingban"),
        now=flow.city.now,
    )


def _flows(city: City) -> Iterable[tuple[Callable[[Return], Story], Return]]:
    rescue = "《社会救助暂行办法》规定的属地社会救助职责"
    licence = "《中华人民共和国市场主体登记管理条例》规定的属地监管职责"
    return (
        (_complete, Return(city, "HKMZ", RESIDENTS, rescue)),
        (_fetched_in_part, Return(city, "PDSC", ENTERPRISES, licence)),
        (_configured, Return(city, "PDSC", FOOD, licence)),
        (_needed, Return(city, "BWT", RESIDENTS, "街道社区事务受理和为老服务职责")),
        (_ended, Return(city, "HKMZ", GRADES, rescue)),
    )


def tell_all(city: City) -> None:
    """Begin the story of every return flow."""
    for tale, flow in _flows(city):
        city.timeline.tell(tale(flow))
