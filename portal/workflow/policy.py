"""decide(), available(), require(): questions with the same answer at every interface."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings

from portal.regulation import reasons
from portal.regulation.machine import Facts, Machine, Transition
from portal.regulation.reasons import Reason
from portal.regulation.vocabulary import Mandate, Party
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import ALLOWED, Decision, Refused


class Subject(Protocol):
    """What the gate must know of a matter: its state, and which department plays which part."""

    def department_for(self, party: Party) -> int | None:
        """Id of the department that plays the part in this matter, or None."""


@dataclass(frozen=True, slots=True)
class Step:
    """A transition as one person sees it now: open to him, or refused with the reason."""

    transition: Transition
    decision: Decision

    @property
    def is_allowed(self) -> bool:
        """Whether the person may take it now."""
        return self.decision.allowed


def _right(
    actor: Actor, rule: Transition, subject: Subject, mandates: frozenset[str]
) -> Reason | None:
    """Why the actor has no right to the step at all, or None if he has."""
    if actor.is_system:
        return None if rule.party is Party.CLOCK else reasons.NOT_YOUR_MATTER
    people = [(party, mandate) for party, mandate in rule.takers if party is not Party.CLOCK]
    if not people:
        return reasons.ONLY_TIME
    if actor.department_id is None:
        return reasons.INACTIVE
    mine = [
        mandate for party, mandate in people if subject.department_for(party) == actor.department_id
    ]
    if not mine:
        return reasons.NOT_YOUR_MATTER
    return None if any(mandate in mandates for mandate in mine) else reasons.NOT_YOUR_MANDATE


def _decide(
    actor: Actor,
    rule: Transition,
    subject: Any,
    now: datetime,
    inputs: Mapping[str, Any] | None,
    mandates: frozenset[str],
    *,
    is_list: bool = False,
) -> Decision:
    today = local_day(now)
    if rule.sources and subject.status not in rule.sources:
        return Decision(allowed=False, reason=reasons.WRONG_STATE)
    refused = _right(actor, rule, subject, mandates)
    if refused is not None:
        return Decision(allowed=False, reason=refused, is_right_missing=True)
    facts = Facts(
        matter=subject,
        actor_user_id=actor.user_id,
        actor_department_id=actor.department_id,
        now=now,
        today=today,
        inputs=inputs or {},
        local=settings.PORTAL_SWITCHES,
    )
    for need in rule.needs:
        if (need.about_input and inputs is None) or (need.looks_up and is_list):
            continue
        if not need.holds(facts):
            details = tuple(need.names(facts)) if need.names is not None else ()
            return Decision(allowed=False, reason=need.reason, details=details)
    return ALLOWED


def decide(
    actor: Actor,
    rule: Transition,
    subject: Any,
    *,
    now: datetime,
    inputs: Mapping[str, Any] | None = None,
) -> Decision:
    """Whether the actor may take the step on this matter now: state, then right, then needs.

    Without ``inputs`` the questions about typed input are left for the act itself.
    """
    return _decide(actor, rule, subject, now, inputs, actor.mandates(local_day(now)))


def offered(actor: Actor, rule: Transition, subject: Any, *, now: datetime) -> Step | None:
    """One step as an interface offers it, or None to whoever has no right to it."""
    decision = decide(actor, rule, subject, now=now)
    return None if decision.is_right_missing else Step(rule, decision)


def offered_in_list(
    actor: Actor, rule: Transition, subject: Any, *, now: datetime, mandates: frozenset[str]
) -> Step | None:
    """The same for a row of a list, without the questions that read other rows.

    :param mandates: the actor's, read once for the whole list.
    """
    decision = _decide(actor, rule, subject, now, None, mandates, is_list=True)
    return None if decision.is_right_missing else Step(rule, decision)


def available(actor: Actor, machine: Machine, subject: Any, *, now: datetime) -> list[Step]:
    """The steps to show: those open to the actor, and those he could take but for a reason.

    Steps of another state, and steps for which he has no right, are not his to see.
    """
    return _steps(actor, machine, subject, now, actor.mandates(local_day(now)), is_list=False)


def expected(
    actor: Actor, machine: Machine, subject: Any, *, now: datetime, mandates: frozenset[str]
) -> list[Step]:
    """The same for a row of a list, without the questions that read other rows.

    :param mandates: the actor's, read once for the whole list.
    """
    return _steps(actor, machine, subject, now, mandates, is_list=True)


def _steps(
    actor: Actor,
    machine: Machine,
    subject: Any,
    now: datetime,
    mandates: frozenset[str],
    *,
    is_list: bool,
) -> list[Step]:
    steps = []
    for rule in machine.transitions:
        if rule.sources is not None and subject.status not in rule.sources:
            continue
        # Without the mandate the right is missing, whichever department plays which part.
        if not actor.is_system and not any(m in mandates for _party, m in rule.takers):
            continue
        # A list does not ask: it would read other rows for each of its own.
        if not is_list and rule.has_occasion is not None and not rule.has_occasion(subject):
            continue
        decision = _decide(actor, rule, subject, now, None, mandates, is_list=is_list)
        if not decision.is_right_missing:
            steps.append(Step(rule, decision))
    return steps


def require(actor: Actor, mandate: Mandate, *, department_id: int, now: datetime) -> None:
    """Refuse unless the actor holds the mandate for this very department.

    :raises Refused: the actor is of another department, or lacks the mandate.
    """
    if actor.department_id != department_id:
        raise Refused(reasons.NOT_YOUR_MATTER, is_right_missing=True)
    if mandate not in actor.mandates(local_day(now)):
        raise Refused(reasons.NOT_YOUR_MANDATE, is_right_missing=True)
