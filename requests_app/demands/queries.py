"""Which demands and collections may be seen, what fits them, whose turn it is, the three lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import gettext as _

from catalog.departments.models import Department
from catalog.departments.queries import answering_to, by_id, overseen_by
from catalog.directories import queries as directories
from catalog.directories.models import DataItem, DirectoryEntry, EntryVersion
from portal.regulation import demand as demand_rules
from portal.regulation.collection import DECLARE_COLLECTION
from portal.regulation.collection import State as CollectionState
from portal.regulation.demand import ListName, State
from portal.regulation.punctuation import bracketed, enumerated, headed
from portal.regulation.vocabulary import Mandate
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered
from requests_app.demands.models import CollectedItem, CollectionMatch, DataCollection, Demand
from requests_app.sharing import queries as sharing
from requests_app.sharing.models import SharingRequest

_DRAWN = ("requester__region", "provider", "entry__live_version", "request")
#: So many candidates are shown; whoever wants more searches the directory.
_MOST_CANDIDATES = 10
#: So many entries are named where an item is refused.
_MOST_NAMED = 3
#: Longer titles say no more by their later words.
_MOST_WORDS = 40


def visible_to(actor: Actor) -> QuerySet[Demand]:
    """Those of the own department on either side; an authority's region."""
    if actor.department_id is None:
        return Demand.objects.none()
    return Demand.objects.filter(sharing.parties(actor)).select_related(*_DRAWN)


def on_list(name: ListName, actor: Actor) -> QuerySet[Demand]:
    """The demands of one of the lists, as far as the actor may see them."""
    return visible_to(actor).filter(status__in=demand_rules.LISTED[name])


def negative_list(actor: Actor) -> QuerySet[DirectoryEntry]:
    """负面清单: the published entries that are not shared, each with its reason and legal basis.

    Where details are closed, everybody reads the reason for that (``with_reason``) and no basis.
    """
    rows = directories.published_to(actor).filter(sharing_class=demand_rules.NEGATIVE_CLASS)
    open_fields = {
        f"with_{name}": Case(
            When(is_detail_closed=False, then=f"live_version__basis_{name}"), default=Value("")
        )
        for name in ("instrument", "level", "article")
    }
    reason = Case(
        When(is_detail_closed=False, then="live_version__withheld_reason"),
        default="live_version__detail_closed_reason",
    )
    return rows.annotate(with_reason=reason, **open_fields).select_related(
        "live_version", "provider"
    )


def collections_visible_to(actor: Actor) -> QuerySet[DataCollection]:
    """Collections of the own department; an authority's region."""
    if actor.department_id is None:
        return DataCollection.objects.none()
    mine = Q(requester_id=actor.department_id)
    mine |= Q(requester__in=overseen_by(actor.department_id))
    return DataCollection.objects.filter(mine).select_related("requester__region")


def with_match(rows: QuerySet[DataCollection]) -> QuerySet[DataCollection]:
    """Adds ``with_match``: whether the directory held one of the items when it was declared."""
    return rows.annotate(with_match=_has_match())


def _has_match() -> Exists:
    return Exists(CollectionMatch.objects.filter(item__collection=OuterRef("pk")))


def made_in_spite_of_a_match(rows: QuerySet[DataCollection]) -> QuerySet[DataCollection]:
    """Of these, the collections that stand although sharing could supply an item (Art. 40-1)."""
    return rows.filter(_has_match(), status=CollectionState.DECLARED)


def items_of(collection: DataCollection) -> QuerySet[CollectedItem]:
    """Its items in order, each with its matches."""
    rows = CollectedItem.objects.filter(collection=collection)
    return rows.prefetch_related("matches__data_item__version__entry__provider").order_by(
        "position"
    )


def versions_of(item: CollectedItem) -> list[EntryVersion]:
    """The entry versions in which the item was found, once each."""
    found = {match.data_item.version_id: match.data_item.version for match in item.matches.all()}
    return [found[pk] for pk in sorted(found)]


def request_of(demand: Demand, actor: Actor) -> SharingRequest | None:
    """The request drafted from the demand, if the actor may see it: a draft is the requester's."""
    return sharing.visible_to(actor).filter(pk=demand.request_id or 0).first()


def matches(keys: Iterable[str], actor: Actor, *, now: datetime) -> Mapping[str, list[DataItem]]:
    """What the directory offers the actor under each of these names; withheld entries never."""
    groups = actor.group_ids(local_day(now))
    wanted = [key for key in keys if key]
    rows = directories.shareable_items(actor.department_id, groups).filter(name_key__in=wanted)
    found: dict[str, list[DataItem]] = defaultdict(list)
    for item in rows.order_by("version__entry__code", "pk"):
        found[item.name_key].append(item)
    return found


def words(text: str) -> list[str]:
    """The words of a title. Chinese writes no spaces: there every two signs are one word."""
    runs = "".join(sign if sign.isalnum() else " " for sign in text).split()
    found: dict[str, None] = {}
    for run in runs:
        if run.isascii():
            found[run] = None
            continue
        for place in range(max(len(run) - 1, 1)):
            found[run[place : place + 2]] = None
    return list(found)[:_MOST_WORDS]


def candidates(demand: Demand) -> list[DirectoryEntry]:
    """Entries that may meet the demand, the likeliest first, by its items and its title's words.

    Only what the requester may see counts, whoever looks. Each says how many of the items it lists
    (``with_items``) and how many of the title's words its name has (``with_words``).
    """
    groups = directories.member_group_ids(Department.objects.filter(pk=demand.requester_id))
    rows = directories.shareable_entries(demand.requester_id, groups)
    rows = rows.exclude(provider=demand.requester_id)
    named = words(demand.title)
    hits: Any = Value(0)
    for word in named:
        hit = When(live_version__name__icontains=word, then=1)
        hits = hits + Case(hit, default=0, output_field=IntegerField())
    rows = rows.annotate(
        with_items=Count(
            "live_version__items",
            filter=Q(live_version__items__name_key__in=demand.item_keys),
        ),
        with_words=hits,
    )
    # One word in common says little where the title has several.
    fits = Q(with_items__gt=0) | Q(with_words__gte=min(2, max(len(named), 1)))
    ranked = rows.filter(fits).order_by(
        "-with_items", "-with_words", F("published_at").desc(), "pk"
    )
    return list(ranked.select_related("live_version", "provider")[:_MOST_CANDIDATES])


def find_entry(slug: str, actor: Actor, *, now: datetime) -> DirectoryEntry | None:
    """The shared entry of that code, if the actor may see it: what a demand is matched to."""
    groups = actor.group_ids(local_day(now))
    return directories.by_slug(directories.shareable_entries(actor.department_id, groups), slug)


def find_own_entry(slug: str, actor: Actor, *, now: datetime) -> DirectoryEntry | None:
    """The entry of that code, drafted or published, if the actor may see it."""
    return directories.by_slug(directories.visible_to(actor, now=now), slug)


def awaiting(
    actor: Actor, *, now: datetime, mandates: frozenset[str] | None = None
) -> QuerySet[Demand]:
    """Demands whose next step is the actor's.

    :param mandates: the actor's, where they have been read already.
    """
    held = actor.mandates(local_day(now)) if mandates is None else mandates
    own = actor.department_id
    turn = Q(pk=None)
    if Mandate.OVERSEE in held:
        turn |= Q(status=State.RAISED, requester__in=answering_to(own))
    if Mandate.ANSWER in held:
        turn |= Q(status=State.ASSIGNED, provider_id=own)
    if Mandate.COMPILE in held:
        turn |= Q(status=State.ACCEPTED, provider_id=own, entry=None)
    if Mandate.APPLY in held:
        turn |= Q(status=State.MATCHED, request=None, requester_id=own)
    return Demand.objects.filter(turn).select_related(*_DRAWN)


def overdue(on: date) -> QuerySet[Demand]:
    """Demands that the authority has not confirmed within the local period."""
    return Demand.objects.filter(status=State.RAISED, due_on__lt=on, due_stopped_on=None)


def due_within(on: date, until: date) -> QuerySet[Demand]:
    """Demands whose confirmation is due between the two days."""
    return Demand.objects.filter(
        status=State.RAISED, due_on__gte=on, due_on__lte=until, due_stopped_on=None
    )


def met() -> QuerySet[Demand]:
    """Accepted demands whose entry has been published since."""
    published = Demand.objects.filter(status=State.ACCEPTED, entry__live_version__isnull=False)
    return published.exclude(entry__sharing_class=demand_rules.NEGATIVE_CLASS)


def raise_step(actor: Actor, *, now: datetime) -> Step | None:
    """Raising a demand, as the reader may do it; None: it is not his."""
    own = _own(actor)
    probe = Demand(requester=own, title="?", items=["?"], legal_basis="?", scenario="?")
    return None if own is None else offered(actor, demand_rules.RAISE_DEMAND, probe, now=now)


def declare_step(actor: Actor, *, now: datetime) -> Step | None:
    """Declaring a collection, as the reader may do it; None: it is not his."""
    own = _own(actor)
    probe = DataCollection(requester=own, legal_basis="?", purpose="?", subjects=["CITIZENS"])
    return None if own is None else offered(actor, DECLARE_COLLECTION, probe, now=now)


def _own(actor: Actor) -> Department | None:
    return by_id(actor.department_id)


def named_matches(found: Mapping[str, Sequence[DataItem]], name: str, key: str) -> str:
    """企业名称：企业登记基本信息（上海市市场监督管理局）: an item, and which entries list it."""
    entries = list(
        dict.fromkeys(
            bracketed(item.version.name, item.version.entry.holder.name) for item in found[key]
        )
    )
    told = enumerated(entries[:_MOST_NAMED])
    rest = len(entries) - _MOST_NAMED
    if rest > 0:
        told = _("%(entries)s and %(count)s more") % {"entries": told, "count": rest}
    return headed(name, told)
