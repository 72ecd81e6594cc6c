"""Finds the table among a workbook's sheets, and the other sheets that hold one too.

A workbook of the state holds one table; its other sheets explain. A person may put several into
one, and then nobody is to guess which was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from dashboard_import.cds import read_cds
from dashboard_import.faults import FileRefused, Finding, Severity
from dashboard_import.published_lists import HEADER_WITHIN, is_list_header
from dashboard_import.workbooks import Sheet

CDS_NAMES = {"cds", "cdscode"}


@dataclass(frozen=True)
class Table:
    """A sheet with a header that has CDS codes: the header's line and cells. `is_list` says that it
    is the header of an assistance status list."""

    sheet: Sheet
    line: int
    header: list[str]
    is_list: bool = False

    @property
    def width(self) -> int:
        """How many columns have a name."""
        return sum(map(bool, self.header))

    @property
    def has_leas(self) -> bool:
        """Whether a CDS code stands below the header, and not the words that explain a column."""
        at = next(at for at, name in enumerate(self.header) if name.lower() in CDS_NAMES)
        below = (row for line, row in self.sheet.rows() if line > self.line and any(row))
        first = next(below, [])
        return len(first) > at and read_cds(first[at], "D") is not None


def find_table(sheets: Iterable[Sheet]) -> tuple[Table | None, tuple[Finding, ...]]:
    """The table that a workbook holds, None where it holds none; with a warning of other sheets
    that hold one. Raises FileRefused where several sheets hold results of an indicator."""
    found = [table for sheet in sheets if (table := _table_of(sheet))]
    lists = [table for table in found if table.is_list]
    table = lists[0] if lists else max(found, key=_likeliness, default=None)
    others = [each for each in found if each is not table and each.has_leas]
    if table is None or not others:
        return table, ()
    # A few columns beside a whole file are somebody's own table, such as a list of LEAs.
    alike = [] if lists else [each for each in others if 2 * each.width >= table.width]
    if alike:
        raise FileRefused(
            Finding(
                f"Several sheets hold a table: {_names_of([table, *alike])}.",
                "Save each of them as a file of its own.",
                line=table.line,
                column="cds",
            )
        )
    return table, (
        Finding(
            f"The sheet {_names_of([table])} was read. There is a table on {_names_of(others)} as "
            "well, which was not.",
            "Save it as a file of its own, if it is to be loaded.",
            severity=Severity.WARNING,
            line=table.line,
        ),
    )


def _names_of(tables: Iterable[Table]) -> str:
    return ", ".join(f"“{table.sheet.name}”" for table in tables)


def _table_of(sheet: Sheet) -> Table | None:
    """A sheet's table; an assistance list has rows above it that explain columns, CDS among
    them."""
    found = list(_headers_of(sheet))
    lists = [table for table in found if table.is_list]
    return lists[0] if lists else max(found, key=_likeliness, default=None)


def _headers_of(sheet: Sheet) -> Iterator[Table]:
    for line, row in islice(sheet.rows(), HEADER_WITHIN):
        if CDS_NAMES & {cell.lower() for cell in row}:
            yield Table(sheet, line, row, is_list_header(row))


def _likeliness(table: Table) -> tuple[bool, int]:
    """Sheets that explain columns name fewer of them in a row than the table itself."""
    return table.has_leas, table.width
