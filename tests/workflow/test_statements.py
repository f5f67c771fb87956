"""A statement answers as the queryset it was made from, for each caller his own answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, F
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from catalog.departments.queries import People
from catalog.directories.api import EntryViewSet
from catalog.models import DirectoryEntry, EntryGrant
from portal.models import AuditEvent, User
from portal.statements import (
    Bound,
    CountedInsert,
    InsertStatement,
    Numbers,
    Statement,
    UpdateStatement,
    among,
    whole,
)
from portal.workflow.actor import Actor, Interface
from requests_app.delivery.models import QuotaDay
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.interfaces.api_client import ApiCaller

pytestmark = pytest.mark.django_db
PEOPLE = ("labour_clerk", "hongkou_clerk", "market_compiler", "authority_officer")
QUERIES = (
    "",
    "available=true",
    "available=false",
    "sharing_class=CONDITIONAL",
    "sharing_class=CONDITIONAL&sharing_class=UNCONDITIONAL",
    "sharing_class=WITHHELD",
    "mode=API",
    "grade=GENERAL_2&available=true",
)


@pytest.fixture
def directory(cast) -> the_cast.Cast:
    """Seven published entries, of which some are conditional and open to city departments."""
    for number in range(4):
        story.publish(cast, story.enterprise_registry(name=f"企业登记信息{number}"))
    for number in range(3):
        draft = story.enterprise_registry(name=f"公开信息{number}")
        story.publish(cast, draft)
    closed = DirectoryEntry.objects.order_by("pk")[:3]
    DirectoryEntry.objects.filter(pk__in=[row.pk for row in closed]).update(
        sharing_class="UNCONDITIONAL"
    )
    return cast


def _composed(query: QueryDict, actor: Actor, now: Any, limit: int) -> list[dict[str, Any]]:
    """The same page, composed by Django for this caller."""
    view = EntryViewSet()
    rows = view.page_rows(query, actor, now, limit=limit, position=None)
    return [view.named(values) for values in rows][:limit]


@pytest.mark.parametrize("text", QUERIES)
def test_a_page_is_the_queryset_s(directory, text: str) -> None:
    """For everybody in turn, so that nothing of one caller stays for the next."""
    for person in (*PEOPLE, *PEOPLE):
        actor = directory.actor(person, Interface.API)
        query = QueryDict(text)
        shown = EntryViewSet().read_page(query, actor, directory.now)["results"]
        assert shown == _composed(query, actor, directory.now, 50), person


def test_later_pages_follow_the_first(directory) -> None:
    """By cursor, every row once and in order."""
    actor = directory.actor("labour_clerk", Interface.API)
    whole_list = EntryViewSet().read_page(QueryDict(""), actor, directory.now)["results"]
    found, cursor = [], ""
    for _page in range(20):
        query = QueryDict(f"limit=2{cursor}")
        page = EntryViewSet().read_page(query, actor, directory.now)
        found += page["results"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == whole_list
    assert len(found) == 7


def test_the_mark_follows_the_grant(directory) -> None:
    """The page is made once; what it finds is asked anew."""
    actor = directory.actor("labour_clerk", Interface.API)

    def available() -> set[str]:
        page = EntryViewSet().read_page(QueryDict(""), actor, directory.now)["results"]
        return {row["code"] for row in page if row["available"]}

    before = available()
    grant = EntryGrant.objects.filter(
        permission__codename="request_directoryentry",
        group=Group.objects.get(name="RSJ:members"),
        content_object__sharing_class="CONDITIONAL",
    ).first()
    assert grant is not None
    code = grant.content_object.code
    grant.delete()
    assert available() == before - {code}


def test_an_appointment_is_read_for_its_day(directory) -> None:
    """The department and the groups on that day; none before it, and none for a stranger."""
    people, today = People(), directory.now.date()
    for person in PEOPLE:
        user = directory.people[person]
        department, groups = people.appointment_of(user.pk, today)
        assert department == directory.actor(person).department_id
        assert groups == people.groups_of(user.pk, today)
        assert people.appointment_of(user.pk, today - timedelta(days=1)) == (None, ())
    assert people.appointment_of(directory.people["outsider"].pk, today) == (None, ())
    assert people.appointment_of(0, today) == (None, ())


def test_a_call_takes_few_statements(directory) -> None:
    """A list: the token and the page."""
    api = ApiCaller(directory.systems["labour"])
    with CaptureQueriesContext(connection) as asked:
        assert api.get("/entries/").status_code == 200
    assert len(asked) == 2, [query["sql"][:80] for query in asked]


def test_models_come_as_models(cast) -> None:
    """With their related rows, and once more for another value."""
    statement = Statement(
        lambda: User.objects.filter(username=Bound("name", CharField())).order_by("pk")
    )
    for person in PEOPLE:
        assert statement.rows(name=person) == [cast.people[person]]
    assert statement.first(name="nobody") is None


def test_constants_keep_their_signs(cast) -> None:
    """A percent sign or a quote in what never changes is no placeholder and ends no text."""
    User.objects.create_user("100%s'x")
    statement = Statement(
        lambda: User.objects.filter(username="100%s'x", pk__gte=whole("least")).values_list(
            "username"
        )
    )
    assert statement.rows(least=0) == [("100%s'x",)]
    assert statement.rows(least=10**9) == []


def test_only_numbers_are_written(cast) -> None:
    """Nothing else gets into the text."""
    statement = Statement(lambda: User.objects.filter(among("pk", Numbers("ids"))))
    wanted = sorted(user.pk for user in cast.people.values())[:3]
    assert sorted(user.pk for user in statement.rows(ids=wanted)) == wanted
    assert statement.rows(ids=[]) == []
    with pytest.raises(ValueError, match="invalid literal"):
        statement.rows(ids=["1}') OR true --"])


def test_prefetches_are_refused(cast) -> None:
    """They would be left out without a word."""
    with pytest.raises(ValueError, match="one query"):
        Statement(lambda: User.objects.prefetch_related("groups")).rows()


@pytest.fixture
def counted(cast, published) -> tuple[CountedInsert, dict[str, Any]]:
    """A day's count of an agreement, and two rows that hang on it."""
    agreement = story.agree(cast, story.send(cast, story.apply(cast, published)))
    QuotaDay.objects.create(agreement=agreement, day=cast.now.date())
    update = UpdateStatement(
        lambda: (
            QuotaDay.objects.filter(agreement_id=whole("agreement_id"), used__lt=whole("quota")),
            {"used": F("used") + 1},
        )
    )
    events = InsertStatement(AuditEvent)
    return CountedInsert(update, events, events), {"agreement_id": agreement.pk, "quota": 1}


def _event(name: str, **facts: Any) -> AuditEvent:
    return AuditEvent(
        name=name,
        subject_type="test",
        interface="JOB",
        occurred_at=NOW,
        algorithm="sha256",
        **{"digest": "0" * 64, **facts},
    )


def _written() -> list[tuple[str, Any]]:
    rows = AuditEvent.objects.filter(subject_type="test").order_by("pk")
    return list(rows.values_list("name", "details"))


def test_rows_are_written_as_often_as_counted(counted) -> None:
    """Once within the quota, and not a second time."""
    statement, values = counted
    first, second = _event("一", details={"a": [1, None, "%s"]}), _event("二", actor_id=7)
    assert statement.save(first, second, **values) is True
    assert _written() == [("一", {"a": [1, None, "%s"]}), ("二", {})]
    stored = AuditEvent.objects.get(pk=second.pk)
    assert (stored.name, stored.actor_id, stored.client_id) == ("二", 7, None)
    assert statement.save(_event("三"), _event("四"), **values) is False
    assert len(_written()) == 2
    assert QuotaDay.objects.get().used == 1


def test_a_row_that_cannot_be_written_is_not_counted(counted) -> None:
    """All of it or nothing, without a transaction around it."""
    statement, values = counted
    with pytest.raises(IntegrityError), transaction.atomic():
        statement.save(_event("一"), _event("二", digest=None), **values)
    assert _written() == []
    assert QuotaDay.objects.get().used == 0
