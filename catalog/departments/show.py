"""What every page prints of the reader's department."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.departments import queries
from catalog.departments.models import Department, Membership, authority_of
from portal.interfaces import show
from portal.regulation import department as rules
from portal.regulation.punctuation import enumerated
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor

type DepartmentDoor = Callable[[Department, Actor, datetime], list[dict[str, str]]]
#: What domains above offer on a department's page: links with ``label`` and ``url``.
department_doors: list[DepartmentDoor] = []
type DepartmentPart = Callable[[Department, Actor, datetime], dict[str, Any]]
#: What domains above add to a department's page; each one adds its part.
department_parts: list[DepartmentPart] = []


def department_names(ids: set[int]) -> Mapping[int, str]:
    """Full names by id."""
    return dict(Department.objects.filter(pk__in=ids).values_list("pk", "name"))


def page_frame(actor: Actor, now: datetime) -> dict[str, Any]:
    """Department, post and authority for the head and foot of a page."""
    links = [
        {"label": _("API documentation"), "url": reverse("api-docs")},
        {"label": _("For integrators"), "url": reverse("api-guide")},
    ]
    department = queries.by_id(actor.department_id)
    if department is None:
        return {"links": links}
    held = queries.posts_of(actor.user_id or 0, department.pk, local_day(now))
    posts = (_post(post.name, is_acting=post.is_acting) for post in held)
    authority = authority_of(department.region)
    return {
        "region": department.region.name,
        "department": department.name,
        "duty": enumerated(filter(None, posts)),
        "authority": authority.name if authority else "",
        "links": links,
    }


def _post(name: str, *, is_acting: bool) -> str:
    """The post, marked where the officer acts for another."""
    if not is_acting:
        return name
    return _("%(post)s (acting)") % {"post": name or _("officer")}


def department_row(department: Department) -> dict[str, Any]:
    """A department in the list."""
    return {
        "name": department.name,
        "code": department.code,
        "region": department.region.name,
        "tier": department.get_tier_display(),
        "office": department.sharing_office,
        "is_authority": department.is_authority,
        "is_closed": department.closed_on is not None,
        "url": reverse("admin:catalog_department_change", args=[department.code]),
    }


def _particulars(department: Department) -> list[dict[str, Any]]:
    authority = authority_of(department.region)
    superior = department.superior
    names = enumerated(department.names.order_by("pk").values_list("name", flat=True))
    rows = (
        (_("Full name"), department.name, False),
        (_("Short name"), department.short_name, False),
        (_("Department code"), department.code, True),
        (_("Unified social credit code"), department.credit_code, True),
        (_("Kind"), department.get_kind_display(), False),
        (_("Region"), f"{department.region.name} {department.region.code}", False),
        (_("Tier"), department.get_tier_display(), False),
        (_("Superior department"), superior.name if superior else "", False),
        (_("Data-sharing office"), department.sharing_office, False),
        (_("Authority"), authority.name if authority else "", False),
        (_("Directory code prefix"), department.directory_prefix, True),
        (_("Other names"), names, False),
    )
    return [{"label": name, "value": value or "—", "code": code} for name, value, code in rows]


def _address(department: Department, act: str, target: str = "", **more: str) -> str:
    base = reverse(f"admin:catalog_department_{act}", args=[department.code])
    return f"{base}?{urlencode({'target': target, **more})}" if target else base


def _end_address(row: Membership) -> str:
    """Where the appointment is ended: the acting one of two is named as such."""
    more = {"acting": "1"} if row.is_acting else {}
    return _address(row.department, "dismiss", row.user.get_username(), **more)


def _term(row: Membership) -> str:
    """Until when a contractor or an acting officer acts; empty for all others."""
    if row.is_acting:
        return _("Acting until %(day)s") % {"day": f"{row.acting_ends_on:%Y-%m-%d}"}
    return _contract(row)


def _contract(membership: Membership) -> str:
    """What binds a contractor: approval, contract and its last day; empty for staff."""
    if membership.contract_ends_on is None:
        return ""
    bond = membership.engagement
    stated = {
        "approval": bond.approval_number,
        "contract": bond.contract_number,
        "day": f"{membership.contract_ends_on:%Y-%m-%d}",
    }
    return _("Contractor: approval %(approval)s, contract %(contract)s until %(day)s") % stated


def department_context(department: Department, actor: Actor, now: datetime) -> dict[str, Any]:
    """One department: particulars, people, application systems, and what may be done."""
    today = local_day(now)
    offered = (rules.APPOINT, rules.APPOINT_ACTING, rules.ENGAGE_CONTRACTOR, rules.REGISTER_SYSTEM)
    found = queries.steps(department, offered, actor, now=now)
    ends = {
        step.transition.name
        for step in queries.steps(department, (rules.DISMISS, rules.RETIRE_SYSTEM), actor, now=now)
        if step.is_allowed
    }
    members = list(queries.members_of(department, on=today))
    people = [
        {
            "name": str(row.user),
            "account": row.user.get_username(),
            "post": _post(row.post, is_acting=row.is_acting),
            "mandates": [str(Mandate(code).label) for code in row.mandates],
            "since": f"{row.starts_on:%Y-%m-%d}",
            "contract": _term(row),
            "end_url": _end_address(row) if rules.DISMISS.name in ends else "",
        }
        for row in members
    ]
    systems = [
        {
            "name": row.client.name,
            "code": row.client.code,
            "client_id": row.client.application.client_id,
            "in_service": row.client.is_active,
            "end_url": _address(department, "retire_system", row.client.code)
            if row.client.is_active and rules.RETIRE_SYSTEM.name in ends
            else "",
        }
        for row in department.systems.select_related("client__application").order_by("pk")
    ]
    held = {mandate for row in members for mandate in row.mandates}
    lacking = [str(head.label) for head in rules.HEADS if head not in held]
    context: dict[str, Any] = {
        "title": department.name,
        "department": department_row(department),
        "particulars": _particulars(department),
        "steps": show.steps_of(found, lambda name: _address(department, name)),
        "people": people,
        "systems": systems,
        "lacking": lacking,
        "doors": [link for source in department_doors for link in source(department, actor, now)],
        "story": show.story(department),
    }
    for part in department_parts:
        context.update(part(department, actor, now))
    return context
