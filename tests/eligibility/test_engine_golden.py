"""Golden tables, one a Dashboard year: from a group's cells to its priorities and its letter."""

import pytest

from eligibility.criteria import criteria_years, load_criteria
from eligibility.engine import judge_year, pack_cells
from eligibility.findings import YearFacts
from eligibility.rules import NO_LETTER, NOTHING_MET
from tests.eligibility.golden import golden_rows
from tests.eligibility.notation import read_cells


@pytest.mark.parametrize(
    ("year", "group", "rtype", "words", "priorities", "letter", "shows"), golden_rows("eligibility")
)
def test_a_groups_cells_give_its_priorities_and_letter(
    year, group, rtype, words, priorities, letter, shows
):
    criteria = load_criteria(year)
    cells, missing = read_cells(group, words, rtype)
    tests, counted = pack_cells(criteria, cells)
    facts = YearFacts("district", tests, missing, counted, local={})

    finding = judge_year(criteria, facts)

    if priorities == "no group":
        assert not finding.groups, shows
        assert not counted
        return
    found = finding.groups.get(group, NOTHING_MET)
    expected = [] if priorities == "-" else priorities.split()
    assert {str(number) for number in found.met} == {p for p in expected if p[-1] != "?"}, shows
    assert {f"{number}?" for number in found.open} == {p for p in expected if p[-1] == "?"}, shows
    assert finding.letters.get(group, NO_LETTER) == letter.replace("-", NO_LETTER), shows


def test_every_year_with_criteria_has_a_golden_table():
    assert {row.values[0] for row in golden_rows("eligibility")} == set(criteria_years())


@pytest.mark.parametrize("year", criteria_years())
def test_every_clause_of_a_year_decides_in_its_golden_table(year):
    criteria = load_criteria(year)
    decided = set()
    for row in golden_rows("eligibility"):
        row_year, group, rtype, words, *_ = row.values
        if row_year == year:
            cells, missing = read_cells(group, words, rtype)
            tests, counted = pack_cells(criteria, cells)
            finding = judge_year(criteria, YearFacts("district", tests, missing, counted, local={}))
            for found in finding.groups.values():
                decided.update(clause for clauses in found.met.values() for clause in clauses)

    assert decided == set(criteria.alternatives_by_clause)
