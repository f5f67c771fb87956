"""Provider names that wait for a department."""

from django.db.models import Count, QuerySet

from catalog.departments.models import Department
from catalog.exchange.models import UnresolvedName
from portal.regulation.vocabulary import Party
from portal.workflow.actor import Actor


def unresolved(actor: Actor) -> QuerySet[UnresolvedName]:
    """Names without a department, for the authority that keeps the list.

    Adds ``with_drafts``: how many drafts wait for the name.
    """
    names = UnresolvedName.objects.filter(department=None).annotate(with_drafts=Count("records"))
    keeper = UnresolvedName().department_for(Party.AUTHORITY)
    is_keeper = actor.department_id is not None and actor.department_id == keeper
    return names if is_keeper else names.none()


def keeper_name() -> str:
    """The authority that keeps the directory as a whole, by its full name."""
    keeper = UnresolvedName().department_for(Party.AUTHORITY)
    found = Department.objects.filter(pk=keeper or 0).values_list("name", flat=True).first()
    return found or "政务数据共享主管部门"
