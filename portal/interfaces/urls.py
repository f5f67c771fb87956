"""Health, sign-in, the first page, and the regulation."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from portal.interfaces import doors, rulebook

urlpatterns = [
    path("healthz", doors.healthz, name="healthz"),
    path("readyz", doors.readyz, name="readyz"),
    path("login/", doors.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("", doors.Home.as_view(), name="home"),
    path("regulation/", rulebook.RegulationPage.as_view(), name="regulation"),
    path("regulation/<slug:slug>/", rulebook.RegulationPage.as_view(), name="regulation-page"),
]
