"""The checked way: rows as text into a temporary table, judged there by SQL, a set at a time.

Each fault gets its line, column, value, reason and remedy; a row with any fault is refused and kept
as it stands in the file, and what remains is typed and moved into the batch's table.
"""

# ruff: noqa: S608  (names of tables and columns are the desk's own, values are parameters)
from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from dashboard_import.cds import read_cds
from dashboard_import.models import Fault, RefusedRow
from dashboard_import.published_lists import PublishedRow
from dashboard_import.staging import judging
from dashboard_import.staging.as_is import SETTINGS
from dashboard_import.staging.batch_table import create_indexes, create_table, join_parent
from dashboard_import.staging.source import Source

STAGED = "staged_rows"
AT_ONCE = 2_000


@dataclass
class Outcome:
    """How many rows came in, were put aside as another county's, were refused, were staged."""

    rows_in: int = 0
    left_out: int = 0
    refused: int = 0
    staged: int = 0
    ragged: list[tuple[int, str, list[str]]] = field(default_factory=list)


def stage_checked(source: Source) -> Outcome:
    """Fills the batch's table with the rows without fault; returns the counts."""
    outcome = Outcome()
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        create_table(cursor, source)
        join_parent(cursor, source)
        names = ", ".join(f"c{at} text NOT NULL" for at in range(len(source.columns)))
        cursor.execute(
            f'CREATE TEMPORARY TABLE {STAGED} (line integer, cds_14 text COLLATE "C", {names})'
            " ON COMMIT DROP"
        )
        _copy_text(cursor, source, outcome)
        source.progress("Checking every row", outcome.rows_in)
        _keep_ragged(source, outcome)
        _find_faults(cursor, source)
        _find_duplicates(cursor, source)
        outcome.refused = len(outcome.ragged) + _keep_refused(cursor, source)
        outcome.staged = _move(cursor, source)
        cursor.execute(f"DROP TABLE {STAGED}")
        create_indexes(cursor, source, blank_groups="studentgroup" in source.parent.key)
    return outcome


def _copy_text(cursor: Any, source: Source, outcome: Outcome) -> None:
    every = ", ".join(["line", "cds_14", *(f"c{at}" for at in range(len(source.columns)))])
    texts = ", ".join(f"c{at}" for at in range(len(source.columns)))
    statement = (
        f"COPY {STAGED} ({every}) FROM STDIN"
        f" WITH (FORMAT csv, NULL '', ENCODING 'UTF8', FORCE_NOT_NULL ({texts}))"
    )
    cursor.copy_expert(statement, _Stream(_rows_to_stage(source, outcome)), 1 << 16)


def _rows_to_stage(source: Source, outcome: Outcome) -> Iterator[list[Any]]:
    """Line, readable code or "", cells; rows of other counties and ragged rows are put aside."""
    width = len(source.columns)
    at_cds = source.position_of("cds") or 0
    at_rtype = source.position_of("rtype")
    for line, row in source.rows() if not source.is_published_list else _list_rows(source):
        cells = row[:width] if len(row) > width and not any(map(str.strip, row[width:])) else row
        rtype = cells[at_rtype].strip() if at_rtype is not None and len(cells) == width else ""
        cds = (read_cds(cells[at_cds], rtype) if len(cells) > at_cds else None) or ""
        if source.wanted and cds and cds[:2] not in source.wanted:
            outcome.left_out += 1
            continue
        outcome.rows_in += 1
        if outcome.rows_in % AT_ONCE == 0:
            source.progress("Reading", outcome.rows_in)
        if len(cells) != width:
            outcome.ragged.append((line, cds[:2], cells))
            continue
        yield [line, cds, *cells]


def _list_rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    published = source.opened.published_list
    for row in published.rows if published else ():
        yield row.line, [_list_cell(row, column.canonical) for column in source.columns]


def _list_cell(row: PublishedRow, column: str) -> str:
    return {
        "cds": row.cds,
        "districtname": row.lea_name,
        "countyname": row.county_name,
        "gradesoffered": row.grades_offered,
        "totalstudentgroups": ""
        if row.total_student_groups is None
        else str(row.total_student_groups),
        "letters": json.dumps(row.letters),
        "statuses": json.dumps(row.statuses),
        "methods": json.dumps(row.methods),
        "level3": json.dumps(row.level3),
        "lettersbefore": json.dumps(row.letters_before),
    }[column]


class _Stream:
    """Rows as the CSV text that COPY reads, made as it asks for them."""

    def __init__(self, lines: Iterator[list[Any]]) -> None:
        self._lines = lines
        self._buffer = io.StringIO()
        self._writer = csv.writer(self._buffer, lineterminator="\n")
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size:
            self._buffer.seek(0)
            self._buffer.truncate()
            for _, row in zip(range(AT_ONCE), self._lines, strict=False):
                self._writer.writerow(row)
            more = self._buffer.getvalue().encode()
            if not more:
                break
            self._left += more
        given, self._left = self._left[:size], self._left[size:]
        return given


def _keep_ragged(source: Source, outcome: Outcome) -> None:
    width = len(source.columns)
    RefusedRow.objects.bulk_create(
        [
            RefusedRow(batch_id=source.batch_id, line=line, county_code=county, cells=cells)
            for line, county, cells in outcome.ragged
        ],
        batch_size=AT_ONCE,
    )
    Fault.objects.bulk_create(
        [
            Fault(
                batch_id=source.batch_id,
                severity="error",
                line=line,
                column=source.columns[min(len(cells), width) - 1].published,
                value=f"{len(cells)} columns",
                message=f"The row has {len(cells)} columns instead of {width}. "
                "It was refused, not guessed.",
                remedy="Download the file again, or correct the line.",
                county_code=county,
            )
            for line, county, cells in outcome.ragged
        ],
        batch_size=AT_ONCE,
    )


def _find_faults(cursor: Any, source: Source) -> None:
    """One scan finds the rows with any fault; only those are then looked at column by column."""
    words = judging.words_by_position(source)
    cursor.execute(
        "CREATE TEMPORARY TABLE suspect_rows ON COMMIT DROP AS"
        f" SELECT * FROM {STAGED} WHERE coalesce({', '.join(words.values())}) IS NOT NULL"
    )
    for at, told in words.items():
        column = source.columns[at]
        cursor.execute(
            "INSERT INTO dashboard_import_fault"
            ' (batch_id, severity, line, "column", value, message, remedy, county_code)'
            f" SELECT %s, 'error', line, %s, left(c{at}, 200), {told}, %s,"
            "   coalesce(left(cds_14, 2), '')"
            f" FROM suspect_rows WHERE {told} IS NOT NULL",
            [source.batch_id, column.published, judging.remedy(column)],
        )
    cursor.execute(
        "CREATE TEMPORARY TABLE refused_lines ON COMMIT DROP AS SELECT line FROM suspect_rows"
    )
    cursor.execute("DROP TABLE suspect_rows")


def _find_duplicates(cursor: Any, source: Source) -> None:
    """Rows with the same key are all refused: nobody knows which one is right.

    Rows without a student group are no group of anybody, so they are not compared.
    """
    key = judging.key(source)
    cursor.execute(
        "CREATE TEMPORARY TABLE duplicate_rows ON COMMIT DROP AS"
        " SELECT line, cds_14, first_line FROM ("
        "  SELECT line, cds_14, min(line) OVER same AS first_line, count(*) OVER same AS together"
        f"  FROM {STAGED}"
        "  WHERE line NOT IN (SELECT line FROM refused_lines)"
        f"    AND {' AND '.join(f'{part} IS DISTINCT FROM {chr(39) * 2}' for part in key.texts)}"
        f"  WINDOW same AS (PARTITION BY {', '.join(key.parts)})) AS counted"
        " WHERE together > 1"
    )
    cursor.execute(
        "INSERT INTO dashboard_import_fault"
        ' (batch_id, severity, line, "column", value, message, remedy, county_code)'
        " SELECT %s, 'error', line, %s, cds_14,"
        "   'Several lines have the same ' || %s || '; the first is line ' || first_line || '.',"
        "   'Keep the right one, or load the file as the state published it.', left(cds_14, 2)"
        " FROM duplicate_rows",
        [source.batch_id, ", ".join(source.parent.key), " and ".join(source.parent.key)],
    )
    cursor.execute("INSERT INTO refused_lines SELECT line FROM duplicate_rows")
    cursor.execute("DROP TABLE duplicate_rows")


def _keep_refused(cursor: Any, source: Source) -> int:
    cells = ", ".join(f"c{at}" for at in range(len(source.columns)))
    cursor.execute(
        "INSERT INTO dashboard_import_refusedrow (batch_id, line, county_code, cells)"
        f" SELECT %s, line, coalesce(left(cds_14, 2), ''), ARRAY[{cells}]"
        f" FROM {STAGED} WHERE line IN (SELECT line FROM refused_lines)",
        [source.batch_id],
    )
    refused: int = cursor.rowcount
    return refused


def _move(cursor: Any, source: Source) -> int:
    columns, values = judging.stored_values(source)
    cursor.execute(
        f"INSERT INTO {source.table} (line, {', '.join(columns)})"
        f" SELECT line, {', '.join(values)} FROM {STAGED}"
        " WHERE line NOT IN (SELECT line FROM refused_lines)"
    )
    staged: int = cursor.rowcount
    cursor.execute("DROP TABLE refused_lines")
    return staged
