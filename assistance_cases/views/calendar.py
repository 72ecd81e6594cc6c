"""The dates of a cycle over all of the county's cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from assistance_cases.cycle_axis import Mark
from assistance_cases.models import Cycle
from assistance_cases.selectors.calendar import (
    axis_of_parts,
    calendar_of,
    cycles_for,
    marks_on,
)
from assistance_cases.selectors.cases import closed_cases_for
from assistance_cases.timelines import load_timeline
from assistance_cases.views.signed_in import SignedInRequest
from county_office.page_parts import Tab
from county_office.rights import Right, require
from county_office.selectors import today
from county_office.working_county import working_county

# The key to the drawing: a state, how much of its samples is filled, and its words.
SAMPLES = (Mark("bar", 0, 100), Mark("day", 50))
LEGEND = [
    ("done", 100, "done"),
    ("partly done", 45, "partly done, filled by the share of cases"),
    ("not done", 0, "not done, days over"),
    ("to come", 0, "to come"),
    ("past", 0, "past, for all LEAs"),
]


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
    parts = calendar_of(cycle)
    axis = axis_of_parts(cycle, parts)
    context = {
        "cycle": cycle,
        "timeline": load_timeline(cycle.timeline),
        "tabs": _tabs(request, cycle),
        "axis": axis,
        "legend": LEGEND,
        "samples": SAMPLES,
        "now": axis.day(today()),
        "parts": [(part.heading, marks_on(axis, part)) for part in parts],
        "closed_cases": closed_cases_for(request.user, cycle.county).filter(
            years__dashboard_year=cycle.dashboard_year
        ),
        "today": today(),
    }
    return render(request, "assistance_cases/calendar.html", context)


def _tabs(request: SignedInRequest, current: Cycle) -> list[Tab]:
    return [
        Tab(each.school_year, reverse("calendar-cycle", args=[each.pk]), each == current)
        for each in cycles_for(request.user, current.county)
    ]
