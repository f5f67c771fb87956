"""Every reason the gate can refuse with: code, Chinese, English, article."""

from dataclasses import dataclass

from portal.regulation import articles
from portal.regulation.articles import Citation


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is refused. ``article`` is None only for rules of the portal itself."""

    code: str
    zh: str
    en: str
    article: Citation | None = None

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        return self.zh if articles.is_chinese() else self.en

    @property
    def basis(self) -> str:
        """The article in the reader's language, or an empty string."""
        if self.article is None:
            return ""
        return str(self.article)


REGISTER: dict[str, Reason] = {}


def _reason(code: str, zh: str, en: str, article: Citation | None = None) -> Reason:
    reason = Reason(code, zh, en, article)
    REGISTER[code] = reason
    return reason


A14, A15, A16, A17 = articles.A14, articles.A15, articles.A16, articles.A17
A19, A20, A21, A22 = articles.A19, articles.A20, articles.A21, articles.A22
A24, A25, A26, A27 = articles.A24, articles.A25, articles.A26, articles.A27
A28, A29, A36 = articles.A28, articles.A29, articles.A36

# The gate itself.
WRONG_STATE = _reason(
    "wrong-state",
    "事项当前状态不能办理此步骤，可能已由他人办理。",
    "The matter's present state does not allow this step; someone else may have taken it.",
)
NOT_YOUR_MANDATE = _reason(
    "not-your-mandate",
    "您没有代表本部门办理此步骤的职权。",
    "You hold no mandate to take this step for your department.",
)
NOT_YOUR_MATTER = _reason(
    "not-your-matter",
    "您所在部门不是此步骤的办理方。",
    "Your department is not the party that takes this step.",
)
INACTIVE = _reason(
    "inactive-account",
    "账号已停用或任期已满。",
    "The account is disabled or its appointment has ended.",
)
ONLY_TIME = _reason(
    "only-by-time",
    "此步骤由系统到期自动办理，不能由人员办理。",
    "Only time takes this step; no person can.",
)
CHANGED_MEANWHILE = _reason(
    "changed-meanwhile",
    "您打开之后，他人已修改此事项。请核对最新内容后再保存。",
    "Someone changed this matter after you opened it. Check the latest content, then save again.",
)
NOT_FOUND = _reason("not-found", "没有找到该事项。", "No such matter was found.")
DUPLICATE = _reason(
    "duplicate",
    "已有相同的记录，没有重复办理。",
    "The same record exists already; nothing was done twice.",
)
INVALID_INPUT = _reason(
    "invalid-input",
    "填写内容有误，请按提示修改。",
    "Some of what was entered is not right; please mend it as marked.",
)
NO_GROUND = _reason(
    "no-ground",
    "请写明理由。",
    "Please state the reason.",
)
SAME_PERSON = _reason(
    "same-person",
    "起草人不能同意自己起草的事项，须由负责人另行同意。",
    "Whoever drafted the matter cannot consent to it.",
    A20.paragraph(2),
)

# Departments.
HEADS_MUST_DIFFER = _reason(
    "heads-must-differ",
    "部门负责人与共享工作机构负责人须为不同人员。",
    "The head of the department and the head of its data-sharing office are different persons.",
    articles.A13.paragraph(1),
)
PERSONAL_MANDATE = _reason(
    "personal-mandate",
    "负责人职权须由本人行使，不能授予应用系统账号。",
    "A head decides in person; this mandate cannot be given to an application's account.",
    A20.paragraph(2),
)
AUTHORITY_EXISTS = _reason(
    "authority-exists",
    "该行政区划已有政务数据共享主管部门。",
    "The region has a data-sharing authority already.",
    articles.A8,
)
NO_SHARING_OFFICE = _reason(
    "no-sharing-office",
    "部门尚未明确共享工作机构及其负责人，不能办理共享事项。",
    "The department has not named its data-sharing office and the office's head.",
    articles.A11,
)
ACTING_PERIOD_INVALID = _reason(
    "acting-period-invalid",
    "请写明代理的起止日期：起始日不早于今日，截止日不早于起始日。",
    "State from when to when the officer acts: from today at the earliest, and not backwards.",
    articles.A11,
)
ACTING_ELSEWHERE = _reason(
    "acting-elsewhere",
    "该人员任职于其他部门，不得代理本部门职务。请由本部门人员代理，或者先办理任免。",
    "The person serves another department and cannot act for this one: nobody decides on what his"
    " own department asks. Choose one of this department, or end that appointment first.",
    articles.A11,
)
ACTING_RUNNING = _reason(
    "acting-running",
    "代理期限尚未届满。提前结束的，请办理免职。",
    "The acting period is not over yet; to end it earlier, end the appointment.",
    articles.A11,
)
CREDIT_CODE_INVALID = _reason(
    "credit-code-invalid",
    "统一社会信用代码有误，请按登记证书核对。",
    "The unified social credit code is wrong; please compare it with the certificate.",
)
DEPARTMENT_CLOSED = _reason(
    "department-closed",
    "部门已撤并，不能再办理事项。",
    "The department has been closed or merged.",
)

# Directory entries.
ENTRY_INCOMPLETE = _reason(
    "entry-incomplete",
    "目录要素不全，补齐后方可提交。",
    "The entry lacks mandatory particulars; complete them before sending it on.",
    articles.A13.paragraph(2),
)
NO_ITEMS = _reason(
    "no-items",
    "目录未列数据项。",
    "The entry lists no data items.",
    articles.A13.paragraph(2),
)
PROVIDER_UNRESOLVED = _reason(
    "provider-unresolved",
    "提供单位尚未与部门名录对应，请先核定。",
    "The provider's name has not been matched to a department yet.",
    articles.A13.paragraph(2),
)
CONDITIONS_MISSING = _reason(
    "conditions-missing",
    "有条件共享类须列明共享范围、使用用途等条件。",
    "A conditional entry states its scope, purposes and other conditions.",
    A15,
)
WITHHOLDING_BASIS = _reason(
    "withholding-basis",
    "不予共享须有法律、行政法规或者国务院决定的明确规定，并列明理由和依据。",
    "Withholding needs an express provision of a law, administrative regulation or State Council"
    " decision, with reason and basis.",
    A14,
)
UNCONDITIONAL_WITH_CONDITIONS = _reason(
    "unconditional-with-conditions",
    "无条件共享类不得另设共享条件。",
    "An unconditional entry carries no conditions.",
    A15,
)
CLOSED_DETAIL_REASON = _reason(
    "closed-detail-reason",
    "不公开目录详情的，须写明理由。",
    "Closing an entry's details needs a stated reason.",
    A15,
)
ASSESSMENTS_MISSING = _reason(
    "assessments-missing",
    "保密风险评估和个人信息保护影响评估完成后，方可报部门负责人同意。",
    "Both assessments, secrecy risk and personal-information impact, come before the head's"
    " approval.",
    articles.A13.paragraph(1),
)
SECRET = _reason(
    "secret",
    "涉及国家秘密、工作秘密的数据不得编入目录。",
    "State secrets and work secrets are never entered in the directory.",
    articles.A3,
)
OPEN_VERSION_EXISTS = _reason(
    "open-version-exists",
    "该目录已有一个在办版本，请先办结。",
    "The entry has an open version already; finish that one first.",
    A17.paragraph(2),
)
UPDATE_WAS_SENT = _reason(
    "update-was-sent",
    "该更新版本已报送主管部门，更新期限以此停止计算，不能作废；请修改后重新报送。",
    "This update was sent to the authority, and the period ended with that; it cannot be discarded."
    " Revise it and send it again.",
    A17.paragraph(2),
)
NOT_PUBLISHED = _reason(
    "not-published",
    "该目录尚未发布。",
    "The entry is not published.",
    A20.paragraph(2),
)
EXTENSION_TWICE = _reason(
    "extension-twice",
    "更新期限只能延长一次，最长 5 个工作日。",
    "An update is extended once, by 5 working days at most.",
    A17.paragraph(2),
)

# Requests.
OUTSIDE_PUBLISHED_SCOPE = _reason(
    "outside-published-scope",
    "本部门不在该目录发布的共享范围内，可以提出数据需求或者对共享属性提出异议。",
    "Your department is outside the published sharing scope; you may raise a demand or challenge"
    " the class.",
    A15,
)
PURPOSE_NOT_PUBLISHED = _reason(
    "purpose-not-published",
    "申请用途不在该目录发布的用途之内。",
    "The purpose asked for is not among those published.",
    A15,
)
WITHHELD = _reason(
    "withheld",
    "该目录为不予共享类，不能申请；理由和依据已在目录中列明。",
    "The entry is not shared, so it cannot be requested; the entry states reason and basis.",
    A14,
)
OWN_ENTRY = _reason(
    "own-entry",
    "本部门提供的目录无需申请。",
    "Your department provides this entry itself; there is nothing to request.",
    A20.paragraph(2),
)
PARTICULARS_MISSING = _reason(
    "particulars-missing",
    "申请须写明使用依据、使用场景、使用范围、共享方式、使用时限。",
    "A request states legal basis, scenario, scope, sharing mode and period of use.",
    A20.paragraph(2),
)
NOT_DECLARED = _reason(
    "not-declared",
    "申请部门须承诺申请材料真实、合法、必要。",
    "The requester declares that the request is true, lawful and necessary.",
    A20.paragraph(2),
)
NO_COLUMNS = _reason(
    "no-columns",
    "至少申请一个数据项，并逐项写明必要性。",
    "Ask for at least one item and state why each is needed.",
    A20.paragraph(2),
)
MODE_NOT_OFFERED = _reason(
    "mode-not-offered",
    "该目录不提供所选共享方式。",
    "The entry does not offer this sharing mode.",
    A22.paragraph(1),
)
PERIOD_INVALID = _reason(
    "period-invalid",
    "使用时限的截止日期须晚于开始日期，且不早于今日。",
    "The period of use ends after it starts, and not before today.",
    A20.paragraph(2),
)
SUPPLEMENT_ONCE = _reason(
    "supplement-once",
    "补充材料须一次性告知，不得再次告知。",
    "All missing material is told at once; a second notice is not allowed.",
    A21.paragraph(2),
)
SUPPLEMENT_EMPTY = _reason(
    "supplement-empty",
    "请列明需要补充的全部材料。",
    "List all material that is to be supplemented.",
    A21.paragraph(2),
)
SUPPLEMENT_OPEN = _reason(
    "supplement-open",
    "申请部门尚未补齐已告知的材料，不能以材料不齐为由不同意。",
    "The material asked for is still outstanding; incompleteness is no ground for refusing.",
    A21.paragraph(2),
)
NO_SUPPLEMENT_OPEN = _reason(
    "no-supplement-open",
    "没有待补充的材料。",
    "No supplement is outstanding.",
    A21.paragraph(2),
)
SUPPLEMENT_INCOMPLETE = _reason(
    "supplement-incomplete",
    "请逐项补充已告知的材料。",
    "Answer every point of the supplement notice.",
    A21.paragraph(2),
)
EXTENSION_TOO_LONG = _reason(
    "extension-too-long",
    "答复期限累计最长延长 10 个工作日。",
    "The answer period is extended by 10 working days in all at most.",
    A21.paragraph(1),
)
EXTENSION_TOO_LATE = _reason(
    "extension-too-late",
    "答复期限已过，不能再延长。",
    "The answer period has lapsed; it can no longer be extended.",
    A21.paragraph(1),
)
EXTENSION_NOT_UNCONDITIONAL = _reason(
    "extension-not-unconditional",
    "本地规定：无条件共享类申请的答复不延期。",
    "By local rule the answer to an unconditional request is not extended.",
    A21.paragraph(1),
)
EXTENSION_NOT_IN_SLICES = _reason(
    "extension-not-in-slices",
    "本地规定：答复期限只延期一次，不分次延期。",
    "By local rule the answer period is extended once, not in several slices.",
    A21.paragraph(1),
)
EXTENSION_PENDING = _reason(
    "extension-pending",
    "已有一项延期申请待主管部门决定。",
    "An extension already awaits the authority's decision.",
    A21.paragraph(1),
)
NO_EXTENSION_PENDING = _reason(
    "no-extension-pending",
    "没有待决定的延期申请。",
    "No extension awaits a decision.",
    A21.paragraph(1),
)
UNCONDITIONAL_REFUSAL = _reason(
    "unconditional-refusal",
    "无条件共享类不得不同意共享。",
    "An unconditional request is not refused.",
    A21.paragraph(1),
)
REFUSAL_NEEDS_GROUND = _reason(
    "refusal-needs-ground",
    "不同意共享须选定理由类别并说明理由。",
    "Not agreeing needs a coded ground and a stated reason.",
    A21.paragraph(2),
)
COLUMNS_UNDECIDED = _reason(
    "columns-undecided",
    "请逐项审核申请的数据项。",
    "Decide on each of the items asked for.",
    A21.paragraph(1),
)
NO_COLUMN_AGREED = _reason(
    "no-column-agreed",
    "同意共享须至少同意一个数据项。",
    "Agreeing means agreeing to one item at least.",
    A21.paragraph(1),
)
COLUMNS_REFUSED_UNEXPLAINED = _reason(
    "columns-refused-unexplained",
    "对部分信息项不同意共享的，应当在答复说明中写明理由。",
    "Not agreeing to a column needs its reason in the text of the answer.",
    A21.paragraph(2),
)
AGGREGATION_UNASSESSED = _reason(
    "aggregation-unassessed",
    "申请数据可与需求部门已取得的数据关联，请先评估汇聚、关联的泄密风险，再同意共享。",
    "The data can be joined with what the requester holds already: assess the risk of combining"
    " them before agreeing.",
    A25.paragraph(2),
)
AGGREGATION_SECRET = _reason(
    "aggregation-secret",
    "经评估，汇聚、关联后涉及国家秘密、工作秘密，不得同意共享；请减少同意的数据项，"
    "或者调整后重新评估。",
    "Joined, the data were found to be a secret and cannot be agreed to: agree to fewer items, or"
    " assess again after a change.",
    A25.paragraph(2),
)
NOTHING_TO_COMBINE = _reason(
    "nothing-to-combine",
    "申请数据与需求部门已取得的数据没有可关联的敏感数据，无需评估。",
    "Nothing sensitive can be joined with what the requester holds; there is nothing to assess.",
    A25.paragraph(2),
)
ASSESSMENT_INCOMPLETE = _reason(
    "assessment-incomplete",
    "请选择评估结论，并写明评估情况。",
    "Choose the result of the assessment and state the finding.",
    A25.paragraph(2),
)
CONDITION_NOT_PUBLISHED = _reason(
    "condition-not-published",
    "答复不得附加目录未公布的使用条件。此次办理已报告主管部门；确需该条件的，请先更新目录并经公布，再行答复。",
    "An answer adds no condition that the published entry does not state. The attempt was reported"
    " to the authority; if the condition is needed, publish it in the entry first, then answer.",
    articles.A39.item(2),
)
OTHER_ANSWER_PROPOSED = _reason(
    "other-answer-proposed",
    "审核人员提出的是另一种答复意见，不同意该意见的请退回审核。",
    "The reviewer proposed the other answer; if you do not agree, send it back to review.",
    A20.paragraph(3),
)
NO_ANSWER_PROPOSED = _reason(
    "no-answer-proposed",
    "尚未提出答复意见。",
    "No answer has been proposed.",
    A20.paragraph(3),
)

# Agreements and supply.
NOTHING_LOADED = _reason(
    "nothing-loaded",
    "该目录尚未挂接数据资源，或者尚未装载数据。",
    "No data resource is attached to the entry, or no data version is loaded.",
    A22.paragraph(1),
)
BASKET_FULL = _reason(
    "basket-full",
    "待申请清单最多 50 个目录，请先生成申请草稿或者移出部分目录。",
    "The basket holds at most 50 entries; make the drafts or take some out first.",
)
NO_ITEM_CHOSEN = _reason(
    "no-item-chosen",
    "尚未选择该目录的信息项。",
    "No data item of the entry is chosen yet.",
    A20.paragraph(2),
)
ENTRY_NOT_PUBLISHED_ANY_MORE = _reason(
    "entry-not-published-any-more",
    "该目录已经撤下，不能再申请。",
    "The entry has been withdrawn and can no longer be asked for.",
    A20.paragraph(2),
)
DETAILS_CLOSED_MEANWHILE = _reason(
    "details-closed-meanwhile",
    "该目录的详情已改为不公开，请联系提供部门。",
    "The entry's details have been closed meanwhile; turn to its provider.",
    A20.paragraph(2),
)
NOTHING_TO_LOOK_AT = _reason(
    "nothing-to-look-at",
    "本部门没有该目录使用中的共享协议，样例数据不予提供；无条件共享的一般数据除外。",
    "Your department has no agreement in use of this entry, so no rows are shown; only general data"
    " that are shared unconditionally are.",
    A20.paragraph(2),
)
NO_LOOK_BY_CONTRACTORS = _reason(
    "no-look-by-contractors",
    "受托单位人员不得自行接触政务数据，样例由本部门工作人员查看。",
    "A contractor's people may not access data of their own accord; staff of the department look"
    " at the sample.",
    articles.A36,
)
NO_APPLICATION_SYSTEM = _reason(
    "no-application-system",
    "请先指定接收数据的应用系统。",
    "Name the application system that will receive the data first.",
    A22.paragraph(1),
)
NO_EVIDENCE = _reason(
    "no-evidence",
    "暂停、终止共享须写明事实依据。",
    "Suspending or terminating needs the facts it rests on.",
    A27.paragraph(2),
)
NOT_THE_SUSPENDER = _reason(
    "not-the-suspender",
    "须由作出暂停决定的部门恢复共享。",
    "The body that suspended the sharing resumes it.",
    A27.paragraph(2),
)
NO_RECTIFICATION_LIMIT = _reason(
    "no-rectification-limit",
    "责令限期整改须写明期限，且不早于今天。",
    "Rectification has a limit: name the day, today at the earliest.",
    A27.paragraph(2),
)
RECTIFICATION_RUNNING = _reason(
    "rectification-running",
    "整改期限未满，且需求部门尚未报告整改情况，不得终止。请等期限届满，或者待收到报告后再认定。",
    "The limit for putting things right still runs and nothing was reported yet, so sharing cannot"
    " be terminated. Wait for the limit, or for the report.",
    A27.paragraph(2),
)
NO_REPORT_TEXT = _reason(
    "no-report-text",
    "请写明整改措施和结果。",
    "Write down what was put right, and with what result.",
    A27.paragraph(2),
)
AGREEMENT_NOT_YET = _reason(
    "agreement-not-yet",
    "协议尚未到约定的开始时间。",
    "The agreed period has not begun.",
    A20.paragraph(2),
)
AGREEMENT_EXPIRED = _reason(
    "agreement-expired",
    "协议约定的使用时限已届满。",
    "The agreed period of use has ended.",
    A20.paragraph(2),
)
NOT_EXPIRED = _reason(
    "not-expired",
    "协议尚未届满。",
    "The agreement has not expired.",
    A27.paragraph(1),
)

# Renewal.
RENEWAL_UNDER_WAY = _reason(
    "renewal-under-way",
    "此协议已有续签申请正在办理，请在该申请中继续。",
    "A request that renews this agreement is under way; go on with that one.",
    A20.paragraph(2),
)

# The working-day calendar.
NOT_THE_TOP_AUTHORITY = _reason(
    "not-the-top-authority",
    "工作日安排由本平台最上级的政务数据共享主管部门装载，请与其联系。",
    "The working-day calendar is loaded by the highest authority on this platform; ask it.",
)

NO_OVERLAY_HERE = _reason(
    "no-overlay-here",
    "地方假日由该地区政务数据共享主管部门设定，请与其联系；全国放假安排仅以国务院通知为准。",
    "A region's own days are laid by the authority of that region; ask it. The national calendar"
    " follows the State Council's notice alone.",
)
OVERLAY_UNCITED = _reason(
    "overlay-uncited",
    "须写明地方假日所依据的文件名称和文号。请补充后再办理。",
    "Name the document that sets the days, with its document number.",
)
OVERLAY_WITHOUT_DAYS = _reason(
    "overlay-without-days",
    "未列出任何日期。请逐行填写日期后再办理。",
    "No day is named. Write the days, one day or span a line.",
)
OVERLAY_DAY_TWICE = _reason(
    "overlay-day-twice",
    "有日期重复，或者本地区已设定该日。请删去重复的日期，或者先撤销原有安排。",
    "A day is named twice, or the region has laid it already. Take it out, or withdraw the earlier"
    " notice first.",
)
OVERLAY_DAY_OUTSIDE_YEAR = _reason(
    "overlay-day-outside-year",
    "有日期不属于所填年度。请更正年度或者日期。",
    "A day lies outside the year stated. Correct the year or the day.",
)
OVERLAY_UNKNOWN = _reason(
    "overlay-unknown",
    "本地区没有依据该文件设定的地方假日，可能已被撤销。请刷新页面后重新选择。",
    "The region has no days by this document; they may have been withdrawn. Choose again.",
)

# Ending or changing a live service.
NO_JUSTIFICATION = _reason(
    "no-justification",
    "须写明理由或者情况，不得擅自终止或者变更服务。请补充文字后再办理。",
    "Write down why, or what was said: a service is not ended or changed at will.",
    A27.paragraph(3),
)
SERVICE_NOT_LIVE = _reason(
    "service-not-live",
    "协议不在使用或者暂停中，没有可终止、可变更的服务。",
    "The agreement is neither in use nor suspended, so there is no live service to change.",
    A27.paragraph(3),
)
CHANGE_UNDER_WAY = _reason(
    "change-under-way",
    "此协议已有一项终止或者变更正在办理，请先办结或者撤回。",
    "A change of this service is under way already; finish or withdraw it first.",
    A27.paragraph(3),
)
PLANNED_TOO_EARLY = _reason(
    "planned-too-early",
    "计划生效日期须晚于今天，先协商、再备案。",
    "The planned day must lie after today: talks and filing come first.",
    A27.paragraph(3),
)
NOT_NEGOTIATED = _reason(
    "not-negotiated",
    "尚无与需求部门的协商记录，不得备案。请先记录协商情况。",
    "No talks with the requester are recorded, so it cannot be filed. Record them first.",
    A27.paragraph(3),
)
TALKS_OUT_OF_TIME = _reason(
    "talks-out-of-time",
    "协商日期须在提出之日至今天之间。",
    "The day of the talks lies between the proposal and today.",
    A27.paragraph(3),
)
NOT_YET_PLANNED = _reason(
    "not-yet-planned",
    "尚未到计划生效日期。",
    "The planned day has not come yet.",
    A27.paragraph(3),
)

# Change of use.
AGREEMENT_NOT_RUNNING = _reason(
    "agreement-not-running",
    "协议不在使用中，不能变更使用。暂停的请先完成整改；已届满或者终止的请重新申请。",
    "The agreement is not in use, so its use cannot be changed. If suspended, put things right"
    " first; if it has ended, make a new request.",
    A25.paragraph(1),
)
USE_CHANGE_UNDER_WAY = _reason(
    "use-change-under-way",
    "此协议已有一项使用变更正在办理，请先办结或者撤回。",
    "A change of use under this agreement is under way already; finish or withdraw it first.",
    A25.paragraph(1),
)
USE_CHANGE_UNGROUNDED = _reason(
    "use-change-ungrounded",
    "请写明变更理由和依据后再办理。",
    "State the reason and the legal basis of the change, and take the step then.",
    A25.paragraph(1),
)
NOTHING_WIDENED = _reason(
    "nothing-widened",
    "所填内容未超出现有协议。请填写要增加的数据项、数据行、用途或者第三方。",
    "What is asked for goes no further than the agreement. Name the items, rows, purpose or third"
    " party to be added.",
    A25.paragraph(1),
)
NEED_UNSTATED = _reason(
    "need-unstated",
    "请逐项写明新增数据项的必要性。",
    "State why each added item is needed.",
    A25.paragraph(1),
)
NOT_IN_VERSION = _reason(
    "not-in-version",
    "该数据项不在协议所依据的目录版本之内，不能变更取得。请另行提出共享申请。",
    "The item is not published in the version the agreement cites, so no change of use can reach"
    " it. Make a new request.",
    A15,
)
AGREED_ALREADY = _reason(
    "agreed-already",
    "该数据项已在协议之内，不必再申请。",
    "The item is in the agreement already.",
    A25.paragraph(1),
)
NO_THIRD_PARTY = _reason(
    "no-third-party",
    "请写明第三方部门、使用用途和提供截止日期。",
    "Name the third party, what it uses the data for, and until when.",
    A25.paragraph(1),
)
THIRD_PARTY_IS_PARTY = _reason(
    "third-party-is-party",
    "第三方须是提供部门、需求部门之外的部门。请另选部门。",
    "The third party is neither provider nor requester. Choose another department.",
    A25.paragraph(1),
)
THIRD_PARTY_OUTSIDE_SCOPE = _reason(
    "third-party-outside-scope",
    "第三方不在该目录发布的共享范围内，不能同意向其提供。请由该部门提出数据需求。",
    "The third party is outside the published sharing scope, so supply to it cannot be consented"
    " to. It may raise a demand of its own.",
    A15,
)
SUPPLY_OUTSIDE_TERM = _reason(
    "supply-outside-term",
    "向第三方提供的截止日期须在今天至协议届满日之间。",
    "Supply to a third party ends between today and the last day of the agreement.",
    A25.paragraph(1),
)

# Disposal.
INSTRUCTION_INCOMPLETE = _reason(
    "instruction-incomplete",
    "请写明处置方式和依据。",
    "State how the data are to be disposed of, and on what basis.",
    A27.paragraph(1),
)
NO_DISPOSAL_LIMIT = _reason(
    "no-disposal-limit",
    "请写明处置期限，且不得早于今天。",
    "Name the day by which it is to be done, today or later.",
    A27.paragraph(1),
)
NOT_INSTRUCTED = _reason(
    "not-instructed",
    "提供部门尚未提出处置要求，请先与其联系。",
    "The provider has given no disposal instruction yet; ask it first.",
    A27.paragraph(1),
)
CERTIFICATE_PENDING = _reason(
    "certificate-pending",
    "已报告的处置情况尚待提供部门确认，请等待其确认或者退回。",
    "The disposal reported still awaits the provider; wait until it is confirmed or returned.",
    A27.paragraph(1),
)
CERTIFICATE_INCOMPLETE = _reason(
    "certificate-incomplete",
    "请写明处置的数据、处置方法和负责机构。",
    "State what was disposed of, how, and which office answers for it.",
    A27.paragraph(1),
)
DISPOSED_OUT_OF_TIME = _reason(
    "disposed-out-of-time",
    "处置日期须在访问关闭之日至今天之间。",
    "The day of the disposal lies between the closing of access and today.",
    A27.paragraph(1),
)
NO_CERTIFICATE = _reason(
    "no-certificate",
    "需求部门尚未报告处置情况，不能确认或者退回。",
    "The requester has not reported the disposal, so there is nothing to confirm or return.",
    A27.paragraph(1),
)
DISPOSAL_UNEXPLAINED = _reason(
    "disposal-unexplained",
    "请写明核查结论和情况后再办理。",
    "Write down the finding and what was seen, and take the step then.",
    A27.paragraph(1),
)

# Corrections.
NO_DATA_HELD = _reason(
    "no-data-held",
    "此协议尚未提供数据或者已经办结，没有可校核的数据。请在使用中的协议下提出。",
    "No data are held under this agreement: it has not begun or is closed. Raise the correction"
    " under an agreement in use.",
    A26.paragraph(2),
)
CORRECTION_UNEXPLAINED = _reason(
    "correction-unexplained",
    "请写明依据、核实情况或者理由后再办理。",
    "Write down the evidence, what was found, or why, and take the step then.",
    A26.paragraph(2),
)
NO_RECORD_KEY = _reason(
    "no-record-key",
    "请用协议约定的主键数据项指明记录，并填写符合其类型的值。",
    "Name the record by a key item of the agreement, with a value of its type.",
    A26.paragraph(2),
)
OWN_CORRECTION = _reason(
    "own-correction",
    "提出校核申请的人员不能核实、反馈本人提出的事项，请由本部门其他人员办理。",
    "Whoever raised a correction does not verify or answer it; a colleague takes the step.",
    A26.paragraph(2),
)
SOURCE_IS_PARTY = _reason(
    "source-is-party",
    "数源部门须是提供部门、需求部门之外的部门，且尚未转办给该部门。请另选部门。",
    "The source department is neither provider nor requester, and does not have the matter yet."
    " Choose another.",
    A26.paragraph(2),
)

# Disputes.
NOT_DISPUTABLE = _reason(
    "not-disputable",
    "只有不同意共享、逾期未答复的申请，使用中、暂停中的协议，或者已发布的有条件共享、不予共享"
    "目录可以提出争议处理。",
    "A dispute is about a request that was refused or is overdue, an agreement in use or suspended,"
    " or a published entry that is conditional or withheld. Wait for the answer, or open it there.",
    A28,
)
OWN_CLASS = _reason(
    "own-class",
    "目录由本部门提供，共享属性由本部门编制新版本调整，无需提出异议。",
    "Your department provides this entry itself: change its sharing class by a new version.",
    A28,
)
DISPUTE_UNDER_WAY = _reason(
    "dispute-under-way",
    "此事项已有一项争议正在处理，请在该争议中继续。",
    "A dispute about this matter is under way; go on with that one.",
    A28,
)
DISPUTE_UNEXPLAINED = _reason(
    "dispute-unexplained",
    "请写明争议事项、参加人员、协商情况或者处理结果后再办理。",
    "Write down what is claimed, who took part, or what came of it, and take the step then.",
    A28,
)
NEGOTIATION_OUT_OF_TIME = _reason(
    "negotiation-out-of-time",
    "协商日期须在提出争议之日至今天之间。",
    "The day of the negotiation lies between the opening of the dispute and today.",
    A28,
)
NEGOTIATION_NOT_RECORDED = _reason(
    "negotiation-not-recorded",
    "争议应当先行协商。请先登记协商情况及协商不成的理由，再提请协调。",
    "A dispute is negotiated first. Record the negotiation, and why it failed, before asking for"
    " coordination.",
    A28,
)
NO_SETTLEMENT_PROPOSED = _reason(
    "no-settlement-proposed",
    "尚无协商方案。请先提出协商方案，由对方确认。",
    "No settlement is proposed yet. Propose one for the other department to accept.",
    A28,
)
OWN_SETTLEMENT = _reason(
    "own-settlement",
    "本部门提出的协商方案由对方部门确认。",
    "The settlement was proposed by your department; the other department accepts it.",
    A28,
)
WRONG_AUTHORITY = _reason(
    "wrong-authority",
    "该部门不负责协调此争议，请提请下列政务数据共享主管部门协调。",
    "That authority does not coordinate this dispute; ask the one named here.",
    A28,
)
NO_COMMON_AUTHORITY = _reason(
    "no-common-authority",
    "本平台尚未设有双方共同的政务数据共享主管部门，请按程序书面报共同上级主管部门。",
    "No common authority of both departments is registered here; write to the common superior"
    " authority.",
    A28,
)
OWN_DISPUTE = _reason(
    "own-dispute",
    "本部门是争议一方，不得协调、办理此争议，由上级政务数据共享主管部门办理。",
    "Your department is a party to the dispute; the next authority above it coordinates.",
    A28,
)
NO_WRITTEN_RESULT = _reason(
    "no-written-result",
    "尚无主管部门的书面协调结果，不得报请本级人民政府决定。请先登记协调结果。",
    "The authority's written result is missing, so the government cannot decide. Record it first.",
    A28,
)
DECISION_INCOMPLETE = _reason(
    "decision-incomplete",
    "请填写决定文号、决定内容并选定处理结果。",
    "State the number and the text of the decision, and choose its outcome.",
    A28,
)
DECISION_OUT_OF_TIME = _reason(
    "decision-out-of-time",
    "决定日期须在报请决定之日至今天之间。",
    "The day of the decision lies between the referral and today.",
    A28,
)
DECISION_MOVES_NOTHING = _reason(
    "decision-moves-nothing",
    "只有已作出不同意答复的申请可以责令重新答复或者共享，只有关于共享属性的争议可以责令调整共享属性，"
    "请选择其他处理结果。",
    "Only a refused request is reopened by a decision, and only a disputed sharing class is ordered"
    " to be changed. Choose another outcome.",
    A28,
)
SHARING_ORDERED = _reason(
    "sharing-ordered",
    "本级人民政府已决定应当共享，不得再作出不同意的答复。请作出同意的答复。",
    "The government has decided that the data are to be shared. Answer by agreeing.",
    A28,
)

# Return flow.
NOT_A_LOWER_DEPARTMENT = _reason(
    "not-a-lower-department",
    "回流只面向上级部门辖区内的下级部门。请核对本部门与数据提供部门的区划隶属关系；"
    "不存在上下级关系的，按第二十条提出共享申请。",
    "Data are returned to a department whose region lies below the upper department's. Check how"
    " the two regions stand to each other; without that relation, make a request under Art. 20.",
    A24,
)
RETURN_UNDER_WAY = _reason(
    "return-under-way",
    "本部门对该目录已有未结束的回流需求，请在原事项中办理。",
    "A return of this entry to the department is under way; go on with that one.",
    A24,
)
RETURN_WITHOUT_DUTY = _reason(
    "return-without-duty",
    "请写明据以使用回流数据的法定职责。",
    "State the statutory duty for which the returned data are used.",
    A24,
)
RETURN_CONDITION = _reason(
    "return-condition",
    "回流数据不得附加条件、限定用途或者增设审批环节，请删去后重新配置。",
    "Data are returned without further conditions, restrictions of purpose or steps of approval;"
    " take them out and configure again.",
    A24,
)
RETURN_OTHER_RESOURCE = _reason(
    "return-other-resource",
    "所选数据资源不属于需求所指的目录，请选择该目录下的资源。",
    "The resource chosen does not belong to the entry that is needed; choose one that does.",
    A24,
)
NO_REGION_COLUMN = _reason(
    "no-region-column",
    "所选字段不是记录行政区划代码的数据项，或者已装载的数据没有该字段，无法按辖区回流。"
    "请选择目录中标明为“所属区划”的字段。",
    "The column chosen does not hold the region of a row, or the data loaded lack it, so nothing"
    " can be returned by area. Choose a column that the entry marks as the region of the row.",
    A24,
)
SECURITY_NOT_CHECKED = _reason(
    "security-not-checked",
    "请写明安全检查情况和检查日期，检查日期不得晚于今天。",
    "Record the security check and its day, which is today or earlier.",
    A24,
)
ALREADY_RETURNED = _reason(
    "already-returned",
    "当前数据版本已经回流，装载新版本后自动继续回流。",
    "The present data version was handed over already; the next one follows once it is loaded.",
    A24,
)
RETURN_NOT_RUNNING = _reason(
    "return-not-running",
    "该回流尚未启动或者已经结束，不能取数。",
    "The return has not started or has ended, so nothing can be fetched.",
    A24,
)
NOTHING_HANDED_OVER = _reason(
    "nothing-handed-over",
    "所指批次不存在或者已被新批次替换，请从最新批次重新取数。",
    "That hand-over does not exist or was replaced by a newer one; fetch the latest.",
    A24,
)

# Use records.
USE_NOT_BEGUN = _reason(
    "use-not-begun",
    "协议尚未投入使用，没有可以记录的使用情况。",
    "The agreement has not been put into use, so there is no use to record.",
    A29.paragraph(2),
)
USE_RECORD_INCOMPLETE = _reason(
    "use-record-incomplete",
    "使用记录应当逐项写明使用场景、使用过程、使用结果、存储情况和销毁情况；尚未销毁的，也应当写明。",
    "A use record states scenario, course, results, storage and destruction, each of them; if"
    " nothing was destroyed yet, it says so.",
    A29.paragraph(2),
)
USE_PERIOD_INVALID = _reason(
    "use-period-invalid",
    "所记录的起止日期有误：起始日不得晚于截止日，截止日不得晚于今天。",
    "The days recorded are wrong: the first is not after the last, and the last not after today.",
    A29.paragraph(2),
)
RETENTION_RUNNING = _reason(
    "retention-running",
    "使用记录自形成、共享结束、数据处置三者中最晚之日起至少保存三年，期满前不得删除。",
    "A use record is kept for at least three years from the latest of its making, the end of"
    " sharing and the disposal; before that it cannot be deleted.",
    A29.paragraph(2),
)

# Contractors.
CONTRACTOR_UNBOUND = _reason(
    "contractor-unbound",
    "该账号属于受托人员，须先登记批准文件和合同，再在合同期限内指定职权。",
    "The account is a contractor's: it is engaged under an approval and a contract, within its"
    " term, and not simply appointed.",
    A36,
)
CONTRACTOR_MANDATE = _reason(
    "contractor-mandate",
    "受托人员不得行使审核答复、负责人同意、目录审批、主管部门监督等职权，只能指定办理所需的最小职权。",
    "A contractor never reviews, consents, approves entries or oversees; only the least that the"
    " work needs may be given.",
    A36,
)
CONTRACTOR_UNAPPROVED = _reason(
    "contractor-unapproved",
    "请写明批准文号、批准日期、批准部门、受托单位和合同编号；批准日期不得晚于今天。",
    "State number, day and department of the approval, the contractor and the contract's number;"
    " the approval is of today or earlier.",
    A36,
)
CONTRACT_OVER = _reason(
    "contract-over",
    "合同期限已过或者早于今天，请登记有效的合同。",
    "The contract's term is over; record a contract that is in force.",
    A36,
)
CONTRACT_RUNNING = _reason(
    "contract-running",
    "合同期限未满，不能按期满处理。",
    "The contract's term is not over.",
    A36,
)
ALREADY_STAFF = _reason(
    "already-staff",
    "该账号已被指定为部门工作人员，受托人员须使用单独的账号。",
    "The account is appointed as a department's own staff; a contractor uses an account of its"
    " own.",
    A36,
)


# Source departments.
ITEM_UNNAMED = _reason(
    "item-unnamed",
    "请写明信息项名称（至少含一个汉字、字母或数字）。",
    "Name the data item, with at least one letter or figure.",
    A19,
)
ONE_COLLECTOR = _reason(
    "one-collector",
    "只有多个部门收集的信息项才须认定数源部门。请列明收集该信息项的各部门。",
    "A source is named for an item that several departments collect. List all that collect it.",
    A19.paragraph(2),
)
SOURCE_NOT_COLLECTING = _reason(
    "source-not-collecting",
    "数源部门应当是收集该信息项的部门之一。请在收集部门中选定。",
    "The source department is one of those that collect the item. Choose among them.",
    A19.paragraph(2),
)
OUTSIDE_JURISDICTION = _reason(
    "outside-jurisdiction",
    "所选部门不在本主管部门的管辖范围内，请由其共同上级主管部门办理。",
    "A department chosen lies outside your jurisdiction; the common superior authority acts there.",
    articles.A8,
)
SOURCE_NAMED = _reason(
    "source-named",
    "该信息项已认定数源部门，一个管辖范围内一项数据只认定一个数源部门。请先撤销原认定；"
    "上级主管部门的认定请报其办理。",
    "The item has its source department; there is one for each item and jurisdiction. Revoke that"
    " designation first, or ask the upper authority where it is its own.",
    A19.paragraph(2),
)

# New collections of data.
COLLECTION_UNFOUNDED = _reason(
    "collection-unfounded",
    "请写明采集的法定依据和用途。数据应当依法收集。",
    "State the legal basis of the collection and what it is for. Data are collected lawfully.",
    A19.paragraph(1),
)
COLLECTION_WITHOUT_ITEMS = _reason(
    "collection-without-items",
    "请逐项列明拟采集的信息项，并选定采集对象。",
    "List every data item to be collected, and choose whom it is collected from.",
    A19.paragraph(1),
)
COLLECTED_ALREADY = _reason(
    "collected-already",
    "下列信息项目录中已有，可以通过共享取得的不得重复收集。请改为申请共享；确需采集的，逐项写明理由。",
    "The directory has the items named here, and what sharing can supply is not collected again."
    " Ask for it instead, or state for each item why it must be collected.",
    A19.paragraph(1),
)

# Demands for data that no entry covers.
DEMAND_INCOMPLETE = _reason(
    "demand-incomplete",
    "请写明需求名称、所需信息项、使用依据和使用场景。",
    "State what is wanted, its data items, the legal basis and the scenario of use.",
    A20.paragraph(1),
)
DEMAND_ENTRY_UNFIT = _reason(
    "demand-entry-unfit",
    "只能对接您可以查看的、已发布且不属于不予共享类的目录，并且不是需求部门本部门的目录。",
    "Match it to a published entry that you may see, that is shared, and that is not the"
    " requester's own.",
    A20.paragraph(1),
)
DEMAND_ENTRY_FOREIGN = _reason(
    "demand-entry-foreign",
    "请关联本部门为此需求编制的目录。",
    "Link an entry that your own department compiles for the demand.",
    A20.paragraph(1),
)
DEMAND_DEPARTMENT_UNFIT = _reason(
    "demand-department-unfit",
    "责任部门应当是本主管部门管辖范围内的在用部门，且不是需求部门或者现责任部门。请另选部门。",
    "The responsible department lies in your jurisdiction, is open, and is neither the requester"
    " nor the present one. Choose another.",
    A20.paragraph(1),
)
DEMAND_UNGROUNDED = _reason(
    "demand-ungrounded",
    "不予承接的，请选定理由类别并写明理由。",
    "A demand is declined with one of the listed grounds and an explanation.",
    A20.paragraph(1),
)
REQUEST_DRAFTED = _reason(
    "request-drafted",
    "已据此需求起草共享申请，请在该申请中继续办理。",
    "A sharing request was drafted from this demand. Go on there.",
    A20.paragraph(1),
)

# Supervision.
OWN_BREACH = _reason(
    "own-breach",
    "不得对本部门的违规情形作出认定、处理，由上级主管部门办理。",
    "Nobody judges his own department; the authority above it does.",
    A29.paragraph(1),
)
BREACH_UNSTATED = _reason(
    "breach-unstated",
    "请写明违规线索涉及的事实。",
    "State the facts that point to a breach.",
    A29.paragraph(1),
)
BREACH_OF_AUTHORITY = _reason(
    "breach-of-authority",
    "第四十一条所列情形仅适用于政务数据共享主管部门。请改选其他情形。",
    "Art. 41 concerns data-sharing authorities alone. Choose another item.",
    articles.A41,
)
BREACH_UNEXPLAINED = _reason(
    "breach-unexplained",
    "请写明内容和理由。",
    "Write down what is said, found or ordered, and why.",
    A29.paragraph(1),
)
BREACH_NOT_HEARD = _reason(
    "breach-not-heard",
    "当事部门的说明期限尚未届满，请待其说明或者期限届满后再行认定。",
    "The department may still explain itself. Wait for that, or until its time is over.",
    A29.paragraph(1),
)
BREACH_OF_OTHER_ARTICLE = _reason(
    "breach-of-other-article",
    "认定的情形应当属于线索所依据的同一条。属于其他条的，请另行登记线索。",
    "What is found lies within the article that was cited. For another article record it anew.",
    A29.paragraph(1),
)
REASON_NOT_JUDGED = _reason(
    "reason-not-judged",
    "认定未按时答复或者未按时共享的，请写明为何不属于有正当理由。",
    "Where lateness is found, state why there was no justified reason for it.",
    articles.A39.item(4),
)
NO_TIME_TO_RECTIFY = _reason(
    "no-time-to-rectify",
    "请设定今日之后的改正期限。",
    "Set a day after today by which it is to be put right.",
    A29.paragraph(1),
)

# Inspections and public criticism.
INSPECTION_UNSTATED = _reason(
    "inspection-unstated",
    "请写明检查事项和检查内容；办结时请选择检查结论并写明情况。",
    "State what is looked into; at the end choose the result and state what was found.",
    A29.paragraph(1),
)
FAULTS_UNNAMED = _reason(
    "faults-unnamed",
    "发现问题的，请至少选定一项违规情形；未发现问题的，不选违规情形。",
    "Where faults were found name at least one item; where none was found name none.",
    A29.paragraph(1),
)
BREACH_NOT_FOUND = _reason(
    "breach-not-found",
    "违规情形尚未认定，不得通报。请先听取当事部门说明并作出认定。",
    "Nothing was found yet, so nobody is criticised. Hear the department and judge first.",
    A29.paragraph(1),
)
CRITICISM_UNSTATED = _reason(
    "criticism-unstated",
    "请写明通报内容。",
    "State what is made known.",
    A29.paragraph(1),
)
CRITICISED_ALREADY = _reason(
    "criticised-already",
    "该违规情形已经通报。",
    "The breach was criticised already.",
    A29.paragraph(1),
)

# Emergency releases.
EMERGENCY_UNSTATED = _reason(
    "emergency-unstated",
    "请写明应急事由和应急事件编号。",
    "State the emergency and the number of its case.",
    A25.paragraph(1),
)
EMERGENCY_WITHOUT_COLUMNS = _reason(
    "emergency-without-columns",
    "请逐项选定应急所必需的数据项，数据项须属于该目录现行版本。",
    "Name the columns that the emergency needs, from the entry as it is published.",
    A25.paragraph(1),
)
EMERGENCY_TOO_LONG = _reason(
    "emergency-too-long",
    "应急共享的时长须为一小时以上，且不得超过规定的最长时数。请缩短时长，或者另行提出共享申请。",
    "The hours are at least one and within the limit. Choose fewer, or make a sharing request.",
    A25.paragraph(1),
)
EMERGENCY_UNDER_WAY = _reason(
    "emergency-under-way",
    "本部门对该目录的应急共享正在办理或者有效期内，请使用该次应急共享或者待其办结。",
    "An emergency release of the entry to the department is open; use it, or await its end.",
    A25.paragraph(1),
)
EMERGENCY_WITHOUT_REVIEWER = _reason(
    "emergency-without-reviewer",
    "没有与双方均无隶属的主管部门可以办理或者复核，请由本级政府决定。",
    "No data-sharing authority other than the two departments is registered to grant or review"
    " it; the government decides.",
    articles.A8,
)
OWN_EMERGENCY = _reason(
    "own-emergency",
    "不得批准或者复核本部门提出的应急共享。",
    "Nobody grants or reviews what his own department asked for.",
    A21.paragraph(1),
)
TOOK_PART = _reason(
    "took-part",
    "您已办理过此次应急共享的前一环节，须由其他人员办理。",
    "You took an earlier step of this release; another person takes this one.",
    A21.paragraph(1),
)
EMERGENCY_RUNNING = _reason(
    "emergency-running",
    "应急共享尚未结束，结束后再行复核。",
    "The emergency release has not ended yet; it is reviewed afterwards.",
    articles.A35,
)
EMERGENCY_OVER = _reason(
    "emergency-over",
    "应急共享已经结束。仍需使用的，请提出共享申请。",
    "The emergency release has ended. If the data are still needed, make a sharing request.",
    A25.paragraph(1),
)
REVIEW_BY_THE_OTHER = _reason(
    "review-by-the-other",
    "复核须由批准一方以外的另一方办理。",
    "The review is the other body's: whoever granted the release does not review it.",
    articles.A35,
)
EMERGENCY_UNJUDGED = _reason(
    "emergency-unjudged",
    "请写明复核意见和理由。",
    "Write down the finding of the review and its reasons.",
    articles.A35,
)
EMERGENCY_NOT_IN_FORCE = _reason(
    "emergency-not-in-force",
    "应急共享未获批准，或者已经结束。",
    "The emergency release was not granted, or has ended.",
    A25.paragraph(1),
)
EMERGENCY_OTHER_CASE = _reason(
    "emergency-other-case",
    "调用所写的业务编号不是批准的应急事件编号。",
    "The case number of the call is not that of the emergency granted.",
    A25.paragraph(1),
)

# Security incidents.
INCIDENT_NOT_OURS = _reason(
    "incident-not-ours",
    "本部门不是该共享的需求部门或者提供部门。请就所涉目录报告安全事件。",
    "Your department is no party of the agreement. Report the incident of the directory entry.",
    articles.A35,
)
INCIDENT_UNDESCRIBED = _reason(
    "incident-undescribed",
    "请写明安全事件的经过和涉及的数据。",
    "Describe what happened and which data are concerned.",
    articles.A35,
)
INCIDENT_NOT_DISCOVERED = _reason(
    "incident-not-discovered",
    "请填写发现时间，不得早于条例施行之日，也不得晚于现在。",
    "State when the incident was discovered: since the decree is in force, not in the future.",
    articles.A35,
)
INCIDENT_PLAN_NOT_STARTED = _reason(
    "incident-plan-not-started",
    "请填写启动应急预案的时间，不得早于发现时间，也不得晚于现在。尚未启动的，请立即启动。",
    "State when the emergency plan was started: not before the discovery, and not in the future."
    " If it was not, start it at once.",
    articles.A35,
)
INCIDENT_MEASURE_UNSTATED = _reason(
    "incident-measure-unstated",
    "请写明采取的处置措施。",
    "State what was done about the incident.",
    articles.A35,
)
INCIDENT_REPORT_WITHOUT_NUMBER = _reason(
    "incident-report-without-number",
    "请填写报告的文号或者编号。",
    "State the number of the report's document.",
    articles.A35,
)
INCIDENT_REPORT_UNDATED = _reason(
    "incident-report-undated",
    "请填写报告时间，不得早于发现时间，也不得晚于现在。",
    "State when it was reported: not before the discovery, and not in the future.",
    articles.A35,
)
INCIDENT_UNREPORTED = _reason(
    "incident-unreported",
    "尚无向有关部门报告的记录。请先由责任部门按规定报告并登记。",
    "No report to a body is on record. The department answerable reports it first, as required.",
    articles.A35,
)
OWN_INCIDENT = _reason(
    "own-incident",
    "不得对本部门负责的安全事件作出结论，由上级主管部门办理。",
    "Nobody concludes an incident that his own department answers for; the authority above does.",
    articles.A34,
)
INCIDENT_UNCONCLUDED = _reason(
    "incident-unconcluded",
    "请写明事件原因和处理结论。",
    "Write down the cause of the incident and the conclusion.",
    articles.A34,
)
INCIDENT_FAULT_UNJUDGED = _reason(
    "incident-fault-unjudged",
    "请认定责任部门是否有过错。",
    "Say whether the department answerable was at fault.",
    articles.A34,
)

# Complaints and reports.
OWN_REPORT = _reason(
    "own-report",
    "反映本部门的举报不得由本部门登记、办理，请转请主管部门登记。",
    "A department neither registers nor handles a report about itself; the authority registers it.",
    articles.A37,
)
COMPLAINT_WITHOUT_HANDLER = _reason(
    "complaint-without-handler",
    "被举报部门没有已登记的上级主管部门，请报本级政府确定办理机关。",
    "No authority over the department is registered; its government decides who handles it.",
    articles.A37,
)
COMPLAINT_UNDATED = _reason(
    "complaint-undated",
    "请填写收到日期，不得早于条例施行之日，也不得晚于今日。",
    "State the day it was received: since the decree is in force, not in the future.",
    articles.A37,
)
COMPLAINT_UNSTATED = _reason(
    "complaint-unstated",
    "请填写来信登记号和反映的主要内容。",
    "State its number in the letters register and what it says.",
    articles.A37,
)
COMPLAINT_NAMES_A_PERSON = _reason(
    "complaint-names-a-person",
    "内容中有公民身份号码或者手机号码。请删去，个人信息仅在来信登记簿中留存。",
    "The text holds an identity number or a mobile number. Leave it out; what identifies a person"
    " stays in the letters register.",
    articles.A37,
)
COMPLAINT_UNGROUNDED = _reason(
    "complaint-ungrounded",
    "不予受理的，请选定理由类别并写明理由。",
    "What is not taken up has one of the listed grounds and an explanation.",
    articles.A37,
)
COMPLAINT_TO_NOBODY = _reason(
    "complaint-to-nobody",
    "请写明转送的部门或者机关。",
    "Name the body to which it is passed on.",
    articles.A37,
)
COMPLAINT_ANSWER_INCOMPLETE = _reason(
    "complaint-answer-incomplete",
    "请逐项填写办理结论、核查情况、处理情况和答复方式。",
    "State the finding, what was found, what was done, and how the person was answered.",
    articles.A37,
)
COMPLAINT_ANSWER_UNDATED = _reason(
    "complaint-answer-undated",
    "请填写答复日期，不得早于收到日期，也不得晚于今日。",
    "State the day of the answer: not before the receipt, and not in the future.",
    articles.A37,
)

# Data calls.
NO_GRANT = _reason(
    "no-grant",
    "该应用系统没有依此协议获取数据的许可。",
    "This application system holds no permission to fetch data under the agreement.",
    A22.paragraph(1),
)
NOT_IN_USE = _reason(
    "not-in-use",
    "协议不在使用中（暂停、终止或者尚未启用）。",
    "The agreement is not in use (suspended, terminated or not yet begun).",
    A27.paragraph(2),
)
NO_PURPOSE = _reason(
    "no-purpose",
    "请在调用中写明使用用途和业务编号。",
    "State the purpose and the case number with each call.",
    articles.A25.paragraph(1),
)
PURPOSE_NOT_AGREED = _reason(
    "purpose-not-agreed",
    "调用用途不在协议约定的用途之内。",
    "The purpose of the call is not one the agreement allows.",
    articles.A25.paragraph(1),
)
CASE_NUMBER_INVALID = _reason(
    "case-number-invalid",
    "业务编号不符合协议约定的格式。",
    "The case number does not have the agreed form.",
    articles.A25.paragraph(1),
)
DELIVERY_STOPPED = _reason(
    "delivery-stopped",
    "主管部门已停止供给，恢复之前一律不提供数据。",
    "The authority has stopped delivery; no data are given out until the stop is lifted.",
    articles.A29.paragraph(1),
)
COLUMN_NOT_AGREED = _reason(
    "column-not-agreed",
    "所请求的字段不在协议约定的数据项之内。",
    "A field asked for is not among the items agreed.",
    articles.A25.paragraph(1),
)
QUOTA_SPENT = _reason(
    "quota-spent",
    "协议约定的调用额度已用完。",
    "The agreed quota has been used up.",
    articles.A25.paragraph(1),
)
RATE_EXCEEDED = _reason(
    "rate-exceeded",
    "调用过于频繁，请稍后再试。",
    "Too many calls; try again later.",
)

# Delivery stopped by the authority.
STOP_NAMES_NOTHING = _reason(
    "stop-names-nothing",
    "请至少写明一项：提供部门、目录、接收部门或者用途。",
    "Name at least one: a provider, an entry, a recipient or a purpose.",
    articles.A29.paragraph(1),
)
STOPPED_ALREADY = _reason(
    "stopped-already",
    "同样范围的供给已经停止，无需重复办理。",
    "Delivery of just this is stopped already.",
    articles.A29.paragraph(1),
)

# Tracing where a subject's data went.
SUBJECT_NUMBER_INVALID = _reason(
    "subject-number-invalid",
    "公民身份号码或者统一社会信用代码有误，请对照证件核对全部十八位，包括末位校验码。",
    "This is no identity number or credit code; compare all eighteen characters, the check"
    " character among them, with the document.",
    articles.A37,
)
LOOKUP_WITHOUT_CASE = _reason(
    "lookup-without-case",
    "查询数据流向须写明所办事项的编号，如投诉举报或者信访件编号。",
    "Tracing data needs the number of the case, such as that of a complaint.",
    articles.A37,
)
SUBJECT_NUMBER_REPEATED = _reason(
    "subject-number-repeated",
    "编号和理由将予留存，其中不得写入所查的号码。请删去后再提交。",
    "Case number and reason are kept, and must not hold the number looked up; take it out.",
    articles.A37,
)
LOOKUPS_SPENT = _reason(
    "lookups-spent",
    "您今日的查询次数已用完，请明日再办；确有需要的，由其他经授权人员办理。",
    "You have used up today's look-ups; go on tomorrow, or ask another authorised officer.",
    articles.A37,
)

# The register of norms, and what rests on them.
NORM_INCOMPLETE = _reason(
    "norm-incomplete",
    "登记规范须写明名称、文号、效力级别、制定机关和施行日期。",
    "State title, document number, rank, issuer and the day from which the norm is in force.",
    articles.A12,
)
NORM_RECORDED_ALREADY = _reason(
    "norm-recorded-already",
    "该规范已在依据库中登记，请直接引用。",
    "The norm stands in the register already; cite that record.",
    articles.A12,
)
REPEAL_DAY_INVALID = _reason(
    "repeal-day-invalid",
    "请写明废止日期，且须晚于施行日期。",
    "Name the day of the repeal; it lies after the day from which the norm is in force.",
    articles.A12,
)
NORM_NOT_IN_FORCE = _reason(
    "norm-not-in-force",
    "所引用的规范当日不具有效力，请改引现行有效的规范。",
    "The norm cited is not in force that day; cite one that is.",
    articles.A20.paragraph(2),
)
NORM_CANNOT_WITHHOLD = _reason(
    "norm-cannot-withhold",
    "不予共享只能依据法律、行政法规或者国务院决定；请改引此类规范，或者调整共享属性。",
    "Only a law, an administrative regulation or a State Council decision withholds an entry;"
    " cite one of these, or choose another class.",
    articles.A14,
)
BASIS_LAPSED = _reason(
    "basis-lapsed",
    "共享所依据的规范已经废止；由需求部门改引现行有效的规范并经提供部门同意后恢复。",
    "A norm that the sharing rests on is repealed; it goes on once the requester cites one in"
    " force instead and the provider consents.",
    articles.A20.paragraph(2),
)
BASIS_STANDS = _reason(
    "basis-stands",
    "共享所依据的规范当日均具有效力，无需办理。",
    "Every norm that the sharing rests on is in force that day.",
    articles.A20.paragraph(2),
)
NORM_NOT_REPLACEABLE = _reason(
    "norm-not-replaceable",
    "只能替换本协议所依据的、已登记废止的规范。",
    "Only a norm that this agreement rests on and whose repeal is recorded can be replaced.",
    articles.A20.paragraph(2),
)
CITATION_PENDING = _reason(
    "citation-pending",
    "已改引规范，等待提供部门答复。",
    "Another norm is cited already and awaits the provider.",
    articles.A20.paragraph(2),
)
NO_CITATION_PENDING = _reason(
    "no-citation-pending",
    "没有待同意的改引规范。",
    "No newly cited norm awaits the provider.",
    articles.A20.paragraph(2),
)
NOT_SUSPENDED_FOR_MISUSE = _reason(
    "not-suspended-for-misuse",
    "因所依据的规范废止而暂停，无需报告整改；请改引现行有效的规范。",
    "Sharing is suspended because a norm was repealed: cite one in force; nothing is to be put"
    " right.",
    articles.A20.paragraph(2),
)

# Withdrawal of an entry.
ENTRY_IN_USE = _reason(
    "entry-in-use",
    "目录下仍有正在执行的协议、数据回流或者应急共享，不能撤销。"
    "协议请逐一提出终止服务，协商并备案后终止，或者待其到期；其他的请先办结。",
    "Data are still shared under the entry, by agreement, return flow or emergency release. End"
    " each agreement by negotiation and filing, or let it run out; settle the others first.",
    articles.A27.paragraph(3),
)
ENTRY_ASKED_FOR = _reason(
    "entry-asked-for",
    "目录尚有未答复的共享申请或者未办结的争议，请先办结。",
    "Requests for the entry are not answered, or disputed; settle them first.",
    articles.A21.paragraph(1),
)
WITHDRAWAL_UNDER_WAY = _reason(
    "withdrawal-under-way",
    "该目录的撤销正在办理。",
    "The withdrawal of the entry is under way already.",
    articles.A17,
)

# Platforms and the channels that data travel by.
PLATFORM_INCOMPLETE = _reason(
    "platform-incomplete",
    "登记平台须写明名称、类型和投入运行日期，投入运行日期不得晚于今日。",
    "State the platform's name, its kind and the day it began to run, which is not after today.",
    articles.A31,
)
PLATFORM_REGION = _reason(
    "platform-region",
    "平台服务区域须为运行部门所在行政区域或者其下级行政区域。",
    "A platform serves its operator's own region or one below it.",
    articles.A30,
)
PLATFORM_DECLARED_ALREADY = _reason(
    "platform-declared-already",
    "运行部门已登记同名平台，请在原登记上办理。",
    "The operator has declared a platform of that name already; go on with that record.",
    articles.A31,
)
NEW_EXCHANGE_SYSTEM = _reason(
    "new-exchange-system",
    "2025年8月1日起，除法律、行政法规另有规定外，不得新建政务数据共享交换系统。"
    "确有规定的，请引用依据库中现行有效的法律、行政法规并写明条款。",
    "Since 1 August 2025 no new exchange system is built unless a law or an administrative"
    " regulation provides for it; cite one of the register that is in force, with its article.",
    articles.A31,
)
OWN_PLATFORM = _reason(
    "own-platform",
    "不得对本部门运行的平台作出限期纳入或者单独保留的决定，由上级主管部门办理。",
    "Nobody orders or exempts a platform of his own department; the authority above does.",
    articles.A31,
)
EXEMPTION_STANDS = _reason(
    "exemption-stands",
    "该平台依现行有效的法律、行政法规单独保留，不需要纳入。",
    "The platform is kept apart by a norm that is in force; it does not have to join.",
    articles.A31,
)
JOINING_DAY_INVALID = _reason(
    "joining-day-invalid",
    "请写明纳入期限：不得早于今日，也不得超过规定的最长期限。",
    "Name the day to join by: not before today, and within the longest period that is set.",
    articles.A31,
)
JOINING_WAY_UNNAMED = _reason(
    "joining-way-unnamed",
    "请写明接入的上级平台；直接接入国家平台的，写明国家平台名称。两者只填一项。",
    "Name the platform above that it is connected to, or the national system; one of them.",
    articles.A31,
)
UPPER_PLATFORM_UNFIT = _reason(
    "upper-platform-unfit",
    "所接入的平台须已纳入全国一体化政务大数据体系，且服务于上级行政区域；"
    "部门自建系统也可以接入本级政务数据共享平台。",
    "The platform connected to has joined the national system itself and serves a region above; an"
    " exchange system may also join the platform of its own region.",
    articles.A31,
)
JOINING_INCOMPLETE = _reason(
    "joining-incomplete",
    "请写明接入编号和纳入日期；纳入日期不得早于投入运行日期，也不得晚于今日。",
    "State the connection number and the day of joining, between the first day of operation and"
    " today.",
    articles.A31,
)
EXEMPTION_WITHOUT_LAW = _reason(
    "exemption-without-law",
    "单独保留只能依据现行有效的法律、行政法规。请引用依据库中的规范并写明条款。",
    "Only a law or an administrative regulation in force keeps a platform apart; cite one of the"
    " register, with its article.",
    articles.A31,
)
CLOSING_DAY_INVALID = _reason(
    "closing-day-invalid",
    "请写明停用日期；不得早于投入运行日期，也不得晚于今日。",
    "Name the day it went out of operation, between its first day of operation and today.",
    articles.A31,
)
PLATFORM_RELIED_ON = _reason(
    "platform-relied-on",
    "仍有平台经由该平台纳入全国一体化政务大数据体系，请先将其改接其他平台。",
    "Other platforms are part of the national system through this one; connect them to another"
    " one first.",
    articles.A31,
)
CONNECTION_MOMENT_INVALID = _reason(
    "connection-moment-invalid",
    "请写明发生时间；不得早于纳入日期和上一条记录，也不得晚于现在。",
    "State when it happened: since it joined, not before what was recorded last, and not later"
    " than now.",
    articles.A30,
)
CONNECTION_UNCHANGED = _reason(
    "connection-unchanged",
    "该连接状态已经记录。",
    "This state of the connection stands on record already.",
    articles.A30,
)
CHANNEL_UNNAMED = _reason(
    "channel-unnamed",
    "以其他方式共享的，须写明所经由的平台；政务数据通过全国一体化政务大数据体系共享。",
    "Data shared in another way name the platform they travel by: data are shared through the"
    " national integrated system.",
    articles.A32,
)
CHANNEL_IS_THE_PORTAL = _reason(
    "channel-is-the-portal",
    "服务接口、批量交换、文件下载经由本平台共享，不需要另填平台。",
    "Service interface, batch exchange and file download travel through this portal; name no other"
    " platform.",
    articles.A32,
)
PLATFORM_NOT_JOINED = _reason(
    "platform-not-joined",
    "所经由的平台尚未纳入全国一体化政务大数据体系，也未依法单独保留，不得用于共享。",
    "The platform has neither joined the national integrated system nor is it kept apart by law; no"
    " data are shared by it.",
    articles.A32,
)

# Standards and their code lists.
STANDARD_INCOMPLETE = _reason(
    "standard-incomplete",
    "登记标准须写明标准号和名称。",
    "State number and title of the standard.",
    articles.A6,
)
STANDARD_REGISTERED_ALREADY = _reason(
    "standard-registered-already",
    "该版本的标准已经登记。",
    "The register has this edition of the standard already.",
    articles.A6,
)
STANDARD_END_INVALID = _reason(
    "standard-end-invalid",
    "请写明废止日期；标准实施日期已知的，须晚于实施日期。",
    "Name the day on which the standard ends; it lies after the day from which it is in force.",
    articles.A6,
)
STANDARD_SUCCESSOR_UNFIT = _reason(
    "standard-successor-unfit",
    "代替标准须为另一标准，且届时没有废止。",
    "What replaces the standard is another one that has not ended by then.",
    articles.A6,
)
CODE_LIST_EMPTY = _reason(
    "code-list-empty",
    "没有可以导入的代码，请每行填写一个代码。",
    "There is no code to load; write one a line.",
    articles.A6,
)
CODE_LINES_INVALID = _reason(
    "code-lines-invalid",
    "下列各行不能导入，全部代码均未导入，请改正后重新提交。",
    "The lines named cannot be taken, so that none was; put them right and send the list again.",
    articles.A6,
)
STANDARD_ENDED = _reason(
    "standard-ended",
    "信息项所执行的标准已经废止，请改为现行标准，或者不填。",
    "A standard that data items name has ended; name one that has not, or none.",
    articles.A11,
)

# Internal rules on file.
INTERNAL_RULE_INCOMPLETE = _reason(
    "internal-rule-incomplete",
    "请写明制度类别、名称、文号、印发日期、施行日期和全文。",
    "State subject, title, document number, day of issue, day of entry into force, and whole text.",
    articles.A10,
)
INTERNAL_RULE_NOT_ISSUED = _reason(
    "internal-rule-not-issued",
    "制度印发后方可备存，印发日期不能晚于今天。",
    "A rule is filed once it is issued; the day of issue cannot lie in the future.",
    articles.A10,
)
INTERNAL_RULE_IN_FORCE_TOO_EARLY = _reason(
    "internal-rule-in-force-too-early",
    "施行日期不能早于印发日期。",
    "A rule is not in force before it is issued.",
    articles.A10,
)
INTERNAL_RULE_ON_FILE = _reason(
    "internal-rule-on-file",
    "该类制度已有施行中的文本；修订后的文本，请在原制度页面办理“以新制度替代”。",
    "A rule in force is on file for this subject; on its page, replace it by the new one.",
    articles.A10,
)
INTERNAL_RULE_REPLACES_BACKWARDS = _reason(
    "internal-rule-replaces-backwards",
    "新制度的施行日期不能早于被替代制度的施行日期。",
    "The new rule cannot be in force from an earlier day than the one it replaces.",
    articles.A10,
)

# Quality of an entry.
VALUE_RULES_UNFIT = _reason(
    "value-rules-unfit",
    "数据项的取值规则不能成立。",
    "The value rules of a data item cannot stand.",
    articles.A18,
)
NO_VALUE_RULES = _reason(
    "no-value-rules",
    "现行目录版本的数据项没有规定取值规则。",
    "The published version of the entry states no value rules for its items.",
    articles.A18,
)
VALUES_COUNTED_LATER = _reason(
    "values-counted-later",
    "数据量较大，无法即时统计；系统将在后台检查，结果见目录页。",
    "There are too many rows to count them at once; they are checked in the background.",
    articles.A18,
)
QUALITY_REQUIREMENT_INCOMPLETE = _reason(
    "quality-requirement-incomplete",
    "请选择环节，并写明质量要求。",
    "Name the stage and write down the quality requirement.",
    articles.A18,
)
QUALITY_ITEM_UNKNOWN = _reason(
    "quality-item-unknown",
    "现行目录版本没有该数据项。",
    "The published version of the entry has no such data item.",
    articles.A18,
)
QUALITY_STAGE_MISSING = _reason(
    "quality-stage-missing",
    "收集、存储、加工、传输、共享、使用、销毁七个环节均须填写，不涉及的选“不涉及”。",
    "Each of the seven stages is to be answered; where one does not apply, say so.",
    articles.A18,
)
QUALITY_FAULT_UNEXPLAINED = _reason(
    "quality-fault-unexplained",
    "不符合质量要求的环节，须写明发现的问题。",
    "Where the requirements of a stage were not kept, write down what was found.",
    articles.A18,
)
QUALITY_MEASURES_MISSING = _reason(
    "quality-measures-missing",
    "存在问题的，须写明整改措施。",
    "Where something is at fault, write down how it will be mended.",
    articles.A18,
)
QUALITY_MENDING_DAY_INVALID = _reason(
    "quality-mending-day-invalid",
    "整改期限须晚于今天。",
    "The day by which it will be mended must come after today.",
    articles.A18,
)
QUALITY_NOTHING_TO_MEND = _reason(
    "quality-nothing-to-mend",
    "各环节均无问题，无需填写整改措施和期限；有问题的，请将相应环节选为“不符合要求”。",
    "No stage is at fault, so there is nothing to mend; mark the stage as not kept if there is.",
    articles.A18,
)
QUALITY_MENDING_UNEXPLAINED = _reason(
    "quality-mending-unexplained",
    "请写明整改情况。",
    "Write down what was mended.",
    articles.A18,
)

# Questions on entries: rules of the portal itself.
QUESTION_EMPTY = _reason(
    "question-empty",
    "请填写内容。",
    "Write down what is to be said.",
)
QUESTION_CARRIES_DATA = _reason(
    "question-carries-data",
    "提问和答复不承载数据：内容中有公民身份号码或者手机号码，请删去后再提交。",
    "Questions and answers carry no data: the text holds an identity number or a mobile number."
    " Leave it out.",
)
QUESTION_ON_OWN_ENTRY = _reason(
    "question-on-own-entry",
    "这是本部门的目录，请在部门内部了解，无需在此提问。",
    "The entry is your own department's; ask there.",
)
QUESTION_ITEM_UNKNOWN = _reason(
    "question-item-unknown",
    "现行目录版本没有该数据项，请重新选择，或者就整条目录提问。",
    "The published version has no such data item; choose another, or ask about the whole entry.",
)
QUESTION_REPEATED = _reason(
    "question-repeated",
    "本部门已提出相同的问题，尚未办结，无需重复提问。",
    "Your department has asked the same question and it is still open.",
)
QUESTION_TAKEN = _reason(
    "question-taken",
    "该问题已有经办人，可以转交同事。",
    "Somebody has taken the question on already; it can be handed over.",
)
QUESTION_COLLEAGUE_UNFIT = _reason(
    "question-colleague-unfit",
    "只能转交本部门负责编制目录的在职同事。",
    "It is handed over only to a colleague of the department who compiles its directory.",
)
QUESTION_NO_COLLEAGUE = _reason(
    "question-no-colleague",
    "本部门没有其他负责编制目录的在职同事，无人可以转交。",
    "No colleague of the department compiles its directory: there is nobody to hand it over to.",
)
QUESTION_PROCEDURE_MISSING = _reason(
    "question-procedure-missing",
    "请选择应当通过哪种程序办理。",
    "Choose the procedure that it is referred to.",
)
QUESTION_HIDDEN = _reason(
    "question-hidden",
    "该问题已隐藏。",
    "The question is hidden already.",
)
QUESTION_NOT_LAPSED = _reason(
    "question-not-lapsed",
    "答复后可以追问的时间尚未届满。",
    "The time for asking back is not over yet.",
)

# Templates of entries.
TEMPLATE_UNNAMED = _reason(
    "template-unnamed",
    "请填写模板名称。",
    "Give the template a name.",
    articles.A12,
)
TEMPLATE_NAME_TAKEN = _reason(
    "template-name-taken",
    "本部门已有同名模板，请换一个名称。",
    "Your department has a template of that name already; choose another name.",
    articles.A12,
)
TEMPLATE_TOO_LARGE = _reason(
    "template-too-large",
    "模板最多包含五百个信息项、二十万字。请先精简目录内容，再保存为模板。",
    "A template holds five hundred data items and two hundred thousand characters at most.",
    articles.A12,
)
TOO_MANY_TEMPLATES = _reason(
    "too-many-templates",
    "本部门使用中的模板已达一百个，请先停用不再需要的模板。",
    "Your department keeps a hundred templates already; take one out of use first.",
    articles.A12,
)
TEMPLATE_OUT_OF_USE = _reason(
    "template-out-of-use",
    "该模板已停用，不能再据此起草目录。",
    "The template is out of use; no entry can be begun from it.",
    articles.A12,
)

# Interfaces.
UNAUTHENTICATED = _reason(
    "unauthenticated",
    "请先登录，或者提供有效的访问令牌。",
    "Sign in, or send a valid access token.",
)
FORBIDDEN = _reason("forbidden", "您没有访问此处的权限。", "You may not use this.")
TOO_MANY_SEARCHES = _reason(
    "too-many-searches",
    "最多保存五十项检索条件，请先删除不再使用的。",
    "Fifty searches can be saved at most; drop one that is no longer used.",
)
SEARCH_NAME_TAKEN = _reason(
    "search-name-taken",
    "已有同名的检索条件，请换一个名称。",
    "A search of that name is saved already; choose another name.",
)
SEARCH_SAVED_ALREADY = _reason(
    "search-saved-already",
    "同样的检索条件已经保存。",
    "The same search is saved already.",
)
UNKNOWN_PARAMETER = _reason(
    "unknown-parameter",
    "有不认识的查询参数或者字段。",
    "A query parameter or field is not known here.",
)
INVALID_CURSOR = _reason(
    "invalid-cursor",
    "翻页游标无效，请从第一页重新读取。",
    "The page cursor is not valid; start again from the first page.",
)
METHOD_NOT_ALLOWED = _reason(
    "method-not-allowed",
    "此地址不支持该操作。",
    "This address does not support that method.",
)
NOT_READABLE = _reason(
    "not-readable",
    "提交的内容无法读取，请使用规定的格式。",
    "What was sent could not be read; use the required format.",
)
UNAVAILABLE = _reason(
    "unavailable",
    "系统暂时不能留存审计记录，已停止办理。请稍后再试。",
    "The audit record cannot be written at present, so nothing was done. Try again later.",
)

# Catalogs of other systems.
HARVEST_RUNNING = _reason(
    "harvest-running",
    "该目录已有采集在等待或进行，请等待其结束。",
    "A reading of the catalog waits or is under way; wait until it has ended.",
)
HARVEST_ADDRESS = _reason(
    "harvest-address",
    "该地址不在允许采集的范围内。请核对地址，或者由运行维护人员将其主机列入允许名单。",
    "The address is not one that may be read. Check it, or have its host put on the allow-list.",
)
HARVEST_TWICE = _reason(
    "harvest-twice",
    "该地址已登记，请在原采集来源上办理。",
    "The address is registered already; use the catalog that stands.",
)
HARVEST_IDLE = _reason(
    "harvest-idle",
    "该目录当前没有正在进行的采集。",
    "The catalog is not being read at present.",
)
HARVEST_NOT_TRIED = _reason(
    "harvest-not-tried",
    "尚未完成试采集。请先试采集，查看将采集到的内容。",
    "The catalog has not been read on trial yet. Try it out and look at what would come.",
)
HARVEST_NOTHING_VANISHED = _reason(
    "harvest-nothing-vanished",
    "来源中已不存在的目录均已处理。",
    "There is no entry to decide about that the catalog no longer lists.",
)
HARVEST_DEPARTMENT = _reason(
    "harvest-department",
    "只能为本部门登记采集来源；主管部门可为本行政区域内的部门登记。",
    "A catalog is registered for one's own department, by an authority for those of its area.",
)
# Workbooks taken into the directory.
IMPORT_WITHOUT_NAME = _reason(
    "import-without-name",
    "请指明哪一列是信息资源名称。",
    "Say which column holds the name of the entry.",
)
IMPORT_COLUMN_TWICE = _reason(
    "import-column-twice",
    "同一内容只能对应一列，以下内容对应了多列。",
    "Each particular stands in one column; these are named for several.",
)
IMPORT_CHECK_OUTDATED = _reason(
    "import-check-outdated",
    "预检之后本部门又载入了其他文件，请重新确认列并预检。",
    "Another file of the department was loaded since the check; confirm the columns again.",
)
IMPORT_BESIDE = _reason(
    "import-beside",
    "本部门正在载入或撤销另一个文件，请待其完成后再载入。",
    "The department is loading or undoing another file; wait until it is done.",
)
IMPORT_NOTHING_TO_LOAD = _reason(
    "import-nothing-to-load",
    "没有需要新增或变更的行。",
    "No row is new or changed.",
)

WORKBOOK_TOO_LARGE = _reason(
    "workbook-too-large",
    "工作簿最多列出 5000 条目录，请先筛选，或下载 CSV 表格。",
    "A workbook lists at most 5,000 entries; narrow the list first, or download the CSV table.",
)
# Several entries changed at one go.
BULK_EDIT_EMPTY = _reason(
    "bulk-edit-empty",
    "没有选中本部门的目录，请先选择要修改的目录。",
    "No entry of the department is chosen; choose the entries to be changed first.",
)
BULK_EDIT_TOO_LARGE = _reason(
    "bulk-edit-too-large",
    "一次最多修改 2000 条目录，请缩小筛选范围后分批修改。",
    "At most 2,000 entries are changed at one go; narrow the filters and change them in parts.",
)
BULK_EDIT_NO_CHANGE = _reason(
    "bulk-edit-no-change",
    "没有填写任何修改内容，请至少填写一项。",
    "No change is stated; fill in at least one field.",
)
BULK_EDIT_NOTHING_CHANGES = _reason(
    "bulk-edit-nothing-changes",
    "没有需要写入草稿的目录。",
    "No entry is left to be written into a draft.",
)
CLASSIFICATION_CODE_INVALID = _reason(
    "classification-code-invalid",
    "分类代码不符合编码规则，请核对。",
    "The code is not one that the compilation guide allows. Please compare it.",
    articles.A12,
)
CLASSIFICATION_CODE_USED = _reason(
    "classification-code-used",
    "该分类代码已经使用，停用后也不再另行使用，请换用其他代码。",
    "The code was given already and is never used again. Choose another one.",
    articles.A12,
)
CLASSIFICATION_UNNAMED = _reason(
    "classification-unnamed",
    "请填写分类名称。",
    "Write the name of the classification.",
    articles.A12,
)
CLASSIFICATION_PARENT_UNFIT = _reason(
    "classification-parent-unfit",
    "上级分类应当是在用的、直接上一层的分类，新增分类的代码以上级分类的代码开头；只有“类”没有上级分类。",
    "It stands below one in use of the level directly above; the code of a new one begins with that"
    " one's code. Only a class stands below nothing.",
    articles.A12,
)
CLASSIFICATION_CIRCULAR = _reason(
    "classification-circular",
    "不能移到本分类或者其下级分类之下，请选择其他上级分类。",
    "It cannot stand below itself or below what stands below it. Choose another one.",
    articles.A12,
)
CLASSIFICATION_HAS_CHILDREN = _reason(
    "classification-has-children",
    "该分类之下还有在用的分类，请先移动、合并或者停用。",
    "Others in use stand below it. Move, merge or retire them first.",
    articles.A12,
)
CLASSIFICATION_HAS_ENTRIES = _reason(
    "classification-has-entries",
    "该分类之下还有目录，请改用合并，并选择目录归入的分类。",
    "Entries stand under it. Merge it instead, and say under which other one they are found.",
    articles.A12,
)
REGISTRY_UNNAMED = _reason(
    "registry-unnamed",
    "请选择基础库：人口、法人、自然资源和空间地理、公共信用、电子证照。",
    "Choose the base registry: population, legal entities, space, credit or licences.",
    articles.A12,
)
REGISTRY_UNLED = _reason(
    "registry-unled",
    "请填写该基础库的牵头部门。",
    "Name the department that leads the registry.",
    articles.A12,
)
REGISTRY_ELSEWHERE = _reason(
    "registry-elsewhere",
    "该基础库已设在其他分类，请先取消原标记。",
    "The registry is another classification already. Take that mark away first.",
    articles.A12,
)
CLASSIFICATION_HEIR_UNFIT = _reason(
    "classification-heir-unfit",
    "并入的分类应当是另一个在用的分类，请重新选择。",
    "It is merged into another one that is in use. Choose again.",
    articles.A12,
)
