"""A year's eight statewide files at once, by a worker as `make run` starts it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.database import own_address
from bench.report import timed
from config.celery import app
from dashboard_import.generate.statewide import write_statewide_file
from dashboard_import.layouts import layout_of
from dashboard_import.models import BatchState
from dashboard_import.services import publish_batches, receive_file, remove_batches, start_load
from dashboard_import.tasks import stage_batch

YEAR = 2025
INDICATORS = ("ELA", "MATH", "ELPI", "CHRO", "SUSP", "GRAD", "CCI", "SCIENCE")
WORKER = QUEUE = "bench"  # its own, so that no other worker of the broker takes its messages
SECONDS_TO_START, MOST_SECONDS = 30, 300


def load_a_season() -> tuple[float, int, int]:
    """Seconds from the first file's arrival to the publication of all; files, rows."""
    with TemporaryDirectory() as folder, _worker():
        paths = [Path(folder) / layout_of(YEAR, one).file_name for one in INDICATORS]
        for indicator, path in zip(INDICATORS, paths, strict=True):
            write_statewide_file(layout_of(YEAR, indicator), path)
        load = start_load(by=None, command="bench")
        with timed() as timing:
            for path in paths:
                with path.open("rb") as content:
                    batch = receive_file(load=load, content=content, name=path.name, by=None)
                stage_batch.apply_async((batch.pk,), queue=QUEUE)
            deadline = time.monotonic() + MOST_SECONDS
            staged = load.batches.filter(state=BatchState.STAGED)
            while staged.count() < len(paths):
                if time.monotonic() > deadline:
                    states = load.batches.values_list("file_name", "state")
                    raise RuntimeError(f"Not staged in time: {list(states)}")
                time.sleep(0.05)
            published = publish_batches(batches=list(staged), by=None)
    rows = sum(batch.rows_staged for batch in published)
    remove_batches(batches=published)
    return timing.seconds, len(paths), rows


@contextmanager
def _worker() -> Iterator[None]:
    command = ["-A", "config.celery", "worker", "--pool=threads", "--concurrency=4"]
    process = subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "-m", "celery", *command, "-Q", QUEUE, "-n", f"{WORKER}@localhost"],
        env=os.environ | {"DATABASE_URL": own_address()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not app.control.ping(destination=[f"{WORKER}@localhost"], timeout=0.5):
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError("The worker did not start.")
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)
