"""How complete entries are, what is wrong with them, what to mend first, and the trend."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.departments import actions as departments
from catalog.directories import actions as directories
from catalog.models import DirectoryEntry, EntryVersion, QualityFigure
from catalog.quality import figures, mending, queries, scores
from catalog.quality.jobs import keep_quality_figures
from portal.regulation import entry_score
from portal.regulation.entry_score import GUIDE, Fault
from portal.regulation.vocabulary import SharingClass, TriggerKind
from portal.workflow.actor import Actor
from tests import cast as the_cast
from tests import story
from tests.interfaces.api_client import ApiCaller

pytestmark = pytest.mark.django_db
CLOCK = Actor.system("keep-quality-figures")


def scored(version: EntryVersion, now: datetime) -> Any:
    """The entry with its scores."""
    return scores.with_scores(DirectoryEntry.objects.filter(pk=version.entry_id), now=now).get()


def states(version: EntryVersion, **changes: Any) -> None:
    """The published version is made to state otherwise, past every rule, as old imports do."""
    EntryVersion.objects.filter(pk=version.pk).update(**changes)


def test_the_guide_asks_for_the_nine_of_the_decree_and_two_more() -> None:
    # Art. 13 para. 2: nine particulars; the guide besides: 信息资源摘要、信息资源分类.
    assert len(GUIDE) == 11
    assert {"abstract", "classification"} <= {each.field for each in GUIDE}
    assert set(scores.STATED) == {each.field for each in GUIDE}


@pytest.mark.parametrize(("missing", "percent"), [(0, 100), (1, 90), (10, 9), (11, 0)])
def test_the_percentage_is_never_rounded_up(missing: int, percent: int) -> None:
    assert entry_score.percent(missing) == percent


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"abstract": " \n"},
        {"data_format": ""},
        {"update_frequency": ""},
        {"sharing_modes": []},
        {"category": ""},
        {"security_level": ""},
        {"sharing_class": SharingClass.UNCONDITIONAL},
        {"sharing_class": SharingClass.WITHHELD},
        {
            "sharing_class": SharingClass.WITHHELD,
            "basis_instrument": "某法",
            "withheld_reason": "某事",
        },
        {"sharing_class": ""},
        {"name": "　"},
    ],
)
def test_the_database_answers_as_the_rule_does(cast: the_cast.Cast, changes: Any) -> None:
    version = story.publish(cast, story.enterprise_registry())
    states(version, **changes)
    version = EntryVersion.objects.get(pk=version.pk)
    asked = [each.field for each in GUIDE if not each.is_stated(version)]
    assert scores.missing_of(scored(version, cast.now)) == asked
    assert "classification" in asked


@pytest.mark.parametrize(
    ("scope", "purposes"), [({}, []), ({"tiers": ["CITY"]}, []), ({}, ["SUPERVISION"])]
)
def test_conditions_without_scope_or_purposes_are_missing(
    cast: the_cast.Cast, scope: Any, purposes: list[str]
) -> None:
    version = story.publish(cast, story.enterprise_registry())
    condition = version.condition
    assert condition is not None
    for name, value in {"tiers": [], "purposes": purposes, **scope}.items():
        setattr(condition, name, value)
    condition.save()
    assert "conditions_stated" in scores.missing_of(scored(version, cast.now))
    condition.departments.add(cast.labour)
    condition.purposes = ["SUPERVISION"]
    condition.save()
    assert "conditions_stated" not in scores.missing_of(scored(version, cast.now))


def test_an_entry_without_items_lacks_them(cast: the_cast.Cast) -> None:
    version = story.publish(cast, story.enterprise_registry())
    version.items.all().delete()
    assert "items_stated" in scores.missing_of(scored(version, cast.now))


def faults(version: EntryVersion, now: datetime) -> dict[Fault, int]:
    """What is wrong with the entry, but for what it lacks."""
    found = scores.faults_of(scored(version, now))
    found.pop(Fault.MISSING, None)
    return found


def test_data_that_are_late_or_were_never_loaded(cast: the_cast.Cast, tmp_path: Path) -> None:
    version = story.publish(cast, story.enterprise_registry())
    assert faults(version, cast.now) == {}
    story.load(cast, version, story.small_registry(tmp_path / "rows.csv"))
    # Loaded on the day; daily data are due on the next one and late on the one after.
    assert faults(version, cast.now + timedelta(days=1)) == {}
    assert faults(version, cast.now + timedelta(days=2)) == {Fault.LATE: 1}
    directories.attach_resource(
        entry_id=version.entry_id,
        name="另一库表",
        mode="API",
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )
    assert faults(version, cast.now) == {Fault.NOT_LOADED: 1}


def test_what_is_overdue(cast: the_cast.Cast) -> None:
    version = story.publish(cast, story.enterprise_registry())
    directories.register_trigger(
        entry_id=version.entry_id,
        kind=TriggerKind.LAW,
        occurred_on=cast.now.date() - timedelta(days=90),
        instrument="《某法》修订",
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )
    story.report_faults(cast, version)
    assert faults(version, cast.now) == {Fault.UPDATE_OVERDUE: 1}
    later = cast.now + timedelta(days=365)
    assert faults(version, later) == {Fault.UPDATE_OVERDUE: 1, Fault.MENDING_OVERDUE: 1}


def test_items_whose_standard_has_ended(cast: the_cast.Cast) -> None:
    standard = story.register_standard(cast)
    items = [replace(item, standard_id=standard.pk) for item in story.REGISTRY_ITEMS[:2]]
    content = story.enterprise_registry(items=(*items, *story.REGISTRY_ITEMS[2:]))
    version = story.publish(cast, content)
    assert faults(version, cast.now) == {}
    story.end_standard(cast, standard, cast.now.date() + timedelta(days=9))
    assert faults(version, cast.now) == {}
    assert faults(version, cast.now + timedelta(days=9)) == {Fault.STANDARD_ENDED: 2}


def test_what_is_used_is_mended_first(cast: the_cast.Cast, tmp_path: Path) -> None:
    """One fault of an entry in use outweighs the same fault of another."""
    used = story.publish(cast, story.enterprise_registry())
    unused = story.publish(cast, story.enterprise_registry(name="食品经营许可信息"))
    story.load(cast, used, story.small_registry(tmp_path / "rows.csv"))
    given = story.agree(cast, story.send(cast, story.apply(cast, used)))
    story.put_into_use(cast, given)
    later = cast.now + timedelta(hours=1)
    for version, uses in ((used, 1), (unused, 0)):
        entry = scored(version, later)
        assert entry.uses == uses
        assert entry.mend_weight == entry.faults * (1 + uses)
    compiler = cast.actor("market_compiler")
    assert not scores.to_mend(compiler, now=later).exists()
    figures.keep(now=later)
    listed = scores.to_mend(compiler, now=later).order_by("-kept_weight", "-pk")
    assert [entry.pk for entry in listed] == [used.entry_id, unused.entry_id]


def test_an_entry_with_nothing_wrong_is_not_listed(cast: the_cast.Cast) -> None:
    classification = story.classify(cast)
    content = story.enterprise_registry(classification_id=classification.pk)
    version = story.publish(cast, content)
    compiler = cast.actor("market_compiler")
    figures.keep(now=cast.now)
    assert not scores.to_mend(compiler, now=cast.now).exists()
    states(version, abstract="")
    figures.keep(now=cast.now)
    entry = scores.to_mend(compiler, now=cast.now).get()
    assert entry.mend_rank.faults == ["MISSING"]
    # Mended meanwhile, it says so until the next night takes it off the list.
    states(version, abstract="有。")
    entry = scores.to_mend(compiler, now=cast.now).get()
    row = mending.row(entry, compiler)
    assert (row["faults"], row["mend"]) == ([str(mending.MENDED)], None)
    figures.keep(now=cast.now + timedelta(days=1))
    assert not scores.to_mend(compiler, now=cast.now).exists()


def test_each_fault_leads_to_where_it_is_mended(cast: the_cast.Cast) -> None:
    version = story.publish(cast, story.enterprise_registry())
    compiler = cast.actor("market_compiler")
    figures.keep(now=cast.now)

    def way() -> str:
        entry = scores.to_mend(compiler, now=cast.now).get(pk=version.entry_id)
        mend = mending.row(entry, compiler)["mend"]
        assert mend is not None
        return str(mend["url"])

    assert way().endswith(f"{version.public_number}/draft_version/")
    draft = directories.draft_version(pk=version.pk, actor=compiler, now=cast.now)
    assert way().endswith(f"{draft.public_number}/")


def test_the_department_and_its_authority_see_the_list_and_nobody_else(cast: the_cast.Cast) -> None:
    version = story.publish(cast, story.enterprise_registry())
    keep_quality_figures(actor=CLOCK, now=cast.now)
    for person, seen in (
        ("market_compiler", True),
        ("authority_officer", True),
        ("labour_clerk", False),
        ("civil_clerk", False),
    ):
        actor = cast.actor(person)
        found = scores.to_mend(actor, now=cast.now).filter(pk=version.entry_id)
        assert found.exists() is seen
        own = queries.figures_visible_to(actor).filter(department=cast.market)
        assert own.exists() is seen
    entry = scores.to_mend(cast.actor("authority_officer"), now=cast.now).get()
    assert mending.row(entry, cast.actor("authority_officer"))["mend"] is None


def test_the_figures_of_a_day_are_kept_once_and_follow_the_day(cast: the_cast.Cast) -> None:
    first = story.publish(cast, story.enterprise_registry())
    story.publish(cast, story.enterprise_registry(name="食品经营许可信息"))
    states(first, abstract="", data_format="")
    for _each in range(2):
        keep_quality_figures(actor=CLOCK, now=cast.now)
    figure = QualityFigure.objects.get(department=cast.market)
    # Of 22 particulars 4 are missing: two classifications, an abstract and a format.
    assert (figure.entry_count, figure.faulty_count, figure.late_count) == (2, 2, 0)
    assert figure.complete_percent == 81
    states(first, abstract="有。", data_format="DATABASE")
    figures.keep(now=cast.now + timedelta(days=40))
    latest = queries.latest_figures(cast.actor("market_compiler")).get()
    assert (latest.complete_percent, latest.with_percent_before) == (90, 81)


def test_the_months_are_those_of_the_last_figures(cast: the_cast.Cast) -> None:
    days = [date(2025, 7, 1), date(2025, 7, 31), date(2025, 8, 5), date(2025, 9, 2)]
    for percent, day in enumerate(days):
        QualityFigure.objects.create(
            department=cast.market,
            measured_on=day,
            entry_count=1,
            complete_percent=percent,
            faulty_count=0,
            late_count=0,
        )
    found = queries.monthly_figures(cast.market.pk, most=2)
    assert [each.measured_on for each in found] == [date(2025, 8, 5), date(2025, 9, 2)]
    every = queries.monthly_figures(cast.market.pk, most=14)
    assert [each.measured_on for each in every][0] == date(2025, 7, 31)
    chart = mending.trend(cast.actor("market_compiler"))
    assert chart is not None
    assert [each["value"] for each in chart["values"]] == [1, 2, 3]
    assert mending.trend(cast.actor("labour_clerk")) is None


@pytest.fixture
def clerk(cast: the_cast.Cast, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Client:
    """The compiler at his desk, on the day of the story."""
    settings.AXES_ENABLED = False
    monkeypatch.setattr(timezone, "now", lambda: cast.now)
    client = Client()
    client.force_login(cast.people["market_compiler"])
    return client


def test_the_pages_name_what_is_missing(cast: the_cast.Cast, clerk: Client) -> None:
    version = story.publish(cast, story.enterprise_registry())
    figures.keep(now=cast.now)
    page = clerk.get("/quality-reports/mend-first/").text
    assert "缺少：资源分类" in page
    assert "90%" in page
    narrowed = clerk.get("/quality-reports/mend-first/?fault=LATE").text
    assert narrowed.count("<tr>") == 0
    assert "可以放宽筛选条件" in narrowed, "the filter finds nothing, the entries may lack much"
    assert "没有待完善的目录" not in narrowed
    assert clerk.get("/quality-reports/mend-first/?fault=NONE").status_code == 400
    assert "完整度 90%，缺少：资源分类" in clerk.get(f"/catalog/{version.entry.slug}/").text


@pytest.mark.parametrize("page", ["mend-first/", "departments/"])
def test_lists_ask_as_often_for_many_as_for_few(
    cast: the_cast.Cast, clerk: Client, page: str
) -> None:
    counts = []
    for number in range(1, 5):
        story.publish(cast, story.enterprise_registry(name=f"许可信息{number}"))
        figures.keep(now=cast.now)
        if number in (1, 4):
            clerk.get(f"/quality-reports/{page}")
            with CaptureQueriesContext(connection) as caught:
                assert clerk.get(f"/quality-reports/{page}").status_code == 200
            counts.append(len(caught))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_api_tells_scores_and_figures(cast: the_cast.Cast) -> None:
    version = story.publish(cast, story.enterprise_registry())
    figures.keep(now=cast.now)
    system = departments.register_system(
        pk=cast.market.pk,
        code="zhiliang",
        name="质量管理系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[],
    )
    caller = ApiCaller(system)
    row = caller.get("/quality-scores/").json()["results"][0]
    assert row["entry"] == version.entry.code
    assert (row["completeness"], row["missing"]) == (90, ["classification"])
    assert row["faults"] == {"MISSING": 1}
    assert set(row) == {
        "entry",
        "name",
        "provider",
        "completeness",
        "missing",
        "faults",
        "failing_values",
        "uses",
        "weight",
    }
    figure = caller.get("/quality-figures/").json()["results"][0]
    assert (figure["department"], figure["completeness"]) == ("SCJG", 90)
