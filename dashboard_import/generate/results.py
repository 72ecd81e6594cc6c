"""Results of the fictitious county over the years, steered by stories.yaml.

Years hang together: a year's prior figure is what the year before had. Groups hang together: all
students are the sum of the races and ethnicities, and no group counts more than all students.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dashboard_import.generate.levels import (
    Scale,
    accountability_size,
    is_small,
    level_basis,
    scale_of,
)
from dashboard_import.generate.places import (
    OVERLAPPING,
    RACES,
    FictitiousLea,
    between,
    deviation_for,
    fictitious_county,
    fraction_for,
)
from dashboard_import.generate.stories import StoryError, Wish, told_count, told_level

DASHBOARD_YEARS = (2017, 2018, 2019, 2022, 2023, 2024, 2025)
# The year before the first is needed for its change; 2020 and 2021 had no Dashboard.
SIMULATED_YEARS = (2016, *DASHBOARD_YEARS)
PRIOR_YEARS = {year: year - 1 for year in DASHBOARD_YEARS if year != 2022}
DISTANCE_INDICATORS = frozenset({"ELA", "MATH", "SCIENCE"})
INDICATORS = ("ELA", "MATH", "ELPI", "GRAD", "CHRO", "SUSP", "CCI", "SCIENCE")

# Part of a group's students that an indicator counts, by the grades that an LEA serves.
_SHARES = {
    "elementary": {"ELA": 0.66, "CHRO": 1.0, "SUSP": 1.02, "ELPI": 0.90, "SCIENCE": 0.22},
    "high": {"ELA": 0.24, "SUSP": 1.03, "GRAD": 0.23, "CCI": 0.23, "ELPI": 0.93, "SCIENCE": 0.25},
    "unified": {
        "ELA": 0.52, "CHRO": 0.67, "SUSP": 1.02, "GRAD": 0.077, "CCI": 0.075, "ELPI": 0.94,
        "SCIENCE": 0.21,
    },
    "office": {
        "ELA": 0.18, "CHRO": 0.35, "SUSP": 1.35, "GRAD": 0.26, "CCI": 0.25, "ELPI": 0.70,
        "SCIENCE": 0.15,
    },
}  # fmt: skip
_LONG_TERM_SHARES = {"ELA": 0.80, "CHRO": 0.45, "GRAD": 0.20, "CCI": 0.19, "ELPI": 0.98}
# A typical value and how far LEAs lie apart.
_TYPICAL = {
    "ELA": (-12.0, 16.0), "MATH": (-40.0, 18.0), "SCIENCE": (-12.0, 6.0), "ELPI": (50.0, 4.0),
    "GRAD": (90.0, 2.5), "CHRO": (11.0, 2.5), "SUSP": (2.8, 0.7), "CCI": (43.0, 7.0),
}  # fmt: skip
# In these units, how much worse than the LEA as a whole a group usually does.
_HARDSHIP = {
    "SWD": 2.0, "FOS": 1.6, "LTEL": 1.6, "EL": 1.1, "HOM": 1.1, "AA": 0.8, "AI": 0.8, "SED": 0.4,
    "PI": 0.4, "HI": 0.2, "MR": -0.2, "WH": -0.5, "FI": -1.2, "AS": -1.5,
}  # fmt: skip
_YEAR_HARDSHIP = {2022: 0.9, 2023: 0.5, 2024: 0.3, 2025: 0.1}


@dataclass(frozen=True)
class Result:
    """One group on one indicator in one year, before suppression; `value` is unrounded."""

    denominator: int
    numerator: int | None
    value: float


# Results by indicator, student group and year.
Histories = dict[tuple[str, str], dict[int, Result]]


def students_counted(lea: FictitiousLea, group: str, indicator: str, year: int) -> int:
    """The denominator: the group's students whom the indicator counts that year."""
    reference_year = fictitious_county().reference_year
    count: float | None = told_count(lea.name, reference_year, group, indicator)
    if count is None:
        count = _usual_count(lea, group, indicator)
    if indicator in {"ELA", "MATH"} and year <= 2017:
        # Grades 3 to 8 only; grade 11 had a file of its own.
        count *= {"elementary": 1.0, "high": 0.0}.get(lea.grades, 6 / 7)
    growth = 1.0 if count < 60 else (1 + lea.growth) ** (year - reference_year)
    return round(count * growth)


def _usual_count(lea: FictitiousLea, group: str, indicator: str) -> float:
    known_as = "ELA" if indicator == "MATH" else indicator
    share = _SHARES[lea.grades].get(known_as, 0.0)
    if group == "LTEL" and lea.grades == "unified":
        share = _LONG_TERM_SHARES.get(known_as, share)
    return share * (lea.students if group == "ALL" else lea.groups[group])


@dataclass(frozen=True)
class _Cell:
    """What is to be found: a result for one group of an LEA on one indicator in one year."""

    lea: FictitiousLea
    group: str
    indicator: str
    year: int
    denominator: int
    prior: Result | None

    @property
    def scale(self) -> Scale:
        return scale_of(self.indicator, self.lea.grades, self.year)

    @property
    def counts(self) -> bool:
        """Whether a level counts for accountability."""
        size = accountability_size(self.lea.rtype, self.group)
        before = self.prior.denominator if self.prior else 0
        if level_basis(self.indicator, self.year) == "color":
            return min(self.denominator, before) >= size
        return self.denominator >= size

    def levels(self, values: NDArray[np.float64]) -> NDArray[np.int_]:
        """The colors, or the status levels of a year without colors, of possible values."""
        status = self.scale.status_level(np.round(values, 1))
        if level_basis(self.indicator, self.year) != "color" or self.prior is None:
            return status
        changes = np.round(values - self.prior.value, 1)
        small = is_small(self.indicator, self.denominator)
        return self.scale.color_of(status, self.scale.change_level(changes, small=small))

    @property
    def wish(self) -> Wish | None:
        """What a story says of it, where one does."""
        return told_level(self.lea.name, self.year, self.group, self.indicator)

    def is_harmless(self, levels: NDArray[np.int_]) -> NDArray[np.bool_]:
        """Levels that meet no criterion; from 2025 on orange counts for long-term learners."""
        if not self.counts or not level_basis(self.indicator, self.year):
            return np.ones_like(levels, dtype=bool)
        also_orange = (self.group, self.indicator, self.year) == ("LTEL", "ELPI", 2025)
        return levels > (2 if also_orange else 1)

    def __str__(self) -> str:
        return f"{self.lea.name} {self.year}, {self.group}, {self.indicator}"


def _pick(
    cell: _Cell, figures: NDArray[np.float64], values: NDArray[np.float64], target: float
) -> int:
    """The index of a value near the target that tells the story, or else does no harm.

    `figures` are what a story may name exactly: the numerators, or the distances themselves.
    """
    levels, wish = cell.levels(values), cell.wish
    if wish is not None and wish.level is not None and not cell.counts:
        raise StoryError(f"{cell}: {cell.denominator} students are too few for a level to count.")
    wanted = wish.level if wish else None
    fitting = np.flatnonzero(cell.is_harmless(levels) if wanted is None else levels == wanted)
    if wish is not None and wish.figure is not None:
        fitting = fitting[np.isclose(figures[fitting], wish.figure)]
    if not len(fitting):
        raise StoryError(f"{cell}: no figure between {values[0]} and {values[-1]} gives {wish}.")
    # One of the nearest, so that figures do not pile up at a cut point.
    choice = min(40 if cell.indicator in DISTANCE_INDICATORS else 3, len(fitting))
    distances = np.abs(values[fitting] - target)
    nearest = np.sort(fitting[np.argpartition(distances, choice - 1)[:choice]])
    return int(nearest[int(choice * fraction_for(cell, "choice"))])


def _target(cell: _Cell, before: Result | None) -> float:
    """Where the group would be without a story: near last year, drawn towards its usual place."""
    typical, spread = _TYPICAL[cell.indicator]
    worse = spread if cell.scale.lower_is_better else -spread
    if cell.wish is not None and cell.wish.level == 1:
        return cell.scale.cuts[0] + worse * between(0.3, 1.2, cell, "depth")
    quality = 0.8 * deviation_for(cell.lea.cds, cell.indicator)
    hardship = _HARDSHIP.get(cell.group, 0.0) + _YEAR_HARDSHIP.get(cell.year, 0.0)
    usual = typical + worse * (hardship + quality)
    if cell.indicator == "ELPI" and cell.year < 2018:
        usual += 24
    last = usual if before is None else before.value
    return 0.5 * last + 0.5 * usual + 0.25 * spread * deviation_for(cell)


def _rate(cell: _Cell, target: float, least: int, most: int) -> Result:
    """A rate whose numerator lies between two bounds, which give way where no story is told."""
    figures = np.arange(least, most + 1, dtype=np.float64)
    try:
        index = _pick(cell, figures, 100 * figures / cell.denominator, target)
    except StoryError:
        if cell.wish is not None or (least == 0 and most == cell.denominator):
            raise
        figures = np.arange(cell.denominator + 1, dtype=np.float64)
        index = _pick(cell, figures, 100 * figures / cell.denominator, target)
    numerator = int(figures[index])
    return Result(cell.denominator, numerator, 100 * numerator / cell.denominator)


_DISTANCES = np.round(np.arange(-220.0, 140.05, 0.1), 1)


def _result(cell: _Cell, before: Result | None, within: Result | None) -> Result:
    """A result of a group; `within` is that of the larger group to which all its students
    belong."""
    target = _target(cell, before)
    if cell.indicator in DISTANCE_INDICATORS:
        value = float(_DISTANCES[_pick(cell, _DISTANCES, _DISTANCES, target)])
        return Result(cell.denominator, None, value)
    least, most = 0, cell.denominator
    if within is not None and within.numerator is not None:
        others = max(within.denominator - cell.denominator, 0)
        least = min(max(within.numerator - others, 0), cell.denominator)
        most = max(min(within.numerator, cell.denominator), least)
    return _rate(cell, target, least, most)


def _sum_of(parts: list[Result], denominator: int, usual: float) -> Result:
    """All students: the races and ethnicities and, at the usual rate, those without one."""
    unknown = denominator - sum(part.denominator for part in parts)
    if all(part.numerator is not None for part in parts):
        numerator = sum(part.numerator or 0 for part in parts) + round(unknown * usual / 100)
        numerator = max(0, min(numerator, denominator))
        return Result(denominator, numerator, 100 * numerator / denominator)
    total = sum(part.denominator * part.value for part in parts) + unknown * usual
    return Result(denominator, None, round(total / denominator, 3))


def _share_out(whole: Result, parts: dict[str, Result]) -> dict[str, Result]:
    """The races with their numerators made to fit a total that a story told."""
    rate = whole.value / 100
    return {
        race: Result(
            part.denominator,
            round(part.denominator * rate),
            100 * round(part.denominator * rate) / part.denominator,
        )
        for race, part in parts.items()
    }


def _cell(
    lea: FictitiousLea, group: str, indicator: str, year: int, histories: Histories
) -> _Cell | None:
    denominator = students_counted(lea, group, indicator, year)
    if denominator == 0:
        return None
    prior = histories.get((indicator, group), {}).get(PRIOR_YEARS.get(year, 0))
    return _Cell(lea, group, indicator, year, denominator, prior)


def _last_before(histories: Histories, cell: _Cell) -> Result | None:
    """The result before, except where another test began (English learner progress, 2018)."""
    years = histories.get((cell.indicator, cell.group), {})
    first = 2018 if cell.indicator == "ELPI" and cell.year >= 2018 else 0
    return next(
        (years[year] for year in sorted(years, reverse=True) if first <= year < cell.year), None
    )


def _races_and_all(
    lea: FictitiousLea, indicator: str, year: int, histories: Histories
) -> dict[str, Result]:
    """The races and ethnicities, and all students as their sum; if a story tells of all students,
    the other way round."""
    cells = {race: _cell(lea, race, indicator, year, histories) for race in RACES}
    parts = {
        race: _result(cell, _last_before(histories, cell), None)
        for race, cell in cells.items()
        if cell is not None
    }
    whole = _cell(lea, "ALL", indicator, year, histories)
    if whole is None:
        return parts
    least = sum(part.denominator for part in parts.values())
    whole = replace(whole, denominator=max(whole.denominator, least))
    before = _last_before(histories, whole)
    if whole.wish is None:
        return {
            "ALL": _sum_of(list(parts.values()), whole.denominator, _target(whole, before))
        } | parts
    told = _result(whole, before, None)
    return {"ALL": told} | _share_out(told, parts)


def _one_year(
    lea: FictitiousLea, indicator: str, year: int, histories: Histories
) -> dict[str, Result]:
    results = {} if indicator == "ELPI" else _races_and_all(lea, indicator, year, histories)
    for group in ("EL", *(group for group in OVERLAPPING if group != "EL")):
        is_reported = group == "EL" or indicator != "ELPI" or group == "LTEL"
        if not is_reported or (group == "LTEL" and year < 2023):
            continue
        cell = _cell(lea, group, indicator, year, histories)
        if cell is not None:
            within = results.get("EL" if group == "LTEL" else "ALL")
            results[group] = _result(cell, _last_before(histories, cell), within)
    return results


@cache
def simulate(lea: FictitiousLea) -> Histories:
    """Everything that an LEA's files say over the years; the same at every call."""
    histories: Histories = {}
    for indicator in INDICATORS:
        for year in SIMULATED_YEARS:
            for group, result in _one_year(lea, indicator, year, histories).items():
                histories.setdefault((indicator, group), {})[year] = result
    return histories
