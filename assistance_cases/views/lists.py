"""The list of LEAs, and the same list as files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from assistance_cases.forms import LeaFilterForm
from assistance_cases.list_export import about_lines, group_lines, lea_lines
from assistance_cases.models import SavedView
from assistance_cases.selectors.dashboards import chosen_year
from assistance_cases.selectors.leas import (
    CLOSED_CASES,
    EVERY,
    MINE,
    NEAR,
    OVERDUE,
    RECEIVING,
    WATCH,
    LeaRow,
    filtered_rows,
    listed_rows,
    rows_of_tab,
    sorted_rows,
)
from assistance_cases.selectors.saved_views import saved_views_of
from assistance_cases.views.saved_views import address_of
from assistance_cases.views.signed_in import SignedInRequest
from county_office.models import County, LeaKind
from county_office.rights import Right, may, require
from county_office.spreadsheets import CONTENT_TYPES, Lines, csv_bytes, workbook_bytes
from county_office.student_groups import GROUP_LABELS
from county_office.words import listed
from county_office.working_county import working_county
from eligibility.exports import published_header, published_row
from eligibility.selectors import confidential_until

ROWS_A_PAGE = 50
TABS = {
    RECEIVING: "Receiving assistance",
    MINE: "Mine",
    OVERDUE: "Overdue",
    WATCH: "Level 3 watch",
    NEAR: "Near miss",
    CLOSED_CASES: "Closed cases",
    EVERY: "Every LEA",
}
# What a tab lists, above the list; every LEA goes by the county's name.
HEADINGS = {
    RECEIVING: "LEAs receiving assistance",
    MINE: "LEAs whose case you lead",
    OVERDUE: "LEAs with an overdue step",
    WATCH: "LEAs on Level 3 watch",
    NEAR: "LEAs with a near miss",
    CLOSED_CASES: "LEAs whose case is closed",
}
# What an empty tab says when nothing narrows it; {year} is the Dashboard's.
EMPTY = {
    RECEIVING: (
        "No LEA receives assistance on Dashboard {year}",
        "That Dashboard, as it is loaded, makes no LEA of the county eligible, and no case of an "
        "earlier one goes on.",
    ),
    MINE: (
        "You lead no case",
        "A case that you open for yourself, or that a colleague hands over to you, stands here.",
    ),
    OVERDUE: (
        "No step is overdue",
        "An LEA stands here from the day after the next step of its case was due.",
    ),
    WATCH: (
        "No LEA is on Level 3 watch on Dashboard {year}",
        "An LEA stands here when one more such Dashboard would bring it to Level 3 criteria.",
    ),
    NEAR: (
        "No near miss on Dashboard {year}",
        "A near miss is an LEA that is not eligible, with a student group one priority short.",
    ),
    CLOSED_CASES: (
        "No case is closed",
        "An LEA stands here while its last case is closed; the case can be read and reopened.",
    ),
    EVERY: (
        "No LEA of the county is on Dashboard {year}",
        "Another Dashboard, or another county, may be the one you look for.",
    ),
}
EMPTY_FILTERED = (
    "No LEA fits these filters",
    "Take a filter off, or look at every LEA of the county. The address keeps the filters, so "
    "this view can be sent to a colleague.",
)
SORTED_WORDS = {"": ", by level and then by due date"}
PUBLISHED, LEAS, GROUPS, BOTH, ABOUT = "published", "leas", "groups", "leas-and-groups", "about"
DOWNLOADS = (
    (BOTH, "xlsx", "LEAs and student groups (XLSX)"),
    (LEAS, "csv", "One row an LEA (CSV)"),
    (GROUPS, "csv", "One row an LEA and student group (CSV)"),
    (ABOUT, "csv", "What these rows are (CSV)"),
    (PUBLISHED, "xlsx", "Layout of the state’s list (XLSX)"),
    (PUBLISHED, "csv", "Layout of the state’s list (CSV)"),
)


@dataclass(frozen=True)
class LeaList:
    """The list as the address narrows and sorts it: every row, those of the tab, those shown."""

    county: County
    year: int
    form: LeaFilterForm
    rows: list[LeaRow]
    in_tab: list[LeaRow]
    shown: list[LeaRow]


@require_GET
def lea_list(request: SignedInRequest) -> HttpResponse:
    """LEAs of the working county by saved view, filter and order; htmx gets the region alone."""
    require(request.user, Right.READ_COUNTY)
    views = list(saved_views_of(request.user))
    default = next((view for view in views if view.is_default), None)
    if default and not request.GET:
        return redirect(address_of(default))
    found = _list_of(request)
    if found is None:
        return render(request, "assistance_cases/no_dashboard.html", _first_steps(request))
    part = "_lea_list.html" if request.htmx else "lea_list.html"
    response = render(request, f"assistance_cases/{part}", _context(request, found, views))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def download(request: SignedInRequest, layout: str, ending: str) -> HttpResponse:
    """The rows that the list shows with the same address, on all its pages."""
    require(request.user, Right.READ_COUNTY)
    found = _list_of(request)
    if found is None or (layout, ending) not in [offered[:2] for offered in DOWNLOADS]:
        raise Http404("There is no such download.")
    sheets = _sheets(request, found, layout)
    content = workbook_bytes(sheets) if ending == "xlsx" else csv_bytes(*sheets.values())
    name = f"{layout}-{found.county.code}-{found.year}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[ending], headers=headers)


def _list_of(request: SignedInRequest) -> LeaList | None:
    """None before the county's first determination."""
    county = working_county(request)
    wanted = request.GET.get("year", "")
    year = chosen_year(county, int(wanted) if wanted.isdigit() else None) if county else None
    if county is None or year is None:
        return None
    rows = listed_rows(request.user, county, year)
    form = LeaFilterForm(request.GET, rows=rows)
    in_tab = rows_of_tab(rows, form.chosen_tab, request.user)
    shown = sorted_rows(filtered_rows(in_tab, form.narrowed_to()), form.order)
    return LeaList(county, year, form, rows, in_tab, shown)


def _context(request: SignedInRequest, found: LeaList, views: list[SavedView]) -> dict[str, Any]:
    parameters = found.form.parameters
    kept = urlencode(parameters)
    chosen = next((view for view in views if view.pk == found.form.cleaned_data.get("view")), None)
    order_words = SORTED_WORDS.get(found.form.order, "")
    return {
        "confidential_until": confidential_until(
            row.determination for row in found.rows if row.determination
        ),
        "tabs": _tabs(request, found, views),
        "form": found.form,
        "page": Paginator(found.shown, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "list_words": f"Showing {len(found.shown)} of {len(found.in_tab)}{order_words}.",
        "year": found.year,
        "may_open": may(request.user, Right.OPEN_CASE, county=found.county.pk),
        "group_key": _group_key(found.shown, is_watch=found.form.chosen_tab == WATCH),
        "empty": _empty_words(found),
        "heading": _heading(found),
        "listed_words": _listed_words(found),
        "is_watch": found.form.chosen_tab == WATCH,
        "save_url": f"{reverse('saved-view-new')}?{kept or 'tab=' + RECEIVING}",
        "changed_view": chosen if chosen and chosen.parameters != parameters else None,
        "change_query": kept or f"tab={RECEIVING}",
        "has_views": bool(views),
        "downloads": _downloads(request, found.year),
    }


def _downloads(request: SignedInRequest, year: int) -> list[tuple[str, str]]:
    query = request.GET.copy()
    query["year"] = str(year)
    query.pop("page", None)
    return [
        (f"{reverse('lea-download', args=[layout, ending])}?{query.urlencode()}", label)
        for layout, ending, label in DOWNLOADS
    ]


def _sheets(request: SignedInRequest, found: LeaList, layout: str) -> dict[str, Lines]:
    """The sheets of a layout by name; a CSV file holds the only one."""
    rows, county, year = found.shown, found.county, found.year
    if layout == PUBLISHED:
        lines = [published_row(row.determination) for row in rows if row.determination]
        return {"Determinations": [published_header(year), *lines]}
    words = [f"Tab: {TABS.get(found.form.chosen_tab, TABS[RECEIVING])}", *found.form.words]
    about = about_lines(
        county=county,
        year=year,
        filters=words,
        rows=rows,
        by=request.user,
        at=timezone.localtime(),
    )
    sheets: dict[str, Lines] = {
        ABOUT: about,
        LEAS: lea_lines(rows, county, year),
        GROUPS: group_lines(rows, county, year),
    }
    if layout != BOTH:
        return {layout: sheets[layout]}
    names = {ABOUT: "About", LEAS: "LEAs", GROUPS: "Student groups"}
    return {names[key]: lines for key, lines in sheets.items()}


def _first_steps(request: SignedInRequest) -> dict[str, Any]:
    load = {"label": "Load Dashboard files", "url": reverse("data-home"), "look": "primary"}
    return {"may_load": may(request.user, Right.LOAD_DATA), "actions": [load]}


def _tabs(request: SignedInRequest, found: LeaList, views: list[SavedView]) -> list[dict[str, Any]]:
    """The tabs that everybody has, then the person's own views."""
    own = next((view for view in views if view.parameters == found.form.parameters), None)
    chosen = found.form.chosen_tab if found.form.chosen_tab in TABS else RECEIVING
    return [
        {
            "label": label,
            "url": f"?tab={tab}&year={found.year}",
            "is_current": own is None and tab == chosen,
            "count": len(rows_of_tab(found.rows, tab, request.user)),
        }
        for tab, label in TABS.items()
    ] + [
        {
            "label": view.name,
            "url": f"{address_of(view)}&year={found.year}",
            "is_current": view == own,
            "count": None,
        }
        for view in views
    ]


def _heading(found: LeaList) -> str:
    if found.form.chosen_tab == EVERY:
        return f"LEAs of {found.county}"
    return HEADINGS.get(found.form.chosen_tab, HEADINGS[RECEIVING])


def _empty_words(found: LeaList) -> tuple[str, str]:
    """Title and text instead of an empty list: filters are to blame only where some are set."""
    if found.form.words:
        return EMPTY_FILTERED
    title, text = EMPTY.get(found.form.chosen_tab, EMPTY[RECEIVING])
    return title.format(year=found.year), text


def _listed_words(found: LeaList) -> str:
    """How many LEAs of which kind are listed; narrowed, of how many and by what."""
    shown = _words_by_kind(found.shown)
    narrowed = found.form.words
    if not narrowed:
        return f"{shown}."
    return f"{shown}, of {len(found.in_tab)}. {'; '.join(narrowed)}."


def _words_by_kind(rows: list[LeaRow]) -> str:
    """ "13 districts and 1 charter school": how many there are of which kind."""
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
    return listed(found) or "None"


def _group_key(rows: list[LeaRow], *, is_watch: bool) -> list[tuple[str, str]]:
    """What the codes of the list stand for; Level 3 watch shows groups of earlier years as well."""
    shown = {group.group for row in rows for group in row.shown_groups}
    if is_watch:
        watches = [row.outlook.watch for row in rows if row.outlook.watch]
        shown |= {group for watch in watches for group in (*watch.secured, *watch.one_more)}
    shown |= {group for row in rows for group in row.outlook.met_before}
    return [(code, label) for code, label in GROUP_LABELS.items() if code in shown]
