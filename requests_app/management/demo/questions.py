"""Questions on entries in the demo city: answered, waiting, late, referred, struck out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from catalog.questions import actions
from portal.workflow.actor import Actor
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks what of which entry on which working day, and what follows on which."""

    asker: str
    entry: str
    day: int
    text: str
    item: str = ""
    then: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def _provider(city: City, asked: _Asked) -> Actor:
    return city.actor(city.provider(asked.entry), "jingban")


def _answer(city: City, asked: _Asked, pk: int, text: str) -> None:
    actions.answer_question(pk=pk, text=text, actor=_provider(city, asked), now=city.now)


def _correct(city: City, asked: _Asked, pk: int, text: str) -> None:
    actions.correct_answer(pk=pk, text=text, actor=_provider(city, asked), now=city.now)


def _refer(city: City, asked: _Asked, pk: int, procedure: str, text: str) -> None:
    clerk = _provider(city, asked)
    actions.refer_question(pk=pk, procedure=procedure, text=text, actor=clerk, now=city.now)


def _take_on(city: City, asked: _Asked, pk: int) -> None:
    actions.take_on_question(pk=pk, actor=_provider(city, asked), now=city.now)


def _ask_back(city: City, asked: _Asked, pk: int, text: str) -> None:
    actions.ask_back(pk=pk, text=text, actor=city.actor(asked.asker, "jingban"), now=city.now)


def _close(city: City, asked: _Asked, pk: int) -> None:
    actions.close_question(pk=pk, actor=city.actor(asked.asker, "jingban"), now=city.now)


def _withdraw(city: City, asked: _Asked, pk: int) -> None:
    actions.withdraw_question(pk=pk, actor=city.actor(asked.asker, "jingban"), now=city.now)


def _strike(city: City, asked: _Asked, pk: int, note: str) -> None:
    officer = city.overseer(city.provider(asked.entry))
    actions.strike_question(pk=pk, note=note, actor=officer, now=city.now)


_STEPS: Mapping[str, Callable[..., None]] = {
    "answer": _answer,
    "correct": _correct,
    "refer": _refer,
    "take on": _take_on,
    "ask back": _ask_back,
    "close": _close,
    "withdraw": _withdraw,
    "strike": _strike,
}
_FOOD, _ELDERLY = "食品生产许可证信息", "养老机构备案信息"
_ASKED = (
    _Asked(
        "WJW",
        _FOOD,
        -40,
        "“许可证编号”是否随换证变化？换证前后能否对应到同一家企业？",
        then={
            -38: (
                "answer",
                "换证后编号不变；企业迁址跨区的，编号重新编发，可按统一社会信用代码对应。",
            ),
            -37: ("ask back", "跨区迁址的，原编号的记录还保留吗？"),
            -35: ("answer", "保留，状态记为“注销”，不再更新。"),
            -34: ("correct", "更正：自2024年1月起，原编号的状态记为“迁出”，此前记为“注销”。"),
            -33: ("close",),
        },
    ),
    _Asked(
        "RSJ",
        _FOOD,
        -3,
        "本目录自哪一年起有记录？2015年以前核发的许可证是否补录？",
        then={-2: ("answer", "自2015年10月起有记录，此前核发且当时仍有效的已经补录。")},
    ),
    _Asked(
        "STJ",
        _FOOD,
        -1,
        "更新频率为每日，节假日是否更新？",
        then={0: ("take on",)},
    ),
    _Asked(
        "RSJ",
        _ELDERLY,
        -9,
        "床位数是核定床位还是实际设置床位？",
    ),
    _Asked(
        "WJW",
        _ELDERLY,
        -6,
        "请提供各区养老机构名单，用于医养结合工作。",
        then={
            -4: ("refer", "REQUEST", "提问不提供数据。名单属于本目录数据，请提出共享申请。"),
        },
    ),
    _Asked(
        "SCJG",
        _ELDERLY,
        -12,
        "备案信息是否包括分支机构？",
        then={-11: ("withdraw",)},
    ),
    _Asked(
        "YJJ",
        _ELDERLY,
        -15,
        "贵单位几号召开座谈会？请通知我处参加。",
        then={-14: ("strike", "与目录内容无关，会议事项请通过公文办理。")},
    ),
)


def _tell(city: City, asked: _Asked) -> Story:
    """Asked by the department's clerk; each step comes on its day."""
    yield city.timeline.at(asked.day)
    pk = actions.ask_question(
        entry_id=city.entries[asked.entry],
        text=asked.text,
        item_name=asked.item,
        actor=city.actor(asked.asker, "jingban"),
        now=city.now,
    ).pk
    for day, (step, *words) in asked.then.items():
        yield city.timeline.at(day)
        _STEPS[step](city, asked, pk, *words)


def tell_all(city: City) -> None:
    """Begin the story of every question."""
    for asked in _ASKED:
        city.timeline.tell(_tell(city, asked))
