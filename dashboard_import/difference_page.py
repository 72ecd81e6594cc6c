"""How a page shows what a file changes: the filters, a page of rows, values in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django import forms

from county_office.indicators import INDICATORS, LEVEL_COLORS, status_word
from county_office.student_groups import GROUP_LABELS
from dashboard_import.difference import (
    CHANGED,
    GONE,
    LEA,
    NEW,
    SCHOOL,
    STATE,
    Difference,
    DifferentRow,
    Narrowed,
)
from dashboard_import.tables import GROUP, Parent

KIND_WORDS = {CHANGED: "changed", NEW: "new", GONE: "gone"}
# Kind → look and word of the chip beside a row; most rows of a re-issued file are changed ones.
KIND_CHIPS = {NEW: ("ok", "New"), GONE: ("info", "Gone")}
PLACE_WORDS = {LEA: "LEAs", SCHOOL: "schools", STATE: "the state"}
CELLS_SHOWN = 6
NOTHING = "none"


class DifferenceFilterForm(forms.Form):
    """Offers what differs; a value that no row has is treated as not given."""

    kind = forms.ChoiceField(required=False, label="Rows")
    place = forms.ChoiceField(required=False, label="Of")
    group = forms.ChoiceField(required=False, label="Group")
    column = forms.ChoiceField(required=False, label="Column")

    def __init__(self, *args: Any, difference: Difference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", KIND_WORDS, difference.counts("kind"), "all that differ")
        self._offer("place", PLACE_WORDS, difference.counts("place"), "LEAs and schools")
        groups = difference.counts("grp")
        labels = {code: group_label(code, difference.batch.indicator) for code in groups}
        in_order = sorted(labels, key=lambda code: (code not in GROUP_LABELS, labels[code]))
        self._offer("group", {code: labels[code] for code in in_order if code}, groups, "any")
        self._offer("column", difference.columns, difference.columns_changed(), "any")

    def _offer(
        self, name: str, labels: Mapping[str, str], counts: Mapping[str, int], any_word: str
    ) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        offered = [
            (value, f"{label} ({counts[value]:,})")
            for value, label in labels.items()
            if value in counts
        ]
        field.choices = [("", any_word), *offered]

    def narrowed(self) -> Narrowed:
        """What was chosen, as the difference takes it."""
        self.is_valid()
        return Narrowed(**{name: self.cleaned_data.get(name, "") for name in self.fields})


def group_label(code: str, indicator: str) -> str:
    """A student group's name, or the priority of a local indicator."""
    if GROUP not in Parent.of(indicator).key:
        return f"Priority {code}" if code else ""
    return GROUP_LABELS.get(code, "All students" if code == "ALL" else code)


class DifferentRows(Sequence[DifferentRow]):
    """The rows as a Paginator takes them: only the page that is shown is read."""

    def __init__(self, difference: Difference, narrowed: Narrowed) -> None:
        self._difference = difference
        self._narrowed = narrowed

    def __len__(self) -> int:
        return self._difference.count(self._narrowed)

    @overload
    def __getitem__(self, wanted: int) -> DifferentRow: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[DifferentRow]: ...

    def __getitem__(self, wanted: int | slice) -> DifferentRow | list[DifferentRow]:
        if isinstance(wanted, int):
            return self._difference.rows(self._narrowed, wanted, 1)[0]
        return self._difference.rows(self._narrowed, wanted.start, wanted.stop - wanted.start)


@dataclass(frozen=True)
class CellLine:
    """A differing cell in words, with the levels where it is a color; empty words where the row is
    not in that file."""

    column: str
    before: str
    after: str
    level_before: int | None = None
    level_after: int | None = None


@dataclass(frozen=True)
class RowLine:
    """A differing row in words; `more` counts the changed cells that are not shown."""

    row: DifferentRow
    chip: tuple[str, str] | None
    name: str
    note: str
    group: str
    cells: list[CellLine]
    more: int


def row_line(row: DifferentRow, indicator: str) -> RowLine:
    """A row as its line on the page."""
    cells = [
        CellLine(
            column=cell.column,
            before="" if row.kind == NEW else value_words(cell.column, cell.before, indicator),
            after="" if row.kind == GONE else value_words(cell.column, cell.after, indicator),
            level_before=_color(cell.column, cell.before),
            level_after=_color(cell.column, cell.after),
        )
        for cell in row.cells
        if row.kind == CHANGED or cell.before or cell.after
    ]
    return RowLine(
        row=row,
        chip=KIND_CHIPS.get(row.kind),
        name="California" if row.place == STATE else row.name or row.lea_name or row.cds,
        note=row.lea_name if row.name else "",
        group=group_label(row.group, indicator),
        cells=cells[:CELLS_SHOWN],
        more=len(cells[CELLS_SHOWN:]),
    )


def _color(column: str, value: str | None) -> int | None:
    return int(value or 0) if column == "color" else None


def value_words(column: str, value: str | None, indicator: str) -> str:
    """A cell's value as a person says it: "Red", "Very High", "12.5", "none"."""
    if not value:
        return NOTHING
    if column == "color":
        return LEVEL_COLORS.get(int(value), NOTHING)
    if column == "statuslevel" and indicator in INDICATORS and value != "0":
        return status_word(indicator, int(value))
    return NOTHING if column in {"statuslevel", "changelevel"} and value == "0" else value


def column_counts(difference: Difference, narrowed: Narrowed) -> list[tuple[str, str, int]]:
    """Stored name, published name, and in how many of the narrowed rows the column differs."""
    return [
        (name, difference.columns[name], rows)
        for name, rows in difference.columns_changed(narrowed).items()
    ]
