"""What the labour department's clerk looks for again and again."""

from catalog.saved_searches import actions
from requests_app.management.demo.city import OPENED, City
from requests_app.management.demo.timeline import Story

_SEARCHES: tuple[tuple[str, dict[str, list[str]], bool], ...] = (
    ("企业登记", {"q": ["企业登记"]}, True),
    ("人口类有条件共享", {"q": ["人口"], "sharing_class": ["CONDITIONAL"]}, True),
    ("不予共享目录", {"sharing_class": ["WITHHELD"]}, False),
)


def save(city: City) -> Story:
    """Before the first entry is published, so that he is told of what fits."""
    yield city.timeline.at(OPENED + 2)
    for name, filters, is_notice_wanted in _SEARCHES:
        actions.keep(
            name=name,
            filters=filters,
            is_notice_wanted=is_notice_wanted,
            actor=city.actor("RSJ", "jingban"),
            now=city.now,
        )
