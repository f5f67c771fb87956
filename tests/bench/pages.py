"""How long pages take with many entries, by what is asked of them, as a reader's browser asks."""

import statistics
import time

from django.test import Client
from django.utils import timezone

from catalog.quality import figures
from portal.models import User
from tests.bench.figures import Figure
from tests.cast import Cast

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


def _timed(person: User, address: str) -> float:
    """The median of a few answers, in seconds, through every middleware."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    taken = []
    for _round in range(ROUNDS + 1):
        start = time.perf_counter()
        answer = client.get(address)
        taken.append(time.perf_counter() - start)
        assert answer.status_code == 200, (address, answer.status_code)
    return statistics.median(taken[1:])


def measure(cast: Cast) -> list[Figure]:
    """Each page, as a figure of its own, after a night in which the entries were counted."""
    figures.keep(now=timezone.now())
    return [
        Figure(f"page: {name}", "<= 300", _timed(cast.people[person], address) * 1000, "ms", ROUNDS)
        for name, (person, address) in ASKED.items()
    ]
