"""Time in the demo city: stories wake at working days before today, and time walks only forward."""

import heapq
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from portal.workdays import calendars
from portal.workdays.arithmetic import CHINA, add_workdays, begin_of, local_day

type Story = Iterator[datetime]

_LOOK_BACK = 450


class Timeline:
    """Wakes each story at the moment it asks for, the earliest first.

    Offsets count working days: 0 is today (the next working day, if today is none), -10 ten
    before it. So an event at -10 with a period of ten working days is due today.
    """

    def __init__(self, *, now: datetime, seed: int) -> None:
        self.now = now
        self.chance = random.Random(seed)  # noqa: S311  (demo data, no secrets)
        calendar = calendars.current()
        today = local_day(now)
        base = add_workdays(today - timedelta(days=1), 1, calendar).on
        days = (base - timedelta(days=back) for back in range(_LOOK_BACK))
        self._days = [day for day in days if calendar.is_workday(day)]
        self.clock = begin_of(self._days[-1])
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._told = 0

    def day(self, offset: int) -> date:
        """The working day so many before today."""
        return self._days[-offset]

    def at(self, offset: int) -> datetime:
        """Some moment in the office hours of that day."""
        minutes = self.chance.randrange(8 * 60)
        opening = datetime.combine(self.day(offset), time(9), tzinfo=CHINA)
        return opening + timedelta(minutes=minutes, seconds=self.chance.randrange(60))

    def morning(self, offset: int) -> datetime:
        """Before the offices of that day open."""
        return datetime.combine(self.day(offset), time(7), tzinfo=CHINA)

    def left(self, offset: int) -> int:
        """Calendar days from today to that working day; negative, for it is past."""
        return (self.day(offset) - self.day(0)).days

    def soon(self) -> datetime:
        """A few minutes later."""
        return self.clock + timedelta(seconds=60 + self.chance.randrange(900))

    def tell(self, story: Story) -> None:
        """Let the story begin at the first moment it asks for."""
        self._wait(story)

    def run(self) -> None:
        """Walk through all stories; nothing happens before what was done last, or after now."""
        while self._waiting:
            moment, _order, story = heapq.heappop(self._waiting)
            self.clock = max(self.clock, min(moment, self.now))
            self._wait(story)

    def _wait(self, story: Story) -> None:
        moment = next(story, None)
        if moment is not None:
            self._told += 1
            heapq.heappush(self._waiting, (moment, self._told, story))
