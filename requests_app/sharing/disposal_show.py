"""What pages, admin and API print of a disposal: instructions, certificates, spot checks."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces.actors import local
from portal.regulation import agreement as rules
from requests_app.sharing.models import SharingAgreement

_CERTIFICATE_TONES = {"PENDING": "warn", "ACCEPTED": "ok", "RETURNED": "bad"}
_FINDING_TONES = {"IN_ORDER": "ok", "NOT_IN_ORDER": "bad"}


def _badge(tones: dict[str, str], code: str, label: str) -> dict[str, str]:
    return {"tone": tones[code], "label": label, "shape": ""}


def disposal(agreement: SharingAgreement) -> list[dict[str, Any]]:
    """Each record of the disposal, the latest of each sort first; empty: there is none."""
    return [*_instructions(agreement), *_certificates(agreement), *_inspections(agreement)]


def _record(
    title: str, day: date, facts: list[tuple[str, str]], status: dict[str, str] | None = None
) -> dict[str, Any]:
    particulars = [{"label": label, "value": value} for label, value in facts if value]
    return {"title": title, "day": f"{day:%Y-%m-%d}", "facts": particulars, "status": status}


def _instructions(agreement: SharingAgreement) -> list[dict[str, Any]]:
    return [
        _record(
            _("Disposal instruction"),
            local(row.instructed_at).date(),
            [
                (_("How to dispose"), row.get_method_display()),
                (_("To be done by, or kept until"), f"{row.limit_on:%Y-%m-%d}"),
                (_("Basis of the instruction"), row.basis),
            ],
        )
        for row in agreement.disposal_instructions.order_by("-pk")
    ]


def _certificates(agreement: SharingAgreement) -> list[dict[str, Any]]:
    return [
        _record(
            _("Certificate of disposal"),
            local(row.reported_at).date(),
            [
                (_("What was disposed of"), row.what),
                (_("How it was done"), row.how),
                (_("Disposed of on"), f"{row.disposed_on:%Y-%m-%d}"),
                (_("Responsible office"), row.responsible_office),
                (_("Copies disposed of"), str(row.copy_count)),
                (_("What the provider says to it"), row.judgement_text),
            ],
            _badge(_CERTIFICATE_TONES, row.outcome, row.get_outcome_display()),
        )
        for row in agreement.disposal_certificates.order_by("-pk")
    ]


def _inspections(agreement: SharingAgreement) -> list[dict[str, Any]]:
    rows = agreement.disposal_inspections.select_related("inspector").order_by("-pk")
    return [
        _record(
            _("Spot check of the disposal"),
            local(row.inspected_at).date(),
            [
                (_("Inspected by"), row.inspector.name),
                (_("What was seen"), row.text),
            ],
            _badge(_FINDING_TONES, row.finding, row.get_finding_display()),
        )
        for row in rows
    ]


def disposal_note(agreement: SharingAgreement, today: date) -> dict[str, str] | None:
    """What the disposal waits for, while it is open; overdue in red."""
    if agreement.status != rules.State.IN_DISPOSAL:
        return None
    instruction = agreement.disposal_instructions.order_by("-pk").first()
    title = _("The data are to be disposed of")
    if instruction is None:
        text = _("The provider has yet to say how.")
        return {"tone": "warn", "title": title, "text": text, "code": "", "article": ""}
    if agreement.has_pending_certificate:
        text = _("The report awaits the provider.")
        return {"tone": "warn", "title": title, "text": text, "code": "", "article": ""}
    told = {"method": instruction.get_method_display(), "day": f"{instruction.limit_on:%Y-%m-%d}"}
    text = _("%(method)s; day named by the provider: %(day)s.") % told
    is_late = instruction.limit_on < today
    return {
        "tone": "bad" if is_late else "warn",
        "title": _("The day named for the disposal is over") if is_late else title,
        "text": text,
        "code": "",
        "article": str(rules.REPORT_DISPOSAL.article) if is_late else "",
    }
