"""Which use records may be read, and which agreements have none."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from portal.regulation import agreement as agreement_rules
from portal.regulation import switches
from portal.regulation import use_record as rules
from portal.regulation.vocabulary import Mandate
from portal.workdays import calendars
from portal.workdays.arithmetic import begin_of, local_day
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


def _since_before(on: date, workdays: int) -> datetime:
    """The moment before which a period of so many working days has lapsed by that day."""
    calendar, day, left = calendars.current(), on, workdays
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_workday(day)
    return begin_of(day)


def unrecorded(on: date) -> QuerySet[SharingAgreement]:
    """Agreements whose use was never recorded within the local period (switch P15)."""
    workdays = switches.USE_RECORD_REMINDER_WORKDAYS.value(settings.PORTAL_SWITCHES)
    if not isinstance(workdays, int):
        return SharingAgreement.objects.none()
    records = UsageRecord.objects.filter(agreement=OuterRef("pk"))
    since = _since_before(on, workdays)
    in_use = SharingAgreement.objects.filter(
        status=agreement_rules.State.IN_USE, status_since__lt=since
    )
    return in_use.filter(~Exists(records))


def awaiting_record(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[SharingAgreement]:
    """The own department's agreements whose use was never recorded within the local period.

    :param mandates: the actor's, where they have been read already.
    """
    today = local_day(now)
    held = actor.mandates(today) if mandates is None else mandates
    if Mandate.APPLY not in held:
        return SharingAgreement.objects.none()
    own = unrecorded(today).filter(requester_id=actor.department_id)
    return own.select_related("requester", "provider__region", "entry_version__entry", "system")
