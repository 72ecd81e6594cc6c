"""What publishing a load changes, as step 3 of its pages says it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard_import.forms import indicator_name
from dashboard_import.models import Batch, BatchState
from dashboard_import.pages import FileLine, LoadPage, number_of_files


@dataclass(frozen=True)
class ChangeLine:
    """What publishing one file changes: rows here and live, LEAs first met, by CDS code, and gone,
    by name."""

    batch: Batch
    name: str
    rows: int
    live_rows: int
    first_met: list[str]
    schools_first_met: int
    gone: list[str]


def change_lines(page: LoadPage) -> list[ChangeLine]:
    """The files that can be published, beside what is live."""
    return [
        ChangeLine(
            batch=batch,
            name=f"{indicator_name(batch.indicator)}, {batch.year}",
            rows=batch.rows_staged,
            live_rows=sum(one["live_rows"] for one in batch.report["counties"].values()),
            first_met=[cds for cds, _, _ in batch.report["first_met"]],
            schools_first_met=batch.report["schools_first_met"],
            gone=[name or cds for cds, name in batch.report["gone"]],
        )
        for batch in page.checked
        if batch.state == BatchState.STAGED
    ]


def what_publishing_does(page: LoadPage, changes: list[ChangeLine]) -> list[str]:
    """The sentences beside the button."""
    counties = {code for batch in page.publishable for code in batch.counties} - {"00"}
    new = {cds for change in changes for cds in change.first_met}
    replaced = sum(change.live_rows > 0 for change in changes)
    kept = "what is live now can come back with one click" if replaced else ""
    return [
        sentence
        for sentence in (
            f"make {number_of_files(len(page.publishable))} live for {_counties(len(counties))}",
            f"create {len(new):,} LEA{'' if len(new) == 1 else 's'} met for the first time"
            if new
            else "",
            f"replace {number_of_files(replaced)}; {kept}" if replaced else "",
            "keep every other year and county as it is",
        )
        if sentence
    ]


def what_stays_out(page: LoadPage) -> list[str]:
    """Sentences on the files that publishing leaves out, with their names."""
    of = len(page.lines)
    reasons = {BatchState.REFUSED: "refused", BatchState.FAILED: "not checked"}
    return [
        f"{len(names)} of {number_of_files(of)} {'was' if len(names) == 1 else 'were'} {reason} "
        f"and {'stays' if len(names) == 1 else 'stay'} out: {'; '.join(names)}."
        for state, reason in reasons.items()
        if (names := [_name_or_file(line) for line in page.lines if line.batch.state == state])
    ]


def _name_or_file(line: FileLine) -> str:
    return line.name if line.batch.year else line.batch.file_name


def _counties(number: int) -> str:
    return f"{number} {'county' if number == 1 else 'counties'}"
