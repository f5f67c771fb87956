"""The whole job through the actions: published, asked for, agreed, loaded, delivered, cut."""

from datetime import timedelta
from pathlib import Path

import pytest

from portal.audit import chain
from portal.regulation import reasons
from portal.regulation.vocabulary import Purpose
from portal.workflow import grants
from portal.workflow.actor import Interface
from portal.workflow.decision import Refused
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Operation
from requests_app.models import Delivery, ProvisionTask, SharingAgreement
from requests_app.sharing import actions as sharing
from tests import story

pytestmark = pytest.mark.django_db


def test_the_whole_job(cast, published, tmp_path: Path) -> None:
    """Exactly the agreed rows and columns come out, and stop with suspension and term."""
    request = story.send(cast, story.apply(cast, published))
    assert request.due_on == story.day("2025-10-14")
    agreement = story.agree(cast, request)
    task = ProvisionTask.objects.get(agreement=agreement)
    assert task.due_on is not None
    story.load(cast, published, story.small_registry(tmp_path / "rows.csv"))
    agreement = story.put_into_use(cast, agreement)
    client = cast.systems["labour"].system.client
    actor = cast.actor("labour_clerk", Interface.API)
    call = Call(
        number=agreement.public_number,
        client_id=client.pk,
        operation=Operation.RECORDS,
        purpose=Purpose.GOVERNMENT_SERVICE,
        case_number="WG-1",
    )
    given = deliver(call=call, actor=actor, now=cast.now)
    assert given.columns == (
        "name",
        "credit_code",
        "registered_on",
        "kind",
        "capital",
        "district",
    )
    assert len(given.rows) == 10
    assert {row[5] for row in given.rows} == {"虹口"}
    assert Delivery.objects.get().row_count == 10
    assert ProvisionTask.objects.get(agreement=agreement).status == "VERIFIED"
    assert grants.differences() == ([], [])

    head = cast.actor("market_office_head")
    limit = cast.now.date() + timedelta(days=10)
    sharing.suspend(
        pk=agreement.pk, note="超范围使用线索", rectify_by=limit, actor=head, now=cast.now
    )
    with pytest.raises(Refused) as refused:
        deliver(call=call, actor=actor, now=cast.now)
    assert refused.value.reason is reasons.NOT_IN_USE
    sharing.resume(pk=agreement.pk, note="已整改", actor=head, now=cast.now)
    deliver(call=call, actor=actor, now=cast.now)
    ended = SharingAgreement.objects.get(pk=agreement.pk).valid_until
    deliver(call=call, actor=actor, now=ended - timedelta(milliseconds=1))
    with pytest.raises(Refused) as refused:
        deliver(call=call, actor=actor, now=ended)
    assert refused.value.reason is reasons.AGREEMENT_EXPIRED
    assert grants.differences() == ([], [])
    assert chain.seal(now=cast.now) > 0
    assert chain.verify(now=cast.now) == []
