"""Splits the lines of a delimited text into records of cells, quoted fields included."""

from __future__ import annotations

import csv
from collections.abc import Iterator

LONGEST_RECORD = 200  # lines that one quoted field may run over


def records(
    lines: Iterator[tuple[int, str]], delimiter: str, width: int
) -> Iterator[tuple[int, list[str]]]:
    """Splits numbered lines into cells; joins lines where a quoted field runs on, never by mistake.

    A quote that is never closed within some lines, or whose closing would give another number of
    cells, is a character of its line: one stray quote must not swallow the rows after it.
    """
    pending: list[tuple[int, str]] = []
    for number, line in lines:
        text = line.rstrip("\n")
        if not pending and '"' not in text:
            yield number, text.split(delimiter)
            continue
        pending.append((number, text))
        # A line without a quote cannot close the field, so it needs no look of its own.
        is_open = len(pending) > 1 and '"' not in text
        cells = None if is_open else _quoted(pending, delimiter)
        if cells is not None and (len(pending) == 1 or len(cells) == width):
            yield pending[0][0], cells
            pending = []
        elif cells is not None or len(pending) >= LONGEST_RECORD:
            yield from ((at, one.split(delimiter)) for at, one in pending)
            pending = []
    yield from ((at, one.split(delimiter)) for at, one in pending)


def _quoted(pending: list[tuple[int, str]], delimiter: str) -> list[str] | None:
    """The cells of one record with quotes, or None while a quoted field is still open."""
    text = "\n".join(line for _, line in pending)
    try:
        found = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        return text.split(delimiter)
    return (found and found[0]) or [""]


def split_line(line: str, delimiter: str) -> list[str]:
    """The cells of one line; a quote that it does not close is a character of it."""
    cells = _quoted([(1, line)], delimiter)
    return line.split(delimiter) if cells is None else cells
