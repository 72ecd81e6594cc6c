"""What one file changes, cell by cell, on a page and as a table to take away."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from dashboard_import.difference import CHANGED, GONE, NEW, Difference, Narrowed, open_difference
from dashboard_import.difference_page import (
    DifferenceFilterForm,
    DifferentRows,
    column_counts,
    row_line,
)
from dashboard_import.forms import indicator_name
from dashboard_import.models import Batch
from dashboard_import.views.batches import visible_batch
from dashboard_import.views.csv_lines import csv_response, harmless
from dashboard_import.views.loads import user_who_may_load

A_PAGE = 50
AT_ONCE = 20_000
HEADER = ("what", "cds", "lea", "school", "group", "line before", "line after")


def _batch_with_rows(request: HttpRequest, pk: int) -> Batch:
    batch = visible_batch(user_who_may_load(request), pk)
    if not batch.has_rows:
        raise Http404("The file has no rows to compare.")
    return batch


@require_safe
def batch_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that come, go and change; for htmx the list alone."""
    batch = _batch_with_rows(request, pk)
    with open_difference(batch) as difference:
        form = DifferenceFilterForm(request.GET, difference=difference)
        narrowed = form.narrowed()
        rows = Paginator(DifferentRows(difference, narrowed), A_PAGE)
        page = rows.get_page(request.GET.get("page"))
        counts = difference.counts("kind")
        context = {
            "batch": batch,
            "name": indicator_name(batch.indicator),
            "is_live": batch.live_in.exists(),
            "has_before": difference.has_before,
            "figures": _figures(counts),
            "form": form,
            "page": page,
            "lines": [row_line(row, batch.indicator) for row in page.object_list],
            "columns": column_counts(difference, narrowed),
            "not_compared": difference.not_compared,
        }
    template = "_differences.html" if request.htmx else "batch_difference.html"  # type: ignore[attr-defined]
    response = render(request, f"dashboard_import/{template}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _figures(counts: dict[str, int]) -> list[tuple[str, str]]:
    words = {CHANGED: "rows changed", NEW: "rows new", GONE: "rows gone"}
    return [(f"{counts.get(kind, 0):,}", said) for kind, said in words.items()]


@require_safe
def batch_difference_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every differing cell as a line, narrowed as the page is."""
    batch = _batch_with_rows(request, pk)
    with open_difference(batch) as difference:
        narrowed = DifferenceFilterForm(request.GET, difference=difference).narrowed()
    return csv_response(f"changes-{batch.pk}.csv", _lines(batch, narrowed))


def _lines(batch: Batch, narrowed: Narrowed) -> Iterator[tuple[object, ...]]:
    yield (*HEADER, "column", "before", "after")
    with open_difference(batch) as difference:
        for offset in range(0, difference.count(narrowed), AT_ONCE):
            yield from _lines_of(difference, narrowed, offset)


def _lines_of(
    difference: Difference, narrowed: Narrowed, offset: int
) -> Iterator[tuple[object, ...]]:
    for row in difference.rows(narrowed, offset, AT_ONCE):
        who = (row.kind, row.cds, harmless(row.lea_name), harmless(row.name), row.group)
        for cell in row.cells:
            published = harmless(difference.columns[cell.column])
            values = (harmless(value or "") for value in (cell.before, cell.after))
            yield (*who, row.line_before, row.line_after, published, *values)
