from django.apps import AppConfig


class AssistanceCasesConfig(AppConfig):
    """Runs the assistance of an LEA from first contact to the written summary."""

    name = "assistance_cases"
    verbose_name = "Assistance cases"

    def ready(self) -> None:
        from assistance_cases.selectors.leas import count_receiving_assistance
        from county_office import navigation

        navigation.counts["lea-list"] = count_receiving_assistance
