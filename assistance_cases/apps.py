from django.apps import AppConfig


class AssistanceCasesConfig(AppConfig):
    """Runs the assistance of an LEA from first contact to the written summary."""

    name = "assistance_cases"
    verbose_name = "Assistance cases"
