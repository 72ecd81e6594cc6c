"""`worker`: a Celery worker on the real broker, in threads, for tests that send tasks for real.

`empty_queue` with `running_worker()` is for tests in which tasks wait before a worker comes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

import pytest
from celery.contrib.testing.worker import start_worker

from config.celery import app
from tests.patience import wait_until


class Worker:
    """The running worker; `wait_until` gives its work time to arrive."""

    def wait_until(self, condition: Callable[[], object]) -> None:
        wait_until(condition)


@contextmanager
def running_worker() -> Iterator[Worker]:
    with start_worker(app, pool="threads", concurrency=2, perform_ping_check=False):
        yield Worker()


@pytest.fixture
def empty_queue(transactional_db: None) -> None:
    """What the test commits is what a worker sees, and nothing of an earlier test waits."""
    app.control.purge()


@pytest.fixture
def worker(empty_queue: None) -> Generator[Worker, None, None]:
    """An empty queue and a worker."""
    with running_worker() as running:
        yield running
