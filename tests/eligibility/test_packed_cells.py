"""Cells weighed in the database and in plain Python give the same true tests."""

from __future__ import annotations

import random

import pytest

from dashboard_import.models import DashboardResult
from dashboard_import.selectors import live_batches
from eligibility.criteria import criteria_years, load_criteria
from eligibility.engine import pack_cells
from eligibility.packed_cells import PackedCells, read_packed_cells
from eligibility.rules import Cell
from tests.factories.dashboard_files import CHARTER, DISTRICT, SCHOOL, file_text, publish, row

pytestmark = pytest.mark.django_db
GROUPS = ("ALL", "EL", "FOS", "HOM", "LTEL", "MR", "SWD", "SBA")


@pytest.mark.parametrize("year", criteria_years())
def test_the_database_and_plain_python_find_the_same_true_tests(demo_county, year):
    criteria = load_criteria(year)
    chance = random.Random(year)
    for indicator, name in criteria.files.items():
        publish(file_text(year, indicator, _rows(chance, indicator, year)), f"{name}.txt")
    batches = live_batches(year)

    found = read_packed_cells(criteria, batches)

    assert found.codes == {DISTRICT, CHARTER}
    assert set(found.true_tests) <= found.codes
    for cds in (DISTRICT, CHARTER):
        cells = [
            Cell(r.indicator, r.studentgroup, r.rtype, r.color, r.statuslevel, r.currdenom)
            for r in DashboardResult.objects.filter(year=year, cds=cds)
        ]
        groups, groups_that_count = pack_cells(criteria, cells)
        assert found.true_tests.get(cds, {}) == groups
        assert found.counted_groups.get(cds, frozenset()) == groups_that_count
    assert found.true_tests
    one = read_packed_cells(criteria, batches, [DISTRICT])
    assert (one.codes, one.true_tests) == (
        {DISTRICT},
        {cds: groups for cds, groups in found.true_tests.items() if cds == DISTRICT},
    )
    assert read_packed_cells(criteria, batches, ["27"]) == PackedCells()


def _rows(chance: random.Random, indicator: str, year: int) -> list[dict[str, str]]:
    """Rows of a district, a charter school and a school that is none, around the thresholds."""
    one_group_only = indicator == "ELPI" and year < 2024
    rows = []
    for cds, charter in ((DISTRICT, ""), (CHARTER, "Y"), (SCHOOL, "")):
        for group in ("EL",) if one_group_only else GROUPS:
            level = str(chance.choice((0, 1, 1, 2, 3)))
            rows.append(
                row(
                    cds,
                    studentgroup=group,
                    charter_flag=charter,
                    color=level,
                    statuslevel=level,
                    currdenom=str(chance.choice((11, 14, 15, 29, 30, 40))),
                )
            )
    return rows


def test_nothing_live_gives_nothing(db):
    criteria = load_criteria(2018)

    assert read_packed_cells(criteria, {}) == PackedCells()
