"""`worker`: a Celery worker on the real broker, in threads, for tests that send tasks for real."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator

import pytest
from celery.contrib.testing.worker import start_worker

from config.celery import app


class Worker:
    """The running worker; `wait_until` gives its work time to arrive."""

    def wait_until(self, condition: Callable[[], object], seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"not so after {seconds} s: {condition}"
            time.sleep(0.05)


@pytest.fixture
def worker(transactional_db: None) -> Generator[Worker, None, None]:
    """An empty queue and a worker; what the test commits is what the worker sees."""
    app.control.purge()
    with start_worker(app, pool="threads", concurrency=2, perform_ping_check=False):
        yield Worker()
