"""The liability lists: every item of Arts 39 to 42, whom it concerns, and what proposes it."""

import pytest
from django.apps import apps
from django.utils.translation import override

from portal.regulation import acts, breaches
from portal.regulation.breaches import BY_EVENT, FACTS, KINDS, Code
from portal.regulation.vocabulary import Party

#: Article → how many items it lists, and who is liable under it.
LISTS = {
    39: (9, Party.PROVIDER),
    40: (7, Party.REQUESTER),
    41: (3, Party.AUTHORITY),
    42: (None, None),
}
#: What the decree's lists mean in terms of events, written down beside the code.
PROPOSED = (
    ("updatetrigger.overdue", "第三十九条第一项"),
    ("sharingrequest.consent_to_refuse", "第三十九条第二项"),
    ("sharingrequest.condition_refused", "第三十九条第二项"),
    ("sharingrequest.overdue", "第三十九条第四项"),
    ("provisiontask.overdue", "第三十九条第四项"),
    ("correction.overdue", "第三十九条第六项"),
    ("platform.overdue", "第三十九条第八项"),
    # Whoever manages the data, or uses them, and was at fault.
    ("securityincident.close_incident", "第三十九条第九项"),
    ("datacollection.declare_collection", "第四十条第一项"),
    ("sharingagreement.suspend", "第四十条第二项"),
    ("sharingagreement.overdue", "第四十条第四项"),
    ("sharingagreement.use_unrecorded", "第四十条第五项"),
    ("securityincident.close_incident", "第四十条第六项"),
    ("emergencyrelease.find_unjustified", "第四十条第七项"),
    ("entryversion.overdue", "第四十一条第三项"),
    ("entrywithdrawal.overdue", "第四十一条第三项"),
)


CONCLUDED = "securityincident.close_incident"


def test_every_item_of_the_four_articles_is_there_once() -> None:
    wanted = [
        (number, item, party)
        for number, (count, party) in LISTS.items()
        for item in (range(1, count + 1) if count else [None])
    ]
    found = [(kind.article.number, kind.article.item_number, kind.party) for kind in KINDS.values()]
    assert found == wanted
    assert set(KINDS) == set(Code.values)


def test_only_lateness_is_excused_by_a_reason() -> None:
    excused = [kind.article.zh for kind in KINDS.values() if kind.excused_by_reason]
    assert excused == ["第三十九条第四项"]


def test_each_fact_proposes_the_item_it_is_about() -> None:
    assert tuple((fact.event, KINDS[fact.code].article.zh) for fact in FACTS) == PROPOSED
    assert [fact for facts in BY_EVENT.values() for fact in facts if fact not in FACTS] == []
    assert sum(map(len, BY_EVENT.values())) == len(FACTS)


@pytest.mark.parametrize("answerable", ["PROVIDER", "REQUESTER"])
@pytest.mark.parametrize("fault", ["FOUND", "NONE"])
def test_one_event_never_proposes_two(answerable: str, fault: str) -> None:
    """Where an event has several facts, what it says fits one of them at most."""
    several = [facts for facts in BY_EVENT.values() if len(facts) > 1]
    assert several == [BY_EVENT["securityincident.close_incident"]]
    details = {"fault": fault, "answerable": answerable}
    fitting = [fact for fact in several[0] if fact.when(details)]
    assert len(fitting) == (fault == "FOUND")


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.event}-{fact.code}")
def test_each_fact_is_an_event_that_some_matter_leaves(fact) -> None:
    kind, _dot, name = fact.event.partition(".")
    assert acts.label(fact.event) != fact.event
    models = {model._meta.model_name for model in apps.get_models()}
    assert kind in models
    machine = next(machine for machine in acts.MACHINES if machine.name == kind)
    assert name in {*machine.by_name, "overdue", "use_unrecorded", "condition_refused"}
    for language, wanted in (("zh-hans", "。"), ("en", ".")):
        with override(language):
            assert str(fact.what).endswith(wanted)


@pytest.mark.parametrize(
    ("event", "details", "wanted"),
    [
        ("sharingrequest.consent_to_refuse", {"ground": "CONDITIONS_NOT_MET"}, Code.A39_2),
        ("sharingrequest.consent_to_refuse", {"ground": "LAW_FORBIDS"}, None),
        ("sharingrequest.consent_to_refuse", {}, None),
        ("datacollection.declare_collection", {"items": 2, "matching": 1}, Code.A40_1),
        ("datacollection.declare_collection", {"items": 2, "matching": 0}, None),
        ("sharingrequest.condition_refused", {"condition": "限本月"}, Code.A39_2),
        (CONCLUDED, {"fault": "FOUND", "answerable": "REQUESTER"}, Code.A40_6),
        (CONCLUDED, {"fault": "FOUND", "answerable": "PROVIDER"}, Code.A39_9),
        (CONCLUDED, {"fault": "NONE", "answerable": "REQUESTER"}, None),
        (CONCLUDED, {"fault": "FOUND"}, None),
        (CONCLUDED, {}, None),
        ("sharingrequest.overdue", {}, Code.A39_4),
        ("sharingrequest.remind", {}, None),
        ("sharingrequest.consent_to_agree", {}, None),
    ],
)
def test_what_the_event_says_counts(event: str, details: dict, wanted: Code | None) -> None:
    assert breaches.proposed_by(event, details) == wanted


def test_what_proposed_a_breach_is_told_by_the_article_it_is_found_under() -> None:
    """An officer names another item of the same article; the fact stays the one it was."""
    for code, wanted in (("A40_6", "A40_6"), ("A40_2", "A40_6"), ("A39_1", "A39_9")):
        fact = breaches.fact_of(CONCLUDED, code)
        assert fact is not None
        assert fact.code == wanted
    assert breaches.fact_of(CONCLUDED, "A41_1") is None
    assert breaches.fact_of("", "A40_6") is None


def test_an_officer_chooses_within_the_article() -> None:
    assert breaches.of_same_article("A41_2") == ("A41_1", "A41_2", "A41_3")
    assert breaches.of_same_article("A42") == ("A42",)
    assert len(breaches.of_same_article("A39_4")) == 9
