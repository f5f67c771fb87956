"""Whose authority coordinates a dispute: the same level's, or the common superior's (Art. 28)."""

from datetime import timedelta

import pytest

from catalog.departments import actions as departments
from catalog.departments.queries import coordinating_authority
from catalog.models import Department, Region
from catalog.regions.queries import by_code
from portal.regulation.codes import NATIONAL_CODE
from tests.cast import FOUNDING, Cast

_OFFICE = "办公室"
#: name, code, region; Pudong has an authority of its own, Hongkou has none.
_MORE = (
    ("lujiazui", "LJZ", "310115005"),
    ("chuansha", "CS", "310115103"),
    ("ouyang", "OY", "310109009"),
    ("pudong", "PDSC", "310115"),
    ("pudong_civil", "PDMZ", "310115"),
)


def _particulars(code: str, region: str, cast: Cast) -> departments.Particulars:
    found = by_code(region, on=cast.now.date())
    assert found is not None
    return departments.Particulars(
        code=code,
        name=f"{found.name}{code}",
        short_name=code,
        region_code=region,
        tier=found.tier,
        sharing_office=_OFFICE,
    )


@pytest.fixture
def country(cast: Cast) -> Cast:
    officer = cast.actor("authority_officer")
    for name, code, region in _MORE:
        cast.departments[name] = departments.open_department(
            particulars=_particulars(code, region, cast), actor=officer, now=cast.now
        )
    cast.departments["pudong_authority"] = departments.found_authority(
        particulars=_particulars("PDSJ", "310115", cast), actor=FOUNDING, now=cast.now
    )
    return cast


def with_the_nation(cast: Cast) -> Cast:
    for name, code in (("nation", "GJSJ"), ("ministry", "BW")):
        made = _particulars(code, NATIONAL_CODE, cast)
        cast.departments[name] = (
            departments.found_authority(particulars=made, actor=FOUNDING, now=cast.now)
            if name == "nation"
            else departments.open_department(
                particulars=made, actor=cast.actor("national_officer"), now=cast.now
            )
        )
        if name == "nation":
            cast.people["national_officer"] = type(cast.people["outsider"]).objects.create_user(
                "national_officer"
            )
            departments.appoint_first(
                pk=cast.departments[name].pk,
                user_id=cast.people["national_officer"].pk,
                mandates=["oversee_for_department"],
                actor=FOUNDING,
                now=cast.now,
            )
    return cast


def asked(cast: Cast, first: str, second: str) -> Department | None:
    """The router's answer, which does not depend on who is named first."""
    one, other = cast.departments[first], cast.departments[second]
    found = coordinating_authority(one, other, on=cast.now.date())
    assert coordinating_authority(other, one, on=cast.now.date()) == found
    return found


@pytest.mark.parametrize(
    ("first", "second", "authority"),
    [
        pytest.param("market", "labour", "authority", id="two city departments"),
        pytest.param("market", "hongkou", "authority", id="city and district"),
        pytest.param("hongkou", "pudong", "authority", id="two districts"),
        pytest.param("market", "lujiazui", "authority", id="street and city"),
        pytest.param("lujiazui", "chuansha", "pudong_authority", id="two streets of a district"),
        pytest.param("lujiazui", "ouyang", "authority", id="streets of different districts"),
        pytest.param("pudong", "lujiazui", "pudong_authority", id="district and own street"),
        pytest.param("hongkou", "lujiazui", "authority", id="district and another's street"),
        pytest.param("pudong", "pudong_civil", "pudong_authority", id="two of one district"),
        pytest.param("hongkou", "ouyang", "authority", id="a district without an authority"),
        pytest.param("pudong_authority", "lujiazui", "authority", id="the authority a party"),
    ],
)
def test_the_router(country: Cast, first: str, second: str, authority: str) -> None:
    assert asked(country, first, second) == country.departments[authority]


def test_nobody_is_left_above_the_highest_authority(country: Cast) -> None:
    """It does not judge in its own matter; who does is not on this platform."""
    assert asked(country, "authority", "market") is None


def test_the_nation_stands_above_province_and_ministry(country: Cast) -> None:
    cast = with_the_nation(country)
    assert asked(cast, "ministry", "market") == cast.nation
    assert asked(cast, "authority", "market") == cast.nation
    assert asked(cast, "market", "labour") == cast.authority
    assert asked(cast, "nation", "market") is None


def test_a_common_region_that_is_no_more_has_no_authority(country: Cast) -> None:
    tomorrow = country.now.date() + timedelta(days=1)
    Region.objects.filter(code="310115").update(effective_to=tomorrow)
    assert asked(country, "lujiazui", "chuansha") == country.pudong_authority
    one, other = country.lujiazui, country.chuansha
    assert coordinating_authority(one, other, on=tomorrow) is None


def test_a_closed_authority_coordinates_nothing(country: Cast) -> None:
    Department.objects.filter(code="PDSJ").update(closed_on=country.now.date())
    assert asked(country, "lujiazui", "chuansha") == country.authority
