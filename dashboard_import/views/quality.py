"""The quality report of one file, on a page and as a workbook."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from county_office.spreadsheets import CONTENT_TYPES, workbook_bytes
from dashboard_import.coverage import (
    KINDS,
    coverage_by_group,
    coverage_by_lea,
    kinds_found,
    levels_beside,
)
from dashboard_import.forms import indicator_name
from dashboard_import.quality_workbook import quality_sheets
from dashboard_import.views.batches import visible_batch
from dashboard_import.views.loads import user_who_may_load

A_PAGE = 50


@require_safe
def batch_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file covers and what was found in it, counted."""
    batch = visible_batch(user_who_may_load(request), pk)
    leas = Paginator(coverage_by_lea(batch), A_PAGE)
    context = {
        "batch": batch,
        "name": indicator_name(batch.indicator) if batch.indicator else "Not recognized",
        "kinds": kinds_found(batch),
        "leas": leas.get_page(request.GET.get("page")),
        "groups": coverage_by_group(batch),
        "levels": [(KINDS[line.kind], line) for line in levels_beside(batch)],
    }
    return render(request, "dashboard_import/batch_report.html", context)


@require_safe
def batch_report_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook, with every refused row."""
    batch = visible_batch(user_who_may_load(request), pk)
    content = workbook_bytes(quality_sheets(batch))
    response = HttpResponse(content, content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="quality-report-{batch.pk}.xlsx"'
    return response
