"""A person keeps a search and is told of the first entry that fits it, of nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import SavedSearch
from catalog.saved_searches import actions
from portal.models import User
from portal.workflow.decision import Refused
from requests_app.models import Notice, NoticeSubscription
from tests import story
from tests.cast import Cast
from tests.requests_app.notices.bureau import seal_and_tell

LIST, NEW = reverse("catalog:saved-search-list"), reverse("catalog:saved-search-new")


def client_of(cast: Cast, person: str) -> Client:
    """Somebody at the pages."""
    client = Client()
    client.force_login(cast.people[person])
    return client


def save(
    cast: Cast, person: str = "labour_clerk", name: str = "企业", **filters: list[str]
) -> SavedSearch:
    """Through the action."""
    return actions.keep(
        name=name,
        filters=filters or {"q": ["企业登记"]},
        is_notice_wanted=True,
        actor=cast.actor(person),
        now=cast.now,
    )


def told(person: str = "labour_clerk") -> list[str]:
    """The kinds of notice of publications that the person was given."""
    rows = Notice.objects.filter(recipient__username=person, event_name="entryversion.publish")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_what_was_searched_is_saved_listed_opened_and_dropped(cast: Cast) -> None:
    client = client_of(cast, "labour_clerk")
    looked = "q=企业&sharing_class=CONDITIONAL&sharing_class=WITHHELD"
    found = client.get(f"/catalog/?{looked}").content.decode()
    assert NEW in found, "the results offer to save what was searched"
    asked = client.get(f"{NEW}?{looked}")
    assert "有条件共享" in asked.content.decode()
    client.post(f"{NEW}?{looked}", {"name": "企业目录", "is_notice_wanted": "on"})
    saved = SavedSearch.objects.get()
    assert saved.filters == {"q": ["企业"], "sharing_class": ["CONDITIONAL", "WITHHELD"]}
    assert (saved.user, saved.is_notice_wanted) == (cast.people["labour_clerk"], True)
    listed = client.get(LIST).content.decode()
    assert "企业目录" in listed
    assert "sharing_class=CONDITIONAL&amp;sharing_class=WITHHELD" in listed
    client.post(reverse("catalog:saved-search-drop", args=[saved.pk]))
    assert not SavedSearch.objects.exists()


def test_a_search_is_its_owner_s_alone(cast: Cast) -> None:
    saved = save(cast)
    other = client_of(cast, "civil_clerk")
    assert saved.name not in other.get(LIST).content.decode()
    assert other.post(reverse("catalog:saved-search-drop", args=[saved.pk])).status_code == 404
    assert SavedSearch.objects.exists()
    assert client_of(cast, "labour_clerk").post(f"{LIST}999999/drop/").status_code == 404


@pytest.mark.parametrize(
    ("query", "given", "status", "said"),
    [
        ("q=企业", {"name": ""}, 400, "必填"),
        ("q=企业", {"name": "企" * 61}, 400, "60"),
        ("q=企业", {"name": "企业"}, 409, "同名"),
        ("q=企业登记", {"name": "别名"}, 409, "已经保存"),
        ("sharing_class=X", {"name": "别名"}, 400, "共享属性："),
        ("nonsense=1", {"name": "别名"}, 400, "nonsense"),
        ("own_state=X", {"name": "别名"}, 400, "与本部门的关系："),
        ("published_from=二〇二四年三月", {"name": "别名"}, 400, "请按年、月、日填写日期。"),
        ("q=%00", {"name": "别名"}, 400, "q"),
    ],
)
def test_bad_input_is_told_and_saves_nothing(
    cast: Cast, query: str, given: dict[str, str], status: int, said: str
) -> None:
    save(cast)
    answer = client_of(cast, "labour_clerk").post(f"{NEW}?{query}", given)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert SavedSearch.objects.count() == 1


def test_fifty_at_most_and_no_outsider(cast: Cast) -> None:
    for number in range(50):
        save(cast, name=f"第{number}项", q=[f"企业{number}"])
    with pytest.raises(Refused) as refused:
        save(cast, name="又一项", q=["又"])
    assert refused.value.reason.code == "too-many-searches"
    save(cast, "civil_clerk")
    outsider = User.objects.create_user("nobody-in-particular")
    client = Client()
    client.force_login(outsider)
    assert client.get(f"{NEW}?q=企业").status_code == 404


def test_whoever_looks_for_it_is_told_once_of_a_new_entry(cast: Cast) -> None:
    save(cast)
    save(cast, name="另一项", sharing_class=["CONDITIONAL"])
    save(cast, "civil_clerk", q=["婚姻"])
    save(cast, "labour_office_head")
    story.publish(cast, story.enterprise_registry(name="企业登记信息"))
    seal_and_tell(cast.now)
    assert told() == ["SEARCH"], "told as one who looks for it, and of two searches once"
    assert told("civil_clerk") == ["DIRECTORY"], "her search is about something else"
    assert told("labour_office_head") == ["DIRECTORY"], "a legal notice goes first"


def test_nobody_is_told_of_a_likeness_or_of_a_new_version(cast: Cast) -> None:
    save(cast, q=["企业登计"])  # a slip of the pen: the directory itself would show what is near
    version = story.publish(cast, story.enterprise_registry(name="企业登记信息"))
    seal_and_tell(cast.now)
    assert told() == ["DIRECTORY"]
    save(cast, name="已发布的", q=["企业登记"])
    story.publish_again(cast, version)
    seal_and_tell(cast.now)
    assert told() == ["DIRECTORY", "DIRECTORY"]


def test_what_a_closed_entry_does_not_tell_fits_nothing(cast: Cast) -> None:
    save(cast, name="数据项", q=["统一社会信用代码"])
    save(cast, "market_compiler", q=["统一社会信用代码"])
    story.publish(
        cast,
        story.enterprise_registry(
            name="某登记信息", detail_closed=True, detail_closed_reason="涉及工作秘密。"
        ),
    )
    seal_and_tell(cast.now)
    assert told() == ["DIRECTORY"]


def test_it_is_declined_by_itself(cast: Cast) -> None:
    """Whoever wants no notices of searches is told like everybody; the other way round, too."""
    save(cast)
    save(cast, "civil_clerk")
    for person, kind in (("labour_clerk", "SEARCH"), ("civil_clerk", "DIRECTORY")):
        NoticeSubscription.objects.create(user=cast.people[person], declined_kinds=[kind])
    story.publish(cast, story.enterprise_registry(name="企业登记信息"))
    seal_and_tell(cast.now)
    assert (told(), told("civil_clerk")) == (["DIRECTORY"], ["SEARCH"])
