"""When mail may leave: business days from 8 to 17 o'clock Pacific time. Pure: no clock is read.

A reminder at midnight or on Thanksgiving reads like a machine's, and nobody answers the phone.
"""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

PACIFIC = ZoneInfo("America/Los_Angeles")
OPENS = dt.time(8)
CLOSES = dt.time(17)
_HOLIDAYS_FILE = Path(__file__).with_name("holidays.yaml")


@functools.cache
def holidays() -> dict[dt.date, str]:
    """The state's holidays by day, from the dated file beside this module."""
    years = yaml.safe_load(_HOLIDAYS_FILE.read_text(encoding="utf-8"))
    return {day: name for days in years.values() for day, name in days.items()}


def holidays_known_through() -> int:
    """The last year whose holidays are on file."""
    return max(holidays()).year


def is_business_day(day: dt.date) -> bool:
    return day.weekday() < 5 and day not in holidays()


def next_office_moment(moment: dt.datetime) -> dt.datetime:
    """The moment itself when it falls into office hours, else the next opening, in UTC.

    The hours are those of the wall clock in California, so 8 o'clock is 15:00 UTC in summer and
    16:00 in winter. Raises ValueError for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local = moment.astimezone(PACIFIC)
    if is_business_day(local.date()) and OPENS <= local.time() < CLOSES:
        return moment.astimezone(dt.UTC)
    day = local.date()
    if local.time() >= OPENS:
        day += dt.timedelta(days=1)
    while not is_business_day(day):
        day += dt.timedelta(days=1)
    return opening(day)


def opening(day: dt.date) -> dt.datetime:
    """8 o'clock Pacific time of that day, in UTC."""
    return dt.datetime.combine(day, OPENS, PACIFIC).astimezone(dt.UTC)


def end_of_business_week(day: dt.date) -> dt.date:
    """The Sunday that ends the week of that day: what "this week" means on a page."""
    return day + dt.timedelta(days=6 - day.weekday())
