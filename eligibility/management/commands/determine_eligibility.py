"""Decides who is eligible, from what is live."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from county_office.management.county import county_if_named
from dashboard_import.selectors import live_batches
from eligibility.criteria import CriteriaError, criteria_years
from eligibility.management.years import require_dashboards
from eligibility.models import Determination, DeterminationRun
from eligibility.services import determine_eligibility


class Command(BaseCommand):
    help = (
        "Determines eligibility for the years given, or for every year of which something is live. "
        "Exit status 1 for a year without criteria; what cannot be determined is no error."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", nargs="*", type=int, help="Dashboard years, such as 2022")
        parser.add_argument("--county", help="name or code of one county; all without it")

    def handle(self, *args: Any, **options: Any) -> None:
        county = county_if_named(options["county"])
        require_dashboards(options["year"])
        years = options["year"] or [year for year in criteria_years() if live_batches(year)]
        if not years:
            raise CommandError("Nothing is live. Load and publish Dashboard files first.")
        try:
            run = determine_eligibility(years=years, county=county, by=None)
        except CriteriaError as error:
            raise CommandError(str(error)) from error
        for year in run.years:
            self.stdout.write(_summary(run, year))


def _summary(run: DeterminationRun, year: int) -> str:
    """How many LEAs were determined for a year, by status."""
    found = Determination.objects.filter(run=run, year=year)
    statuses = Counter(found.values_list("status", flat=True))
    level_3 = found.filter(level3="Y").count()
    from_list = found.filter(origin="published_list").count()
    return (
        f"{year}: LEAs {statuses.total()}, "
        f"differentiated assistance {statuses['differentiated_assistance']}, "
        f"general assistance {statuses['general_assistance']}, "
        f"cannot be determined {statuses['cannot_be_determined']}, "
        f"Level 3 criteria met {level_3}, from a published list {from_list}"
    )
