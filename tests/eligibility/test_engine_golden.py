"""Golden tables, one a Dashboard year: from a group's cells to its priorities and its letter."""

from pathlib import Path

import pytest

from eligibility.criteria import criteria_years, load_criteria
from eligibility.engine import judge_year, pack_cells
from eligibility.findings import YearFacts
from eligibility.rules import NO_LETTER, NOTHING_MET
from tests.eligibility.notation import read_cells

GOLDEN = Path(__file__).parent.parent / "golden"


def golden_rows():
    """One case a line: year, then the columns of the table."""
    rows = []
    for path in sorted(GOLDEN.glob("eligibility-[0-9]*.txt")):
        year = int(path.stem.rpartition("-")[2])
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip() and not line.startswith("#"):
                columns = [column.strip() for column in line.split("|")]
                name = f"{path.name}:{number}:{columns[-1]}"
                rows.append(pytest.param(year, *columns, id=name))
    return rows


@pytest.mark.parametrize(
    ("year", "group", "rtype", "words", "priorities", "letter", "shows"), golden_rows()
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
    assert {row.values[0] for row in golden_rows()} == set(criteria_years())


@pytest.mark.parametrize("year", criteria_years())
def test_every_clause_of_a_year_decides_in_its_golden_table(year):
    criteria = load_criteria(year)
    decided = set()
    for row in golden_rows():
        row_year, group, rtype, words, *_ = row.values
        if row_year == year:
            cells, missing = read_cells(group, words, rtype)
            tests, counted = pack_cells(criteria, cells)
            finding = judge_year(criteria, YearFacts("district", tests, missing, counted, local={}))
            for found in finding.groups.values():
                decided.update(clause for clauses in found.met.values() for clause in clauses)

    assert decided == set(criteria.alternatives_by_clause)
