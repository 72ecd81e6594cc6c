"""Which determinations and cases a load touches; linked from the load's own pages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assistance_cases.selectors.touched import TouchedDetermination, touched_determinations
from assistance_cases.views.signed_in import SignedInRequest
from county_office.rights import Right, may, require
from dashboard_import.selectors.loads import loads_for
from dashboard_import.services import NotPublishable

A_PAGE = 50


@require_safe
def load_touched(request: SignedInRequest, pk: int) -> HttpResponse:
    """The determinations that would be others, and those that rest on rows which differ."""
    if not may(request.user, Right.READ_COUNTY):
        raise Http404
    require(request.user, Right.LOAD_DATA)
    load = get_object_or_404(loads_for(request.user), pk=pk)
    batches = list(load.batches.filter(state="staged").order_by("year", "indicator", "pk"))
    found: list[TouchedDetermination] = []
    refused = ""
    try:
        found = touched_determinations(request.user, batches) if batches else []
    except NotPublishable as reason:
        refused = str(reason)
    context = {
        "load": load,
        "batches": batches,
        "refused": refused,
        "figures": _figures(found),
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "assistance_cases/load_touched.html", context)


def _figures(found: list[TouchedDetermination]) -> list[tuple[str, str]]:
    changed = [one for one in found if one.changes]
    cases = {one.case.pk for one in changed if one.case}
    return [
        (f"{len(changed):,}", "determinations would change"),
        (f"{len(found) - len(changed):,}", "rest on changed rows and would stay"),
        (f"{len({one.lea.pk for one in found}):,}", "LEAs"),
        (f"{len(cases):,}", "open cases with a change"),
    ]
