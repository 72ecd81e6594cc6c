"""What the workers do for imports. A task calls one service; a repeat is harmless."""

from __future__ import annotations

from celery import shared_task

from dashboard_import import services


@shared_task(name="dashboard_import.tasks.stage_batch")
def stage_batch(batch_id: int) -> str:
    """Checks a received file; the state that it ends in."""
    return str(services.stage_batch(batch_id=batch_id).state)


@shared_task(name="dashboard_import.tasks.restart_forgotten_loads")
def restart_forgotten_loads() -> int:
    """Starts the checks that no worker is at: its message was lost, or its worker died."""
    forgotten = services.forgotten_batches()
    for batch_id in forgotten:
        stage_batch.delay(batch_id)
    return len(forgotten)
