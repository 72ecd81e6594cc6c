"""What would have to change for an LEA to stop meeting the criteria."""

import pytest

from eligibility.criteria import load_all_criteria
from eligibility.engine import decide_years
from eligibility.exit_path import exit_path
from eligibility.findings import PublishedAnswer
from tests.eligibility.notation import lea_facts

CATALOGUE = load_all_criteria()


def path(year, cells=None, kind="district", earlier=None, **facts):
    """The way out of an LEA with these groups; `earlier` are the same by year before."""
    known = {
        year: lea_facts(CATALOGUE[year], cells, kind=kind, **facts)
        for year, cells in {**(earlier or {}), year: cells}.items()
    }
    found = decide_years(CATALOGUE, kind, known, [year])[year]
    return exit_path(CATALOGUE[year], found)


def sentences(*arguments, **facts):
    found = path(*arguments, **facts)
    return [sentence for group in found.groups for sentence in group.sentences]


def test_of_two_priorities_either_may_end():
    assert sentences(2018, {"HOM": "CHRO red 121, SUSP red 190"}) == [
        "Leaving Red in chronic absenteeism ends Priority 5.",
        "Or: leaving Red in suspension rate ends Priority 6.",
    ]


def test_three_priorities_need_two_cells_together():
    assert sentences(2018, {"HOM": "CHRO red 121, SUSP red 190, CCI red 40"})[0] == (
        "Leaving Red in chronic absenteeism and leaving Red in suspension rate "
        "ends Priorities 5 and 6."
    )


def test_two_indicators_behind_one_priority_both_have_to_change():
    assert sentences(2018, {"SWD": "GRAD red 40, CHRO red 40, SUSP red 40"}) == [
        "Leaving Red in suspension rate ends Priority 6."
    ]


def test_beside_a_red_in_math_orange_in_ela_is_not_enough():
    assert sentences(2018, {"SWD": "ELA red 40, MATH red 40, SUSP red 40"})[0] == (
        "Rising from Red to Yellow or better in English language arts ends Priority 4."
    )


def test_red_beside_orange_has_to_leave_its_level_by_one():
    found = sentences(2018, {"SWD": "ELA red 40, MATH orange 40, SUSP red 40"})
    assert found[0].startswith("Leaving Red in English language arts")
    assert found[1].startswith("Or: leaving Orange in mathematics")


def test_a_year_with_status_only_speaks_of_status():
    assert (
        "Leaving Very High in chronic absenteeism"
        in (sentences(2022, {"HOM": "CHRO very high 121, SUSP very high 190"})[0])
    )


def test_groups_that_meet_one_priority_have_no_way_out_of_anything():
    found = path(2018, {"HOM": "CHRO red 20, SUSP red 20", "SWD": "SUSP red 40"})
    assert [group.group for group in found.groups] == ["HOM"]


def test_every_group_with_two_priorities_has_to_take_a_way():
    cells = dict.fromkeys(("HOM", "SWD"), "CHRO red 40, SUSP red 40")
    assert [group.group for group in path(2018, cells).groups] == ["HOM", "SWD"]


@pytest.mark.parametrize("year", [2018, 2019, 2022, 2023, 2024, 2025])
def test_each_way_ends_what_the_engine_decides(year):
    level = "very high" if year == 2022 else "red"
    cells = {"HOM": f"CHRO {level} 40, SUSP {level} 40", "SWD": f"CHRO {level} 40, SUSP {level} 40"}
    for group in path(year, cells).groups:
        for way in group.ways:
            (change,) = way.changes
            left = {"CHRO": "SUSP", "SUSP": "CHRO"}[change.indicator]
            now = dict.fromkeys(cells, f"{left} {level} 40")
            assert path(year, now, published=PublishedAnswer({}, {4: False})) is None


def test_local_indicators_alone_are_the_way_out_of_method_2():
    found = path(2018, local={1: True, 2: True})
    assert found.groups == ()
    assert found.local_sentence == "The local indicator of Priority 1 would have to be met."


def test_of_a_cell_and_a_local_indicator_the_cell_is_named():
    found = path(2018, {"HOM": "SUSP red 20"}, local={1: True})
    assert (found.local, [len(group.ways) for group in found.groups]) == ((), [1])


def test_a_method_that_no_cell_ends_is_said():
    answer = PublishedAnswer({}, {4: True})
    (besides,) = path(2024, {"HOM": "SUSP red 20, CHRO red 20"}, published=answer).besides
    assert besides.startswith("Method 4 is met besides, which no cell ends: End-of-Year CALPADS")


def test_it_says_that_amounts_are_left_out_and_that_assistance_lasts_two_years_since_2023():
    cells = {"HOM": "SUSP red 20, CHRO red 20"}
    assert path(2018, cells).closing == (
        "By how many students is left out, because no cut point is verified for 2018."
    )
    assert path(2023, cells).closing.endswith("Assistance lasts at least two years in any case.")


def test_a_missing_file_may_hold_more():
    found = path(2018, {"HOM": "SUSP red 20, CHRO red 20"}, missing=["CCI"])
    assert "Files that are not loaded may hold more that counts." in found.closing


def test_who_is_not_eligible_has_no_way_out():
    assert path(2018, {"HOM": "SUSP red 20"}) is None


def test_from_a_published_list_no_cells_are_known():
    answer = PublishedAnswer({"HOM": "C"}, {2: False, 3: False})
    assert path(2018, missing=list(CATALOGUE[2018].files), published=answer) is None


def test_a_charter_school_stops_meeting_the_criteria_of_districts():
    cells = {"SWD": "CHRO red 40, SUSP red 40"}
    found = path(2024, cells, kind="charter", earlier={2023: cells})
    assert found.groups[0].sentences[0].startswith("Leaving Red")
