"""Each published file at hand loads, and its counts are those of the table beside the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from county_office.models import Lea
from dashboard_import.models import BatchState, LocalIndicatorResult
from dashboard_import.selectors import (
    census_enrollment_of,
    live_batches,
    published_status,
)
from tests.factories.dashboard_files import live_results, publish_path, stage

pytestmark = [pytest.mark.real_files, pytest.mark.django_db]

FILES = [
    ("2017/LocalIndPerf2017.txt", 2017, "LOCAL", 4088),
    ("2017/ccidownload2017f.txt", 2017, "CCI", 22978),
    ("2017/ela11download2017f.txt", 2017, "ELA_GRADE_11", 27247),
    ("2017/elpidownload2017f.txt", 2017, "ELPI", 9518),
    ("2017/graddownload2017f.txt", 2017, "GRAD", 25564),
    ("2017/math11download2017f.txt", 2017, "MATH_GRADE_11", 27185),
    ("2018/LocalIndPerf2018.txt", 2018, "LOCAL", 5081),
    ("2018/elpidownload2018.txt", 2018, "ELPI", 10366),
    ("2018/graddownload2018.txt", 2018, "GRAD", 31447),
    ("2018/monterey/ccidownload2018.txt", 2018, "CCI", 463),
    ("2018/monterey/chronicdownload2018.txt", 2018, "CHRO", 1876),
    ("2018/monterey/eladownload2018.txt", 2018, "ELA", 2076),
    ("2018/monterey/elpidownload2018.txt", 2018, "ELPI", 157),
    ("2018/monterey/graddownload2018.txt", 2018, "GRAD", 463),
    ("2018/monterey/mathdownload2018.txt", 2018, "MATH", 2076),
    ("2018/monterey/suspdownload2018.txt", 2018, "SUSP", 1937),
    ("2022/monterey/censusenrollratesdownload2022.txt", 2022, "ENROLLMENT", 262),
    ("2022/monterey/chronicdownload2022.txt", 2022, "CHRO", 359),
    ("2022/monterey/eladownload2022.txt", 2022, "ELA", 504),
    ("2022/monterey/elpidownload2022.txt", 2022, "ELPI", 32),
    ("2022/monterey/graddownload2022.txt", 2022, "GRAD", 145),
    ("2022/monterey/mathdownload2022.txt", 2022, "MATH", 504),
    ("2022/monterey/suspdownload2022.txt", 2022, "SUSP", 392),
    ("2023/Pr12023.xlsx", 2023, "LOCAL_P1", 2298),
    ("2023/Pr22023.xlsx", 2023, "LOCAL_P2", 2298),
    ("2023/Pr32023.xlsx", 2023, "LOCAL_P3", 2298),
    ("2023/Pr62023.xlsx", 2023, "LOCAL_P6", 2298),
    ("2023/Pr72023.xlsx", 2023, "LOCAL_P7", 2298),
    ("2023/Pr92023.xlsx", 2023, "LOCAL_P9", 58),
    ("2023/Pr102023.xlsx", 2023, "LOCAL_P10", 58),
    ("published/assistance-status-2017.xls", 2017, "PUBLISHED", 936),
    ("published/assistancestatus18.xlsx", 2018, "PUBLISHED", 993),
    ("published/assistancestatus19.xlsx", 2019, "PUBLISHED", 1002),
    ("published/assistancestatus19-rev.xlsx", 2019, "PUBLISHED", 997),
    ("published/assistancestatus22.xlsx", 2022, "PUBLISHED", 993),
    ("samples/2023/assistancestatus23.xlsx", 2023, "PUBLISHED", 1),
    ("samples/2023/ccidownload2023.txt", 2023, "CCI", 11),
    ("samples/2023/censusenrollratesdownload2023.txt", 2023, "ENROLLMENT", 13),
    ("samples/2023/chronicdownload2023.txt", 2023, "CHRO", 8),
    ("samples/2023/eladownload2023.txt", 2023, "ELA", 13),
    ("samples/2023/elpidownload2023.txt", 2023, "ELPI", 1),
    ("samples/2023/graddownload2023.txt", 2023, "GRAD", 11),
    ("samples/2023/mathdownload2023.txt", 2023, "MATH", 13),
    ("samples/2023/suspdownload2023.txt", 2023, "SUSP", 11),
    ("samples/2024/assistancestatus24.xlsx", 2024, "PUBLISHED", 1),
    ("samples/2024/ccidownload2024.txt", 2024, "CCI", 11),
    ("samples/2024/chronicdownload2024.txt", 2024, "CHRO", 9),
    ("samples/2024/eladownload2024.txt", 2024, "ELA", 11),
    ("samples/2024/elpidownload2024.txt", 2024, "ELPI", 2),
    ("samples/2024/graddownload2024.txt", 2024, "GRAD", 11),
    ("samples/2024/mathdownload2024.txt", 2024, "MATH", 11),
    ("samples/2024/sciencedownload2024.txt", 2024, "SCIENCE", 11),
    ("samples/2024/suspdownload2024.txt", 2024, "SUSP", 15),
]


@pytest.mark.parametrize(
    ("path", "year", "indicator", "rows"), FILES, ids=[path for path, *_ in FILES]
)
def test_the_file_loads_whole(
    dashboard_files: Path, path: str, year: int, indicator: str, rows: int
) -> None:
    file = dashboard_files / path

    batch = stage(file.read_bytes(), file.name)

    said = [str(fault) for fault in batch.faults.filter(severity="error")]
    assert (batch.state, said) == (BatchState.STAGED, [])
    assert (batch.year, batch.indicator) == (year, indicator)
    assert (batch.rows_in, batch.rows_staged, batch.rows_refused) == (rows, rows, 0)


@pytest.mark.parametrize("name", ["ela", "math"])
def test_137_rows_of_2018_without_a_group_give_one_warning(
    dashboard_files: Path, name: str
) -> None:
    file = dashboard_files / f"2018/monterey/{name}download2018.txt"

    batch = stage(file.read_bytes(), file.name)

    warning = batch.faults.get(severity="warning")
    assert "137 rows have no student group" in warning.message
    assert batch.report["groups"][""] == 137


@pytest.mark.parametrize(
    ("path", "year", "indicator"),
    [
        ("2017/ccidownload2017f.txt", 2017, "CCI"),
        ("2017/elpidownload2017f.txt", 2017, "ELPI"),
        ("2017/graddownload2017f.txt", 2017, "GRAD"),
        ("2018/elpidownload2018.txt", 2018, "ELPI"),
        ("2018/graddownload2018.txt", 2018, "GRAD"),
    ],
)
def test_the_states_files_without_a_row_of_alpine_are_live_there(
    dashboard_files: Path, path: str, year: int, indicator: str
) -> None:
    batch = publish_path(dashboard_files / path)

    assert live_batches(year)[indicator]["02"] == batch.pk
    assert batch.report["counties"]["02"]["rows"] == 0
    assert not batch.faults.filter(severity="warning").exists()


@pytest.mark.parametrize("path", ["2017/elpidownload2017f.txt", "2018/elpidownload2018.txt"])
def test_four_letters_of_windows_text_far_down_are_read(dashboard_files: Path, path: str) -> None:
    file = dashboard_files / path

    batch = stage(file.read_bytes(), file.name)

    assert batch.report["encoding"] == "cp1252"


def test_monterey_2022_gives_its_leas_cells_schools_and_enrollment(dashboard_files: Path) -> None:
    for path in sorted((dashboard_files / "2022/monterey").glob("*.txt")):
        publish_path(path)

    assert Lea.objects.filter(county="27", kind="coe").count() == 1
    assert Lea.objects.filter(county="27", kind="district").count() == 24
    salinas = "27661590000000"
    results = live_results(salinas, 2022)
    assert {one.indicator for one in results} == {"ELA", "MATH", "ELPI", "GRAD", "CHRO", "SUSP"}
    assert census_enrollment_of(salinas, 2022)["SWD"][0]


def test_local_indicators_of_2023_keep_the_files_own_words(dashboard_files: Path) -> None:
    publish_path(dashboard_files / "2023/Pr62023.xlsx")

    ratings = LocalIndicatorResult.objects.filter(year=2023)
    assert len(ratings) == 2298
    assert {rating.priority for rating in ratings} == {6}
    words = {rating.performance for rating in ratings}
    assert words >= {"Met", "Not Met", "Not Met For Two or More Years"}


def test_the_revised_list_of_2019_replaces_the_first_one(dashboard_files: Path) -> None:
    publish_path(dashboard_files / "published/assistancestatus19.xlsx")
    first = {row.cds: row for row in published_status(2019)}
    publish_path(dashboard_files / "published/assistancestatus19-rev.xlsx")
    revised = {row.cds: row for row in published_status(2019)}

    assert len(first.keys() - revised.keys()) == 5
    changed = [cds for cds in revised if first[cds].letters != revised[cds].letters]
    assert set(changed) == {"36675870000000", "48705320000000"}
