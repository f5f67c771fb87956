"""Who tries the addresses of the URL matrix, what each may know of, and who may act on what."""

from tests.matrix.world import ABSENT, SYSTEMS

#: Who calls from a browser.
PEOPLE = (
    "anonymous",
    "outsider",
    "superuser",
    "authority_officer",
    "market_compiler",
    "market_reviewer",
    "market_office_head",
    "labour_clerk",
    "labour_office_head",
    "civil_clerk",
    "hongkou_clerk",
)
PERSONS = (*PEOPLE, *SYSTEMS)
#: Who tries the tables that superusers keep: an appointment counts for nothing there, so two of
#: the appointed stand for all (``test_appointed_people_keep_no_table``).
KEEPERS = ("anonymous", "outsider", "superuser", "authority_officer", "labour_clerk")
STRANGERS = frozenset({"anonymous", "outsider", "superuser"})
APPOINTED = frozenset(PERSONS) - STRANGERS
_MARKET = frozenset({"market_compiler", "market_reviewer", "market_office_head"})
_LABOUR = frozenset({"labour_clerk", "labour_office_head", *SYSTEMS})
_AUTHORITY = frozenset({"authority_officer"})
_PARTIES = _MARKET | _LABOUR | _AUTHORITY
_DISTRICT = frozenset({"hongkou_clerk"})
_NOBODY: frozenset[str] = frozenset()

#: Who may know that the thing is there, by kind and thing; to all others it looks absent.
READERS = {
    ("entry", "conditional"): APPOINTED,
    ("entry", "unconditional"): APPOINTED,
    ("entry", "draft"): _NOBODY,
    ("wanted", "conditional"): APPOINTED,
    ("wanted", "unconditional"): APPOINTED,
    ("wanted", "draft"): _NOBODY,
    ("changed", "conditional"): APPOINTED,
    ("changed", "unconditional"): APPOINTED,
    ("changed", "draft"): _NOBODY,
    ("own_entry", "conditional"): _MARKET,
    ("own_entry", "draft"): _NOBODY,
    ("version", "live"): APPOINTED,
    ("version", "draft"): _MARKET,
    ("trigger", "open"): _MARKET | _AUTHORITY,
    ("resource", "loaded"): _MARKET,
    ("name", "waiting"): _AUTHORITY,
    ("department", "labour"): APPOINTED,
    ("registered", "labour"): APPOINTED | {"superuser"},
    ("request", "in_review"): _PARTIES,
    ("request", "drafted"): _LABOUR,
    ("agreement", "in_use"): _PARTIES,
    ("agreement", "reported"): _PARTIES,
    ("received", "in_use"): _LABOUR,
    ("served", "in_use"): _PARTIES,
    ("served", "reported"): _PARTIES,
    ("change", "in_talks"): _PARTIES,
    ("correction", "received"): _PARTIES,
    ("recall", "told"): _MARKET | _AUTHORITY | {"civil_clerk"},
    ("dispute", "negotiating"): _PARTIES,
    ("use_change", "received"): _PARTIES,
    ("disputed", "refused"): _PARTIES,
    ("disputed", "published"): APPOINTED,
    ("disputed", "draft"): _NOBODY,
    ("notice", "refusal"): frozenset({"labour_clerk"}),
    ("saved_search", "saved"): frozenset({"labour_clerk"}),
    ("flow", "needed"): _DISTRICT | _MARKET | _AUTHORITY,
    ("fetched", "needed"): _DISTRICT,
    ("returned", "conditional"): APPOINTED,
    ("returned", "unconditional"): APPOINTED,
    ("returned", "draft"): _NOBODY,
    ("use_record", "kept"): _PARTIES,
    ("used", "in_use"): _PARTIES,
    ("used", "reported"): _PARTIES,
    ("designation", "in_force"): APPOINTED,
    ("norm", "recorded"): APPOINTED,
    ("classification", "in_use"): APPOINTED,
    ("registry", "marked"): APPOINTED,
    ("standard", "registered"): APPOINTED,
    ("platform", "declared"): APPOINTED,
    ("platform", "joined"): APPOINTED,
    ("internal_rule", "in_force"): APPOINTED,
    ("bulk_edit", "previewed"): _MARKET,
    ("template", "own"): _MARKET,
    ("template", "published"): APPOINTED,
    # An authority may take what is published where it oversees, everybody else the own alone.
    ("kept", "live"): _MARKET | _AUTHORITY,
    ("kept", "draft"): _MARKET,
    ("harvested", "on_trial"): _MARKET | _AUTHORITY,
    ("import", "checked"): _MARKET,
    ("quality_report", "mending"): _PARTIES,
    ("requirement", "in_force"): APPOINTED,
    ("question", "asked"): APPOINTED,
    ("unclear", "conditional"): APPOINTED,
    ("unclear", "unconditional"): APPOINTED,
    ("unclear", "draft"): _NOBODY,
    ("reported", "conditional"): APPOINTED,
    ("reported", "unconditional"): APPOINTED,
    ("reported", "draft"): _NOBODY,
    ("required", "conditional"): APPOINTED,
    ("required", "unconditional"): APPOINTED,
    ("required", "draft"): _NOBODY,
    ("withdrawal", "in_review"): _MARKET | _AUTHORITY,
    ("retired", "conditional"): APPOINTED,
    ("retired", "unconditional"): APPOINTED,
    ("retired", "draft"): _NOBODY,
    ("stop", "in_force"): _AUTHORITY | {"civil_clerk"},
    ("emergency", "asked"): _PARTIES,
    ("released", "asked"): _LABOUR,
    ("urgent", "conditional"): APPOINTED,
    ("urgent", "unconditional"): APPOINTED,
    ("urgent", "draft"): _NOBODY,
    ("complaint", "complaint"): _MARKET | _AUTHORITY | {"civil_clerk"},
    # The market regulator, whom it is about, sees nothing of the report.
    ("complaint", "report"): _AUTHORITY | {"civil_clerk"},
    ("incident", "handled"): _PARTIES,
    ("endangered", "agreement"): _PARTIES,
    ("endangered", "published"): APPOINTED,
    ("endangered", "draft"): _NOBODY,
    ("demand", "raised"): _LABOUR | _AUTHORITY,
    ("collection", "declared"): _LABOUR | _AUTHORITY,
    ("breach", "proposed"): _MARKET | _AUTHORITY,
    ("inspection", "under_way"): _MARKET | _AUTHORITY,
    ("criticism", "published"): APPOINTED,
    ("judged", "found"): _MARKET | _AUTHORITY,
    ("judged", "proposed"): _MARKET | _AUTHORITY,
    ("lookup", "answered"): _AUTHORITY,
    ("measured", "labour"): _LABOUR | _AUTHORITY,
    ("task", "verified"): _PARTIES,
    ("row", "first"): frozenset({"superuser"}),
}
#: What is somebody's matter: strangers, a superuser among them, get none of it.
MATTERS = frozenset({kind for kind, _what in READERS} - {"row", "registered"})

_DRAFTERS = frozenset({"labour_clerk", "labour_system"})
_CUTTERS = frozenset({"market_office_head", "authority_officer"})
_ASKERS = frozenset({"labour_clerk", "civil_clerk"})
#: Who drafts for a department drafts its demands and declares what it collects, too.
_WISHERS = frozenset({"labour_clerk", "civil_clerk", "hongkou_clerk"})
_OVERSEERS = frozenset({"market_compiler", "authority_officer"})
#: Who compiles or supplies reports on the quality.
_QUALITY_REPORTERS = frozenset({"market_compiler", "market_reviewer"})
#: Everybody with an office in another department than the provider.
_CURIOUS = frozenset(
    {"labour_clerk", "labour_office_head", "civil_clerk", "hongkou_clerk", "authority_officer"}
)
#: Office heads and compilers file their departments' internal rules.
_MARKET_FILERS = frozenset({"market_compiler", "market_office_head"})
_FILERS = _MARKET_FILERS | {"labour_office_head", "civil_clerk"}
_CHIEFS = frozenset({"labour_office_head", "authority_officer"})
#: Who deals with data for the department, as the rule lists them.
_OF_MARKET = frozenset({"market_compiler", "market_reviewer", "market_office_head"})
_OF_LABOUR = frozenset({"labour_clerk", "labour_office_head"})
#: Whose POST succeeds, by kind, thing and step; nobody else's does, at any interface.
ACTS = {
    ("wanted", "conditional", ""): _ASKERS,
    ("wanted", "unconditional", ""): _ASKERS | {"hongkou_clerk"},
    ("changed", "conditional", ""): _OVERSEERS,
    ("changed", "unconditional", ""): _OVERSEERS,
    ("request", "drafted", ""): frozenset({"labour_clerk"}),
    ("version", "draft", "abandon_draft"): frozenset({"market_compiler"}),
    ("request", "drafted", "revise"): _DRAFTERS,
    ("request", "drafted", "submit"): _DRAFTERS,
    ("request", "drafted", "withdraw"): _DRAFTERS,
    ("request", "in_review", "withdraw"): _DRAFTERS,
    ("request", "in_review", "ask_supplement"): frozenset({"market_reviewer"}),
    ("request", "in_review", "ask_extension"): frozenset({"market_reviewer"}),
    ("agreement", "in_use", "suspend"): _CUTTERS,
    ("agreement", "in_use", "end_use"): frozenset({"labour_office_head"}),
    ("agreement", "in_use", "renew"): _DRAFTERS,
    ("agreement", "reported", "confirm_disposal"): frozenset({"market_reviewer"}),
    ("agreement", "reported", "return_certificate"): frozenset({"market_reviewer"}),
    ("use_change", "received", "consent_to_change"): frozenset({"market_office_head"}),
    ("use_change", "received", "refuse_change"): frozenset({"market_office_head"}),
    ("use_change", "received", "withdraw"): _DRAFTERS,
    ("change", "in_talks", "record_talks"): frozenset({"market_reviewer"}),
    ("change", "in_talks", "state_position"): frozenset({"labour_office_head"}),
    ("change", "in_talks", "withdraw_proposal"): frozenset(
        {"market_reviewer", "market_office_head"}
    ),
    ("served", "in_use", ""): frozenset({"labour_clerk"}),
    ("served", "reported", ""): frozenset({"labour_clerk"}),
    ("correction", "received", "begin_verification"): frozenset({"market_reviewer"}),
    ("correction", "received", "forward"): frozenset({"market_reviewer"}),
    ("recall", "told", "confirm_recall"): frozenset({"civil_clerk"}),
    ("disputed", "refused", ""): frozenset(
        {"labour_clerk", "labour_office_head", "market_reviewer", "market_office_head"}
    ),
    ("disputed", "published", ""): frozenset(
        {"labour_clerk", "labour_office_head", "civil_clerk", "hongkou_clerk"}
    ),
    ("dispute", "negotiating", "negotiate"): frozenset(
        {
            "labour_clerk",
            "labour_office_head",
            "labour_system",
            "market_reviewer",
            "market_office_head",
        }
    ),
    ("dispute", "negotiating", "propose_settlement"): frozenset(
        {"labour_office_head", "market_office_head"}
    ),
    ("notice", "refusal", "read"): frozenset({"labour_clerk"}),
    ("saved_search", "saved", "drop"): frozenset({"labour_clerk"}),
    ("flow", "needed", "configure"): frozenset({"market_reviewer"}),
    ("flow", "needed", "name_recipient"): _DISTRICT,
    ("flow", "needed", "end"): _DISTRICT,
    ("returned", "unconditional", ""): _DISTRICT,
    ("used", "in_use", ""): frozenset({"labour_clerk"}),
    ("used", "reported", ""): frozenset({"labour_clerk"}),
    ("naming", "", ""): _AUTHORITY,
    ("retired", "unconditional", ""): frozenset({"market_compiler"}),
    ("withdrawal", "in_review", "withdraw_entry"): _AUTHORITY,
    ("withdrawal", "in_review", "return_withdrawal"): _AUTHORITY,
    ("withdrawal", "in_review", "abandon_withdrawal"): frozenset({"market_compiler"}),
    ("recording", "", ""): _AUTHORITY,
    ("classifying", "", ""): _AUTHORITY,
    ("classification", "in_use", "rename_classification"): _AUTHORITY,
    ("classification", "in_use", "retire_classification"): _AUTHORITY,
    ("classification", "in_use", "merge_classification"): _AUTHORITY,
    ("classification", "in_use", "move_classification"): _AUTHORITY,
    ("classification", "in_use", "mark_registry"): _AUTHORITY,
    ("classification", "in_use", "unmark_registry"): _AUTHORITY,
    ("norm", "recorded", "record_repeal"): _AUTHORITY,
    ("listing", "", ""): _AUTHORITY,
    ("standard", "registered", "load_codes"): _AUTHORITY,
    ("standard", "registered", "end_standard"): _AUTHORITY,
    ("declaring", "", ""): frozenset(
        {"market_compiler", "market_office_head", "authority_officer"}
    ),
    ("platform", "declared", "order_joining"): _AUTHORITY,
    ("platform", "declared", "join_platform"): _AUTHORITY,
    ("platform", "declared", "close_platform"): _CUTTERS,
    ("platform", "joined", "join_platform"): _AUTHORITY,
    ("platform", "joined", "close_platform"): _CUTTERS,
    ("platform", "joined", "record_connection"): _CUTTERS | {"market_reviewer"},
    ("reported", "conditional", ""): _QUALITY_REPORTERS,
    ("reported", "unconditional", ""): _QUALITY_REPORTERS,
    ("quality_report", "mending", "mend_quality"): _QUALITY_REPORTERS,
    ("unclear", "conditional", ""): _CURIOUS,
    ("unclear", "unconditional", ""): _CURIOUS,
    ("question", "asked", "answer_question"): frozenset({"market_compiler"}),
    ("question", "asked", "take_on_question"): frozenset({"market_compiler"}),
    ("question", "asked", "refer_question"): frozenset({"market_compiler"}),
    ("question", "asked", "withdraw_question"): frozenset(
        {"labour_clerk", "labour_office_head", "labour_system", "labour_catalog_token"}
    ),
    ("question", "asked", "strike_question"): _AUTHORITY,
    ("required", "conditional", ""): frozenset({"market_compiler"}),
    ("required", "unconditional", ""): frozenset({"market_compiler"}),
    ("requirement", "in_force", "drop_requirement"): frozenset({"market_compiler"}),
    ("kept", "live", ""): frozenset({"market_compiler", "authority_officer"}),
    ("kept", "draft", ""): frozenset({"market_compiler"}),
    ("template", "own", "rename_template"): frozenset({"market_compiler"}),
    ("template", "own", "retire_template"): frozenset({"market_compiler"}),
    ("template", "own", "begin"): frozenset({"market_compiler"}),
    ("template", "published", "rename_template"): _AUTHORITY,
    ("template", "published", "retire_template"): _AUTHORITY,
    # An ordinary draft: for whoever compiles a directory.
    ("template", "published", "begin"): frozenset({"market_compiler", "civil_clerk"}),
    ("harvested", "on_trial", "stop_harvest"): frozenset({"market_compiler", "authority_officer"}),
    ("bulk_edit", "previewed", "apply_changes"): frozenset({"market_compiler"}),
    ("bulk_edit", "previewed", "give_up_changes"): frozenset({"market_compiler"}),
    ("import", "checked", "map_columns"): frozenset({"market_compiler"}),
    ("import", "checked", "choose_head"): frozenset({"market_compiler"}),
    ("import", "checked", "load_rows"): frozenset({"market_compiler"}),
    ("import", "checked", "give_up"): frozenset({"market_compiler"}),
    ("filing", "", ""): _FILERS,
    ("internal_rule", "in_force", "replace_rule"): _MARKET_FILERS,
    ("internal_rule", "in_force", "repeal_rule"): _MARKET_FILERS,
    ("stopping", "", ""): _AUTHORITY,
    ("stop", "in_force", "lift_stop"): _AUTHORITY,
    ("wish", "", ""): _WISHERS,
    ("gathering", "", ""): _WISHERS,
    ("designation", "in_force", "revoke_source"): _AUTHORITY,
    ("urgent", "unconditional", ""): frozenset({"labour_office_head"}),
    ("emergency", "asked", "grant_release"): _CUTTERS,
    ("emergency", "asked", "refuse_release"): _CUTTERS,
    ("emergency", "asked", "withdraw_release"): frozenset({"labour_office_head"}),
    ("arrival", "", ""): _AUTHORITY
    | {"market_compiler", "market_office_head"}
    | {"labour_office_head", "civil_clerk"},
    ("complaint", "complaint", "accept_complaint"): frozenset({"market_office_head"}),
    ("complaint", "complaint", "decline_complaint"): frozenset({"market_office_head"}),
    ("complaint", "complaint", "transfer_complaint"): frozenset({"market_office_head"}),
    ("complaint", "report", "accept_complaint"): _AUTHORITY,
    ("complaint", "report", "decline_complaint"): _AUTHORITY,
    ("complaint", "report", "transfer_complaint"): _AUTHORITY,
    ("endangered", "agreement", ""): _OF_MARKET | _OF_LABOUR,
    ("endangered", "published", ""): _OF_MARKET | _OF_LABOUR | {"civil_clerk", "hongkou_clerk"},
    # What happened in using is the user's to contain and report; both sides take measures.
    ("incident", "handled", "record_measure"): _OF_MARKET | _OF_LABOUR | {"labour_system"},
    ("incident", "handled", "report_to_body"): _OF_LABOUR | {"labour_system"},
    ("incident", "handled", "contain"): _OF_LABOUR | {"labour_system"},
    ("demand", "raised", "assign"): _AUTHORITY,
    ("demand", "raised", "match"): _DRAFTERS | _AUTHORITY,
    ("demand", "raised", "decline"): _AUTHORITY,
    ("demand", "raised", "withdraw_demand"): _DRAFTERS,
    ("collection", "declared", "withdraw_collection"): _DRAFTERS,
    ("suspicion", "", ""): _AUTHORITY,
    ("inspecting", "", ""): _AUTHORITY,
    ("inspection", "under_way", "conclude_inspection"): _AUTHORITY,
    ("inspection", "under_way", "call_off_inspection"): _AUTHORITY,
    ("judged", "found", ""): _AUTHORITY,
    ("criticism", "published", "retract_criticism"): _AUTHORITY,
    # Only for who holds the mandate of its own, which the authority's officer does not.
    ("tracing", "", ""): _NOBODY,
    ("breach", "proposed", "justify"): frozenset({"market_office_head"}),
    ("breach", "proposed", "clear"): _AUTHORITY,
    ("received", "in_use", "look-up"): frozenset({"labour_system"}),
    ("received", "in_use", "verify"): frozenset({"labour_system"}),
    ("trigger", "open", "ask_update_extension"): frozenset({"market_compiler"}),
    ("registered", "labour", "appoint"): _CHIEFS,
    ("registered", "labour", "appoint_acting"): _CHIEFS,
    ("registered", "labour", "engage_contractor"): _CHIEFS,
    ("registered", "labour", "dismiss"): _CHIEFS,
    ("registered", "labour", "register_system"): _CHIEFS,
    ("registered", "labour", "retire_system"): _CHIEFS,
}


def persons_of(section: str) -> tuple[str, ...]:
    """Who tries the addresses of that part of the matrix."""
    return {"api": PERSONS, "tables": KEEPERS}.get(section, PEOPLE)


def is_hidden(kind: str, what: str, person: str) -> bool:
    """Whether the thing is absent, or is to look so for the person."""
    readers = READERS.get((kind, what))
    return what == ABSENT or (readers is not None and person not in readers)
