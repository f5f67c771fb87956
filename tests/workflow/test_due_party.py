"""Every period is counted by the calendar of who owes it, as the table of deadlines says."""

from django.apps import apps

from portal.regulation import deadlines
from portal.regulation.deadlines import Deadline
from portal.regulation.vocabulary import Party
from portal.workflow.models import WorkflowModel

#: What runs on each kind of matter; a switch gives a local one its length, here any.
RUNS: dict[str, tuple[Deadline, ...]] = {
    "entryversion": (deadlines.ENTRY_REVIEW, deadlines.first_review(5)),
    "entrywithdrawal": (deadlines.ENTRY_REVIEW,),
    "updatetrigger": (deadlines.ENTRY_UPDATE,),
    "sharingrequest": (deadlines.ANSWER_UNCONDITIONAL, deadlines.ANSWER_CONDITIONAL),
    "provisiontask": (deadlines.SUPPLY,),
    "correction": (deadlines.CORRECTION,),
    "demand": (deadlines.demand_confirmation(10),),
    "emergencyrelease": (deadlines.emergency_review(10),),
    "breach": (deadlines.hearing(10),),
    "complaint": (deadlines.complaint_answer(30),),
    "securityincident": (deadlines.incident_report(1),),
    "question": (deadlines.question_answer(5),),
}


def test_who_owes_is_who_is_counted_for() -> None:
    running = {
        str(model._meta.model_name): model
        for model in apps.get_models()
        if issubclass(model, WorkflowModel)
        and any(rule.starts is not None for rule in model.machine.transitions)
    }
    assert running.keys() == RUNS.keys()
    for name, model in running.items():
        owed_by = Party.AUTHORITY if model.due_by_authority else model.due_party
        assert {each.owed_by for each in RUNS[name]} == {owed_by}, name
