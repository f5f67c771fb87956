"""The answer of the gate: a Decision, or Refused, the one business exception."""

from dataclasses import dataclass

from portal.regulation.reasons import Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a step is lawful now, for this actor; ``reason`` is set when it is not."""

    allowed: bool
    reason: Reason | None = None
    is_right_missing: bool = False


ALLOWED = Decision(allowed=True)


class Refused(Exception):
    """A step was refused. Carries the reason; nobody parses its text."""

    def __init__(
        self,
        reason: Reason,
        *,
        is_right_missing: bool = False,
        details: tuple[str, ...] = (),
    ) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.is_right_missing = is_right_missing
        self.details = details
