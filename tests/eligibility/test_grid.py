"""The grid shows first what makes the LEA eligible, and tells a missing row from a missing file."""

from eligibility.criteria import load_all_criteria
from eligibility.engine import decide_years
from eligibility.grid import Grid, GridCell, GridRow, build_grid
from eligibility.rules import Truth
from tests.eligibility.notation import lea_facts, read_cells

CATALOGUE = load_all_criteria()


def grid(
    year: int,
    groups: dict[str, str],
    kind: str = "district",
    local: dict[int, Truth] | None = None,
) -> Grid:
    criteria = CATALOGUE[year]
    facts = lea_facts(criteria, groups, kind=kind, local=local)
    found = decide_years(CATALOGUE, kind, {year: facts}, [year])[year]
    cells = [cell for group, words in groups.items() for cell in read_cells(group, words)[0]]
    return build_grid(criteria, found, cells, {"SWD": 1612})


def cell(table: Grid, indicator: str) -> GridCell:
    (row,) = [row for band in table.bands for row in band.rows]
    return next(each for each in row.cells if each.indicator == indicator)


def test_groups_that_make_the_lea_eligible_come_first_then_near_misses_then_the_rest():
    table = grid(
        2018,
        {
            "AA": "SUSP green 40",
            "HOM": "SUSP red 20",
            "SWD": "SUSP red 40, CHRO red 40",
        },
    )
    assert [(band.title, [row.group for row in band.rows]) for band in table.bands] == [
        ("Meet two or more priorities: make the district eligible", ["SWD"]),
        ("Meet one priority: near miss", ["HOM"]),
        ("Meet none", ["AA"]),
    ]


def test_a_group_that_makes_the_lea_eligible_with_a_local_indicator_is_no_near_miss():
    table = grid(2023, {"HOM": "SUSP red 20", "SWD": "CHRO red 40"}, local={6: True})

    assert [(band.title, [row.group for row in band.rows]) for band in table.bands] == [
        ("Meet one priority, with a local indicator not met: make the district eligible", ["SWD"]),
        ("Meet one priority: near miss", ["HOM"]),
    ]


def test_a_cell_that_is_part_of_a_met_rule_is_framed_and_no_other():
    table = grid(2018, {"SWD": "ELA orange 40, MATH red 40, SUSP red 40, GRAD orange 40"})
    framed = {each.indicator for each in table.bands[0].rows[0].cells if each.meets}
    assert framed == {"ELA", "MATH", "SUSP"}


def test_red_math_without_red_or_orange_ela_is_not_framed():
    assert not cell(grid(2018, {"SWD": "ELA yellow 40, MATH red 40"}), "MATH").meets


def test_a_year_of_colors_shows_the_color_and_a_year_of_status_the_states_word():
    color = cell(grid(2018, {"SWD": "SUSP red 1402"}), "SUSP")
    assert (color.level, color.status, color.word, color.count) == (1, None, "Red", "1,402")
    status = cell(grid(2022, {"SWD": "SUSP very high 40"}), "SUSP")
    assert (status.level, status.status, status.word) == (None, 1, "Very High")


def test_fewer_than_eleven_students_enrolled_show_no_figure():
    shown = [GridRow("SWD", "", each, (), ()).enrolled_words for each in (10, 11, 1612)]

    assert shown == ["<11", "11", "1,612"]


def test_fewer_than_eleven_students_show_no_figure():
    assert cell(grid(2018, {"SWD": "SUSP hidden 8"}), "SUSP").count == "<11"


def test_a_group_without_a_color_shows_none_and_its_students():
    shown = cell(grid(2018, {"SWD": "SUSP none 14"}), "SUSP")
    assert (shown.level, shown.word, shown.count) == (None, "None", "14")


def test_a_missing_row_is_a_dash_and_a_missing_file_a_question_mark():
    table = grid(2018, {"SWD": "SUSP red 40, CHRO not loaded"})
    assert cell(table, "ELA").plain == "–"
    assert cell(table, "CHRO").plain == "?"


def test_groups_without_a_row_are_named_below_the_grid():
    table = grid(2018, {"SWD": "SUSP red 40"})
    assert "Pacific Islander" in table.without_results
    assert "Students with Disabilities" not in table.without_results


def test_enrolled_students_stand_beside_the_group():
    (row,) = grid(2018, {"SWD": "SUSP red 40"}).bands[0].rows
    assert row.enrolled == 1612


def test_columns_stand_under_their_priority():
    table = grid(2018, {"SWD": "SUSP red 40"})
    assert [(number, span) for number, _, span in table.priorities] == [
        (4, 2),
        (5, 2),
        (6, 1),
        (8, 1),
    ]
    assert [column.indicator for column in table.columns if column.opens] == [
        "ELA",
        "GRAD",
        "SUSP",
        "CCI",
    ]
