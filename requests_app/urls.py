"""Mount: the domains' pages."""

from django.urls import path

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
]
