"""Instruct, report, judge and look into the disposal of data no longer needed (Art. 27 para. 1)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from portal.regulation import agreement as rules
from portal.regulation.agreement import CertificateOutcome
from portal.workflow.actor import Actor
from portal.workflow.transition import transition
from requests_app.sharing.disposal_models import (
    DisposalCertificate,
    DisposalInspection,
    DisposalInstruction,
)
from requests_app.sharing.models import SharingAgreement


def instruct_disposal(
    *, pk: int, method: str, basis: str, limit_on: date | None, actor: Actor, now: datetime
) -> None:
    """The provider says what is to be done with the data, on what basis, and by which day."""
    with transition(
        rules.INSTRUCT_DISPOSAL,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"method": method, "basis": basis, "limit_on": limit_on},
        note=basis,
        details={"method": method, "limit_on": str(limit_on)},
    ) as agreement:
        DisposalInstruction.objects.create(
            agreement=agreement,
            method=method,
            basis=basis.strip(),
            limit_on=limit_on,  # type: ignore[misc]  # the gate refuses none
            instructed_at=now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was disposed of, how, when, which office answers for it, and how many copies."""

    what: str
    how: str
    disposed_on: date
    responsible_office: str
    copy_count: int


def report_disposal(*, pk: int, certificate: Certificate, actor: Actor, now: datetime) -> None:
    """The requester reports the disposal with its certificate; the provider judges it."""
    stated = asdict(certificate)
    with transition(
        rules.REPORT_DISPOSAL,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs=stated,
        note=certificate.what,
        details={"disposed_on": str(certificate.disposed_on), "copies": certificate.copy_count},
    ) as agreement:
        DisposalCertificate.objects.create(
            agreement=agreement,
            instruction=agreement.disposal_instructions.latest("pk"),
            reported_at=now,
            **stated,
        )


def _judge(
    agreement: SharingAgreement, outcome: CertificateOutcome, text: str, at: datetime
) -> None:
    pending = DisposalCertificate.objects.select_for_update().get(
        agreement=agreement, outcome=CertificateOutcome.PENDING
    )
    pending.outcome = outcome
    pending.judged_at = at
    pending.judgement_text = text.strip()
    pending.save()


def return_certificate(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The provider returns the report as inadequate: the requester puts it right."""
    with transition(
        rules.RETURN_CERTIFICATE,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as agreement:
        _judge(agreement, CertificateOutcome.RETURNED, note, now)


def confirm_disposal(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The provider confirms that the data were disposed of as it required; the matter closes."""
    with transition(
        rules.CONFIRM_DISPOSAL,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as agreement:
        _judge(agreement, CertificateOutcome.ACCEPTED, note, now)


def inspect_disposal(*, pk: int, finding: str, note: str, actor: Actor, now: datetime) -> None:
    """The provider or the authority looks into a disposal afterwards and records what it found."""
    with transition(
        rules.INSPECT_DISPOSAL,
        model=SharingAgreement,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"finding": finding, "note": note},
        note=note,
        details={"finding": finding},
    ) as agreement:
        DisposalInspection.objects.create(
            agreement=agreement,
            inspector_id=actor.department_id,  # type: ignore[misc]  # whoever may is appointed
            finding=finding,
            text=note.strip(),
            inspected_at=now,
        )
