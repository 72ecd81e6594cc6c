"""The Dashboard years that a command is asked for."""

from collections.abc import Iterable

from django.core.management.base import CommandError

from county_office.dashboard_years import words_of_no_dashboard


def require_dashboards(years: Iterable[int]) -> None:
    """Raises CommandError for the first year in which there was no Dashboard."""
    for year in years:
        if said := words_of_no_dashboard(year):
            raise CommandError(said)
