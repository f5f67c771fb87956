"""The steps of a request and of an agreement in the demo city, each by the person whose it is."""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from typing import Any

from catalog.models import EntryVersion
from portal.regulation import reasons
from portal.regulation.vocabulary import (
    AnswerKind,
    AssessmentResult,
    ItemDecision,
    Purpose,
    RefusalGround,
    RowRuleKind,
    SharingMode,
)
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Operation
from requests_app.delivery.plan import Filter
from requests_app.management.demo.city import City
from requests_app.management.demo.wishes import Wish
from requests_app.models import SharingAgreement, SharingRequest
from requests_app.sharing import actions, aggregation
from requests_app.sharing.actions import Answer, Application, RowRule
from requests_app.sharing.combining import Combining

#: A story that comes to something: it wakes at moments and ends with what it made.
type Part[T] = Generator[datetime, None, T]


class Matter:
    """One request with all who take part in it."""

    def __init__(self, city: City, wish: Wish) -> None:
        self.city = city
        self.wish = wish
        self.line = city.timeline
        self.pk = 0
        self.agreement_pk = 0
        self.calls = 0
        self.purpose = wish.purpose

    def requester(self, post: str) -> Actor:
        """Somebody of the department that asks."""
        return self.city.actor(self.wish.by, post)

    def provider(self, post: str) -> Actor:
        """Somebody of the department that is asked."""
        return self.city.actor(self.city.provider(self.wish.entry), post)

    @property
    def authority(self) -> Actor:
        """The officer of the provider's authority."""
        return self.city.overseer(self.city.provider(self.wish.entry))

    @property
    def now(self) -> datetime:
        """The moment the stories have come to."""
        return self.city.now

    def application(self, version: EntryVersion, received: int) -> Application:
        """What the request states, complete."""
        wish, line = self.wish, self.line
        items = list(version.items.order_by("position"))
        rows = tuple(
            RowRule(column_id=item.pk, kind=RowRuleKind.REGION, values=(wish.district,))
            for item in items
            if item.is_region and wish.district
        )
        named = self.city.systems.get(wish.by)
        norm_id, article = self.city.norms.get(wish.by, (None, ""))
        return Application(
            legal_basis=wish.legal_basis,
            basis_norm_id=norm_id,
            basis_article=article,
            scenario=wish.scenario,
            purpose=self.purpose,
            scope=wish.scope,
            sharing_mode=SharingMode.API,
            use_from=line.day(received),
            use_until=line.day(0) + timedelta(days=wish.until),
            is_declared=True,
            system_id=named.system.client_id if named and not wish.is_unnamed else None,
            columns={
                item.pk: f"{wish.scenario}时核对{item.name}" for item in items[: wish.columns]
            },
            rows=rows,
        )

    # The request

    def version(self) -> EntryVersion:
        """The version asked for; its first purpose counts where the wish names none."""
        version = self.city.live(self.wish.entry)
        published = version.condition.purposes if version.condition else []
        self.purpose = self.wish.purpose or next(iter(published), Purpose.GOVERNMENT_SERVICE)
        return version

    def draft(self, received: int) -> None:
        """The clerk drafts the complete request."""
        version = self.version()
        self.pk = actions.apply(
            requester_id=self.city.departments[self.wish.by].pk,
            version_id=version.pk,
            application=self.application(version, received),
            actor=self.requester("jingban"),
            now=self.now,
        ).pk

    def begin(self) -> None:
        """The clerk has only noted what for."""
        version = self.version()
        actions.apply(
            requester_id=self.city.departments[self.wish.by].pk,
            version_id=version.pk,
            application=Application(scenario=self.wish.scenario, purpose=self.purpose),
            actor=self.requester("jingban"),
            now=self.now,
        )

    def submit(self) -> None:
        """To the own office head."""
        actions.submit(pk=self.pk, actor=self.requester("jingban"), now=self.now)

    def ask(self, received: int) -> Part[None]:
        """Drafted, submitted, and received by the provider on that day."""
        yield self.line.at(received - 1)
        self.draft(received)
        yield self.line.soon()
        self.submit()
        yield self.line.at(received)
        actions.consent_to_send(pk=self.pk, actor=self.requester("jigou"), now=self.now)

    def review(self, day: int) -> Part[None]:
        """The provider begins its review."""
        yield self.line.at(day)
        actions.open_review(pk=self.pk, actor=self.provider("shenhe"), now=self.now)

    def extend(self, day: int, workdays: int, *, granted: bool | None = None) -> Part[None]:
        """More time is asked for; the next working day the authority decides, if it does."""
        yield self.line.at(day)
        actions.ask_extension(
            pk=self.pk,
            workdays=workdays,
            note="涉及历史数据核对，需与业务处室会商。",
            actor=self.provider("shenhe"),
            now=self.now,
        )
        if granted is None:
            return
        yield self.line.at(day + 1)
        if granted:
            actions.grant_extension(
                pk=self.pk, note="情况属实，同意延长。", actor=self.authority, now=self.now
            )
        else:
            note = "理由不充分，请在原期限内答复。"
            actions.refuse_extension(pk=self.pk, note=note, actor=self.authority, now=self.now)

    def notify(self, day: int) -> Part[None]:
        """The one notice of what is missing."""
        yield self.line.at(day)
        points = ["请补充使用系统的等级保护备案编号。", "请说明查询结果的保存期限和处置方式。"]
        actions.ask_supplement(
            pk=self.pk, points=points, actor=self.provider("shenhe"), now=self.now
        )

    def supplement(self, day: int) -> Part[None]:
        """Every point is answered."""
        yield self.line.at(day)
        answers = [
            "已取得等级保护三级备案，编号见附件。",
            "查询结果随业务档案保存，用后即删除缓存。",
        ]
        actions.supplement(
            pk=self.pk, answers=answers, actor=self.requester("jingban"), now=self.now
        )

    def assess_combining(
        self,
        asked: Combining | None = None,
        assess: Callable[..., None] = aggregation.assess_aggregation,
    ) -> None:
        """What the data add up to with what the department holds is assessed, if anything is.

        :param asked: a change of use, where it is not the request itself; ``assess`` is its step.
        """
        matter: Any = asked or SharingRequest.objects.get(pk=self.pk)
        joined = matter.unassessed_combinations()
        if joined:
            assess(
                pk=matter.pk,
                result=AssessmentResult.ACCEPTABLE,
                finding=f"可与{'、'.join(joined)}关联，限于本次业务逐笔核验，不得关联留存。",
                actor=self.provider("shenhe"),
                now=self.now,
            )

    def propose(self, day: int) -> Part[None]:
        """The reviewer proposes yes, column by column."""
        yield self.line.at(day)
        self.assess_combining()
        ids = sorted(SharingRequest.objects.get(pk=self.pk).item_ids)
        refused = set(ids[len(ids) - self.wish.refused_columns :])
        answer = Answer(
            kind=AnswerKind.AGREE,
            decisions={
                pk: ItemDecision.REFUSE if pk in refused else ItemDecision.AGREE for pk in ids
            },
            text="同意共享，其中部分数据项与所述场景无关，不予提供。" if refused else "",
        )
        actions.propose_answer(
            pk=self.pk, answer=answer, actor=self.provider("shenhe"), now=self.now
        )

    def propose_refusal(self, day: int, ground: RefusalGround, text: str) -> Part[None]:
        """The reviewer proposes no, with ground and reasons."""
        yield self.line.at(day)
        answer = Answer(kind=AnswerKind.REFUSE, refusal_ground=ground, text=text)
        actions.propose_answer(
            pk=self.pk, answer=answer, actor=self.provider("shenhe"), now=self.now
        )

    def propose_with_condition(self, day: int, condition: str) -> Part[None]:
        """The reviewer adds a condition that the entry does not publish, and is refused."""
        yield self.line.at(day)
        ids = SharingRequest.objects.get(pk=self.pk).item_ids
        answer = Answer(
            kind=AnswerKind.AGREE,
            decisions=dict.fromkeys(ids, ItemDecision.AGREE),
            condition=condition,
        )
        try:
            actions.propose_answer(
                pk=self.pk, answer=answer, actor=self.provider("shenhe"), now=self.now
            )
        except Refused as refusal:
            if refusal.reason is not reasons.CONDITION_NOT_PUBLISHED:
                raise

    def withdraw(self) -> None:
        """The requester thinks better of it."""
        actions.withdraw(pk=self.pk, actor=self.requester("jingban"), now=self.now)

    def agree(self, received: int, agreed: int) -> Part[None]:
        """From the draft to the agreement."""
        yield from self.ask(received)
        yield from self.review(min(received + 1, agreed))
        yield from self.propose(max(received + 1, agreed - 1))
        yield from self.consent(agreed)

    def consent(self, agreed: int) -> Part[None]:
        """The provider's office head consents, and there is an agreement."""
        yield self.line.at(agreed)
        self.assess_combining()
        self.agreement_pk = actions.consent_to_agree(
            pk=self.pk, actor=self.provider("jigou"), now=self.now
        ).pk

    def refuse(self, answered: int, ground: RefusalGround, text: str) -> Part[None]:
        """A no is proposed the day before, and consented to."""
        yield from self.propose_refusal(answered - 1, ground, text)
        yield self.line.at(answered)
        actions.consent_to_refuse(pk=self.pk, actor=self.provider("jigou"), now=self.now)

    # The agreement

    def enter_use(self, day: int) -> Part[None]:
        """The provider opens access, and the first call follows."""
        yield self.line.at(day)
        actions.enter_use(pk=self.agreement_pk, actor=self.provider("shenhe"), now=self.now)
        yield self.line.soon()
        self.call(Operation.RECORDS)

    def call(self, operation: Operation) -> None:
        """One call of the requester's application system; a refusal is recorded and goes on."""
        column, keys = self.city.samples[self.wish.entry]
        key = self.line.chance.choice(keys)
        by_key = () if operation == Operation.RECORDS else (Filter(column, "", key),)
        self.calls += 1
        code = self.wish.by
        call = Call(
            number=self.agreement.public_number,
            client_id=self.city.systems[code].system.client.pk,
            operation=operation,
            purpose=self.purpose,
            case_number=f"{code}-{self.now:%Y%m%d}-{self.calls:03d}",
            filters=by_key,
            limit=20 if operation == Operation.RECORDS else 1,
            expected={column: key} if operation == Operation.VERIFY else None,
        )
        try:
            deliver(call=call, actor=self.city.service(code), now=self.now)
        except Refused:
            return

    def use(self, first: int, last: int, every: int) -> Part[None]:
        """Calls of all three sorts, every so many working days."""
        for day in range(first, last, every):
            yield self.line.at(day)
            self.call(Operation.LOOK_UP)
            yield self.line.soon()
            self.call(Operation.VERIFY)
            if (day - first) % (2 * every) == 0:
                yield self.line.soon()
                self.call(Operation.RECORDS)

    def suspend(self, day: int, by: Actor, *, mend_within: int) -> Part[None]:
        """Facts of misuse: access is cut, and is to be put right by a day."""
        yield self.line.at(day)
        actions.suspend(
            pk=self.agreement_pk,
            note="调用日志显示短时间内批量遍历查询，与申请的逐笔核验不符。",
            actor=by,
            now=self.now,
            rectify_by=self.line.day(0) + timedelta(days=mend_within),
        )
        yield self.line.soon()
        self.call(Operation.LOOK_UP)

    @property
    def agreement(self) -> SharingAgreement:
        """The agreement as it is stored now."""
        return SharingAgreement.objects.get(pk=self.agreement_pk)
