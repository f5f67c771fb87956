"""Checking the rows of a data version by the value rules of the published entry (Art. 18).

Numbers are counted and kept, item by item and rule by rule; no value of a row leaves the database.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from catalog.directories.models import (
    DataItem,
    DataResource,
    DataVersion,
    EntryVersion,
    with_value_rules,
)
from catalog.quality.models import DataCheck, RuleFinding
from catalog.regions.queries import county_codes
from catalog.standards.queries import codes_listed
from portal.regulation import data_check as rules
from portal.regulation import reasons
from portal.regulation.code_kinds import CodeKind
from portal.regulation.data_check import CheckOutcome, NotJudged
from portal.regulation.machine import Transition
from portal.regulation.value_rules import ValueRule
from portal.workdays.arithmetic import local_day
from portal.workflow.actor import Actor
from portal.workflow.decision import Refused
from portal.workflow.policy import decide
from portal.workflow.transition import act
from requests_app.delivery import backends, queries
from requests_app.delivery.permit import Column
from requests_app.delivery.rule_plan import CheckPermit, Judged, count_breaks

#: Beyond this the rows are not counted at all.
MOST_ROWS: Final = 10_000_000
#: So long a person waits at the desk, and so long the worker may take.
SECONDS_AT_THE_DESK: Final = 8
SECONDS_BY_CLOCK: Final = 120


def check_values(*, pk: int, actor: Actor, now: datetime) -> DataCheck:
    """Count, for the provider, how many values of the current rows break each rule (Art. 18).

    Counted again, the same rows and rules give the same check with the later numbers.

    :raises Refused: nothing is loaded, or the published entry states no value rules; or the rows
        are so many that only the job has the time, which then finds them unchecked.
    """
    return _check(rules.CHECK_VALUES, pk, actor, now, SECONDS_AT_THE_DESK)


def check_values_by_clock(*, pk: int, actor: Actor, now: datetime) -> DataCheck:
    """The same for rows that nobody has checked by the rules now published."""
    return _check(rules.CHECK_VALUES_BY_CLOCK, pk, actor, now, SECONDS_BY_CLOCK)


def _check(rule: Transition, pk: int, actor: Actor, now: datetime, seconds: int) -> DataCheck:
    """Judged before, so that nobody without the right makes the database count; then kept.

    Counting holds no lock: what was counted is kept with its own data version and entry version,
    whichever of them are current by then.
    """
    seen = _resource(pk)
    decision = decide(actor, rule, seen, now=now)
    if not decision.allowed:
        reason = decision.reason or reasons.FORBIDDEN
        raise Refused(reason, is_right_missing=decision.is_right_missing)
    loaded, version = seen.current, seen.entry.live_version
    if loaded is None or version is None:
        raise Refused(reasons.NOTHING_LOADED)
    outcome, findings = _count(loaded, version, now, seconds)
    if outcome == CheckOutcome.TOO_SLOW and rule is rules.CHECK_VALUES:
        raise Refused(reasons.VALUES_COUNTED_LATER)
    details = {
        "data_version": loaded.number,
        "entry_version": version.number,
        "outcome": outcome,
        "broken": sum(bool(finding.failing_count) for finding in findings),
    }
    with act(rule, model=DataResource, pk=pk, actor=actor, now=now, details=details):
        is_new = not queries.is_counted(loaded)
        kept, _is_new = DataCheck.objects.update_or_create(
            data_version=loaded,
            entry_version=version,
            defaults={"outcome": outcome, "checked_at": now},
        )
        kept.findings.all().delete()
        for finding in findings:
            finding.data_check = kept
        RuleFinding.objects.bulk_create(findings)
        if is_new:
            _report_broken(loaded, version, findings, actor, now)
    return kept


def _report_broken(
    loaded: DataVersion,
    version: EntryVersion,
    findings: list[RuleFinding],
    actor: Actor,
    now: datetime,
) -> None:
    """Tell the provider's compilers once what these rows break that the rows before them kept.

    A data version is told of when it is counted for the first time: rules that come later, and
    counting again, find out about rules and not about new data.
    """
    broken = {(each.item.column_name, each.rule) for each in findings if each.failing_count}
    new = broken - queries.broken_before(loaded)
    if not new:
        return
    clock = Actor.system("check-values", actor.interface)
    details = {"data_version": loaded.number, "resource": loaded.resource.code, "broken": len(new)}
    with act(
        rules.REPORT_BROKEN_RULES,
        model=EntryVersion,
        pk=version.pk,
        actor=clock,
        now=now,
        details=details,
    ):
        pass


def _resource(pk: int) -> DataResource:
    rows = DataResource.objects.select_related("current", "entry__live_version")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Refused(reasons.NOT_FOUND)
    return found


def _count(
    loaded: DataVersion, version: EntryVersion, now: datetime, seconds: int
) -> tuple[str, list[RuleFinding]]:
    """What became of the check, and a finding for every rule, counted or with the reason why not.

    A rule that cannot be judged leaves the others be.
    """
    findings: list[RuleFinding] = []
    judged: list[tuple[RuleFinding, Judged]] = []
    items = with_value_rules(DataItem.objects.filter(version=version)).order_by("position")
    for item, rule in _stated(list(items)):
        finding = RuleFinding(item=item, rule=rule)
        findings.append(finding)
        codes = _codes(item, rule, now)
        finding.cause = _why_not(item, loaded, codes)
        if not finding.cause:
            column = Column(item.column_name, item.data_type)
            judged.append((finding, Judged(column, rule, item.value_rules, codes or ())))
    numbers: list[int] | None = []
    outcome = CheckOutcome.TOO_LARGE if loaded.row_count > MOST_ROWS else CheckOutcome.COUNTED
    if outcome == CheckOutcome.COUNTED and judged:
        numbers = _numbers(loaded, version, [each for _finding, each in judged], now, seconds)
        outcome = CheckOutcome.COUNTED if numbers is not None else CheckOutcome.TOO_SLOW
    for place, (finding, _judged) in enumerate(judged):
        if numbers and outcome == CheckOutcome.COUNTED:
            finding.failing_count = numbers[place]
        else:
            finding.cause = NotJudged.NOT_COUNTED
    return outcome, findings


def _stated(items: list[DataItem]) -> Iterator[tuple[DataItem, ValueRule]]:
    for item in items:
        for rule in item.value_rules.stated():
            yield item, rule


def _codes(item: DataItem, rule: ValueRule, now: datetime) -> tuple[str, ...] | None:
    """The codes by which the rule is judged; None: no list decides."""
    if rule is not ValueRule.CODE:
        return None
    if item.value_rules.code_kind == CodeKind.STANDARD_CODE:
        return codes_listed(item.standard_id or 0, on=local_day(now))
    return county_codes() if item.value_rules.code_kind == CodeKind.REGION_CODE else None


def _why_not(item: DataItem, loaded: DataVersion, codes: tuple[str, ...] | None) -> str:
    held = loaded.columns.get(item.column_name)
    if held is None:
        return NotJudged.NO_COLUMN
    if held != backends.column_type(item.data_type):
        return NotJudged.OTHER_TYPE
    return NotJudged.NO_CODE_LIST if codes == () else ""


def _numbers(
    loaded: DataVersion,
    version: EntryVersion,
    judged: list[Judged],
    now: datetime,
    seconds: int,
) -> list[int] | None:
    """How many values break each rule, or None where counting took too long."""
    permit = CheckPermit(
        client_id=0,
        data_version_id=loaded.pk,
        table=loaded.table_name,
        columns=tuple(each.column for each in judged),
        rows=(),
        minted_at=now,
        entry_version_id=version.pk,
    )
    plan = count_breaks(permit, judged, today=f"{local_day(now):%Y%m%d}")
    found = backends.run_within(plan, seconds=seconds)
    if found is None:
        return None
    ((_rows, *numbers),) = found
    return numbers
