"""Mount: the domains' viewsets under /api/v1/."""

from rest_framework.routers import SimpleRouter

from requests_app.baskets.api import BasketViewSet
from requests_app.changes.api import ServiceChangeViewSet
from requests_app.complaints.api import ComplaintViewSet
from requests_app.corrections.api import CorrectionViewSet, RecallViewSet
from requests_app.criticisms.api import CriticismViewSet
from requests_app.dashboards.api import BoardViewSet
from requests_app.delivery.api import EntrySampleViewSet, RecordsViewSet
from requests_app.demands.api import (
    CollectionViewSet,
    DemandViewSet,
    DutyViewSet,
    NegativeListViewSet,
)
from requests_app.disputes.api import DisputeViewSet
from requests_app.documents.api import DocumentViewSet
from requests_app.emergencies.api import EmergencyReleaseViewSet, ReleasedRecordsViewSet
from requests_app.evidence.api import EvidenceViewSet
from requests_app.incidents.api import SecurityIncidentViewSet
from requests_app.inspections.api import InspectionViewSet
from requests_app.lookups.api import SubjectLookupViewSet
from requests_app.oversight.api import BreachViewSet, ComplianceViewSet
from requests_app.records.api import UsageRecordViewSet
from requests_app.return_flow.api import ReturnedRecordsViewSet, ReturnFlowViewSet
from requests_app.sharing.api import SharingAgreementViewSet, SharingRequestViewSet
from requests_app.stops.api import DeliveryStopViewSet
from requests_app.use_changes.api import UseChangeViewSet

router = SimpleRouter()
router.register("agreements", RecordsViewSet, basename="record")
router.register("agreements", EvidenceViewSet, basename="evidence")
router.register("entry-samples", EntrySampleViewSet, basename="entry-sample")
router.register("basket", BasketViewSet, basename="basket")
router.register("requests", SharingRequestViewSet, basename="request")
router.register("agreements", SharingAgreementViewSet, basename="agreement")
router.register("service-changes", ServiceChangeViewSet, basename="service-change")
router.register("corrections", CorrectionViewSet, basename="correction")
router.register("recalls", RecallViewSet, basename="recall")
router.register("use-changes", UseChangeViewSet, basename="use-change")
router.register("disputes", DisputeViewSet, basename="dispute")
router.register("documents", DocumentViewSet, basename="document")
router.register("return-flows", ReturnedRecordsViewSet, basename="returned-record")
router.register("return-flows", ReturnFlowViewSet, basename="return-flow")
router.register("use-records", UsageRecordViewSet, basename="use-record")
router.register("demands", DemandViewSet, basename="demand")
router.register("duties", DutyViewSet, basename="duty")
router.register("negative-list", NegativeListViewSet, basename="withheld")
router.register("collections", CollectionViewSet, basename="collection")
router.register("emergency-releases", ReleasedRecordsViewSet, basename="released-record")
router.register("emergency-releases", EmergencyReleaseViewSet, basename="emergency-release")
router.register("incidents", SecurityIncidentViewSet, basename="incident")
router.register("complaints", ComplaintViewSet, basename="complaint")
router.register("delivery-stops", DeliveryStopViewSet, basename="delivery-stop")
router.register("subject-lookups", SubjectLookupViewSet, basename="subject-lookup")
router.register("breaches", BreachViewSet, basename="breach")
router.register("inspections", InspectionViewSet, basename="inspection")
router.register("criticism", CriticismViewSet, basename="criticism")
router.register("compliance", ComplianceViewSet, basename="compliance")
router.register("board", BoardViewSet, basename="board")
urlpatterns = router.urls
