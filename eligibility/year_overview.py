"""The Dashboard years of a county: which files are live, what was determined and from what."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from county_office.models import County
from dashboard_import.selectors import live_batches
from eligibility import selectors
from eligibility.criteria import Criteria, criteria_years, load_criteria
from eligibility.models import YES, Determination, DeterminationRun, Status

PUBLISHED = "PUBLISHED"


@dataclass(frozen=True)
class YearOverview:
    """One Dashboard year of a county. `missing` are the files of the year that are not live; a
    published list can stand in for them. `run` is None before the first determination."""

    year: int
    files: int
    missing: tuple[str, ...]
    has_list: bool
    run: DeterminationRun | None
    statuses: dict[str, int]
    level_3: int
    is_stale: bool
    confidential_until: dt.date | None

    @property
    def live(self) -> int:
        """Indicator files of the year that are live."""
        return self.files - len(self.missing)

    @property
    def can_be_determined(self) -> bool:
        """Whether anything is live that tells something about the year."""
        return self.live > 0 or self.has_list

    @property
    def assisted(self) -> int:
        return self.statuses.get(Status.DIFFERENTIATED_ASSISTANCE, 0)

    @property
    def undetermined(self) -> int:
        return self.statuses.get(Status.CANNOT_BE_DETERMINED, 0)


def years_of_county(county: County) -> list[YearOverview]:
    """Every year that has criteria and something live or determined, the newest first."""
    overviews = (_overview(county, load_criteria(year)) for year in criteria_years())
    found = [each for each in overviews if each.can_be_determined or each.run]
    return sorted(found, key=lambda each: -each.year)


def _overview(county: County, criteria: Criteria) -> YearOverview:
    live = {
        indicator
        for indicator, counties in live_batches(criteria.year).items()
        if county.code in counties
    }
    determinations = list(selectors.determinations_of_county(county, criteria.year))
    return YearOverview(
        year=criteria.year,
        files=len(criteria.files),
        missing=tuple(name for code, name in criteria.files.items() if code not in live),
        has_list=PUBLISHED in live,
        run=selectors.latest_run(criteria.year, county) if determinations else None,
        statuses=dict(Counter(each.status for each in determinations)),
        level_3=sum(each.level3 == YES for each in determinations),
        is_stale=_is_stale(determinations),
        confidential_until=selectors.confidential_until(determinations),
    )


def _is_stale(determinations: list[Determination]) -> bool:
    return any(each.is_stale for each in selectors.staleness(determinations).values())
