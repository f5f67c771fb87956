"""The administrative divisions of Shanghai: counts, superiors, days, and a second load."""

from collections import Counter
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import TestCase
from django.utils.translation import override

from catalog.regions import actions, queries
from catalog.regions.models import Region, path_under
from portal.regulation.vocabulary import Tier

NOW = datetime(2026, 2, 13, 1, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 1, tzinfo=UTC)
TODAY = date(2026, 2, 13)
#: The Ministry's table of 31 December 2025, and the villages of the statistics bureau.
DISTRICTS, STREET_UNITS, VILLAGES, WITHOUT_STREET = 16, 216, 6509, 246
SUBDISTRICTS, TOWNS, TOWNSHIPS = 108, 106, 2
ALL = 1 + 1 + DISTRICTS + STREET_UNITS + VILLAGES


def region(code: str) -> Region:
    found = queries.by_code(code, on=TODAY)
    assert found is not None
    return found


class Shanghai(TestCase):
    """The table after the first load."""

    loaded: actions.LoadedRegions

    @classmethod
    def setUpTestData(cls) -> None:
        # The ones that every test database holds; each is the superior of others.
        Region.objects.all()._raw_delete(Region.objects.db)
        cls.loaded = actions.load_regions(now=NOW)

    def test_counts(self) -> None:
        by_tier = Counter(Region.objects.values_list("tier", flat=True))
        assert by_tier == {
            Tier.NATIONAL: 1,
            Tier.PROVINCE: 1,
            Tier.COUNTY: DISTRICTS,
            Tier.TOWNSHIP: STREET_UNITS,
            Tier.VILLAGE: VILLAGES,
        }
        assert self.loaded.by_tier == by_tier
        assert (self.loaded.created, self.loaded.uncertain) == (ALL, WITHOUT_STREET)
        assert self.loaded.unlisted == 0

    def test_street_units_are_of_three_kinds(self) -> None:
        """The seventh digit tells a sub-district, a town and a township apart, as the name does."""
        units = Region.objects.filter(tier=Tier.TOWNSHIP).values_list("code", "name")
        ends = {"0": "街道", "1": "镇", "2": "乡"}
        assert all(name.endswith(ends[code[6]]) for code, name in units)
        assert Counter(code[6] for code, _name in units) == {
            "0": SUBDISTRICTS,
            "1": TOWNS,
            "2": TOWNSHIPS,
        }

    def test_a_municipality_has_no_city_between(self) -> None:
        districts = Region.objects.filter(tier=Tier.COUNTY)
        assert {one.parent for one in districts} == {region("310000")}
        assert not Region.objects.filter(code__in=["310100", "310200"]).exists()
        assert not Region.objects.filter(tier=Tier.CITY).exists()

    def test_uncertain_villages_hang_on_their_district(self) -> None:
        uncertain = Region.objects.filter(is_parent_uncertain=True).select_related("parent")
        assert len(uncertain) == WITHOUT_STREET
        assert len({one.code[:9] for one in uncertain}) == 23
        assert {one.tier for one in uncertain} == {Tier.VILLAGE}
        assert all(one.parent and one.parent.code == one.code[:6] for one in uncertain)

    def test_certain_villages_hang_on_their_street(self) -> None:
        certain = Region.objects.filter(tier=Tier.VILLAGE, is_parent_uncertain=False)
        assert certain.count() == VILLAGES - WITHOUT_STREET
        assert all(
            one.parent and one.parent.code == one.code[:9]
            for one in certain.select_related("parent")
        )

    def test_every_path_follows_the_superior(self) -> None:
        for one in Region.objects.select_related("parent"):
            assert one.path == path_under(one.parent, one.code)

    def test_by_code_understands_padding_and_fillers(self) -> None:
        assert region("310115").name == "浦东新区"
        assert region("310115000000") == region("310115")
        assert region("310100") == region("310000")
        assert region("000000").tier == Tier.NATIONAL
        assert queries.by_code("320100", on=TODAY) is None
        with pytest.raises(ValueError, match="does not have the form"):
            queries.by_code("31", on=TODAY)

    def test_by_code_asks_for_a_day(self) -> None:
        in_force = date(2025, 8, 1)
        assert queries.by_code("310115", on=in_force) == region("310115")
        assert queries.by_code("310115", on=date(2025, 7, 31)) is None
        Region.objects.filter(code="310101002001").update(effective_to=TODAY)
        assert queries.by_code("310101002001", on=date(2026, 2, 12)) is not None
        assert queries.by_code("310101002001", on=TODAY) is None

    def test_ancestors_begin_with_the_nation(self) -> None:
        village = region("310101002001")
        codes = [one.code for one in queries.ancestors(village, on=TODAY)]
        assert codes == ["000000", "310000", "310101", "310101002"]
        assert not queries.ancestors(region("000000"), on=TODAY).exists()

    def test_descendants_are_all_below(self) -> None:
        nation = queries.descendants(region("000000"), on=TODAY)
        assert nation.count() == ALL - 1
        by_digits = Region.objects.filter(code__startswith="310115").exclude(code="310115")
        assert set(queries.descendants(region("310115"), on=TODAY)) == set(by_digits)
        assert not queries.descendants(region("310101002001"), on=TODAY).exists()

    def test_the_lowest_common_region(self) -> None:
        cases = [
            ("310101002001", "310101002002", "310101002"),
            ("310101002001", "310101013", "310101"),
            ("310101", "310115", "310000"),  # two districts of one municipality
            ("310101002001", "310115", "310000"),
            ("310115", "310115004", "310115"),
            ("310115", "000000", "000000"),  # a ministry and a district
            ("310115", "310115", "310115"),
        ]
        for first, second, common in cases:
            found = queries.lowest_common(region(first), region(second), on=TODAY)
            assert found.code == common
            assert queries.lowest_common(region(second), region(first), on=TODAY) == found

    def test_scope_takes_in_all_below(self) -> None:
        within = queries.in_scope(["310101", "310115000000"], on=TODAY)
        expected = {"310101", "310115"}
        assert {one.code[:6] for one in within} == expected
        assert within.count() == sum(
            queries.descendants(region(code), on=TODAY).count() + 1 for code in expected
        )
        assert queries.in_scope(["310100"], on=TODAY).count() == ALL - 1
        assert not queries.in_scope([], on=TODAY).exists()
        assert not queries.in_scope(["320000"], on=TODAY).exists()

    def test_lies_within(self) -> None:
        village = region("310101002001")
        assert village.lies_within("310101")
        assert village.lies_within("310100")
        assert village.lies_within("310101002001")
        assert not village.lies_within("310115")
        assert not region("310101").lies_within("310101002001")

    # A second load

    def test_a_second_load_changes_nothing(self) -> None:
        before = list(Region.objects.order_by("pk").values())
        again = actions.load_regions(now=LATER)
        assert list(Region.objects.order_by("pk").values()) == before
        assert (again.created, again.renewed, again.corrected) == (0, 0, 0)
        assert again.unchanged == ALL

    def test_a_changed_name_opens_a_new_period(self) -> None:
        Region.objects.filter(code="310101").update(name="南市区")
        streets = queries.descendants(region("310101"), on=TODAY).count()
        again = actions.load_regions(now=LATER)
        assert (again.renewed, again.created) == (1, 0)
        old, new = Region.objects.filter(code="310101").order_by("effective_from")
        assert (old.name, old.effective_to) == ("南市区", date(2026, 3, 2))
        assert (new.name, new.effective_from, new.effective_to) == (
            "黄浦区",
            date(2026, 3, 2),
            None,
        )
        below = Region.objects.filter(code__startswith="310101", tier=Tier.TOWNSHIP)
        assert {one.parent for one in below.select_related("parent")} == {new}
        assert queries.by_code("310101", on=date(2026, 3, 1)) == old
        assert queries.by_code("310101", on=date(2026, 3, 2)) == new
        assert queries.descendants(new, on=date(2026, 3, 2)).count() == streets

    def test_a_wrong_superior_is_put_right_below_as_well(self) -> None:
        wrong = Region.objects.get(code="310101002")
        wrong.parent = region("310115")
        wrong.save()
        again = actions.load_regions(now=LATER)
        assert again.renewed == 1
        self.test_every_open_path_follows_the_superior()

    def test_every_open_path_follows_the_superior(self) -> None:
        for one in Region.objects.filter(effective_to=None).select_related("parent"):
            assert one.path == path_under(one.parent, one.code)
            assert one.parent is None or one.parent.effective_to is None

    def test_a_load_on_the_same_day_corrects_in_place(self) -> None:
        Region.objects.filter(code="310101").update(name="南市区", effective_from=TODAY)
        again = actions.load_regions(now=NOW)
        assert (again.renewed, again.corrected) == (0, 1)
        assert Region.objects.get(code="310101").name == "黄浦区"

    def test_a_village_moved_by_hand_stays(self) -> None:
        village = Region.objects.filter(is_parent_uncertain=True, code__startswith="310106").first()
        assert village is not None
        village.parent, village.is_parent_uncertain = region("310106100"), False
        village.save()
        again = actions.load_regions(now=LATER)
        village.refresh_from_db()
        assert village.path.endswith(f"/310106/310106100/{village.code}/")
        assert (again.renewed, again.corrected) == (0, 0)

    def test_a_row_added_by_hand_stays_and_is_counted(self) -> None:
        parent = region("310115")
        Region.objects.create(
            code="310115999", name="某街道", tier=Tier.TOWNSHIP, parent=parent, effective_from=TODAY
        )
        again = actions.load_regions(now=LATER)
        assert again.unlisted == 1
        assert region("310115999").effective_to is None

    def test_the_command_prints_the_counts(self) -> None:
        out = StringIO()
        with override("en"):
            call_command("load_regions", stdout=out)
        lines = out.getvalue().splitlines()
        assert [line.split()[:2] for line in lines[:5]] == [
            ["NATIONAL", "1"],
            ["PROVINCE", "1"],
            ["COUNTY", "16"],
            ["TOWNSHIP", "216"],
            ["VILLAGE", "6,509"],
        ]
        assert lines[5].startswith("246 villages")
        assert lines[6] == "Created 0, renewed 0, corrected 0, unchanged 6743."

    # The table's own rules

    def test_the_database_refuses(self) -> None:
        parent = region("310000")
        good = {"name": "某区", "tier": Tier.COUNTY, "parent": parent, "effective_from": TODAY}
        bad: dict[str, dict[str, object]] = {
            "region_tier_values": {"code": "310198", "tier": "DISTRICT"},
            "region_period_order": {"code": "310198", "effective_to": TODAY},
            "region_code_form": {"code": "3101"},
            "region_one_open_period_per_code": {"code": "310115"},
            "region_one_per_code_and_start": {
                "code": "310115",
                "effective_from": date(2025, 8, 1),
                "effective_to": date(2025, 8, 2),
            },
            "region_only_the_nation_has_no_superior": {"code": "310198", "parent": None},
        }
        for constraint, values in bad.items():
            with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
                Region.objects.create(**{**good, **values})

    def test_a_superior_is_protected(self) -> None:
        with pytest.raises(ProtectedError):
            region("310115").delete()
