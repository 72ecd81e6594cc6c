"""What the pages of a load show, put together from batches, reports and findings."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat

from county_office.models import User
from dashboard_import.forms import indicator_name
from dashboard_import.models import (
    Batch,
    BatchState,
    Download,
    DownloadState,
    Load,
    Publication,
)
from dashboard_import.models.loads import Act
from dashboard_import.selectors import loads as selectors
from dashboard_import.services.publishing import may_publish
from dashboard_import.services.receiving import is_broken_off

WORKING = {BatchState.RECEIVED, BatchState.STAGING}
# State → key of the chip's look (`desk.state_chip`) and its word.
CHIPS = {
    BatchState.RECEIVED: ("waiting", "Waiting"),
    BatchState.STAGED: ("ok", "Good"),
    BatchState.REFUSED: ("danger", "Refused"),
    BatchState.PUBLISHED: ("ok", "Published"),
    BatchState.REPLACED: ("info", "Replaced"),
    BatchState.ROLLED_BACK: ("info", "Rolled back"),
    BatchState.FAILED: ("danger", "Not checked"),
}
# A check whose worker died; the sweep of `config.schedule` finds it.
BROKEN_OFF = ("warn", "Broken off")


@dataclass(frozen=True)
class FileLine:
    """One file of a load in the list of files."""

    batch: Batch
    name: str
    chip: tuple[str, str] | None
    share: int | None
    note: str
    is_other_year: bool


@dataclass(frozen=True)
class DownloadLine:
    """One file of a load that has not arrived yet."""

    download: Download
    name: str
    share: int | None
    is_failed: bool
    note: str


@dataclass(frozen=True)
class LoadPage:
    """A load as its pages show it."""

    load: Load
    lines: list[FileLine]
    downloads: list[DownloadLine]
    year: int | None
    is_working: bool
    checked: list[Batch]
    publishable: list[Batch]
    errors: int
    steps: list[dict[str, Any]]
    rolled_back_at: dt.datetime | None = None

    @property
    def title(self) -> str:
        return f"Dashboard {self.year}" if self.year else "Dashboard files"

    @property
    def is_published(self) -> bool:
        """Whether something of it was made live and nothing is left to publish."""
        return not self.publishable and any(
            line.batch.state == BatchState.PUBLISHED for line in self.lines
        )

    @property
    def is_replaced(self) -> bool:
        """Whether it was live and newer files are live in place of all of it."""
        batches = [line.batch for line in self.lines]
        return _was_live(batches) and all(batch.state != BatchState.PUBLISHED for batch in batches)

    @property
    def something_is_back(self) -> bool:
        """Whether rolling it back brought back files that were live before."""
        return any(
            earlier
            for line in self.lines
            if line.batch.state == BatchState.ROLLED_BACK
            for earlier in line.batch.live_when_checked.values()
        )

    @property
    def size(self) -> int:
        return sum(line.batch.file.size for line in self.lines)

    @property
    def compare_label(self) -> str:
        return _compare_label(self.checked)


def load_page(load: Load, user: User, step: str) -> LoadPage:
    """What every step of a load's wizard shows; `step` is files, check or compare."""
    batches = selectors.batches_of(load)
    downloads = selectors.downloads_of(load)
    years = Counter(
        [batch.year for batch in batches if batch.year] + [one.year for one in downloads]
    )
    year = years.most_common(1)[0][0] if years else None
    counts = selectors.fault_counts(load)
    lines = [_file_line(batch, year, counts.get(batch.pk, {})) for batch in batches]
    is_working = any(batch.state in WORKING for batch in batches) or any(
        download.state != DownloadState.FAILED for download in downloads
    )
    staged = [batch for batch in batches if batch.state == BatchState.STAGED]
    rolled_back_at = None if is_working else _rolled_back_at(batches)
    return LoadPage(
        load=load,
        lines=lines,
        downloads=[_download_line(download) for download in downloads],
        year=year,
        is_working=is_working,
        checked=[batch for batch in batches if batch.report.get("counties")],
        publishable=[batch for batch in staged if may_publish(user, batch)],
        errors=sum(batch.state in {BatchState.REFUSED, BatchState.FAILED} for batch in batches),
        steps=[] if rolled_back_at else _steps(load, step, batches, is_working, counts),
        rolled_back_at=rolled_back_at,
    )


def _was_live(batches: Sequence[Batch]) -> bool:
    """Whether files were published, not rolled back, and nothing waits for being published."""
    states = {batch.state for batch in batches}
    return BatchState.STAGED not in states and bool(
        states & {BatchState.PUBLISHED, BatchState.REPLACED}
    )


def _rolled_back_at(batches: Sequence[Batch]) -> dt.datetime | None:
    """When the last of its files was rolled back, where nothing else is or can be live of it."""
    taken_back = [batch for batch in batches if batch.state == BatchState.ROLLED_BACK]
    if not taken_back or any(
        batch.has_rows for batch in batches if batch.state != BatchState.ROLLED_BACK
    ):
        return None
    last = Publication.objects.filter(batch__in=taken_back, act=Act.ROLLED_BACK).first()
    return last.at if last else None


def _file_line(batch: Batch, year: int | None, counts: dict[str, int]) -> FileLine:
    chip = CHIPS.get(BatchState(batch.state))
    warnings = counts.get("warning", 0)
    if batch.state == BatchState.STAGED and warnings:
        chip = ("warn", "To look at")
    name = f"{indicator_name(batch.indicator)}, {batch.year}" if batch.year else "Not recognized"
    share = None
    note = ""
    if batch.state == BatchState.STAGING:
        name = "Being checked"
        if is_broken_off(batch):
            chip, note = BROKEN_OFF, "It begins again by itself within five minutes."
        else:
            share = _share(batch)
            note = f"{batch.progress_phase}, {batch.progress_rows:,} rows"
    elif batch.state == BatchState.RECEIVED:
        name = "Received"
    elif "choice" in batch.report:
        note = "Say which file it is"
    elif batch.rows_refused:
        note = f"{batch.rows_refused:,} of {batch.rows_in:,} rows refused"
    elif batch.rows_in or batch.has_rows:
        note = f"{batch.rows_in:,} rows"
    return FileLine(
        batch, name, chip, share, note, bool(batch.year and year and batch.year != year)
    )


def _share(batch: Batch) -> int | None:
    return percent(batch.progress_rows, batch.progress_of)


def percent(done: int, of: int | None) -> int | None:
    """How much of a whole is done, 0 to 100; None where the whole is not known."""
    return min(round(100 * done / of), 100) if of else None


def _download_line(download: Download) -> DownloadLine:
    note = "Waiting"
    if download.state == DownloadState.FAILED:
        note = f"{download.message} {download.remedy}"
    elif download.state == DownloadState.FETCHING:
        of = f" of {filesizeformat(download.bytes_of)}" if download.bytes_of else ""
        note = f"{filesizeformat(download.bytes_done)}{of}"
    return DownloadLine(
        download=download,
        name=f"{indicator_name(download.indicator)}, {download.year}",
        share=percent(download.bytes_done, download.bytes_of),
        is_failed=download.state == DownloadState.FAILED,
        note=note,
    )


def _steps(
    load: Load,
    current: str,
    batches: Sequence[Batch],
    is_working: bool,
    counts: dict[int, dict[str, int]],
) -> list[dict[str, Any]]:
    """The four cells of the wizard with their notes; refused files keep no step from being done."""
    done = not is_working and _was_live(batches)
    to_look_at = sum(found.get("error", 0) + found.get("warning", 0) for found in counts.values())
    arrived = sum(batch.state not in WORKING for batch in batches)
    order = ["files", "check", "compare", "publish"]
    at = len(order) if done else order.index(current)
    notes = {
        "files": f"{arrived} of {len(batches)} checked"
        if is_working
        else number_of_files(len(batches)),
        "check": f"{to_look_at:,} to look at" if not is_working and batches else "",
        "compare": "",
        "publish": "Published" if done else "",
    }
    labels = {
        "files": "Files",
        "check": "Check",
        "compare": _compare_label(batches),
        "publish": "Publish",
    }
    return [
        {
            "number": number,
            "label": labels[name],
            "when": notes[name],
            "state": "done" if number <= at else "now" if number == at + 1 else "to-come",
        }
        for number, name in enumerate(order, start=1)
    ]


def _compare_label(batches: Sequence[Batch]) -> str:
    """Names what the files are compared with: what they would replace, else the newest earlier
    Dashboard whose levels stand beside theirs, which is not always that of the year before."""
    found = {batch.report.get("before", {}).get("what", "") for batch in batches} - {""}
    if "live" in found:
        return "Compare with what is live"
    return f"Compare with {max(found)}" if found else "Compare"


def number_of_files(number: int) -> str:
    return f"{number} file{'' if number == 1 else 's'}"
