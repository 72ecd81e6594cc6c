"""How fast a statewide file is loaded, beside raw COPY and the usual ways into a Django table."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from django.db import connection

from bench import peers, season
from bench.loading import load_apart
from bench.report import Timing, print_figure, print_head, timed
from dashboard_import.generate.files import write_workbook
from dashboard_import.generate.statewide import write_statewide_file
from dashboard_import.layouts import Layout, layout_of
from dashboard_import.models import Batch, BatchState
from dashboard_import.services import (
    publish_batch,
    receive_file,
    remove_batches,
    stage_batch,
    start_load,
)

YEAR, INDICATOR = 2024, "ELA"
ROUNDS = 7
TIMES_RAW_COPY = 2.5
MEMORY_OF_TEXT, MEMORY_OF_WORKBOOK = 150, 700  # MB
WORKBOOK_TIMES_TEXT = 6
SECONDS_OF_A_SEASON = 20
RAW, IMPORT, PUBLISH = "raw COPY into text columns", "import: receive, stage, report", "publish"

Timings = dict[str, list[float]]


def measure() -> None:
    """Prints a line a figure: name, figure, goal, whether it holds."""
    layout = layout_of(YEAR, INDICATOR)
    with TemporaryDirectory() as folder:
        path = Path(folder) / layout.file_name
        rows = write_statewide_file(layout, path)
        size = path.stat().st_size / 1e6
        print_head(f"Import: {layout.file_name}, {rows:,} rows invented, {size:.0f} MB")
        timings = _side_by_side(path, layout, rows)
        _print_ours(timings)
        _print_peers(timings)
        _memory_and_workbook(path)
    seconds, files, season_rows = season.load_a_season()
    name = f"{files} statewide files, {season_rows:,} rows: upload to published"
    print_figure(name, seconds, SECONDS_OF_A_SEASON)


def _side_by_side(path: Path, layout: Layout, rows: int) -> Timings:
    """Every way in each round, so that other work on the machine hits all alike; of the slow ways
    one a round, kept with our own time just before and after it. A first round, which creates LEAs
    and schools and warms the servers, is not counted."""
    timings: Timings = defaultdict(list)
    others = iter(peers.ways(path, layout, rows))
    for number in range(ROUNDS + 1):
        times = {RAW: _raw_copy(path).seconds} | _import_once(path)
        if number == 0:
            continue
        for name, seconds in times.items():
            timings[name].append(seconds)
        for name, work in islice(others, 1):
            theirs = work()
            timings[name] = [theirs, (times[IMPORT] + _import_once(path)[IMPORT]) / 2]
    return timings


def _raw_copy(path: Path) -> Timing:
    """The text as it is into text columns: what `\\copy` does."""
    with path.open() as file:
        columns = len(next(csv.reader(file, delimiter="\t")))
    names = ", ".join(f"c{at} text" for at in range(columns))
    with connection.cursor() as cursor, path.open("rb") as content:
        cursor.execute(f"CREATE TABLE raw_copy ({names})")
        with timed() as timing:
            cursor.copy_expert(
                "COPY raw_copy FROM STDIN WITH (FORMAT csv, DELIMITER E'\\t', HEADER)", content
            )
        cursor.execute("DROP TABLE raw_copy")
    return timing


def _import_once(path: Path) -> dict[str, float]:
    """Seconds of the import and of publishing; takes the batch away again."""
    with timed() as importing:
        batch = receive_and_stage(path)
    with timed() as publishing:
        publish_batch(batch=batch, by=None)
    remove_batches(batches=[batch])
    return {IMPORT: importing.seconds, PUBLISH: publishing.seconds}


def receive_and_stage(path: Path) -> Batch:
    """A file from its arrival to its report."""
    load = start_load(by=None, command="bench")
    with path.open("rb") as content:
        batch = receive_file(load=load, content=content, name=path.name, by=None)
    batch = stage_batch(batch_id=batch.pk)
    if batch.state != BatchState.STAGED:
        raise RuntimeError(f"{path.name} was not staged: {list(batch.faults.all()[:3])}")
    return batch


def _print_ours(timings: Timings) -> None:
    for name in (RAW, IMPORT, PUBLISH):
        print_figure(name, median(timings[name]), None)
    ratios = [ours / raw for ours, raw in zip(timings[IMPORT], timings[RAW], strict=True)]
    print_figure("import, as a multiple of raw COPY", median(ratios), TIMES_RAW_COPY, "times")


def _print_peers(timings: Timings) -> None:
    for name, goal in peers.GOALS.items():
        if name not in timings:
            print(f"  {name:<58} is not installed: left out")
            continue
        theirs, ours = timings[name]
        print_figure(f"{name}, {peers.COUNTED_UP}", theirs, None)
        times = theirs / ours
        print_figure("… as a multiple of our import", times, goal, "times", at_least=True)


def _memory_and_workbook(path: Path) -> None:
    text = load_apart(path)
    print_figure("in a process of its own, just started", text.seconds, None)
    print_figure("memory of that process before it loads", text.memory_before, None, "MB")
    print_figure("… while it loads, at most", text.memory, MEMORY_OF_TEXT, "MB")
    workbook = path.with_suffix(".xlsx")
    with path.open(newline="") as file:
        write_workbook({"results": list(csv.reader(file, delimiter="\t"))}, workbook)
    apart = load_apart(workbook)
    texts = (text.seconds + load_apart(path).seconds) / 2  # one before, one after
    print_figure("the same rows as xlsx", apart.seconds, None)
    times = apart.seconds / texts
    print_figure("… as a multiple of the text, likewise", times, WORKBOOK_TIMES_TEXT, "times")
    print_figure("… memory, both processes", apart.memory_of_all, MEMORY_OF_WORKBOOK, "MB")
