"""What pages and admin print of any batch: how far time has come, and its rows counted."""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from catalog.batches.models import LineProgress
from catalog.batches.queries import Counted


def bar(label: str, done: int, whole: int) -> dict[str, Any]:
    """How far time has come (components/bars.html)."""
    row = {"label": label, "value": done, "text": f"{done} / {whole}", "first": True}
    return {"rows": [row], "maximum": whole or 1}


def undone(counted: Counted) -> int:
    """The rows that undoing is through with."""
    return counted.progress.get(LineProgress.UNDONE, 0) + counted.progress.get(LineProgress.LEFT, 0)


def figures(
    counted: Counted, tones: Mapping[TextChoices, str], rows_url: str
) -> list[dict[str, Any]]:
    """The outcomes as numbers that lead to their rows; what was rejected stands out."""
    return [
        {
            "label": outcome.label,
            "value": counted.outcomes.get(outcome, 0),
            "tone": "bad" if tone == "bad" and counted.outcomes.get(outcome) else "",
            "url": f"{rows_url}?outcome={outcome.value}",
            "current": False,
        }
        for outcome, tone in tones.items()
    ]


def accounts(counted: Counted, outcomes: type[TextChoices], each: str, whole: str) -> str:
    """Every row, in one sentence that adds up.

    :param each: names an ``outcome`` and its ``count``; ``whole`` the ``total`` and the ``parts``.
    """
    parts = _(", ").join(
        each % {"outcome": outcome.label, "count": counted.outcomes[outcome]}
        for outcome in outcomes
        if counted.outcomes.get(outcome)
    )
    return whole % {"total": counted.total, "parts": parts}


def progress_of(row: Any) -> str:
    """How far a row is that changes something, in words; nothing before it is taken."""
    return "" if row.progress == LineProgress.WAITING else str(LineProgress(row.progress).label)
