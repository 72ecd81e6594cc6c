"""What the workers do for imports. A task calls one service; a repeat is harmless."""

from __future__ import annotations

from celery import shared_task

from dashboard_import import services


@shared_task(name="dashboard_import.tasks.stage_batch")
def stage_batch(batch_id: int) -> str:
    """Checks a received file; the state that it ends in."""
    return str(services.stage_batch(batch_id=batch_id).state)


@shared_task(name="dashboard_import.tasks.fetch_files")
def fetch_files(load_id: int) -> str:
    """Fetches the next file of a load, has it checked, and comes back for the one after it."""
    download = services.fetch_next(load_id=load_id)
    if download is None:
        return "nothing to do"
    if download.batch_id:
        stage_batch.delay(download.batch_id)
    fetch_files.delay(load_id)
    return str(download.state)


@shared_task(name="dashboard_import.tasks.restart_forgotten_loads")
def restart_forgotten_loads() -> int:
    """Starts the checks and downloads that no worker is at: the message was lost, or the worker
    died."""
    forgotten = services.forgotten_batches()
    for batch_id in forgotten:
        stage_batch.delay(batch_id)
    loads = services.loads_with_forgotten_downloads()
    for load_id in loads:
        fetch_files.delay(load_id)
    return len(forgotten) + len(loads)
