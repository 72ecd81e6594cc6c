"""What a load touches, and rolling back a file; linked from their own pages."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from assistance_cases.selectors.touched import (
    Touched,
    TouchedDetermination,
    touched_by_publishing,
    touched_by_roll_back,
)
from assistance_cases.views.signed_in import SignedInRequest
from county_office.models import County
from county_office.rights import Right, may, require
from dashboard_import.difference import CHANGED, GONE, NEW, open_difference, what_comes_back
from dashboard_import.forms import indicator_name
from dashboard_import.models import Batch
from dashboard_import.selectors.loads import loads_for
from dashboard_import.services import NotPublishable
from dashboard_import.services.publishing import may_publish

A_PAGE = 50
NOTHING = Touched([], [])
FIRST_ROWS = 6  # beside the button that publishes


def _require_loading(request: SignedInRequest) -> None:
    if not may(request.user, Right.READ_COUNTY):
        raise Http404
    require(request.user, Right.LOAD_DATA)


@require_safe
def load_touched(request: SignedInRequest, pk: int) -> HttpResponse:
    """The determinations that would be others, and those that rest on rows which differ; for htmx
    the first of those that would change, as the page with the button shows them."""
    _require_loading(request)
    load = get_object_or_404(loads_for(request.user), pk=pk)
    batches = list(load.batches.filter(state="staged").order_by("year", "indicator", "pk"))
    touched, refused = _found(
        lambda: touched_by_publishing(request.user, batches) if batches else NOTHING
    )
    found = touched.determinations
    context = {
        "load": load,
        "batches": batches,
        "refused": refused,
        "figures": _figures(found),
        "agreements": touched.agreements,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "changed": sum(bool(one.changes) for one in found),
        "first": [one for one in found if one.changes][:FIRST_ROWS],
    }
    template = "_load_touched.html" if request.htmx else "load_touched.html"
    response = render(request, f"assistance_cases/{template}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def roll_back_touched(request: SignedInRequest, pk: int) -> HttpResponse:
    """What rolling back a file changes, with the button that does it."""
    _require_loading(request)
    of_theirs = Batch.objects.filter(load__in=loads_for(request.user))
    batch = get_object_or_404(of_theirs.select_related("file", "load"), pk=pk)
    is_live = batch.live_in.exists()
    touched, refused = _found(
        lambda: touched_by_roll_back(request.user, batch) if is_live else NOTHING
    )
    found = touched.determinations
    context = {
        "batch": batch,
        "name": indicator_name(batch.indicator) if batch.indicator else batch.file_name,
        "is_live": is_live,
        "may_roll_back": is_live and may_publish(request.user, batch),
        "refused": refused,
        "comes_back": _what_comes_back(batch),
        "figures": [*(_row_figures(batch) if is_live else ()), *_figures(found)],
        "agreements": touched.agreements,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "assistance_cases/roll_back_touched.html", context)


def _found(look: Callable[[], Touched]) -> tuple[Touched, str]:
    """What is touched, or why that cannot be told."""
    try:
        return look(), ""
    except NotPublishable as reason:
        return NOTHING, str(reason)


def _figures(found: list[TouchedDetermination]) -> list[tuple[str, str]]:
    changed = [one for one in found if one.changes]
    cases = {one.case.pk for one in changed if one.case}
    return [
        (f"{len(changed):,}", "determinations would change"),
        (f"{len(found) - len(changed):,}", "rest on changed rows and would stay"),
        (f"{len({one.lea.pk for one in found}):,}", "LEAs"),
        (f"{len(cases):,}", "open cases with a change"),
    ]


def _row_figures(batch: Batch) -> list[tuple[str, str]]:
    """Rows that rolling back changes: what the file brought goes, what it took comes again."""
    words = {CHANGED: "rows change", NEW: "rows go", GONE: "rows come back"}
    with open_difference(batch, before=what_comes_back) as difference:
        counts = difference.counts("kind")
    return [(f"{counts.get(kind, 0):,}", said) for kind, said in words.items()]


def _what_comes_back(batch: Batch) -> list[tuple[Batch | None, list[str]]]:
    """Each batch that is live again, None where nothing is, with its counties by name."""
    names = dict(County.objects.values_list("code", "name"))
    counties: dict[int | None, list[str]] = {}
    for code, key in sorted(what_comes_back(batch).items()):
        counties.setdefault(key, []).append(names.get(code, "the state"))
    there = Batch.objects.in_bulk([key for key in counties if key])
    return [(there[key] if key else None, named) for key, named in counties.items()]
