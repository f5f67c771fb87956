"""Where incidents happen: a published entry, an agreement on it, and those who are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from catalog.models import EntryVersion
from requests_app.models import SecurityIncident, SharingAgreement
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW


@dataclass
class Scene:
    """The labour department uses the market regulator's registry."""

    cast: the_cast.Cast
    version: EntryVersion
    agreement: SharingAgreement

    @property
    def now(self) -> datetime:
        """The moment the story begins: a Wednesday."""
        return self.cast.now

    def days(self, number: int) -> datetime:
        """So many days later."""
        return self.now + timedelta(days=number)

    def at(self, incident: SecurityIncident, person: str, **changes: Any) -> dict[str, Any]:
        """What every step takes: the matter, who acts, and when."""
        return {"pk": incident.pk, "actor": self.cast.actor(person), "now": self.now, **changes}

    def used(self, **changes: Any) -> SecurityIncident:
        """A leak at the user's, told by its clerk."""
        return story.report_incident(self.cast, agreement=self.agreement, **changes)

    def supplied(self, **changes: Any) -> SecurityIncident:
        """A leak while sharing, told by the same."""
        return self.used(stage="SHARING", **changes)

    def of_entry(self, **changes: Any) -> SecurityIncident:
        """A third department tells of a leak of the entry."""
        named = {"version": self.version, "person": "civil_clerk", **changes}
        return story.report_incident(self.cast, **named)


def raise_scene() -> Scene:
    """The registry is published and shared."""
    cast = the_cast.build(NOW)
    version = story.publish(cast, story.enterprise_registry())
    agreement = story.agree(cast, story.send(cast, story.apply(cast, version)))
    return Scene(cast, version, agreement)
