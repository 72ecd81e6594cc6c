"""A county's determinations beside the state's list, and as files in the layout of that list."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from county_office.spreadsheets import CONTENT_TYPES
from eligibility.agreement import reconcile_county
from eligibility.criteria import MissingCriteriaError
from eligibility.exports import export_published_layout
from eligibility.views.runs import county_or_404


@require_GET
def reconciliation(request: HttpRequest, year: int) -> HttpResponse:
    """Every difference with both sides and its probable cause; 404 for a year without criteria."""
    county = county_or_404(request)
    try:
        found = reconcile_county(year, county)
    except MissingCriteriaError as missing:
        raise Http404(str(missing)) from missing
    context = {"county": county, "year": year, "found": found}
    return render(request, "eligibility/reconciliation.html", context)


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
