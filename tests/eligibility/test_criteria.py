"""Criteria files: read, checked, refused when they do not hold together."""

from pathlib import Path

import pytest

from county_office.student_groups import groups_of_year
from eligibility.criteria import (
    CriteriaError,
    MissingCriteriaError,
    criteria_years,
    load_all_criteria,
    load_criteria,
    parse_criteria,
)
from eligibility.criteria.loading import CRITERIA_FOLDER

FILE_2018 = (CRITERIA_FOLDER / "2018.yaml").read_text(encoding="utf-8")


def changed(old: str, new: str) -> str:
    """The file of 2018 with one text replaced, which must occur once."""
    assert FILE_2018.count(old) == 1, f"{old!r} occurs {FILE_2018.count(old)} times"
    return FILE_2018.replace(old, new)


def test_there_are_criteria_for_each_dashboard_with_levels():
    assert criteria_years() == (2017, 2018, 2019, 2022, 2023, 2024, 2025)


def test_a_year_without_its_file_is_refused_and_not_guessed():
    with pytest.raises(
        MissingCriteriaError, match=r"No criteria for Dashboard 2016.*never guessed"
    ):
        load_criteria(2016)


def test_of_a_year_without_a_dashboard_nobody_asks_for_a_file():
    with pytest.raises(MissingCriteriaError, match="no determination in 2021: under AB 130"):
        load_criteria(2021)


@pytest.mark.parametrize("year", criteria_years())
def test_groups_of_a_year_are_those_that_its_dashboard_reports(year):
    assert set(load_criteria(year).groups) == set(groups_of_year(year))


@pytest.mark.parametrize("year", criteria_years())
def test_each_clause_has_words_and_a_source_with_an_address(year):
    criteria = load_criteria(year)
    for alternative in criteria.alternatives_by_clause.values():
        assert alternative.words
        assert criteria.sources[alternative.source].address.startswith("http")


@pytest.mark.parametrize("year", criteria_years())
def test_each_file_says_what_was_checked_and_what_is_unverified(year):
    criteria = load_criteria(year)
    assert criteria.checks
    assert all(check.against and check.result and check.date for check in criteria.checks)
    assert criteria.unverified


def test_a_test_on_status_applies_the_n_size_and_one_on_color_does_not():
    for criteria in load_all_criteria().values():
        for test in criteria.tests:
            assert test.applies_n_size == (test.field == "statuslevel")


@pytest.mark.parametrize(
    ("group", "rtype", "needed"),
    [("FOS", "D", 15), ("HOM", "D", 15), ("LTEL", "D", 15), ("SWD", "D", 30), ("HOM", "S", 30)],
)
def test_15_foster_homeless_or_long_term_english_learner_students_count_in_district_rows_only(
    group, rtype, needed
):
    assert load_criteria(2024).n_size.needed(group, rtype) == needed


def test_the_hash_follows_what_the_file_says_and_not_its_layout():
    as_it_is = parse_criteria(FILE_2018, name="2018.yaml").criteria_hash

    assert parse_criteria("# a remark\n" + FILE_2018, name="x").criteria_hash == as_it_is
    other = changed("usual: 30", "usual: 31")
    assert parse_criteria(other, name="x").criteria_hash != as_it_is


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dashboard_year: 2018\n", "", r"2018\.yaml: the key 'dashboard_year' is missing"),
        ("usual: 30", "usual: thirty", r"2018\.yaml, n_size: usual is 'thirty'"),
        ("usual: 30", "usual: true", r"usual is True"),
        ("n_size:\n", "n_size: {}\nn_seize:\n", r"n_size: the key 'district_rows' is missing"),
        ("groups: [AA, AI", "groups: [ALL, AI", r"groups has 'ALL'; known are AA"),
        ("groups: [AA, AI", "groups: [AI, AI", r"groups names something twice"),
        ("all_of: [ela_red, math_red]", "all_of: [ela_rad, math_red]", r"all_of has 'ela_rad'"),
        ("P4.ela_red_math_orange", "P4.both_red", r"a clause id is used twice"),
        (
            "  suspension_red: {indicator: SUSP, field: color, levels: [1]}",
            "  suspension_red: {indicator: SUSP, field: colour, levels: [1]}",
            r"tests, suspension_red: field is 'colour'",
        ),
        (
            "  suspension_red: {indicator: SUSP, field: color, levels: [1]}",
            "  suspension_red: {indicator: SUSP, field: statuslevel, levels: [1]}",
            r"applies the n-size itself",
        ),
        (
            "  suspension_red: {indicator: SUSP, field: color, levels: [1]}",
            "  suspension_red: {indicator: SUSP, field: color, levels: [0]}",
            r"outside 1 \(worst\) to 5",
        ),
        (
            "  suspension_red: {indicator: SUSP, field: color, levels: [1]}",
            "  suspension_red: {indicator: ELPI, field: color, levels: [1]}",
            r"'ELPI' is not among the files",
        ),
        (
            "CCI: ccidownload2018",
            "CCI: ccidownload2018\n  ELPI: elpidownload2018",
            r"no test reads \['ELPI'\]",
        ),
        ("level_3: null\n", "", r"the key 'level_3' is missing; write null"),
        ("years: [2017, 2018]", "years: [2018]", r"years must name both"),
        ("years: [2017, 2018]", "years: [2018, 2017]", r"must ascend to 2018"),
        ("kinds_judged: [district, coe]", "kinds_judged: [district, charter]", r"law does not say"),
        ("coe: EC 52071.5\n", "coe: EC 52071.5\nremarks: none\n", r"unknown key 'remarks'"),
        ("source: local_files", "source: hearsay", r"source 'hearsay' is not among the sources"),
        ("  1: {words", "  5: {words", r"methods 1 to 4"),
        ("rule: not_met_in_both_years", "rule: guess", r"rule is 'guess'; known are"),
    ],
)
def test_a_fault_is_refused_with_its_place(old, new, message):
    with pytest.raises(CriteriaError, match=message):
        parse_criteria(changed(old, new), name="2018.yaml")


def test_what_is_no_yaml_is_refused():
    with pytest.raises(CriteriaError, match="not readable as YAML"):
        parse_criteria("tests: [", name="2018.yaml")


def test_a_list_instead_of_keys_is_refused():
    with pytest.raises(CriteriaError, match="expected keys and values"):
        parse_criteria("- one", name="2018.yaml")


def test_a_file_under_another_years_name_is_refused(tmp_path: Path):
    (tmp_path / "2021.yaml").write_text(FILE_2018, encoding="utf-8")

    with pytest.raises(CriteriaError, match="dashboard_year is 2018, expected 2021"):
        load_criteria(2021, tmp_path)
