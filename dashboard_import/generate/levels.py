"""How the generator turns numbers into levels and colors, for fictitious data only.

The tables are the state's five-by-five idea with the cut points that analysts use; real files
carry their own levels and are never worked out again with these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

# One figure or an array of them, and one level or an array of them: the same sums serve both.
Figures = Any
Levels = Any

# Colors by status level (rows, 1 worst to 5 best) and change level (columns, 1 worst to 5 best).
RATE_COLORS = np.array(
    [[1, 1, 1, 2, 3], [1, 2, 2, 3, 3], [2, 2, 3, 4, 4], [2, 3, 4, 4, 5], [3, 4, 5, 5, 5]]
)
ACADEMIC_COLORS = np.array(
    [[1, 1, 1, 2, 2], [2, 2, 2, 3, 3], [3, 3, 3, 4, 4], [4, 4, 4, 4, 5], [4, 4, 5, 5, 5]]
)
GRADUATION_COLORS = np.array(
    [[1, 1, 1, 1, 1], [1, 2, 2, 3, 3], [2, 2, 3, 4, 4], [2, 3, 4, 4, 5], [5, 5, 5, 5, 5]]
)
# Below this number of students a change is never "significant": the three-by-five table.
SMALL_DENOMINATOR = 150
SMALL_TABLE_INDICATORS = frozenset({"GRAD", "SUSP", "CHRO", "CCI"})


@dataclass(frozen=True)
class Scale:
    """One indicator's cut points for one kind of LEA: four between the five status levels, from
    the worst to the best, and two between the change levels."""

    cuts: tuple[float, float, float, float]
    maintained: float
    significant: float
    colors: NDArray[np.int_]
    lower_is_better: bool = False

    def status_level(self, values: Figures) -> Levels:
        """Status levels 1 to 5 of figures already rounded to a tenth."""
        reached = [values <= cut if self.lower_is_better else values >= cut for cut in self.cuts]
        return 1 + sum(reached)

    def change_level(self, changes: Figures, *, small: bool = False) -> Levels:
        """Change levels 1 (worse by far) to 5; from 2 to 4 in the table for few students."""
        better = -changes if self.lower_is_better else changes
        slightly = (better > -self.maintained) * 1 + (better >= self.maintained) * 1
        if small:
            return 2 + slightly
        return 1 + (better > -self.significant) + slightly + (better >= self.significant)

    def color_of(self, status: Levels, change: Levels) -> Levels:
        """Colors 1 red to 5 blue."""
        return self.colors[status - 1, change - 1]


_ACADEMIC = {
    ("ELA", "elementary"): (-70.0, -5.0, 10.0, 45.0),
    ("ELA", "high"): (-45.0, 0.0, 30.0, 75.0),
    ("MATH", "elementary"): (-95.0, -25.0, 0.0, 35.0),
    ("MATH", "high"): (-115.0, -60.0, 0.0, 25.0),
}
_SUSPENSION = {
    "elementary": (6.0, 3.0, 1.5, 0.5),
    "high": (9.0, 6.0, 3.5, 1.5),
    "unified": (8.0, 4.5, 2.5, 1.0),
    "office": (8.0, 4.5, 2.5, 1.0),
    "middle": (12.0, 8.0, 2.0, 0.5),
}


@cache
def scale_of(indicator: str, grades: str, year: int) -> Scale:
    """The cut points of an indicator for the grades that an LEA or a school serves."""
    if indicator in {"ELA", "MATH", "SCIENCE"}:
        key = (
            "MATH" if indicator == "MATH" else "ELA",
            "high" if grades == "high" else "elementary",
        )
        return Scale(_ACADEMIC[key], 3, 15, ACADEMIC_COLORS)
    if indicator == "SUSP":
        cuts = _SUSPENSION.get(grades, _SUSPENSION["elementary"])
        return Scale(cuts, 0.3, 2, RATE_COLORS, lower_is_better=True)
    if indicator == "CHRO":
        return Scale((20.0, 10.0, 5.0, 2.5), 0.5, 3, RATE_COLORS, lower_is_better=True)
    if indicator == "GRAD":
        return Scale((68.0, 80.0, 90.5, 95.0), 1, 5, GRADUATION_COLORS)
    if indicator == "ELPI":
        # The test of 2017 was another one, with higher figures.
        cuts = (60.0, 67.0, 75.0, 85.0) if year < 2018 else (35.0, 45.0, 55.0, 65.0)
        return Scale(cuts, 2, 10, RATE_COLORS)
    return Scale((10.0, 35.0, 55.0, 70.0), 2, 9, RATE_COLORS)


def is_small(indicator: str, denominator: int) -> bool:
    """Whether the table for few students is used."""
    return indicator in SMALL_TABLE_INDICATORS and denominator < SMALL_DENOMINATOR


def level_basis(indicator: str, year: int) -> str:
    """What the state published that year for an indicator: "color", "status" or nothing ("")."""
    if indicator == "SCIENCE" or (indicator, year) in {("ELPI", 2018), ("CHRO", 2017)}:
        return ""
    if (indicator, year) == ("CCI", 2022):
        return ""
    status_only = {("ELPI", 2019), ("CCI", 2017), ("CCI", 2023)}
    return "status" if year == 2022 or (indicator, year) in status_only else "color"


def accountability_size(rtype: str, group: str) -> int:
    """Students needed for a level to count: 30; 15 for foster youth, homeless and long-term
    English learners of a district or county office. EC 52052(a)(2)-(3)."""
    return 15 if rtype == "D" and group in {"FOS", "HOM", "LTEL"} else 30
