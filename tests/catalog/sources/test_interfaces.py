"""Source designations through the API, the pages and the admin."""

from catalog.models import SourceDesignation
from tests.catalog.sources.twins import (
    TEXT,
    Twins,
    name,
    send_by_civil_affairs,
    social_organisations,
)
from tests.interfaces.api_client import ApiCaller

BACKEND = "django.contrib.auth.backends.ModelBackend"


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


# The pages and the admin.


def test_the_authority_names_a_source_on_the_page(twins: Twins, client, open_doors) -> None:
    client.force_login(twins.cast.authority_officer, backend=BACKEND)
    waiting = client.get("/source-designations/contested/").content.decode()
    assert "统一社会信用代码" in waiting
    assert "/source-designations/new/" in waiting
    sent = {
        "item": "统一社会信用代码",
        "collectors": ["SCJG", "MZJ"],
        "source": "SCJG",
        "text": TEXT,
    }
    answer = client.post("/source-designations/new/", sent)
    made = SourceDesignation.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/source-designations/{made.public_number}/",
    )
    page = client.get(answer["Location"]).content.decode()
    assert "社会组织登记信息" in page
    listed = client.get("/source-designations/?supplied_by_others=true").content.decode()
    assert made.public_number in listed
    assert "统一社会信用代码" not in client.get("/source-designations/contested/").content.decode()
    twice = client.post("/source-designations/new/", sent)
    assert twice.status_code == 409
    assert "source-named" in twice.content.decode()


def test_the_entry_s_page_tells_the_source(twins: Twins, client, open_doors) -> None:
    made = name(twins)
    client.force_login(twins.cast.labour_clerk, backend=BACKEND)
    for version in (twins.registry, twins.second):
        page = client.get(f"/catalog/{version.entry.slug}/").content.decode()
        assert f"/source-designations/{made.public_number}/" in page
        assert ("非本条目提供部门" in page) == (version == twins.second)


def test_the_review_shows_what_is_another_s(twins: Twins, client, open_doors) -> None:
    name(twins)
    sent = send_by_civil_affairs(twins.cast, social_organisations(name="慈善组织登记信息"))
    client.force_login(twins.cast.authority_officer, backend=BACKEND)
    review = client.get(f"/admin/catalog/entryversion/{sent.public_number}/").content.decode()
    assert "含有其他数源部门的信息项" in review
    assert "统一社会信用代码（上海市市场监督管理局）" in review
    own = f"/admin/catalog/entryversion/{twins.registry.public_number}/"
    assert "含有其他数源部门的信息项" not in client.get(own).content.decode()


def test_a_designation_is_revoked_in_the_admin(twins: Twins, client, open_doors) -> None:
    made = name(twins)
    address = f"/admin/catalog/sourcedesignation/{made.public_number}/"
    client.force_login(twins.cast.labour_clerk, backend=BACKEND)
    assert "revoke_source" not in client.get(address).content.decode()
    assert client.post(f"{address}revoke_source/", {"note": "x"}).status_code == 403
    new = client.post("/admin/catalog/sourcedesignation/add/", {"item": "x"})
    assert new.status_code == 400
    client.force_login(twins.cast.authority_officer, backend=BACKEND)
    assert (
        "/admin/catalog/sourcedesignation/add/"
        in client.get("/admin/catalog/sourcedesignation/").content.decode()
    )
    assert client.post(f"{address}revoke_source/", {"note": ""}).status_code == 400
    assert client.post(f"{address}revoke_source/", {"note": "职责调整"}).status_code == 302
    assert SourceDesignation.objects.get().status == "REVOKED"
    sent = {"item": "注册资金", "collectors": ["SCJG", "MZJ"], "source": "MZJ", "text": TEXT}
    answer = client.post("/admin/catalog/sourcedesignation/add/", sent)
    assert answer.status_code == 302
    assert SourceDesignation.objects.get(status="IN_FORCE").source == twins.cast.civil_affairs


def test_an_outsider_finds_nothing(twins: Twins, client, open_doors) -> None:
    made = name(twins)
    client.force_login(twins.cast.outsider, backend=BACKEND)
    assert client.get(f"/source-designations/{made.public_number}/").status_code == 404
    assert client.get("/source-designations/new/").status_code == 404
    assert made.public_number not in client.get("/source-designations/").content.decode()
