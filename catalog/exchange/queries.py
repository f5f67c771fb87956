"""Provider names that wait for a department."""

from django.db.models import Count, QuerySet

from catalog.exchange.models import UnresolvedName
from portal.regulation.vocabulary import Party
from portal.workflow.actor import Actor


def unresolved(actor: Actor) -> QuerySet[UnresolvedName]:
    """Names without a department, for the authority that keeps the list; most drafts first."""
    probe = UnresolvedName()
    if actor.department_id is None or probe.department_for(Party.AUTHORITY) != actor.department_id:
        return UnresolvedName.objects.none()
    return (
        UnresolvedName.objects.filter(department=None)
        .annotate(with_drafts=Count("records"))
        .order_by("-with_drafts", "name")
    )
