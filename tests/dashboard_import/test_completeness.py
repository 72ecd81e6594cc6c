"""A first load that lacks LEAs of which other files of the year have rows is warned of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from dashboard_import.models import Batch, Fault
from tests.factories.dashboard_files import (
    CHARTER,
    file_text,
    publish,
    publish_path,
    row,
    stage,
    statewide_rows,
)

pytestmark = pytest.mark.usefixtures("demo_county")
NAMES = {
    "CHRO": "chronicdownload2018.txt",
    "ELA": "eladownload2018.txt",
    "ELPI": "elpidownload2018.txt",
    "GRAD": "graddownload2018.txt",
    "SUSP": "suspdownload2018.txt",
}
TEN = [f"996{number:04}0000000" for number in range(10)]


def file_of(indicator: str, codes: Iterable[str], **cells: str) -> tuple[str, str]:
    """The text of a file with one row for each code, and its name."""
    rows = [row(cds, studentgroup="ALL", **cells) for cds in codes]
    return file_text(2018, indicator, rows), NAMES[indicator]


def warning(batch: Batch) -> Fault | None:
    found: Fault | None = batch.faults.filter(message__contains="other live files").first()
    return found


def test_more_than_a_tenth_of_the_leas_without_a_row_warns() -> None:
    publish(*file_of("CHRO", TEN))

    found = warning(stage(*file_of("SUSP", TEN[2:])))

    assert found is not None
    assert (found.severity, found.county_code) == ("warning", "99")
    assert found.message == (
        "2 of 10 LEAs of the county that have rows in other live files of 2018 have none here: "
        "District 60000, District 60001."
    )
    assert found.remedy == "Compare with the state's page: is the file complete?"


def test_a_tenth_of_the_leas_without_a_row_does_not_warn() -> None:
    publish(*file_of("CHRO", TEN))

    assert warning(stage(*file_of("SUSP", TEN[1:]))) is None


def test_one_lea_of_few_is_enough() -> None:
    publish(*file_of("CHRO", TEN[:3]))

    found = warning(stage(*file_of("ELA", TEN[1:3])))

    assert found is not None
    assert "1 of 3 LEAs" in found.message


def test_only_the_first_five_names_are_given() -> None:
    publish(*file_of("CHRO", TEN))

    found = warning(stage(*file_of("SUSP", TEN[:2])))

    assert found is not None
    assert found.message.endswith("District 60006 and 3 more.")


def test_what_all_other_files_know_counts_together_and_each_lea_once() -> None:
    publish(*file_of("CHRO", TEN[:6]))
    publish(*file_of("GRAD", TEN[4:]))
    publish(*file_of("ELPI", TEN))

    found = warning(stage(*file_of("SUSP", TEN[2:])))

    assert found is not None
    assert "2 of 10 LEAs" in found.message


def test_charter_schools_are_leas_and_other_schools_are_not() -> None:
    schools = [f"996000001{number:05}" for number in range(10)]
    rows = [row(cds, studentgroup="ALL") for cds in [TEN[0], *schools]]
    charter = row(CHARTER, studentgroup="ALL", charter_flag="Y", schoolname="Kitewater Charter")
    publish(file_text(2018, "CHRO", [*rows, charter]), NAMES["CHRO"])

    found = warning(stage(*file_of("SUSP", TEN[:1])))

    assert found is not None
    assert "1 of 2 LEAs" in found.message
    assert "Kitewater Charter" in found.message


def test_where_the_file_is_live_already_it_is_compared_with_itself() -> None:
    publish(*file_of("CHRO", TEN))
    publish(*file_of("SUSP", TEN[:5]))

    assert warning(stage(*file_of("SUSP", TEN[:5]))) is None


def test_a_file_that_not_every_lea_is_in_is_left_alone() -> None:
    publish(*file_of("CHRO", TEN))

    assert warning(stage(*file_of("GRAD", TEN[:1]))) is None


def test_without_another_live_file_of_the_year_there_is_nothing_to_compare_with() -> None:
    text = file_text(2019, "CHRO", [row(cds, studentgroup="ALL") for cds in TEN])
    publish(text, "chronicdownload2019.txt")

    assert warning(stage(*file_of("SUSP", TEN[:1]))) is None


def test_a_file_cut_to_a_county_is_judged_by_that_county_alone() -> None:
    everywhere = [one["cds"] for one in statewide_rows()]
    publish(*file_of("CHRO", [*everywhere, *TEN]))

    text, name = file_of("SUSP", [*everywhere, *TEN[:1]])

    assert warning(stage(text, name, counties=["27"])) is None
    found = warning(stage(text, name, counties=["99"]))
    assert found is not None
    assert "9 of 10 LEAs" in found.message


def test_several_counties_are_one_finding() -> None:
    everywhere = [one["cds"] for one in statewide_rows()]
    publish(*file_of("CHRO", everywhere))

    found = stage(*file_of("SUSP", everywhere[2:])).faults.get(message__contains="other live files")

    assert found.county_code == ""
    assert found.message.startswith("2 of 2 LEAs of 2 counties that have rows")


@pytest.mark.real_files
@pytest.mark.parametrize("indicator", ["ela", "math", "susp"])
@pytest.mark.parametrize("year", [2018, 2022])
def test_the_whole_files_of_a_real_county_are_not_warned_of(
    dashboard_files: Path, year: int, indicator: str
) -> None:
    folder = dashboard_files / f"{year}/monterey"
    own = folder / f"{indicator}download{year}.txt"
    for path in sorted(folder.glob("*.txt")):
        if path != own:
            publish_path(path)

    assert warning(stage(own.read_bytes(), own.name)) is None
