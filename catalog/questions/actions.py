"""Ask about an entry, answer, ask back, hand over, refer, close, strike out (Art. 20 para. 1)."""

from datetime import datetime

from django.db import transaction

from catalog.departments.queries import holders
from catalog.directories.models import DirectoryEntry
from catalog.questions.models import Question, QuestionMessage
from portal.regulation import question as rules
from portal.regulation import reasons, switches
from portal.regulation.machine import Transition
from portal.regulation.question import MessageKind
from portal.regulation.vocabulary import Mandate, Party
from portal.workdays.arithmetic import local_day
from portal.workflow import due
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition


def ask_question(
    *, entry_id: int, text: str, actor: Actor, now: datetime, item_name: str = ""
) -> Question:
    """A department asks about a published entry, or one data item of it; the period begins.

    :raises Refused: the entry is its own or not published, the item unknown, nothing is written,
        the words hold a person's number, or the same question is open.
    """
    with transaction.atomic():
        # Locked, so that the same question sent twice at once is asked once.
        entry = (
            DirectoryEntry.objects.select_for_update(of=("self",))
            .select_related("provider__region")
            .filter(pk=entry_id)
            .first()
        )
        if entry is None or entry.provider is None or actor.department_id is None:
            raise Refused(reasons.NOT_FOUND)
        question = Question(
            public_number=yearly_number("QA", entry.provider.code, local_day(now)),
            entry=entry,
            item_name=item_name.strip(),
            asker_id=actor.department_id,
            asked_by_id=actor.user_id,
            text=_tidy(text),
        )
        return open_matter(
            rules.ASK_QUESTION,
            question,
            actor=actor,
            now=now,
            inputs={"text": text},
            details={"item": question.item_name} if question.item_name else {},
        )


def _tidy(text: str) -> str:
    """The words as they are kept: one kind of line end, nothing before and after."""
    return text.replace("\r\n", "\n").strip()


def _say(question: Question, kind: MessageKind, text: str, actor: Actor, now: datetime) -> None:
    """Keep what is said; of a reply also the day by which it was due."""
    QuestionMessage.objects.create(
        question=question,
        kind=kind,
        department_id=actor.department_id or 0,  # the gate lets nobody else speak
        said_by_id=actor.user_id,
        said_at=now,
        text=_tidy(text),
        due_on=question.due_on if kind in rules.REPLIES else None,
    )


def _closing_day(question: Question, now: datetime) -> None:
    """P27: until when the asking department may ask back."""
    question.closes_on = due.local_limit(
        question, switches.QUESTION_CLOSES_WORKDAYS, owed_by=Party.ASKER, now=now
    )


def take_on_question(*, pk: int, actor: Actor, now: datetime) -> None:
    """A clerk of the providing department takes the question on."""
    with transition(
        rules.TAKE_ON_QUESTION, model=Question, pk=pk, actor=actor, now=now
    ) as question:
        question.owned_by_id = actor.user_id


def hand_over_question(*, pk: int, colleague: str, actor: Actor, now: datetime) -> None:
    """The question goes to another clerk of the providing department; its period goes on.

    :param colleague: the name of the account.
    :raises Refused: the colleague does not compile the department's directory, has the question
        already, or hands it over himself.
    """
    fit = holders(Mandate.COMPILE, on=local_day(now), department_id=actor.department_id or 0)
    found = fit.filter(username=colleague).first()
    with transition(
        rules.HAND_OVER_QUESTION,
        model=Question,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"colleague": found},
        details={"colleague": found.pk} if found is not None else {},
    ) as question:
        question.owned_by_id = found.pk if found is not None else None


def answer_question(*, pk: int, text: str, actor: Actor, now: datetime) -> None:
    """The providing department answers, which ends its period; who answers deals with it."""
    with transition(
        rules.ANSWER_QUESTION, model=Question, pk=pk, actor=actor, now=now, inputs={"text": text}
    ) as question:
        _say(question, MessageKind.ANSWER, text, actor, now)
        if question.owned_by_id is None:
            question.owned_by_id = actor.user_id
        _closing_day(question, now)


def correct_answer(*, pk: int, text: str, actor: Actor, now: datetime) -> None:
    """The providing department puts its answer right; the former one stays readable."""
    with transition(
        rules.CORRECT_ANSWER, model=Question, pk=pk, actor=actor, now=now, inputs={"text": text}
    ) as question:
        _say(question, MessageKind.CORRECTED, text, actor, now)
        _closing_day(question, now)


def refer_question(*, pk: int, procedure: str, text: str, actor: Actor, now: datetime) -> None:
    """No question: the providing department names the procedure that is open, and why."""
    with transition(
        rules.REFER_QUESTION,
        model=Question,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"procedure": procedure, "text": text},
        details={"procedure": procedure},
    ) as question:
        _say(question, MessageKind.REFERRED, text, actor, now)
        question.procedure = procedure
        if question.owned_by_id is None:
            question.owned_by_id = actor.user_id


def ask_back(*, pk: int, text: str, actor: Actor, now: datetime) -> None:
    """The answer leaves something open; a new period begins."""
    with transition(
        rules.ASK_BACK, model=Question, pk=pk, actor=actor, now=now, inputs={"text": text}
    ) as question:
        _say(question, MessageKind.ASKED_BACK, text, actor, now)
        question.closes_on = None


def close_question(*, pk: int, actor: Actor, now: datetime) -> None:
    """The asking department has its answer."""
    with transition(rules.CLOSE_QUESTION, model=Question, pk=pk, actor=actor, now=now):
        pass


def lapse_question(*, pk: int, actor: Actor, now: datetime) -> None:
    """Nobody asked back within the time for it; the question closes by itself."""
    with transition(rules.LAPSE_QUESTION, model=Question, pk=pk, actor=actor, now=now):
        pass


def withdraw_question(*, pk: int, actor: Actor, now: datetime) -> None:
    """The asking department needs no answer any more."""
    with transition(rules.WITHDRAW_QUESTION, model=Question, pk=pk, actor=actor, now=now):
        pass


def strike_question(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The authority closes and hides an improper question, with the reason."""
    _hide(rules.STRIKE_QUESTION, pk, note, actor, now)


def hide_question(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The authority hides a question that is closed already, with the reason."""
    _hide(rules.HIDE_QUESTION, pk, note, actor, now)


def _hide(rule: Transition, pk: int, note: str, actor: Actor, now: datetime) -> None:
    with transition(
        rule, model=Question, pk=pk, actor=actor, now=now, inputs={"note": note}, note=note
    ) as question:
        question.hidden_at = now
