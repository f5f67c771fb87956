"""Print the day on which a period of N working days after an event ends (期限届满日)."""

import re
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.regulation.codes import check_region_code
from portal.workdays import calendars
from portal.workdays.arithmetic import WEEKDAYS_ZH, Calendar, add_workdays

_BAD_INPUT = 2
_PAST_THE_END = gettext_lazy("The period runs past the last year of the calendar.")


class Command(BaseCommand):
    """``due_on 2025-09-24 10`` prints ``2025-10-14 周二`` and how it was counted."""

    help = "Prints the due date of N working days after an event on DATE."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """DATE, N, and which calendar to count by."""
        parser.add_argument("date", metavar="DATE", help="day of the event, YYYY-MM-DD")
        parser.add_argument("workdays", metavar="N", help="number of working days")
        parser.add_argument(
            "--shipped",
            action="store_true",
            help="count by the shipped notices, without the database",
        )
        parser.add_argument("--region", default="", metavar="CODE", help="a region's own holidays")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the input, count, print."""
        start = _parse_date(options["date"])
        workdays = _parse_workdays(options["workdays"])
        calendar = _calendar(is_shipped=options["shipped"], region_code=options["region"])
        try:
            due = add_workdays(start, workdays, calendar)
        except OverflowError:
            raise _refusal(str(_PAST_THE_END)) from None
        mark = " 暂定" if due.provisional else ""
        self.stdout.write(f"{due.on} {WEEKDAYS_ZH[due.on.weekday()]}{mark}")
        self.stdout.write(
            _("%(workdays)s working days after %(start)s, calendar %(version)s")
            % {
                "workdays": workdays,
                "start": f"{start} {WEEKDAYS_ZH[start.weekday()]}",
                "version": due.calendar_version,
            }
        )
        if due.provisional:
            self.stdout.write(
                _(
                    "Provisional: the notice for a year it touches is not loaded; it will be"
                    " computed anew when the notice is out."
                )
            )


def _parse_date(text: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise _refusal(_("There is no day %(found)s.") % {"found": text}) from None
    raise _refusal(
        _("DATE is a day written as YYYY-MM-DD, such as 2025-09-24, not %(found)s.")
        % {"found": text}
    )


def _parse_workdays(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    if text.isascii() and text.isdigit():
        raise _refusal(str(_PAST_THE_END))
    raise _refusal(
        _("N is a whole number of working days from 0 up, not %(found)s.") % {"found": text}
    )


def _calendar(*, is_shipped: bool, region_code: str) -> Calendar:
    if is_shipped and region_code:
        raise _refusal(_("The shipped notices hold no region's own holidays: give one option."))
    if is_shipped:
        return calendars.shipped()
    if region_code and (fault := check_region_code(region_code)):
        raise _refusal(str(fault))
    try:
        return calendars.current(region_code)
    except DatabaseError as error:
        raise CommandError(
            _("The table of holidays cannot be read; --shipped counts without the database.")
        ) from error


def _refusal(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=_BAD_INPUT)
