"""What if: the engine decides anew from what is stored and supposed, and nothing is kept."""

import pytest

from eligibility.criteria import load_all_criteria
from eligibility.engine import decide_years
from eligibility.scratch import Suppositions, decide_supposed, supposable
from tests.eligibility.notation import lea_facts, read_cells

CATALOGUE = load_all_criteria()
RED = {"HOM": "CHRO red 40, SUSP red 40, GRAD yellow 40", "SWD": "SUSP red 40"}


def determined(year, cells, kind="district", **facts):
    """The determination as stored, and the cells it came from."""
    known = {year: lea_facts(CATALOGUE[year], cells, kind=kind, **facts)}
    found = decide_years(CATALOGUE, kind, known, [year])[year]
    return found, [cell for group, words in cells.items() for cell in read_cells(group, words)[0]]


def supposed(year, cells, levels=None, local=None, **facts):
    found, rows = determined(year, cells, **facts)
    return decide_supposed(
        CATALOGUE, found.explanation, rows, Suppositions(levels or {}, local or {})
    )


@pytest.mark.parametrize("year", [2018, 2019, 2023, 2024, 2025])
def test_without_suppositions_it_is_the_determination_itself(year):
    assert supposed(year, RED) == determined(year, RED)[0]


def test_a_better_cell_ends_eligibility_and_a_worse_one_begins_it():
    assert supposed(2018, RED, {("HOM", "SUSP"): 2}).eligible is False
    worse = supposed(2018, RED, {("HOM", "SUSP"): 2, ("HOM", "GRAD"): 1, ("SWD", "SUSP"): 1})
    assert worse.eligible is False  # graduation and absenteeism are one priority
    cells = RED | {"SWD": "SUSP red 40, CHRO green 40"}
    worse = supposed(2018, cells, {("HOM", "SUSP"): 2, ("SWD", "CHRO"): 1})
    assert worse.letters == {"SWD": "C"}


def test_a_year_by_status_reads_the_status_that_is_supposed():
    cells = {"HOM": "CHRO very high 40, SUSP high 40"}
    assert supposed(2022, cells).eligible is False
    assert supposed(2022, cells, {("HOM", "SUSP"): 1}).letters == {"HOM": "C"}


def test_a_local_indicator_is_supposed_for_the_whole_lea():
    found = supposed(2018, RED, {("HOM", "SUSP"): 2}, {1: True})
    assert (found.methods[3], found.eligible) == (True, True)


def test_what_is_not_loaded_stays_undetermined():
    found = supposed(2018, RED, {("HOM", "SUSP"): 2}, missing=["CCI"])
    assert found.eligible is None


def test_only_levels_that_count_can_be_supposed_otherwise():
    _, cells = determined(2018, {"HOM": "CHRO red 40, SUSP none 12"})
    assert list(supposable(CATALOGUE[2018], cells)) == [("HOM", "CHRO")]
    _, cells = determined(2022, {"HOM": "CHRO very high 15", "WH": "CHRO very high 15"})
    assert list(supposable(CATALOGUE[2022], cells)) == [("HOM", "CHRO")]
