"""Register a standard, load its code list, record its end (Art. 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.departments.models import Department
from catalog.standards import lines
from catalog.standards.lines import CodeLine
from catalog.standards.models import Standard, StandardCode
from portal.regulation import reasons
from portal.regulation import standard as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.models import yearly_number
from portal.workflow.transition import open_matter, transition


def register_standard(
    *,
    number: str,
    title: str,
    actor: Actor,
    now: datetime,
    edition: str = "",
    effective_on: date | None = None,
) -> Standard:
    """The authority enters an edition of a standard, so that data items can name it (Art. 6).

    :raises Refused: it lacks number or title, or the register has the edition already.
    """
    with transaction.atomic():
        authority = (
            Department.objects.select_related("region").filter(pk=actor.department_id or 0).first()
        )
        if authority is None:
            raise Refused(reasons.NOT_FOUND)
        standard = Standard(
            public_number=yearly_number("SE", authority.code, local_day(now)),
            number=number.strip(),
            edition=edition.strip(),
            title=title.strip(),
            effective_on=effective_on,
            authority=authority,
        )
        details = {"standard": standard.cited_as, "title": standard.title}
        return open_matter(rules.REGISTER_STANDARD, standard, actor=actor, now=now, details=details)


@dataclass(frozen=True, slots=True)
class Loading:
    """What a list does to the rows that stand: new ones, ended ones, and what it cannot."""

    new: tuple[CodeLine, ...]
    ended: tuple[tuple[StandardCode, date], ...]
    faults: tuple[str, ...]


def _compare(read: Iterable[CodeLine], stored: Iterable[StandardCode]) -> Loading:
    """Set each line against the rows of its code.

    The same code from the same day is the same row: it stays, or gets the end that it lacked.
    """
    rows: dict[str, list[StandardCode]] = {}
    for row in stored:
        rows.setdefault(row.code, []).append(row)
    new: list[CodeLine] = []
    ended: list[tuple[StandardCode, date]] = []
    faults: list[str] = []
    for line in read:
        same = [row for row in rows.get(line.code, []) if row.starts_on == line.starts_on]
        if not same:
            new.append(line)
        elif same[0].name != line.name:
            faults.append(lines.fault(line.number, _("the code has another name from that day")))
        elif same[0].ends_on is None and line.ends_on is not None:
            ended.append((same[0], line.ends_on))
        elif same[0].ends_on != line.ends_on:
            faults.append(lines.fault(line.number, _("the code has another end")))
    ends = {row.pk: day for row, day in ended}
    for line in new:
        others = rows.get(line.code, [])
        if any(line.overlaps(row.starts_on, ends.get(row.pk, row.ends_on)) for row in others):
            why = _("its period overlaps that of the code on the list")
            faults.append(lines.fault(line.number, why))
    return Loading(tuple(new), tuple(ended), tuple(faults))


def load_codes(*, pk: int, lines_text: str, actor: Actor, now: datetime) -> None:
    """Add the lines to the code list: all of them, or none (Art. 6).

    :param lines_text: code, name, from and until in each line, separated by commas.
    :raises Refused: there is no line, or each of those named cannot be taken.
    """
    with transaction.atomic():
        # Locked before it is compared: two lists come one after the other.
        Standard.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        read, faults = lines.read(lines_text)
        loading = _compare(read, StandardCode.objects.filter(standard=pk))
        named = (*faults, *lines.overlapping(read), *loading.faults)
        with transition(
            rules.LOAD_CODES,
            model=Standard,
            pk=pk,
            actor=actor,
            now=now,
            inputs={"lines": (*read, *faults), "faults": named},
            details={"lines": len(read), "new": len(loading.new), "ended": len(loading.ended)},
        ) as standard:
            for row, day in loading.ended:
                row.ends_on = day
                row.save(update_fields=["ends_on"])
            StandardCode.objects.bulk_create(
                StandardCode(
                    standard=standard,
                    code=line.code,
                    name=line.name,
                    starts_on=line.starts_on,
                    ends_on=line.ends_on,
                )
                for line in loading.new
            )


def end_standard(
    *,
    pk: int,
    ended_on: date,
    actor: Actor,
    now: datetime,
    replaced_by: Standard | None = None,
) -> None:
    """The authority records from which day the standard has ended, and by what it is replaced."""
    with transition(
        rules.END_STANDARD,
        model=Standard,
        pk=pk,
        actor=actor,
        now=now,
        inputs={"ended_on": ended_on, "replaced_by": replaced_by},
        details={
            "ended_on": str(ended_on),
            "replaced_by": "" if replaced_by is None else replaced_by.cited_as,
        },
    ) as standard:
        standard.ended_on, standard.replaced_by = ended_on, replaced_by
