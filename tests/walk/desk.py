"""Those who walk, and the shapes in which a step of the model is taken in the portal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from catalog.models import DirectoryEntry
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from tests.cast import Cast
from tests.walk import model
from tests.walk.model import Try

NOTE = "已说明。"
SPARE_NAME = "企业登记备用目录"


@dataclass
class Desk:
    """Those who walk, the entry that most of it is about, and one under which nothing is shared."""

    cast: Cast
    entry: DirectoryEntry
    spare: DirectoryEntry
    #: The classification that the spare entry stands under.
    classification_id: int

    def actor(self, attempt: Try) -> Actor:
        """The person as an actor on the day of the attempt."""
        if attempt.person == model.CLOCK:
            return Actor.system("walk")
        user = self.cast.people[attempt.person]
        on = local_day(attempt.now)
        return Actor.person(user.pk, interface=Interface.COMMAND, on=on)


type Act = Callable[[Desk, Try, dict[str, Any]], Any]


def plain(action: Callable[..., Any], **given: Any) -> Act:
    """A step of a matter with these particulars."""
    return lambda desk, attempt, by: action(pk=attempt.matter.pk, **given, **by)


def today(action: Callable[..., Any], name: str, days: int = 0, **given: Any) -> Act:
    """The same with a day counted from today."""

    def act(desk: Desk, attempt: Try, by: dict[str, Any]) -> Any:
        day = attempt.today + timedelta(days=days)
        return action(pk=attempt.matter.pk, **{name: day}, **given, **by)

    return act
