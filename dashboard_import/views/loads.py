"""The way of a load: files, check, compare and publish. Nothing is live before the last step."""

from __future__ import annotations

import logging
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from county_office.models import User
from county_office.page_parts import steps_until
from county_office.rights import Right, may, require
from county_office.working_county import working_county
from dashboard_import import pages, services
from dashboard_import.archives import is_archive, names_left_out
from dashboard_import.change_lines import change_lines, what_publishing_does, what_stays_out
from dashboard_import.checked_lines import checked_lines, figures, lines_that_come
from dashboard_import.faults import first_names
from dashboard_import.forms import LoadForm
from dashboard_import.found_lines import found_lines
from dashboard_import.models import Batch, Load
from dashboard_import.season import season_lines, still_needed
from dashboard_import.selectors import loads as selectors
from dashboard_import.tasks import fetch_files, stage_batch
from dashboard_import.workbooks import is_workbook

logger = logging.getLogger(__name__)


def user_who_may_load(request: HttpRequest) -> User:
    """The person, who loads files; a stranger is not told that there is such a page."""
    user = cast(User, request.user)
    if not may(user, Right.READ_COUNTY):
        raise Http404
    require(user, Right.LOAD_DATA)
    return user


def visible_load(user: User, pk: int) -> Load:
    return get_object_or_404(selectors.loads_for(user), pk=pk)


def start_check(batch: Batch) -> None:
    """Sends the check to a worker. Without a broker the file waits: the sweep starts it later."""
    try:
        stage_batch.delay(batch.pk)
    except OperationalError:
        logger.warning("No broker: batch %s waits for the sweep", batch.pk)


def start_downloads(load: Load) -> None:
    """Sends a worker for the files of a load; without a broker the sweep does it later."""
    try:
        fetch_files.delay(load.pk)
    except OperationalError:
        logger.warning("No broker: the downloads of load %s wait for the sweep", load.pk)


@require_safe
def data_home(request: HttpRequest) -> HttpResponse:
    """The season's checklist of the county one works in, and the last loads."""
    user = cast(User, request.user)
    if not may(user, Right.READ_COUNTY):
        raise Http404
    years = selectors.dashboard_years()
    chosen = request.GET.get("year", "")
    year = int(chosen) if chosen.isdigit() and int(chosen) in years else years[0]
    county = working_county(request)
    context = {
        "year": year,
        "tabs": [
            {"label": str(one), "url": f"?year={one}", "is_current": one == year, "count": None}
            for one in years
        ],
        "county": county,
        "lines": season_lines(year, county) if county else [],
        "loads": selectors.recent_loads(user, 8),
        "may_load": may(user, Right.LOAD_DATA),
        "may_fetch": bool(selectors.fetchable_layouts(year)),
    }
    return render(request, "dashboard_import/data_home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def load_new(request: HttpRequest) -> HttpResponse:
    """Files arrive, many at once; each is checked in the background from now on."""
    user = user_who_may_load(request)
    county = working_county(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = LoadForm(*sent, user=user, county=county)
    if sent and form.is_valid():
        load = services.start_load(by=user)
        left_out = _left_out(form)
        refused = _receive(load, form, user)
        if services.keep_load(load=load):
            if refused:
                messages.error(request, refused)
            if left_out:
                messages.info(request, left_out)
            return redirect("load-detail", pk=load.pk)
        form.add_error("files", refused)
    context = {
        "form": form,
        "steps": steps_until(("Files", "Check", "Compare", "Publish"), 1),
        "loads": selectors.recent_loads(user, 5),
    }
    return render(request, "dashboard_import/load_new.html", context, status=_status(form))


def _left_out(form: LoadForm) -> str:
    """Names what zip archives hold besides files that can be loaded; "" where there is nothing."""
    names = [
        f"{name} in {file.name}"
        for file in form.cleaned_data["files"]
        if is_archive(file.name) and not is_workbook(file)
        for name in names_left_out(file)
    ]
    if not names:
        return ""
    return f"Left out, as no text file and no workbook: {first_names(names)}."


def _receive(load: Load, form: LoadForm, user: User) -> str:
    """Keeps the files of a form, each checked from now on; why not all of them, or ""."""
    for file in form.cleaned_data["files"]:
        try:
            batches = services.receive_files(
                load=load,
                content=file,
                name=file.name,
                by=user,
                counties=form.counties(),
                confidential_until=form.cleaned_data["confidential_until"],
            )
        except services.NoRoom as reason:
            return str(reason)
        for batch in batches:
            start_check(batch)
    return ""


def _status(form: LoadForm) -> int:
    return 422 if form.is_bound and form.errors else 200


@require_safe
def load_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a load while they are checked; for htmx the list alone, every two seconds."""
    user = user_who_may_load(request)
    page = pages.load_page(visible_load(user, pk), user, "files")
    context = {
        "page": page,
        "missing": still_needed(page, working_county(request)),
        "loads": selectors.recent_loads(user, 5),
    }
    template = "_load_files.html" if request.htmx else "load_detail.html"  # type: ignore[attr-defined]
    response = render(request, f"dashboard_import/{template}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def load_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The quality report: every row counted, what to look at, file by file."""
    user = user_who_may_load(request)
    page = pages.load_page(visible_load(user, pk), user, "check")
    county = working_county(request)
    context = {
        "page": page,
        "county": county,
        "figures": figures(page),
        "found": found_lines(page.load),
        "lines": checked_lines(page, county),
    }
    return render(request, "dashboard_import/load_check.html", context)


@require_safe
def load_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes when the load is published, and the button."""
    user = user_who_may_load(request)
    page = pages.load_page(visible_load(user, pk), user, "compare")
    changes = change_lines(page)
    context = {
        "page": page,
        "changes": changes,
        "lines": lines_that_come(checked_lines(page, None)),
        "does": what_publishing_does(page, changes),
        "stays_out": what_stays_out(page),
    }
    return render(request, "dashboard_import/load_compare.html", context)


@require_POST
def load_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes every checked file of the load live, all or none."""
    user = user_who_may_load(request)
    load = visible_load(user, pk)
    if not request.POST.get("looked"):
        messages.error(request, "Say that you have looked at the changes, then publish.")
        return redirect("load-compare", pk=pk)
    try:
        published = services.publish_load(load=load, by=user)
    except services.NotPublishable as reason:
        messages.error(request, f"Nothing was published. {reason}")
        return redirect("load-compare", pk=pk)
    files = f"{len(published)} file{'' if len(published) == 1 else 's'}"
    messages.success(request, f"Published: {files}. You can roll each of them back.")
    return redirect("load-detail", pk=pk)
