"""What many lifecycles need alike: that something is written down."""

from portal.regulation import codes, reasons
from portal.regulation.machine import Facts, Need
from portal.regulation.reasons import Reason


def is_stated(facts: Facts, name: str) -> bool:
    """Whether that part of what is typed says anything."""
    return bool(str(facts.inputs.get(name) or "").strip())


def stated(reason: Reason, *names: str) -> Need:
    """Each of those parts is written; blanks alone are nothing."""
    return Need(
        lambda facts: all(is_stated(facts, name) for name in names), reason, about_input=True
    )


def names_nobody(reason: Reason, *names: str) -> Need:
    """None of those texts holds an identity number or a mobile number (data minimisation)."""
    return Need(
        lambda facts: (
            not any(
                codes.holds_personal_number(str(facts.inputs.get(name) or ""), today=facts.today)
                for name in names
            )
        ),
        reason,
        about_input=True,
    )


GROUND_GIVEN = stated(reasons.NO_GROUND, "note")
