import datetime as dt

import pytest

from county_office import words

TUESDAY = dt.date(2025, 1, 14)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2025, 1, 13), "Overdue since Mon, Jan 13"),
        (dt.date(2024, 12, 20), "Overdue since Fri, Dec 20, 2024"),
        (dt.date(2025, 1, 14), "today"),
        (dt.date(2025, 1, 15), "tomorrow"),
        (dt.date(2025, 1, 16), "in 2 days"),
        (dt.date(2025, 1, 27), "in 13 days"),
        (dt.date(2025, 1, 28), "Tue, Jan 28"),
    ],
)
def test_due_is_said_as_people_say_it(day: dt.date, said: str) -> None:
    assert words.due_words(day, TUESDAY) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2025, 1, 10), "Overdue Fri, Jan 10"),
        (dt.date(2025, 1, 14), "Today"),
        (dt.date(2025, 1, 16), "Thu, Jan 16"),
    ],
)
def test_due_in_a_table_is_the_day_itself(day: dt.date, said: str) -> None:
    assert words.due_day(day, TUESDAY) == said


def test_days_carry_their_year_only_when_it_is_another() -> None:
    assert words.long_day(dt.date(2025, 1, 16), TUESDAY) == "Thursday, January 16"
    assert words.long_day(dt.date(2026, 1, 16), TUESDAY) == "Friday, January 16, 2026"
    assert words.full_date(dt.date(2024, 11, 22)) == "November 22, 2024"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2025-11-01", "2025-11-30", "Nov 1 to 30"),
        ("2025-11-27", "2025-12-01", "Nov 27 to Dec 1"),
        ("2025-01-16", "2025-01-16", "Thu, Jan 16"),
        ("2024-12-02", "2025-05-31", "Dec 2, 2024 to May 31"),
        ("2025-12-02", "2026-05-31", "Dec 2 to May 31, 2026"),
        ("2017-11-27", "2017-12-01", "Nov 27 to Dec 1, 2017"),
        ("2017-11-01", "2018-11-30", "Nov 1, 2017 to Nov 30, 2018"),
    ],
)
def test_a_stretch_of_days_says_its_month_and_year_once(first: str, last: str, said: str) -> None:
    stretch = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert words.days(*stretch, TUESDAY) == said


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (dt.time(9), "9 a.m."),
        (dt.time(10, 42), "10:42 a.m."),
        (dt.time(0), "midnight"),
        (dt.time(0, 5), "12:05 a.m."),
        (dt.time(12), "noon"),
        (dt.time(12, 30), "12:30 p.m."),
        (dt.time(13, 5), "1:05 p.m."),
    ],
)
def test_the_clock_has_twelve_hours(time: dt.time, said: str) -> None:
    assert words.clock(time) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (dt.time(9), dt.time(12), "9 a.m. to noon"),
        (dt.time(13, 30), dt.time(15), "1:30 to 3 p.m."),
        (dt.time(11), dt.time(13), "11 a.m. to 1 p.m."),
        (dt.time(12), dt.time(13), "noon to 1 p.m."),
    ],
)
def test_a_span_names_its_half_of_the_day_once(start: dt.time, end: dt.time, said: str) -> None:
    assert words.span(start, end) == said


def test_a_moment_late_in_the_evening_of_utc_belongs_to_the_day_in_california() -> None:
    moment = dt.datetime(2025, 1, 15, 1, 12, tzinfo=dt.UTC)
    assert words.as_day(moment) == TUESDAY
    assert words.moment(moment, TUESDAY) == "Tue 5:12 p.m."


def test_a_moment_of_long_ago_has_its_whole_date() -> None:
    moment = dt.datetime(2024, 11, 22, 17, 12, tzinfo=dt.UTC)
    assert words.moment(moment, TUESDAY) == "November 22, 2024, 9:12 a.m."


def test_a_cds_code_shows_its_three_parts() -> None:
    assert words.cds_code("99610420000000") == "99 61042 0000000"
    assert words.cds_code("9961042") == "9961042"


def test_counts_have_commas_and_no_count_is_a_dash() -> None:
    assert words.count(1168204) == "1,168,204"
    assert words.count(0) == "0"
    assert words.count(None) == words.NO_VALUE


def test_small_numbers_begin_a_sentence_as_words() -> None:
    assert [words.number_word(n) for n in (1, 2, 9, 10)] == ["one", "two", "nine", "10"]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("COE coordinator A", "A"),
        ("District superintendent", "S"),
        ("Academic expert, Math", "E"),
        ("Maria Lopez", "L"),
        ("", "?"),
    ],
)
def test_a_badge_has_the_letter_of_the_last_name(name: str, letter: str) -> None:
    assert words.initial(name) == letter
