"""Which act or mark tells whom: one row for each event, and a word for those that tell nobody.

A notice goes to the people of a department that plays the part and who hold the mandate that day.
Those that the decree itself asks for, or from which a period runs, are legal: each is a message of
its own and nobody can switch it off. The others are gathered and may be declined by kind.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.regulation import acts
from portal.regulation.articles import (
    A14,
    A16,
    A17,
    A18,
    A20,
    A21,
    A22,
    A26,
    A27,
    A29,
    A31,
    A35,
    A37,
    Citation,
)
from portal.regulation.vocabulary import Mandate, Party

type Told = tuple[Party, Mandate]


class NoticeKind(TextChoices):
    """What a notice is about; ordinary ones are declined by kind."""

    DIRECTORY = "DIRECTORY", _("directory and sources")
    SEARCH = "SEARCH", _("entries that fit saved searches")
    REQUEST = "REQUEST", _("sharing requests")
    USE = "USE", _("agreements, supply and use")
    CHANGE = "CHANGE", _("changes of use and of service")
    CORRECTION = "CORRECTION", _("corrections")
    DISPUTE = "DISPUTE", _("disputes")
    RETURN_FLOW = "RETURN_FLOW", _("return flows")
    DEMAND = "DEMAND", _("demands and new collections")
    SUPERVISION = "SUPERVISION", _("supervision")
    DEADLINE = "DEADLINE", _("periods that end soon")


@dataclass(frozen=True, slots=True)
class Person:
    """A person whom a matter names: by which of its fields, and what he is called."""

    field: str
    label: Promise


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """Who is told of an event, in which words.

    The department that acted knows what it did and is not told, unless the act hands the matter on
    inside it (``is_internal``). ``everywhere`` names mandates told in every open department whose
    people may see the matter; ``concerned`` names those told in each department that the matter
    says it concerns; ``is_looked_for`` tells whoever saved a search that it fits;
    ``person`` tells the one person whom the matter names in that part.
    """

    event: str
    kind: NoticeKind
    subject: Promise
    article: Citation
    told: tuple[Told, ...] = ()
    is_legal: bool = False
    is_internal: bool = False
    everywhere: tuple[Mandate, ...] = ()
    concerned: tuple[Mandate, ...] = ()
    is_looked_for: bool = False
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    subject: Promise
    told: tuple[Told, ...]
    is_legal: bool = False
    is_internal: bool = False
    everywhere: tuple[Mandate, ...] = ()
    concerned: tuple[Mandate, ...] = ()
    is_looked_for: bool = False
    kind: NoticeKind | None = None
    article: Citation | None = None
    person: Person | None = None


def _told(subject: Promise, *told: Told) -> _Row:
    """An ordinary notice to the other departments."""
    return _Row(subject, told)


def _legal(subject: Promise, *told: Told) -> _Row:
    """A notice that the decree asks for, or from which a period runs."""
    return _Row(subject, told, is_legal=True)


def _concerned(subject: Promise, *mandates: Mandate) -> _Row:
    """An ordinary notice in each department that the matter says it concerns."""
    return _Row(subject, (), concerned=mandates)


def _everywhere(subject: Promise, *mandates: Mandate) -> _Row:
    """A legal notice to all with one of the mandates who may see the matter."""
    return _Row(subject, (), is_legal=True, everywhere=mandates)


def _handed(subject: Promise, *told: Told) -> _Row:
    """The matter goes on to colleagues with another mandate."""
    return _Row(subject, told, is_internal=True)


def _personally(subject: Promise, person: Person) -> _Row:
    """An ordinary notice to one person, and not to everybody of an office."""
    return _Row(subject, (), person=person)


def _near(subject: Promise, article: Citation, *told: Told) -> _Row:
    """A period or a term ends soon, or was counted anew: an ordinary notice to who must act."""
    return _Row(subject, told, kind=NoticeKind.DEADLINE, article=article)


def _late(subject: Promise, article: Citation, *told: Told) -> _Row:
    """A period lapsed: nobody who must act, waits or supervises can say he was not told."""
    return _Row(subject, told, is_legal=True, kind=NoticeKind.DEADLINE, article=article)


_APPLICANT: Final = (Party.REQUESTER, Mandate.APPLY)
_REQUESTER_HEAD: Final = (Party.REQUESTER, Mandate.CONSENT)
_COMPILER: Final = (Party.PROVIDER, Mandate.COMPILE)
_CHIEF: Final = (Party.PROVIDER, Mandate.APPROVE_ENTRY)
_REVIEWER: Final = (Party.PROVIDER, Mandate.ANSWER)
_PROVIDER_HEAD: Final = (Party.PROVIDER, Mandate.CONSENT)
_SUPPLIER: Final = (Party.PROVIDER, Mandate.SUPPLY)
_SOURCE: Final = (Party.SOURCE, Mandate.ANSWER)
_SOURCE_COMPILER: Final = (Party.SOURCE, Mandate.COMPILE)
_OFFICER: Final = (Party.AUTHORITY, Mandate.OVERSEE)
#: An authority has no office head to answer for it: its officers do.
_CONCERNED: Final = ((Party.CONCERNED, Mandate.CONSENT), (Party.CONCERNED, Mandate.OVERSEE))
_REPORTER: Final = (Party.REPORTER, Mandate.CONSENT)
#: Whoever loads, supplies or fetches the data of the department concerned.
_DATA_STAFF: Final = ((Party.CONCERNED, Mandate.SUPPLY), (Party.CONCERNED, Mandate.APPLY))
#: Departments by their office heads, authorities by their officers; who compiles registers, too.
_HANDLER: Final = ((Party.HANDLER, Mandate.CONSENT), (Party.HANDLER, Mandate.OVERSEE))
_REGISTRAR: Final = (
    (Party.REGISTRAR, Mandate.CONSENT),
    (Party.REGISTRAR, Mandate.COMPILE),
    (Party.REGISTRAR, Mandate.OVERSEE),
)
_REQUESTER: Final = (_APPLICANT, _REQUESTER_HEAD)
_PROVIDER: Final = (_REVIEWER, _PROVIDER_HEAD)
_HEADS: Final = (_REQUESTER_HEAD, _PROVIDER_HEAD)
_BOTH: Final = (*_REQUESTER, *_PROVIDER)
#: Whoever gives out data or fetches them, and the heads of their offices.
_AT_WORK: Final = (Mandate.CONSENT, Mandate.SUPPLY, Mandate.APPLY, Mandate.ANSWER)
_A17_2: Final = A17.paragraph(2)
_A21_1: Final = A21.paragraph(1)
_A22_1: Final = A22.paragraph(1)
_A26_2: Final = A26.paragraph(2)
_A27_1: Final = A27.paragraph(1)

_ASKER: Final = Person("asked_by_id", _("the person who asked"))
_OWNER: Final = Person("owned_by_id", _("the person dealing with it"))
_OPERATOR: Final = (_PROVIDER_HEAD, _COMPILER)

#: Kind of matter → act or mark → who is told in which words.
_TABLE: Final[Mapping[str, tuple[NoticeKind, Mapping[str, _Row | tuple[_Row, ...]]]]] = {
    "entryversion": (
        NoticeKind.DIRECTORY,
        {
            "submit": _handed(_("A directory entry awaits your approval"), _CHIEF),
            "approve": _handed(_("A directory entry was approved and can be sent"), _COMPILER),
            "send_back": _handed(_("A directory entry was sent back to you"), _COMPILER),
            "send": _legal(_("A directory entry was sent to you for review"), _OFFICER),
            "return_version": _legal(_("The authority returned your entry"), _COMPILER, _CHIEF),
            "publish": (
                _Row(
                    _("Uniform notice: a directory entry was published"),
                    (),
                    is_legal=True,
                    everywhere=(Mandate.CONSENT,),
                    article=A16,
                ),
                _Row(
                    _("A new directory entry fits a search you saved"),
                    (),
                    is_looked_for=True,
                    kind=NoticeKind.SEARCH,
                    article=A16,
                ),
                _Row(
                    _("Uniform notice: a directory entry was published"),
                    (),
                    everywhere=(Mandate.APPLY, Mandate.COMPILE),
                    article=A16,
                ),
            ),
            "report_broken_rules": _Row(
                _("New data of an entry of yours break value rules"), (_COMPILER,), article=A18
            ),
            "basis_ends": _Row(
                _("A norm that an entry of yours rests on is repealed"),
                (_COMPILER, _CHIEF, _OFFICER),
                is_legal=True,
                article=A14,
            ),
            "overdue": _late(
                _("The review of an updated entry is overdue"), A17.paragraph(3), _OFFICER
            ),
            "recount": _near(
                _("A due date was counted anew by the calendar"), A17.paragraph(3), _OFFICER
            ),
        },
    ),
    "entrywithdrawal": (
        NoticeKind.DIRECTORY,
        {
            "propose_withdrawal": _handed(_("A withdrawal awaits your approval"), _CHIEF),
            "approve_withdrawal": _legal(_("A withdrawal was sent to you for review"), _OFFICER),
            "send_back_withdrawal": _handed(_("A withdrawal was sent back to you"), _COMPILER),
            "return_withdrawal": _legal(
                _("The authority returned your withdrawal"), _COMPILER, _CHIEF
            ),
            "withdraw_entry": _everywhere(
                _("Uniform notice: a directory entry was withdrawn"),
                Mandate.CONSENT,
                Mandate.COMPILE,
                Mandate.APPLY,
            ),
            "overdue": _late(
                _("The review of a withdrawal is overdue"), A17.paragraph(3), _OFFICER
            ),
            "recount": _near(
                _("A due date was counted anew by the calendar"), A17.paragraph(3), _OFFICER
            ),
        },
    ),
    "internalrule": (
        NoticeKind.SUPERVISION,
        {
            "repeal_rule": _told(
                _("An internal rule was repealed and none is on file in its place"), _OFFICER
            ),
        },
    ),
    "qualityreport": (
        NoticeKind.DIRECTORY,
        {
            "report_faults": _told(_("A quality report names faults to be mended"), _OFFICER),
            "mend_quality": _told(_("Faults in the quality of an entry were mended"), _OFFICER),
            "overdue": _late(
                _("The mending of an entry's quality is overdue"),
                A18,
                _COMPILER,
                _SUPPLIER,
                _OFFICER,
            ),
        },
    ),
    "question": (
        NoticeKind.DIRECTORY,
        {
            "ask_question": _told(_("A question was asked about an entry of yours"), _COMPILER),
            "ask_back": _told(_("A question was asked back about an entry of yours"), _COMPILER),
            "hand_over_question": _personally(_("A question was handed over to you"), _OWNER),
            "answer_question": _personally(_("Your question was answered"), _ASKER),
            "correct_answer": _personally(_("The answer to your question was corrected"), _ASKER),
            "refer_question": _personally(
                _("Your question was referred to another procedure"), _ASKER
            ),
            "lapse_question": _personally(_("Your question was closed after its answer"), _ASKER),
            "close_question": _personally(_("A question that you dealt with was closed"), _OWNER),
            "withdraw_question": _told(
                _("A question about an entry of yours was withdrawn"), _COMPILER
            ),
            "strike_question": (
                _told(_("A question was struck out as improper"), _COMPILER),
                _personally(_("A question was struck out as improper"), _ASKER),
            ),
            "hide_question": (
                _told(_("A question was hidden as improper"), _COMPILER),
                _personally(_("A question was hidden as improper"), _ASKER),
            ),
            "remind": _near(_("The answer to a question is due soon"), A20.paragraph(1), _COMPILER),
            "overdue": _late(
                _("The answer to a question is overdue"), A20.paragraph(1), _COMPILER, _OFFICER
            ),
            "recount": _near(
                _("A due date was counted anew by the calendar"), A20.paragraph(1), _COMPILER
            ),
        },
    ),
    "updatetrigger": (
        NoticeKind.DIRECTORY,
        {
            "register_trigger": (
                _legal(_("An entry of yours must be updated"), _COMPILER, _CHIEF),
                _handed(_("An entry of yours must be updated"), _CHIEF),
            ),
            "ask_update_extension": _told(_("A longer update period was asked for"), _OFFICER),
            "grant_update_extension": _legal(_("The update period was extended"), _COMPILER),
            "refuse_update_extension": _legal(_("The update period was not extended"), _COMPILER),
            "remind": _near(_("An update is due soon"), _A17_2, _COMPILER, _CHIEF),
            "overdue": _late(_("An update is overdue"), _A17_2, _COMPILER, _CHIEF, _OFFICER),
            "recount": _near(
                _("A due date was counted anew by the calendar"), _A17_2, _COMPILER, _OFFICER
            ),
        },
    ),
    "sharingrequest": (
        NoticeKind.REQUEST,
        {
            "submit": _handed(_("A sharing request awaits your consent"), _REQUESTER_HEAD),
            "return_to_drafter": _handed(_("A sharing request was sent back to you"), _APPLICANT),
            "consent_to_send": _legal(_("A sharing request was received: answer it"), *_PROVIDER),
            "ask_supplement": _legal(_("Material is missing: supplement it"), *_REQUESTER),
            "supplement": _told(_("A sharing request was supplemented"), _REVIEWER),
            "ask_extension": _told(_("A longer answer period was asked for"), _OFFICER),
            "grant_extension": _legal(_("The answer period was extended"), *_REQUESTER, *_PROVIDER),
            "refuse_extension": _legal(_("The answer period was not extended"), *_PROVIDER),
            "assess_aggregation": (
                _handed(_("The risk of combining was assessed"), _REVIEWER),
                _told(_("The risk of combining was assessed"), _OFFICER),
            ),
            "propose_answer": _handed(_("An answer awaits your consent"), _PROVIDER_HEAD),
            "condition_refused": _Row(
                _("An answer with a condition that is not published was refused"),
                (_OFFICER,),
                is_legal=True,
                article=_A21_1,
            ),
            "return_answer": _handed(_("An answer was sent back to be reviewed"), _REVIEWER),
            "consent_to_agree": _legal(_("Your request was agreed to"), *_REQUESTER),
            "consent_to_refuse": _legal(_("Your request was not agreed to"), *_REQUESTER),
            "reopen": _legal(_("A request is to be answered anew by decision"), *_BOTH),
            "withdraw": _told(_("A sharing request was withdrawn"), _REVIEWER),
            "remind": _near(_("An answer is due soon"), _A21_1, *_PROVIDER),
            "overdue": _late(_("An answer is overdue"), _A21_1, *_PROVIDER, _APPLICANT, _OFFICER),
            "recount": _near(
                _("A due date was counted anew by the calendar"), _A21_1, _REVIEWER, _APPLICANT
            ),
        },
    ),
    "provisiontask": (
        NoticeKind.USE,
        {
            "open_task": _handed(_("Data are to be supplied as agreed"), _SUPPLIER),
            "overdue": _late(
                _("The supply of data is overdue"),
                _A22_1,
                _SUPPLIER,
                _PROVIDER_HEAD,
                _APPLICANT,
                _OFFICER,
            ),
            "recount": _near(
                _("A due date was counted anew by the calendar"), _A22_1, _SUPPLIER, _APPLICANT
            ),
        },
    ),
    "sharingagreement": (
        NoticeKind.USE,
        {
            "name_system": _told(_("The receiving application system was named"), _SUPPLIER),
            "enter_use": _told(_("The data can be fetched now"), *_REQUESTER),
            "suspend": _legal(_("Sharing is suspended: put the use right"), *_BOTH),
            "report_rectification": _told(
                _("A rectification was reported"), _PROVIDER_HEAD, _OFFICER
            ),
            "resume": _legal(_("Sharing was resumed"), *_BOTH),
            "terminate": _legal(_("Sharing was terminated"), *_BOTH),
            "basis_ends": _Row(
                _("A norm that an agreement rests on is repealed: cite another"),
                (*_BOTH, _OFFICER),
                is_legal=True,
                article=A20.paragraph(2),
            ),
            "lapse_basis": _legal(
                _("Sharing is suspended: a norm it rests on is repealed"), *_BOTH, _OFFICER
            ),
            "cite_norm": _legal(_("Another norm was cited: consent to it or not"), *_PROVIDER),
            "accept_norm": _legal(_("The norm cited was consented to"), *_REQUESTER),
            "decline_norm": _legal(_("The norm cited was not consented to"), *_REQUESTER),
            "restore_basis": _legal(_("Sharing was resumed"), *_BOTH),
            "expire": _legal(_("The term of use ended: dispose of the data"), *_BOTH),
            "end_service": _legal(_("The service ended: dispose of the data"), *_BOTH),
            "end_use": _legal(_("The use ended: instruct the disposal"), *_PROVIDER),
            "instruct_disposal": _legal(_("Dispose of the data as instructed"), *_REQUESTER),
            "report_disposal": _told(_("A disposal was reported: confirm it"), _REVIEWER),
            "confirm_disposal": _legal(_("The disposal was confirmed"), *_REQUESTER),
            "return_certificate": _legal(_("The report on the disposal came back"), *_REQUESTER),
            "inspect_disposal": _told(_("A closed disposal was looked into"), *_HEADS),
            "remind": _near(_("A disposal is due soon"), _A27_1, *_REQUESTER),
            "overdue": _late(_("A disposal is overdue"), _A27_1, *_REQUESTER, _REVIEWER, _OFFICER),
            "ends_soon": _near(_("A term of use ends soon"), _A27_1, *_REQUESTER),
            "use_unrecorded": _near(
                _("No use has been recorded yet"), A29.paragraph(2), _APPLICANT
            ),
        },
    ),
    "servicechange": (
        NoticeKind.CHANGE,
        {
            "propose": _legal(_("A service is to be ended or changed: negotiate"), *_REQUESTER),
            "state_position": _told(_("The requester stated its position"), *_PROVIDER),
            "record_talks": _legal(_("Talks on a service were recorded"), *_REQUESTER),
            "file": _legal(_("The end or change of a service was filed"), _OFFICER, *_REQUESTER),
            "take_effect": _legal(_("The end or change of a service took effect"), *_REQUESTER),
            "withdraw_proposal": _told(_("The change of a service was withdrawn"), *_REQUESTER),
            "lapse": _told(_("A change lapsed with its agreement"), *_BOTH),
        },
    ),
    "usechange": (
        NoticeKind.CHANGE,
        {
            "submit": _handed(_("A change of use awaits your consent"), _REQUESTER_HEAD),
            "return_to_drafter": _handed(_("A change of use was sent back to you"), _APPLICANT),
            "consent_to_send": _legal(_("A change of use awaits your consent"), *_PROVIDER),
            "assess_aggregation": (
                _handed(_("The risk of combining was assessed"), _PROVIDER_HEAD),
                _told(_("The risk of combining was assessed"), _OFFICER),
            ),
            "consent_to_change": _legal(_("The change of use was consented to"), *_REQUESTER),
            "refuse_change": _legal(_("The change of use was not consented to"), *_REQUESTER),
            "withdraw": _told(_("A change of use was withdrawn"), *_PROVIDER),
            "lapse": _told(_("A change lapsed with its agreement"), *_BOTH),
        },
    ),
    "correction": (
        NoticeKind.CORRECTION,
        {
            "request_correction": _legal(_("A correction was asked for: verify it"), *_PROVIDER),
            "receive": _told(_("Your correction was received"), _APPLICANT),
            "forward": _legal(_("A correction was forwarded to you"), _SOURCE),
            "correct": _told(_("The source department recorded its finding"), _REVIEWER),
            "correct_partly": _told(_("The source department recorded its finding"), _REVIEWER),
            "confirm_right": _told(_("The source department recorded its finding"), _REVIEWER),
            "feed_back": _legal(_("A correction was reported back"), *_REQUESTER),
            "reopen": _legal(_("A correction was raised again"), *_PROVIDER),
            "remind": _near(_("A correction is due soon"), _A26_2, *_PROVIDER, _SOURCE),
            "overdue": _late(
                _("A correction is overdue"), _A26_2, *_PROVIDER, _SOURCE, _APPLICANT, _OFFICER
            ),
            "recount": _near(
                _("A due date was counted anew by the calendar"), _A26_2, _REVIEWER, _APPLICANT
            ),
        },
    ),
    "correctionrecall": (
        NoticeKind.CORRECTION,
        {
            "recall": _legal(_("A record you received was corrected"), *_REQUESTER),
            "confirm_recall": _told(_("A receiver has put its data right"), _REVIEWER),
        },
    ),
    "dispute": (
        NoticeKind.DISPUTE,
        {
            "open_dispute": _legal(_("A dispute was opened: negotiate"), *_BOTH),
            "negotiate": _told(_("A negotiation was recorded"), *_BOTH),
            "propose_settlement": _legal(_("A settlement was proposed"), *_HEADS),
            "accept_settlement": _legal(_("The settlement was accepted"), *_BOTH),
            "fail_negotiation": _legal(_("The negotiation was recorded as failed"), *_HEADS),
            "request_coordination": _legal(
                _("Coordination of a dispute was asked for"), _OFFICER, *_HEADS
            ),
            "record_agreement": _legal(_("The coordination brought an agreement"), *_BOTH),
            "record_no_agreement": _legal(_("The coordination brought no agreement"), *_HEADS),
            "refer": _legal(_("A dispute was referred to the government"), *_HEADS),
            "decide": _legal(_("A dispute was decided"), *_BOTH),
        },
    ),
    "returnflow": (
        NoticeKind.RETURN_FLOW,
        {
            "ask_return": _legal(_("The return of data was asked for"), _SUPPLIER, _PROVIDER_HEAD),
            "name_recipient": _told(_("The receiving application system was named"), _SUPPLIER),
            "configure": _told(_("A return flow was configured"), _APPLICANT),
            "reconfigure": _told(_("A return flow was configured"), _APPLICANT),
            "start": _told(_("A return flow was started"), _APPLICANT),
            "run": _told(_("Returned data can be fetched"), _APPLICANT),
            "hand_over": _told(_("Returned data can be fetched"), _APPLICANT),
            "end": _told(_("A return flow was ended"), _SUPPLIER),
        },
    ),
    "emergencyrelease": (
        NoticeKind.USE,
        {
            "ask_release": _legal(
                _("An emergency release was asked for: decide at once"), _PROVIDER_HEAD, _OFFICER
            ),
            "withdraw_release": _told(
                _("An emergency release was withdrawn"), _PROVIDER_HEAD, _OFFICER
            ),
            "grant_release": _legal(
                _("An emergency release was granted"), *_REQUESTER, *_PROVIDER, _OFFICER
            ),
            "refuse_release": _legal(
                _("An emergency release was not granted"), *_REQUESTER, _PROVIDER_HEAD, _OFFICER
            ),
            "end_release": _legal(
                _("An emergency release ended: its review is due"), *_HEADS, _OFFICER
            ),
            "expire": _legal(_("An emergency release ended: its review is due"), *_HEADS, _OFFICER),
            "find_justified": _legal(_("An emergency release was reviewed"), *_HEADS, _OFFICER),
            "find_unjustified": _legal(
                _("An emergency release was found not justified"), *_HEADS, _OFFICER
            ),
            "remind": _near(
                _("The review of an emergency release is due soon"), A35, _PROVIDER_HEAD, _OFFICER
            ),
            "overdue": _late(
                _("The review of an emergency release is overdue"), A35, *_HEADS, _OFFICER
            ),
            "recount": _near(
                _("A due date was counted anew by the calendar"), A35, _PROVIDER_HEAD, _OFFICER
            ),
        },
    ),
    "deliverystop": (
        NoticeKind.USE,
        {
            "stop_delivery": _everywhere(_("The authority has stopped delivery"), *_AT_WORK),
            "lift_stop": _everywhere(_("The authority has lifted a stop of delivery"), *_AT_WORK),
        },
    ),
    "subjectlookup": (
        NoticeKind.SUPERVISION,
        {
            "look_up": _Row(
                _("An officer traced where a subject's data went"),
                (),
                everywhere=(Mandate.CONSENT, Mandate.OVERSEE),
            ),
        },
    ),
    "inspection": (
        NoticeKind.SUPERVISION,
        {
            "open_inspection": _legal(
                _("The authority has begun to inspect your department"), *_CONCERNED
            ),
            "conclude_inspection": _legal(
                _("The inspection of your department is concluded"), *_CONCERNED
            ),
            "call_off_inspection": _legal(
                _("The inspection of your department was called off"), *_CONCERNED
            ),
        },
    ),
    "criticism": (
        NoticeKind.SUPERVISION,
        {
            "publish_criticism": _everywhere(
                _("Public criticism by the authority"), Mandate.CONSENT, Mandate.OVERSEE
            ),
            "retract_criticism": _everywhere(
                _("A public criticism was retracted"), Mandate.CONSENT, Mandate.OVERSEE
            ),
        },
    ),
    "breach": (
        NoticeKind.SUPERVISION,
        {
            "propose": _legal(_("A possible breach was recorded: explain it"), *_CONCERNED),
            "justify": _told(_("A department explained a possible breach"), _OFFICER),
            "confirm": _legal(_("A breach was found"), *_CONCERNED),
            "clear": _legal(_("No breach was found"), *_CONCERNED),
            "order_rectification": _legal(_("Rectification was ordered"), *_CONCERNED),
            "report_rectification": _told(_("A rectification was reported"), _OFFICER),
            "return_report": _legal(_("Further rectification was ordered"), *_CONCERNED),
            "close": _legal(_("The rectification was accepted"), *_CONCERNED),
            "overdue": _late(
                _("A rectification is overdue"), A29.paragraph(1), *_CONCERNED, _OFFICER
            ),
            "recount": _near(
                _("A due date was counted anew by the calendar"), A29.paragraph(1), *_CONCERNED
            ),
        },
    ),
    "securityincident": (
        NoticeKind.USE,
        {
            "report_incident": (
                _legal(
                    _("A security incident was reported: handle it at once"),
                    *_CONCERNED,
                    *_DATA_STAFF,
                    *_HEADS,
                    _OFFICER,
                ),
                # Whoever reports is often answerable himself; then his own head is told, too.
                _Row(
                    _("A security incident was reported: handle it at once"),
                    (*_CONCERNED, *_DATA_STAFF),
                    is_legal=True,
                    is_internal=True,
                ),
            ),
            "record_measure": _told(
                _("A measure against a security incident was recorded"),
                *_CONCERNED,
                *_HEADS,
                _OFFICER,
            ),
            "report_to_body": _told(
                _("A security incident was reported to a body"), *_HEADS, _OFFICER
            ),
            "contain": _legal(_("A security incident is contained"), *_HEADS, _OFFICER),
            "close_incident": _legal(
                _("A security incident was concluded"), *_CONCERNED, *_HEADS, _REPORTER
            ),
            "overdue": _late(
                _("The report of a security incident is overdue"), A35, *_CONCERNED, _OFFICER
            ),
            "recount": _near(_("A due date was counted anew by the calendar"), A35, *_CONCERNED),
        },
    ),
    "complaint": (
        NoticeKind.SUPERVISION,
        {
            "register_complaint": (
                _legal(_("A complaint or report was registered: deal with it"), *_HANDLER),
                # Whoever registers is often the one to handle it; his own head is told, too.
                _Row(
                    _("A complaint or report was registered: deal with it"),
                    _HANDLER,
                    is_legal=True,
                    is_internal=True,
                ),
            ),
            "accept_complaint": _told(_("A complaint or report was taken up"), *_REGISTRAR),
            "decline_complaint": _legal(
                _("A complaint or report was not taken up"), *_REGISTRAR, _OFFICER
            ),
            "transfer_complaint": _legal(
                _("A complaint or report was passed on"), *_REGISTRAR, _OFFICER
            ),
            "answer_complaint": _legal(
                _("A complaint or report was answered"), *_REGISTRAR, _OFFICER
            ),
            "remind": _near(_("The answer to a complaint or report is due soon"), A37, *_HANDLER),
            "overdue": _late(
                _("The answer to a complaint or report is overdue"),
                A37,
                *_HANDLER,
                *_REGISTRAR,
                _OFFICER,
            ),
            "recount": _near(_("A due date was counted anew by the calendar"), A37, *_HANDLER),
        },
    ),
    "classification": (
        NoticeKind.DIRECTORY,
        {
            "rename_classification": _concerned(
                _("A classification that entries of yours stand under was renamed"),
                Mandate.COMPILE,
            ),
            "move_classification": _concerned(
                _("A classification that entries of yours stand under was moved"), Mandate.COMPILE
            ),
            "merge_classification": _concerned(
                _("A classification that entries of yours stand under was merged into another one"),
                Mandate.COMPILE,
            ),
        },
    ),
    "harvestsource": (
        NoticeKind.DIRECTORY,
        {
            "report_harvest_fault": _told(
                _("A catalog of another system could not be read"), _COMPILER, _OFFICER
            ),
            "report_vanished": _Row(
                _("Entries are no longer in the catalog that they came from"),
                (_COMPILER, _OFFICER),
                concerned=(Mandate.COMPILE,),
                article=A17,
            ),
        },
    ),
    "sourcedesignation": (
        NoticeKind.DIRECTORY,
        {
            "name_source": _legal(
                _("Your department was named source department"), _SOURCE, _SOURCE_COMPILER
            ),
            "revoke_source": _legal(
                _("The naming as source department was revoked"), _SOURCE, _SOURCE_COMPILER
            ),
        },
    ),
    "platform": (
        NoticeKind.SUPERVISION,
        {
            "declare_platform": _told(_("A platform was declared"), _OFFICER, *_OPERATOR),
            "order_joining": _legal(_("A platform of yours is to join by a day"), *_OPERATOR),
            "join_platform": _told(_("A platform of yours was recorded as joined"), *_OPERATOR),
            "exempt_platform": _legal(_("A platform of yours is kept apart by law"), *_OPERATOR),
            "close_platform": _told(_("A platform went out of operation"), _OFFICER, *_OPERATOR),
            "record_connection": _told(
                _("The state of a platform's connection was recorded"), _OFFICER, _PROVIDER_HEAD
            ),
            "basis_ends": _Row(
                _("A norm that keeps a platform apart is repealed"),
                (*_OPERATOR, _OFFICER),
                is_legal=True,
                article=A31,
            ),
            "overdue": _late(_("A platform has not joined by its day"), A31, *_OPERATOR, _OFFICER),
        },
    ),
    "datacollection": (
        NoticeKind.DEMAND,
        {"declare_collection": _told(_("A new collection was declared"), _OFFICER)},
    ),
    "demand": (
        NoticeKind.DEMAND,
        {
            "raise_demand": _legal(_("A demand was raised: confirm who is responsible"), _OFFICER),
            "assign": (
                _legal(_("A demand was assigned to your department"), *_PROVIDER),
                _told(_("Your demand was assigned"), _APPLICANT),
            ),
            "accept": (
                _told(_("Your demand was accepted"), _APPLICANT, _OFFICER),
                _handed(_("An entry is to be compiled for a demand"), _COMPILER),
            ),
            "link_entry": _told(_("An entry is being compiled for your demand"), _APPLICANT),
            "match": _legal(_("A demand was matched to an entry"), _APPLICANT, _REVIEWER),
            "meet_demand": _legal(_("A demand was matched to an entry"), _APPLICANT, _REVIEWER),
            "decline": _legal(_("A demand was declined"), _APPLICANT, _OFFICER),
            "withdraw_demand": _told(_("A demand was withdrawn"), _REVIEWER, _OFFICER),
            "remind": _near(_("A demand is to be confirmed soon"), A20.paragraph(1), _OFFICER),
            "overdue": _late(
                _("The confirmation of a demand is overdue"), A20.paragraph(1), _OFFICER, _APPLICANT
            ),
            "recount": _near(
                _("A due date was counted anew by the calendar"), A20.paragraph(1), _OFFICER
            ),
        },
    ),
}

#: Acts that tell nobody: one's own drafts, what another act of the same moment tells, upkeep.
SILENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "entryversion": "draft import_draft update_import resolve_provider draft_version revise"
        " abandon_draft assess supersede take_out discard_draft restore_draft",
        "catalogimport": "read_workbook map_columns choose_head finish_check load_rows finish_load"
        " stop_loading give_up undo_load finish_undo",
        "bulkedit": "begin_bulk_edit finish_preview apply_changes finish_changes stop_changes"
        " give_up_changes undo_changes finish_undoing",
        "entrytemplate": "save_template rename_template publish_template retire_template",
        "entrywithdrawal": "abandon_withdrawal",
        "updatetrigger": "meet",
        "sharingrequest": "apply revise open_review",
        "sharingagreement": "conclude renew replace conclude_anew",
        "provisiontask": "verify cancel follow_agreement",
        "servicechange": "follow_agreement",
        "correction": "begin_verification",
        "dispute": "follow_agreement",
        "usechange": "request_use_change revise",
        "returnflow": "drop_handover",
        "usagerecord": "record_use erase",
        "datacollection": "withdraw_collection",
        "demand": "draft_request",
        "department": "found_authority open_department appoint appoint_first engage_contractor"
        " appoint_acting end_acting end_contract dismiss register_system retire_system"
        " load_calendar load_overlay withdraw_overlay",
        "dataresource": "attach_resource load drop_replaced check_values check_values_by_clock",
        "unresolvedname": "resolve_name",
        # A classification is retired only where no entry stands under it.
        "classification": "add_classification load_classification retire_classification"
        " mark_registry unmark_registry",
        "harvestsource": "register_harvest_source alter_harvest_source begin_harvesting harvest"
        " try_out stop_harvest keep_vanished pause_harvesting resume_harvesting"
        " retire_harvest_source harvest_by_night finish_harvest",
        "norm": "record_norm record_repeal",
        "standard": "register_standard load_codes end_standard",
        "internalrule": "file_rule replace_rule",
        "qualityrequirement": "set_requirement replace_requirement drop_requirement",
        "qualityreport": "report_quality",
        "question": "take_on_question",
    }
)


def _articles() -> dict[str, Citation]:
    return {f"{name}.{rule.name}": rule.article for name, _machine, rule in acts.every_act()}


def _rules() -> Iterator[NoticeRule]:
    articles = _articles()
    for matter, (kind, rows) in _TABLE.items():
        for name, found in rows.items():
            event = f"{matter}.{name}"
            for row in found if isinstance(found, tuple) else (found,):
                yield NoticeRule(
                    event=event,
                    kind=row.kind or kind,
                    subject=row.subject,
                    article=row.article or articles[event],
                    told=row.told,
                    is_legal=row.is_legal,
                    is_internal=row.is_internal,
                    everywhere=row.everywhere,
                    concerned=row.concerned,
                    is_looked_for=row.is_looked_for,
                    person=row.person,
                )


RULES: Final[tuple[NoticeRule, ...]] = tuple(_rules())


def _by_event() -> dict[str, tuple[NoticeRule, ...]]:
    found: dict[str, tuple[NoticeRule, ...]] = {}
    for rule in RULES:
        found[rule.event] = (*found.get(rule.event, ()), rule)
    return found


#: Event → its rules, the legal one first: whoever two of them name is told by the first he wants.
BY_EVENT: Final[Mapping[str, tuple[NoticeRule, ...]]] = MappingProxyType(_by_event())

#: What can be declined: the kinds that have an ordinary notice.
DECLINABLE: Final = tuple(
    kind for kind in NoticeKind if any(r.kind is kind and not r.is_legal for r in RULES)
)
