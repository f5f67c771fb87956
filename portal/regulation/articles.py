"""The register of the 44 articles of Decree No. 809: what each asks, of whom, where it is kept.

Read it first. Every rule elsewhere cites an article from here (``articles.A21.paragraph(1)``), so
a search for ``A21`` finds all that Art. 21 does in the code. The gists are our own words and no
substitute for the text of the decree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, cast

from django.db.models import TextChoices
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: Art. 44: the decree governs events on and after this day; earlier ones keep the earlier rules.
IN_FORCE_FROM: Final = date(2025, 8, 1)

_DIGITS: Final = "零一二三四五六七八九"


def is_chinese() -> bool:
    """Whether the reader's language is Chinese; with no language active, Chinese is assumed."""
    return (get_language() or "zh").startswith("zh")


def numeral(number: int) -> str:
    """A number from 1 to 99 as statutes write it: 十, 十七, 四十四.

    :raises ValueError: the number is outside that range.
    """
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99")
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[units] if units else "")


class ArticleState(TextChoices):
    """How far the portal keeps an article."""

    KEPT = "KEPT", _("kept by the portal")
    PLANNED = "PLANNED", _("planned")
    NOT_COMPUTABLE = "NOT_COMPUTABLE", _("not a matter for software")


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the decree: an article, and where it matters its paragraph (款) and item (项)."""

    number: int
    paragraph_number: int | None = None
    item_number: int | None = None

    @property
    def zh(self) -> str:
        """As Chinese statutes cite it: 第十七条第二款."""
        text = f"第{numeral(self.number)}条"
        if self.paragraph_number is not None:
            text += f"第{numeral(self.paragraph_number)}款"
        if self.item_number is not None:
            text += f"第{numeral(self.item_number)}项"
        return text

    @property
    def en(self) -> str:
        """As English prose cites it: Art. 17(2), and Art. 39 item 4."""
        text = f"Art. {self.number}"
        if self.paragraph_number is not None:
            text += f"({self.paragraph_number})"
        if self.item_number is not None:
            text += f" item {self.item_number}"
        return text

    @property
    def code(self) -> str:
        """What is stored: 21, 21-1, 39-1-4. Never a translated label."""
        parts = (self.number, self.paragraph_number, self.item_number)
        return "-".join(str(part) for part in parts if part is not None)

    @property
    def label(self) -> Promise:
        """The citation in the language of whoever reads it, decided when it is shown."""
        return _lazy_citation(self)

    def __str__(self) -> str:
        """The citation in the active language."""
        return self.zh if is_chinese() else self.en


def _render(citation: Citation) -> str:
    return str(citation)


_lazy_citation = cast("Callable[[Citation], Promise]", lazy(_render, str))


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Citation):
    """One article: its gist, who owes it (codes of ``OWERS``), and what keeps it.

    ``kept_by`` holds dotted names of modules or names in them. ``why`` says what is still missing
    from a PLANNED article, and why software has nothing to do for a NOT_COMPUTABLE one. For a KEPT
    article it is empty, or names the part that waits.
    """

    gist_zh: str
    gist_en: str
    owed_by: tuple[str, ...]
    state: ArticleState
    kept_by: tuple[str, ...] = ()
    why: Promise | str = ""

    @property
    def gist(self) -> str:
        """The gist in the active language."""
        return self.gist_zh if is_chinese() else self.gist_en

    def paragraph(self, number: int) -> Citation:
        """The place 第…款 of this article.

        :raises ValueError: the number is not a positive ordinal.
        """
        return Citation(self.number, _ordinal(number))

    def item(self, number: int) -> Citation:
        """The place 第…项 of this article, as the liability lists of Arts 39 to 42 are cited.

        :raises ValueError: the number is not a positive ordinal.
        """
        return Citation(self.number, None, _ordinal(number))


def _ordinal(number: int) -> int:
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not an ordinal between 1 and 99")
    return number


#: Who an article speaks to: code → (Chinese, English). Broader than ``Party``, which is one matter.
OWERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "STATE": ("国家", "the State"),
        "GOVERNMENT": ("各级人民政府", "governments at each level"),
        "NATIONAL_AUTHORITY": (
            "国务院政务数据共享主管部门",
            "the State Council's data-sharing authority",
        ),
        "AUTHORITY": ("政务数据共享主管部门", "the data-sharing authority"),
        "MINISTRY": ("国务院有关部门", "the ministries"),
        "DEPARTMENT": ("政府部门", "government departments"),
        "DEPARTMENT_HEAD": ("部门负责人", "the head of the department"),
        "SHARING_OFFICE": ("政务数据共享工作机构", "the department's data-sharing office"),
        "OFFICE_HEAD": ("工作机构负责人", "the head of the data-sharing office"),
        "PROVIDER": ("政务数据提供部门", "the providing department"),
        "REQUESTER": ("政务数据需求部门", "the requesting department"),
        "SOURCE_DEPARTMENT": ("数源部门", "the source department"),
        "UPPER_DEPARTMENT": ("上级政府部门", "the upper-tier department"),
        "LOWER_DEPARTMENT": ("下级政府部门", "the lower-tier department"),
        "SECURITY_BODY": ("有关安全监管部门", "the security supervision bodies"),
        "CONTRACTOR": ("受托方", "the contractor"),
        "PLATFORM_OPERATOR": ("平台建设运行单位", "the platform's operator"),
        "STAFF": ("工作人员", "officials and staff"),
    }
)


def ower(code: str) -> str:
    """Who that code of ``OWERS`` means, in the active language."""
    return OWERS[code][0 if is_chinese() else 1]


_REGISTER: dict[int, Article] = {}


def _article(
    number: int,
    zh: str,
    en: str,
    owed_by: str,
    state: ArticleState,
    *,
    kept_by: str = "",
    why: Promise | str = "",
) -> Article:
    """Put an article on the register; ``owed_by`` and ``kept_by`` are blank-separated."""
    article = Article(
        number,
        gist_zh=zh,
        gist_en=en,
        owed_by=tuple(owed_by.split()),
        state=state,
        kept_by=tuple(kept_by.split()),
        why=why,
    )
    _REGISTER[number] = article
    return article


_KEPT, _PLANNED, _NONE = ArticleState.KEPT, ArticleState.PLANNED, ArticleState.NOT_COMPUTABLE
_PRINCIPLE = _("It states an aim or a principle; there is no act to carry out.")
_POLICY = _("It calls for decisions of government that no system can take.")

# Chapter 1: general provisions.
A1 = _article(
    1,
    "说明立法目的和上位法依据：推动政务数据安全、有序、高效共享利用，提升治理和服务能力。",
    "States the purpose of the decree and the laws it rests on.",
    "STATE",
    _NONE,
    why=_PRINCIPLE,
)
A2 = _article(
    2,
    "界定适用范围：政府部门以及依法授权管理公共事务的组织相互共享政务数据。",
    "Covers sharing between government departments and organisations authorised by law to manage"
    " public affairs; citizens and companies stand outside.",
    "DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.vocabulary.DepartmentKind",
)
A3 = _article(
    3,
    "界定政务数据和共享的含义：国家秘密、工作秘密除外；共享以履行法定职责为限。",
    "Defines the data and the sharing: state and work secrets are left out, and data are used or"
    " supplied for statutory duties only.",
    "DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.vocabulary.AssessmentResult portal.regulation.entry_version",
)
A4 = _article(
    4,
    "明确共享工作坚持的领导原则和基本原则。",
    "Sets the principles that the work of sharing follows.",
    "GOVERNMENT DEPARTMENT",
    _NONE,
    why=_PRINCIPLE,
)
A5 = _article(
    5,
    "共享活动应当守法合规，不得损害国家利益、公共利益和他人合法权益。",
    "Sharing keeps the law and harms neither the State, the public nor anyone's lawful interests.",
    "DEPARTMENT",
    _NONE,
    why=_PRINCIPLE,
)
A6 = _article(
    6,
    "国家建立健全政务数据共享的标准规范体系。",
    "The State builds a system of standards for data sharing.",
    "STATE",
    _KEPT,
    kept_by="portal.regulation.codes portal.regulation.standard",
)
A7 = _article(
    7,
    "鼓励政务数据共享领域的管理创新、机制创新和技术创新。",
    "The State encourages innovation in sharing.",
    "STATE",
    _NONE,
    why=_PRINCIPLE,
)

# Chapter 2: who manages.
A8 = _article(
    8,
    "各级政府加强领导；国家和县级以上地方主管部门分级统筹，国务院有关部门指导本行业。",
    "Governments lead; the national authority and the authorities from the county up plan for"
    " their territories, and ministries guide their own sectors.",
    "GOVERNMENT NATIONAL_AUTHORITY AUTHORITY MINISTRY",
    _KEPT,
    kept_by="catalog.regions catalog.departments portal.regulation.vocabulary.Mandate",
)
A9 = _article(
    9,
    "主管部门研究共享中的重大事项，总结推广典型案例，推动跨层级、跨地域、跨系统共享。",
    "Authorities study major matters, spread good practice and drive sharing across tiers,"
    " regions and systems.",
    "AUTHORITY",
    _NONE,
    why=_POLICY,
)
A10 = _article(
    10,
    "政府部门对本部门共享工作负主体责任，建立健全内部工作制度。",
    "Each department answers for its own sharing and sets its internal rules.",
    "DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.internal_rule",
)
A11 = _article(
    11,
    "政府部门明确共享工作机构，由其承担编目、申请与答复、标准、校核、安全等职责。",
    "Each department names its data-sharing office, which compiles the directory, sends and"
    " answers requests, asks for corrections and keeps data safe.",
    "DEPARTMENT SHARING_OFFICE",
    _KEPT,
    kept_by="portal.regulation.vocabulary.Mandate catalog.departments"
    " portal.regulation.entry_version.STANDARDS_CURRENT",
)

# Chapter 3: the directory.
A12 = _article(
    12,
    "政务数据实行统一目录管理：国家定编制规范，地方汇编本地目录，部门按职责编制。",
    "One directory: the national authority sets how it is compiled, local authorities compile"
    " for their region, departments compile what falls to their duties.",
    "NATIONAL_AUTHORITY AUTHORITY DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.entry_version portal.regulation.norm catalog.directories",
)
A13 = _article(
    13,
    "编目前完成保密风险、个人信息保护影响等评估，并经部门负责人同意；目录须载明规定要素。",
    "Before an entry goes out, secrecy risk and personal-information impact are assessed and the"
    " head of the department agrees; the entry states the listed particulars.",
    "DEPARTMENT DEPARTMENT_HEAD",
    _KEPT,
    kept_by="portal.regulation.entry_version portal.regulation.particulars.ENTRY",
)
A14 = _article(
    14,
    "政务数据分为无条件共享、有条件共享、不予共享三类；不予共享须有法律、行政法规"
    "或者国务院决定的明确规定。",
    "Three classes: unconditional, conditional, not shared. The last needs an express rule of a"
    " law, an administrative regulation or a State Council decision.",
    "DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.vocabulary.SharingClass"
    " portal.regulation.vocabulary.WITHHOLDING_LEVELS portal.regulation.entry_version",
)
A15 = _article(
    15,
    "科学合理确定共享属性，不得自行增设条件阻碍共享；有条件的列明条件，不予共享的列明理由和依据。",
    "The class is set properly and no home-made condition stands in the way; conditional entries"
    " list their conditions, withheld ones their reason and legal basis.",
    "DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.entry_version portal.regulation.particulars",
)
A16 = _article(
    16,
    "部门将目录报送主管部门审核，通过后由主管部门统一通告；部门据此保障数据质量并共享。",
    "Entries are sent to the authority for review, and announced to all departments once they"
    " pass; departments then share by them.",
    "DEPARTMENT AUTHORITY",
    _KEPT,
    kept_by="portal.regulation.entry_version portal.regulation.notices portal.regulation.quality",
)
A17 = _article(
    17,
    "目录实行动态更新：依据调整或者职责变化后，部门限期更新并报送，主管部门限期审核发布。",
    "The directory is kept up to date: after a change of law or duties the department updates and"
    " sends the entry in time, and the authority reviews and publishes it in time.",
    "DEPARTMENT AUTHORITY",
    _KEPT,
    kept_by="portal.regulation.entry_version portal.regulation.deadlines"
    " portal.regulation.withdrawal",
)
A18 = _article(
    18,
    "政府部门建立覆盖数据全生命周期的质量管理制度，保障数据质量。",
    "Departments manage the quality of data over their whole life.",
    "DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.quality portal.regulation.value_rules portal.regulation.data_check"
    " portal.regulation.internal_rule",
)
A19 = _article(
    19,
    "依法收集数据，能共享取得的不得重复收集；多部门收集的，由主管部门确定数源部门统一提供。",
    "Data are collected lawfully and never twice where sharing meets the need; where several"
    " departments collect, the authority names one source department.",
    "DEPARTMENT AUTHORITY SOURCE_DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.collection portal.regulation.source_designation",
)

# Chapter 4: sharing and use.
A20 = _article(
    20,
    "建立供需对接机制；需求部门经工作机构负责人同意后申请并写明要素，提供部门按期审核，"
    "答复前须经其工作机构负责人同意。",
    "Supply and demand are matched; a request states its particulars and goes out with the consent"
    " of the office head, and the answer needs the consent of the provider's office head.",
    "AUTHORITY REQUESTER PROVIDER OFFICE_HEAD",
    _KEPT,
    kept_by="portal.regulation.request portal.regulation.particulars.REQUEST"
    " portal.regulation.demand portal.regulation.norm portal.regulation.agreement.LAPSE_BASIS",
)
A21 = _article(
    21,
    "提供部门限期答复，确需延长的经主管部门同意并告知；材料不全一次性告知，不同意共享的说明理由。",
    "The provider answers in time, longer only with the authority's consent and notice; missing"
    " material is asked for once and in full, and a refusal gives reasons.",
    "PROVIDER AUTHORITY",
    _KEPT,
    kept_by="portal.regulation.request portal.regulation.deadlines"
    " portal.regulation.vocabulary.RefusalGround portal.regulation.notices",
)
A22 = _article(
    22,
    "提供部门同意后应当限期共享，可以采用服务接口、批量交换、文件下载等方式。",
    "Once it agrees, the provider shares in time: by interface, batch exchange, file or otherwise.",
    "PROVIDER",
    _KEPT,
    kept_by="portal.regulation.provision portal.regulation.deadlines"
    " portal.regulation.vocabulary.SharingMode",
)
A23 = _article(
    23,
    "鼓励提高效率，在法定期限内进一步缩短审核和提供时间。",
    "Shorter times than the statutory ones are encouraged; longer ones are not open.",
    "STATE",
    _KEPT,
    kept_by="portal.regulation.deadlines.Deadline.shortened",
)
A24 = _article(
    24,
    "上级部门应当将其业务系统收集的下级辖区数据及时、完整回流，不得附加条件；"
    "下级部门依职责使用并保障安全。",
    "Upper tiers hand back, promptly, in full and without further conditions, the data their"
    " systems collected in a lower tier's area; the lower tier uses and protects them by duty.",
    "UPPER_DEPARTMENT LOWER_DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.return_flow",
)
A25 = _article(
    25,
    "需求部门不得超范围、改变用途使用，未经同意不得提供第三方；防范汇聚、关联泄密风险。",
    "No use beyond scope or purpose, and no third party without the provider's consent; the risk"
    " of secrets leaking by aggregation is guarded against.",
    "REQUESTER AUTHORITY DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.agreement portal.regulation.use_change portal.regulation.emergency"
    " portal.regulation.aggregation",
)
A26 = _article(
    26,
    "建立校核纠错机制：需求部门发现数据不准确、不完整的及时提出，提供部门限期核实、更正并反馈。",
    "Corrections: a requester that finds data wrong or incomplete says so promptly, and the"
    " provider verifies, corrects and reports back in time.",
    "NATIONAL_AUTHORITY REQUESTER PROVIDER",
    _KEPT,
    kept_by="portal.regulation.correction",
)
A27 = _article(
    27,
    "目的实现、无法实现或者不再必要的，按提供部门要求妥善处置；违规使用的应当暂停、责令"
    "整改，可以终止；提供部门不得擅自终止或者变更服务。",
    "Data no longer needed are disposed of as the provider asks; misuse is suspended, set right or"
    " ended; and a provider may not end or change a live service without talks and filing.",
    "REQUESTER PROVIDER AUTHORITY",
    _KEPT,
    kept_by="portal.regulation.agreement portal.regulation.service_change",
)
A28 = _article(
    28,
    "争议先行协商；协商不成的由同级或者共同上级主管部门协调，仍不一致的由本级政府决定。",
    "Disputes are negotiated, then coordinated by the common authority, then decided by the"
    " government at the level of that authority.",
    "REQUESTER PROVIDER AUTHORITY GOVERNMENT",
    _KEPT,
    kept_by="portal.regulation.dispute catalog.departments.queries.coordinating_authority",
)
A29 = _article(
    29,
    "主管部门监督检查并可以通报；需求部门记录使用、存储、销毁等情况，记录至少保存三年。",
    "The authority supervises; the requester records use, storage and destruction and keeps the"
    " records for at least three years.",
    "AUTHORITY REQUESTER PROVIDER",
    _KEPT,
    kept_by="portal.regulation.use_record portal.regulation.particulars portal.regulation.breach"
    " portal.regulation.stop portal.regulation.inspection portal.regulation.criticism",
)

# Chapter 5: platforms.
A30 = _article(
    30,
    "国家建设全国一体化政务大数据体系，县级以上主管部门建设本地平台并向基层按需共享。",
    "The State builds the integrated national system; authorities from the county up run regional"
    " platforms that serve townships and villages as needed.",
    "STATE AUTHORITY MINISTRY",
    _KEPT,
    kept_by="portal.regulation.platform portal.regulation.vocabulary.Tier",
    why=_("Calls handed on from platform to platform, in cascade, are still to come."),
)
A31 = _article(
    31,
    "已建平台纳入全国一体化体系，除法律另有规定外不得新建跨部门共享交换系统。",
    "Existing platforms join the national system and no new exchange systems are built.",
    "DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.platform portal.regulation.breaches",
)
A32 = _article(
    32,
    "政府部门通过全国一体化政务大数据体系开展共享。",
    "Departments share through the integrated national system.",
    "DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.resource portal.regulation.platform",
    why=_("Calls handed on from platform to platform, in cascade, are still to come."),
)
A33 = _article(
    33,
    "鼓励新技术在政务数据共享中的应用。",
    "The State encourages new technology in sharing.",
    "STATE",
    _NONE,
    why=_PRINCIPLE,
)

# Chapter 6: safeguards.
A34 = _article(
    34,
    "按照谁管理谁负责、谁使用谁负责明确安全责任，需求部门对使用环节的安全负责。",
    "Whoever manages data and whoever uses them answers for their safety at that stage.",
    "AUTHORITY SECURITY_BODY REQUESTER",
    _KEPT,
    kept_by="portal.regulation.incident.answerable portal.regulation.incident"
    " portal.regulation.vocabulary.LifecycleStage",
    why=_("What the security bodies do with a report is theirs and outside the portal."),
)
A35 = _article(
    35,
    "建立安全管理制度，落实分类分级保护和技术措施；发生安全事件立即处置并按规定报告。",
    "Departments keep a security system with graded protection; an incident is contained at once"
    " and reported as required.",
    "DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.incident portal.regulation.emergency",
    why=_(
        "Incidents are recorded, reported and concluded; protection by grade and the technical"
        " measures themselves stay with each department."
    ),
)
A36 = _article(
    36,
    "委托他人建设、维护、加工的须严格审批和监督，受托方不得擅自访问、留存、使用、提供数据。",
    "Contractors are approved and supervised and may not access, keep, use or pass on data of"
    " their own accord; operators keep the platform safe and stable.",
    "DEPARTMENT CONTRACTOR PLATFORM_OPERATOR",
    _KEPT,
    kept_by="portal.regulation.department portal.regulation.vocabulary.NOT_FOR_CONTRACTORS",
)
A37 = _article(
    37,
    "处理个人信息遵守个人信息保护和网络数据安全的规定，依法处理投诉举报。",
    "Personal information follows its own laws, and complaints are dealt with as required.",
    "DEPARTMENT",
    _KEPT,
    kept_by="portal.regulation.vocabulary.AssessmentKind portal.regulation.subject_lookup"
    " portal.regulation.complaint",
    why=_(
        "Assessments, look-ups, complaints and reports are on record; who complains stays in the"
        " letters register, and the laws on personal information bind beyond the portal."
    ),
)
A38 = _article(
    38,
    "保障共享经费，项目安排参考共享成效；主管部门监督及时性、质量、使用和保障并报告。",
    "Sharing is funded and its results weigh in project funding; the authority watches timeliness,"
    " quality, use and safeguards, and reports.",
    "GOVERNMENT AUTHORITY",
    _KEPT,
    kept_by="requests_app.oversight.formula requests_app.oversight.figures",
    why=_("Money and projects are decided by governments; the report tells them the results."),
)

# Chapter 7: liability.
_LEDGER = _(
    "Items of which the portal holds no fact are recorded by an officer; discipline is for others."
)
A39 = _article(
    39,
    "列举提供部门的违规情形及责任，由主管部门责令改正，拒不改正或者情节严重的依法处分。",
    "Lists the breaches of providers and what follows from them.",
    "PROVIDER AUTHORITY",
    _KEPT,
    kept_by="portal.regulation.breaches portal.regulation.breach",
    why=_LEDGER,
)
A40 = _article(
    40,
    "列举需求部门的违规情形及责任，由主管部门责令改正，拒不改正或者情节严重的依法处分。",
    "Lists the breaches of requesters and what follows from them.",
    "REQUESTER AUTHORITY",
    _KEPT,
    kept_by="portal.regulation.breaches portal.regulation.breach",
    why=_LEDGER,
)
A41 = _article(
    41,
    "列举主管部门不履行职责的情形及责任，由本级政府或者上级主管部门责令改正。",
    "Lists the failures of authorities, set right by their government or their superior.",
    "AUTHORITY GOVERNMENT",
    _KEPT,
    kept_by="portal.regulation.breaches portal.regulation.breach",
    why=_LEDGER,
)
A42 = _article(
    42,
    "规定工作人员泄露、出售数据以及玩忽职守、滥用职权、徇私舞弊的责任。",
    "Officials who leak or sell data, neglect their duty or abuse their powers are liable.",
    "STAFF",
    _KEPT,
    kept_by="portal.regulation.breaches portal.regulation.breach",
    why=_LEDGER,
)

# Chapter 8: final provisions.
A43 = _article(
    43,
    "其他国家机关之间及其与政府部门之间的数据共享参照执行。",
    "Other state organs may share by reference to the decree.",
    "STATE",
    _KEPT,
    kept_by="portal.regulation.vocabulary.DepartmentKind",
)
A44 = _article(
    44,
    "自2025年8月1日起施行。",
    "In force from 1 August 2025.",
    "STATE",
    _KEPT,
    kept_by="portal.regulation.articles.IN_FORCE_FROM",
)

#: Number → article, all 44 in order.
ARTICLES: Final[Mapping[int, Article]] = MappingProxyType(_REGISTER)
