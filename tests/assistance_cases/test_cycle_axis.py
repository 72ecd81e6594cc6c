"""The axis of a cycle: days become places, whatever the year does between them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistance_cases.cycle_axis import EDGE, MOST_MONTHS, SHORTEST, Axis, Mark, axis_of

RELEASE = dt.date(2024, 11, 21)
CYCLE = Axis(dt.date(2017, 10, 1), dt.date(2018, 6, 30))
NOVEMBER = Axis(dt.date(2024, 11, 1), dt.date(2024, 11, 30))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def names(axis: Axis) -> list[str]:
    return [month.name for month in axis.months]


def test_the_months_of_the_axis_are_those_of_the_cycles_days() -> None:
    axis = axis_of(
        [(day("2017-10-14"), day("2017-10-31")), (day("2018-02-01"), day("2018-06-02"))], RELEASE
    )
    assert axis == CYCLE
    assert names(axis) == ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun"]


def test_the_year_stands_at_the_first_month_and_at_each_january() -> None:
    assert [month.year for month in CYCLE.months] == [2017, 0, 0, 2018, 0, 0, 0, 0, 0]


def test_months_are_as_wide_as_they_are_long() -> None:
    assert CYCLE.months[0].x == 0
    assert CYCLE.months[1].x == pytest.approx(100 * 31 / 273, abs=0.01)
    assert CYCLE.months[5].x - CYCLE.months[4].x == pytest.approx(100 * 28 / 273, abs=0.02)


def test_a_cycle_may_have_one_month() -> None:
    axis = axis_of([(day("2024-11-05"), day("2024-11-05"))], RELEASE)
    assert axis == NOVEMBER
    assert names(axis) == ["Nov"]
    assert axis.mark(day("2024-11-01"), day("2024-11-30")) == Mark("bar", 0, 100)


def test_a_december_ends_with_its_year_also_with_the_last_one_there_is() -> None:
    assert axis_of([(day("2024-12-05"),) * 2], RELEASE).last == day("2024-12-31")
    assert axis_of([(day("9999-12-31"),) * 2], RELEASE).day(day("9999-12-31")) == 98.39


def test_a_leap_day_is_on_the_axis() -> None:
    february = axis_of([(day("2024-02-01"),) * 2], RELEASE)
    assert february.day(day("2024-02-29")) == pytest.approx(100 * 28.5 / 29, abs=0.01)


def test_without_any_day_the_axis_is_the_month_of_the_release() -> None:
    assert axis_of([], RELEASE) == NOVEMBER


def test_one_day_stands_in_its_middle() -> None:
    mark = NOVEMBER.mark(day("2024-11-16"), day("2024-11-16"))
    assert (mark.shape, mark.x) == ("day", pytest.approx(51.67))


def test_a_bar_goes_from_the_begin_of_its_first_day_to_the_end_of_its_last() -> None:
    mark = CYCLE.mark(day("2017-12-01"), day("2018-01-31"))
    assert mark.x == CYCLE.months[2].x
    assert mark.x + mark.width == pytest.approx(CYCLE.months[4].x, abs=0.01)


def test_a_bar_of_two_days_can_be_seen_also_at_the_ends() -> None:
    assert CYCLE.mark(day("2017-10-01"), day("2017-10-02")) == Mark("bar", 0, SHORTEST)
    assert CYCLE.mark(day("2018-06-29"), day("2018-06-30")).x == 100 - SHORTEST


def test_days_before_the_first_month_and_after_the_last_are_an_arrow() -> None:
    assert CYCLE.mark(day("2017-09-30"), day("2017-09-30")) == Mark("before")
    assert CYCLE.mark(day("2018-07-01"), day("2019-07-01")) == Mark("after")


def test_a_bar_that_goes_on_beyond_the_axis_says_so_at_that_end() -> None:
    assert CYCLE.mark(day("2017-09-30"), day("2019-01-01")) == Mark(
        "bar", EDGE, 100 - 2 * EDGE, is_cut_left=True, is_cut_right=True
    )
    late = CYCLE.mark(day("2018-06-01"), day("2018-07-01"))
    assert (late.is_cut_left, late.is_cut_right) == (False, True)
    assert late.x + late.width == 100 - EDGE


@pytest.mark.parametrize("outside", ["2017-09-30", "2018-07-01"])
def test_a_day_outside_of_the_axis_has_no_place(outside: str) -> None:
    assert CYCLE.day(day(outside)) is None


def test_the_first_and_the_last_day_are_on_the_axis() -> None:
    assert CYCLE.day(day("2017-10-01")) == 0.18
    assert CYCLE.day(day("2018-06-30")) == 99.82


def test_a_step_years_ahead_does_not_press_the_cycle_together() -> None:
    """As in every cycle since 2023: two years of assistance are reached two years later."""
    spans = [(day("2024-10-22"),) * 2, (day("2025-12-21"),) * 2, (day("2026-11-21"),) * 2]
    axis = axis_of(spans, RELEASE)
    assert axis == Axis(day("2024-10-01"), day("2025-12-31"))
    assert len(axis.months) == MOST_MONTHS
    assert axis.mark(*spans[-1]) == Mark("after")


def test_of_too_many_months_the_axis_takes_those_where_most_happens() -> None:
    """A case was opened years after the Dashboard: its steps are the ones to look at."""
    late = [(day(f"2027-0{month}-15"),) * 2 for month in range(1, 7)]
    axis = axis_of([(day("2024-10-22"),) * 2, *late], RELEASE)
    assert axis == Axis(day("2027-01-01"), day("2027-06-30"))
    assert axis.mark(day("2024-10-22"), day("2024-10-22")) == Mark("before")


def test_a_single_stretch_longer_than_the_axis_begins_on_it() -> None:
    axis = axis_of([(day("2024-01-10"), day("2026-01-10"))], RELEASE)
    assert axis == Axis(day("2024-01-01"), day("2025-03-31"))


def test_many_months_keep_every_third_label_where_there_is_little_room() -> None:
    axis = Axis(day("2026-11-01"), day("2027-10-31"))
    kept = [month.name for month in axis.months if not month.is_minor]
    assert kept == ["Nov", "Feb", "May", "Aug"]
    assert [month.year for month in axis.months if month.is_year_minor] == [2026]
    assert [month.name for month in CYCLE.months if not month.is_minor] == ["Oct", "Jan", "Apr"]
    assert not any(month.is_year_minor for month in CYCLE.months)


def test_few_months_keep_all_their_labels() -> None:
    winter = Axis(day("2026-11-01"), day("2027-03-31"))
    assert not any(month.is_minor or month.is_year_minor for month in winter.months)


days = st.dates(min_value=dt.date(1, 1, 1), max_value=dt.date(9999, 12, 31))
near = st.dates(min_value=dt.date(2023, 6, 1), max_value=dt.date(2027, 6, 30))


@given(st.lists(st.tuples(near, near).map(lambda pair: tuple(sorted(pair))), max_size=12), days)
def test_whatever_the_days_no_mark_leaves_the_axis(
    spans: list[tuple[dt.date, dt.date]], release: dt.date
) -> None:
    axis = axis_of(spans, release)
    assert 1 <= len(axis.months) <= MOST_MONTHS
    for span in spans:
        mark = axis.mark(*span)
        assert 0 <= mark.x <= mark.x + mark.width <= 100.01
