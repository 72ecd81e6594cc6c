"""A cycle's dates over all cases of the county."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

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
        """ "done", "partly done", "to come"; of what concerns all LEAs nobody records more than
        its days, so it is "past" or "to come"."""
        if self.cases is None:
            return "past" if self.last and self.last < today() else "to come"
        if self.cases and self.settled == self.cases:
            return "done"
        return "partly done" if self.settled else "to come"


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
