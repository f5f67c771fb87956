"""Lifecycle of a SecurityIncident: handled at once, reported, contained, concluded (Arts 34, 35).

Whoever manages data answers for them, and whoever uses them answers for their use: which of the two
departments it is follows from the stage at which the incident happened, and nobody types it.
"""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, deadlines, reasons, switches
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.needs import stated
from portal.regulation.vocabulary import LifecycleStage, Mandate, Party


class State(TextChoices):
    """The states of an incident."""

    HANDLING = "HANDLING", _("being handled")
    CONTAINED = "CONTAINED", _("contained")
    CLOSED = "CLOSED", _("concluded")


class Kind(TextChoices):
    """What happened to the data."""

    TAMPERING = "TAMPERING", _("data tampered with")
    DAMAGE = "DAMAGE", _("data damaged or lost")
    LEAK = "LEAK", _("data leaked")
    ILLEGAL_USE = "ILLEGAL_USE", _("data illegally acquired or used")
    OTHER = "OTHER", _("other security incident")


class Body(TextChoices):
    """Whom an incident is reported to as the rules on security require."""

    AUTHORITY = "AUTHORITY", _("the data-sharing authority")
    CYBERSPACE = "CYBERSPACE", _("the cyberspace administration")
    PUBLIC_SECURITY = "PUBLIC_SECURITY", _("the public security organ")
    STATE_SECURITY = "STATE_SECURITY", _("the state security organ")
    SECRECY = "SECRECY", _("the secrecy administration")
    CRYPTOGRAPHY = "CRYPTOGRAPHY", _("the cryptography administration")


class Fault(TextChoices):
    """Whether the department answerable was at fault."""

    FOUND = "FOUND", _("at fault")
    NONE = "NONE", _("not at fault")


S = State
#: Until it is concluded.
OPEN = frozenset({S.HANDLING, S.CONTAINED})
#: 谁使用谁负责: at these stages the data are in the requester's hands.
STAGES_OF_USE = frozenset({LifecycleStage.USE, LifecycleStage.DESTRUCTION})
#: Whoever deals with data for a department sees an incident first and reports it.
REPORTERS = (Mandate.CONSENT, Mandate.SUPPLY, Mandate.COMPILE, Mandate.APPLY)
#: An authority has no office head to answer for it: its officers do.
HANDLERS = (*REPORTERS, Mandate.OVERSEE)


def answerable(stage: str, *, under_agreement: bool) -> Party:
    """Who answers for the data at a stage (Art. 34): who manages them, or who uses them.

    Without an agreement nobody has them but the department that manages them.
    """
    in_use = under_agreement and LifecycleStage(stage) in STAGES_OF_USE
    return Party.REQUESTER if in_use else Party.PROVIDER


def _moment(facts: Facts, name: str) -> datetime | None:
    value = facts.inputs.get(name)
    return value if isinstance(value, datetime) else None


def _is_discovered(facts: Facts) -> bool:
    """Since the decree is in force (Art. 44), and not in the future."""
    discovered_at = _moment(facts, "discovered_at")
    if discovered_at is None or discovered_at > facts.now:
        return False
    return bool(facts.inputs["discovered_on"] >= articles.IN_FORCE_FROM)


def _is_plan_started(facts: Facts) -> bool:
    """The plan was started, after the discovery and before now."""
    discovered_at = _moment(facts, "discovered_at")
    started_at = _moment(facts, "plan_started_at")
    if discovered_at is None or started_at is None:
        return False
    return discovered_at <= started_at <= facts.now


def _is_reported_within_its_time(facts: Facts) -> bool:
    told_at = _moment(facts, "told_at")
    return told_at is not None and facts.matter.discovered_at <= told_at <= facts.now


def _is_of_ours(facts: Facts) -> bool:
    """An agreement is its parties' own; of a published entry every department may tell."""
    incident = facts.matter
    parties = (incident.requester_id, incident.provider_id)
    return incident.agreement_id is None or incident.reporter_id in parties


def _reporting_period(facts: Facts) -> Start | None:
    """P23: how soon it is reported to the first of the bodies."""
    workdays = facts.switch(switches.INCIDENT_REPORT_WORKDAYS)
    return None if workdays is None else Start(deadlines.incident_report(int(workdays)))


ABOUT_SHARED_DATA = Need(
    lambda facts: facts.matter.agreement_id is not None or facts.matter.entry_is_published,
    reasons.NOT_PUBLISHED,
)
OF_OURS = Need(_is_of_ours, reasons.INCIDENT_NOT_OURS)
DESCRIBED = stated(reasons.INCIDENT_UNDESCRIBED, "description")
DISCOVERED = Need(_is_discovered, reasons.INCIDENT_NOT_DISCOVERED, about_input=True)
PLAN_STARTED = Need(_is_plan_started, reasons.INCIDENT_PLAN_NOT_STARTED, about_input=True)
MEASURE_STATED = stated(reasons.INCIDENT_MEASURE_UNSTATED, "measure")
CONTAINMENT_STATED = stated(reasons.INCIDENT_MEASURE_UNSTATED, "containment")
DOCUMENT_STATED = stated(reasons.INCIDENT_REPORT_WITHOUT_NUMBER, "document_number")
REPORT_DATED = Need(_is_reported_within_its_time, reasons.INCIDENT_REPORT_UNDATED, about_input=True)
REPORTED = Need(lambda facts: facts.matter.first_told_at is not None, reasons.INCIDENT_UNREPORTED)
NOT_OWN = Need(
    lambda facts: facts.matter.answerable_id != facts.actor_department_id, reasons.OWN_INCIDENT
)
CONCLUDED = stated(reasons.INCIDENT_UNCONCLUDED, "cause", "conclusion")
FAULT_JUDGED = Need(
    lambda facts: facts.inputs.get("fault") in Fault.values,
    reasons.INCIDENT_FAULT_UNJUDGED,
    about_input=True,
)

_BY_REPORTER = tuple((Party.REPORTER, mandate) for mandate in REPORTERS)
_BY_ANSWERABLE = tuple((Party.CONCERNED, mandate) for mandate in HANDLERS)
_BY_EITHER_SIDE = tuple(
    (party, mandate) for party in (Party.PROVIDER, Party.REQUESTER) for mandate in REPORTERS
)

REPORT_INCIDENT = Transition(
    name="report_incident",
    label=_("Report a security incident"),
    sources=frozenset(),
    target=S.HANDLING,
    party=Party.REPORTER,
    mandate=Mandate.CONSENT,
    also=_BY_REPORTER[1:],
    article=articles.A35,
    needs=(ABOUT_SHARED_DATA, OF_OURS, DESCRIBED, DISCOVERED, PLAN_STARTED),
    starts=_reporting_period,
    has_form=True,
    effect=_(
        "The department answerable, the other party and the authority are told at once. Who is"
        " answerable follows from the stage."
    ),
)
RECORD_MEASURE = Transition(
    name="record_measure",
    label=_("Record a measure"),
    sources=OPEN,
    party=Party.CONCERNED,
    mandate=Mandate.CONSENT,
    # The other side cuts off, changes keys and searches its own logs.
    also=(*_BY_ANSWERABLE[1:], *_BY_EITHER_SIDE),
    article=articles.A35,
    needs=(MEASURE_STATED,),
    has_form=True,
    effect=_("It stays on record with its author and moment; nothing is changed afterwards."),
)
REPORT_TO_BODY = Transition(
    name="report_to_body",
    label=_("Record a report to a body"),
    sources=OPEN,
    party=Party.CONCERNED,
    mandate=Mandate.CONSENT,
    also=_BY_ANSWERABLE[1:],
    article=articles.A35,
    needs=(DOCUMENT_STATED, REPORT_DATED),
    stops=True,
    has_form=True,
    effect=_("It stays on record. The first report ends the local period for reporting."),
)
CONTAIN = Transition(
    name="contain",
    label=_("Record that it is contained"),
    sources=frozenset({S.HANDLING}),
    target=S.CONTAINED,
    party=Party.CONCERNED,
    mandate=Mandate.CONSENT,
    also=_BY_ANSWERABLE[1:],
    article=articles.A35,
    needs=(CONTAINMENT_STATED,),
    has_form=True,
    effect=_("The authority concludes it once it was reported to one of the bodies."),
)
CLOSE_INCIDENT = Transition(
    name="close_incident",
    label=_("Conclude the incident"),
    sources=frozenset({S.CONTAINED}),
    target=S.CLOSED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A34,
    needs=(NOT_OWN, REPORTED, CONCLUDED, FAULT_JUDGED),
    has_form=True,
    is_grave=True,
    effect=_(
        "The matter is closed. If the department answerable was at fault, a possible breach is"
        " recorded and the department is heard."
    ),
)

MACHINE = Machine(
    name="securityincident",
    states=State,
    initial=S.HANDLING,
    transitions=(REPORT_INCIDENT, RECORD_MEASURE, REPORT_TO_BODY, CONTAIN, CLOSE_INCIDENT),
    closed=frozenset({S.CLOSED}),
    path=(S.HANDLING, S.CONTAINED, S.CLOSED),
)
