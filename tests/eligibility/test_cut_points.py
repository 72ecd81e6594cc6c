"""By how much a cell misses the end of its lowest status: a row below, at and above each limit."""

from decimal import Decimal

import pytest

from eligibility.cut_points import Result, amount_words, basis_words

YEAR = 2024


def words(indicator, numerator=None, students=None, status=None, *, level=1, year=YEAR, **more):
    rate = None if status is None else Decimal(str(status))
    return amount_words(Result(indicator, level, numerator, students, rate, **more), year)


def test_fewer_students_end_a_very_high_rate():
    assert words("CHRO", 47, 122) == (
        "23 fewer chronically absent students (24 of 122, now 47) would leave Very High "
        "(above 20%)."
    )


@pytest.mark.parametrize(
    ("district_type", "target"), [("ED", "6 of 100"), ("UD", "8 of 100"), ("HD", "9 of 100")]
)
def test_suspension_has_a_limit_by_the_kind_of_district(district_type, target):
    assert target in words("SUSP", 13, 100, district_type=district_type)


def test_more_students_end_a_very_low_rate():
    assert words("GRAD", 20, 50).startswith("14 more graduates (34 of 50, now 20) would leave")
    assert words("ELPI", 10, 100).startswith("25 more students who progress (35 of 100, now 10)")


def test_without_a_numerator_the_rate_tells_it():
    assert words("CCI", None, 40, 5).startswith("2 more prepared students (4 of 40, now 2)")


def test_points_are_counted_from_the_standard_with_limits_of_their_own_for_high_schools():
    assert words("ELA", status=-83.2, students=90).startswith("More than 13.2 points higher")
    assert words("ELA", status=-50, students=90) == ""
    assert words("ELA", status=-50, students=90, high_school=True).startswith("More than 5 points")
    assert words("MATH", status=-95, students=90).startswith("More than 0 points higher")


@pytest.mark.parametrize(
    "unknown",
    [
        words("CHRO", 47, 122, level=2),  # not in the lowest status: the change decides
        words("CHRO", 47, 122, year=2019),  # no limit of that year
        words("SUSP", 13, 100),  # the kind of district is not given
        words("CHRO", 24, 122),  # already at the limit
        words("CHRO", None, 122),
        words("SCIENCE", status=-90, students=40),
    ],
)
def test_nothing_is_invented(unknown):
    assert unknown == ""


def test_it_says_what_the_amounts_rest_on():
    assert "no cut point is verified for 2018" in basis_words(2018)
    assert "not checked with the state (2022 to 2024)." in basis_words(2024)
    assert "cut points unverified for 2025" in basis_words(2025)
