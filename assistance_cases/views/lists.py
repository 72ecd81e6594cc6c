"""The list of LEAs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from assistance_cases.forms import LeaFilterForm
from assistance_cases.selectors.dashboards import chosen_year
from assistance_cases.selectors.leas import (
    EVERY,
    MINE,
    OVERDUE,
    RECEIVING,
    LeaRow,
    filtered_rows,
    lea_rows,
    rows_of_tab,
    sorted_rows,
)
from assistance_cases.views.signed_in import SignedInRequest
from county_office.models import LeaKind, User
from county_office.rights import Right, may, require
from county_office.student_groups import GROUP_LABELS
from county_office.working_county import working_county

ROWS_A_PAGE = 50
TABS = {
    RECEIVING: "Receiving assistance",
    MINE: "Mine",
    OVERDUE: "Overdue",
    EVERY: "Every LEA",
}
SORTED_WORDS = {"": ", by level and then by due date"}


@require_GET
def lea_list(request: SignedInRequest) -> HttpResponse:
    """LEAs of the working county by saved view, filter and order; htmx gets the region alone."""
    require(request.user, Right.READ_COUNTY)
    county = working_county(request)
    year = chosen_year(county, _year(request)) if county else None
    if county is None or year is None:
        return render(request, "assistance_cases/no_dashboard.html", _first_steps(request))
    rows = lea_rows(request.user, county, year)
    form = LeaFilterForm(request.GET, rows=rows)
    in_tab = rows_of_tab(rows, form.chosen_tab, request.user)
    shown = sorted_rows(filtered_rows(in_tab, form.narrowed_to()), form.order)
    context = {
        "tabs": _tabs(rows, form.chosen_tab, request.user, year),
        "form": form,
        "page": Paginator(shown, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "list_words": f"Showing {len(shown)} of {len(in_tab)}{SORTED_WORDS.get(form.order, '')}.",
        "year": year,
        "may_open": may(request.user, Right.OPEN_CASE, county=county.pk),
        "group_key": _group_key(shown),
        "receiving_words": _words_by_kind(rows_of_tab(rows, RECEIVING, request.user)),
    }
    part = "_lea_list.html" if request.htmx else "lea_list.html"
    response = render(request, f"assistance_cases/{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _first_steps(request: SignedInRequest) -> dict[str, Any]:
    load = {"label": "Load Dashboard files", "url": reverse("data-home"), "look": "primary"}
    return {"may_load": may(request.user, Right.LOAD_DATA), "actions": [load]}


def _year(request: SignedInRequest) -> int | None:
    wanted = request.GET.get("year", "")
    return int(wanted) if wanted.isdigit() else None


def _tabs(rows: list[LeaRow], chosen: str, user: User, year: int) -> list[dict[str, Any]]:
    known = chosen if chosen in TABS else RECEIVING
    return [
        {
            "label": label,
            "url": f"?tab={tab}&year={year}",
            "is_current": tab == known,
            "count": len(rows_of_tab(rows, tab, user)),
        }
        for tab, label in TABS.items()
    ]


def _words_by_kind(rows: list[LeaRow]) -> str:
    """ "13 districts and 1 charter school": how many of which kind receive assistance."""
    counts = Counter(row.lea.kind for row in rows)
    words = {
        LeaKind.DISTRICT: ("district", "districts"),
        LeaKind.CHARTER: ("charter school", "charter schools"),
        LeaKind.COUNTY_OFFICE: ("county office", "county offices"),
    }
    found = [
        f"{counts[kind]} {one if counts[kind] == 1 else many}"
        for kind, (one, many) in words.items()
        if counts[kind]
    ]
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found) or "None"


def _group_key(rows: list[LeaRow]) -> list[tuple[str, str]]:
    shown = {group for row in rows for group in row.standing.groups}
    return [(code, label) for code, label in GROUP_LABELS.items() if code in shown]
