"""The table of a batch: made of the file's own columns alone, and joined to its parent afterwards.

So a row costs no more than its cells while PostgreSQL reads a file. What is the same in a whole
batch is the default of a column added later, which takes no room in the rows that are there.

The constraints hold for what is written from then on (NOT VALID): rows that are there were looked
at by the import, in one scan that all cores share, with many conditions more.
"""

from __future__ import annotations

from typing import Any

from dashboard_import.staging.source import Source
from dashboard_import.tables import GROUP, LEA_ROWS, Parent, literal


def create_table(cursor: Any, source: Source) -> None:
    """A table of the line and the file's columns, which nothing reads yet."""
    of_parent = _columns_of(cursor, source.parent)
    columns = [
        f"{column.quoted} {of_parent[column.stored]}"
        if column.in_parent
        else f"{column.quoted} {column.sql_type}"
        + (" NOT NULL" if column.sql_type == "text" else "")
        for column in source.columns
    ]
    cursor.execute(f"CREATE TABLE {source.table} (line integer NOT NULL, {', '.join(columns)})")


def join_parent(cursor: Any, source: Source) -> None:
    """Adds the columns that the file lacks and makes the table one of the parent's.

    Rows that are there must have been looked at, or be looked at in the same transaction.
    """
    there = {"line", *(column.stored for column in source.columns)}
    values = _constants(source)
    actions = [
        f"ADD {name} {definition}" + (f" DEFAULT {values[name]}" if name in values else "")
        for name, definition in _columns_of(cursor, source.parent).items()
        if name not in there
    ]
    own = f"CHECK (batch_id = {source.batch_id}) NOT VALID"
    actions.append(f"ADD CONSTRAINT rows_of_one_batch {own}")
    actions += _constraints_of(cursor, source.parent)
    actions.append(f"INHERIT {source.parent.name}")
    cursor.execute(f"ALTER TABLE {source.table} {', '.join(actions)}")


def _columns_of(cursor: Any, parent: Parent) -> dict[str, str]:
    """The columns of the parent, by name, as they are defined."""
    cursor.execute(
        "SELECT attname, format_type(atttypid, atttypmod)"
        """ || CASE collname WHEN 'C' THEN ' COLLATE "C"' ELSE '' END"""
        " || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END"
        " FROM pg_attribute LEFT JOIN pg_collation ON pg_collation.oid = attcollation"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [parent.name],
    )
    return dict(cursor.fetchall())


def _constraints_of(cursor: Any, parent: Parent) -> list[str]:
    """The constraints of the parent that hold for its batches, as a child has to have them."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = 'c' AND NOT connoinherit ORDER BY conname",
        [parent.name],
    )
    return [f"ADD CONSTRAINT {name} {definition}" for name, definition in cursor.fetchall()]


def _constants(source: Source) -> dict[str, str]:
    """What each row of the batch has in columns that the file lacks, as SQL; text is blank."""
    blank = {name: "''" for name, kind in source.parent.columns.items() if kind == "text"}
    fixed = {name: literal(value) for name, value in source.layout.fixed.items()}
    return (
        blank
        | fixed
        | {
            "batch_id": str(source.batch_id),
            "year": str(source.layout.year),
            "indicator": literal(source.layout.indicator),
        }
    )


def create_indexes(cursor: Any, source: Source, *, blank_groups: bool = False) -> None:
    """The unique index is the check for duplicates; rows without a group are not compared."""
    key = ", ".join(source.parent.key)
    where = " WHERE studentgroup <> ''" if blank_groups else ""
    cursor.execute(f"CREATE UNIQUE INDEX {source.table}_key ON {source.table} ({key}){where}")
    if blank_groups:
        cursor.execute(f"CREATE INDEX {source.table}_cds ON {source.table} (cds)")
    if source.parent.name == "dashboard_result":
        # All that eligibility reads, in a fraction of the pages; schools are most of the rows.
        cursor.execute(
            f"CREATE INDEX {source.table}_leas ON {source.table} (cds, {GROUP})"
            f" INCLUDE (rtype, color, statuslevel, currdenom) WHERE {LEA_ROWS}"
        )
