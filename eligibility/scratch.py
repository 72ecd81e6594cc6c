"""What if: a determination decided anew with some cells or local indicators supposed otherwise.
Pure, and nothing of it is kept.

The facts are those stored with the determination; only the groups whose cells are supposed
otherwise are packed again from their cells. The engine decides as it does for the record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from eligibility.criteria.model import Criteria
from eligibility.engine import decide, judge_year, pack_cells
from eligibility.explain_cells import with_level
from eligibility.explanation import facts_from, history_from
from eligibility.findings import Determination, GroupTests
from eligibility.rules import Cell, cell_counts

LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Suppositions:
    """What is supposed otherwise than published: levels 1 (worst) to 5 by group and indicator;
    local indicators by priority, true: not met for two or more years."""

    levels: Mapping[tuple[str, str], int] = field(default_factory=dict)
    local: Mapping[int, bool] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.levels or self.local)


def supposable(criteria: Criteria, cells: Iterable[Cell]) -> dict[tuple[str, str], Cell]:
    """The cells that count, by group and indicator: those whose level may be supposed otherwise.
    One without a level, because too few students count, stays as it is."""
    return {
        (cell.group, cell.indicator): cell
        for cell in cells
        if cell.group in criteria.groups and cell_counts(criteria, cell)
    }


def decide_supposed(
    catalogue: Mapping[int, Criteria],
    explanation: Mapping[str, Any],
    cells: Iterable[Cell],
    supposed: Suppositions,
) -> Determination:
    """The determination as it would be; without suppositions it is the one stored.

    `cells` are the LEA's cells from which the explanation came.
    """
    criteria = catalogue[explanation["year"]]
    facts = facts_from(explanation, criteria)
    touched = {group for group, _ in supposed.levels}
    groups: dict[str, GroupTests] = {
        group: tests for group, tests in facts.groups.items() if group not in touched
    }
    again = [as_supposed(criteria, cell, supposed) for cell in cells if cell.group in touched]
    groups.update(pack_cells(criteria, again)[0])
    facts = replace(facts, groups=groups, local={**facts.local, **supposed.local})
    finding = judge_year(criteria, facts)
    return decide(criteria, finding, history_from(explanation), catalogue)


def as_supposed(criteria: Criteria, cell: Cell, supposed: Suppositions) -> Cell:
    """The cell with the level that is supposed of it."""
    level = supposed.levels.get((cell.group, cell.indicator))
    return cell if level is None else with_level(criteria, cell, level)
