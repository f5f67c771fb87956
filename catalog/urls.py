"""Mount: the catalog's pages."""

from django.urls import path

from catalog.directories import pages
from catalog.norms import pages as norms
from catalog.platforms import pages as platforms
from catalog.sources import pages as sources
from catalog.standards import pages as standards
from catalog.withdrawals import pages as withdrawals

app_name = "catalog"
urlpatterns = [
    path("catalog/", pages.EntryListPage.as_view(), name="entry-list"),
    path("catalog/<str:slug>/", pages.EntryPage.as_view(), name="entry"),
    path("source-designations/", sources.DesignationListPage.as_view(), name="designation-list"),
    path("source-designations/new/", sources.NewDesignationPage.as_view(), name="designation-new"),
    path(
        "source-designations/contested/",
        sources.ContestedPage.as_view(),
        name="designation-contested",
    ),
    path(
        "source-designations/<str:number>/",
        sources.DesignationPage.as_view(),
        name="designation",
    ),
    path(
        "source-designations/<str:number>/<slug:step>/",
        sources.DesignationStepPage.as_view(),
        name="designation-step",
    ),
    path("withdrawals/", withdrawals.WithdrawalListPage.as_view(), name="withdrawal-list"),
    path("withdrawals/new/", withdrawals.NewWithdrawalPage.as_view(), name="withdrawal-new"),
    path("withdrawals/<str:number>/", withdrawals.WithdrawalPage.as_view(), name="withdrawal"),
    path(
        "withdrawals/<str:number>/<slug:step>/",
        withdrawals.WithdrawalStepPage.as_view(),
        name="withdrawal-step",
    ),
    path("norms/", norms.NormListPage.as_view(), name="norm-list"),
    path("norms/new/", norms.NewNormPage.as_view(), name="norm-new"),
    path("norms/<str:number>/", norms.NormPage.as_view(), name="norm"),
    path("norms/<str:number>/<slug:step>/", norms.NormStepPage.as_view(), name="norm-step"),
    path("standards/", standards.StandardListPage.as_view(), name="standard-list"),
    path("standards/new/", standards.NewStandardPage.as_view(), name="standard-new"),
    path("standards/<str:number>/", standards.StandardPage.as_view(), name="standard"),
    path(
        "standards/<str:number>/<slug:step>/",
        standards.StandardStepPage.as_view(),
        name="standard-step",
    ),
    path("standard-codes/", standards.CodeListPage.as_view(), name="standard-code-list"),
    path("platforms/", platforms.PlatformListPage.as_view(), name="platform-list"),
    path("platforms/new/", platforms.NewPlatformPage.as_view(), name="platform-new"),
    path("platforms/<str:number>/", platforms.PlatformPage.as_view(), name="platform"),
    path(
        "platforms/<str:number>/<slug:step>/",
        platforms.PlatformStepPage.as_view(),
        name="platform-step",
    ),
]
