"""Mount: the domains' pages."""

from django.urls import path

from requests_app.changes import pages as changes
from requests_app.sharing import pages

app_name = "requests"
urlpatterns = [
    path("requests/", pages.RequestListPage.as_view(), name="request-list"),
    path("requests/new/", pages.NewRequestPage.as_view(), name="request-new"),
    path("requests/<str:number>/", pages.RequestPage.as_view(), name="request"),
    path(
        "requests/<str:number>/<slug:step>/",
        pages.RequestStepPage.as_view(),
        name="request-step",
    ),
    path("agreements/", pages.AgreementListPage.as_view(), name="agreement-list"),
    path("agreements/<str:number>/", pages.AgreementPage.as_view(), name="agreement"),
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
]
