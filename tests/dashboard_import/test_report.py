"""The quality report: counts by county, levels, LEAs met and gone, and what a person must read."""

from __future__ import annotations

import pytest

from tests.factories.dashboard_files import (
    DISTRICT,
    MONTEREY_DISTRICT,
    OTHER_DISTRICT,
    file_text,
    publish,
    row,
    stage,
)

pytestmark = pytest.mark.usefixtures("demo_county")
NAME = "suspdownload2018.txt"


def many(count: int, **cells: str) -> list[dict[str, str]]:
    return [row(f"996{n:04}0000000", **cells) for n in range(count)]


def test_rows_and_levels_are_counted_by_county() -> None:
    batch = stage(
        file_text(
            2018, "SUSP", [row(color="1"), row(OTHER_DISTRICT, color=""), row(MONTEREY_DISTRICT)]
        ),
        NAME,
    )

    demo = batch.report["counties"]["99"]
    assert demo["rows"] == 2
    assert demo["levels"]["color"] == [1, 1, 0, 0, 0, 0]
    assert batch.report["levels"]["color"] == [1, 1, 0, 1, 0, 0]
    assert batch.report["groups"] == {"FOS": 3}


def test_fewer_than_nine_in_ten_of_the_live_rows_warns() -> None:
    publish(file_text(2018, "SUSP", many(20)), NAME)

    enough = stage(file_text(2018, "SUSP", many(18)), NAME)
    too_few = stage(file_text(2018, "SUSP", many(17)), NAME)

    assert not enough.faults.filter(message__contains="rows here").exists()
    warning = too_few.faults.get(message__contains="rows here")
    assert warning.severity == "warning"
    assert "17 rows here and 20 live: 85%" in warning.message
    assert too_few.state == "staged"


def test_leas_that_are_gone_are_named() -> None:
    publish(file_text(2018, "SUSP", [row(districtname="Old Mill"), row(OTHER_DISTRICT)]), NAME)

    batch = stage(file_text(2018, "SUSP", [row(OTHER_DISTRICT)]), NAME)

    assert batch.report["gone"] == [[DISTRICT, "Old Mill"]]
    assert batch.faults.filter(severity="warning", message__contains="Old Mill").exists()


def test_the_levels_of_the_year_before_stand_beside() -> None:
    publish(file_text(2018, "SUSP", [row(color="1")]), NAME)

    batch = stage(file_text(2019, "SUSP", [row(color="4")]), "suspdownload2019.txt")

    assert batch.report["before"]["what"] == "2018"
    assert batch.report["before"]["levels"]["color"] == [0, 1, 0, 0, 0, 0]


def test_the_live_rows_stand_beside_where_the_year_is_loaded_again() -> None:
    publish(file_text(2018, "SUSP", [row(color="1")]), NAME)

    batch = stage(file_text(2018, "SUSP", [row(color="4")]), NAME)

    assert batch.report["before"]["what"] == "live"
    assert batch.live_when_checked.keys() == {"99"}


def test_a_share_of_red_that_doubles_wants_a_look() -> None:
    few, many_red = many(600), many(600)
    for cells in few[:12]:
        cells["color"] = "1"
    for cells in many_red[:24]:
        cells["color"] = "1"
    publish(file_text(2018, "SUSP", few), NAME)

    batch = stage(file_text(2018, "SUSP", many_red), NAME)

    assert batch.faults.get(column="color").message == "Red went from 2% to 4% of the rows."


def test_an_assumed_layout_is_said() -> None:
    batch = stage(file_text(2025, "GRAD", [row()]), "graddownload2025.txt")

    assert batch.layout_known == "assumed"
    assert batch.faults.filter(severity="warning", message__contains="assumed").exists()


def test_the_very_same_bytes_are_said_to_have_come_before() -> None:
    text = file_text(2018, "SUSP", [row()])
    publish(text, NAME)

    batch = stage(text, "suspdownload (1).txt")

    assert batch.file.batches.count() == 2
    assert batch.faults.filter(message__contains="loaded already").exists()
