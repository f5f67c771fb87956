"""Every act by the name that its event bears in the log, and the states by theirs."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.regulation import (
    agreement,
    breach,
    bulk_edit,
    catalog_import,
    catalog_workbook,
    classification,
    collection,
    complaint,
    correction,
    criticism,
    data_check,
    demand,
    department,
    dispute,
    emergency,
    entry_template,
    entry_update,
    entry_version,
    harvest_source,
    incident,
    inspection,
    internal_rule,
    norm,
    platform,
    provision,
    quality,
    question,
    request,
    resource,
    return_flow,
    service_change,
    source_designation,
    standard,
    stop,
    subject_lookup,
    use_change,
    use_record,
    withdrawal,
)
from portal.regulation.machine import Machine, Transition

MACHINES: tuple[Machine, ...] = (
    entry_version.MACHINE,
    entry_update.MACHINE,
    request.MACHINE,
    agreement.MACHINE,
    provision.MACHINE,
    service_change.MACHINE,
    correction.MACHINE,
    correction.RECALL_MACHINE,
    dispute.MACHINE,
    use_change.MACHINE,
    return_flow.MACHINE,
    emergency.MACHINE,
    use_record.MACHINE,
    source_designation.MACHINE,
    collection.MACHINE,
    demand.MACHINE,
    stop.MACHINE,
    incident.MACHINE,
    complaint.MACHINE,
    breach.MACHINE,
    inspection.MACHINE,
    criticism.MACHINE,
    subject_lookup.MACHINE,
    norm.MACHINE,
    withdrawal.MACHINE,
    platform.MACHINE,
    standard.MACHINE,
    internal_rule.MACHINE,
    catalog_workbook.MACHINE,
    bulk_edit.MACHINE,
    entry_template.MACHINE,
    harvest_source.MACHINE,
    classification.MACHINE,
    quality.REQUIREMENT_MACHINE,
    quality.MACHINE,
    question.MACHINE,
)
#: Acts on things without states, and those that leave a matter as it is.
LOOSE: tuple[tuple[str, tuple[Transition, ...]], ...] = (
    ("department", department.TRANSITIONS),
    ("dataresource", resource.TRANSITIONS + data_check.TRANSITIONS),
    ("unresolvedname", (catalog_import.RESOLVE_NAME,)),
    ("entryversion", (data_check.REPORT_BROKEN_RULES,)),
)


def every_act() -> Iterator[tuple[str, Machine | None, Transition]]:
    """Every act there is: the kind of matter, its lifecycle where it has one, and the rule."""
    for machine in MACHINES:
        for rule in machine.transitions:
            yield machine.name, machine, rule
    for name, rules in LOOSE:
        for rule in rules:
            yield name, None, rule


_BY_NAME = {machine.name: machine for machine in MACHINES}

#: Marks that time makes on any matter, and what a data call leaves.
_MARKS: Mapping[str, Promise] = {
    "overdue": _("The period has lapsed"),
    "remind": _("Reminder: the period ends soon"),
    "ends_soon": _("Notice: the term ends soon"),
    "basis_ends": _("Notice: the repeal of a norm that it rests on is recorded"),
    "use_unrecorded": _("Reminder: no use has been recorded"),
    "recount": _("The due date was counted by the calendar that has come"),
}
_CALLS: Mapping[str, Promise] = {
    "contractor.access": _("Access by a contractor"),
    "delivery.deliver": _("Data delivered"),
    "delivery.refuse": _("Data call refused"),
    "delivery.look": _("Sample looked at"),
    f"sharingrequest.{request.CONDITION_REFUSED}": _("Condition that is not published refused"),
    "emergencyrelease.fetch": _("Data of an emergency release fetched"),
    "emergencyrelease.refuse_fetch": _("Call under an emergency release refused"),
    "returnflow.fetch": _("Returned data fetched"),
    "returnflow.refuse_fetch": _("Call for returned data refused"),
}
_ACTS: Mapping[str, Promise] = {
    **{f"{name}.{rule.name}": rule.label for name, _machine, rule in every_act()},
    **_CALLS,
    "document.issue": _("Document issued"),
    "notice.give": _("Legal notice given"),
    "sharingagreement.export_evidence": _("Evidence package taken"),
}


_RULES = {f"{name}.{rule.name}": rule for name, _machine, rule in every_act()}


def rule_of(event_name: str) -> Transition | None:
    """The act that left the event; None for marks of time and data calls."""
    return _RULES.get(event_name)


def label(event_name: str) -> str:
    """What people call the act or mark of an event; its own name where nobody has named it."""
    mark = _MARKS.get(event_name.partition(".")[2])
    return str(_ACTS.get(event_name) or mark or event_name)


def state_label(event_name: str, state: str) -> str:
    """What people call a state of the matter that the event is about."""
    machine = _BY_NAME.get(event_name.partition(".")[0])
    if machine is None or state not in machine.states.values:
        return state
    return str(machine.states(state).label)
