"""Lifecycle of a Platform: declared, ordered to join, joined, exempt, closed (Arts 30 to 32).

Platforms that stand already join the national integrated system; new exchange systems are built
only where a law or an administrative regulation says so (Art. 31).
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons, switches
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN, stated
from portal.regulation.vocabulary import InstrumentLevel, Mandate, Party


class State(TextChoices):
    """The states of a platform in the register."""

    DECLARED = "DECLARED", _("entered in the register")
    ORDERED = "ORDERED", _("ordered to join by a day")
    JOINED = "JOINED", _("part of the national integrated system")
    EXEMPT = "EXEMPT", _("kept apart by law")
    CLOSED = "CLOSED", _("out of operation")


class Kind(TextChoices):
    """What sort of platform it is: a region's own, or one that a department built for itself."""

    REGIONAL = "REGIONAL", _("data-sharing platform of the region")
    EXCHANGE = "EXCHANGE", _("exchange system built by a department")


class Connection(TextChoices):
    """How a platform that joined stands connected."""

    CONNECTED = "CONNECTED", _("connected")
    INTERRUPTED = "INTERRUPTED", _("interrupted")


S = State
#: Open to be asked for: a platform in one of these runs.
RUNNING = frozenset({S.DECLARED, S.ORDERED, S.JOINED, S.EXEMPT})
#: Art. 31: 除法律、行政法规另有规定外. No other instrument keeps a system apart.
STATUTES = frozenset({InstrumentLevel.LAW, InstrumentLevel.ADMINISTRATIVE_REGULATION})
_A31 = articles.A31


def is_provided_for(norm: Any, article: str, on: date) -> bool:
    """Whether a law or administrative regulation in force that day is cited, with its article."""
    if norm is None or not article.strip():
        return False
    return norm.level in STATUTES and bool(norm.is_in_force_on(on))


def _is_described(facts: Facts) -> bool:
    platform = facts.matter
    began_on = platform.began_on
    return (
        bool(platform.name.strip())
        and platform.kind in Kind.values
        and began_on is not None
        and began_on <= facts.today
    )


def _is_no_new_exchange(facts: Facts) -> bool:
    platform = facts.matter
    is_new = platform.kind == Kind.EXCHANGE and platform.began_on >= articles.IN_FORCE_FROM
    return not is_new or is_provided_for(platform.norm, platform.article, facts.today)


def _day_fits(facts: Facts) -> bool:
    """P22: from today on, and no later than the limit that the operator sets."""
    most = timedelta(days=int(str(facts.switch(switches.JOINING_DAYS))))
    join_by = facts.inputs.get("join_by")
    return join_by is not None and facts.today <= join_by <= facts.today + most


def _exemption_has_lapsed(facts: Facts) -> bool:
    platform = facts.matter
    return platform.status != S.EXEMPT or not platform.norm.is_in_force_on(facts.today)


def _names_one_way(facts: Facts) -> bool:
    """Another platform, or the national system in words; not both."""
    words = str(facts.inputs.get("national_system") or "").strip()
    return (facts.inputs.get("upper") is None) is bool(words)


def _upper_fits(facts: Facts) -> bool:
    """A joined platform of a region above; an exchange system joins its own region's, too."""
    upper, platform = facts.inputs.get("upper"), facts.matter
    if upper is None:
        return True
    covers = bool(platform.region.path.startswith(upper.region.path))
    if upper.status != S.JOINED or not covers:
        return False
    is_above: bool = platform.region.path != upper.region.path
    return is_above or (platform.kind == Kind.EXCHANGE and upper.kind == Kind.REGIONAL)


def _ran(facts: Facts, name: str) -> bool:
    """Whether that day lies between the platform's first one and today."""
    day = facts.inputs.get(name)
    return day is not None and bool(facts.matter.began_on <= day <= facts.today)


def _moment_fits(facts: Facts) -> bool:
    """Since it joined, not before what was recorded last, and not in the future."""
    platform, moment = facts.matter, facts.inputs.get("happened_at")
    if moment is None or moment > facts.now or not _ran(facts, "happened_on"):
        return False
    is_later = platform.connection_at is None or moment >= platform.connection_at
    return bool(is_later and facts.inputs["happened_on"] >= platform.joined_on)


DESCRIBED = Need(_is_described, reasons.PLATFORM_INCOMPLETE)
REGION_SERVED = Need(lambda facts: facts.matter.serves_own_region, reasons.PLATFORM_REGION)
NOT_DECLARED_YET = Need(
    lambda facts: not facts.matter.has_open_twin,
    reasons.PLATFORM_DECLARED_ALREADY,
    looks_up=True,
)
NO_NEW_EXCHANGE = Need(_is_no_new_exchange, reasons.NEW_EXCHANGE_SYSTEM)
#: Whoever operates it neither orders nor exempts it: the authority above does, or none.
NOT_OWN = Need(
    lambda facts: facts.matter.operator_id != facts.actor_department_id, reasons.OWN_PLATFORM
)
EXEMPTION_LAPSED = Need(_exemption_has_lapsed, reasons.EXEMPTION_STANDS)
DAY_FITS = Need(_day_fits, reasons.JOINING_DAY_INVALID, about_input=True)
ONE_WAY_NAMED = Need(_names_one_way, reasons.JOINING_WAY_UNNAMED, about_input=True)
UPPER_FITS = Need(_upper_fits, reasons.UPPER_PLATFORM_UNFIT, about_input=True)
NUMBERED = stated(reasons.JOINING_INCOMPLETE, "connection_number")
JOINED_ON_A_DAY = Need(
    lambda facts: _ran(facts, "joined_on"), reasons.JOINING_INCOMPLETE, about_input=True
)
PROVIDED_FOR = Need(
    lambda facts: is_provided_for(
        facts.inputs.get("norm"), str(facts.inputs.get("article") or ""), facts.today
    ),
    reasons.EXEMPTION_WITHOUT_LAW,
    about_input=True,
)
CLOSED_ON_A_DAY = Need(
    lambda facts: _ran(facts, "closed_on"), reasons.CLOSING_DAY_INVALID, about_input=True
)
NOT_RELIED_ON = Need(
    lambda facts: not facts.matter.relied_on_by,
    reasons.PLATFORM_RELIED_ON,
    looks_up=True,
    names=lambda facts: facts.matter.relied_on_by,
)
MOMENT_FITS = Need(_moment_fits, reasons.CONNECTION_MOMENT_INVALID, about_input=True)
STATE_CHANGES = Need(
    lambda facts: facts.inputs.get("connection") != facts.matter.connection,
    reasons.CONNECTION_UNCHANGED,
    about_input=True,
)

DECLARE_PLATFORM = Transition(
    name="declare_platform",
    label=_("Declare a platform"),
    sources=frozenset(),
    target=S.DECLARED,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    also=((Party.PROVIDER, Mandate.COMPILE), (Party.AUTHORITY, Mandate.OVERSEE)),
    article=_A31,
    needs=(DESCRIBED, REGION_SERVED, NO_NEW_EXCHANGE, NOT_DECLARED_YET),
    has_form=True,
    effect=_("The authority has it join the national integrated system, or exempts it by law."),
)
ORDER_JOINING = Transition(
    name="order_joining",
    label=_("Order it to join"),
    sources=frozenset({S.DECLARED, S.ORDERED, S.EXEMPT}),
    target=S.ORDERED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A31,
    needs=(NOT_OWN, EXEMPTION_LAPSED, DAY_FITS),
    has_form=True,
    effect=_("If it has not joined by that day, this is put to the authority as a breach."),
)
JOIN_PLATFORM = Transition(
    name="join_platform",
    label=_("Record that it joined"),
    sources=RUNNING,
    target=S.JOINED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A31,
    needs=(ONE_WAY_NAMED, UPPER_FITS, NUMBERED, JOINED_ON_A_DAY),
    stops=True,
    has_form=True,
    effect=_("Data resources may travel by it from then on."),
    is_settled=lambda platform: platform.status == S.JOINED,
)
EXEMPT_PLATFORM = Transition(
    name="exempt_platform",
    label=_("Exempt it by law"),
    sources=frozenset({S.DECLARED, S.ORDERED}),
    target=S.EXEMPT,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=_A31,
    needs=(NOT_OWN, PROVIDED_FOR),
    stops=True,
    has_form=True,
    asks_again=True,
    effect=_("It stays apart from the national system for as long as the norm is in force."),
)
CLOSE_PLATFORM = Transition(
    name="close_platform",
    label=_("Record that it is out of operation"),
    sources=RUNNING,
    target=S.CLOSED,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A31,
    needs=(NOT_RELIED_ON, CLOSED_ON_A_DAY),
    stops=True,
    has_form=True,
    is_grave=True,
    effect=_("The record is closed; no data resource can name it any more."),
    is_settled=lambda platform: True,
)
RECORD_CONNECTION = Transition(
    name="record_connection",
    label=_("Record the state of the connection"),
    sources=frozenset({S.JOINED}),
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    also=((Party.PROVIDER, Mandate.CONSENT), (Party.AUTHORITY, Mandate.OVERSEE)),
    article=articles.A30,
    needs=(STATE_CHANGES, MOMENT_FITS, GROUND_GIVEN),
    has_form=True,
    effect=_("The record is added to the log and never changed."),
    is_settled=lambda platform: platform.connection == Connection.CONNECTED,
)

MACHINE = Machine(
    name="platform",
    states=State,
    initial=S.DECLARED,
    transitions=(
        DECLARE_PLATFORM,
        ORDER_JOINING,
        JOIN_PLATFORM,
        EXEMPT_PLATFORM,
        RECORD_CONNECTION,
        CLOSE_PLATFORM,
    ),
    closed=frozenset({S.CLOSED}),
    path=(S.DECLARED, S.ORDERED, S.JOINED),
)
