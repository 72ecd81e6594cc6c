"""Fetches a Dashboard year's files from the state's site and checks them. Nothing is published."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from county_office.dashboard_years import words_of_no_dashboard
from dashboard_import.downloads import Progress
from dashboard_import.layouts import Layout
from dashboard_import.management.commands.import_dashboard import progress_bar
from dashboard_import.management.counties import add_county_argument, codes_of_counties
from dashboard_import.models import BatchState, Download
from dashboard_import.selectors.loads import dashboard_years, fetchable_layouts
from dashboard_import.services import already_live, fetch_download, stage_batch, start_fetch

NAME = "fetch_dashboard"
BY_HAND = "Or download the files in a browser and load them with import_dashboard."


class Command(BaseCommand):
    help = (
        "Downloads the files of a Dashboard year from the addresses that the layouts name, resumes "
        "what broke off, and checks them. Nothing is published: a person does that on the page of "
        "the load. Exit status 0 only when every file was fetched and could be published."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", nargs="?", type=int, metavar="YEAR")
        parser.add_argument(
            "--indicator",
            nargs="+",
            action="extend",
            default=[],
            metavar="CODE",
            help="only these files: ELA, MATH, ELPI, GRAD, CHRO, SUSP, CCI, SCIENCE, ENROLLMENT",
        )
        add_county_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        counties, years = codes_of_counties(options["county"], _is_year)
        years += filter(_is_year, options["indicator"])  # a list of codes takes what follows it
        named = [each for each in (options["year"], *map(int, years)) if each]
        if len(named) != 1:
            raise CommandError("Name one Dashboard year.")
        codes = [code.upper() for code in options["indicator"] if not _is_year(code)]
        layouts = _wanted(named[0], codes)
        load = start_fetch(layouts=layouts, by=None, command=NAME, counties=counties)
        bad = 0
        for download in load.downloads.all():
            if not self._fetch(download):
                bad += 1
            download.refresh_from_db()
            if download.is_host_unreachable:
                break
        if not load.batches.exists():
            load.delete()
        else:
            self.stdout.write(
                "Nothing is live yet. Look at the check and publish: "
                f"{settings.DESK_ADDRESS}/data/loads/{load.pk}/check/"
            )
        if bad:
            sys.exit(1)

    def _fetch(self, download: Download) -> bool:
        """Fetches and checks one file, and says what became of it."""
        with download_bar(download) as progress:
            done = fetch_download(download_id=download.pk, progress=progress)
        if done.is_host_unreachable:
            self.stderr.write(f"{done.message} {done.remedy} {BY_HAND}")
            return False
        if done.batch is None:
            self.stderr.write(f"{done.address}: {done.message} {done.remedy}")
            return False
        batch = done.batch
        if already_live(batch) is not None:
            batch.delete()
            self.stdout.write(f"{done.file_name}: already loaded and live.")
            return True
        with progress_bar(Path(done.file_name)) as checking:
            batch = stage_batch(batch_id=batch.pk, progress=checking)
        self.stdout.write(
            f"{batch.file_name}: {batch}, {batch.rows_in:,} rows in = {batch.rows_staged:,} "
            f"staged + {batch.rows_refused:,} refused; {batch.state}"
        )
        return batch.state == BatchState.STAGED


def _is_year(text: str) -> bool:
    return text.isdecimal() and len(text) == 4


def _wanted(year: int, codes: list[str]) -> list[Layout]:
    """The layouts of a year that name an address, narrowed to the codes."""
    found = fetchable_layouts(year)
    if said := words_of_no_dashboard(year):
        raise CommandError(said)
    if not found:
        years = ", ".join(map(str, dashboard_years()))
        raise CommandError(f"No file of {year} has a known address; there are those of {years}.")
    known = {layout.indicator for layout in found}
    for code in codes:
        if code not in known:
            raise CommandError(
                f"No address is known for {code} of {year}; there are those of "
                f"{', '.join(sorted(known))}. Load other files with import_dashboard."
            )
    return [layout for layout in found if not codes or layout.indicator in codes]


@contextmanager
def download_bar(download: Download) -> Iterator[Progress]:
    """A bar on a terminal's standard error; nothing elsewhere."""
    with tqdm(
        desc=download.file_name,
        unit="B",
        unit_scale=True,
        unit_divisor=1024,
        file=sys.stderr,
        disable=not sys.stderr.isatty(),
        leave=False,
    ) as bar:

        def progress(done: int, of: int | None) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield progress
