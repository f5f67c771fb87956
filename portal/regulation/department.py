"""Acts on departments and their people: founding, opening, appointing, dismissing (Arts 8, 11)."""

from django.utils.translation import gettext_lazy as _

from portal.regulation import articles, reasons
from portal.regulation.codes import check_credit_code
from portal.regulation.machine import Facts, Need, Transition
from portal.regulation.needs import GROUND_GIVEN, is_stated
from portal.regulation.vocabulary import NOT_FOR_CONTRACTORS, PERSONAL_MANDATES, Mandate, Party

MANDATES_FIT_PERSON = Need(
    lambda facts: (
        not (facts.inputs["is_service"] and PERSONAL_MANDATES & set(facts.inputs["mandates"]))
    ),
    reasons.PERSONAL_MANDATE,
    about_input=True,
)
#: The head of the sharing office and the head of the department: without both a department
#: neither asks nor publishes, and they are two persons (Arts 13, 20).
HEADS = (Mandate.CONSENT, Mandate.APPROVE_ENTRY)
HEADS_DIFFER = Need(
    lambda facts: (
        not set(HEADS) <= {*facts.inputs["mandates"], *facts.inputs.get("mandates_held", ())}
    ),
    reasons.HEADS_MUST_DIFFER,
    about_input=True,
)
CREDIT_CODE_VALID = Need(
    lambda facts: (
        not facts.matter.credit_code or check_credit_code(facts.matter.credit_code) is None
    ),
    reasons.CREDIT_CODE_INVALID,
)
NOT_A_CONTRACTOR = Need(
    lambda facts: not facts.inputs["is_contractor"], reasons.CONTRACTOR_UNBOUND, about_input=True
)
OWN_ACCOUNT = Need(
    lambda facts: not (facts.inputs["is_service"] or facts.inputs["is_staff_of_department"]),
    reasons.ALREADY_STAFF,
    about_input=True,
)
LEAST_PRIVILEGE = Need(
    lambda facts: not NOT_FOR_CONTRACTORS & set(facts.inputs["mandates"]),
    reasons.CONTRACTOR_MANDATE,
    about_input=True,
)


def _approval_stated(facts: Facts) -> bool:
    named = ("contractor", "approval_number", "contract_number")
    typed = all(is_stated(facts, name) for name in named)
    approved_on = facts.inputs.get("approved_on")
    is_past = approved_on is not None and approved_on <= facts.today
    return typed and is_past and facts.inputs.get("approved_by_id") is not None


APPROVAL_STATED = Need(_approval_stated, reasons.CONTRACTOR_UNAPPROVED, about_input=True)
CONTRACT_IN_FORCE = Need(
    lambda facts: facts.inputs["contract_ends_on"] >= facts.today,
    reasons.CONTRACT_OVER,
    about_input=True,
)
CONTRACT_IS_OVER = Need(
    lambda facts: (
        facts.inputs["contract_ends_on"] is not None
        and facts.inputs["contract_ends_on"] < facts.today
    ),
    reasons.CONTRACT_RUNNING,
    about_input=True,
)
ACTING_PERIOD_STATED = Need(
    lambda facts: facts.today <= facts.inputs["starts_on"] <= facts.inputs["ends_on"],
    reasons.ACTING_PERIOD_INVALID,
    about_input=True,
)
#: One acts for one department; so nobody decides in another's name on what his own asks for.
SERVES_HERE = Need(
    lambda facts: not facts.inputs["serves_elsewhere"], reasons.ACTING_ELSEWHERE, about_input=True
)
ACTING_IS_OVER = Need(
    lambda facts: (
        facts.inputs["acting_ends_on"] is not None and facts.inputs["acting_ends_on"] < facts.today
    ),
    reasons.ACTING_RUNNING,
    about_input=True,
)
IS_OPEN = Need(lambda facts: facts.matter.closed_on is None, reasons.DEPARTMENT_CLOSED)

FOUND_AUTHORITY = Transition(
    name="found_authority",
    label=_("Found a data-sharing authority"),
    sources=frozenset(),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A8,
    needs=(
        Need(lambda facts: not facts.matter.region_has_authority, reasons.AUTHORITY_EXISTS),
        CREDIT_CODE_VALID,
    ),
)
OPEN = Transition(
    name="open_department",
    label=_("Open a department"),
    sources=frozenset(),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A11,
    needs=(CREDIT_CODE_VALID,),
    has_form=True,
    effect=_("Departments that a published scope names may ask for its entries at once."),
)
APPOINT = Transition(
    name="appoint",
    label=_("Appoint a member"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=articles.A11,
    needs=(IS_OPEN, NOT_A_CONTRACTOR, MANDATES_FIT_PERSON, HEADS_DIFFER),
    has_form=True,
)
APPOINT_FIRST = Transition(
    name="appoint_first",
    label=_("Appoint the authority's first officer"),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A8,
    needs=(NOT_A_CONTRACTOR, MANDATES_FIT_PERSON, HEADS_DIFFER),
)
ENGAGE_CONTRACTOR = Transition(
    name="engage_contractor",
    label=_("Engage a contractor"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=articles.A36,
    needs=(IS_OPEN, OWN_ACCOUNT, LEAST_PRIVILEGE, APPROVAL_STATED, CONTRACT_IN_FORCE),
    has_form=True,
    effect=_("The account acts within the contract's term only, and each access is logged."),
)
END_CONTRACT = Transition(
    name="end_contract",
    label=_("End an engagement whose contract is over"),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A36,
    needs=(CONTRACT_IS_OVER,),
)
APPOINT_ACTING = Transition(
    name="appoint_acting",
    label=_("Appoint an acting officer"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=articles.A11,
    needs=(
        IS_OPEN,
        NOT_A_CONTRACTOR,
        SERVES_HERE,
        MANDATES_FIT_PERSON,
        HEADS_DIFFER,
        ACTING_PERIOD_STATED,
        GROUND_GIVEN,
    ),
    has_form=True,
    effect=_("The mandates begin and end with the days stated, whether or not anybody ends them."),
)
END_ACTING = Transition(
    name="end_acting",
    label=_("End an acting appointment whose days are over"),
    party=Party.CLOCK,
    mandate=None,
    article=articles.A11,
    needs=(ACTING_IS_OVER,),
)
DISMISS = Transition(
    name="dismiss",
    label=_("End an appointment"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=articles.A11,
    needs=(GROUND_GIVEN,),
    has_form=True,
    is_grave=True,
    effect=_("The mandates end at once, also in sessions that are open."),
)
REGISTER_SYSTEM = Transition(
    name="register_system",
    label=_("Register an application system"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=articles.A22.paragraph(1),
    needs=(IS_OPEN,),
    has_form=True,
    effect=_("The secret is shown once and never again."),
)
RETIRE_SYSTEM = Transition(
    name="retire_system",
    label=_("Take an application system out of service"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    also=((Party.PROVIDER, Mandate.CONSENT),),
    article=articles.A22.paragraph(1),
    needs=(GROUND_GIVEN,),
    has_form=True,
    is_grave=True,
    effect=_("Its next call is refused, under every agreement."),
)

LOAD_CALENDAR = Transition(
    name="load_calendar",
    label=_("Load a year's working-day notice"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A21.paragraph(1),
    needs=(Need(lambda facts: facts.matter.is_top_authority, reasons.NOT_THE_TOP_AUTHORITY),),
    has_form=True,
    effect=_("Provisional deadlines are counted anew within the hour, and each change is logged."),
)

IN_OWN_REGION = Need(lambda facts: facts.matter.may_lay_overlay, reasons.NO_OVERLAY_HERE)
LOAD_OVERLAY = Transition(
    name="load_overlay",
    label=_("Set a region's own holidays"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A21.paragraph(1),
    needs=(
        IN_OWN_REGION,
        Need(
            lambda facts: all(
                str(facts.inputs[name]).strip() for name in ("title", "document_number")
            ),
            reasons.OVERLAY_UNCITED,
            about_input=True,
        ),
        Need(
            lambda facts: bool(facts.inputs["days"]),
            reasons.OVERLAY_WITHOUT_DAYS,
            about_input=True,
        ),
        Need(
            lambda facts: (
                len(set(facts.inputs["days"])) == len(facts.inputs["days"])
                and not set(facts.inputs["days"]) & set(facts.inputs["days_laid"])
            ),
            reasons.OVERLAY_DAY_TWICE,
            about_input=True,
        ),
        Need(
            lambda facts: all(day.year == facts.inputs["year"] for day in facts.inputs["days"]),
            reasons.OVERLAY_DAY_OUTSIDE_YEAR,
            about_input=True,
        ),
    ),
    has_form=True,
    effect=_("Running periods of the region that these days touch are counted anew at once."),
)
WITHDRAW_OVERLAY = Transition(
    name="withdraw_overlay",
    label=_("Withdraw a region's own holidays"),
    party=Party.AUTHORITY,
    mandate=Mandate.OVERSEE,
    article=articles.A21.paragraph(1),
    needs=(
        IN_OWN_REGION,
        Need(lambda facts: bool(facts.inputs["days"]), reasons.OVERLAY_UNKNOWN, about_input=True),
    ),
    has_form=True,
    is_grave=True,
    effect=_("Running periods of the region that these days touch are counted anew at once."),
)

TRANSITIONS = (
    FOUND_AUTHORITY,
    OPEN,
    APPOINT,
    APPOINT_FIRST,
    ENGAGE_CONTRACTOR,
    END_CONTRACT,
    APPOINT_ACTING,
    END_ACTING,
    DISMISS,
    REGISTER_SYSTEM,
    RETIRE_SYSTEM,
    LOAD_CALENDAR,
    LOAD_OVERLAY,
    WITHDRAW_OVERLAY,
)
