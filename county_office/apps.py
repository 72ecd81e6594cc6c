from django.apps import AppConfig


class CountyOfficeConfig(AppConfig):
    """People and places: counties, LEAs, schools, users, memberships, notices."""

    name = "county_office"
    verbose_name = "County office"
