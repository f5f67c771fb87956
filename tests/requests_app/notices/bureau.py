"""An entry and a request that was sent, people with e-mail addresses, and what the clock does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.models import EntryVersion
from portal.audit import chain
from portal.models import User
from portal.workflow.actor import Actor
from requests_app.models import Notice, SharingRequest
from requests_app.notices.jobs import give_notices, mail_notices
from tests import cast as the_cast
from tests import story

CLOCK = Actor.system("give-notices")
POST = Actor.system("mail-notices")


@dataclass
class Bureau:
    """Whose matters there are."""

    cast: the_cast.Cast
    version: EntryVersion
    request: SharingRequest

    @property
    def now(self) -> datetime:
        """The moment the story begins: Wednesday 24 September 2025, ten o'clock."""
        return self.cast.now

    def later(self, **units: int) -> datetime:
        """So much later."""
        return self.now + timedelta(**units)

    def give(self, now: datetime | None = None) -> None:
        """Seal what was done, and tell of it."""
        seal_and_tell(now or self.now)

    def post(self, now: datetime | None = None) -> None:
        """Hand over the e-mails whose turn it is."""
        mail_notices(actor=POST, now=now or self.now)

    def told(self, event: str) -> list[str]:
        """Who was told of the events of that name, in order of the alphabet."""
        rows = Notice.objects.filter(event_name=event)
        return sorted(rows.values_list("recipient__username", flat=True))


def seal_and_tell(now: datetime) -> None:
    """Seal what was done, and tell of it."""
    chain.seal(now=now)
    give_notices(actor=CLOCK, now=now)


def open_bureau(now: datetime) -> Bureau:
    """A published entry and a request received; nobody has been told of anything yet."""
    cast = the_cast.build(now)
    for user in User.objects.filter(is_service=False):
        user.email = f"{user.username}@example.com"
        user.save()
    version = story.publish(cast, story.enterprise_registry())
    request = story.send(cast, story.apply(cast, version))
    return Bureau(cast, version, request)
