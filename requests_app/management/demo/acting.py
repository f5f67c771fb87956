"""Acting officers of the demo city: one acts now, one did and is past."""

from datetime import timedelta

from catalog.departments import actions
from catalog.departments.actions import Acting
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story


def _appoint(city: City, department: str, days: int, note: str) -> None:
    """The department's clerk acts for the head of its office, from today for so many days."""
    today = local_day(city.now)
    actions.appoint_acting(
        pk=city.departments[department].pk,
        user_id=city.people[f"{department.lower()}-jingban"].pk,
        mandates=[Mandate.CONSENT],
        acting=Acting(starts_on=today, ends_on=today + timedelta(days=days), note=note),
        post="工作机构负责人",
        actor=city.actor(department, "jigou"),
        now=city.now,
    )


def running(city: City) -> Story:
    """The head is away for a month."""
    yield city.timeline.at(-3)
    _appoint(city, "STJ", 30, "工作机构负责人参加脱产培训。")


def past(city: City) -> Story:
    """The head was away for a week, in spring."""
    yield city.timeline.at(-70)
    _appoint(city, "GZJ", 7, "工作机构负责人出差。")


def tell_all(city: City) -> None:
    """Begin the story of every acting officer."""
    for story in (running(city), past(city)):
        city.timeline.tell(story)
