"""Source departments, new collections and demands of the demo city, each in another state."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.models import DirectoryEntry
from catalog.sources import actions as sources
from portal.regulation.demand import Ground
from portal.regulation.vocabulary import Purpose
from portal.workflow.actor import Actor
from requests_app.demands import actions
from requests_app.demands.actions import Collected, Declaration
from requests_app.management.demo.city import City
from requests_app.management.demo.directory import Part
from requests_app.management.demo.timeline import Story

_BASIS = "本部门三定规定，《上海市数据条例》第三十八条"


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """Data that a department wants: a title, its items, and the work they are for."""

    by: str
    title: str
    items: tuple[str, ...]
    scenario: str
    purpose: str = Purpose.GOVERNMENT_SERVICE


class Demanded:
    """One demand with all who take part in it."""

    def __init__(self, city: City, want: Want) -> None:
        self.city = city
        self.want = want
        self.line = city.timeline
        self.pk = 0

    def by(self, actor: Actor, **typed: Any) -> dict[str, Any]:
        """What each step takes."""
        return {"pk": self.pk, "actor": actor, "now": self.city.now, **typed}

    @property
    def officer(self) -> Actor:
        """The officer of the requester's authority."""
        return self.city.overseer(self.want.by)

    def ask(self, day: int) -> Part[None]:
        """The clerk raises it that day."""
        yield self.line.at(day)
        made = actions.raise_demand(
            title=self.want.title,
            items=self.want.items,
            legal_basis=_BASIS,
            scenario=self.want.scenario,
            purpose=self.want.purpose,
            actor=self.city.actor(self.want.by, "jingban"),
            now=self.city.now,
        )
        self.pk = made.pk

    def assign(self, day: int, department: str) -> Part[None]:
        """The authority makes the department responsible."""
        yield self.line.at(day)
        note = "经核对，目录中尚无此项数据，请研究承接。"
        actions.assign(**self.by(self.officer, department=department, note=note))

    def match(self, day: int, entry: str) -> Part[None]:
        """The authority matches it to a published entry."""
        yield self.line.at(day)
        actions.match(**self.by(self.officer, entry=code_of(self.city, entry)))


def code_of(city: City, name: str) -> str:
    """The code of the entry of that name, drafted or published."""
    return DirectoryEntry.objects.values_list("code", flat=True).get(pk=city.entries[name])


def waiting(city: City, day: int, want: Want) -> Story:
    """Raised that day; the authority has not confirmed it."""
    yield from Demanded(city, want).ask(day)


def with_department(city: City, want: Want, department: str) -> Story:
    """On the department's duty list, not answered yet."""
    demand = Demanded(city, want)
    yield from demand.ask(-14)
    yield from demand.assign(-9, department)


def being_compiled(city: City, want: Want, department: str, entry: str) -> Story:
    """Accepted; the department is compiling an entry for it."""
    demand = Demanded(city, want)
    yield from demand.ask(-24)
    yield from demand.assign(-19, department)
    yield demand.line.at(-15)
    actions.accept(**demand.by(city.actor(department, "shenhe")))
    if entry:
        yield demand.line.at(0)
        clerk = city.actor(department, "jingban")
        actions.link_entry(**demand.by(clerk, entry=code_of(city, entry)))


def met(city: City, want: Want, entry: str, *, is_asked: bool) -> Story:
    """Matched to a published entry; a request may have been drafted since."""
    demand = Demanded(city, want)
    yield from demand.ask(-16)
    yield from demand.match(-12, entry)
    if is_asked:
        yield demand.line.at(-10)
        actions.draft_request(**demand.by(city.actor(want.by, "jingban")))


def refused_by_department(city: City, want: Want, department: str) -> Story:
    """The department assigned does not hold the data by its duties."""
    demand = Demanded(city, want)
    yield from demand.ask(-28)
    yield from demand.assign(-22, department)
    yield demand.line.at(-18)
    reviewer = city.actor(department, "shenhe")
    text = "该数据由国家有关部门垂直管理系统采集，不属于本部门职责范围。"
    actions.decline(**demand.by(reviewer, ground=Ground.NOT_OURS, text=text))


def refused_by_authority(city: City, want: Want) -> Story:
    """The authority declines it: a law forbids."""
    demand = Demanded(city, want)
    yield from demand.ask(-26)
    yield demand.line.at(-21)
    text = "法律明确规定不得提供，已列入负面清单。"
    actions.decline(**demand.by(demand.officer, ground=Ground.LAW_FORBIDS, text=text))


def withdrawn(city: City, want: Want) -> Story:
    """The requester found another way."""
    demand = Demanded(city, want)
    yield from demand.ask(-11)
    yield demand.line.at(-8)
    actions.withdraw_demand(**demand.by(city.actor(want.by, "jingban")))


def named(city: City, day: int, item: str, collectors: tuple[str, ...], *, until: int = 0) -> Story:
    """The city's authority names the first of the collectors; one naming was revoked again."""
    yield city.timeline.at(day)
    officer = city.actor("SJJ", "zhuguan")
    made = sources.name_source(
        item=item,
        source=collectors[0],
        collectors=collectors,
        text=f"经征求各部门意见，「{item}」由首位收集部门统一归集、统一提供，其他部门不再另行提供。",
        actor=officer,
        now=city.now,
    )
    if until:
        yield city.timeline.at(until)
        sources.revoke_source(pk=made.pk, note="部门职责调整。", actor=officer, now=city.now)


def collected(
    city: City,
    day: int,
    department: str,
    title: str,
    items: tuple[Collected, ...],
    *,
    subjects: tuple[str, ...] = ("CITIZENS",),
    until: int = 0,
) -> Story:
    """A new collection is declared; one was given up again."""
    yield city.timeline.at(day)
    clerk = city.actor(department, "jingban")
    made = actions.declare_collection(
        declaration=Declaration(
            title=title,
            legal_basis=_BASIS,
            purpose=f"{title}，用于本部门履行法定职责。",
            subjects=subjects,
            begins_on=city.timeline.day(0),
            items=items,
        ),
        actor=clerk,
        now=city.now,
    )
    if until:
        yield city.timeline.at(until)
        actions.withdraw_collection(pk=made.pk, actor=clerk, now=city.now)


def _demands(city: City) -> Iterable[Story]:
    gig = Want(
        by="RSJ",
        title="新就业形态劳动者接单信息",
        items=("姓名", "公民身份号码", "平台名称", "月接单量"),
        scenario="职业伤害保障参保核验",
    )
    deposits = Want(
        by="MZJ",
        title="家庭金融资产汇总信息",
        items=("姓名", "公民身份号码", "存款余额"),
        scenario="社会救助家庭经济状况核对",
    )
    fitness = Want(
        by="WJW",
        title="学生体质健康监测信息",
        items=("姓名", "学校名称", "监测年度", "视力"),
        scenario="儿童青少年近视防控",
        purpose=Purpose.PUBLIC_SERVICE,
    )
    shelter = Want(
        by="GAJ",
        title="流浪乞讨人员救助信息",
        items=("姓名", "救助站", "入站日期"),
        scenario="失踪人员查找比对",
    )
    parking = Want(
        by="ZJW",
        title="住宅小区充电设施信息",
        items=("小区名称", "充电桩数量", "投用日期"),
        scenario="既有小区改造计划编制",
        purpose=Purpose.PUBLIC_SERVICE,
    )
    societies = Want(
        by="RSJ",
        title="社会组织名册",
        items=("单位名称", "统一社会信用代码", "组织类型"),
        scenario="社保单位参保核验",
    )
    households = Want(
        by="HKMZ",
        title="户籍人口名册",
        items=("姓名", "公民身份号码", "户籍地址"),
        scenario="困难老人探访关爱",
        purpose=Purpose.PUBLIC_SERVICE,
    )
    customs = Want(
        by="STJ",
        title="进出境固体废物查验信息",
        items=("单位名称", "查验日期", "查验结果"),
        scenario="危险废物跨境转移监管",
        purpose=Purpose.SUPERVISION,
    )
    prints = Want(
        by="RSJ",
        title="居民身份证指纹比对结果",
        items=("公民身份号码", "比对结果"),
        scenario="养老待遇资格认证",
    )
    metro = Want(
        by="YJJ",
        title="轨道交通客流信息",
        items=("车站名称", "时段", "进站人次"),
        scenario="大客流应急预案编制",
        purpose=Purpose.SUPERVISION,
    )
    return (
        waiting(city, -4, gig),
        waiting(city, -18, deposits),
        with_department(city, fitness, "JYW"),
        being_compiled(city, shelter, "MZJ", "流浪乞讨人员救助信息"),
        being_compiled(city, parking, "JTW", ""),
        met(city, societies, "社会组织登记信息", is_asked=True),
        met(city, households, "常住户籍人口基本信息", is_asked=False),
        refused_by_department(city, customs, "SCJG"),
        refused_by_authority(city, prints),
        withdrawn(city, metro),
    )


def tell_all(city: City) -> None:
    """Begin the story of every designation, collection and demand."""
    again = "登记名称与实际经营主体不一致的，须由单位当场确认。"
    stories: Iterable[Story] = (
        named(city, -70, "统一社会信用代码", ("SCJG", "MZJ", "FGW", "RSJ")),
        named(city, -68, "公民身份号码", ("GAJ", "MZJ", "RSJ", "WJW")),
        named(city, -66, "登记机关", ("MZJ", "SCJG"), until=-30),
        collected(
            city,
            -13,
            "RSJ",
            "用人单位用工情况调查",
            (Collected(name="单位名称", reason=again), Collected(name="在岗职工人数")),
            subjects=("LEGAL_PERSONS", "ORGANISATIONS"),
        ),
        collected(city, -5, "WJW", "居民健康素养抽样调查", (Collected(name="健康素养得分"),)),
        collected(city, -9, "JYW", "家长陪伴时间问卷", (Collected(name="陪伴时长"),), until=-7),
        *_demands(city),
    )
    for story in stories:
        city.timeline.tell(story)
