"""Which counties a file counts for: those of its rows, and all of California where it is the
state's own, since a county of which a statewide file has no row has no such results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dashboard_import.cds import read_cds
from dashboard_import.layouts import Layout
from dashboard_import.readers import OpenedFile, rows

# The state numbers its counties by the alphabet; 99 is the demonstration's, 00 the state's rows.
CALIFORNIA = frozenset(f"{number:02}" for number in range(1, 59))


def is_statewide(counties: Collection[str]) -> bool:
    """Whether rows of these counties make a file of the state: more than half of the 58.

    The state's own row is not asked for: local indicators and lists have none.
    """
    return 2 * len(CALIFORNIA.intersection(counties)) > len(CALIFORNIA)


def counties_without_rows(
    with_rows: Collection[str], wanted: Collection[str], opened: OpenedFile, layout: Layout
) -> frozenset[str]:
    """The counties of California for which a batch counts although it has no row of them.

    `with_rows` are the counties of its rows, `wanted` those to which it was cut down (empty: all).
    Only where one of those has no row is the file read again, until it is known to be statewide.
    """
    if not wanted:
        return CALIFORNIA.difference(with_rows) if is_statewide(with_rows) else frozenset()
    missing = CALIFORNIA.intersection(wanted).difference(with_rows)
    if not missing or not (is_statewide(with_rows) or _is_file_statewide(opened, layout)):
        return frozenset()
    return missing


def _is_file_statewide(opened: OpenedFile, layout: Layout) -> bool:
    found: set[str] = set()
    for cds in _codes(opened, layout):
        if cds[:2] not in found:
            found.add(cds[:2])
            if is_statewide(found):
                return True
    return False


def _codes(opened: OpenedFile, layout: Layout) -> Iterator[str]:
    """The codes of a file's rows that can be read."""
    if opened.published_list is not None:
        yield from (row.cds for row in opened.published_list.rows)
        return
    at = [layout.canonical(name) for name in opened.header].index("cds")
    for _, row in rows(opened):
        if len(row) > at and (cds := read_cds(row[at])):
            yield cds
