"""How long the directory's page takes, by what is asked of it, as a reader's browser asks."""

import statistics
import time

from django.test import Client

from portal.models import User
from tests.bench.figures import Figure

ROUNDS = 7
ASKED = {
    "all": "",
    "searched": "?q=企业登记",
    "by sound": "?q=qydj",
    "a slip": "?q=企业登计",
    "narrowed": "?sharing_class=CONDITIONAL&frequency=DAILY&tier=PROVINCE",
}


def measure(user: User) -> list[Figure]:
    """The median of each, through every middleware, with facets and ranking."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    figures = []
    for name, query in ASKED.items():
        taken = []
        for _round in range(ROUNDS + 1):
            start = time.perf_counter()
            answer = client.get(f"/catalog/{query}")
            taken.append(time.perf_counter() - start)
            assert answer.status_code == 200, (query, answer.status_code)
        seconds = statistics.median(taken[1:])
        figures.append(Figure(f"directory page, {name}", "<= 300", seconds * 1000, "ms", ROUNDS))
    return figures
