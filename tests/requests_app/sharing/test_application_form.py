"""Which rows a person asks for, as the application form takes and keeps it."""

from typing import Any

import pytest

from catalog.models import DataItem, EntryVersion
from portal.regulation.vocabulary import RowRuleKind
from requests_app.models import RequestedRows, SharingRequest
from requests_app.sharing.forms import ApplicationForm
from tests import story


def form(version: EntryVersion, cast, request: SharingRequest | None = None, **typed: str) -> Any:
    """The form, sent with what the browser shows and what was typed over it."""
    shown = ApplicationForm(version=version, department_id=cast.labour.pk, request=request)
    sent = {name: shown[name].value() or "" for name in shown.fields}
    sent = {name: value for name, value in sent.items() if value is not False}
    if request is not None and request.system is not None:
        sent["system"] = request.system.code
    return ApplicationForm(
        {**sent, **typed}, version=version, department_id=cast.labour.pk, request=request
    )


def rules(sent: Any) -> set[tuple[int, str, tuple[str, ...]]]:
    """The row rules of a valid form."""
    assert sent.is_valid(), sent.errors
    rows = sent.cleaned_data["application"].rows
    return {(rule.column_id, rule.kind, rule.values) for rule in rows}


@pytest.fixture
def columns(published: EntryVersion) -> dict[str, DataItem]:
    return {item.column_name: item for item in published.items.all()}


def test_a_region_and_values_make_two_rules(cast, published, columns) -> None:
    """A value keeps the commas and spaces it has; a line is one value, said once."""
    sent = form(
        published,
        cast,
        region="310109，310101",
        row_column="name",
        row_values="甲, 乙公司\r\n丙、丁公司\n\n甲, 乙公司\n",
    )
    assert rules(sent) == {
        (columns["district"].pk, RowRuleKind.REGION, ("310109", "310101")),
        (columns["name"].pk, RowRuleKind.VALUES, ("甲, 乙公司", "丙、丁公司")),
    }


@pytest.mark.parametrize("typed", [{"row_column": "name"}, {"row_values": "甲"}])
def test_a_column_without_values_or_values_without_a_column(cast, published, typed) -> None:
    """Half a rule is not read as no rule: that would ask for every row."""
    assert list(form(published, cast, **typed).errors) == ["row_values"]


def test_the_regions_column_is_not_offered_twice(cast, published) -> None:
    """Regions have their own field, in which a region holds all below it."""
    sent = form(published, cast, row_column="district", row_values="310109")
    assert "row_column" in sent.errors


def test_saving_an_unchanged_draft_keeps_every_rule(cast, published, columns) -> None:
    """Also the rules the form has no field for: dropping one would widen the rows."""
    request = story.apply(cast, published)
    request.rows.all().delete()
    others = [name for name, item in columns.items() if not item.is_region][:3]
    for name in others:
        RequestedRows.objects.create(
            request=request, item=columns[name], kind=RowRuleKind.VALUES, values=["甲, 乙", "丙"]
        )
    RequestedRows.objects.create(
        request=request, item=columns["district"], kind=RowRuleKind.REGION, values=["310109"]
    )
    stored = {(row.item_id, row.kind, tuple(row.values)) for row in request.rows.all()}
    assert rules(form(published, cast, request)) == stored

    changed = rules(form(published, cast, request, row_column=others[1], row_values="丁"))
    assert (columns[others[1]].pk, RowRuleKind.VALUES, ("丁",)) in changed
    assert len({column for column, _kind, _values in changed}) == len(changed)


def test_a_value_rule_over_the_regions_column_is_kept(cast, published, columns) -> None:
    """An integrator may ask for exact region codes; the form neither shows nor loses it."""
    request = story.apply(cast, published)
    request.rows.all().delete()
    RequestedRows.objects.create(
        request=request, item=columns["district"], kind=RowRuleKind.VALUES, values=["310109"]
    )
    assert rules(form(published, cast, request)) == {
        (columns["district"].pk, RowRuleKind.VALUES, ("310109",))
    }
