"""Clean text goes straight into its table; whatever PostgreSQL refuses goes the checked way."""

from __future__ import annotations

import pytest
from django.db import connection

from dashboard_import.models import BatchState, DashboardResult
from dashboard_import.staging import rows as staging_rows
from tests.factories.dashboard_files import (
    DISTRICT,
    OTHER_DISTRICT,
    file_lines,
    file_text,
    row,
    stage,
    workbook,
)

pytestmark = pytest.mark.usefixtures("demo_county")
NAME = "suspdownload2018.txt"


@pytest.fixture
def checked_ways(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each file that goes the checked way is added to this list."""
    gone: list[object] = []
    original = staging_rows.stage_checked

    def stage_checked(source: staging_rows.Source) -> object:
        gone.append(source)
        return original(source)

    monkeypatch.setattr(staging_rows, "stage_checked", stage_checked)
    return gone


@pytest.mark.parametrize(
    ("year", "indicator"), [(2018, "SUSP"), (2022, "ELPI"), (2024, "ELA"), (2022, "ENROLLMENT")]
)
def test_a_clean_file_is_read_by_postgresql_alone(
    checked_ways: list[object], year: int, indicator: str
) -> None:
    batch = stage(file_text(year, indicator, [row(), row(OTHER_DISTRICT)]), "file.txt")

    assert batch.state == BatchState.STAGED
    assert checked_ways == []


def test_lines_are_those_of_the_file(checked_ways: list[object]) -> None:
    batch = stage(
        file_text(2018, "SUSP", [row("27661590000000"), row(), row(OTHER_DISTRICT)]),
        NAME,
        counties=["99"],
    )

    lines = DashboardResult.objects.filter(batch_id=batch.pk).values_list("cds", "line")
    assert dict(lines) == {DISTRICT: 3, OTHER_DISTRICT: 4}
    assert checked_ways == []


@pytest.mark.parametrize(
    "cells",
    [
        {"color": "7"},
        {"statuslevel": "x"},
        {"cds": "2766159000000X"},
        {"cds": "77661590000000"},
        {"cds": "9960001"},
        {"rtype": "L"},
        {"rtype": ""},
        {"currdenom": "-1"},
        {"studentgroup": "ab1"},
        {"charter_flag": " "},
        {"reportingyear": "2019"},
        {"box": "260"},
        {"currstatus": "*"},
    ],
    ids=lambda cells: f"{next(iter(cells))} {next(iter(cells.values()))!r}",
)
def test_what_is_not_as_expected_goes_the_checked_way(
    checked_ways: list[object], cells: dict[str, str]
) -> None:
    stage(file_text(2018, "SUSP", [row(), row(OTHER_DISTRICT) | cells]), NAME)

    assert len(checked_ways) == 1


def test_a_backslash_says_nothing_to_postgresql(checked_ways: list[object]) -> None:
    batch = stage(
        file_text(2018, "SUSP", [row(), row(OTHER_DISTRICT, districtname=r"A\tB\\")]), NAME
    )

    names = DashboardResult.objects.filter(batch_id=batch.pk).values_list(
        "district_name", flat=True
    )
    assert r"A\tB\\" in names
    assert len(checked_ways) == 1


def test_an_empty_cell_is_no_number_and_blank_text() -> None:
    batch = stage(file_text(2018, "SUSP", [row(currstatus="", color="", charter_flag="")]), NAME)

    result = DashboardResult.objects.get(batch_id=batch.pk)
    assert (result.currstatus, result.color, result.charter_flag) == (None, None, "")


def test_both_ways_give_the_same_rows() -> None:
    rows = [
        row(currstatus="12.50", change="-0.3", box="", currdenom="0"),
        row(OTHER_DISTRICT, charter_flag="Y", districtname="Cañon Unified"),
    ]
    clean = stage(file_text(2018, "SUSP", rows), NAME)
    sheet = stage(workbook({"susp": file_lines(2018, "SUSP", rows)}), "suspdownload2018.xlsx")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(to_jsonb(r) - 'batch_id' ORDER BY line) FROM dashboard_result AS r"
            " WHERE batch_id IN (%s, %s) GROUP BY batch_id ORDER BY batch_id",
            [clean.pk, sheet.pk],
        )
        [as_is], [checked] = cursor.fetchall()
    assert as_is == checked
