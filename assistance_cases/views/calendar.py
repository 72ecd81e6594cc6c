"""The dates of a cycle over all of the county's cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from assistance_cases.models import Cycle
from assistance_cases.selectors.calendar import calendar_of, cycles_for
from assistance_cases.selectors.cases import closed_cases_for
from assistance_cases.timelines import load_timeline
from assistance_cases.views.signed_in import SignedInRequest
from county_office.rights import Right, require
from county_office.selectors import today
from county_office.working_county import working_county


@require_GET
def calendar(request: SignedInRequest) -> HttpResponse:
    """Leads to the latest cycle of the working county; says what to do where there is none."""
    require(request.user, Right.READ_COUNTY)
    county = working_county(request)
    latest = cycles_for(request.user, county).first() if county else None
    if latest is None:
        leas = {"label": "See the LEAs", "url": reverse("lea-list"), "look": "primary"}
        return render(request, "assistance_cases/calendar_empty.html", {"actions": [leas]})
    return redirect("calendar-cycle", latest.pk)


@require_GET
def calendar_cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = get_object_or_404(
        Cycle.objects.visible_to(request.user).select_related("county"), pk=pk
    )
    require(request.user, Right.READ_COUNTY, county=cycle.county_id)
    cycles = list(cycles_for(request.user, cycle.county))
    context = {
        "cycle": cycle,
        "timeline": load_timeline(cycle.timeline),
        "tabs": [
            {
                "label": each.school_year,
                "url": reverse("calendar-cycle", args=[each.pk]),
                "is_current": each == cycle,
                "count": None,
            }
            for each in cycles
        ],
        "parts": calendar_of(cycle),
        "closed_cases": closed_cases_for(request.user, cycle.county).filter(
            years__dashboard_year=cycle.dashboard_year
        ),
        "today": today(),
    }
    return render(request, "assistance_cases/calendar.html", context)
