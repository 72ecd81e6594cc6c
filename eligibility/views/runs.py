"""Which Dashboard years are determined for the county, and the button that determines them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from county_office.models import County
from county_office.rights import Right, may, require
from county_office.working_county import working_county
from eligibility.services import determine_eligibility
from eligibility.year_overview import years_of_county


def county_or_404(request: HttpRequest) -> County:
    """The county the person works in; 404 without the right to read it."""
    county = working_county(request)
    if county is None or not may(request.user, Right.READ_COUNTY, county=county.code):
        raise Http404("There is no county to determine.")
    return county


@require_GET
def determinations(request: HttpRequest) -> HttpResponse:
    """The years of the county: files live and missing, what was determined, whether it is stale."""
    county = county_or_404(request)
    context = {
        "county": county,
        "years": years_of_county(county),
        "may_determine": may(request.user, Right.DETERMINE, county=county.code),
    }
    return render(request, "eligibility/determinations.html", context)


@require_POST
def determine(request: HttpRequest) -> HttpResponse:
    """Determines one year, or every year of which something is live, for the county."""
    county = county_or_404(request)
    require(request.user, Right.DETERMINE, county=county.code)
    asked = request.POST.get("year", "")
    known = [line.year for line in years_of_county(county) if line.can_be_determined]
    years = [year for year in known if asked in ("", str(year))]
    if not years:
        raise Http404("There is no such year to determine.")
    determine_eligibility(years=years, county=county, by=request.user)  # type: ignore[arg-type]
    named = ", ".join(str(year) for year in years)
    messages.success(request, f"Determined for {county}: Dashboard {named}.")
    return redirect("determinations")
