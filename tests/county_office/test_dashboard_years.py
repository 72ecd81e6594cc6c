"""The years without a Dashboard."""

from __future__ import annotations

from county_office.dashboard_years import (
    YEARS_WITHOUT_DASHBOARD,
    dashboards_in_words,
    words_of_no_dashboard,
)
from dashboard_import.layouts import load_layouts
from eligibility.criteria import criteria_years


def test_a_year_without_a_dashboard_has_neither_layouts_nor_criteria() -> None:
    assert not YEARS_WITHOUT_DASHBOARD.keys() & {layout.year for layout in load_layouts()}
    assert not YEARS_WITHOUT_DASHBOARD.keys() & set(criteria_years())


def test_the_reason_is_told_for_those_years_only() -> None:
    assert words_of_no_dashboard(2020).startswith("There was no Dashboard")
    assert words_of_no_dashboard(2019) == ""


def test_several_dashboards_are_named_and_only_a_row_without_a_gap_by_its_ends() -> None:
    assert dashboards_in_words([2025]) == "Dashboard 2025"
    assert dashboards_in_words([2022, 2024]) == "Dashboards 2022 and 2024"
    assert dashboards_in_words([2018, 2019, 2022, 2023]) == "Dashboards 2018 to 2023"
    assert dashboards_in_words([2018, 2022, 2023]) == "Dashboards 2018, 2022 and 2023"
