"""The register of norms of the demo city: what its requests cite, and one that was repealed."""

from datetime import date, timedelta

from catalog.norms import actions
from portal.regulation.vocabulary import InstrumentLevel
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

RECORDED, REPEAL_KNOWN = -119, -12
#: Department → title, document number, rank, issuer, in force from, article. Those of the last two
#: are invented: a norm that is repealed soon, and one that is repealed already.
_NORMS = {
    "RSJ": (
        "失业保险条例",
        "国务院令第258号",
        InstrumentLevel.ADMINISTRATIVE_REGULATION,
        "国务院",
        date(1999, 1, 22),
        "第二十五条",
    ),
    "MZJ": (
        "社会救助暂行办法",
        "国务院令第649号",
        InstrumentLevel.ADMINISTRATIVE_REGULATION,
        "国务院",
        date(2014, 5, 1),
        "第五十八条",
    ),
    "FGW": (
        "上海市公共信用核验工作规定（试行）",
        "沪发改规范〔2021〕90号",
        InstrumentLevel.NORMATIVE_DOCUMENT,
        "上海市发展和改革委员会",
        date(2021, 3, 1),
        "第六条",
    ),
    "WJW": (
        "上海市健康管理服务核验工作规定",
        "沪卫规〔2020〕90号",
        InstrumentLevel.NORMATIVE_DOCUMENT,
        "上海市卫生健康委员会",
        date(2020, 6, 1),
        "第四条",
    ),
}
#: Department → the days from yesterday to the one on which the norm it cites is repealed.
_REPEALED = {"FGW": 20, "WJW": 0}


def _recorded(city: City) -> Story:
    """The authority records them before the first request cites one."""
    yield city.timeline.at(RECORDED)
    officer = city.actor("SJJ", "zhuguan")
    for code, (title, number, level, issuer, begins_on, article) in _NORMS.items():
        norm = actions.record_norm(
            title=title,
            document_number=number,
            level=level,
            issuer=issuer,
            effective_on=begins_on,
            actor=officer,
            now=city.now,
        )
        city.norms[code] = (norm.pk, article)


def _repealed(city: City) -> Story:
    """Two repeals are recorded; what rests on the second is suspended with its day, by time."""
    yield city.timeline.at(REPEAL_KNOWN)
    for code, days in _REPEALED.items():
        actions.record_repeal(
            pk=city.norms[code][0],
            repealed_on=city.timeline.day(-1) + timedelta(days=days),
            note="新的规定施行，同时废止。",
            actor=city.actor("SJJ", "zhuguan"),
            now=city.now,
        )


def tell_all(city: City) -> None:
    """Begin the story of the register."""
    for story in (_recorded(city), _repealed(city)):
        city.timeline.tell(story)
