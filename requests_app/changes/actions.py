"""Propose, talk, file, take effect: how a live service is ended or changed (Art. 27 para. 3)."""

from datetime import date, datetime

from django.db import transaction

from portal.regulation import reasons
from portal.regulation import service_change as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition, with_note
from requests_app.changes.models import OPEN_STATES, ServiceChange
from requests_app.sharing import actions as sharing
from requests_app.sharing.models import SharingAgreement


def propose(
    *,
    agreement_id: int,
    kind: str,
    reason: str,
    planned_on: date,
    actor: Actor,
    now: datetime,
) -> ServiceChange:
    """Propose to end or change the service under an agreement; nothing changes yet.

    :raises Refused: the service is not live, one is under way, no reason, or the day too early.
    """
    with transaction.atomic():
        agreement = SharingAgreement.objects.select_for_update().filter(pk=agreement_id).first()
        if agreement is None:
            raise Refused(reasons.NOT_FOUND)
        change = ServiceChange(
            public_number=yearly_number("SC", agreement.provider.code, local_day(now)),
            agreement=agreement,
            kind=kind,
            reason=reason.strip(),
            planned_on=planned_on,
        )
        inputs = {"reason": reason, "planned_on": planned_on}
        open_matter(rules.PROPOSE, change, actor=actor, now=now, inputs=inputs, note=reason)
    return change


def state_position(*, pk: int, position: str, text: str, actor: Actor, now: datetime) -> None:
    """The requester says whether it agrees; its consent is no condition (Art. 27 para. 3)."""
    with transition(
        rules.STATE_POSITION, model=ServiceChange, pk=pk, actor=actor, now=now, note=text
    ) as change:
        change.position = position
        change.position_text = text.strip()
        change.act_details["position"] = position


def record_talks(*, pk: int, talked_on: date, talks: str, actor: Actor, now: datetime) -> None:
    """Record the talks with the requester, without which nothing can be filed."""
    with transition(
        rules.RECORD_TALKS,
        model=ServiceChange,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"talked_on": talked_on, "talks": talks},
        note=talks,
    ) as change:
        change.talked_on = talked_on
        change.talks = talks.strip()


def file(*, pk: int, actor: Actor, now: datetime) -> None:
    """File it with the authority of the same level: notice, not approval."""
    with transition(rules.FILE, model=ServiceChange, pk=pk, actor=actor, now=now) as change:
        change.filing_number = yearly_number("BA", change.agreement.provider.code, local_day(now))
        change.filed_at = now
        change.act_details["filing"] = change.filing_number


def take_effect(*, pk: int, actor: Actor, now: datetime) -> None:
    """Put it into effect on the planned day or later; an ended service closes access at once."""
    with transition(rules.TAKE_EFFECT, model=ServiceChange, pk=pk, actor=actor, now=now) as change:
        if change.kind == rules.Kind.END:
            clock = Actor.system("service-ended")
            sharing.end_service(pk=change.agreement_id, actor=clock, now=now)


def withdraw_proposal(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """Withdraw the proposal; the service goes on as agreed."""
    with_note(rules.WITHDRAW_PROPOSAL, ServiceChange, pk=pk, note=note, actor=actor, now=now)


def lapse(*, pk: int, actor: Actor, now: datetime) -> None:
    """The agreement ended in another way, so there is no service left to change."""
    with transition(rules.LAPSE, model=ServiceChange, pk=pk, actor=actor, now=now):
        pass


def follow_agreement(*, pk: int, agreement_id: int, actor: Actor, now: datetime) -> None:
    """What is proposed about the service stays proposed under the agreement that replaces it."""
    with transition(
        rules.FOLLOW_AGREEMENT, model=ServiceChange, pk=pk, actor=actor, now=now
    ) as change:
        change.agreement_id = agreement_id


def carry_over(*, old_id: int, new_id: int, actor: Actor, now: datetime) -> None:
    """Let the open change of an agreement go on under the one that replaces it (Art. 25)."""
    for change in ServiceChange.objects.filter(agreement=old_id, status__in=OPEN_STATES):
        follow_agreement(pk=change.pk, agreement_id=new_id, actor=actor, now=now)
