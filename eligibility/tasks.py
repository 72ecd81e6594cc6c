"""Eligibility, computed outside the request."""

from __future__ import annotations

from celery import shared_task

from county_office.models import County, User
from eligibility.services import determine_eligibility


@shared_task(acks_late=True)
def determine_eligibility_of(
    years: list[int], county_code: str | None = None, user_id: int | None = None
) -> int:
    """Determines the years for a county (by code) or the state; the key of the run.

    Safe to run twice: a run adds determinations and changes none.
    """
    county = County.objects.get(code=county_code) if county_code else None
    by = User.objects.get(pk=user_id) if user_id else None
    return determine_eligibility(years=years, county=county, by=by).pk
