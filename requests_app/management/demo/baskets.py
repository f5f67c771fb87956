"""The basket of a clerk in the demo city: two entries to be asked for at one go."""

from catalog.models import DirectoryEntry
from requests_app.baskets import actions
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

COLLECTED = -2
#: How many entries, and how many items of each.
_ENTRIES, _ITEMS = 2, 3


def _collected(city: City) -> Story:
    """The clerk of the labour department puts unconditional entries of others in."""
    yield city.timeline.at(COLLECTED)
    clerk = city.actor("RSJ", "jingban")
    others = DirectoryEntry.objects.filter(sharing_class="UNCONDITIONAL", is_detail_closed=False)
    others = others.exclude(live_version=None).exclude(provider__code="RSJ")
    for entry in others.order_by("pk")[:_ENTRIES]:
        names = entry.live.items.order_by("position").values_list("name", flat=True)[:_ITEMS]
        actions.put_in(entry=entry.slug, items=list(names), actor=clerk, now=city.now)


def tell_all(city: City) -> None:
    """Plan the story."""
    city.timeline.tell(_collected(city))
