"""What drafts begin from and how many change at one go: bulk edits and templates (Arts 12, 17).

As ``tests/walk/model.py``, from the decree and the portal's own rules alone.
"""

from dataclasses import dataclass
from typing import Any

from tests.walk.catalog_model import DEPARTMENT, OPEN_VERSIONS
from tests.walk.model import CIVIL, CLOCK, COMPILERS, OFFICER, Law, Matter, Try, _new

FIRST_ABSTRACT = "本市企业登记的基本情况。"
FIRST_SAFEGUARDS = "按业务编号逐笔查询，不得批量留存。"
#: What is found in the texts, what is put in its place, and what conditions are to say.
FIND, REPLACEMENT, SAFEGUARDS = "登记情况", "登记信息", "逐笔查询。"


def stated(abstract: str) -> dict[str, str]:
    """What of a version the walk changes."""
    return {"abstract": abstract, "class": "CONDITIONAL", "safeguards": FIRST_SAFEGUARDS}


def abstract(number: int) -> str:
    """What a revised draft says of the data."""
    return f"登记情况第{number}稿。"


def is_stale(number: int) -> bool:
    """Whether the draft is revised as somebody saw it before the last step."""
    return number % 3 == 0


# Bulk edits.


@dataclass
class Row:
    """One chosen entry in the ledger of a bulk edit."""

    version: Matter
    outcome: str = "CHOSEN"
    progress: str = "WAITING"
    cause: str = ""
    seen: int = 0
    loaded: int = 0
    before: dict[str, Any] | None = None


def targets(number: int) -> tuple[str, ...]:
    """Which entries are chosen."""
    return (("entry",), ("spare",), ("entry", "spare"))[number % 3]


def alteration(number: int) -> str:
    """What is changed of them: of the shared entry never the class, of which all else speaks."""
    kinds = ("WORDS", "CLASS", "ABSTRACT", "SAFEGUARDS", "NOTHING", "CLASS", "WORDS")
    kind = kinds[number // 3 % 7]
    return "ABSTRACT" if kind == "CLASS" and targets(number) != ("spare",) else kind


def chooses_published(number: int) -> bool:
    """Whether the published version is chosen, though a draft may be on its way."""
    return number // 21 % 4 == 0


def portion(number: int) -> int:
    """How many rows time takes at one go."""
    return number % 2 + 1


def chosen(attempt: Try) -> list[Matter]:
    """The versions named, in the order of their entries' codes."""
    world, number = attempt.world, attempt.number
    entries = [each for each in world.matters if each.kind in targets(number)]
    found: list[Matter] = []
    for entry in sorted(entries, key=lambda each: each.facts["rank"]):
        published = world.of("version", entry, "PUBLISHED")
        on_its_way = world.of("version", entry, *OPEN_VERSIONS)
        found += published if chooses_published(number) else on_its_way or published
    return found


def _editable(attempt: Try) -> list[Matter]:
    """Of an entry the version on its way is changed, else the published one."""
    world = attempt.world
    return [
        version
        for version in chosen(attempt)
        if version.state != "PUBLISHED" or not world.of("version", version.parent, *OPEN_VERSIONS)
    ]


def _begun(attempt: Try) -> None:
    made = _new(attempt)
    made.facts.update(
        change=alteration(attempt.number),
        words=abstract(attempt.number),
        rows=[Row(version) for version in _editable(attempt)],
    )


def _altered(bulk: Matter, version: Matter) -> dict[str, Any] | None:
    """What the version would state; None where it cannot state so."""
    facts = {name: version.facts[name] for name in ("abstract", "class", "safeguards")}
    change = bulk.facts["change"]
    if change == "WORDS":
        facts["abstract"] = facts["abstract"].replace(FIND, REPLACEMENT)
    elif change == "ABSTRACT":
        facts["abstract"] = bulk.facts["words"]
    elif change == "CLASS":
        facts.update({"class": "UNCONDITIONAL", "safeguards": ""})
    elif facts["class"] != "CONDITIONAL":
        return None
    else:
        facts["safeguards"] = SAFEGUARDS
    return facts


def _judge(bulk: Matter, row: Row) -> None:
    altered, version = _altered(bulk, row.version), row.version
    row.seen = version.turn
    if altered is None:
        row.outcome, row.cause = "REJECTED", "NOT_CONDITIONAL"
    elif altered.items() <= version.facts.items():
        row.outcome = "UNCHANGED"
    else:
        may_change = version.state in {"DRAFT", "RETURNED", "ASSESSED", "PUBLISHED"}
        row.outcome = "CHANGED" if may_change else "REJECTED"
        row.cause = "" if may_change else "ON_ITS_WAY"


def draft_from(attempt: Try, published: Matter) -> Matter:
    """The next version begins with what the published one states."""
    facts = {name: published.facts[name] for name in ("abstract", "class", "safeguards")}
    published.turn += 1
    return attempt.world.add("version", "DRAFT", published.parent, **facts)


def _write(attempt: Try, row: Row) -> None:
    """Into the draft, or a new one; what somebody changed since the preview is left out."""
    version, altered = row.version, _altered(attempt.matter, row.version)
    is_drafting = version.state == "PUBLISHED"
    is_barred = is_drafting and attempt.world.of("version", version.parent, *OPEN_VERSIONS)
    if version.turn != row.seen or altered is None or is_barred:
        row.outcome = "REJECTED"
        row.cause = "CHANGED_MEANWHILE" if version.turn != row.seen else "REFUSED"
        return
    if is_drafting:
        version = row.version = draft_from(attempt, version)
    else:
        row.before = {name: version.facts[name] for name in altered}
    version.facts.update(altered)
    version.state, version.turn = "DRAFT", version.turn + 1
    row.progress, row.loaded = "LOADED", version.turn


def _undo(row: Row) -> None:
    """What it made goes, what it changed comes back; what somebody took further is left."""
    version = row.version
    if version.state != "DRAFT" or version.turn != row.loaded:
        row.progress = "LEFT"
        return
    if row.before is None:
        version.state = "DISCARDED"
    else:
        version.facts.update(row.before)
    version.turn += 1
    row.progress = "UNDONE"


def _waiting(bulk: Matter) -> list[Row]:
    rows = bulk.facts["rows"]
    return [row for row in rows if (row.outcome, row.progress) == ("CHANGED", "WAITING")]


def _gone_on(attempt: Try) -> None:
    """A portion of what time is to do; when nothing is left, it is done."""
    bulk, rows = attempt.matter, attempt.matter.facts["rows"]
    if bulk.state == "CHECKING":
        left, done = [row for row in rows if row.outcome == "CHOSEN"], "CHECKED"
    elif bulk.state == "APPLYING":
        left, done = _waiting(bulk), "APPLIED"
    else:
        left, done = [row for row in reversed(rows) if row.progress == "LOADED"], "UNDONE"
    for row in left[: portion(attempt.number)]:
        if bulk.state == "CHECKING":
            _judge(bulk, row)
        elif bulk.state == "APPLYING":
            _write(attempt, row)
        else:
            _undo(row)
    if not left:
        bulk.state = done


BEGIN_BULK_EDIT = Law(
    COMPILERS,
    ("OPEN",),
    "CHECKING",
    follows=_begun,
    opens="bulk",
    fits=lambda t: alteration(t.number) != "NOTHING" and bool(_editable(t)),
)
BULK = {
    "judge_rows": Law((CLOCK,), ("CHECKING",), follows=_gone_on),
    "write_rows": Law((CLOCK,), ("APPLYING",), follows=_gone_on),
    "undo_rows": Law((CLOCK,), ("UNDOING",), follows=_gone_on),
    "apply_changes": Law(
        COMPILERS, ("CHECKED", "STOPPED"), "APPLYING", lambda t: bool(_waiting(t.matter))
    ),
    "stop_changes": Law(COMPILERS, ("APPLYING",), "STOPPED"),
    "give_up_changes": Law(COMPILERS, ("CHECKING", "CHECKED"), "CANCELLED"),
    "undo_changes": Law(COMPILERS, ("APPLIED", "STOPPED"), "UNDOING"),
}

# Templates.

IN_USE = ("OWN", "PUBLISHED")


def called(number: int) -> str:
    """How a template is called: one of three names, or none."""
    return ("登记类", "许可类", "", "处罚类")[number % 4]


def _is_free(attempt: Try) -> bool:
    """It has a name, which no other one of the department in use has."""
    own = DEPARTMENT[attempt.person]
    names = {
        each.facts["name"]
        for each in attempt.world.matters
        if each.kind == "template"
        and each is not attempt.matter
        and each.state in IN_USE
        and each.facts["department"] == own
    }
    return called(attempt.number) not in {"", *names}


def _saved(attempt: Try) -> None:
    version = attempt.matter
    _new(attempt).facts.update(
        department=DEPARTMENT[attempt.person],
        name=called(attempt.number),
        content={name: version.facts[name] for name in ("abstract", "class", "safeguards")},
    )


def _is_own(attempt: Try) -> bool:
    return bool(attempt.matter.facts["department"] == DEPARTMENT[attempt.person])


def is_seen(template: Matter, department: str) -> bool:
    """The own department's, and what the authority of the region has published to it."""
    return template.facts["department"] == department or template.state == "PUBLISHED"


SAVE_TEMPLATE = Law(
    (*COMPILERS, OFFICER),
    (*OPEN_VERSIONS, "PUBLISHED", "SUPERSEDED", "DISCARDED", "WITHDRAWN"),
    "OWN",
    # The authority keeps one of what is published, the department of all that is its own.
    lambda t: t.person != OFFICER or t.matter.state == "PUBLISHED",
    _saved,
    "template",
    _is_free,
)
TEMPLATE = {
    "rename_template": Law(
        (*COMPILERS, OFFICER),
        IN_USE,
        holds=_is_own,
        follows=lambda t: t.matter.facts.update(name=called(t.number)),
        fits=_is_free,
    ),
    # Only an authority publishes, and only its own.
    "publish_template": Law((OFFICER,), ("OWN",), "PUBLISHED", _is_own),
    "retire_template": Law((*COMPILERS, OFFICER), IN_USE, "RETIRED", _is_own),
    "begin_entry": Law(
        (*COMPILERS, CIVIL),
        IN_USE,
        "DRAFT",
        lambda t: is_seen(t.matter, DEPARTMENT[t.person]),
        lambda t: _new(t).facts.update(t.matter.facts["content"]),
        "begun",
    ),
}
