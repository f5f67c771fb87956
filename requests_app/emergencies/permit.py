"""What an emergency release lets its system read at one moment: the columns named, and no more."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.directories.models import DataItem, DataVersion
from portal.regulation import emergency as rules
from portal.regulation import reasons
from portal.regulation.vocabulary import SharingClass
from portal.workflow.decision import Refused
from requests_app.delivery.permit import Column, Permitted
from requests_app.emergencies.models import EmergencyRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyPermit(Permitted):
    """What one application system may fetch under one emergency release, at one moment."""

    release_id: int

    @property
    def key(self) -> tuple[Hashable, ...]:
        """The release and the table: its columns are written once and never edited."""
        return ("emergency", self.release_id, self.table)


def _refuse_unless_in_force(release: EmergencyRelease, client_id: int, now: datetime) -> None:
    """State, hours and system, each with its own reason; all of them refuse with 403."""
    if release.status != rules.State.IN_FORCE:
        raise Refused(reasons.EMERGENCY_NOT_IN_FORCE, is_right_missing=True)
    if rules.is_over(release, now):
        raise Refused(reasons.EMERGENCY_OVER, is_right_missing=True)
    if client_id != release.system_id or not release.system.is_active:
        raise Refused(reasons.NO_GRANT, is_right_missing=True)
    if release.entry_sharing_class == SharingClass.WITHHELD:
        raise Refused(reasons.WITHHELD, is_right_missing=True)


def _refuse_unless_case_fits(release: EmergencyRelease, purpose: str, case_number: str) -> None:
    if not purpose or not case_number.strip():
        raise Refused(reasons.NO_PURPOSE, is_right_missing=True)
    if purpose != release.purpose:
        raise Refused(reasons.PURPOSE_NOT_AGREED, is_right_missing=True)
    if case_number.strip() != release.case_number:
        raise Refused(reasons.EMERGENCY_OTHER_CASE, is_right_missing=True)


def mint(
    release: EmergencyRelease,
    *,
    source: DataVersion | None,
    items: Sequence[DataItem],
    client_id: int,
    purpose: str,
    case_number: str,
    stop: int | None,
    now: datetime,
) -> EmergencyPermit:
    """The permit for one call, judged now (Arts 25, 29, 35).

    State, hours, system, class, the authority's stops, purpose and case.

    :param stop: id of the authority's stop in force over it, None where there is none.
    :raises Refused: any of them does not hold; nothing is read then.
    """
    _refuse_unless_in_force(release, client_id, now)
    if stop is not None:
        raise Refused(reasons.DELIVERY_STOPPED, is_right_missing=True)
    _refuse_unless_case_fits(release, purpose, case_number)
    if source is None:
        raise Refused(reasons.NOTHING_LOADED, is_right_missing=True)
    return EmergencyPermit(
        release_id=release.pk,
        client_id=client_id,
        data_version_id=source.pk,
        table=source.table_name,
        columns=tuple(Column(each.column_name, each.data_type, each.is_key) for each in items),
        rows=(),
        minted_at=now,
    )
