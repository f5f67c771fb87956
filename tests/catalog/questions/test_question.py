"""Asked, answered, closed: who may, by when, what is kept, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from catalog.departments import actions as departments
from catalog.models import DirectoryEntry, Question, QuestionMessage
from catalog.questions import actions, queries
from catalog.questions.jobs import lapse_questions, mark_overdue_questions, remind_questions
from portal.models import AuditEvent
from portal.regulation import question as rules
from portal.regulation import reasons
from portal.regulation.vocabulary import Mandate
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.policy import available
from requests_app.models import Notice
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.requests_app.notices.bureau import seal_and_tell

CLOCK = Actor.system("clock")
#: Five working days from Wednesday 24 September 2025: Sunday the 28th is worked for the holidays
#: of 1 to 8 October, so Thursday, Friday, Sunday, Monday, Tuesday.
DUE = date(2025, 9, 30)


def refused(reason: Any, act: Any) -> Refused:
    """The act is refused with that reason, and leaves nothing behind."""
    before = (Question.objects.count(), QuestionMessage.objects.count())
    with pytest.raises(Refused) as told:
        act()
    assert told.value.reason is reason
    assert (Question.objects.count(), QuestionMessage.objects.count()) == before
    return told.value


def said(question: Question) -> list[tuple[str, str]]:
    """What was said after the question itself, in order."""
    return list(question.messages.order_by("pk").values_list("kind", "department__code"))


def fresh(question: Question) -> Question:
    """The question as it is stored."""
    return Question.objects.get(pk=question.pk)


def told(event: str) -> list[str]:
    """Who was told of the event."""
    rows = Notice.objects.filter(event_name=f"question.{event}")
    return sorted(rows.values_list("recipient__username", flat=True))


# The usual way.


def test_a_question_is_asked_answered_and_closed(cast, published) -> None:
    asked = story.ask_question(cast, published, item="企业类型")
    assert asked.public_number == "QA-SCJG-2025-0001"
    assert (asked.status, asked.asker, asked.asked_by) == (
        "ASKED",
        cast.labour,
        cast.labour_clerk,
    )
    assert (asked.due_code, asked.due_on) == ("P26", DUE)
    answered = story.answer_question(cast, asked)
    assert (answered.status, answered.due_stopped_on) == ("ANSWERED", NOW.date())
    assert answered.owned_by == cast.market_compiler
    # Ten working days more to ask back: the ninth of October is the first after the holidays.
    assert answered.closes_on == date(2025, 10, 14)
    assert said(answered) == [("ANSWER", "SCJG")]
    actions.close_question(pk=asked.pk, actor=cast.actor("labour_clerk"), now=NOW)
    assert fresh(asked).status == "CLOSED"
    names = AuditEvent.objects.filter(subject_type="catalog.question").order_by("pk")
    assert list(names.values_list("name", flat=True)) == [
        "question.ask_question",
        "question.answer_question",
        "question.close_question",
    ]


def test_asking_back_begins_a_new_period_and_keeps_every_word(cast, published) -> None:
    asked = story.answer_question(cast, story.ask_question(cast, published))
    later = NOW + timedelta(days=1)
    actions.ask_back(pk=asked.pk, text="自哪年起？", actor=cast.actor("labour_clerk"), now=later)
    open_again = fresh(asked)
    assert (open_again.status, open_again.closes_on) == ("ASKED", None)
    assert (open_again.due_on, open_again.due_stopped_on) == (date(2025, 10, 9), None)
    story.answer_question(cast, asked, now=later)
    actions.correct_answer(
        pk=asked.pk, text="更正：自2021年起。", actor=cast.actor("market_compiler"), now=later
    )
    corrected = fresh(asked)
    assert corrected.status == "ANSWERED"
    assert said(corrected) == [
        ("ANSWER", "SCJG"),
        ("ASKED_BACK", "RSJ"),
        ("ANSWER", "SCJG"),
        ("CORRECTED", "SCJG"),
    ]


def test_it_is_referred_to_the_lawful_way(cast, published) -> None:
    asked = story.ask_question(cast, published, text="请提供某区企业名单。")
    actions.refer_question(
        pk=asked.pk,
        procedure="REQUEST",
        text="提问不提供数据，请提出共享申请。",
        actor=cast.actor("market_compiler"),
        now=NOW,
    )
    referred = fresh(asked)
    assert (referred.status, referred.procedure, referred.is_open) == (
        "REFERRED",
        "REQUEST",
        False,
    )
    assert said(referred) == [("REFERRED", "SCJG")]


def test_a_clerk_takes_it_on_and_hands_it_over(cast, published) -> None:
    """It leaves the work lists of the others, and comes back when its clerk leaves."""
    asked = story.ask_question(cast, published)
    alone = available(cast.actor("market_compiler"), rules.MACHINE, asked, now=NOW)
    (handing,) = [step for step in alone if step.transition is rules.HAND_OVER_QUESTION]
    assert handing.decision.reason is reasons.QUESTION_NO_COLLEAGUE, "said, and not offered"
    refused(
        reasons.QUESTION_NO_COLLEAGUE,
        lambda: actions.hand_over_question(
            pk=asked.pk, colleague="market_compiler", actor=cast.actor("market_compiler"), now=NOW
        ),
    )
    second = the_cast._person("market_second")
    cast.people["market_second"] = second
    officer = cast.actor("authority_officer")
    departments.appoint(
        pk=cast.market.pk, user_id=second.pk, mandates=[Mandate.COMPILE], actor=officer, now=NOW
    )
    mine = {name: cast.actor(name) for name in ("market_compiler", "market_second")}

    def waits() -> list[str]:
        return [name for name, who in mine.items() if queries.awaiting(who, now=NOW).exists()]

    assert waits() == ["market_compiler", "market_second"]
    for name, other in (
        ("market_compiler", "market_second"),
        ("market_second", "market_compiler"),
    ):
        assert queries.colleagues(fresh(asked), mine[name]) == [(other, other)]
        refused(
            reasons.QUESTION_COLLEAGUE_UNFIT,
            lambda name=name: actions.hand_over_question(
                pk=asked.pk, colleague=name, actor=mine[name], now=NOW
            ),
        )
    assert not queries.awaiting(cast.actor("market_reviewer"), now=NOW).exists()
    assert not queries.awaiting(cast.actor("civil_clerk"), now=NOW).exists()
    actions.take_on_question(pk=asked.pk, actor=mine["market_compiler"], now=NOW)
    assert waits() == ["market_compiler"]
    refused(
        reasons.QUESTION_TAKEN,
        lambda: actions.take_on_question(pk=asked.pk, actor=mine["market_second"], now=NOW),
    )
    for name in ("labour_clerk", "market_reviewer", "nobody", "market_compiler"):
        refused(
            reasons.QUESTION_COLLEAGUE_UNFIT,
            lambda name=name: actions.hand_over_question(
                pk=asked.pk, colleague=name, actor=mine["market_compiler"], now=NOW
            ),
        )
    offered = [("market_second", "market_second")]
    assert queries.colleagues(fresh(asked), mine["market_compiler"]) == offered
    # Whoever has it already is no colleague, and nobody hands it over to himself.
    assert queries.colleagues(fresh(asked), mine["market_second"]) == []
    actions.hand_over_question(
        pk=asked.pk, colleague="market_second", actor=mine["market_compiler"], now=NOW
    )
    assert (fresh(asked).owned_by, fresh(asked).due_on) == (second, DUE)
    assert waits() == ["market_second"]
    seal_and_tell(NOW)
    assert told("hand_over_question") == ["market_second"]
    departments.dismiss(
        pk=cast.market.pk,
        membership_id=second.memberships.get().pk,
        note="调离",
        actor=officer,
        now=NOW,
    )
    assert waits() == ["market_compiler"]


# Who may do what.


def test_anybody_with_an_office_asks_and_nobody_without(cast, published) -> None:
    people = ("labour_office_head", "civil_clerk", "hongkou_clerk", "authority_officer")
    for number, person in enumerate(people):
        made = story.ask_question(cast, published, person=person, text=f"第{number}问？")
        assert made.status == "ASKED"
    refused(
        reasons.NOT_FOUND,
        lambda: story.ask_question(cast, published, person="outsider"),
    )


@pytest.mark.parametrize("person", ["civil_clerk", "labour_clerk", "authority_officer"])
def test_another_department_does_not_answer(cast, published, person) -> None:
    asked = story.ask_question(cast, published)
    told = refused(
        reasons.NOT_YOUR_MATTER, lambda: story.answer_question(cast, asked, person=person)
    )
    assert told.is_right_missing
    refused(
        reasons.NOT_YOUR_MANDATE,
        lambda: story.answer_question(cast, asked, person="market_reviewer"),
    )


def test_only_the_asking_department_closes_withdraws_and_asks_back(cast, published) -> None:
    asked = story.ask_question(cast, published)
    other, head = cast.actor("civil_clerk"), cast.actor("labour_office_head")
    refused(
        reasons.NOT_YOUR_MATTER,
        lambda: actions.withdraw_question(pk=asked.pk, actor=other, now=NOW),
    )
    story.answer_question(cast, asked)
    for act in (
        lambda: actions.close_question(pk=asked.pk, actor=other, now=NOW),
        lambda: actions.ask_back(pk=asked.pk, text="？？", actor=other, now=NOW),
    ):
        refused(reasons.NOT_YOUR_MATTER, act)
    # A colleague goes on where the one who asked is away.
    actions.ask_back(pk=asked.pk, text="还有一问。", actor=head, now=NOW)
    actions.withdraw_question(pk=asked.pk, actor=head, now=NOW)
    assert (fresh(asked).status, fresh(asked).due_stopped_on) == ("WITHDRAWN", NOW.date())


def test_the_authority_alone_strikes_out_and_says_why(cast, published) -> None:
    asked = story.ask_question(cast, published)
    officer = cast.actor("authority_officer")
    for person in ("market_compiler", "labour_clerk", "civil_clerk"):
        refused(
            reasons.NOT_YOUR_MATTER,
            lambda person=person: actions.strike_question(
                pk=asked.pk, note="不当", actor=cast.actor(person), now=NOW
            ),
        )
    refused(
        reasons.NO_GROUND,
        lambda: actions.strike_question(pk=asked.pk, note=" ", actor=officer, now=NOW),
    )
    actions.strike_question(pk=asked.pk, note="与目录无关。", actor=officer, now=NOW)
    assert (fresh(asked).status, fresh(asked).hidden_at) == ("STRUCK", NOW)
    seal_and_tell(NOW)
    assert told("strike_question") == ["labour_clerk", "market_compiler"]


def test_what_is_closed_already_is_hidden_once(cast, published) -> None:
    asked = story.ask_question(cast, published)
    actions.withdraw_question(pk=asked.pk, actor=cast.actor("labour_clerk"), now=NOW)
    officer = cast.actor("authority_officer")
    actions.hide_question(pk=asked.pk, note="内容不当。", actor=officer, now=NOW)
    assert (fresh(asked).status, fresh(asked).hidden_at) == ("WITHDRAWN", NOW)
    refused(
        reasons.QUESTION_HIDDEN,
        lambda: actions.hide_question(pk=asked.pk, note="再次。", actor=officer, now=NOW),
    )


# What is refused.


@pytest.mark.parametrize("text", ["", " \n\t", None])
def test_nothing_written_is_no_question(cast, published, text) -> None:
    refused(reasons.QUESTION_EMPTY, lambda: story.ask_question(cast, published, text=text or ""))


@pytest.mark.parametrize("text", ["11010519491231002X 是否在册？", "请联系 13800138000。"])
def test_a_persons_number_is_no_part_of_a_question_or_an_answer(cast, published, text) -> None:
    refused(reasons.QUESTION_CARRIES_DATA, lambda: story.ask_question(cast, published, text=text))
    asked = story.ask_question(cast, published)
    refused(reasons.QUESTION_CARRIES_DATA, lambda: story.answer_question(cast, asked, text=text))


def test_the_same_question_is_asked_once_while_it_is_open(cast, published) -> None:
    first = story.ask_question(cast, published)
    told = refused(
        reasons.QUESTION_REPEATED,
        lambda: story.ask_question(cast, published, text=f"  {first.text}\r\n"),
    )
    assert first.public_number in told.text
    # Of another item, of another department, or after the end it is another question.
    story.ask_question(cast, published, item="企业类型")
    story.ask_question(cast, published, person="civil_clerk")
    actions.withdraw_question(pk=first.pk, actor=cast.actor("labour_clerk"), now=NOW)
    story.ask_question(cast, published)


def test_the_database_itself_refuses_the_twin(cast, published) -> None:
    first = story.ask_question(cast, published)
    columns = [each.column for each in Question._meta.concrete_fields if each.column != "id"]
    kept = ", ".join("'x'" if name == "public_number" else name for name in columns)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO catalog_question ({', '.join(columns)})"  # noqa: S608
            f" SELECT {kept} FROM catalog_question WHERE id = %s",
            [first.pk],
        )


def test_an_own_entry_is_asked_about_inside(cast, published) -> None:
    refused(
        reasons.QUESTION_ON_OWN_ENTRY,
        lambda: story.ask_question(cast, published, person="market_reviewer"),
    )


def test_an_item_that_the_version_lacks_is_not_asked_about(cast, published) -> None:
    refused(
        reasons.QUESTION_ITEM_UNKNOWN,
        lambda: story.ask_question(cast, published, item="社保缴费基数"),
    )


def test_nobody_asks_about_a_withdrawn_or_unpublished_entry(cast, published) -> None:
    asked = story.answer_question(cast, story.ask_question(cast, published))
    open_one = story.ask_question(cast, published, text="更新频率？")
    story.withdraw(cast, published)
    refused(reasons.NOT_PUBLISHED, lambda: story.ask_question(cast, published, text="另问"))
    refused(
        reasons.NOT_PUBLISHED,
        lambda: actions.ask_back(
            pk=asked.pk, text="又问", actor=cast.actor("labour_clerk"), now=NOW
        ),
    )
    # What was asked before is still answered and read by the two departments.
    story.answer_question(cast, open_one)
    drafted = story.draft(cast, story.enterprise_registry())
    refused(reasons.NOT_PUBLISHED, lambda: story.ask_question(cast, drafted))
    missing = DirectoryEntry.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    refused(
        reasons.NOT_FOUND,
        lambda: actions.ask_question(
            entry_id=missing, text="？？", actor=cast.actor("labour_clerk"), now=NOW
        ),
    )


def test_it_is_answered_once(cast, published) -> None:
    asked = story.answer_question(cast, story.ask_question(cast, published))
    refused(reasons.WRONG_STATE, lambda: story.answer_question(cast, asked, text="另一答复"))


# What is kept.


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE catalog_question SET text = 'x'", "never changed"),
        ("UPDATE catalog_question SET item_name = 'x'", "never changed"),
        ("DELETE FROM catalog_question", "never removed"),
        ("TRUNCATE catalog_question CASCADE", "never removed|never changed"),
        ("UPDATE catalog_questionmessage SET text = 'x'", "never changed"),
        ("DELETE FROM catalog_questionmessage", "never changed"),
        ("TRUNCATE catalog_questionmessage", "never changed"),
    ],
)
def test_the_database_keeps_every_word(cast, published, sql, said) -> None:
    story.answer_question(cast, story.ask_question(cast, published))
    with (
        pytest.raises(DatabaseError, match=said),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


# Time.


def test_a_late_answer_is_marked_reminded_of_and_told_once(cast, published) -> None:
    asked = story.ask_question(cast, published)
    seal_and_tell(NOW)
    assert told("ask_question") == ["market_compiler"]
    remind_questions(actor=CLOCK, now=NOW)
    near = NOW + timedelta(days=2)  # three working days before the due day
    for _again in range(2):
        remind_questions(actor=CLOCK, now=near)
    mark_overdue_questions(actor=CLOCK, now=NOW + timedelta(days=6))  # the due day itself
    assert not AuditEvent.objects.filter(name="question.overdue").exists()
    late = NOW + timedelta(days=7)
    for _again in range(2):
        mark_overdue_questions(actor=CLOCK, now=late)
    seal_and_tell(late)
    assert told("remind") == ["market_compiler"]
    assert told("overdue") == ["authority_officer", "market_compiler"]
    assert fresh(asked).status == "ASKED"  # overdue is no state


def test_an_answered_question_closes_by_itself_after_its_last_day(cast, published) -> None:
    asked = story.answer_question(cast, story.ask_question(cast, published))
    seal_and_tell(NOW)
    assert told("answer_question") == ["labour_clerk"]
    last = NOW.replace(month=10, day=14)
    lapse_questions(actor=CLOCK, now=last)
    assert fresh(asked).status == "ANSWERED"
    refused(
        reasons.QUESTION_NOT_LAPSED,
        lambda: actions.lapse_question(pk=asked.pk, actor=CLOCK, now=last),
    )
    after = last + timedelta(days=1)
    lapse_questions(actor=CLOCK, now=after)
    assert fresh(asked).status == "CLOSED"
    seal_and_tell(after)
    assert told("lapse_question") == ["labour_clerk"]


def test_the_operator_sets_both_periods_within_what_is_allowed(cast, published, settings) -> None:
    settings.PORTAL_SWITCHES = {"QUESTION_ANSWER_WORKDAYS": 2, "QUESTION_CLOSES_WORKDAYS": 5}
    asked = story.ask_question(cast, published)
    assert asked.due_on == date(2025, 9, 26)
    assert story.answer_question(cast, asked).closes_on == date(2025, 9, 30)


# How departments keep their time.


def test_answers_in_time_are_counted_for_each_reply(cast, published) -> None:
    """Two replies in time, one late, one owed: asking back counts anew."""
    first = story.answer_question(cast, story.ask_question(cast, published))
    actions.ask_back(pk=first.pk, text="自何时起？", actor=cast.actor("labour_clerk"), now=NOW)
    story.answer_question(cast, first, now=NOW + timedelta(days=6))  # the last day
    second = story.ask_question(cast, published, text="多久更新？")
    late = NOW + timedelta(days=7)
    story.answer_question(cast, second, now=late)
    story.ask_question(cast, published, text="是否含个体工商户？")

    def counted(person: str) -> list[tuple[str, int, int, int, int]]:
        return list(
            queries.punctuality(cast.actor(person), now=late).values_list(
                "code", "questions_asked", "replies", "replies_in_time", "replies_overdue"
            )
        )

    assert counted("authority_officer") == [("SCJG", 3, 3, 2, 1)]
    assert counted("market_reviewer") == [("SCJG", 3, 3, 2, 1)]
    assert counted("labour_clerk") == []  # nobody asks it anything, and it oversees nobody
