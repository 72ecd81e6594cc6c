"""Mail leaves from 8 to 17 Pacific time on business days, also over both clock changes."""

import datetime as dt

import pytest

from county_office.notices.office_hours import (
    PACIFIC,
    end_of_business_week,
    holidays,
    holidays_known_through,
    is_business_day,
    next_office_moment,
)


def pacific(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PACIFIC)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-11-23 10:15", "2026-11-23 10:15"),  # a Monday within the hours: at once
        ("2026-11-23 08:00", "2026-11-23 08:00"),  # the first minute counts
        ("2026-11-23 07:59", "2026-11-23 08:00"),
        ("2026-11-23 16:59", "2026-11-23 16:59"),
        ("2026-11-23 17:00", "2026-11-24 08:00"),  # the last does not
        ("2026-11-25 18:00", "2026-11-30 08:00"),  # over Thanksgiving, the day after and a weekend
        ("2026-11-28 12:00", "2026-11-30 08:00"),
        ("2026-12-31 17:30", "2027-01-04 08:00"),  # over New Year's Day, a Friday, into a new year
        ("2027-07-03 09:00", "2027-07-06 08:00"),  # a Sunday's holiday is observed on Monday
        ("2028-11-09 17:00", "2028-11-13 08:00"),  # Veterans Day on a Saturday: the Friday before
    ],
)
def test_mail_leaves_in_office_hours(moment: str, leaves: str) -> None:
    assert next_office_moment(pacific(moment)) == pacific(leaves)


def test_eight_o_clock_moves_in_utc_when_clocks_go_back() -> None:
    friday_evening_in_summer_time = pacific("2026-10-30 17:30")
    assert friday_evening_in_summer_time.utcoffset() == dt.timedelta(hours=-7)
    monday = next_office_moment(friday_evening_in_summer_time)
    assert monday == dt.datetime(2026, 11, 2, 16, tzinfo=dt.UTC)


def test_eight_o_clock_moves_in_utc_when_clocks_go_forward() -> None:
    friday_evening_in_winter_time = pacific("2027-03-12 17:30")
    assert friday_evening_in_winter_time.utcoffset() == dt.timedelta(hours=-8)
    monday = next_office_moment(friday_evening_in_winter_time)
    assert monday == dt.datetime(2027, 3, 15, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize("fold", [0, 1])
def test_the_hour_that_happens_twice_leads_to_the_same_monday(fold: int) -> None:
    half_past_one = pacific("2026-11-01 01:30").replace(fold=fold)
    assert next_office_moment(half_past_one) == pacific("2026-11-02 08:00")


def test_the_hour_that_does_not_exist_leads_to_the_same_monday() -> None:
    assert next_office_moment(pacific("2027-03-14 02:30")) == pacific("2027-03-15 08:00")


def test_the_day_is_californias_when_utc_is_a_day_ahead() -> None:
    sunday_evening = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)  # Sunday 18:00 in California
    assert next_office_moment(sunday_evening) == pacific("2026-11-23 08:00")


def test_every_moment_of_a_year_leads_into_office_hours() -> None:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    while moment.year < 2027:
        leaves = next_office_moment(moment)
        local = leaves.astimezone(PACIFIC)
        assert leaves >= moment
        assert is_business_day(local.date())
        assert 8 <= local.hour < 17
        assert next_office_moment(leaves) == leaves
        moment += dt.timedelta(hours=5)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next_office_moment(dt.datetime(2026, 11, 23, 10))  # noqa: DTZ001


def test_eleven_holidays_are_on_file_for_each_year() -> None:
    counts = dict.fromkeys((2026, 2027, 2028), 0)
    for day in holidays():
        counts[day.year] += 1
    assert counts == {2026: 11, 2027: 11, 2028: 11}
    assert holidays_known_through() == 2028


def test_weekdays_after_the_last_known_year_are_business_days() -> None:
    assert is_business_day(dt.date(2029, 1, 2))


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-26", "2026-11-29"])
def test_the_week_ends_on_sunday(day: str) -> None:
    assert end_of_business_week(dt.date.fromisoformat(day)) == dt.date(2026, 11, 29)
