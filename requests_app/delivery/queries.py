"""Receipts as each party may see them, and the use of an agreement."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from catalog.directories.models import DataItem, DataResource, DataVersion, with_value_rules
from catalog.quality.models import DataCheck, RuleFinding
from portal.regulation.data_check import CheckOutcome
from portal.workflow.actor import Actor
from requests_app.delivery.models import Delivery, QuotaDay
from requests_app.sharing.models import SharingAgreement
from requests_app.sharing.queries import agreements_visible_to
from requests_app.sharing.recipients import Receipt, register_recipients
from requests_app.sharing.usage import register_last_use


def visible_to(actor: Actor) -> QuerySet[Delivery]:
    """Receipts of the agreements the actor may see."""
    return Delivery.objects.filter(
        agreement__in=agreements_visible_to(actor).values("pk")
    ).select_related("agreement", "client", "data_version")


def used_on(agreement: SharingAgreement, day: date) -> int:
    """How many calls the agreement has answered that day."""
    return (
        QuotaDay.objects.filter(agreement=agreement, day=day).values_list("used", flat=True).first()
        or 0
    )


#: So many days stand side by side where calls are shown day by day.
DAYS_SHOWN: Final = 14
#: How many calls rows of :class:`Calls` stand for; one carried over is counted where it was made.
ANSWERED = Sum(F("used") - F("carried"))


class Calls(QuerySet[QuotaDay]):
    """Calls answered, counted by agreement and day (Asia/Shanghai)."""

    def since(self, today: date, days: int) -> "Calls":
        """Those of so many days, today among them."""
        return self.filter(day__gt=today - timedelta(days=days), day__lte=today)

    def by_day(self, today: date, days: int) -> list[tuple[date, int]]:
        """The number on each of the days, the earliest first; nought where there was none."""
        rows = self.since(today, days).order_by().values_list("day").annotate(calls=ANSWERED)
        counted = dict(rows)
        listed = (today - timedelta(days=back) for back in reversed(range(days)))
        return [(day, counted.get(day, 0)) for day in listed]


def calls_under(agreements: Any) -> Calls:
    """The calls under these agreements: their ids, as values or as a query."""
    return Calls(QuotaDay).filter(agreement__in=agreements)


def rows_delivered(agreement: SharingAgreement) -> int:
    """How many rows were given out under the agreement so far."""
    return (
        Delivery.objects.filter(agreement=agreement).aggregate(rows=Sum("row_count"))["rows"] or 0
    )


@register_recipients
def receipts_holding(entry_id: int, marks: Sequence[str]) -> Iterator[Receipt]:
    """Deliveries under the entry that held a record with one of the marks, the latest first."""
    rows = Delivery.objects.filter(
        agreement__entry_version__entry_id=entry_id, record_marks__overlap=list(marks)
    )
    found = rows.order_by("-pk").values_list("agreement__requester_id", "receipt_number")
    for department_id, number in found:
        yield Receipt(department_id, number)


def receipts_by_case(
    marks: Sequence[str], *, within: Sequence[int]
) -> QuerySet[Delivery, dict[str, Any]]:
    """Receipts that hold one of the marks, counted by agreement, purpose and case.

    :param within: ids of departments, of which one provides or receives.
    """
    either = Q(agreement__provider__in=within) | Q(agreement__requester__in=within)
    rows = Delivery.objects.filter(either, record_marks__overlap=list(marks))
    return (
        rows.values("agreement_id", "purpose", "case_number")
        .annotate(times=Count("pk"), first_at=Min("delivered_at"), last_at=Max("delivered_at"))
        .order_by("agreement_id", "purpose", "case_number")
    )


@register_last_use
def last_delivery() -> Subquery:
    """The moment of the last delivery under the outer row's agreement."""
    latest = Delivery.objects.filter(agreement=OuterRef("pk")).order_by("-pk")
    return Subquery(latest.values("delivered_at")[:1])


def replaced_before(moment: datetime) -> QuerySet[DataVersion]:
    """Data versions replaced by a newer one that was loaded before the moment."""
    return DataVersion.objects.filter(
        dropped_at=None, resource__current__loaded_at__lt=moment
    ).exclude(pk=F("resource__current_id"))


def unchecked() -> QuerySet[DataResource]:
    """Resources whose current rows nobody has checked by the rules of the published version."""
    published = OuterRef("entry__live_version")
    ruled = with_value_rules(DataItem.objects.filter(version=published))
    checked = DataCheck.objects.filter(data_version=OuterRef("current"), entry_version=published)
    loaded = DataResource.objects.filter(current__isnull=False)
    return loaded.filter(Exists(ruled)).exclude(Exists(checked)).order_by("pk")


def is_counted(rows: DataVersion) -> bool:
    """Whether the rows were ever counted by value rules."""
    return DataCheck.objects.filter(data_version=rows, outcome=CheckOutcome.COUNTED).exists()


def broken_before(rows: DataVersion) -> set[tuple[str, str]]:
    """Column and rule of what the last data version before these rows that was counted breaks."""
    earlier = DataCheck.objects.filter(
        data_version__resource=rows.resource_id,
        data_version__number__lt=rows.number,
        outcome=CheckOutcome.COUNTED,
    )
    last = earlier.order_by("-data_version__number", "-entry_version__number").first()
    broken = RuleFinding.objects.filter(data_check=last, failing_count__gt=0)
    return set(broken.values_list("item__column_name", "rule"))
