"""Cells and LEAs written as a specialist would: "ELA red 30, MATH orange 30, CHRO not loaded"."""

from collections.abc import Iterable, Mapping
from typing import Any

from eligibility.criteria import Criteria, load_all_criteria
from eligibility.engine import decide_years, pack_cells
from eligibility.findings import Determination, PublishedAnswer, YearFacts
from eligibility.rules import Cell, Truth

CATALOGUE = load_all_criteria()
STATUS_PAIR = "SUSP very high 40, GRAD very low 40"  # meets two priorities in 2022
COLOR_PAIR = "SUSP red 40, GRAD red 40"  # and this in every other year

COLORS = {"red": 1, "orange": 2, "yellow": 3, "green": 4, "blue": 5}
STATUS = {"very low": 1, "low": 2, "medium": 3, "high": 4, "very high": 5}
VERY_HIGH_IS_WORST = ("SUSP", "CHRO")
NOT_LOADED = "not loaded"
NOT_SHOWN = "*"  # the number of students is not in the file


def read_cells(group: str, words: str, rtype: str = "D") -> tuple[list[Cell], frozenset[str]]:
    """Cells of a group, and the indicators whose file is not loaded."""
    cells, missing = [], set()
    for part in filter(None, (item.strip() for item in words.split(","))):
        indicator, _, rest = part.partition(" ")
        if rest == NOT_LOADED:
            missing.add(indicator)
            continue
        level, _, students = rest.rpartition(" ")
        color, status = COLORS.get(level), STATUS.get(level)
        if status and indicator in VERY_HIGH_IS_WORST:
            status = 6 - status
        if level in ("none", "hidden"):
            color, status = 0, 0 if level == "hidden" else 3
        assert color is not None or status is not None, f"unknown level in {part!r}"
        known = None if students == NOT_SHOWN else int(students)
        cells.append(Cell(indicator, group, rtype, color, status, known))
    return cells, frozenset(missing)


def lea_facts(
    criteria: Criteria,
    cells: Mapping[str, str] | None = None,
    *,
    kind: str = "district",
    missing: Iterable[str] = (),
    local: Mapping[int, Truth] | None = None,
    published: PublishedAnswer | None = None,
) -> YearFacts:
    """The facts of an LEA: `cells` by group in words; local indicators are met where not given."""
    rows: list[Cell] = []
    not_loaded = set(missing)
    for group, words in (cells or {}).items():
        found, gone = read_cells(group, words, "S" if kind == "charter" else "D")
        rows += found
        not_loaded |= gone
    groups, counted = pack_cells(criteria, rows)
    return YearFacts(
        kind=kind,
        groups=groups,
        missing=frozenset(not_loaded),
        counted_groups=counted,
        local=dict.fromkeys(criteria.local_indicators.counted_for(kind), False) | dict(local or {}),
        published=published,
    )


def determination(
    year: int,
    cells: Mapping[str, str] | None = None,
    *,
    kind: str = "district",
    earlier: Mapping[int, YearFacts] | None = None,
    **facts: Any,
) -> Determination:
    """The determination of one year; `earlier` are facts of other years."""
    by_year = dict(earlier or {})
    by_year[year] = lea_facts(CATALOGUE[year], cells, kind=kind, **facts)
    return decide_years(CATALOGUE, kind, by_year, [year])[year]


def history(groups: Iterable[str], years: Iterable[int]) -> dict[int, YearFacts]:
    """Facts of years in which each of these groups met two priorities."""
    return {
        year: lea_facts(
            CATALOGUE[year], dict.fromkeys(groups, STATUS_PAIR if year == 2022 else COLOR_PAIR)
        )
        for year in years
    }
