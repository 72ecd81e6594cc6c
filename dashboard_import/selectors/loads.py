"""Loads, batches and their faults, as commands and pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from county_office.indicators import INDICATORS
from county_office.models import User
from county_office.selectors import places_of
from dashboard_import.directory import INDICATOR as DIRECTORY
from dashboard_import.layouts import Layout, load_layouts
from dashboard_import.models import (
    Batch,
    BatchState,
    Download,
    DownloadState,
    Fault,
    LiveBatch,
    Load,
    RefusedRow,
)
from dashboard_import.published_lists import CHARTERS, FIRST_CHARTER_LIST
from dashboard_import.published_lists import INDICATOR as PUBLISHED

LOCAL = "LOCAL"


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


def recent_loads(user: User, limit: int = 20) -> QuerySet[Load]:
    """A person's newest loads with their Dashboard year, the numbers of their files and of those
    published."""
    return (
        loads_for(user)
        .annotate(
            year=Max("batches__year"),
            files=Count("batches"),
            published=Count("batches", filter=Q(batches__state=BatchState.PUBLISHED)),
        )
        .order_by("-started_at")[:limit]
    )


def earlier_batches(batch: Batch) -> QuerySet[Batch]:
    """The batches of the very same bytes that came before."""
    return (
        Batch.objects.filter(file=batch.file, pk__lt=batch.pk)
        .exclude(state__in=[BatchState.CANCELED, BatchState.FAILED])
        .order_by("-pk")
    )


def season(year: int, county_code: str) -> list[dict[str, Any]]:
    """The checklist of a Dashboard year for a county: each file that the layouts name, the state's
    lists and the directory of schools, with the batch that is live, or None where it is missing.

    The directory is no file of a year: the newest one serves all years.
    """
    pointers = (
        LiveBatch.objects.filter(Q(year=year) | Q(indicator=DIRECTORY), county_code=county_code)
        .select_related("batch", "batch__file")
        .order_by("year")
    )
    live = {pointer.indicator: pointer.batch for pointer in pointers}
    layouts: dict[str, Layout | None] = {each.indicator: each for each in layouts_of(year)}
    lists = [PUBLISHED, CHARTERS] if year >= FIRST_CHARTER_LIST else [PUBLISHED]
    return [
        {"indicator": code, "layout": layout, "batch": live.get(code)}
        for code, layout in (layouts | dict.fromkeys([*lists, DIRECTORY])).items()
    ]


def layouts_of(year: int) -> list[Layout]:
    """The layouts of a Dashboard year: state indicators, enrollment, local indicators.

    Where the state gives all local indicators in one file, the files of single priorities are left
    out: nothing would be missing without them.
    """
    found = [layout for layout in load_layouts() if layout.year == year]
    if any(layout.indicator == LOCAL for layout in found):
        found = [layout for layout in found if not layout.indicator.startswith(f"{LOCAL}_P")]
    return sorted(found, key=_place_in_season)


def fetchable_layouts(year: int) -> list[Layout]:
    """The layouts of a Dashboard year whose files have a known address."""
    return [layout for layout in layouts_of(year) if layout.address]


def downloads_of(load: Load) -> list[Download]:
    """The downloads of a load that have not become a file yet, canceled ones left out."""
    done = [DownloadState.RECEIVED, DownloadState.CANCELED]
    return list(load.downloads.exclude(state__in=done))


def _place_in_season(layout: Layout) -> tuple[int, int, str]:
    code = layout.indicator
    if code.startswith(LOCAL):
        return len(INDICATORS) + 1, int("0" + code.removeprefix(LOCAL).removeprefix("_P")), code
    order = [*INDICATORS, "ENROLLMENT"]
    return order.index(code) if code in order else len(order) + 1, 0, code


def dashboard_years() -> list[int]:
    """The Dashboard years that have layouts, newest first."""
    return sorted({layout.year for layout in load_layouts()}, reverse=True)


def loads_for(user: User) -> QuerySet[Load]:
    """The loads a person may see: their own, and those that count for their counties."""
    places = places_of(user)
    if places.everything:
        return Load.objects.all()
    counties = sorted(places.counties)
    return Load.objects.filter(
        Q(started_by=user)
        | Exists(
            Batch.objects.filter(load=OuterRef("pk")).filter(
                Q(counties__overlap=counties) | Q(counties_wanted__overlap=counties)
            )
        )
    )


def batches_of(load: Load) -> list[Batch]:
    """The batches of a load in the order of the season, canceled ones last."""
    found = load.batches.select_related("file").exclude(state=BatchState.CANCELED)
    return list(found.order_by("year", "indicator", "pk"))


def refused_rows(batch: Batch) -> Iterator[tuple[RefusedRow, list[Fault]]]:
    """The refused rows of a batch with their faults, line by line."""
    faults = defaultdict(list)
    for fault in batch.faults.filter(severity="error", line__isnull=False):
        faults[fault.line].append(fault)
    for row in batch.refused.order_by("line").iterator():
        yield row, faults[row.line]


def grouped_faults(load: Load, *, lines_shown: int = 5) -> list[dict[str, Any]]:
    """The findings of a load put together: the same thing in the same file is one entry, with how
    often it was found, its first lines, and its counties."""
    rows = (
        Fault.objects.filter(batch__load=load)
        .exclude(batch__state=BatchState.CANCELED)
        .values("batch_id", "batch__file_name", "severity", "column", "message", "remedy")
        .annotate(
            found=Count("pk"),
            lines=ArrayAgg("line", filter=Q(line__isnull=False), order_by="line", default=[]),
            values=ArrayAgg("value", filter=~Q(value=""), distinct=True, default=[]),
            counties=ArrayAgg("county_code", distinct=True),
        )
    )
    order = {"error": 0, "warning": 1, "information": 2}
    entries = [
        row | {"lines": row["lines"][:lines_shown], "values": row["values"][:lines_shown]}
        for row in rows
    ]
    return sorted(entries, key=lambda one: (order[one["severity"]], one["batch_id"], one["lines"]))
