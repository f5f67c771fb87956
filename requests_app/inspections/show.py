"""What pages and admin print of inspections."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.regulation import inspection as rules
from portal.regulation.punctuation import enumerated
from portal.workflow.actor import Actor
from requests_app.inspections.models import Inspection
from requests_app.oversight.queries import breaches_about
from requests_app.oversight.show import title as breach_title


def title(inspection: Inspection) -> str:
    """What is looked into."""
    return enumerated(str(rules.Topic(topic).label) for topic in inspection.topics)


def row(inspection: Inspection, actor: Actor, day: show.Day) -> dict[str, Any]:
    """An inspection in a list; its date is the day on which it began."""
    return {
        "title": title(inspection),
        "public_number": inspection.public_number,
        "counterpart": inspection.department.name,
        "status": show.badge(inspection),
        "due": None,
        "due_on_label": f"{local(inspection.created_at):%Y-%m-%d}",
    }


def work_line(inspection: Inspection, actor: Actor) -> dict[str, Any]:
    """An inspection on the work list."""
    parts = [inspection.public_number, inspection.department.name]
    return {"title": title(inspection), "parts": parts}


def context(inspection: Inspection, actor: Actor, now: datetime) -> dict[str, Any]:
    """One inspection as its page draws it, with the possible breaches that came of it."""
    authority = inspection.authority
    line = _("%(authority)s looks into %(department)s") % {
        "authority": authority.name if authority else "—",
        "department": inspection.department.name,
    }
    ended = f"{inspection.ended_on:%Y-%m-%d}" if inspection.ended_on else ""
    facts = [
        (_("Department concerned"), inspection.department.name, False),
        (_("Began on"), f"{local(inspection.created_at):%Y-%m-%d}", False),
        (_("What is looked into"), inspection.plan, True),
        (_("Ended on"), ended, False),
        (_("Result"), inspection.get_result_display(), False),
        (_("Finding of the inspection"), inspection.finding, True),
    ]
    made = breaches_about(inspection, actor)
    return {
        "matter": matters.head(
            inspection, title=title(inspection), kind=_("inspection"), line=line
        ),
        "particulars": [
            *matters.particulars(facts),
            *[matters.linked(breach_title(breach), breach, actor) for breach in made],
        ],
        "story": show.story(inspection),
    }
