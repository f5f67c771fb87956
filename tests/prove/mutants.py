"""Rules broken on purpose: a guard gone, a role or a state wider, a day more, a period dropped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.regulation import acts, articles, deadlines, entry_version, switches, vocabulary
from portal.regulation.articles import Citation
from portal.regulation.machine import Machine, Transition
from portal.regulation.vocabulary import InstrumentLevel, Mandate, Party


@dataclass(frozen=True)
class Mutant:
    """One broken rule: what was done to it, the article it keeps, and how it is done."""

    kind: str
    rule: str
    article: Citation
    apply: Callable[[], None]

    def __str__(self) -> str:
        return f"{self.kind}: {self.rule} ({self.article.code})"


def _set(row: Any, name: str, value: Any) -> Callable[[], None]:
    return lambda: object.__setattr__(row, name, value)


def _wider(rule: Transition) -> Iterator[tuple[Party, Mandate]]:
    """Somebody who may not take the act: another party, or the same one by another mandate."""
    takers = set(rule.takers)
    for party in (Party.REQUESTER, Party.PROVIDER, Party.AUTHORITY):
        for mandate in (Mandate.APPLY, Mandate.ANSWER, Mandate.OVERSEE):
            if (party, mandate) not in takers:
                yield party, mandate
                break


def _of_act(matter: str, machine: Machine | None, rule: Transition) -> Iterator[Mutant]:
    name = f"{matter}.{rule.name}"
    for place, need in enumerate(rule.needs):
        kept = (*rule.needs[:place], *rule.needs[place + 1 :])
        yield Mutant(
            "guard gone", f"{name} {need.reason.code}", rule.article, _set(rule, "needs", kept)
        )
    for taker in _wider(rule):
        wider = _set(rule, "also", (*rule.also, taker))
        yield Mutant("role wider", f"{name} {taker[0]}", rule.article, wider)
    if machine is not None and rule.sources:
        others = [state for state in machine.states.values if state not in rule.sources]
        for state in others[:1]:
            wider = _set(rule, "sources", rule.sources | {state})
            yield Mutant("state wider", f"{name} {state}", rule.article, wider)
    if rule.starts is not None:
        yield Mutant("period dropped", name, rule.article, _set(rule, "starts", None))
    if rule.stops:
        yield Mutant("period runs on", name, rule.article, _set(rule, "stops", False))


def _of_deadlines() -> Iterator[Mutant]:
    for each in deadlines.DEADLINES:
        for column in ("workdays", "ceiling"):
            more = getattr(each, column) + 1
            yield Mutant(
                "a day more", f"{each.code} {column}", each.article, _set(each, column, more)
            )


def _of_tables() -> Iterator[Mutant]:
    """Lists and numbers that stand outside the lifecycles."""

    def retention() -> None:
        deadlines.RETENTION_YEARS -= 1

    yield Mutant("a year less", "D9", deadlines.RETENTION_ARTICLE, retention)

    def basis() -> None:
        wider = vocabulary.WITHHOLDING_LEVELS | {InstrumentLevel.DEPARTMENT_RULE}
        entry_version.WITHHOLDING_LEVELS = wider

    yield Mutant("basis wider", "withholding", articles.A14, basis)
    for switch in switches.SWITCHES:
        turned = _set(switch, "default", "turned")
        yield Mutant("silence read otherwise", switch.code, switch.article, turned)


def mutants() -> Iterator[Mutant]:
    """Every rule of the tables, broken once in each way."""
    for matter, machine, rule in acts.every_act():
        yield from _of_act(matter, machine, rule)
    yield from _of_deadlines()
    yield from _of_tables()
