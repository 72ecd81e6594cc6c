"""Makes the table of a batch, fills it the fast way or the checked way, and takes it away again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from dashboard_import.layouts import Layout
from dashboard_import.readers import OpenedFile
from dashboard_import.staging.as_is import copy_as_is
from dashboard_import.staging.checked import stage_checked
from dashboard_import.staging.source import Canceled, Progress, Source
from dashboard_import.summary import Summary, summarise
from dashboard_import.tables import Parent, child_table, file_columns

__all__ = ["Canceled", "Progress", "Staged", "discard_rows", "stage_rows"]


@dataclass(frozen=True)
class Staged:
    """What became of a file's rows: rows_in = rows_staged + rows_refused, always. `left_out` were
    rows of counties that are not wanted. `columns`: published name and column of the table."""

    rows_in: int
    rows_staged: int
    rows_refused: int
    left_out: int
    columns: tuple[tuple[str, str], ...]
    summary: Summary


def stage_rows(
    *,
    batch_id: int,
    opened: OpenedFile,
    layout: Layout,
    known_counties: frozenset[str],
    wanted: frozenset[str],
    progress: Progress,
) -> Staged:
    """Types and checks every row of a file into a table of its own; the caller's transaction.

    Raises Canceled from `progress`; FileRefused where the file turns out not to be readable.
    """
    parent = Parent.of(layout.indicator)
    header = opened.header if opened.published_list is None else layout.columns
    source = Source(
        batch_id=batch_id,
        table=child_table(batch_id, layout.indicator),
        parent=parent,
        opened=opened,
        layout=layout,
        columns=file_columns(layout, header),
        known_counties=known_counties,
        wanted=wanted,
        progress=progress,
    )
    columns = tuple((one.published or one.canonical, one.stored) for one in source.columns)
    if as_is := copy_as_is(source):
        copied, summary = as_is
        return Staged(copied, copied, 0, opened.lines - copied, columns, summary)
    outcome = stage_checked(source)
    return Staged(
        outcome.rows_in,
        outcome.staged,
        outcome.refused,
        outcome.left_out,
        columns,
        summarise(source.table, parent),
    )


def discard_rows(*, batch_id: int, indicator: str) -> None:
    """Takes the table of a batch away."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {child_table(batch_id, indicator)}")
