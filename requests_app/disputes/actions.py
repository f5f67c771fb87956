"""Open, negotiate, settle, coordinate, refer, decide: the ladder of a dispute (Art. 28)."""

from datetime import date, datetime

from django.db import transaction

from catalog.departments.models import Department
from catalog.directories.models import DirectoryEntry
from portal.regulation import dispute as rules
from portal.regulation import reasons
from portal.regulation.machine import Transition
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.disputes.models import OPEN_STATES, Dispute, DisputeNegotiation
from requests_app.sharing import actions as sharing
from requests_app.sharing.models import SharingAgreement, SharingRequest


def open_dispute(
    *,
    claim: str,
    actor: Actor,
    now: datetime,
    request_id: int | None = None,
    agreement_id: int | None = None,
    entry_id: int | None = None,
) -> Dispute:
    """Open a dispute about a request, an agreement or the sharing class of an entry (Art. 28).

    Periods running there run on; an entry stays in force as it is published.

    :raises Refused: the matter gives no cause, one is under way, or nothing is claimed.
    """
    with transaction.atomic():
        if entry_id is None:
            dispute = _about_sharing(request_id, agreement_id)
        else:
            dispute = _about_class(entry_id, actor)
        dispute.public_number = yearly_number("DP", dispute.requester.code, local_day(now))
        dispute.opened_by_id = actor.department_id  # type: ignore[assignment]  # the gate refuses
        dispute.claim = claim.strip()
        dispute.kind = dispute.kind_on(local_day(now))
        open_matter(
            rules.OPEN_DISPUTE,
            dispute,
            actor=actor,
            now=now,
            inputs={"claim": claim},
            note=claim,
            details={"matter": dispute.matter.public_number, "kind": dispute.kind},
        )
    return dispute


def _about_sharing(request_id: int | None, agreement_id: int | None) -> Dispute:
    """A dispute about a request or an agreement, between its two departments."""
    request = SharingRequest.objects.select_for_update().filter(pk=request_id).first()
    agreement = SharingAgreement.objects.select_for_update().filter(pk=agreement_id).first()
    matter = request or agreement
    if matter is None:
        raise Refused(reasons.NOT_FOUND)
    return Dispute(
        request=request,
        agreement=agreement,
        requester=matter.requester,
        provider=matter.provider,
    )


def _about_class(entry_id: int, actor: Actor) -> Dispute:
    """A dispute about a published entry's class, between the actor's department and its provider.

    The entry is locked, so that a version published meanwhile is not missed.
    """
    entries = DirectoryEntry.objects.select_for_update(of=("self",))
    published = entries.filter(pk=entry_id, published_at__isnull=False)
    entry = published.select_related("live_version", "provider").first()
    own = Department.objects.filter(pk=actor.department_id or 0).first()
    if entry is None or own is None:
        raise Refused(reasons.NOT_FOUND)
    return Dispute(entry=entry, version=entry.live, requester=own, provider=entry.holder)


def negotiate(
    *,
    pk: int,
    negotiated_on: date,
    participants: str,
    text: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Record when the parties negotiated, who took part, and what was said."""
    with transition(
        rules.NEGOTIATE,
        model=Dispute,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"negotiated_on": negotiated_on, "participants": participants, "text": text},
        note=text,
    ) as dispute:
        DisputeNegotiation.objects.create(
            dispute=dispute,
            negotiated_on=negotiated_on,
            participants=participants.strip(),
            text=text.strip(),
            recorded_by_id=actor.department_id or 0,
            recorded_at=now,
        )
        dispute.negotiated_on = max(dispute.negotiated_on or negotiated_on, negotiated_on)


def propose_settlement(*, pk: int, settlement: str, actor: Actor, now: datetime) -> None:
    """Propose how to settle; the head of the other department's office may accept it."""
    with transition(
        rules.PROPOSE_SETTLEMENT,
        model=Dispute,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"settlement": settlement},
        note=settlement,
    ) as dispute:
        dispute.settlement = settlement.strip()
        dispute.settlement_by_id = actor.department_id


def accept_settlement(*, pk: int, actor: Actor, now: datetime) -> None:
    """Accept what the other department proposed: the dispute is settled."""
    with transition(rules.ACCEPT_SETTLEMENT, model=Dispute, pk=pk, actor=actor, now=now):
        pass


def fail_negotiation(*, pk: int, failure: str, actor: Actor, now: datetime) -> None:
    """Record that the negotiation failed, and why; coordination may be asked for then."""
    with transition(
        rules.FAIL_NEGOTIATION,
        model=Dispute,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"failure": failure},
        note=failure,
    ) as dispute:
        dispute.failure = failure.strip()


def request_coordination(*, pk: int, authority: str, actor: Actor, now: datetime) -> None:
    """Ask the competent authority to coordinate.

    :param authority: code of the authority asked.
    :raises Refused: it is not the competent one; the refusal names that.
    """
    named = Department.objects.filter(code=authority, closed_on=None).first()
    authority_id = None if named is None else named.pk
    with transition(
        rules.REQUEST_COORDINATION,
        model=Dispute,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"authority_id": authority_id},
        details={"authority": authority},
    ) as dispute:
        dispute.authority_id = authority_id


def _write_result(rule: Transition, pk: int, result: str, actor: Actor, now: datetime) -> None:
    with transition(
        rule, model=Dispute, pk=pk, actor=actor, now=now, inputs={"result": result}, note=result
    ) as dispute:
        dispute.result = result.strip()


def record_agreement(*, pk: int, result: str, actor: Actor, now: datetime) -> None:
    """The authority records in writing that the parties agreed in its coordination."""
    _write_result(rules.RECORD_AGREEMENT, pk, result, actor, now)


def record_no_agreement(*, pk: int, result: str, actor: Actor, now: datetime) -> None:
    """The authority records in writing that its coordination brought no agreement."""
    _write_result(rules.RECORD_NO_AGREEMENT, pk, result, actor, now)


def refer(*, pk: int, actor: Actor, now: datetime) -> None:
    """Refer the dispute to the government at the level of the coordinating authority."""
    with transition(rules.REFER, model=Dispute, pk=pk, actor=actor, now=now) as dispute:
        dispute.referred_on = local_day(now)


def decide(
    *,
    pk: int,
    instrument: str,
    decided_on: date,
    decision: str,
    outcome: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Record the government's decision; a refused request is reopened where it says so.

    A class that is to be changed, the provider changes itself by a new version of the entry, which
    is assessed, approved and reviewed as every version.

    :raises Refused: no written result, an incomplete decision, or nothing that could be reopened.
    """
    inputs = {
        "instrument": instrument,
        "decided_on": decided_on,
        "decision": decision,
        "outcome": outcome,
    }
    with transition(
        rules.DECIDE,
        model=Dispute,
        pk=pk,
        actor=actor,
        now=now,
        inputs=inputs,
        note=decision,
        details={"instrument": instrument.strip(), "outcome": outcome},
    ) as dispute:
        dispute.instrument = instrument.strip()
        dispute.decided_on = decided_on
        dispute.decision = decision.strip()
        dispute.outcome = outcome
        if outcome in rules.MOVING and dispute.request_id is not None:
            sharing.reopen(
                pk=dispute.request_id,
                dispute=dispute.public_number,
                instrument=dispute.instrument,
                is_sharing_ordered=outcome == rules.Outcome.SHARE,
                actor=Actor.system("dispute-decided"),
                now=now,
            )


def follow_agreement(*, pk: int, agreement_id: int, actor: Actor, now: datetime) -> None:
    """A dispute about an agreement is about the one that replaces it."""
    with transition(rules.FOLLOW_AGREEMENT, model=Dispute, pk=pk, actor=actor, now=now) as dispute:
        dispute.agreement_id = agreement_id


def carry_over(*, old_id: int, new_id: int, actor: Actor, now: datetime) -> None:
    """Let the open dispute about an agreement go on about the one that replaces it (Art. 25)."""
    for dispute in Dispute.objects.filter(agreement=old_id, status__in=OPEN_STATES):
        follow_agreement(pk=dispute.pk, agreement_id=new_id, actor=actor, now=now)
