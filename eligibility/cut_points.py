"""By how much a cell misses the end of its lowest status, where a limit is known. Pure.

The limits are information only and stand with their source in `cut_points.yaml`: no level is
worked out from them. They say what ends the lowest status; the color also hangs on the change from
the year before, whose limits are not at hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Any

import yaml

from county_office.indicators import status_word

LIMITS_FILE = Path(__file__).with_name("cut_points.yaml")
WORST = 1
# What students of the numerator are called.
COUNTED = {
    "CHRO": "chronically absent students",
    "SUSP": "suspended students",
    "GRAD": "graduates",
    "ELPI": "students who progress",
    "CCI": "prepared students",
}


@dataclass(frozen=True, slots=True)
class Result:
    """A published result: numerator and denominator in students, status as a rate in percent or in
    points, the kind of district of a suspension row, whether high school cut points apply."""

    indicator: str
    statuslevel: int | None
    numerator: int | None
    students: int | None
    status: Decimal | None
    district_type: str = ""
    high_school: bool = False


@cache
def limits() -> Mapping[str, Any]:
    """The limits with their source and the Dashboard years for which they are known."""
    found: Mapping[str, Any] = yaml.safe_load(LIMITS_FILE.read_text(encoding="utf-8"))
    return found


def basis_words(year: int) -> str:
    """What amounts of a Dashboard year rest on; before the limits' years, that there are none."""
    known = limits()["known_for"]
    if year < min(known):
        return f"By how many students is left out, because no cut point is verified for {year}."
    unverified = "" if year in known else f"; cut points unverified for {year}"
    return (
        f"Amounts are estimates for leaving the lowest status, by {limits()['source']} "
        f"({min(known)} to {max(known)}){unverified}. The color also hangs on the change from the "
        "year before."
    )


def amount_words(result: Result, year: int) -> str:
    """By how much the result misses the end of its lowest status: "13 fewer chronically absent
    students (24 of 122, now 37) would leave Very High (above 20%)". Empty where it is not in the
    lowest status or no limit is known."""
    if year < min(limits()["known_for"]) or result.statuslevel != WORST:
        return ""
    if result.indicator in limits()["points"]:
        return _points(result)
    rule = limits()["rates"].get(result.indicator)
    return _students(result, rule) if rule and result.students else ""


def _points(result: Result) -> str:
    limit = limits()["points"][result.indicator]["high_school" if result.high_school else "usual"]
    if result.status is None or result.status > limit:
        return ""
    word = status_word(result.indicator, WORST)
    return (
        f"More than {limit - result.status:f} points higher would leave {word} "
        f"({abs(limit)} points below standard or lower)."
    )


def _students(result: Result, rule: Mapping[str, Any]) -> str:
    above = rule.get("above") or rule.get("above_by_type", {}).get(result.district_type)
    limit = above if above is not None else rule.get("below")
    now = _counted(result)
    if limit is None or now is None or not result.students:
        return ""
    share = limit * result.students / 100
    target = floor(share) if above is not None else ceil(share)
    if (target >= now) if above is not None else (target <= now):
        return ""
    word, noun = status_word(result.indicator, WORST), COUNTED[result.indicator]
    fewer, side = ("fewer", "above") if above is not None else ("more", "below")
    return (
        f"{abs(target - now)} {fewer} {noun} ({target} of {result.students:,}, now {now}) would "
        f"leave {word} ({side} {limit}%)."
    )


def _counted(result: Result) -> int | None:
    """The numerator, as published or from the rate where the file has none."""
    if result.numerator is not None or result.status is None or result.students is None:
        return result.numerator
    return round(result.status * result.students / 100)
