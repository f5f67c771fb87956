"""The words that every matter shares: classes, modes, parties, mandates (Arts 11, 13, 14, 22)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SharingClass(TextChoices):
    """共享属性: how far an entry may be shared (Art. 14)."""

    UNCONDITIONAL = "UNCONDITIONAL", _("unconditional sharing")
    CONDITIONAL = "CONDITIONAL", _("conditional sharing")
    WITHHELD = "WITHHELD", _("not shared")


class Openness(TextChoices):
    """开放属性: whether society at large is given the data, as the compilation guide has it."""

    UNCONDITIONAL = "UNCONDITIONAL", _("open without conditions")
    CONDITIONAL = "CONDITIONAL", _("open under conditions")
    CLOSED = "CLOSED", _("not open")


class SharingMode(TextChoices):
    """共享方式: how the data travel (Art. 22)."""

    API = "API", _("service interface")
    BATCH = "BATCH", _("batch exchange")
    FILE = "FILE", _("file download")
    OTHER = "OTHER", _("other mode")


class Tier(TextChoices):
    """层级: the level of government; a municipality stands at PROVINCE and has no CITY row."""

    NATIONAL = "NATIONAL", _("national")
    PROVINCE = "PROVINCE", _("province or municipality")
    CITY = "CITY", _("prefecture-level city")
    COUNTY = "COUNTY", _("county or district")
    TOWNSHIP = "TOWNSHIP", _("township or sub-district")
    VILLAGE = "VILLAGE", _("village or neighbourhood")


class DepartmentKind(TextChoices):
    """政府部门 (Art. 2): who may share at all; citizens and companies are none of these."""

    GOVERNMENT = "GOVERNMENT", _("government department")
    AUTHORISED = "AUTHORISED", _("organisation authorised to manage public affairs")
    STATE_ORGAN = "STATE_ORGAN", _("other state organ")


class Party(TextChoices):
    """The part a department plays in one matter; CLOCK is time itself."""

    REQUESTER = "REQUESTER", _("requesting department")
    PROVIDER = "PROVIDER", _("providing department")
    AUTHORITY = "AUTHORITY", _("data-sharing authority")
    SOURCE = "SOURCE", _("source department")
    CONCERNED = "CONCERNED", _("department concerned")
    REPORTER = "REPORTER", _("reporting department")
    REGISTRAR = "REGISTRAR", _("registering department")
    HANDLER = "HANDLER", _("handling department")
    ASKER = "ASKER", _("asking department")
    CLOCK = "CLOCK", _("system")


class Mandate(TextChoices):
    """职权: what a member may do for a department; the stored code is the permission's codename."""

    COMPILE = "compile_for_department", _("compile the department's data directory")
    ASSESS = "assess_for_department", _("assess secrecy risk and personal-information impact")
    APPROVE_ENTRY = (
        "approve_entries_of_department",
        _("approve directory entries as head of the department"),
    )
    APPLY = "apply_for_department", _("draft and follow sharing requests")
    ANSWER = "answer_for_department", _("review requests made to the department")
    CONSENT = "consent_for_department", _("consent as head of the data-sharing office")
    SUPPLY = "supply_for_department", _("load and supply the department's data")
    OVERSEE = "oversee_for_department", _("act for the data-sharing authority")
    TRACE = "trace_for_department", _("trace where a subject's data went")


class SubjectKind(TextChoices):
    """数据主体: whom data speak of, by the number that is theirs."""

    CITIZEN = "CITIZEN", _("citizen, by identity number")
    ORGANISATION = "ORGANISATION", _("organisation, by unified social credit code")


class InstrumentLevel(TextChoices):
    """The rank of the instrument cited; only the first three can withhold an entry (Art. 14)."""

    LAW = "LAW", _("law")
    ADMINISTRATIVE_REGULATION = "ADMINISTRATIVE_REGULATION", _("administrative regulation")
    STATE_COUNCIL_DECISION = "STATE_COUNCIL_DECISION", _("State Council decision")
    LOCAL_REGULATION = "LOCAL_REGULATION", _("local regulation")
    DEPARTMENT_RULE = "DEPARTMENT_RULE", _("departmental rule")
    LOCAL_RULE = "LOCAL_RULE", _("local government rule")
    NORMATIVE_DOCUMENT = "NORMATIVE_DOCUMENT", _("normative document")
    OTHER = "OTHER", _("other document")


class Purpose(TextChoices):
    """应用场景分类: what shared data may be used for."""

    GOVERNMENT_SERVICE = "GOVERNMENT_SERVICE", _("government services")
    PUBLIC_SERVICE = "PUBLIC_SERVICE", _("public services")
    SUPERVISION = "SUPERVISION", _("supervision and enforcement")
    OTHER = "OTHER", _("other statutory duties")


class UpdateFrequency(TextChoices):
    """更新频率 (compilation guide, element 11, with the usual local additions)."""

    REAL_TIME = "REAL_TIME", _("real time")
    DAILY = "DAILY", _("every day")
    WEEKLY = "WEEKLY", _("every week")
    TEN_DAYS = "TEN_DAYS", _("every ten days")
    MONTHLY = "MONTHLY", _("every month")
    QUARTERLY = "QUARTERLY", _("every quarter")
    HALF_YEARLY = "HALF_YEARLY", _("every half-year")
    YEARLY = "YEARLY", _("every year")
    IRREGULAR = "IRREGULAR", _("irregularly")
    OTHER = "OTHER", _("other frequency")


class DataFormat(TextChoices):
    """数据格式 (compilation guide, element 7)."""

    DATABASE = "DATABASE", _("database")
    SPREADSHEET = "SPREADSHEET", _("spreadsheet")
    DOCUMENT = "DOCUMENT", _("electronic document")
    IMAGE = "IMAGE", _("image")
    STREAM = "STREAM", _("streaming media")
    SELF_DESCRIBED = "SELF_DESCRIBED", _("self-described format")
    INTERFACE = "INTERFACE", _("service interface format")


class SecurityLevel(TextChoices):
    """数据分级 (GB/T 43697-2024), the general level split in four (its Annex H)."""

    CORE = "CORE", _("core data")
    IMPORTANT = "IMPORTANT", _("important data")
    GENERAL_4 = "GENERAL_4", _("general data, level 4")
    GENERAL_3 = "GENERAL_3", _("general data, level 3")
    GENERAL_2 = "GENERAL_2", _("general data, level 2")
    GENERAL_1 = "GENERAL_1", _("general data, level 1")


class DataCategory(TextChoices):
    """数据分类: what the data speak of."""

    PERSON = "PERSON", _("natural persons")
    ORGANISATION = "ORGANISATION", _("legal persons and organisations")
    PLACE = "PLACE", _("places and space")
    MATTER = "MATTER", _("matters and events")
    THING = "THING", _("things and facilities")
    OTHER = "OTHER", _("other subjects")


class ItemType(TextChoices):
    """数据类型 of an item (compilation guide, element 8)."""

    TEXT = "TEXT", _("text")
    INTEGER = "INTEGER", _("whole number")
    NUMBER = "NUMBER", _("decimal number")
    MONEY = "MONEY", _("amount of money")
    DATE = "DATE", _("date")
    DATETIME = "DATETIME", _("date and time")
    BOOLEAN = "BOOLEAN", _("yes or no")
    MEMO = "MEMO", _("long text")
    BINARY = "BINARY", _("binary object")


class AssessmentKind(TextChoices):
    """The two assessments before the head of department approves (Art. 13)."""

    SECRECY = "SECRECY", _("secrecy risk assessment")
    PERSONAL_INFORMATION = "PERSONAL_INFORMATION", _("personal-information impact assessment")


class AssessmentResult(TextChoices):
    """What an assessment found; a secret ends the way to the directory (Art. 3)."""

    NO_RISK = "NO_RISK", _("no risk found")
    ACCEPTABLE = "ACCEPTABLE", _("acceptable with safeguards")
    SECRET = "SECRET", _("state secret or work secret")


class AnswerKind(TextChoices):
    """答复: the two answers the decree knows (Art. 21)."""

    AGREE = "AGREE", _("agree to share")
    REFUSE = "REFUSE", _("do not agree to share")


class RefusalGround(TextChoices):
    """The closed list of grounds for not agreeing (Art. 21 para. 2)."""

    LAW_FORBIDS = "LAW_FORBIDS", _("a law or regulation does not allow it")
    NOT_HELD = "NOT_HELD", _("the department does not hold the data")
    CONDITIONS_NOT_MET = "CONDITIONS_NOT_MET", _("the published conditions of use are not met")
    OTHER = "OTHER", _("other ground")


class ItemDecision(TextChoices):
    """The provider's answer on one column."""

    PENDING = "PENDING", _("not yet reviewed")
    AGREE = "AGREE", _("agreed")
    REFUSE = "REFUSE", _("not agreed")


class Outcome(TextChoices):
    """How an extension or another side question ended."""

    PENDING = "PENDING", _("awaiting decision")
    GRANTED = "GRANTED", _("granted")
    REFUSED = "REFUSED", _("refused")
    #: What it was asked for was done before anybody decided.
    LAPSED = "LAPSED", _("no longer needed")


class TriggerKind(TextChoices):
    """What obliges a department to update an entry (Art. 17 para. 2); a mere rule does not."""

    LAW = "LAW", _("a law was adjusted")
    ADMINISTRATIVE_REGULATION = (
        "ADMINISTRATIVE_REGULATION",
        _("an administrative regulation was adjusted"),
    )
    STATE_COUNCIL_DECISION = "STATE_COUNCIL_DECISION", _("a State Council decision was adjusted")
    DUTIES = "DUTIES", _("the department's duties changed")


class LifecycleStage(TextChoices):
    """数据全生命周期: the stages of Art. 18, at each of which somebody answers (Art. 34)."""

    COLLECTION = "COLLECTION", _("collecting")
    STORAGE = "STORAGE", _("storing")
    PROCESSING = "PROCESSING", _("processing")
    TRANSMISSION = "TRANSMISSION", _("transmitting")
    SHARING = "SHARING", _("sharing")
    USE = "USE", _("using")
    DESTRUCTION = "DESTRUCTION", _("destroying")


class RowRuleKind(TextChoices):
    """How rows are chosen under an agreement."""

    REGION = "REGION", _("by region")
    VALUES = "VALUES", _("by value")


#: 不予共享 may rest on these ranks only (Art. 14).
WITHHOLDING_LEVELS = frozenset(
    {
        InstrumentLevel.LAW,
        InstrumentLevel.ADMINISTRATIVE_REGULATION,
        InstrumentLevel.STATE_COUNCIL_DECISION,
    }
)

#: Heads decide in person, and nobody traces people by machine; a service account never holds
#: these (Arts 13, 20, 37).
PERSONAL_MANDATES = frozenset(
    {Mandate.CONSENT, Mandate.APPROVE_ENTRY, Mandate.OVERSEE, Mandate.TRACE}
)

#: What a contractor never holds (Art. 36): it neither decides nor reviews for a department.
NOT_FOR_CONTRACTORS = PERSONAL_MANDATES | {Mandate.ANSWER}
