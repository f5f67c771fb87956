"""What the portal says of the catalog's matters beyond state and due date, beside the model.

Each function gives pairs: what the model holds, and what the portal says.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from catalog.bulk_edits import queries as bulk_edits
from catalog.entry_templates import queries as templates
from catalog.models import (
    BulkEdit,
    Classification,
    EntryTemplate,
    EntryVersion,
    Question,
)
from catalog.questions import queries as questions
from catalog.subjects import queries as subjects
from portal.workflow.actor import Actor
from portal.workflow.policy import available
from requests_app.disputes import queries as disputes
from requests_app.models import Dispute
from tests.walk import catalog_model as talk
from tests.walk import catalog_tree as tree
from tests.walk import model
from tests.walk.catalog_drafts import IN_USE, is_seen
from tests.walk.desk import Desk
from tests.walk.model import Matter, Try, is_open

type Pairs = Iterator[tuple[Any, Any]]

#: What is not offered where there is no occasion for it, though nothing forbids it.
_OCCASIONS: Mapping[str, Callable[[Matter], bool]] = MappingProxyType(
    {
        "move_classification": lambda node: node.parent is not None,
        "unmark_registry": lambda node: bool(node.facts["registry"]),
    }
)


def _offered(row: Any, attempt: Try, actor: Actor) -> Pairs:
    """Who may do what next."""
    laws, matter = tree.LAWS[attempt.matter.kind], attempt.matter
    mine = {
        name
        for name, law in laws.items()
        if not law.opens
        and is_open(law, attempt)
        and _OCCASIONS.get(name, lambda _matter: True)(matter)
    }
    steps = available(actor, row.machine, row, now=attempt.now)
    yield mine, {step.transition.name for step in steps if step.is_allowed}


def _of_kind(attempt: Try, kind: str) -> list[Matter]:
    return [each for each in attempt.world.matters if each.kind == kind]


def _pks(matters: Any) -> list[int]:
    return sorted(each.pk for each in matters)


def _waits(question: Matter, person: str) -> bool:
    """For whoever compiles the directory and has it, or for all of them."""
    is_theirs = person in talk.COMPILERS and question.facts["owner"] in {"", person}
    return question.state == "ASKED" and is_theirs


def _reads(question: Matter, person: str) -> bool:
    """Who asked, the provider and its authority always; all others while it is shown."""
    own = talk.DEPARTMENT[person]
    entry = question.parent
    is_shown = entry is not None and entry.state == "OPEN" and not question.facts["is_hidden"]
    return own in {question.facts["asker"], talk.PROVIDER, "authority"} or is_shown


def _question(desk: Desk, attempt: Try, actor: Actor) -> Pairs:
    row = Question.objects.get(pk=attempt.matter.pk)
    facts, now = attempt.matter.facts, attempt.now
    owner = desk.cast.people[facts["owner"]].pk if facts["owner"] else None
    yield owner, row.owned_by_id
    yield facts["closes_on"], row.closes_on
    yield facts["procedure"], row.procedure
    yield facts["is_hidden"], row.hidden_at is not None
    yield facts["messages"], list(row.messages.order_by("pk").values_list("kind", flat=True))
    every = _of_kind(attempt, "question")
    mine = [each for each in every if _waits(each, attempt.person)]
    yield _pks(mine), _pks(questions.awaiting(actor, now=now))
    read = [each for each in every if _reads(each, attempt.person)]
    yield _pks(read), _pks(questions.visible_to(actor, now=now))
    late = [each for each in every if each.state == "ASKED" and each.due_on < attempt.today]
    replies = [reply for each in every for reply in each.facts["replies"]]
    head = desk.cast.actor(model.PROVIDER_HEAD)
    kept = questions.punctuality(head, now=now).filter(pk=desk.cast.market.pk).get()
    counted = (kept.replies, kept.replies_in_time, kept.replies_overdue)
    yield (len(replies), sum(replies), len(late)), counted
    yield from _offered(row, attempt, actor)


_STAFF = (model.CLERK, model.CIVIL, model.DISTRICT, model.REVIEWER)
_HEADS = (model.REQUESTER_HEAD, model.CIVIL_HEAD, model.DISTRICT_HEAD, model.PROVIDER_HEAD)


def _turn(attempt: Try, challenge: Matter) -> bool:
    """Whose turn it is: staff talk first, then the heads; then the authority, then the provider."""
    person, facts, state = attempt.person, challenge.facts, challenge.state
    own = talk.DEPARTMENT[person]
    is_party = own in {facts["challenger"], talk.PROVIDER}
    if person == model.OFFICER:
        return state in {"IN_COORDINATION", "NOT_AGREED", "IN_DECISION"}
    if person in model.COMPILERS:
        return state == "CLOSED" and talk.is_ordered(attempt, challenge)
    if person in _STAFF:
        return is_party and state == "NEGOTIATING" and not facts["has_negotiated"]
    is_between = state in {"NEGOTIATING", "FAILED"}
    return person in _HEADS and is_party and is_between and facts["settlement_by"] != own


def _challenge(desk: Desk, attempt: Try, actor: Actor) -> Pairs:
    row = Dispute.objects.get(pk=attempt.matter.pk)
    facts = attempt.matter.facts
    yield desk.cast.departments[facts["challenger"]].pk, row.requester_id
    proposer = facts["settlement_by"]
    yield desk.cast.departments[proposer].pk if proposer else None, row.settlement_by_id
    yield (
        (facts["outcome"], "CLASS", facts["has_negotiated"]),
        (
            row.outcome,
            row.kind,
            row.negotiated_on is not None,
        ),
    )
    mine = [each for each in _of_kind(attempt, "challenge") if _turn(attempt, each)]
    about_classes = disputes.awaiting(actor, now=attempt.now).filter(entry__isnull=False)
    yield _pks(mine), _pks(about_classes)
    yield from _offered(row, attempt, actor)


def _bulk(desk: Desk, attempt: Try, actor: Actor) -> Pairs:
    row = BulkEdit.objects.get(pk=attempt.matter.pk)
    rows = attempt.matter.facts["rows"]
    ledger = [(each.version.pk, each.outcome, each.cause, each.progress) for each in rows]
    kept = row.rows.order_by("number").values_list("version", "outcome", "cause", "progress")
    yield ledger, list(kept)
    counted = bulk_edits.counted(row)
    yield Counter(each.outcome for each in rows), Counter(counted.outcomes)
    yield len(rows), row.entry_count
    is_own = talk.DEPARTMENT[attempt.person] == talk.PROVIDER
    every = _of_kind(attempt, "bulk")
    yield _pks(every if is_own else ()), _pks(bulk_edits.visible_to(actor))
    for each in rows:
        yield from _version_of(each.version)
    yield from _offered(row, attempt, actor)


def _version_of(version: Matter) -> Pairs:
    row = EntryVersion.objects.get(pk=version.pk)
    facts, condition = version.facts, row.condition
    said = (row.abstract, row.sharing_class, condition.safeguards if condition else "")
    yield (facts["abstract"], facts["class"], facts["safeguards"]), said
    yield (version.state, version.turn), (row.status, row.lock_version)


def _version(desk: Desk, attempt: Try, actor: Actor) -> Pairs:
    yield from _version_of(attempt.matter)


def _template(desk: Desk, attempt: Try, actor: Actor) -> Pairs:
    row = EntryTemplate.objects.get(pk=attempt.matter.pk)
    facts, own = attempt.matter.facts, talk.DEPARTMENT[attempt.person]
    yield desk.cast.departments[facts["department"]].pk, row.department_id
    yield facts["name"], row.name
    content = templates.content_of(row)
    yield facts["content"]["abstract"], content.abstract
    yield facts["content"]["class"], content.sharing_class
    every = _of_kind(attempt, "template")
    usable = [each for each in every if each.state in IN_USE and is_seen(each, own)]
    yield _pks(usable), _pks(templates.in_use(actor))
    yield from _offered(row, attempt, actor)
    for begun in attempt.world.of("begun", attempt.matter, "DRAFT")[-1:]:
        draft = EntryVersion.objects.get(pk=begun.pk)
        yield (begun.facts["abstract"], begun.facts["class"]), (draft.abstract, draft.sharing_class)


def _node(desk: Desk, attempt: Try, actor: Actor) -> Pairs:
    row = Classification.objects.get(pk=attempt.matter.pk)
    node, facts = attempt.matter, attempt.matter.facts
    yield (facts["code"], facts["name"], facts["registry"]), (row.code, row.name, row.registry)
    lead = desk.cast.departments[facts["lead"]].pk if facts["lead"] else None
    yield lead, row.registry_lead_id
    yield node.parent.pk if node.parent else None, row.parent_id
    yield facts["into"].pk if facts["into"] else None, row.merged_into_id
    numbers = subjects.numbers_of_entries(actor, subjects.read_tree())
    every = tree.nodes(attempt.world)
    yield {each.pk: tree.entries_under(attempt.world, each) for each in every}, numbers
    yield from _offered(row, attempt, actor)


_TOLD: Mapping[str, Callable[[Desk, Try, Actor], Pairs]] = MappingProxyType(
    {
        "question": _question,
        "challenge": _challenge,
        "bulk": _bulk,
        "version": _version,
        "template": _template,
        "node": _node,
    }
)


def told(desk: Desk, matter: Matter, world: model.World, person: str, now: datetime) -> Pairs:
    """Of one matter, as one person is told it."""
    attempt = Try(world, matter, person, now, 0)
    say = _TOLD.get(matter.kind)
    if say is not None:
        yield from say(desk, attempt, desk.actor(attempt))
