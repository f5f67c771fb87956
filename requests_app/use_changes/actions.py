"""Ask, consent, answer: how use under an agreement is widened (Art. 25 para. 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from portal.regulation import reasons
from portal.regulation import use_change as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import add_author, yearly_number
from portal.workflow.transition import open_matter, transition, with_note
from requests_app.sharing import succession
from requests_app.sharing.actions import RowRule
from requests_app.sharing.aggregation import record_assessment
from requests_app.sharing.combining import lock_holder
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.succession import ThirdParty, Widening
from requests_app.use_changes.models import UseChange, UseChangeItem, UseChangeRows


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for. A draft may lack particulars: they block submitting, not saving.

    ``rows`` None: those agreed stay; empty: every row.
    """

    reason: str = ""
    legal_basis: str = ""
    columns: Mapping[int, str] = ()  # type: ignore[assignment]
    rows: tuple[RowRule, ...] | None = None
    purpose: str = ""
    third_party_id: int | None = None
    supply_ends_on: date | None = None


def _set_particulars(change: UseChange, wish: Wish) -> None:
    """Only what the kind of change asks for is kept."""
    change.reason = wish.reason.strip()
    change.legal_basis = wish.legal_basis.strip()
    is_scope, to_third = (
        change.kind == kind for kind in (rules.Kind.SCOPE, rules.Kind.THIRD_PARTY)
    )
    change.purpose = "" if is_scope else wish.purpose
    change.third_party_id = wish.third_party_id if to_third else None
    change.supply_ends_on = wish.supply_ends_on if to_third else None
    change.has_new_rows = is_scope and wish.rows is not None


def _write(change: UseChange, wish: Wish) -> None:
    """Replace the columns and rows asked for; unpublished and agreed columns are refused."""
    columns, rows = dict(wish.columns or {}), wish.rows or ()
    if change.kind != rules.Kind.SCOPE:
        columns, rows = {}, ()
    published = set(change.agreement.entry_version.items.values_list("pk", flat=True))
    if not {*columns, *(rule.column_id for rule in rows)} <= published:
        raise Refused(reasons.NOT_IN_VERSION)
    if change.agreement.items.filter(item__in=columns).exists():
        raise Refused(reasons.AGREED_ALREADY)
    change.items.all().delete()
    UseChangeItem.objects.bulk_create(
        UseChangeItem(change=change, item_id=item_id, need=need.strip())
        for item_id, need in columns.items()
    )
    change.rows.all().delete()
    UseChangeRows.objects.bulk_create(
        UseChangeRows(
            change=change, item_id=rule.column_id, kind=rule.kind, values=list(rule.values)
        )
        for rule in rows
    )


def request_use_change(
    *, agreement_id: int, kind: str, wish: Wish, actor: Actor, now: datetime
) -> UseChange:
    """Draft a change of use under an agreement; nothing changes until the provider consents.

    :raises Refused: the agreement is not in use, one is under way, or a column is not published.
    """
    with transaction.atomic():
        agreement = SharingAgreement.objects.select_for_update().filter(pk=agreement_id).first()
        if agreement is None:
            raise Refused(reasons.NOT_FOUND)
        change = UseChange(
            public_number=yearly_number("UC", agreement.requester.code, local_day(now)),
            agreement=agreement,
            kind=kind,
            drafted_by_id=actor.user_id or 0,
            author_ids=add_author([], actor.user_id),
        )
        _set_particulars(change, wish)
        open_matter(rules.REQUEST_USE_CHANGE, change, actor=actor, now=now, note=change.reason)
        _write(change, wish)
    return change


def revise(
    *,
    pk: int,
    wish: Wish,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> None:
    """Revise the draft with all that it asks for."""
    with transition(
        rules.REVISE,
        model=UseChange,
        pk=pk,
        actor=actor,
        now=now,
        expected_version=expected_version,
    ) as change:
        change.author_ids = add_author(change.author_ids, actor.user_id)
        _set_particulars(change, wish)
        _write(change, wish)


def submit(*, pk: int, actor: Actor, now: datetime) -> None:
    """Submit the complete draft to the head of the own sharing office."""
    with transition(rules.SUBMIT, model=UseChange, pk=pk, actor=actor, now=now) as change:
        change.author_ids = add_author(change.author_ids, actor.user_id)


def return_to_drafter(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The office head sends the draft back with the reason."""
    with_note(rules.RETURN_TO_DRAFTER, UseChange, pk=pk, note=note, actor=actor, now=now)


def consent_to_send(*, pk: int, actor: Actor, now: datetime) -> None:
    """The requester's office head consents; the provider receives it now."""
    with transition(rules.CONSENT_TO_SEND, model=UseChange, pk=pk, actor=actor, now=now) as change:
        change.received_at = now


def assess_aggregation(*, pk: int, result: str, finding: str, actor: Actor, now: datetime) -> None:
    """The provider assesses what the columns to be added add up to (Art. 25 para. 2)."""
    record_assessment(
        rules.ASSESS_AGGREGATION,
        model=UseChange,
        field="use_change",
        pk=pk,
        result=result,
        finding=finding,
        actor=actor,
        now=now,
    )


def consent_to_change(*, pk: int, actor: Actor, now: datetime, note: str = "") -> SharingAgreement:
    """The provider's office head consents: a new agreement replaces the present one at once."""
    with transaction.atomic():
        lock_holder(Q(agreements_received__use_changes=pk))
        with transition(
            rules.CONSENT_TO_CHANGE,
            model=UseChange,
            pk=pk,
            actor=actor,
            now=now,
            inputs={"note": note},
            note=note,
        ) as change:
            change.answered_at, change.answer_text = now, note.strip()
            made = succession.replace(
                pk=change.agreement_id, widening=_widening(change), actor=actor, now=now
            )
            change.act_details["agreement"] = made.public_number
    return made


def _widening(change: UseChange) -> Widening:
    rows = None
    if change.has_new_rows:
        rows = tuple(
            RowRule(column_id=row.item_id, kind=row.kind, values=tuple(row.values))
            for row in change.rows.order_by("pk")
        )
    third_party = None
    if change.third_party_id is not None and change.supply_ends_on is not None:
        third_party = ThirdParty(
            department_id=change.third_party_id,
            purpose=change.purpose,
            supply_ends_on=change.supply_ends_on,
        )
    return Widening(
        columns=dict(change.items.order_by("pk").values_list("item_id", "need")),
        rows=rows,
        purpose=change.purpose if change.kind == rules.Kind.PURPOSE else "",
        third_party=third_party,
    )


def refuse_change(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The provider's office head refuses, with the reason; the agreement stays as it is."""
    with transition(
        rules.REFUSE_CHANGE,
        model=UseChange,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as change:
        change.answered_at, change.answer_text = now, note.strip()


def withdraw(*, pk: int, actor: Actor, now: datetime) -> None:
    """The requester withdraws it; the agreement stays as it is."""
    with transition(rules.WITHDRAW, model=UseChange, pk=pk, actor=actor, now=now):
        pass


def lapse(*, pk: int, actor: Actor, now: datetime) -> None:
    """The agreement ended, so there is no use left to change."""
    with transition(rules.LAPSE, model=UseChange, pk=pk, actor=actor, now=now):
        pass
