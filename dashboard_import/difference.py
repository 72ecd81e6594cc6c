# ruff: noqa: S608  (names of tables and columns are the desk's own, values are parameters)
"""What a batch changes, row by row and cell by cell, beside the rows that it would replace.

The tables of both batches are joined by key in the database; Python sees counts and one page of
rows. A batch that was published is compared with what it replaced, any other with what is live.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, transaction

from dashboard_import.difference_sql import (
    CHANGED,
    CREATE,
    GONE,
    LEA,
    NEW,
    SCHOOL,
    STATE,
    TABLE,
    insert_all_as_new,
    insert_differing,
)
from dashboard_import.models import Batch, BatchState
from dashboard_import.models.loads import WITH_ROWS, Act
from dashboard_import.report import live_of
from dashboard_import.tables import Parent, child_table

__all__ = ["CHANGED", "GONE", "LEA", "NEW", "SCHOOL", "STATE", "Difference", "open_difference"]

Counterparts = Callable[[Batch], dict[str, int | None]]  # county → the batch to compare with

# What a rule or a person looks at first; the other columns follow in the file's order.
FIRST = ("color", "statuslevel", "changelevel", "currdenom", "currstatus", "change", "performance")
# The year and what a row is known by: the same in both, by their keys.
NEVER_COMPARED = {"reportingyear", "cds", "studentgroup", "priority"}
# Enough that two statewide files are joined in memory.
WORK_MEMORY = "64MB"


@dataclass(frozen=True)
class Narrowed:
    """Which of the rows are shown; an empty string narrows nothing."""

    kind: str = ""
    place: str = ""
    group: str = ""
    column: str = ""

    def sql(self) -> tuple[str, list[str]]:
        """A condition over the table of differing rows, and its parameters."""
        parts = {"kind = %s": self.kind, "place = %s": self.place, "grp = %s": self.group}
        parts["%s = ANY(columns)"] = self.column
        chosen = {part: value for part, value in parts.items() if value}
        return " AND ".join(["TRUE", *chosen]), list(chosen.values())


class Cell(NamedTuple):
    """A cell with both values as text, None where it is empty or the row is not there."""

    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class DifferentRow:
    """A row that is new, gone or changed. `group` is its student group or priority; the lines are
    those of the two files. A changed row has every cell that differs, the others the first ones.
    """

    kind: str
    cds: str
    place: str
    group: str
    name: str
    lea_name: str
    line_before: int | None
    line_after: int | None
    cells: tuple[Cell, ...]


class TouchedLea(NamedTuple):
    """An LEA of which own rows differ: its code, how many, and the stored names of the columns
    that changed (none where all rows are new or gone)."""

    cds: str
    rows: int
    columns: frozenset[str]


def compared_with(batch: Batch) -> dict[str, int | None]:
    """County → the batch that a batch is compared with; None where there is none."""
    assert batch.year is not None  # noqa: S101  (a batch with rows has a year, by constraint)
    publication = None
    if batch.state in {BatchState.PUBLISHED, BatchState.REPLACED}:
        publication = batch.publications.filter(act=Act.PUBLISHED).first()
    before = (
        publication.before
        if publication
        else live_of(batch.year, batch.indicator, tuple(batch.counties))
    )
    readable = set(
        Batch.objects.filter(pk__in=filter(None, before.values()), state__in=WITH_ROWS)
        .exclude(pk=batch.pk)
        .values_list("pk", flat=True)
    )
    return {code: key if key in readable else None for code, key in before.items()}


def what_comes_back(batch: Batch) -> dict[str, int | None]:
    """County in which a batch is live → the batch that is live there again when it is rolled back;
    None where nothing is."""
    publication = batch.publications.filter(act=Act.PUBLISHED).first()
    before = publication.before if publication else {}
    there = set(
        Batch.objects.filter(
            pk__in=filter(None, before.values()),
            state__in=[BatchState.REPLACED, BatchState.PUBLISHED],
        ).values_list("pk", flat=True)
    )
    counties = batch.live_in.values_list("county_code", flat=True)
    return {code: before[code] if before.get(code) in there else None for code in counties}


@contextmanager
def open_difference(
    batch: Batch, *, before: Counterparts = compared_with, leas_only: bool = False
) -> Iterator[Difference]:
    """The differing rows of a batch that has rows; they can be read inside the block.

    `before` tells what it is compared with: `compared_with` or `what_comes_back`. `leas_only`
    leaves out what is faster to leave out: schools and the state.
    """
    with transaction.atomic():
        difference = Difference(batch, before(batch), leas_only)
        difference.find()
        yield difference
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {TABLE}")


@dataclass
class Difference:
    """The differing rows of one batch. `columns` are compared, by stored name, with the names that
    the file gives them; `not_compared` only one of the two files has."""

    batch: Batch
    before: dict[str, int | None]
    leas_only: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    not_compared: list[str] = field(default_factory=list)

    @property
    def has_before(self) -> bool:
        """Whether there is anything to compare with."""
        return any(self.before.values())

    def find(self) -> None:
        """Joins the tables, and keeps the rows that differ."""
        parent, table = Parent.of(self.batch.indicator), self._table(self.batch.pk)
        counties = defaultdict(list)
        for code, key in self.before.items():
            counties[key].append(code)
        self._choose_columns([key for key in counties if key])
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('work_mem', %s, true)", [WORK_MEMORY])
            cursor.execute(CREATE)
            for key, codes in counties.items():
                statement = (
                    insert_differing(
                        table,
                        self._table(key),
                        key,
                        parent,
                        list(self.columns),
                        leas_only=self.leas_only,
                    )
                    if key
                    else insert_all_as_new(table, parent)
                )
                cursor.execute(statement, {"counties": codes})

    def _table(self, batch_id: int) -> str:
        return child_table(batch_id, self.batch.indicator)

    def _choose_columns(self, batches_before: list[int]) -> None:
        """Columns that both files have, with the same type, those that matter most first."""
        published = {stored: name for name, stored in self.batch.report["columns"]}
        types = [_column_types(self._table(key)) for key in (self.batch.pk, *batches_before)]
        mine, *theirs = types
        same = {name for name in published if all(mine[name] == each.get(name) for each in theirs)}
        first = [name for name in FIRST if name in same]
        ordered = [*first, *(name for name in published if name in same and name not in first)]
        self.columns = {name: published[name] for name in ordered if name not in NEVER_COMPARED}
        older = {
            name: column
            for batch in Batch.objects.filter(pk__in=batches_before)
            for column, name in batch.report["columns"]
        }
        self.not_compared = [
            name for stored, name in (older | published).items() if stored not in same
        ]

    def count(self, narrowed: Narrowed | None = None) -> int:
        """How many rows differ."""
        return sum(self.counts("kind", narrowed).values())

    def counts(self, by: str, narrowed: Narrowed | None = None) -> dict[str, int]:
        """How many rows differ by `kind`, `place` or `grp`."""
        where, values = (narrowed or Narrowed()).sql()
        return dict(_select(f"SELECT {by}, count(*) FROM {TABLE} WHERE {where} GROUP BY 1", values))

    def columns_changed(self, narrowed: Narrowed | None = None) -> dict[str, int]:
        """Stored name of a column → in how many rows it differs, the most important first."""
        where, values = (narrowed or Narrowed()).sql()
        found = dict(
            _select(
                f"SELECT differing, count(*) FROM {TABLE}, unnest(columns) AS differing"
                f" WHERE {where} GROUP BY 1",
                values,
            )
        )
        return {name: found[name] for name in self.columns if name in found}

    def rows(self, narrowed: Narrowed, offset: int, limit: int) -> list[DifferentRow]:
        """Some of the differing rows with their cells, by code and group."""
        where, values = narrowed.sql()
        found = _select(
            "SELECT kind, cds, place, grp, name, lea_name, batch_before, line_before, line_after,"
            f" columns FROM {TABLE} WHERE {where}"
            " ORDER BY cds, grp, line_after, line_before OFFSET %s LIMIT %s",
            [*values, offset, limit],
        )
        after = self._values(self.batch.pk, {row[8] for row in found if row[8]})
        before = {
            key: self._values(key, {row[7] for row in found if row[6] == key})
            for key in {row[6] for row in found if row[6]}
        }
        return [
            DifferentRow(
                kind=row[0],
                cds=row[1],
                place=row[2],
                group=row[3],
                name=row[4],
                lea_name=row[5],
                line_before=row[7],
                line_after=row[8],
                cells=self._cells(row[9], before.get(row[6], {}).get(row[7]), after.get(row[8])),
            )
            for row in found
        ]

    def _values(self, batch_id: int, lines: set[int]) -> dict[int, dict[str, str | None]]:
        names = list(self.columns)
        texts = ", ".join(f'"{name}"::text' for name in names)
        found = _select(
            f"SELECT line, ARRAY[{texts}]::text[] FROM {self._table(batch_id)}"
            " WHERE line = ANY(%s)",
            [list(lines)],
        )
        return {line: dict(zip(names, values, strict=True)) for line, values in found}

    def _cells(
        self,
        changed: list[str],
        before: dict[str, str | None] | None,
        after: dict[str, str | None] | None,
    ) -> tuple[Cell, ...]:
        shown = changed or [name for name in FIRST if name in self.columns]
        return tuple(
            Cell(name, (before or {}).get(name), (after or {}).get(name)) for name in shown
        )

    def leas(self) -> list[TouchedLea]:
        """LEAs of which own rows differ, by code."""
        columns = defaultdict(set)
        for cds, name in _select(
            f"SELECT DISTINCT cds, unnest(columns) FROM {TABLE} WHERE place = %s", [LEA]
        ):
            columns[cds].add(name)
        found = _select(
            f"SELECT cds, count(*) FROM {TABLE} WHERE place = %s GROUP BY cds ORDER BY cds", [LEA]
        )
        return [TouchedLea(cds, rows, frozenset(columns[cds])) for cds, rows in found]


def _select(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _column_types(table: str) -> dict[str, str]:
    return dict(
        _select(
            "SELECT attname, atttypid::regtype::text FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
    )


def touched_leas(
    batches: Iterable[Batch], *, before: Counterparts = compared_with
) -> dict[int, list[TouchedLea]]:
    """By Dashboard year: LEAs whose own rows would be new, gone or changed with these batches, or
    where they are rolled back (`before` is `what_comes_back`).

    Rows of schools are left out: no determination rests on them, but on a charter school's own.
    """
    found: dict[int, dict[str, TouchedLea]] = defaultdict(dict)
    for batch in batches:
        assert batch.year is not None  # noqa: S101  (a batch with rows has a year, by constraint)
        with open_difference(batch, before=before, leas_only=True) as difference:
            for lea in difference.leas():
                other = found[batch.year].get(lea.cds, TouchedLea(lea.cds, 0, frozenset()))
                found[batch.year][lea.cds] = TouchedLea(
                    lea.cds, other.rows + lea.rows, other.columns | lea.columns
                )
    return {year: list(leas.values()) for year, leas in found.items()}
