"""What is live for a county, as a year's rule reads it."""

from __future__ import annotations

from eligibility.criteria import load_criteria
from eligibility.live_facts import LiveYear, county_year

LIST = 50


def live_year(year: int, *local: str) -> LiveYear:
    """A year with all indicator files, these local ones and the published list, in county 27."""
    codes = [*load_criteria(year).files, *local]
    batches = {code: {"27": number} for number, code in enumerate(codes)}
    return LiveYear(year, batches | {"PUBLISHED": {"27": LIST}})


def test_a_list_is_among_the_batches_where_it_may_answer_for_a_county_office():
    criteria = load_criteria(2023)
    files = [f"LOCAL_P{priority}" for priority in (1, 2, 3, 6, 7)]

    without = county_year(criteria, {2023: live_year(2023, *files)}, "27")
    complete = county_year(criteria, {2023: live_year(2023, *files, "LOCAL_P9", "LOCAL_P10")}, "27")

    assert LIST in without.batches
    assert LIST not in complete.batches


def test_a_summary_tells_ratings_and_not_for_how_long():
    found = {
        year: live_year(year, "LOCAL").local_priorities("27", load_criteria(year).local_indicators)
        for year in (2018, 2019)
    }

    assert found == {2018: frozenset(range(1, 11)), 2019: frozenset()}
