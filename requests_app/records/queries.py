"""Which use records may be read, and which agreements have none."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from portal.regulation import agreement as agreement_rules
from portal.regulation import switches
from portal.regulation import use_record as rules
from portal.regulation.vocabulary import Mandate
from portal.workdays import calendars
from portal.workdays.arithmetic import add_workdays, local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.records.models import UsageRecord
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingAgreement


def visible_to(actor: Actor) -> QuerySet[UsageRecord]:
    """Requester, provider and the authority read them (Art. 29); nobody else does."""
    if actor.department_id is None:
        return UsageRecord.objects.none()
    return UsageRecord.objects.filter(sharing.parties(actor, prefix="agreement__")).select_related(
        "agreement__requester",
        "agreement__provider__region",
        "agreement__entry_version",
        "recorded_by",
    )


def of_agreement(agreement: SharingAgreement) -> QuerySet[UsageRecord]:
    """All of one agreement, the latest first."""
    return UsageRecord.objects.filter(agreement=agreement).order_by("-pk")


def record_step(agreement: SharingAgreement, actor: Actor, *, now: datetime) -> Step | None:
    """Recording the use, as the reader may do it from the agreement's page; None: not his."""
    if agreement.status == agreement_rules.State.PREPARING:
        return None
    return offered(actor, rules.RECORD_USE, UsageRecord(agreement=agreement), now=now)


def _without_record() -> QuerySet[SharingAgreement]:
    """Agreements in use whose use was never recorded."""
    records = UsageRecord.objects.filter(agreement=OuterRef("pk"))
    in_use = SharingAgreement.objects.filter(status=agreement_rules.State.IN_USE)
    return in_use.filter(~Exists(records))


def unrecorded(on: date) -> list[SharingAgreement]:
    """Agreements whose use was never recorded within the local period (switch P15)."""
    workdays = switches.USE_RECORD_REMINDER_WORKDAYS.value(settings.PORTAL_SWITCHES)
    if not isinstance(workdays, int):
        return []
    calendar = calendars.current()
    return [
        agreement
        for agreement in _without_record().order_by("pk")
        if add_workdays(local_day(agreement.status_since), workdays, calendar).on < on
    ]


def awaiting_record(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[SharingAgreement]:
    """The own department's agreements in use whose use was never recorded.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    if Mandate.APPLY not in held:
        return SharingAgreement.objects.none()
    own = _without_record().filter(requester_id=actor.department_id)
    return own.select_related("requester", "provider__region", "entry_version__entry", "system")
