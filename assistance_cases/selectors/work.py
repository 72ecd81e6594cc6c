"""A person's work: what is overdue, due today and due this week, and the deadlines ahead."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assistance_cases.models import AssistanceCase, Milestone
from assistance_cases.selectors.cases import open_cases_for
from assistance_cases.standing import Standing
from assistance_cases.workflow import Responsible, current_stage
from county_office.models import County, User
from county_office.notices.office_hours import end_of_business_week
from county_office.selectors import today

DEADLINES_SHOWN = 4
SHOW_ALL = "all"  # in the address: the whole county's work, not the person's own


@dataclass(frozen=True)
class WorkItem:
    """An open milestone with the case it belongs to and the stage the case is in."""

    milestone: Milestone
    case: AssistanceCase
    stage_title: str


@dataclass(frozen=True)
class Work:
    """The open milestones up to Sunday: overdue ones, and the others by day; `cases` counts those
    looked through, `cases_of_county` all that are open."""

    overdue: list[WorkItem]
    days: list[tuple[dt.date, list[WorkItem]]]
    cases: int
    cases_of_county: int

    @property
    def due_this_week(self) -> int:
        return sum(len(items) for _, items in self.days)

    @property
    def is_empty(self) -> bool:
        return not self.overdue and not self.days


@dataclass(frozen=True)
class Deadline:
    """A step that several cases have ahead: the last of their due dates, and how many are done."""

    due_on: dt.date
    title: str
    settled: int
    cases: int

    @property
    def note(self) -> str:
        return f"{self.settled} of {self.cases} done"


def work_of(user: User, county: County, *, only_mine: bool) -> tuple[Work, list[Deadline]]:
    """The work of the week in the county's open cases, led by the person or all of them, and the
    deadlines that lie ahead of all of the county's cases."""
    day = today()
    last_day = end_of_business_week(day)
    cases = list(open_cases_for(user, county))
    mine = [case for case in cases if not only_mine or case.case_lead_id == user.pk]
    items = sorted(
        (item for case in mine for item in _items(case) if item.milestone.due_on <= last_day),
        key=lambda item: (item.milestone.due_on, item.case.lea.name, item.milestone.position),
    )
    days: dict[dt.date, list[WorkItem]] = defaultdict(list)
    for item in items:
        if item.milestone.due_on >= day:
            days[item.milestone.due_on].append(item)
    work = Work(
        overdue=[item for item in items if item.milestone.due_on < day],
        days=sorted(days.items()),
        cases=len(mine),
        cases_of_county=len(cases),
    )
    return work, _deadlines(cases, day)


def _items(case: AssistanceCase) -> list[WorkItem]:
    steps = list(case.milestones.all())
    stage = current_stage(steps, is_closed=False)
    return [
        WorkItem(milestone=step, case=case, stage_title=stage.title)
        for step in steps
        if not step.is_settled and step.responsible != Responsible.STATE
    ]


def _deadlines(cases: Iterable[AssistanceCase], day: dt.date) -> list[Deadline]:
    by_title: dict[tuple[int, str], list[Milestone]] = defaultdict(list)
    for case in cases:
        for step in case.milestones.all():
            if not step.is_optional and step.responsible != Responsible.STATE:
                by_title[step.dashboard_year, step.title].append(step)
    deadlines = []
    for (_, title), steps in by_title.items():
        ahead = [step.due_on for step in steps if not step.is_settled and step.due_on >= day]
        if ahead:
            settled = sum(step.is_settled for step in steps)
            deadlines.append(Deadline(max(ahead), title, settled, len(steps)))
    return sorted(deadlines, key=lambda deadline: (deadline.due_on, deadline.title))[
        :DEADLINES_SHOWN
    ]


@dataclass(frozen=True)
class LevelCount:
    """How many LEAs have a level, for the bars on the home page."""

    level: int | None
    year: int | None
    count: int


def counts_by_level(standings: Iterable[Standing]) -> list[LevelCount]:
    """LEAs by level, what needs most first; levels that no LEA has are left out."""
    found: dict[tuple[int | None, int | None], int] = defaultdict(int)
    for standing in standings:
        year = standing.year_of_assistance if standing.level == 2 else None
        found[standing.level, year] += 1
    return [
        LevelCount(level, year, count)
        for (level, year), count in sorted(
            found.items(), key=lambda item: (-(item[0][0] or 0), item[0][1] or 0)
        )
    ]
