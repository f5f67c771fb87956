"""The usual story, told in steps: an entry is published, asked for, agreed, supplied."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.test import override_settings
from django.urls import reverse

from catalog.bulk_edits import actions as bulk_edits
from catalog.bulk_edits.altering import Alteration
from catalog.departments import actions as departments
from catalog.directories import actions as directories
from catalog.directories.actions import Condition, Content, Finding, Item
from catalog.entry_templates import actions as templates
from catalog.exchange import harvests
from catalog.exchange.harvests import Registration
from catalog.imports import actions as imports
from catalog.imports.models import CatalogImport
from catalog.imports.reading import read_file
from catalog.internal_rules import actions as internal_rules
from catalog.internal_rules.actions import Document as RuleDocument
from catalog.models import (
    BulkEdit,
    Classification,
    DataResource,
    Department,
    EntryTemplate,
    EntryVersion,
    EntryWithdrawal,
    HarvestSource,
    InternalRule,
    Norm,
    Platform,
    QualityReport,
    QualityRequirement,
    Question,
    SourceDesignation,
    Standard,
)
from catalog.norms import actions as norms
from catalog.platforms import actions as platforms
from catalog.platforms.actions import Declared, Joining
from catalog.quality import actions as quality
from catalog.questions import actions as questions
from catalog.sources import actions as sources
from catalog.standards import actions as standards
from catalog.subjects import actions as subjects
from catalog.withdrawals import actions as withdrawals
from portal.interfaces import workbench
from portal.models import User
from portal.regulation.codes import complete_citizen_id
from portal.regulation.quality import Finding as StageFinding
from portal.regulation.vocabulary import (
    AnswerKind,
    AssessmentResult,
    DataCategory,
    DataFormat,
    InstrumentLevel,
    ItemDecision,
    LifecycleStage,
    Mandate,
    Purpose,
    RowRuleKind,
    SecurityLevel,
    SharingClass,
    SharingMode,
    SubjectKind,
    Tier,
    UpdateFrequency,
)
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.complaints import actions as complaints
from requests_app.complaints.actions import Arrival
from requests_app.corrections import actions as corrections
from requests_app.corrections.actions import Claim
from requests_app.criticisms import actions as criticisms
from requests_app.delivery import actions as delivery
from requests_app.demands import actions as demands
from requests_app.demands.actions import Collected, Declaration
from requests_app.disputes import actions as disputes
from requests_app.disputes.queries import key_of
from requests_app.emergencies import actions as emergencies
from requests_app.emergencies.actions import Wanted
from requests_app.incidents import actions as incidents
from requests_app.incidents.actions import Happening
from requests_app.inspections import actions as inspections
from requests_app.lookups import actions as lookups
from requests_app.models import (
    Breach,
    Complaint,
    Correction,
    CorrectionRecall,
    Criticism,
    DataCollection,
    DeliveryStop,
    Demand,
    Dispute,
    EmergencyRelease,
    Inspection,
    ReturnFlow,
    SecurityIncident,
    SharingAgreement,
    SharingRequest,
    UsageRecord,
    UseChange,
)
from requests_app.oversight import actions as oversight
from requests_app.records import actions as records
from requests_app.records.actions import Use
from requests_app.return_flow import actions as return_flow
from requests_app.return_flow.actions import Configuration
from requests_app.sharing import actions as sharing
from requests_app.sharing import disposal
from requests_app.sharing.actions import Answer, Application, RowRule
from requests_app.sharing.disposal import Certificate
from requests_app.stops import actions as stops
from requests_app.use_changes import actions as use_changes
from requests_app.use_changes.actions import Wish
from tests.cast import Cast

#: The columns of the enterprise registry: item name, column, type, key, region.
REGISTRY_ITEMS = (
    Item(name="企业名称", column_name="name"),
    Item(name="统一社会信用代码", column_name="credit_code", is_key=True),
    Item(name="注册日期", column_name="registered_on", data_type="DATE"),
    Item(name="企业类型", column_name="kind"),
    Item(name="注册资金", column_name="capital"),
    Item(name="经营范围", column_name="business", data_type="MEMO"),
    Item(name="所在省份", column_name="province"),
    Item(name="地区", column_name="district", is_region=True),
    Item(name="注册地址", column_name="address", is_personal=True),
)


def enterprise_registry(**changes: Any) -> Content:
    """A complete conditional entry: city departments, for services and supervision."""
    content = Content(
        name="企业登记基本信息",
        abstract="本市企业登记的基本情况。",
        data_format=DataFormat.DATABASE,
        update_frequency=UpdateFrequency.DAILY,
        sharing_class=SharingClass.CONDITIONAL,
        sharing_modes=(SharingMode.API,),
        category=DataCategory.ORGANISATION,
        security_level=SecurityLevel.GENERAL_2,
        items=REGISTRY_ITEMS,
        condition=Condition(
            tiers=(Tier.PROVINCE,),
            purposes=(Purpose.GOVERNMENT_SERVICE, Purpose.SUPERVISION),
            safeguards="按业务编号逐笔查询，不得批量留存。",
        ),
    )
    return replace(content, **changes)


def draft(cast: Cast, content: Content, *, now: datetime | None = None) -> EntryVersion:
    """The market regulator drafts an entry."""
    return directories.draft(
        provider_id=cast.market.pk,
        content=content,
        actor=cast.actor("market_compiler"),
        now=now or cast.now,
    )


def carry_to_review(cast: Cast, version: EntryVersion, *, now: datetime | None = None) -> None:
    """Assess, submit, approve and send a draft."""
    moment = now or cast.now
    finding = Finding(
        secrecy_result=AssessmentResult.NO_RISK, personal_result=AssessmentResult.ACCEPTABLE
    )
    directories.assess(
        pk=version.pk, finding=finding, actor=cast.actor("market_assessor"), now=moment
    )
    compiler = cast.actor("market_compiler")
    directories.submit(pk=version.pk, actor=compiler, now=moment)
    directories.approve(pk=version.pk, actor=cast.actor("market_chief"), now=moment)
    directories.send(pk=version.pk, actor=compiler, now=moment)


def publish(cast: Cast, content: Content, *, now: datetime | None = None) -> EntryVersion:
    """An entry from draft to publication."""
    version = draft(cast, content, now=now)
    carry_to_review(cast, version, now=now)
    directories.publish(pk=version.pk, actor=cast.actor("authority_officer"), now=now or cast.now)
    return EntryVersion.objects.get(pk=version.pk)


def publish_again(cast: Cast, version: EntryVersion) -> EntryVersion:
    """A new version takes the place of the published one."""
    compiler = cast.actor("market_compiler")
    again = directories.draft_version(pk=version.pk, actor=compiler, now=cast.now)
    carry_to_review(cast, again)
    directories.publish(pk=again.pk, actor=cast.actor("authority_officer"), now=cast.now)
    return EntryVersion.objects.get(pk=again.pk)


def application(cast: Cast, version: EntryVersion, **changes: Any) -> Application:
    """A complete request: six columns, one district, a year of use."""
    wanted = ("name", "credit_code", "registered_on", "kind", "district", "capital")
    items = dict(version.items.values_list("column_name", "pk"))
    first = cast.now.date()
    complete = Application(
        legal_basis="《失业保险条例》第二十五条",
        scenario="失业保险稳岗返还资格核验",
        purpose=Purpose.GOVERNMENT_SERVICE,
        scope="市、区两级经办机构稳岗返还岗位，按单笔业务查询",
        sharing_mode=SharingMode.API,
        use_from=first,
        use_until=first + timedelta(days=365),
        is_declared=True,
        system_id=cast.systems["labour"].system.client_id,
        columns={items[name]: "核验申报单位登记情况" for name in wanted},
        rows=(RowRule(column_id=items["district"], kind=RowRuleKind.REGION, values=("310109",)),),
    )
    return replace(complete, **changes)


def apply(cast: Cast, version: EntryVersion, **changes: Any) -> SharingRequest:
    """The labour department drafts a complete request."""
    return sharing.apply(
        requester_id=cast.labour.pk,
        version_id=version.pk,
        application=application(cast, version, **changes),
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )


def send(cast: Cast, request: SharingRequest, *, now: datetime | None = None) -> SharingRequest:
    """Submit and consent: the provider receives it."""
    moment = now or cast.now
    sharing.submit(pk=request.pk, actor=cast.actor("labour_clerk"), now=moment)
    sharing.consent_to_send(pk=request.pk, actor=cast.actor("labour_office_head"), now=moment)
    return SharingRequest.objects.get(pk=request.pk)


def agree(cast: Cast, request: SharingRequest, *, now: datetime | None = None) -> SharingAgreement:
    """Review, propose yes on every column, consent."""
    moment = now or cast.now
    reviewer = cast.actor("market_reviewer")
    sharing.open_review(pk=request.pk, actor=reviewer, now=moment)
    decisions = dict.fromkeys(request.item_ids, ItemDecision.AGREE)
    sharing.propose_answer(
        pk=request.pk,
        answer=Answer(kind=AnswerKind.AGREE, decisions=decisions),
        actor=reviewer,
        now=moment,
    )
    return sharing.consent_to_agree(
        pk=request.pk, actor=cast.actor("market_office_head"), now=moment
    )


def refuse(cast: Cast, request: SharingRequest, *, now: datetime | None = None) -> SharingRequest:
    """Review, propose no with its reasons, consent."""
    moment = now or cast.now
    reviewer = cast.actor("market_reviewer")
    sharing.open_review(pk=request.pk, actor=reviewer, now=moment)
    answer = Answer(
        kind=AnswerKind.REFUSE,
        refusal_ground="CONDITIONS_NOT_MET",
        text="所涉系统正在整合，暂不具备共享条件。",
    )
    sharing.propose_answer(pk=request.pk, answer=answer, actor=reviewer, now=moment)
    head = cast.actor("market_office_head")
    sharing.consent_to_refuse(pk=request.pk, actor=head, now=moment)
    return SharingRequest.objects.get(pk=request.pk)


def load(cast: Cast, version: EntryVersion, path: Path) -> DataResource:
    """Attach a resource to the entry and load a file into it."""
    reviewer = cast.actor("market_reviewer")
    resource = directories.attach_resource(
        entry_id=version.entry_id,
        name="企业登记库表",
        mode=SharingMode.API,
        actor=reviewer,
        now=cast.now,
    )
    delivery.load(pk=resource.pk, path=path, file_name=path.name, actor=reviewer, now=cast.now)
    return DataResource.objects.get(pk=resource.pk)


def put_into_use(
    cast: Cast, agreement: SharingAgreement, *, now: datetime | None = None
) -> SharingAgreement:
    """The provider opens access."""
    sharing.enter_use(pk=agreement.pk, actor=cast.actor("market_reviewer"), now=now or cast.now)
    return SharingAgreement.objects.get(pk=agreement.pk)


def ask_use_change(
    cast: Cast,
    agreement: SharingAgreement,
    *,
    third_party: Department | None = None,
    now: datetime | None = None,
) -> UseChange:
    """The labour department drafts one more column, or supply to a third party."""
    moment = now or cast.now
    free = agreement.entry_version.items.exclude(pk__in=agreement.items.values("item"))
    ends = local_day(agreement.valid_until) - timedelta(days=1)
    wish = Wish(
        reason="稳岗返还扩围",
        legal_basis="《失业保险条例》第二十五条",
        columns={} if third_party else {free.order_by("position")[0].pk: "核验地址"},
        purpose=agreement.purpose if third_party else "",
        third_party_id=third_party.pk if third_party else None,
        supply_ends_on=ends if third_party else None,
    )
    return use_changes.request_use_change(
        agreement_id=agreement.pk,
        kind="THIRD_PARTY" if third_party else "SCOPE",
        wish=wish,
        actor=cast.actor("labour_clerk"),
        now=moment,
    )


def receive_use_change(
    cast: Cast,
    agreement: SharingAgreement,
    *,
    third_party: Department | None = None,
    now: datetime | None = None,
) -> UseChange:
    """The same, submitted, consented to and received by the provider."""
    moment = now or cast.now
    made = ask_use_change(cast, agreement, third_party=third_party, now=moment)
    use_changes.submit(pk=made.pk, actor=cast.actor("labour_clerk"), now=moment)
    head = cast.actor("labour_office_head")
    use_changes.consent_to_send(pk=made.pk, actor=head, now=moment)
    return UseChange.objects.get(pk=made.pk)


def instruct_disposal(
    cast: Cast, agreement: SharingAgreement, *, now: datetime | None = None
) -> None:
    """The provider requires what was received to be destroyed within six days."""
    moment = now or cast.now
    disposal.instruct_disposal(
        pk=agreement.pk,
        method="DESTROY",
        basis="共享协议第六条",
        limit_on=local_day(moment) + timedelta(days=6),
        actor=cast.actor("market_reviewer"),
        now=moment,
    )


def report_disposal(
    cast: Cast, agreement: SharingAgreement, *, now: datetime | None = None
) -> None:
    """The requester's office head certifies that it was destroyed."""
    moment = now or cast.now
    disposal.report_disposal(
        pk=agreement.pk,
        certificate=Certificate(
            what="稳岗返还经办库中的企业登记数据",
            how="逻辑删除后覆写",
            disposed_on=local_day(moment),
            responsible_office="信息中心",
            copy_count=2,
        ),
        actor=cast.actor("labour_office_head"),
        now=moment,
    )


def dispose(cast: Cast, agreement: SharingAgreement, *, now: datetime | None = None) -> None:
    """Instructed, certified and confirmed: the agreement is closed."""
    instruct_disposal(cast, agreement, now=now)
    report_disposal(cast, agreement, now=now)
    disposal.confirm_disposal(
        pk=agreement.pk,
        note="已核对销毁记录。",
        actor=cast.actor("market_reviewer"),
        now=now or cast.now,
    )


def raise_correction(
    cast: Cast, agreement: SharingAgreement, *, now: datetime | None = None
) -> Correction:
    """The labour department holds the capital of one enterprise to be wrong."""
    return corrections.request_correction(
        agreement_id=agreement.pk,
        claim=Claim(
            fault="INACCURATE",
            key_column="credit_code",
            record_key="TEST00000000000003",
            column="capital",
            believed_value="五十万人民币",
            evidence="企业提交的验资报告。",
        ),
        actor=cast.actor("labour_clerk"),
        now=now or cast.now,
    )


def receive_correction(
    cast: Cast, agreement: SharingAgreement, *, now: datetime | None = None
) -> Correction:
    """The same, taken in by the provider."""
    made = raise_correction(cast, agreement, now=now)
    reviewer = cast.actor("market_reviewer")
    corrections.receive(pk=made.pk, actor=reviewer, now=now or cast.now)
    return Correction.objects.get(pk=made.pk)


def recall(cast: Cast, agreement: SharingAgreement, told: Department) -> CorrectionRecall:
    """A correction that was answered, and one department told of it."""
    made = receive_correction(cast, agreement)
    asked: dict[str, Any] = {
        "pk": made.pk,
        "actor": cast.actor("market_reviewer"),
        "now": cast.now,
    }
    corrections.begin_verification(**asked)
    corrections.correct(finding="登记有误，已更正。", **asked)
    corrections.feed_back(**asked)
    return corrections.recall(
        feedback=made.feedbacks.get(),
        department=told,
        receipts=["DR-MZJ-2025-0001-0123456789abcdef"],
        actor=Actor.system("record-corrected"),
        now=cast.now,
    )


def withheld_registry(**changes: Any) -> Content:
    """The registry, as an entry that is not shared."""
    asked: dict[str, Any] = {
        "name": "不予共享的登记信息",
        "sharing_class": SharingClass.WITHHELD,
        "condition": None,
        "basis_instrument": "《某法》",
        "basis_level": InstrumentLevel.LAW,
        "withheld_reason": "法律明确规定不得提供",
        **changes,
    }
    return enterprise_registry(**asked)


def open_dispute(
    cast: Cast,
    matter: SharingRequest | SharingAgreement | EntryVersion,
    *,
    person: str = "labour_clerk",
    now: datetime | None = None,
) -> Dispute:
    """The labour department disputes what was answered, how sharing goes, or an entry's class."""
    return disputes.open_dispute(
        claim="请求重新处理。",
        actor=cast.actor(person),
        now=now or cast.now,
        **key_of(matter),
    )


def open_district(cast: Cast) -> None:
    """Hongkou registers the system that fetches what is returned."""
    cast.systems["hongkou"] = departments.register_system(
        pk=cast.hongkou.pk,
        code="jianguan",
        name="虹口区属地监管系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.APPLY],
    )


def ask_return(cast: Cast, version: EntryVersion, *, now: datetime | None = None) -> ReturnFlow:
    """Hongkou asks the city to return what it holds of the district."""
    if "hongkou" not in cast.systems:
        open_district(cast)
    return return_flow.ask_return(
        entry_id=version.entry_id,
        system_id=cast.systems["hongkou"].system.client_id,
        duty="《上海市优化营商环境条例》规定的属地监管职责",
        actor=cast.actor("hongkou_clerk"),
        now=now or cast.now,
    )


def configure_return(cast: Cast, flow: ReturnFlow) -> None:
    """The city configures the return by the registry's district column."""
    asked: dict[str, Any] = {
        "pk": flow.pk,
        "actor": cast.actor("market_reviewer"),
        "now": cast.now,
    }
    configuration = Configuration(
        resource_id=flow.entry.resources.get().pk,
        region_column="district",
        security_check="传输加密，接口已做漏洞扫描。",
        checked_on=cast.now.date(),
    )
    return_flow.configure(configuration=configuration, **asked)


def start_return(cast: Cast, flow: ReturnFlow) -> ReturnFlow:
    """The same, started: the rows of the district are handed over."""
    configure_return(cast, flow)
    return_flow.start(pk=flow.pk, actor=cast.actor("market_reviewer"), now=cast.now)
    return ReturnFlow.objects.get(pk=flow.pk)


def record_use(cast: Cast, agreement: SharingAgreement) -> UsageRecord:
    """The labour department records how it used the data."""
    return records.record_use(
        agreement_id=agreement.pk,
        use=Use(
            starts_on=cast.now.date(),
            ends_on=cast.now.date(),
            scenario="稳岗返还资格核验",
            process="按单笔业务查询",
            results="核减不符合条件的单位九家",
            storage="仅留存核验结论",
            destruction="尚未销毁",
        ),
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )


def name_source(cast: Cast, item: str = "统一社会信用代码") -> SourceDesignation:
    """The authority names the market regulator as the source of an item."""
    return sources.name_source(
        item=item,
        source=cast.market.code,
        collectors=[cast.market.code, cast.civil_affairs.code],
        text="由市市场监管局统一提供。",
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )


def classify(cast: Cast, *nodes: tuple[str, str, str]) -> Classification:
    """The authority sets up some of the tree: code, name, and the code of the one above.

    :returns: the last of them.
    """
    for code, name, parent in nodes or (("3", "部门信息资源", ""), ("307", "市场监管", "3")):
        made = subjects.add_classification(
            code=code,
            name=name,
            name_en="",
            parent=parent,
            actor=cast.actor("authority_officer"),
            now=cast.now,
        )
    return made


def mark_registry(
    cast: Cast, node: Classification, registry: str = "POPULATION", lead: str = "SCJG"
) -> Classification:
    """The authority marks the classification as a base registry."""
    subjects.mark_registry(
        pk=node.pk,
        registry=registry,
        lead=lead,
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )
    node.refresh_from_db()
    return node


def record_norm(cast: Cast, title: str = "失业保险条例", **changes: Any) -> Norm:
    """The authority records a norm: an administrative regulation, in force for long."""
    stated: dict[str, Any] = {
        "document_number": "国务院令第258号",
        "level": "ADMINISTRATIVE_REGULATION",
        "issuer": "国务院",
        "effective_on": date(1999, 1, 22),
        **changes,
    }
    officer = cast.actor("authority_officer")
    return norms.record_norm(title=title, actor=officer, now=cast.now, **stated)


def repeal(cast: Cast, norm: Norm, on: date, *, now: datetime | None = None) -> Norm:
    """The authority records from which day the norm is repealed."""
    norms.record_repeal(
        pk=norm.pk,
        repealed_on=on,
        note="新条例施行，同时废止。",
        actor=cast.actor("authority_officer"),
        now=now or cast.now,
    )
    return Norm.objects.get(pk=norm.pk)


def register_standard(
    cast: Cast, number: str = "GB 32100", edition: str = "2015", **changes: Any
) -> Standard:
    """The authority registers an edition of a standard; since when it is in force is not known."""
    officer = cast.actor("authority_officer")
    stated = {"title": "统一社会信用代码", **changes}
    return standards.register_standard(
        number=number, edition=edition, actor=officer, now=cast.now, **stated
    )


def load_codes(cast: Cast, standard: Standard, text: str) -> None:
    """The authority loads lines into its code list."""
    officer = cast.actor("authority_officer")
    standards.load_codes(pk=standard.pk, lines_text=text, actor=officer, now=cast.now)


def end_standard(
    cast: Cast, standard: Standard, on: date, replaced_by: Standard | None = None
) -> Standard:
    """The authority records from which day it has ended."""
    standards.end_standard(
        pk=standard.pk,
        ended_on=on,
        replaced_by=replaced_by,
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )
    return Standard.objects.get(pk=standard.pk)


def declare_platform(
    cast: Cast, name: str = "市场监管数据交换平台", *, now: datetime | None = None, **changes: Any
) -> Platform:
    """The market regulator declares an exchange system that it has run for long."""
    declared = Declared(name=name, kind="EXCHANGE", began_on=date(2019, 3, 1))
    return platforms.declare_platform(
        operator_id=cast.market.pk,
        declared=replace(declared, **changes),
        actor=cast.actor("market_compiler"),
        now=now or cast.now,
    )


def rule_document(cast: Cast, **changes: Any) -> RuleDocument:
    """An internal rule as a department issued it: issued and in force on the day of the story."""
    today = local_day(cast.now)
    stated: dict[str, Any] = {
        "title": "政务数据共享工作办法",
        "document_number": "沪市监数〔2025〕1号",
        "issued_on": today,
        "effective_on": today,
        "text": "第一条 为规范本部门政务数据共享工作，制定本办法。",
        **changes,
    }
    return RuleDocument(**stated)


def check_workbook(cast: Cast, name: str = "个体工商户登记信息") -> CatalogImport:
    """The market regulator's compiler sends a table with one new entry and looks at its check."""
    raw = f"信息资源名称,信息资源摘要\n{name},登记情况。\n".encode()
    compiler = cast.actor("market_compiler")
    batch = imports.read_workbook(
        file_name="目录.csv", content=raw, grid=read_file(raw), actor=compiler, now=cast.now
    )
    imports.map_columns(pk=batch.pk, uses=batch.uses, actor=compiler, now=cast.now)
    imports.check(pk=batch.pk, actor=Actor.system("work-on-imports"), now=cast.now)
    batch.refresh_from_db()
    return batch


def register_catalog(
    cast: Cast, address: str = "http://catalog.example/data.json"
) -> HarvestSource:
    """The market regulator's own catalog, to be read on trial."""
    with override_settings(PORTAL_HARVEST_HOSTS=[urlsplit(address).netloc]):
        return harvests.register_harvest_source(
            registration=Registration(
                title="市场监管局目录", address=address, kind="DCAT_US", rhythm="DAILY"
            ),
            actor=cast.actor("market_compiler"),
            now=cast.now,
        )


def preview_changes(cast: Cast, version: EntryVersion) -> BulkEdit:
    """The market regulator's compiler changes entries in bulk and looks at the preview."""
    batch = bulk_edits.begin_bulk_edit(
        version_ids=[version.pk],
        alteration=Alteration(plain={"update_frequency": UpdateFrequency.MONTHLY}),
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )
    clock = Actor.system("work-on-bulk-edits")
    for _portion in range(2):
        bulk_edits.go_on(pk=batch.pk, actor=clock, now=cast.now, rows=10)
    batch.refresh_from_db()
    return batch


def save_template(
    cast: Cast, version: EntryVersion, name: str = "登记类", *, person: str = "market_compiler"
) -> EntryTemplate:
    """The person's department keeps what a version states as a template."""
    return templates.save_template(
        version_id=version.pk, name=name, actor=cast.actor(person), now=cast.now
    )


def publish_template(cast: Cast, version: EntryVersion, name: str = "登记类") -> EntryTemplate:
    """The authority keeps one, and publishes it to all departments of its region."""
    template = save_template(cast, version, name, person="authority_officer")
    officer = cast.actor("authority_officer")
    templates.publish_template(pk=template.pk, actor=officer, now=cast.now)
    template.refresh_from_db()
    return template


def file_rule(
    cast: Cast, subject: str = "SHARING", *, person: str = "market_office_head", **changes: Any
) -> InternalRule:
    """The person's department files its rules on a subject."""
    return internal_rules.file_rule(
        subject=subject,
        document=rule_document(cast, **changes),
        actor=cast.actor(person),
        now=cast.now,
    )


def set_requirement(
    cast: Cast, version: EntryVersion, *, stage: str = "SHARING", item: str = "", text: str = ""
) -> QualityRequirement:
    """The market regulator's compiler sets a requirement for an entry."""
    return quality.set_requirement(
        entry_id=version.entry_id,
        stage=stage,
        item_column=item,
        text=text or "统一社会信用代码完整率100%。",
        actor=cast.actor("market_compiler"),
        now=cast.now,
    )


def quality_findings(**changes: StageFinding) -> dict[str, StageFinding]:
    """A finding for each stage: all kept, destruction not applicable."""
    found = {stage.value: StageFinding("KEPT") for stage in LifecycleStage}
    return {**found, "DESTRUCTION": StageFinding("NOT_APPLICABLE"), **changes}


def report_quality(
    cast: Cast,
    version: EntryVersion,
    *,
    person: str = "market_compiler",
    now: datetime | None = None,
    **changes: StageFinding,
) -> QualityReport:
    """The person reports on an entry of the market regulator; nothing is at fault."""
    return quality.report_quality(
        entry_id=version.entry_id,
        report=quality.Report(quality_findings(**changes)),
        actor=cast.actor(person),
        now=now or cast.now,
    )


def order_joining(
    cast: Cast, platform: Platform, join_by: date, *, now: datetime | None = None
) -> Platform:
    """The authority orders it to join by a day."""
    platforms.order_joining(
        pk=platform.pk,
        join_by=join_by,
        actor=cast.actor("authority_officer"),
        now=now or cast.now,
    )
    return Platform.objects.get(pk=platform.pk)


def join_platform(
    cast: Cast, platform: Platform, *, now: datetime | None = None, **changes: Any
) -> Platform:
    """The authority records that it joined at the national system."""
    stated = {"national_system": "国家数据共享交换平台"} if "upper" not in changes else {}
    joining = Joining(
        connection_number="GJ-310000-017",
        **{"joined_on": cast.now.date(), **stated, **changes},
    )
    platforms.join_platform(
        pk=platform.pk,
        joining=joining,
        actor=cast.actor("authority_officer"),
        now=now or cast.now,
    )
    return Platform.objects.get(pk=platform.pk)


def report_faults(
    cast: Cast, version: EntryVersion, *, days: int = 9, person: str = "market_compiler"
) -> QualityReport:
    """The same, with one stage at fault, to be mended in so many days."""
    faulty = {"STORAGE": StageFinding("NOT_KEPT", "备份未按日执行。")}
    return quality.report_quality(
        entry_id=version.entry_id,
        report=quality.Report(
            quality_findings(**faulty),
            "恢复每日备份并核对。",
            local_day(cast.now) + timedelta(days=days),
        ),
        actor=cast.actor(person),
        now=cast.now,
    )


def ask_question(
    cast: Cast,
    version: EntryVersion,
    *,
    text: str = "“企业类型”一项按哪套代码填写？",
    item: str = "",
    person: str = "labour_clerk",
    now: datetime | None = None,
) -> Question:
    """The labour department's clerk asks about an entry."""
    return questions.ask_question(
        entry_id=version.entry_id,
        text=text,
        item_name=item,
        actor=cast.actor(person),
        now=now or cast.now,
    )


def answer_question(
    cast: Cast,
    question: Question,
    *,
    text: str = "按《市场主体类型代码》填写，自2020年起未变。",
    person: str = "market_compiler",
    now: datetime | None = None,
) -> Question:
    """The market regulator's compiler answers."""
    questions.answer_question(
        pk=question.pk, text=text, actor=cast.actor(person), now=now or cast.now
    )
    return Question.objects.get(pk=question.pk)


def propose_withdrawal(
    cast: Cast, version: EntryVersion, *, now: datetime | None = None
) -> EntryWithdrawal:
    """The market regulator proposes to withdraw an entry."""
    return withdrawals.propose_withdrawal(
        entry_id=version.entry_id,
        reason="职责划出，不再采集。",
        actor=cast.actor("market_compiler"),
        now=now or cast.now,
    )


def review_withdrawal(
    cast: Cast, version: EntryVersion, *, now: datetime | None = None
) -> EntryWithdrawal:
    """The same, approved by the head of the department and sent to the authority."""
    made = propose_withdrawal(cast, version, now=now)
    chief = cast.actor("market_chief")
    withdrawals.approve_withdrawal(pk=made.pk, actor=chief, now=now or cast.now)
    return EntryWithdrawal.objects.get(pk=made.pk)


def withdraw(cast: Cast, version: EntryVersion, *, now: datetime | None = None) -> EntryWithdrawal:
    """The same, announced by the authority."""
    made = review_withdrawal(cast, version, now=now)
    officer = cast.actor("authority_officer")
    withdrawals.withdraw_entry(pk=made.pk, actor=officer, now=now or cast.now)
    return EntryWithdrawal.objects.get(pk=made.pk)


STOP_NOTE = "发现异常调用，先行停止。"


def stop_delivery(cast: Cast, *, note: str = STOP_NOTE, **named: str) -> DeliveryStop:
    """The authority stops what is named; the civil affairs bureau's receiving if nothing is."""
    return stops.stop_delivery(
        note=note,
        actor=cast.actor("authority_officer"),
        now=cast.now,
        **(named or {"recipient": cast.civil_affairs.code}),
    )


def authorise(cast: Cast, department: str = "authority") -> None:
    """A person of the department is authorised to trace where subjects' data went."""
    name = f"{department}_tracer"
    cast.people[name] = User.objects.create_user(name, display_name=name)
    departments.appoint(
        pk=cast.departments[department].pk,
        user_id=cast.people[name].pk,
        mandates=[Mandate.TRACE],
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )


#: Valid, and of a region that no county ever had.
SUBJECT = complete_citizen_id("31999919900101123")


def look_up(
    cast: Cast, *, person: str = "authority_tracer", now: datetime | None = None, **changes: Any
) -> lookups.Answer:
    """The officer traces a citizen's data for a complaint."""
    if person not in cast.people:
        authorise(cast)
    asked = {
        "kind": SubjectKind.CITIZEN,
        "number": SUBJECT,
        "case_number": "TS-2025-17",
        "note": "本人投诉其信息被超范围使用，依法核查。",
    }
    return lookups.look_up(actor=cast.actor(person), now=now or cast.now, **{**asked, **changes})


def raise_demand(cast: Cast, title: str = "企业用工登记信息") -> Demand:
    """The labour department wants data that no entry covers."""
    return demands.raise_demand(
        title=title,
        items=["企业名称", "用工人数"],
        legal_basis="《失业保险条例》第二十五条",
        scenario="失业保险稳岗返还资格核验",
        purpose=Purpose.GOVERNMENT_SERVICE,
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )


def assign_demand(cast: Cast, demand: Demand) -> Demand:
    """The authority makes the market regulator responsible for it."""
    officer = cast.actor("authority_officer")
    demands.assign(pk=demand.pk, department=cast.market.code, actor=officer, now=cast.now)
    return Demand.objects.get(pk=demand.pk)


EMERGENCY_CASE = "沪应急〔2025〕17号"


def ask_emergency(
    cast: Cast, version: EntryVersion, *, now: datetime | None = None, **changes: Any
) -> EmergencyRelease:
    """The head of the labour department's office asks for two columns for a day."""
    wanted = Wanted(
        emergency="某园区发生火灾，须即时核对在园企业。",
        case_number=EMERGENCY_CASE,
        columns=("name", "district"),
        system_id=cast.systems["labour"].system.client_id,
        purpose=Purpose.PUBLIC_SERVICE,
        hours=24,
    )
    return emergencies.ask_release(
        entry_id=version.entry_id,
        wanted=replace(wanted, **changes),
        actor=cast.actor("labour_office_head"),
        now=now or cast.now,
    )


def grant_emergency(
    cast: Cast,
    release: EmergencyRelease,
    *,
    person: str = "market_office_head",
    now: datetime | None = None,
) -> EmergencyRelease:
    """The head of the provider's office grants it, or who is named."""
    emergencies.grant_release(pk=release.pk, actor=cast.actor(person), now=now or cast.now)
    return EmergencyRelease.objects.get(pk=release.pk)


def report_incident(
    cast: Cast,
    *,
    agreement: SharingAgreement | None = None,
    version: EntryVersion | None = None,
    person: str = "labour_clerk",
    now: datetime | None = None,
    **changes: Any,
) -> SecurityIncident:
    """The labour department tells of a leak in its use of the agreement, or of an entry."""
    moment = now or cast.now
    happening = Happening(
        stage=LifecycleStage.USE,
        kind="LEAK",
        description="终端遗失，可能泄露企业登记数据。",
        discovered_at=moment - timedelta(hours=2),
        plan_started_at=moment - timedelta(hours=1),
    )
    return incidents.report_incident(
        happening=replace(happening, **changes),
        agreement_id=agreement.pk if agreement else None,
        entry_id=version.entry_id if version else None,
        actor=cast.actor(person),
        now=moment,
    )


INCIDENT_NUMBER = "沪人社信〔2025〕17号"


def contain_incident(
    cast: Cast,
    incident: SecurityIncident,
    *,
    person: str = "labour_clerk",
    is_reported: bool = True,
    now: datetime | None = None,
) -> SecurityIncident:
    """The answerable department reports it to the police, unless not, and contains it."""
    at: dict[str, Any] = {"pk": incident.pk, "actor": cast.actor(person), "now": now or cast.now}
    if is_reported:
        number = INCIDENT_NUMBER
        incidents.report_to_body(
            body="PUBLIC_SECURITY", told_at=at["now"], document_number=number, **at
        )
    incidents.contain(containment="已远程擦除终端并更换密钥。", **at)
    return SecurityIncident.objects.get(pk=incident.pk)


def close_incident(
    cast: Cast, incident: SecurityIncident, *, fault: str = "FOUND", now: datetime | None = None
) -> SecurityIncident:
    """The authority's officer concludes it."""
    incidents.close_incident(
        pk=incident.pk,
        cause="终端未加密，未按规定保管。",
        conclusion="经核查，未发现数据外泄；责任部门应当完善终端管理。",
        fault=fault,
        actor=cast.actor("authority_officer"),
        now=now or cast.now,
    )
    return SecurityIncident.objects.get(pk=incident.pk)


def register_complaint(
    cast: Cast, *, person: str = "civil_office_head", now: datetime | None = None, **changes: Any
) -> Complaint:
    """The civil affairs bureau registers a letter about the market regulator."""
    moment = now or cast.now
    arrival = Arrival(
        kind="COMPLAINT",
        department=cast.market.code,
        channel="LETTER",
        received_on=local_day(moment),
        register_number=f"信访〔2025〕{Complaint.objects.count() + 1}号",
        statement="反映其企业登记信息被超出办理事项使用，要求核查。",
    )
    actor = cast.actor(person)
    return complaints.register_complaint(
        arrival=replace(arrival, **changes), actor=actor, now=moment
    )


def answer_complaint(
    cast: Cast, complaint: Complaint, *, person: str = "market_office_head", **changes: Any
) -> Complaint:
    """The handling department takes it up and answers it."""
    at: dict[str, Any] = {"pk": complaint.pk, "actor": cast.actor(person), "now": cast.now}
    complaints.accept_complaint(**at)
    answer: dict[str, Any] = {
        "finding": "FOUNDED",
        "found": "经核查，调用记录中有一次与办理事项无关。",
        "done": "已停用涉事账号，并对经办人员批评教育。",
        "answered_on": local_day(cast.now),
        "answered_how": "书面答复，挂号寄送。",
    }
    complaints.answer_complaint(**{**answer, **changes}, **at)
    return Complaint.objects.get(pk=complaint.pk)


def record_breach(cast: Cast) -> Breach:
    """The authority's officer records that the market regulator keeps a platform of its own."""
    return oversight.propose(
        code="A39_8",
        department=cast.market.code,
        statement="自建交换平台未纳入全国一体化政务大数据体系。",
        occurred_on=cast.now.date(),
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )


def inspect(cast: Cast) -> Inspection:
    """The authority's officer looks into how the market regulator answers and supplies."""
    return inspections.open_inspection(
        department=cast.market.code,
        topics=["ANSWERING", "SUPPLYING"],
        plan="抽查今年以来共享申请的答复和数据提供情况。",
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )


def find_breach(cast: Cast) -> Breach:
    """The breach recorded is explained by the market regulator, and found."""
    breach = record_breach(cast)
    head = cast.actor("market_office_head")
    oversight.justify(pk=breach.pk, justification="将尽快纳入。", actor=head, now=cast.now)
    oversight.confirm(
        pk=breach.pk,
        code="A39_8",
        finding="情况属实。",
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )
    return Breach.objects.get(pk=breach.pk)


def criticise(cast: Cast) -> Criticism:
    """A breach that was found is made known."""
    return criticisms.publish_criticism(
        breach_id=find_breach(cast).pk,
        text="自建交换平台长期未纳入全国一体化政务大数据体系。",
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )


#: The directory has the first of them.
_COLLECTED = (
    Collected(name="企业名称", reason="登记名称与实际不符的逐户核实。"),
    Collected(name="用工人数"),
)


def declare_collection(
    cast: Cast, title: str = "稳岗返还申报信息采集", items: tuple[Collected, ...] = _COLLECTED
) -> DataCollection:
    """The labour department collects an item that the directory has, and says why."""
    return demands.declare_collection(
        declaration=Declaration(
            title=title,
            legal_basis="《失业保险条例》第二十五条",
            purpose="核定稳岗返还金额",
            subjects=("LEGAL_PERSONS",),
            begins_on=cast.now.date() + timedelta(days=26),
            items=items,
        ),
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )


def small_registry(path: Path) -> Path:
    """A small made-up registry file with the real file's header."""
    header = ",".join(item.name for item in REGISTRY_ITEMS)
    rows = [
        f"甲{number}有限公司,TEST{number:014d},2001-02-0{number % 9 + 1},有限责任公司,"
        f"{number}万人民币,批发,上海,{'虹口' if number % 3 == 0 else '浦东'},某路{number}号"
        for number in range(1, 31)
    ]
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def day(text: str) -> date:
    """A date from its text."""
    return date.fromisoformat(text)


def work(actor: Actor, now: datetime, *models: Any) -> dict[str, str]:
    """What of these kinds stands on the actor's workbench: number to step, as many as counted."""
    rows = workbench.work(actor, now)
    assert len(rows) == workbench.waiting(actor, now, actor.mandates(local_day(now)))
    starts = tuple(
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in models
    )
    return {
        row["url"].rstrip("/").rpartition("/")[2]: row["step"]["label"]
        for row in rows
        if row["url"].startswith(starts)
    }
