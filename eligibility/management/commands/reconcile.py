"""Compares our determinations with a list that the state published."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from county_office.management.county import county_if_named
from dashboard_import.faults import FileRefused
from dashboard_import.published_lists import read_published_list
from eligibility.criteria import CriteriaError
from eligibility.management.years import require_dashboards
from eligibility.reconcile import Reconciliation, reconcile


class Command(BaseCommand):
    help = (
        "Compares the current determinations with a published assistance status list. The last "
        "line is “LEAs N, cells N, differences N”; methods, status and Level 3 that differ are "
        "counted above it. Exit status 1 where anything differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="assistancestatusYY.xlsx or .xls")
        parser.add_argument("--county", help="name or code of one county; all without it")
        parser.add_argument(
            "--json", action="store_true", help="one JSON object on standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            published = read_published_list(options["file"])
            require_dashboards([published.year])
            result = reconcile(published, county_if_named(options["county"]))
        except (FileRefused, CriteriaError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(result), indent=2))
        else:
            self._tell(result)
        if result.differences or result.answer_differences:
            sys.exit(1)

    def _tell(self, result: Reconciliation) -> None:
        for difference in [*result.differences, *result.answer_differences]:
            self.stdout.write(difference.words)
        tallies = {f"Method {number}": tally for number, tally in result.methods.items()}
        tallies |= {"Status": result.status, "Level 3": result.level_3}
        for name, tally in tallies.items():
            if tally.total:
                self.stdout.write(f"{name}: {tally.words}")
        if result.undetermined_cells:
            files = ", ".join(sorted(result.missing_files))
            self.stdout.write(
                f"Undetermined here: {result.undetermined_cells} cells; not loaded: {files}"
            )
        if result.leas_from_the_list:
            self.stdout.write(
                f"Answered from a published list and not computed: {result.leas_from_the_list} LEAs"
            )
        if result.answer_differences:
            count = len(result.answer_differences)
            self.stdout.write(f"Methods, status and Level 3 that differ: {count}")
        self.stdout.write(result.last_line)


def _as_json(result: Reconciliation) -> dict[str, Any]:
    """The comparison with the answers that differ beside the cells that do."""
    return result.as_json() | {
        "answer_differences": len(result.answer_differences),
        "answer_details": [asdict(difference) for difference in result.answer_differences],
    }
