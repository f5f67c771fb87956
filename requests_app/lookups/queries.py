"""Where a subject's data went, and which look-ups may be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.departments.models import Department
from catalog.departments.queries import by_id, overseen_by
from catalog.directories.models import DataItem
from portal.regulation.subject_lookup import LOOK_UP
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.delivery.queries import receipts_by_case
from requests_app.emergencies.models import EmergencyRelease
from requests_app.emergencies.queries import receipts_by_release
from requests_app.lookups.models import LookupFinding, SubjectLookup
from requests_app.return_flow.models import ReturnFlow
from requests_app.return_flow.queries import receipts_by_flow
from requests_app.sharing import record_keys
from requests_app.sharing.models import SharingAgreement

#: For how many entries one statement asks, so that each stays one the index answers.
_ENTRIES_AT_ONCE = 200


def visible_to(actor: Actor, *, now: datetime) -> QuerySet[SubjectLookup]:
    """The own authority's and those of authorities below; those whose answer named the department.

    In a department they are for whoever answers for it; nobody else learns that one was made.
    """
    mine = Q(authority__in=overseen_by(actor.department_id))
    if actor.mandates(local_day(now)) & {Mandate.CONSENT, Mandate.ANSWER}:
        own = LookupFinding.objects.filter(lookup=OuterRef("pk"), department=actor.department_id)
        mine |= Q(Exists(own))
    return SubjectLookup.objects.filter(mine).select_related("authority", "looked_up_by")


def findings_for(lookup: SubjectLookup, actor: Actor) -> QuerySet[LookupFinding]:
    """The departments named: all of them for the authorities, each department itself alone."""
    found = LookupFinding.objects.filter(lookup=lookup).select_related("department")
    if actor.department_id != lookup.authority_id and lookup.authority_id not in overseen_by(
        actor.department_id
    ):
        found = found.filter(department=actor.department_id)
    return found.order_by("department__code")


def look_up_step(actor: Actor, *, now: datetime) -> Step | None:
    """Tracing a subject's data, as the reader may do it; None: it is not his."""
    own = by_id(actor.department_id)
    if own is None:
        return None
    asked = SubjectLookup(authority=own, looked_up_by_id=actor.user_id or 0, created_at=now)
    return offered(actor, LOOK_UP, asked, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Data of the subject went out under one agreement, return or release, for one case."""

    matter: SharingAgreement | ReturnFlow | EmergencyRelease
    entry_name: str
    basis: str
    purpose: str
    case_number: str
    times: int
    first_at: datetime
    last_at: datetime

    @property
    def provider(self) -> Department:
        """Who gave the data."""
        return self.matter.provider

    @property
    def recipient(self) -> Department:
        """Who received them."""
        return self.matter.requester


def _key_columns(within: list[int]) -> list[tuple[int, str]]:
    """Entry and key column of all that is shared, handed back or released in the jurisdiction."""
    either = Q(provider__in=within) | Q(requester__in=within)
    agreed = SharingAgreement.objects.filter(either).values("entry_version__entry")
    returned = ReturnFlow.objects.filter(either).values("entry")
    released = EmergencyRelease.objects.filter(either).values("entry")
    keys = DataItem.objects.filter(is_key=True).exclude(column_name="")
    keys = keys.filter(
        Q(version__entry__in=agreed)
        | Q(version__entry__in=returned)
        | Q(version__entry__in=released)
    )
    pairs = keys.values_list("version__entry_id", "column_name")
    return list(pairs.order_by("version__entry_id", "column_name").distinct())


def _mark_sets(number: str, within: list[int]) -> Iterator[list[str]]:
    """The marks that receipts keep of the subject, an entry's always in one set.

    Letters may have been loaded in lower case, and receipts may be older than the present secret.
    """
    forms = dict.fromkeys((number, number.lower()))
    by_entry: dict[int, list[str]] = {}
    for entry_id, column in _key_columns(within):
        marks = by_entry.setdefault(entry_id, [])
        for form in forms:
            marks += record_keys.marks_ever(entry_id, column, form)
    sets = list(by_entry.values())
    for first in range(0, len(sets), _ENTRIES_AT_ONCE):
        yield [mark for marks in sets[first : first + _ENTRIES_AT_ONCE] for mark in marks]


def trace(number: str, *, authority_id: int) -> list[Line]:
    """Every receipt in the authority's jurisdiction that holds the subject, the latest first.

    A receipt is in it where the provider or the recipient is. Whatever lies outside is not
    counted either: the answer is the same whether it exists or not.
    """
    within = overseen_by(authority_id)
    delivered: list[dict[str, Any]] = []
    returned: list[dict[str, Any]] = []
    released: list[dict[str, Any]] = []
    for marks in _mark_sets(number, within):
        delivered += receipts_by_case(marks, within=within)
        returned += receipts_by_flow(marks, within=within)
        released += receipts_by_release(marks, within=within)
    lines = [*_agreed(delivered), *_handed_back(returned), *_released(released)]
    return sorted(lines, key=lambda line: (line.last_at, line.matter.public_number), reverse=True)


def _agreed(rows: list[dict[str, Any]]) -> Iterator[Line]:
    wanted = {row["agreement_id"] for row in rows}
    agreements = SharingAgreement.objects.select_related(
        "provider", "requester", "entry_version", "request"
    ).in_bulk(wanted)
    for row in rows:
        agreement = agreements[row.pop("agreement_id")]
        basis = agreement.request.legal_basis
        yield Line(matter=agreement, entry_name=agreement.entry_version.name, basis=basis, **row)


def _handed_back(rows: list[dict[str, Any]]) -> Iterator[Line]:
    wanted = {row["flow_id"] for row in rows}
    flows = ReturnFlow.objects.select_related(
        "provider", "requester", "entry__live_version"
    ).in_bulk(wanted)
    for row in rows:
        flow = flows[row.pop("flow_id")]
        name = flow.entry.live_version.name if flow.entry.live_version else flow.entry.code
        yield Line(matter=flow, entry_name=name, basis=flow.duty, purpose="", case_number="", **row)


def _released(rows: list[dict[str, Any]]) -> Iterator[Line]:
    wanted = {row["release_id"] for row in rows}
    releases = EmergencyRelease.objects.select_related(
        "provider", "requester", "entry_version"
    ).in_bulk(wanted)
    for row in rows:
        release = releases[row.pop("release_id")]
        yield Line(
            matter=release,
            entry_name=release.entry_version.name,
            basis=release.emergency,
            purpose=release.purpose,
            case_number=release.case_number,
            **row,
        )
