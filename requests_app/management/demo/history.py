"""The city's long past: some hundreds of requests drawn from the seed, each told to its end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalog.directories.queries import may_request
from catalog.models import DirectoryEntry
from portal.regulation.vocabulary import RefusalGround, SharingClass
from requests_app.management.demo.agreements import end_use, expire
from requests_app.management.demo.city import SYSTEMS, City
from requests_app.management.demo.corrections import confirmed_right, corrected
from requests_app.management.demo.disposals import close, inspect
from requests_app.management.demo.disputes import decided, settled
from requests_app.management.demo.matters import wishes
from requests_app.management.demo.records import recorded
from requests_app.management.demo.sharing import Matter, Part
from requests_app.management.demo.timeline import Story
from requests_app.management.demo.use_changes import third_party_refused
from requests_app.management.demo.wishes import Wish
from requests_app.sharing import actions

#: Working days before today on which these requests are received; what was used takes longer.
FIRST, LAST_USED, LAST_ANSWERED = -200, -100, -45
USED, REFUSED, WITHDRAWN = 110, 75, 25
#: When everything used has been given back.
_ENDED = -38

#: What each department asks others' data for.
_SCENARIOS = {
    "RSJ": ("失业保险金申领核验", "工伤认定核验", "职业技能补贴资格核验", "社会保险关系转移核验"),
    "MZJ": ("临时救助资格核验", "困境儿童认定核验", "社会组织登记核验", "养老补贴资格核验"),
    "SCJG": ("经营主体迁移登记核验", "食品生产许可核验", "特种设备使用登记核验", "双随机抽查"),
    "FGW": ("公共信用信息归集", "招标投标主体核验", "粮食储备企业核验", "价格监测对象核验"),
    "YJJ": ("危险化学品经营许可核验", "安全生产检查对象核验", "灾害救助对象核验", "应急预案编制"),
    "ZJW": ("公租房续租资格核验", "住房保障复核", "物业服务企业核验", "施工许可核验"),
    "WJW": ("医师执业注册核验", "家庭医生签约核验", "医疗机构校验", "出生医学证明办理核验"),
    "JYW": ("幼儿园入园资格核验", "转学资格核验", "学生资助资格核验", "民办学校年检核验"),
    "GAJ": ("居住证签注核验", "户口迁移核验", "特种行业许可核验", "落户申请核验"),
    "JTW": ("网约车驾驶员资格核验", "道路运输许可核验", "停车减免资格核验", "船舶检验核验"),
    "STJ": ("排污许可核验", "环境影响评价主体核验", "危险废物经营许可核验", "生态补偿对象核验"),
    "HKMZ": ("区级临时救助核验", "支出型贫困核验", "重残无业人员核验", "区级养老服务补贴核验"),
    "PDSC": ("一业一证变更核验", "一业一证延续核验", "企业注销核验", "区级许可核查"),
    "BWT": ("社区救助受理核验", "居住登记受理核验", "高龄津贴受理核验", "就业援助受理核验"),
}
_GROUNDS = (
    (RefusalGround.NOT_HELD, "本部门不掌握所申请的数据项，请向该数据项的数源部门申请。"),
    (RefusalGround.CONDITIONS_NOT_MET, "申请的批量使用方式不符合已发布的逐笔核验条件。"),
    (RefusalGround.LAW_FORBIDS, "所涉数据项依法只能用于法定用途，所述场景不在其列。"),
    (RefusalGround.OTHER, "所述场景与履行职责的关系未予说明，请补充后另行申请。"),
)


def _answered(matter: Matter, day: int) -> Part[int]:
    """Received that day and reviewed, perhaps supplemented, extended or late.

    :returns: the day of the answer.
    """
    chance = matter.line.chance
    yield from matter.ask(day)
    yield from matter.review(day + 1)
    way = chance.random()
    if way < 0.15:
        yield from matter.notify(day + 3)
        yield from matter.supplement(day + 5)
        return day + 9
    if way < 0.27:
        yield from matter.extend(day + 6, chance.choice((3, 5)), granted=True)
        return day + 11
    if way < 0.3:
        yield from matter.extend(day + 5, 3)
        return day + 8
    # One in twenty is answered two working days late.
    return day + (12 if way < 0.35 else chance.randint(4, 9))


def _put_right(matter: Matter, day: int) -> Part[None]:
    """Suspended by the provider, put right, resumed."""
    mend_within = matter.line.left(day + 9)
    yield from matter.suspend(day, matter.provider("jigou"), mend_within=mend_within)
    yield matter.line.at(day + 5)
    actions.report_rectification(
        pk=matter.agreement_pk,
        note="已改为逐笔核验，并清理批量查询产生的缓存。",
        actor=matter.requester("jigou"),
        now=matter.now,
    )
    yield matter.line.at(day + 7)
    actions.resume(
        pk=matter.agreement_pk,
        note="经核查，查询方式已改正。",
        actor=matter.provider("jigou"),
        now=matter.now,
    )


#: What may befall a use, and how often in a hundred.
_EVENTS: tuple[tuple[Callable[[Matter, int], Story] | None, int], ...] = (
    (None, 62),
    (corrected, 10),
    (confirmed_right, 6),
    (settled, 7),
    (_put_right, 9),
    (third_party_refused, 6),
)


def _used(matter: Matter, answer: int, ends: int) -> Story:
    """Agreed, supplied, used, recorded, ended, disposed of."""
    chance, every = matter.line.chance, matter.line.chance.randint(15, 40)
    yield from matter.propose(answer - 1)
    yield from matter.consent(answer)
    # One in twenty is supplied after the twenty working days.
    entered = answer + (23 if chance.random() < 0.05 else chance.randint(1, 12))
    yield from matter.enter_use(entered)
    middle = (entered + ends) // 2
    yield from matter.use(entered + 1, entered + 10, every)
    if chance.random() < 0.9:
        yield from recorded(matter, entered + 10)
    yield from matter.use(entered + 11, middle, every)
    event = chance.choices([each for each, _ in _EVENTS], [often for _, often in _EVENTS])[0]
    if event is not None:
        yield from event(matter, middle)
    yield from matter.use(middle + 10, ends - 1, every)
    if matter.wish.until < matter.line.left(ends):
        yield from expire(matter)
    else:
        yield from end_use(matter, ends)
    yield from close(matter, ends + chance.randint(7, 14))
    if chance.random() < 0.2:
        yield from inspect(matter, ends + chance.randint(16, 24))


def _life(matter: Matter, day: int, ends: int) -> Story:
    """One whole use, from the draft to the closed disposal."""
    answer = yield from _answered(matter, day)
    yield from _used(matter, answer, ends)


def _refusal(matter: Matter, day: int) -> Story:
    """Refused; some requesters dispute it, and by decision it is answered anew."""
    answer = yield from _answered(matter, day)
    ground, text = matter.line.chance.choice(_GROUNDS)
    yield from matter.refuse(answer, ground, text)
    if matter.line.chance.random() < 0.1 and answer < _ENDED - 50:
        yield from decided(matter, answer + 3)
        yield from matter.review(answer + 18)
        yield from matter.refuse(answer + 22, RefusalGround.LAW_FORBIDS, _GROUNDS[2][1])


def _withdrawal(matter: Matter, day: int) -> Story:
    """The requester thinks better of it."""
    yield from matter.ask(day)
    yield from matter.review(day + 1)
    yield matter.line.at(day + 3)
    matter.withdraw()


@dataclass
class Pairs:
    """Who may still ask for what is shared under conditions; each pair has one request."""

    city: City
    entries: list[str]

    def __post_init__(self) -> None:
        told = {(wish.by, wish.entry) for _tale, wish in wishes()}
        self._free = [pair for pair in self._all() if pair not in told]
        self.city.timeline.chance.shuffle(self._free)

    def _all(self) -> Iterator[tuple[str, str]]:
        conditional = DirectoryEntry.objects.filter(sharing_class=SharingClass.CONDITIONAL)
        found = conditional.select_related("provider")
        by_pk = found.in_bulk([self.city.entries[name] for name in self.entries])
        for name in self.entries:
            entry = by_pk.get(self.city.entries[name])
            if entry is None or entry.provider is None:
                continue
            for code, _system, _name in SYSTEMS:
                asks = self.city.departments[code].pk
                if code != entry.provider.code and may_request(entry.pk, entry.sharing_class, asks):
                    yield code, name

    def take(self) -> tuple[str, str]:
        """The next pair: who asks, and the entry's name."""
        return self._free.pop()


def _wish(city: City, pair: tuple[str, str], until: int) -> Wish:
    by, entry = pair
    return Wish(
        by=by, entry=entry, scenario=city.timeline.chance.choice(_SCENARIOS[by]), until=until
    )


def tell_all(city: City, supplied: list[str]) -> None:
    """Begin every story of the past, among the entries that have a resource."""
    line, pairs = city.timeline, Pairs(city, supplied)
    for _ in range(USED):
        day = line.chance.randint(FIRST, LAST_USED)
        ends = line.chance.randint(day + 45, _ENDED)
        # Two of five terms run out; the others end when the purpose is met.
        is_expiring = line.chance.random() < 0.4
        until = line.left(ends) + (-1 if is_expiring else line.chance.randint(60, 200))
        line.tell(_life(Matter(city, _wish(city, pairs.take(), until)), day, ends))
    for _ in range(REFUSED):
        day = line.chance.randint(FIRST, LAST_ANSWERED)
        line.tell(_refusal(Matter(city, _wish(city, pairs.take(), 200)), day))
    for _ in range(WITHDRAWN):
        day = line.chance.randint(FIRST, LAST_ANSWERED)
        line.tell(_withdrawal(Matter(city, _wish(city, pairs.take(), 200)), day))
