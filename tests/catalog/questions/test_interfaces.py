"""Questions in pages, admin and API: seen by whoever may read the entry, in two worlds alike."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import EntryVersion, Question
from catalog.questions import actions, queries
from catalog.questions.show import question_parts
from portal.interfaces import matters
from portal.workflow.actor import Interface
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.interfaces.api_client import ApiCaller

LIST = reverse("catalog:question-list")
WORDS = "“企业类型”一项按哪套代码填写？"


def client_of(cast: the_cast.Cast, person: str) -> Client:
    """Somebody at the pages."""
    client = Client()
    client.force_login(cast.people[person])
    return client


def body(client: Client, address: str, status: int = 200) -> str:
    """The page."""
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:400]
    return answer.content.decode()


def page_of(question: Question) -> str:
    """The address of its page."""
    return reverse("catalog:question", args=[question.public_number])


def readers(cast: the_cast.Cast, question: Question) -> set[str]:
    """Who of the cast may read the question."""
    people = set(cast.people) - {"superuser"}
    rows = {name: queries.visible_to(cast.actor(name), now=NOW) for name in people}
    return {name for name, seen in rows.items() if seen.filter(pk=question.pk).exists()}


MARKET = {
    "market_compiler",
    "market_assessor",
    "market_chief",
    "market_reviewer",
    "market_office_head",
}
LABOUR = {"labour_clerk", "labour_office_head"}
OTHERS = {"civil_clerk", "civil_office_head", "hongkou_clerk", "hongkou_office_head"}
AUTHORITY = {"authority_officer"}


# Who reads it.


def test_whoever_may_read_the_entry_reads_its_questions(cast, published) -> None:
    asked = story.ask_question(cast, published)
    assert readers(cast, asked) == MARKET | LABOUR | OTHERS | AUTHORITY
    answer = body(client_of(cast, "civil_clerk"), page_of(asked))
    assert WORDS in answer


def test_closed_details_close_the_questions_too(cast) -> None:
    closed = replace(
        story.enterprise_registry(), detail_closed=True, detail_closed_reason="涉及敏感内容"
    )
    version = story.publish(cast, closed)
    asked = story.ask_question(cast, version)
    assert readers(cast, asked) == MARKET | LABOUR | AUTHORITY
    client = client_of(cast, "civil_clerk")
    slug = version.entry.slug
    assert WORDS not in body(client, reverse("catalog:entry", args=[slug]))
    body(client, page_of(asked), 404)
    body(client, reverse("catalog:entry-questions", args=[slug]), 404)
    body(client, f"{reverse('catalog:question-new')}?entry={slug}", 404)


def test_a_hidden_question_is_for_its_parties_alone(cast, published) -> None:
    asked = story.answer_question(cast, story.ask_question(cast, published))
    officer = cast.actor("authority_officer")
    actions.strike_question(pk=asked.pk, note="不当。", actor=officer, now=NOW)
    assert readers(cast, asked) == MARKET | LABOUR | AUTHORITY
    assert "该提问已隐藏" in body(client_of(cast, "labour_clerk"), page_of(asked))


def test_of_a_withdrawn_entry_the_parties_read_on(cast, published) -> None:
    asked = story.ask_question(cast, published)
    story.withdraw(cast, published)
    assert readers(cast, asked) == MARKET | LABOUR | AUTHORITY


@pytest.fixture
def two_worlds(cast, published) -> Iterator[Any]:
    """What a person is shown of the entry and its questions, without one and with a hidden one."""

    def shown(person: str, interface: Interface = Interface.PAGE) -> tuple[Any, ...]:
        actor = cast.actor(person, interface)
        parts = question_parts(EntryVersion.objects.get(pk=published.pk), actor, NOW)
        client = client_of(cast, person)
        address = reverse("catalog:entry-questions", args=[published.entry.slug])
        return (
            parts["questions"],
            _without_tokens(body(client, address)),
            _without_tokens(body(client, LIST)),
            _without_tokens(body(client, f"{LIST}?q=企业类型")),
        )

    yield shown


def _without_tokens(page: str) -> str:
    """The page without what is drawn anew for each answer."""
    return "\n".join(
        line for line in page.splitlines() if "csrf" not in line and "notice" not in line
    )


def test_what_one_may_not_see_changes_nothing_that_is_shown(cast, published, two_worlds) -> None:
    story.ask_question(cast, published, text="多久更新一次？")
    before = two_worlds("civil_clerk")
    hidden = story.answer_question(cast, story.ask_question(cast, published))
    assert two_worlds("civil_clerk") != before  # as long as it is not hidden, it is seen
    actions.strike_question(
        pk=hidden.pk, note="不当。", actor=cast.actor("authority_officer"), now=NOW
    )
    assert two_worlds("civil_clerk") == before
    assert two_worlds("labour_clerk") != before


# Pages.


def test_two_clicks_from_the_entry_to_the_question(cast, published) -> None:
    client = client_of(cast, "civil_clerk")
    entry = body(client, reverse("catalog:entry", args=[published.entry.slug]))
    asking = f"{reverse('catalog:question-new')}?entry={published.entry.slug}"
    assert asking in entry
    assert "提问与答复（0）" in entry
    form = body(client, asking)
    assert "《条例》对此未规定期限" in form  # the period is the portal's own, and says so
    answer = client.post(asking, {"text": WORDS, "item": "企业类型"})
    made = Question.objects.get()
    assert (answer.status_code, answer.url) == (302, page_of(made))
    assert (made.asker, made.item_name, made.text) == (cast.civil_affairs, "企业类型", WORDS)
    own = client_of(cast, "market_compiler")
    assert asking not in body(own, reverse("catalog:entry", args=[published.entry.slug]))


def test_the_entry_shows_number_state_and_the_latest_answers(cast, published) -> None:
    for number in range(4):
        asked = story.ask_question(cast, published, text=f"第{number}问的内容？")
    story.answer_question(cast, asked, text="第三问的答复。")
    entry = body(
        client_of(cast, "civil_clerk"), reverse("catalog:entry", args=[published.entry.slug])
    )
    assert "提问与答复（4）" in entry
    assert "3 件待答复" in entry
    assert "第三问的答复。" in entry
    assert ("第1问的内容？" in entry, "第0问的内容？" in entry) == (True, False)
    whole = reverse("catalog:entry-questions", args=[published.entry.slug])
    assert whole in entry
    listed = body(client_of(cast, "civil_clerk"), whole)
    assert all(f"第{number}问的内容？" in listed for number in range(4))
    assert "第三问的答复。" in listed
    narrowed = body(client_of(cast, "civil_clerk"), f"{whole}?q=第三问的答复")
    assert ("第3问的内容？" in narrowed, "第2问的内容？" in narrowed) == (True, False)


def test_the_clerk_answers_from_the_work_list(cast, published) -> None:
    asked = story.ask_question(cast, published)
    client = client_of(cast, "market_compiler")
    desk = body(client, "/admin/")
    assert asked.public_number in desk
    step = matters.admin_address(asked, "answer_question")
    assert step in body(client, matters.admin_address(asked))
    assert client.post(step, {"text": "按《市场主体类型代码》填写。"}).status_code == 302
    assert Question.objects.get().status == "ANSWERED"
    assert asked.public_number not in body(client, "/admin/")


def test_a_wrong_text_is_told_and_stays_in_the_form(cast, published) -> None:
    client = client_of(cast, "civil_clerk")
    asking = f"{reverse('catalog:question-new')}?entry={published.entry.slug}"
    for text, status, told in (
        ("", 400, 'aria-invalid="true"'),
        ("问\x00", 400, ""),
        ("问" * 400_000, 400, ""),
        ("13800138000 的登记", 409, "提问和答复不承载数据"),
    ):
        answer = client.post(asking, {"text": text, "item": ""})
        assert answer.status_code == status, text[:9]
        assert told in answer.content.decode()
        if status == 409:
            assert text in answer.content.decode()
    assert not Question.objects.exists()
    client.post(asking, {"text": WORDS, "item": ""})
    again = client.post(asking, {"text": WORDS, "item": ""})
    assert again.status_code == 409
    assert Question.objects.get().public_number in again.content.decode()


def test_lists_are_narrowed_by_part_handler_and_day(cast, published) -> None:
    first = story.ask_question(cast, published, text="第一问的内容？")
    story.ask_question(cast, published, text="第二问的内容？", person="civil_clerk")
    market = client_of(cast, "market_compiler")
    actions.take_on_question(pk=first.pk, actor=cast.actor("market_compiler"), now=NOW)

    def listed(client: Client, query: str) -> tuple[bool, bool]:
        page = body(client, f"{LIST}?{query}")
        return "第一问的内容" in page, "第二问的内容" in page

    assert listed(market, "side=received") == (True, True)
    assert listed(market, "side=asked") == (False, False)
    assert listed(market, "handled=me") == (True, False)
    assert listed(market, "handled=nobody") == (False, True)
    assert listed(client_of(cast, "labour_clerk"), "side=asked") == (True, False)
    assert listed(client_of(cast, "labour_clerk"), "side=others") == (False, True)
    assert listed(market, f"entry={published.entry.code}") == (True, True)
    assert listed(market, "due=overdue") == (True, True)  # the story is of September 2025
    body(market, f"{LIST}?side=lunch", 400)


def test_the_authority_reads_the_rate_of_answers_in_time(cast, published) -> None:
    story.answer_question(cast, story.ask_question(cast, published))
    story.ask_question(cast, published, text="多久更新一次？")
    address = reverse("catalog:question-departments")
    page = body(client_of(cast, "authority_officer"), address)
    # One of two that were owed: the other one's day is long over at the clock of the page.
    assert (cast.market.name in page, "50.0%" in page) == (True, True)
    assert (
        cast.market.name not in body(client_of(cast, "labour_clerk"), address).split("<table")[-1]
    )


@pytest.mark.parametrize("name", ["questions", "departments"])
def test_more_questions_take_no_more_queries(cast, published, name) -> None:
    slug = published.entry.slug
    address = reverse("catalog:entry-questions", args=[slug])
    if name == "departments":
        address = reverse("catalog:question-departments")
    client = client_of(cast, "authority_officer")

    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            body(client, address)
        return len(captured)

    story.answer_question(cast, story.ask_question(cast, published))
    taken()
    before = taken()
    for number in range(5):
        asked = story.ask_question(cast, published, text=f"第{number}问的内容？")
        story.answer_question(cast, asked)
    assert taken() == before <= 12


# The API.


@pytest.mark.usefixtures("open_doors")
def test_a_system_asks_follows_and_closes(cast, published) -> None:
    caller = ApiCaller(cast.systems["labour"])
    sent = {"entry": published.entry.code, "item": "企业类型", "text": WORDS}
    made = caller.post("/questions/", sent)
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    assert made.json()["due_on"] == f"{Question.objects.get().due_on:%Y-%m-%d}"
    assert {step["name"] for step in made.json()["steps"]} == {"withdraw_question"}
    twice = caller.post("/questions/", sent)
    assert (twice.status_code, twice.json()["code"]) == (409, "question-repeated")
    assert twice.json()["details"] == [number]
    story.answer_question(cast, Question.objects.get())
    read = caller.get(f"/questions/{number}/").json()
    assert [(each["kind"], each["department"]) for each in read["messages"]] == [("ANSWER", "SCJG")]
    assert caller.post(f"/questions/{number}/ask_back/", {"text": "自何年起？"}).status_code == 200
    story.answer_question(cast, Question.objects.get())
    closed = caller.post(f"/questions/{number}/close_question/")
    assert (closed.status_code, closed.json()["status"]) == (200, "CLOSED")
    listed = caller.get("/questions/", {"side": "asked"}).json()["results"]
    assert [row["number"] for row in listed] == [number]


@pytest.mark.usefixtures("open_doors")
@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"text": ""}, 400, "invalid-input"),
        ({"text": "   "}, 400, "invalid-input"),
        ({"text": "问\x00"}, 400, "invalid-input"),
        ({"text": "问" * 1_000_000}, 413, "not-readable"),
        ({"text": "问" * 2001}, 400, "invalid-input"),
        ({"item": "社保缴费基数"}, 409, "question-item-unknown"),
        ({"entry": "307031001/999999"}, 404, "not-found"),
        ({"words": "x"}, 400, "unknown-parameter"),
    ],
)
def test_what_is_sent_wrongly_is_told(cast, published, changes, status, code) -> None:
    caller = ApiCaller(cast.systems["labour"])
    answer = caller.post("/questions/", {"entry": published.entry.code, "text": WORDS, **changes})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Question.objects.exists()


@pytest.mark.usefixtures("open_doors")
def test_another_department_answers_nothing_over_the_api(cast, published) -> None:
    asked = story.ask_question(cast, published, person="civil_clerk")
    caller = ApiCaller(cast.systems["labour"])
    answer = caller.post(f"/questions/{asked.public_number}/answer_question/", {"text": "答"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")
