"""Builds the bench's city: departments, entries, and grants made by published scopes."""

import sys
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from catalog.directories import actions
from catalog.models import (
    ConditionOfUse,
    DataItem,
    Department,
    DirectoryEntry,
    EntryGrant,
    EntryVersion,
    Region,
)
from catalog.regions.actions import load_regions
from catalog.search import indexing
from catalog.search.indexing import Described
from portal.regulation.vocabulary import SharingClass, Tier
from portal.workflow.models import opened
from tests import cast as the_cast

#: Departments in each district. A conditional entry is published to one district and to the one
#: city department that needs everything (people like the reader of the list sit there).
DEPARTMENTS_PER_DISTRICT = 24
EVERYWHERE = "BIG"
#: What the entries are about, so that a search finds some of them.
_TOPICS = (
    "企业",
    "人口",
    "不动产",
    "机动车",
    "社会保险",
    "婚姻",
    "医疗机构",
    "学籍",
    "公积金",
    "气象",
    "税务",
)
_KINDS = ("登记", "许可", "处罚", "年报", "变更", "注销", "核验")


def _departments(now: Any) -> list[Department]:
    """Sixteen districts with their departments, one of the city, and their members' groups."""
    districts = list(Region.objects.filter(tier=Tier.COUNTY, effective_to=None).order_by("code"))
    made = [
        Department(
            code=f"B{district.code}{number:02d}",
            name=f"{district.name}第{number}测试部门",
            tier=Tier.COUNTY,
            region=district,
            opened_on=now.date(),
        )
        for district in districts
        for number in range(DEPARTMENTS_PER_DISTRICT)
    ]
    made.append(
        Department(
            code=EVERYWHERE,
            name="全市综合测试部门",
            tier=Tier.PROVINCE,
            region=Region.objects.get(code="310000", effective_to=None),
            opened_on=now.date(),
        )
    )
    Department.objects.bulk_create(made)
    Group.objects.bulk_create(Group(name=f"{department.code}:members") for department in made)
    return made


def _class(number: int) -> str:
    """Half unconditional, two fifths conditional, a tenth withheld, evenly mixed."""
    place = number % 10
    if place < 5:
        return SharingClass.UNCONDITIONAL
    return SharingClass.CONDITIONAL if place < 9 else SharingClass.WITHHELD


def _entries(count: int, providers: list[Department], now: Any) -> None:
    """Published entries, written in bulk; their grants are not (see ``_grants``)."""
    for start in range(0, count, 5000):
        numbers = range(start, min(count, start + 5000))
        entries = [
            DirectoryEntry(
                code=f"307099{number % 97:03d}/{number:06d}",
                provider=providers[number % len(providers)],
                sharing_class=_class(number),
                drafted_at=now,
            )
            for number in numbers
        ]
        DirectoryEntry.objects.bulk_create(entries)
        versions = [
            _version(entry, number, now) for entry, number in zip(entries, numbers, strict=True)
        ]
        EntryVersion.objects.bulk_create(versions)
        items = [
            DataItem(version=version, position=1, name="名称", name_key="名称", column_name="name")
            for version in versions
        ]
        DataItem.objects.bulk_create(items)
        indexing.write(
            Described(
                entry_id=entry.pk,
                code=entry.code,
                name=version.name,
                providers=(providers[number % len(providers)].name,),
                items=("名称",),
                abstract=version.abstract,
            )
            for entry, version, number in zip(entries, versions, numbers, strict=True)
        )
    with connection.cursor() as cursor:
        # The bench's own short cut: a hundred thousand entries are published at a stroke.
        cursor.execute(
            "UPDATE catalog_entryversion SET status='PUBLISHED', published_at=created_at"
            " WHERE public_number LIKE 'bench-%%'"
        )
        cursor.execute(
            "UPDATE catalog_directoryentry e SET live_version_id=v.id, published_at=v.created_at"
            " FROM catalog_entryversion v WHERE v.entry_id=e.id AND v.public_number LIKE 'bench-%%'"
        )


def _version(entry: DirectoryEntry, number: int, now: Any) -> EntryVersion:
    moment = now - timedelta(seconds=number * 37 % 1_000_003)
    return EntryVersion(
        entry=entry,
        number=1,
        public_number=f"bench-{number}",
        name=f"{_TOPICS[number % len(_TOPICS)]}{_KINDS[number % len(_KINDS)]}第{number}项信息",
        abstract="本项目录的基本情况。" * 5,
        data_format="DATABASE",
        update_frequency="DAILY",
        sharing_class=entry.sharing_class,
        sharing_modes=["API"],
        category="ORGANISATION",
        security_level="GENERAL_2",
        status="DRAFT",
        status_since=moment,
        created_at=moment,
    )


def _grants(districts: list[str]) -> None:
    """Turn each conditional entry's published scope into grants, by the product's own code."""
    everywhere = Department.objects.get(code=EVERYWHERE)
    versions = EntryVersion.objects.filter(
        public_number__startswith="bench-", sharing_class=SharingClass.CONDITIONAL
    ).select_related("entry")
    for place, version in enumerate(versions.order_by("pk").iterator(chunk_size=2000)):
        condition = ConditionOfUse.objects.create(
            version=version, regions=[districts[place % len(districts)]], purposes=["SUPERVISION"]
        )
        condition.departments.add(everywhere)
        with opened(version._meta.label, version.pk):
            actions.grant_scope(version.entry, version)
        if place % 2000 == 0:
            print(f"  grants for {place} entries", file=sys.stderr, flush=True)


def build(entries: int) -> the_cast.Cast:
    """The cast, and a directory of so many entries; safe to repeat on a filled database."""
    now = timezone.now()
    load_regions(now=now)
    cast = the_cast.build(now)
    departments = _departments(now)
    print(f"  {len(departments)} departments", file=sys.stderr, flush=True)
    _entries(entries, [cast.market, cast.labour, cast.civil_affairs], now)
    districts = {each.region.code for each in departments if each.code != EVERYWHERE}
    _grants(sorted(districts))
    with connection.cursor() as cursor:
        # The same grants in guardian's generic table, for its documented idiom.
        cursor.execute(
            "INSERT INTO guardian_groupobjectpermission"
            " (permission_id, content_type_id, object_pk, group_id)"
            " SELECT g.permission_id, p.content_type_id, g.content_object_id::text, g.group_id"
            " FROM catalog_entrygrant g JOIN auth_permission p ON p.id = g.permission_id"
        )
        cursor.execute("VACUUM ANALYZE")
    print(f"  {EntryGrant.objects.count()} grants", file=sys.stderr, flush=True)
    return cast
