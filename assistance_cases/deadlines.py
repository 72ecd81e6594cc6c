"""When a milestone is due: pure dates, no database, no clock.

A due date is a day in California, not a moment. A timeline's rule hangs on an anchor (the
Dashboard's release, the case's opening, the first meeting), on a day of the year that comes next,
or names its days outright.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from county_office.notices.office_hours import is_business_day

ONE_DAY = dt.timedelta(days=1)


class Anchor(StrEnum):
    """What a relative due date counts from."""

    DASHBOARD_RELEASE = "dashboard release"
    CASE_OPENING = "case opening"
    FIRST_MEETING = "first meeting"


@dataclass(frozen=True)
class DueRule:
    """One way of three to say when: an anchor with an offset, the next day of that month and day,
    or a window of fixed days."""

    anchor: Anchor | None = None
    years: int = 0
    days: int = 0
    business_days: int = 0
    next_month_day: tuple[int, int] | None = None
    first: dt.date | None = None
    last: dt.date | None = None


def add_business_days(day: dt.date, count: int) -> dt.date:
    """The `count`th business day after `day`; 0 gives `day` itself where it is one, else the next.

    >>> add_business_days(dt.date(2025, 1, 10), 1)   # from a Friday
    datetime.date(2025, 1, 13)
    """
    if count < 0:
        raise ValueError("Business days are counted forward only.")
    while count > 0:
        day += ONE_DAY
        if is_business_day(day):
            count -= 1
    while not is_business_day(day):
        day += ONE_DAY
    return day


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day `years` later; February 29 becomes February 28 in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def next_day_of_year(month: int, day: int, after: dt.date) -> dt.date:
    """The first such day later than `after`."""
    this_year = dt.date(after.year, month, day)
    return this_year if this_year > after else dt.date(after.year + 1, month, day)


def due_date(rule: DueRule, anchors: Mapping[Anchor, dt.date]) -> dt.date:
    """The day by which a milestone is due.

    `anchors` must hold the rule's anchor (KeyError otherwise) and, for "the next such day", the
    release; with a case's opening that is later, the day after the opening counts.
    """
    if rule.last is not None:
        return rule.last
    if rule.next_month_day is not None:
        release = anchors[Anchor.DASHBOARD_RELEASE]
        after = max(release, anchors.get(Anchor.CASE_OPENING, release))
        return next_day_of_year(*rule.next_month_day, after=after)
    if rule.anchor is None:
        raise ValueError("A due rule needs an anchor, a day of the year or fixed days.")
    day = add_years(anchors[rule.anchor], rule.years) + dt.timedelta(days=rule.days)
    return add_business_days(day, rule.business_days) if rule.business_days else day


def reminder_reached(
    due_on: dt.date, opened_on: dt.date, days_before: Iterable[int], today: dt.date
) -> int | None:
    """The latest reminder whose day has come, as days before the due date; None without one.

    When the desk stood still for some days, only the latest of several reminders is due. None as
    well when the case was opened on the reminder's day or after it: nobody is reminded of what they
    were told a moment ago.
    """
    reached = [days for days in days_before if due_on - dt.timedelta(days=days) <= today]
    if not reached or due_on < today:
        return None
    latest = min(reached)
    return None if opened_on >= due_on - dt.timedelta(days=latest) else latest


def next_reminder(
    due_on: dt.date, opened_on: dt.date, days_before: Iterable[int], today: dt.date
) -> dt.date | None:
    """The day of the next reminder to come; None when there is none any more."""
    days = (due_on - dt.timedelta(days=count) for count in days_before)
    return min((day for day in days if day > max(today, opened_on)), default=None)
