"""A county's determinations beside the state's list, and as files in the layout of that list."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from county_office.spreadsheets import CONTENT_TYPES
from eligibility.agreement import reconcile_county
from eligibility.criteria import MissingCriteriaError
from eligibility.exports import export_published_layout
from eligibility.forms import DifferenceFilterForm
from eligibility.views.htmx_request import HtmxRequest
from eligibility.views.runs import county_or_404

DIFFERENCES_A_PAGE = 50


@require_GET
def reconciliation(request: HtmxRequest, year: int) -> HttpResponse:
    """Every difference with both sides and its probable cause; 404 for a year without criteria."""
    county = county_or_404(request)
    try:
        found = reconcile_county(year, county)
    except MissingCriteriaError as missing:
        raise Http404(str(missing)) from missing
    context: dict[str, object] = {"county": county, "year": year, "found": found}
    if found and not found.is_same:
        form = DifferenceFilterForm(request.GET, differences=found.lines)
        pages = Paginator(form.narrowed(), DIFFERENCES_A_PAGE)
        context |= {"form": form, "page": pages.get_page(request.GET.get("page"))}
    part = "_differences.html" if request.htmx and "form" in context else "reconciliation.html"
    response = render(request, f"eligibility/{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def export(request: HttpRequest, year: int, ending: str) -> HttpResponse:
    """The county's determinations of a year as .csv or .xlsx; 404 where nothing is determined."""
    county = county_or_404(request)
    if ending not in CONTENT_TYPES:
        raise Http404(f"There is no export as {ending}.")
    name = f"determinations{year}-{county.code}.{ending}"
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        if not export_published_layout(year, path, county=county):
            raise Http404(f"Nothing is determined for {year}.")
        content = path.read_bytes()
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[ending], headers=disposition)
