"""What the workers do for the county office. Each task finds its work in the outbox, so a task that
runs twice or not at all does no harm."""

from celery import shared_task

from county_office.notices import outbox


@shared_task(name="county_office.tasks.send_waiting_notices")
def send_waiting_notices() -> dict[str, int]:
    """Sends what waits; beat starts it each minute."""
    return {outcome.name.lower(): count for outcome, count in outbox.send_waiting().items()}


@shared_task(name="county_office.tasks.send_notice")
def send_notice(pk: int) -> str:
    """Sends one notice without waiting for the next sweep, if it waits and may leave now."""
    delivery = outbox.send_one(pk=pk)
    return delivery.outcome.name.lower() if delivery else "nothing to do"
