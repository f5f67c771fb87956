"""Assess what data asked for add up to with what the requester holds (Art. 25 para. 2)."""

from datetime import datetime
from typing import Any

from portal.regulation import request as rules
from portal.regulation.machine import Transition
from portal.workflow.actor import Actor
from portal.workflow.models import WorkflowModel
from portal.workflow.transition import transition
from requests_app.sharing.aggregation_models import AggregationAssessment
from requests_app.sharing.models import SharingRequest


def record_assessment(
    rule: Transition,
    *,
    model: type[WorkflowModel],
    field: str,
    pk: int,
    result: str,
    finding: str,
    actor: Actor,
    now: datetime,
) -> None:
    """The provider assesses the risk of joining; what it looked at is kept with the finding.

    :param field: the assessment's column for a matter of that model.
    :param result: a code of ``AssessmentResult``.
    :raises Refused: nothing joins, or result or finding is missing.
    """
    with transition(
        rule,
        model=model,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"result": result, "finding": finding},
        note=finding,
        details={"result": result},
    ) as locked:
        matter: Any = locked
        combined = [each.agreement for each in matter.combinations()]
        AggregationAssessment.objects.create(
            **{field: matter},
            result=result,
            finding=finding.strip(),
            agreement_ids=[agreement.pk for agreement in combined],
            assessed_at=now,
            assessor_id=actor.user_id,
        )
        matter.act_details["agreements"] = [agreement.public_number for agreement in combined]


def assess_aggregation(*, pk: int, result: str, finding: str, actor: Actor, now: datetime) -> None:
    """Assess what a request's columns add up to."""
    record_assessment(
        rules.ASSESS_AGGREGATION,
        model=SharingRequest,
        field="request",
        pk=pk,
        result=result,
        finding=finding,
        actor=actor,
        now=now,
    )
