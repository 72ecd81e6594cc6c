"""A cycle's dates over all cases of the county."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from assistance_cases.cycle_axis import Axis, Mark, axis_of
from assistance_cases.deadlines import Anchor, due_date
from assistance_cases.models import Cycle, Milestone
from assistance_cases.timelines import TimelineMilestone, load_timeline
from county_office.models import County, User
from county_office.selectors import today


@dataclass(frozen=True)
class CalendarRow:
    """A milestone of the cycle: its days, and for a step of each case how many are settled.

    `first` and `last` are the window of the timeline, or the span of the cases' due dates; None
    where no case has the step yet. `cases` is None for what concerns all LEAs.
    """

    title: str
    detail: str
    responsible: str
    first: dt.date | None
    last: dt.date | None
    settled: int = 0
    cases: int | None = None

    @property
    def state(self) -> str:
        """ "done", "partly done", "not done" where the days are over, "to come"; where no case
        has the step, and of what concerns all LEAs, nobody records more than its days, so it is
        "past" or "to come"."""
        is_over = self.last is not None and self.last < today()
        if not self.cases:
            return "past" if is_over else "to come"
        if self.settled:
            return "done" if self.settled == self.cases else "partly done"
        return "not done" if is_over else "to come"

    @property
    def percent_settled(self) -> int:
        """Of the cases that have the step; a hundred only when all are."""
        return 100 * self.settled // self.cases if self.cases else 0


@dataclass(frozen=True)
class CalendarPart:
    """Rows under one heading: a month of the 2017-18 cycle, or a stage."""

    heading: str
    rows: list[CalendarRow]


def cycles_for(user: User | AnonymousUser, county: County) -> QuerySet[Cycle]:
    """The county's cycles that the person may see, the latest first."""
    return Cycle.objects.visible_to(user).filter(county=county).select_related("county")


def calendar_of(cycle: Cycle) -> list[CalendarPart]:
    """The cycle's timeline with the county's cases counted in, without what closing canceled: one
    query."""
    steps: dict[str, list[Milestone]] = defaultdict(list)
    canceled = Q(case__closed_on__isnull=False, done_on=None, not_needed_reason="")
    for milestone in Milestone.objects.filter(
        case__lea__county=cycle.county_id, dashboard_year=cycle.dashboard_year
    ).exclude(canceled):
        steps[milestone.key].append(milestone)
    parts: list[CalendarPart] = []
    for rule in load_timeline(cycle.timeline).milestones:
        if rule.is_for_each_case and rule.first_dashboard_year > cycle.dashboard_year:
            continue
        if not parts or parts[-1].heading != rule.heading:
            parts.append(CalendarPart(rule.heading, []))
        parts[-1].rows.append(_row(rule, cycle, steps[rule.key]))
    return parts


def axis_of_parts(cycle: Cycle, parts: list[CalendarPart]) -> Axis:
    """The months of these rows, see `axis_of`."""
    rows = (row for part in parts for row in part.rows)
    spans = [(row.first, row.last) for row in rows if row.first and row.last]
    return axis_of(spans, cycle.release_on)


def marks_on(axis: Axis, part: CalendarPart) -> list[tuple[CalendarRow, Mark | None]]:
    """The part's rows, each with its mark; None where the row has no day yet."""
    return [
        (row, axis.mark(row.first, row.last) if row.first and row.last else None)
        for row in part.rows
    ]


def _row(rule: TimelineMilestone, cycle: Cycle, steps: list[Milestone]) -> CalendarRow:
    if rule.is_for_each_case:
        due = [step.due_on for step in steps]
        return CalendarRow(
            title=rule.title,
            detail=rule.detail,
            responsible=rule.responsible,
            first=rule.due.first or min(due, default=None),
            last=max(due, default=rule.due.last),
            settled=sum(step.is_settled for step in steps),
            cases=len(steps),
        )
    last = due_date(rule.due, {Anchor.DASHBOARD_RELEASE: cycle.release_on})
    return CalendarRow(
        title=rule.title,
        detail=rule.detail,
        responsible=rule.responsible,
        first=rule.due.first or last,
        last=last,
    )
