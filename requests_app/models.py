"""The tables of the sharing loop, re-exported where Django looks for them."""

from requests_app.baskets.models import BasketEntry
from requests_app.changes.models import ServiceChange
from requests_app.complaints.models import Complaint
from requests_app.corrections.models import Correction, CorrectionFeedback, CorrectionRecall
from requests_app.criticisms.models import Criticism
from requests_app.delivery.models import Delivery, QuotaDay
from requests_app.demands.models import (
    CollectedItem,
    CollectionMatch,
    DataCollection,
    Demand,
)
from requests_app.disputes.models import Dispute, DisputeNegotiation
from requests_app.documents.models import Document
from requests_app.emergencies.models import EmergencyDelivery, EmergencyRelease, ReleasedItem
from requests_app.incidents.models import IncidentMeasure, IncidentReport, SecurityIncident
from requests_app.inspections.models import Inspection
from requests_app.lookups.models import LookupFinding, SubjectLookup
from requests_app.notices.models import Notice, NoticeMail, NoticeSubscription
from requests_app.oversight.models import Breach
from requests_app.records.models import UsageRecord
from requests_app.return_flow.models import ReturnDelivery, ReturnFlow, ReturnRun
from requests_app.sharing.aggregation_models import AggregationAssessment
from requests_app.sharing.disposal_models import (
    DisposalCertificate,
    DisposalInspection,
    DisposalInstruction,
)
from requests_app.sharing.legal_basis_models import AgreedNorm, NormCitation
from requests_app.sharing.models import (
    AgreedItem,
    AgreedRows,
    AgreedThirdParty,
    AgreementGrant,
    Extension,
    FormerAnswer,
    ProvisionTask,
    RequestedItem,
    RequestedRows,
    SharingAgreement,
    SharingRequest,
    SupplementNotice,
)
from requests_app.stops.models import DeliveryStop
from requests_app.use_changes.models import UseChange, UseChangeItem, UseChangeRows

__all__ = [
    "AggregationAssessment",
    "AgreedItem",
    "AgreedNorm",
    "AgreedRows",
    "AgreedThirdParty",
    "AgreementGrant",
    "BasketEntry",
    "Breach",
    "CollectedItem",
    "CollectionMatch",
    "Complaint",
    "Correction",
    "CorrectionFeedback",
    "CorrectionRecall",
    "Criticism",
    "DataCollection",
    "Delivery",
    "DeliveryStop",
    "Demand",
    "DisposalCertificate",
    "DisposalInspection",
    "DisposalInstruction",
    "Dispute",
    "DisputeNegotiation",
    "Document",
    "EmergencyDelivery",
    "EmergencyRelease",
    "Extension",
    "FormerAnswer",
    "IncidentMeasure",
    "IncidentReport",
    "Inspection",
    "LookupFinding",
    "NormCitation",
    "Notice",
    "NoticeMail",
    "NoticeSubscription",
    "ProvisionTask",
    "QuotaDay",
    "ReleasedItem",
    "RequestedItem",
    "RequestedRows",
    "ReturnDelivery",
    "ReturnFlow",
    "ReturnRun",
    "SecurityIncident",
    "ServiceChange",
    "SharingAgreement",
    "SharingRequest",
    "SubjectLookup",
    "SupplementNotice",
    "UsageRecord",
    "UseChange",
    "UseChangeItem",
    "UseChangeRows",
]
