"""Every screen opens for whoever works on it, in both languages, in every state of a matter."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import UnresolvedName
from portal.regulation import reasons
from tests import cast as the_cast
from tests import story

pytestmark = pytest.mark.django_db


def browser(username: str) -> Client:
    """A browser in which the person has signed in."""
    client = Client()
    assert client.login(username=username, password=the_cast.PASSWORD)
    return client


@pytest.fixture
def client_of(settings):
    """Sign-in without the lock-out, which counts failures over a whole run."""
    settings.AXES_ENABLED = False
    return browser


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_screens_of_the_story_open(cast, client_of, tmp_path: Path, language: str) -> None:
    """The way from draft to agreement, each page on the way read by who works on it."""
    draft = story.draft(cast, story.enterprise_registry(name="企业变更登记信息", items=()))
    version = story.publish(cast, story.enterprise_registry())
    request = story.apply(cast, version)
    seen = {
        "market_compiler": [
            "/admin/",
            "/admin/catalog/entryversion/",
            f"/admin/catalog/entryversion/{draft.public_number}/",
            "/admin/catalog/entryversion/add/",
            "/admin/catalog/updatetrigger/",
        ],
        "market_assessor": [
            f"/admin/catalog/entryversion/{draft.public_number}/",
            f"/admin/catalog/entryversion/{draft.public_number}/assess/",
        ],
        "labour_clerk": [
            "/admin/",
            "/catalog/",
            "/catalog/?q=企业&sharing_class=CONDITIONAL&available=true",
            f"/catalog/{version.entry.slug}/",
            f"/requests/new/?entry={version.entry.slug}",
            "/requests/",
            f"/requests/{request.public_number}/",
            f"/requests/{request.public_number}/revise/",
            f"/requests/{request.public_number}/withdraw/",
            "/admin/requests_app/sharingrequest/",
            "/admin/requests_app/sharingrequest/add/",
            f"/admin/requests_app/sharingrequest/add/?entry={version.entry.slug}",
            f"/admin/requests_app/sharingrequest/{request.public_number}/",
        ],
        "market_reviewer": ["/admin/catalog/dataresource/", "/agreements/"],
        "authority_officer": ["/admin/", "/admin/requests_app/provisiontask/"],
        "superuser": [
            "/admin/",
            "/admin/portal/user/",
            "/admin/portal/auditevent/",
            "/admin/catalog/department/",
        ],
    }
    for person, addresses in seen.items():
        client = client_of(person)
        client.cookies["django_language"] = language
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200, (person, address, response.status_code)
    story.send(cast, request)
    agreement = story.agree(cast, request)
    story.load(cast, version, story.small_registry(tmp_path / "rows.csv"))
    story.put_into_use(cast, agreement)
    for person in ("labour_clerk", "market_reviewer", "authority_officer"):
        client = client_of(person)
        for address in (
            reverse("requests:request", kwargs={"number": request.public_number}),
            reverse("requests:agreement", kwargs={"number": agreement.public_number}),
            "/requests/",
            "/agreements/",
            f"/admin/requests_app/sharingrequest/{request.public_number}/",
            f"/admin/requests_app/sharingagreement/{agreement.public_number}/",
            "/admin/requests_app/sharingagreement/",
        ):
            assert client.get(address).status_code == 200, (person, address)


def test_outsiders_see_nothing(cast, published, client_of) -> None:
    """An account without an appointment gets no matter and no entry."""
    client = client_of("outsider")
    assert client.get("/catalog/").context["results"] == []
    assert client.get(f"/catalog/{published.entry.slug}/").status_code == 404
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/requests_app/sharingrequest/").status_code == 302


def test_anonymous_people_are_sent_to_sign_in(cast) -> None:
    """Nothing is shown before sign-in."""
    for address in ("/catalog/", "/requests/", "/admin/"):
        response = Client().get(address)
        assert response.status_code == 302
        assert "/login/" in response["Location"]


def test_unknown_parameters_are_named(cast, client_of) -> None:
    """A list refuses a parameter it does not know, by name, at every interface."""
    client = client_of("labour_clerk")
    for address in ("/catalog/", "/requests/", "/admin/requests_app/sharingrequest/"):
        response = client.get(address, {"colour": "red"})
        assert response.status_code == 400, address
        assert "colour" in response.content.decode()


TYPED = "他人已报送之后才保存的这段文字"


@pytest.mark.parametrize("door", ["/requests/{}/revise/", "/admin/requests_app/sharingrequest/{}/"])
def test_whoever_saves_a_request_that_was_sent_on_meanwhile_is_told(
    cast, published, client_of, door: str
) -> None:
    """Two people have the same draft open: one sends it, the other is told and keeps his text."""
    request = story.apply(cast, published)
    client = client_of("labour_clerk")
    address = door.format(request.public_number)
    assert client.get(address).status_code == 200
    story.send(cast, request)
    answer = client.post(address, {"legal_basis": TYPED})
    body = answer.content.decode()
    assert answer.status_code == 409
    assert reasons.WRONG_STATE.zh in body
    assert TYPED in body, "nothing typed is lost"
    request.refresh_from_db()
    assert request.legal_basis != TYPED
    assert client.get(f"/requests/{request.public_number}/revise/").status_code == 404


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "请重新打开该记录后再填写、保存"), ("en", "Open the record anew")],
)
def test_an_unreadable_state_of_a_record_is_told_in_words(
    cast, published, client_of, language: str, said: str
) -> None:
    """The form's hidden field never shows its name."""
    request = story.apply(cast, published)
    client = client_of("labour_clerk")
    client.cookies["django_language"] = language
    address = f"/requests/{request.public_number}/revise/"
    answer = client.post(address, {"legal_basis": TYPED, "expected_version": "x"})
    body = answer.content.decode()
    assert (answer.status_code, said in body, TYPED in body) == (400, True, True)
    assert "xpected version" not in body


def test_the_admin_s_sidebar_names_what_is_searched(cast, client_of) -> None:
    """In the words of this portal, not of the theme's programmers."""
    client = client_of("market_compiler")
    for language, said in (("zh-hans", "检索事项和目录"), ("en", "Find matters and entries")):
        client.cookies["django_language"] = language
        body = client.get("/admin/").content.decode()
        assert said in body
        assert "Search apps" not in body


def test_whoever_saves_an_entry_that_was_sent_on_meanwhile_is_told(cast, client_of) -> None:
    """The same on the one form of a directory entry."""
    version = story.draft(cast, story.enterprise_registry())
    client = client_of("market_compiler")
    address = f"/admin/catalog/entryversion/{version.public_number}/"
    shown = client.get(address).context["form"]
    rows = shown.item_forms
    fields = [*shown, *rows.management_form, *(field for row in rows for field in row)]
    sent = {field.html_name: field.value() for field in fields if field.value() is not None}
    sent = {name: value for name, value in sent.items() if value is not False}
    story.carry_to_review(cast, version)
    answer = client.post(address, {**sent, "abstract": TYPED})
    body = answer.content.decode()
    assert answer.status_code == 409, answer.context["form"].errors
    assert reasons.CHANGED_MEANWHILE.zh in body
    assert TYPED in body, "nothing typed is lost"
    version.refresh_from_db()
    assert version.abstract != TYPED


def test_names_that_wait_are_read_page_by_page(cast, client_of) -> None:
    """Most drafts first; every name is on some page, none on two."""
    names = [f"某局{number:02d}" for number in range(45)]
    UnresolvedName.objects.bulk_create(UnresolvedName(source="gx", name=name) for name in names)
    client = client_of("authority_officer")
    address, seen = "/admin/catalog/unresolvedname/", []
    for _page in range(3):
        context = client.get(address).context
        seen += [row["name"] for row in context["rows"]]
        address = f"/admin/catalog/unresolvedname/{context['page']['next']}"
    assert context["page"]["next"] == ""
    assert sorted(seen) == names


@pytest.mark.parametrize(
    ("person", "place", "part"),
    [
        ("authority_officer", "requests_app/inspection/", "监督"),
        ("authority_officer", "requests_app/complaint/", "监督"),
        ("authority_officer", "requests_app/breach/", "监督"),
        ("authority_officer", "catalog/harvestsource/", "导入"),
        ("market_compiler", "catalog/entryversion/", "目录"),
    ],
)
def test_the_crumbs_begin_with_the_part_of_the_menu(
    cast, client_of, person: str, place: str, part: str
) -> None:
    """And not with the package that the matter happens to be kept in."""
    shown = client_of(person).get(f"/admin/{place}").content.decode()
    first = re.search(r'class="portal-crumbs"><(?:span|a)[^>]*>([^<]*)<', shown)
    assert first is not None
    assert first[1] == part
