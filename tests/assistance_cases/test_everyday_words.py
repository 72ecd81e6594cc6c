"""An LEA's own page names it, its helper and the law by its kind."""

from __future__ import annotations

import pytest

from assistance_cases.everyday_words import law_words, place_words, why_sentence
from eligibility.criteria import load_criteria


@pytest.mark.parametrize(
    ("kind", "place", "helper", "law"),
    [
        ("district", "district", "the county office", "Education Code 52071"),
        ("charter", "school", "the county office", "Education Code 47607.3"),
        (
            "coe",
            "county office",
            "the California Department of Education",
            "Education Code 52071.5",
        ),
    ],
)
def test_each_kind_of_lea_has_its_own_name_helper_and_law(
    kind: str, place: str, helper: str, law: str
) -> None:
    words = place_words(kind)
    assert (words.place, words.helper) == (place, helper)
    assert law_words(load_criteria(2025), kind) == law


def test_a_charter_school_meets_the_rules_in_two_consecutive_years() -> None:
    assert why_sentence(load_criteria(2025), "charter", 1) == (
        "Your school met the state’s rules for help in two consecutive years, on the California "
        "School Dashboards of 2024 and 2025. On the newer one, one group of your students had very "
        "low results in at least two areas."
    )


def test_a_district_meets_them_on_one_dashboard() -> None:
    sentence = why_sentence(load_criteria(2025), "district", 2)
    assert sentence.startswith("On the 2025 California School Dashboard, two groups of your")
    assert why_sentence(load_criteria(2025), "district", 0) == ""
