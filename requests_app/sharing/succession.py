"""How a newer agreement takes the place of an old one: in one transaction, nothing left behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from portal.regulation import agreement as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition
from requests_app.sharing import actions
from requests_app.sharing.access import cut_access, open_access
from requests_app.sharing.actions import RowRule
from requests_app.sharing.legal_basis import carry_over_norms
from requests_app.sharing.models import (
    AgreedItem,
    AgreedRows,
    AgreedThirdParty,
    ProvisionTask,
    SharingAgreement,
)

#: Called with ``old_id``, ``new_id``, ``actor`` and ``now``.
type Follower = Callable[..., None]
#: What domains above take over from the old agreement to the new one.
followers: list[Follower] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdParty:
    """A department that may be supplied, what it uses the data for, and until when."""

    department_id: int
    purpose: str
    supply_ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Widening:
    """What the newer agreement has beyond the old one; ``rows`` None: those agreed stay."""

    columns: Mapping[int, str]
    rows: tuple[RowRule, ...] | None = None
    purpose: str = ""
    third_party: ThirdParty | None = None


#: Taken over as it stands: the term, the system, the quota and the rest of what was agreed.
_TAKEN_OVER = (
    "request",
    "requester",
    "provider",
    "entry_version",
    "resource",
    "system",
    "purpose",
    "sharing_mode",
    "valid_from",
    "valid_until",
    "daily_quota",
    "case_pattern",
)


def replace(*, pk: int, widening: Widening, actor: Actor, now: datetime) -> SharingAgreement:
    """Replace an agreement in use by a wider one, to which the provider consents (Art. 25).

    The old one is obsolete and its grant gone, the new one in use and granted, with the duty to
    supply and whatever was under way: all of it, or nothing.
    """
    clock = Actor.system("use-change")
    with transaction.atomic():
        with transition(rules.REPLACE, model=SharingAgreement, pk=pk, actor=clock, now=now) as old:
            number = yearly_number("SA", old.requester.code, local_day(now))
            old.act_details["replaced_by"] = number
            cut_access(old)
        new = _conclude_anew(old, number, widening, actor, now)
        open_access(new)
        for follow in followers:
            follow(old_id=old.pk, new_id=new.pk, actor=clock, now=now)
        for task in ProvisionTask.objects.filter(agreement=old):
            actions.follow_agreement(pk=task.pk, agreement_id=new.pk, actor=clock, now=now)
    return new


def _conclude_anew(
    old: SharingAgreement, number: str, widening: Widening, actor: Actor, now: datetime
) -> SharingAgreement:
    added = [widening.purpose] if widening.purpose else []
    new = SharingAgreement(
        public_number=number,
        replaces=old,
        further_purposes=[*old.further_purposes, *added],
        **{name: getattr(old, name) for name in _TAKEN_OVER},
    )
    open_matter(
        rules.CONCLUDE_ANEW,
        new,
        actor=actor,
        now=now,
        details={"replaces": old.public_number},
    )
    _agree_columns(old, new, widening)
    _agree_rows(old, new, widening)
    _agree_third_parties(old, new, widening)
    carry_over_norms(old, new, now=now)
    return new


def _agree_columns(old: SharingAgreement, new: SharingAgreement, widening: Widening) -> None:
    agreed = dict(old.items.order_by("pk").values_list("item_id", "need"))
    AgreedItem.objects.bulk_create(
        AgreedItem(agreement=new, item_id=item_id, need=need)
        for item_id, need in {**agreed, **widening.columns}.items()
    )


def _agree_rows(old: SharingAgreement, new: SharingAgreement, widening: Widening) -> None:
    wanted = widening.rows
    if wanted is None:
        wanted = tuple(
            RowRule(column_id=row.item_id, kind=row.kind, values=tuple(row.values))
            for row in old.rows.order_by("pk")
        )
    AgreedRows.objects.bulk_create(
        AgreedRows(agreement=new, item_id=rule.column_id, kind=rule.kind, values=list(rule.values))
        for rule in wanted
    )


def _agree_third_parties(old: SharingAgreement, new: SharingAgreement, widening: Widening) -> None:
    """Those agreed to so far, and the new one; for the same use its newer day counts."""
    until = {
        (row.department_id, row.purpose): row.supply_ends_on
        for row in old.third_parties.order_by("pk")
    }
    added = widening.third_party
    if added is not None:
        until[(added.department_id, added.purpose)] = added.supply_ends_on
    AgreedThirdParty.objects.bulk_create(
        AgreedThirdParty(
            agreement=new, department_id=department_id, purpose=purpose, supply_ends_on=ends_on
        )
        for (department_id, purpose), ends_on in until.items()
    )
