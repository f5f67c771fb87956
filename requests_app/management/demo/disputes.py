"""Disputes of the demo city: in negotiation, settled, in coordination, decided."""

from typing import Any

from portal.regulation.dispute import Outcome
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.disputes import actions
from requests_app.management.demo.sharing import Matter, Part
from requests_app.models import Dispute

_CLAIM = "不同意共享的理由与目录公布的使用条件不符，请求重新答复。"


def _at(matter: Matter, dispute: Dispute, actor: Actor) -> dict[str, Any]:
    """What each step takes."""
    return {"pk": dispute.pk, "actor": actor, "now": matter.now}


def _open(matter: Matter, day: int, claim: str, **about: int) -> Part[Dispute]:
    """The requester's clerk opens it, about the request unless an agreement is named."""
    yield matter.line.at(day)
    return actions.open_dispute(
        claim=claim,
        actor=matter.requester("jingban"),
        now=matter.now,
        **(about or {"request_id": matter.pk}),
    )


def _negotiate(matter: Matter, dispute: Dispute, day: int) -> Part[None]:
    """The two offices meet, and the provider's reviewer records it."""
    yield matter.line.at(day)
    actions.negotiate(
        negotiated_on=local_day(matter.now),
        participants="双方共享工作机构和业务处室",
        text="就使用条件和数据项范围交换意见，双方各自补充了依据。",
        **_at(matter, dispute, matter.provider("shenhe")),
    )


def negotiating(matter: Matter, day: int) -> Part[None]:
    """Opened that day; one negotiation is recorded."""
    dispute = yield from _open(matter, day, _CLAIM)
    yield from _negotiate(matter, dispute, day + 1)


def _brought(matter: Matter, day: int) -> Part[tuple[Dispute, Actor]]:
    """The negotiation failed, and the competent authority was asked to coordinate."""
    dispute = yield from _open(matter, day, _CLAIM)
    yield from _negotiate(matter, dispute, day + 2)
    yield matter.line.at(day + 4)
    head = matter.requester("jigou")
    actions.fail_negotiation(failure="双方未能达成一致。", **_at(matter, dispute, head))
    yield matter.line.soon()
    authority = dispute.competent_authority_on(local_day(matter.now))
    if authority is None:
        raise LookupError(f"{dispute}: the demo city has no common authority")
    actions.request_coordination(authority=authority.code, **_at(matter, dispute, head))
    return dispute, matter.city.actor(authority.code, "zhuguan")


def in_coordination(matter: Matter, day: int) -> Part[None]:
    """It lies with the authority."""
    yield from _brought(matter, day)


def decided(matter: Matter, day: int) -> Part[None]:
    """No agreement; the government decided, and the request is answered anew."""
    dispute, officer = yield from _brought(matter, day)
    yield matter.line.at(day + 9)
    actions.record_no_agreement(
        result="经两次协调，双方仍未达成一致。", **_at(matter, dispute, officer)
    )
    yield matter.line.soon()
    actions.refer(**_at(matter, dispute, officer))
    yield matter.line.at(day + 14)
    actions.decide(
        instrument=f"沪府数〔{matter.now.year}〕{matter.pk}号",
        decided_on=local_day(matter.now),
        decision="请提供部门依照目录公布的使用条件重新答复。",
        outcome=Outcome.ANSWER_ANEW,
        **_at(matter, dispute, officer),
    )


def settled(matter: Matter, day: int) -> Part[None]:
    """About the use under the agreement; the provider's proposal was accepted."""
    claim = "接口响应不稳定，影响窗口办理，请求明确保障安排。"
    dispute = yield from _open(matter, day, claim, agreement_id=matter.agreement_pk)
    yield from _negotiate(matter, dispute, day + 1)
    yield matter.line.at(day + 2)
    actions.propose_settlement(
        settlement="提供部门扩容接口，月内恢复；高峰时段优先保障窗口业务。",
        **_at(matter, dispute, matter.provider("jigou")),
    )
    yield matter.line.at(day + 3)
    actions.accept_settlement(**_at(matter, dispute, matter.requester("jigou")))
