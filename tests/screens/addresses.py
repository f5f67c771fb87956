"""Which screens there are: fixed addresses, each state of each matter, each step's form."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.bulk_edits import forms as bulk_edit_forms
from catalog.directories import forms as entry_forms
from catalog.entry_templates import forms as template_forms
from catalog.exchange import forms as exchange_forms
from catalog.imports import forms as import_forms
from catalog.internal_rules import forms as internal_rule_forms
from catalog.models import (
    BulkEdit,
    CatalogImport,
    Classification,
    DirectoryEntry,
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
    RuleFinding,
    SourceDesignation,
    Standard,
    UpdateTrigger,
)
from catalog.norms import forms as norm_forms
from catalog.platforms import forms as platform_forms
from catalog.quality import forms as quality_forms
from catalog.questions import forms as question_forms
from catalog.sources import forms as source_forms
from catalog.standards import forms as standard_forms
from catalog.subjects import forms as subject_forms
from catalog.withdrawals import forms as withdrawal_forms
from portal.models import User
from portal.regulation import (
    agreement,
    breach,
    bulk_edit,
    catalog_workbook,
    classification,
    collection,
    complaint,
    correction,
    criticism,
    demand,
    dispute,
    emergency,
    entry_template,
    entry_version,
    harvest_source,
    incident,
    inspection,
    internal_rule,
    norm,
    platform,
    quality,
    question,
    request,
    return_flow,
    service_change,
    source_designation,
    standard,
    stop,
    subject_lookup,
    use_change,
    use_record,
    withdrawal,
)
from portal.regulation.machine import Machine
from portal.regulation.vocabulary import SharingClass
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from portal.workflow.policy import available
from requests_app.changes import forms as change_forms
from requests_app.complaints import forms as complaint_forms
from requests_app.corrections import forms as correction_forms
from requests_app.criticisms import forms as criticism_forms
from requests_app.demands import forms as demand_forms
from requests_app.disputes import forms as dispute_forms
from requests_app.emergencies import forms as emergency_forms
from requests_app.incidents import forms as incident_forms
from requests_app.inspections import forms as inspection_forms
from requests_app.management.demo.city import ADMINISTRATOR, POSTS
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
    ProvisionTask,
    ReturnFlow,
    SecurityIncident,
    ServiceChange,
    SharingAgreement,
    SharingRequest,
    SubjectLookup,
    UsageRecord,
    UseChange,
)
from requests_app.oversight import forms as oversight_forms
from requests_app.records import forms as record_forms
from requests_app.return_flow import forms as return_forms
from requests_app.sharing import forms
from requests_app.stops import forms as stop_forms
from requests_app.use_changes import forms as use_change_forms

CLERK, REVIEWER, OFFICER = "rsj-jingban", "scjg-shenhe", "sjj-zhuguan"
TRACER, COMPILER = "sjj-suyuan", "mzj-jingban"
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Screen:
    """A page as one person reads it; without a person nobody has signed in."""

    name: str
    address: str
    person: str = ""
    language: str = "zh-hans"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of matter: where its admin pages and its pages for staff lie."""

    name: str
    model: Any
    machine: Machine
    steps: Iterable[str]
    admin: str
    page: str = ""


KINDS = (
    Kind(
        "entry",
        EntryVersion,
        entry_version.MACHINE,
        entry_forms.STEPS,
        "/admin/catalog/entryversion/",
    ),
    Kind(
        "request",
        SharingRequest,
        request.MACHINE,
        forms.STEPS,
        "/admin/requests_app/sharingrequest/",
        "/requests/",
    ),
    Kind(
        "agreement",
        SharingAgreement,
        agreement.MACHINE,
        forms.AGREEMENT_STEPS,
        "/admin/requests_app/sharingagreement/",
        "/agreements/",
    ),
    Kind(
        "change",
        ServiceChange,
        service_change.MACHINE,
        change_forms.STEPS,
        "/admin/requests_app/servicechange/",
        "/service-changes/",
    ),
    Kind(
        "use-change",
        UseChange,
        use_change.MACHINE,
        use_change_forms.STEPS,
        "/admin/requests_app/usechange/",
        "/use-changes/",
    ),
    Kind(
        "correction",
        Correction,
        correction.MACHINE,
        correction_forms.STEPS,
        "/admin/requests_app/correction/",
        "/corrections/",
    ),
    Kind(
        "recall",
        CorrectionRecall,
        correction.RECALL_MACHINE,
        correction_forms.RECALL_STEPS,
        "/admin/requests_app/correctionrecall/",
        "/recalls/",
    ),
    Kind(
        "dispute",
        Dispute,
        dispute.MACHINE,
        dispute_forms.STEPS,
        "/admin/requests_app/dispute/",
        "/disputes/",
    ),
    Kind(
        "return-flow",
        ReturnFlow,
        return_flow.MACHINE,
        return_forms.STEPS,
        "/admin/requests_app/returnflow/",
        "/return-flows/",
    ),
    Kind(
        "use-record",
        UsageRecord,
        use_record.MACHINE,
        record_forms.STEPS,
        "/admin/requests_app/usagerecord/",
        "/use-records/",
    ),
    Kind(
        "source",
        SourceDesignation,
        source_designation.MACHINE,
        source_forms.STEPS,
        "/admin/catalog/sourcedesignation/",
        "/source-designations/",
    ),
    Kind(
        "emergency",
        EmergencyRelease,
        emergency.MACHINE,
        emergency_forms.STEPS,
        "/admin/requests_app/emergencyrelease/",
        "/emergency-releases/",
    ),
    Kind(
        "withdrawal",
        EntryWithdrawal,
        withdrawal.MACHINE,
        withdrawal_forms.STEPS,
        "/admin/catalog/entrywithdrawal/",
        "/withdrawals/",
    ),
    Kind(
        "classification",
        Classification,
        classification.MACHINE,
        subject_forms.STEPS,
        "/admin/catalog/classification/",
        "/classifications/",
    ),
    Kind(
        "norm",
        Norm,
        norm.MACHINE,
        norm_forms.STEPS,
        "/admin/catalog/norm/",
        "/norms/",
    ),
    Kind(
        "standard",
        Standard,
        standard.MACHINE,
        standard_forms.STEPS,
        "/admin/catalog/standard/",
        "/standards/",
    ),
    Kind(
        "platform",
        Platform,
        platform.MACHINE,
        platform_forms.STEPS,
        "/admin/catalog/platform/",
        "/platforms/",
    ),
    Kind(
        "quality-report",
        QualityReport,
        quality.MACHINE,
        quality_forms.STEPS,
        "/admin/catalog/qualityreport/",
        "/quality-reports/",
    ),
    Kind(
        "quality-requirement",
        QualityRequirement,
        quality.REQUIREMENT_MACHINE,
        quality_forms.REQUIREMENT_STEPS,
        "/admin/catalog/qualityrequirement/",
        "/quality-requirements/",
    ),
    Kind(
        "question",
        Question,
        question.MACHINE,
        question_forms.STEPS,
        "/admin/catalog/question/",
        "/questions/",
    ),
    Kind(
        "template",
        EntryTemplate,
        entry_template.MACHINE,
        template_forms.STEPS,
        "/admin/catalog/entrytemplate/",
        "/entry-templates/",
    ),
    Kind(
        "bulk-edit",
        BulkEdit,
        bulk_edit.MACHINE,
        bulk_edit_forms.STEPS,
        "/admin/catalog/bulkedit/",
        "/bulk-edits/",
    ),
    Kind(
        "harvest-source",
        HarvestSource,
        harvest_source.MACHINE,
        exchange_forms.STEPS,
        "/admin/catalog/harvestsource/",
        "/harvest-sources/",
    ),
    Kind(
        "import",
        CatalogImport,
        catalog_workbook.MACHINE,
        import_forms.STEPS,
        "/admin/catalog/catalogimport/",
        "/imports/",
    ),
    Kind(
        "internal-rule",
        InternalRule,
        internal_rule.MACHINE,
        internal_rule_forms.STEPS,
        "/admin/catalog/internalrule/",
        "/internal-rules/",
    ),
    Kind(
        "stop",
        DeliveryStop,
        stop.MACHINE,
        stop_forms.STEPS,
        "/admin/requests_app/deliverystop/",
        "/delivery-stops/",
    ),
    Kind(
        "demand",
        Demand,
        demand.MACHINE,
        demand_forms.STEPS,
        "/admin/requests_app/demand/",
        "/demands/",
    ),
    Kind(
        "collection",
        DataCollection,
        collection.MACHINE,
        demand_forms.COLLECTION_STEPS,
        "/admin/requests_app/datacollection/",
        "/collections/",
    ),
    Kind(
        "inspection",
        Inspection,
        inspection.MACHINE,
        inspection_forms.STEPS,
        "/admin/requests_app/inspection/",
        "/inspections/",
    ),
    Kind(
        "criticism",
        Criticism,
        criticism.MACHINE,
        criticism_forms.STEPS,
        "/admin/requests_app/criticism/",
        "/criticism/",
    ),
    Kind(
        "complaint",
        Complaint,
        complaint.MACHINE,
        complaint_forms.STEPS,
        "/admin/requests_app/complaint/",
        "/complaints/",
    ),
    Kind(
        "incident",
        SecurityIncident,
        incident.MACHINE,
        incident_forms.STEPS,
        "/admin/requests_app/securityincident/",
        "/incidents/",
    ),
    Kind(
        "breach",
        Breach,
        breach.MACHINE,
        oversight_forms.STEPS,
        "/admin/requests_app/breach/",
        "/breaches/",
    ),
    Kind(
        "subject-lookup",
        SubjectLookup,
        subject_lookup.MACHINE,
        {},
        "/admin/requests_app/subjectlookup/",
        "/subject-lookups/",
    ),
)

_FIXED = (
    Screen("login", "/login/"),
    Screen("board", "/board/", OFFICER),
    Screen("registries", "/registries/", CLERK),
    Screen("registry", "/registries/population/", CLERK),
    Screen("board-district", "/board/?region=310109&measure=requests", OFFICER),
    Screen("board-en", "/board/?measure=calls", CLERK, "en"),
    Screen("login-en", "/login/", language="en"),
    Screen("not-found", "/no-such-page/", CLERK, status=404),
    Screen("directory", "/catalog/", CLERK),
    Screen("directory-chosen", "/catalog/?q=登记&sharing_class=CONDITIONAL", CLERK),
    Screen("directory-pinyin", "/catalog/?q=qiyedengji", CLERK),
    Screen("directory-near", "/catalog/?q=企业登计", CLERK),
    Screen("saved-searches", "/saved-searches/", CLERK),
    Screen("saved-searches-nothing", "/saved-searches/", REVIEWER),
    Screen("saved-search-new", "/saved-searches/new/?q=登记&sharing_class=CONDITIONAL", CLERK),
    Screen("directory-nothing", "/catalog/?q=zzzz", CLERK),
    Screen("directory-withheld", "/catalog/?sharing_class=WITHHELD", CLERK),
    Screen(
        "directory-reversed-days",
        "/catalog/?published_from=2026-09-30&published_to=2026-09-01",
        CLERK,
        status=400,
    ),
    Screen("directory-unknown-filter", "/catalog/?sharing_class=X", CLERK, status=400),
    Screen("directory-en", "/catalog/", CLERK, "en"),
    Screen("basket", "/basket/", CLERK),
    Screen("basket-nothing", "/basket/", "mzj-jingban"),
    Screen("basket-drafts", "/basket/drafts/", CLERK),
    Screen("basket-drafts-nothing", "/basket/drafts/", "mzj-jingban"),
    Screen("requests", "/requests/", CLERK),
    Screen("requests-chosen", "/requests/?side=received", REVIEWER),
    Screen("requests-nothing", "/requests/?q=zzzz", CLERK),
    Screen("agreements", "/agreements/", REVIEWER),
    Screen("admin-entries", "/admin/catalog/entryversion/", "scjg-jingban"),
    Screen("admin-entry-new", "/admin/catalog/entryversion/add/", "scjg-jingban"),
    Screen("admin-updates", "/admin/catalog/updatetrigger/", "scjg-jingban"),
    Screen("admin-resources", "/admin/catalog/dataresource/", REVIEWER),
    Screen("admin-unresolved-names", "/admin/catalog/unresolvedname/", OFFICER),
    Screen("admin-requests", "/admin/requests_app/sharingrequest/", OFFICER),
    Screen("admin-requests-made", "/admin/requests_app/sharingrequest/?side=made", CLERK),
    Screen("admin-request-choose", "/admin/requests_app/sharingrequest/add/", CLERK),
    Screen("admin-agreements", "/admin/requests_app/sharingagreement/", REVIEWER),
    Screen("changes", "/service-changes/", OFFICER),
    Screen("admin-changes", "/admin/requests_app/servicechange/", OFFICER),
    Screen("use-changes", "/use-changes/", OFFICER),
    Screen("admin-use-changes", "/admin/requests_app/usechange/", OFFICER),
    Screen("agreements-never-supplied", "/agreements/?attention=never_supplied", REVIEWER),
    Screen("agreements-unused", "/agreements/?attention=unused", REVIEWER),
    Screen("corrections", "/corrections/", OFFICER),
    Screen("admin-corrections", "/admin/requests_app/correction/", OFFICER),
    Screen("recalls", "/recalls/", OFFICER),
    Screen("admin-recalls", "/admin/requests_app/correctionrecall/", OFFICER),
    Screen("disputes", "/disputes/", OFFICER),
    Screen("documents", "/documents/", OFFICER),
    Screen("document-check", "/documents/check/", OFFICER),
    Screen("notices", "/notices/", REVIEWER),
    Screen("notices-en", "/notices/", REVIEWER, "en"),
    Screen("notices-nothing", "/notices/?q=zzzz", CLERK),
    Screen("notice-settings", "/notices/settings/", CLERK),
    Screen("admin-disputes", "/admin/requests_app/dispute/", OFFICER),
    Screen("return-flows", "/return-flows/", OFFICER),
    Screen("admin-return-flows", "/admin/requests_app/returnflow/", OFFICER),
    Screen("admin-return-flow-new", "/admin/requests_app/returnflow/add/", "hkmz-jingban"),
    Screen("use-records", "/use-records/", OFFICER),
    Screen("admin-use-records", "/admin/requests_app/usagerecord/", OFFICER),
    Screen("admin-engagements", "/admin/catalog/contractorengagement/", ADMINISTRATOR),
    Screen("sources", "/source-designations/", CLERK),
    Screen("sources-contested", "/source-designations/contested/", OFFICER),
    Screen("source-new", "/source-designations/new/", OFFICER),
    Screen("admin-sources", "/admin/catalog/sourcedesignation/", OFFICER),
    Screen("regulation", "/regulation/", CLERK),
    Screen("regulation-lifecycles", "/regulation/lifecycles/", CLERK),
    Screen("emergencies", "/emergency-releases/", OFFICER),
    Screen("admin-emergencies", "/admin/requests_app/emergencyrelease/", OFFICER),
    Screen("admin-emergency-new", "/admin/requests_app/emergencyrelease/add/", "rsj-jigou"),
    Screen("withdrawals", "/withdrawals/", OFFICER),
    Screen("admin-withdrawals", "/admin/catalog/entrywithdrawal/", OFFICER),
    Screen("classifications", "/classifications/", OFFICER),
    Screen("classification-new", "/classifications/new/", OFFICER),
    Screen("admin-classifications", "/admin/catalog/classification/", OFFICER),
    Screen("entries-of-classification", "/catalog/?classification=2", CLERK),
    Screen("norms", "/norms/", CLERK),
    Screen("norm-new", "/norms/new/", OFFICER),
    Screen("admin-norms", "/admin/catalog/norm/", OFFICER),
    Screen("standards", "/standards/", CLERK),
    Screen("standard-codes", "/standard-codes/?q=3101", CLERK),
    Screen("standard-codes-nothing", "/standard-codes/?q=zzzz", CLERK),
    Screen("standard-new", "/standards/new/", OFFICER),
    Screen("admin-standards", "/admin/catalog/standard/", OFFICER),
    Screen("platforms", "/platforms/", CLERK),
    Screen("platform-new", "/platforms/new/", OFFICER),
    Screen("admin-platforms", "/admin/catalog/platform/", OFFICER),
    Screen("quality-reports", "/quality-reports/", REVIEWER),
    Screen("quality-mend-first", "/quality-reports/mend-first/", COMPILER),
    Screen("quality-mend-first-nothing", "/quality-reports/mend-first/?q=zzzz", COMPILER),
    Screen("rule-findings", "/quality-reports/value-checks/", COMPILER),
    Screen("rule-findings-broken", "/quality-reports/value-checks/?broken=yes", OFFICER),
    Screen("rule-findings-nothing", "/quality-reports/value-checks/?q=zzzz", COMPILER),
    Screen("quality-departments", "/quality-reports/departments/", OFFICER),
    Screen("quality-departments-own", "/quality-reports/departments/", COMPILER),
    Screen("quality-due", "/quality-reports/due/", OFFICER),
    Screen("quality-requirements", "/quality-requirements/", REVIEWER),
    Screen("admin-quality-reports", "/admin/catalog/qualityreport/", REVIEWER),
    Screen("admin-quality-requirements", "/admin/catalog/qualityrequirement/", REVIEWER),
    Screen("questions", "/questions/", REVIEWER),
    Screen("questions-nothing", "/questions/?q=zzzz", REVIEWER),
    Screen("questions-departments", "/questions/departments/", OFFICER),
    Screen("admin-questions", "/admin/catalog/question/", REVIEWER),
    Screen("templates", "/entry-templates/", COMPILER),
    Screen("templates-empty", "/entry-templates/?q=zzzz", COMPILER),
    Screen("templates-en", "/entry-templates/", COMPILER, language="en"),
    Screen("admin-templates", "/admin/catalog/entrytemplate/", COMPILER),
    Screen("bulk-edits", "/bulk-edits/", COMPILER),
    Screen("bulk-edits-empty", "/bulk-edits/", CLERK),
    Screen("bulk-edit-choose", "/bulk-edits/choose/", COMPILER),
    Screen("bulk-edit-choose-empty", "/bulk-edits/choose/?q=X", COMPILER),
    Screen("bulk-edit-new", "/bulk-edits/new/?every=1", COMPILER),
    Screen("bulk-edit-new-en", "/bulk-edits/new/?every=1", COMPILER, language="en"),
    Screen("admin-bulk-edits", "/admin/catalog/bulkedit/", COMPILER),
    Screen("harvest-sources", "/harvest-sources/", OFFICER),
    Screen("harvest-sources-empty", "/harvest-sources/", CLERK),
    Screen("harvest-source-new", "/harvest-sources/new/", COMPILER),
    Screen("harvest-source-new-authority", "/harvest-sources/new/", OFFICER),
    Screen("harvest-source-new-en", "/harvest-sources/new/", COMPILER, language="en"),
    Screen("admin-harvest-sources", "/admin/catalog/harvestsource/", OFFICER),
    Screen("imports", "/imports/", COMPILER),
    Screen("imports-empty", "/imports/", CLERK),
    Screen("import-new", "/imports/new/", COMPILER),
    Screen("import-new-en", "/imports/new/", COMPILER, language="en"),
    Screen("admin-imports", "/admin/catalog/catalogimport/", COMPILER),
    Screen("internal-rules", "/internal-rules/", CLERK),
    Screen("internal-rule-new", "/internal-rules/new/", CLERK),
    Screen("internal-rules-filed", "/internal-rules/departments/", OFFICER),
    Screen("internal-rules-department", "/internal-rules/departments/SCJG/", OFFICER),
    Screen("admin-internal-rules", "/admin/catalog/internalrule/", CLERK),
    Screen("stops", "/delivery-stops/", OFFICER),
    Screen("stop-new", "/delivery-stops/new/", OFFICER),
    Screen("admin-stops", "/admin/requests_app/deliverystop/", OFFICER),
    Screen("demands", "/demands/", OFFICER),
    Screen("demand-new", "/demands/new/", CLERK),
    Screen("duties", "/duties/", OFFICER),
    Screen("negative-list", "/negative-list/", CLERK),
    Screen("admin-demands", "/admin/requests_app/demand/", OFFICER),
    Screen("admin-duties", "/admin/requests_app/demand/?list=DUTY", OFFICER),
    Screen("collections", "/collections/", OFFICER),
    Screen("collection-new", "/collections/new/", CLERK),
    Screen("admin-collections", "/admin/requests_app/datacollection/?matched=true", OFFICER),
    Screen("complaints", "/complaints/", OFFICER),
    Screen("complaint-new", "/complaints/new/", "rsj-jigou"),
    Screen("admin-complaints", "/admin/requests_app/complaint/", OFFICER),
    Screen("incidents", "/incidents/", OFFICER),
    Screen("admin-incidents", "/admin/requests_app/securityincident/", OFFICER),
    Screen("breaches", "/breaches/", OFFICER),
    Screen("breach-new", "/breaches/new/", OFFICER),
    Screen("admin-breaches", "/admin/requests_app/breach/", OFFICER),
    Screen("inspections", "/inspections/", OFFICER),
    Screen("inspection-new", "/inspections/new/", OFFICER),
    Screen("admin-inspections", "/admin/requests_app/inspection/", OFFICER),
    Screen("criticism-list", "/criticism/", CLERK),
    Screen("admin-criticism", "/admin/requests_app/criticism/", OFFICER),
    Screen("lookups", "/subject-lookups/", OFFICER),
    Screen("lookup-new", "/subject-lookups/new/", TRACER),
    Screen("admin-lookups", "/admin/requests_app/subjectlookup/", TRACER),
    Screen("compliance", "/compliance/", OFFICER),
    Screen("compliance-own", "/compliance/", CLERK),
    Screen("compliance-record", "/compliance/SCJG/", OFFICER),
    Screen("admin-tasks", "/admin/requests_app/provisiontask/", REVIEWER),
    Screen("admin-accounts", "/admin/portal/user/", ADMINISTRATOR),
    Screen("admin-calendar", "/admin/portal/workdayoverride/", ADMINISTRATOR),
    Screen("admin-audit", "/admin/portal/auditevent/", ADMINISTRATOR),
    Screen("admin-departments", "/admin/catalog/department/", OFFICER),
    Screen("admin-departments-nothing", "/admin/catalog/department/?q=zzzz", OFFICER),
    Screen("admin-department-new", "/admin/catalog/department/add/", OFFICER),
    Screen("admin-department-calendar", "/admin/catalog/department/calendar/", OFFICER),
    Screen("admin-department-overlay", "/admin/catalog/department/calendar/overlay/", OFFICER),
    Screen(
        "admin-department-withdraw-overlay",
        "/admin/catalog/department/calendar/withdraw-overlay/",
        OFFICER,
    ),
    Screen("admin-department", "/admin/catalog/department/RSJ/", OFFICER),
    Screen("admin-department-read", "/admin/catalog/department/RSJ/", REVIEWER),
    Screen("admin-department-appoint", "/admin/catalog/department/RSJ/appoint/", OFFICER),
    Screen("admin-department-system", "/admin/catalog/department/RSJ/register_system/", OFFICER),
    Screen(
        "admin-department-dismiss",
        "/admin/catalog/department/RSJ/dismiss/?target=rsj-jingban",
        OFFICER,
    ),
    Screen("api-docs", "/api/docs/"),
    Screen("api-guide", "/api/guide/"),
    Screen("admin-regions", "/admin/catalog/region/", ADMINISTRATOR),
)


def _workbenches() -> Iterator[Screen]:
    for person in (*(f"scjg-{post}" for post in POSTS if post != "zhuguan"), OFFICER, CLERK):
        yield Screen(f"workbench-{person}", "/admin/", person)
    yield Screen("workbench-administrator", "/admin/", ADMINISTRATOR)
    yield Screen("workbench-empty", "/admin/", "pdsc-jigou")
    yield Screen("workbench-en", "/admin/", REVIEWER, "en")


def _updates() -> Iterator[Screen]:
    """Updates due, and the form that registers one."""
    for trigger in UpdateTrigger.objects.order_by("pk").select_related("entry__provider"):
        name = f"admin-update-{trigger.status.lower()}-{trigger.extension_outcome.lower()}"
        person = f"{trigger.entry.holder.code.lower()}-jingban"
        address = f"/admin/catalog/updatetrigger/{trigger.public_number}/"
        yield Screen(name.rstrip("-"), address, person)
    entry = DirectoryEntry.objects.filter(provider__code="RSJ").exclude(live_version=None).first()
    if entry is not None:
        address = f"/admin/catalog/updatetrigger/add/?entry={entry.slug}"
        yield Screen("admin-update-new", address, CLERK)


def _entries() -> Iterator[Screen]:
    """An entry of each class, one with closed details, and what asking for each leads to."""
    published = DirectoryEntry.objects.exclude(live_version=None).exclude(provider__code="RSJ")
    for sharing_class in SharingClass.values:
        entry = published.filter(sharing_class=sharing_class, is_detail_closed=False).first()
        if entry is None:
            continue
        name = sharing_class.lower()
        withheld = sharing_class == SharingClass.WITHHELD
        ask = f"/requests/new/?entry={entry.slug}"
        yield Screen(f"entry-{name}", f"/catalog/{entry.slug}/", CLERK)
        yield Screen(f"request-form-{name}", ask, CLERK, status=409 if withheld else 200)
    used = SharingAgreement.objects.filter(status=agreement.State.IN_USE, requester__code="RSJ")
    for given in used.select_related("entry_version__entry").order_by("pk")[:1]:
        slug = given.entry_version.entry.slug
        yield Screen("entry-in-use", f"/catalog/{slug}/", CLERK)
        yield Screen("entry-sample", f"/catalog/{slug}/sample/", CLERK)
        yield Screen("entry-compare-nothing", f"/catalog/{slug}/compare/", CLERK)
    renewed = published.filter(live_version__number__gt=1, is_detail_closed=False).first()
    if renewed is not None:
        yield Screen("entry-compare", f"/catalog/{renewed.slug}/compare/", CLERK)
    asked = published.exclude(questions=None).order_by("pk").first()
    if asked is not None:
        yield Screen("questions-entry-page", f"/catalog/{asked.slug}/", CLERK)
        yield Screen("questions-of-entry", f"/catalog/{asked.slug}/questions/", CLERK)
        yield Screen("question-new", f"/questions/new/?entry={asked.slug}", CLERK)
    kept = EntryTemplate.objects.exclude(status="RETIRED").order_by("pk").first()
    if kept is not None:
        new = "/admin/catalog/entryversion/add/"
        yield Screen("template-begin", f"{new}?template={kept.public_number}", COMPILER)
        yield Screen("template-begin-chooser", new, COMPILER)
        own = DirectoryEntry.objects.filter(provider__code="MZJ").exclude(live_version=None).first()
        if own is not None:
            number = own.live.public_number
            yield Screen("template-new", f"/entry-templates/new/?version={number}", COMPILER)
            yield Screen("template-door", f"/admin/catalog/entryversion/{number}/", COMPILER)
            yield Screen("template-begin-copy", f"{new}?copy={number}", COMPILER)
    closed = published.filter(is_detail_closed=True).first()
    if closed is not None:
        yield Screen("entry-closed", f"/catalog/{closed.slug}/", CLERK)


def _value_rules() -> Iterator[Screen]:
    """Rows that break the value rules, the check itself, and the rules in a draft."""
    broken = RuleFinding.objects.filter(
        failing_count__gt=0, data_check__entry_version__entry__provider__code="SCJG"
    ).select_related("data_check__data_version__resource__entry")
    for finding in broken.order_by("pk")[:1]:
        resource = finding.data_check.data_version.resource
        yield Screen("value-rules-broken", f"/catalog/{resource.entry.slug}/", REVIEWER)
        yield Screen("value-rules-published", f"/catalog/{resource.entry.slug}/", CLERK)
        check = f"/admin/catalog/dataresource/{resource.code}/check/"
        yield Screen("value-rules-check", check, REVIEWER)
    drafts = EntryVersion.objects.filter(status="DRAFT", entry__provider__isnull=False)
    for draft in drafts.order_by("pk").select_related("entry__provider")[:1]:
        address = f"/admin/catalog/entryversion/{draft.public_number}/"
        compiler = f"{draft.entry.holder.code.lower()}-jingban"
        yield Screen("value-rules-draft", address, compiler)


class _Readers:
    """The people of a matter's departments, as actors of the day."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.people: dict[str, Actor] = {}
        self.known = dict(User.objects.values_list("username", "pk"))

    def of(self, matter: Any) -> Iterator[tuple[str, Actor]]:
        """Provider's people first, then the requester's, then the authority's officer."""
        told = getattr(matter, "department", None)
        matter = getattr(matter, "correction", matter)
        matter = getattr(matter, "agreement", None) or matter
        entry = getattr(matter, "entry", None)
        provider = getattr(matter, "provider", None) or getattr(entry, "provider", None)
        source = getattr(matter, "source", None) or getattr(matter, "operator", None)
        departments = [provider, source, getattr(matter, "requester", None), told]
        departments.append(getattr(matter, "asker", None))
        codes = [department.code.lower() for department in departments if department]
        names = [f"{code}-{post}" for code in codes for post in POSTS if post != "zhuguan"]
        for name in (*names, OFFICER):
            if name not in self.known:
                continue
            if name not in self.people:
                self.people[name] = Actor.person(
                    self.known[name], interface=Interface.ADMIN, on=local_day(self.now)
                )
            yield name, self.people[name]


def _matters(kind: Kind, readers: _Readers) -> Iterator[Screen]:
    """Each state once, read by who has most to do there, and the form of each open step."""
    forms_left = set(kind.steps)
    for state in kind.machine.states.values:
        best: tuple[int, str, Any] | None = None
        for matter in kind.model.objects.filter(status=state).order_by("pk")[:LOOKED_AT]:
            for person, actor in readers.of(matter):
                found = available(actor, kind.machine, matter, now=readers.now)
                steps = [step.transition for step in found if step.is_allowed]
                if best is None or len(found) > best[0]:
                    best = (len(found), person, matter)
                for rule in steps:
                    if rule.name in forms_left and (rule.has_form or rule.is_grave):
                        forms_left.discard(rule.name)
                        number = matter.public_number
                        name = f"step-{kind.name}-{rule.name}"
                        yield Screen(name, f"{kind.admin}{number}/{rule.name}/", person)
        if best is not None:
            _count, person, matter = best
            name = f"{kind.name}-{state.lower()}"
            yield Screen(f"admin-{name}", f"{kind.admin}{matter.public_number}/", person)
            if kind.page:
                yield Screen(name, f"{kind.page}{matter.public_number}/", person)


def _others() -> Iterator[Screen]:
    task = ProvisionTask.objects.order_by("pk").first()
    if task is not None:
        person = f"{task.agreement.provider.code.lower()}-shenhe"
        address = f"/admin/requests_app/provisiontask/{task.public_number}/"
        yield Screen("admin-task", address, person)
    used = SharingAgreement.objects.filter(status=agreement.State.IN_USE, provider__code="SCJG")
    for given in used.filter(service_changes=None).order_by("pk")[:1]:
        address = f"/service-changes/new/?agreement={given.public_number}"
        yield Screen("change-new", address, REVIEWER)
    held = SharingAgreement.objects.filter(status=agreement.State.IN_USE, requester__code="RSJ")
    for given in held.order_by("pk")[:1]:
        address = f"/corrections/new/?agreement={given.public_number}"
        yield Screen("correction-new", address, CLERK)
    for given in held.exclude(use_changes__status__in=use_change.OPEN_STATES).order_by("pk")[:1]:
        address = f"/use-changes/new/?agreement={given.public_number}"
        yield Screen("use-change-new", address, CLERK)
        yield Screen("incident-new", f"/incidents/new/?about={given.public_number}", CLERK)
        yield Screen("use-record-new", f"/use-records/new/?agreement={given.public_number}", CLERK)
    above = DirectoryEntry.objects.filter(provider__region__code="310000", return_flows=None)
    for entry in above.exclude(live_version=None).order_by("pk")[:1]:
        yield Screen("return-new", f"/return-flows/new/?entry={entry.slug}", "hkmz-jingban")
    for entry in above.exclude(live_version=None).exclude(provider__code="RSJ").order_by("pk")[:1]:
        address = f"/emergency-releases/new/?entry={entry.slug}"
        yield Screen("emergency-new", address, "rsj-jigou")
    withheld = DirectoryEntry.objects.filter(sharing_class="WITHHELD").exclude(live_version=None)
    for entry in withheld.exclude(provider__code="RSJ").order_by("pk")[:1]:
        yield Screen("entry-withheld", f"/catalog/{entry.slug}/", CLERK)
        yield Screen("dispute-class-new", f"/disputes/new/?matter={entry.code}", CLERK)
    for found in Dispute.objects.filter(kind=dispute.Kind.CLASS).order_by("pk"):
        address = f"/disputes/{found.public_number}/"
        yield Screen(f"dispute-class-{found.status.lower()}", address, "scjg-jingban")
    for found in Dispute.objects.filter(outcome=dispute.Outcome.RECLASSIFY):
        address = f"/admin/requests_app/dispute/{found.public_number}/"
        yield Screen("admin-dispute-class", address, f"{found.provider.code.lower()}-jingban")
    denied = SharingRequest.objects.filter(status=request.State.REFUSED, disputes=None)
    for asked in denied.order_by("pk")[:1]:
        address = f"/disputes/new/?matter={asked.public_number}"
        yield Screen("dispute-new", address, f"{asked.requester.code.lower()}-jingban")
    for read in HarvestSource.objects.order_by("pk")[:1]:
        address = f"/harvest-sources/{read.public_number}/findings/"
        yield Screen("harvest-source-findings", address, "mzj-jingban")
        address = f"/harvest-sources/{read.public_number}/vanished/"
        yield Screen("harvest-source-vanished", address, "mzj-jingban")
        yield Screen("harvest-source-vanished-empty", f"{address}?q=X", "mzj-jingban")
    mine = SharingRequest.objects.filter(requester__code="RSJ").order_by("pk").first()
    if mine is not None:
        yield Screen("request-en", f"/requests/{mine.public_number}/", CLERK, "en")


def standing() -> list[Screen]:
    """The fixed addresses, everybody's workbench and an entry of each kind."""
    return [*_FIXED, *_workbenches(), *_entries()]


def screens(now: datetime) -> list[Screen]:
    """Every screen of the demo city at that moment."""
    readers = _Readers(now)
    found = [*standing(), *_updates(), *_value_rules(), *_others()]
    for kind in KINDS:
        found += _matters(kind, readers)
    return found


def documented() -> list[Screen]:
    """The four pictures of the README."""
    asked = SharingRequest.objects.filter(status=request.State.IN_REVIEW, provider__code="SCJG")
    used = SharingAgreement.objects.filter(status=agreement.State.IN_USE, provider__code="SCJG")
    first, agreed = asked.order_by("due_on", "pk").first(), used.order_by("pk").first()
    if first is None or agreed is None:
        raise LookupError("the demo city has no such request or agreement")
    return [
        Screen("workbench", "/admin/", REVIEWER),
        Screen("directory", "/catalog/", CLERK),
        Screen("request", f"/requests/{first.public_number}/", REVIEWER),
        Screen("agreement", f"/agreements/{agreed.public_number}/", REVIEWER),
    ]
