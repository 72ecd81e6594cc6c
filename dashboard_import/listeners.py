"""Who wants to know that live results changed. Imports run down only, so apps above register here.

    live_results_changed.append(enqueue_determinations)      # in their AppConfig.ready

A listener is called after the commit and must be quick: it sends a task.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """Live results of a Dashboard year changed in some counties; `by` is None for a command."""

    year: int
    counties: frozenset[str]
    by: int | None


live_results_changed: list[Callable[[Change], None]] = []


def tell(change: Change) -> None:
    """Calls every listener."""
    for listener in live_results_changed:
        listener(change)
