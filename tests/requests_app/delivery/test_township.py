"""A township's office shares like any department: registered, asking, receiving (Art. 30)."""

from pathlib import Path

from catalog.departments import actions as departments
from catalog.departments.actions import NewSystem
from catalog.directories.actions import Condition
from portal.models import User
from portal.regulation.vocabulary import Mandate, Purpose, SharingMode, Tier
from requests_app.sharing import actions as sharing
from requests_app.sharing.actions import Application
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.interfaces.api_client import ApiCaller

STREET = "310109018"


def _street_office(cast: the_cast.Cast) -> NewSystem:
    """北外滩街道, with a clerk, a head of its office and an application system."""
    officer = cast.actor("authority_officer")
    cast.departments["street"] = departments.open_department(
        particulars=departments.Particulars(
            code="BWT",
            name="上海市虹口区人民政府北外滩街道办事处",
            region_code=STREET,
            tier=Tier.TOWNSHIP,
            sharing_office="社区事务受理服务中心",
        ),
        actor=officer,
        now=NOW,
    )
    for person, mandate in (("street_clerk", Mandate.APPLY), ("street_head", Mandate.CONSENT)):
        cast.people[person] = User.objects.create_user(person, display_name=person)
        departments.appoint(
            pk=cast.street.pk,
            user_id=cast.people[person].pk,
            mandates=[mandate],
            actor=officer,
            now=NOW,
        )
    return departments.register_system(
        pk=cast.street.pk,
        code="shequ",
        name="社区事务受理系统",
        actor=officer,
        now=NOW,
        mandates=[Mandate.APPLY],
    )


def test_a_street_office_asks_and_receives_data(cast: the_cast.Cast, tmp_path: Path) -> None:
    system = _street_office(cast)
    assert (cast.street.tier, cast.street.region.tier) == ("TOWNSHIP", "TOWNSHIP")
    condition = Condition(regions=(STREET,), purposes=(Purpose.GOVERNMENT_SERVICE,))
    version = story.publish(cast, story.enterprise_registry(condition=condition))
    story.load(cast, version, story.small_registry(tmp_path / "rows.csv"))
    column = version.items.get(column_name="name")
    clerk, head = cast.actor("street_clerk"), cast.actor("street_head")
    asked = sharing.apply(
        requester_id=cast.street.pk,
        version_id=version.pk,
        application=Application(
            legal_basis="《上海市街道办事处条例》",
            scenario="核对辖区企业名称",
            purpose=Purpose.GOVERNMENT_SERVICE,
            scope="受理窗口按单笔业务查询",
            sharing_mode=SharingMode.API,
            use_from=NOW.date(),
            use_until=NOW.date().replace(year=NOW.year + 20),
            is_declared=True,
            system_id=system.system.client_id,
            columns={column.pk: "核对企业名称"},
        ),
        actor=clerk,
        now=NOW,
    )
    sharing.submit(pk=asked.pk, actor=clerk, now=NOW)
    sharing.consent_to_send(pk=asked.pk, actor=head, now=NOW)
    asked.refresh_from_db()
    given = story.put_into_use(cast, story.agree(cast, asked))
    answer = ApiCaller(system).get(
        f"/agreements/{given.public_number}/records/",
        {"limit": 3},
        sharing_purpose="GOVERNMENT_SERVICE",
        sharing_case_number="SQ-1",
    )
    assert answer.status_code == 200, answer.content
    rows = answer.json()["records"]
    assert [set(row) for row in rows] == [{"name"}] * 3
