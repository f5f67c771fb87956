"""Tells the demo city's whole past in one transaction: all of it is there, or nothing is."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from catalog.directories import actions as directories
from catalog.directories.actions import Content
from portal.regulation.vocabulary import SharingMode
from portal.workflow import grants
from portal.workflow.actor import Actor
from requests_app.delivery import actions as delivery
from requests_app.documents import actions as documents
from requests_app.management.demo import (
    acting,
    baskets,
    bulk_edits,
    challenges,
    clockwork,
    complaints,
    demands,
    directory,
    emergencies,
    harvests,
    history,
    imports,
    incidents,
    internal_rules,
    lookups,
    matters,
    norms,
    notices,
    oversight,
    platforms,
    quality,
    questions,
    returns,
    rows,
    searches,
    standards,
    stops,
    templates,
    withdrawals,
)
from requests_app.management.demo.city import City, found
from requests_app.management.demo.timeline import Story, Timeline
from requests_app.oversight import actions as supervision

LOADED, RENEWED = -208, -20


class GrantsDiffer(AssertionError):
    """The stories left object permissions that facts do not cause, or missed some."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """The city as it was made, and how many events its chain has."""

    city: City
    events: int


def _load(city: City, pk: int, resource: rows.Resource, content: Content, folder: Path) -> None:
    """Write the invented rows to a file and load them as the provider's reviewer."""
    path = folder / f"{resource.key}-{pk}.csv"
    keys = rows.write(
        resource,
        content.items,
        path,
        chance=city.timeline.chance,
        today=city.timeline.day(LOADED),
    )
    city.samples[resource.entry] = (resource.key, keys)
    delivery.load(
        pk=pk,
        path=path,
        file_name=f"{resource.name}.csv",
        actor=city.actor(city.provider(resource.entry), "shenhe"),
        now=city.now,
    )


def _supply(city: City, resource: rows.Resource, content: Content, folder: Path) -> Story:
    """A resource is attached to its published entry, loaded, and later loaded anew."""
    yield city.timeline.at(LOADED)
    attached = directories.attach_resource(
        entry_id=city.entries[resource.entry],
        name=resource.name,
        mode=SharingMode.API,
        actor=city.actor(city.provider(resource.entry), "shenhe"),
        now=city.now,
    )
    _load(city, attached.pk, resource, content, folder)
    if resource.key == "place_code":
        yield city.timeline.at(RENEWED)
        _load(city, attached.pk, resource, content, folder)


def _tell(city: City, folder: Path) -> None:
    city.timeline.tell(found(city))
    city.timeline.tell(standards.register(city))
    city.timeline.tell(searches.save(city))
    city.timeline.run()
    contents = directory.compile_entries(city)
    resources = [*rows.RESOURCES, *rows.plain(contents)]
    for resource in resources:
        city.timeline.tell(_supply(city, resource, contents[resource.entry], folder))
    city.timeline.tell(_past(city, [resource.entry for resource in resources]))
    city.timeline.tell(clockwork.work(city))
    norms.tell_all(city)
    platforms.tell_all(city)
    matters.tell_all(city)
    returns.tell_all(city)
    demands.tell_all(city)
    stops.tell_all(city)
    emergencies.tell_all(city)
    incidents.tell_all(city)
    complaints.tell_all(city)
    acting.tell_all(city)
    withdrawals.tell_all(city)
    oversight.tell_all(city)
    lookups.tell_all(city)
    internal_rules.tell_all(city)
    imports.tell_all(city)
    bulk_edits.tell_all(city)
    templates.tell_all(city)
    harvests.tell_all(city)
    quality.tell_all(city)
    questions.tell_all(city)
    challenges.tell_all(city)
    baskets.tell_all(city)
    city.timeline.run()


def _past(city: City, supplied: list[str]) -> Story:
    """Once the directory stands, it is known who may ask for what."""
    yield city.timeline.morning(LOADED + 1)
    history.tell_all(city, supplied)


def seed(*, now: datetime, number: int) -> Seeded:
    """Make the city as of ``now`` from the seed, seal its chain, and check its permissions.

    :raises GrantsDiffer: object permissions and facts disagree; nothing is kept then.
    """
    with transaction.atomic(), tempfile.TemporaryDirectory(prefix="demo-") as folder:
        city = City(Timeline(now=now, seed=number))
        _tell(city, Path(folder))
        missing, unfounded = grants.differences()
        if missing or unfounded:
            raise GrantsDiffer(f"missing {missing[:5]}, unfounded {unfounded[:5]}")
        city.sealed += clockwork.seal(city)
        documents.issue_waiting(actor=Actor.system("issue-documents"), now=now)
        supervision.propose_waiting(actor=Actor.system("propose-breaches"), now=now)
        city.sealed += clockwork.seal(city)
        notices.tell_all(city, now)
        return Seeded(city, city.sealed + clockwork.seal(city))
