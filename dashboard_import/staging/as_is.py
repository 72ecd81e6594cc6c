"""The fast way: PostgreSQL reads the file as it is, straight into the batch's typed table.

Whatever it refuses (a cell of the wrong type, a row with too few cells, a code that is none, a
group there twice) sends the file the checked way, where each fault gets its line and column.
"""

from __future__ import annotations

import re
from typing import IO, Any

import psycopg2
from django.db import DataError, IntegrityError, connection, transaction

from dashboard_import.layouts import column_of
from dashboard_import.staging.batch_table import create_indexes, create_table, join_parent
from dashboard_import.staging.source import Source
from dashboard_import.summary import Summary, summarise
from dashboard_import.tables import GROUP, expectation, literal

READ = 1 << 15  # what the server takes in at once without waiting for memory
# A table just filled has no statistics, so the planner believes it small: let it use all cores
# nevertheless, and not compile what runs for a tenth of a second. 32 MB for each process that
# builds an index, else PostgreSQL leaves it to fewer of them.
SETTINGS = (
    "SET LOCAL jit = off; SET LOCAL parallel_setup_cost = 0;"
    " SET LOCAL maintenance_work_mem = '96MB'"
)
_POSTGRES_ENCODING = {"utf-8-sig": "UTF8", "cp1252": "WIN1252"}


class _NotAsExpected(Exception):  # noqa: N818
    """A row holds what its column may not; the checked way says which."""


# COPY raises the driver's own errors, all else Django's.
REFUSALS = (
    psycopg2.DataError,
    psycopg2.IntegrityError,
    DataError,
    IntegrityError,
    _NotAsExpected,
)


class _Counted:
    """The file below its header, telling how far it was read."""

    def __init__(self, file: IO[bytes], source: Source) -> None:
        self._file = file
        self._source = source
        self._read = 0
        self._size = max(source.opened.path.stat().st_size, 1)

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._read += len(chunk)
        share = min(self._read / self._size, 1)
        self._source.progress("Reading", round(self._source.opened.lines * share))
        return chunk


def copy_as_is(source: Source) -> tuple[int, Summary] | None:
    """Fills the batch's table; the number of rows and what they hold, None when any was refused."""
    if not source.opened.as_is or source.parent.computed.keys() - {
        column.canonical for column in source.columns
    }:
        return None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SETTINGS)
            create_table(cursor, source)
            copied = _copy(cursor, source)
            source.progress("Checking every row", copied)
            join_parent(cursor, source)
            summary = _check(source)
            create_indexes(cursor, source)
    except REFUSALS:
        return None
    return copied, summary


def _copy(cursor: Any, source: Source) -> int:
    sequence = f"{source.table}_line"
    cursor.execute(f"CREATE SEQUENCE {sequence} START {source.opened.header_line + 1} CACHE 1000")
    cursor.execute(
        f"ALTER TABLE {source.table} ALTER COLUMN line SET DEFAULT nextval('{sequence}')"
    )
    texts = [column.quoted for column in source.columns if column.sql_type == "text"]
    statement = (
        f"COPY {source.table} ({', '.join(column.quoted for column in source.columns)})"
        f" FROM STDIN WITH (FORMAT csv, DELIMITER {literal(source.opened.delimiter)}, NULL '',"
        f" ENCODING '{_POSTGRES_ENCODING[source.opened.encoding]}',"
        f" FORCE_NOT_NULL ({', '.join(texts)}), FREEZE)"
    )
    if source.wanted:
        counties = ", ".join(map(literal, sorted(source.wanted)))
        # A code that lost its leading zero must be looked at, whichever county it seems to be of.
        statement += f" WHERE left(cds, 2) IN ({counties}) OR cds !~ '^[0-9]{{14}}$'"
    with source.opened.path.open("rb") as file:
        for _ in range(source.opened.header_line):
            file.readline()
        cursor.copy_expert(statement, _Counted(file, source), READ)
    copied: int = cursor.rowcount
    cursor.execute(f"ALTER TABLE {source.table} ALTER COLUMN line DROP DEFAULT")
    cursor.execute(f"DROP SEQUENCE {sequence}")
    return copied


def _check(source: Source) -> Summary:
    """All conditions while the rows are counted; codes and groups, whose patterns are slow to match
    for each row, once each. They say all that the parent's constraints say."""
    conditions = ["TRUE"]
    for column in source.columns:
        if column.canonical in source.parent.required and column.canonical != "cds":
            empty = "IS NOT NULL" if column.sql_type != "text" else "<> ''"
            conditions.append(f"{column.quoted} {empty}")
        expected = expectation(column, source.layout)
        if expected and column.canonical != GROUP:
            conditions.append(f"({expected[0].replace('value', column.quoted)})")
    summary = summarise(source.table, source.parent, " AND ".join(conditions))
    rule = column_of(GROUP)
    groups_fit = rule is not None and all(
        not group or re.fullmatch(rule.pattern, group) for group in summary.groups
    )
    digits = "".join(summary.codes)
    codes_fit = not digits or (
        digits.isascii() and digits.isdecimal() and {14} == {len(code) for code in summary.codes}
    )
    counties_fit = {tally.county_code for tally in summary.tallies} <= source.known_counties
    if not (summary.as_expected and groups_fit and codes_fit and counties_fit):
        raise _NotAsExpected
    return summary
