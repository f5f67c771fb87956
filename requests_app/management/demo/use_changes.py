"""Changes of use of the demo city: drafted, received, consented to, refused."""

from datetime import timedelta
from typing import Any

from catalog.directories.queries import may_request
from catalog.models import DataItem, Department
from portal.regulation.use_change import Kind
from portal.workdays.arithmetic import local_day
from requests_app.management.demo.sharing import Matter, Part
from requests_app.management.demo.timeline import Story
from requests_app.models import SharingAgreement, UseChange
from requests_app.use_changes import actions
from requests_app.use_changes.actions import Wish

_BASIS = "《政务数据共享条例》第二十五条"


def _added_column(agreement: SharingAgreement) -> DataItem:
    """A column of the version that was not agreed."""
    agreed = agreement.items.values("item")
    rest = agreement.entry_version.items.exclude(pk__in=agreed)
    return rest.exclude(column_name="").order_by("position")[0]


def _third_party(agreement: SharingAgreement) -> Department:
    """A department that could ask for the entry itself."""
    version = agreement.entry_version
    parties = (agreement.requester_id, agreement.provider_id)
    for department in Department.objects.filter(closed_on=None).exclude(pk__in=parties):
        if may_request(version.entry_id, version.sharing_class, department.pk):
            return department
    raise LookupError(f"{agreement}: nobody else lies within the published scope")


def _begin(matter: Matter, day: int, kind: Kind, reason: str, **wish: Any) -> Part[int]:
    """The requester's clerk drafts it that day."""
    yield matter.line.at(day)
    made = actions.request_use_change(
        agreement_id=matter.agreement_pk,
        kind=kind,
        wish=Wish(reason=reason, legal_basis=_BASIS, **wish),
        actor=matter.requester("jingban"),
        now=matter.now,
    )
    return made.pk


def _send(matter: Matter, pk: int) -> Part[None]:
    """Submitted, consented to by the own office head, received."""
    yield matter.line.soon()
    actions.submit(pk=pk, actor=matter.requester("jingban"), now=matter.now)
    yield matter.line.soon()
    actions.consent_to_send(pk=pk, actor=matter.requester("jigou"), now=matter.now)


def _supplied(matter: Matter) -> dict[str, Any]:
    """Supply to a third party for some days more, within the term."""
    agreement = matter.agreement
    last_day = local_day(agreement.valid_until) - timedelta(days=1)
    return {
        "purpose": agreement.purpose,
        "third_party_id": _third_party(agreement).pk,
        "supply_ends_on": min(matter.line.day(0) + timedelta(days=60), last_day),
    }


def wider_column_drafted(matter: Matter, day: int) -> Story:
    """A draft for one more column."""
    column = _added_column(matter.agreement)
    columns = {column.pk: "核验结果需要与证照逐项比对"}
    yield from _begin(matter, day, Kind.SCOPE, "办理环节增加证照比对。", columns=columns)


def third_party_received(matter: Matter, day: int) -> Story:
    """Supply to a third party was asked for, and awaits the provider."""
    wish = _supplied(matter)
    pk = yield from _begin(matter, day, Kind.THIRD_PARTY, "联合办理的协同部门需要结果。", **wish)
    yield from _send(matter, pk)


def third_party_refused(matter: Matter, day: int) -> Story:
    """The provider refused supply to a third party."""
    wish = _supplied(matter)
    pk = yield from _begin(matter, day, Kind.THIRD_PARTY, "街镇协办单位希望一并获取。", **wish)
    yield from _send(matter, pk)
    yield matter.line.at(day + 3)
    actions.refuse_change(
        pk=pk,
        note="该部门可按目录自行申请，不宜由需求部门转供。",
        actor=matter.provider("jigou"),
        now=matter.now,
    )


def widened(matter: Matter, day: int) -> Part[None]:
    """One more column, with the provider's consent: a new agreement, and calls go on under it."""
    column = _added_column(matter.agreement)
    columns = {column.pk: "核验救助对象家庭情况"}
    pk = yield from _begin(matter, day, Kind.SCOPE, "救助政策调整，需增加核验项。", columns=columns)
    yield from _send(matter, pk)
    yield matter.line.at(day + 4)
    matter.assess_combining(UseChange.objects.get(pk=pk), actions.assess_aggregation)
    made = actions.consent_to_change(
        pk=pk, note="同意，限原业务环节使用。", actor=matter.provider("jigou"), now=matter.now
    )
    matter.agreement_pk = made.pk
    yield from matter.use(day + 5, 0, 7)
