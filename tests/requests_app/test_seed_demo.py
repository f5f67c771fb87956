"""The demo city: every state and class, valid codes, a chain that holds, made once only."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from catalog.models import (
    Classification,
    ContractorEngagement,
    DataItem,
    DataResource,
    DataVersion,
    Department,
    DirectoryEntry,
    EntryVersion,
    EntryWithdrawal,
    InternalRule,
    Norm,
    Platform,
    QualityReport,
    QualityRequirement,
    SourceDesignation,
    Standard,
    StandardCode,
    UpdateTrigger,
)
from portal.audit import chain
from portal.interfaces.specimens import ANSWERS
from portal.models import AuditEvent, User
from portal.regulation import reasons
from portal.regulation.codes import check_citizen_id, check_credit_code
from portal.regulation.vocabulary import Outcome, SharingClass
from portal.workdays import calendars
from portal.workdays.arithmetic import local_day, workdays_between
from portal.workflow import grants
from requests_app.demands import queries as demands
from requests_app.management.demo.city import PASSWORD
from requests_app.models import (
    AggregationAssessment,
    Breach,
    Complaint,
    Correction,
    CorrectionRecall,
    Criticism,
    DataCollection,
    Delivery,
    DeliveryStop,
    Demand,
    Dispute,
    EmergencyRelease,
    Inspection,
    ProvisionTask,
    ReturnFlow,
    SecurityIncident,
    ServiceChange,
    SharingAgreement,
    SharingRequest,
    SubjectLookup,
    UsageRecord,
    UseChange,
)
from requests_app.return_flow import queries as return_flow
from requests_app.sharing import resting
from tests.requests_app import answers

pytestmark = pytest.mark.django_db

MATTERS = (
    EntryVersion,
    EntryWithdrawal,
    UpdateTrigger,
    SharingRequest,
    SharingAgreement,
    ProvisionTask,
    ServiceChange,
    UseChange,
    Correction,
    CorrectionRecall,
    Dispute,
    ReturnFlow,
    UsageRecord,
    SourceDesignation,
    Norm,
    Platform,
    Standard,
    InternalRule,
    QualityReport,
    QualityRequirement,
    DataCollection,
    Demand,
    DeliveryStop,
    EmergencyRelease,
    SecurityIncident,
    Complaint,
    Breach,
    Inspection,
    Criticism,
    SubjectLookup,
)
#: States that no story reaches, and why.
UNREACHED = {
    (Standard, "ENDED"): "no day is known on which one of them ended",
    (UseChange, "AWAITING_REQUESTER_HEAD"): "a day's wait; the requests show it",
    (UseChange, "WITHDRAWN"): "the requests show it",
    (Breach, "CONFIRMED"): "an hour's wait before the order",
    (Breach, "REPORTED"): "a day's wait before it is closed",
    (Dispute, "FAILED"): "minutes before coordination is asked for",
    (Dispute, "NOT_AGREED"): "minutes before it is referred",
    (Dispute, "IN_DECISION"): "a week before the government decides",
    (UsageRecord, "ERASED"): "the city's past is shorter than three years",
}


@pytest.fixture(scope="module")
def sheet(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The city, made once for the module and undone after it; the sheet of its accounts."""
    folder = tmp_path_factory.mktemp("var")
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr(django_settings, "VAR", folder)
        grants.forget_permissions()
        call_command("seed_demo", verbosity=0)
        yield (folder / "demo-accounts.txt").read_text(encoding="utf-8")
        transaction.set_rollback(True)
    grants.forget_permissions()


def test_every_status_occurs(sheet: str) -> None:
    missing = {
        (model, state)
        for model in MATTERS
        for state in set(model.machine.states.values)
        - set(model.objects.values_list("status", flat=True))
    }
    assert missing <= set(UNREACHED), missing - set(UNREACHED)
    for (model, state), reason in UNREACHED.items():
        assert not model.objects.filter(status=state).exists(), reason


def test_what_combines_was_assessed_before_it_was_agreed_to(sheet: str) -> None:
    """Art. 25 para. 2: nothing that was found a secret once joined was agreed to."""
    assessed = AggregationAssessment.objects.exclude(request=None)
    assert assessed.exclude(result="SECRET").count() > 10
    secret = assessed.filter(result="SECRET").values("request")
    assert not SharingRequest.objects.filter(pk__in=secret, status="AGREED").exists()


def test_the_directory_is_full(sheet: str) -> None:
    assert DirectoryEntry.objects.count() >= 180
    classes = set(DirectoryEntry.objects.values_list("sharing_class", flat=True))
    assert classes >= set(SharingClass.values)
    assert UpdateTrigger.objects.filter(
        due_is_provisional=True
    ).exists() or calendars.current().covers(local_day(timezone.now()).replace(month=12, day=31))
    outcomes = set(UpdateTrigger.objects.values_list("extension_outcome", flat=True))
    assert outcomes >= set(Outcome.values)
    # A draft from a workbook may lack what keeps it from being sent, and may have been undone.
    complete = EntryVersion.objects.exclude(status__in=["DRAFT", "DISCARDED"])
    for version in complete.select_related("entry", "classification"):
        assert version.classification is not None
        assert version.entry.code.startswith(f"{version.classification.code}/")
    assert Classification.objects.filter(parent=None).count() == 3


def test_due_dates_lie_around_today(sheet: str) -> None:
    today, calendar = local_day(timezone.now()), calendars.current()
    rows = SharingRequest.objects.filter(due_stopped_on=None, due_on__isnull=False)
    left = {workdays_between(today, row.due_on, calendar) for row in rows}
    assert min(left) < 0
    assert {1, 2, 3} <= left
    assert max(left) > 3
    if calendar.is_workday(today):
        assert {0, -2} <= left
    tasks = ProvisionTask.objects.filter(status="OPEN")
    assert {row.due_on < today for row in tasks} == {True, False}
    assert AuditEvent.objects.filter(occurred_at__gt=timezone.now()).count() == 0


def test_extensions_and_supplements(sheet: str) -> None:
    requests = SharingRequest.objects
    for outcome in Outcome.values:
        assert requests.filter(extensions__outcome=outcome).exists(), outcome
    assert requests.filter(supplement_notice__answered_at=None, supplement_notice__isnull=False)
    assert requests.filter(supplement_notice__answered_at__isnull=False)


def test_agreements_are_used_and_some_have_run_out(sheet: str) -> None:
    now = timezone.now()
    in_use = SharingAgreement.objects.filter(status="IN_USE")
    assert not in_use.filter(valid_until__lte=now - timedelta(days=1)).exists()
    expired = AuditEvent.objects.filter(name="sharingagreement.expire")
    assert expired.count() >= 20
    assert in_use.filter(valid_until__gt=now, deliveries__isnull=False).exists()
    assert set(Delivery.objects.values_list("operation", flat=True)) == {
        *("RECORDS", "LOOK_UP", "VERIFY"),
    }
    assert Delivery.objects.filter(row_count__gt=0).exists()
    refusals = AuditEvent.objects.filter(name="delivery.refuse")
    assert {row.details["reason"] for row in refusals} == {reasons.NOT_IN_USE.code}


def test_disputes_stand_on_several_rungs(sheet: str) -> None:
    found = set(Dispute.objects.values_list("status", flat=True))
    assert found == {"NEGOTIATING", "SETTLED", "IN_COORDINATION", "CLOSED"}
    closed = Dispute.objects.filter(status="CLOSED", kind="REFUSED")
    decided = closed.select_related("request").order_by("-pk")
    latest = decided[0].request
    assert latest is not None
    assert (latest.status, latest.due_stopped_on) == ("RECEIVED", None)
    assert {each.request.status for each in decided[1:] if each.request} == {"REFUSED"}


def test_one_return_is_complete_and_one_is_not(sheet: str) -> None:
    running = ReturnFlow.objects.filter(status="RUNNING").order_by("pk")
    reports = [return_flow.completeness(flow)[0] for flow in running]
    assert all(report.run.rows_owed > 0 for report in reports)
    assert {report.is_complete for report in reports} == {True, False}


def test_what_rests_on_a_repealed_norm_is_flagged_and_has_lapsed(sheet: str) -> None:
    flagged = resting.flagged().values_list("status", flat=True)
    assert {"IN_USE", "SUSPENDED"} <= set(flagged)
    assert list(resting.lapsed(local_day(timezone.now()))) == []


def test_data_travel_by_a_platform_that_has_joined(sheet: str) -> None:
    (resource,) = DataResource.objects.filter(mode="OTHER").select_related("platform")
    assert resource.platform is not None
    assert resource.platform.status == "JOINED"
    connections = set(Platform.objects.values_list("connection", flat=True))
    assert connections == {"", "CONNECTED", "INTERRUPTED"}


def test_items_name_the_standards_that_codes_are_checked_by(sheet: str) -> None:
    cited = {standard.cited_as for standard in Standard.objects.all()}
    assert cited == {
        *("GB 32100-2015", "GB 11714-1997", "GB 11643-1999", "GB/T 2260", "GB/T 10114-2003"),
    }
    assert set(Standard.objects.values_list("effective_on", flat=True)) == {None}
    named = DataItem.objects.exclude(standard=None)
    assert set(named.values_list("column_name", flat=True)) == {"credit_code", "citizen_id"}
    divisions = StandardCode.objects.filter(standard__number="GB/T 2260")
    assert divisions.get(code="310109").name == "虹口区"


def test_a_contractor_works_under_its_contract(sheet: str) -> None:
    bond = ContractorEngagement.objects.get()
    today = local_day(timezone.now())
    assert bond.membership.contract_ends_on is not None
    assert bond.membership.contract_ends_on > today
    assert bond.membership.user.is_contractor


def test_demands_are_late_linked_and_asked_for(sheet: str) -> None:
    today = local_day(timezone.now())
    assert demands.overdue(today).count() == 1
    accepted = Demand.objects.filter(status="ACCEPTED")
    assert set(accepted.values_list("entry__live_version", flat=True)) == {None}
    assert accepted.filter(entry=None).count() == accepted.exclude(entry=None).count() == 1
    matched = Demand.objects.filter(status="MATCHED")
    assert matched.filter(request=None).count() == matched.exclude(request=None).count() == 1
    declined = Demand.objects.filter(status="DECLINED")
    assert set(declined.values_list("ground", flat=True)) == {"NOT_OURS", "LAW_FORBIDS"}


def test_one_collection_stands_in_spite_of_a_match(sheet: str) -> None:
    found = demands.made_in_spite_of_a_match(DataCollection.objects.all())
    assert [each.requester.code for each in found] == ["RSJ"]


def test_breaches_are_recorded_by_people_and_proposed_by_facts(sheet: str) -> None:
    recorded = Breach.objects.filter(event_id=None)
    assert set(recorded.values_list("status", flat=True)) == {
        *("PROPOSED", "JUSTIFIED", "DISMISSED", "ORDERED", "CLOSED"),
    }
    proposed = Breach.objects.exclude(event_id=None)
    assert set(proposed.values_list("status", flat=True)) == {"PROPOSED", "DISMISSED", "CLOSED"}
    assert {"A39_2", "A39_4", "A39_8", "A40_1", "A40_2"} <= set(
        proposed.values_list("code", flat=True)
    )


def test_the_past_is_four_hundred_days_long_and_full(sheet: str) -> None:
    """Several hundred requests of ten departments and more, in every month of it."""
    span = AuditEvent.objects.aggregate(first=Min("occurred_at"), last=Max("occurred_at"))
    assert span["last"] - span["first"] >= timedelta(days=390)
    requests = SharingRequest.objects
    assert requests.count() >= 250
    assert requests.values("requester").distinct().count() >= 10
    assert requests.values("entry_version__entry__provider").distinct().count() >= 10
    months = {f"{moment:%Y-%m}" for moment in requests.values_list("created_at", flat=True)}
    assert len(months) >= 10
    assert SharingAgreement.objects.filter(status="CLOSED").count() >= 80


def test_nothing_overdue_is_unflagged(sheet: str) -> None:
    """Whatever ran past its day says so in the log, since the worker was at work all along."""
    today = local_day(timezone.now())
    for model in MATTERS:
        late = model.objects.filter(due_on__lt=today, due_stopped_on=None)
        for matter in late.exclude(status__in=model.machine.closed):
            if model in (Breach, UsageRecord):  # a hearing that is over lapses, it is not late
                continue
            flags = AuditEvent.objects.filter(
                name=f"{model._meta.model_name}.overdue",
                subject_id=matter.pk,
                details__due_on=str(matter.due_on),
            )
            assert flags.count() == 1, matter


def test_codes_are_valid_and_nobody_is_meant(sheet: str) -> None:
    today = local_day(timezone.now())
    for code in Department.objects.values_list("credit_code", flat=True):
        assert check_credit_code(code) is None, code
    loaded = DataVersion.objects.all()
    assert {300 <= version.row_count <= 3000 for version in loaded} == {True}
    with connection.cursor() as cursor:
        for version in loaded:
            for column, check in (
                ("credit_code", check_credit_code),
                ("citizen_id", lambda text: check_citizen_id(text, today=today)),
            ):
                if column not in version.columns:
                    continue
                cursor.execute(f'SELECT {column} FROM warehouse."{version.table_name}"')  # noqa: S608
                codes = [row[0] for row in cursor.fetchall()]
                assert [code for code in codes if check(code) is not None] == []
                if column == "citizen_id":
                    assert {code[:6] for code in codes} == {"319999"}


def test_the_chain_holds_and_grants_follow_from_facts(sheet: str) -> None:
    assert chain.verify(now=timezone.now()) == []
    assert chain.head().chain_seq == AuditEvent.objects.count()
    assert grants.differences() == ([], [])
    moments = list(AuditEvent.objects.order_by("pk").values_list("occurred_at", flat=True))
    assert moments == sorted(moments)


def test_the_sheet_names_accounts_that_work(sheet: str) -> None:
    names = [line.split()[0] for line in sheet.splitlines() if "：" in line and " / " in line]
    users = User.objects.filter(username__in=names)
    assert users.count() >= 12
    assert all(check_password(PASSWORD, user.password) for user in users)
    agreement = SharingAgreement.objects.get(public_number=sheet.rsplit("/", 3)[1].split("/")[0])
    assert agreement.status == "IN_USE"


def test_a_second_run_changes_nothing(sheet: str) -> None:
    before = [model.objects.count() for model in (*MATTERS, AuditEvent, User, Department)]
    with pytest.raises(CommandError):
        call_command("seed_demo", verbosity=0)
    assert before == [model.objects.count() for model in (*MATTERS, AuditEvent, User, Department)]


def test_the_api_s_description_shows_what_the_city_answers(sheet: str) -> None:
    """Every shape that can be read is kept as the city answers it; what it says may be older."""
    found = answers.recorded()
    if os.environ.get("UPDATE_GOLDEN"):
        text = json.dumps(found, ensure_ascii=False, indent=1)
        ANSWERS.write_text(text + "\n", encoding="utf-8")
    kept = json.loads(ANSWERS.read_text(encoding="utf-8"))
    assert sorted(kept) == sorted(found)
    assert {name: _fields(each) for name, each in kept.items()} == {
        name: _fields(each) for name, each in found.items()
    }


def _fields(answer: Any) -> list[str]:
    """What the answer names."""
    return sorted(answer) if isinstance(answer, dict) else []
