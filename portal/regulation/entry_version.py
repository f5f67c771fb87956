"""Lifecycle of an EntryVersion: drafted, assessed, approved, published (Arts 12 to 17)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, deadlines, particulars, reasons, switches
from portal.regulation.machine import Facts, Machine, Need, Start, Transition
from portal.regulation.needs import GROUND_GIVEN
from portal.regulation.value_rules import faults_of
from portal.regulation.vocabulary import (
    WITHHOLDING_LEVELS,
    AssessmentKind,
    AssessmentResult,
    Mandate,
    Party,
    SharingClass,
)


class State(TextChoices):
    """The states of an entry version."""

    DRAFT = "DRAFT", _("draft")
    ASSESSED = "ASSESSED", _("assessed")
    AWAITING_HEAD = "AWAITING_HEAD", _("awaiting the head of department")
    APPROVED = "APPROVED", _("approved by the head of department")
    IN_REVIEW = "IN_REVIEW", _("in review by the authority")
    PUBLISHED = "PUBLISHED", _("published")
    SUPERSEDED = "SUPERSEDED", _("superseded")
    RETURNED = "RETURNED", _("returned")
    WITHDRAWN = "WITHDRAWN", _("withdrawn from the directory")
    DISCARDED = "DISCARDED", _("discarded")


S = State


def _withholding_is_founded(facts: Facts) -> bool:
    version = facts.matter
    if version.sharing_class != SharingClass.WITHHELD:
        return True
    cited = version.basis_instrument.strip() and version.withheld_reason.strip()
    return bool(cited) and version.basis_level in WITHHOLDING_LEVELS


def _norm_may_withhold(facts: Facts) -> bool:
    """Of the register's norms, too, only those of the three ranks withhold (Art. 14)."""
    version = facts.matter
    if version.sharing_class != SharingClass.WITHHELD or version.basis_norm is None:
        return True
    return version.basis_norm.level in WITHHOLDING_LEVELS


def _norm_is_in_force(facts: Facts) -> bool:
    norm = facts.matter.basis_norm
    return norm is None or bool(norm.is_in_force_on(facts.today))


def _conditions_fit_class(facts: Facts) -> bool:
    version = facts.matter
    return version.sharing_class != SharingClass.CONDITIONAL or bool(version.conditions_stated)


def _no_conditions_on_unconditional(facts: Facts) -> bool:
    version = facts.matter
    return version.sharing_class != SharingClass.UNCONDITIONAL or not version.has_conditions


def _review_period(facts: Facts) -> Start | None:
    """D3 is for updates only; a first review has a local period, if any (P10)."""
    if facts.matter.is_update:
        return Start(deadlines.ENTRY_REVIEW)
    workdays = facts.switch(switches.FIRST_REVIEW_WORKDAYS)
    return Start(deadlines.first_review(workdays)) if isinstance(workdays, int) else None


COMPLETE = Need(
    lambda facts: not particulars.missing(facts.matter, particulars.ENTRY),
    reasons.ENTRY_INCOMPLETE,
    looks_up=True,
    names=lambda facts: particulars.names(facts.matter, particulars.ENTRY),
)
PROVIDER_RESOLVED = Need(lambda facts: facts.matter.provider_stated, reasons.PROVIDER_UNRESOLVED)
HAS_ITEMS = Need(lambda facts: facts.matter.items_stated, reasons.NO_ITEMS, looks_up=True)
CONDITIONS_STATED = Need(_conditions_fit_class, reasons.CONDITIONS_MISSING, looks_up=True)
NO_EXTRA_CONDITIONS = Need(
    _no_conditions_on_unconditional, reasons.UNCONDITIONAL_WITH_CONDITIONS, looks_up=True
)
WITHHOLDING_FOUNDED = Need(_withholding_is_founded, reasons.WITHHOLDING_BASIS)
NORM_MAY_WITHHOLD = Need(_norm_may_withhold, reasons.NORM_CANNOT_WITHHOLD, looks_up=True)
NORM_IN_FORCE = Need(_norm_is_in_force, reasons.NORM_NOT_IN_FORCE, looks_up=True)
#: Conformity with standards is a duty of the sharing office (Art. 11); a standard that has ended
#: is none to conform with.
STANDARDS_CURRENT = Need(
    lambda facts: not facts.matter.ended_standards(facts.today),
    reasons.STANDARD_ENDED,
    looks_up=True,
    names=lambda facts: facts.matter.ended_standards(facts.today),
)
CLOSED_WITH_REASON = Need(
    lambda facts: not facts.matter.detail_closed or bool(facts.matter.detail_closed_reason.strip()),
    reasons.CLOSED_DETAIL_REASON,
)
BOTH_ASSESSMENTS = Need(
    lambda facts: set(facts.matter.assessed_kinds) == set(AssessmentKind.values),
    reasons.ASSESSMENTS_MISSING,
    looks_up=True,
)
NO_SECRET = Need(
    lambda facts: AssessmentResult.SECRET not in facts.matter.assessment_results,
    reasons.SECRET,
    looks_up=True,
)
BOTH_ASSESSMENTS_GIVEN = Need(
    lambda facts: all(facts.inputs.get(kind) for kind in ("secrecy_result", "personal_result")),
    reasons.ASSESSMENTS_MISSING,
    about_input=True,
)
NO_SECRET_GIVEN = Need(
    lambda facts: (
        AssessmentResult.SECRET
        not in (facts.inputs.get("secrecy_result"), facts.inputs.get("personal_result"))
    ),
    reasons.SECRET,
    about_input=True,
)
VALUE_RULES_FIT = Need(
    lambda facts: not faults_of(facts.inputs.get("items", ())),
    reasons.VALUE_RULES_UNFIT,
    about_input=True,
    names=lambda facts: faults_of(facts.inputs.get("items", ())),
)
NO_OTHER_OPEN_VERSION = Need(
    lambda facts: not facts.matter.entry_has_open_version,
    reasons.OPEN_VERSION_EXISTS,
    looks_up=True,
)
#: Sending ends the period D1 of what obliged to it; discarded then, nobody would owe it any more.
NO_UPDATE_MET = Need(
    lambda facts: not facts.matter.has_met_an_update,
    reasons.UPDATE_WAS_SENT,
    looks_up=True,
)
SENDABLE = (
    PROVIDER_RESOLVED,
    HAS_ITEMS,
    CONDITIONS_STATED,
    NO_EXTRA_CONDITIONS,
    WITHHOLDING_FOUNDED,
    NORM_MAY_WITHHOLD,
    NORM_IN_FORCE,
    STANDARDS_CURRENT,
    CLOSED_WITH_REASON,
    COMPLETE,
)

DRAFT = Transition(
    name="draft",
    label=_("Draft an entry"),
    sources=frozenset(),
    target=S.DRAFT,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=articles.A12,
    has_form=True,
    needs=(NO_OTHER_OPEN_VERSION, VALUE_RULES_FIT),
)
DRAFT_VERSION = Transition(
    name="draft_version",
    label=_("Draft a new version"),
    sources=frozenset({S.PUBLISHED}),
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=articles.A17,
    needs=(NO_OTHER_OPEN_VERSION,),
    effect=_("The published version stays in force until the new one is published."),
)
REVISE = Transition(
    name="revise",
    label=_("Revise the draft"),
    sources=frozenset({S.DRAFT, S.RETURNED, S.ASSESSED}),
    target=S.DRAFT,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=articles.A12,
    needs=(VALUE_RULES_FIT,),
    has_form=True,
    effect=_("A changed draft is assessed anew."),
)
ASSESS = Transition(
    name="assess",
    label=_("Record the assessments"),
    sources=frozenset({S.DRAFT, S.RETURNED}),
    target=S.ASSESSED,
    party=Party.PROVIDER,
    mandate=Mandate.ASSESS,
    article=articles.A13.paragraph(1),
    needs=(*SENDABLE, BOTH_ASSESSMENTS_GIVEN, NO_SECRET_GIVEN),
    has_form=True,
    effect=_("Records both assessments; the draft can then be submitted to the head."),
)
SUBMIT = Transition(
    name="submit",
    label=_("Submit to the head of department"),
    sources=frozenset({S.ASSESSED}),
    target=S.AWAITING_HEAD,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=articles.A13,
    needs=(*SENDABLE, BOTH_ASSESSMENTS, NO_SECRET),
)
APPROVE = Transition(
    name="approve",
    label=_("Approve the entry"),
    sources=frozenset({S.AWAITING_HEAD}),
    target=S.APPROVED,
    party=Party.PROVIDER,
    mandate=Mandate.APPROVE_ENTRY,
    article=articles.A13.paragraph(1),
    needs=(
        *SENDABLE,
        BOTH_ASSESSMENTS,
        Need(lambda facts: facts.actor_user_id not in facts.matter.author_ids, reasons.SAME_PERSON),
    ),
)
SEND_BACK = Transition(
    name="send_back",
    label=_("Send back to the drafter"),
    sources=frozenset({S.AWAITING_HEAD}),
    target=S.RETURNED,
    party=Party.PROVIDER,
    mandate=Mandate.APPROVE_ENTRY,
    article=articles.A13.paragraph(1),
    needs=(GROUND_GIVEN,),
    has_form=True,
)
SEND = Transition(
    name="send",
    label=_("Send to the authority for review"),
    sources=frozenset({S.APPROVED}),
    target=S.IN_REVIEW,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=articles.A16,
    needs=SENDABLE,
    starts=_review_period,
)
PUBLISH = Transition(
    name="publish",
    label=_("Publish to all departments"),
    sources=frozenset({S.IN_REVIEW}),
    target=S.PUBLISHED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A16,
    needs=(*SENDABLE, BOTH_ASSESSMENTS),
    stops=True,
    is_grave=True,
    effect=_("All departments see the entry; the published scope becomes their right to ask."),
)
RETURN_VERSION = Transition(
    name="return_version",
    label=_("Return the entry"),
    sources=frozenset({S.IN_REVIEW}),
    target=S.RETURNED,
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A16,
    needs=(GROUND_GIVEN,),
    stops=True,
    has_form=True,
)
SUPERSEDE = Transition(
    name="supersede",
    label=_("Supersede the version"),
    sources=frozenset({S.PUBLISHED}),
    target=S.SUPERSEDED,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A17,
)
#: A draft that is not to be published after all; without it no withdrawal and no other version
#: could begin. What stands under it for good is the record.
ABANDON_DRAFT = Transition(
    name="abandon_draft",
    label=_("Discard the draft"),
    sources=frozenset({S.DRAFT, S.RETURNED, S.ASSESSED}),
    target=S.DISCARDED,
    party=Party.PROVIDER,
    mandate=Mandate.COMPILE,
    article=articles.A12,
    needs=(NO_UPDATE_MET, GROUND_GIVEN),
    has_form=True,
    is_grave=True,
    effect=_(
        "The draft is closed and stays on record. A published version stays in force, and the"
        " period of an update that is due goes on."
    ),
)
#: The withdrawal of its entry was announced; what was published stays readable.
TAKE_OUT = Transition(
    name="take_out",
    label=_("Take the version out of the directory"),
    sources=frozenset({S.PUBLISHED}),
    target=S.WITHDRAWN,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A17,
)

IMPORT = Transition(
    name="import_draft",
    label=_("Take over a draft from another catalog"),
    sources=frozenset(),
    target=S.DRAFT,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A12,
    needs=(NO_OTHER_OPEN_VERSION,),
)
UPDATE_IMPORT = Transition(
    name="update_import",
    label=_("Renew a draft from another catalog"),
    sources=frozenset({S.DRAFT}),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A12,
)
RESOLVE_PROVIDER = Transition(
    name="resolve_provider",
    label=_("Match the provider to a department"),
    sources=frozenset({S.DRAFT}),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A13.paragraph(2),
)
#: An import or a bulk edit is undone as a whole: what it made goes, what it changed comes back.
DISCARD_DRAFT = Transition(
    name="discard_draft",
    label=_("Discard a draft of a batch that is undone"),
    sources=frozenset({S.DRAFT}),
    target=S.DISCARDED,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A12,
)
RESTORE_DRAFT = Transition(
    name="restore_draft",
    label=_("Restore a draft that a batch changed"),
    sources=frozenset({S.DRAFT}),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A12,
)

MACHINE = Machine(
    name="entryversion",
    states=State,
    initial=S.DRAFT,
    transitions=(
        DRAFT,
        IMPORT,
        UPDATE_IMPORT,
        RESOLVE_PROVIDER,
        DISCARD_DRAFT,
        RESTORE_DRAFT,
        DRAFT_VERSION,
        REVISE,
        ABANDON_DRAFT,
        ASSESS,
        SUBMIT,
        APPROVE,
        SEND_BACK,
        SEND,
        PUBLISH,
        RETURN_VERSION,
        SUPERSEDE,
        TAKE_OUT,
    ),
    closed=frozenset({S.SUPERSEDED, S.WITHDRAWN, S.DISCARDED}),
    path=(S.DRAFT, S.ASSESSED, S.AWAITING_HEAD, S.APPROVED, S.IN_REVIEW, S.PUBLISHED),
)
