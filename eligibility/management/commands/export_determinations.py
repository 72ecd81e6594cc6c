"""Writes determinations in the layout of the state's published list."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from county_office.management.county import county_if_named
from eligibility.criteria import CriteriaError, load_criteria
from eligibility.exports import export_published_layout
from eligibility.management.years import require_dashboards


class Command(BaseCommand):
    help = "Exports the current determinations of a year in the layout of the published list."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, help="Dashboard year, such as 2022")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE.csv|.xlsx")
        parser.add_argument("--county", help="name or code of one county; the state without it")
        parser.add_argument(
            "--charter-schools",
            action="store_true",
            help="charter schools, which the state lists apart, instead of districts and COEs",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        county = county_if_named(options["county"])
        require_dashboards([options["year"]])
        try:
            load_criteria(options["year"])
            written = export_published_layout(
                options["year"],
                options["output"],
                county=county,
                charter_schools=options["charter_schools"],
            )
        except (CriteriaError, ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        if not written:
            raise CommandError(
                f"No determinations of {options['year']}. Run determine_eligibility first."
            )
        self.stdout.write(f"{written} LEAs written to {options['output']}")
