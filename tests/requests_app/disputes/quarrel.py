"""A refused request, an overdue one and an agreement, and the steps of a dispute about them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from requests_app.disputes import actions
from requests_app.models import Dispute, SharingAgreement, SharingRequest
from tests import cast as the_cast
from tests import story
from tests.requests_app.delivery.desk import furnish

CLAIM = "不同意共享的理由不成立，请求重新答复。"
RESULT = "经协调，双方未能就共享范围达成一致。"
INSTRUMENT = "沪府数〔2025〕12号"


@dataclass
class Quarrel:
    """What may be disputed, and who is there."""

    cast: the_cast.Cast
    refused: SharingRequest
    waiting: SharingRequest
    agreement: SharingAgreement

    @property
    def now(self) -> datetime:
        """The moment the story begins."""
        return self.cast.now

    def days(self, number: int) -> datetime:
        """So many days later."""
        return self.now + timedelta(days=number)


def raise_quarrel(folder: Path) -> Quarrel:
    """The desk with its agreement, a refused request beside it, and one that waits."""
    desk = furnish(folder)
    cast = desk.cast
    version = story.publish(cast, story.enterprise_registry())
    refused = story.refuse(cast, story.send(cast, story.apply(cast, version)))
    waiting = story.send(cast, story.apply(cast, version))
    return Quarrel(cast, refused, waiting, desk.agreement)


def opened(quarrel: Quarrel, person: str = "labour_clerk", **about: Any) -> Dispute:
    """A dispute; about the refused request unless said otherwise."""
    asked: dict[str, Any] = {"claim": CLAIM, "now": quarrel.now, **about}
    if not {"request_id", "agreement_id"} & set(about):
        asked["request_id"] = quarrel.refused.pk
    return actions.open_dispute(actor=quarrel.cast.actor(person), **asked)


def negotiated(quarrel: Quarrel, **about: Any) -> Dispute:
    """The parties have met once."""
    dispute = opened(quarrel, **about)
    actions.negotiate(
        pk=dispute.pk,
        negotiated_on=quarrel.days(1).date(),
        participants="市人社局、市市场监管局共享工作机构",
        text="双方就共享条件交换意见，未达成一致。",
        actor=quarrel.cast.actor("labour_clerk"),
        now=quarrel.days(1),
    )
    return dispute


def failed(quarrel: Quarrel, **about: Any) -> Dispute:
    """The negotiation failed."""
    dispute = negotiated(quarrel, **about)
    head = quarrel.cast.actor("labour_office_head")
    actions.fail_negotiation(
        pk=dispute.pk, failure="提供部门坚持原答复。", actor=head, now=quarrel.days(2)
    )
    return dispute


def brought(quarrel: Quarrel, **about: Any) -> Dispute:
    """The competent authority was asked to coordinate."""
    dispute = failed(quarrel, **about)
    head = quarrel.cast.actor("labour_office_head")
    actions.request_coordination(pk=dispute.pk, authority="SJJ", actor=head, now=quarrel.days(3))
    return dispute


def referred(quarrel: Quarrel, **about: Any) -> Dispute:
    """Its coordination brought no agreement; the government is to decide."""
    dispute = brought(quarrel, **about)
    officer = quarrel.cast.actor("authority_officer")
    now = quarrel.days(4)
    actions.record_no_agreement(pk=dispute.pk, result=RESULT, actor=officer, now=now)
    actions.refer(pk=dispute.pk, actor=officer, now=now)
    return dispute


def decide(quarrel: Quarrel, dispute: Dispute, outcome: str, **changes: Any) -> Dispute:
    """The government's decision, recorded by the authority."""
    asked: dict[str, Any] = {
        "instrument": INSTRUMENT,
        "decided_on": quarrel.days(5).date(),
        "decision": "请市市场监管局依法重新答复。",
        "outcome": outcome,
        "actor": quarrel.cast.actor("authority_officer"),
        "now": quarrel.days(5),
    }
    actions.decide(pk=dispute.pk, **{**asked, **changes})
    return Dispute.objects.get(pk=dispute.pk)
