"""The regulation as tables for people: what docs/regulation/ prints and what the portal shows.

A cell is a text, a number, or something that says itself in the active language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.regulation import (
    acts,
    articles,
    deadlines,
    notices,
    particulars,
    proofs,
    reasons,
    switches,
)
from portal.regulation.machine import Machine, Transition
from portal.regulation.punctuation import clauses
from portal.regulation.vocabulary import Mandate, Party

type Cell = Any


@dataclass(frozen=True, slots=True)
class Several:
    """Several things in one cell."""

    parts: tuple[Cell, ...]

    def __str__(self) -> str:
        return clauses(self.parts)


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with places to fill, filled in the language in which it is read."""

    text: Promise
    values: Mapping[str, Cell]

    def __str__(self) -> str:
        return str(self.text) % self.values


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a reason or an article says in the active language."""

    of: Callable[[], str]

    def __str__(self) -> str:
        return self.of()


@dataclass(frozen=True, slots=True)
class Listing:
    """One table; ``machine`` is the lifecycle that it speaks of."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: Cell = ""
    machine: Machine | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of tables."""

    slug: str
    title: Cell
    listings: tuple[Listing, ...]


_ARTICLE = _("Article")
_COLON = _("%(who)s: %(what)s")


def _deadlines() -> Chapter:
    rows: list[tuple[Cell, ...]] = [
        (
            each.code,
            each.label,
            each.starts,
            each.workdays,
            each.ceiling,
            Party(each.owed_by).label,
            each.article,
        )
        for each in deadlines.DEADLINES
    ]
    years = Filled(_("%(years)s years at least"), {"years": deadlines.RETENTION_YEARS})
    rows.append(
        (
            "D9",
            _("Keeping of use records"),
            _("see switch P9"),
            years,
            "",
            Party.REQUESTER.label,
            deadlines.RETENTION_ARTICLE,
        )
    )
    head = (
        "",
        _("Period"),
        _("Starts with"),
        _("Working days"),
        _("At most"),
        _("Owed by"),
        _ARTICLE,
    )
    return Chapter("deadlines", _("Statutory periods"), (Listing(head, tuple(rows)),))


def _switches() -> Chapter:
    rows = tuple(
        (
            each.code,
            each.name,
            each.question,
            each.default,
            Several(each.allowed),
            each.article,
        )
        for each in switches.SWITCHES
    )
    head = ("", _("Switch"), _("Question"), _("By default"), _("Allowed"), _ARTICLE)
    return Chapter("switches", _("Where the text is silent"), (Listing(head, rows),))


def _reasons() -> Chapter:
    listed = sorted(reasons.REGISTER.values(), key=lambda each: each.code)
    rows = tuple(
        (each.code, Sentence(partial(getattr, each, "text")), each.article or "—")
        for each in listed
    )
    head = (_("Code"), _("Reason and way out"), _ARTICLE)
    return Chapter("reasons", _("Reasons for refusal"), (Listing(head, rows),))


def _particulars() -> Chapter:
    listed = (
        (_("Directory entry"), particulars.ENTRY),
        (_("Sharing request"), particulars.REQUEST),
        (_("Use record"), particulars.USE_RECORD),
    )
    head = (_("Particular"), _("Field"), _ARTICLE)
    listings = tuple(
        Listing(head, tuple((each.label, each.field, each.article) for each in found), title)
        for title, found in listed
    )
    return Chapter("particulars", _("Statutory particulars"), listings)


def _articles() -> Chapter:
    rows = tuple(
        (
            number,
            Sentence(partial(getattr, article, "gist")),
            Several(tuple(Sentence(partial(articles.ower, code)) for code in article.owed_by)),
            article.state.label,
            Several((*article.kept_by, *((article.why,) if article.why else ()))),
            Several(proofs.TESTS.get(number, ())),
        )
        for number, article in articles.ARTICLES.items()
    )
    head = (
        _ARTICLE,
        _("What it says"),
        _("Owed by"),
        _("State"),
        _("Kept by, or why not"),
        _("Tests"),
    )
    return Chapter("articles", _("Register of the 44 articles"), (Listing(head, rows),))


def _taker(party: Party, mandate: Mandate | None) -> Cell:
    if mandate is None:
        return party.label
    return Filled(_COLON, {"who": party.label, "what": mandate.label})


def _steps(rules: Iterable[Transition], machine: Machine | None = None) -> tuple[Any, ...]:
    def state(name: str) -> Cell:
        return machine.states(name).label if machine else name

    return tuple(
        (
            rule.name,
            rule.label,
            Several(tuple(_taker(party, mandate) for party, mandate in rule.takers)),
            Several(tuple(state(each) for each in sorted(rule.sources or ()))) or "—",
            state(rule.target) if rule.target else "—",
            Several(tuple(dict.fromkeys(need.reason.code for need in rule.needs))),
            rule.article,
        )
        for rule in rules
    )


def _lifecycles() -> Chapter:
    head = (
        _("Code"),
        _("Step"),
        _("Who takes it"),
        _("From"),
        _("To"),
        _("Refused with"),
        _ARTICLE,
    )
    listings = [
        Listing(head, _steps(machine.transitions, machine), machine.name, machine)
        for machine in acts.MACHINES
    ]
    loose = (rule for _owner, rules in acts.LOOSE for rule in rules)
    listings.append(Listing(head, _steps(loose), _("Acts without a state")))
    return Chapter("lifecycles", _("Lifecycles"), tuple(listings))


def _told(rule: notices.NoticeRule) -> Cell:
    everywhere = (
        Filled(_COLON, {"who": _("every department"), "what": mandate.label})
        for mandate in rule.everywhere
    )
    concerned = (
        Filled(_COLON, {"who": _("each department concerned"), "what": mandate.label})
        for mandate in rule.concerned
    )
    named = () if rule.person is None else (rule.person.label,)
    takers = (_taker(party, mandate) for party, mandate in rule.told)
    return Several((*takers, *everywhere, *concerned, *named))


def _notices() -> Chapter:
    rows = tuple(
        (
            rule.event,
            rule.subject,
            _told(rule),
            _("legal") if rule.is_legal else _("ordinary"),
            rule.kind.label,
            rule.article,
        )
        for rule in notices.RULES
    )
    head = (_("Event"), _("What happened"), _("Told"), _("Kind of notice"), _("About"), _ARTICLE)
    silent = tuple(
        (matter, Several(tuple(names.split()))) for matter, names in notices.SILENT.items()
    )
    return Chapter(
        "notices",
        _("Notices"),
        (
            Listing(head, rows),
            Listing((_("Matter"), _("Acts")), silent, _("Acts that tell nobody")),
        ),
    )


def chapters() -> tuple[Chapter, ...]:
    """Every page, in the order in which it is read."""
    return (
        _articles(),
        _deadlines(),
        _lifecycles(),
        _particulars(),
        _reasons(),
        _notices(),
        _switches(),
    )
