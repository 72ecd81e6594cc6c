"""SIGKILL of PostgreSQL's postmaster at random points of a load; then it is started again."""

from __future__ import annotations

import random
import time

from django.db import connection

from soak.desk import Desk, half_loaded, live_checksum, state_of, wait_until
from soak.report import Report

KILLS = 5


def run(desk: Desk, report: Report) -> None:
    """The worker goes on when the database is back, and loads the file again."""
    report.head("PostgreSQL is killed while a file is loaded")
    desk.start_worker()
    kept = clean = again = restarts = 0
    slowest = 0.0
    for _ in range(KILLS):
        batch = desk.receive()
        desk.send(batch)
        wait_until(lambda batch=batch: state_of(batch) == "staging", "the load runs")  # type: ignore[misc]
        time.sleep(random.uniform(0, 1.5))  # noqa: S311  (a random moment, no secret)
        desk.servers.kill(desk.servers.postgres)
        connection.close()
        slowest = max(slowest, desk.servers.restart_postgres())
        if desk.worker is None or not desk.worker.runs():
            restarts += 1
            desk.start_worker()
        kept += live_checksum() == desk.published
        clean += not half_loaded(batch)
        desk.sweep()
        again += wait_until(lambda batch=batch: desk.is_checked(batch), "loaded again")  # type: ignore[misc]
        desk.remove(batch)
    desk.stop()
    report.line("it answers again after at most", f"{slowest:.1f} s", holds=slowest < 30)
    report.of("what is live is the same byte for byte", kept, KILLS)
    report.of("nothing is half loaded", clean, KILLS)
    report.of("the next attempt loads every row", again, KILLS)
    report.line("workers that did not survive it", str(restarts), holds=restarts == 0)
