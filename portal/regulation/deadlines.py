"""The nine statutory numbers, each once, with its article (regulation D1 to D9)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles
from portal.regulation.articles import Citation
from portal.regulation.vocabulary import Party, SharingClass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A statutory period: working days after its starting event, and the most it may reach.

    ``ceiling`` is the longest the period can become with every lawful extension. A period that
    is not statutory is a local one, shown as such and never a breach of the decree.
    """

    code: str
    label: Promise
    starts: Promise
    workdays: int
    ceiling: int
    owed_by: Party
    article: Citation
    is_statutory: bool = True

    def shortened(self, workdays: int) -> int:
        """A local period for this deadline (Art. 23): shorter or equal, never longer.

        :raises ValueError: the local period would be longer than the statute's.
        """
        if not 0 < workdays <= self.workdays:
            raise ValueError(f"{self.code}: a local period is 1 to {self.workdays} working days")
        return workdays


ENTRY_UPDATE = Deadline(
    "D1",
    _("update of an entry"),
    _("the day the law, regulation, decision or the department's duties changed"),
    workdays=10,
    ceiling=15,
    owed_by=Party.PROVIDER,
    article=articles.A17.paragraph(2),
)
ENTRY_UPDATE_EXTENSION = Deadline(
    "D2",
    _("extension of an entry update"),
    _("the end of the update period"),
    workdays=5,
    ceiling=5,
    owed_by=Party.PROVIDER,
    article=articles.A17.paragraph(2),
)
ENTRY_REVIEW = Deadline(
    "D3",
    _("review and publication of an updated entry"),
    _("receipt of the updated entry"),
    workdays=2,
    ceiling=2,
    owed_by=Party.AUTHORITY,
    article=articles.A17.paragraph(3),
)
ANSWER_UNCONDITIONAL = Deadline(
    "D4",
    _("answer to an unconditional request"),
    _("receipt of the request"),
    workdays=1,
    ceiling=11,
    owed_by=Party.PROVIDER,
    article=articles.A21.paragraph(1),
)
ANSWER_CONDITIONAL = Deadline(
    "D5",
    _("answer to a conditional request"),
    _("receipt of the request"),
    workdays=10,
    ceiling=20,
    owed_by=Party.PROVIDER,
    article=articles.A21.paragraph(1),
)
ANSWER_EXTENSION = Deadline(
    "D6",
    _("extension of the answer"),
    _("the end of the answer period"),
    workdays=10,
    ceiling=10,
    owed_by=Party.PROVIDER,
    article=articles.A21.paragraph(1),
)
SUPPLY = Deadline(
    "D7",
    _("first delivery of the data"),
    _("the day of the agreeing answer"),
    workdays=20,
    ceiling=20,
    owed_by=Party.PROVIDER,
    article=articles.A22.paragraph(1),
)
CORRECTION = Deadline(
    "D8",
    _("verification, correction and feedback"),
    _("receipt of the correction request"),
    workdays=10,
    ceiling=10,
    owed_by=Party.PROVIDER,
    article=articles.A26.paragraph(2),
)

#: D9: use records are kept at least this many years (Art. 29 para. 2).
RETENTION_YEARS = 3
RETENTION_ARTICLE = articles.A29.paragraph(2)

DEADLINES = (
    ENTRY_UPDATE,
    ENTRY_UPDATE_EXTENSION,
    ENTRY_REVIEW,
    ANSWER_UNCONDITIONAL,
    ANSWER_CONDITIONAL,
    ANSWER_EXTENSION,
    SUPPLY,
    CORRECTION,
)
BY_CODE = {deadline.code: deadline for deadline in DEADLINES}

#: The code of the local period for a first review (switch P10), which the decree does not set.
FIRST_REVIEW_CODE = "P10"


def first_review(workdays: int) -> Deadline:
    """The local period in which the authority reviews an entry sent for the first time (P10)."""
    return Deadline(
        FIRST_REVIEW_CODE,
        _("first review of an entry (local)"),
        _("receipt of the entry"),
        workdays=workdays,
        ceiling=workdays,
        owed_by=Party.AUTHORITY,
        article=articles.A16,
        is_statutory=False,
    )


#: The code of the local period in which the authority confirms a demand (switch P15).
DEMAND_CONFIRMATION_CODE = "P15"


def demand_confirmation(workdays: int) -> Deadline:
    """The local period in which the authority confirms a demand (上海市数据条例; switch P15)."""
    return Deadline(
        DEMAND_CONFIRMATION_CODE,
        _("confirmation of a demand (local)"),
        _("receipt of the demand"),
        workdays=workdays,
        ceiling=workdays,
        owed_by=Party.AUTHORITY,
        article=articles.A20.paragraph(1),
        is_statutory=False,
    )


#: The code of the local period in which a department is heard about a breach (switch P18).
HEARING_CODE = "P18"


def hearing(workdays: int) -> Deadline:
    """The local period in which a department explains itself before a breach is found (P18)."""
    return Deadline(
        HEARING_CODE,
        _("explanation to the authority (local)"),
        _("the day the possible breach is recorded"),
        workdays=workdays,
        ceiling=workdays,
        owed_by=Party.CONCERNED,
        article=articles.A29.paragraph(1),
        is_statutory=False,
    )


#: The code of the local period in which an emergency release is reviewed (switch P20).
EMERGENCY_REVIEW_CODE = "P20"


def emergency_review(workdays: int) -> Deadline:
    """The local period in which an emergency release is reviewed after its end (P20)."""
    return Deadline(
        EMERGENCY_REVIEW_CODE,
        _("review of an emergency release (local)"),
        _("the day the release ends"),
        workdays=workdays,
        ceiling=workdays,
        owed_by=Party.AUTHORITY,
        article=articles.A35,
        is_statutory=False,
    )


#: The code of the local period in which an incident is first reported to a body (switch P23).
INCIDENT_REPORT_CODE = "P23"


def incident_report(workdays: int) -> Deadline:
    """The local period in which an incident is first reported to a body (P23)."""
    return Deadline(
        INCIDENT_REPORT_CODE,
        _("report of a security incident (local)"),
        _("the day the incident is recorded"),
        workdays=workdays,
        ceiling=workdays,
        owed_by=Party.CONCERNED,
        article=articles.A35,
        is_statutory=False,
    )


#: The code of the local period in which a complaint is answered (switch P24).
COMPLAINT_ANSWER_CODE = "P24"


def complaint_answer(workdays: int) -> Deadline:
    """The local period in which a complaint or report is answered (P24)."""
    return Deadline(
        COMPLAINT_ANSWER_CODE,
        _("answer to a complaint or report (local)"),
        _("the day it was received"),
        workdays=workdays,
        ceiling=workdays,
        owed_by=Party.HANDLER,
        article=articles.A37,
        is_statutory=False,
    )


#: The code of the portal's own period in which a question on an entry is answered (switch P26).
QUESTION_ANSWER_CODE = "P26"


def question_answer(workdays: int) -> Deadline:
    """The portal's own period in which a question on an entry is answered (P26)."""
    return Deadline(
        QUESTION_ANSWER_CODE,
        _("answer to a question on an entry (local)"),
        _("the day it is asked, or asked back"),
        workdays=workdays,
        ceiling=workdays,
        owed_by=Party.PROVIDER,
        article=articles.A20.paragraph(1),
        is_statutory=False,
    )


def is_statutory(code: str) -> bool:
    """Whether the period of that code is set by the decree."""
    return code in BY_CODE


_ANSWER_BY_CLASS = {
    SharingClass.UNCONDITIONAL: ANSWER_UNCONDITIONAL,
    SharingClass.CONDITIONAL: ANSWER_CONDITIONAL,
}


def answer_deadline(sharing_class: str) -> Deadline:
    """D4 or D5, by the class frozen at receipt (Art. 21 para. 1)."""
    return _ANSWER_BY_CLASS[SharingClass(sharing_class)]
