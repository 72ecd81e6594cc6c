"""Where the days of a cycle stand on its axis of months: pure dates in, percent of the width out.

Days are days in California. A mark begins where its first day begins and ends where its last day
ends; what is one day alone stands in the middle of it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

# From a month before the release to a month after the next one: what a cycle itself is about. The
# decision after two years would press everything before it into a third of the width.
MOST_MONTHS = 15
# More labels than these do not fit side by side on a tablet, where every third remains.
MOST_LABELS = 6
EVERY = 3
# Percent of the width: a bar of a few days has to be seen, one that goes on leaves room to say so.
SHORTEST = 1.5
EDGE = 3.0

Span = tuple[dt.date, dt.date]
Shape = Literal["bar", "day", "before", "after"]


@dataclass(frozen=True)
class Month:
    """A label of the axis. `year` stands at the first month and at each January, else it is 0.

    `is_minor` and `is_year_minor` leave where there is little room.
    """

    x: float
    name: str
    year: int
    is_minor: bool
    is_year_minor: bool


@dataclass(frozen=True)
class Mark:
    """What stands in a row: a bar, one day, or an arrow to days before or after the axis.

    `x` is where it begins, of one day the middle; `width` is a bar's. `is_cut_left` and
    `is_cut_right` say that a bar goes on beyond the axis.
    """

    shape: Shape
    x: float = 0
    width: float = 0
    is_cut_left: bool = False
    is_cut_right: bool = False


@dataclass(frozen=True)
class Axis:
    """Whole months side by side: the first of the first one, and the last day of the last one."""

    first: dt.date
    last: dt.date

    def place(self, day: dt.date, *, share: float = 0) -> float:
        """Where that day begins, in percent; a `share` of 0.5 is its middle, 1 its end."""
        days = day.toordinal() + share - self.first.toordinal()
        return round(100 * days / (self.last.toordinal() + 1 - self.first.toordinal()), 2)

    def day(self, day: dt.date) -> float | None:
        """The middle of that day; None where it is not on the axis."""
        return self.place(day, share=0.5) if self.first <= day <= self.last else None

    @property
    def months(self) -> list[Month]:
        """The labels from left to right."""
        numbers = range(_number(self.first), _number(self.last) + 1)
        is_tight = len(numbers) > MOST_LABELS
        firsts = [_first_day(number) for number in numbers]
        return [
            Month(
                x=self.place(first),
                name=f"{first:%b}",
                year=first.year if index == 0 or first.month == 1 else 0,
                is_minor=is_tight and index % EVERY != 0,
                # The year before would touch the one of a January so near.
                is_year_minor=is_tight and index == 0 and first.month > 12 - EVERY + 1,
            )
            for index, first in enumerate(firsts)
        ]

    def mark(self, first: dt.date, last: dt.date) -> Mark:
        """The mark of the days from `first` to `last`, both included."""
        if last < self.first:
            return Mark("before")
        if first > self.last:
            return Mark("after")
        if first == last:
            return Mark("day", x=self.place(first, share=0.5))
        is_cut_left, is_cut_right = first < self.first, last > self.last
        start = EDGE if is_cut_left else self.place(first)
        end = 100 - EDGE if is_cut_right else self.place(last, share=1)
        if end - start < SHORTEST:
            start = min(max((start + end - SHORTEST) / 2, 0), 100 - SHORTEST)
            end = start + SHORTEST
        return Mark("bar", round(start, 2), round(end - start, 2), is_cut_left, is_cut_right)


def axis_of(spans: Iterable[Span], release_on: dt.date, most: int = MOST_MONTHS) -> Axis:
    """The axis that holds these days; the month of the release where there are none.

    Where they take more than `most` months, it is the stretch of that length that holds most of
    them whole, the earliest of several, without the months at its ends that none of these needs.
    """
    months = [(_number(first), _number(last)) for first, last in spans]
    if not months:
        months = [(_number(release_on),) * 2]
    start, end = min(first for first, _ in months), max(last for _, last in months)
    if end - start >= most:
        start, end = _fullest(months, start, end, most)
    last_day = _first_day(end)
    days = calendar.monthrange(last_day.year, last_day.month)[1]
    return Axis(_first_day(start), last_day.replace(day=days))


def _fullest(months: list[tuple[int, int]], start: int, end: int, most: int) -> tuple[int, int]:
    def held(begin: int) -> list[tuple[int, int]]:
        return [each for each in months if begin <= each[0] and each[1] < begin + most]

    begin = max(range(start, end - most + 2), key=lambda begin: (len(held(begin)), -begin))
    inside = held(begin) or [(begin, begin + most - 1)]
    return min(first for first, _ in inside), max(last for _, last in inside)


def _number(day: dt.date) -> int:
    """Months counted through all years, so that December is followed by January."""
    return 12 * day.year + day.month - 1


def _first_day(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
