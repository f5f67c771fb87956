"""Which corrections and recalls may be seen, by whom their records, and whose turn it is."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from catalog.departments.queries import overseen_by
from catalog.quality.above import Corrections
from portal.regulation import correction as rules
from portal.regulation.correction import RecallState, State
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.corrections.models import Correction, CorrectionFeedback, CorrectionRecall
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingAgreement

_DRAWN = (
    "agreement__requester",
    "agreement__provider__region",
    "agreement__entry_version",
    "source",
    "item",
    "key_item",
)
_RECALL_DRAWN = (
    "department",
    "feedback",
    "feedback__correction__item",
    "feedback__correction__agreement__provider__region",
    "feedback__correction__agreement__entry_version",
)


def visible_to(actor: Actor) -> QuerySet[Correction]:
    """Those of the agreements the actor may see, and those forwarded to its department."""
    if actor.department_id is None:
        return Correction.objects.none()
    forwarded = Q(source_id=actor.department_id)
    return Correction.objects.filter(
        sharing.parties(actor, prefix="agreement__") | forwarded
    ).select_related(*_DRAWN)


def may_read_record(correction: Correction, actor: Actor) -> bool:
    """Whether the record itself may be shown: to both parties, and to who verifies it for one.

    The authority supervises the periods; it sees no personal data.
    """
    agreement = correction.agreement
    parties = (agreement.requester_id, agreement.provider_id, correction.source_id)
    return actor.department_id is not None and actor.department_id in parties


def of_agreement(agreement: SharingAgreement) -> QuerySet[Correction]:
    """All under the agreement and the ones it replaced, the latest first."""
    return Correction.objects.filter(agreement__request=agreement.request_id).order_by("-pk")


def held_under(entry_id: int, actor: Actor) -> SharingAgreement | None:
    """The latest agreement on the entry under which the actor's department holds data."""
    held = SharingAgreement.objects.filter(
        entry_version__entry=entry_id,
        requester_id=actor.department_id or 0,
        status__in=rules.HOLDING_STATES,
    )
    return held.order_by("-pk").first()


def request_step(agreement: SharingAgreement, actor: Actor, *, now: datetime) -> Step | None:
    """Raising a correction, as the reader may do it from the agreement's page; None: not his."""
    if agreement.status not in rules.HOLDING_STATES:
        return None
    return offered(actor, rules.REQUEST_CORRECTION, Correction(agreement=agreement), now=now)


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[Correction]:
    """Corrections whose next step is the actor's.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    if Mandate.ANSWER not in held:
        return Correction.objects.none()
    provider = Q(agreement__provider_id=actor.department_id)
    source = Q(source_id=actor.department_id)
    verifying = Q(status__in=[State.RECEIVED, State.VERIFYING])
    turn = provider & Q(status__in=rules.OWED) | source & verifying
    # Both parts are the own department's, so nothing else need be asked of what may be seen.
    return Correction.objects.filter(turn).select_related(*_DRAWN)


def overdue(on: date) -> QuerySet[Correction]:
    """Corrections whose period has lapsed without feedback (Art. 26)."""
    return Correction.objects.filter(status__in=rules.OWED, due_on__lt=on, due_stopped_on=None)


def due_within(on: date, until: date) -> QuerySet[Correction]:
    """Corrections still to be answered whose period ends between the two days."""
    return Correction.objects.filter(
        status__in=rules.OWED, due_on__gte=on, due_on__lte=until, due_stopped_on=None
    )


def counted_under(entry_id: int, since: datetime | None) -> Corrections:
    """The corrections of the entry's data: received and upheld since then, and open now."""
    under = Correction.objects.filter(agreement__entry_version__entry=entry_id)
    fresh = {} if since is None else {"created_at__gt": since}
    told = CorrectionFeedback.objects.filter(correction__in=under, outcome__in=rules.RECALLED_FOR)
    if since is not None:
        told = told.filter(sent_at__gt=since)
    return Corrections(
        received=under.filter(**fresh).count(),
        upheld=told.values("correction").distinct().count(),
        still_open=under.filter(status__in=rules.OWED).count(),
    )


def recalls_visible_to(actor: Actor) -> QuerySet[CorrectionRecall]:
    """Notices to the own department, those of its own data, and an authority's region.

    Whoever raised the correction sees on its page who was told, but not others' receipts.
    """
    if actor.department_id is None:
        return CorrectionRecall.objects.none()
    provider = "feedback__correction__agreement__provider"
    seen = Q(department_id=actor.department_id) | Q(**{f"{provider}_id": actor.department_id})
    overseen = overseen_by(actor.department_id)
    if overseen:
        seen |= Q(department__in=overseen) | Q(**{f"{provider}__in": overseen})
    return CorrectionRecall.objects.filter(seen).select_related(*_RECALL_DRAWN)


def recalls_of(correction: Correction) -> QuerySet[CorrectionRecall]:
    """Who was told of this correction, in the order told."""
    return (
        CorrectionRecall.objects.filter(feedback__correction=correction)
        .select_related("department", "feedback")
        .order_by("pk")
    )


def recalls_awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[CorrectionRecall]:
    """Notices that the actor has yet to confirm.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    if Mandate.APPLY not in held:
        return CorrectionRecall.objects.none()
    own = Q(department_id=actor.department_id)
    return CorrectionRecall.objects.filter(own, status=RecallState.TOLD).select_related(
        *_RECALL_DRAWN
    )
