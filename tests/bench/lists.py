"""The list "available to me": ours, stock guardian's documented idiom, and the bare page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from guardian.shortcuts import get_objects_for_user

from catalog.directories import queries
from catalog.directories.api import EntryViewSet
from catalog.models import Department, DirectoryEntry, EntryGrant
from portal.interfaces.keyset import write_cursor
from portal.models import User
from portal.regulation.vocabulary import Mandate, SharingClass
from portal.statements import Statement
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from tests.bench.city import EVERYWHERE
from tests.bench.figures import Figure
from tests.cast import Cast

PAGE = 50
#: What a list shows of an entry, but for the mark that tells whether it is available.
COLUMNS = tuple(name for name in EntryViewSet.columns if name != "with_available")
_STOCK = (
    "guardian reads every grant of the reader before the first row, so the ratio grows with them;"
    " the reader of this city holds forty thousand, one for each conditional entry."
)


def reader(cast: Cast) -> User:
    """A member of the department that lies in every scope, by the product's own appointment."""
    from catalog.departments import actions as departments

    department = Department.objects.get(code=EVERYWHERE)
    user = User.objects.create_user("bench-reader")
    departments.appoint(
        pk=department.pk,
        user_id=user.pk,
        mandates=[Mandate.APPLY],
        actor=cast.actor("authority_officer"),
        now=timezone.now(),
    )
    assert Group.objects.filter(user=user, name=f"{department.code}:members").exists()
    return user


@contextmanager
def disabled(grant_model: Any) -> Iterator[None]:
    """Let guardian fall back to its generic table, as it does without a table of one's own."""
    grant_model.enabled = False
    try:
        yield
    finally:
        grant_model.enabled = True


def _codes(rows: Any) -> list[str]:
    """The page as a list shows it, of which the codes tell whether it is the same one."""
    listed = rows.order_by(*EntryViewSet.order).values(*COLUMNS)[: PAGE + 1]
    return [row["code"] for row in listed][:PAGE]


def measure(cast: Cast, in_turn: Callable[..., Any]) -> list[Figure]:
    """Page 1 against both references, and page 1,000 by cursor against page 1."""
    now = timezone.now()
    user = reader(cast)
    actor = Actor.person(user.pk, interface=Interface.API, on=local_day(now), keeps_groups=True)
    published = DirectoryEntry.objects.filter(published_at__isnull=False)

    def page(cursor: str = "") -> list[str]:
        """As the programming interface reads it."""
        query = QueryDict(f"available=true&limit={PAGE}{cursor and f'&cursor={cursor}'}")
        return [row["code"] for row in EntryViewSet().read_page(query, actor, now)["results"]]

    def direct() -> list[str]:
        granted = get_objects_for_user(
            User.objects.get(pk=user.pk),
            "catalog.request_directoryentry",
            accept_global_perms=False,
        )
        wanted = Q(sharing_class=SharingClass.UNCONDITIONAL) | Q(pk__in=granted)
        return _codes(published.filter(wanted))

    def stock() -> list[str]:
        # The same idiom on guardian's own table, which is what its documentation begins with.
        with disabled(EntryGrant):
            return direct()

    # Made once as ours is, so that the permission alone is between them.
    plain = Statement(lambda: published.order_by(*EntryViewSet.order).values(*COLUMNS)[: PAGE + 1])

    def bare() -> list[str]:
        return [row["code"] for row in plain.rows()]

    first = in_turn({"ours": page, "stock": stock, "direct": direct, "bare": bare})
    assert first["ours"][1] == first["stock"][1] == first["direct"][1], "the same rows"
    far = _far_page(queries.available(queries.published_to(actor), actor, now=now))
    deep = in_turn({"ours": page, "deep": lambda: page(far)})
    assert len(deep["deep"][1]) == PAGE
    ours_s, stock_s, direct_s, bare_s = (
        first[name][0] for name in ("ours", "stock", "direct", "bare")
    )
    return [
        Figure(
            "available page 1: stock guardian / ours", ">= 50", stock_s / ours_s, "x", 7, _STOCK
        ),
        Figure(
            "available page 1: stock guardian on a direct table / ours",
            ">= 1",
            direct_s / ours_s,
            "x",
            7,
        ),
        Figure("available page 1: ours / bare page", "<= 15", ours_s / bare_s, "x", 7),
        Figure(
            "available page 1000 / page 1, by cursor",
            "<= 2",
            deep["deep"][0] / deep["ours"][0],
            "x",
            7,
        ),
    ]


def _far_page(rows: Any) -> str:
    """The cursor of page 1,000, or of the last full page."""
    keys = rows.order_by(*EntryViewSet.order).values_list("published_at", "pk")
    place = min(1000 * PAGE, rows.count() - PAGE - 1)
    return write_cursor(keys[place - 1], of=EntryViewSet.__name__)
