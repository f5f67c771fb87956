"""Look-ups of the demo city: a citizen and an enterprise asked where their data went."""

from catalog.departments import actions as departments
from portal.models import User
from portal.regulation.vocabulary import Mandate, SubjectKind
from requests_app.lookups import actions
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story
from requests_app.management.demo.wishes import ENTERPRISES, RESIDENTS

OFFICER = "suyuan"


def authorised(city: City) -> Story:
    """The authority's one person who may trace where subjects' data went."""
    yield city.timeline.at(-60)
    username = f"sjj-{OFFICER}"
    city.people[username] = User.objects.create(
        username=username,
        display_name="市数据局数据流向查询员",
        password=city.people["sjj-zhuguan"].password,
        date_joined=city.now,
    )
    departments.appoint(
        pk=city.departments["SJJ"].pk,
        user_id=city.people[username].pk,
        mandates=[Mandate.TRACE],
        post="数据流向查询员",
        actor=city.actor("SJJ", "zhuguan"),
        now=city.now,
    )


def asked(city: City, day: int, kind: SubjectKind, entry: str, case: str, note: str) -> Story:
    """Somebody asks who received his data; the officer looks it up and tells him."""
    yield city.timeline.at(day)
    _resource, keys = city.samples[entry]
    actions.look_up(
        kind=kind,
        number=keys[0],
        case_number=case,
        note=note,
        actor=city.actor("SJJ", OFFICER),
        now=city.now,
    )


def tell_all(city: City) -> None:
    """Begin the story of every look-up."""
    citizen = "本人来信询问其户籍信息提供给了哪些部门，依法查询后书面答复。"
    company = "企业反映登记信息被超范围使用，查询数据流向后转有关部门核查。"
    for story in (
        authorised(city),
        asked(city, -9, SubjectKind.CITIZEN, RESIDENTS, "XF-DEMO-0032", citizen),
        asked(city, -4, SubjectKind.ORGANISATION, ENTERPRISES, "TS-DEMO-0118", company),
    ):
        city.timeline.tell(story)
