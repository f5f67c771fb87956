"""How the demo city's directory came about: entries compiled, published, updated and overdue."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from catalog.directories import actions as directories
from catalog.directories.actions import Content, Finding
from catalog.models import Classification, DirectoryEntry, EntryVersion
from portal.regulation.vocabulary import AssessmentResult, DataCategory, TriggerKind
from portal.workflow.actor import Actor
from requests_app.management.demo import entries
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

#: A story that comes to something: it wakes at moments and ends with what it made.
type Part[T] = Generator[datetime, None, T]

FIRST, LAST = -266, -218
#: How far an entry that is still on its way has come: the number of steps after its draft.
_STEPS = {"draft": 0, "assessed": 1, "waiting": 2, "approved": 3, "review": 4}
_REORGANISED = "关于部门职责调整的通知（演示）"


class Entry:
    """One entry and the people who take it through."""

    def __init__(self, city: City, department: str, content: Content) -> None:
        self.city = city
        self.department = department
        self.content = content

    def person(self, post: str) -> Actor:
        """The provider's person in the post."""
        return self.city.actor(self.department, post)

    def draft(self) -> EntryVersion:
        """The clerk drafts it."""
        version = directories.draft(
            provider_id=self.city.departments[self.department].pk,
            content=self.content,
            actor=self.person("jingban"),
            now=self.city.now,
        )
        self.city.entries[self.content.name] = version.entry_id
        return version

    def finding(self) -> Finding:
        """Personal data are acceptable with safeguards, other data without risk."""
        is_personal = self.content.category == DataCategory.PERSON
        return Finding(
            secrecy_result=AssessmentResult.NO_RISK,
            secrecy_finding="不涉及国家秘密、工作秘密，汇聚后未见新增风险。",
            personal_result=AssessmentResult.ACCEPTABLE
            if is_personal
            else AssessmentResult.NO_RISK,
            personal_finding="按最小必要提供，已采取去标识、留痕等保护措施。"
            if is_personal
            else "不含个人信息。",
        )

    def step(self, number: int, pk: int) -> None:
        """The first, second, third or fourth step on the way to the authority."""
        now = self.city.now
        if number == 1:
            directories.assess(pk=pk, finding=self.finding(), actor=self.person("shenhe"), now=now)
        elif number == 2:
            directories.submit(pk=pk, actor=self.person("jingban"), now=now)
        elif number == 3:
            directories.approve(pk=pk, actor=self.person("fuze"), now=now)
        else:
            directories.send(pk=pk, actor=self.person("jingban"), now=now)

    def walk(self, pk: int, start: int, steps: int = 4) -> Part[None]:
        """Assess, submit, approve, send: a working day apart, the first a day after ``start``."""
        for number in range(1, steps + 1):
            yield self.city.timeline.at(start + number)
            self.step(number, pk)

    def publish(self, pk: int) -> None:
        """The authority publishes it."""
        directories.publish(pk=pk, actor=self.city.overseer(self.department), now=self.city.now)

    def appear(self, start: int) -> Part[None]:
        """From the draft to publication."""
        yield self.city.timeline.at(start)
        version = self.draft()
        yield from self.walk(version.pk, start)
        yield self.city.timeline.at(start + 6)
        self.publish(version.pk)

    def next_version(self, what: str) -> EntryVersion:
        """Draft the next version and revise it."""
        actor, now = self.person("jingban"), self.city.now
        live = DirectoryEntry.objects.get(pk=self.city.entries[self.content.name]).live
        version = directories.draft_version(pk=live.pk, actor=actor, now=now)
        content = replace(self.content, abstract=f"{self.content.abstract}{what}")
        directories.revise(pk=version.pk, content=content, actor=actor, now=now)
        return version

    def renew(self, start: int, steps: int = 5) -> Part[None]:
        """A new version of a published entry, taken so many steps; the fifth publishes it."""
        yield self.city.timeline.at(start)
        version = self.next_version("本版调整了信息项说明。")
        yield from self.walk(version.pk, start, min(steps, 4))
        if steps > 4:
            yield self.city.timeline.at(start + 5)
            self.publish(version.pk)


def _on_its_way(entry: Entry, steps: int) -> Story:
    """Drafted lately and not yet published."""
    start = -1 - steps
    yield entry.city.timeline.at(start)
    version = entry.draft()
    yield from entry.walk(version.pk, start, steps)


def _incomplete(entry: Entry) -> Story:
    """A draft that lacks class, items, grade and conditions."""
    yield entry.city.timeline.at(-2)
    entry.content = replace(
        entry.content,
        sharing_class="",
        security_level="",
        update_frequency="",
        items=(),
        condition=None,
    )
    entry.draft()


def _returned(entry: Entry) -> Story:
    """The authority returned it with its reasons."""
    yield entry.city.timeline.at(-12)
    version = entry.draft()
    yield from entry.walk(version.pk, -12)
    yield entry.city.timeline.at(-5)
    directories.return_version(
        pk=version.pk,
        note="共享条件中的部门范围与“三定”职责不一致；数据项“日期”类名称请写明业务含义。",
        actor=entry.city.overseer(entry.department),
        now=entry.city.now,
    )


def _sent_back(entry: Entry) -> Story:
    """The head of the department sent it back to the drafter."""
    yield entry.city.timeline.at(-7)
    version = entry.draft()
    yield from entry.walk(version.pk, -7, 2)
    yield entry.city.timeline.at(-3)
    directories.send_back(
        pk=version.pk,
        note="更新频率与业务系统实际不符，请核实后再报。",
        actor=entry.person("fuze"),
        now=entry.city.now,
    )


def _trigger(entry: Entry, occurred_on: date, instrument: str = _REORGANISED) -> int:
    return directories.register_trigger(
        entry_id=entry.city.entries[entry.content.name],
        kind=TriggerKind.DUTIES,
        occurred_on=occurred_on,
        instrument=instrument,
        actor=entry.person("jingban"),
        now=entry.city.now,
    ).pk


def _due(entry: Entry, occurred: int, *, asked: int = 0, granted: bool | None = None) -> Part[int]:
    """An update is due since ``occurred``; perhaps more time was asked for, and decided on."""
    line = entry.city.timeline
    yield line.at(occurred + 1)
    pk = _trigger(entry, line.day(occurred))
    if asked:
        yield line.at(asked)
        directories.ask_update_extension(
            pk=pk,
            workdays=5,
            note="职责划转涉及两个业务系统，数据项需重新核对。",
            actor=entry.person("jingban"),
            now=entry.city.now,
        )
    if granted is not None:
        yield line.at(asked + 1)
        officer = entry.city.overseer(entry.department)
        if granted:
            directories.grant_update_extension(pk=pk, actor=officer, now=entry.city.now)
        else:
            directories.refuse_update_extension(pk=pk, actor=officer, now=entry.city.now)
    return pk


def _met(entry: Entry) -> Story:
    """The update was sent before the extension that was asked for was decided, and published."""
    yield from _due(entry, -30, asked=-25)
    yield from entry.renew(-27)


def _ahead(entry: Entry) -> Story:
    """A change of duties from New Year's Day on: the period lies in a year without a notice yet."""
    line = entry.city.timeline
    yield line.at(-2)
    _trigger(
        entry,
        date(line.day(0).year + 1, 1, 1),
        "关于自明年1月1日起调整部门职责的通知（演示）",
    )


def _afterwards(entry: Entry, fate: str) -> Story:
    """What happened to the entry after it was published."""
    later: dict[str, Any] = {
        "v2": lambda: entry.renew(-60),
        "v2_draft": lambda: entry.renew(-3, 0),
        "v2_review": lambda: entry.renew(-6, 4),
        "trigger_open": lambda: _due(entry, -6),
        "trigger_overdue": lambda: _due(entry, -12),
        "trigger_extension": lambda: _due(entry, -9, asked=-2),
        "trigger_granted": lambda: _due(entry, -12, asked=-5, granted=True),
        "trigger_refused": lambda: _due(entry, -10, asked=-4, granted=False),
        "trigger_met": lambda: _met(entry),
        "trigger_ahead": lambda: _ahead(entry),
    }
    if fate:
        yield from later[fate]()


def _published(entry: Entry, fate: str, start: int) -> Story:
    yield from entry.appear(start)
    yield from _afterwards(entry, fate)


def compile_entries(city: City) -> dict[str, Content]:
    """Begin the story of every entry of the table; returns what each states, by name."""
    classes = dict(Classification.objects.values_list("code", "pk"))
    contents = {}
    for row in entries.table():
        content = entries.content(city, row, classes)
        contents[content.name] = content
        entry = Entry(city, row["department"], content)
        fate = row["fate"]
        others = {"draft_incomplete": _incomplete, "returned": _returned, "sent_back": _sent_back}
        if fate in _STEPS:
            story: Story = _on_its_way(entry, _STEPS[fate])
        elif fate in others:
            story = others[fate](entry)
        else:
            story = _published(entry, fate, city.timeline.chance.randint(FIRST, LAST))
        city.timeline.tell(story)
    return contents
