"""Name the source department of a data item, and revoke it (Art. 19 para. 2)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog.departments.models import Department
from catalog.sources.models import SourceDesignation
from portal.regulation import reasons
from portal.regulation import source_designation as rules
from portal.regulation.item_names import item_key
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition


def name_source(
    *,
    item: str,
    source: str,
    collectors: Sequence[str],
    text: str,
    actor: Actor,
    now: datetime,
) -> SourceDesignation:
    """The authority names the department that serves the item for all that need it.

    :param source: code of the department named.
    :param collectors: codes of all departments that collect the item, the source among them.
    :raises Refused: one department alone collects it, or it has its source already.
    """
    codes = set(collectors)
    named = {each.code: each for each in Department.objects.filter(code__in={source, *codes})}
    open_codes = {code for code, each in named.items() if each.closed_on is None}
    # The register is locked, so that two designations of one item come one after the other.
    with transaction.atomic():
        authority = (
            Department.objects.select_for_update(of=("self",))
            .select_related("region")
            .filter(pk=actor.department_id or 0)
            .first()
        )
        if authority is None or not {source, *codes} <= open_codes:
            raise Refused(reasons.NOT_FOUND)
        designation = SourceDesignation(
            public_number=yearly_number("SD", authority.code, local_day(now)),
            item_name=item.strip(),
            item_key=item_key(item),
            authority=authority,
            source=named[source],
            designated_on=local_day(now),
            text=text.strip(),
        )
        collector_ids = [named[code].pk for code in sorted(codes)]
        open_matter(
            rules.NAME_SOURCE,
            designation,
            actor=actor,
            now=now,
            inputs={"collector_ids": collector_ids},
            note=text,
            details={"item": designation.item_name, "source": source, "collectors": sorted(codes)},
        )
        designation.collectors.set(collector_ids)
    return designation


def revoke_source(*, pk: int, note: str, actor: Actor, now: datetime) -> None:
    """The authority takes the designation back, with its reason; another may follow."""
    with transition(
        rules.REVOKE_SOURCE,
        model=SourceDesignation,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"note": note},
        note=note,
    ) as designation:
        designation.revoked_on = local_day(now)
