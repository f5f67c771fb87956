"""An entry from draft to publication, its updates and their periods (Arts 12 to 17)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.departments import actions as departments
from catalog.directories import actions, queries
from catalog.directories.actions import Condition, Content, Finding
from catalog.models import DirectoryEntry, EntryVersion, UpdateTrigger
from portal.interfaces.show import badge
from portal.models import AuditEvent
from portal.regulation import reasons
from portal.regulation.vocabulary import (
    AssessmentResult,
    InstrumentLevel,
    Mandate,
    Outcome,
    SharingClass,
    Tier,
    TriggerKind,
)
from portal.workflow import grants
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from tests import story
from tests.races.fingerprint import nothing_left

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLEAR = Finding(
    secrecy_result=AssessmentResult.NO_RISK, personal_result=AssessmentResult.ACCEPTABLE
)


def at(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI).replace(hour=9)


def fresh(version: EntryVersion) -> EntryVersion:
    return EntryVersion.objects.get(pk=version.pk)


def refused(reason: reasons.Reason, act: Callable[..., object], /, **inputs: object) -> None:
    with nothing_left(), pytest.raises(Refused) as caught:
        act(**inputs)
    assert caught.value.reason is reason


def assess(cast, version: EntryVersion, finding: Finding = CLEAR) -> None:
    actions.assess(
        pk=version.pk, finding=finding, actor=cast.actor("market_assessor"), now=cast.now
    )


def step(cast, act: Callable[..., object], version: EntryVersion, person: str) -> None:
    act(pk=version.pk, actor=cast.actor(person), now=cast.now)


# What is asked before publication.


def unconditional(**changes) -> Content:
    return story.enterprise_registry(
        sharing_class=SharingClass.UNCONDITIONAL, condition=None, **changes
    )


def withheld(**changes) -> Content:
    cited = {
        "basis_instrument": "《某法》",
        "basis_level": InstrumentLevel.LAW,
        "withheld_reason": "法律明确规定",
    }
    return story.enterprise_registry(
        sharing_class=SharingClass.WITHHELD, condition=None, **{**cited, **changes}
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (story.enterprise_registry(items=()), reasons.NO_ITEMS),
        (story.enterprise_registry(data_format=""), reasons.ENTRY_INCOMPLETE),
        (story.enterprise_registry(update_frequency=""), reasons.ENTRY_INCOMPLETE),
        (story.enterprise_registry(sharing_class=""), reasons.ENTRY_INCOMPLETE),
        (story.enterprise_registry(sharing_modes=()), reasons.ENTRY_INCOMPLETE),
        (story.enterprise_registry(category=""), reasons.ENTRY_INCOMPLETE),
        (story.enterprise_registry(security_level=""), reasons.ENTRY_INCOMPLETE),
        (story.enterprise_registry(condition=None), reasons.CONDITIONS_MISSING),
        (
            story.enterprise_registry(condition=Condition(purposes=("OTHER",))),
            reasons.CONDITIONS_MISSING,
        ),
        (
            story.enterprise_registry(condition=Condition(is_open_to_all=True)),
            reasons.CONDITIONS_MISSING,
        ),
        (
            story.enterprise_registry(sharing_class=SharingClass.UNCONDITIONAL),
            reasons.UNCONDITIONAL_WITH_CONDITIONS,
        ),
        (withheld(withheld_reason=" "), reasons.WITHHOLDING_BASIS),
        (withheld(basis_instrument=""), reasons.WITHHOLDING_BASIS),
        *(
            (withheld(basis_level=level), reasons.WITHHOLDING_BASIS)
            for level in (
                InstrumentLevel.DEPARTMENT_RULE,
                InstrumentLevel.LOCAL_REGULATION,
                InstrumentLevel.LOCAL_RULE,
                InstrumentLevel.OTHER,
                "",
            )
        ),
        (unconditional(detail_closed=True), reasons.CLOSED_DETAIL_REASON),
    ],
)
def test_what_an_entry_lacks_keeps_it_from_going_on(
    cast, content: Content, reason: reasons.Reason
) -> None:
    version = story.draft(cast, content)
    refused(reason, assess, cast=cast, version=version)


@pytest.mark.parametrize("make", [unconditional, withheld, story.enterprise_registry])
def test_each_class_can_be_published(cast, make: Callable[[], Content]) -> None:
    version = story.publish(cast, make())
    assert version.status == "PUBLISHED"
    entry = DirectoryEntry.objects.get(pk=version.entry_id)
    assert (entry.live_version_id, entry.sharing_class) == (version.pk, version.sharing_class)
    # The first review has a local period (P10): 5 working days after 2025-09-24, over the holiday.
    assert (version.due_code, str(version.due_on)) == ("P10", "2025-09-30")
    assert grants.differences() == ([], [])


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        (replace(CLEAR, secrecy_result=""), reasons.ASSESSMENTS_MISSING),
        (replace(CLEAR, personal_result=""), reasons.ASSESSMENTS_MISSING),
        (replace(CLEAR, secrecy_result=AssessmentResult.SECRET), reasons.SECRET),
        (replace(CLEAR, personal_result=AssessmentResult.SECRET), reasons.SECRET),
    ],
)
def test_both_assessments_come_first_and_a_secret_ends_the_way(
    cast, finding: Finding, reason: reasons.Reason
) -> None:
    version = story.draft(cast, story.enterprise_registry())
    refused(
        reasons.WRONG_STATE,
        step,
        cast=cast,
        act=actions.submit,
        version=version,
        person="market_compiler",
    )
    refused(reason, assess, cast=cast, version=version, finding=finding)


def test_a_revised_draft_is_assessed_anew(cast) -> None:
    version = story.draft(cast, story.enterprise_registry())
    assess(cast, version)
    compiler = cast.actor("market_compiler")
    actions.revise(
        pk=version.pk,
        content=story.enterprise_registry(abstract="改"),
        actor=compiler,
        now=cast.now,
    )
    assert (fresh(version).status, fresh(version).assessed_kinds) == ("DRAFT", [])
    refused(
        reasons.WRONG_STATE,
        step,
        cast=cast,
        act=actions.submit,
        version=version,
        person="market_compiler",
    )


def test_publication_is_blocked_if_an_assessment_is_taken_away(cast) -> None:
    """Even by hand in the tables: the need is asked again at each step."""
    version = story.draft(cast, story.enterprise_registry())
    story.carry_to_review(cast, version)
    version.assessments.filter(kind="SECRECY").update(is_current=False)
    refused(
        reasons.ASSESSMENTS_MISSING,
        step,
        cast=cast,
        act=actions.publish,
        version=version,
        person="authority_officer",
    )


def test_nobody_but_the_head_of_department_approves(cast) -> None:
    version = story.draft(cast, story.enterprise_registry())
    assess(cast, version)
    step(cast, actions.submit, version, "market_compiler")
    wrong = {
        "market_office_head": reasons.NOT_YOUR_MANDATE,
        "market_compiler": reasons.NOT_YOUR_MANDATE,
        "authority_officer": reasons.NOT_YOUR_MATTER,
        "labour_office_head": reasons.NOT_YOUR_MATTER,
        "superuser": reasons.INACTIVE,
    }
    for person, reason in wrong.items():
        refused(reason, step, cast=cast, act=actions.approve, version=version, person=person)
    refused(
        reasons.WRONG_STATE,
        step,
        cast=cast,
        act=actions.send,
        version=version,
        person="market_compiler",
    )
    step(cast, actions.approve, version, "market_chief")
    assert fresh(version).status == "APPROVED"


def test_an_author_does_not_approve_as_head(cast) -> None:
    """Neither who drafted it nor who rewrote it."""
    officer = cast.actor("authority_officer")
    chief = cast.market_chief
    membership = chief.memberships.get()
    departments.dismiss(
        pk=cast.market.pk, membership_id=membership.pk, note="调离", actor=officer, now=cast.now
    )
    departments.appoint(
        pk=cast.market.pk,
        user_id=chief.pk,
        mandates=[Mandate.APPROVE_ENTRY, Mandate.COMPILE],
        actor=officer,
        now=cast.now,
    )
    version = story.draft(cast, story.enterprise_registry())
    actions.revise(
        pk=version.pk,
        content=story.enterprise_registry(abstract="改"),
        actor=cast.actor("market_chief"),
        now=cast.now,
    )
    assess(cast, version)
    step(cast, actions.submit, version, "market_compiler")
    refused(
        reasons.SAME_PERSON,
        step,
        cast=cast,
        act=actions.approve,
        version=version,
        person="market_chief",
    )


@pytest.mark.parametrize("person", ["market_chief", "market_office_head", "labour_clerk"])
def test_only_the_authority_publishes_and_returns(cast, person: str) -> None:
    version = story.draft(cast, story.enterprise_registry())
    story.carry_to_review(cast, version)
    refused(
        reasons.NOT_YOUR_MATTER,
        step,
        cast=cast,
        act=actions.publish,
        version=version,
        person=person,
    )
    refused(
        reasons.NO_GROUND,
        actions.return_version,
        pk=version.pk,
        note=" ",
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )


def test_a_published_version_is_never_changed(cast, published) -> None:
    refused(
        reasons.WRONG_STATE,
        actions.revise,
        pk=published.pk,
        content=unconditional(),
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )
    refused(reasons.WRONG_STATE, assess, cast=cast, version=published)


# Updates: D1, D2, D3.


def trigger(cast, published, day: str, *, now: datetime | None = None) -> UpdateTrigger:
    return actions.register_trigger(
        entry_id=published.entry_id,
        kind=TriggerKind.LAW,
        occurred_on=date.fromisoformat(day),
        instrument="《某法》修订",
        actor=cast.actor("market_compiler"),
        now=now or cast.now,
    )


@pytest.mark.parametrize(
    ("day", "due"), [("2025-08-01", "2025-08-15"), ("2025-09-24", "2025-10-14")]
)
def test_an_update_is_due_from_the_change_and_not_from_its_registration(
    cast, published, day: str, due: str
) -> None:
    found = trigger(cast, published, day)
    assert (found.due_code, found.due_started_on) == ("D1", story.day(day))
    assert found.due_on == story.day(due)


def test_a_change_registered_late_is_overdue_at_once(cast, published) -> None:
    found = trigger(cast, published, "2025-08-01")
    assert found in queries.overdue_updates(cast.now.date())
    refused(
        reasons.EXTENSION_TOO_LATE,
        actions.ask_update_extension,
        pk=found.pk,
        workdays=5,
        note="x",
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )


def ask(cast, found: UpdateTrigger, workdays: int, note: str = "特殊原因") -> None:
    actions.ask_update_extension(
        pk=found.pk,
        workdays=workdays,
        note=note,
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )


def test_an_update_is_extended_once_by_five_days_on_consent(cast, published) -> None:
    found = trigger(cast, published, "2025-09-15")
    base = found.due_on
    for workdays in (6, 0, -1):
        refused(reasons.EXTENSION_TWICE, ask, cast=cast, found=found, workdays=workdays)
    refused(reasons.NO_GROUND, ask, cast=cast, found=found, workdays=5, note=" ")
    ask(cast, found, 5)
    assert UpdateTrigger.objects.get(pk=found.pk).due_on == base
    refused(
        reasons.NOT_YOUR_MATTER,
        actions.grant_update_extension,
        pk=found.pk,
        actor=cast.actor("market_chief"),
        now=cast.now,
    )
    officer = cast.actor("authority_officer")
    actions.grant_update_extension(pk=found.pk, actor=officer, now=cast.now)
    assert UpdateTrigger.objects.get(pk=found.pk).due_on == story.day("2025-10-11")
    refused(reasons.EXTENSION_TWICE, ask, cast=cast, found=found, workdays=1)
    refused(
        reasons.NO_EXTENSION_PENDING,
        actions.grant_update_extension,
        pk=found.pk,
        actor=officer,
        now=cast.now,
    )


def test_a_refused_extension_leaves_the_date_and_is_the_last_word(cast, published) -> None:
    found = trigger(cast, published, "2025-09-15")
    ask(cast, found, 5)
    actions.refuse_update_extension(
        pk=found.pk, actor=cast.actor("authority_officer"), now=cast.now
    )
    stored = UpdateTrigger.objects.get(pk=found.pk)
    assert (stored.due_on, stored.extension_outcome) == (found.due_on, Outcome.REFUSED)
    refused(reasons.EXTENSION_TWICE, ask, cast=cast, found=found, workdays=1)


@pytest.mark.parametrize("kind", ["DEPARTMENT_RULE", "LOCAL_RULE", "", "law"])
def test_a_mere_rule_obliges_to_nothing(cast, published, kind: str) -> None:
    with nothing_left(), pytest.raises((Refused, IntegrityError)), transaction.atomic():
        actions.register_trigger(
            entry_id=published.entry_id,
            kind=kind,
            occurred_on=cast.now.date(),
            instrument="《某办法》",
            actor=cast.actor("market_compiler"),
            now=cast.now,
        )


def test_a_change_that_is_still_to_come_runs_from_its_own_day(cast, published) -> None:
    """A law that takes effect later may be registered before; the period begins with it."""
    made = trigger(cast, published, "2025-09-26")
    # Ten working days after Friday 26 September: two make-up days, the holiday 1 to 8 October.
    assert (made.due_started_on, made.due_on) == (date(2025, 9, 26), date(2025, 10, 16))


def next_version(cast, published, **changes) -> EntryVersion:
    compiler = cast.actor("market_compiler")
    version = actions.draft_version(pk=published.pk, actor=compiler, now=cast.now)
    if changes:
        content = replace(actions.content_of(version), **changes)
        actions.revise(pk=version.pk, content=content, actor=compiler, now=cast.now)
    return version


def test_review_has_a_statutory_period_for_updates_only(cast, published) -> None:
    first = story.draft(cast, story.enterprise_registry(name="新目录"))
    story.carry_to_review(cast, first)
    assert fresh(first).due_code != "D3"
    later = next_version(cast, published)
    story.carry_to_review(cast, later, now=at("2025-09-30"))
    stored = fresh(later)
    assert (stored.due_code, stored.due_on) == ("D3", story.day("2025-10-10"))


def test_a_returned_update_stops_its_period_and_begins_a_new_one_when_sent_again(
    cast, published
) -> None:
    version = next_version(cast, published)
    story.carry_to_review(cast, version)
    assert fresh(version).due_on == story.day("2025-09-26")
    actions.return_version(
        pk=version.pk, note="条件不明", actor=cast.actor("authority_officer"), now=at("2025-09-25")
    )
    assert fresh(version).due_stopped_on == story.day("2025-09-25")
    story.carry_to_review(cast, version, now=at("2025-09-29"))
    stored = fresh(version)
    assert (stored.due_on, stored.due_stopped_on) == (story.day("2025-10-09"), None)
    actions.publish(pk=version.pk, actor=cast.actor("authority_officer"), now=at("2025-09-30"))
    assert fresh(version).due_stopped_on == story.day("2025-09-30")


def test_sending_the_update_meets_every_open_trigger(cast, published) -> None:
    found = [trigger(cast, published, "2025-09-15"), trigger(cast, published, "2025-09-20")]
    version = next_version(cast, published)
    assert {each.status for each in UpdateTrigger.objects.all()} == {"OPEN"}
    story.carry_to_review(cast, version)
    for each in UpdateTrigger.objects.filter(pk__in=[one.pk for one in found]):
        assert (each.status, each.due_stopped_on) == ("MET", cast.now.date())
    assert AuditEvent.objects.filter(name="updatetrigger.meet").count() == 2


def test_one_open_version_at_a_time(cast, published) -> None:
    version = next_version(cast, published)
    refused(reasons.OPEN_VERSION_EXISTS, next_version, cast=cast, published=published)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_entryversion SET status = 'DRAFT' WHERE id = %s", [published.pk]
        )
    story.carry_to_review(cast, version)
    refused(reasons.OPEN_VERSION_EXISTS, next_version, cast=cast, published=published)


def test_an_unpublished_entry_has_no_next_version(cast) -> None:
    version = story.draft(cast, story.enterprise_registry())
    refused(reasons.WRONG_STATE, next_version, cast=cast, published=version)


def abandon(
    cast, version: EntryVersion, person: str = "market_compiler", note: str = "误立"
) -> None:
    actions.abandon_draft(pk=version.pk, note=note, actor=cast.actor(person), now=cast.now)


@pytest.mark.parametrize("state", ["DRAFT", "ASSESSED", "RETURNED"])
def test_a_draft_that_is_not_to_be_published_is_discarded_with_its_reason(cast, state: str) -> None:
    version = story.draft(cast, story.enterprise_registry())
    if state != "DRAFT":
        assess(cast, version)
    if state == "RETURNED":
        step(cast, actions.submit, version, "market_compiler")
        actions.send_back(
            pk=version.pk, note="不必再编", actor=cast.actor("market_chief"), now=cast.now
        )
    assert fresh(version).status == state
    refused(reasons.NO_GROUND, abandon, cast=cast, version=version, note=" ")
    abandon(cast, version, note="与已发布目录重复")
    assert fresh(version).status == "DISCARDED"
    assert badge(fresh(version))["tone"] == "mute", "what is over draws no eye"
    event = AuditEvent.objects.get(name="entryversion.abandon_draft")
    assert (event.subject_id, event.note) == (version.pk, "与已发布目录重复")
    # It is over: nothing more is done with it, not even once more the same.
    refused(reasons.WRONG_STATE, abandon, cast=cast, version=version)
    refused(reasons.WRONG_STATE, assess, cast=cast, version=version)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("market_chief", reasons.NOT_YOUR_MANDATE),
        ("market_assessor", reasons.NOT_YOUR_MANDATE),
        ("labour_clerk", reasons.NOT_YOUR_MATTER),
        ("authority_officer", reasons.NOT_YOUR_MATTER),
    ],
)
def test_nobody_but_the_compilers_discards_a_draft(
    cast, person: str, reason: reasons.Reason
) -> None:
    version = story.draft(cast, story.enterprise_registry())
    refused(reason, abandon, cast=cast, version=version, person=person)


@pytest.mark.parametrize("steps", range(4))
def test_what_the_head_or_the_authority_has_is_not_discarded(cast, steps: int) -> None:
    version = story.draft(cast, story.enterprise_registry())
    assess(cast, version)
    step(cast, actions.submit, version, "market_compiler")
    ways = (
        (actions.approve, "market_chief"),
        (actions.send, "market_compiler"),
        (actions.publish, "authority_officer"),
    )
    for act, person in ways[:steps]:
        step(cast, act, version, person)
    refused(reasons.WRONG_STATE, abandon, cast=cast, version=version)


def test_a_discarded_version_leaves_the_live_one_and_its_update_due(cast, published) -> None:
    """Art. 17: the period runs from the change, whatever becomes of a draft."""
    owed = trigger(cast, published, "2025-09-24")
    due = owed.due_on
    draft = next_version(cast, published)
    abandon(cast, draft)
    entry = DirectoryEntry.objects.get(pk=published.entry_id)
    assert (entry.live_version_id, fresh(published).status) == (published.pk, "PUBLISHED")
    owed.refresh_from_db()
    assert (owed.is_open, owed.due_on) == (True, due)
    # The way is free for another version, which has its own number.
    again = next_version(cast, published)
    assert again.number == draft.number + 1
    assert again.public_number != draft.public_number


def test_an_update_that_met_its_period_is_not_discarded_when_it_is_returned(
    cast, published
) -> None:
    """Art. 17 para. 2: sending ended the period; discarded then, nothing would be owed."""
    trigger(cast, published, "2025-09-24")
    version = next_version(cast, published)
    story.carry_to_review(cast, version)
    actions.return_version(
        pk=version.pk, note="条件不清", actor=cast.actor("authority_officer"), now=cast.now
    )
    refused(reasons.UPDATE_WAS_SENT, abandon, cast=cast, version=version)
    # Nor after a revision, which makes a draft of it.
    actions.revise(
        pk=version.pk,
        content=story.enterprise_registry(abstract="另稿"),
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )
    assert fresh(version).status == "DRAFT"
    refused(reasons.UPDATE_WAS_SENT, abandon, cast=cast, version=version)


def test_a_returned_update_that_nothing_obliged_to_is_discarded(cast, published) -> None:
    """A change of one's own will met no period, even where an earlier version met one."""
    trigger(cast, published, "2025-09-15")
    earlier = next_version(cast, published)
    story.carry_to_review(cast, earlier)
    step(cast, actions.publish, earlier, "authority_officer")
    later = cast.now + timedelta(days=1)
    version = actions.draft_version(pk=earlier.pk, actor=cast.actor("market_compiler"), now=later)
    story.carry_to_review(cast, version, now=later)
    actions.return_version(
        pk=version.pk, note="条件不清", actor=cast.actor("authority_officer"), now=later
    )
    abandon(cast, version)
    assert fresh(version).status == "DISCARDED"


def test_the_old_version_stays_live_until_the_new_one_is_published(cast, published) -> None:
    version = next_version(cast, published, abstract="第二版")
    story.carry_to_review(cast, version)
    entry = DirectoryEntry.objects.get(pk=published.entry_id)
    assert (entry.live_version_id, fresh(published).status) == (published.pk, "PUBLISHED")
    step(cast, actions.publish, version, "authority_officer")
    entry.refresh_from_db()
    assert (entry.live_version_id, fresh(published).status) == (version.pk, "SUPERSEDED")
    refused(
        reasons.ONLY_TIME,
        step,
        cast=cast,
        act=actions.supersede,
        version=version,
        person="authority_officer",
    )


# Codes.


def test_codes_are_counted_and_never_used_again(cast) -> None:
    codes = [story.draft(cast, story.enterprise_registry()).entry.code for _each in range(3)]
    numbers = [int(code.split("/")[1]) for code in codes]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert {code.split("/")[0] for code in codes} == {"307031001"}


# Scope.


def asked_by(published: EntryVersion) -> set[str]:
    """The departments that hold the permission to ask."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT g.name FROM catalog_entrygrant e JOIN auth_group g ON g.id = e.group_id"
            " JOIN auth_permission p ON p.id = e.permission_id"
            " WHERE p.codename = 'request_directoryentry' AND e.content_object_id = %s",
            [published.entry_id],
        )
        return {row[0].removesuffix(":members") for row in cursor.fetchall()}


CITY = {"SJJ", "SCJG", "RSJ", "MZJ"}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({"is_open_to_all": True}, {*CITY, "HKSC"}),
        ({"tiers": (Tier.PROVINCE,)}, CITY),
        ({"tiers": (Tier.COUNTY,)}, {"HKSC"}),
        ({"tiers": (Tier.VILLAGE,)}, set()),
        ({"regions": ("310000",)}, {*CITY, "HKSC"}),
        ({"regions": ("310109",)}, {"HKSC"}),
        ({"regions": ("310115",)}, set()),
        ({"regions": ("310115", "310109")}, {"HKSC"}),
        ({"regions": ("31",)}, set()),
        ({"kinds": ("GOVERNMENT",)}, {*CITY, "HKSC"}),
        ({"kinds": ("STATE_ORGAN",)}, set()),
        ({"departments": ("RSJ",)}, {"RSJ"}),
        ({"departments": ("RSJ",), "tiers": (Tier.COUNTY,)}, {"RSJ", "HKSC"}),
    ],
)
def test_a_scope_becomes_the_right_to_ask(cast, scope: dict, expected: set[str]) -> None:
    by_code = {each.code: each.pk for each in cast.departments.values()}
    named = tuple(by_code[code] for code in scope.pop("departments", ()))
    condition = Condition(purposes=("OTHER",), department_ids=named, **scope)
    version = story.publish(cast, story.enterprise_registry(condition=condition))
    assert asked_by(version) == expected
    assert grants.differences() == ([], [])


def test_a_narrower_version_takes_back_what_the_wider_gave(cast, published) -> None:
    assert asked_by(published) == CITY
    condition = Condition(purposes=("OTHER",), department_ids=(cast.labour.pk,))
    version = next_version(cast, published, condition=condition)
    story.carry_to_review(cast, version)
    assert asked_by(published) == CITY
    step(cast, actions.publish, version, "authority_officer")
    assert asked_by(published) == {"RSJ"}
    assert grants.differences() == ([], [])


@pytest.mark.parametrize("make", [unconditional, withheld])
def test_another_class_carries_no_grants(cast, published, make: Callable[[], Content]) -> None:
    version = next_version(cast, published)
    actions.revise(pk=version.pk, content=make(), actor=cast.actor("market_compiler"), now=cast.now)
    story.carry_to_review(cast, version)
    step(cast, actions.publish, version, "authority_officer")
    assert asked_by(published) == set()
    assert grants.differences() == ([], [])


def test_a_new_department_enters_the_published_scopes_that_name_it(cast, published) -> None:
    def found(code: str, region: str, tier: Tier) -> None:
        departments.open_department(
            particulars=departments.Particulars(
                code=code, name=f"新部门{code}", region_code=region, tier=tier
            ),
            actor=cast.actor("authority_officer"),
            now=cast.now,
        )

    found("NEW1", "310000", Tier.PROVINCE)
    found("NEW2", "310109", Tier.COUNTY)
    assert asked_by(published) == {*CITY, "NEW1"}
    assert grants.differences() == ([], [])


# Who sees what.


def test_who_sees_an_entry_on_its_way(cast) -> None:
    version = story.draft(cast, story.enterprise_registry())

    def readers() -> set[str]:
        return {
            person
            for person in cast.people
            if version.entry in queries.visible_to(cast.actor(person), now=cast.now)
        }

    own = {name for name in cast.people if name.startswith("market_")}
    assert readers() == own
    story.carry_to_review(cast, version)
    assert readers() == {*own, "authority_officer"}
    step(cast, actions.publish, version, "authority_officer")
    assert readers() == set(cast.people) - {"outsider", "superuser"}


def test_closed_details_are_read_by_provider_and_authority_only(cast) -> None:
    version = story.publish(
        cast, unconditional(detail_closed=True, detail_closed_reason="涉及安全")
    )
    entry = DirectoryEntry.objects.get(pk=version.entry_id)
    seen = {
        person
        for person in cast.people
        if queries.may_see_details(entry, cast.actor(person), now=cast.now)
    }
    assert seen == {
        *(name for name in cast.people if name.startswith("market_")),
        "authority_officer",
    }


def test_versions_of_an_entry_with_closed_details_are_not_a_way_round(cast) -> None:
    version = story.publish(
        cast, unconditional(detail_closed=True, detail_closed_reason="涉及安全")
    )
    clerk = cast.actor("labour_clerk")
    assert version not in queries.versions_visible_to(clerk, now=cast.now)
    assert version in queries.versions_visible_to(cast.actor("market_chief"), now=cast.now)


def test_available_and_the_request_step_say_the_same(cast, published) -> None:
    for person in ("labour_clerk", "civil_clerk", "hongkou_clerk"):
        actor = cast.actor(person)
        rows = queries.available(queries.published_to(actor), actor, now=cast.now)
        listed = published.entry in rows
        reason = queries.availability(
            DirectoryEntry.objects.get(pk=published.entry_id), actor, now=cast.now
        )
        assert listed == (reason is None)


def test_no_person_imports_or_resolves_by_the_clock_s_steps(cast) -> None:
    version = story.draft(cast, story.enterprise_registry())
    for person in ("market_compiler", "authority_officer", "superuser"):
        refused(
            reasons.ONLY_TIME,
            actions.update_import,
            pk=version.pk,
            content=unconditional(),
            actor=cast.actor(person),
            now=cast.now,
        )
    refused(
        reasons.NOT_YOUR_MATTER,
        step,
        cast=cast,
        act=lambda *, pk, actor, now: actions.revise(
            pk=pk, content=unconditional(), actor=Actor.system("x"), now=now
        ),
        version=version,
        person="outsider",
    )


def test_only_the_provider_attaches_a_resource(cast, published) -> None:
    for person, reason in {
        "labour_clerk": reasons.NOT_YOUR_MATTER,
        "market_compiler": reasons.NOT_YOUR_MANDATE,
        "authority_officer": reasons.NOT_YOUR_MATTER,
    }.items():
        refused(
            reason,
            actions.attach_resource,
            entry_id=published.entry_id,
            name="库表",
            mode="API",
            actor=cast.actor(person),
            now=cast.now,
        )
