"""Addresses of the whole desk; each app brings its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("county_office.urls")),
    path("", include("dashboard_import.urls")),
    path("", include("eligibility.urls")),
    path("", include("services_catalog.urls")),
    path("", include("assistance_cases.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "county_office.views.errors.server_error"
