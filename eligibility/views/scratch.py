"""The scratch sheet: what would be determined if cells were otherwise. Nothing is stored; what is
supposed stands in the address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from dashboard_import.selectors import may_see_confidential
from eligibility.scratch_page import scratch_page
from eligibility.selectors import confidential_until
from eligibility.views.htmx_request import HtmxRequest
from eligibility.views.leas import determination_or_404, lea_or_404, lea_tabs, may_try


@require_GET
def what_if(request: HtmxRequest, cds: str, year: int) -> HttpResponse:
    """The sheet of one LEA and year. htmx gets the sheet alone; without it the form's address is
    made short: what is as published is left out."""
    lea = lea_or_404(cds, year)
    if not may_try(request.user, lea):
        raise Http404("This LEA is not one of yours.")
    preview = may_see_confidential(request.user, lea.county_id)
    determination = determination_or_404(lea, year, with_confidential=preview)
    page = scratch_page(determination, request.GET.dict())
    short = f"{request.path}?{urlencode(page.parameters)}" if page and page.parameters else ""
    if page and not request.htmx and request.GET.dict() != page.parameters:
        return redirect(short or request.path)
    context = {
        "lea": lea,
        "cds": cds,
        "year": year,
        "page": page,
        "confidential_until": confidential_until([determination]),
        "tabs": lea_tabs(request, lea, cds, year, current="what-if"),
    }
    part = "_scratch.html" if request.htmx else "what_if.html"
    response = render(request, f"eligibility/{part}", context)
    if request.htmx:
        response["HX-Replace-Url"] = short or request.path
    patch_vary_headers(response, ["HX-Request"])
    return response
