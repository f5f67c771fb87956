"""Complaints and reports of the demo city: registered, taken up, answered, declined, passed on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from portal.regulation.complaint import Channel, Finding, Ground, Kind
from portal.workdays.arithmetic import local_day
from requests_app.complaints import actions
from requests_app.complaints.actions import Arrival
from requests_app.complaints.models import Complaint
from requests_app.management.demo.city import City
from requests_app.management.demo.sharing import Part
from requests_app.management.demo.timeline import Story


@dataclass
class Letter:
    """What arrived at ``by``, about ``about``, with all who deal with it."""

    city: City
    number: int
    by: str
    about: str
    kind: Kind
    channel: Channel
    statement: str
    pk: int = 0

    def register(self, day: int) -> Part[None]:
        """An officer of the authority, or the head of an office, registers it."""
        yield self.city.timeline.at(day)
        made = actions.register_complaint(
            arrival=Arrival(
                kind=self.kind,
                department=self.about,
                channel=self.channel,
                received_on=local_day(self.city.now),
                register_number=f"信访〔{self.city.now:%Y}〕{self.number}号",
                statement=self.statement,
            ),
            actor=self._person(self.by),
            now=self.city.now,
        )
        self.pk = made.pk

    def accept(self) -> Part[None]:
        """It is taken up."""
        yield self.city.timeline.soon()
        actions.accept_complaint(**self._by_handler())

    def answer(self, day: int, finding: Finding, found: str, done: str) -> Part[None]:
        """It is answered in writing."""
        yield self.city.timeline.at(day)
        actions.answer_complaint(
            finding=finding,
            found=found,
            done=done,
            answered_on=local_day(self.city.now),
            answered_how="书面答复，挂号寄送。",
            **self._by_handler(),
        )

    def decline(self, ground: Ground, text: str) -> Part[None]:
        """It is not taken up."""
        yield self.city.timeline.soon()
        actions.decline_complaint(ground=ground, text=text, **self._by_handler())

    def transfer(self, body: str) -> Part[None]:
        """It is passed on."""
        yield self.city.timeline.soon()
        actions.transfer_complaint(body=body, **self._by_handler())

    def _person(self, department: str) -> Any:
        post = "jigou" if self.city.has(department, "jigou") else "zhuguan"
        return self.city.actor(department, post)

    def _by_handler(self) -> dict[str, Any]:
        complaint = Complaint.objects.select_related("handler").get(pk=self.pk)
        code = complaint.handler.code
        post = "zhuguan" if complaint.kind == Kind.REPORT else "jigou"
        actor = self.city.actor(code, post) if post == "zhuguan" else self._person(code)
        return {"pk": self.pk, "actor": actor, "now": self.city.now}


def just_registered(letter: Letter) -> Story:
    """It arrived this morning."""
    yield from letter.register(0)


def being_dealt_with(letter: Letter) -> Story:
    """It is looked into."""
    yield from letter.register(-8)
    yield from letter.accept()


def late(letter: Letter) -> Story:
    """Taken up, and not answered within its time."""
    yield from letter.register(-35)
    yield from letter.accept()


def founded(letter: Letter) -> Story:
    """Something was found; whether it is a breach is the authority's to record."""
    yield from letter.register(-25)
    yield from letter.accept()
    found = "经核查，调用记录中有两次与办理事项无关，反映情况属实。"
    done = "已停用涉事账号，责令被举报部门说明情况。"
    yield from letter.answer(-12, Finding.FOUNDED, found, done)


def unfounded(letter: Letter) -> Story:
    """Nothing was found."""
    yield from letter.register(-40)
    yield from letter.accept()
    found = "经核查，信息系办理本人申请事项时依法调取，未超出范围。"
    yield from letter.answer(-30, Finding.UNFOUNDED, found, "已向反映人说明调取依据。")


def declined(letter: Letter) -> Story:
    """It was about something else."""
    yield from letter.register(-15)
    text = "反映的是窗口服务态度，不属于政务数据共享事项。"
    yield from letter.decline(Ground.NOT_DATA_SHARING, text)


def passed_on(letter: Letter) -> Story:
    """It belonged elsewhere."""
    yield from letter.register(-10)
    yield from letter.transfer("上海市公安局")


def _letters(city: City) -> Iterable[tuple[Callable[[Letter], Story], Letter]]:
    complaint, report, channel = Kind.COMPLAINT, Kind.REPORT, Channel
    told = (
        (
            just_registered,
            "SCJG",
            "SCJG",
            complaint,
            channel.VISIT,
            "要求说明其登记信息的共享去向。",
        ),
        (
            being_dealt_with,
            "MZJ",
            "RSJ",
            complaint,
            channel.LETTER,
            "反映其参保信息有误，影响办事。",
        ),
        (late, "SJJ", "ZJW", report, channel.TRANSFER, "举报以自设条件拒绝提供数据。"),
        (founded, "SJJ", "RSJ", report, channel.LETTER, "举报工作人员超范围查询居民信息。"),
        (unfounded, "RSJ", "RSJ", complaint, channel.PHONE, "反映其个人信息被随意调取。"),
        (declined, "MZJ", "MZJ", complaint, channel.EMAIL, "反映窗口工作人员服务态度。"),
        (passed_on, "JTW", "JTW", complaint, channel.PHONE, "反映收到冒充停车收费的诈骗短信。"),
    )
    for number, (tale, by, about, kind, how, statement) in enumerate(told, start=1):
        yield tale, Letter(city, number, by, about, kind, how, statement)


def tell_all(city: City) -> None:
    """Begin the story of every complaint and report."""
    for tale, letter in _letters(city):
        city.timeline.tell(tale(letter))
