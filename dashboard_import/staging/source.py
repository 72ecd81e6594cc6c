"""What the two ways of staging share: the file, its columns, the table and the counties."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashboard_import.layouts import Layout
from dashboard_import.readers import OpenedFile, rows
from dashboard_import.tables import FileColumn, Parent

# Told how far it is: the phase in words and the rows done; may raise Canceled.
Progress = Callable[[str, int], None]


class Canceled(Exception):  # noqa: N818  (an order, not a fault)
    """Somebody canceled the load; nothing of it stays."""


@dataclass(frozen=True)
class Source:
    """A file to be staged as the rows of one batch. `wanted` empty: the rows of all counties."""

    batch_id: int
    table: str
    parent: Parent
    opened: OpenedFile
    layout: Layout
    columns: tuple[FileColumn, ...]
    known_counties: frozenset[str]
    wanted: frozenset[str]
    progress: Progress

    @property
    def is_published_list(self) -> bool:
        return self.opened.published_list is not None

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        return rows(self.opened)

    def position_of(self, canonical: str) -> int | None:
        """Where a canonical column stands in the file, from 0."""
        for position, column in enumerate(self.columns):
            if column.canonical == canonical:
                return position
        return None
