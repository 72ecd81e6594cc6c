"""From an LEA's facts to its determination: missing files, stand-ins, charter schools, history."""

import pytest

from eligibility.criteria import load_criteria
from eligibility.engine import decide, decide_years, judge_year, nothing_known
from eligibility.findings import FROM_FILES, FROM_PUBLISHED_LIST, PublishedAnswer
from eligibility.rules import (
    CANNOT_BE_DETERMINED,
    DIFFERENTIATED_ASSISTANCE,
    GENERAL_ASSISTANCE,
)
from tests.eligibility.notation import CATALOGUE, determination, lea_facts

ALL_FILES_2018 = ("ELA", "MATH", "GRAD", "CHRO", "SUSP", "CCI")
TWO_PRIORITIES = {"SWD": "ELA red 40, MATH red 40, SUSP red 50"}
ONE_PRIORITY = {"SWD": "SUSP red 50, CHRO green 50"}


def published(letters=None, **methods):
    """What a published list says: letters by group, m2=False and so on."""
    return PublishedAnswer(letters or {}, {int(key[1:]): truth for key, truth in methods.items()})


def test_homeless_red_on_two_priorities_is_level_2():
    found = determination(2018, {"HOM": "CHRO red 15, SUSP red 15"})

    assert found.status == DIFFERENTIATED_ASSISTANCE
    assert found.letters == {"HOM": "C"}
    assert found.total_student_groups == 1
    assert found.methods == {1: True, 2: False, 3: False}
    assert found.explanation["groups"]["HOM"] == {
        "tests": {"absenteeism_red": (1, 15), "suspension_red": (1, 15)},
        "met": {"5": ["P5.absenteeism_red"], "6": ["P6.suspension_red"]},
    }


def test_two_groups_with_one_priority_each_are_not_eligible():
    found = determination(2018, {"HOM": "CHRO red 15", "SWD": "SUSP red 50"})

    assert found.status == GENERAL_ASSISTANCE
    assert found.letters == {}


def test_a_group_without_a_row_in_a_live_file_does_not_meet():
    assert determination(2018, {"SWD": "SUSP red 50"}).status == GENERAL_ASSISTANCE


@pytest.mark.parametrize("indicator", ALL_FILES_2018)
def test_a_missing_file_is_not_a_no(indicator):
    found = determination(2018, {}, missing=[indicator, "SUSP", "CHRO"])

    assert found.status == CANNOT_BE_DETERMINED
    assert found.methods[1] is None


def test_one_missing_file_leaves_nothing_open_where_no_group_meets_a_priority():
    found = determination(2018, {"SWD": "CHRO green 50"}, missing=["SUSP"])

    assert found.status == GENERAL_ASSISTANCE
    assert found.letters == {}


def test_one_missing_file_leaves_open_what_hangs_on_it():
    found = determination(2018, {"SWD": "CHRO red 50", "WH": "CHRO green 50"}, missing=["SUSP"])

    assert found.status == CANNOT_BE_DETERMINED
    assert found.letters == {"SWD": "?"}
    assert found.total_student_groups is None


def test_a_missing_file_takes_nothing_away_where_another_condition_decides():
    found = determination(2018, {"SWD": "CHRO red 50, SUSP red 50"}, missing=["CCI"])

    assert found.status == DIFFERENTIATED_ASSISTANCE
    assert found.letters["SWD"] == "?"  # C or J
    assert found.methods == {1: True, 2: False, 3: False}


def test_missing_local_indicators_leave_methods_2_and_3_open():
    found = determination(2018, ONE_PRIORITY, local=dict.fromkeys((1, 2, 3, 6)))

    assert found.methods == {1: False, 2: None, 3: None}
    assert found.status == CANNOT_BE_DETERMINED


def test_missing_local_indicators_do_not_matter_where_method_1_is_met():
    found = determination(2018, TWO_PRIORITIES, local=dict.fromkeys((1, 2, 3, 6)))

    assert found.methods == {1: True, 2: None, 3: False}
    assert found.status == DIFFERENTIATED_ASSISTANCE


def test_methods_2_and_3_come_from_the_published_list_where_local_indicators_are_missing():
    found = determination(
        2019,
        ONE_PRIORITY,
        local=dict.fromkeys((1, 2, 3, 6, 7)),
        published=published(m2=False, m3=True),
    )

    assert found.origin == FROM_FILES
    assert found.methods == {1: False, 2: False, 3: True}
    assert found.status == DIFFERENTIATED_ASSISTANCE
    assert found.explanation["published"] == {"letters": None, "methods": {"2": False, "3": True}}


def test_what_the_published_list_does_not_say_is_not_named_as_taken_from_it():
    found = determination(2024, published=published(m4=None))

    assert found.methods[4] is None
    assert found.explanation["published"] is None


def test_a_published_list_stands_in_for_a_year_with_an_indicator_file_missing():
    found = determination(
        2018,
        {"SWD": "SUSP red 50"},
        missing=["CHRO"],
        published=published({"EL": "B"}, m2=False, m3=False),
    )

    assert found.origin == FROM_PUBLISHED_LIST
    assert found.letters == {"EL": "B"}
    assert found.status == DIFFERENTIATED_ASSISTANCE


def test_a_published_list_is_not_read_where_the_files_are_complete():
    found = determination(2018, {}, published=published({"EL": "B"}, m2=True, m3=False))

    assert found.origin == FROM_FILES
    assert found.status == GENERAL_ASSISTANCE


def test_letters_do_not_disclose_a_single_priority_so_method_3_is_read_from_the_list():
    found = determination(
        2018, missing=ALL_FILES_2018, local={1: True}, published=published(m2=False, m3=True)
    )

    assert found.methods == {1: False, 2: False, 3: True}


def test_letters_alone_leave_method_3_open_where_a_local_indicator_counts():
    found = determination(2018, missing=ALL_FILES_2018, local={1: True}, published=published())

    assert found.methods == {1: False, 2: False, 3: None}
    assert found.status == CANNOT_BE_DETERMINED


def test_method_4_is_open_before_the_published_list_says_it():
    assert determination(2024, TWO_PRIORITIES).methods[4] is None
    assert determination(2024, TWO_PRIORITIES).status == DIFFERENTIATED_ASSISTANCE
    assert determination(2024, ONE_PRIORITY).status == CANNOT_BE_DETERMINED


def test_method_4_alone_makes_a_district_eligible():
    found = determination(2024, {}, published=published(m4=True))

    assert found.methods == {1: False, 2: False, 3: False, 4: True}
    assert found.status == DIFFERENTIATED_ASSISTANCE


def test_method_4_does_not_apply_to_charter_schools():
    assert 4 not in determination(2024, {}, kind="charter").methods


# Years of assistance


def test_met_the_year_before_and_not_now_is_year_2():
    before = {2023: lea_facts(CATALOGUE[2023], TWO_PRIORITIES)}
    found = determination(2024, {}, earlier=before, published=published(m4=False))

    assert (found.status, found.da_year, found.eligible) == (DIFFERENTIATED_ASSISTANCE, 2, False)


def test_met_again_is_year_1_again():
    before = {2023: lea_facts(CATALOGUE[2023], TWO_PRIORITIES)}

    assert determination(2024, TWO_PRIORITIES, earlier=before).da_year == 1


def test_the_year_before_not_loaded_leaves_the_status_open():
    found = determination(2024, {}, published=published(m4=False))

    assert found.eligible is False
    assert found.status == CANNOT_BE_DETERMINED


def test_year_2_of_2023_does_not_exist():
    before = {2022: lea_facts(CATALOGUE[2022], {"SWD": "CHRO very high 50, SUSP very high 50"})}

    assert determination(2023, {}, earlier=before).status == GENERAL_ASSISTANCE


# Kinds of LEA


@pytest.mark.parametrize(
    ("year", "kind"), [(2017, "coe"), (2017, "charter"), (2018, "charter"), (2022, "charter")]
)
def test_a_kind_that_the_state_did_not_judge_has_no_determination(year, kind):
    criteria = CATALOGUE[year]

    assert decide_years(CATALOGUE, kind, {}, [year]) == {}
    with pytest.raises(ValueError, match="did not determine"):
        decide(criteria, judge_year(criteria, nothing_known(criteria, kind)), {}, CATALOGUE)


def test_letters_of_a_county_office_in_2017_do_not_count_toward_level_3():
    cells_2017 = dict.fromkeys(("EL", "SWD", "SED"), "GRAD red 40, SUSP red 40")
    colors = dict.fromkeys(("EL", "SWD", "SED"), "CHRO red 40, SUSP red 40")
    earlier = {
        2017: lea_facts(CATALOGUE[2017], cells_2017, kind="coe"),
        2018: lea_facts(CATALOGUE[2018], colors, kind="coe"),
        2019: lea_facts(CATALOGUE[2019], colors, kind="coe"),
    }
    assert determination(2022, {}, kind="coe", earlier=earlier).level_3.meets is False

    as_district = {
        year: lea_facts(CATALOGUE[year], cells_2017 if year == 2017 else colors)
        for year in (2017, 2018, 2019)
    }
    assert determination(2022, {}, earlier=as_district).level_3.meets is True


def test_a_charter_school_is_eligible_when_it_meets_the_criteria_in_both_years():
    status_2022 = {"SWD": "CHRO very high 50, SUSP very high 50"}
    both = {2022: lea_facts(CATALOGUE[2022], status_2022, kind="charter")}
    neither = {2022: lea_facts(CATALOGUE[2022], {}, kind="charter")}

    assert determination(2023, TWO_PRIORITIES, kind="charter", earlier=both).eligible is True
    assert determination(2023, TWO_PRIORITIES, kind="charter", earlier=neither).eligible is False
    assert determination(2023, {}, kind="charter", earlier=both).eligible is False


def test_a_charter_school_that_met_the_criteria_in_a_year_without_judgment_was_not_eligible_then():
    status_2022 = {"SWD": "CHRO very high 50, SUSP very high 50"}
    before = {2022: lea_facts(CATALOGUE[2022], status_2022, kind="charter")}
    found = determination(2023, TWO_PRIORITIES, kind="charter", earlier=before)

    assert found.explanation["history"]["2022"]["meets"] is True
    assert found.explanation["history"]["2022"]["eligible"] is False


def test_a_charter_school_whose_year_before_is_not_loaded_cannot_be_determined():
    found = determination(2023, TWO_PRIORITIES, kind="charter")
    assert found.status == CANNOT_BE_DETERMINED

    found = determination(2023, {}, kind="charter")
    assert found.status == GENERAL_ASSISTANCE


def test_a_charter_school_has_no_level_3_and_no_required_goal():
    found = determination(2025, TWO_PRIORITIES, kind="charter")

    assert found.level_3 is None
    assert found.goal_groups == {}


def test_the_former_charter_rule_needs_three_groups_in_each_of_three_dashboards():
    def three_years(groups):
        red = dict.fromkeys(groups, "SUSP red 40")
        return {year: lea_facts(CATALOGUE[year], red, kind="charter") for year in (2017, 2018)}

    cells = dict.fromkeys(("EL", "SWD", "SED"), "SUSP red 40")
    found = determination(2019, cells, kind="charter", earlier=three_years(("EL", "SWD", "SED")))
    assert found.eligible is True

    found = determination(2019, cells, kind="charter", earlier=three_years(("EL", "SWD", "WH")))
    assert found.eligible is False


# Level 3 and the required goal


def four_years(groups, last=2022):
    """Facts in which these groups meet two priorities on every Dashboard before `last`."""
    facts = {}
    for year, criteria in CATALOGUE.items():
        if year < last:
            by_status = year == 2022
            words = (
                "SUSP very high 40, GRAD very low 40" if by_status else "SUSP red 40, GRAD red 40"
            )
            facts[year] = lea_facts(criteria, dict.fromkeys(groups, words))
    return facts


def test_the_former_charter_rule_is_open_where_a_missing_file_hides_how_many_groups_there_are():
    red = {"EL": "SUSP red 30"}
    both = {year: lea_facts(CATALOGUE[year], red, kind="charter") for year in (2017, 2018)}

    # All of its groups met in three years, if this one is all it has.
    found = determination(2019, red, kind="charter", earlier=both, missing=["CCI"])
    assert found.eligible is None

    # Where no group can have met in three years, how many there are is of no matter.
    both[2018] = lea_facts(CATALOGUE[2018], {}, kind="charter")
    found = determination(2019, red, kind="charter", earlier=both, missing=["CCI"])
    assert found.eligible is False


def test_level_3_counts_the_same_group_over_the_dashboard_years_and_skips_2020_and_2021():
    found = determination(2022, {}, earlier=four_years(("EL", "SWD", "HOM")))

    assert found.level_3.meets is True
    assert found.level_3.years_met["EL"] == (3, 3)
    assert found.status == GENERAL_ASSISTANCE  # the current year need not be one of them


def test_level_3_from_published_letters_does_not_apply_the_clause_on_fewer_groups():
    def letters(year):
        answer = published({"SED": "C", "WH": "C"})
        return lea_facts(CATALOGUE[year], missing=CATALOGUE[year].files, published=answer)

    earlier = {year: letters(year) for year in (2017, 2018, 2019)}
    from_letters = decide_years(CATALOGUE, "district", earlier | {2022: letters(2022)}, [2022])[
        2022
    ]
    assert from_letters.level_3.meets is False
    assert not from_letters.level_3.clause_checked

    words = "SUSP very high 40, GRAD very low 40"
    from_files = determination(2022, {"SED": words, "WH": words}, earlier=earlier)
    assert from_files.level_3.meets is True
    assert from_files.level_3.by_clause


def test_level_3_is_open_where_a_missing_file_hides_how_many_groups_an_lea_has():
    pair = "SUSP very high 40, GRAD very low 40"
    earlier = four_years(("SED", "WH"))

    hidden = determination(2022, {"SED": pair, "WH": pair}, earlier=earlier, missing=["CHRO"])
    assert hidden.level_3.meets is None

    # A third group is there for certain, and did not meet in enough years.
    cells = {"SED": pair, "WH": pair, "HI": "SUSP low 40"}
    assert determination(2022, cells, earlier=earlier, missing=["CHRO"]).level_3.meets is False
    cells = {"SED": pair, "HI": "SUSP low 40"}
    assert determination(2022, cells, earlier=earlier, missing=["CHRO"]).level_3.meets is False


def test_before_2022_there_is_no_level_3():
    assert determination(2019, TWO_PRIORITIES).level_3 is None


def test_a_group_met_on_three_dashboards_in_a_row_needs_an_lcap_goal():
    words = {"SWD": "SUSP very high 40, GRAD very low 40", "WH": "SUSP very high 40"}
    found = determination(2022, words, earlier=four_years(("SWD", "WH")))

    assert found.goal_groups == {"SWD": True}


def test_the_explanation_names_the_criteria_of_every_year_that_was_read():
    found = determination(2022, TWO_PRIORITIES)

    assert found.explanation["criteria"] == {
        str(year): load_criteria(year).criteria_hash for year in (2017, 2018, 2019, 2022)
    }
