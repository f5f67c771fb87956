"""What pages and admin print of public criticism, and what a breach's page says of it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.workflow.actor import Actor
from requests_app.criticisms import queries
from requests_app.criticisms.models import Criticism
from requests_app.oversight.models import Breach
from requests_app.oversight.queries import visible_to as breaches_visible_to
from requests_app.oversight.show import title as breach_title


def title(criticism: Criticism) -> str:
    """Who is criticised, and for what."""
    breach = criticism.breach
    return f"{breach.department.name} · {breach_title(breach)}"


def row(criticism: Criticism, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A criticism in a list; its date is the day of its publication."""
    breach = criticism.breach
    return {
        "title": f"{breach_title(breach)} · {breach.basis}",
        "public_number": criticism.public_number,
        "counterpart": breach.department.name,
        "status": show.badge(criticism),
        "due": None,
        "due_on_label": f"{local(criticism.created_at):%Y-%m-%d}",
    }


def context(criticism: Criticism, actor: Actor, now: datetime) -> dict[str, Any]:
    """One criticism as its page draws it; the breach's own page is for those concerned."""
    breach = criticism.breach
    authority = breach.authority
    line = _("%(authority)s criticises %(department)s") % {
        "authority": authority.name if authority else "—",
        "department": breach.department.name,
    }
    retracted = criticism.retracted_at
    facts = [
        (_("Department concerned"), breach.department.name, False),
        (_("Breach"), f"{breach.basis} {breach_title(breach)}", True),
        (_("What is made known"), criticism.text, True),
        (_("Retracted at"), f"{local(retracted):%Y-%m-%d %H:%M}" if retracted else "", False),
        (_("Why it is retracted"), criticism.retraction, True),
    ]
    known = breaches_visible_to(actor).filter(pk=breach.pk).first()
    head = matters.head(
        criticism, title=breach_title(breach), kind=_("public criticism"), line=line
    )
    return {
        "matter": {**head, "who": []},  # it stands; only the authority may retract it
        "particulars": [
            *matters.particulars(facts),
            *([] if known is None else [matters.linked(_("Breach on record"), known, actor)]),
        ],
        "story": show.story(criticism),
    }


def criticism_parts(breach: Breach, actor: Actor, now: datetime) -> dict[str, Any]:
    """On the breach's page: how it was made known, and how to make it known."""
    return {
        "criticisms": matters.related(
            queries.visible_to(actor).filter(breach=breach).order_by("pk"),
            actor,
            step=queries.publish_step(breach, actor, now=now),
            begin=matters.begin_address(Criticism, actor, breach=breach.public_number),
        )
    }
