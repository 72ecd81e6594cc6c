"""The page of one cell in words: its value, its change, its place in the state's table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from county_office.models import County
from county_office.selectors import lea_by_cds
from dashboard_import.selectors import LiveResult
from eligibility import selectors
from eligibility.cell_page import (
    CellPage,
    before_words,
    cell_page,
    five_by_five,
    students_words,
    value_words,
)
from eligibility.services import determine_eligibility
from tests.eligibility.live import publish_year
from tests.factories.county_office import district_lead_of, staff_of
from tests.factories.dashboard_files import DISTRICT, SCHOOL, file_text, publish, row


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


def test_the_students_are_said_with_what_they_did() -> None:
    absent = result(currnumer=126, currdenom=1404)
    assert students_words(absent) == (
        "126 of 1,404 students missed a tenth of the school days or more."
    )
    assert students_words(result(indicator="ELA", currdenom=88)) == "88 students."


@pytest.mark.parametrize("students", [5, None])
def test_of_fewer_than_eleven_students_no_number_is_told(students: int | None) -> None:
    few = result(currnumer=2, currdenom=students)
    assert students_words(few) == "Fewer than 11 students: too few to show."


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


# The whole page, with rows


NAME = "suspdownload2018.txt"
ONE, OTHER, SMALL = SCHOOL, "99600010100003", "99600010100004"


@pytest.fixture
def determined(demo_county: County) -> None:
    """A district whose homeless students are red in suspension, with three schools."""
    publish_year(2018, {DISTRICT: {"HOM": "CHRO red 15, SUSP red 16"}})
    publish_suspension(color="1", schools={ONE: "40", OTHER: "16", SMALL: "7"})
    determine_eligibility(years=[2018], by=None)


def publish_suspension(*, color: str, schools: dict[str, str]) -> None:
    of_all = row(studentgroup="ALL", color="0", statuslevel="0")
    given = {"studentgroup": "HOM", "color": color, "statuslevel": "1", "changelevel": "3"}
    rows = [row(cds, **given, currdenom=students) for cds, students in schools.items()]
    content = file_text(2018, "SUSP", [of_all, row(**given, currdenom="16"), *rows])
    publish(content, NAME)


def page(group: str = "HOM") -> CellPage:
    lea = lea_by_cds(DISTRICT, 2018)
    assert lea is not None
    determination = selectors.current_determination(lea, 2018)
    assert determination is not None
    return cell_page(determination, group, "SUSP")


def test_a_school_with_too_few_students_has_no_level(determined: None) -> None:
    shown = [(line.shown.word, line.students) for line in page().schools]

    assert shown == [("Red", "40"), ("None", "16"), ("None", "too few to show")]


def test_the_row_of_a_group_too_small_to_show_tells_no_small_count(determined: None) -> None:
    assert page().row["currdenom"] == 16

    small = row(studentgroup="SWD", currdenom="7", currnumer="2", priordenom="12", color="0")
    publish(file_text(2018, "SUSP", [row(studentgroup="HOM", currdenom="16"), small]), NAME)
    determine_eligibility(years=[2018], by=None)

    shown = page("SWD").row
    assert (shown["currdenom"], shown["currnumer"], shown["priordenom"]) == ("<11", "<11", 12)
    assert shown["color"] == 0


def test_a_cell_is_shown_as_it_was_determined_when_a_newer_file_is_live(determined: None) -> None:
    before = page()

    publish_suspension(color="4", schools={ONE: "41"})

    after = page()
    assert after.shown == before.shown
    assert (after.value, after.students, after.table) == (
        before.value,
        before.students,
        before.table,
    )
    assert after.schools == before.schools
    assert (before.is_out_of_date, after.is_out_of_date) == (False, True)


def test_the_page_says_that_it_is_out_of_date_where_that_may_be_known(
    determined: None, demo_county: County, client: Client
) -> None:
    address = f"/leas/{DISTRICT}/eligibility/2018/HOM/SUSP/"
    client.force_login(staff_of(demo_county))
    notice = "Files or criteria have changed since this was determined."
    assert notice not in client.get(address).content.decode()

    publish_suspension(color="4", schools={})

    assert notice in client.get(address).content.decode()
    lea = lea_by_cds(DISTRICT, 2018)
    assert lea is not None
    client.force_login(district_lead_of(lea))
    assert notice not in client.get(address).content.decode()
