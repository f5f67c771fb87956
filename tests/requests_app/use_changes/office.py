"""Changes of use as the tests ask for them, send them on and answer them."""

from typing import Any

from portal.regulation.vocabulary import Purpose, RowRuleKind
from requests_app.models import SharingAgreement, UseChange
from requests_app.sharing.actions import RowRule
from requests_app.use_changes import actions
from requests_app.use_changes.actions import Wish
from tests.requests_app.delivery.desk import Desk
from tests.story import day

REASON = "稳岗返还扩围，需核对企业类型。"
BASIS = "《失业保险条例》第二十五条"
#: Of the year's term, which ends with 24 September 2026.
SUPPLY_ENDS = day("2026-03-31")


def item(desk: Desk, column: str) -> int:
    """Id of a column of the version that the agreement cites."""
    return desk.version.items.get(column_name=column).pk


def wider_scope(desk: Desk, **changes: Any) -> dict[str, Any]:
    """One more column, and the rows of the district whatever their kind."""
    wish = {
        "reason": REASON,
        "legal_basis": BASIS,
        "columns": {item(desk, "kind"): "区分企业与个体工商户"},
        "rows": (
            RowRule(column_id=item(desk, "district"), kind=RowRuleKind.REGION, values=("310109",)),
        ),
    }
    return {"kind": "SCOPE", "wish": Wish(**{**wish, **changes})}


def another_purpose(desk: Desk, **changes: Any) -> dict[str, Any]:
    """Supervision, which the entry publishes too."""
    wish = {"reason": REASON, "legal_basis": BASIS, "purpose": Purpose.SUPERVISION}
    return {"kind": "PURPOSE", "wish": Wish(**{**wish, **changes})}


def third_party(desk: Desk, **changes: Any) -> dict[str, Any]:
    """Supply to the civil affairs bureau, which could ask for the entry itself."""
    wish = {
        "reason": REASON,
        "legal_basis": BASIS,
        "purpose": Purpose.GOVERNMENT_SERVICE,
        "third_party_id": desk.cast.civil_affairs.pk,
        "supply_ends_on": SUPPLY_ENDS,
    }
    return {"kind": "THIRD_PARTY", "wish": Wish(**{**wish, **changes})}


KINDS = {"SCOPE": wider_scope, "PURPOSE": another_purpose, "THIRD_PARTY": third_party}


def asked(desk: Desk, wanted: dict[str, Any], **changes: Any) -> UseChange:
    """A draft by the labour department's clerk."""
    return actions.request_use_change(
        **{
            "agreement_id": desk.agreement.pk,
            "actor": desk.cast.actor("labour_clerk"),
            "now": desk.cast.now,
            **wanted,
            **changes,
        }
    )


def submitted(desk: Desk, wanted: dict[str, Any]) -> UseChange:
    """With the head of the own office."""
    change = asked(desk, wanted)
    actions.submit(pk=change.pk, actor=desk.cast.actor("labour_clerk"), now=desk.cast.now)
    return UseChange.objects.get(pk=change.pk)


def received(desk: Desk, wanted: dict[str, Any]) -> UseChange:
    """With the provider."""
    change = submitted(desk, wanted)
    head = desk.cast.actor("labour_office_head")
    actions.consent_to_send(pk=change.pk, actor=head, now=desk.cast.now)
    return UseChange.objects.get(pk=change.pk)


def consented(desk: Desk, wanted: dict[str, Any]) -> SharingAgreement:
    """Answered yes: the agreement that counts from now on."""
    change = received(desk, wanted)
    head = desk.cast.actor("market_office_head")
    made = actions.consent_to_change(pk=change.pk, note="同意。", actor=head, now=desk.cast.now)
    return SharingAgreement.objects.get(pk=made.pk)
