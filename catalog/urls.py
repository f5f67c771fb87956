"""Mount: the catalog's pages."""

from django.urls import path

from catalog.directories import pages

app_name = "catalog"
urlpatterns = [
    path("catalog/", pages.EntryListPage.as_view(), name="entry-list"),
    path("catalog/<str:slug>/", pages.EntryPage.as_view(), name="entry"),
]
