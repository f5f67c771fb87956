"""A directory of every kind of entry, and a system in each place from which it may be read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from catalog.departments import actions as departments
from catalog.directories.actions import Content, Item
from catalog.models import EntryVersion
from portal.regulation.value_rules import ValueRules
from portal.regulation.vocabulary import (
    InstrumentLevel,
    Mandate,
    Openness,
    SharingClass,
    SharingMode,
)
from tests import cast as the_cast
from tests import story
from tests.cast import Cast
from tests.conftest import NOW
from tests.interfaces.api_client import ApiCaller

#: Words that stand in closed details and nowhere else.
SECRET = "机密摘要"
SECRET_ITEM = "秘密信息项"
SECRET_CODE = "210001/424242"
#: Names that a careless writer of Turtle or JSON would break on.
AWKWARD = 'a "quoted" \\ name\twith <tags> & {braces} 𠮷'


@dataclass
class Directory:
    """The cast, what each entry is, and the calling systems by department."""

    cast: Cast
    entries: dict[str, EntryVersion] = field(default_factory=dict)
    callers: dict[str, Any] = field(default_factory=dict)

    @property
    def codes(self) -> set[str]:
        """The codes of all that is published: what every member of a department may find."""
        return {self.entries[name].entry.code for name in PUBLISHED}


def _contents(cast: Cast) -> dict[str, Content]:
    norm = story.record_norm(cast)
    standard = story.register_standard(cast)
    kept = Item(
        name="统一社会信用代码",
        column_name="credit_code",
        standard_id=standard.pk,
        value_rules=ValueRules(is_required=True, code_kind="CREDIT_CODE"),
    )
    plain = story.enterprise_registry(sharing_class=SharingClass.UNCONDITIONAL, condition=None)
    closed = {
        "abstract": SECRET,
        "items": (
            Item(
                name=SECRET_ITEM,
                column_name="secret",
                value_rules=ValueRules(allowed=(SECRET,)),
            ),
        ),
        "openness": Openness.CONDITIONAL,
        "open_condition": SECRET,
        "related_codes": (SECRET_CODE,),
        "detail_closed": True,
        "detail_closed_reason": "涉及工作秘密。",
    }
    law = {
        "sharing_class": SharingClass.WITHHELD,
        "condition": None,
        "basis_instrument": "《某法》",
        "basis_level": InstrumentLevel.LAW,
        "basis_article": "第九条",
        "withheld_reason": "法律明确规定不得提供。",
    }
    change = story.enterprise_registry
    return {
        "conditional": change(
            basis_norm_id=norm.pk,
            items=(kept, *story.REGISTRY_ITEMS[2:]),
            related_codes=("210001/000007",),
            openness=Openness.CONDITIONAL,
            open_condition="须注明来源。",
        ),
        "unconditional": story.replace(plain, name="无条件共享的目录"),
        "withheld": change(name="不予共享的目录", **law),
        "closed": story.replace(plain, name="详情不公开的目录", **closed),
        "closed_withheld": change(name="不予共享且详情不公开的目录", **{**closed, **law}),
        "every_mode": story.replace(
            plain, name="各种方式的目录", sharing_modes=tuple(SharingMode.values)
        ),
        "bare": story.replace(plain, name="只有必备要素的目录", abstract=""),
        "awkward": story.replace(plain, name=AWKWARD, abstract="第一行\n第二行\r\x85\x7f"),
    }


PUBLISHED = (
    "conditional",
    "unconditional",
    "withheld",
    "closed",
    "closed_withheld",
    "every_mode",
    "bare",
    "awkward",
)


def build() -> Directory:
    """Every class and mode, closed entries, one with the bare minimum; a draft and a withdrawn one.

    Systems of the provider, of departments within and outside the scope, and of the authority.
    """
    found = Directory(the_cast.build(NOW))
    cast = found.cast
    for name, content in _contents(cast).items():
        found.entries[name] = story.publish(cast, content)
    found.entries["draft"] = story.draft(cast, story.enterprise_registry(name="尚在编制的目录"))
    found.entries["withdrawn"] = story.publish(cast, story.enterprise_registry(name="已撤下的目录"))
    story.withdraw(cast, found.entries["withdrawn"])
    credentials = {"labour": cast.systems["labour"]}
    for name in ("market", "hongkou", "authority"):
        credentials[name] = departments.register_system(
            pk=cast.departments[name].pk,
            code=f"reader-{name}",
            name=f"读目录的系统{name}",
            actor=cast.actor("authority_officer"),
            now=cast.now,
            mandates=[] if name == "authority" else [Mandate.APPLY],
        )
    found.callers = {name: ApiCaller(made) for name, made in credentials.items()}
    found.callers["requests only"] = ApiCaller(cast.systems["labour"], scope="request")
    return found


_MORE = """
WITH made AS (
  INSERT INTO catalog_directoryentry
    (code, provider_id, sharing_class, is_detail_closed, drafted_at)
  SELECT code || 'K' || n, provider_id, sharing_class,
    is_detail_closed, drafted_at
  FROM catalog_directoryentry, generate_series(1, %(many)s) AS n WHERE id = %(like)s
  RETURNING id, code
)
SELECT array_agg(id) FROM made
"""


def copy_entries(like: EntryVersion, many: int) -> None:
    """So many more published entries like that one, without the acts that would make them."""
    if not many:
        return
    with connection.cursor() as cursor:
        cursor.execute(_MORE, {"like": like.entry_id, "many": many})
        (made,) = cursor.fetchone()
        columns = [
            column.column
            for column in EntryVersion._meta.concrete_fields
            if column.name not in ("id", "entry", "public_number")
        ]
        listed = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(
            f"INSERT INTO catalog_entryversion (entry_id, public_number, {listed})"  # noqa: S608
            f" SELECT new, 'copy-' || new, {listed} FROM catalog_entryversion,"
            " unnest(%(made)s) AS new WHERE id = %(like)s",
            {"made": made, "like": like.pk},
        )
        cursor.execute(
            "UPDATE catalog_directoryentry AS entry SET live_version_id = version.id,"
            " published_at = version.published_at FROM catalog_entryversion AS version"
            " WHERE version.entry_id = entry.id AND entry.id = ANY(%(made)s)",
            {"made": made},
        )


def codes_of(rows: Iterable[dict[str, Any]], key: str = "code") -> set[str]:
    """The codes that rows name; the same one twice is an error."""
    listed = [row[key] for row in rows]
    assert len(listed) == len(set(listed))
    return set(listed)
