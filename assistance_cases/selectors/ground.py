"""Cases that rest on another determination than the newest one of the same Dashboard.

A determination is never rewritten, so a case keeps the one it was opened with when files are issued
again or criteria change. Somebody must be told when the newest one differs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistance_cases.models import AssistanceCase
from assistance_cases.standing import Standing, standing_of
from county_office.models import County
from eligibility.models import Determination
from eligibility.selectors import determinations_of_county, determinations_of_lea

ANSWERS = ("status", "da_year", "level3", "method1", "method2", "method3", "method4", "letters")


@dataclass(frozen=True)
class ChangedGround:
    """A Dashboard year of a case on which the newest determination differs from the case's own;
    `now` is None where the newest one has no answer for the LEA."""

    case: AssistanceCase
    before: Determination
    now: Determination | None

    @property
    def year(self) -> int:
        return self.before.year

    @property
    def cds(self) -> str:
        return self.before.cds

    @property
    def standing_before(self) -> Standing:
        return standing_of(self.before)

    @property
    def standing_now(self) -> Standing:
        return standing_of(self.now)

    @property
    def has_another_level(self) -> bool:
        before, now = self.standing_before, self.standing_now
        return (before.level, before.year_of_assistance) != (now.level, now.year_of_assistance)

    @property
    def determined_at(self) -> dt.datetime | None:
        return self.now.run.started_at if self.now else None


def changed_ground_of(case: AssistanceCase) -> list[ChangedGround]:
    """The years of one case whose newest determination differs, the latest Dashboard first."""
    newest = {(found.lea_id, found.year): found for found in determinations_of_lea(case.lea)}
    return _changed([case], newest)


def changed_grounds(county: County, cases: Iterable[AssistanceCase]) -> list[ChangedGround]:
    """The same for several cases of a county: two queries a Dashboard year. The cases come with
    their years and determinations."""
    cases = list(cases)
    leas: dict[int, set[int]] = defaultdict(set)
    for case in cases:
        for each in case.years.all():
            leas[each.dashboard_year].add(case.lea_id)
    newest = {
        (found.lea_id, year): found
        for year, of_year in leas.items()
        for found in determinations_of_county(county, year)
        .filter(lea__in=of_year)
        .select_related("run")
        .defer("explanation")
    }
    return _changed(cases, newest)


def _changed(
    cases: Iterable[AssistanceCase], newest: Mapping[tuple[int, int], Determination]
) -> list[ChangedGround]:
    found = [
        ChangedGround(case, each.determination, newest.get((case.lea_id, each.dashboard_year)))
        for case in cases
        for each in case.years.all()
        if each.determination
    ]
    differing = [ground for ground in found if _differs(ground.before, ground.now)]
    return sorted(differing, key=lambda ground: -ground.year)


def _differs(before: Determination, now: Determination | None) -> bool:
    if now is None or now.pk == before.pk:
        return now is None
    return any(getattr(before, answer) != getattr(now, answer) for answer in ANSWERS)
