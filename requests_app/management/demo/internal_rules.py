"""Internal rules of the demo city: some departments have all five on file, others lack some."""

from catalog.internal_rules import actions
from catalog.internal_rules.actions import Document
from portal.regulation.internal_rule import RuleSubject
from portal.workdays.arithmetic import local_day
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

_S = RuleSubject
#: Subject → title and first articles. The texts are invented, like the document numbers.
_TEXTS = {
    _S.SHARING: (
        "政务数据共享工作办法",
        (
            "第一条 为规范本部门政务数据共享工作，根据《政务数据共享条例》，制定本办法。\n"
            "第二条 政务数据共享工作机构承担目录编制、共享申请与答复、校核纠错等工作。\n"
            "第三条 共享申请和答复，经共享工作机构负责人同意后办理。"
        ),
    ),
    _S.QUALITY: (
        "政务数据质量管理办法",
        (
            "第一条 对政务数据收集、存储、加工、传输、共享、使用、销毁全过程实行质量管理。\n"
            "第二条 每半年开展一次质量检查，发现问题的，明确整改措施和期限。"
        ),
    ),
    _S.CORRECTION: (
        "政务数据校核纠错办法",
        (
            "第一条 收到校核申请后，自收到之日起10个工作日内核实、更正并反馈。\n"
            "第二条 发现获取的数据不准确、不完整的，及时提出校核申请。"
        ),
    ),
    _S.SECURITY: (
        "政务数据安全管理办法",
        (
            "第一条 按照数据分类分级要求，落实安全保护措施。\n"
            "第二条 发生安全事件的，立即启动应急预案并按规定报告。"
        ),
    ),
    _S.PERSONAL_INFORMATION: (
        "个人信息保护办法",
        (
            "第一条 处理个人信息遵循合法、正当、必要和诚信原则。\n"
            "第二条 编制涉及个人信息的目录，先行开展个人信息保护影响评估。"
        ),
    ),
}
#: Department → what it has filed.
_FILED = {
    "SCJG": tuple(_S),
    "MZJ": (_S.SHARING, _S.QUALITY, _S.PERSONAL_INFORMATION),
    "RSJ": (_S.SHARING, _S.CORRECTION, _S.SECURITY, _S.PERSONAL_INFORMATION),
    "FGW": (_S.SHARING,),
}
FILED, REPLACED, REPEALED = -150, -40, -15


def _document(city: City, department: str, subject: RuleSubject, edition: str = "") -> Document:
    title, text = _TEXTS[subject]
    today = local_day(city.now)
    own = city.departments[department].short_name or city.departments[department].name
    place = list(_S).index(subject) + (len(_S) if edition else 0) + 1
    return Document(
        title=f"{own}{title}{edition}",
        document_number=f"{own}办发〔{today.year}〕{place}号",
        issued_on=today,
        effective_on=today,
        text=text,
    )


def _filed(city: City, department: str, subject: RuleSubject) -> Story:
    """Filed by the office head; one is replaced later, and one repealed."""
    yield city.timeline.at(FILED)
    head = city.actor(department, "jigou")
    document = _document(city, department, subject)
    pk = actions.file_rule(subject=subject, document=document, actor=head, now=city.now).pk
    if (department, subject) == ("SCJG", _S.SECURITY):
        yield city.timeline.at(REPLACED)
        later = _document(city, department, subject, "（修订）")
        actions.replace_rule(pk=pk, document=later, actor=head, now=city.now)
    if (department, subject) == ("MZJ", _S.QUALITY):
        yield city.timeline.at(REPEALED)
        note = "质量管理工作重新分工，原办法停止执行，新办法正在起草。"
        actions.repeal_rule(pk=pk, note=note, actor=head, now=city.now)


def tell_all(city: City) -> None:
    """Begin the story of every rule."""
    for department, subjects in _FILED.items():
        for subject in subjects:
            city.timeline.tell(_filed(city, department, subject))
