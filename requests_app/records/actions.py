"""Record how shared data were used; erase a record whose retention is over (Art. 29).

No word of a record goes to the audit log, so that an erased record is gone.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from portal.regulation import particulars, reasons
from portal.regulation import use_record as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.records.models import UsageRecord
from requests_app.sharing.models import SharingAgreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """The five sections of Art. 29, and the period they speak of."""

    starts_on: date
    ends_on: date
    scenario: str
    process: str
    results: str
    storage: str
    destruction: str


def record_use(*, agreement_id: int, use: Use, actor: Actor, now: datetime) -> UsageRecord:
    """Record how data received under the agreement were used; a later record adds to it.

    :raises Refused: there was no use yet, a section is blank, or the period is not past.
    """
    with transaction.atomic():
        agreement = SharingAgreement.objects.select_for_update().filter(pk=agreement_id).first()
        if agreement is None:
            raise Refused(reasons.NOT_FOUND)
        record = UsageRecord(
            public_number=yearly_number("UR", agreement.requester.code, local_day(now)),
            agreement=agreement,
            starts_on=use.starts_on,
            ends_on=use.ends_on,
            recorded_by_id=actor.user_id,  # type: ignore[misc]  # the gate refuses who is nobody
            **{each.field: getattr(use, each.field).strip() for each in particulars.USE_RECORD},
        )
        period = {"starts_on": use.starts_on, "ends_on": use.ends_on}
        open_matter(
            rules.RECORD_USE,
            record,
            actor=actor,
            now=now,
            inputs=period,
            details={
                "agreement": agreement.public_number,
                **{name: str(day) for name, day in period.items()},
            },
        )
    return record


def erase(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """Erase the five sections of a record whose retention is over; that it was kept stays known.

    :raises Refused: three years have not passed since the latest of making, end and disposal.
    """
    with transition(
        rules.ERASE,
        model=UsageRecord,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as record:
        record.act_details["kept_until"] = str(record.kept_until_on)
        for each in particulars.USE_RECORD:
            setattr(record, each.field, "")
        record.erased_on = local_day(now)
