"""Loads Dashboard files from the command line: dry, unless told to publish."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from dashboard_import.archives import ARCHIVE_SUFFIX, LOADABLE
from dashboard_import.directory import INDICATOR as DIRECTORY
from dashboard_import.layouts import load_layouts
from dashboard_import.management.counties import add_county_argument, codes_of_counties
from dashboard_import.models import Batch, BatchState, Load, ReceivedFile
from dashboard_import.recognise import Choice
from dashboard_import.selectors.loads import faults_of
from dashboard_import.services import (
    NoRoom,
    NotPublishable,
    already_live,
    keep_load,
    publish_batches,
    receive_files,
    remove_batches,
    stage_batch,
    start_load,
)
from dashboard_import.staging import Progress

NAME = "import_dashboard"
FAULTS_SHOWN = 20
FIRST_YEAR, LAST_YEAR = 2017, 2099  # the first Dashboard with levels, and what its files can write
LOADED = {BatchState.STAGED, BatchState.PUBLISHED}


class Command(BaseCommand):
    help = (
        "Reads Dashboard files, checks every row and reports. Nothing changes without --publish. "
        "Folders are walked, zip archives unpacked. Exit status 0 only when every file was loaded "
        "(dry: could be)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
        add_county_argument(parser)
        parser.add_argument("--publish", action="store_true", help="make the files live")
        parser.add_argument(
            "--indicator",
            default="",
            metavar="CODE",
            help="what the files are, where they cannot tell: ELA, MATH, GRAD …",
        )
        parser.add_argument(
            "--year", type=int, help="their Dashboard year, where the rows name none"
        )
        parser.add_argument("--json", action="store_true", help="one JSON array on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        counties, others = codes_of_counties(options["county"], lambda name: Path(name).exists())
        named = [*options["paths"], *map(Path, others)]
        if not named:
            raise CommandError("Name the files or folders to import.")
        paths = files_of(named)
        choice = choice_of(options["year"], options["indicator"].upper())
        load = self._load if options["publish"] else self._try
        entries, unpublished = load(paths, counties, choice)
        if options["json"]:
            self.stdout.write(json.dumps(entries, indent=1, ensure_ascii=False))
        else:
            for entry in entries:
                self._tell(entry)
        bad = [entry["file"] for entry in entries if entry["state"] not in LOADED]
        if bad:
            self.stderr.write(
                f"{len(bad)} of {len(entries)} files cannot be loaded: {', '.join(bad)}. "
                "Nothing was published."
            )
            sys.exit(1)
        if unpublished:
            outcome = "Nothing was" if options["publish"] else "Nothing could be"
            self.stderr.write(f"{outcome} published. {unpublished}")
            sys.exit(1)
        if not options["publish"] and not options["json"]:
            self.stdout.write("Nothing was changed. To make the files live: --publish")

    def _try(
        self, paths: list[Path], counties: list[str], choice: Choice
    ) -> tuple[list[dict[str, Any]], str]:
        """Stages each file and takes it back, so that a dry run leaves nothing. With the reason why
        files that could be published each by itself could not be so together."""
        entries: list[dict[str, Any]] = []
        tried: list[tuple[Path, Batch]] = []
        for path in paths:
            with transaction.atomic():
                load = start_load(by=None, command=NAME)
                batches = self._receive(load, path, counties, choice)
                staged = [self._stage(batch) for batch in batches]
                entries += map(entry_of, staged)
                tried += [(path, batch) for batch in staged]
                transaction.set_rollback(True)
            for batch in staged:
                if not ReceivedFile.objects.filter(sha256=batch.file.sha256).exists():
                    batch.file.content.storage.delete(str(batch.file.content.name))
        return entries, rivals_among(tried)

    def _load(
        self, paths: list[Path], counties: list[str], choice: Choice
    ) -> tuple[list[dict[str, Any]], str]:
        """Stages all files; publishes them together when each can be, otherwise none. With the
        reason why files that could be published were not."""
        load = start_load(by=None, command=NAME)
        try:
            received = [
                (path, batch)
                for path in paths
                for batch in self._receive(load, path, counties, choice)
            ]
        except CommandError:
            remove_batches(batches=list(load.batches.all()))
            keep_load(load=load)
            raise
        staged = [(path, self._stage(batch)) for path, batch in received]
        batches = [batch for _, batch in staged]
        unpublished = rivals_among(staged)
        if not unpublished and all(batch.state in LOADED for batch in batches):
            try:
                published = publish_batches(
                    batches=[one for one in batches if one.state == BatchState.STAGED], by=None
                )
            except NotPublishable as reason:
                unpublished = str(reason)
            else:
                new = {batch.pk: batch for batch in published}
                batches = [new.get(batch.pk, batch) for batch in batches]
        keep_load(load=load)
        return [entry_of(batch) for batch in batches], unpublished

    def _receive(self, load: Load, path: Path, counties: list[str], choice: Choice) -> list[Batch]:
        """A batch, or one for each file of an archive."""
        try:
            with path.open("rb") as content:
                return receive_files(
                    load=load,
                    content=content,
                    name=path.name,
                    by=None,
                    counties=counties,
                    choice=choice,
                )
        except NoRoom as full:
            raise CommandError(str(full)) from full
        except OSError as error:
            raise _unreadable(path, error) from error

    def _stage(self, batch: Batch) -> Batch:
        live = already_live(batch)
        if live is not None:
            batch.delete()
            self.stderr.write(f"{batch.file_name}: already loaded and live.")
            return live
        with progress_bar(Path(batch.file_name)) as progress:
            return stage_batch(batch_id=batch.pk, progress=progress)

    def _tell(self, entry: dict[str, Any]) -> None:
        what = f"{entry['indicator']} {entry['year']}" if entry["year"] else "not recognized"
        self.stdout.write(
            f"{entry['file']}: {what}, {entry['rows_in']:,} rows in = {entry['rows_staged']:,} "
            f"staged + {entry['rows_refused']:,} refused; {entry['state']}"
        )
        for fault in entry["faults"][:FAULTS_SHOWN]:
            place = ", ".join(
                part
                for part in (
                    f"line {fault['line']}" if fault["line"] else "",
                    f"column {fault['column']}" if fault["column"] else "",
                    f"“{fault['value']}”" if fault["value"] else "",
                )
                if part
            )
            said = f"{fault['message']} {fault['remedy']}"
            self.stdout.write(f"  {fault['severity']}: {place + ': ' if place else ''}{said}")
        if len(entry["faults"]) > FAULTS_SHOWN:
            more = len(entry["faults"]) - FAULTS_SHOWN
            self.stdout.write(f"  and {more:,} more; --json gives all of them")


def choice_of(year: int | None, indicator: str) -> Choice:
    """What --year and --indicator say. Raises CommandError for what no file can be."""
    known = [*dict.fromkeys(layout.indicator for layout in load_layouts()), DIRECTORY]
    if indicator and indicator not in known:
        raise CommandError(f"There is no indicator {indicator}. Known are {', '.join(known)}.")
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise CommandError(f"{year} is no year of a Dashboard.")
    return Choice(year, indicator)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files, and those in the folders that can be Dashboard files, in the order of names, each
    once.

    Raises CommandError for the first that cannot be loaded, before anything of them is read.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        try:
            for file in _files_in(path) if path.is_dir() else [path]:
                _require_readable(file)
                found.setdefault(file.resolve(), file)
        except OSError as error:
            raise _unreadable(error.filename or path, error) from error
    return list(found.values())


def _files_in(folder: Path) -> list[Path]:
    """What a folder and those below it have that can be Dashboard files."""

    def stop(error: OSError) -> None:
        raise error

    found = sorted(
        Path(place, name)
        for place, _, names in os.walk(folder, onerror=stop)
        for name in names
        if Path(name).suffix.lower() in {*LOADABLE, ARCHIVE_SUFFIX}
    )
    if not found:
        raise CommandError(
            f"No file was found in {folder} that could be loaded: files end in "
            f"{', '.join(sorted({*LOADABLE, ARCHIVE_SUFFIX}))}."
        )
    return found


def _require_readable(path: Path) -> None:
    """Raises CommandError where a path is no file or its name cannot be kept, OSError where its
    bytes cannot be read."""
    if path.is_symlink() and not path.exists():
        raise CommandError(f"{_shown(path)} is a link to a file that does not exist.")
    if not path.exists():
        raise CommandError(f"{_shown(path)} does not exist.")
    if not path.is_file():
        raise CommandError(f"{_shown(path)} is neither a file nor a folder.")
    if _shown(path.name) != path.name:
        raise CommandError(f"The name of {_shown(path)} is not written in UTF-8. Rename the file.")
    path.open("rb").close()


def _unreadable(path: Path | str, error: OSError) -> CommandError:
    return CommandError(f"{_shown(path)} cannot be read: {error.strerror}.")


def _shown(path: Path | str) -> str:
    """A path in letters that every terminal and the database take."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def rivals_among(staged: list[tuple[Path, Batch]]) -> str:
    """Says which two files of one run are for the same county, since nobody said which of them
    shall be live; empty where none are."""
    first: dict[tuple[int | None, str, str], tuple[Path, Batch]] = {}
    for path, batch in staged:
        for code in batch.counties:
            other, rival = first.setdefault((batch.year, batch.indicator, code), (path, batch))
            if rival.pk != batch.pk:
                return (
                    f"{other} and {path} are both {batch} for county {code}. "
                    "Publish one of them, then the other if it replaces it."
                )
    return ""


def entry_of(batch: Batch) -> dict[str, Any]:
    """A batch as `--json` gives it."""
    return {
        "file": batch.file_name,
        "year": batch.year,
        "indicator": batch.indicator,
        "rows_in": batch.rows_in,
        "rows_staged": batch.rows_staged,
        "rows_refused": batch.rows_refused,
        "sha256": batch.file.sha256,
        "state": batch.state,
        "faults": [
            {
                "severity": fault.severity,
                "line": fault.line,
                "column": fault.column,
                "value": fault.value,
                "message": fault.message,
                "remedy": fault.remedy,
                "county": fault.county_code,
            }
            for fault in faults_of(batch)
        ],
    }


@contextmanager
def progress_bar(path: Path) -> Iterator[Progress]:
    """A bar on a terminal's standard error; nothing elsewhere."""
    with tqdm(
        desc=path.name, unit=" rows", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False
    ) as bar:

        def progress(phase: str, rows: int) -> None:
            bar.set_postfix_str(phase, refresh=False)
            bar.update(rows - bar.n)

        yield progress
