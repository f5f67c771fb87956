"""What CKAN's clients may ask of the directory: each question reads what its asker may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from catalog.departments.models import Department
from catalog.directories import queries as directories
from catalog.directories.filters import EntryFilterSet
from catalog.directories.models import DirectoryEntry
from catalog.exchange import ckan
from catalog.exchange.records import holder_of, readable, record_of
from catalog.subjects.models import Classification
from portal.interfaces.inputs import Invalid, plain_errors, refuse_unknown
from portal.interfaces.text import is_text
from portal.regulation import reasons
from portal.regulation.vocabulary import DataCategory
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused

#: As CKAN itself does: more on one page are never given.
MOST = 1000
_FARTHEST = 10_000_000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: who asks, when, and what was sent with it."""

    actor: Actor
    now: datetime
    sent: Mapping[str, Any]

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 0 up; in an address it is written in digits.

        :raises Invalid: it is none, or larger.
        """
        value = self.sent.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise Invalid(reasons.INVALID_INPUT, {name: [f"0 … {most}"]})
        return value

    def text(self, name: str) -> str:
        """A text, empty where none was sent.

        :raises Invalid: it is no text, or too long.
        """
        value = self.sent.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or not is_text(value) or len(value) > _LONGEST:
            words = _("Text of at most %(number)s characters is expected.") % {"number": _LONGEST}
            raise Invalid(reasons.INVALID_INPUT, {name: [words]})
        return value.strip()

    def needed(self, name: str) -> str:
        """A text that must be sent.

        :raises Invalid: it is missing.
        """
        found = self.text(name)
        if not found:
            raise Invalid(reasons.INVALID_INPUT, {name: [_("This value is missing.")]})
        return found

    def truth(self, name: str) -> bool:
        """True or false; in an address a word.

        :raises Invalid: it is neither.
        """
        words = {"true": True, "false": False, "1": True, "0": False, "": False}
        value = self.sent.get(name, False)
        found = words.get(value.lower()) if isinstance(value, str) else value
        if not isinstance(found, bool):
            raise Invalid(reasons.INVALID_INPUT, {name: ["true, false"]})
        return found

    def entries(self) -> QuerySet[DirectoryEntry]:
        """What the asker may see of the directory."""
        rows = directories.published_to(self.actor)
        return rows.filter(provider__isnull=False)

    def open_entries(self) -> QuerySet[DirectoryEntry]:
        """Those of them whose details are open to the asker."""
        return directories.with_open_details(self.entries(), self.actor, now=self.now)

    def packages(self, rows: QuerySet[DirectoryEntry], page: slice) -> list[ckan.Row]:
        """The entries of that page in full."""
        found = readable(rows, self.actor, now=self.now)[page]
        return [ckan.package(record_of(entry)) for entry in found]


def _page(asked: Asked, most: int, default: int) -> slice:
    start = asked.number("offset", 0, _FARTHEST)
    return slice(start, start + asked.number("limit", default, most))


def _package_list(asked: Asked) -> list[str]:
    rows = asked.entries().order_by("code").values_list("code", flat=True)
    return [code.replace("/", "-") for code in rows[_page(asked, _FARTHEST, _FARTHEST)]]


def _package_show(asked: Asked) -> ckan.Row:
    named = asked.needed("id")
    found = directories.by_slug(asked.entries(), named.replace("/", "-", 1))
    if found is None:
        raise Refused(reasons.NOT_FOUND)
    return asked.packages(asked.entries().filter(pk=found.pk), slice(1))[0]


def _packages_with_resources(asked: Asked) -> list[ckan.Row]:
    rows = asked.entries().order_by("-published_at", "-pk")
    return asked.packages(rows, _page(asked, MOST, MOST))


#: As CKAN sorts where nothing else is asked for.
_BEST_FIRST = "score desc, metadata_modified desc"
_COLUMNS: Mapping[str, str] = {
    "score": "relevance",
    "metadata_modified": "published_at",
    "metadata_created": "published_at",
    "id": "code",
    "name": "code",
    "title": "live_version__name",
    "title_string": "live_version__name",
}
#: What older clients ask for; it meant the best first.
_OLD_SORT = "relevance asc, metadata_modified desc"


def _order(sort: str) -> list[str]:
    """The columns by which packages are sorted, ending with one that decides.

    :raises Invalid: a field or a direction is none.
    """
    order = []
    for term in sort.replace(_OLD_SORT, _BEST_FIRST).split(","):
        field, _blank, way = term.strip().partition(" ")
        column, way = _COLUMNS.get(field), way.strip() or "asc"
        if column is None or way not in ("asc", "desc"):
            words = _("Sort by %(fields)s, each with asc or desc, separated by commas.")
            named = {"fields": ", ".join(_COLUMNS)}
            raise Invalid(reasons.INVALID_INPUT, {"sort": [words % named]})
        order.append(f"-{column}" if way == "desc" else column)
    return [*order, "-pk" if order[-1].startswith("-") else "pk"]


def _package_search(asked: Asked) -> ckan.Row:
    words = asked.text("q")
    sort = asked.text("sort") or _BEST_FIRST
    order = _order(sort)
    query = {"q": words} if words not in ("", "*:*") else {}
    rows = _narrowed(asked, asked.entries())
    narrowed = EntryFilterSet(query, rows, actor=asked.actor, now=asked.now)
    if not narrowed.is_valid():
        raise Invalid(reasons.INVALID_INPUT, plain_errors(dict(narrowed.errors)))
    found = narrowed.qs
    if narrowed.search is None:
        order = [column for column in order if column.lstrip("-") != "relevance"]
    elif {"relevance", "-relevance"} & set(order):
        found = narrowed.search.ranked(found)
    start = asked.number("start", 0, _FARTHEST)
    many = asked.number("rows", 10, MOST)
    return {
        "count": found.count(),
        "results": asked.packages(found.order_by(*order), slice(start, start + many)),
        "sort": sort,
        "facets": {},
        "search_facets": {},
    }


def _narrowed(asked: Asked, rows: QuerySet[DirectoryEntry]) -> QuerySet[DirectoryEntry]:
    """The filter query: ``organization:…``, ``groups:…`` and ``type:dataset``, all of them to fit.

    :raises Invalid: it asks for something else.
    """
    for term in asked.text("fq").split():
        field, _colon, value = term.lstrip("+").partition(":")
        value = value.strip('"')
        if field == "organization":
            rows = rows.filter(provider__code=value)
        elif field == "groups":
            open_ids = asked.open_entries().filter(live_version__classification__code=value)
            rows = rows.filter(pk__in=open_ids.values("pk"))
        elif (field, value) != ("type", "dataset"):
            words = _("Only organization:CODE, groups:CODE and type:dataset are understood.")
            raise Invalid(reasons.INVALID_INPUT, {"fq": [words]})
    return rows


def _holders(asked: Asked) -> QuerySet[Department]:
    """Departments with entries that the asker may see; adds ``with_packages``."""
    seen = Count("entries", filter=Q(entries__in=asked.entries().values("pk")))
    return Department.objects.annotate(with_packages=seen).filter(with_packages__gt=0)


def _organization(department: Department) -> ckan.Row:
    return {
        **ckan.organization(holder_of(department)),
        "package_count": getattr(department, "with_packages", 0),
    }


def _organization_list(asked: Asked) -> list[Any]:
    rows = _holders(asked).select_related("region").order_by("code")
    page = rows[_page(asked, MOST, MOST)]
    is_full = asked.truth("all_fields")
    return [_organization(each) if is_full else each.code for each in page]


def _organization_show(asked: Asked) -> ckan.Row:
    named = asked.needed("id")
    found = _holders(asked).select_related("region").filter(code=named).first()
    if found is None:
        raise Refused(reasons.NOT_FOUND)
    shown = _organization(found)
    if asked.truth("include_datasets"):
        rows = asked.entries().filter(provider=found).order_by("-published_at", "-pk")
        shown["packages"] = asked.packages(rows, slice(MOST))
    return shown


def _classifications(asked: Asked) -> QuerySet[Classification]:
    """Classifications that entries open to the asker stand under; adds ``with_packages``."""
    seen = Q(versions__live_entry__in=asked.open_entries().values("pk"))
    rows = Classification.objects.annotate(with_packages=Count("versions", filter=seen))
    return rows.filter(with_packages__gt=0)


def _group(found: Classification) -> ckan.Row:
    return {
        **ckan.group(found.code, found.name),
        "package_count": getattr(found, "with_packages", 0),
    }


def _group_list(asked: Asked) -> list[Any]:
    page = _classifications(asked).order_by("code")[_page(asked, MOST, MOST)]
    is_full = asked.truth("all_fields")
    return [_group(each) if is_full else each.code for each in page]


def _group_show(asked: Asked) -> ckan.Row:
    named = asked.needed("id")
    found = _classifications(asked).filter(code=named).first()
    if found is None:
        raise Refused(reasons.NOT_FOUND)
    return _group(found)


def _tag_list(asked: Asked) -> list[Any]:
    wanted = asked.text("query")
    categories = asked.open_entries().order_by().values_list("live_version__category", flat=True)
    words = {str(DataCategory(code).label) for code in categories.distinct() if code}
    words.update(_classifications(asked).values_list("name", flat=True))
    found = sorted(word for word in words if wanted in word)
    return [ckan.tag(word) for word in found] if asked.truth("all_fields") else found


_LICENSE = {"id": "other-closed", "title": "仅限政府部门之间依法共享", "status": "active"}


@dataclass(frozen=True, slots=True)
class Question:
    """One of CKAN's actions: what answers it, and what may be sent with it."""

    answer: Callable[[Asked], Any]
    takes: frozenset[str] = frozenset()


_PAGE = frozenset({"limit", "offset"})
#: Clients send these with whatever they ask. They wish for what there is not here, and change
#: nothing.
_WISHES = frozenset(
    f"include_{name}"
    for name in (
        *("private", "drafts", "deleted", "datasets", "password_hash", "users", "groups"),
        *("tracking", "extras", "tags", "followers", "dataset_count"),
    )
)
QUESTIONS: Mapping[str, Question] = {
    "site_read": Question(lambda asked: True),
    "status_show": Question(lambda asked: ckan.status()),
    "package_list": Question(_package_list, _PAGE),
    "package_show": Question(_package_show, frozenset({"id"})),
    "package_search": Question(
        _package_search,
        frozenset({"q", "fq", "rows", "start", "sort"}),
    ),
    "current_package_list_with_resources": Question(_packages_with_resources, _PAGE),
    "organization_list": Question(_organization_list, _PAGE | {"all_fields"}),
    "organization_show": Question(
        _organization_show,
        frozenset({"id"}),
    ),
    "group_list": Question(_group_list, _PAGE | {"all_fields"}),
    "group_show": Question(_group_show, frozenset({"id"})),
    "tag_list": Question(_tag_list, frozenset({"query", "all_fields"})),
    "license_list": Question(lambda asked: [dict(_LICENSE)]),
}


def ask(name: str, *, sent: Mapping[str, Any], actor: Actor, now: datetime) -> Any:
    """The answer to one of CKAN's actions.

    :raises Invalid: there is no such action, a parameter is unknown or of a wrong shape.
    :raises Refused: what it names is absent, or hidden from the asker.
    """
    question = QUESTIONS.get(name)
    if question is None:
        words = _("Only these actions are understood: %(names)s.") % {
            "names": ", ".join(sorted(QUESTIONS))
        }
        raise Invalid(reasons.INVALID_INPUT, {"action": [words]})
    refuse_unknown(sent, question.takes | _WISHES)
    return question.answer(Asked(actor, now, sent))
