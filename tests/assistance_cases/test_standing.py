"""What "very low" means on an LEA's page follows from the clauses that its groups met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from assistance_cases.standing import very_low_words
from eligibility.criteria import load_criteria
from eligibility.rules import DIFFERENTIATED_ASSISTANCE


@dataclass
class Determined:
    """A determination as the standing reads it."""

    year: int
    letters: dict[str, str]
    explanation: dict[str, Any]
    status: str = DIFFERENTIATED_ASSISTANCE
    da_year: int | None = 1
    level3: str | None = "N"


def legend(year: int, **groups: dict[str, list[int]]) -> str:
    """The words for groups with their tests and levels; each test's own clause is met."""
    criteria = load_criteria(year)
    met = {
        group: {
            str(priority.number): [
                alternative.clause
                for alternative in priority.alternatives
                if alternative.all_of <= set(tests) and group in alternative.groups
            ]
            for priority in criteria.priorities
        }
        for group, tests in groups.items()
    }
    found = {group: {"tests": tests, "met": met[group]} for group, tests in groups.items()}
    return very_low_words(Determined(year, dict.fromkeys(groups, "B"), {"groups": found}), criteria)


def test_red_is_all_there_is_to_say_where_nothing_else_counted() -> None:
    assert legend(2025, HOM={"suspension_red": [1, 40], "absenteeism_red": [1, 40]}) == (
        "Very low: “Red” on the Dashboard."
    )


def test_red_and_orange_are_told_with_their_subjects() -> None:
    found = legend(
        2025, HOM={"ela_orange": [2, 40], "math_red": [1, 40], "absenteeism_red": [1, 40]}
    )
    assert found == (
        "Very low: “Red” on the Dashboard, or “Red” in math and “Orange” in reading and writing."
    )


def test_orange_in_english_counts_for_long_term_english_learners() -> None:
    found = legend(2025, LTEL={"elpi_orange": [2, 40], "suspension_red": [1, 40]})
    assert found == (
        "Very low: “Red” on the Dashboard, or “Orange” in progress in English for long-term "
        "English learners."
    )


@pytest.mark.parametrize(
    ("year", "tests", "words"),
    [
        (2023, "college_career_very_low", "“Very Low” in being prepared for college or a career"),
        (2022, "absenteeism_very_high", "“Very High” in being absent often"),
    ],
)
def test_a_status_is_told_in_the_states_word(year: int, tests: str, words: str) -> None:
    assert words in legend(year, SWD={tests: [1, 40]})


def test_where_only_the_groups_are_known_nothing_is_said() -> None:
    assert very_low_words(Determined(2025, {"HOM": "B"}, {}), load_criteria(2025)) == ""
