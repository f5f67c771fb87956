"""A city in which something went wrong, and the steps of what supervision makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from catalog.departments import actions as departments
from catalog.directories import actions as directories
from catalog.directories.jobs import mark_overdue_updates
from catalog.models import EntryVersion
from catalog.platforms.jobs import mark_overdue_platforms
from catalog.withdrawals.jobs import mark_overdue_withdrawals
from portal.audit import chain
from portal.models import User
from portal.regulation.vocabulary import AnswerKind, Mandate, Tier, TriggerKind
from portal.workflow.actor import Actor
from requests_app.corrections.jobs import mark_overdue_corrections
from requests_app.models import Breach, SharingAgreement, SharingRequest
from requests_app.oversight import actions
from requests_app.oversight.jobs import propose_breaches
from requests_app.records.jobs import remind_use_records
from requests_app.sharing import actions as sharing
from requests_app.sharing.jobs import mark_overdue
from tests import cast as the_cast
from tests import story
from tests.cast import FOUNDING
from tests.conftest import NOW
from tests.requests_app.delivery.desk import write

_HEADER = tuple(item.column_name for item in story.REGISTRY_ITEMS)
_ROWS = ("甲公司,TEST00000000000003,2001-01-31,有限责任,50,贸易,上海,310109,某路1号",)
SAID = "承办人员更换，交接期间遗漏。"
FINDING = "逾期属实，交接不构成正当理由。"
ORDERED = "补办答复，并建立交接登记。"
DONE = "已答复，交接登记制度已印发。"


@dataclass
class Watch:
    """Who is watched: an entry with its data, an agreement in use under it."""

    cast: the_cast.Cast
    version: EntryVersion
    agreement: SharingAgreement

    @property
    def now(self) -> datetime:
        """The moment the story begins."""
        return self.cast.now

    def days(self, number: int) -> datetime:
        """So many days later."""
        return self.now + timedelta(days=number)

    @property
    def officer(self) -> Actor:
        """The officer of the city's authority."""
        return self.cast.actor("authority_officer")


def keep_watch(folder: Path) -> Watch:
    """The registry is published, loaded, and used by the labour department."""
    cast = the_cast.build(NOW)
    version = story.publish(cast, story.enterprise_registry())
    agreement = story.agree(cast, story.send(cast, story.apply(cast, version)))
    story.load(cast, version, write(folder / "rows.csv", _ROWS, _HEADER))
    return Watch(cast, version, story.put_into_use(cast, agreement))


# What goes wrong: each leaves its event in the chain.


def late_update(watch: Watch) -> None:
    """A law changed and the entry was not updated."""
    directories.register_trigger(
        entry_id=watch.version.entry_id,
        kind=TriggerKind.LAW,
        occurred_on=watch.now.date(),
        instrument="《公司法》修订",
        actor=watch.cast.actor("market_compiler"),
        now=watch.now,
    )
    mark_overdue_updates(actor=Actor.system("mark"), now=watch.days(40))


def refusal(watch: Watch, ground: str = "CONDITIONS_NOT_MET") -> SharingRequest:
    """A request is refused, on that ground."""
    request = story.send(watch.cast, story.apply(watch.cast, watch.version))
    reviewer = watch.cast.actor("market_reviewer")
    sharing.open_review(pk=request.pk, actor=reviewer, now=watch.now)
    answer = sharing.Answer(kind=AnswerKind.REFUSE, refusal_ground=ground, text="暂不具备条件。")
    sharing.propose_answer(pk=request.pk, answer=answer, actor=reviewer, now=watch.now)
    head = watch.cast.actor("market_office_head")
    sharing.consent_to_refuse(pk=request.pk, actor=head, now=watch.now)
    return request


def late_answer(watch: Watch) -> SharingRequest:
    """A request lies unanswered until its day is over."""
    request = story.send(watch.cast, story.apply(watch.cast, watch.version))
    mark_overdue(actor=Actor.system("mark"), now=watch.days(30))
    return request


def late_supply(watch: Watch) -> None:
    """What was agreed to is not shared within its period: nothing was ever delivered."""
    mark_overdue(actor=Actor.system("mark"), now=watch.days(60))


def late_platform(watch: Watch) -> None:
    """A platform was ordered to join and has not by its day."""
    made = story.declare_platform(watch.cast)
    story.order_joining(watch.cast, made, watch.days(10).date())
    mark_overdue_platforms(actor=Actor.system("mark"), now=watch.days(11))


def late_correction(watch: Watch) -> None:
    """A correction is not answered."""
    story.raise_correction(watch.cast, watch.agreement)
    mark_overdue_corrections(actor=Actor.system("mark"), now=watch.days(40))


def matching_collection(watch: Watch) -> None:
    """Data are collected that the directory offers already."""
    story.declare_collection(watch.cast)


def suspension(watch: Watch) -> None:
    """The provider suspends on facts of misuse."""
    sharing.suspend(
        pk=watch.agreement.pk,
        note="发现超出约定用途使用数据。",
        rectify_by=watch.days(20).date(),
        actor=watch.cast.actor("market_office_head"),
        now=watch.now,
    )


def late_disposal(watch: Watch) -> None:
    """The day for disposing of the data passes."""
    head = watch.cast.actor("labour_office_head")
    sharing.end_use(pk=watch.agreement.pk, actor=head, now=watch.now)
    story.instruct_disposal(watch.cast, watch.agreement)
    mark_overdue(actor=Actor.system("mark"), now=watch.days(7))


def no_use_record(watch: Watch) -> None:
    """The use is never recorded."""
    remind_use_records(actor=Actor.system("mark"), now=watch.days(60))


def late_review(watch: Watch) -> None:
    """The authority leaves an updated entry unreviewed."""
    compiler = watch.cast.actor("market_compiler")
    version = directories.draft_version(pk=watch.version.pk, actor=compiler, now=watch.now)
    story.carry_to_review(watch.cast, version)
    mark_overdue_updates(actor=Actor.system("mark"), now=watch.days(30))


def late_withdrawal(watch: Watch) -> None:
    """The authority leaves a withdrawal unreviewed."""
    alone = story.publish(watch.cast, story.enterprise_registry(name="将撤销的目录"))
    story.review_withdrawal(watch.cast, alone)
    mark_overdue_withdrawals(actor=Actor.system("mark"), now=watch.days(30))


#: What went wrong → the item of the decree, and the department that answers for it.
WRONGS: tuple[tuple[Callable[[Watch], Any], str, str], ...] = (
    (late_update, "A39_1", "market"),
    (refusal, "A39_2", "market"),
    (late_answer, "A39_4", "market"),
    (late_supply, "A39_4", "market"),
    (late_platform, "A39_8", "market"),
    (late_correction, "A39_6", "market"),
    (matching_collection, "A40_1", "labour"),
    (suspension, "A40_2", "labour"),
    (late_disposal, "A40_4", "labour"),
    (no_use_record, "A40_5", "labour"),
    (late_review, "A41_3", "authority"),
    (late_withdrawal, "A41_3", "authority"),
)


# What supervision makes of it.


def look(watch: Watch, *, now: datetime | None = None) -> list[Breach]:
    """Seal, and let the job read the chain."""
    moment = now or watch.days(30)
    chain.seal(now=moment)
    propose_breaches(actor=Actor.system("propose-breaches"), now=moment)
    return list(Breach.objects.order_by("pk"))


def proposed(watch: Watch) -> Breach:
    """A late answer, proposed on the day the story begins."""
    late_answer(watch)
    (breach,) = look(watch, now=watch.now)
    return breach


def justified(watch: Watch) -> Breach:
    """The department has explained itself."""
    breach = proposed(watch)
    head = watch.cast.actor("market_office_head")
    actions.justify(pk=breach.pk, justification=SAID, actor=head, now=watch.days(1))
    return breach


def confirmed(watch: Watch) -> Breach:
    """The officer has found a breach."""
    breach = justified(watch)
    actions.confirm(
        pk=breach.pk,
        code="A39_4",
        finding=FINDING,
        no_reason="交接属内部事务。",
        actor=watch.officer,
        now=watch.days(2),
    )
    return breach


def ordered(watch: Watch) -> Breach:
    """It is to be put right within ten days."""
    breach = confirmed(watch)
    actions.order_rectification(
        pk=breach.pk,
        order=ORDERED,
        due_on=date(2025, 10, 10),
        actor=watch.officer,
        now=watch.days(2),
    )
    return breach


def reported(watch: Watch) -> Breach:
    """The department reports that it was."""
    breach = ordered(watch)
    head = watch.cast.actor("market_office_head")
    actions.report_rectification(pk=breach.pk, rectification=DONE, actor=head, now=watch.days(9))
    return breach


def open_district_authority(cast: the_cast.Cast) -> None:
    """Pudong has an authority of its own with one officer, and a department under it."""

    def particulars(code: str, name: str) -> departments.Particulars:
        return departments.Particulars(
            code=code,
            name=name,
            short_name=code,
            region_code="310115",
            tier=Tier.COUNTY,
            sharing_office="办公室",
        )

    district = departments.found_authority(
        particulars=particulars("PDSJ", "上海市浦东新区数据局"), actor=FOUNDING, now=cast.now
    )
    cast.departments["pudong_authority"] = district
    cast.people["pudong_officer"] = User.objects.create_user("pudong_officer")
    departments.appoint_first(
        pk=district.pk,
        user_id=cast.people["pudong_officer"].pk,
        mandates=[Mandate.OVERSEE],
        actor=FOUNDING,
        now=cast.now,
    )
    cast.departments["pudong_market"] = departments.open_department(
        particulars=particulars("PDSC", "上海市浦东新区市场监督管理局"),
        actor=cast.actor("pudong_officer"),
        now=cast.now,
    )
