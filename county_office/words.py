"""Dates, times, counts and codes as people write them. Pure: no clock, no database.

Days are those of California; a moment is shown in Pacific time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
NO_VALUE = "\N{EN DASH}"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def as_day(value: dt.date | dt.datetime) -> dt.date:
    """The day in California of a day or an aware moment."""
    if isinstance(value, dt.datetime):
        return value.astimezone(PACIFIC).date()
    return value


def full_date(value: dt.date | dt.datetime) -> str:
    """November 22, 2024"""
    day = as_day(value)
    return f"{day:%B} {day.day}, {day.year}"


def long_day(value: dt.date | dt.datetime, today: dt.date) -> str:
    """Thursday, January 16; with the year when it is not this one."""
    day = as_day(value)
    year = "" if day.year == today.year else f", {day.year}"
    return f"{day:%A}, {day:%B} {day.day}{year}"


def short_day(value: dt.date | dt.datetime, today: dt.date) -> str:
    """Thu, Jan 16; with the year when it is not this one."""
    day = as_day(value)
    year = "" if day.year == today.year else f", {day.year}"
    return f"{day:%a}, {day:%b} {day.day}{year}"


def month_day(day: dt.date) -> str:
    """Jan 16, where the year is told beside it"""
    return f"{day:%b} {day.day}"


def days(first: dt.date, last: dt.date, today: dt.date) -> str:
    """Fri, Aug 21; Nov 1 to 30; Nov 27 to Dec 1; each with its year when it is not this one."""
    if first == last:
        return short_day(first, today)
    is_one_year = first.year == last.year
    end = f"{last.day}" if is_one_year and first.month == last.month else month_day(last)
    first_year = "" if is_one_year or first.year == today.year else f", {first.year}"
    last_year = "" if last.year == today.year else f", {last.year}"
    return f"{month_day(first)}{first_year} to {end}{last_year}"


def clock(value: dt.datetime | dt.time) -> str:
    """9 a.m., 10:42 a.m., noon, midnight"""
    if isinstance(value, dt.datetime):
        value = value.astimezone(PACIFIC).time()
    if value.minute == 0 and value.hour in (0, 12):
        return "noon" if value.hour else "midnight"
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes} {'a.m.' if value.hour < 12 else 'p.m.'}"


def span(start: dt.datetime | dt.time, end: dt.datetime | dt.time) -> str:
    """9 a.m. to noon; 1:30 to 3 p.m."""
    first, last = clock(start), clock(end)
    if first[-4:] == last[-4:] and first[-4:] in ("a.m.", "p.m."):
        first = first[:-5]
    return f"{first} to {last}"


def moment(value: dt.datetime, today: dt.date) -> str:
    """Mon 4:12 p.m. within the last six days, else November 22, 2024, 9:12 a.m."""
    day = as_day(value)
    if dt.timedelta(0) <= today - day < dt.timedelta(days=7):
        return f"{day:%a} {clock(value)}"
    return f"{full_date(value)}, {clock(value)}"


def due_words(value: dt.date, today: dt.date) -> str:
    """Overdue since Mon, Jan 13; today; tomorrow; in 3 days; from two weeks on the day itself."""
    days = (value - today).days
    if days < 0:
        return f"Overdue since {short_day(value, today)}"
    if days < 2:
        return ("today", "tomorrow")[days]
    return f"in {days} days" if days < 14 else short_day(value, today)


def due_day(value: dt.date, today: dt.date) -> str:
    """For a table's column "Due": Overdue Mon, Jan 13; Today; Thu, Jan 16."""
    if value < today:
        return f"Overdue {short_day(value, today)}"
    return "Today" if value == today else short_day(value, today)


def cds_code(value: str) -> str:
    """A 14-digit CDS code in its three parts: 99 61042 0000000. Anything else stays as it is."""
    if len(value) != 14:
        return value
    return f"{value[:2]} {value[2:7]} {value[7:]}"


def count(value: int | None) -> str:
    """1,168,204; an en dash where there is no number."""
    return NO_VALUE if value is None else f"{value:,}"


def number_word(value: int) -> str:
    """two, for 2: numbers below ten as words, others as digits."""
    return _NUMBERS[value] if 0 <= value < 10 else f"{value:,}"


def listed(items: Sequence[str], joiner: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"


def initial(name: str) -> str:
    """The letter of a person's badge: A for "COE coordinator A", L for "Maria Lopez"."""
    words = name.split(",", 1)[0].split()
    return words[-1][0].upper() if words else "?"
