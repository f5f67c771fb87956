"""Assess what the data asked for add up to with what the requester holds (Art. 25 para. 2)."""

from datetime import datetime

from portal.regulation import request as rules
from portal.workflow.actor import Actor
from portal.workflow.transition import transition
from requests_app.sharing.aggregation_models import AggregationAssessment
from requests_app.sharing.models import SharingRequest


def assess_aggregation(*, pk: int, result: str, finding: str, actor: Actor, now: datetime) -> None:
    """The provider assesses the risk of joining; what it looked at is kept with the finding.

    :param result: a code of ``AssessmentResult``.
    :raises Refused: nothing joins, or result or finding is missing.
    """
    with transition(
        rules.ASSESS_AGGREGATION,
        model=SharingRequest,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"result": result, "finding": finding},
        note=finding,
        details={"result": result},
    ) as request:
        combined = [each.agreement for each in request.combinations()]
        AggregationAssessment.objects.create(
            request=request,
            result=result,
            finding=finding.strip(),
            agreement_ids=[agreement.pk for agreement in combined],
            assessed_at=now,
            assessor_id=actor.user_id,
        )
        request.act_details["agreements"] = [agreement.public_number for agreement in combined]
