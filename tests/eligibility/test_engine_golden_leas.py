"""Golden tables, one a Dashboard year: from an LEA's Dashboards to its determination."""

import pytest

from eligibility.criteria import criteria_years, load_all_criteria
from eligibility.criteria.model import LEA_KINDS
from eligibility.engine import decide_years
from eligibility.rules import status_words
from tests.eligibility.golden import golden_rows
from tests.eligibility.lea_notation import read_dashboard

CATALOGUE = load_all_criteria()
SIGN = {True: "Y", False: "N", None: "?"}
ANSWERS_ON_LEVEL_3 = {"Y", "N", "?", "Y by clause", "Y first line", "N first line", "? first line"}


def determination_of(year, kind, words, earlier):
    """The determination of the year; None where the state did not judge this kind of LEA."""
    said = dict(item.strip().split(": ", 1) for item in earlier.split(";") if item.strip() != "-")
    facts = {
        past: read_dashboard(criteria, kind, said.pop(str(past), "-"))
        for past, criteria in CATALOGUE.items()
        if past < year
    }
    assert not said, f"years without a Dashboard: {said}"
    facts[year] = read_dashboard(CATALOGUE[year], kind, words)
    return decide_years(CATALOGUE, kind, facts, [year]).get(year)


def methods_in_words(found):
    return " ".join(SIGN[found.methods[n]] if n in found.methods else "-" for n in (1, 2, 3, 4))


def level_3_in_words(level_3):
    """Y, N or ?; "by clause": only the clause on fewer than three groups decides; "first line":
    that clause was not checked."""
    if level_3 is None:
        return "-"
    how = " by clause" if level_3.by_clause else "" if level_3.clause_checked else " first line"
    return SIGN[level_3.meets] + how


def goals_in_words(goals):
    return " ".join(f"{group}{'' if truth else '?'}" for group, truth in goals.items()) or "-"


@pytest.mark.parametrize(
    ("year", "kind", "words", "earlier", "methods", "status", "level_3", "goals", "shows"),
    golden_rows("leas"),
)
def test_an_leas_dashboards_give_its_determination(
    year, kind, words, earlier, methods, status, level_3, goals, shows
):
    found = determination_of(year, kind, words, earlier)

    if found is None:
        assert (methods, status, level_3, goals) == ("-", "not judged", "-", "-"), shows
        return
    criteria = CATALOGUE[year]
    assert methods_in_words(found) == methods, shows
    assert status_words(criteria.status, found.status, found.da_year) == status, shows
    assert level_3_in_words(found.level_3) == level_3, shows
    assert goals_in_words(found.goal_groups) == goals, shows


def test_every_year_with_criteria_has_a_golden_table_of_leas():
    assert {row.values[0] for row in golden_rows("leas")} == set(criteria_years())


@pytest.mark.parametrize("year", criteria_years())
def test_every_answer_of_a_year_occurs_in_its_golden_table_of_leas(year):
    criteria = CATALOGUE[year]
    rows = [row.values[1:] for row in golden_rows("leas") if row.values[0] == year]
    words = {criteria.status.eligible, criteria.status.not_eligible, "Cannot be determined"}
    for kind in LEA_KINDS:
        found = {row[4].partition(",")[0] for row in rows if row[0] == kind}
        assert found == (words if criteria.judges(kind) else {"not judged"})

    for number in criteria.methods:
        found = {row[3].split()[number - 1] for row in rows if row[4] != "not judged"}
        assert found >= {"Y", "N", "?"}
    if criteria.level_3:
        assert {row[5] for row in rows} >= ANSWERS_ON_LEVEL_3
    if criteria.required_goal:
        assert {row[6] for row in rows} >= {"-", "SWD", "SWD?"}
