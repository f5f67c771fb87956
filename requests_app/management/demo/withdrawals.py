"""Withdrawals of entries of the demo city: one in each of the states they can be in."""

from catalog.withdrawals import actions
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

_PROVIDER = "MZJ"
#: Entry → how far its withdrawal comes. Nobody has asked for any of them.
_ENTRIES = {
    "殡葬服务机构服务项目信息": "announced",
    "社区养老服务设施分布信息": "in_review",
    "高龄老人津贴发放信息": "awaiting_head",
    "社会组织年度检查结果": "returned",
    "养老机构备案信息": "abandoned",
}


def _withdrawal(city: City, name: str, end: str) -> Story:
    """Proposed, and then as far as ``end`` says."""
    yield city.timeline.at(-3)
    compiler = city.actor(_PROVIDER, "jingban")
    pk = actions.propose_withdrawal(
        entry_id=city.entries[name],
        reason="业务系统已经整合，相关信息并入统一目录，本目录不再单独编制。",
        actor=compiler,
        now=city.now,
    ).pk
    if end == "awaiting_head":
        return
    yield city.timeline.at(-2)
    actions.approve_withdrawal(pk=pk, actor=city.actor(_PROVIDER, "fuze"), now=city.now)
    if end == "in_review":
        return
    yield city.timeline.at(-1)
    officer = city.overseer(_PROVIDER)
    if end == "announced":
        actions.withdraw_entry(pk=pk, actor=officer, now=city.now)
    elif end == "returned":
        note = "尚有部门提出需求意向，请先行对接。"
        actions.return_withdrawal(pk=pk, note=note, actor=officer, now=city.now)
    else:
        actions.abandon_withdrawal(pk=pk, actor=compiler, now=city.now)


def tell_all(city: City) -> None:
    """Begin the story of every withdrawal."""
    for name, end in _ENTRIES.items():
        city.timeline.tell(_withdrawal(city, name, end))
