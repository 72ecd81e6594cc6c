"""SIGKILL of the worker at random points of a load."""

from __future__ import annotations

import random
import time

from dashboard_import.models import Batch
from soak.desk import Desk, half_loaded, live_checksum, state_of, wait_until
from soak.report import Report

KILLS, MOST_TRIES = 20, 60
# What the page says of a file by its state; a checked one may have warnings.
SAID = {"received": ["Waiting"], "staging": ["Broken off"], "staged": ["Good", "To look at"]}


def run(desk: Desk, report: Report) -> None:
    """After each kill the sweep finds the batch, and a new worker loads it."""
    report.head(f"The worker is killed while it loads {desk.rows:,} rows")
    desk.start_worker()
    seconds = _seconds_of_a_load(desk)
    report.line("a load that nobody disturbs", f"{seconds:.1f} s", holds=True)
    kept = clean = told = again = kills = 0
    for _ in range(MOST_TRIES):
        if kills == KILLS:
            break
        batch = desk.receive()
        desk.send(batch)
        time.sleep(random.uniform(0.02, seconds))  # noqa: S311  (a random moment, no secret)
        desk.kill_worker()
        was_inside = state_of(batch) in {"received", "staging"}
        if was_inside:
            kills += 1
            told += _page_says_so(desk, batch)
            clean += not half_loaded(batch)
            kept += live_checksum() == desk.published
        else:
            seconds *= 0.8  # the machine is less busy than at the first load: too late by now
        desk.start_worker()
        desk.sweep()
        loaded = wait_until(lambda batch=batch: desk.is_checked(batch), "loaded again")  # type: ignore[misc]
        again += loaded and was_inside
        desk.remove(batch)
    _progress_and_cancel(desk, report)
    desk.stop()
    report.of("killed inside a load", kills, KILLS)
    report.of("what is live is the same byte for byte", kept, kills)
    report.of("nothing is half loaded", clean, kills)
    report.of("the page says that it broke off or waits, or is checked", told, kills)
    report.of("the next attempt loads every row", again, kills)


def _seconds_of_a_load(desk: Desk) -> float:
    batch = desk.receive()
    began = time.monotonic()
    desk.send(batch)
    wait_until(lambda: desk.is_checked(batch), "the first load")
    seconds = time.monotonic() - began
    desk.remove(batch)
    return seconds


def _page_says_so(desk: Desk, batch: Batch) -> bool:
    """The lock is let go when the database notices that the connection is gone. It may carry out a
    commit that reached it just before: the file may then wait no more, or be checked, after all.
    """

    def says_so() -> bool:
        page = desk.page_of(batch)
        return any(word in page for word in SAID.get(state_of(batch), []))

    return wait_until(says_so, "the page says what became of it", patience=20)


def _progress_and_cancel(desk: Desk, report: Report) -> None:
    """A person opens the page again while the file is checked, and then takes the file out."""
    batch = desk.receive()
    desk.send(batch)
    seen = wait_until(
        lambda: "<progress" in desk.page_of(batch) and " rows" in desk.page_of(batch), "progress"
    )
    report.line("progress is on the page when it is opened again", "yes", holds=seen)
    desk.browser.post(f"/data/files/{batch.pk}/cancel/")
    canceled = wait_until(lambda: state_of(batch) == "canceled", "the load is canceled")
    report.line(
        "a load is canceled while it runs",
        state_of(batch),
        holds=canceled and not half_loaded(batch) and live_checksum() == desk.published,
    )
    desk.remove(batch)
