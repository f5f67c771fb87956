"""Agreements of the demo city: being supplied, in use, cut off, ended, closed."""

from collections.abc import Callable
from datetime import date, timedelta

from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from requests_app.changes import actions as changes
from requests_app.management.demo.disposals import close, inspect, instruct, report
from requests_app.management.demo.sharing import Matter, Part
from requests_app.management.demo.timeline import Story
from requests_app.sharing import actions

type Tale = Callable[[Matter], Story]


def preparing(agreed: int) -> Tale:
    """Agreed that day, not yet supplied: the supply is due twenty working days after it."""
    return lambda matter: matter.agree(agreed - 7, agreed)


def named_later(matter: Matter) -> Story:
    """Agreed without a recipient; the requester named its application system afterwards."""
    yield from matter.agree(-15, -10)
    yield matter.line.at(-3)
    actions.name_system(
        pk=matter.agreement_pk,
        system_id=matter.city.systems[matter.wish.by].system.client.pk,
        actor=matter.requester("jingban"),
        now=matter.now,
    )


def used(entered: int, every: int = 9, *, until: int = 0) -> Tale:
    """In use since that day, and called every so often until another one."""

    def tell(matter: Matter) -> Part[None]:
        yield from matter.agree(entered - 9, entered - 3)
        yield from matter.enter_use(entered)
        yield from matter.use(entered + 1, until, every)

    return tell


def questioned(use: Tale, question: Callable[[Matter, int], Story], day: int) -> Tale:
    """What was told so far, and that day a correction is asked for, or a dispute is opened."""

    def tell(matter: Matter) -> Story:
        yield from use(matter)
        yield from question(matter, day)

    return tell


def suspended_by_provider(matter: Matter) -> Story:
    """The provider's office head cut access; there are days left to put things right."""
    yield from used(-60, 20)(matter)
    yield from matter.suspend(-4, matter.provider("jigou"), mend_within=12)


def suspended_by_authority(matter: Matter) -> Story:
    """The authority cut access; the day to put things right has gone by."""
    yield from matter.agree(-90, -84)
    yield from matter.enter_use(-80)
    yield from matter.use(-79, -30, 15)
    yield from matter.suspend(-25, matter.authority, mend_within=-6)


def resumed(matter: Matter) -> Story:
    """Suspended, put right, in use again."""
    yield from matter.agree(-90, -84)
    yield from matter.enter_use(-80)
    yield from matter.suspend(-40, matter.provider("jigou"), mend_within=-30)
    yield matter.line.at(-33)
    actions.resume(
        pk=matter.agreement_pk,
        note="已限定查询频次并清理留存数据，经核查属实。",
        actor=matter.provider("jigou"),
        now=matter.now,
    )
    yield from matter.use(-32, 0, 12)


def terminated(matter: Matter) -> Story:
    """Suspended, not put right, terminated."""
    yield from matter.agree(-100, -94)
    yield from matter.enter_use(-90)
    yield from matter.suspend(-45, matter.provider("jigou"), mend_within=-40)
    yield matter.line.at(-20)
    actions.terminate(
        pk=matter.agreement_pk,
        note="逾期未提交整改材料，留存数据未清理。",
        actor=matter.provider("jigou"),
        now=matter.now,
    )


def end_use(matter: Matter, day: int) -> Part[None]:
    """The purpose is met, and the requester says so."""
    yield matter.line.at(day)
    actions.end_use(pk=matter.agreement_pk, actor=matter.requester("jigou"), now=matter.now)


def expire(matter: Matter) -> Part[None]:
    """The term ends, to the second."""
    yield matter.agreement.valid_until
    clock = Actor.system("expire-agreements", Interface.COMMAND)
    actions.expire(pk=matter.agreement_pk, actor=clock, now=matter.now)


def in_disposal(matter: Matter) -> Story:
    """The purpose is met; the data are to be disposed of."""
    yield from matter.agree(-95, -90)
    yield from matter.enter_use(-85)
    yield from matter.use(-84, -20, 16)
    yield from end_use(matter, -5)


def terminated_and_closed(matter: Matter) -> Story:
    """Terminated, disposed of, closed."""
    yield from terminated(matter)
    yield from end_use(matter, -18)
    yield from close(matter, -9)


def expired_in_disposal(matter: Matter) -> Story:
    """The term ended; the data are to be disposed of."""
    yield from matter.agree(-95, -90)
    yield from matter.enter_use(-85)
    yield from expire(matter)


def disposal_overdue(matter: Matter) -> Story:
    """The day that the provider named is over, and no disposal was reported."""
    yield from expired_in_disposal(matter)
    yield from instruct(matter, -10, within=5)


def expired_and_closed(matter: Matter) -> Story:
    """The term ended, the data are gone, all is done, and the authority has looked."""
    yield from expired_in_disposal(matter)
    yield from close(matter, -12)
    yield from inspect(matter, -4)


def expired_unclosed(matter: Matter) -> Story:
    """The term is over, but no step has closed it yet."""
    yield from matter.agree(-70, -65)
    yield from matter.enter_use(-60)
    yield from matter.use(-59, -8, 14)


def _propose(matter: Matter, day: int, *, kind: str, planned_on: date, reason: str) -> Part[int]:
    """The provider proposes that day to end or change the service on a later one."""
    yield matter.line.at(day)
    made = changes.propose(
        agreement_id=matter.agreement_pk,
        kind=kind,
        reason=reason,
        planned_on=planned_on,
        actor=matter.provider("shenhe"),
        now=matter.now,
    )
    return made.pk


def _talk(matter: Matter, day: int, pk: int) -> Part[None]:
    """The requester is heard that day, and the next one the talks are recorded."""
    yield matter.line.at(day)
    changes.state_position(
        pk=pk,
        position="AGREES",
        text="同意所提安排，切换工作已列入计划。",
        actor=matter.requester("jigou"),
        now=matter.now,
    )
    yield matter.line.at(day + 1)
    changes.record_talks(
        pk=pk,
        talked_on=local_day(matter.now),
        talks="双方处室书面协商，确认切换时间和数据处置要求。",
        actor=matter.provider("shenhe"),
        now=matter.now,
    )


def service_in_talks(matter: Matter) -> Story:
    """The provider means to change the service; the requester has yet to be heard."""
    later = local_day(matter.line.now) + timedelta(days=21)
    yield from used(-50, 11)(matter)
    yield from _propose(
        matter, -3, kind="CHANGE", planned_on=later, reason="接口升级，原地址并行运行两周后停用。"
    )


def service_talked_about(matter: Matter) -> Part[int]:
    """The talks are recorded; the provider's office head has still to file the change."""
    later = local_day(matter.line.now) + timedelta(days=30)
    yield from used(-45, 15, until=-8)(matter)
    pk = yield from _propose(
        matter, -7, kind="CHANGE", planned_on=later, reason="数据项编码改用新版国家标准。"
    )
    yield from _talk(matter, -4, pk)
    return pk


def service_filed(matter: Matter) -> Story:
    """Talked about and filed; it takes effect on the planned day."""
    pk = yield from service_talked_about(matter)
    yield matter.line.at(-2)
    changes.file(pk=pk, actor=matter.provider("jigou"), now=matter.now)


def service_kept(matter: Matter) -> Story:
    """The provider thought better of ending the service."""
    later = local_day(matter.line.now) + timedelta(days=10)
    yield from used(-45, 15, until=-20)(matter)
    pk = yield from _propose(
        matter, -18, kind="END", planned_on=later, reason="承载系统拟迁移，原接口停止维护。"
    )
    yield matter.line.at(-15)
    changes.withdraw_proposal(
        pk=pk,
        note="迁移方案调整，原接口继续保留。",
        actor=matter.provider("shenhe"),
        now=matter.now,
    )


def service_ended(matter: Matter) -> Story:
    """Talked about, filed, and ended on the planned day; the disposal awaits the provider."""
    yield from matter.agree(-90, -84)
    yield from matter.enter_use(-80)
    pk = yield from _propose(
        matter,
        -40,
        kind="END",
        planned_on=matter.line.day(-12),
        reason="承载系统下线，数据改由一体化平台统一提供。",
    )
    yield from _talk(matter, -35, pk)
    yield matter.line.at(-30)
    changes.file(pk=pk, actor=matter.provider("jigou"), now=matter.now)
    yield matter.line.at(-12)
    changes.take_effect(pk=pk, actor=matter.provider("shenhe"), now=matter.now)
    yield from instruct(matter, -9, within=14)
    yield from report(matter, -2)


def never_supplied(matter: Matter) -> Story:
    """The term ended before anything was supplied."""
    yield from matter.agree(-80, -74)
    yield from expire(matter)
