"""The cells of the Dashboard grid as the rules read them, from the rows of the indicator files."""

from __future__ import annotations

from dashboard_import import selectors as dashboard
from eligibility.models import Determination
from eligibility.rules import Cell


def cells_of(determination: Determination) -> list[Cell]:
    """The cells that the determination was made from, also after newer files became live."""
    rows = dashboard.cells_in(determination.batch_ids, determination.cds, year=determination.year)
    return [cell_of(row) for row in rows]


def cell_of(row: dashboard.CellRow | dashboard.LiveResult) -> Cell:
    """The cell of a row: of an LEA, or of one of its schools."""
    return Cell(
        row.indicator, row.studentgroup, row.rtype, row.color, row.statuslevel, row.currdenom
    )
