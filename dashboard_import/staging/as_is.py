"""The fast way: PostgreSQL reads the file as it is, straight into the batch's typed table.

Whatever it refuses (a cell of the wrong type, a row with too few cells, a code that is none, a
group there twice) sends the file the checked way, where each fault gets its line and column.
"""

# ruff: noqa: S608  (names of tables and columns are reduced to letters by `tables`)
from __future__ import annotations

from typing import IO, Any

import psycopg2
from django.db import DataError, IntegrityError, connection, transaction

from dashboard_import.staging.source import Source
from dashboard_import.tables import expectation, literal

READ = 1 << 18
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


def copy_as_is(source: Source) -> int | None:
    """Fills the batch's table; returns the number of rows, or None when anything was refused."""
    if not source.opened.as_is or source.parent.computed.keys() - {
        column.canonical for column in source.columns
    }:
        return None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            copied = _copy(cursor, source)
            source.progress("Checking every row", copied)
            _check(cursor, source)
            create_indexes(cursor, source)
    except REFUSALS:
        return None
    return copied


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
        f" FORCE_NOT_NULL ({', '.join(texts)}))"
    )
    if source.wanted:
        counties = ", ".join(map(literal, sorted(source.wanted)))
        # A code that lost its leading zero must be looked at, whichever county it seems to be of.
        statement += f" WHERE left(cds, 2) IN ({counties}) OR cds !~ '^[0-9]{{14}}$'"
    with source.opened.path.open("rb") as file:
        for _ in range(source.opened.header_line):
            file.readline()
        cursor.copy_expert(statement, _Counted(file, source), size=READ)
    copied: int = cursor.rowcount
    cursor.execute(f"ALTER TABLE {source.table} ALTER COLUMN line DROP DEFAULT")
    cursor.execute(f"DROP SEQUENCE {sequence}")
    return copied


def _check(cursor: Any, source: Source) -> None:
    counties = ", ".join(map(literal, sorted(source.known_counties)))
    conditions = [f"county_code IN ({counties})"]
    for column in source.columns:
        if column.canonical in source.parent.required:
            conditions.append(f"{column.quoted} IS NOT NULL")
            if column.sql_type == "text":
                conditions.append(f"{column.quoted} <> ''")
        if expected := expectation(column, source.layout):
            conditions.append(f"({expected[0].replace('value', column.quoted)})")
    cursor.execute(f"SELECT 1 FROM {source.table} WHERE NOT ({' AND '.join(conditions)}) LIMIT 1")
    if cursor.fetchone():
        raise _NotAsExpected


def create_indexes(cursor: Any, source: Source, *, blank_groups: bool = False) -> None:
    """The unique index is the check for duplicates. Rows without a group are not compared."""
    key = ", ".join(source.parent.key)
    where = " WHERE studentgroup <> ''" if blank_groups else ""
    cursor.execute(f"CREATE UNIQUE INDEX {source.table}_key ON {source.table} ({key}){where}")
    if blank_groups:
        cursor.execute(f"CREATE INDEX {source.table}_cds ON {source.table} (cds)")
