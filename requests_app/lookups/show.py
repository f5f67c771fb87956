"""What pages and admin print of look-ups, and of the answer, which is shown once."""

from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.interfaces.matters import Fact
from portal.regulation.vocabulary import Purpose, SubjectKind
from portal.workflow.actor import Actor
from requests_app.lookups import queries
from requests_app.lookups.actions import Answer
from requests_app.lookups.models import SubjectLookup
from requests_app.lookups.queries import Line


def title(lookup: SubjectLookup) -> str:
    """The case it was made for; the subject is named nowhere."""
    return lookup.case_number


def row(lookup: SubjectLookup, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A look-up in a list; its date is the day it was made."""
    return {
        "title": title(lookup),
        "public_number": lookup.public_number,
        "counterpart": lookup.authority.name,
        "status": show.badge(lookup),
        "due": None,
        "due_on_label": f"{local(lookup.created_at):%Y-%m-%d}",
    }


def context(lookup: SubjectLookup, actor: Actor) -> dict[str, Any]:
    """One look-up as its page draws it: that it was made, and whom the answer named."""
    line = _("%(authority)s traced where a subject's data went") % {
        "authority": lookup.authority.name
    }
    head = matters.head(lookup, title=title(lookup), kind=_("data flow look-up"), line=line)
    return {
        "matter": {**head, "who": []},  # it is answered; nobody has anything to do
        "particulars": matters.particulars(_facts(lookup)),
        "findings": [
            {"department": each.department.name, "receipts": each.receipt_count}
            for each in queries.findings_for(lookup, actor)
        ],
        "story": show.story(lookup),
    }


def _facts(lookup: SubjectLookup) -> list[Fact]:
    return [
        (_("Looked up by"), f"{lookup.authority.name} {lookup.looked_up_by}", False),
        (_("Moment"), f"{local(lookup.created_at):%Y-%m-%d %H:%M}", False),
        (_("Kind of subject"), str(SubjectKind(lookup.kind).label), False),
        (_("Case number"), lookup.case_number, False),
        (_("Reason"), lookup.reason, True),
    ]


def answer_context(answer: Answer, actor: Actor) -> dict[str, Any]:
    """The answer, above the look-up's own page."""
    drawn = context(answer.lookup, actor)
    drawn["matter"]["steps"] = []
    return {
        **drawn,
        "answer": {"lines": [_line(line, actor) for line in answer.lines]},
    }


def _line(line: Line, actor: Actor) -> dict[str, Any]:
    purpose = str(Purpose(line.purpose).label) if line.purpose else _("return to the department")
    return {
        "recipient": line.recipient.name,
        "provider": line.provider.name,
        "entry": line.entry_name,
        "number": line.matter.public_number,
        "url": matters.address(line.matter, actor),
        "purpose": " ".join(part for part in (purpose, line.case_number) if part),
        "basis": line.basis,
        "times": line.times,
        "first": f"{local(line.first_at):%Y-%m-%d %H:%M}",
        "last": f"{local(line.last_at):%Y-%m-%d %H:%M}",
    }
