"""Who answers for data at each stage of their life (Art. 34), and how soon it is reported."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from portal.regulation import incident
from portal.regulation.machine import Facts
from portal.regulation.vocabulary import LifecycleStage, Mandate, Party

#: 谁管理谁负责、谁使用谁负责: the decree's sentence, stage by stage, under an agreement.
UNDER_AGREEMENT = {
    "COLLECTION": "PROVIDER",
    "STORAGE": "PROVIDER",
    "PROCESSING": "PROVIDER",
    "TRANSMISSION": "PROVIDER",
    "SHARING": "PROVIDER",
    "USE": "REQUESTER",
    "DESTRUCTION": "REQUESTER",
}


@pytest.mark.parametrize(("stage", "party"), UNDER_AGREEMENT.items())
def test_who_manages_answers_and_who_uses_answers_for_the_use(stage: str, party: str) -> None:
    assert incident.answerable(stage, under_agreement=True) == party


@pytest.mark.parametrize("stage", LifecycleStage.values)
def test_without_an_agreement_the_managing_department_answers(stage: str) -> None:
    assert incident.answerable(stage, under_agreement=False) is Party.PROVIDER


def test_every_stage_has_its_answer_and_nothing_else_has() -> None:
    assert set(UNDER_AGREEMENT) == set(LifecycleStage.values)
    for wrong in ("", "use", "SALE"):
        with pytest.raises(ValueError, match="LifecycleStage"):
            incident.answerable(wrong, under_agreement=True)


def test_an_authority_that_answers_does_so_by_its_officers() -> None:
    takers = {mandate for party, mandate in incident.CONTAIN.takers if party is Party.CONCERNED}
    assert takers == {
        Mandate.CONSENT,
        Mandate.SUPPLY,
        Mandate.COMPILE,
        Mandate.APPLY,
        Mandate.OVERSEE,
    }
    assert {party for party, _mandate in incident.CLOSE_INCIDENT.takers} == {Party.AUTHORITY}


@pytest.mark.parametrize("workdays", [None, 1, 2, 3])
def test_the_local_period_is_the_operators_or_none_at_all(workdays: int | None) -> None:
    now = datetime(2025, 9, 24, 2, 0, tzinfo=UTC)
    local = {"INCIDENT_REPORT_WORKDAYS": workdays}
    facts = Facts(SimpleNamespace(), 1, 1, now, date(2025, 9, 24), local=local)
    begin = incident.REPORT_INCIDENT.starts
    assert begin is not None
    start = begin(facts)
    if workdays is None:
        assert start is None
        return
    assert start is not None
    assert (start.deadline.code, start.deadline.workdays) == ("P23", workdays)
    assert not start.deadline.is_statutory
    assert start.deadline.owed_by is Party.CONCERNED
