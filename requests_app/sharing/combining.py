"""What the data asked for combine with at the requester: looked up once, judged by the rules."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Q

from catalog.departments.models import Department
from portal.regulation import aggregation
from portal.regulation import agreement as agreement_rules
from portal.regulation.aggregation import Column

#: The data are held, or will be: until they are disposed of (Art. 27).
HOLDING = frozenset(agreement_rules.State.values) - {
    agreement_rules.State.CLOSED,
    agreement_rules.State.OBSOLETE,
}


@dataclass(frozen=True, slots=True)
class Combination:
    """An agreement under which the requester holds data that the columns asked for join with.

    ``joined_by`` are the names of the shared columns, as the entry asked for writes them.
    """

    agreement: Any
    joined_by: tuple[str, ...]

    def __str__(self) -> str:
        version = self.agreement.entry_version
        return f"{self.agreement.provider.name}《{version.name}》"


class Combining:
    """What a matter that asks for columns answers when asked about combining (Art. 25 para. 2).

    The matter says what is asked for, of which version, and for whom; what was found of joining it
    stands in ``aggregation_assessments``.
    """

    aggregation_assessments: Any

    @property
    def columns_wanted(self) -> dict[int, int]:
        """The ids of the items asked for, each with the id of its row."""
        raise NotImplementedError

    @property
    def rows_counting(self) -> Collection[int]:
        """The ids of the rows that are not refused."""
        return self.columns_wanted.values()

    @property
    def wanted_of(self) -> Any:
        """The version of the entry."""
        raise NotImplementedError

    @property
    def wanted_for(self) -> Any:
        """The department that is to hold the data."""
        raise NotImplementedError

    @cached_property
    def _asked(self) -> list[tuple[int | None, str, Column]]:
        """The columns asked for with the id of their row, and the entry's other look-up keys."""
        rows = self.columns_wanted
        columns = _columns(self.wanted_of, rows)
        return [(rows.get(item.pk), item.name, column) for item, column in columns]

    @cached_property
    def _held(self) -> list[tuple[Any, list[Column]]]:
        """What the requester holds of other entries that has one of those names."""
        names = {column.name_key for _row, _name, column in self._asked}
        holding = self.wanted_for.agreements_received.filter(status__in=HOLDING)
        linked = (
            holding.exclude(entry_version__entry=self.wanted_of.entry_id)
            .filter(entry_version__items__name_key__in=names)
            .select_related("provider", "entry_version__entry")
            .prefetch_related("entry_version__items", "items")
            .distinct()
            .order_by("pk")
        )
        return [
            (
                agreement,
                [
                    column
                    for _item, column in _columns(
                        agreement.entry_version, {row.item_id for row in agreement.items.all()}
                    )
                ],
            )
            for agreement in linked
        ]

    def combinations(self, rows: Collection[int] | None = None) -> list[Combination]:
        """The agreements in hand that the columns join with, the oldest first.

        :param rows: the columns that count, by the id of their row; None: those asked for and not
            refused yet.
        """
        counting = self.rows_counting if rows is None else rows
        if not counting:
            return []
        asked, names = [], {}
        for row, name, column in self._asked:
            is_supplied = row is not None and row in counting
            if is_supplied or column.is_key:
                asked.append(replace(column, is_supplied=is_supplied))
                names[column.name_key] = name
        found = []
        for agreement, held in self._held:
            keys = aggregation.shared_keys(asked, held)
            if keys:
                joined_by = tuple(name for key, name in names.items() if key in keys)
                found.append(Combination(agreement, joined_by))
        return found

    def combines_with(self, rows: Collection[int] | None = None) -> bool:
        """Whether anything sensitive arises from joining the columns with what is held."""
        return bool(self.combinations(rows))

    @property
    def aggregation_assessment(self) -> Any:
        """The last assessment; earlier ones stay on record."""
        return self.aggregation_assessments.order_by("-pk").first()

    @property
    def aggregation_result(self) -> str:
        """What it found; empty where there is none."""
        last = self.aggregation_assessment
        return "" if last is None else last.result

    def unassessed_combinations(self, rows: Collection[int] | None = None) -> list[str]:
        """What joins and was not among what the last assessment looked at."""
        last = self.aggregation_assessment
        assessed = set() if last is None else set(last.agreement_ids)
        return [str(each) for each in self.combinations(rows) if each.agreement.pk not in assessed]


def _columns(version: Any, supplied: Collection[int]) -> list[Any]:
    """The items supplied and the look-up keys, each with the column that it is."""
    return [
        (
            item,
            Column(
                item.name_key,
                is_key=item.is_key,
                is_personal=item.is_personal,
                level=version.security_level,
                is_supplied=item.pk in supplied,
            ),
        )
        for item in version.items.all()
        if item.pk in supplied or item.is_key
    ]


def lock_holder(of: Q) -> None:
    """Lock the department that is to hold the data until its agreement is made.

    Of two providers who agree at once the later one sees what the other has added.
    """
    holders = Department.objects.select_for_update(of=("self",), no_key=True)
    holders.filter(of).first()
