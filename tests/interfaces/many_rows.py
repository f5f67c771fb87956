"""Rows of every kind that lists show, told by the story where a lifecycle stands behind them."""

from datetime import date, timedelta

from catalog.departments import actions as departments
from catalog.directories import actions as directories
from catalog.exchange.models import HarvestFinding, HarvestRun, UnresolvedName
from catalog.models import (
    Classification,
    DataCheck,
    DataResource,
    DataVersion,
    EntryVersion,
    QualityFigure,
    RuleFinding,
)
from catalog.platforms import actions as platforms
from catalog.quality import figures
from catalog.saved_searches import actions as saved_searches
from portal.audit import chain
from portal.models import User, WorkdayOverride
from portal.regulation.data_check import CheckOutcome
from portal.regulation.value_rules import ValueRule
from portal.regulation.vocabulary import (
    AnswerKind,
    ItemDecision,
    Mandate,
    SharingClass,
    SharingMode,
    Tier,
    TriggerKind,
)
from portal.workflow.actor import Actor
from requests_app.changes import actions as changes
from requests_app.delivery.models import Delivery, Operation
from requests_app.documents.jobs import issue_documents
from requests_app.emergencies import actions as emergencies
from requests_app.models import SharingAgreement
from requests_app.notices.jobs import give_notices
from requests_app.sharing import actions as sharing
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW


def _matters(cast: the_cast.Cast, number: int) -> None:
    """A published entry with its trigger, versions on their way, and a request in each stage."""
    free = {"sharing_class": SharingClass.UNCONDITIONAL, "condition": None}
    content = story.enterprise_registry(name=f"目录{number}", **(free if number % 2 else {}))
    version = story.publish(cast, content)
    story.draft(cast, story.enterprise_registry(name=f"草稿{number}"))
    story.carry_to_review(cast, story.draft(cast, story.enterprise_registry(name=f"送审{number}")))
    directories.register_trigger(
        entry_id=version.entry_id,
        kind=TriggerKind.LAW,
        occurred_on=NOW.date(),
        instrument=f"《第{number}法》修订",
        actor=cast.actor("market_compiler"),
        now=NOW,
    )
    resource = directories.attach_resource(
        entry_id=version.entry_id,
        name=f"库表{number}",
        mode=SharingMode.API,
        actor=cast.actor("market_reviewer"),
        now=NOW,
    )
    norm = story.record_norm(cast, document_number=f"国务院令第{number}号")
    _platforms(cast, number, version)
    standard = story.register_standard(cast, "GB/T 2260", str(number))
    story.load_codes(cast, standard, f"{number},名称,2000-01-01,")
    asked = story.apply(cast, version, basis_norm_id=norm.pk)
    given = story.agree(cast, story.send(cast, asked))
    story.repeal(cast, norm, NOW.date() + timedelta(days=9))
    _receipt(cast, resource, given)
    served = story.put_into_use(cast, _served(cast, version))
    story.set_requirement(cast, version)
    story.report_quality(cast, version)
    story.report_faults(cast, version)
    story.ask_question(cast, version)
    story.answer_question(cast, story.ask_question(cast, version, person="civil_clerk"))
    story.preview_changes(cast, version)
    story.save_template(cast, version, f"模板{number}")
    story.raise_correction(cast, served)
    story.receive_correction(cast, served)
    story.recall(cast, served, cast.labour)
    story.open_dispute(cast, served)
    withheld = story.withheld_registry(name=f"不予共享{number}")
    story.open_dispute(cast, story.publish(cast, withheld))
    story.receive_use_change(cast, served, third_party=cast.civil_affairs)
    _ended(cast, version)
    story.ask_return(cast, version)
    story.record_use(cast, served)
    story.stop_delivery(cast, entry=version.entry.code, purpose="OTHER")
    story.record_breach(cast)
    story.inspect(cast)
    story.criticise(cast)
    _incidents(cast, version, served)
    for kind in ("COMPLAINT", "REPORT"):
        story.register_complaint(cast, kind=kind, entry=version.entry.code)
    _emergencies(cast, version)
    story.look_up(cast)
    alone = story.publish(cast, story.enterprise_registry(name=f"将撤销的目录{number}"))
    story.review_withdrawal(cast, alone)
    _published_long_ago(alone)
    _supply_and_demand(cast, number)
    changes.propose(
        agreement_id=served.pk,
        kind="END",
        reason="系统整合",
        planned_on=NOW.date() + timedelta(days=26),
        actor=cast.actor("market_reviewer"),
        now=NOW,
    )
    _requests(cast, version)
    figures.keep(now=NOW - timedelta(days=number))


def _platforms(cast: the_cast.Cast, number: int, version: EntryVersion) -> None:
    """One that is late to join, and a joined one with a log, by which a resource travels."""
    late = story.declare_platform(cast, f"逾期平台{number}")
    story.order_joining(cast, late, NOW.date())
    joined = story.join_platform(cast, story.declare_platform(cast, f"平台{number}"))
    reviewer = cast.actor("market_reviewer")
    platforms.record_connection(
        pk=joined.pk,
        connection="CONNECTED",
        happened_at=NOW,
        note="核查",
        actor=reviewer,
        now=NOW,
    )
    directories.attach_resource(
        entry_id=version.entry_id,
        name=f"专线{number}",
        mode=SharingMode.OTHER,
        platform_id=joined.pk,
        actor=reviewer,
        now=NOW,
    )


def _incidents(cast: the_cast.Cast, version: EntryVersion, served: SharingAgreement) -> None:
    """One for each side to contain, and one for the authority to conclude."""
    story.report_incident(cast, agreement=served)
    story.report_incident(cast, version=version)
    story.contain_incident(cast, story.report_incident(cast, agreement=served))


def _published_long_ago(version: EntryVersion) -> None:
    """So long that a report on its quality is due."""
    long_ago = NOW - timedelta(days=400)
    EntryVersion.objects.filter(pk=version.pk).update(published_at=long_ago)


def _emergencies(cast: the_cast.Cast, version: EntryVersion) -> None:
    """A release to be granted, and two to be reviewed, one by each body."""
    for person in ("market_office_head", "authority_officer"):
        made = story.grant_emergency(cast, story.ask_emergency(cast, version), person=person)
        head = cast.actor("labour_office_head")
        emergencies.end_release(pk=made.pk, note="险情排除。", actor=head, now=NOW)
    story.ask_emergency(cast, version)


def _supply_and_demand(cast: the_cast.Cast, number: int) -> None:
    """A source, a withheld entry, a collection that matches, and a demand on each desk."""
    story.name_source(cast, item=f"数据项{number}")
    withheld = story.enterprise_registry(
        name=f"不予共享{number}",
        sharing_class=SharingClass.WITHHELD,
        condition=None,
        basis_instrument="《某法》",
        basis_level="LAW",
        withheld_reason="法律明确规定",
    )
    story.publish(cast, withheld)
    story.declare_collection(cast, title=f"采集{number}")
    story.raise_demand(cast, title=f"需求{number}")
    story.assign_demand(cast, story.raise_demand(cast, title=f"交办{number}"))


def _served(cast: the_cast.Cast, version: EntryVersion) -> SharingAgreement:
    """Another agreement on the same loaded resource."""
    return story.agree(cast, story.send(cast, story.apply(cast, version)))


def _ended(cast: the_cast.Cast, version: EntryVersion) -> None:
    """Ended uses in each part of their disposal, and a use that is to be wider."""
    head = cast.actor("labour_office_head")
    silent, instructed, reported = (
        story.put_into_use(cast, _served(cast, version)) for _each in range(3)
    )
    story.ask_use_change(cast, silent)
    for agreement in (instructed, reported):
        sharing.end_use(pk=agreement.pk, actor=head, now=NOW)
        story.instruct_disposal(cast, agreement)
    story.report_disposal(cast, reported)


def _requests(cast: the_cast.Cast, version: EntryVersion) -> None:
    """A draft, one for each head to consent to, one to be answered, one to be extended."""
    story.apply(cast, version)
    waiting = story.apply(cast, version)
    sharing.submit(pk=waiting.pk, actor=cast.actor("labour_clerk"), now=NOW)
    story.send(cast, story.apply(cast, version))
    reviewer = cast.actor("market_reviewer")
    longer, proposed = (story.send(cast, story.apply(cast, version)) for _each in range(2))
    for request in (longer, proposed):
        sharing.open_review(pk=request.pk, actor=reviewer, now=NOW)
    sharing.ask_extension(pk=longer.pk, workdays=3, note="核查", actor=reviewer, now=NOW)
    decisions = dict.fromkeys(proposed.item_ids, ItemDecision.AGREE)
    answer = sharing.Answer(kind=AnswerKind.AGREE, decisions=decisions)
    sharing.propose_answer(pk=proposed.pk, answer=answer, actor=reviewer, now=NOW)


def _receipt(cast: the_cast.Cast, resource: DataResource, given: SharingAgreement) -> None:
    """A loaded version and a receipt for it, as rows: no table is read here."""
    loaded = DataVersion.objects.create(
        resource=resource, number=1, table_name=f"r{resource.pk}", row_count=1, loaded_at=NOW
    )
    DataResource.objects.filter(pk=resource.pk).update(current=loaded)
    checked = DataCheck.objects.create(
        data_version=loaded,
        entry_version=given.entry_version,
        outcome=CheckOutcome.COUNTED,
        checked_at=NOW,
    )
    RuleFinding.objects.create(
        data_check=checked,
        item=given.entry_version.items.earliest("position"),
        rule=ValueRule.REQUIRED,
        failing_count=1,
    )
    if given.pk % 2:
        story.put_into_use(cast, given)
    Delivery.objects.bulk_create(
        [
            Delivery(
                receipt_number=f"R-{given.pk}",
                agreement=given,
                agreement_version=1,
                data_version=loaded,
                client=cast.systems["labour"].system.client,
                operation=Operation.RECORDS,
                purpose=given.purpose,
                case_number="WG-1",
                row_count=1,
                delivered_at=NOW,
            )
        ]
    )


def _department(cast: the_cast.Cast, number: int) -> None:
    """A district's department with one appointed person and one application system."""
    officer = cast.actor("authority_officer")
    made = departments.open_department(
        particulars=departments.Particulars(
            code=f"D{number}",
            name=f"第{number}局",
            short_name=f"{number}局",
            region_code="310109",
            tier=Tier.COUNTY,
            sharing_office="办公室",
        ),
        actor=officer,
        now=NOW,
    )
    QualityFigure.objects.create(
        department=made,
        measured_on=NOW.date(),
        entry_count=number,
        complete_percent=90,
        faulty_count=0,
        late_count=0,
    )
    user = User.objects.create_user(f"clerk_{number}", display_name=f"clerk_{number}")
    departments.appoint(
        pk=made.pk, user_id=user.pk, mandates=[Mandate.APPLY], actor=officer, now=NOW
    )
    vendor = User.objects.create_user(f"vendor_{number}", display_name=f"vendor_{number}")
    departments.engage_contractor(
        pk=made.pk,
        user_id=vendor.pk,
        mandates=[Mandate.COMPILE],
        engagement=departments.Engagement(
            contractor=f"第{number}公司",
            approval_number=f"{number}号",
            approved_on=NOW.date(),
            approved_by_id=cast.authority.pk,
            contract_number=f"{number}号",
            contract_ends_on=NOW.date(),
        ),
        actor=officer,
        now=NOW,
    )
    head = User.objects.create_user(f"head_{number}", display_name=f"head_{number}")
    departments.appoint(
        pk=made.pk, user_id=head.pk, mandates=[Mandate.CONSENT], actor=officer, now=NOW
    )
    cast.people[f"head_{number}"] = head
    story.file_rule(cast, person=f"head_{number}")
    story.check_workbook(cast, f"台账{number}甲乙")
    departments.register_system(
        pk=made.pk, code=f"s{number}", name=f"系统{number}", actor=officer, now=NOW, mandates=[]
    )


def _harvested(cast: the_cast.Cast, number: int) -> None:
    """A catalog that was read, with one record of the market regulator's."""
    source = story.register_catalog(cast, f"http://catalog{number}.example/data.json")
    trial = source.runs.get()
    trial.state, trial.ended_at = "FAILED", NOW
    trial.save()
    run = HarvestRun.objects.create(
        source=source,
        state="DONE",
        is_by_night=True,
        asked_at=NOW,
        begun_at=NOW,
        ended_at=NOW,
        counts={"VANISHED": 1},
    )
    version = EntryVersion.objects.filter(entry__provider=cast.market).order_by("pk").first()
    HarvestFinding.objects.create(
        run=run, key=f"{number}", title=f"条目{number}", outcome="VANISHED", version=version
    )


def _saved_search(cast: the_cast.Cast, number: int) -> None:
    saved_searches.keep(
        name=f"检索{number}",
        filters={"q": [f"目录{number}"]},
        is_notice_wanted=False,
        actor=cast.actor("labour_clerk"),
        now=NOW,
    )


def grow(cast: the_cast.Cast, numbers: range) -> None:
    """One more row of everything for each number."""
    for number in numbers:
        _matters(cast, number)
        _department(cast, number)
    UnresolvedName.objects.bulk_create(
        UnresolvedName(source="lists", name=f"第{number}委") for number in numbers
    )
    for number in numbers:
        _harvested(cast, number)
        _saved_search(cast, number)
    if not Classification.objects.exists():
        story.classify(cast, ("3", "部门信息资源", ""))
    for number in numbers:
        story.classify(cast, (f"3{number:02}", f"第{number}项", "3"))
    WorkdayOverride.objects.bulk_create(
        WorkdayOverride(
            day=date(2031, 1, 1 + number), name="元旦", is_workday=False, notice_year=2031
        )
        for number in numbers
    )
    chain.seal(now=NOW)
    issue_documents(actor=Actor.system("issue-documents"), now=NOW)
    give_notices(actor=Actor.system("give-notices"), now=NOW)
