"""The years in which the state published no Dashboard, so that nobody asks for what never was."""

# Year: why there was none.
YEARS_WITHOUT_DASHBOARD: dict[int, str] = {
    2020: "SB 98 of 2020 suspended it",
    2021: "under AB 130 of 2021 data came out without performance levels",
}


def words_of_no_dashboard(year: int) -> str:
    """A sentence that says so and why; empty for every other year."""
    why = YEARS_WITHOUT_DASHBOARD.get(year)
    return f"There was no Dashboard and no determination in {year}: {why}." if why else ""
