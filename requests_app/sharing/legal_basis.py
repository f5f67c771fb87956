"""What an agreement rests on: taken over, flagged, lapsed, and cited anew (Art. 20)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Min

from catalog.norms.models import Norm
from catalog.norms.queries import numbered as norms_numbered
from portal.regulation import agreement as rules
from portal.regulation import reasons
from portal.regulation.norm import NormPart
from portal.regulation.vocabulary import ItemDecision, Outcome
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.marks import mark_once
from portal.workflow.transition import transition
from requests_app.sharing import resting
from requests_app.sharing.access import cut_access, open_access
from requests_app.sharing.legal_basis_models import AgreedNorm, NormCitation
from requests_app.sharing.models import SharingAgreement

#: Time flags what rests on a repealed norm, whoever concluded or replaced the agreement.
_FLAGGING = Actor.system("norm-repealed")


def take_over_norms(agreement: SharingAgreement, *, now: datetime) -> None:
    """The agreement rests on what request, agreed columns and entry cite of the register."""
    request, version = agreement.request, agreement.entry_version
    rows = []
    if request.basis_norm is not None:
        cited = AgreedNorm(norm=request.basis_norm, part=NormPart.PURPOSE)
        cited.article = request.basis_article
        rows.append(cited)
    if version.basis_norm is not None:
        cited = AgreedNorm(norm=version.basis_norm, part=NormPart.ENTRY)
        cited.article = version.basis_article
        rows.append(cited)
    agreed = request.items.filter(decision=ItemDecision.AGREE, norm__isnull=False)
    rows += (
        AgreedNorm(
            norm=row.norm, article=row.norm_article, part=NormPart.COLUMN, item_id=row.item_id
        )
        for row in agreed.select_related("norm").order_by("pk")
    )
    for row in rows:
        row.agreement = agreement
    AgreedNorm.objects.bulk_create(rows)
    _flag(agreement, actor=_FLAGGING, now=now)


def carry_over_norms(old: SharingAgreement, new: SharingAgreement, *, now: datetime) -> None:
    """The newer agreement rests on what the old one rests on; a pending citation goes along."""
    AgreedNorm.objects.bulk_create(
        AgreedNorm(
            agreement=new,
            norm_id=row.norm_id,
            article=row.article,
            part=row.part,
            item_id=row.item_id,
        )
        for row in resting.norms_of(old)
    )
    NormCitation.objects.filter(agreement=old, outcome=Outcome.PENDING).update(agreement=new)
    _flag(new, actor=_FLAGGING, now=now)


def _flag(agreement: SharingAgreement, *, actor: Actor, now: datetime) -> None:
    """Mark that a norm it rests on is repealed from a day on, once for each such day."""
    day = resting.norms_of(agreement).aggregate(day=Min("norm__repealed_on"))["day"]
    if day is not None:
        mark_once(agreement, "basis_ends", actor=actor, now=now, day=day)


def flag_repeal(*, norm: Norm, actor: Actor, now: datetime) -> None:
    """Flag every live agreement that rests on the norm, in the transaction of its repeal."""
    for agreement in resting.resting_on(norm).order_by("pk"):
        _flag(agreement, actor=actor, now=now)


def lapse_basis(*, pk: int, actor: Actor, now: datetime) -> None:
    """Suspend sharing from the day on which a norm it rests on is repealed (Art. 20 para. 2)."""
    with transition(
        rules.LAPSE_BASIS, model=SharingAgreement, pk=pk, actor=actor, now=now
    ) as agreement:
        # Nobody suspends it, and nothing is to be put right: what was reported before is over.
        agreement.suspended_by_department = None
        agreement.rectify_by, agreement.rectification, agreement.rectified_on = None, "", None
        agreement.act_details["repealed_on"] = str(agreement.basis_lapses_on)
        cut_access(agreement)


def cite_norm(
    *, pk: int, replaced: str, norm: str, article: str, actor: Actor, now: datetime
) -> None:
    """The requester's office head cites a norm in force instead of a repealed one.

    :param replaced: number of the repealed norm in the register.
    :param norm: number of the one cited instead.
    """
    numbered = norms_numbered({replaced, norm})
    if not {replaced, norm} <= set(numbered):
        raise Refused(reasons.NOT_FOUND)
    old, new = numbered[replaced], numbered[norm]
    with transition(
        rules.CITE_NORM,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"replaced_id": old.pk, "norm": new},
        details={"replaced": replaced, "norm": norm, "article": article},
    ) as agreement:
        NormCitation.objects.create(
            agreement=agreement, replaced=old, norm=new, article=article.strip(), cited_at=now
        )


def _answer(agreement: SharingAgreement, outcome: Outcome, now: datetime) -> NormCitation:
    pending = NormCitation.objects.select_for_update(of=("self",)).get(
        agreement=agreement, outcome=Outcome.PENDING
    )
    pending.outcome, pending.answered_at = outcome, now
    pending.save()
    agreement.act_details["norm"] = pending.norm.public_number
    return pending


def accept_norm(*, pk: int, actor: Actor, now: datetime) -> None:
    """The provider's office head consents: the agreement rests on it, and what lapsed resumes."""
    with transaction.atomic():
        with transition(
            rules.ACCEPT_NORM, model=SharingAgreement, pk=pk, actor=actor, now=now
        ) as agreement:
            cited = _answer(agreement, Outcome.GRANTED, now)
            replaced = list(resting.norms_of(agreement).filter(norm=cited.replaced))
            old = AgreedNorm.objects.filter(pk__in=[row.pk for row in replaced])
            old.update(replaced_at=now)
            AgreedNorm.objects.bulk_create(
                AgreedNorm(
                    agreement=agreement,
                    norm_id=cited.norm_id,
                    article=cited.article,
                    part=row.part,
                    item_id=row.item_id,
                )
                for row in replaced
            )
            _flag(agreement, actor=_FLAGGING, now=now)
        if _was_suspended_by_time(agreement) and not _has_lapsed(agreement, now):
            restore_basis(pk=pk, actor=Actor.system("norm-cited"), now=now)


def _was_suspended_by_time(agreement: SharingAgreement) -> bool:
    is_suspended = agreement.status == rules.State.SUSPENDED
    return is_suspended and agreement.suspended_by_department_id is None


def _has_lapsed(agreement: SharingAgreement, now: datetime) -> bool:
    day = agreement.basis_lapses_on
    return day is not None and local_day(now) >= day


def decline_norm(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The provider's office head does not consent to the norm cited, with reasons."""
    with transition(
        rules.DECLINE_NORM,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as agreement:
        _answer(agreement, Outcome.REFUSED, now)


def restore_basis(*, pk: int, actor: Actor, now: datetime) -> None:
    """Calls are answered again: the agreement rests on norms in force (Art. 20 para. 2)."""
    with transition(
        rules.RESTORE_BASIS, model=SharingAgreement, pk=pk, actor=actor, now=now
    ) as agreement:
        open_access(agreement)
