"""The tree of classifications in plain Python (Arts 11, 12), and all laws of the walk together.

As ``tests/walk/model.py``, from the compilation guide and the portal's own rules alone.
"""

from tests.walk import catalog_drafts as drafts
from tests.walk import catalog_model as talk
from tests.walk import wider
from tests.walk.model import COMPILERS, OFFICER, Law, Matter, Try, World, _new

#: The code of each class, and how many digits each level below it has; the last has as many more.
CLASSES, LENGTHS = "123", (1, 3, 6)


def class_code(number: int) -> str:
    """The code of a new class: one of the three, or what is none."""
    return ("1", "2", "3", "4", "12")[number % 5]


def below(number: int, code: str) -> str:
    """The code of what is to stand below: the code above it and some digits more."""
    return code + ("11", "111", "12", "112", "1", "x1")[number % 6]


def is_named(number: int) -> bool:
    """Whether it is given a name."""
    return number % 7 != 0


def registry(number: int) -> str:
    """Which basic store of data it is to be, or what is none."""
    return ("POPULATION", "CREDIT", "WEATHER")[number % 3]


def lead(number: int) -> str:
    """Who is to lead it, or nobody that there is."""
    return ("market", "labour", "nobody")[number // 3 % 3]


def _level(code: str) -> int:
    """1 for a class, 2 for an item, 3 for a group, 4 for whatever is finer."""
    return LENGTHS.index(len(code)) + 1 if len(code) in LENGTHS else 4


def _is_code(code: str) -> bool:
    is_long_enough = len(code) in LENGTHS or len(code) > LENGTHS[-1]
    return code.isdigit() and code[0] in CLASSES and is_long_enough


def nodes(world: World) -> list[Matter]:
    """The nodes of the tree, in use or not."""
    return [each for each in world.matters if each.kind == "node"]


def other(attempt: Try) -> Matter:
    """The node that it is to be moved under or merged into."""
    every = nodes(attempt.world)
    return every[attempt.number % len(every)]


def _is_unused(attempt: Try, code: str) -> bool:
    return all(each.facts["code"] != code for each in nodes(attempt.world))


def _stands(code: str, above: str) -> bool:
    """Directly below; what is finer than a group may also stand below its like."""
    return _level(code) == _level(above) + 1 or _level(code) == _level(above) == 4


def _is_class(attempt: Try) -> bool:
    code = class_code(attempt.number)
    is_good = _is_code(code) and _level(code) == 1 and _is_unused(attempt, code)
    return is_good and is_named(attempt.number)


def _is_item(attempt: Try) -> bool:
    above = attempt.matter.facts["code"]
    code = below(attempt.number, above)
    is_good = _is_code(code) and _is_unused(attempt, code) and _stands(code, above)
    return is_good and is_named(attempt.number)


def _added(attempt: Try) -> None:
    made = _new(attempt)
    is_class = attempt.matter.kind == "tree"
    if is_class:
        made.parent = None
    made.facts.update(
        code=class_code(attempt.number)
        if is_class
        else below(attempt.number, attempt.matter.facts["code"]),
        **BARE,
    )


#: What a node is at first.
BARE = {"name": "分类", "into": None, "registry": "", "lead": "", "entries": ()}


def _found_under(world: World, node: Matter) -> list[Matter]:
    """It, what stands below it, and what was merged into any of these."""
    found, waiting = [node], [node]
    while waiting:
        above = waiting.pop()
        for each in nodes(world):
            if (each.parent is above or each.facts["into"] is above) and each not in found:
                found.append(each)
                waiting.append(each)
    return found


def entries_under(world: World, node: Matter) -> int:
    """How many published entries are found under it."""
    entries = [entry for each in _found_under(world, node) for entry in each.facts["entries"]]
    return sum(entry.state == "OPEN" for entry in entries)


def _has_nothing_below(attempt: Try) -> bool:
    below_it = attempt.world.of("node", attempt.matter, "IN_USE")
    return not below_it


def _has_no_entries(attempt: Try) -> bool:
    """No entry ever stood under it, or under what was merged into it."""
    found = _found_under(attempt.world, attempt.matter)
    return not any(each.facts["entries"] for each in found)


def _is_movable(attempt: Try) -> bool:
    node, target = attempt.matter, other(attempt)
    over: Matter | None = target
    while over is not None:
        if over is node:
            return False
        over = over.parent
    is_level = _stands(node.facts["code"], target.facts["code"])
    return target.state == "IN_USE" and is_level


def _moved(attempt: Try) -> None:
    attempt.matter.parent = other(attempt)


def _is_heir(attempt: Try) -> bool:
    heir = other(attempt)
    return heir is not attempt.matter and heir.state == "IN_USE"


def _is_markable(attempt: Try) -> bool:
    """A store that there is, led by a department, and no other node is it."""
    wanted = registry(attempt.number)
    elsewhere = {
        each.facts["registry"]
        for each in nodes(attempt.world)
        if each is not attempt.matter and each.state == "IN_USE"
    }
    return wanted not in {"WEATHER", *elsewhere} and lead(attempt.number) != "nobody"


_BY_AUTHORITY = ((OFFICER,), ("IN_USE",))
TREE = {
    "add_class": Law((OFFICER,), ("OPEN",), "IN_USE", follows=_added, opens="node", fits=_is_class),
}
NODE = {
    "add_classification": Law(
        (OFFICER,), ("IN_USE",), "IN_USE", follows=_added, opens="node", fits=_is_item
    ),
    "rename_classification": Law(
        *_BY_AUTHORITY,
        follows=lambda t: t.matter.facts.update(name=f"分类{t.number}"),
        fits=lambda t: is_named(t.number),
    ),
    "move_classification": Law(*_BY_AUTHORITY, follows=_moved, fits=_is_movable),
    "merge_classification": Law(
        *_BY_AUTHORITY,
        "RETIRED",
        _has_nothing_below,
        lambda t: t.matter.facts.update(into=other(t)),
        fits=_is_heir,
    ),
    "retire_classification": Law(
        *_BY_AUTHORITY, "RETIRED", lambda t: _has_nothing_below(t) and _has_no_entries(t)
    ),
    "mark_registry": Law(
        *_BY_AUTHORITY,
        follows=lambda t: t.matter.facts.update(registry=registry(t.number), lead=lead(t.number)),
        fits=_is_markable,
    ),
    "unmark_registry": Law(
        *_BY_AUTHORITY, follows=lambda t: t.matter.facts.update(registry="", lead="")
    ),
}

# All together.


def _drafted(attempt: Try) -> None:
    """The next version states what the published one does."""
    made, published = _new(attempt), talk.live(attempt, attempt.matter)
    if published is None:
        raise LookupError(attempt)
    made.facts.update({name: published.facts[name] for name in ("abstract", "class", "safeguards")})
    published.turn += 1


def _revised(attempt: Try) -> None:
    attempt.matter.facts.update(drafts.stated(drafts.abstract(attempt.number)))


_ABOUT_ENTRIES = {
    "ask_question": talk.ASK_QUESTION,
    "dispute_class": talk.DISPUTE_CLASS,
    "draft_version": Law(
        COMPILERS,
        ("OPEN",),
        "DRAFT",
        lambda t: not t.world.of("version", t.matter, *talk.OPEN_VERSIONS),
        _drafted,
        "version",
    ),
}


def _free(law: Law, of: str) -> Law:
    """A step by which an entry ends: nothing of it may be on its way or disputed."""

    def holds(attempt: Try) -> bool:
        entry = attempt.matter if of == "entry" else attempt.matter.parent
        return law.holds(attempt) and talk.may_end(attempt, entry)

    return Law(law.people, law.sources, law.target, holds, law.follows, law.opens)


def _taken_out(attempt: Try) -> None:
    """With the entry its version leaves the directory."""
    entry = attempt.matter.parent
    for version in attempt.world.of("version", entry, "PUBLISHED"):
        version.state = "WITHDRAWN"
        version.turn += 1
    wider.WITHDRAWAL["withdraw_entry"].follows(attempt)


_WITHDRAWAL = wider.WITHDRAWAL
_withdraw = _free(_WITHDRAWAL["withdraw_entry"], "withdrawal")
LAWS = {
    **wider.LAWS,
    "entry": {**wider.ENTRY, **_ABOUT_ENTRIES, "begin_bulk_edit": drafts.BEGIN_BULK_EDIT},
    "spare": {
        **_ABOUT_ENTRIES,
        "propose_withdrawal": _free(wider.SPARE["propose_withdrawal"], "entry"),
    },
    "withdrawal": {
        **_WITHDRAWAL,
        "approve_withdrawal": _free(_WITHDRAWAL["approve_withdrawal"], "withdrawal"),
        "withdraw_entry": Law(
            _withdraw.people, _withdraw.sources, _withdraw.target, _withdraw.holds, _taken_out
        ),
    },
    "version": {
        **wider.LAWS["version"],
        "revise": Law(COMPILERS, ("DRAFT", "ASSESSED", "RETURNED"), "DRAFT", follows=_revised),
        "revise_seen": Law(
            COMPILERS,
            ("DRAFT", "ASSESSED", "RETURNED"),
            "DRAFT",
            follows=_revised,
            fits=lambda t: not drafts.is_stale(t.number),
        ),
        "save_template": drafts.SAVE_TEMPLATE,
    },
    "question": talk.QUESTION,
    "challenge": talk.CHALLENGE,
    "bulk": drafts.BULK,
    "template": drafts.TEMPLATE,
    "tree": TREE,
    "node": NODE,
}
