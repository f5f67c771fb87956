"""How long pages take with many entries, by what is asked of them, as a reader's browser asks."""

import re
import statistics
import sys
import time
from collections.abc import Iterator

from django.test import Client
from django.utils import timezone

from catalog.models import EntryVersion
from catalog.quality import figures
from portal.models import User
from tests.bench.figures import Figure
from tests.cast import Cast
from tests.matrix import places

ROUNDS = 7
#: What is asked, by whom: the directory, and the lists and desks that go over all entries.
ASKED = {
    "directory": ("labour_clerk", "/catalog/"),
    "directory, searched": ("labour_clerk", "/catalog/?q=企业登记"),
    "directory, by sound": ("labour_clerk", "/catalog/?q=qydj"),
    "directory, a slip": ("labour_clerk", "/catalog/?q=企业登计"),
    "directory, narrowed": (
        "labour_clerk",
        "/catalog/?sharing_class=CONDITIONAL&frequency=DAILY&tier=PROVINCE",
    ),
    "versions, admin": ("labour_clerk", "/admin/catalog/entryversion/"),
    "desk of a provider": ("market_compiler", "/admin/"),
    "desk of the authority": ("authority_officer", "/admin/"),
    "board": ("authority_officer", "/board/"),
    "what to mend first": ("authority_officer", "/quality-reports/mend-first/"),
    "reports due": ("authority_officer", "/quality-reports/due/"),
    "items without a source": ("authority_officer", "/source-designations/contested/"),
    "base registries": ("authority_officer", "/registries/"),
    "classification tree": ("authority_officer", "/classifications/"),
}


#: Who opens every other page and admin list: an asker, a provider, the authority.
_READERS = ("labour_clerk", "market_compiler", "authority_officer")
#: What is read by machines, or answers otherwise than by a page.
_NO_PAGES = ("api/", "oauth/", "catalog.ttl", "catalog.jsonld", "static/", "admin/jsi18n/")
_ABOUT_AN_ENTRY = re.compile(r"(admin/catalog/entryversion/|catalog/)<[^>]+>/[^<]*")


def _timed(person: User, address: str) -> float:
    """The median of a few answers, in seconds, through every middleware."""
    client = _signed_in(person)
    taken = [_once(client, address) for _round in range(ROUNDS + 1)]
    return statistics.median(taken[1:])


def _signed_in(person: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return client


def _once(client: Client, address: str) -> float:
    """Seconds until a page is there.

    :raises AssertionError: no page is.
    """
    start = time.perf_counter()
    answer = client.get(address)
    taken = time.perf_counter() - start
    assert answer.status_code == 200, (address, answer.status_code)
    return taken


def _opens(client: Client, address: str) -> bool:
    """Whether a page stands there for the reader."""
    answer = client.get(address)
    return answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")


def _elsewhere() -> Iterator[str]:
    """Each page that stands by itself, also narrowed by words, and the pages of an entry."""
    number = EntryVersion.objects.filter(public_number="bench-0").select_related("entry").get()
    for pattern in sorted(set(places.walk())):
        if pattern.startswith(_NO_PAGES):
            continue
        if "<" not in pattern:
            yield f"/{pattern}"
            yield f"/{pattern}?q=企业登记"
        elif _ABOUT_AN_ENTRY.fullmatch(pattern):
            named = number.public_number if pattern.startswith("admin/") else number.entry.slug
            yield "/" + re.sub("<[^>]+>", named, pattern)


def _slowest(cast: Cast) -> Figure:
    """The slowest of all other pages, whoever opens them; each is named that takes long."""
    asked = {address for _person, address in ASKED.values()}
    found: list[tuple[float, str, str]] = []
    for person in _READERS:
        client = _signed_in(cast.people[person])
        for address in _elsewhere():
            if address in asked or not _opens(client, address):
                continue
            taken = statistics.median(_once(client, address) for _round in range(3))
            found.append((taken * 1000, address, person))
    found.sort(reverse=True)
    for taken, address, person in found[:20]:
        print(f"  {taken:.0f} ms {address} {person}", file=sys.stderr, flush=True)
    taken, address, person = found[0]
    goal = f"slowest of {len(found)} other pages ({address}, {person})"
    return Figure(goal, "<= 300", taken, "ms", 3)


def measure(cast: Cast) -> list[Figure]:
    """Each page, as a figure of its own, after a night in which the entries were counted."""
    figures.keep(now=timezone.now())
    named = [
        Figure(f"page: {name}", "<= 300", _timed(cast.people[person], address) * 1000, "ms", ROUNDS)
        for name, (person, address) in ASKED.items()
    ]
    return [*named, _slowest(cast)]
