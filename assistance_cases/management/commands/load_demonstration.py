"""Loads the fictitious county, so that a newcomer sees a living desk in the first minute."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assistance_cases.demonstration import open_demonstration_cases
from county_office.demonstration import (
    ACCOUNTS,
    create_demonstration_county,
    create_demonstration_people,
)
from dashboard_import.demonstration import DemonstrationRefusedError, load_demonstration_files
from dashboard_import.generate import DASHBOARD_YEARS
from eligibility.selectors import determinations_of_county
from eligibility.services import determine_eligibility


class Command(BaseCommand):
    help = (
        "Load the demonstration county (code 99, fictitious) through the real importer, with "
        "people and cases. Running it again changes nothing that is there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Demonstration data is off here. Set DESK_DEMONSTRATION=1 where it is wanted; "
                "never beside real cases."
            )
        began = time.monotonic()
        self.stdout.write(f"Loading the demonstration, {len(DASHBOARD_YEARS)} Dashboard years ...")
        county = create_demonstration_county()
        try:
            files = load_demonstration_files(told=self.stdout.write)
        except DemonstrationRefusedError as error:
            raise CommandError(str(error)) from error
        newest = max(DASHBOARD_YEARS)
        if files or not determinations_of_county(county, newest).exists():
            determine_eligibility(years=DASHBOARD_YEARS, county=county, by=None)
        eligible = determinations_of_county(county, newest).filter(eligible="Y").count()
        self.stdout.write(f"Eligibility determined; {eligible} LEAs eligible in {newest}")
        people = create_demonstration_people(county=county)
        cases = open_demonstration_cases(county=county, people=people)
        self.stdout.write(f"{len(people)} people, {cases} cases opened")
        self.stdout.write(f"Loaded in {time.monotonic() - began:.0f} seconds. Accounts:")
        for role, email, password in ACCOUNTS:
            self.stdout.write(f"  {role}: {email}, password {password}")
