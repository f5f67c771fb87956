"""Mount: the domains' pages."""

from django.urls import path

from requests_app.baskets import pages as baskets
from requests_app.changes import pages as changes
from requests_app.complaints import pages as complaints
from requests_app.corrections import pages as corrections
from requests_app.criticisms import pages as criticisms
from requests_app.dashboards import pages as dashboards
from requests_app.delivery import pages as delivery
from requests_app.demands import pages as demands
from requests_app.disputes import pages as disputes
from requests_app.documents import pages as documents
from requests_app.emergencies import pages as emergencies
from requests_app.evidence import pages as evidence
from requests_app.incidents import pages as incidents
from requests_app.inspections import pages as inspections
from requests_app.lookups import pages as lookups
from requests_app.notices import pages as notices
from requests_app.oversight import pages as oversight
from requests_app.oversight import report
from requests_app.records import pages as records
from requests_app.return_flow import pages as return_flow
from requests_app.sharing import pages
from requests_app.stops import pages as stops
from requests_app.use_changes import pages as use_changes

app_name = "requests"
urlpatterns = [
    path("board/", dashboards.BoardPage.as_view(), name="board"),
    path("requests/", pages.RequestListPage.as_view(), name="request-list"),
    path("requests/new/", pages.NewRequestPage.as_view(), name="request-new"),
    path("requests/<str:number>/", pages.RequestPage.as_view(), name="request"),
    path(
        "requests/<str:number>/<slug:step>/",
        pages.RequestStepPage.as_view(),
        name="request-step",
    ),
    path("catalog/<str:slug>/sample/", delivery.EntrySamplePage.as_view(), name="entry-sample"),
    path("basket/", baskets.BasketPage.as_view(), name="basket"),
    path("basket/put-in/", baskets.PutInPage.as_view(), name="basket-put-in"),
    path("basket/drafts/", baskets.DraftAllPage.as_view(), name="basket-draft-all"),
    path("basket/<str:slug>/choose/", baskets.ChoosePage.as_view(), name="basket-choose"),
    path("basket/<str:slug>/take-out/", baskets.TakeOutPage.as_view(), name="basket-take-out"),
    path("agreements/", pages.AgreementListPage.as_view(), name="agreement-list"),
    path("agreements/<str:number>/", pages.AgreementPage.as_view(), name="agreement"),
    path(
        "agreements/<str:number>/evidence/",
        evidence.EvidencePage.as_view(),
        name="agreement-evidence",
    ),
    path(
        "agreements/<str:number>/<slug:step>/",
        pages.AgreementStepPage.as_view(),
        name="agreement-step",
    ),
    path("service-changes/", changes.ChangeListPage.as_view(), name="change-list"),
    path("service-changes/new/", changes.NewChangePage.as_view(), name="change-new"),
    path("service-changes/<str:number>/", changes.ChangePage.as_view(), name="change"),
    path(
        "service-changes/<str:number>/<slug:step>/",
        changes.ChangeStepPage.as_view(),
        name="change-step",
    ),
    path("use-changes/", use_changes.UseChangeListPage.as_view(), name="use-change-list"),
    path("use-changes/new/", use_changes.NewUseChangePage.as_view(), name="use-change-new"),
    path("use-changes/<str:number>/", use_changes.UseChangePage.as_view(), name="use-change"),
    path(
        "use-changes/<str:number>/<slug:step>/",
        use_changes.UseChangeStepPage.as_view(),
        name="use-change-step",
    ),
    path("corrections/", corrections.CorrectionListPage.as_view(), name="correction-list"),
    path("corrections/new/", corrections.NewCorrectionPage.as_view(), name="correction-new"),
    path("corrections/<str:number>/", corrections.CorrectionPage.as_view(), name="correction"),
    path(
        "corrections/<str:number>/<slug:step>/",
        corrections.CorrectionStepPage.as_view(),
        name="correction-step",
    ),
    path("recalls/", corrections.RecallListPage.as_view(), name="recall-list"),
    path("recalls/<str:number>/", corrections.RecallPage.as_view(), name="recall"),
    path(
        "recalls/<str:number>/<slug:step>/",
        corrections.RecallStepPage.as_view(),
        name="recall-step",
    ),
    path("disputes/", disputes.DisputeListPage.as_view(), name="dispute-list"),
    path("disputes/new/", disputes.NewDisputePage.as_view(), name="dispute-new"),
    path("disputes/<str:number>/", disputes.DisputePage.as_view(), name="dispute"),
    path(
        "disputes/<str:number>/<slug:step>/",
        disputes.DisputeStepPage.as_view(),
        name="dispute-step",
    ),
    path("documents/", documents.DocumentListPage.as_view(), name="document-list"),
    path("documents/check/", documents.CheckPage.as_view(), name="document-check"),
    path("documents/<str:number>/", documents.DocumentFilePage.as_view(), name="document-file"),
    path("notices/", notices.NoticeListPage.as_view(), name="notice-list"),
    path("notices/read-all/", notices.ReadAllPage.as_view(), name="notice-read-all"),
    path("notices/settings/", notices.SettingsPage.as_view(), name="notice-settings"),
    path("notices/<int:pk>/read/", notices.ReadPage.as_view(), name="notice-read"),
    path("return-flows/", return_flow.ReturnFlowListPage.as_view(), name="return-flow-list"),
    path("return-flows/new/", return_flow.NewReturnFlowPage.as_view(), name="return-flow-new"),
    path("return-flows/<str:number>/", return_flow.ReturnFlowPage.as_view(), name="return-flow"),
    path(
        "return-flows/<str:number>/<slug:step>/",
        return_flow.ReturnFlowStepPage.as_view(),
        name="return-flow-step",
    ),
    path("use-records/", records.RecordListPage.as_view(), name="use-record-list"),
    path("use-records/new/", records.NewRecordPage.as_view(), name="use-record-new"),
    path("use-records/<str:number>/", records.RecordPage.as_view(), name="use-record"),
    path(
        "use-records/<str:number>/<slug:step>/",
        records.RecordStepPage.as_view(),
        name="use-record-step",
    ),
    path("demands/", demands.DemandListPage.as_view(), name="demand-list"),
    path("demands/new/", demands.NewDemandPage.as_view(), name="demand-new"),
    path("demands/<str:number>/", demands.DemandPage.as_view(), name="demand"),
    path(
        "demands/<str:number>/<slug:step>/",
        demands.DemandStepPage.as_view(),
        name="demand-step",
    ),
    path("duties/", demands.DutyListPage.as_view(), name="duty-list"),
    path("negative-list/", demands.NegativeListPage.as_view(), name="negative-list"),
    path("collections/", demands.CollectionListPage.as_view(), name="collection-list"),
    path("collections/new/", demands.NewCollectionPage.as_view(), name="collection-new"),
    path("collections/<str:number>/", demands.CollectionPage.as_view(), name="collection"),
    path(
        "collections/<str:number>/<slug:step>/",
        demands.CollectionStepPage.as_view(),
        name="collection-step",
    ),
    path("emergency-releases/", emergencies.EmergencyListPage.as_view(), name="emergency-list"),
    path("emergency-releases/new/", emergencies.NewEmergencyPage.as_view(), name="emergency-new"),
    path("emergency-releases/<str:number>/", emergencies.EmergencyPage.as_view(), name="emergency"),
    path(
        "emergency-releases/<str:number>/<slug:step>/",
        emergencies.EmergencyStepPage.as_view(),
        name="emergency-step",
    ),
    path("incidents/", incidents.IncidentListPage.as_view(), name="incident-list"),
    path("incidents/new/", incidents.NewIncidentPage.as_view(), name="incident-new"),
    path("incidents/<str:number>/", incidents.IncidentPage.as_view(), name="incident"),
    path(
        "incidents/<str:number>/<slug:step>/",
        incidents.IncidentStepPage.as_view(),
        name="incident-step",
    ),
    path("complaints/", complaints.ComplaintListPage.as_view(), name="complaint-list"),
    path("complaints/new/", complaints.NewComplaintPage.as_view(), name="complaint-new"),
    path("complaints/<str:number>/", complaints.ComplaintPage.as_view(), name="complaint"),
    path(
        "complaints/<str:number>/<slug:step>/",
        complaints.ComplaintStepPage.as_view(),
        name="complaint-step",
    ),
    path("delivery-stops/", stops.StopListPage.as_view(), name="stop-list"),
    path("delivery-stops/new/", stops.NewStopPage.as_view(), name="stop-new"),
    path("delivery-stops/<str:number>/", stops.StopPage.as_view(), name="stop"),
    path(
        "delivery-stops/<str:number>/<slug:step>/",
        stops.StopStepPage.as_view(),
        name="stop-step",
    ),
    path("subject-lookups/", lookups.LookupListPage.as_view(), name="subject-lookup-list"),
    path("subject-lookups/new/", lookups.NewLookupPage.as_view(), name="subject-lookup-new"),
    path("subject-lookups/<str:number>/", lookups.LookupPage.as_view(), name="subject-lookup"),
    path("compliance/", oversight.ComplianceListPage.as_view(), name="compliance-list"),
    path(
        "compliance/report/",
        oversight.ComplianceReportPage.as_view(),
        name="compliance-report",
    ),
    path(
        "compliance/report/workbook/",
        oversight.ComplianceReportPage.as_view(form=report.WORKBOOK),
        name="compliance-workbook",
    ),
    path(
        "compliance/report/paper/",
        oversight.ComplianceReportPage.as_view(form=report.PAPER),
        name="compliance-paper",
    ),
    path("compliance/<str:code>/", oversight.CompliancePage.as_view(), name="compliance"),
    path("inspections/", inspections.InspectionListPage.as_view(), name="inspection-list"),
    path("inspections/new/", inspections.NewInspectionPage.as_view(), name="inspection-new"),
    path("inspections/<str:number>/", inspections.InspectionPage.as_view(), name="inspection"),
    path(
        "inspections/<str:number>/<slug:step>/",
        inspections.InspectionStepPage.as_view(),
        name="inspection-step",
    ),
    path("criticism/", criticisms.CriticismListPage.as_view(), name="criticism-list"),
    path("criticism/new/", criticisms.NewCriticismPage.as_view(), name="criticism-new"),
    path("criticism/<str:number>/", criticisms.CriticismPage.as_view(), name="criticism"),
    path(
        "criticism/<str:number>/<slug:step>/",
        criticisms.CriticismStepPage.as_view(),
        name="criticism-step",
    ),
    path("breaches/", oversight.BreachListPage.as_view(), name="breach-list"),
    path("breaches/new/", oversight.NewBreachPage.as_view(), name="breach-new"),
    path("breaches/<str:number>/", oversight.BreachPage.as_view(), name="breach"),
    path(
        "breaches/<str:number>/<slug:step>/",
        oversight.BreachStepPage.as_view(),
        name="breach-step",
    ),
]
