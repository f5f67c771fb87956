"""Who was told of the city's past, and what of it is still unread."""

from datetime import datetime

from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from requests_app.management.demo.city import City
from requests_app.models import Notice
from requests_app.notices import actions

#: What is older than so many working days everybody has read.
READ_BEFORE = -3


def tell_all(city: City, now: datetime) -> None:
    """Give the notices of all that is sealed; the older ones were read long ago."""
    actions.give_waiting(actor=Actor.system("give-notices"), now=now)
    day = city.timeline.day(READ_BEFORE)
    old = Notice.objects.filter(occurred_at__date__lt=day).order_by("-pk")
    last = old.values_list("pk", flat=True).first()
    for user in city.people.values():
        reader = Actor.person(user.pk, interface=Interface.COMMAND, on=local_day(now))
        actions.read_all(up_to=last or 0, actor=reader, now=now)
