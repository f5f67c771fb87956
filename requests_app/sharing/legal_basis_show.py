"""What pages and admin print of the norms that an agreement rests on."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.norms.models import Norm
from portal.interfaces import matters, show
from portal.regulation import agreement as rules
from portal.regulation import reasons
from portal.regulation.punctuation import enumerated
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from requests_app.sharing import resting
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.queries import agreements_visible_to

AGREEMENTS_SHOWN = 100


def basis_parts(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """The norms on the agreement's page, and the note once the repeal of one is recorded."""
    norms = list(resting.norms_of(agreement))
    parts: dict[str, Any] = {
        "norms": [
            {
                "label": row.item.name if row.item else row.get_part_display(),
                "value": f"{row.norm.cited_as}{row.article}",
                "url": matters.address(row.norm, actor),
            }
            for row in norms
        ]
    }
    ending = {row.norm.pk: row.norm for row in norms if row.norm.repealed_on is not None}
    if ending and agreement.status in (rules.CITE_NORM.sources or ()):
        parts["basis_note"] = _note(agreement, list(ending.values()), now)
    return parts


def _note(agreement: SharingAgreement, norms: list[Norm], now: datetime) -> dict[str, str]:
    named = enumerated(
        _("%(norm)s, repealed from %(day)s")
        % {"norm": norm.cited_as, "day": f"{norm.repealed_on:%Y-%m-%d}"}
        for norm in norms
    )
    has_lapsed = any(not norm.is_in_force_on(local_day(now)) for norm in norms)
    pending = agreement.pending_citation
    if pending is not None:
        said = _("%(norm)s is cited instead and awaits the provider.") % {
            "norm": pending.norm.cited_as
        }
    else:
        said = _("The requester's office head cites a norm in force instead.")
    if has_lapsed:
        title = _("The sharing rests on a repealed norm: every call is refused")
    else:
        title = _("A norm that the sharing rests on will be repealed")
    return {
        "tone": "bad" if has_lapsed else "warn",
        "title": title,
        "text": f"{named}。{said}",
        "code": reasons.BASIS_LAPSED.code if has_lapsed else "",
        "article": reasons.BASIS_LAPSED.basis,
    }


def resting_parts(norm: Norm, actor: Actor, now: datetime) -> dict[str, Any]:
    """On the norm's page: the agreements that rest on it, as the reader may see them."""
    found = agreements_visible_to(actor).filter(pk__in=resting.resting_on(norm).values("pk"))
    return {
        "agreements": [
            {
                "title": agreement.entry_version.name,
                "provider": agreement.provider.name,
                "requester": agreement.requester.name,
                "number": agreement.public_number,
                "url": matters.address(agreement, actor),
                "status": show.badge(agreement),
            }
            for agreement in found.order_by("-pk")[:AGREEMENTS_SHOWN]
        ]
    }


def work_line(agreement: Any, actor: Actor) -> dict[str, Any]:
    """A flagged agreement on the work list: to be cited anew, consented to, or watched."""
    if agreement.is_cited_anew and agreement.provider_id == actor.department_id:
        label = str(rules.ACCEPT_NORM.label)
    elif not agreement.is_cited_anew and agreement.requester_id == actor.department_id:
        label = str(rules.CITE_NORM.label)
    else:
        label = _("Norm repealed")
    said = _("rests on a repealed norm")
    return {
        "title": agreement.entry_version.name,
        "parts": [agreement.public_number, said],
        "label": label,
    }
