"""The broker is killed: while nothing runs, and in the middle of a load."""

from __future__ import annotations

import time

from dashboard_import.models import Batch
from soak.desk import Desk, half_loaded, live_checksum, state_of, wait_until
from soak.report import Report

MOST_SECONDS = 20  # an upload without a broker


def run(desk: Desk, report: Report) -> None:
    """An upload waits for the broker's return; a load that runs is finished without it."""
    report.head("The broker goes away")
    desk.start_worker()
    running = desk.receive()
    desk.send(running)
    wait_until(lambda: state_of(running) == "staging", "the load runs")
    desk.servers.kill(desk.servers.valkey)
    finished = wait_until(lambda: desk.is_checked(running), "the load ends without a broker")
    report.line("a load that runs is finished without it", state_of(running), holds=finished)

    began = time.monotonic()
    with desk.path.open("rb") as content:
        answer = desk.browser.post("/data/loads/new/", {"files": content, "county": "all"})
    seconds = time.monotonic() - began
    uploaded = Batch.objects.latest("pk")
    is_kept = answer.status_code == 302 and uploaded.pk != running.pk
    report.line(
        "a file uploaded meanwhile is kept, and waits",
        f"{seconds:.1f} s",
        holds=is_kept and state_of(uploaded) == "received" and seconds < MOST_SECONDS,
    )
    kept = live_checksum() == desk.published and not half_loaded(uploaded)
    report.line("what is live is the same byte for byte", "yes" if kept else "no", holds=kept)

    desk.servers.restart_valkey()
    came_back = wait_until(lambda: _sweeps(desk), "the broker takes messages again")
    loaded = came_back and wait_until(lambda: desk.is_checked(uploaded), "the waiting file")
    report.line("the waiting file is loaded when it is back", state_of(uploaded), holds=loaded)
    went_on = desk.worker is not None and desk.worker.runs()
    report.line("by the same worker", "yes" if went_on else "no", holds=went_on)
    report.line("no load ran twice", state_of(running), holds=state_of(running) == "staged")
    desk.stop()
    for batch in (running, uploaded):
        desk.remove(batch)


def _sweeps(desk: Desk) -> bool:
    desk.sweep()
    return True
