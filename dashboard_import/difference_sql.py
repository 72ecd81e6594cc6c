# ruff: noqa: S608  (names of tables and columns are the desk's own, values are parameters)
"""The statements that compare two batches: their tables joined by the key of their rows."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard_import.tables import GROUP, Parent

NEW, GONE, CHANGED = "new", "gone", "changed"
LEA, SCHOOL, STATE = "lea", "school", "state"
TABLE = "row_difference"

CREATE = (
    f"CREATE TEMPORARY TABLE {TABLE} (kind text, batch_before bigint, line_before integer,"
    " line_after integer, cds text, place text, grp text, name text, lea_name text,"
    " columns text[]) ON COMMIT DROP"
)


def insert_all_as_new(after: str, parent: Parent) -> str:
    """Rows of counties in which nothing is live to compare with; takes `counties`."""
    places = ", ".join(_place(parent, "n"))
    return (
        f"INSERT INTO {TABLE} SELECT '{NEW}', NULL, NULL, n.line, {places}, '{{}}'"
        f" FROM {after} AS n WHERE left(n.cds, 2) = ANY(%(counties)s)"
    )


def insert_differing(
    after: str,
    before: str,
    batch_before: int,
    parent: Parent,
    columns: Sequence[str],
    *,
    leas_only: bool = False,
) -> str:
    """Rows of one table only, and rows in which one of the columns differs; takes `counties`."""
    keys = " AND ".join(f"n.{key} = o.{key}" for key in _keys(parent))
    mine, theirs = (", ".join(f'{alias}."{name}"' for name in columns) for alias in "no")
    differing = ", ".join(
        f"""CASE WHEN n."{name}" IS DISTINCT FROM o."{name}" THEN '{name}' END"""
        for name in columns
    )
    places = ", ".join(
        f"CASE WHEN n.line IS NULL THEN {gone} ELSE {there} END"
        for gone, there in zip(_place(parent, "o"), _place(parent, "n"), strict=True)
    )
    # Whole rows first: naming the columns of each pair would take as long as the join.
    return (
        f"INSERT INTO {TABLE}"
        f" SELECT CASE WHEN o.line IS NULL THEN '{NEW}' WHEN n.line IS NULL THEN '{GONE}'"
        f" ELSE '{CHANGED}' END, {batch_before}::bigint, o.line, n.line, {places},"
        " CASE WHEN n.line IS NULL OR o.line IS NULL THEN '{}'::text[]"
        f" ELSE array_remove(ARRAY[{differing}]::text[], NULL) END"
        f" FROM ({_rows(after, parent, leas_only)}) AS n"
        f" FULL JOIN ({_rows(before, parent, leas_only)}) AS o ON {keys}"
        f" WHERE n.line IS NULL OR o.line IS NULL OR ROW({mine}) IS DISTINCT FROM ROW({theirs})"
    )


def _keys(parent: Parent) -> tuple[str, ...]:
    return (*parent.key, "twin") if GROUP in parent.key else parent.key


def _rows(table: str, parent: Parent, leas_only: bool) -> str:
    """The rows of some counties. Those without a student group have no key of their own: they are
    paired in the order in which the files have them."""
    of_counties = f"FROM {table} WHERE left(cds, 2) = ANY(%(counties)s)"
    if leas_only:
        of_counties += f" AND {_place(parent, table)[1]} = '{LEA}'"
    if GROUP not in parent.key:
        return f"SELECT * {of_counties}"
    return (
        f"SELECT *, 0 AS twin {of_counties} AND {GROUP} <> '' UNION ALL"
        f" SELECT *, row_number() OVER (PARTITION BY cds ORDER BY line) {of_counties}"
        f" AND {GROUP} = ''"
    )


def _place(parent: Parent, alias: str) -> list[str]:
    """Code, kind of place, group or priority, own name and LEA's name. A charter school is an LEA
    of its own."""
    if "rtype" not in parent.columns:
        kind = f"'{LEA}'"
    else:
        charter = f" OR {alias}.charter_flag = 'Y'" if "charter_flag" in parent.columns else ""
        kind = (
            f"CASE WHEN {alias}.rtype = 'X' THEN '{STATE}'"
            f" WHEN {alias}.rtype = 'D'{charter} THEN '{LEA}' ELSE '{SCHOOL}' END"
        )
    name = f"{alias}.schoolname" if "schoolname" in parent.columns else "''"
    group = f"{alias}.{parent.key[1]}::text" if len(parent.key) > 1 else "''"
    return [f"{alias}.cds", kind, group, name, f"{alias}.districtname"]
