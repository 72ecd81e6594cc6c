"""The years in which the state published no Dashboard, so that nobody asks for what never was."""

from collections.abc import Sequence

from county_office.words import listed

# Year: why there was none.
YEARS_WITHOUT_DASHBOARD: dict[int, str] = {
    2020: "SB 98 of 2020 suspended it",
    2021: "under AB 130 of 2021 data came out without performance levels",
}


def dashboards_in_words(years: Sequence[int]) -> str:
    """Dashboard 2025; Dashboards 2022 and 2025; Dashboards 2017 to 2025, where none is missing
    between. Years ascending."""
    if len(years) == 1:
        return f"Dashboard {years[0]}"
    between = {*range(years[0], years[-1])} - {*years, *YEARS_WITHOUT_DASHBOARD}
    if len(years) > 2 and not between:
        return f"Dashboards {years[0]} to {years[-1]}"
    return f"Dashboards {listed([str(year) for year in years])}"


def words_of_no_dashboard(year: int) -> str:
    """A sentence that says so and why; empty for every other year."""
    why = YEARS_WITHOUT_DASHBOARD.get(year)
    return f"There was no Dashboard and no determination in {year}: {why}." if why else ""
