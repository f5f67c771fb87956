"""Disputes of the demo city about the classes of entries: one in negotiation, one decided."""

from portal.regulation.dispute import Outcome
from portal.workdays.arithmetic import local_day
from requests_app.disputes import actions
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story
from requests_app.models import Dispute

_DEPARTMENT = "SCJG"
_AUTHORITY = "SJJ"
#: Entry, which is not shared → what the department holds against that.
_WITHHELD = (
    "成本监审企业成本资料",
    "办理价格监督检查需要核对监审项目和监审年度，这两项信息不涉及商业秘密，请求调整为有条件共享。",
)
#: The same of an entry that is shared on conditions.
_CONDITIONAL = (
    "保安服务许可证信息",
    "该许可结果依法应当向社会公开，设置共享条件没有依据，请求调整为无条件共享。",
)


def _open(city: City, entry: str, claim: str) -> Dispute:
    return actions.open_dispute(
        entry_id=city.entries[entry],
        claim=claim,
        actor=city.actor(_DEPARTMENT, "jingban"),
        now=city.now,
    )


def _negotiate(city: City, dispute: Dispute) -> None:
    actions.negotiate(
        pk=dispute.pk,
        negotiated_on=local_day(city.now),
        participants="双方共享工作机构和业务处室",
        text="就共享属性的认定依据交换意见，尚未达成一致。",
        actor=city.actor(_DEPARTMENT, "jingban"),
        now=city.now,
    )


def _negotiating(city: City) -> Story:
    """Opened, and talked about once."""
    yield city.timeline.at(-4)
    dispute = _open(city, *_WITHHELD)
    yield city.timeline.at(-3)
    _negotiate(city, dispute)


def _decided(city: City) -> Story:
    """No agreement on any rung; the class is to be changed, and the provider has not done so."""
    yield city.timeline.at(-40)
    dispute = _open(city, *_CONDITIONAL)
    yield city.timeline.at(-38)
    _negotiate(city, dispute)
    head, officer = city.actor(_DEPARTMENT, "jigou"), city.actor(_AUTHORITY, "zhuguan")
    yield city.timeline.at(-36)
    actions.fail_negotiation(
        pk=dispute.pk, failure="提供部门坚持原共享属性。", actor=head, now=city.now
    )
    yield city.timeline.soon()
    actions.request_coordination(pk=dispute.pk, authority=_AUTHORITY, actor=head, now=city.now)
    yield city.timeline.at(-25)
    actions.record_no_agreement(
        pk=dispute.pk, result="经协调，双方仍未达成一致。", actor=officer, now=city.now
    )
    yield city.timeline.soon()
    actions.refer(pk=dispute.pk, actor=officer, now=city.now)
    yield city.timeline.at(-6)
    actions.decide(
        pk=dispute.pk,
        instrument=f"沪府数〔{city.now.year}〕201号",
        decided_on=local_day(city.now),
        decision="该目录所列信息依法应当公开，请提供部门调整共享属性后重新报送审核。",
        outcome=Outcome.RECLASSIFY,
        actor=officer,
        now=city.now,
    )


def tell_all(city: City) -> None:
    """Begin both stories."""
    city.timeline.tell(_negotiating(city))
    city.timeline.tell(_decided(city))
