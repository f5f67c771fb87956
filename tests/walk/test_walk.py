"""All lifecycles at random against the model, and what must hold after every walk.

``WALK_STEPS`` says how many steps are walked in all, ``WALK_SEED`` where chance begins; a failure
prints both and the last steps.
"""

import os
import random
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Max

from catalog.departments import actions as departments
from catalog.models import Classification, DirectoryEntry, EntryVersion
from portal.audit import chain
from portal.models import AuditEvent
from portal.regulation.vocabulary import Mandate
from portal.workflow import grants
from portal.workflow.decision import Refused
from requests_app.models import (
    Delivery,
    Dispute,
    ServiceChange,
    SharingAgreement,
    SharingRequest,
    UseChange,
)
from tests import cast as the_cast
from tests import story
from tests.conftest import NOW
from tests.races.world import kept_for_module, undone
from tests.requests_app.corrections import town
from tests.requests_app.sharing import combined
from tests.walk import acts, catalog_acts, catalog_drafts, catalog_told, model, wider_acts
from tests.walk.catalog_tree import BARE, LAWS
from tests.walk.desk import SPARE_NAME, Desk
from tests.walk.model import Matter, Try, World

MODELS = {**acts.MODELS, **wider_acts.MODELS, **catalog_acts.MODELS}
ACTS = {**acts.ACTS, **wider_acts.ACTS, **catalog_acts.ACTS}

STEPS = int(os.environ.get("WALK_STEPS", "1250"))
SEED = os.environ.get("WALK_SEED", "809")
#: Of the seed; those before it are passed by.
FIRST = int(os.environ.get("WALK_FIRST", "0"))
#: A walk is so long; then the world is as it was before.
WALK = 250
#: From here on time stands still: periods still end in the year whose holidays are known.
LATEST = NOW.replace(year=2026, month=9, day=1)


def _hold_what_joins(cast: the_cast.Cast) -> None:
    """The labour department holds who owns the enterprises: it joins with what it asks for."""
    asked = combined.ask(cast, combined.publish(cast))
    combined.propose(cast, asked)
    combined.consent(cast, asked)


def _appoint_colleague(cast: the_cast.Cast) -> None:
    """A second person compiles the provider's directory."""
    colleague = cast.people[model.COLLEAGUE] = the_cast._person(model.COLLEAGUE)
    departments.appoint(
        pk=cast.market.pk,
        user_id=colleague.pk,
        mandates=(Mandate.COMPILE,),
        actor=cast.actor("authority_officer"),
        now=cast.now,
    )


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Desk]:
    """The cast, and one entry, published and loaded."""
    folder = tmp_path_factory.mktemp("rows")

    def build() -> Desk:
        cast = the_cast.build(NOW)
        version = story.publish(cast, story.enterprise_registry())
        story.load(cast, version, story.small_registry(folder / "rows.csv"))
        _hold_what_joins(cast)
        columns = ("name", "credit_code", "capital")
        civil = town.neighbour(
            cast, "civil_affairs", (model.CIVIL, model.CIVIL_HEAD), version, columns
        )
        civil.receive(now=cast.now)
        story.authorise(cast)
        story.open_district(cast)
        story.record_norm(cast, "某法", level="LAW", document_number="主席令第1号")
        _appoint_colleague(cast)
        under = story.classify(cast)
        content = story.enterprise_registry(name=SPARE_NAME, classification_id=under.pk)
        spare = story.publish(cast, content)
        of = DirectoryEntry.objects.get
        return Desk(cast, of(pk=version.entry_id), of(pk=spare.entry_id), under.pk)

    with kept_for_module(django_db_blocker, build) as built:
        yield built


#: So often is each step taken where it is lawful, in a walk of twenty thousand.
ENOUGH = 5
#: From a draft to an agreement.
_WAY = (
    ("submit", model.CLERK),
    ("consent_to_send", model.REQUESTER_HEAD),
    ("open_review", model.REVIEWER),
    ("assess_aggregation", model.ASSESSOR),
    ("propose_yes", model.REVIEWER),
    ("consent_to_agree", model.PROVIDER_HEAD),
)
#: Draws a bulk edit of what both entries say of their data, and how far it is carried.
_BOTH_ENTRIES = 8
_WAY_OF_BULK_EDIT = (
    ("judge_rows", model.CLOCK),
    ("judge_rows", model.CLOCK),
    ("apply_changes", model.COMPILER),
)
_WAY_OF_CHANGE = (("submit_change", model.CLERK), ("send_change", model.REQUESTER_HEAD))


class Walk:
    """One walk: the model beside the portal, step by step."""

    def __init__(self, desk: Desk, chance: random.Random, taken: Counter[tuple[Any, ...]]) -> None:
        self.desk = desk
        self.chance = chance
        self.now: datetime = NOW
        self.world = World()
        entries = [self._published(kind, row) for kind, row in self._entries()]
        self._tree(entries[1])
        self.visited: Counter[tuple[str, str, str, bool]] = Counter()
        #: How often each step was chosen, in all and in each state, over all walks.
        self.taken = taken
        self.last: deque[str] = deque(maxlen=12)
        self.steps = 0

    def _entries(self) -> tuple[tuple[str, DirectoryEntry], ...]:
        return (("entry", self.desk.entry), ("spare", self.desk.spare))

    def _published(self, kind: str, row: DirectoryEntry) -> Matter:
        """An entry with its version, as it is published before any step."""
        row.refresh_from_db()
        rank = sorted(each.code for _kind, each in self._entries()).index(row.code)
        entry = self.world.add(kind, "OPEN", rank=rank)
        entry.pk = row.pk
        stated = catalog_drafts.stated(catalog_drafts.FIRST_ABSTRACT)
        version = self.world.add("version", "PUBLISHED", entry, **stated)
        version.pk, version.turn = row.live.pk, row.live.lock_version
        return entry

    def _tree(self, entry: Matter) -> None:
        """The tree that is there, and the entry under the last of its nodes."""
        self.world.add("tree", "OPEN")
        made: Matter | None = None
        for row in Classification.objects.order_by("code"):
            made = self.world.add("node", "IN_USE", made, **BARE)
            made.pk = row.pk
            made.facts.update(code=row.code, name=row.name)
        if made is not None:
            made.facts["entries"] = (entry,)

    def step(self) -> None:
        """One attempt, lawful or not: the portal and the model say the same."""
        self.now += self._pause()
        self.attempt(*self._draw())

    def _pause(self) -> timedelta:
        """Mostly none, now and then some days, seldom long enough for a period to lapse."""
        draw = self.chance.random()
        if self.now >= LATEST:
            return timedelta()
        if draw < 0.03:
            return timedelta(days=self.chance.randint(10, 25))
        return timedelta(hours=self.chance.randint(1, 90) if draw < 0.3 else 0)

    def begin(self) -> None:
        """What most steps are about: two agreements in use, a request, a change, a bulk edit."""
        self._use(0)
        agreement = self._use(1)
        self._carry(self._applied(1), _WAY[:3])
        asking = Try(self.world, agreement, model.CLERK, self.now, 0)
        self.attempt("request_use_change", asking)
        self._carry(self.world.matters[-1], _WAY_OF_CHANGE)
        bulk = Try(self.world, self.world.matters[0], model.COMPILER, self.now, _BOTH_ENTRIES)
        self.attempt("begin_bulk_edit", bulk)
        self._carry(self.world.matters[-1], _WAY_OF_BULK_EDIT)

    def _applied(self, number: int) -> Matter:
        """A request is drafted, by its number for a short use or a long one."""
        entry = self.world.matters[0]
        self.attempt("apply", Try(self.world, entry, model.CLERK, self.now, number))
        return self.world.matters[-1]

    def _use(self, number: int) -> Matter:
        """A request, agreed to; its agreement, in use."""
        request = self._applied(number)
        self._carry(request, _WAY)
        (agreement,) = self.world.of("agreement", request, "PREPARING")
        self._carry(agreement, (("enter_use", model.REVIEWER),))
        return agreement

    def _carry(self, matter: Matter, way: Iterable[tuple[str, str]]) -> None:
        for name, person in way:
            self.attempt(name, Try(self.world, matter, person, self.now, 1))

    def attempt(self, name: str, attempt: Try) -> None:
        """Take the step, or be refused, in the portal as in the model."""
        law = LAWS[attempt.matter.kind][name]
        wanted = model.is_lawful(law, attempt)
        state, events = attempt.matter.state, AuditEvent.objects.count()
        said = f"{attempt.now:%m-%d %H} {attempt.matter.kind} {attempt.matter.pk} {state} {name}"
        self.steps += 1
        self.last.append(
            f"{self.steps}: {said} by {attempt.person}, number {attempt.number}: {wanted}"
        )
        self.visited[attempt.matter.kind, state, name, wanted] += 1
        reason, made = "", None
        try:
            with transaction.atomic():
                by = {"actor": self.desk.actor(attempt), "now": attempt.now}
                made = ACTS[attempt.matter.kind, name](self.desk, attempt, by)
        except Refused as refused:
            reason = refused.reason.code
        assert (not reason) == wanted, self.told(reason or "allowed", attempt.matter)
        if not wanted:
            is_counted = name == "deliver"  # a refused call is on record too
            assert is_counted or AuditEvent.objects.count() == events, self.told()
            self.ask(attempt.matter)
            return
        # Of a portion of rows only what becomes of a draft is an act.
        is_silent = name in {"judge_rows", "write_rows", "undo_rows"}
        assert AuditEvent.objects.count() > events or is_silent, self.told()
        known = len(self.world.matters)
        model.take(law, attempt)
        if law.opens:
            self.world.matters[known].pk = made.pk
        fresh = [each for each in self.world.matters[known:] if not each.pk]
        for place, matter in enumerate(fresh, start=1):
            alike = sum(each.kind == matter.kind for each in fresh[place:])
            newest = MODELS[matter.kind].objects.order_by("-pk")
            matter.pk = acts.bind(matter) or newest[alike].pk
        self.agree(attempt.matter)
        self.ask(attempt.matter)
        if law.opens:
            self.ask(self.world.matters[known])

    def ask(self, matter: Matter) -> None:
        """What is said of it to somebody by chance is what the model says."""
        person = self.chance.choice(model.PEOPLE)
        pairs = catalog_told.told(self.desk, matter, self.world, person, self.now)
        for held, said in pairs:
            assert held == said, self.told(f"to {person}", matter, held, said)

    def told(self, *facts: object) -> str:
        """The last steps, and what does not agree."""
        return "\n".join(["", *self.last, *map(str, facts)])

    def _draw(self) -> tuple[str, Try]:
        """A step that is lawful now, those taken seldom first; or, now and then, one that is not.

        One in five is any at all; one in five fails for nothing but what the law wants to hold.
        """
        known = [each for each in self.world.matters if each.kind in LAWS]
        draw = self.chance.random()
        if draw < 0.2:
            matter = self.chance.choice(known)
            name = self.chance.choice(list(LAWS[matter.kind]))
            law = LAWS[matter.kind][name]
            # Half of them by the right person: then it is the state or the time that is wrong.
            clock = (model.CLOCK,) if model.CLOCK in law.people else ()
            people = law.people if self.chance.random() < 0.5 else (*model.PEOPLE, *clock)
            return name, self._try(matter, self.chance.choice(people))
        wanted = draw >= 0.4
        found: dict[tuple[str, str, str, bool], list[Try]] = {}
        for matter in known:
            for name, law in LAWS[matter.kind].items():
                if matter.state not in law.sources:
                    continue
                attempt = self._try(matter, self.chance.choice(law.people))
                cell = (matter.kind, name, matter.state, model.is_lawful(law, attempt))
                found.setdefault(cell, []).append(attempt)
        cells = [cell for cell in found if cell[3] == wanted] or list(found)
        steps = {cell: (*cell[:2], cell[3]) for cell in cells}
        weights = [1 / ((1 + self.taken[steps[cell]]) * (1 + self.taken[cell])) for cell in cells]
        cell = self.chance.choices(cells, weights)[0]
        self.taken[cell] += 1
        self.taken[steps[cell]] += 1
        return cell[1], self.chance.choice(found[cell])

    def _try(self, matter: Matter, person: str) -> Try:
        return Try(self.world, matter, person, self.now, self.chance.randrange(1000))

    def agree(self, matter: Matter) -> None:
        """Model and portal have the same states and due dates for the matter and its kin."""
        kin = [
            each
            for each in self.world.matters
            if each is matter or each.parent is matter or matter.parent is each
        ]
        self.compare([each for each in kin if each.kind in MODELS])

    def compare(self, matters: list[Matter]) -> None:
        """Each matter's state, and its due date while it has one."""
        known = {
            kind: MODELS[kind].objects.in_bulk([each.pk for each in matters if each.kind == kind])
            for kind in {each.kind for each in matters}
        }
        for each in matters:
            row = known[each.kind][each.pk]
            assert row.status == each.state, self.told(each, row.status)
            if each.due_on is not None and each.kind != "demand":
                assert row.due_on == each.due_on, self.told(each, row.due_on)
                is_stopped = row.due_stopped_on is not None
                assert is_stopped == each.is_stopped, self.told(each)


def invariants(walk: Walk) -> None:
    """What holds after any walk, asked of the database alone."""
    walk.compare([each for each in walk.world.matters if each.kind in MODELS])
    # A grant for each agreement in use, and none without one.
    assert grants.differences() == ([], [])
    # Never more than one open change, change of use or dispute of a matter; one live version.
    for rows in (
        ServiceChange.objects.filter(status__in=model._OPEN_CHANGES).values_list("agreement"),
        UseChange.objects.filter(status__in=model._OPEN_USE_CHANGES).values_list("agreement"),
        Dispute.objects.filter(status__in=model._OPEN_DISPUTES).values_list(
            "request", "agreement", "entry", "requester"
        ),
        EntryVersion.objects.filter(status="PUBLISHED").values_list("entry"),
    ):
        assert max(Counter(rows).values(), default=0) <= 1
    # Versions are numbered without a gap, and published ones were assessed.
    versions = EntryVersion.objects.filter(entry=walk.desk.entry)
    numbers = sorted(versions.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    live = versions.filter(status__in=("PUBLISHED", "SUPERSEDED"))
    assert not live.exclude(pk__in=_subjects("entryversion.assess")).exclude(number=1).exists()
    # Nobody consents to what he wrote himself.
    for first, second in (
        ("sharingrequest.submit", "sharingrequest.consent_to_send"),
        ("sharingrequest.propose_answer", "sharingrequest.consent_to_agree"),
        ("sharingrequest.propose_answer", "sharingrequest.consent_to_refuse"),
        ("entryversion.submit", "entryversion.approve"),
        ("usechange.submit", "usechange.consent_to_send"),
    ):
        authors = set(_events(first).values_list("subject_id", "actor_id"))
        assert not authors & set(_events(second).values_list("subject_id", "actor_id"))
    # An answer is put off by ten working days at most, and never brought forward.
    most = SharingRequest.objects.aggregate(most=Max("extended_workdays"))["most"] or 0
    assert most <= model.EXTENSION_CEILING
    # Rows left only under agreements whose term was running, and each has its event.
    assert not Delivery.objects.filter(delivered_at__gte=F("agreement__valid_until")).exists()
    assert _events("delivery.deliver").count() == Delivery.objects.count()
    # An agreement exists for every request agreed to, and for no other.
    agreed = SharingRequest.objects.filter(status="AGREED")
    assert set(agreed.values_list("pk", flat=True)) == set(
        SharingAgreement.objects.values_list("request_id", flat=True)
    )
    while chain.seal(now=walk.now):
        pass
    assert chain.verify(now=walk.now) == []


def _events(name: str):
    return AuditEvent.objects.filter(name=name)


def _subjects(name: str):
    return _events(name).values("subject_id")


def test_the_portal_walks_as_the_regulation_says(desk: Desk, db) -> None:
    visited: Counter[tuple[str, str, str, bool]] = Counter()
    taken: Counter[tuple[Any, ...]] = Counter()
    for number in range(FIRST, FIRST + max(1, STEPS // WALK)):
        chance = random.Random(f"{SEED}-{number}")  # noqa: S311
        print(f"WALK_SEED={SEED}, walk {number}")
        with undone():
            walk = Walk(desk, chance, taken)
            walk.begin()
            for _ in range(WALK):
                walk.step()
            invariants(walk)
            visited += walk.visited
    every = {(kind, name) for kind, laws in LAWS.items() for name in laws}
    lawful = Counter[tuple[str, str]]()
    for (kind, _state, name, is_lawful), times in visited.items():
        lawful[kind, name] += times if is_lawful else 0
    seldom = [key for key, times in visited.items() if key[3] and times < ENOUGH]
    print(f"{sum(visited.values())} steps, {len(visited)} of them different by state and outcome")
    print(f"lawful but met fewer than {ENOUGH} times: {sorted(seldom)}")
    fewest = sorted((lawful[step], *step) for step in every)[:12]
    print(f"lawfully taken fewest times: {fewest}")
    print(
        "lawfully taken:", *(f"{kind} {name} {lawful[kind, name]};" for kind, name in sorted(every))
    )
    missed = sorted(
        (taken[*step, False], *step)
        for step in every
        if {LAWS[step[0]][step[1]].holds, LAWS[step[0]][step[1]].fits} != {model.always}
    )
    print(f"refused fewest times for what the law wants to hold: {missed[:12]}")
    if STEPS >= 20_000:
        assert fewest[0][0] >= ENOUGH, fewest


def test_every_step_of_the_model_can_be_taken() -> None:
    assert set(ACTS) == {(kind, name) for kind, laws in LAWS.items() for name in laws}
