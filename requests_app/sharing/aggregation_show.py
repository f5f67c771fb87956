"""What pages, admin and API print of combining: what joins, and what was found of it."""

from typing import Any

from django.utils.translation import gettext as _

from portal.interfaces.actors import local
from portal.regulation.punctuation import enumerated
from portal.regulation.vocabulary import AssessmentResult

_TONES = {
    AssessmentResult.NO_RISK: "ok",
    AssessmentResult.ACCEPTABLE: "ok",
    AssessmentResult.SECRET: "bad",
}


def combining(matter: Any) -> list[dict[str, Any]]:
    """The entries that the columns join with while the provider answers, and by which items.

    :param matter: a request or a change of use, as a ``Combining`` matter.

    Of agreements with others only holder and entry are told, both from the directory.
    """
    if matter.status not in matter.machine.by_name["assess_aggregation"].sources:
        return []
    return [
        {
            "entry": each.agreement.entry_version.entry.code,
            "name": each.agreement.entry_version.name,
            "provider": each.agreement.provider.name,
            "joined_by": list(each.joined_by),
        }
        for each in matter.combinations()
    ]


def assessments_told(matter: Any) -> list[dict[str, Any]]:
    """What was found of joining, the last of them counts."""
    rows = matter.aggregation_assessments.order_by("pk")
    return list(rows.values("result", "finding", "assessed_at"))


def aggregation_parts(matter: Any) -> dict[str, Any] | None:
    """The panel on the matter's page; None where nothing combines and nothing was assessed."""
    found = combining(matter)
    assessments = list(matter.aggregation_assessments.order_by("pk"))
    if not found and not assessments:
        return None
    if found and matter.unassessed_combinations():
        status = {"tone": "warn", "label": _("to be assessed"), "shape": ""}
    elif assessments:
        last = assessments[-1]
        tone = _TONES[AssessmentResult(last.result)]
        status = {"tone": tone, "label": last.get_result_display(), "shape": ""}
    else:
        status = None
    return {
        "status": status,
        "rows": [{**row, "joined_by": enumerated(row["joined_by"])} for row in found],
        "assessments": [
            {
                "line": f"{local(each.assessed_at):%Y-%m-%d}",
                "result": each.get_result_display(),
                "finding": each.finding,
            }
            for each in assessments
        ],
    }
