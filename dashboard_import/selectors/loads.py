"""Loads, batches and their faults, as commands and pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from dashboard_import.layouts import Layout, load_layouts
from dashboard_import.models import Batch, BatchState, Fault, LiveBatch, Load


def batches(*, year: int | None = None) -> QuerySet[Batch]:
    """All batches, newest first, with their files; reports are left out of lists."""
    found = Batch.objects.select_related("file", "load").defer("report")
    return found.filter(year=year) if year else found


def faults_of(batch: Batch, *, at_most: int | None = None) -> Sequence[Fault]:
    """What was found in a batch, errors first, then by line."""
    order = {"error": 0, "warning": 1, "information": 2}
    found = list(batch.faults.order_by("severity", "line", "pk")[:at_most])
    return sorted(found, key=lambda fault: order[fault.severity])


def fault_counts(load: Load) -> dict[int, dict[str, int]]:
    """How many faults of each severity the batches of a load have, in one query."""
    counts: dict[int, dict[str, int]] = {}
    rows = (
        Fault.objects.filter(batch__load=load)
        .values_list("batch_id", "severity")
        .annotate(found=Count("pk"))
    )
    for batch, severity, found in rows:
        counts.setdefault(batch, {})[severity] = found
    return counts


def recent_loads(limit: int = 20) -> QuerySet[Load]:
    """The newest loads with the numbers of their files and of those published."""
    return Load.objects.annotate(
        files=Count("batches"),
        published=Count("batches", filter=Q(batches__state=BatchState.PUBLISHED)),
    ).order_by("-started_at")[:limit]


def earlier_batches(batch: Batch) -> QuerySet[Batch]:
    """The batches of the very same bytes that came before."""
    return (
        Batch.objects.filter(file=batch.file, pk__lt=batch.pk)
        .exclude(state__in=[BatchState.CANCELED, BatchState.FAILED])
        .order_by("-pk")
    )


def season(year: int, county_code: str) -> list[dict[str, Any]]:
    """The checklist of a Dashboard year for a county: each file that the layouts name, and the
    state's list, with the batch that is live, or None where it is missing."""
    live = {
        pointer.indicator: pointer.batch
        for pointer in LiveBatch.objects.filter(year=year, county_code=county_code).select_related(
            "batch", "batch__file"
        )
    }
    entries = [
        {"indicator": layout.indicator, "layout": layout, "batch": live.get(layout.indicator)}
        for layout in layouts_of(year)
    ]
    return [*entries, {"indicator": "PUBLISHED", "layout": None, "batch": live.get("PUBLISHED")}]


def layouts_of(year: int) -> list[Layout]:
    """The layouts of a Dashboard year."""
    return [layout for layout in load_layouts() if layout.year == year]


def dashboard_years() -> list[int]:
    """The Dashboard years that have layouts, newest first."""
    return sorted({layout.year for layout in load_layouts()}, reverse=True)
