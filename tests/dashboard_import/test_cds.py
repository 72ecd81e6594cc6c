import pytest

from dashboard_import.cds import STATE, is_county_office, is_lea_itself, lea_of, read_cds


def test_fourteen_digits_are_the_code() -> None:
    assert read_cds("27102720000000") == "27102720000000"


def test_a_leading_zero_that_a_spreadsheet_took_away_comes_back() -> None:
    assert read_cds("1100170112607") == "01100170112607"


def test_a_number_with_a_decimal_point_is_still_the_code() -> None:
    assert read_cds("27102720000000.0") == "27102720000000"


def test_zero_is_the_state() -> None:
    assert read_cds("0") == STATE


def test_spaces_and_non_breaking_spaces_do_not_matter() -> None:
    assert read_cds("\xa027102720000000 ") == "27102720000000"


def test_scientific_notation_is_read_where_every_digit_is_written_out() -> None:
    assert read_cds("2.7102720112177E+13", "S") == "27102720112177"
    assert read_cds("1.100170112607e+12", "S") == "01100170112607"


def test_scientific_notation_of_an_lea_is_read_when_county_and_district_are_written_out() -> None:
    assert read_cds("2.710272e+13", "D") == "27102720000000"


@pytest.mark.parametrize(
    ("text", "rtype"), [("2.710272e+13", "S"), ("2.71e+13", "D"), ("2.7E+4", "D")]
)
def test_scientific_notation_is_refused_where_digits_are_lost(text: str, rtype: str) -> None:
    assert read_cds(text, rtype) is None


@pytest.mark.parametrize("text", ["", "271027200000", "2710272000000X", "27-10272-0000000", "nan"])
def test_what_is_no_code_is_not_guessed(text: str) -> None:
    assert read_cds(text) is None


def test_a_county_office_is_told_by_its_district_part() -> None:
    assert is_county_office("27102720000000")
    assert not is_county_office("27661590000000")


def test_the_state_is_no_lea() -> None:
    assert is_lea_itself("27661590000000")
    assert not is_lea_itself("27661590112233")
    assert not is_lea_itself(STATE)


def test_a_school_belongs_to_the_lea_of_its_first_seven_digits() -> None:
    assert lea_of("27661590112233") == "27661590000000"
