"""A worker that is at a batch, as others see it: its lock on a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from dashboard_import.models import Batch
from dashboard_import.services.locks import BATCH


@contextmanager
def worker_at(batch: Batch) -> Iterator[None]:
    """While the block runs a worker checks the batch; then it is dead."""
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [BATCH, batch.pk])
            yield
    finally:
        connection.close()
