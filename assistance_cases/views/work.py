"""The home page of county staff."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from assistance_cases.selectors.changes import latest_changes
from assistance_cases.selectors.dashboards import chosen_year
from assistance_cases.selectors.leas import lea_rows
from assistance_cases.selectors.work import SHOW_ALL, counts_by_level, work_of
from assistance_cases.views.signed_in import SignedInRequest
from county_office.rights import Right, may
from county_office.selectors import is_district_lead_only, today
from county_office.working_county import working_county


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """My work this week; a district lead goes to the district's page."""
    if is_district_lead_only(request.user):
        return redirect("my-district")
    county = working_county(request)
    if county is None:
        return render(request, "assistance_cases/no_access.html")
    year = chosen_year(county)
    only_mine = request.GET.get("show") != SHOW_ALL
    work, deadlines = work_of(request.user, county, only_mine=only_mine)
    rows = lea_rows(request.user, county, year) if year else []
    levels = counts_by_level(row.standing for row in rows)
    context = {
        "work": work,
        "deadlines": deadlines,
        "levels": levels,
        "most": max((level.count for level in levels), default=0),
        "level_3": [row for row in rows if row.standing.level == 3],
        "changes": latest_changes(request.user, county),
        "year": year,
        "dashboard_words": f"Dashboard {year}",
        "only_mine": only_mine,
        "empty_actions": [{"label": "See the LEAs", "url": reverse("lea-list"), "look": "primary"}],
        "whole_county_actions": [
            {"label": "Show the whole county", "url": "?show=all", "look": "primary"}
        ],
        "may_edit": may(request.user, Right.EDIT_CASE, county=county.pk),
        "today": today(),
    }
    return render(request, "assistance_cases/home.html", context)
