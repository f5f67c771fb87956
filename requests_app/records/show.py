"""What pages and admin print of use records: one reading, used by both."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces import matters, show
from portal.interfaces.matters import Fact
from portal.regulation import particulars
from portal.regulation import use_record as rules
from portal.workflow.actor import Actor
from requests_app.records import queries
from requests_app.records.models import UsageRecord
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.queries import counterpart

RECORDS_SHOWN = 20


def title(record: UsageRecord) -> str:
    """The entry whose data were used."""
    return record.agreement.entry_version.name


def _period(record: UsageRecord) -> str:
    first, last = f"{record.starts_on:%Y-%m-%d}", f"{record.ends_on:%Y-%m-%d}"
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def row(record: UsageRecord, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A use record in a list; its date is the last day it speaks of."""
    return {
        "title": title(record),
        "public_number": record.public_number,
        "counterpart": counterpart(record.agreement, actor).name,
        "status": show.badge(record),
        "due": None,
        "due_on_label": f"{record.ends_on:%Y-%m-%d}",
    }


def work_line(agreement: SharingAgreement, actor: Actor) -> dict[str, Any]:
    """An agreement whose use is still to be recorded, on the work list."""
    begin = matters.admin_begin_address(UsageRecord, agreement=agreement.public_number)
    return {
        "title": agreement.entry_version.name,
        "parts": [agreement.public_number, agreement.provider.name],
        "label": str(rules.RECORD_USE.label),
        "step_url": begin,
    }


def context(record: UsageRecord, actor: Actor, now: datetime) -> dict[str, Any]:
    """One use record as its page draws it."""
    agreement = record.agreement
    line = _("%(requester)s used data of %(provider)s") % {
        "requester": agreement.requester.name,
        "provider": agreement.provider.name,
    }
    return {
        "matter": matters.head(record, title=title(record), kind=_("use record"), line=line),
        "particulars": [
            matters.linked(_("Agreement"), agreement, actor),
            *matters.particulars(_facts(record)),
        ],
        "story": show.story(record),
    }


def _facts(record: UsageRecord) -> list[Fact]:
    kept = record.kept_until_on
    until = f"{kept:%Y-%m-%d}" if kept else _("three years after the data are disposed of")
    erased = f"{record.erased_on:%Y-%m-%d}" if record.erased_on else ""
    sections = [
        (str(each.label), str(getattr(record, each.field)), True) for each in particulars.USE_RECORD
    ]
    return [
        (_("Period of use"), _period(record), False),
        (_("Recorded by"), str(record.recorded_by), False),
        (_("Kept at least until"), until, False),
        (_("Erased on"), erased, False),
        *sections,
    ]


def record_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """The use records of an agreement, and the button that adds one, for its page."""
    found = list(queries.of_agreement(agreement)[:RECORDS_SHOWN])
    return {
        "records": matters.related(
            found,
            actor,
            name={record.pk: _period(record) for record in found},
            step=queries.record_step(agreement, actor, now=now),
            begin=matters.begin_address(UsageRecord, actor, agreement=agreement.public_number),
        )
    }
