"""The types a lifecycle is written in: Need, Transition and Machine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise

from portal.regulation.articles import Citation
from portal.regulation.deadlines import Deadline
from portal.regulation.reasons import Reason
from portal.regulation.switches import Switch, SwitchValue
from portal.regulation.vocabulary import Mandate, Party


@dataclass(frozen=True, slots=True)
class Facts:
    """What a Need may look at: the matter, who acts, when, and what was typed for this act.

    ``local`` holds the operator's settings of the named switches.
    """

    matter: Any
    actor_user_id: int | None
    actor_department_id: int | None
    now: datetime
    today: date
    inputs: Mapping[str, Any] = field(default_factory=dict)
    local: Mapping[str, SwitchValue] = field(default_factory=dict)

    def switch(self, which: Switch) -> SwitchValue:
        """How the operator has answered a question that the decree leaves open."""
        return which.value(self.local)


@dataclass(frozen=True, slots=True)
class Need:
    """A pure question about the facts, and the reason refused with if it fails.

    ``about_input`` marks a question about what is typed for the act: it is asked when the act
    is taken, not when a button is shown. ``looks_up`` marks one that reads other rows: lists leave
    it to the matter's own page. ``names`` says what in particular is at fault.
    """

    holds: Callable[[Facts], bool]
    reason: Reason
    about_input: bool = False
    looks_up: bool = False
    names: Callable[[Facts], Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A period that begins: its deadline, and its first event day where that is not today."""

    deadline: Deadline
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """One lawful act: who takes it, from where to where, what it needs, which period it starts.

    ``sources`` is None for an act that any state allows (a department has no state) and empty
    for the act that makes the matter. ``target`` is None where the state stays as it is.
    ``starts`` answers with the period that begins with the act; ``stops`` ends the running one.
    ``also`` names further parties that may take it. ``has_form`` says that something is typed.
    ``is_grave`` acts cut, end, refuse or publish, and most cannot be undone: interfaces ask once
    more, in red. ``asks_again`` acts reach far, but another act takes them back or they destroy
    nothing: asked once more in the ordinary colour. ``is_settled`` tells that what the act brings
    about stands already: it is offered, but nobody is pressed to take it. ``has_occasion`` tells
    whether the act means anything for a matter now: where it does not, it is refused like any
    other, but no page shows it.
    """

    name: str
    label: Promise
    party: Party
    mandate: Mandate | None
    article: Citation
    sources: frozenset[str] | None = None
    target: str | None = None
    needs: tuple[Need, ...] = ()
    starts: Callable[[Facts], Start | None] | None = None
    stops: bool = False
    also: tuple[tuple[Party, Mandate], ...] = ()
    has_form: bool = False
    effect: Promise | str = ""
    is_grave: bool = False
    asks_again: bool = False
    is_settled: Callable[[Any], bool] | None = None
    has_occasion: Callable[[Any], bool] | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether interfaces ask once more before the act is taken."""
        return self.is_grave or self.asks_again

    @property
    def takers(self) -> tuple[tuple[Party, Mandate | None], ...]:
        """Every party that may take the act, with the mandate it takes."""
        return ((self.party, self.mandate), *self.also)


@dataclass(frozen=True, slots=True)
class Machine:
    """A lifecycle: its states, its transitions by name, and the usual way through it.

    ``path`` is the way a matter takes when nothing goes wrong; ``closed`` are states that
    nobody's own step leaves; a decision taken elsewhere may (Art. 28 reopens a refused request).
    """

    name: str
    states: type[TextChoices]
    initial: str
    transitions: tuple[Transition, ...]
    closed: frozenset[str] = frozenset()
    path: tuple[str, ...] = ()
    by_name: Mapping[str, Transition] = field(init=False)

    def __post_init__(self) -> None:
        by_name = {step.name: step for step in self.transitions}
        if len(by_name) != len(self.transitions):
            raise ValueError(f"{self.name}: two transitions share a name")
        known = set(self.states.values)
        for step in self.transitions:
            named = set(step.sources or ()) | ({step.target} if step.target else set())
            if not named <= known:
                raise ValueError(f"{self.name}.{step.name}: unknown state in {named}")
        object.__setattr__(self, "by_name", by_name)
