"""Which Dashboard years a county can work with."""

from __future__ import annotations

from county_office.models import County
from eligibility.selectors import determined_years


def dashboard_years(county: County) -> list[int]:
    """The years with determinations for the county's LEAs, the latest first."""
    return sorted(determined_years(county), reverse=True)


def chosen_year(county: County, wanted: int | None = None) -> int | None:
    """The wanted year where it is there, else the latest; None before the first determination."""
    years = dashboard_years(county)
    return wanted if wanted in years else next(iter(years), None)
