"""Templates of entries in the demo city: some of one department, one of the authority for all."""

from catalog.entry_templates import actions, queries
from portal.regulation.entry_version import State
from portal.regulation.vocabulary import SharingClass
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

SAVED, PUBLISHED = -9, -8


def _save(city: City, name: str, word: str, department: str, role: str) -> int:
    """Keep one of the department's published entries, or one that it oversees, by its name."""
    person = city.actor(department, role)
    rows = queries.sources(person, now=city.now).filter(status=State.PUBLISHED)
    fitting = rows.filter(name__contains=word, sharing_class=SharingClass.CONDITIONAL)
    version = fitting.order_by("entry__code")[0]
    saved = actions.save_template(version_id=version.pk, name=name, actor=person, now=city.now)
    return saved.pk


def _told(city: City) -> Story:
    """Two that stay and one that goes out of use; the next day the authority's is published."""
    yield city.timeline.at(SAVED)
    _save(city, "登记类", "登记", "MZJ", "jingban")
    _save(city, "救助类", "救助", "MZJ", "jingban")
    old = _save(city, "登记类（旧）", "登记", "MZJ", "jingban")
    actions.retire_template(pk=old, actor=city.actor("MZJ", "jingban"), now=city.now)
    yield city.timeline.at(PUBLISHED)
    kept = _save(city, "行政许可类", "许可", "SJJ", "zhuguan")
    actions.publish_template(pk=kept, actor=city.actor("SJJ", "zhuguan"), now=city.now)


def tell_all(city: City) -> None:
    """Begin the story of the templates."""
    city.timeline.tell(_told(city))
