"""Takes the demonstration away and leaves everything else as it is."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from assistance_cases.demonstration import remove_demonstration_cases
from county_office.demonstration import demonstration_county, remove_demonstration_people
from dashboard_import.demonstration import remove_demonstration_files
from eligibility.services import remove_determinations_of_demonstration


class Command(BaseCommand):
    help = "Remove the demonstration county with its files, results, cases and people."

    def handle(self, *args: Any, **options: Any) -> None:
        county = demonstration_county()
        if county is None:
            self.stdout.write("There is no demonstration county here. Nothing was changed.")
            return
        with transaction.atomic():
            cases = remove_demonstration_cases(county=county)
            determinations = remove_determinations_of_demonstration(county=county, by=None)
            files = remove_demonstration_files(county_code=county.code)
            kept = remove_demonstration_people(county=county)
        self.stdout.write(
            f"Removed {cases} cases, {determinations} determinations, {files} files, the people "
            f"and LEAs of {county}."
        )
        for user in kept:
            self.stdout.write(
                f"{user.email} loaded files of other counties: the account was closed, not removed."
            )
