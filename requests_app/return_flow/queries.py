"""Which return flows may be seen, whose turn it is, and rows owed against rows delivered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from catalog.departments.models import DepartmentSystem
from catalog.departments.queries import by_id, systems_of
from catalog.directories import queries as directories
from catalog.directories.models import DataItem, DataResource, DataVersion, DirectoryEntry
from portal.accounts.models import ApiClient
from portal.regulation import return_flow as rules
from portal.regulation.return_flow import State
from portal.regulation.vocabulary import Mandate, SharingClass
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.return_flow.models import ReturnDelivery, ReturnFlow, ReturnRun
from requests_app.sharing import queries as sharing
from requests_app.sharing.recipients import Receipt, register_recipients
from requests_app.stops import queries as stops
from requests_app.stops.models import DeliveryStop

_DRAWN = (
    "requester__region",
    "provider__region",
    "entry__live_version",
    "system",
    "resource",
)


def visible_to(actor: Actor) -> QuerySet[ReturnFlow]:
    """Those of the own department, and for an authority all within its region."""
    if actor.department_id is None:
        return ReturnFlow.objects.none()
    return ReturnFlow.objects.filter(sharing.parties(actor)).select_related(*_DRAWN)


def flows_under(entry_id: int, now: datetime) -> list[str]:
    """Numbers of the return flows of the entry that were not ended."""
    flows = ReturnFlow.objects.filter(entry=entry_id, status__in=rules.OPEN_STATES)
    return list(flows.order_by("pk").values_list("public_number", flat=True))


def received_by(actor: Actor, number: str) -> ReturnFlow | None:
    """The flow of that number, if the actor's department is the lower one.

    With ``with_stop``: the stop in force over it, or None.
    """
    if actor.department_id is None:
        return None
    own = ReturnFlow.objects.filter(public_number=number, requester_id=actor.department_id)
    return own.select_related(*_DRAWN).annotate(with_stop=_stop()).first()


def _stop() -> Subquery:
    """A stop in force over what the outer flow returns; one for a purpose alone is none."""
    over = stops.over(
        provider=OuterRef("provider_id"),
        entry=OuterRef("entry_id"),
        recipient=OuterRef("requester_id"),
    )
    return Subquery(over.filter(purpose="").values("pk")[:1])


def stops_of(flow: ReturnFlow) -> list[DeliveryStop]:
    """The stops in force over what the flow returns; a return has no purpose."""
    if not flow.is_open:
        return []
    return stops.over_matter(
        provider_id=flow.provider_id,
        entry_id=flow.entry_id,
        recipient_id=flow.requester_id,
        purposes=frozenset(),
    )


@stops.register_concerning
def stops_concerning(actor: Actor) -> Q:
    """Stops that name whom the actor's department returns to or gets returns from."""
    own = Q(requester_id=actor.department_id) | Q(provider_id=actor.department_id)
    open_ones = ReturnFlow.objects.filter(own).exclude(status=State.ENDED)
    return stops.naming(open_ones, entry="entry")


def ask_step(entry: DirectoryEntry, actor: Actor, *, now: datetime) -> Step | None:
    """Asking for the return of an entry, as the reader may do it; None: it is not his to ask."""
    if actor.department_id is None:
        return None
    probe = ReturnFlow(
        entry=entry, provider=entry.provider, requester_id=actor.department_id, status=""
    )
    if not probe.lies_below:
        return None
    return offered(actor, rules.ASK_RETURN, probe, now=now)


def returnable(actor: Actor) -> QuerySet[DirectoryEntry]:
    """Published entries of departments above the actor's own; what is withheld is not among them.

    Above by the superiors of the region, as its path names them.
    """
    own = by_id(actor.department_id)
    if own is None:
        return DirectoryEntry.objects.none()
    above = own.region.path_codes[:-1]
    entries = directories.published_to(actor).filter(provider__region__code__in=above)
    return entries.exclude(sharing_class=SharingClass.WITHHELD)


def may_ask(actor: Actor, *, now: datetime) -> bool:
    """Whether there is anything the actor could ask to be returned."""
    return Mandate.APPLY in actor.mandates(local_day(now)) and returnable(actor).exists()


def own_systems(department_id: int | None) -> QuerySet[DepartmentSystem]:
    """The application systems that may be named to receive a return."""
    return systems_of(department_id or 0)


def own_system(department_id: int, client_id: int) -> ApiClient | None:
    """The application system of the department, while it is in service."""
    found = systems_of(department_id).filter(client_id=client_id).first()
    return None if found is None else found.client


def resources_of(flow: ReturnFlow) -> QuerySet[DataResource]:
    """The data resources of the entry that is needed."""
    return DataResource.objects.filter(entry=flow.entry_id).order_by("pk")


def region_items(flow: ReturnFlow) -> QuerySet[DataItem]:
    """The items of the entry that hold the region of a row."""
    items = DataItem.objects.filter(version=flow.entry.live_version_id, is_region=True)
    return items.exclude(column_name="").order_by("position")


def current_version(flow: ReturnFlow) -> DataVersion:
    """The data version that is current in the flow's resource."""
    return DataVersion.objects.get(resource=flow.resource_id, pk=F("resource__current"))


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[ReturnFlow]:
    """Returns that the actor's department owes and has not started.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    if Mandate.SUPPLY not in held:
        return ReturnFlow.objects.none()
    waiting = [State.NEEDED, State.CONFIGURED]
    own = ReturnFlow.objects.filter(provider_id=actor.department_id, status__in=waiting)
    return own.select_related(*_DRAWN)


def _last_run() -> QuerySet[ReturnRun]:
    return ReturnRun.objects.filter(flow=OuterRef("pk")).order_by("-number")


def to_run() -> QuerySet[ReturnFlow]:
    """Running flows whose present data version was not handed over yet as they are configured."""
    done = _last_run().filter(
        data_version=OuterRef("resource__current"), region_column=OuterRef("region_column")
    )
    running = ReturnFlow.objects.filter(status=State.RUNNING, resource__current__isnull=False)
    return running.alias(done=Subquery(done.values("pk")[:1])).filter(done=None)


def replaced_before(moment: datetime) -> QuerySet[ReturnRun]:
    """Hand-overs that a newer one, or the end of the flow, made useless before the moment."""
    newer = ReturnRun.objects.filter(flow=OuterRef("flow"), number__gt=OuterRef("number"))
    newest = newer.order_by("number").values("handed_over_at")[:1]
    rows = ReturnRun.objects.filter(dropped_at=None).annotate(replaced_at=Subquery(newest))
    ended = Q(flow__status=State.ENDED, flow__status_since__lt=moment)
    return rows.filter(Q(replaced_at__lt=moment) | ended)


def runs_of(flow: ReturnFlow) -> QuerySet[ReturnRun]:
    """The hand-overs of one flow, the latest first."""
    return ReturnRun.objects.filter(flow=flow).select_related("data_version").order_by("-number")


def receipts_of_flow(flow: ReturnFlow) -> QuerySet[ReturnDelivery]:
    """What was fetched of one flow, the latest first."""
    return ReturnDelivery.objects.filter(run__flow=flow).select_related("run").order_by("-pk")


def run_to_fetch(flow: ReturnFlow, number: int | None) -> ReturnRun | None:
    """The hand-over of that number, or the latest."""
    runs = runs_of(flow)
    return runs.first() if number is None else runs.filter(number=number).first()


@dataclass(frozen=True, slots=True)
class Completeness:
    """完整性: what a run owed, what it stored, and what the lower department's system fetched."""

    run: ReturnRun
    rows_delivered: int

    @property
    def rows_missing(self) -> int:
        """How many rows owed were not delivered."""
        return self.run.rows_owed - self.rows_delivered

    @property
    def is_complete(self) -> bool:
        """Whether every row owed was delivered."""
        return self.rows_missing == 0


def _union(spans: Sequence[tuple[int, int]]) -> int:
    """How many places the spans (first, count) cover; a place fetched twice counts once."""
    covered, end = 0, 0
    for first, count in sorted(spans):
        last = first + count - 1
        covered += max(0, last - max(first - 1, end))
        end = max(end, last)
    return covered


def completeness_of(runs: Sequence[ReturnRun]) -> list[Completeness]:
    """Rows owed against rows delivered, for each of the runs, in two queries for all of them."""
    spans: dict[int, list[tuple[int, int]]] = {run.pk: [] for run in runs}
    rows = ReturnDelivery.objects.filter(run__in=spans).order_by("run", "first_row")
    for run_id, first, count in rows.values_list("run_id", "first_row", "row_count").distinct():
        spans[run_id].append((first, count))
    return [Completeness(run, _union(spans[run.pk])) for run in runs]


def completeness(flow: ReturnFlow) -> list[Completeness]:
    """The report on every hand-over of the flow, the latest first."""
    return completeness_of(list(runs_of(flow)))


@register_recipients
def receipts_holding(entry_id: int, marks: Sequence[str]) -> Iterator[Receipt]:
    """Returns of the entry that held a record with one of the marks, the latest first."""
    rows = ReturnDelivery.objects.filter(
        run__flow__entry_id=entry_id, record_marks__overlap=list(marks)
    )
    found = rows.annotate(department=F("run__flow__requester_id")).order_by("-pk")
    for department_id, number in found.values_list("department", "receipt_number"):
        yield Receipt(department_id, number)


def receipts_by_flow(
    marks: Sequence[str], *, within: Sequence[int]
) -> QuerySet[ReturnDelivery, dict[str, Any]]:
    """Fetches that hold one of the marks, counted by return flow.

    :param within: ids of departments, of which one hands back or receives.
    """
    either = Q(run__flow__provider__in=within) | Q(run__flow__requester__in=within)
    rows = ReturnDelivery.objects.filter(either, record_marks__overlap=list(marks))
    return (
        rows.values(flow_id=F("run__flow_id"))
        .annotate(times=Count("pk"), first_at=Min("delivered_at"), last_at=Max("delivered_at"))
        .order_by("flow_id")
    )
