"""How each step of the catalog's part of the model is taken in the portal."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from catalog.bulk_edits import actions as bulk_edits
from catalog.bulk_edits.altering import Alteration
from catalog.directories import actions as directories
from catalog.entry_templates import actions as templates
from catalog.models import (
    BulkEdit,
    Classification,
    EntryTemplate,
    EntryVersion,
    Question,
)
from catalog.questions import actions as questions
from catalog.subjects import actions as subjects
from requests_app.disputes import actions as disputes
from requests_app.models import Dispute
from tests import story
from tests.walk import catalog_drafts as drafts
from tests.walk import catalog_model as talk
from tests.walk import catalog_tree as tree
from tests.walk.acts import ACTS as EARLIER
from tests.walk.desk import NOTE, SPARE_NAME, Act, Desk, plain
from tests.walk.model import CLOCK, Try

MODELS: Mapping[str, Any] = MappingProxyType(
    {
        "question": Question,
        "challenge": Dispute,
        "bulk": BulkEdit,
        "template": EntryTemplate,
        "begun": EntryVersion,
        "node": Classification,
    }
)
_SAID = {
    "EMPTY": "  ",
    "PERSON": f"{story.SUBJECT}登记在哪一类？",
    "ONE": "按哪套代码填写？",
    "OTHER": "更新到哪一天？",
}
_ITEMS = {"": "", "KNOWN": "企业类型", "UNKNOWN": "车辆牌照"}


def _draft_version(desk: Desk, attempt: Try, by: dict[str, Any]) -> EntryVersion:
    """From the last version that was published; a withdrawn entry's is none to draft from."""
    versions = EntryVersion.objects.filter(entry=attempt.matter.pk)
    published = versions.filter(status__in=("PUBLISHED", "WITHDRAWN")).latest("pk")
    return directories.draft_version(pk=published.pk, **by)


def _content(desk: Desk, attempt: Try) -> Any:
    entry = attempt.matter.parent
    is_spare = entry is not None and entry.kind == "spare"
    changes: dict[str, Any] = {"abstract": drafts.abstract(attempt.number)}
    if is_spare:
        changes |= {"name": SPARE_NAME, "classification_id": desk.classification_id}
    return story.enterprise_registry(**changes)


def _revise(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    directories.revise(pk=attempt.matter.pk, content=_content(desk, attempt), **by)


def _revise_seen(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    seen = attempt.matter.turn - drafts.is_stale(attempt.number)
    content = _content(desk, attempt)
    directories.revise(pk=attempt.matter.pk, content=content, expected_version=seen, **by)


def _ask(desk: Desk, attempt: Try, by: dict[str, Any]) -> Question:
    return questions.ask_question(
        entry_id=attempt.matter.pk,
        text=_SAID[talk.said(attempt.number)],
        item_name=_ITEMS[talk.item(attempt.number)],
        **by,
    )


def _say(action: Callable[..., None]) -> Act:
    return lambda desk, attempt, by: action(
        pk=attempt.matter.pk, text=_SAID[talk.said(attempt.number)], **by
    )


def _hand_over(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    name = desk.cast.people[talk.colleague(attempt.number)].username
    questions.hand_over_question(pk=attempt.matter.pk, colleague=name, **by)


def _refer(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    questions.refer_question(
        pk=attempt.matter.pk,
        procedure=talk.procedure(attempt.number),
        text=_SAID[talk.said(attempt.number)],
        **by,
    )


def _dispute_class(desk: Desk, attempt: Try, by: dict[str, Any]) -> Dispute:
    claim = "请求改为无条件共享。" if talk.is_claimed(attempt.number) else " "
    return disputes.open_dispute(entry_id=attempt.matter.pk, claim=claim, **by)


def _coordinate(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    is_right = talk.is_right_authority(attempt.number)
    asked = desk.cast.authority if is_right else desk.cast.labour
    disputes.request_coordination(pk=attempt.matter.pk, authority=asked.code, **by)


def _decide(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    disputes.decide(
        pk=attempt.matter.pk,
        instrument="沪府数〔2026〕2号",
        decided_on=attempt.today,
        decision=NOTE,
        outcome=talk.decided(attempt.number),
        **by,
    )


def _alteration(number: int) -> Alteration:
    return {
        "NOTHING": Alteration(),
        "WORDS": Alteration(
            find=drafts.FIND, replacement=drafts.REPLACEMENT, find_in=("abstract",)
        ),
        "ABSTRACT": Alteration(plain={"abstract": drafts.abstract(number)}),
        "CLASS": Alteration(plain={"sharing_class": "UNCONDITIONAL"}),
        "SAFEGUARDS": Alteration(safeguards=drafts.SAFEGUARDS),
    }[drafts.alteration(number)]


def _begin_bulk_edit(desk: Desk, attempt: Try, by: dict[str, Any]) -> BulkEdit:
    ids = [version.pk for version in drafts.chosen(attempt)]
    return bulk_edits.begin_bulk_edit(version_ids=ids, alteration=_alteration(attempt.number), **by)


def _go_on(state: str, finish: Callable[..., None]) -> Act:
    """Time goes on; whoever else would, and time when it is not its turn, tries to end it."""

    def act(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
        if attempt.person == CLOCK and attempt.matter.state == state:
            rows = drafts.portion(attempt.number)
            bulk_edits.go_on(pk=attempt.matter.pk, rows=rows, **by)
        else:
            finish(pk=attempt.matter.pk, **by)

    return act


def _save_template(desk: Desk, attempt: Try, by: dict[str, Any]) -> EntryTemplate:
    name = drafts.called(attempt.number)
    return templates.save_template(version_id=attempt.matter.pk, name=name, **by)


def _rename_template(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    name = drafts.called(attempt.number)
    templates.rename_template(pk=attempt.matter.pk, name=name, **by)


def _begin_entry(desk: Desk, attempt: Try, by: dict[str, Any]) -> EntryVersion:
    name = f"另起目录{attempt.number}"
    return templates.begin_entry(pk=attempt.matter.pk, name=name, **by).version


def _add(code: str, parent: str, number: int, by: dict[str, Any]) -> Classification:
    name = "分类" if tree.is_named(number) else " "
    return subjects.add_classification(code=code, name=name, name_en="", parent=parent, **by)


def _add_class(desk: Desk, attempt: Try, by: dict[str, Any]) -> Classification:
    return _add(tree.class_code(attempt.number), "", attempt.number, by)


def _add_below(desk: Desk, attempt: Try, by: dict[str, Any]) -> Classification:
    above = attempt.matter.facts["code"]
    return _add(tree.below(attempt.number, above), above, attempt.number, by)


def _rename_node(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    name = f"分类{attempt.number}" if tree.is_named(attempt.number) else ""
    subjects.rename_classification(pk=attempt.matter.pk, name=name, name_en="", **by)


def _with_other(action: Callable[..., None], key: str) -> Act:
    return lambda desk, attempt, by: action(
        pk=attempt.matter.pk, **{key: tree.other(attempt).facts["code"]}, **by
    )


def _mark(desk: Desk, attempt: Try, by: dict[str, Any]) -> None:
    leading = desk.cast.departments.get(tree.lead(attempt.number))
    subjects.mark_registry(
        pk=attempt.matter.pk,
        registry=tree.registry(attempt.number),
        lead=leading.code if leading else "NOBODY",
        **by,
    )


_ABOUT_ENTRIES: Mapping[str, Act] = MappingProxyType(
    {
        "ask_question": _ask,
        "dispute_class": _dispute_class,
        "draft_version": _draft_version,
    }
)
ACTS: Mapping[tuple[str, str], Act] = MappingProxyType(
    {
        **{
            (kind, name): act for kind in ("entry", "spare") for name, act in _ABOUT_ENTRIES.items()
        },
        **{("challenge", name): act for (kind, name), act in EARLIER.items() if kind == "dispute"},
        ("challenge", "request_coordination"): _coordinate,
        ("challenge", "decide"): _decide,
        ("entry", "begin_bulk_edit"): _begin_bulk_edit,
        ("version", "revise"): _revise,
        ("version", "revise_seen"): _revise_seen,
        ("version", "save_template"): _save_template,
        ("question", "take_on_question"): plain(questions.take_on_question),
        ("question", "hand_over_question"): _hand_over,
        ("question", "answer_question"): _say(questions.answer_question),
        ("question", "refer_question"): _refer,
        ("question", "correct_answer"): _say(questions.correct_answer),
        ("question", "ask_back"): _say(questions.ask_back),
        ("question", "close_question"): plain(questions.close_question),
        ("question", "withdraw_question"): plain(questions.withdraw_question),
        ("question", "lapse_question"): plain(questions.lapse_question),
        ("question", "strike_question"): plain(questions.strike_question, note=NOTE),
        ("question", "hide_question"): plain(questions.hide_question, note=NOTE),
        ("bulk", "judge_rows"): _go_on("CHECKING", bulk_edits.finish_preview),
        ("bulk", "write_rows"): _go_on("APPLYING", bulk_edits.finish_changes),
        ("bulk", "undo_rows"): _go_on("UNDOING", bulk_edits.finish_undoing),
        ("bulk", "apply_changes"): plain(bulk_edits.apply_changes),
        ("bulk", "stop_changes"): plain(bulk_edits.stop_changes),
        ("bulk", "give_up_changes"): plain(bulk_edits.give_up_changes),
        ("bulk", "undo_changes"): plain(bulk_edits.undo_changes),
        ("template", "rename_template"): _rename_template,
        ("template", "publish_template"): plain(templates.publish_template),
        ("template", "retire_template"): plain(templates.retire_template),
        ("template", "begin_entry"): _begin_entry,
        ("tree", "add_class"): _add_class,
        ("node", "add_classification"): _add_below,
        ("node", "rename_classification"): _rename_node,
        ("node", "move_classification"): _with_other(subjects.move_classification, "parent"),
        ("node", "merge_classification"): _with_other(subjects.merge_classification, "into"),
        ("node", "retire_classification"): plain(subjects.retire_classification),
        ("node", "mark_registry"): _mark,
        ("node", "unmark_registry"): plain(subjects.unmark_registry),
    }
)
