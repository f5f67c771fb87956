"""When data that a department holds and data that it asks for combine (Art. 25 para. 2)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Need, Transition
from portal.regulation.needs import stated
from portal.regulation.vocabulary import AssessmentResult, Mandate, Party, SecurityLevel

#: The columns that an answer agrees to, by the ids of their rows; None: those that are asked for.
type Agreed = Callable[[Facts], Collection[int] | None]

#: Grades of which a leak harms more than those the data speak of (GB/T 43697-2024).
GRAVE_LEVELS: Final = frozenset({SecurityLevel.CORE, SecurityLevel.IMPORTANT})


@dataclass(frozen=True, slots=True)
class Column:
    """What combining asks of a column: what its name is, and whom or what it may harm.

    ``is_supplied`` is False for a look-up key of the entry that is not asked for: whoever asks by
    it knows its values all the same.
    """

    name_key: str
    is_key: bool = False
    is_personal: bool = False
    level: str = ""
    is_supplied: bool = True

    @property
    def is_sensitive(self) -> bool:
        """Whether it is supplied, and speaks of people or is graded important or core."""
        return self.is_supplied and (self.is_personal or self.level in GRAVE_LEVELS)


def shared_keys(asked: Iterable[Column], held: Iterable[Column]) -> frozenset[str]:
    """The names by which the records of both can be joined; empty where nothing needs assessing.

    A name joins if both sides have it and either looks records up by it. Where neither side holds
    anything sensitive, joining them tells nothing that a leak could harm.
    """
    asked, held = list(asked), list(held)
    if not any(column.is_sensitive for column in (*asked, *held)):
        return frozenset()
    keys = {column.name_key for column in (*asked, *held) if column.is_key}
    names = {column.name_key for column in asked} & {column.name_key for column in held}
    return frozenset(names & keys)


def _whatever_is_asked(facts: Facts) -> Collection[int] | None:
    return None


def assessed_first(agreed: Agreed = _whatever_is_asked, *, about_input: bool) -> tuple[Need, Need]:
    """Each source alone may be harmless; what they add up to is assessed before it is agreed to.

    :param about_input: whether the answer is being typed, or was proposed already.
    """

    def unassessed(facts: Facts) -> list[str]:
        """What the columns agreed to combine with and nobody has assessed."""
        return list(facts.matter.unassessed_combinations(agreed(facts)))

    def no_secret_arises(facts: Facts) -> bool:
        """What was found to be a secret once joined is not supplied."""
        found = facts.matter.aggregation_result == AssessmentResult.SECRET
        return not (found and facts.matter.combines_with(agreed(facts)))

    return (
        Need(
            lambda facts: not unassessed(facts),
            reasons.AGGREGATION_UNASSESSED,
            about_input=about_input,
            looks_up=True,
            names=unassessed,
        ),
        Need(no_secret_arises, reasons.AGGREGATION_SECRET, about_input=about_input, looks_up=True),
    )


def assessment(sources: frozenset[str]) -> Transition:
    """The step by which the provider's assessor judges what data add up to."""
    return Transition(
        name="assess_aggregation",
        label=_("Assess the risk of combining"),
        sources=sources,
        party=Party.PROVIDER,
        mandate=Mandate.ASSESS,
        article=articles.A25.paragraph(2),
        needs=(
            Need(
                lambda facts: facts.matter.combines_with(None),
                reasons.NOTHING_TO_COMBINE,
                looks_up=True,
            ),
            Need(
                lambda facts: facts.inputs.get("result") in AssessmentResult.values,
                reasons.ASSESSMENT_INCOMPLETE,
                about_input=True,
            ),
            stated(reasons.ASSESSMENT_INCOMPLETE, "finding"),
        ),
        has_form=True,
        effect=_("Sharing can be agreed to once the risk of joining the data is assessed."),
        is_settled=lambda matter: not matter.unassessed_combinations(None),
        has_occasion=lambda matter: bool(matter.combines_with(None)),
    )
