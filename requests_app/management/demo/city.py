"""The demo city's departments, people and application systems, and who acts for whom."""

import csv
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password

from catalog.departments import actions as departments
from catalog.departments.actions import Engagement, NewSystem, Particulars
from catalog.models import Department, DirectoryEntry, EntryVersion, Region
from catalog.regions.actions import load_regions
from catalog.subjects.actions import load_classifications, mark_registry
from catalog.subjects.models import Classification
from portal.models import User
from portal.regulation.classification import Registry
from portal.regulation.codes import complete_credit_code, organisation_check_digit
from portal.regulation.vocabulary import DepartmentKind, Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor, Interface
from requests_app.management.demo.timeline import Story, Timeline

HERE = Path(__file__).parent
PASSWORD = "demo-shanghai-2026"  # noqa: S105  (printed for everyone who tries the demo)
ADMINISTRATOR = "admin"
CONTRACTOR = "scjg-shoutuo"
#: Four hundred days ago.
OPENED = -272

#: post, its name in Chinese and English, its mandates; the two heads are different people.
POSTS = {
    "jingban": ("经办员", "clerk", (Mandate.COMPILE, Mandate.APPLY)),
    "shenhe": ("审核员", "reviewer", (Mandate.ASSESS, Mandate.ANSWER, Mandate.SUPPLY)),
    "jigou": ("工作机构负责人", "head of the data-sharing office", (Mandate.CONSENT,)),
    "fuze": ("部门负责人", "head of the department", (Mandate.APPROVE_ENTRY,)),
    "zhuguan": ("主管部门专员", "authority officer", (Mandate.OVERSEE,)),
}
#: department, system code, name of the application system.
SYSTEMS = (
    ("RSJ", "wengang", "稳岗返还经办系统"),
    ("MZJ", "hedui", "社会救助家庭经济状况核对系统"),
    ("SCJG", "zhuce", "市场主体登记审批系统"),
    ("FGW", "xinyong", "公共信用信息服务系统"),
    ("YJJ", "anquan", "安全生产监管系统"),
    ("ZJW", "zhufang", "住房保障审核系统"),
    ("WJW", "jiankang", "健康服务管理系统"),
    ("JYW", "ruxue", "义务教育入学服务系统"),
    ("GAJ", "renkou", "实有人口管理系统"),
    ("JTW", "tingche", "道路停车服务系统"),
    ("STJ", "paiwu", "排污许可管理系统"),
    ("HKMZ", "jiuzhu", "虹口区社会救助系统"),
    ("PDSC", "yizheng", "浦东新区一业一证系统"),
    ("BWT", "shequ", "社区事务受理系统"),
)


def credit_code(kind: str, region: str, organisation: str) -> str:
    """A valid but invented unified social credit code: kind, registrar's region, organisation."""
    return complete_credit_code(
        f"{kind}{region[:6]}{organisation}{organisation_check_digit(organisation)}"
    )


@dataclass
class City:
    """What the stories share: the time, the departments, the people and what was published."""

    timeline: Timeline
    departments: dict[str, Department] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    systems: dict[str, NewSystem] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    #: How many events of the chain are sealed.
    sealed: int = 0
    #: Department → the norm of the register that its requests cite, and the article.
    norms: dict[str, tuple[int, str]] = field(default_factory=dict)
    #: Number of a standard → its row in the register.
    standards: dict[str, int] = field(default_factory=dict)
    samples: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)
    _authorities: dict[str, str] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The moment the stories have come to."""
        return self.timeline.clock

    def actor(self, department: str, post: str) -> Actor:
        """The person in the post of the department; appointments do not change here."""
        username = f"{department.lower()}-{post}"
        if username not in self._actors:
            self._actors[username] = Actor.person(
                self.people[username].pk, interface=Interface.COMMAND, on=local_day(self.now)
            )
        return self._actors[username]

    def has(self, department: str, post: str) -> bool:
        """Whether the department has somebody in the post."""
        return f"{department.lower()}-{post}" in self.people

    def overseer(self, department: str) -> Actor:
        """The officer of the authority that is competent for the department."""
        region = self.departments[department].region.code
        return self.actor(self._authorities.get(region[:6], "SJJ"), "zhuguan")

    def make_authority(self, code: str, region: str) -> None:
        """Remember which department is the authority of a region."""
        self._authorities[region] = code

    def service(self, department: str) -> Actor:
        """The account of the department's application system."""
        client = self.systems[department].system.client
        return Actor.person(
            client.user_id, interface=Interface.COMMAND, on=local_day(self.now), client_id=client.pk
        )

    def live(self, name: str) -> EntryVersion:
        """The published version of the entry of that name, as it is now."""
        entry = DirectoryEntry.objects.select_related("live_version", "provider").get(
            pk=self.entries[name]
        )
        if entry.live_version is None:
            raise LookupError(f"{name} is not published at {self.now:%Y-%m-%d}")
        return entry.live_version

    def provider(self, name: str) -> str:
        """The code of the department whose entry it is."""
        return DirectoryEntry.objects.values_list("provider__code", flat=True).get(
            pk=self.entries[name]
        )


def read_table(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of one of the demo's tables."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def _prefixes(rows: list[dict[str, str]]) -> dict[str, str]:
    """The directory code prefix of each department: its 细目 below the region's 目."""
    counts: dict[str, int] = {}
    found = {}
    for row in rows:
        parent = "307031" if row["tier"] == "PROVINCE" else f"307031{row['region'][3:6]}"
        number = counts.get(parent, 0)
        counts[parent] = number + 1
        found[row["code"]] = (
            f"{parent}{number:03d}" if parent == "307031" else f"{parent}{number:02d}"
        )
    return found


def _classify(city: "City", rows: list[dict[str, str]], prefixes: dict[str, str]) -> None:
    """The classification tree is reference data: the guide's classes, then a 细目 a department."""
    names = {prefixes[row["code"]]: row["short_name"] for row in rows}
    load_classifications(names, now=city.now)


#: The base registries by code of their classification, each with the department that leads it.
_REGISTRIES = {
    "101": (Registry.POPULATION, "GAJ"),
    "102": (Registry.LEGAL_ENTITY, "SCJG"),
    "103": (Registry.SPACE, "GZJ"),
    "104": (Registry.CREDIT, "FGW"),
    "105": (Registry.LICENCE, "SJJ"),
}


def _mark_registries(city: "City") -> None:
    """The authority marks the five base registries."""
    nodes = Classification.objects.in_bulk(_REGISTRIES, field_name="code")
    for code, (registry, lead) in _REGISTRIES.items():
        mark_registry(
            pk=nodes[code].pk,
            registry=registry,
            lead=lead,
            actor=city.overseer(lead),
            now=city.now,
        )


def _posts(row: dict[str, str]) -> list[str]:
    """Every department has the same posts; an authority has its officer besides."""
    if row["is_authority"]:
        return list(POSTS)
    return [post for post in POSTS if post != "zhuguan"]


def _make_people(city: City, rows: list[dict[str, str]]) -> None:
    """One account a post; they share one password hash, computed once."""
    secret = make_password(PASSWORD)
    users = [
        User(
            username=f"{row['code'].lower()}-{post}",
            display_name=f"{row['short_name']}{POSTS[post][0]}",
            password=secret,
            date_joined=city.now,
        )
        for row in rows
        for post in _posts(row)
    ]
    city.people = {user.username: user for user in User.objects.bulk_create(users)}
    User.objects.create_superuser(ADMINISTRATOR, password=PASSWORD, display_name="系统管理员")


def _particulars(
    city: City, row: dict[str, str], number: int, prefixes: dict[str, str]
) -> Particulars:
    kind = "12" if row["kind"] == DepartmentKind.AUTHORISED else "11"
    superior = city.departments.get(row["superior"])
    return Particulars(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        credit_code=credit_code(kind, row["region"], f"DB{number:06d}"),
        kind=row["kind"],
        tier=row["tier"],
        region_code=row["region"],
        superior_id=superior.pk if superior else None,
        sharing_office="政务数据共享工作办公室",
        directory_prefix=prefixes[row["code"]],
        other_names=tuple(name for name in row["aliases"].split(";") if name),
    )


def _open(city: City, row: dict[str, str], particulars: Particulars) -> None:
    """Open the department; the city's own authority and first officers come from the founding."""
    founding = Actor.system("seed-demo", Interface.COMMAND)
    code = row["code"]
    if code == "SJJ":
        made = departments.found_authority(particulars=particulars, actor=founding, now=city.now)
    else:
        officer = city.actor("SJJ", "zhuguan")
        if row["tier"] != "PROVINCE" and not row["is_authority"]:
            officer = city.actor(_district_authority(row["region"]), "zhuguan")
        made = departments.open_department(
            particulars=particulars,
            actor=officer,
            now=city.now,
            is_authority=bool(row["is_authority"]),
        )
    city.departments[code] = Department.objects.select_related("region").get(pk=made.pk)
    if row["is_authority"]:
        city.make_authority(code, row["region"])
        departments.appoint_first(
            pk=made.pk,
            user_id=city.people[f"{code.lower()}-zhuguan"].pk,
            mandates=POSTS["zhuguan"][2],
            post=POSTS["zhuguan"][0],
            actor=founding,
            now=city.now,
        )


def _district_authority(region: str) -> str:
    return {"310109": "HKSJ", "310115": "PDSJ", "310106": "JASJ"}[region[:6]]


def _appoint(city: City, row: dict[str, str]) -> None:
    officer = city.overseer(row["code"])
    for post in _posts(row):
        if post != "zhuguan":
            departments.appoint(
                pk=city.departments[row["code"]].pk,
                user_id=city.people[f"{row['code'].lower()}-{post}"].pk,
                mandates=POSTS[post][2],
                post=POSTS[post][0],
                actor=officer,
                now=city.now,
            )


def found(city: City) -> Story:
    """The city is founded: regions and classes, departments one after the other, their systems."""
    yield city.timeline.at(OPENED)
    if not Region.objects.exists():
        load_regions(now=city.now)
    rows = read_table("departments.csv")
    prefixes = _prefixes(rows)
    _classify(city, rows, prefixes)
    _make_people(city, rows)
    for number, row in enumerate(rows, start=1):
        _open(city, row, _particulars(city, row, number, prefixes))
        yield city.timeline.soon()
        _appoint(city, row)
    for code, system, name in SYSTEMS:
        yield city.timeline.soon()
        city.systems[code] = departments.register_system(
            pk=city.departments[code].pk,
            code=system,
            name=name,
            actor=city.overseer(code),
            now=city.now,
            mandates=[Mandate.APPLY],
        )
    yield city.timeline.soon()
    _mark_registries(city)
    yield city.timeline.soon()
    _engage(city)


def _engage(city: City) -> None:
    """A contractor works on the market regulator's directory, under an approval and a contract."""
    department = city.departments["SCJG"]
    account = User.objects.create(
        username=CONTRACTOR,
        display_name="驻场技术人员（受托）",
        password=city.people["scjg-jingban"].password,
        date_joined=city.now,
    )
    departments.engage_contractor(
        pk=department.pk,
        user_id=account.pk,
        mandates=[Mandate.COMPILE],
        engagement=Engagement(
            contractor="某信息技术服务公司",
            approval_number="沪数审（示例）1号",
            approved_on=local_day(city.now),
            approved_by_id=city.departments["SJJ"].pk,
            contract_number="HT-示例-001",
            contract_ends_on=local_day(city.timeline.now) + timedelta(days=365),
        ),
        actor=city.actor("SCJG", "jigou"),
        now=city.now,
    )
