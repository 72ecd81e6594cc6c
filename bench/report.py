"""How figures are printed: name, figure, goal, and whether it holds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median


@dataclass
class Timing:
    """Seconds by the clock and of this process's CPU (the database has its own)."""

    seconds: float = 0.0
    python: float = 0.0


@contextmanager
def timed() -> Iterator[Timing]:
    """Times what runs inside."""
    timing = Timing()
    clock, cpu = time.perf_counter(), time.process_time()
    yield timing
    timing.seconds, timing.python = time.perf_counter() - clock, time.process_time() - cpu


def median_of(times: int, work: Callable[[], object]) -> Timing:
    """Does the work that often; the median of each figure."""
    timings = []
    for _ in range(times):
        with timed() as timing:
            work()
        timings.append(timing)
    return Timing(
        median(timing.seconds for timing in timings), median(timing.python for timing in timings)
    )


def print_head(title: str) -> None:
    """The title with the machine: cores, and how busy it is with other work."""
    load = os.getloadavg()[0]
    print(f"{title}; {os.cpu_count()} cores, load before {load:.1f}", flush=True)


def print_figure(
    name: str, figure: float, goal: float | None, unit: str = "s", *, at_least: bool = False
) -> None:
    """One line; without a goal the figure stands for comparison. A goal is the most that may be, or
    the least."""
    verdict = "for comparison"
    if goal is not None:
        holds = figure >= goal if at_least else figure <= goal
        word = "at least " if at_least else ""
        verdict = f"goal {word}{goal:g} {unit}  {'holds' if holds else 'falls short'}"
    print(f"  {name:<58} {figure:9.2f} {unit:<5} {verdict}", flush=True)
