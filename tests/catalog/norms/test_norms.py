"""The register of norms: recorded once, never edited, its repeal with the day (Arts 12, 14)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from catalog.directories import actions as directories
from catalog.models import EntryVersion, Norm
from catalog.norms import actions, queries
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import SharingClass
from portal.workflow.decision import Refused
from portal.workflow.models import StatusIsGuarded
from tests import cast as the_cast
from tests import story
from tests.interfaces.api_client import ApiCaller

TODAY = date(2025, 9, 24)


def refused(reason: Any, act: Any) -> None:
    """The act is refused with that reason."""
    with pytest.raises(Refused) as told:
        act()
    assert told.value.reason is reason


def withheld(cast: the_cast.Cast, **changes: Any) -> EntryVersion:
    """A draft of an entry that is not shared, by a law."""
    content = story.enterprise_registry(
        sharing_class=SharingClass.WITHHELD,
        condition=None,
        basis_instrument="《某法》",
        basis_level="LAW",
        basis_article="第五条",
        withheld_reason="法律明确规定不得提供。",
        **changes,
    )
    return story.draft(cast, content)


# The register.


def test_a_norm_is_recorded_once_by_an_officer_of_an_authority(cast: the_cast.Cast) -> None:
    norm = story.record_norm(cast)
    assert (norm.public_number, norm.status) == ("NR-SJJ-2025-0001", "RECORDED")
    assert norm.cited_as == "《失业保险条例》（国务院令第258号）"
    refused(reasons.NORM_RECORDED_ALREADY, lambda: story.record_norm(cast))
    stated = {
        "title": "某法",
        "document_number": "主席令第1号",
        "level": "LAW",
        "issuer": "全国人大常委会",
        "effective_on": TODAY,
    }
    for person in ("market_compiler", "market_chief", "labour_office_head"):
        actor = cast.actor(person)
        refused(
            reasons.NOT_YOUR_MATTER,
            lambda who=actor: actions.record_norm(actor=who, now=cast.now, **stated),
        )
    officer = cast.actor("authority_officer")
    for lacking in ("title", "document_number", "issuer"):
        wrong = {**stated, lacking: " "}
        refused(
            reasons.NORM_INCOMPLETE,
            lambda given=wrong: actions.record_norm(actor=officer, now=cast.now, **given),
        )
    assert Norm.objects.count() == 1


def test_it_is_effective_on_its_day_until_the_day_of_its_repeal(cast: the_cast.Cast) -> None:
    norm = story.record_norm(cast, effective_on=TODAY)
    assert [norm.is_in_force_on(TODAY + timedelta(days=each)) for each in (-1, 0, 900)] == [
        False,
        True,
        True,
    ]
    repealed_on = TODAY + timedelta(days=9)
    norm = story.repeal(cast, norm, repealed_on)
    assert norm.status == "REPEALED"
    assert norm.is_in_force_on(repealed_on - timedelta(days=1))
    assert not norm.is_in_force_on(repealed_on)
    for day, found in ((TODAY, [norm]), (repealed_on, [])):
        assert list(Norm.objects.filter(queries.in_force(day))) == found


def test_a_repeal_is_recorded_once_with_its_day_and_its_instrument(cast: the_cast.Cast) -> None:
    norm = story.record_norm(cast, effective_on=TODAY)
    officer = cast.actor("authority_officer")

    def repeal(day: date, note: str = "新法施行", actor: Any = officer) -> None:
        actions.record_repeal(pk=norm.pk, repealed_on=day, note=note, actor=actor, now=cast.now)

    later = TODAY + timedelta(days=1)
    refused(reasons.REPEAL_DAY_INVALID, lambda: repeal(TODAY))
    refused(reasons.NO_GROUND, lambda: repeal(later, " "))
    other = cast.actor("market_office_head")
    refused(reasons.NOT_YOUR_MATTER, lambda: repeal(later, actor=other))
    repeal(later)
    refused(reasons.WRONG_STATE, lambda: repeal(later + timedelta(days=1)))
    event = AuditEvent.objects.get(name="norm.record_repeal")
    assert event.details == {"repealed_on": "2025-09-25"}


def test_nothing_of_it_is_edited_or_removed_past_the_gate(cast: the_cast.Cast) -> None:
    norm = story.record_norm(cast)
    with pytest.raises(StatusIsGuarded):
        norm.delete()
    with pytest.raises(StatusIsGuarded):
        Norm.objects.filter(pk=norm.pk).update(status="REPEALED")
    for wrong in (
        {"repealed_on": TODAY},
        {"repeal_note": "x"},
        {"level": "GOSPEL"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Norm.objects.filter(pk=norm.pk).update(**wrong)


# What withholds an entry (Art. 14).


@pytest.mark.parametrize("level", ["LAW", "ADMINISTRATIVE_REGULATION", "STATE_COUNCIL_DECISION"])
def test_a_norm_of_one_of_the_three_ranks_withholds(cast: the_cast.Cast, level: str) -> None:
    norm = story.record_norm(cast, level=level)
    version = withheld(cast, basis_norm_id=norm.pk)
    story.carry_to_review(cast, version)
    officer = cast.actor("authority_officer")
    directories.publish(pk=version.pk, actor=officer, now=cast.now)
    assert EntryVersion.objects.get(pk=version.pk).basis_norm == norm


@pytest.mark.parametrize(
    "level",
    ["LOCAL_REGULATION", "DEPARTMENT_RULE", "LOCAL_RULE", "NORMATIVE_DOCUMENT", "OTHER"],
)
def test_a_norm_of_another_rank_does_not_whatever_the_text_says(
    cast: the_cast.Cast, level: str
) -> None:
    norm = story.record_norm(cast, level=level)
    version = withheld(cast, basis_norm_id=norm.pk)
    refused(reasons.NORM_CANNOT_WITHHOLD, lambda: story.carry_to_review(cast, version))


def test_only_a_norm_in_force_that_day_is_cited(cast: the_cast.Cast) -> None:
    """The day of the step counts: what was in force at the draft may be repealed at the review."""
    norm = story.record_norm(cast)
    version = withheld(cast, basis_norm_id=norm.pk)
    story.carry_to_review(cast, version)
    story.repeal(cast, norm, TODAY + timedelta(days=1))
    officer = cast.actor("authority_officer")
    tomorrow = cast.now + timedelta(days=1)
    refused(
        reasons.NORM_NOT_IN_FORCE,
        lambda: directories.publish(pk=version.pk, actor=officer, now=tomorrow),
    )
    directories.publish(pk=version.pk, actor=officer, now=cast.now)


def test_a_published_entry_is_flagged_as_soon_as_the_repeal_is_recorded(
    cast: the_cast.Cast,
) -> None:
    norm = story.record_norm(cast)
    content = story.enterprise_registry(basis_norm_id=norm.pk)
    version = story.publish(cast, content)
    story.repeal(cast, norm, TODAY + timedelta(days=9))
    mark = AuditEvent.objects.get(name="entryversion.basis_ends")
    assert (mark.subject_number, mark.details["due_on"]) == (version.public_number, "2025-10-03")


# The interfaces.

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.parametrize("base", ["/norms/", "/admin/catalog/norm/"])
def test_the_officer_records_and_repeals_on_the_page(
    cast: the_cast.Cast, client, open_doors, base: str
) -> None:
    client.force_login(cast.authority_officer, backend=BACKEND)
    new = f"{base}new/" if base == "/norms/" else f"{base}add/"
    assert new in client.get(base).content.decode()
    typed = {
        "title": "失业保险条例",
        "document_number": "国务院令第258号",
        "level": "ADMINISTRATIVE_REGULATION",
        "issuer": "国务院",
        "effective_on": "1999-01-22",
    }
    assert client.post(new, {**typed, "level": ""}).status_code == 400
    assert client.post(new, typed).status_code == 302
    twice = client.post(new, typed)
    assert (twice.status_code, "norm-recorded-already" in twice.content.decode()) == (409, True)
    own = f"{base}{Norm.objects.get().public_number}/"
    assert "国务院令第258号" in client.get(own).content.decode()
    step = f"{own}record_repeal/"
    assert client.post(step, {"repealed_on": "2026-01-01"}).status_code == 400
    assert client.post(step, {"repealed_on": "1999-01-22", "note": "x"}).status_code == 409
    assert client.post(step, {"repealed_on": "2026-01-01", "note": "x"}).status_code == 302
    assert Norm.objects.get().repealed_on == date(2026, 1, 1)
    client.force_login(cast.labour_clerk, backend=BACKEND)
    assert new not in client.get(base).content.decode()
    assert client.post(new, {**typed, "title": "某法"}).status_code == 403


def test_a_system_reads_the_register_and_writes_nothing(cast: the_cast.Cast) -> None:
    norm = story.record_norm(cast)
    api = ApiCaller(cast.systems["labour"])
    told = api.get(f"/norms/{norm.public_number}/").json()
    assert told == {
        "number": "NR-SJJ-2025-0001",
        "title": "失业保险条例",
        "document_number": "国务院令第258号",
        "level": "ADMINISTRATIVE_REGULATION",
        "issuer": "国务院",
        "effective_on": "1999-01-22",
        "repealed_on": None,
        "status": "RECORDED",
        "authority": "SJJ",
        "repeal_note": "",
        "steps": [],
    }
    for query in ({}, {"level": "ADMINISTRATIVE_REGULATION"}, {"side": "in_force"}, {"q": "失业"}):
        listed = api.get("/norms/", query).json()["results"]
        assert [row["number"] for row in listed] == [norm.public_number]
    for query in ({"level": "LAW"}, {"side": "ended"}, {"status": "REPEALED"}):
        assert api.get("/norms/", query).json()["results"] == []
    sent = {**{name: told[name] for name in ("document_number", "level", "issuer")}, "title": "乙"}
    answer = api.post("/norms/", {**sent, "effective_on": "1999-01-22"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")
    for wrong in ({"level": "GOSPEL"}, {"effective_on": "soon"}, {"title": 1}, {"colour": "x"}):
        badly = api.post("/norms/", {**sent, "effective_on": "1999-01-22", **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong))
