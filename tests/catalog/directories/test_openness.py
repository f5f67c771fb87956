"""Openness to society and related codes: typed, shown, compared, and told only to who may read."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from catalog.directories import comparing
from catalog.directories.forms import DraftForm
from catalog.models import EntryVersion
from portal.regulation.codes import is_entry_code
from tests import story
from tests.cast import Cast
from tests.interfaces.api_client import ApiCaller

EMPTY_ROWS = {"items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0"}


def typed(**sent: str) -> DraftForm:
    """The form with these fields sent."""
    return DraftForm({"name": "目录", **EMPTY_ROWS, **sent})


def caller(cast: Cast) -> ApiCaller:
    """The labour department's system."""
    return ApiCaller(cast.systems["labour"])


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        ("307031001/000001", True),
        ("3070211760000002004006/000033", True),
        ("307031001", False),
        ("307031001/", False),
        ("407031001/000001", False),
        ("307031001/一", False),
        ("某目录/000001", False),
    ],
)
def test_what_a_code_of_an_entry_is(code: str, is_one: bool) -> None:
    assert is_entry_code(code) is is_one


def test_codes_are_typed_in_any_order_and_each_once(db: None) -> None:
    form = typed(related_codes="210001/000007， 307031001/000001\n210001/000007")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["content"].related_codes == ("210001/000007", "307031001/000001")
    wrong = typed(related_codes="210001/000007、某目录")
    assert not wrong.is_valid()
    assert "某目录" in str(wrong.errors["related_codes"])
    many = typed(related_codes=",".join(f"210001/{number}" for number in range(21)))
    assert list(many.errors) == ["related_codes"]


def test_conditions_belong_to_what_is_opened_under_conditions(cast: Cast) -> None:
    for openness in ("", "UNCONDITIONAL", "CLOSED"):
        form = typed(openness=openness, open_condition="须注明来源")
        assert list(form.errors) == ["open_condition"]
    assert typed(openness="CONDITIONAL", open_condition="须注明来源").is_valid()
    version = story.draft(cast, story.enterprise_registry())
    rows = EntryVersion.objects.filter(pk=version.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(openness="CLOSED", open_condition="须注明来源")


def test_page_api_and_comparison_tell_it(cast: Cast) -> None:
    first = story.publish(
        cast,
        story.enterprise_registry(
            openness="CONDITIONAL", open_condition="须注明来源", related_codes=("210001/000007",)
        ),
    )
    client = Client()
    client.force_login(cast.people["labour_clerk"])
    page = client.get(f"/catalog/{first.entry.slug}/").content.decode()
    assert "有条件开放：须注明来源" in page
    assert "210001/000007" in page
    told = caller(cast).get(f"/entries/{first.entry.slug}/").json()
    assert (told["openness"], told["open_condition"]) == ("CONDITIONAL", "须注明来源")
    assert told["related_codes"] == ["210001/000007"]
    again = story.publish_again(cast, first)
    assert again.related_codes == ["210001/000007"], "the next version begins with what stands"
    # What is drafted next states less; the comparison says so.
    EntryVersion.objects.filter(pk=first.pk).update(related_codes=[])
    before, after = (EntryVersion.objects.get(pk=pk) for pk in (first.pk, again.pk))
    changes = {change.field: change.after for change in comparing.difference(before, after).fields}
    assert changes == {"related_codes": ["210001/000007"]}


def test_closed_details_tell_neither(cast: Cast) -> None:
    version = story.publish(
        cast,
        story.enterprise_registry(
            openness="CONDITIONAL",
            open_condition="须注明来源",
            related_codes=("210001/000007",),
            detail_closed=True,
            detail_closed_reason="涉及工作秘密",
        ),
    )
    told = caller(cast).get(f"/entries/{version.entry.slug}/").json()
    assert (told["openness"], told["open_condition"], told["related_codes"]) == ("", "", [])
    client = Client()
    client.force_login(cast.people["labour_clerk"])
    page = client.get(f"/catalog/{version.entry.slug}/").content.decode()
    assert "210001/000007" not in page
    assert "须注明来源" not in page
