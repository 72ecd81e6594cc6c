"""Writes fictitious Dashboard files: the demonstration county's, or a whole invented state's."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from dashboard_import.directory import layout_of_directory
from dashboard_import.generate import (
    DASHBOARD_YEARS,
    county_layouts,
    write_county_files,
    write_school_directory,
    write_statewide_directory,
    write_statewide_file,
)


class Command(BaseCommand):
    help = "Write fictitious Dashboard files of a year in the state's own layouts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, choices=DASHBOARD_YEARS)
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--county", choices=["99"], default="99", help="The demonstration's.")
        scope.add_argument("--statewide", action="store_true", help="An invented state's files.")
        parser.add_argument("--output", type=Path, required=True, help="A folder; made if missing.")

    def handle(self, *, year: int, statewide: bool, output: Path, **options: Any) -> None:
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{output} cannot be used as a folder: {error.strerror}.") from error
        if not statewide:
            for path in [*write_county_files(year, output), write_school_directory(year, output)]:
                self.stdout.write(str(path))
            return
        layouts = [layout for layout in county_layouts(year) if not layout.is_workbook]
        for layout in tqdm(layouts, desc=f"Dashboard {year}", unit="file", disable=None):
            rows = write_statewide_file(layout, output / layout.file_name)
            self.stdout.write(f"{output / layout.file_name}  {rows:,} rows")
        path = output / layout_of_directory(year).file_name
        rows = write_statewide_directory(year, path)
        self.stdout.write(f"{path}  {rows:,} rows")
