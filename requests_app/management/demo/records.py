"""Use records of the demo city: written by the departments that use the data."""

from portal.workdays.arithmetic import local_day
from requests_app.management.demo.sharing import Matter, Part
from requests_app.records import actions
from requests_app.records.actions import Use


def recorded(matter: Matter, day: int) -> Part[None]:
    """The clerk records that day what the data were used for since the agreement began."""
    yield matter.line.at(day)
    actions.record_use(
        agreement_id=matter.agreement_pk,
        use=Use(
            starts_on=local_day(matter.agreement.valid_from),
            ends_on=local_day(matter.now),
            scenario=matter.wish.scenario,
            process=f"经办人员按单笔业务查询核验，累计调用{matter.calls}次，均有业务编号。",
            results="核验结论用于业务办理，减少申请人提交证明材料。",
            storage="业务系统仅保存核验结论，查询结果不落库，日志按规定留存。",
            destruction="临时缓存当日自动清除；业务档案尚在保存期内，未销毁。",
        ),
        actor=matter.requester("jingban"),
        now=matter.now,
    )
