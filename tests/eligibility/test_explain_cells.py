"""Why one cell counts or does not, and near misses."""

import pytest

from eligibility.criteria import load_all_criteria
from eligibility.engine import decide_years
from eligibility.explain_cells import explain_cell, level_words, near_misses
from tests.eligibility.notation import lea_facts, read_cells

CATALOGUE = load_all_criteria()


def explained(year, group, words, indicator, kind="district"):
    """The sentences about one cell of an LEA whose only group this is."""
    criteria = CATALOGUE[year]
    facts = lea_facts(criteria, {group: words}, kind=kind)
    found = decide_years(CATALOGUE, kind, {year: facts}, [year])[year]
    cells, _ = read_cells(group, words, "S" if kind == "charter" else "D")
    by_indicator = {cell.indicator: cell for cell in cells}
    return [s.words for s in explain_cell(criteria, found, group, indicator, by_indicator)]


def test_a_cell_that_counts_is_led_from_students_to_level_2():
    assert explained(2018, "SWD", "CHRO red 402, ELA red 331, MATH red 330", "CHRO") == [
        "Enough students count. 402, and at least 30 are needed in both years.",
        "Chronic absenteeism is red, so Priority 5 is met. "
        "Rule: graduation rate red or chronic absenteeism red.",
        "The same group also meets Priority 4. ELA is red and Math is red.",
        "Two priorities in one group make the district eligible for Level 2, Method 1.",
    ]


def test_a_cell_of_the_only_priority_met_says_that_two_are_needed():
    assert explained(2018, "HOM", "SUSP red 20", "SUSP")[-1] == (
        "One priority alone does not make the district eligible: two in one group are needed."
    )


def test_orange_does_not_meet_a_priority():
    assert explained(2018, "HOM", "SUSP orange 20", "SUSP")[1] == (
        "Suspension rate is Orange, which does not meet Priority 6. Rule: suspension rate red."
    )


def test_a_red_ela_without_its_math_says_what_is_lacking():
    assert explained(2018, "SWD", "ELA red 40, MATH yellow 40", "ELA")[1] == (
        "English language arts is Red, but Math does not go with it as the rule asks. "
        "Rule: ELA and Math both red, or one red and the other orange."
    )


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("SUSP hidden 8", "Too few students. Fewer than 11, so no status is shown."),
        (
            "SUSP none 14",
            "No performance color. 14 students this year; at least 15 are needed this year and "
            "the year before.",
        ),
    ],
)
def test_too_few_students_are_told_with_the_number_needed(words, first):
    assert explained(2018, "HOM", words, "SUSP")[0] == first


def test_by_status_the_number_needed_is_told_where_it_is_not_reached():
    assert explained(2022, "HOM", "SUSP very high 14", "SUSP")[0] == (
        "Too few students. 14, and at least 15 are needed to count."
    )
    assert explained(2022, "HOM", "SUSP very high 29", "SUSP", kind="district")[0] == (
        "Enough students count. 29, and at least 15 are needed."
    )


def test_a_missing_file_and_a_missing_row_are_told_apart():
    assert explained(2018, "HOM", "SUSP not loaded", "SUSP") == [
        "Cannot be determined. The file suspdownload2018 is not loaded."
    ]
    assert explained(2018, "HOM", "CHRO red 20", "SUSP") == [
        "No result. The file suspdownload2018 has no row for Homeless, so the cell meets nothing."
    ]


def test_an_indicator_that_the_year_does_not_use_says_so():
    assert explained(2018, "EL", "ELPI red 40", "ELPI") == [
        "English learner progress is not used to determine eligibility on the 2018 Dashboard."
    ]


def test_an_indicator_that_does_not_count_for_the_group_says_so():
    found = explained(2025, "LTEL", "ELA red 40, MATH red 40", "ELA")
    assert found[1].startswith("English language arts does not count for Long-Term English Learner")


def test_a_charter_schools_cell_leads_to_its_own_rule():
    found = explained(2024, "SWD", "SUSP red 40", "SUSP", kind="charter")
    assert found[-1].startswith("For a charter school that is one part of the rule")


@pytest.mark.parametrize(
    ("year", "words", "shown"),
    [
        (2018, "SUSP red 20", "Red"),
        (2018, "SUSP none 14", "None (14)"),
        (2018, "SUSP hidden 8", "None (<11)"),
        (2022, "SUSP very high 20", "Very High"),
        (2022, "GRAD very low 20", "Very Low"),
    ],
)
def test_a_level_is_shown_in_words(year, words, shown):
    (cell,), _ = read_cells("HOM", words)
    assert level_words(CATALOGUE[year], cell) == shown


def near(year, cells, **facts):
    criteria = CATALOGUE[year]
    found = decide_years(CATALOGUE, "district", {year: lea_facts(criteria, cells, **facts)}, [year])
    rows = [cell for group, words in cells.items() for cell in read_cells(group, words)[0]]
    return near_misses(criteria, found[year], rows)


def test_a_group_with_exactly_one_priority_is_a_near_miss():
    misses = near(2018, {"FOS": "CHRO red 16, SUSP orange 24", "SWD": "CHRO red 40, SUSP red 40"})

    assert [(miss.group, miss.priority, miss.would_do) for miss in misses] == [
        ("FOS", 5, (("SUSP", 6),))
    ]
    assert misses[0].words == (
        "Foster Youth meets Priority 5; one more priority would meet the criteria. "
        "One level lower in suspension rate would do."
    )


def test_orange_ela_and_orange_math_are_one_level_away_from_priority_4():
    (miss,) = near(2018, {"SED": "CHRO red 90, ELA orange 90, MATH orange 90"})

    assert miss.would_do == (("ELA", 4), ("MATH", 4))


def test_yellow_is_two_levels_away():
    (miss,) = near(2018, {"SED": "CHRO red 90, SUSP yellow 90"})

    assert miss.would_do == ()


def test_another_indicator_of_the_priority_already_met_would_add_nothing():
    (miss,) = near(2018, {"SED": "CHRO red 90, GRAD orange 90"})

    assert miss.would_do == ()
