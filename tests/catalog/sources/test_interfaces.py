"""Source designations through the API, the pages and the admin."""

import pytest

from catalog.models import SourceDesignation
from tests.catalog.sources.twins import TEXT, Twins, name
from tests.interfaces.api_client import ApiCaller


@pytest.fixture
def open_doors(settings) -> None:
    """Secrets made when the twins were published have the usual hash; nobody is locked out."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.AXES_ENABLED = False


# The programming interface.


def test_a_system_reads_who_the_source_is(twins: Twins, open_doors) -> None:
    made, quiet = name(twins), name(twins, item="企业类型", collectors=["SCJG", "RSJ"])
    api = ApiCaller(twins.cast.systems["labour"])
    told = api.get(f"/source-designations/{made.public_number}/").json()
    assert told == {
        "number": "SD-SJJ-2025-0001",
        "item": "统一社会信用代码",
        "source": "SCJG",
        "authority": "SJJ",
        "status": "IN_FORCE",
        "designated_on": "2025-09-24",
        "revoked_on": None,
        "supplied_by_others": True,
        "text": TEXT,
        "collectors": ["MZJ", "SCJG"],
        "suppliers": [
            {
                "entry": twins.second.entry.code,
                "version": twins.second.public_number,
                "name": "社会组织登记信息",
                "provider": "MZJ",
            }
        ],
        "steps": [],
    }
    flagged = api.get("/source-designations/", {"supplied_by_others": "true"}).json()["results"]
    assert [row["number"] for row in flagged] == [made.public_number]
    rest = api.get("/source-designations/", {"supplied_by_others": "false"}).json()["results"]
    assert [row["number"] for row in rest] == [quiet.public_number]
    assert api.get("/source-designations/", {"side": "collector"}).json()["results"] == rest
    assert api.get("/source-designations/SD-X/").status_code == 404
    assert api.get("/source-designations/", {"status": "STUCK"}).status_code == 400


def test_a_system_names_no_source(twins: Twins, open_doors) -> None:
    """The authority acts in person (Art. 19); a system never holds its mandate."""
    api = ApiCaller(twins.cast.systems["labour"])
    sent = {"item": "x", "source": "SCJG", "collectors": ["SCJG", "MZJ"], "text": TEXT}
    answer = api.post("/source-designations/", sent)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")
    for wrong in ({"collectors": "SCJG"}, {"collectors": [1]}, {"item": 7}, {"text": ""}):
        badly = api.post("/source-designations/", {**sent, **wrong})
        assert (badly.status_code, set(badly.json()["fields"])) == (400, set(wrong))
    made = name(twins)
    address = f"/source-designations/{made.public_number}/revoke_source/"
    answer = api.post(address, {"note": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-matter")
    assert SourceDesignation.objects.get().status == "IN_FORCE"
