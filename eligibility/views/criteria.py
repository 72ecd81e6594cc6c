"""How eligibility is computed: the criteria of a year as the engine reads them, with sources."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from eligibility.criteria import MissingCriteriaError, criteria_years, load_criteria


@require_GET
def how_it_is_computed(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The criteria of one Dashboard year, the newest by default; 404 for one without criteria."""
    years = criteria_years()
    try:
        criteria = load_criteria(year or max(years))
    except MissingCriteriaError as missing:
        raise Http404(str(missing)) from missing
    tabs = [
        {
            "label": str(each),
            "url": reverse("criteria-of-year", args=[each]),
            "is_current": each == criteria.year,
            "count": None,
        }
        for each in sorted(years, reverse=True)
    ]
    context = {"criteria": criteria, "tabs": tabs}
    return render(request, "eligibility/how_it_is_computed.html", context)
