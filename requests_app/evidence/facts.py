"""What the files of an evidence package say: request, versions, agreement, receipts, events."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from portal.audit.models import AuditEvent, AuditSeal
from portal.models import User
from requests_app.changes.models import ServiceChange
from requests_app.corrections.models import Correction
from requests_app.delivery.models import Delivery
from requests_app.disputes.models import Dispute
from requests_app.sharing.models import SharingAgreement, SharingRequest
from requests_app.use_changes.models import UseChange

#: Never leaves with the package: who received a record is asked through a recall alone.
_KEPT_BACK = frozenset({"record_marks"})


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value)
    return value


def row(found: Model) -> dict[str, Any]:
    """Every column of a row under its own name; what it points at by number or name."""
    fields = [field for field in found._meta.concrete_fields if field.name not in _KEPT_BACK]
    return {field.name: _plain(getattr(found, field.name)) for field in fields}


def rows(found: QuerySet[Any], *related: str) -> list[dict[str, Any]]:
    """The same of several, in the order they were made."""
    joined = found.select_related(*related) if related else found
    return [row(one) for one in joined.order_by("pk")]


def request_facts(request: SharingRequest) -> dict[str, Any]:
    """The request with its columns, rows, supplement, extensions and former answers."""
    notice = request.supplement
    return {
        **row(request),
        "items": rows(request.items.all(), "item"),
        "rows": rows(request.rows.all(), "item"),
        "supplement_notice": None if notice is None else row(notice),
        "extensions": rows(request.extensions.all()),
        "former_answers": rows(request.former_answers.all()),
    }


def version_facts(agreement: SharingAgreement) -> list[dict[str, Any]]:
    """The version that was asked for and agreed on, with its items and conditions."""
    versions = {agreement.request.entry_version, agreement.entry_version}
    return [
        {
            **row(version),
            "items": rows(version.items.all()),
            "condition": None if version.condition is None else row(version.condition),
        }
        for version in sorted(versions, key=lambda version: version.pk)
    ]


def agreement_facts(agreement: SharingAgreement) -> dict[str, Any]:
    """The agreement with columns, rows, term, quota, third parties, supply and disposal."""
    return {
        **row(agreement),
        "items": rows(agreement.items.all(), "item"),
        "rows": rows(agreement.rows.all(), "item"),
        "provision_task": row(agreement.supply_task),
        "third_parties": rows(agreement.third_parties.all(), "department"),
        "disposal_instructions": rows(agreement.disposal_instructions.all()),
        "disposal_certificates": rows(agreement.disposal_certificates.all()),
        "disposal_inspections": rows(agreement.disposal_inspections.all(), "inspector"),
    }


def receipts(agreement: SharingAgreement) -> Iterator[dict[str, Any]]:
    """Every delivery's receipt, without the marks of the records."""
    found = Delivery.objects.filter(agreement=agreement).select_related("data_version", "client")
    for delivery in found.order_by("pk").iterator(chunk_size=2000):
        yield row(delivery)


def subjects(agreement: SharingAgreement) -> Mapping[str, list[int]]:
    """The matters whose events belong to the package: label of the table → ids."""
    request, task = agreement.request, agreement.supply_task
    disputes = Dispute.objects.filter(Q(agreement=agreement) | Q(request=request))
    found: dict[type[Model], list[int]] = {
        SharingRequest: [request.pk],
        SharingAgreement: [agreement.pk],
        type(task): [task.pk],
    }
    for model, matters in (
        (ServiceChange, ServiceChange.objects.filter(agreement=agreement)),
        (UseChange, UseChange.objects.filter(agreement=agreement, received_at__isnull=False)),
        (Correction, Correction.objects.filter(agreement=agreement)),
        (Dispute, disputes),
    ):
        found[model] = list(matters.order_by("pk").values_list("pk", flat=True))
    return {model._meta.label_lower: ids for model, ids in found.items()}


def events(agreement: SharingAgreement) -> QuerySet[AuditEvent]:
    """Every event of those matters, in the order they were written."""
    about = Q(pk=None)
    for label, ids in subjects(agreement).items():
        about |= Q(subject_type=label, subject_id__in=ids)
    return AuditEvent.objects.filter(about).order_by("pk")


def people(agreement: SharingAgreement) -> dict[str, str]:
    """Who acted: the names behind the ids in the events."""
    ids = events(agreement).exclude(actor_id=None).values("actor_id")
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids).order_by("pk")}


def seals_between(first: int, last: int) -> QuerySet[AuditSeal]:
    """The links of the chain from one place to another."""
    return AuditSeal.objects.filter(chain_seq__range=(first, last)).order_by("chain_seq")
