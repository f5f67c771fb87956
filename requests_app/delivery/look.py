"""A look at an entry's data before or beside using them: a few rows, and how full the columns are.

A look is no delivery: it has no case, no receipt and no place in the quota, and gives nobody a
record of a person. What is lawful of it stands in ``docs/architecture.md``.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from catalog.directories.models import DataItem, DirectoryEntry, EntryVersion
from portal.accounts.models import User
from portal.audit import chain
from portal.regulation import articles, reasons
from portal.regulation.vocabulary import Mandate, SecurityLevel, SharingClass
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.reading import afresh
from requests_app.delivery import backends, plan
from requests_app.delivery.permit import Column, Permitted, look_terms
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.queries import agreed_on, standing
from requests_app.stops.queries import over

#: So many rows are shown, always the first: a look is no way to page through a table.
ROWS_SHOWN = 5
#: Whoever asks for data or consents to asking looks at them; nobody else in the department.
_LOOKERS = frozenset({Mandate.APPLY, Mandate.CONSENT})
#: Graded above general, data are looked at under an agreement only (GB/T 43697).
_GRADED = frozenset({SecurityLevel.CORE, SecurityLevel.IMPORTANT})
_SALT = "requests_app.delivery.look"
#: As many hexadecimal digits of a hash as tell two values of a sample apart.
_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPermit(Permitted):
    """What a department may look at, at one moment: of its agreement, or of an open class."""

    agreement_id: int | None
    agreement_version: int

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Agreement, its version and the data version, apart from those of deliveries."""
        return ("look", self.agreement_id, self.agreement_version, self.data_version_id)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A column of a look: its name, how many of the rows have a value, and whether it is hashed."""

    name: str
    column: str
    filled: int
    is_hashed: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What was shown: under which agreement, if under one; the columns and the first rows."""

    agreement_number: str
    columns: tuple[LookedAt, ...]
    rows: tuple[tuple[Any, ...], ...]
    row_count: int


def _of_agreement(agreement: SharingAgreement, actor: Actor, now: datetime) -> LookPermit:
    """Columns and rows as the agreement's own permit has them, and refused wherever it is."""
    stands = standing(actor, agreement.public_number)
    if stands is None or stands.system_id is None:
        raise Refused(reasons.NOT_IN_USE, is_right_missing=True)
    if actor.client_id not in (None, stands.system_id):
        raise Refused(reasons.NO_GRANT, is_right_missing=True)
    data_version_id, columns, rows = look_terms(stands, now)
    return LookPermit(
        agreement_id=stands.agreement_id,
        agreement_version=stands.lock_version,
        client_id=stands.system_id,
        data_version_id=data_version_id,
        table=stands.table_name or "",
        columns=columns,
        rows=rows,
        minted_at=now,
    )


def _of_class(version: EntryVersion, actor: Actor, now: datetime) -> LookPermit:
    """All columns and rows: what any department would receive of an unconditional entry."""
    is_open = version.sharing_class == SharingClass.UNCONDITIONAL
    # A person judges by it whether to ask; an application system calls under an agreement only.
    if not is_open or version.security_level in _GRADED or actor.client_id is not None:
        raise Refused(reasons.NOTHING_TO_LOOK_AT, is_right_missing=True)
    provider_id, entry_id = version.entry.provider_id, version.entry_id
    if over(provider=provider_id, entry=entry_id, recipient=actor.department_id).exists():
        raise Refused(reasons.DELIVERY_STOPPED, is_right_missing=True)
    loaded = version.entry.resources.filter(current__isnull=False).order_by("pk")
    resource = loaded.select_related("current").first()
    current = None if resource is None else resource.current
    if current is None:
        raise Refused(reasons.NOTHING_LOADED)
    items = version.items.exclude(column_name="").order_by("position")
    columns = tuple(
        Column(item.column_name, item.data_type, item.is_key)
        for item in items
        if item.column_name in current.columns
    )
    return LookPermit(
        agreement_id=None,
        agreement_version=version.pk,
        client_id=0,
        data_version_id=current.pk,
        table=current.table_name,
        columns=columns,
        rows=(),
        minted_at=now,
    )


def _refuse_unless_looker(entry: DirectoryEntry, actor: Actor, now: datetime) -> None:
    """Staff who ask for data, and the system that an agreement names; no contractor (Art. 36)."""
    if actor.department_id is None:
        raise Refused(reasons.NOT_YOUR_MATTER, is_right_missing=True)
    if entry.provider_id == actor.department_id:
        raise Refused(reasons.OWN_ENTRY, is_right_missing=True)
    if actor.client_id is None and not _LOOKERS & actor.mandates(local_day(now)):
        raise Refused(reasons.NOT_YOUR_MANDATE, is_right_missing=True)
    if User.objects.filter(pk=actor.user_id or 0, is_contractor=True).exists():
        raise Refused(reasons.NO_LOOK_BY_CONTRACTORS, is_right_missing=True)


def _permit(
    entry: DirectoryEntry, actor: Actor, now: datetime
) -> tuple[LookPermit, SharingAgreement | None]:
    """The permit of a look: of the agreement in use if there is one, or else of the class.

    :raises Refused: neither of them lets the reader look.
    """
    _refuse_unless_looker(entry, actor, now)
    department_id = actor.department_id or 0
    agreement = agreed_on(entry.pk, department_id, now)
    if agreement is None:
        # What was cut off for misuse is not looked at by the class instead (Art. 27 para. 2).
        agreement = agreed_on(entry.pk, department_id, now, is_suspended=True)
    if agreement is not None:
        return _of_agreement(agreement, actor, now), agreement
    if entry.live_version is None:
        raise Refused(reasons.NOT_PUBLISHED)
    return _of_class(entry.live_version, actor, now), None


def refusal(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> reasons.Reason | None:
    """Why the reader may not look at the entry's data now, or None if he may."""
    try:
        judge(entry=entry, actor=actor, now=now)
    except Refused as refused:
        return refused.reason
    return None


def judge(*, entry: DirectoryEntry, actor: Actor, now: datetime) -> None:
    """Whether the reader may look, without a look: no row is read and nothing is on record.

    :raises Refused: he may not.
    """
    _permit(entry, actor, now)


def _hashed(actor: Actor, entry: DirectoryEntry, column: str, value: Any) -> str:
    """Equal values look equal to one department under one entry, and to nobody else."""
    if value in (None, ""):
        return ""
    said = f"{actor.department_id}\x00{entry.pk}\x00{column}\x00{value}"
    return salted_hmac(_SALT, said, algorithm="sha256").hexdigest()[:_DIGITS]


@afresh()
def look(*, entry: DirectoryEntry, actor: Actor, now: datetime) -> Look:
    """The first rows as the reader's department receives them, and the numbers of all of them.

    Personal information is hashed, which a delivery under a case would not do (Arts 34, 37). That
    somebody looked is on record before he sees anything.

    :param entry: a published one whose details the reader may see.
    :raises Refused: he may not look.
    """
    permit, agreement = _permit(entry, actor, now)
    named = {item.column_name: item for item in _items(permit, entry, agreement)}
    ready = plan.build(permit, page=plan.Page(0, ROWS_SHOWN))
    ((row_count, *filled),) = backends.run(plan.summary(permit))
    personal = {name for name, item in named.items() if item.is_personal}
    rows = tuple(
        tuple(
            _hashed(actor, entry, column.name, value) if column.name in personal else value
            for column, value in zip(ready.columns, row[1:], strict=True)
        )
        for row in backends.run(ready)
    )
    subject: Any = entry if agreement is None else agreement
    with transaction.atomic():
        chain.append(
            name="delivery.look",
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            subject_number=entry.code if agreement is None else agreement.public_number,
            article=articles.A20.paragraph(2).code,
            **actor.recorded(),
            occurred_at=now,
            details={"entry": entry.code, "rows": len(rows), "columns": [*named]},
        )
    columns = tuple(
        LookedAt(named[column.name].name, column.name, number, column.name in personal)
        for column, number in zip(ready.columns, filled, strict=True)
    )
    return Look("" if agreement is None else agreement.public_number, columns, rows, row_count)


def _items(
    permit: LookPermit, entry: DirectoryEntry, agreement: SharingAgreement | None
) -> list[DataItem]:
    """The items behind the columns, of the version that the agreement or the class rests on."""
    version = entry.live_version_id if agreement is None else agreement.entry_version_id
    rows = DataItem.objects.filter(
        version=version, column_name__in=[column.name for column in permit.columns]
    )
    return list(rows.order_by("position"))
