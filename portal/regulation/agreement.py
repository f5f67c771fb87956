"""Lifecycle of a SharingAgreement: in use, suspended, replaced, disposed of (Arts 22, 25, 27)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.machine import Facts, Machine, Need, Transition
from portal.regulation.needs import GROUND_GIVEN, stated
from portal.regulation.vocabulary import Mandate, Party


class State(TextChoices):
    """The states of a sharing agreement."""

    PREPARING = "PREPARING", _("being supplied")
    IN_USE = "IN_USE", _("in use")
    SUSPENDED = "SUSPENDED", _("suspended")
    TERMINATED = "TERMINATED", _("terminated")
    IN_DISPOSAL = "IN_DISPOSAL", _("awaiting disposal")
    CLOSED = "CLOSED", _("closed")
    OBSOLETE = "OBSOLETE", _("obsolete")


class DisposalMethod(TextChoices):
    """What the provider requires of data that are no longer needed."""

    DESTROY = "DESTROY", _("destroy")
    RETURN = "RETURN", _("return to the provider")
    KEEP = "KEEP", _("keep until the day, then destroy")


class CertificateOutcome(TextChoices):
    """What the provider says to a certificate of disposal."""

    PENDING = "PENDING", _("awaiting the provider")
    ACCEPTED = "ACCEPTED", _("accepted")
    RETURNED = "RETURNED", _("returned as inadequate")


class Finding(TextChoices):
    """What a spot check of a disposal found."""

    IN_ORDER = "IN_ORDER", _("in order")
    NOT_IN_ORDER = "NOT_IN_ORDER", _("not in order")


S = State
_A27_1 = articles.A27.paragraph(1)
_A27_2 = articles.A27.paragraph(2)
_A20_2 = articles.A20.paragraph(2)
#: Where a repealed norm can still be replaced: data flow, or may flow again.
_RESTING = frozenset({S.PREPARING, S.IN_USE, S.SUSPENDED})

EVIDENCE_GIVEN = stated(reasons.NO_EVIDENCE, "note")
SAME_BODY = Need(
    lambda facts: facts.matter.suspended_by_department_id == facts.actor_department_id,
    reasons.NOT_THE_SUSPENDER,
)
LIMIT_NAMED = Need(
    lambda facts: (
        facts.inputs.get("rectify_by") is not None and facts.inputs["rectify_by"] >= facts.today
    ),
    reasons.NO_RECTIFICATION_LIMIT,
    about_input=True,
)
REPORT_WRITTEN = stated(reasons.NO_REPORT_TEXT, "note")
#: Refused is what was not reported within the limit; what was reported may be found inadequate.
LIMIT_OVER_OR_REPORTED = Need(
    lambda facts: (
        facts.matter.rectified_on is not None
        or (facts.matter.rectify_by is not None and facts.today > facts.matter.rectify_by)
    ),
    reasons.RECTIFICATION_RUNNING,
)
EXPIRED = Need(lambda facts: facts.now >= facts.matter.valid_until, reasons.NOT_EXPIRED)
NOT_EXPIRED = Need(lambda facts: facts.now < facts.matter.valid_until, reasons.AGREEMENT_EXPIRED)


def _basis_has_lapsed(facts: Facts) -> bool:
    """A norm that it rests on is repealed from today or an earlier day on."""
    day = facts.matter.basis_lapses_on
    return day is not None and facts.today >= day


BASIS_LAPSED = Need(_basis_has_lapsed, reasons.BASIS_STANDS, looks_up=True)
BASIS_IN_FORCE = Need(
    lambda facts: not _basis_has_lapsed(facts), reasons.BASIS_LAPSED, looks_up=True
)
SUSPENDED_BY_TIME = Need(
    lambda facts: facts.matter.suspended_by_department_id is None, reasons.NOT_THE_SUSPENDER
)
SUSPENDED_FOR_MISUSE = Need(
    lambda facts: facts.matter.suspended_by_department_id is not None,
    reasons.NOT_SUSPENDED_FOR_MISUSE,
)
CITATION_PENDING = Need(
    lambda facts: facts.matter.pending_citation is not None,
    reasons.NO_CITATION_PENDING,
    looks_up=True,
)
NO_CITATION_PENDING = Need(
    lambda facts: facts.matter.pending_citation is None, reasons.CITATION_PENDING, looks_up=True
)
A_REPEAL_IS_RECORDED = Need(
    lambda facts: facts.matter.basis_lapses_on is not None, reasons.BASIS_STANDS, looks_up=True
)
REPLACEABLE_NAMED = Need(
    lambda facts: facts.inputs.get("replaced_id") in facts.matter.repealed_norm_ids,
    reasons.NORM_NOT_REPLACEABLE,
    about_input=True,
)
NEW_NORM_IN_FORCE = Need(
    lambda facts: (
        facts.inputs.get("norm") is not None and facts.inputs["norm"].is_in_force_on(facts.today)
    ),
    reasons.NORM_NOT_IN_FORCE,
    about_input=True,
)
#: What was in force when it was cited may have been repealed before the provider answers.
PENDING_NORM_IN_FORCE = Need(
    lambda facts: facts.matter.pending_citation.norm.is_in_force_on(facts.today),
    reasons.NORM_NOT_IN_FORCE,
    looks_up=True,
)


#: What was reported is judged first; until then nothing else is asked of the requester.
NO_CERTIFICATE_PENDING = Need(
    lambda facts: not facts.matter.has_pending_certificate,
    reasons.CERTIFICATE_PENDING,
    looks_up=True,
)
CERTIFICATE_GIVEN = Need(
    lambda facts: facts.matter.has_pending_certificate,
    reasons.NO_CERTIFICATE,
    looks_up=True,
)
INSTRUCTED = Need(
    lambda facts: facts.matter.is_disposal_instructed, reasons.NOT_INSTRUCTED, looks_up=True
)
#: The text names no period: the day is the provider's own, and lies ahead.
DISPOSAL_LIMIT_NAMED = Need(
    lambda facts: (
        facts.inputs.get("limit_on") is not None and facts.inputs["limit_on"] >= facts.today
    ),
    reasons.NO_DISPOSAL_LIMIT,
    about_input=True,
)
#: Data are disposed of once access has closed, and reported once it was done.
DISPOSED_SINCE = Need(
    lambda facts: facts.matter.in_disposal_since <= facts.inputs["disposed_on"] <= facts.today,
    reasons.DISPOSED_OUT_OF_TIME,
    about_input=True,
)

CONCLUDE = Transition(
    name="conclude",
    label=_("Conclude the agreement"),
    sources=frozenset(),
    target=S.PREPARING,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=articles.A21.paragraph(1),
)
NAME_SYSTEM = Transition(
    name="name_system",
    label=_("Name the application system"),
    sources=frozenset({S.PREPARING}),
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A22.paragraph(1),
    has_form=True,
    is_settled=lambda agreement: bool(agreement.system_is_named),
)
ENTER_USE = Transition(
    name="enter_use",
    label=_("Put into use"),
    sources=frozenset({S.PREPARING}),
    target=S.IN_USE,
    party=Party.PROVIDER,
    mandate=Mandate.SUPPLY,
    article=articles.A22.paragraph(1),
    needs=(
        NOT_EXPIRED,
        BASIS_IN_FORCE,
        Need(lambda facts: facts.matter.system_is_named, reasons.NO_APPLICATION_SYSTEM),
        Need(lambda facts: facts.matter.data_are_loaded, reasons.NOTHING_LOADED, looks_up=True),
    ),
    effect=_("The named application system may fetch the agreed rows and columns from now on."),
)
SUSPEND = Transition(
    name="suspend",
    label=_("Suspend sharing"),
    sources=frozenset({S.IN_USE}),
    target=S.SUSPENDED,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A27_2,
    needs=(EVIDENCE_GIVEN, LIMIT_NAMED),
    has_form=True,
    is_grave=True,
    effect=_("The next call is refused. The requester is told to put things right."),
)
REPORT_RECTIFICATION = Transition(
    name="report_rectification",
    label=_("Report what was put right"),
    sources=frozenset({S.SUSPENDED}),
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=_A27_2,
    needs=(SUSPENDED_FOR_MISUSE, REPORT_WRITTEN),
    has_form=True,
    effect=_("The body that suspended the sharing judges the report."),
    is_settled=lambda agreement: agreement.rectified_on is not None,
)
RESUME = Transition(
    name="resume",
    label=_("Resume sharing"),
    sources=frozenset({S.SUSPENDED}),
    target=S.IN_USE,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A27_2,
    needs=(NOT_EXPIRED, SAME_BODY, BASIS_IN_FORCE, EVIDENCE_GIVEN),
    has_form=True,
    effect=_("The rectification is accepted; calls are answered again."),
)
TERMINATE = Transition(
    name="terminate",
    label=_("Terminate sharing"),
    sources=frozenset({S.SUSPENDED}),
    target=S.TERMINATED,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A27_2,
    needs=(LIMIT_OVER_OR_REPORTED, EVIDENCE_GIVEN),
    has_form=True,
    is_grave=True,
)
#: Time suspends from the day of the repeal on; each call is judged by that day without it.
LAPSE_BASIS = Transition(
    name="lapse_basis",
    label=_("Suspend sharing because a norm is repealed"),
    sources=frozenset({S.IN_USE}),
    target=S.SUSPENDED,
    party=Party.CLOCK,
    mandate=None,
    article=_A20_2,
    needs=(BASIS_LAPSED,),
)
CITE_NORM = Transition(
    name="cite_norm",
    label=_("Cite another norm"),
    sources=_RESTING,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=_A20_2,
    needs=(A_REPEAL_IS_RECORDED, NO_CITATION_PENDING, REPLACEABLE_NAMED, NEW_NORM_IN_FORCE),
    has_form=True,
    effect=_("The provider's office head consents to it or not."),
    is_settled=lambda agreement: True,
    has_occasion=lambda agreement: agreement.basis_lapses_on is not None,
)
ACCEPT_NORM = Transition(
    name="accept_norm",
    label=_("Consent to the norm cited"),
    sources=_RESTING,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=_A20_2,
    needs=(CITATION_PENDING, PENDING_NORM_IN_FORCE),
    effect=_("The agreement rests on it from now on; what the repeal has suspended is resumed."),
    is_settled=lambda agreement: True,
    has_occasion=lambda agreement: agreement.pending_citation is not None,
)
DECLINE_NORM = Transition(
    name="decline_norm",
    label=_("Not consent to the norm cited"),
    sources=_RESTING,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=_A20_2,
    needs=(CITATION_PENDING, GROUND_GIVEN),
    has_form=True,
    is_grave=True,
    is_settled=lambda agreement: True,
    has_occasion=lambda agreement: agreement.pending_citation is not None,
)
RESTORE_BASIS = Transition(
    name="restore_basis",
    label=_("Resume sharing on the norm cited"),
    sources=frozenset({S.SUSPENDED}),
    target=S.IN_USE,
    party=Party.CLOCK,
    mandate=None,
    article=_A20_2,
    needs=(NOT_EXPIRED, SUSPENDED_BY_TIME, BASIS_IN_FORCE),
)
EXPIRE = Transition(
    name="expire",
    label=_("Close access at the end of the period"),
    sources=frozenset({S.PREPARING, S.IN_USE, S.SUSPENDED}),
    target=S.IN_DISPOSAL,
    party=Party.CLOCK,
    mandate=None,
    article=_A27_1,
    needs=(EXPIRED,),
)
END_SERVICE = Transition(
    name="end_service",
    label=_("Close access because the service ends"),
    sources=frozenset({S.IN_USE, S.SUSPENDED}),
    target=S.IN_DISPOSAL,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A27.paragraph(3),
)
END_USE = Transition(
    name="end_use",
    label=_("End the use"),
    sources=frozenset({S.IN_USE, S.TERMINATED}),
    target=S.IN_DISPOSAL,
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=_A27_1,
    is_grave=True,
    effect=_("The purpose is met or gone; access closes and the data are disposed of."),
)
INSTRUCT_DISPOSAL = Transition(
    name="instruct_disposal",
    label=_("Give the disposal instruction"),
    sources=frozenset({S.IN_DISPOSAL}),
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=_A27_1,
    needs=(
        NO_CERTIFICATE_PENDING,
        stated(reasons.INSTRUCTION_INCOMPLETE, "method", "basis"),
        DISPOSAL_LIMIT_NAMED,
    ),
    has_form=True,
    effect=_("The requester disposes of the data as instructed and reports it."),
    is_settled=lambda agreement: bool(agreement.is_disposal_instructed),
)
REPORT_DISPOSAL = Transition(
    name="report_disposal",
    label=_("Report the disposal"),
    sources=frozenset({S.IN_DISPOSAL}),
    party=Party.REQUESTER,
    mandate=Mandate.CONSENT,
    article=_A27_1,
    needs=(
        INSTRUCTED,
        NO_CERTIFICATE_PENDING,
        stated(reasons.CERTIFICATE_INCOMPLETE, "what", "how", "responsible_office"),
        DISPOSED_SINCE,
    ),
    has_form=True,
    effect=_("The provider confirms it, or returns it as inadequate."),
)
RETURN_CERTIFICATE = Transition(
    name="return_certificate",
    label=_("Return the report as inadequate"),
    sources=frozenset({S.IN_DISPOSAL}),
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=_A27_1,
    needs=(CERTIFICATE_GIVEN, stated(reasons.DISPOSAL_UNEXPLAINED, "note")),
    has_form=True,
    effect=_("The requester puts it right and reports again."),
)
CONFIRM_DISPOSAL = Transition(
    name="confirm_disposal",
    label=_("Confirm the disposal"),
    sources=frozenset({S.IN_DISPOSAL}),
    target=S.CLOSED,
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    article=_A27_1,
    needs=(CERTIFICATE_GIVEN, stated(reasons.DISPOSAL_UNEXPLAINED, "note")),
    has_form=True,
)
#: A look afterwards changes no state: what was found stands in the record.
INSPECT_DISPOSAL = Transition(
    name="inspect_disposal",
    label=_("Record a spot check"),
    sources=frozenset({S.CLOSED}),
    party=Party.PROVIDER,
    mandate=Mandate.ANSWER,
    also=((Party.AUTHORITY, Mandate.OVERSEE),),
    article=_A27_1,
    needs=(
        Need(
            lambda facts: facts.inputs.get("finding") in Finding.values,
            reasons.DISPOSAL_UNEXPLAINED,
            about_input=True,
        ),
        stated(reasons.DISPOSAL_UNEXPLAINED, "note"),
    ),
    has_form=True,
    is_settled=lambda agreement: True,
)
#: Practice, not law: a new request, linked to the old agreement, with periods of its own.
RENEW = Transition(
    name="renew",
    label=_("Renew by a new request"),
    sources=frozenset({S.IN_USE, S.IN_DISPOSAL}),
    party=Party.REQUESTER,
    mandate=Mandate.APPLY,
    article=articles.A20.paragraph(2),
    needs=(
        Need(
            lambda facts: not facts.matter.has_open_renewal,
            reasons.RENEWAL_UNDER_WAY,
            looks_up=True,
        ),
    ),
    effect=_("A draft with the same particulars is made; the period of use is to be stated anew."),
    is_settled=lambda agreement: True,
)
#: Consent to a change of use makes the old agreement obsolete and concludes a new one (Art. 25);
#: both are one transaction, so the system is served without a gap.
REPLACE = Transition(
    name="replace",
    label=_("Replace by a newer agreement"),
    sources=frozenset({S.IN_USE}),
    target=S.OBSOLETE,
    party=Party.CLOCK,
    mandate=None,
    article=articles.A25.paragraph(1),
    needs=(NOT_EXPIRED,),
)
CONCLUDE_ANEW = Transition(
    name="conclude_anew",
    label=_("Conclude the agreement anew"),
    sources=frozenset(),
    target=S.IN_USE,
    party=Party.PROVIDER,
    mandate=Mandate.CONSENT,
    article=articles.A25.paragraph(1),
    needs=(NOT_EXPIRED,),
)

MACHINE = Machine(
    name="sharingagreement",
    states=State,
    initial=S.PREPARING,
    transitions=(
        CONCLUDE,
        NAME_SYSTEM,
        ENTER_USE,
        SUSPEND,
        REPORT_RECTIFICATION,
        RESUME,
        TERMINATE,
        LAPSE_BASIS,
        CITE_NORM,
        ACCEPT_NORM,
        DECLINE_NORM,
        RESTORE_BASIS,
        EXPIRE,
        END_SERVICE,
        END_USE,
        RENEW,
        INSTRUCT_DISPOSAL,
        REPORT_DISPOSAL,
        CONFIRM_DISPOSAL,
        RETURN_CERTIFICATE,
        INSPECT_DISPOSAL,
        REPLACE,
        CONCLUDE_ANEW,
    ),
    closed=frozenset({S.CLOSED, S.OBSOLETE}),
    path=(S.PREPARING, S.IN_USE, S.IN_DISPOSAL, S.CLOSED),
)
