"""Due dates are days in California, counted over weekends and the state's holidays."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistance_cases.deadlines import (
    Anchor,
    DueRule,
    add_business_days,
    add_years,
    due_date,
    next_reminder,
    reminder_reached,
)

RELEASE = dt.date(2026, 10, 15)
TUESDAY = dt.date(2025, 1, 14)
WEEK_AND_EVE = (7, 1)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (dt.date(2025, 1, 10), 1, dt.date(2025, 1, 13)),  # over a weekend
        (dt.date(2026, 11, 25), 1, dt.date(2026, 11, 30)),  # over Thanksgiving and its Friday
        (dt.date(2025, 1, 11), 0, dt.date(2025, 1, 13)),  # a Saturday is no business day
        (dt.date(2025, 1, 13), 0, dt.date(2025, 1, 13)),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(
    start: dt.date, count: int, expected: dt.date
) -> None:
    assert add_business_days(start, count) == expected


def test_business_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forward only"):
        add_business_days(TUESDAY, -1)


@given(st.dates(dt.date(2017, 1, 1), dt.date(2028, 12, 1)), st.integers(0, 60))
def test_a_business_day_is_never_before_its_start_nor_on_a_weekend(
    start: dt.date, count: int
) -> None:
    day = add_business_days(start, count)
    assert day >= start + dt.timedelta(days=count)
    assert day.weekday() < 5


def test_a_leap_day_ends_on_february_28() -> None:
    assert add_years(dt.date(2028, 2, 29), 2) == dt.date(2030, 2, 28)


def test_two_years_count_from_the_release() -> None:
    rule = DueRule(anchor=Anchor.DASHBOARD_RELEASE, years=2)
    assert due_date(rule, {Anchor.DASHBOARD_RELEASE: RELEASE}) == dt.date(2028, 10, 15)


def test_the_next_june_30_follows_a_late_opening_instead_of_lying_before_it() -> None:
    rule = DueRule(next_month_day=(6, 30))
    anchors = {Anchor.DASHBOARD_RELEASE: RELEASE, Anchor.CASE_OPENING: dt.date(2027, 8, 2)}
    assert due_date(rule, anchors) == dt.date(2028, 6, 30)
    assert due_date(rule, anchors | {Anchor.CASE_OPENING: RELEASE}) == dt.date(2027, 6, 30)


def test_fixed_days_need_no_anchor() -> None:
    rule = DueRule(first=dt.date(2017, 11, 27), last=dt.date(2017, 12, 1))
    assert due_date(rule, {}) == dt.date(2017, 12, 1)


LONG_AGO = dt.date(2024, 11, 22)
DUE = dt.date(2025, 1, 21)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (dt.date(2025, 1, 13), None),  # eight days before
        (dt.date(2025, 1, 14), 7),
        (dt.date(2025, 1, 17), 7),  # the desk stood still for three days
        (dt.date(2025, 1, 20), 1),
        (dt.date(2025, 1, 21), 1),
        (dt.date(2025, 1, 22), None),  # overdue: no reminder that it will be due
    ],
)
def test_the_latest_reminder_that_was_reached_is_written(
    today: dt.date, expected: int | None
) -> None:
    assert reminder_reached(DUE, LONG_AGO, WEEK_AND_EVE, today) == expected


def test_a_case_opened_on_the_reminders_day_or_later_gets_no_old_reminder() -> None:
    opened = dt.date(2025, 1, 14)
    assert reminder_reached(DUE, opened, WEEK_AND_EVE, opened) is None
    assert reminder_reached(DUE, opened, WEEK_AND_EVE, dt.date(2025, 1, 20)) == 1


def test_the_next_reminder_is_the_first_day_still_to_come() -> None:
    assert next_reminder(DUE, LONG_AGO, WEEK_AND_EVE, TUESDAY) == dt.date(2025, 1, 20)
    assert next_reminder(DUE, LONG_AGO, WEEK_AND_EVE, dt.date(2025, 1, 20)) is None
