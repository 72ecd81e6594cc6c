"""The services of the county office: find one, read one, print all of them on one sheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from county_office.models import County, User
from county_office.selectors import is_district_lead_only, today
from county_office.working_county import working_county
from services_catalog import pages, selectors
from services_catalog.forms import ServiceSearchForm


def _county(request: HttpRequest) -> County | None:
    assert isinstance(request.user, User)  # noqa: S101  (every page asks for signing in)
    return selectors.county_of_reader(request.user, working_county(request))


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """The search; for htmx the region with the findings alone."""
    county = _county(request)
    form = ServiceSearchForm(request.GET)
    wish = form.wish()
    findings = selectors.find_services(county, wish)
    total = selectors.services_offered_in(county).count()
    context = {
        "form": form,
        "county": county,
        "findings": findings,
        "rows": pages.rows(findings, wish, county),
        "summary": pages.summary(findings, wish),
        "sides": pages.side_lists(request.GET, wish, county),
        "count": total,
        "division_count": selectors.divisions_offered_in(county).count(),
        "nothing_found": pages.nothing_found(total, is_district_lead_only(request.user)),
    }
    template = "_service_list.html" if request.htmx else "service_list.html"  # type: ignore[attr-defined]
    response = render(request, f"services_catalog/{template}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def services_at_a_glance(request: HttpRequest) -> HttpResponse:
    """All services on one sheet: a column a division, a row a level."""
    county = _county(request)
    levels = selectors.level_texts()
    context = {
        "county": county,
        "columns": pages.columns(county),
        "levels": levels,
        "later_levels": [levels[level] for level in (2, 3)],
        "count": selectors.services_offered_in(county).count(),
        "day": today(),
        "school_year": pages.school_year(today()),
    }
    return render(request, "services_catalog/services_at_a_glance.html", context)


@require_safe
def service_detail(request: HttpRequest, slug: str) -> HttpResponse:
    county = _county(request)
    service = get_object_or_404(selectors.services_offered_in(county), slug=slug)
    context = {
        "service": service,
        "division_name": service.division.name_in(county),
        "facts": pages.facts(service),
        "level": selectors.level_texts()[service.level],
        "others": selectors.services_like(service, county),
    }
    return render(request, "services_catalog/service_detail.html", context)
