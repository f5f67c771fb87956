"""Every point where the text is silent: the question, the safe default, the allowed values."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles
from portal.regulation.articles import Citation

type SwitchValue = bool | int | str | None


@dataclass(frozen=True, slots=True)
class Switch:
    """A question the decree leaves open; ``default`` is the cautious reading."""

    code: str
    name: str
    question: Promise
    default: SwitchValue
    allowed: tuple[SwitchValue, ...]
    article: Citation

    def value(self, local: Mapping[str, SwitchValue]) -> SwitchValue:
        """The value in force, given the operator's local settings by switch name.

        :raises ValueError: the local value is not among the allowed ones.
        """
        chosen = local.get(self.name, self.default)
        if chosen not in self.allowed:
            raise ValueError(f"{self.name}: {chosen!r} is not one of {self.allowed}")
        return chosen


SUPPLEMENT_STOPS_CLOCK = Switch(
    "P1",
    "SUPPLEMENT_STOPS_CLOCK",
    _("Does a supplement notice stop the answer period?"),
    False,
    (False,),
    articles.A21.paragraph(2),
)
SUPPLEMENT_REPLY_WORKDAYS = Switch(
    "P2",
    "SUPPLEMENT_REPLY_WORKDAYS",
    _("How many working days has the requester to supplement? None: no local limit."),
    None,
    (None, 1, 2, 3, 5, 10),
    articles.A21.paragraph(2),
)
EXTENSION_FOR_UNCONDITIONAL = Switch(
    "P3",
    "EXTENSION_FOR_UNCONDITIONAL",
    _("May the answer to an unconditional request be extended?"),
    True,
    (True, False),
    articles.A21.paragraph(1),
)
EXTENSION_IN_SLICES = Switch(
    "P4",
    "EXTENSION_IN_SLICES",
    _("May the extension be taken in several slices that add up to the ceiling?"),
    True,
    (True, False),
    articles.A21.paragraph(1),
)
EXTENSION_BEFORE_DUE = Switch(
    "P5",
    "EXTENSION_BEFORE_DUE",
    _("Must an extension be asked for and granted before the period lapses?"),
    True,
    (True,),
    articles.A21.paragraph(1),
)
UNCONDITIONAL_REFUSABLE = Switch(
    "P6",
    "UNCONDITIONAL_REFUSABLE",
    _("May an unconditional request be refused without the authority's override?"),
    False,
    (False,),
    articles.A21.paragraph(1),
)
WITHHELD_REQUESTABLE = Switch(
    "P7",
    "WITHHELD_REQUESTABLE",
    _("May a request be made for an entry that is not shared?"),
    False,
    (False,),
    articles.A14,
)
SILENCE_IS_CONSENT = Switch(
    "P8",
    "SILENCE_IS_CONSENT",
    _("Is silence after the period deemed consent?"),
    False,
    (False,),
    articles.A21.paragraph(1),
)
RETENTION_STARTS = Switch(
    "P9",
    "RETENTION_STARTS",
    _("From when do the three years of record keeping run?"),
    "LATEST",
    ("LATEST",),
    articles.A29.paragraph(2),
)
FIRST_REVIEW_WORKDAYS = Switch(
    "P10",
    "FIRST_REVIEW_WORKDAYS",
    _("How many working days has the authority for a first review? A local, non-statutory limit."),
    5,
    (None, 2, 3, 5, 10),
    articles.A16,
)
RETURN_RESTARTS_REVIEW = Switch(
    "P11",
    "RETURN_RESTARTS_REVIEW",
    _("Does sending a returned update again start a new review period?"),
    True,
    (True,),
    articles.A17.paragraph(3),
)
PROMPTLY_WORKDAYS = Switch(
    "P12",
    "PROMPTLY_WORKDAYS",
    _("What does 'promptly' mean locally, in working days? None: no local limit."),
    None,
    (None,),  # the acts it would time come with their own domains
    articles.A24,
)
RULES_TRIGGER_UPDATE = Switch(
    "P13",
    "RULES_TRIGGER_UPDATE",
    _("Does a change of a departmental or local rule start the update period?"),
    False,
    (False,),
    articles.A17.paragraph(2),
)
PLATFORM_PRECHECK = Switch(
    "P14",
    "PLATFORM_PRECHECK",
    _("Does the authority check a request before the provider receives it?"),
    False,
    (False,),
    articles.A20.paragraph(3),
)
DEMAND_CONFIRMATION_WORKDAYS = Switch(
    "P15",
    "DEMAND_CONFIRMATION_WORKDAYS",
    _(
        "How many working days has the authority to confirm a demand? The decree sets none;"
        " Shanghai's Data Regulation gives 15. A local, non-statutory limit."
    ),
    15,
    (None, 5, 10, 15),
    articles.A20.paragraph(1),
)
USE_RECORD_REMINDER_WORKDAYS = Switch(
    "P16",
    "USE_RECORD_REMINDER_WORKDAYS",
    _(
        "After how many working days in use is a department reminded that it never recorded the"
        " use? A local, non-statutory period. None: no reminder."
    ),
    20,
    (None, 5, 10, 20, 60),
    articles.A29.paragraph(2),
)
UNUSED_AFTER_DAYS = Switch(
    "P17",
    "UNUSED_AFTER_DAYS",
    _("After how many days without a delivery is an agreement in use listed as never used?"),
    90,
    (30, 60, 90, 180, 365),
    articles.A27.paragraph(1),
)
HEARING_WORKDAYS = Switch(
    "P18",
    "HEARING_WORKDAYS",
    _(
        "How many working days has a department to explain itself before a breach may be found?"
        " A local, non-statutory period."
    ),
    5,
    (3, 5, 10, 15),
    articles.A29.paragraph(1),
)
#: No emergency release runs longer, whatever the operator sets.
EMERGENCY_MOST_HOURS = 72
EMERGENCY_HOURS = Switch(
    "P19",
    "EMERGENCY_HOURS",
    _("For how many hours at most is an emergency release granted? A local, non-statutory limit."),
    EMERGENCY_MOST_HOURS,
    (12, 24, 48, EMERGENCY_MOST_HOURS),
    articles.A25.paragraph(1),
)
EMERGENCY_REVIEW_WORKDAYS = Switch(
    "P20",
    "EMERGENCY_REVIEW_WORKDAYS",
    _(
        "How many working days after its end has an emergency release to be reviewed? A local,"
        " non-statutory period; the review itself cannot be switched off."
    ),
    5,
    (3, 5, 10),
    articles.A35,
)
SUBJECT_LOOKUPS_A_DAY = Switch(
    "P21",
    "SUBJECT_LOOKUPS_A_DAY",
    _(
        "How often may one officer trace a subject's data on one day? The decree sets no number;"
        " a limit of the portal against looking people up without cause."
    ),
    20,
    (5, 10, 20, 50),
    articles.A37,
)
JOINING_DAYS = Switch(
    "P22",
    "JOINING_DAYS",
    _(
        "Within how many days at most has a platform to join that was ordered to? The decree sets"
        " no number. A local, non-statutory limit."
    ),
    365,
    (90, 180, 365, 730),
    articles.A31,
)
INCIDENT_REPORT_WORKDAYS = Switch(
    "P23",
    "INCIDENT_REPORT_WORKDAYS",
    _(
        "Within how many working days is a security incident first reported to a body? A local,"
        " non-statutory period beside the rules on security, which may ask for less. None: no"
        " local limit."
    ),
    1,
    (None, 1, 2, 3),
    articles.A35,
)
COMPLAINT_ANSWER_WORKDAYS = Switch(
    "P24",
    "COMPLAINT_ANSWER_WORKDAYS",
    _(
        "Within how many working days of its receipt is a complaint or report answered? A local,"
        " non-statutory period; the decree sets none. None: no local limit."
    ),
    30,
    (None, 15, 30, 60),
    articles.A37,
)
QUALITY_REPORT_MONTHS = Switch(
    "P25",
    "QUALITY_REPORT_MONTHS",
    _(
        "After how many months without a quality report is a published entry listed? A local,"
        " non-statutory period. None: no list."
    ),
    6,
    (None, 3, 6, 12),
    articles.A18,
)
QUESTION_ANSWER_WORKDAYS = Switch(
    "P26",
    "QUESTION_ANSWER_WORKDAYS",
    _(
        "Within how many working days is a question on an entry answered? The decree knows no such"
        " period; it is the portal's own."
    ),
    5,
    (2, 3, 5, 10),
    articles.A20.paragraph(1),
)
QUESTION_CLOSES_WORKDAYS = Switch(
    "P27",
    "QUESTION_CLOSES_WORKDAYS",
    _(
        "After how many working days without a word does an answered question close by itself? The"
        " portal's own; the decree says nothing of it."
    ),
    10,
    (5, 10, 20),
    articles.A20.paragraph(1),
)

SWITCHES: tuple[Switch, ...] = (
    SUPPLEMENT_STOPS_CLOCK,
    SUPPLEMENT_REPLY_WORKDAYS,
    EXTENSION_FOR_UNCONDITIONAL,
    EXTENSION_IN_SLICES,
    EXTENSION_BEFORE_DUE,
    UNCONDITIONAL_REFUSABLE,
    WITHHELD_REQUESTABLE,
    SILENCE_IS_CONSENT,
    RETENTION_STARTS,
    FIRST_REVIEW_WORKDAYS,
    RETURN_RESTARTS_REVIEW,
    PROMPTLY_WORKDAYS,
    RULES_TRIGGER_UPDATE,
    PLATFORM_PRECHECK,
    DEMAND_CONFIRMATION_WORKDAYS,
    USE_RECORD_REMINDER_WORKDAYS,
    UNUSED_AFTER_DAYS,
    HEARING_WORKDAYS,
    EMERGENCY_HOURS,
    EMERGENCY_REVIEW_WORKDAYS,
    SUBJECT_LOOKUPS_A_DAY,
    JOINING_DAYS,
    INCIDENT_REPORT_WORKDAYS,
    COMPLAINT_ANSWER_WORKDAYS,
    QUALITY_REPORT_MONTHS,
    QUESTION_ANSWER_WORKDAYS,
    QUESTION_CLOSES_WORKDAYS,
)
BY_NAME: Mapping[str, Switch] = {switch.name: switch for switch in SWITCHES}
