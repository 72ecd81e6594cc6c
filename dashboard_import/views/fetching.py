"""Fetching a Dashboard year's files from the state's site: which ones, again, and not any more."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from county_office.models import User
from county_office.page_parts import steps_until
from county_office.working_county import working_county
from dashboard_import import services
from dashboard_import.forms import FetchForm, indicator_name
from dashboard_import.models import Download, DownloadState
from dashboard_import.selectors import loads as selectors
from dashboard_import.views.loads import start_downloads, user_who_may_load


@require_http_methods(["GET", "HEAD", "POST"])
def fetch_year(request: HttpRequest, year: int) -> HttpResponse:
    """The files whose address is known; those that are not live are chosen already."""
    user = user_who_may_load(request)
    layouts = {layout.indicator: layout for layout in selectors.fetchable_layouts(year)}
    if not layouts:
        raise Http404
    county = working_county(request)
    season = selectors.season(year, county.code if county else "")
    missing = [entry["indicator"] for entry in season if entry["batch"] is None]
    form = FetchForm(
        request.POST if request.method == "POST" else None,
        user=user,
        county=county,
        indicators=list(layouts),
        missing=missing,
    )
    if form.is_valid():
        load = services.start_fetch(
            layouts=[layouts[code] for code in form.cleaned_data["indicators"]],
            by=user,
            counties=form.counties(),
            confidential_until=form.cleaned_data["confidential_until"],
        )
        start_downloads(load)
        return redirect("load-detail", pk=load.pk)
    context = {
        "form": form,
        "year": year,
        "by_hand": [
            indicator_name(entry["indicator"])
            for entry in season
            if entry["indicator"] not in layouts
        ],
        "steps": steps_until(("Files", "Check", "Compare", "Publish"), 1),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dashboard_import/fetch_year.html", context, status=status)


def _act(request: HttpRequest, pk: int, act: Callable[..., Download]) -> HttpResponse:
    user = user_who_may_load(request)
    download = visible_download(user, pk)
    try:
        done = act(download=download, by=user)
    except ValueError as reason:
        messages.error(request, str(reason))
    else:
        if done.state == DownloadState.WAITING:
            start_downloads(done.load)
    return redirect("load-detail", pk=download.load_id)


def visible_download(user: User, pk: int) -> Download:
    return get_object_or_404(Download.objects.filter(load__in=selectors.loads_for(user)), pk=pk)


@require_POST
def fetch_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Tries once more; what was received before is not asked for again."""
    return _act(request, pk, services.fetch_again)


@require_POST
def cancel_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a file that has not arrived out of its load."""
    return _act(request, pk, services.cancel_download)
