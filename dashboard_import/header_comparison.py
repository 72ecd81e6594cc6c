"""A header that no layout recognizes, column by column beside the layout that it is closest to.

It shows what a person needs to say which column is which; it decides nothing. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from dashboard_import.faults import FileRefused, Finding, Severity
from dashboard_import.layouts import Layout

ALIKE = 0.6  # how alike two names are to be called probably the same, 0 to 1
AS_PUBLISHED = "Load the file as the state published it."


class ColumnState(StrEnum):
    """What the comparison says of a column."""

    KNOWN = "known"
    RENAMED = "probably renamed"
    MISSING = "missing"
    NEW = "new"


@dataclass(frozen=True)
class ColumnLine:
    """A column of the layout (`published`), of the file (`found`), or of both; "" where one lacks
    it. `is_needed`: a rule reads it."""

    state: ColumnState
    published: str
    found: str
    is_needed: bool = False


@dataclass(frozen=True)
class HeaderComparison:
    """A file's header beside a layout, in the layout's order, then what is only in the file."""

    layout: Layout
    lines: tuple[ColumnLine, ...]

    @property
    def missing(self) -> list[ColumnLine]:
        """Columns of the layout that the file does not have by their name, needed ones first."""
        found = [line for line in self.lines if line.published and line.state != ColumnState.KNOWN]
        return sorted(found, key=lambda line: not line.is_needed)

    @property
    def new(self) -> list[str]:
        """Columns of the file that the layout does not have, in the file's order of names."""
        return [line.found for line in self.lines if line.found and line.state != ColumnState.KNOWN]

    @property
    def words(self) -> str:
        """What differs, in a sentence or two: for a terminal."""
        needed = [line.published for line in self.missing if line.is_needed]
        renamed = [
            f"{line.found} (probably {line.published})"
            for line in self.lines
            if line.state == ColumnState.RENAMED
        ]
        parts = []
        if needed:
            parts.append(f"A rule reads {', '.join(needed)}, which the file lacks.")
        if renamed:
            parts.append(f"Look at {', '.join(renamed)}.")
        return " ".join(parts)


class HeaderUnknown(FileRefused):
    """A file whose header is that of no known file; `layout` is the closest."""

    def __init__(self, header: Sequence[str], layout: Layout, findings: Iterable[Finding]) -> None:
        super().__init__(*findings)
        self.header = tuple(header)
        self.layout = layout


def closest_layout(header: Sequence[str], layouts: Iterable[Layout]) -> Layout:
    """The layout that shares most columns with a header."""
    return max(layouts, key=lambda layout: _closeness(header, layout))


def _closeness(header: Sequence[str], layout: Layout) -> float:
    ours = {layout.canonical(name) for name in header}
    theirs = set(layout.canonical_columns)
    return len(ours & theirs) / len(ours | theirs)


def compare_header(header: Sequence[str], layout: Layout) -> HeaderComparison:
    """Every column of both sides once."""
    difference = layout.difference(header)
    here = {layout.canonical(name): name for name in header}
    renamed = _probably_renamed(difference.missing, difference.new)
    lines = []
    for published in layout.columns:
        canonical = layout.canonical(published)
        needed = canonical in layout.needed
        if canonical in here:
            line = ColumnLine(ColumnState.KNOWN, published, here[canonical], needed)
        elif published in renamed:
            line = ColumnLine(ColumnState.RENAMED, published, renamed[published], needed)
        else:
            line = ColumnLine(ColumnState.MISSING, published, "", needed)
        lines.append(line)
    taken = set(renamed.values())
    lines += [ColumnLine(ColumnState.NEW, "", name) for name in difference.new if name not in taken]
    return HeaderComparison(layout, tuple(lines))


def _probably_renamed(missing: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """The layout's names and the file's that are most alike, each once, the likest pair first."""
    pairs = sorted(
        ((_likeness(one, other), one, other) for one in missing for other in new), reverse=True
    )
    found: dict[str, str] = {}
    for likeness, one, other in pairs:
        if likeness >= ALIKE and one not in found and other not in found.values():
            found[one] = other
    return found


def _likeness(one: str, other: str) -> float:
    """0 to 1; names that cannot be alike enough are not looked at closely."""
    matcher = SequenceMatcher(None, one.lower(), other.lower())
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def header_unknown(
    header: Sequence[str], layouts: Iterable[Layout], *, line: int, file_name: str
) -> HeaderUnknown:
    """The refusal of a file by its header, said column by column."""
    comparison = compare_header(header, closest_layout(header, layouts))
    layout = comparison.layout
    differing = [one.published for one in comparison.missing] + comparison.new
    findings = [
        Finding(
            f"The header is that of no known file. It is nearest to {layout.indicator} of "
            f"{layout.year}, which has {len(layout.columns)} columns; here are {len(header)}. "
            f"{comparison.words}".strip(),
            f"{AS_PUBLISHED} Where the state has changed its columns, a system administrator says "
            "on the file's page which is which.",
            line=line,
            column=differing[0],
            value=file_name,
        )
    ]
    findings += [_missing(one, line) for one in comparison.missing]
    findings += [_new(name, line) for name in comparison.new]
    return HeaderUnknown(header, layout, findings)


def _missing(one: ColumnLine, line: int) -> Finding:
    return Finding(
        "The column is missing and the rule reads it." if one.is_needed else "It is missing.",
        f"Is it the column {one.found}? Then give it its published name."
        if one.found
        else AS_PUBLISHED,
        severity=Severity.ERROR if one.is_needed else Severity.WARNING,
        line=line,
        column=one.published,
    )


def _new(name: str, line: int) -> Finding:
    return Finding(
        "The layout does not have this column.",
        "Give it its published name, or leave it out.",
        severity=Severity.WARNING,
        line=line,
        column=name or "(no name)",
    )
