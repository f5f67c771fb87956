"""Register a complaint or report, take it up or not, pass it on, answer it (Art. 37)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from catalog.departments.models import Department
from portal.regulation import complaint as rules
from portal.regulation import reasons
from portal.regulation.complaint import Kind
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.complaints import queries
from requests_app.complaints.models import Complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What arrived: its kind, about whom and perhaps which entry, how, when, and what it says.

    ``department`` and ``entry`` are codes; ``register_number`` stands for the person.
    """

    kind: str
    department: str
    channel: str
    received_on: date
    register_number: str
    statement: str
    entry: str = ""


def register_complaint(*, arrival: Arrival, actor: Actor, now: datetime) -> Complaint:
    """An officer registers what a person wrote or said; no name and no contact is kept (Art. 37).

    :raises Refused: a report about the own department, no authority to handle it, a number of a
        person in the text, or something is missing.
    """
    with transaction.atomic():
        known = Department.objects.select_related("region__parent")
        department = known.filter(code=arrival.department, closed_on=None).first()
        own = known.filter(pk=actor.department_id or 0).first()
        entry = queries.published_entry(actor, arrival.entry) if arrival.entry else None
        if department is None or own is None or (arrival.entry and entry is None):
            raise Refused(reasons.NOT_FOUND)
        today = local_day(now)
        authority = queries.authority_over(department, today)
        complaint = Complaint(
            public_number=yearly_number("CP", own.code, today),
            kind=arrival.kind,
            department=department,
            # Without an authority nobody handles a report, and the gate refuses it.
            handler=department if arrival.kind == Kind.COMPLAINT else authority,
            authority=authority,
            registrar=own,
            entry=entry,
            channel=arrival.channel,
            received_on=arrival.received_on,
            register_number=arrival.register_number.strip(),
            statement=arrival.statement.strip(),
        )
        return open_matter(
            rules.REGISTER_COMPLAINT,
            complaint,
            actor=actor,
            now=now,
            inputs={
                "received_on": arrival.received_on,
                "register_number": arrival.register_number,
                "statement": arrival.statement,
            },
            note=complaint.statement,
            details={
                "kind": complaint.kind,
                "department": department.code,
                "entry": entry.code if entry else "",
                "channel": complaint.channel,
                "received_on": str(complaint.received_on),
                "register_number": complaint.register_number,
            },
        )


def accept_complaint(*, pk: int, actor: Actor, now: datetime) -> None:
    """The handling department takes it up."""
    with transition(rules.ACCEPT_COMPLAINT, model=Complaint, pk=pk, actor=actor, now=now):
        pass


def decline_complaint(*, pk: int, ground: str, text: str, actor: Actor, now: datetime) -> None:
    """It is not taken up, on one of the listed grounds and with words.

    :param ground: a code of ``portal.regulation.complaint.Ground``.
    """
    with transition(
        rules.DECLINE_COMPLAINT,
        model=Complaint,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"ground": ground, "text": text},
        note=text,
        details={"ground": ground},
    ) as complaint:
        complaint.ground = ground
        complaint.ground_text = text.strip()


def transfer_complaint(*, pk: int, body: str, actor: Actor, now: datetime) -> None:
    """It is passed on to the body named in words, which deals with it."""
    with transition(
        rules.TRANSFER_COMPLAINT,
        model=Complaint,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"body": body},
        note=body,
    ) as complaint:
        complaint.passed_on_to = body.strip()


def answer_complaint(
    *,
    pk: int,
    finding: str,
    found: str,
    done: str,
    answered_on: date,
    answered_how: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Record what was found and done, and when and how the person was answered."""
    with transition(
        rules.ANSWER_COMPLAINT,
        model=Complaint,
        pk=pk,
        actor=actor,
        now=now,
        inputs={
            "finding": finding,
            "found": found,
            "done": done,
            "answered_on": answered_on,
            "answered_how": answered_how,
        },
        note=found,
        details={"finding": finding, "answered_on": str(answered_on)},
    ) as complaint:
        complaint.finding = finding
        complaint.found = found.strip()
        complaint.done = done.strip()
        complaint.answered_on = answered_on
        complaint.answered_how = answered_how.strip()
