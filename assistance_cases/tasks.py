"""What the workers do for cases."""

from celery import shared_task

from assistance_cases import services


@shared_task(name="assistance_cases.tasks.write_milestone_reminders")
def write_milestone_reminders() -> int:
    """Writes the reminders whose day has come; beat starts it every 15 minutes."""
    return services.write_milestone_reminders()
