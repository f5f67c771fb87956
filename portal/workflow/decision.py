"""The answer of the gate: a Decision, or Refused, the one business exception."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.regulation.punctuation import bracketed, enumerated
from portal.regulation.reasons import Reason


def said(reason: Reason, details: Sequence[str] = ()) -> str:
    """The reason in the reader's language, and what in particular is meant by it."""
    return bracketed(reason.text, enumerated(details))


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a step is lawful now, for this actor; ``reason`` is set when it is not."""

    allowed: bool
    reason: Reason | None = None
    is_right_missing: bool = False
    details: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Why not, in the reader's language, with what in particular is at fault."""
        return said(self.reason, self.details) if self.reason else ""


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

    @property
    def text(self) -> str:
        """Why not, in the reader's language, with what in particular is at fault."""
        return said(self.reason, self.details)
