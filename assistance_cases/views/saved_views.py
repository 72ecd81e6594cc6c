"""A person's own views of the list of LEAs. Each action is a page or a button of its own."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assistance_cases import services
from assistance_cases.forms import LeaFilterForm, SavedViewForm
from assistance_cases.models import SavedView
from assistance_cases.selectors.dashboards import chosen_year
from assistance_cases.selectors.leas import LeaRow, listed_rows
from assistance_cases.selectors.saved_views import own_view, saved_views_of
from assistance_cases.views.signed_in import SignedInRequest
from county_office.rights import Right, require
from county_office.working_county import working_county

get_or_post = require_http_methods(["GET", "POST"])


def address_of(view: SavedView) -> str:
    """The list of LEAs as the view shows it."""
    return f"{reverse('lea-list')}?{urlencode({**view.parameters, 'view': view.pk})}"


@require_GET
def saved_views(request: SignedInRequest) -> HttpResponse:
    """The person's views with what each of them shows."""
    require(request.user, Right.READ_COUNTY)
    rows = _rows(request)
    views = [
        (view, address_of(view), LeaFilterForm(view.parameters, rows=rows).words)
        for view in saved_views_of(request.user)
    ]
    return render(request, "assistance_cases/saved_views.html", {"views": views})


@get_or_post
def save_view(request: SignedInRequest) -> HttpResponse:
    """Saves the filters of the address under a name."""
    require(request.user, Right.READ_COUNTY)
    return _name_a_view(request, None)


@get_or_post
def change_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Renames a view; filters in the address take the place of those it had."""
    require(request.user, Right.READ_COUNTY)
    return _name_a_view(request, own_view(request.user, pk))


@require_POST
def delete_view(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request.user, Right.READ_COUNTY)
    view = own_view(request.user, pk)
    services.delete_view(view=view, by=request.user)
    messages.success(request, f"Deleted the view {view.name}.")
    return redirect("saved-views")


def _rows(request: SignedInRequest) -> list[LeaRow]:
    county = working_county(request)
    year = chosen_year(county) if county else None
    return listed_rows(request.user, county, year) if county and year else []


def _name_a_view(request: SignedInRequest, view: SavedView | None) -> HttpResponse:
    given = request.GET or (view.parameters if view else {})
    narrowed = LeaFilterForm(given, rows=_rows(request))
    start = {"name": view.name, "is_default": view.is_default} if view else {}
    form = SavedViewForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        kept = {"parameters": narrowed.parameters, "by": request.user, **form.cleaned_data}
        try:
            saved = services.change_view(view=view, **kept) if view else services.save_view(**kept)
        except services.CaseRefusedError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"Saved the view {saved.name}.")
            return redirect(address_of(saved))
    context = {"form": form, "view": view, "narrowed": narrowed}
    status = 422 if form.is_bound else 200
    return render(request, "assistance_cases/saved_view.html", context, status=status)
