"""The cycle of a Dashboard year in a county, made when it is first needed."""

from __future__ import annotations

import datetime as dt

from assistance_cases.models import Cycle
from assistance_cases.services.refusal import CaseRefusedError
from assistance_cases.timelines import TimelineError, releases, timeline_of
from county_office.models import County


def release_of(*, county: County, dashboard_year: int) -> dt.date | None:
    """The day on which that Dashboard became public: as the county's cycle has it, else as it is
    on file; None where neither knows."""
    cycle = Cycle.objects.filter(county=county, dashboard_year=dashboard_year).first()
    if cycle:
        return cycle.release_on
    release = releases().get(dashboard_year)
    return release.day if release else None


def ensure_cycle(*, county: County, dashboard_year: int) -> Cycle:
    """The county's cycle of that Dashboard year, with the timeline and the release on file.

    A county may change its cycle's release day afterwards; an existing cycle is returned as it is.
    Raises CaseRefusedError where no timeline or no release day is on file for the year.
    """
    try:
        timeline = timeline_of(dashboard_year)
    except TimelineError as error:
        raise CaseRefusedError(str(error)) from None
    release = releases().get(dashboard_year)
    if release is None:
        raise CaseRefusedError(
            f"The release day of the {dashboard_year} Dashboard is not on file. "
            "Add it to assistance_cases/timelines/releases.yaml."
        )
    cycle, _ = Cycle.objects.get_or_create(
        county=county,
        dashboard_year=dashboard_year,
        defaults={"timeline": timeline.name, "release_on": release.day},
    )
    return cycle
