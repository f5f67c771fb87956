"""Delivery stops of the demo city: one lifted again, one in force."""

from catalog.models import DirectoryEntry
from portal.regulation.vocabulary import Purpose
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story
from requests_app.management.demo.wishes import PARKING
from requests_app.stops import actions


def lifted(city: City) -> Story:
    """An application system called too often at night; the cause was found within two days."""
    yield city.timeline.at(-12)
    officer = city.actor("SJJ", "zhuguan")
    made = actions.stop_delivery(
        entry=DirectoryEntry.objects.values_list("code", flat=True).get(pk=city.entries[PARKING]),
        note="监测发现夜间调用量异常，为防止数据泄露先行停止，请有关部门核查。",
        actor=officer,
        now=city.now,
    )
    yield city.timeline.at(-10)
    note = "经核查系接收系统定时任务重复执行，已整改，未发生数据泄露。"
    actions.lift_stop(pk=made.pk, note=note, actor=officer, now=city.now)


def in_force(city: City) -> Story:
    """A department's terminals were infected; it receives nothing for this work until cleaned."""
    yield city.timeline.at(-1)
    actions.stop_delivery(
        recipient="BWT",
        purpose=Purpose.PUBLIC_SERVICE,
        note="接收部门终端感染木马病毒，处置完毕并经复查前停止供给。",
        actor=city.actor("SJJ", "zhuguan"),
        now=city.now,
    )


def tell_all(city: City) -> None:
    """Begin the story of every stop."""
    for story in (lifted(city), in_force(city)):
        city.timeline.tell(story)
