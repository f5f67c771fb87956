"""Breaches of the demo city: recorded, explained, found and put right, found to be none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from portal.regulation import breach as rules
from portal.regulation.breach import State
from portal.regulation.inspection import Result
from portal.workdays.arithmetic import local_day
from requests_app.criticisms import actions as criticisms
from requests_app.inspections import actions as inspections
from requests_app.management.demo.city import OPENED, City
from requests_app.management.demo.sharing import Part
from requests_app.management.demo.timeline import Story
from requests_app.models import Breach, Inspection
from requests_app.oversight import actions


@dataclass
class Case:
    """One possible breach with all who take part in it."""

    city: City
    department: str
    code: str
    statement: str
    said: str
    pk: int = 0

    def record(self, day: int) -> Part[None]:
        """The city's officer records it."""
        yield self.city.timeline.at(day)
        made = actions.propose(
            code=self.code,
            department=self.department,
            statement=self.statement,
            occurred_on=self.city.timeline.day(day - 3),
            **self._by("SJJ", "zhuguan"),
        )
        self.pk = made.pk

    def explain(self, day: int) -> Part[None]:
        """The head of the department's office explains."""
        yield self.city.timeline.at(day)
        actions.justify(pk=self.pk, justification=self.said, **self._by(self.department, "jigou"))

    def find(self, day: int, finding: str) -> Part[None]:
        """The officer finds a breach."""
        yield self.city.timeline.at(day)
        actions.confirm(pk=self.pk, code=self.code, finding=finding, **self._by("SJJ", "zhuguan"))

    def clear(self, day: int, finding: str) -> Part[None]:
        """The officer finds none."""
        yield self.city.timeline.at(day)
        actions.clear(pk=self.pk, finding=finding, **self._by("SJJ", "zhuguan"))

    def order(self, day: int, text: str, until: date) -> Part[None]:
        """It is to be put right by that day."""
        yield self.city.timeline.at(day)
        actions.order_rectification(
            pk=self.pk, order=text, due_on=until, **self._by("SJJ", "zhuguan")
        )

    def report(self, day: int, text: str) -> Part[None]:
        """The department reports that it was."""
        yield self.city.timeline.at(day)
        actions.report_rectification(
            pk=self.pk, rectification=text, **self._by(self.department, "jigou")
        )

    def close(self, day: int) -> Part[None]:
        """The officer accepts it."""
        yield self.city.timeline.at(day)
        actions.close(pk=self.pk, **self._by("SJJ", "zhuguan"))

    def _by(self, department: str, post: str) -> dict[str, Any]:
        return {"actor": self.city.actor(department, post), "now": self.city.now}


def waiting(case: Case) -> Story:
    """Just recorded; the department has still to be heard."""
    yield from case.record(-2)


def explained(case: Case) -> Story:
    """The department has spoken, and the officer is to judge."""
    yield from case.record(-6)
    yield from case.explain(-3)


def cleared(case: Case) -> Story:
    """What the department said was right."""
    yield from case.record(-40)
    yield from case.explain(-37)
    yield from case.clear(-35, "经核查，接入计划已获批准，不属于未按照规定纳入。")


def ordered(case: Case) -> Story:
    """Found, and to be put right within a fortnight of today."""
    yield from case.record(-15)
    yield from case.explain(-12)
    yield from case.find(-8, "经核查，终端未设访问控制，情况属实。")
    until = case.city.timeline.day(0) + timedelta(days=14)
    yield from case.order(-7, "完成访问控制改造，并报送测评报告。", until)


def _inspect(city: City, department: str, topics: list[str], plan: str) -> Inspection:
    return inspections.open_inspection(
        department=department,
        topics=topics,
        plan=plan,
        actor=city.actor("SJJ", "zhuguan"),
        now=city.now,
    )


def _inspections(city: City) -> Story:
    """One that found nothing, one that found a fault, one called off, one under way."""
    officer = city.actor("SJJ", "zhuguan")
    yield city.timeline.at(-120)
    first = _inspect(city, "MZJ", ["RECORDING"], "查阅使用记录和销毁记录，核对留存期限。")
    yield city.timeline.at(-112)
    inspections.conclude_inspection(
        pk=first.pk,
        result=Result.NO_FAULT,
        finding="使用记录齐全，留存期限符合规定。",
        actor=officer,
        now=city.now,
    )
    yield city.timeline.at(-90)
    second = _inspect(city, "ZJW", ["SECURITY", "USING"], "现场检查窗口终端和数据使用权限。")
    yield city.timeline.at(-84)
    inspections.conclude_inspection(
        pk=second.pk,
        result=Result.FAULTS,
        finding="两处窗口终端可以导出共享数据，未设审批。",
        codes=["A40_6"],
        actor=officer,
        now=city.now,
    )
    yield city.timeline.at(-40)
    third = _inspect(city, "JTW", ["SUPPLYING"], "抽查已同意申请的数据提供情况。")
    yield city.timeline.at(-36)
    note = "与专项审计合并进行。"
    inspections.call_off_inspection(pk=third.pk, note=note, actor=officer, now=city.now)
    yield city.timeline.at(-3)
    _inspect(city, "GZJ", ["DIRECTORY", "ANSWERING"], "抽查目录更新和申请答复的时效。")


def put_right(case: Case) -> Story:
    """Found, put right and closed."""
    yield from case.record(-60)
    yield from case.explain(-57)
    yield from case.find(-52, "经核查，未配合核实字段口径，情况属实。")
    until = case.city.timeline.day(-30)
    yield from case.order(-51, "会同数源部门完成字段口径核实。", until)
    yield from case.report(-35, "已会同数源部门完成核实，并更新数据说明。")
    yield from case.close(-33)


def made_known(case: Case, *, retracted: bool) -> Story:
    """Found, made known in the city, and for one retracted once it was judged anew."""
    yield from case.record(-75)
    yield from case.explain(-72)
    yield from case.find(-67, "经核查，情况属实。")
    yield case.city.timeline.at(-65)
    by = {"actor": case.city.actor("SJJ", "zhuguan")}
    text = "未配合数源部门核对数据，经函请三次仍未答复。"
    made = criticisms.publish_criticism(breach_id=case.pk, text=text, now=case.city.now, **by)
    until = case.city.timeline.day(-40)
    yield from case.order(-64, "一个月内完成核对。", until)
    yield from case.report(-50, "已完成核对。")
    yield from case.close(-48)
    if retracted:
        yield case.city.timeline.at(-46)
        note = "经复核，函请未送达，通报依据不足。"
        criticisms.retract_criticism(pk=made.pk, note=note, now=case.city.now, **by)


def _cases(city: City) -> Iterable[tuple[Callable[[Case], Story], Case]]:
    yield (
        waiting,
        Case(city, "STJ", "A39_3", "数源部门反映，三次函请提供核对数据未获回复。", ""),
    )
    yield (
        explained,
        Case(
            city,
            "JTW",
            "A39_8",
            "检查发现道路停车数据仍经自建接口向其他部门提供。",
            "自建接口服务于既有合同，计划年内完成迁移。",
        ),
    )
    yield (
        cleared,
        Case(
            city,
            "WJW",
            "A39_8",
            "检查发现健康服务交换平台尚未接入。",
            "接入计划已获批准，正在按计划实施。",
        ),
    )
    yield (
        ordered,
        Case(
            city,
            "ZJW",
            "A40_6",
            "安全检查发现窗口终端可以导出共享数据。",
            "终端为过渡期设备，已停用导出功能。",
        ),
    )
    said = "来函未及时转办。"
    yield (
        partial(made_known, retracted=False),
        Case(city, "GAJ", "A39_3", "数源部门反映，住址数据核对三次未获答复。", said),
    )
    yield (
        partial(made_known, retracted=True),
        Case(city, "WJW", "A39_3", "数源部门反映，出生数据核对三次未获答复。", said),
    )
    yield (
        put_right,
        Case(
            city,
            "GZJ",
            "A39_3",
            "数源部门反映，地址字段口径长期未能核实一致。",
            "因人员变动延误，将尽快核实。",
        ),
    )


def tell_all(city: City) -> None:
    """Begin the story of every breach."""
    for tale, case in _cases(city):
        city.timeline.tell(tale(case))
    city.timeline.tell(_docket(city))
    city.timeline.tell(_inspections(city))


#: Until when the officers have dealt with what facts proposed; what is newer is open yet.
_DEALT_WITH, _LAST_VISIT = -42, -14
_WEEK = 5


def _docket(city: City) -> Story:
    """Each week, one step on the way of each breach that a fact of the past proposed."""
    for day in range(OPENED + 30, _LAST_VISIT, _WEEK):
        yield city.timeline.at(day)
        since = city.timeline.morning(_DEALT_WITH)
        found = Breach.objects.filter(created_at__lt=since).exclude(event_id=None)
        for breach in found.exclude(status__in=rules.MACHINE.closed).order_by("pk"):
            _take_up(city, breach)


def _take_up(city: City, breach: Breach) -> None:
    """The department explains, the officer finds or clears, and what was found is put right."""
    name = breach.department.code
    concerned = city.actor(name, "jigou" if city.has(name, "jigou") else "zhuguan")
    at: dict[str, Any] = {"pk": breach.pk, "now": city.now}
    if breach.status == State.PROPOSED:
        said = "经办人员变动导致衔接疏漏，已明确专人负责。"
        actions.justify(justification=said, actor=concerned, **at)
        return
    if breach.status == State.ORDERED:
        done = "已完成整改，并在内部通报。"
        actions.report_rectification(rectification=done, actor=concerned, **at)
        return
    if breach.authority is None:
        raise LookupError(f"{breach}: nobody judges it")
    at["actor"] = city.actor(breach.authority.code, "zhuguan")
    if breach.status == State.REPORTED:
        actions.close(**at)
    elif city.timeline.chance.random() < 0.5:
        actions.clear(finding="经核查，原因属实，且已及时补办。", **at)
    else:
        no_reason = "人员变动不属于正当理由。"
        actions.confirm(code=breach.code, finding="经核查，情况属实。", no_reason=no_reason, **at)
        until = local_day(city.now) + timedelta(days=14)
        actions.order_rectification(order="完善内部流程，明确期限责任。", due_on=until, **at)
