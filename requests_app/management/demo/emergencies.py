"""Emergency releases of the demo city: asked for, running, over, reviewed by each body, refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from portal.regulation.vocabulary import Purpose
from requests_app.emergencies import actions, queries
from requests_app.emergencies.actions import Fetch, Wanted
from requests_app.emergencies.models import EmergencyRelease
from requests_app.management.demo.city import City
from requests_app.management.demo.sharing import Part
from requests_app.management.demo.timeline import Story
from requests_app.management.demo.wishes import ENTERPRISES, FOOD, PARKING, RESIDENTS

_COLUMNS = 3


@dataclass
class Alarm:
    """One emergency with all who take part in it."""

    city: City
    by: str
    entry: str
    emergency: str
    case_number: str
    hours: int = 24
    pk: int = 0

    def ask(self, day: int) -> Part[None]:
        """The head of the requester's office asks."""
        yield self.city.timeline.at(day)
        head = self.city.actor(self.by, "jigou")
        entry = self.city.live(self.entry).entry
        offered = queries.columns_offered(entry, head, now=self.city.now)[:_COLUMNS]
        made = actions.ask_release(
            entry_id=entry.pk,
            wanted=Wanted(
                emergency=self.emergency,
                case_number=self.case_number,
                columns=tuple(item.column_name for item in offered),
                system_id=self.city.systems[self.by].system.client_id,
                purpose=Purpose.PUBLIC_SERVICE,
                hours=self.hours,
            ),
            actor=head,
            now=self.city.now,
        )
        self.pk = made.pk

    def grant(self, day: int | None = None, *, by_authority: bool = False) -> Part[None]:
        """The provider's head grants it within minutes, or the city's authority does."""
        yield self.city.timeline.soon() if day is None else self.city.timeline.at(day)
        actions.grant_release(pk=self.pk, **self._body(by_authority=by_authority))

    def fetch(self) -> Part[None]:
        """The system named fetches a first page."""
        yield self.city.timeline.soon()
        release = EmergencyRelease.objects.get(pk=self.pk)
        call = Fetch(
            number=release.public_number,
            client_id=release.system_id,
            purpose=release.purpose,
            case_number=release.case_number,
        )
        actions.fetch(call=call, actor=self.city.service(self.by), now=self.city.now)

    def review(
        self, day: int, finding: str, *, by_authority: bool, is_justified: bool
    ) -> Part[None]:
        """The body that did not grant it reviews it."""
        yield self.city.timeline.at(day)
        act = actions.find_justified if is_justified else actions.find_unjustified
        act(pk=self.pk, finding=finding, **self._body(by_authority=by_authority))

    def _body(self, *, by_authority: bool) -> dict[str, Any]:
        actor = (
            self.city.actor("SJJ", "zhuguan")
            if by_authority
            else self.city.actor(self.city.provider(self.entry), "jigou")
        )
        return {"actor": actor, "now": self.city.now}


def asked(alarm: Alarm) -> Story:
    """Just asked for."""
    yield from alarm.ask(0)


def running(alarm: Alarm) -> Story:
    """Granted today, and in use."""
    yield from alarm.ask(0)
    yield from alarm.grant()
    yield from alarm.fetch()


def over(alarm: Alarm) -> Story:
    """Over since yesterday; its review is due."""
    yield from alarm.ask(-3)
    yield from alarm.grant(by_authority=True)
    yield from alarm.fetch()


def justified(alarm: Alarm) -> Story:
    """Reviewed in time by the authority."""
    yield from alarm.ask(-30)
    yield from alarm.grant()
    yield from alarm.fetch()
    finding = "经复核，险情属实，获取的数据项与处置直接相关。"
    yield from alarm.review(-26, finding, by_authority=True, is_justified=True)


def unjustified(alarm: Alarm) -> Story:
    """Granted by the authority; the provider found that there was time for a request."""
    yield from alarm.ask(-45)
    yield from alarm.grant(by_authority=True)
    yield from alarm.fetch()
    finding = "经复核，所称事件为日常演练，可以按一般程序提出共享申请。"
    yield from alarm.review(-41, finding, by_authority=False, is_justified=False)


def refused(alarm: Alarm) -> Story:
    """The provider's head saw no emergency."""
    yield from alarm.ask(-18)
    yield alarm.city.timeline.soon()
    actions.refuse_release(
        pk=alarm.pk,
        note="所述事项不属于突发事件，请按一般程序提出共享申请。",
        actor=alarm.city.actor(alarm.city.provider(alarm.entry), "jigou"),
        now=alarm.city.now,
    )


def withdrawn(alarm: Alarm) -> Story:
    """The alarm was a false one."""
    yield from alarm.ask(-22)
    yield alarm.city.timeline.soon()
    head = alarm.city.actor(alarm.by, "jigou")
    actions.withdraw_release(pk=alarm.pk, actor=head, now=alarm.city.now)


def _alarms(city: City) -> Iterable[tuple[Callable[[Alarm], Story], Alarm]]:
    year = city.timeline.day(0).year
    told = (
        (asked, "WJW", FOOD, "集体聚餐后多人不适，须即时核对供餐单位许可情况。"),
        (running, "YJJ", ENTERPRISES, "某园区厂房坍塌，须即时核对在园企业和联系人。"),
        (over, "YJJ", RESIDENTS, "台风转移安置，须即时核对受灾街道常住人口。"),
        (justified, "YJJ", ENTERPRISES, "养老机构发生火灾，须即时核对经营主体。"),
        (unjustified, "RSJ", PARKING, "处置突发事件，须即时核对周边停车场。"),
        (refused, "WJW", FOOD, "年度检查前核对供餐单位许可情况。"),
        (withdrawn, "YJJ", PARKING, "接报地下停车场积水，须即时核对位置。"),
    )
    for number, (tale, by, entry, emergency) in enumerate(told, start=1):
        case = f"沪应急〔{year}〕{number}号"
        yield tale, Alarm(city, by, entry, emergency, case)


def tell_all(city: City) -> None:
    """Begin the story of every emergency release."""
    for tale, alarm in _alarms(city):
        city.timeline.tell(tale(alarm))
