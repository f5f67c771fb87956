"""Which agreements rest on norms whose repeal is recorded, and who is to act on it (Art. 20)."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from catalog.departments.queries import answering_to
from catalog.norms.models import Norm
from portal.regulation.agreement import CITE_NORM, LAPSE_BASIS
from portal.regulation.vocabulary import Mandate, Outcome
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.sharing.legal_basis_models import AgreedNorm, NormCitation
from requests_app.sharing.models import SharingAgreement

_LIVE = tuple(sorted(CITE_NORM.sources or ()))


def lapses_on() -> Subquery:
    """From which day a norm that the outer agreement rests on is repealed; NULL: of none."""
    resting = AgreedNorm.objects.filter(
        agreement=OuterRef("pk"), replaced_at=None, norm__repealed_on__isnull=False
    )
    days = resting.order_by("norm__repealed_on").values("norm__repealed_on")
    return Subquery(days[:1])


def flagged() -> QuerySet[SharingAgreement]:
    """Live agreements that rest on a norm whose repeal is recorded."""
    resting = AgreedNorm.objects.filter(replaced_at=None, norm__repealed_on__isnull=False)
    return SharingAgreement.objects.filter(status__in=_LIVE, pk__in=resting.values("agreement"))


def lapsed(on: date) -> QuerySet[SharingAgreement]:
    """Agreements in use that rest on a norm no longer in force, and that no step has suspended."""
    resting = AgreedNorm.objects.filter(replaced_at=None, norm__repealed_on__lte=on)
    return SharingAgreement.objects.filter(
        status__in=LAPSE_BASIS.sources or (), pk__in=resting.values("agreement")
    )


def resting_on(norm: Norm) -> QuerySet[SharingAgreement]:
    """Live agreements that rest on the norm."""
    resting = AgreedNorm.objects.filter(replaced_at=None, norm=norm)
    return SharingAgreement.objects.filter(status__in=_LIVE, pk__in=resting.values("agreement"))


def norms_of(agreement: SharingAgreement) -> QuerySet[AgreedNorm]:
    """What the agreement rests on now."""
    standing = AgreedNorm.objects.filter(agreement=agreement, replaced_at=None)
    return standing.select_related("norm", "item").order_by("part", "pk")


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[SharingAgreement]:
    """Flagged agreements, for both office heads and the provider's authority until they rest anew.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    own = Q(pk=None)
    if Mandate.CONSENT in held:
        own |= Q(requester_id=actor.department_id) | Q(provider_id=actor.department_id)
    if Mandate.OVERSEE in held:
        own |= Q(provider__in=answering_to(actor.department_id))
    pending = NormCitation.objects.filter(agreement=OuterRef("pk"), outcome=Outcome.PENDING)
    found = flagged().filter(own).annotate(is_cited_anew=Exists(pending))
    return found.select_related("requester", "provider__region", "entry_version__entry")
