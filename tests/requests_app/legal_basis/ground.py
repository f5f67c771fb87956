"""An agreement that rests on a norm of the register, and the acts about it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from catalog.models import Norm
from requests_app.models import SharingAgreement
from requests_app.sharing import legal_basis
from requests_app.sharing.actions import CitedNorm
from tests import story
from tests.conftest import SHANGHAI
from tests.requests_app.delivery.desk import Desk, agree_on, rules_for

#: Nine days after the story's day.
REPEALED_FROM = date(2025, 10, 3)
BEFORE = datetime(2025, 10, 2, 23, 59, 59, 999999, tzinfo=SHANGHAI)
AT = datetime(2025, 10, 3, tzinfo=SHANGHAI)


@dataclass
class Ground:
    """A desk whose second agreement rests on a norm."""

    desk: Desk
    norm: Norm
    agreement: SharingAgreement

    def again(self) -> SharingAgreement:
        """The agreement as it stands now."""
        return SharingAgreement.objects.get(pk=self.agreement.pk)

    def call(self, now: datetime) -> Any:
        """A call under it."""
        return self.desk.deliver(now=now, number=self.agreement.public_number)

    def cite(self, norm: Norm, *, now: datetime, person: str = "labour_office_head") -> None:
        """The requester cites another norm instead."""
        legal_basis.cite_norm(
            pk=self.agreement.pk,
            replaced=self.norm.public_number,
            norm=norm.public_number,
            article="第五条",
            actor=self.desk.cast.actor(person),
            now=now,
        )

    def accept(self, *, now: datetime, person: str = "market_office_head") -> None:
        """The provider consents to it."""
        actor = self.desk.cast.actor(person)
        legal_basis.accept_norm(pk=self.agreement.pk, actor=actor, now=now)


def rest(desk: Desk, part: str = "PURPOSE") -> Ground:
    """An agreement in use whose purpose, or one of whose columns, rests on a norm."""
    norm = story.record_norm(desk.cast)
    column = desk.version.items.get(column_name="staff").pk
    changes: dict[str, Any] = (
        {"basis_norm_id": norm.pk, "basis_article": "第二十五条"}
        if part == "PURPOSE"
        else {"column_norms": {column: CitedNorm(norm.pk, "第三条")}}
    )
    given = agree_on(desk.cast, desk.version, rules_for(desk.version), **changes)
    return Ground(desk, norm, story.put_into_use(desk.cast, given))


def newer(desk: Desk) -> Norm:
    """A norm that takes its place, in force from the day of the repeal on."""
    return story.record_norm(
        desk.cast,
        title="失业保险条例（修订）",
        document_number="国务院令第900号",
        effective_on=REPEALED_FROM,
    )


LATER = AT + timedelta(hours=9)
