"""The rules a second time, written from the state's criteria pages alone, for comparison.

Nothing here is taken from `eligibility.rules` or the criteria files; it is slow and plain on
purpose. `worst` and `next_worst` tell whether an indicator's color is red or orange, `lowest`
whether its status level is 1 with the n-size met.
"""

from collections.abc import Callable, Iterable
from itertools import combinations, product

Asks = Callable[[str], bool]


def priorities(year: int, group: str, red: Asks, orange: Asks, lowest: Asks) -> set[int]:
    """State priorities that a group meets on the Dashboard of a year."""
    met = set()
    if year == 2022:
        if lowest("ELA") and lowest("MATH"):
            met.add(4)
        if group == "EL" and lowest("ELPI"):
            met.add(4)
        if lowest("GRAD") or lowest("CHRO"):
            met.add(5)
        if lowest("SUSP"):
            met.add(6)
        return met

    both = red("ELA") and red("MATH")
    one_and_next = (red("ELA") and orange("MATH")) or (orange("ELA") and red("MATH"))
    if (both or one_and_next) and not (year == 2025 and group == "LTEL"):
        met.add(4)
    if group == "EL":
        if year in (2017, 2023, 2024, 2025) and red("ELPI"):
            met.add(4)
        if year == 2019 and lowest("ELPI"):
            met.add(4)
    if group == "LTEL":
        if year in (2024, 2025) and red("ELPI"):
            met.add(4)
        if year == 2025 and orange("ELPI"):
            met.add(4)
    if red("GRAD"):
        met.add(5)
    if year != 2017 and red("CHRO"):
        met.add(5)
    if red("SUSP"):
        met.add(6)
    if year in (2018, 2019, 2024, 2025) and red("CCI"):
        met.add(8)
    if year == 2023 and lowest("CCI"):
        met.add(8)
    return met


def methods(groups: list[set[int]], local: set[int]) -> tuple[bool, bool, bool]:
    """Methods 1, 2 and 3 where everything is known."""
    one = False
    for met in groups:
        if len(met) >= 2:
            one = True
    two = len(local) >= 2
    three = False
    if not one and not two and len(local) == 1:
        for met in groups:
            if len(met) == 1 and met != local:
                three = True
    return one, two, three


def level_3(years: list[set[str]], counted: set[str] | None = None) -> bool:
    """Level 3 where everything is known: `years` are the groups that met in each window year."""
    every_group = set().union(*years, counted or set())
    repeated = {g for g in every_group if sum(g in year for year in years) >= 3}
    if len(repeated) >= 3:
        return True
    return bool(counted) and len(counted) < 3 and counted <= repeated


def subsets(items: Iterable) -> list[set]:
    """Every subset of `items`."""
    pool = list(items)
    return [set(chosen) for size in range(len(pool) + 1) for chosen in combinations(pool, size)]


def worlds(certain_and_open: list[tuple[set, set]]) -> Iterable[tuple[set, ...]]:
    """Every way in which what is open may turn out, for several independent sets."""
    return product(
        *[[certain | more for more in subsets(open_)] for certain, open_ in certain_and_open]
    )


def settled(answers: Iterable[bool]) -> bool | None:
    """The answer on which every world agrees, None where they differ."""
    seen = set(answers)
    return seen.pop() if len(seen) == 1 else None
