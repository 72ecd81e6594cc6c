"""A file whose header no layout knows: beside the closest one, and what a person says of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from county_office.rights import Right, may, require
from dashboard_import import services
from dashboard_import.forms import indicator_name
from dashboard_import.header_comparison import compare_header
from dashboard_import.layouts import Layout, load_layouts
from dashboard_import.mapping_form import ColumnMappingForm
from dashboard_import.models import Batch, ColumnMapping
from dashboard_import.views.batches import visible_batch
from dashboard_import.views.loads import start_check, user_who_may_load


def _layout_of(request: HttpRequest, batch: Batch) -> Layout:
    """The layout that the address names (2024-ELA), else the closest."""
    year, indicator = batch.report["closest"]
    wanted = request.GET.get("layout") or f"{year}-{indicator}"
    for layout in load_layouts():
        if f"{layout.year}-{layout.indicator}" == wanted:
            return layout
    raise Http404("There is no such layout.")


@require_http_methods(["GET", "HEAD", "POST"])
def batch_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The header column by column; who may, maps columns, and the file is checked with that."""
    user = user_who_may_load(request)
    if request.method == "POST":
        require(user, Right.MAP_COLUMNS)
    batch = visible_batch(user, pk)
    if "unknown_header" not in batch.report:
        raise Http404("The columns of this file are known.")
    comparison = compare_header(batch.report["unknown_header"], _layout_of(request, batch))
    sent = request.POST if request.method == "POST" else None
    form = ColumnMappingForm(sent, comparison=comparison)
    if form.is_valid():
        columns = form.columns()
        services.save_mapping(batch=batch, layout=comparison.layout, columns=columns, by=user)
        batch.refresh_from_db()
        start_check(batch)
        messages.success(request, "The mapping is saved, and the file is checked with it.")
        return redirect("load-detail", pk=batch.load_id)
    context = {
        "batch": batch,
        "comparison": comparison,
        "name": indicator_name(comparison.layout.indicator),
        "form": form if may(user, Right.MAP_COLUMNS) else None,
        "layouts": [
            (f"{each.year}-{each.indicator}", f"{indicator_name(each.indicator)}, {each.year}")
            for each in reversed(load_layouts())
        ],
        "chosen": f"{comparison.layout.year}-{comparison.layout.indicator}",
    }
    status = 422 if form.is_bound else 200
    return render(request, "dashboard_import/batch_columns.html", context, status=status)


@require_safe
def column_mappings(request: HttpRequest) -> HttpResponse:
    """What people said of headers that no layout knows, and who said it when."""
    user = user_who_may_load(request)
    mappings = ColumnMapping.objects.select_related("removed_by")
    context = {
        "mappings": [(each, indicator_name(each.indicator)) for each in mappings],
        "may_remove": may(user, Right.MAP_COLUMNS),
    }
    return render(request, "dashboard_import/column_mappings.html", context)


@require_POST
def remove_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a mapping; what was loaded by it stays."""
    user = user_who_may_load(request)
    require(user, Right.MAP_COLUMNS)
    services.remove_mapping(mapping=get_object_or_404(ColumnMapping, pk=pk), by=user)
    messages.success(request, "Removed. Files that come from now on are not read by it.")
    return redirect("column-mappings")
