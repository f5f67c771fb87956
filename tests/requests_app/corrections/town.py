"""The labour department's desk, and two neighbours who receive from the same entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from catalog.departments import actions as departments
from catalog.departments.actions import NewSystem
from catalog.models import EntryVersion
from portal.models import User
from portal.regulation.vocabulary import Mandate, Purpose, SharingMode, Tier
from portal.workflow.actor import Actor, Interface
from requests_app.corrections import actions
from requests_app.corrections.actions import Claim
from requests_app.delivery.actions import Call, deliver
from requests_app.delivery.models import Operation
from requests_app.models import Correction, SharingAgreement
from requests_app.sharing import actions as sharing
from requests_app.sharing.actions import Application
from tests import cast as the_cast
from tests import story
from tests.requests_app.delivery.desk import AGREED, Desk, furnish

#: What nobody but the parties may ever read, in the story told here.
KEY, BELIEVED, EVIDENCE = "C3", "三十七", "现场核查笔录第十二号。"


@dataclass
class Neighbour:
    """Another department with an agreement in use, and its system."""

    agreement: SharingAgreement
    system: NewSystem
    actor: Actor

    def receive(self, *, now: datetime, **changes: Any) -> Any:
        """Fetch under its own agreement."""
        asked = {
            "number": self.agreement.public_number,
            "client_id": self.system.system.client_id,
            "operation": Operation.RECORDS,
            "purpose": Purpose.GOVERNMENT_SERVICE,
            "case_number": "MZ-1",
        }
        return deliver(call=Call(**{**asked, **changes}), actor=self.actor, now=now)


@dataclass
class Town:
    """The desk with its neighbours: civil affairs, and the health commission."""

    desk: Desk
    civil: Neighbour
    health: Neighbour

    @property
    def cast(self) -> the_cast.Cast:
        """Who lives here."""
        return self.desk.cast


def _health(cast: the_cast.Cast) -> None:
    officer = cast.actor("authority_officer")
    department = departments.open_department(
        particulars=departments.Particulars(
            code="WJW",
            name="上海市卫生健康委员会",
            short_name="市卫健委",
            region_code="310000",
            tier=Tier.PROVINCE,
            sharing_office="办公室",
            directory_prefix="307031004",
        ),
        actor=officer,
        now=cast.now,
    )
    cast.departments["health"] = department
    for person, mandate in (
        ("health_clerk", Mandate.APPLY),
        ("health_reviewer", Mandate.ANSWER),
        ("health_office_head", Mandate.CONSENT),
    ):
        cast.people[person] = User.objects.create_user(person, password=the_cast.PASSWORD)
        departments.appoint(
            pk=department.pk,
            user_id=cast.people[person].pk,
            mandates=[mandate],
            actor=officer,
            now=cast.now,
        )


def neighbour(
    cast: the_cast.Cast,
    name: str,
    people: tuple[str, str],
    version: EntryVersion,
    columns: Iterable[str],
) -> Neighbour:
    """Another department, with a system, and an agreement in use on these columns."""
    department = cast.departments[name]
    system = departments.register_system(
        pk=department.pk,
        code=f"{name.replace('_', '-')}-system",
        name="业务系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.APPLY],
    )
    cast.systems[name] = system
    items = dict(version.items.values_list("column_name", "pk"))
    first = cast.now.date()
    clerk, head = people
    request = sharing.apply(
        requester_id=department.pk,
        version_id=version.pk,
        application=Application(
            legal_basis="《社会救助暂行办法》",
            scenario="核对",
            purpose=Purpose.GOVERNMENT_SERVICE,
            scope="逐笔",
            sharing_mode=SharingMode.API,
            use_from=first,
            use_until=first + timedelta(days=365),
            is_declared=True,
            system_id=system.system.client_id,
            columns={items[column]: "核对" for column in columns},
        ),
        actor=cast.actor(clerk),
        now=cast.now,
    )
    sharing.submit(pk=request.pk, actor=cast.actor(clerk), now=cast.now)
    sharing.consent_to_send(pk=request.pk, actor=cast.actor(head), now=cast.now)
    agreement = story.put_into_use(cast, story.agree(cast, request))
    client = system.system.client
    actor = Actor.person(client.user_id, interface=Interface.API, on=first, client_id=client.pk)
    return Neighbour(agreement, system, actor)


def build(folder: Path) -> Town:
    """Furnish the desk, then let two neighbours agree on the same entry."""
    desk = furnish(folder)
    cast = desk.cast
    _health(cast)
    civil = ("civil_clerk", "civil_office_head")
    health = ("health_clerk", "health_office_head")
    return Town(
        desk,
        neighbour(cast, "civil_affairs", civil, desk.version, AGREED),
        neighbour(cast, "health", health, desk.version, AGREED),
    )


def claim(**changes: Any) -> Claim:
    """One field of one record, held to be wrong."""
    usual = {
        "fault": "INACCURATE",
        "key_column": "code",
        "record_key": KEY,
        "column": "staff",
        "believed_value": BELIEVED,
        "evidence": EVIDENCE,
    }
    return Claim(**{**usual, **changes})


def raised(desk: Desk, *, now: datetime | None = None, **changes: Any) -> Correction:
    """The labour clerk raises it."""
    return actions.request_correction(
        agreement_id=desk.agreement.pk,
        claim=claim(**changes),
        actor=desk.cast.actor("labour_clerk"),
        now=now or desk.cast.now,
    )


def received(desk: Desk, *, now: datetime | None = None, **changes: Any) -> Correction:
    """The same, taken in by the provider."""
    moment = now or desk.cast.now
    correction = raised(desk, now=moment, **changes)
    actions.receive(pk=correction.pk, actor=desk.cast.actor("market_reviewer"), now=moment)
    return Correction.objects.get(pk=correction.pk)


def verifying(desk: Desk, *, now: datetime | None = None, **changes: Any) -> Correction:
    """The same, being verified."""
    moment = now or desk.cast.now
    correction = received(desk, now=moment, **changes)
    reviewer = desk.cast.actor("market_reviewer")
    actions.begin_verification(pk=correction.pk, actor=reviewer, now=moment)
    return Correction.objects.get(pk=correction.pk)


def fed_back(desk: Desk, step: str = "correct", *, now: datetime | None = None) -> Correction:
    """The same, found and answered."""
    moment = now or desk.cast.now
    correction = verifying(desk, now=moment)
    reviewer = desk.cast.actor("market_reviewer")
    found = getattr(actions, step)
    found(pk=correction.pk, finding="已与原始档案核对。", actor=reviewer, now=moment)
    actions.feed_back(pk=correction.pk, actor=reviewer, now=moment)
    return Correction.objects.get(pk=correction.pk)
