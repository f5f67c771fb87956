"""Disposals of the demo city: instructed, overdue, certified, confirmed, looked into."""

from datetime import timedelta

from portal.workdays.arithmetic import local_day
from requests_app.management.demo.sharing import Matter, Part
from requests_app.sharing import disposal
from requests_app.sharing.disposal import Certificate


def instruct(matter: Matter, day: int, *, within: int) -> Part[None]:
    """The provider requires that day what is to be done, within so many days."""
    yield matter.line.at(day)
    disposal.instruct_disposal(
        pk=matter.agreement_pk,
        method="DESTROY",
        basis="共享协议约定使用目的实现后不得留存。",
        limit_on=local_day(matter.now) + timedelta(days=within),
        actor=matter.provider("shenhe"),
        now=matter.now,
    )


def report(matter: Matter, day: int) -> Part[None]:
    """The requester's office head certifies that it was done."""
    yield matter.line.at(day)
    disposal.report_disposal(
        pk=matter.agreement_pk,
        certificate=Certificate(
            what="业务系统缓存库中的共享数据及其备份",
            how="逻辑删除后覆写，备份介质同步清除",
            disposed_on=local_day(matter.now),
            responsible_office="信息中心",
            copy_count=2,
        ),
        actor=matter.requester("jigou"),
        now=matter.now,
    )


def close(matter: Matter, day: int) -> Part[None]:
    """Instructed, certified, and confirmed on that day."""
    yield from instruct(matter, day - 4, within=6)
    yield from report(matter, day - 1)
    yield matter.line.at(day)
    disposal.confirm_disposal(
        pk=matter.agreement_pk,
        note="已核验销毁清单和系统截图，缓存与备份均已清除。",
        actor=matter.provider("shenhe"),
        now=matter.now,
    )


def inspect(matter: Matter, day: int) -> Part[None]:
    """The authority looks into a closed disposal."""
    yield matter.line.at(day)
    disposal.inspect_disposal(
        pk=matter.agreement_pk,
        finding="IN_ORDER",
        note="抽查业务系统和备份介质，未发现留存。",
        actor=matter.authority,
        now=matter.now,
    )
