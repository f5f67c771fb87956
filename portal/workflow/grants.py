"""Object permissions: the only module that imports guardian."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from guardian.models import GroupObjectPermissionBase

from portal import statements
from portal.statements import Numbers, among

#: Ids of groups, or their place in a statement of fixed shape.
type Groups = Iterable[int] | Numbers


class GroupGrant(GroupObjectPermissionBase):
    """A permission of a group on one object, in a direct-FK table with a frozen list.

    Subclasses name ``content_object`` and ``allowed_permissions``; anything else is refused.
    """

    allowed_permissions: ClassVar[frozenset[str]] = frozenset()

    # Neither has an index of its own: the two over all three columns answer everything that is
    # asked. What was just granted many times seems rare to the database until it counts again; it
    # would take the index of that column alone, and read all those rows at each probe.
    permission = models.ForeignKey(Permission, on_delete=models.CASCADE, db_index=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, db_index=False)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Refuse a permission that is not on the frozen list."""
        if self.permission.codename not in self.allowed_permissions:
            raise ValueError(f"{self.permission.codename} is never granted on this object")
        super().save(*args, **options)


def _rows(grant_model: type[GroupGrant]) -> models.Manager[Any]:
    """The table's rows; ``content_object`` is known to its subclasses only."""
    manager: models.Manager[Any] = grant_model._default_manager
    return manager


@lru_cache(maxsize=64)
def _permission_id(model: type[models.Model], codename: str) -> int:
    return Permission.objects.values_list("pk", flat=True).get(
        codename=codename, content_type=ContentType.objects.get_for_model(model)
    )


def permission_id(grant_model: type[GroupGrant], codename: str) -> int:
    """Id of the permission, which never changes while the process lives.

    :raises ValueError: the permission is not on the table's frozen list.
    """
    if codename not in grant_model.allowed_permissions:
        raise ValueError(f"{codename} is never granted through {grant_model.__name__}")
    options: Any = grant_model._meta
    return _permission_id(options.get_field("content_object").related_model, codename)


def forget_permissions() -> None:
    """Drop remembered permission ids (a test database is made anew), and what was made of them."""
    _permission_id.cache_clear()
    statements.forget()


def group(name: str) -> Group:
    """The group of that name, made if it does not exist."""
    return Group.objects.get_or_create(name=name)[0]


def give(
    grant_model: type[GroupGrant], codename: str, *, object_id: int, group_ids: Iterable[int]
) -> int:
    """Grant the permission on the object to the groups; grants that exist already stay.

    :returns: how many grants were asked for.
    """
    permission = permission_id(grant_model, codename)
    make: Any = grant_model
    rows = [
        make(permission_id=permission, group_id=group_id, content_object_id=object_id)
        for group_id in group_ids
    ]
    _rows(grant_model).bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    return len(rows)


def take_back(
    grant_model: type[GroupGrant],
    codename: str,
    *,
    object_id: int,
    group_ids: Iterable[int] | None = None,
) -> int:
    """Take the permission on the object back from the groups, or from every group.

    :returns: how many grants were removed.
    """
    grants = _rows(grant_model).filter(
        permission_id=permission_id(grant_model, codename), content_object_id=object_id
    )
    if group_ids is not None:
        grants = grants.filter(group_id__in=list(group_ids))
    return grants.delete()[0]


def held(
    grant_model: type[GroupGrant], codename: str, *, object_id: int, group_ids: Iterable[int]
) -> bool:
    """Whether one of the groups holds the permission on this very object."""
    ids = list(group_ids)
    if not ids:
        return False
    return (
        _rows(grant_model)
        .filter(
            permission_id=permission_id(grant_model, codename),
            content_object_id=object_id,
            group_id__in=ids,
        )
        .exists()
    )


def _among(groups: Groups) -> Q:
    """The condition that a grant is one of these groups'."""
    if isinstance(groups, Numbers):
        return Q(among("group_id", groups))
    return Q(group_id__in=list(groups))


def probe(
    grant_model: type[GroupGrant], codename: str, groups: Groups, *, outer: str = "pk"
) -> Subquery:
    """A scalar sub-select that is not null where a group holds the permission on the outer row.

    Never EXISTS or IN: PostgreSQL hashes those and reads every grant before the first row.

    :param outer: the outer row's column that names the object.
    """
    return _probe(grant_model, codename, outer, _among(groups))


def probe_of(grant_model: type[GroupGrant], codename: str, group_column: str) -> Subquery:
    """The same for the one group that a column of the outer row names."""
    return _probe(grant_model, codename, "pk", Q(group_id=OuterRef(group_column)))


def _probe(grant_model: type[GroupGrant], codename: str, outer: str, group: Q) -> Subquery:
    permission = permission_id(grant_model, codename)
    grants = _rows(grant_model).filter(
        group, content_object_id=OuterRef(outer), permission_id=permission
    )
    return Subquery(grants.values("permission_id")[:1])


def object_ids(
    grant_model: type[GroupGrant], codename: str, groups: Groups
) -> models.QuerySet[Any]:
    """Ids of the objects the groups hold the permission on: for lists driven by the grants."""
    return (
        _rows(grant_model)
        .filter(_among(groups), permission_id=permission_id(grant_model, codename))
        .values("content_object_id")
    )


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One grant as it ought to be: table, permission, object and group."""

    table: str
    codename: str
    object_id: int
    group_name: str


type FactSource = Callable[[], Iterator[Fact]]
_sources: dict[type[GroupGrant], FactSource] = {}


def source(grant_model: type[GroupGrant]) -> Callable[[FactSource], FactSource]:
    """Register the function that recomputes a table's grants from what causes them."""

    def register(function: FactSource) -> FactSource:
        _sources[grant_model] = function
        return function

    return register


def differences() -> tuple[list[Fact], list[Fact]]:
    """Grants that are missing, and grants that nothing causes; both empty when all is well."""
    expected: set[Fact] = set()
    stored: set[Fact] = set()
    for grant_model, facts in _sources.items():
        expected.update(facts())
        rows = _rows(grant_model).values_list(
            "permission__codename", "content_object_id", "group__name"
        )
        label = grant_model._meta.label_lower
        stored.update(Fact(label, *row) for row in rows)
    return sorted(expected - stored), sorted(stored - expected)
