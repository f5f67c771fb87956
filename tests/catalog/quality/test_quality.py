"""The quality of an entry over the whole life of its data (Arts 16, 18)."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from catalog.models import (
    EntryVersion,
    QualityFinding,
    QualityMeasure,
    QualityReport,
    QualityRequirement,
)
from catalog.quality import actions, queries
from catalog.quality.jobs import mark_overdue_mending
from portal.models import AuditEvent
from portal.regulation import quality as rules
from portal.regulation import reasons
from portal.regulation.quality import Finding
from portal.regulation.vocabulary import LifecycleStage, SharingClass
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import StatusIsGuarded
from requests_app.corrections import actions as corrections
from requests_app.models import SharingAgreement
from tests import cast as the_cast
from tests import story
from tests.interfaces.api_client import ApiCaller

TODAY = date(2025, 9, 24)
BACKEND = "django.contrib.auth.backends.ModelBackend"
#: Art. 18: 收集、存储、加工、传输、共享、使用、销毁.
STAGES = (
    "COLLECTION",
    "STORAGE",
    "PROCESSING",
    "TRANSMISSION",
    "SHARING",
    "USE",
    "DESTRUCTION",
)
FAULT = {"USE": Finding("NOT_KEPT", "未登记使用情况。")}


def refused(reason: Any, act: Any) -> Refused:
    """The act is refused with that reason."""
    with pytest.raises(Refused) as told:
        act()
    assert told.value.reason is reason
    return told.value


@pytest.fixture
def version(cast: the_cast.Cast) -> EntryVersion:
    """A published entry of the market regulator, updated every month."""
    return story.publish(cast, story.enterprise_registry())


def report(cast: the_cast.Cast, version: EntryVersion, **said: Any) -> QualityReport:
    """The compiler reports what is said here."""
    return actions.report_quality(
        entry_id=version.entry_id,
        report=actions.Report(**said),
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )


# What is required.


def test_the_seven_stages_of_the_decree() -> None:
    assert LifecycleStage.values == list(STAGES)


def test_the_compiler_sets_and_drops_a_requirement_and_the_chain_keeps_it(
    cast: the_cast.Cast, version: EntryVersion
) -> None:
    first = story.set_requirement(cast, version, item="credit_code")
    assert (first.public_number, first.status) == ("QD-SCJG-2025-0001", "IN_FORCE")
    second = story.set_requirement(cast, version, item="credit_code", text="完整率不低于99%。")
    whole = story.set_requirement(cast, version)
    first.refresh_from_db()
    assert first.status == "REPLACED"
    assert list(queries.standing(version.entry)) == [second, whole]
    actor = cast.actor("market_compiler")
    refused(
        reasons.NO_GROUND,
        lambda: actions.drop_requirement(pk=whole.pk, note=" ", actor=actor, now=cast.now),
    )
    actions.drop_requirement(pk=whole.pk, note="并入另一要求", actor=actor, now=cast.now)
    assert list(queries.standing(version.entry)) == [second]
    story_of = AuditEvent.objects.filter(subject_number=first.public_number).order_by("pk")
    assert list(story_of.values_list("name", flat=True)) == [
        "qualityrequirement.set_requirement",
        "qualityrequirement.replace_requirement",
    ]
    assert story_of[0].note == first.text


def test_a_requirement_needs_words_a_stage_and_a_known_item(
    cast: the_cast.Cast, version: EntryVersion
) -> None:
    refused(
        reasons.QUALITY_REQUIREMENT_INCOMPLETE,
        lambda: story.set_requirement(cast, version, text=" "),
    )
    refused(
        reasons.QUALITY_REQUIREMENT_INCOMPLETE,
        lambda: story.set_requirement(cast, version, stage="LUNCH"),
    )
    refused(
        reasons.QUALITY_ITEM_UNKNOWN, lambda: story.set_requirement(cast, version, item="shoe_size")
    )
    draft = story.draft(cast, story.enterprise_registry(name="未发布"))
    refused(reasons.NOT_PUBLISHED, lambda: story.set_requirement(cast, draft))
    for person, reason in (
        ("market_reviewer", reasons.NOT_YOUR_MANDATE),
        ("civil_clerk", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
    ):
        refused(
            reason,
            lambda who=person: actions.set_requirement(
                entry_id=version.entry_id,
                stage="USE",
                item_column="",
                text="x",
                actor=cast.actor(who),
                now=cast.now,
            ),
        )
    assert QualityRequirement.objects.count() == 0


# What is reported.


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_answered(cast: the_cast.Cast, version: EntryVersion, stage: str) -> None:
    findings = story.quality_findings()
    del findings[stage]
    told = refused(reasons.QUALITY_STAGE_MISSING, lambda: report(cast, version, findings=findings))
    assert list(told.details) == [str(LifecycleStage(stage).label)]
    wrong = {**findings, stage: Finding("PERHAPS")}
    refused(reasons.QUALITY_STAGE_MISSING, lambda: report(cast, version, findings=wrong))
    assert QualityReport.objects.count() == 0


def test_faults_need_words_measures_and_a_later_day(
    cast: the_cast.Cast, version: EntryVersion
) -> None:
    findings = story.quality_findings(**FAULT)
    later = TODAY + timedelta(days=1)
    for said, reason in (
        (
            {
                "findings": {**findings, "USE": Finding("NOT_KEPT", " ")},
                "measures": "x",
                "mending_due_on": later,
            },
            reasons.QUALITY_FAULT_UNEXPLAINED,
        ),
        (
            {"findings": findings, "measures": " ", "mending_due_on": later},
            reasons.QUALITY_MEASURES_MISSING,
        ),
        ({"findings": findings, "measures": "x"}, reasons.QUALITY_MENDING_DAY_INVALID),
        (
            {"findings": findings, "measures": "x", "mending_due_on": TODAY},
            reasons.QUALITY_MENDING_DAY_INVALID,
        ),
        (
            {"findings": story.quality_findings(), "measures": "x"},
            reasons.QUALITY_NOTHING_TO_MEND,
        ),
        (
            {"findings": story.quality_findings(), "mending_due_on": later},
            reasons.QUALITY_NOTHING_TO_MEND,
        ),
    ):
        refused(reason, lambda typed=said: report(cast, version, **typed))
    assert QualityReport.objects.count() == 0
    made = report(cast, version, findings=findings, measures="x", mending_due_on=later)
    assert (made.status, made.mending_due_on) == ("MENDING", later)


def test_a_sound_report_is_closed_and_a_faulty_one_is_mended_once(
    cast: the_cast.Cast, version: EntryVersion
) -> None:
    sound = story.report_quality(cast, version, person="market_reviewer")
    assert (sound.public_number, sound.status) == ("QR-SCJG-2025-0001", "SOUND")
    assert sound.findings.count() == len(STAGES)
    faulty = story.report_faults(cast, version)
    assert faulty.status == "MENDING"
    mend = actions.mend_quality
    who = cast.actor("market_reviewer")
    refused(
        reasons.QUALITY_MENDING_UNEXPLAINED,
        lambda: mend(pk=faulty.pk, mending=" ", actor=who, now=cast.now),
    )
    for person, reason in (
        ("market_office_head", reasons.NOT_YOUR_MANDATE),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
    ):
        other = cast.actor(person)
        refused(reason, lambda by=other: mend(pk=faulty.pk, mending="x", actor=by, now=cast.now))
    mend(pk=faulty.pk, mending="已恢复每日备份。", actor=who, now=cast.now)
    faulty.refresh_from_db()
    assert (faulty.status, faulty.mended_on) == ("MENDED", TODAY)
    for closed in (faulty, sound):
        refused(
            reasons.WRONG_STATE,
            lambda row=closed: mend(pk=row.pk, mending="x", actor=who, now=cast.now),
        )


def test_only_the_provider_reports_and_only_on_what_is_published(
    cast: the_cast.Cast, version: EntryVersion
) -> None:
    for person, reason in (
        ("market_office_head", reasons.NOT_YOUR_MANDATE),
        ("civil_clerk", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
    ):
        refused(reason, lambda who=person: story.report_quality(cast, version, person=who))
    draft = story.draft(cast, story.enterprise_registry(name="未发布"))
    refused(reasons.NOT_PUBLISHED, lambda: story.report_quality(cast, draft))


# What the portal measures.


@pytest.mark.parametrize(
    ("frequency", "days"),
    [
        ("REAL_TIME", 1),
        ("DAILY", 1),
        ("WEEKLY", 7),
        ("TEN_DAYS", 10),
        ("MONTHLY", 31),
        ("QUARTERLY", 92),
        ("HALF_YEARLY", 184),
        ("YEARLY", 366),
    ],
)
def test_data_are_timely_for_as_long_as_the_frequency_promises(frequency: str, days: int) -> None:
    loaded = date(2025, 1, 1)
    last = loaded + timedelta(days=days)
    assert rules.is_timely(frequency, loaded_on=loaded, today=last) is True
    late = last + timedelta(days=1)
    assert rules.is_timely(frequency, loaded_on=loaded, today=late) is False


@pytest.mark.parametrize("frequency", ["IRREGULAR", "OTHER", ""])
def test_no_day_is_promised_by_the_others(frequency: str) -> None:
    assert rules.is_timely(frequency, loaded_on=date(2000, 1, 1), today=TODAY) is None


def _in_use(cast: the_cast.Cast, version: EntryVersion, folder: Path) -> SharingAgreement:
    given = story.agree(cast, story.send(cast, story.apply(cast, version)))
    story.load(cast, version, story.small_registry(folder / "rows.csv"))
    return story.put_into_use(cast, given)


def test_what_was_measured_is_frozen_with_the_report(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    empty = story.report_quality(cast, version)
    assert list(empty.measured.all()) == []
    given = _in_use(cast, version, tmp_path)
    story.receive_correction(cast, given)
    first = story.report_quality(cast, version)
    (measured,) = first.measured.all()
    loaded = version.entry.resources.get().current
    assert (measured.row_count, measured.version_number, measured.loaded_at) == (
        loaded.row_count,
        loaded.number,
        loaded.loaded_at,
    )
    counted = (first.corrections_received, first.corrections_upheld, first.corrections_open)
    assert counted[1:] == (0, 1)
    # Later loads change nothing of what was reported.
    story.load(cast, version, story.small_registry(tmp_path / "again.csv"))
    measured.refresh_from_db()
    assert measured.version_number == loaded.number


def test_corrections_count_since_the_last_report(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    given = _in_use(cast, version, tmp_path)
    open_one = story.receive_correction(cast, given)
    first = story.report_quality(cast, version)
    assert first.counted_since_at is None
    assert (first.corrections_received, first.corrections_upheld, first.corrections_open) == (
        1,
        0,
        1,
    )
    later = cast.now + timedelta(hours=1)
    reviewer = cast.actor("market_reviewer")
    corrections.begin_verification(pk=open_one.pk, actor=reviewer, now=later)
    corrections.correct(pk=open_one.pk, finding="已更正", actor=reviewer, now=later)
    corrections.feed_back(pk=open_one.pk, actor=reviewer, now=later)
    second = story.report_quality(cast, version, now=later + timedelta(hours=1))
    assert second.counted_since_at == first.created_at
    assert (second.corrections_received, second.corrections_upheld, second.corrections_open) == (
        0,
        1,
        0,
    )
    third = story.report_quality(cast, version, now=later + timedelta(hours=2))
    assert (third.corrections_received, third.corrections_upheld) == (0, 0)


# Never changed.


def test_the_database_keeps_what_was_reported(cast: the_cast.Cast, version: EntryVersion) -> None:
    made = story.report_faults(cast, version)
    with pytest.raises(StatusIsGuarded):
        made.delete()
    for name, value in (
        ("measures", "x"),
        ("mending_due_on", date(2030, 1, 1)),
        ("corrections_open", 5),
        ("reported_on", date(2020, 1, 1)),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            QualityReport.objects.filter(pk=made.pk).update(**{name: value})
    for act in (
        lambda: QualityFinding.objects.update(words="x"),
        lambda: QualityFinding.objects.all().delete(),
        lambda: QualityMeasure.objects.update(row_count=1),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()
    with (
        pytest.raises(DatabaseError, match="never removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DELETE FROM catalog_qualityreport")
    with pytest.raises(IntegrityError, match="mended_with_words"), transaction.atomic():
        QualityReport.objects.filter(pk=made.pk).update(mending="x")
    for wrong, constraint in (
        ({"stage": "LUNCH", "answer": "KEPT"}, "qualityfinding_stage"),
        ({"stage": "USE", "answer": "KEPT"}, "one_finding_per_stage"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            QualityFinding.objects.create(report=made, **wrong)


# Time.


def test_what_is_not_mended_by_its_day_is_marked_once(
    cast: the_cast.Cast, version: EntryVersion
) -> None:
    made = story.report_faults(cast, version, days=2)
    clock = Actor.system("mark-overdue-mending")
    for days, marks in ((2, 0), (3, 1), (4, 1)):
        mark_overdue_mending(actor=clock, now=cast.now + timedelta(days=days))
        found = AuditEvent.objects.filter(name="qualityreport.overdue")
        assert found.count() == marks, days
    assert found.get().details["due_on"] == str(made.mending_due_on)


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2025, 9, 24), 6, date(2025, 3, 24)),
        (date(2025, 8, 31), 6, date(2025, 2, 28)),
        (date(2025, 1, 15), 3, date(2024, 10, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, earlier: date) -> None:
    assert rules.months_before(day, months) == earlier


def test_entries_without_a_recent_report_are_listed(
    cast: the_cast.Cast, version: EntryVersion, settings: Any
) -> None:
    officer, own = cast.actor("authority_officer"), cast.actor("market_chief")
    other = cast.actor("labour_clerk")

    def listed(actor: Actor, moment: datetime) -> list[str]:
        return [each.code for each in queries.due_for_report(actor, now=moment)]

    code = version.entry.code
    last = datetime(2026, 3, 24, 4, tzinfo=UTC)  # six months after the publication
    assert listed(own, last) == []
    assert listed(own, last + timedelta(days=1)) == [code]
    assert listed(officer, last + timedelta(days=1)) == [code]
    assert listed(other, last + timedelta(days=1)) == []
    story.report_quality(cast, version)
    assert listed(own, last) == []
    assert listed(own, last + timedelta(days=1)) == [code]
    settings.PORTAL_SWITCHES = {"QUALITY_REPORT_MONTHS": 12}
    assert listed(own, last + timedelta(days=1)) == []
    settings.PORTAL_SWITCHES = {"QUALITY_REPORT_MONTHS": None}
    assert listed(own, last + timedelta(days=9999)) == []


def test_the_api_tells_which_reports_are_due(
    cast: the_cast.Cast, version: EntryVersion, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The same entries as the page lists, to whom they are listed there."""
    from django.test import Client

    from catalog.departments import actions as departments

    settings.AXES_ENABLED = False
    story.report_quality(cast, version)
    late = datetime(2026, 3, 25, 4, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    found = {}
    for person in ("market_chief", "authority_officer", "civil_clerk"):
        system = departments.register_system(
            pk=cast.actor(person).department_id or 0,
            code=f"zhiliang-{person[:5]}",
            name="质量管理系统",
            actor=cast.actor("authority_officer"),
            now=cast.now,
            mandates=[],
        )
        found[person] = ApiCaller(system).get("/quality-reports-due/").json()["results"]
        reader = Client()
        reader.force_login(cast.people[person])
        page = reader.get("/quality-reports/due/").context["rows"]
        assert [each["public_number"] for each in page] == [each["entry"] for each in found[person]]
    row = {
        "entry": version.entry.code,
        "name": version.name,
        "provider": "SCJG",
        "reported_last_on": "2025-09-24",
    }
    assert found == {"market_chief": [row], "authority_officer": [row], "civil_clerk": []}


# Who sees what.


def test_a_report_is_for_the_provider_its_authority_and_who_uses_the_entry(
    cast: the_cast.Cast, version: EntryVersion, tmp_path: Path
) -> None:
    made = story.report_quality(cast, version)
    requirement = story.set_requirement(cast, version)

    def seen(person: str) -> bool:
        rows = queries.reports_visible_to(cast.actor(person), now=cast.now)
        return rows.filter(pk=made.pk).exists()

    for person, may in (
        ("market_chief", True),
        ("authority_officer", True),
        ("labour_clerk", False),
        ("civil_clerk", False),
        ("outsider", False),
    ):
        assert seen(person) is may, person
    _in_use(cast, version, tmp_path)
    assert seen("labour_clerk")
    assert not seen("civil_clerk")
    for person, may in (("civil_clerk", True), ("outsider", False)):
        rows = queries.requirements_visible_to(cast.actor(person), now=cast.now)
        assert rows.filter(pk=requirement.pk).exists() is may


def test_closed_details_close_the_requirements_too(cast: the_cast.Cast) -> None:
    closed = story.enterprise_registry(
        name="不予共享",
        sharing_class=SharingClass.WITHHELD,
        condition=None,
        basis_instrument="《某法》",
        basis_level="LAW",
        withheld_reason="法律明确规定",
        detail_closed=True,
        detail_closed_reason="涉及商业秘密",
    )
    version = story.publish(cast, closed)
    requirement = story.set_requirement(cast, version)
    for person, may in (("civil_clerk", False), ("market_chief", True)):
        rows = queries.requirements_visible_to(cast.actor(person), now=cast.now)
        assert rows.filter(pk=requirement.pk).exists() is may


# The interfaces.


def typed(**changes: str) -> dict[str, str]:
    """What is typed into the form: every stage kept."""
    return {**{stage.lower(): "KEPT" for stage in STAGES}, **changes}


@pytest.mark.parametrize("base", ["/quality-reports/", "/admin/catalog/qualityreport/"])
def test_the_compiler_reports_and_mends_on_the_page(
    cast: the_cast.Cast, client: Any, open_doors: None, version: EntryVersion, base: str
) -> None:
    client.force_login(cast.market_compiler, backend=BACKEND)
    new = "new/" if base == "/quality-reports/" else "add/"
    new = f"{base}{new}?entry={version.entry.slug}"
    assert "销毁" in client.get(new).content.decode()
    lacking = client.post(new, typed(use=""))
    assert lacking.status_code == 409
    assert "quality-stage-missing" in lacking.content.decode()
    assert "使用" in lacking.content.decode()
    faulty = typed(use="NOT_KEPT", use_words="未登记 <b>使用</b>", measures="补登")
    assert client.post(new, faulty).status_code == 409
    assert client.post(new, {**faulty, "mending_due_on": "soon"}).status_code == 400
    assert client.post(new, {**faulty, "mending_due_on": "2099-01-01"}).status_code == 302
    made = QualityReport.objects.get()
    own = f"{base}{made.public_number}/"
    page = client.get(own).content.decode()
    assert "未登记 &lt;b&gt;使用&lt;/b&gt;" in page
    assert f"{own}mend_quality/" in page
    assert client.post(f"{own}mend_quality/", {}).status_code == 400
    assert client.post(f"{own}mend_quality/", {"mending": "已补登"}).status_code == 302
    assert QualityReport.objects.get().status == "MENDED"
    client.force_login(cast.civil_clerk, backend=BACKEND)
    assert client.get(own).status_code == 404
    assert client.post(new, typed()).status_code == 403


def test_the_entry_s_page_shows_requirements_the_last_report_and_the_next_step(
    cast: the_cast.Cast, client: Any, open_doors: None, version: EntryVersion
) -> None:
    made = story.report_quality(cast, version)
    story.set_requirement(cast, version, item="credit_code", text="完整率100%")
    place = f"/catalog/{version.entry.slug}/"
    new = f"/quality-reports/new/?entry={version.entry.slug}"
    client.force_login(cast.market_compiler, backend=BACKEND)
    page = client.get(place).content.decode()
    assert made.public_number in page
    assert "完整率100%" in page
    assert new in page
    client.force_login(cast.civil_clerk, backend=BACKEND)
    page = client.get(place).content.decode()
    assert "完整率100%" in page
    assert made.public_number not in page
    assert new not in page


def test_a_system_reports_through_the_api(cast: the_cast.Cast, version: EntryVersion) -> None:
    from catalog.departments import actions as departments
    from portal.regulation.vocabulary import Mandate

    system = departments.register_system(
        pk=cast.market.pk,
        code="zhiliang",
        name="质量管理系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.SUPPLY],
    )
    api = ApiCaller(system)
    findings = [{"stage": stage, "answer": "KEPT"} for stage in STAGES]
    sent = {"entry": version.entry.code, "findings": findings}
    lacking = api.post("/quality-reports/", {**sent, "findings": findings[1:]})
    assert (lacking.status_code, lacking.json()["code"]) == (409, "quality-stage-missing")
    for wrong in ({"findings": "x"}, {"measures": 1}, {"colour": "x"}, {"mending_due_on": "soon"}):
        badly = api.post("/quality-reports/", {**sent, **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong))
    made = api.post("/quality-reports/", sent)
    assert (made.status_code, made.json()["status"]) == (201, "SOUND")
    assert [each["stage"] for each in made.json()["findings"]] == list(STAGES)
    told = api.post(
        "/quality-requirements/", {"entry": version.entry.code, "stage": "USE", "text": "x"}
    )
    assert (told.status_code, told.json()["code"]) == (403, "not-your-mandate")
    stranger = ApiCaller(cast.systems["labour"])
    assert stranger.get(f"/quality-reports/{made.json()['number']}/").status_code == 404
    assert stranger.get("/quality-reports/").json()["results"] == []
