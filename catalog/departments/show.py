"""What every page prints of the reader's department."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.departments.models import Department, Membership, authority_of
from catalog.departments.queries import in_office
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor


def department_names(ids: set[int]) -> Mapping[int, str]:
    """Full names by id."""
    return dict(Department.objects.filter(pk__in=ids).values_list("pk", "name"))


def page_frame(actor: Actor, now: datetime) -> dict[str, Any]:
    """Department, post and authority for the head and foot of a page."""
    links = [{"label": _("API documentation"), "url": reverse("api-docs")}]
    department = (
        Department.objects.select_related("region__parent")
        .filter(pk=actor.department_id or 0)
        .first()
    )
    if department is None:
        return {"links": links}
    membership = Membership.objects.filter(
        in_office(local_day(now)), user_id=actor.user_id or 0, department=department
    ).first()
    authority = authority_of(department.region)
    return {
        "region": department.region.name,
        "department": department.name,
        "duty": membership.post if membership else "",
        "authority": authority.name if authority else "",
        "links": links,
    }
