from django.apps import AppConfig


class ServicesCatalogConfig(AppConfig):
    """The services that a county office offers, by division and level."""

    name = "services_catalog"
    verbose_name = "Services catalog"
