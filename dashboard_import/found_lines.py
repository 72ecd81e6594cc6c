"""What the check of a load found, as step 2 of its pages lists it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from dashboard_import.models import Load
from dashboard_import.pages import number_of_files
from dashboard_import.report import REMEDY_FIRST_MET, first_met_message
from dashboard_import.selectors import loads as selectors


@dataclass(frozen=True)
class FoundLine:
    """The same thing found in one file, however often."""

    state: str
    word: str
    message: str
    detail: str
    file_name: str
    where: str
    remedy: str
    url: str


LOOKS = {
    "error": ("danger", "Stops it"),
    "warning": ("warn", "To look at"),
    "information": ("info", "For information"),
}


def found_lines(load: Load) -> list[FoundLine]:
    """Everything found in a load, what stops it first. The LEAs that several files meet for the
    first time are one thing, not one a file."""
    found = selectors.grouped_faults(load)
    first_met = [entry for entry in found if entry["remedy"] == REMEDY_FIRST_MET]
    if len(first_met) < 2:
        return [_found_line(entry) for entry in found]
    others = [_found_line(entry) for entry in found if entry not in first_met]
    return [*others, _first_met_line(load, len(first_met))]


def _first_met_line(load: Load, files: int) -> FoundLine:
    new = {
        cds: name
        for batch in selectors.batches_of(load)
        for cds, name, _ in batch.report.get("first_met", [])
    }
    state, word = LOOKS["information"]
    return FoundLine(
        state=state,
        word=word,
        message=first_met_message([new[cds] for cds in sorted(new)]),
        detail="",
        file_name=number_of_files(files),
        where="",
        remedy=REMEDY_FIRST_MET,
        url=reverse("load-compare", args=[load.pk]),
    )


def _place_in_line(column: str) -> str:
    """ "Column cds", or "Character 5" of a line that was not taken apart into columns."""
    if not column:
        return ""
    is_character = column.startswith("character ")
    return column.capitalize() if is_character else f"Column {column}"


def _found_line(entry: dict[str, Any]) -> FoundLine:
    state, word = LOOKS[entry["severity"]]
    times = f"{entry['found']:,} times: " if entry["found"] > 1 else ""
    values = ", ".join(f"“{value}”" for value in entry["values"])
    column = _place_in_line(entry["column"])
    lines = ", ".join(f"{line:,}" for line in entry["lines"])
    more = " …" if entry["found"] > len(entry["lines"]) else ""
    return FoundLine(
        state=state,
        word=word,
        message=f"{times}{entry['message']}",
        detail=": ".join(part for part in (column, values) if part),
        file_name=entry["batch__file_name"],
        where=f"line{'s' if len(entry['lines']) > 1 else ''} {lines}{more}" if lines else "",
        remedy=entry["remedy"],
        url=reverse("batch-detail", args=[entry["batch_id"]]),
    )
