from django.apps import AppConfig


class CountyOfficeConfig(AppConfig):
    """People and places: counties, LEAs, schools, users, memberships, notices."""

    name = "county_office"
    verbose_name = "County office"

    def ready(self) -> None:
        from county_office import navigation
        from county_office.notices.selectors import count_needing_a_person

        navigation.counts["notice-list"] = count_needing_a_person
