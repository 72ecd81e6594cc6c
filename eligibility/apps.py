from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    """Decides from Dashboard results who is eligible, and says why."""

    name = "eligibility"
    verbose_name = "Eligibility"
