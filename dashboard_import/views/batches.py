"""One file of a load: what was found in it, what it is, and its way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from county_office.indicators import INDICATORS
from county_office.models import User
from dashboard_import import services
from dashboard_import.forms import MeaningForm, indicator_name
from dashboard_import.models import Batch
from dashboard_import.selectors import loads as selectors
from dashboard_import.services.publishing import may_publish
from dashboard_import.services.receiving import is_broken_off
from dashboard_import.views.csv_lines import csv_response, harmless
from dashboard_import.views.loads import start_check, user_who_may_load

A_PAGE = 50


def visible_batch(user: User, pk: int) -> Batch:
    return get_object_or_404(
        Batch.objects.select_related("file", "load").filter(load__in=selectors.loads_for(user)),
        pk=pk,
    )


def meaning_form(batch: Batch, data: object = None) -> MeaningForm:
    """What a person may say of a file that could not be told: the candidates, else anything."""
    choice = batch.report.get("choice", {})
    return MeaningForm(
        data,
        indicators=choice.get("indicators") or [*INDICATORS, "ENROLLMENT", "LOCAL"],
        years=choice.get("years") or selectors.dashboard_years(),
    )


@require_safe
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything found in one file, line by line, and its history."""
    user = user_who_may_load(request)
    batch = visible_batch(user, pk)
    faults = Paginator(selectors.faults_of(batch), A_PAGE)
    context = {
        "batch": batch,
        "name": indicator_name(batch.indicator) if batch.indicator else batch.file_name,
        "faults": faults.get_page(request.GET.get("page")),
        "earlier": selectors.earlier_batches(batch)[:5],
        "publications": batch.publications.all(),
        "form": meaning_form(batch) if batch.state == "refused" and not batch.rows_in else None,
        "may_roll_back": batch.live_in.exists() and may_publish(user, batch),
        "is_live": batch.live_in.exists(),
        "is_broken_off": is_broken_off(batch),
        "unknown_header": bool(batch.report.get("unknown_header")),
    }
    return render(request, "dashboard_import/batch_detail.html", context)


@require_safe
def refused_rows(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The refused rows in the file's own layout, with line, reason and remedy beside them."""
    batch = visible_batch(user_who_may_load(request), pk)
    return csv_response(f"refused-rows-{batch.pk}.csv", _refused_lines(batch))


def _refused_lines(batch: Batch) -> Iterator[list[object]]:
    header = batch.report.get("header", [])
    yield ["line", *map(harmless, header), "reason", "remedy"]
    for row, faults in selectors.refused_rows(batch):
        reasons = " ".join(
            f"{fault.column + ': ' if fault.column else ''}{fault.message}" for fault in faults
        )
        remedies = " ".join(dict.fromkeys(fault.remedy for fault in faults))
        yield [row.line, *map(harmless, row.cells), reasons, remedies]


def _act(request: HttpRequest, pk: int, act: Callable[..., Batch], done: str) -> HttpResponse:
    """Does something to a batch and says so, or says why not."""
    user = user_who_may_load(request)
    batch = visible_batch(user, pk)
    try:
        result = act(batch=batch, by=user)
    except ValueError as reason:
        messages.error(request, str(reason))
        return redirect("batch-detail", pk=pk)
    if result.state == "received":
        start_check(result)
    messages.success(request, done)
    return redirect("load-detail", pk=batch.load_id)


@require_POST
def choose_meaning(request: HttpRequest, pk: int) -> HttpResponse:
    """Says which file it is; it is checked again."""
    user = user_who_may_load(request)
    form = meaning_form(visible_batch(user, pk), request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the files and years that are offered.")
        return redirect("batch-detail", pk=pk)
    act = partial(services.choose_meaning, choice=form.choice())
    return _act(request, pk, act, "The file is checked again as what you said.")


@require_POST
def cut_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Goes on with the counties that have no refused row."""
    said = "The counties without refused rows go on; the others stay as they are."
    return _act(request, pk, services.cut_down_batch, said)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a file out of its load."""
    return _act(request, pk, services.cancel_batch, "The file is taken out of the load.")


@require_POST
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Compares the file with what is live now."""
    return _act(request, pk, services.check_batch_again, "The file is checked again.")


@require_POST
def roll_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts back what was live before."""
    said = "Rolled back: what was live before is live again."
    return _act(request, pk, services.roll_back_batch, said)
