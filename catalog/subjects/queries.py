"""Which classifications may be read and chosen, and which entries are found under one."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet, Subquery

from catalog.subjects.above import entries_counted
from catalog.subjects.models import Classification, S, keepers, read_tree
from catalog.subjects.tree import Tree
from portal.regulation import classification as rules
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.policy import Step, offered


def visible_to(actor: Actor) -> QuerySet[Classification]:
    """Every member of any department may read the tree; an outsider nothing."""
    if actor.department_id is None:
        return Classification.objects.none()
    return Classification.objects.select_related("parent", "merged_into", "registry_lead")


def choosable() -> QuerySet[Classification]:
    """Those that an entry can be drafted under, in the order of their codes."""
    return Classification.objects.filter(status=S.IN_USE).order_by("code")


def heirs_of(node: Classification) -> QuerySet[Classification]:
    """Those that the node can be merged into: in use, and not itself."""
    return choosable().exclude(pk=node.pk)


def places_for(node: Classification) -> QuerySet[Classification]:
    """Those that the node can be moved under: of the right level, and not below it themselves."""
    below = node.ids_below
    fit = [
        each.pk
        for each in choosable()
        if rules.stands_below(node.code, each.code) and each.pk not in below
    ]
    return choosable().filter(pk__in=fit)


def within(codes: Iterable[str]) -> set[int]:
    """Ids of the classifications whose entries are found under these codes; unknown ones none."""
    tree = read_tree()
    return tree.within(tree.ids[code] for code in codes if code in tree.ids)


def tree_of(nodes: Iterable[Classification]) -> Tree:
    """The tree of nodes that have been read already."""
    return Tree((node.pk, node.code, node.parent_id, node.merged_into_id) for node in nodes)


def numbers_of_entries(actor: Actor, tree: Tree) -> dict[int, int]:
    """By id, how many entries are found under a classification, as the reader may know."""
    counted = entries_counted(actor)
    return {pk: sum(counted.get(each, 0) for each in tree.within([pk])) for pk in tree.codes}


def by_words(words: str) -> Q:
    """Those whose code begins so, or whose name holds it."""
    return Q(code__startswith=words) | Q(name__icontains=words) | Q(name_en__icontains=words)


def with_keeper(nodes: QuerySet[Classification]) -> QuerySet[Classification]:
    """Each with the id of the authority that keeps the tree, as ``keeper_id``."""
    return nodes.annotate(keeper_id=Subquery(keepers()[:1]))


def add_step(actor: Actor, *, now: datetime, keeper_id: int | None = None) -> Step | None:
    """Adding a classification, as the reader may do it; None: it is not his.

    :param keeper_id: the authority that keeps the tree, where it has been read already.
    """
    probe = Classification(since_on=local_day(now))
    probe.known_authority = keeper_id
    return offered(actor, rules.ADD_CLASSIFICATION, probe, now=now)
