"""Why an LEA is eligible or not, and why one cell of its grid counts. Public facts: not scoped."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from county_office.indicators import INDICATORS
from county_office.models import Lea, User
from county_office.rights import Right, may
from county_office.selectors import former_names, lea_by_cds, places_of
from county_office.student_groups import GROUP_LABELS
from dashboard_import.selectors import may_see_confidential
from eligibility import selectors
from eligibility.cell_page import cell_page
from eligibility.lea_page import lea_page
from eligibility.models import Determination


def lea_or_404(cds: str, year: int) -> Lea:
    lea = lea_by_cds(cds, year)
    if lea is None:
        raise Http404(f"No LEA had the CDS code {cds} in {year}.")
    return lea


def determination_or_404(lea: Lea, year: int, *, with_confidential: bool = False) -> Determination:
    determination = selectors.current_determination(lea, year, with_confidential=with_confidential)
    if determination is None:
        raise Http404(f"There is no determination of {year}.")
    return determination


@require_GET
def lea_eligibility(request: HttpRequest, cds: str, year: int) -> HttpResponse:
    """The answer of one Dashboard year with its grid, history and Level 3 watch."""
    lea = lea_or_404(cds, year)
    preview = may_see_confidential(request.user, lea.county_id)
    determination = selectors.current_determination(lea, year, with_confidential=preview)
    known = selectors.determinations_of_lea(lea, with_confidential=preview)
    context = {
        "lea": lea,
        "cds": cds,
        "year": year,
        "formerly": former_names([lea.pk]).get(lea.pk, []),
        "years": [each.year for each in reversed(known)],
        "may_read_cases": may(request.user, Right.READ_COUNTY, county=lea.county_id),
        "page": lea_page(lea, determination, with_confidential=preview) if determination else None,
        "tabs": lea_tabs(request, lea, cds, year, current="lea-eligibility"),
        "may_try": determination is not None and may_try(request.user, lea),
    }
    return render(request, "eligibility/lea.html", context)


def may_try(user: User | AnonymousUser, lea: Lea) -> bool:
    """Whether a person may suppose things of an LEA: staff of any county, since determinations are
    public, and a district lead of their own LEA alone."""
    places = places_of(user)
    return places.everything or bool(places.counties) or lea.pk in places.leas


def lea_tabs(
    request: HttpRequest, lea: Lea, cds: str, year: int, *, current: str
) -> list[dict[str, object]]:
    """The parts of an LEA that the person may open."""
    parts = [("lea-eligibility", "Eligibility", True)]
    parts.append(("case-open", "Case", may(request.user, Right.READ_COUNTY, county=lea.county_id)))
    parts.append(("what-if", "What if", may_try(request.user, lea)))
    return [
        {
            "label": label,
            "url": reverse(name, args=[cds, year]),
            "is_current": name == current,
            "count": None,
        }
        for name, label, allowed in parts
        if allowed
    ]


@require_GET
def cell(request: HttpRequest, cds: str, year: int, group: str, indicator: str) -> HttpResponse:
    """One cell of the grid: the chain of reasons, the schools, the row of the file."""
    lea = lea_or_404(cds, year)
    preview = may_see_confidential(request.user, lea.county_id)
    determination = determination_or_404(lea, year, with_confidential=preview)
    if group not in GROUP_LABELS or indicator not in INDICATORS:
        raise Http404("There is no such student group or indicator.")
    context = {
        "lea": lea,
        "cds": cds,
        "year": year,
        "group": group,
        "indicator": INDICATORS[indicator],
        "page": cell_page(determination, group, indicator, with_confidential=preview),
    }
    return render(request, "eligibility/cell.html", context)
