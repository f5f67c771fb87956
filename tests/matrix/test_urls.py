"""The URL matrix: address × method × person → HTTP status, compared with a file.

Regenerated on purpose with UPDATE_GOLDEN=1 and reviewed as a diff. Each call is made for real and
undone. URL_MATRIX=whole tries every address by every person, as `make prove` does; otherwise each
is tried by every method, by a few of the people in turn. What must hold whatever the file says is
asked of the file below: it is what was found.
"""

import csv
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from django.http import HttpResponse

from tests.matrix.caller import METHODS, calling, face, quiet_house, status
from tests.matrix.people import ACTS, MATTERS, PERSONS, STRANGERS, is_hidden, persons_of
from tests.matrix.places import kind_of, places, section_of, step_of, walk
from tests.matrix.world import ABSENT, World, build
from tests.races.world import kept_for_module

GOLDEN = Path(__file__).with_name("urls.csv")
HEAD = ("pattern", "object", "method", *PERSONS)
SHOWN = 20
WHOLE = os.environ.get("URL_MATRIX") == "whole" or bool(os.environ.get("UPDATE_GOLDEN"))
#: So many people try an address where not everybody does.
AT_A_TIME = 3

type Key = tuple[str, str, str]
type Rows = dict[Key, dict[str, str]]


def stored() -> Rows:
    """The file: pattern, object and method, with each person's status."""
    if not GOLDEN.exists():
        return {}
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == HEAD
    return {
        (pattern, label, method): dict(zip(PERSONS, cells, strict=True))
        for pattern, label, method, *cells in rows[1:]
    }


def store(section: str, found: Rows) -> None:
    """Put one section's rows into the file, in the URLconf's order."""
    kept = {key: row for key, row in stored().items() if section_of(key[0]) != section}
    order = {pattern: place for place, pattern in enumerate(walk())}
    rows = sorted({**kept, **found}.items(), key=lambda row: order.get(row[0][0], -1))
    with GOLDEN.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows([*key, *(row.get(name, "") for name in PERSONS)] for key, row in rows)


def triers(section: str) -> dict[str, tuple[str, ...]]:
    """Who tries each address: everybody, or the next few, so that everyone has a turn."""
    people = persons_of(section)
    patterns = [pattern for pattern in walk() if section_of(pattern) == section]
    if WHOLE:
        return dict.fromkeys(patterns, people)
    starts = (number * AT_A_TIME % len(people) for number in range(len(patterns)))
    turns = ((people * 2)[start : start + AT_A_TIME] for start in starts)
    return {
        pattern: tuple(sorted(set(turn), key=people.index))
        for pattern, turn in zip(patterns, turns, strict=True)
    }


def differences(found: Rows, wanted: Rows) -> Iterator[str]:
    """Each cell that differs, in words; of those who did not try an address nothing is said."""
    for key in {**wanted, **found}:
        ours, theirs = found.get(key, {}), wanted.get(key, {})
        for person in PERSONS if WHOLE or not ours else ours:
            was, now = theirs.get(person, ""), ours.get(person, "")
            if was != now:
                yield f"{' '.join(key)} {person}: {was or 'not in the file'} → {now or 'gone'}"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """A matter in every part of the loop, built once."""
    folder = tmp_path_factory.mktemp("rows")
    with quiet_house(), kept_for_module(django_db_blocker, lambda: build(folder)) as built:
        yield built


@pytest.mark.parametrize("section", ["pages", "matters", "tables", "api"])
def test_the_url_matrix(world: World, db, section: str) -> None:
    """No status differs from the file, nothing crashes, and what is hidden looks absent."""
    found: Rows = {}
    crashes: list[str] = []
    faces: dict[tuple[str, ...], tuple[str, ...]] = {}
    people = triers(section)
    tried = [place for pattern in people for place in places(world, pattern)]
    with calling(world) as caller:
        for place, method in product(tried, METHODS):
            row = found.setdefault((place.pattern, place.label, method), {})
            for person in people[place.pattern]:
                answer = caller.call(person, method, place)
                row[person] = status(answer)
                if caller.crash:
                    crashes.append(f"{method} {place.url} {person}: {caller.crash}")
                if is_hidden(place.kind, place.what, person) and has_face(answer, section, method):
                    faces[place.pattern, place.what, place.step, method, person] = face(
                        answer, place
                    )
    if os.environ.get("UPDATE_GOLDEN"):
        store(section, found)
    unlike = (key for key, seen in faces.items() if seen != faces[key[0], ABSENT, *key[2:]])
    wanted = {key: row for key, row in stored().items() if section_of(key[0]) == section}
    assert_none(crashes)
    assert_none(" ".join(key) for key in unlike)
    assert_none(differences(found, wanted))


def has_face(answer: HttpResponse, section: str, method: str) -> bool:
    """Whether more than the status is compared: of the API all, of the others what is drawn."""
    return section == "api" or (method == "GET" and answer.status_code == 404)


def assert_none(told: Iterable[object]) -> None:
    """Nothing is told; otherwise the first lines, and how many more there are."""
    lines = [str(line) for line in told]
    more = len(lines) - SHOWN
    if more > 0:
        lines[SHOWN:] = [f"… and {more} more"]
    assert not lines, "\n" + "\n".join(lines)


# What holds whatever the file says.


@dataclass(frozen=True)
class Cell:
    """One answer, and what was called."""

    pattern: str
    label: str
    method: str
    person: str
    status: str

    @property
    def kind(self) -> str:
        """What the address names."""
        return kind_of(self.pattern)

    @property
    def what(self) -> str:
        """The thing that was named."""
        return self.label.partition(" ")[0]

    @property
    def step(self) -> str:
        """The step that was to be taken."""
        return step_of(self.pattern, self.label.partition(" ")[2])

    @property
    def if_absent(self) -> tuple[str, ...]:
        """The same call of something that is not there."""
        step = self.label.partition(" ")[2]
        label = f"{ABSENT} {step}".strip()
        return (self.pattern, label, self.method, self.person)

    @property
    def is_let_in(self) -> bool:
        """Whether the answer is a page or its success, and not a way to the sign-in."""
        return self.status.startswith("2") or self.status in {"302", "303"}


@cache
def cells() -> tuple[Cell, ...]:
    """Every answer in the file."""
    return tuple(
        Cell(*key, person, told)
        for key, row in stored().items()
        for person, told in row.items()
        if told
    )


def told(found: Iterable[Cell]) -> Iterator[str]:
    """The answers in words, those alike in one line."""
    people: dict[str, list[str]] = {}
    for cell in found:
        line = f"{cell.pattern} {cell.label} {cell.method}: {cell.status}"
        people.setdefault(line, []).append(cell.person)
    for line, names in people.items():
        yield f"{line} for {', '.join(names)}"


def test_every_address_is_in_the_file() -> None:
    """A new address is tried, by name, before it is opened; one that is gone leaves the file."""
    tried = {pattern for pattern, _label, _method in stored()}
    assert [pattern for pattern in walk() if pattern not in tried] == []
    assert tried - set(walk()) == set()
    assert {method for _pattern, _label, method in stored()} == set(METHODS)


def test_nothing_crashes() -> None:
    """No call is answered by an error of ours."""
    assert_none(told(cell for cell in cells() if cell.status.startswith("5")))


#: What is shown before anyone has signed in, and why.
OPEN = {
    "healthz": "the service manager asks whether the process answers",
    "readyz": "the service manager asks whether the database does",
    "login/": "the door",
    "api/schema/": "integrators read the schema before they have a client",
    "api/docs/": "the same, to be read",
    "api/guide/": "how to call, for whoever has no client yet",
}
#: Addresses that tell anybody their methods, and nothing else.
TELL_THEIR_METHODS = {"", "logout/", "oauth/token/", "oauth/revoke/"}


def test_before_sign_in_nothing_is_shown() -> None:
    """Without an account one gets the short list, and no more."""
    shown = {cell for cell in cells() if cell.person == "anonymous" and cell.status[0] == "2"}
    told = {cell.pattern for cell in shown if cell.method == "OPTIONS"}
    assert {cell.pattern for cell in shown if cell.method != "OPTIONS"} == set(OPEN)
    assert told - set(OPEN) == TELL_THEIR_METHODS


def test_what_is_hidden_answers_as_if_absent() -> None:
    """By every method, to everyone who is not to know that it is there."""
    known = {(c.pattern, c.label, c.method, c.person): c.status for c in cells()}
    hidden = [c for c in cells() if c.what != ABSENT and is_hidden(c.kind, c.what, c.person)]
    assert_none(told(c for c in hidden if c.status != known[c.if_absent]))
    assert len(hidden) > 1000


def test_strangers_get_no_matter() -> None:
    """Neither an outsider nor a superuser without an appointment sees or moves a matter.

    The pages tell their methods for any number; that is the same for one that is absent.
    """
    matters = [c for c in cells() if c.kind in MATTERS and c.person in STRANGERS]
    assert_none(told(c for c in matters if c.is_let_in and c.method != "OPTIONS"))
    assert len(matters) > 1000


def test_only_these_people_act() -> None:
    """A step succeeds for the people named, the same at every interface, and for no one else."""
    kinds = {kind for kind, _what, _step in ACTS} | MATTERS
    acted = [c for c in cells() if c.method == "POST" and c.kind in kinds and c.is_let_in]
    assert_none(told(c for c in acted if c.person not in ACTS.get((c.kind, c.what, c.step), ())))
    seen = {(c.kind, c.what, c.step, c.person) for c in acted}
    assert_none({(*act, person) for act, people in ACTS.items() for person in people} - seen)


#: Django's own forms, which come back with 200 and say what is missing.
FORMS_AGAIN = {"login/", "admin/password_change/"}
#: CKAN's clients ask by POST what they might ask by GET.
READ_BY_POST = {"api/action/<name>", "api/3/action/<name>"}


def test_elsewhere_a_post_opens_nothing() -> None:
    """An incomplete form is shown again at the door and in the tables that superusers keep."""
    found = [c for c in cells() if c.method == "POST" and c.status.startswith("2")]
    others = [c for c in found if c.kind not in {*MATTERS, "registered"}]
    kept = {c for c in others if section_of(c.pattern) == "tables" and c.person == "superuser"}
    known = FORMS_AGAIN | READ_BY_POST
    assert_none(told(c for c in others if c.pattern not in known and c not in kept))


def test_nothing_is_put_patched_or_deleted() -> None:
    """No address takes these methods."""
    methods = {"PUT", "PATCH", "DELETE"}
    assert_none(told(c for c in cells() if c.method in methods and c.status.startswith("2")))


def test_no_row_is_deleted_in_the_admin() -> None:
    """The keepers' tables ask nobody whether he is sure."""
    asked = [c for c in cells() if c.pattern.endswith("<object_id>/delete/") and c.what == "first"]
    assert_none(told(c for c in asked if c.is_let_in))
    assert len(asked) > 300


def test_head_is_get_without_the_page() -> None:
    """HEAD has the status of GET."""
    got = {(c.pattern, c.label, c.person): c.status for c in cells() if c.method == "GET"}
    heads = [c for c in cells() if c.method == "HEAD"]
    assert_none(told(c for c in heads if c.status != got[c.pattern, c.label, c.person]))


def test_a_token_opens_its_scope_only() -> None:
    """With the scope ``catalog`` everything but the directory is forbidden, by any method."""
    own = (
        "api/v1/entries/",
        "api/v1/entry-versions/",
        "api/v1/departments/",
        "api/v1/source-designations/",
        "api/v1/norms/",
        "api/v1/classifications/",
        "api/v1/platforms/",
        "api/v1/standards/",
        "api/v1/standard-codes/",
        "api/v1/entries-template/",
        "api/v1/harvest-sources/",
        "api/v1/bulk-edits/",
        "api/v1/entry-templates/",
        "api/v1/imports/",
        "api/v1/internal-rules/",
        "api/v1/internal-rules-on-file/",
        "api/v1/quality-reports/",
        "api/v1/quality-reports-due/",
        "api/v1/quality-scores/",
        "api/v1/quality-figures/",
        "api/v1/rule-findings/",
        "api/v1/quality-requirements/",
        "api/v1/questions/",
        "api/v1/withdrawals/",
        "api/v1/negative-list/",
    )
    mine = [
        c for c in cells() if c.person == "labour_catalog_token" and c.pattern.startswith("api/v1/")
    ]
    beyond = [c for c in mine if not c.pattern.startswith(own)]
    assert_none(told(c for c in beyond if c.status != "403"))
    assert any(c.status == "200" for c in mine if c.pattern.startswith(own))
    assert len(beyond) > 100


def test_appointed_people_keep_no_table(world: World, db) -> None:
    """What Django itself calls a permission nobody but a superuser has, nor the way in as staff."""
    for name, user in world.cast.people.items():
        assert (user.is_staff, user.get_all_permissions() == set()) == (
            name == "superuser",
            name != "superuser",
        )
