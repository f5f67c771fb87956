"""The demo city's requests and agreements: each in another state, with due dates around today."""

from collections.abc import Iterable

from portal.regulation.vocabulary import RefusalGround
from requests_app.corrections.actions import confirm_right, correct, correct_partly
from requests_app.management.demo.agreements import (
    Tale,
    disposal_overdue,
    expired_and_closed,
    expired_unclosed,
    in_disposal,
    named_later,
    never_supplied,
    preparing,
    questioned,
    resumed,
    service_ended,
    service_filed,
    service_in_talks,
    service_kept,
    service_talked_about,
    suspended_by_authority,
    suspended_by_provider,
    terminated,
    terminated_and_closed,
    used,
)
from requests_app.management.demo.city import City
from requests_app.management.demo.corrections import (
    being_verified,
    confirmed_right,
    corrected,
    found,
    raised,
    raised_again,
)
from requests_app.management.demo.corrections import received as taken_in
from requests_app.management.demo.disputes import decided, in_coordination, negotiating, settled
from requests_app.management.demo.records import recorded
from requests_app.management.demo.sharing import Matter
from requests_app.management.demo.timeline import Story
from requests_app.management.demo.use_changes import (
    third_party_received,
    third_party_refused,
    widened,
    wider_column_drafted,
)
from requests_app.management.demo.wishes import (
    CONTROL,
    ENTERPRISES,
    FOOD,
    GRADES,
    PARKING,
    PUBLIC,
    RESIDENTS,
    Wish,
)
from requests_app.sharing import actions

# Requests on their way


def begun(matter: Matter) -> Story:
    """Only begun: the particulars are missing."""
    yield matter.line.at(-1)
    matter.begin()


def drafted(matter: Matter) -> Story:
    """Complete, not yet submitted."""
    yield matter.line.at(-1)
    matter.draft(0)


def awaiting_own_head(matter: Matter) -> Story:
    """Submitted to the own office head."""
    yield matter.line.at(-2)
    matter.draft(0)
    yield matter.line.soon()
    matter.submit()


def sent_back_to_clerk(matter: Matter) -> Story:
    """The own office head sent the draft back."""
    yield from awaiting_own_head(matter)
    yield matter.line.at(-1)
    actions.return_to_drafter(
        pk=matter.pk,
        note="使用范围写得过宽，请限定到具体事项。",
        actor=matter.requester("jigou"),
        now=matter.now,
    )


def received(day: int) -> Tale:
    """Received on that day; nobody has opened it yet."""
    return lambda matter: matter.ask(day)


def in_review(day: int) -> Tale:
    """Received on that day and in review since."""

    def tell(matter: Matter) -> Story:
        yield from matter.ask(day)
        yield from matter.review(day + 1)

    return tell


def supplement_open(matter: Matter) -> Story:
    """The notice was given; the requester owes the answers."""
    yield from matter.ask(-6)
    yield from matter.review(-5)
    yield from matter.notify(-4)


def supplement_answered(matter: Matter) -> Story:
    """The notice was answered; the answer is due tomorrow."""
    yield from matter.ask(-9)
    yield from matter.review(-8)
    yield from matter.notify(-7)
    yield from matter.supplement(-5)


def extension_pending(matter: Matter) -> Story:
    """More time was asked for a day before the answer is due."""
    yield from matter.ask(-9)
    yield from matter.review(-8)
    yield from matter.extend(-1, 5)


def extension_granted(matter: Matter) -> Story:
    """All ten days were granted: due in eight."""
    yield from matter.ask(-12)
    yield from matter.review(-11)
    yield from matter.extend(-5, 10, granted=True)


def extension_refused(matter: Matter) -> Story:
    """The authority refused; the answer is three days late."""
    yield from matter.ask(-13)
    yield from matter.review(-12)
    yield from matter.extend(-6, 5, granted=False)


def extended_twice(matter: Matter) -> Story:
    """Two slices of three and five days: due in four."""
    yield from matter.ask(-14)
    yield from matter.review(-13)
    yield from matter.extend(-9, 3, granted=True)
    yield from matter.extend(-5, 5, granted=True)


def answer_proposed(matter: Matter) -> Story:
    """A yes awaits the provider's office head; due in two days."""
    yield from matter.ask(-8)
    yield from matter.review(-7)
    yield from matter.propose_with_condition(-3, "须先与本部门签订数据服务合同")
    yield from matter.propose(-1)


def refusal_proposed(matter: Matter) -> Story:
    """A no awaits the provider's office head."""
    yield from matter.ask(-6)
    yield from matter.review(-5)
    yield from matter.propose_refusal(
        -2, RefusalGround.CONDITIONS_NOT_MET, "申请用途不在已发布的使用条件之内。"
    )


def answer_returned(matter: Matter) -> Story:
    """The office head sent the proposed answer back to review."""
    yield from matter.ask(-7)
    yield from matter.review(-6)
    yield from matter.propose(-4)
    yield matter.line.at(-2)
    actions.return_answer(
        pk=matter.pk,
        note="请核实身份号码是否为该场景所必需。",
        actor=matter.provider("jigou"),
        now=matter.now,
    )


def refused(day: int, ground: RefusalGround, text: str) -> Tale:
    """Answered no."""

    def tell(matter: Matter) -> Story:
        yield from matter.ask(day)
        yield from matter.review(day + 1)
        yield from matter.refuse(day + 6, ground, text)

    return tell


def withdrawn_early(matter: Matter) -> Story:
    """Withdrawn before it was sent."""
    yield from awaiting_own_head(matter)
    yield matter.line.soon()
    matter.withdraw()


def withdrawn_late(matter: Matter) -> Story:
    """Withdrawn while in review."""
    yield from matter.ask(-30)
    yield from matter.review(-29)
    yield matter.line.at(-26)
    matter.withdraw()


def _requests() -> Iterable[tuple[Tale, Wish]]:
    """Requests not answered yet, refused and withdrawn."""
    law = refused(-40, RefusalGround.LAW_FORBIDS, "所申请数据项涉及依法不得提供的内容。")
    held = refused(-35, RefusalGround.NOT_HELD, "本部门不掌握所申请的数据，建议向数源部门申请。")
    unmet = refused(-28, RefusalGround.CONDITIONS_NOT_MET, "未满足逐笔核验、不得批量留存的条件。")
    late = refused(-45, RefusalGround.OTHER, "所涉系统正在改造，暂不具备共享条件。")
    salary = "社会保险参保登记信息"
    return (
        (begun, Wish(by="JYW", entry=RESIDENTS, scenario="适龄儿童入学资格核验")),
        (drafted, Wish(by="ZJW", entry=salary, scenario="公租房申请家庭收入核验")),
        (drafted, Wish(by="BWT", entry="最低生活保障对象信息", scenario="社区救助事项受理")),
        (awaiting_own_head, Wish(by="MZJ", entry=salary, scenario="低保家庭收入核对")),
        (awaiting_own_head, Wish(by="RSJ", entry="普通高等教育学历信息", scenario="职称评审核验")),
        (sent_back_to_clerk, Wish(by="WJW", entry=RESIDENTS, scenario="家庭医生签约核验")),
        (received(0), Wish(by="FGW", entry="食品生产许可证信息", scenario="信用评价指标归集")),
        (received(0), Wish(by="RSJ", entry="社会组织登记信息", scenario="社保单位参保核验")),
        (received(-1), Wish(by="YJJ", entry="建筑业企业资质信息", scenario="施工企业安全检查")),
        (received(-1), Wish(by="GAJ", entry="房屋建筑基本信息", scenario="标准地址比对")),
        (received(-3), Wish(by="RSJ", entry="医疗机构执业登记信息", scenario="工伤医疗机构核验")),
        (received(-3), Wish(by="MZJ", entry="就业登记信息", scenario="救助对象就业状况核对")),
        (in_review(-7), Wish(by="JAMZ", entry=RESIDENTS, scenario="支出型贫困家庭认定")),
        (in_review(-8), Wish(by="ZJW", entry="不动产抵押登记信息", scenario="住房保障资格审核")),
        (in_review(-10), Wish(by="RSJ", entry=ENTERPRISES, scenario="创业担保贷款资格核验")),
        (in_review(-10), Wish(by="HKMZ", entry="失业登记信息", scenario="临时救助资格核验")),
        (in_review(-12), Wish(by="ZJW", entry="结婚登记信息", scenario="保障性住房家庭成员核验")),
        (in_review(-15), Wish(by="WJW", entry="残疾人两项补贴发放信息", scenario="康复服务核验")),
        (in_review(-4), Wish(by="PDSC", entry=ENTERPRISES, scenario="一业一证联合核验")),
        (in_review(-4), Wish(by="RSJ", entry="浦东新区市场主体登记信息", scenario="稳岗政策核验")),
        (supplement_open, Wish(by="STJ", entry=ENTERPRISES, scenario="排污许可申请单位核验")),
        (supplement_open, Wish(by="RSJ", entry="低收入家庭认定信息", scenario="就业援助对象认定")),
        (supplement_answered, Wish(by="GAJ", entry=salary, scenario="居住证积分核验")),
        (extension_pending, Wish(by="MZJ", entry="机动车登记信息", scenario="家庭财产状况核对")),
        (
            extension_pending,
            Wish(by="BWT", entry="虹口区困境儿童保障信息", scenario="儿童关爱服务", purpose=PUBLIC),
        ),
        (
            extension_granted,
            Wish(by="YJJ", entry="固定污染源排污许可信息", scenario="联合检查", purpose=CONTROL),
        ),
        (extension_refused, Wish(by="RSJ", entry="户口迁移信息", scenario="社保关系转移核验")),
        (extended_twice, Wish(by="GAJ", entry="住房租赁合同网签备案信息", scenario="居住登记核验")),
        (answer_proposed, Wish(by="WJW", entry="高等教育学位信息", scenario="医师资格报名核验")),
        (
            answer_proposed,
            Wish(by="FGW", entry="工贸企业风险分级信息", scenario="信用评价", refused_columns=2),
        ),
        (refusal_proposed, Wish(by="SCJG", entry="重点排污单位名录", scenario="双随机抽查")),
        (answer_returned, Wish(by="JYW", entry="出生医学证明签发信息", scenario="入园资格核验")),
        (
            questioned(law, in_coordination, -12),
            Wish(by="SCJG", entry="失业保险金发放信息", scenario="个体户登记核验"),
        ),
        (held, Wish(by="HKMZ", entry="低收入家庭认定信息", scenario="住房救助核验")),
        (
            questioned(unmet, negotiating, -3),
            Wish(by="JTW", entry="机动车登记信息", scenario="停车收费减免核验"),
        ),
        (
            questioned(late, decided, -18),
            Wish(by="RSJ", entry="结婚登记信息", scenario="生育保险待遇核验"),
        ),
        (withdrawn_early, Wish(by="YJJ", entry="公交线路与站点信息", scenario="疏散方案编制")),
        (withdrawn_late, Wish(by="ZJW", entry="离婚登记信息", scenario="住房保障资格复核")),
    )


def _unused() -> Iterable[tuple[Tale, Wish]]:
    """Agreements that nothing was fetched under yet, with supply due around today."""
    return (
        (preparing(-1), Wish(by="MZJ", entry=GRADES, scenario="社会组织评估核验", is_unnamed=True)),
        (preparing(-5), Wish(by="WJW", entry=ENTERPRISES, scenario="公共场所卫生许可核验")),
        (preparing(-18), Wish(by="ZJW", entry="最低生活保障对象信息", scenario="廉租住房审核")),
        (preparing(-20), Wish(by="GAJ", entry="就业登记信息", scenario="居住证办理核验")),
        (preparing(-22), Wish(by="HKMZ", entry="社会保险参保登记信息", scenario="救助资格核验")),
        (preparing(-26), Wish(by="YJJ", entry="道路运输经营许可证信息", scenario="危运企业检查")),
        (named_later, Wish(by="FGW", entry=FOOD, scenario="信用评价核验", is_unnamed=True)),
        (never_supplied, Wish(by="STJ", entry="企业变更登记信息", scenario="排污变更", until=-45)),
    )


def _in_force() -> Iterable[tuple[Tale, Wish]]:
    """Agreements in use, cut off, ended and closed."""
    return (
        (
            questioned(
                questioned(used(-100, 12, until=-3), third_party_received, -2), recorded, -1
            ),
            Wish(by="RSJ", entry=ENTERPRISES, scenario="失业保险稳岗返还资格核验", until=260),
        ),
        (
            questioned(questioned(used(-95, 10, until=-31), recorded, -30), widened, -20),
            Wish(by="MZJ", entry=RESIDENTS, scenario="社会救助对象身份核验", refused_columns=1),
        ),
        (
            questioned(used(-70, 8, until=-16), corrected, -15),
            Wish(by="HKMZ", entry=RESIDENTS, scenario="虹口区救助身份核验", district="310109"),
        ),
        (
            questioned(used(-60, 11, until=-31), being_verified, -30),
            Wish(by="PDSC", entry=FOOD, scenario="一业一证证照核验", district="310115"),
        ),
        (
            questioned(used(-50, 7, until=-9), confirmed_right, -8),
            Wish(by="SCJG", entry=GRADES, scenario="分级分类监管", purpose=CONTROL),
        ),
        (
            questioned(used(-40, 6, until=-10), settled, -9),
            Wish(by="YJJ", entry=PARKING, scenario="应急停放点筹划", purpose=CONTROL, until=20),
        ),
        (
            questioned(used(-30, 9, until=-2), raised, -1),
            Wish(by="FGW", entry=ENTERPRISES, scenario="公共信用综合评价", until=365),
        ),
        (
            questioned(used(-2, until=-1), wider_column_drafted, -1),
            Wish(by="BWT", entry=RESIDENTS, scenario="社区事务受理", district="310109"),
        ),
        (
            questioned(used(-35, 15, until=-4), taken_in, -2),
            Wish(by="YJJ", entry=FOOD, scenario="餐饮场所燃气安全检查", purpose=CONTROL),
        ),
        (
            questioned(used(-35, 15, until=-6), found(correct, "登记有误，已更正并重新装载。"), -4),
            Wish(by="WJW", entry=FOOD, scenario="集体用餐单位卫生核验"),
        ),
        (
            questioned(
                used(-40, 15, until=-7), found(correct_partly, "地址已更正，经营范围无误。"), -5
            ),
            Wish(by="ZJW", entry=GRADES, scenario="建筑企业信用核验"),
        ),
        (
            questioned(used(-40, 15, until=-6), found(confirm_right, "与原始档案一致。"), -3),
            Wish(by="PDSC", entry=GRADES, scenario="企业信用承诺核验", district="310115"),
        ),
        (
            questioned(used(-45, 15, until=-9), raised_again, -7),
            Wish(by="GAJ", entry=GRADES, scenario="保安公司信用核验"),
        ),
        (suspended_by_provider, Wish(by="ZJW", entry=RESIDENTS, scenario="公租房申请审核")),
        (
            suspended_by_authority,
            Wish(by="YJJ", entry=ENTERPRISES, scenario="安全生产检查对象库", purpose=CONTROL),
        ),
        (
            questioned(resumed, third_party_refused, -4),
            Wish(by="WJW", entry=RESIDENTS, scenario="老年人健康管理"),
        ),
        (terminated, Wish(by="JTW", entry=ENTERPRISES, scenario="停车经营企业备案")),
        (in_disposal, Wish(by="JYW", entry=RESIDENTS, scenario="新生入学集中核验")),
        (
            terminated_and_closed,
            Wish(by="STJ", entry=GRADES, scenario="环境信用评价试点", purpose=CONTROL),
        ),
        (
            disposal_overdue,
            Wish(by="GAJ", entry=ENTERPRISES, scenario="单位内部治安检查", until=-15),
        ),
        (
            expired_and_closed,
            Wish(by="MZJ", entry=ENTERPRISES, scenario="社会组织年检核验", until=-60),
        ),
        (service_in_talks, Wish(by="GAJ", entry=FOOD, scenario="食品案件线索核验")),
        (service_talked_about, Wish(by="ZJW", entry=ENTERPRISES, scenario="建筑市场主体核验")),
        (service_filed, Wish(by="MZJ", entry=FOOD, scenario="养老机构食堂核验")),
        (service_kept, Wish(by="HKMZ", entry=ENTERPRISES, scenario="社会企业扶持核验")),
        (service_ended, Wish(by="JTW", entry=GRADES, scenario="道路货运企业信用核验")),
        (expired_unclosed, Wish(by="JYW", entry=FOOD, scenario="学校食堂供货商核验", until=-2)),
    )


def wishes() -> Iterable[tuple[Tale, Wish]]:
    """Every request and the story that it has; one story makes one request."""
    return (*_requests(), *_unused(), *_in_force())


def tell_all(city: City) -> None:
    """Begin the story of every request."""
    for tale, wish in wishes():
        city.timeline.tell(tale(Matter(city, wish)))
