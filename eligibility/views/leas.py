"""Why an LEA is eligible or not, and why one cell of its grid counts. Public facts: not scoped."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from county_office.indicators import INDICATORS
from county_office.models import Lea
from county_office.rights import Right, may
from county_office.selectors import lea_by_cds
from county_office.student_groups import GROUP_LABELS
from dashboard_import.selectors import may_see_confidential
from eligibility import selectors
from eligibility.cell_page import cell_page
from eligibility.lea_page import lea_page
from eligibility.models import Determination


def _lea_or_404(cds: str, year: int) -> Lea:
    lea = lea_by_cds(cds, year)
    if lea is None:
        raise Http404(f"No LEA had the CDS code {cds} in {year}.")
    return lea


def _determination_or_404(lea: Lea, year: int, *, with_confidential: bool = False) -> Determination:
    determination = selectors.current_determination(lea, year, with_confidential=with_confidential)
    if determination is None:
        raise Http404(f"There is no determination of {year}.")
    return determination


@require_GET
def lea_eligibility(request: HttpRequest, cds: str, year: int) -> HttpResponse:
    """The answer of one Dashboard year with its grid, history and Level 3 watch."""
    lea = _lea_or_404(cds, year)
    preview = may_see_confidential(request.user, lea.county_id)
    determination = selectors.current_determination(lea, year, with_confidential=preview)
    known = selectors.determinations_of_lea(lea, with_confidential=preview)
    context = {
        "lea": lea,
        "cds": cds,
        "year": year,
        "years": [each.year for each in reversed(known)],
        "may_read_cases": may(request.user, Right.READ_COUNTY, county=lea.county_id),
        "page": lea_page(lea, determination, with_confidential=preview) if determination else None,
        "tabs": _tabs(request, lea, cds, year),
    }
    return render(request, "eligibility/lea.html", context)


def _tabs(request: HttpRequest, lea: Lea, cds: str, year: int) -> list[dict[str, object]]:
    tabs: list[dict[str, object]] = [
        {"label": "Eligibility", "url": request.path, "is_current": True, "count": None}
    ]
    if may(request.user, Right.READ_COUNTY, county=lea.county_id):
        url = reverse("case-open", args=[cds, year])
        tabs.append({"label": "Case", "url": url, "is_current": False, "count": None})
    return tabs


@require_GET
def cell(request: HttpRequest, cds: str, year: int, group: str, indicator: str) -> HttpResponse:
    """One cell of the grid: the chain of reasons, the schools, the row of the file."""
    lea = _lea_or_404(cds, year)
    preview = may_see_confidential(request.user, lea.county_id)
    determination = _determination_or_404(lea, year, with_confidential=preview)
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
