"""The worker in the city's past: what time alone does, each working day before the offices open."""

from django.utils.module_loading import autodiscover_modules

from portal.audit import chain, feed
from portal.interfaces.jobs import BODIES
from portal.workflow.actor import Actor
from requests_app.documents import actions as documents
from requests_app.management.demo.city import OPENED, City
from requests_app.management.demo.timeline import Story
from requests_app.notices import actions as notices

#: They are run once over the whole past, when it has been told; the last one only looks.
_AT_THE_END = frozenset({"give-notices", "mail-notices", "issue-documents", "check-grants"})
#: They would connect to hosts of others; the stories themselves say what was read there.
_OUT_OF_THE_HOUSE = frozenset({"harvest-catalogs", "work-on-harvests"})
#: Counting every entry is done once a week, and on the last day.
_WEEKLY = frozenset({"keep-quality-figures"})
#: Since when acts are put on paper and people are told of them.
_INTRODUCED = -60


def seal(city: City) -> int:
    """Seal all that was done, and return how many events that were."""
    total = 0
    while sealed := chain.seal(now=city.now):
        total += sealed
    return total


def work(city: City) -> Story:
    """Every job, each morning from the city's first day to today."""
    autodiscover_modules("jobs")
    for day in range(OPENED + 1, 1):
        yield city.timeline.morning(day)
        city.sealed += seal(city)
        left_out = _AT_THE_END | _OUT_OF_THE_HOUSE | (_WEEKLY if day % 7 else frozenset())
        for name, body in BODIES.items():
            if name not in left_out:
                body(actor=Actor.system(name), now=city.now)
        if day == _INTRODUCED:
            for reader in (documents.READER, notices.READER):
                feed.pass_over(reader)
