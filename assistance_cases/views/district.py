"""The district's own page, and the same page as staff may look at it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from assistance_cases.everyday_words import place_words
from assistance_cases.models import AssistanceCase
from assistance_cases.selectors.cases import visible_case
from assistance_cases.selectors.district import (
    confidential_until_of,
    district_case,
    district_view,
    is_known_to_district,
    lea_led_by,
)
from assistance_cases.views.signed_in import SignedInRequest
from county_office.models import Lea
from county_office.page_parts import Action
from county_office.rights import Right, require
from county_office.selectors import is_district_lead_only


@require_GET
def my_district(request: SignedInRequest) -> HttpResponse:
    """What we need from you, why your district gets help, where we are, who helps."""
    lea = lea_led_by(request.user)
    if lea is None:
        raise PermissionDenied("This page belongs to the leads of districts.")
    case = district_case(lea)
    if case is None:
        services = {"label": "Look at the services", "url": reverse("service-list")}
        context = _without_case(lea, actions=[services], kept_until=None)
        return render(request, "assistance_cases/my_district_empty.html", context)
    return render(request, "assistance_cases/my_district.html", _with_case(case))


@require_GET
def case_district_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the district sees, for staff; the district's lead gets the page itself."""
    case = visible_case(request.user, pk)
    if is_district_lead_only(request.user):
        return redirect("my-district")
    require(request.user, Right.READ_COUNTY, county=case.lea.county_id)
    if not is_known_to_district(case):
        unknown = _without_case(case.lea, actions=[], kept_until=confidential_until_of(case))
        return render(request, "assistance_cases/my_district_empty.html", unknown)
    context = _with_case(case) | {"seen_by_staff": True}
    return render(request, "assistance_cases/my_district.html", context)


def _with_case(case: AssistanceCase) -> dict[str, Any]:
    """The page with the button that answers what is asked: a mail to the case lead."""
    view = district_view(case)
    answer = Action("Answer by mail", view.answer_url, look="primary", icon="envelope")
    return {"view": view, "answers": [answer]}


def _without_case(
    lea: Lea, *, actions: list[dict[str, str]], kept_until: dt.date | None
) -> dict[str, Any]:
    place = place_words(lea.kind).place
    return {"lea": lea, "place": place, "actions": actions, "kept_until": kept_until}
