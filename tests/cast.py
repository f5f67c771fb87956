"""The named cast: five departments over three tiers, their people, and their systems."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog.departments import actions as departments
from catalog.departments.actions import NewSystem
from catalog.models import Department
from portal.models import User
from portal.regulation.vocabulary import Mandate, Tier
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface

PASSWORD = "correct horse battery staple"
FOUNDING = Actor.system("install", Interface.COMMAND)


@dataclass
class Cast:
    """Departments and people by the names stories call them."""

    now: datetime
    departments: dict[str, Department] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    systems: dict[str, NewSystem] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """``cast.market`` is a department, ``cast.market_reviewer`` a person."""
        for shelf in ("departments", "people"):
            found = self.__dict__.get(shelf, {}).get(name)
            if found is not None:
                return found
        raise AttributeError(name)

    def actor(self, person: str, interface: Interface = Interface.COMMAND) -> Actor:
        """The person as an actor on the day of the story."""
        user = self.people[person]
        return Actor.person(user.pk, interface=interface, on=local_day(self.now))


_OFFICE = "政务数据共享工作办公室"
#: name, code, full name, short name, region, tier, directory prefix
_DEPARTMENTS = (
    (
        "market",
        "SCJG",
        "上海市市场监督管理局",
        "市市场监管局",
        "310000",
        Tier.PROVINCE,
        "307031001",
    ),
    (
        "labour",
        "RSJ",
        "上海市人力资源和社会保障局",
        "市人社局",
        "310000",
        Tier.PROVINCE,
        "307031002",
    ),
    ("civil_affairs", "MZJ", "上海市民政局", "市民政局", "310000", Tier.PROVINCE, "307031003"),
    (
        "hongkou",
        "HKSC",
        "上海市虹口区市场监督管理局",
        "虹口市场局",
        "310109",
        Tier.COUNTY,
        "307031091",
    ),
)
#: person, department, mandates
_PEOPLE = (
    ("market_compiler", "market", (Mandate.COMPILE,)),
    ("market_assessor", "market", (Mandate.ASSESS,)),
    ("market_chief", "market", (Mandate.APPROVE_ENTRY,)),
    ("market_reviewer", "market", (Mandate.ANSWER, Mandate.SUPPLY)),
    ("market_office_head", "market", (Mandate.CONSENT,)),
    ("labour_clerk", "labour", (Mandate.APPLY,)),
    ("labour_office_head", "labour", (Mandate.CONSENT,)),
    ("civil_clerk", "civil_affairs", (Mandate.APPLY, Mandate.ANSWER, Mandate.COMPILE)),
    ("civil_office_head", "civil_affairs", (Mandate.CONSENT,)),
    ("hongkou_clerk", "hongkou", (Mandate.APPLY,)),
    ("hongkou_office_head", "hongkou", (Mandate.CONSENT,)),
)


def _person(username: str) -> User:
    return User.objects.create_user(username, password=PASSWORD, display_name=username)


def build(now: datetime) -> Cast:
    """Raise the cast, in a country that has its regions, through the acts the portal offers."""
    cast = Cast(now)
    authority = departments.found_authority(
        particulars=departments.Particulars(
            code="SJJ",
            name="上海市数据局",
            short_name="市数据局",
            region_code="310000",
            tier=Tier.PROVINCE,
            sharing_office=_OFFICE,
        ),
        actor=FOUNDING,
        now=now,
    )
    cast.departments["authority"] = authority
    cast.people["authority_officer"] = _person("authority_officer")
    departments.appoint_first(
        pk=authority.pk,
        user_id=cast.people["authority_officer"].pk,
        mandates=[Mandate.OVERSEE],
        actor=FOUNDING,
        now=now,
    )
    officer = cast.actor("authority_officer")
    for name, code, full, short, region, tier, prefix in _DEPARTMENTS:
        cast.departments[name] = departments.open_department(
            particulars=departments.Particulars(
                code=code,
                name=full,
                short_name=short,
                region_code=region,
                tier=tier,
                sharing_office=_OFFICE,
                directory_prefix=prefix,
            ),
            actor=officer,
            now=now,
        )
    for person, department, mandates in _PEOPLE:
        cast.people[person] = _person(person)
        departments.appoint(
            pk=cast.departments[department].pk,
            user_id=cast.people[person].pk,
            mandates=mandates,
            actor=officer,
            now=now,
        )
    cast.systems["labour"] = departments.register_system(
        pk=cast.departments["labour"].pk,
        code="wengang",
        name="稳岗返还经办系统",
        actor=officer,
        now=now,
        mandates=[Mandate.APPLY],
    )
    cast.people["outsider"] = _person("outsider")
    cast.people["superuser"] = User.objects.create_superuser("superuser", password=PASSWORD)
    return cast
