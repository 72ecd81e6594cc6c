from django.apps import AppConfig


class DashboardImportConfig(AppConfig):
    """Reads the Dashboard files, reports on them and makes them live."""

    name = "dashboard_import"
    verbose_name = "Dashboard import"
