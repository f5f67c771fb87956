"""Raise, receive, forward, verify, feed back, reopen; confirm a recall (Art. 26).

No note goes to the audit log: what people write of a record may quote it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.departments.models import Department
from catalog.directories.models import DataItem
from portal.regulation import correction as rules
from portal.regulation import reasons
from portal.regulation.item_values import parse
from portal.regulation.machine import Transition
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.corrections.models import Correction, CorrectionFeedback, CorrectionRecall
from requests_app.sharing import record_keys
from requests_app.sharing.models import AgreedItem, SharingAgreement
from requests_app.sharing.recipients import receipts_of

RECEIPTS_NAMED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Which field of which record is held to be wrong, what is believed instead, and why."""

    fault: str
    key_column: str
    record_key: str
    column: str
    evidence: str
    believed_value: str = ""


def _key_value(item: DataItem | None, text: str) -> Any:
    """The key of the record as the data hold it; None where the item or the text is no key."""
    if item is None or not item.is_key:
        return None
    try:
        return parse(text, item.data_type)
    except ValueError:
        return None


def _agreed_items(agreement: SharingAgreement) -> dict[str, DataItem]:
    rows = AgreedItem.objects.filter(agreement=agreement).select_related("item")
    return {row.item.column_name: row.item for row in rows}


def request_correction(
    *, agreement_id: int, claim: Claim, actor: Actor, now: datetime
) -> Correction:
    """Raise a correction on one field of one record received under an agreement (Art. 26).

    :raises Refused: no data are held under it, the item is not agreed, or the record not named.
    """
    with transaction.atomic():
        agreement = SharingAgreement.objects.select_for_update().filter(pk=agreement_id).first()
        if agreement is None:
            raise Refused(reasons.NOT_FOUND)
        agreement = agreement.counting  # the number that a system knows may have been replaced
        agreed = _agreed_items(agreement)
        key_item, record_key = agreed.get(claim.key_column), claim.record_key.strip()
        correction = Correction(
            public_number=yearly_number("CR", agreement.requester.code, local_day(now)),
            agreement=agreement,
            fault=claim.fault,
            key_item=key_item,
            record_key=record_key,
            item=agreed.get(claim.column),
            believed_value=claim.believed_value.strip(),
            evidence=claim.evidence.strip(),
            raised_by_id=actor.user_id,  # type: ignore[misc]  # the gate refuses who is nobody
        )
        named = dict.fromkeys((claim.key_column, claim.column))
        inputs = {
            "not_agreed": [column for column in named if column not in agreed],
            "record_is_named": _key_value(key_item, record_key) not in (None, ""),
            "evidence": claim.evidence,
        }
        details = {"item": claim.column, "fault": claim.fault}
        open_matter(
            rules.REQUEST_CORRECTION,
            correction,
            actor=actor,
            now=now,
            inputs=inputs,
            details=details,
        )
    return correction


def receive(*, pk: int, actor: Actor, now: datetime) -> None:
    """Take the correction in; its ten working days run since it arrived (Art. 26 para. 2)."""
    with transition(rules.RECEIVE, model=Correction, pk=pk, actor=actor, now=now) as correction:
        # What an earlier feedback said is kept with that feedback.
        correction.outcome = ""
        correction.finding = ""


def begin_verification(*, pk: int, actor: Actor, now: datetime) -> None:
    """Begin to verify, as the provider or as the source department it was forwarded to."""
    with transition(rules.BEGIN_VERIFICATION, model=Correction, pk=pk, actor=actor, now=now):
        pass


def forward(*, pk: int, source: str, forwarding: str, actor: Actor, now: datetime) -> None:
    """Forward to the source department; the period runs on and stays the provider's.

    :param source: code of the department.
    :raises Refused: no such department, or it is a party already.
    """
    found = Department.objects.filter(code=source, closed_on=None).values_list("pk", flat=True)
    source_id = found.first()
    with transition(
        rules.FORWARD,
        model=Correction,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"source_id": source_id},
        details={"source": source},
    ) as correction:
        correction.source_id = source_id
        correction.forwarding = forwarding.strip()


def _find(
    rule: Transition, outcome: str, *, pk: int, finding: str, actor: Actor, now: datetime
) -> None:
    with transition(
        rule, model=Correction, pk=pk, actor=actor, now=now, inputs={"finding": finding}
    ) as correction:
        correction.outcome = outcome
        correction.finding = finding.strip()


def correct(*, pk: int, finding: str, actor: Actor, now: datetime) -> None:
    """Record that the data were wrong and are corrected; the requester is still to be told."""
    _find(rules.CORRECT, rules.Outcome.CORRECTED, pk=pk, finding=finding, actor=actor, now=now)


def correct_partly(*, pk: int, finding: str, actor: Actor, now: datetime) -> None:
    """Record that part of what was raised is corrected, and why not the rest."""
    _find(rules.CORRECT_PARTLY, rules.Outcome.PARTLY, pk=pk, finding=finding, actor=actor, now=now)


def confirm_right(*, pk: int, finding: str, actor: Actor, now: datetime) -> None:
    """Record, with reasons, that the data are right as they stand."""
    outcome = rules.Outcome.CONFIRMED_RIGHT
    _find(rules.CONFIRM_RIGHT, outcome, pk=pk, finding=finding, actor=actor, now=now)


def feed_back(*, pk: int, actor: Actor, now: datetime) -> None:
    """Tell the requester what was found: this alone ends the period (Art. 26 para. 2).

    If the data were changed, every other department that received the record is told.
    """
    with transition(rules.FEED_BACK, model=Correction, pk=pk, actor=actor, now=now) as correction:
        feedback = CorrectionFeedback.objects.create(
            correction=correction,
            outcome=correction.outcome,
            text=correction.finding,
            sent_at=now,
        )
        correction.act_details["outcome"] = correction.outcome
        if correction.outcome in rules.RECALLED_FOR:
            correction.act_details["told"] = _recall_from_others(feedback, now)


def _recall_from_others(feedback: CorrectionFeedback, now: datetime) -> list[str]:
    """Tell every other department that received the record; the codes of those told."""
    correction = feedback.correction
    agreement = correction.agreement
    key = _key_value(correction.key_item, correction.record_key)
    entry_id = agreement.entry_version.entry_id
    marks = record_keys.marks_ever(entry_id, correction.key_item.column_name, key)
    found = receipts_of(entry_id, marks)
    found.pop(agreement.requester_id, None)
    told = Department.objects.filter(pk__in=found).order_by("code")
    for department in told:
        recall(
            feedback=feedback,
            department=department,
            receipts=found[department.pk],
            actor=Actor.system("record-corrected"),
            now=now,
        )
    return [department.code for department in told]


def recall(
    *,
    feedback: CorrectionFeedback,
    department: Department,
    receipts: list[str],
    actor: Actor,
    now: datetime,
) -> CorrectionRecall:
    """Tell one department that a record it received was corrected, by its own receipts.

    :raises Refused: somebody but the system tells it.
    """
    details = {"correction": str(feedback.correction), "receipts": len(receipts)}
    with transaction.atomic():
        notice = CorrectionRecall(
            public_number=yearly_number("RC", department.code, local_day(now)),
            feedback=feedback,
            department=department,
            receipts=receipts[:RECEIPTS_NAMED],
        )
        return open_matter(rules.RECALL, notice, actor=actor, now=now, details=details)


def reopen(*, pk: int, reopening: str, actor: Actor, now: datetime) -> None:
    """Ask again, with reasons: it reaches the provider anew, and a new period begins with that."""
    with transition(
        rules.REOPEN,
        model=Correction,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"reopening": reopening},
    ) as correction:
        correction.reopening = reopening.strip()


def confirm_recall(*, pk: int, actor: Actor, now: datetime) -> None:
    """Confirm that the own copy is put right: fetched anew, or no longer held."""
    with transition(
        rules.CONFIRM_RECALL, model=CorrectionRecall, pk=pk, actor=actor, now=now
    ) as notice:
        notice.confirmed_at = now
        notice.confirmed_by_id = actor.user_id
