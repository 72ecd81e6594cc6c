"""The checked files of a load, as step 2 of its pages shows them, and its big figures.

What the check found is in found_lines.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from county_office.models import County
from dashboard_import.forms import indicator_name
from dashboard_import.models import Batch
from dashboard_import.pages import LoadPage
from dashboard_import.services.receiving import counties_without_refused_rows


@dataclass(frozen=True)
class CheckedLine:
    """A checked file beside its distribution: `shares` are percent of rows by level 0 to 5.
    `left_out` are its rows of counties that were not asked for."""

    batch: Batch
    name: str
    left_out: int
    county_rows: int
    kind: str
    shares: list[int]
    shares_before: list[int]
    before: str
    chip: tuple[str, str] | None
    rest: list[str]


def checked_lines(page: LoadPage, county: County | None) -> list[CheckedLine]:
    """File by file: rows, the county's rows, levels now and before, and what can go on."""
    chips = {line.batch.pk: line.chip for line in page.lines}
    lines = []
    for batch in page.checked:
        levels = batch.report["levels"]
        kind = "color" if any(levels.get("color", [0])[1:]) else "statuslevel"
        before = batch.report["before"]
        own = batch.report["counties"].get(county.code, {}) if county else {}
        lines.append(
            CheckedLine(
                batch=batch,
                name=indicator_name(batch.indicator),
                left_out=batch.report.get("rows_left_out", 0),
                county_rows=own.get("rows", 0),
                kind=kind,
                shares=_shares(levels.get(kind, [])),
                shares_before=_shares(before.get("levels", {}).get(kind, [])),
                before={"live": "live now"}.get(before.get("what", ""), before.get("what", "")),
                chip=chips[batch.pk],
                rest=counties_without_refused_rows(batch) if batch.rows_refused else [],
            )
        )
    return lines


def lines_that_come(lines: list[CheckedLine]) -> list[CheckedLine]:
    """The checked files whose levels are or can be live: what was refused never comes."""
    return [line for line in lines if line.batch.has_rows]


def _shares(levels: list[int]) -> list[int]:
    total = sum(levels)
    return [round(100 * rows / total) for rows in levels] if total and any(levels[1:]) else []


def figures(page: LoadPage) -> list[tuple[str, str]]:
    """The big figures of the check, every row of the files in one of them."""
    batches = [line.batch for line in page.lines]
    left_out = sum(batch.report.get("rows_left_out", 0) for batch in batches)
    verified = sum(batch.layout_known == "verified" for batch in batches)
    return [
        (f"{sum(batch.rows_in for batch in batches):,}", "rows read"),
        (f"{sum(batch.rows_staged for batch in batches):,}", "rows good"),
        (f"{sum(batch.rows_refused for batch in batches):,}", "rows refused"),
        *([(f"{left_out:,}", "rows of other counties, left out")] if left_out else ()),
        (f"{verified} of {len(batches)}", "layouts verified against a published file"),
    ]
