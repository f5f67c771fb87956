"""Corrections of the demo city: just raised, being verified, late, answered and recalled."""

from collections.abc import Callable
from typing import Any

from requests_app.corrections import actions
from requests_app.corrections.actions import Claim
from requests_app.management.demo.sharing import Matter, Part
from requests_app.management.demo.timeline import Story
from requests_app.models import AgreedItem, Correction, CorrectionRecall


def _raise(matter: Matter, day: int, evidence: str) -> Part[int]:
    """The clerk holds one field of one record to be wrong."""
    yield matter.line.at(day)
    key_column, keys = matter.city.samples[matter.wish.entry]
    agreed = AgreedItem.objects.filter(agreement=matter.agreement_pk, item__is_key=False)
    item = agreed.select_related("item").order_by("item__position")[0].item
    made = actions.request_correction(
        agreement_id=matter.agreement_pk,
        claim=Claim(
            fault="INACCURATE",
            key_column=key_column,
            record_key=keys[0],
            column=item.column_name,
            evidence=evidence,
        ),
        actor=matter.requester("jingban"),
        now=matter.now,
    )
    return made.pk


def _asked(matter: Matter, pk: int) -> dict[str, Any]:
    """What each step of the provider's reviewer takes."""
    return {"pk": pk, "actor": matter.provider("shenhe"), "now": matter.now}


def raised(matter: Matter, day: int) -> Part[None]:
    """Raised that day, and not yet received."""
    yield from _raise(matter, day, "办事人员提交的证照与查询结果不一致。")


def being_verified(matter: Matter, day: int) -> Part[None]:
    """Received that day and being verified; long ago, it is overdue."""
    pk = yield from _raise(matter, day, "实地核查结果与查询结果不一致。")
    yield matter.line.soon()
    actions.receive(**_asked(matter, pk))
    yield matter.line.soon()
    actions.begin_verification(**_asked(matter, pk))


def corrected(matter: Matter, day: int) -> Story:
    """Received, corrected and fed back; who else received the record confirms, if anybody."""
    pk = yield from _raise(matter, day, "登记档案复印件与查询结果不一致。")
    yield matter.line.at(day + 1)
    actions.receive(**_asked(matter, pk))
    yield matter.line.at(day + 2)
    actions.begin_verification(**_asked(matter, pk))
    yield matter.line.at(day + 5)
    actions.correct(finding="经与原始档案核对，登记有误，已更正并重新装载。", **_asked(matter, pk))
    yield matter.line.soon()
    actions.feed_back(**_asked(matter, pk))
    yield matter.line.at(day + 8)
    notice = CorrectionRecall.objects.filter(feedback__correction=pk).order_by("pk").first()
    if notice is not None:
        actions.confirm_recall(
            pk=notice.pk,
            actor=matter.city.actor(notice.department.code, "jingban"),
            now=matter.now,
        )


def confirmed_right(matter: Matter, day: int) -> Part[None]:
    """Verified, and right as it stood."""
    pk = yield from _raise(matter, day, "申请人口述与查询结果不一致。")
    yield matter.line.soon()
    actions.receive(**_asked(matter, pk))
    yield matter.line.at(day + 3)
    actions.begin_verification(**_asked(matter, pk))
    yield matter.line.soon()
    actions.confirm_right(finding="经核实，登记信息与原始档案一致。", **_asked(matter, pk))
    yield matter.line.soon()
    actions.feed_back(**_asked(matter, pk))


def received(matter: Matter, day: int) -> Part[None]:
    """Received, and its verification has not begun."""
    pk = yield from _raise(matter, day, "窗口办理时发现与原始凭证不一致。")
    yield matter.line.soon()
    actions.receive(**_asked(matter, pk))


def found(act: Callable[..., None], finding: str) -> Callable[[Matter, int], Story]:
    """Verified and found; the feedback is owed."""

    def tell(matter: Matter, day: int) -> Story:
        yield from being_verified(matter, day)
        yield matter.line.at(day + 2)
        correction = Correction.objects.get(agreement=matter.agreement_pk)
        act(finding=finding, **_asked(matter, correction.pk))

    return tell


def raised_again(matter: Matter, day: int) -> Story:
    """Fed back as right as it stood, and raised again with new evidence."""
    yield from confirmed_right(matter, day)
    yield matter.line.at(day + 5)
    correction = Correction.objects.get(agreement=matter.agreement_pk)
    actions.reopen(
        pk=correction.pk,
        reopening="补充提供原登记机关出具的证明，与反馈结论不一致。",
        actor=matter.requester("jingban"),
        now=matter.now,
    )
