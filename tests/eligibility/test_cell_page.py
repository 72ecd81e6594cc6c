"""The page of one cell in words: its value, its change, its place in the state's table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from dashboard_import.selectors import LiveResult
from eligibility.cell_page import before_words, five_by_five, students_words, value_words


def result(**fields: Any) -> LiveResult:
    empty: dict[str, Any] = dict.fromkeys(LiveResult._fields)
    return LiveResult(**(empty | {"indicator": "CHRO"} | fields))


@pytest.mark.parametrize(
    ("indicator", "status", "words"),
    [
        ("CHRO", "31.2", "31.2%"),
        ("SUSP", "20", "20%"),
        ("ELA", "-45.1", "45.1 points below standard"),
        ("MATH", "3", "3 points above standard"),
    ],
)
def test_a_value_says_what_it_counts(indicator: str, status: str, words: str) -> None:
    assert value_words(indicator, Decimal(status)) == words


def test_a_row_without_a_status_has_no_value() -> None:
    assert value_words("CHRO", None) == ""
    assert before_words(result()) == ""
    assert students_words(result()) == ""


def test_the_students_are_said_with_what_they_did() -> None:
    absent = result(currnumer=126, currdenom=1404)
    assert students_words(absent) == (
        "126 of 1,404 students missed a tenth of the school days or more."
    )
    assert students_words(result(indicator="ELA", currdenom=88)) == "88 students."


def test_the_change_is_the_published_one_and_no_difference() -> None:
    said = before_words(
        result(priorstatus=Decimal("31.1"), change=Decimal("-0.2"), statuslevel=1, changelevel=3)
    )
    assert said == (
        "The year before: 31.1%. Change as published: \N{MINUS SIGN}0.2 points. Status: Very High."
    )


def test_the_place_in_the_five_by_five_table_is_that_of_the_file() -> None:
    table = five_by_five(result(statuslevel=1, changelevel=3, color=1))
    assert table is not None
    assert table.changes[0] == ("Incr. Signif.", "Increased Significantly")
    assert [status for status, _ in table.rows] == [
        "Very Low",
        "Low",
        "Medium",
        "High",
        "Very High",
    ]
    assert table.rows[4][1] == (None, None, 1, None, None)
    academic = five_by_five(result(indicator="ELA", statuslevel=5, changelevel=5, color=5))
    assert academic is not None
    assert academic.changes[4] == ("Incr. Signif.", "Increased Significantly")
    assert academic.rows[0] == ("Very High", (None, None, None, None, 5))


def test_a_year_without_colors_has_no_place_in_the_table() -> None:
    assert five_by_five(result(statuslevel=1)) is None
