"""Who is told of what: every act has its row or tells nobody, and what the decree asks for stands.

``notices.csv`` is the table as a compared file; ``UPDATE_GOLDEN=1`` writes it anew.
"""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from portal.regulation import acts, notices
from portal.regulation.vocabulary import Mandate, Party

GOLDEN = Path(__file__).parent / "notices.csv"
HEAD = ("event", "kind", "legal", "inside", "told", "everywhere", "looked for", "article")


def _person(rule: notices.NoticeRule) -> tuple[str, ...]:
    """The field of the matter that names the one person told."""
    return () if rule.person is None else (rule.person.field,)


def table() -> Iterator[tuple[str, ...]]:
    """Every row as the file writes it."""
    for rule in notices.RULES:
        yield (
            rule.event,
            rule.kind.value,
            "yes" if rule.is_legal else "",
            "yes" if rule.is_internal else "",
            " ".join(
                (
                    *(f"{party}:{mandate}" for party, mandate in rule.told),
                    *(f"EACH_CONCERNED:{mandate}" for mandate in rule.concerned),
                    *_person(rule),
                )
            ),
            " ".join(rule.everywhere),
            "yes" if rule.is_looked_for else "",
            rule.article.code,
        )


def test_nobody_more_or_less_is_told_than_the_file_says() -> None:
    found = [HEAD, *table()]
    if os.environ.get("UPDATE_GOLDEN"):
        with GOLDEN.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(found)
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        assert found == [tuple(row) for row in csv.reader(file)]


def silent() -> set[str]:
    """The acts that tell nobody, as events."""
    return {f"{matter}.{name}" for matter, told in notices.SILENT.items() for name in told.split()}


def test_every_act_tells_somebody_or_is_named_as_silent() -> None:
    """A new act is put into the table, or into the list of those that tell nobody."""
    every = {f"{matter}.{rule.name}" for matter, _machine, rule in acts.every_act()}
    told = set(notices.BY_EVENT)
    assert every - told - silent() == set()
    assert silent() - every == set()
    assert silent() & told == set()


def test_what_is_no_act_is_a_mark_of_time_or_a_refusal_on_record() -> None:
    every = {f"{matter}.{rule.name}" for matter, _machine, rule in acts.every_act()}
    matters = {matter for matter, _machine, _rule in acts.every_act()}
    for event in set(notices.BY_EVENT) - every:
        matter, _dot, mark = event.partition(".")
        assert matter in matters
        assert mark in {
            "remind",
            "overdue",
            "ends_soon",
            "use_unrecorded",
            "recount",
            "condition_refused",
            "basis_ends",
        }


_REQUESTER, _PROVIDER, _AUTHORITY = Party.REQUESTER, Party.PROVIDER, Party.AUTHORITY
#: What the decree says must be told, to whom, and where it says so (regulation.md §1, §2).
ORDERED = (
    ("sharingrequest.ask_supplement", _REQUESTER, "21-2"),
    ("sharingrequest.grant_extension", _REQUESTER, "21-1"),
    ("sharingrequest.consent_to_agree", _REQUESTER, "21-1"),
    ("sharingrequest.consent_to_refuse", _REQUESTER, "21-2"),
    ("sharingagreement.suspend", _REQUESTER, "27-2"),
    ("sharingagreement.terminate", _REQUESTER, "27-2"),
    ("sharingagreement.instruct_disposal", _REQUESTER, "27-1"),
    ("servicechange.propose", _REQUESTER, "27-3"),
    ("servicechange.file", _AUTHORITY, "27-3"),
    ("correction.feed_back", _REQUESTER, "26-2"),
    ("correctionrecall.recall", _REQUESTER, "26-2"),
    ("usechange.consent_to_send", _PROVIDER, "25-1"),
    ("dispute.request_coordination", _AUTHORITY, "28"),
    ("dispute.decide", _REQUESTER, "28"),
    ("dispute.decide", _PROVIDER, "28"),
    ("demand.assign", _PROVIDER, "20-1"),
    ("sharingagreement.basis_ends", _REQUESTER, "20-2"),
    ("sharingagreement.basis_ends", _PROVIDER, "20-2"),
    ("sharingagreement.basis_ends", _AUTHORITY, "20-2"),
    ("sharingagreement.lapse_basis", _REQUESTER, "20-2"),
    ("entrywithdrawal.approve_withdrawal", _AUTHORITY, "17"),
    ("platform.order_joining", _PROVIDER, "31"),
    ("platform.exempt_platform", _PROVIDER, "31"),
)
#: From these a statutory period runs for whoever receives the matter (D1, D3 to D5, D8).
RECEIPTS = (
    ("updatetrigger.register_trigger", _PROVIDER, "17-2"),
    ("entryversion.send", _AUTHORITY, "16"),
    ("sharingrequest.consent_to_send", _PROVIDER, "20-2"),
    ("correction.request_correction", _PROVIDER, "26-2"),
)


@pytest.mark.parametrize(("event", "party", "article"), [*ORDERED, *RECEIPTS])
def test_what_the_decree_orders_to_be_told_is_a_legal_notice(
    event: str, party: Party, article: str
) -> None:
    legal = [rule for rule in notices.BY_EVENT[event] if rule.is_legal]
    assert any(told == party for rule in legal for told, _mandate in rule.told)
    assert {rule.article.code for rule in legal} == {article}


def test_a_publication_is_told_in_every_department() -> None:
    """统一通告 (Art. 16): to the head of each sharing office as a legal notice, once."""
    legal, looked_for, ordinary = notices.BY_EVENT["entryversion.publish"]
    assert (legal.is_legal, legal.everywhere) == (True, (Mandate.CONSENT,))
    assert (ordinary.is_legal, Mandate.APPLY in ordinary.everywhere) == (False, True)
    assert (looked_for.is_looked_for, looked_for.told, looked_for.everywhere) == (True, (), ())
    assert {rule.article.code for rule in (legal, looked_for, ordinary)} == {"16"}


def test_what_is_overdue_is_told_to_the_authority_and_to_who_waits() -> None:
    """Who must act, who waits and who supervises are told, and none of them can decline."""
    waits = {"sharingrequest", "provisiontask", "correction", "demand", "emergencyrelease"}
    found = {event for event in notices.BY_EVENT if event.endswith(".overdue")}
    assert len(found) == 15
    for event in found:
        (rule,) = notices.BY_EVENT[event]
        parties = {party for party, _mandate in rule.told}
        assert rule.is_legal
        assert Party.AUTHORITY in parties
        assert Party.REQUESTER in parties or event.partition(".")[0] not in waits


def test_a_reminder_goes_to_who_must_act_and_to_nobody_else() -> None:
    owing = {
        "sharingrequest.remind": {Party.PROVIDER},
        "updatetrigger.remind": {Party.PROVIDER},
        "correction.remind": {Party.PROVIDER, Party.SOURCE},
        "sharingagreement.remind": {Party.REQUESTER},
        "sharingagreement.ends_soon": {Party.REQUESTER},
        "question.remind": {Party.PROVIDER},
        "demand.remind": {Party.AUTHORITY},
        "complaint.remind": {Party.HANDLER},
        # Whichever of the two did not grant it.
        "emergencyrelease.remind": {Party.PROVIDER, Party.AUTHORITY},
    }
    found = {event for event in notices.BY_EVENT if event.endswith((".remind", ".ends_soon"))}
    assert found == set(owing)
    for event, parties in owing.items():
        (rule,) = notices.BY_EVENT[event]
        assert not rule.is_legal
        assert {party for party, _mandate in rule.told} == parties


def test_the_legal_rule_of_an_event_comes_first() -> None:
    """Whoever two rules of an event name is told by the legal one."""
    for rules in notices.BY_EVENT.values():
        assert [rule.is_legal for rule in rules] == sorted(
            (rule.is_legal for rule in rules), reverse=True
        )


def test_every_subject_is_said_in_both_languages() -> None:
    for rule in notices.RULES:
        with override("en"):
            english = str(rule.subject)
        with override("zh-hans"):
            chinese = str(rule.subject)
        assert english.isascii()
        assert not chinese.isascii()
        assert len(chinese) <= 30
