"""What others read: live cells for the engine, results for pages, a cell's schools and its row."""

from __future__ import annotations

import datetime as dt

import pytest

from county_office.selectors import today
from dashboard_import import selectors
from dashboard_import.models import Batch
from tests.factories.dashboard_files import (
    CHARTER,
    DISTRICT,
    MONTEREY_DISTRICT,
    SCHOOL,
    file_text,
    publish,
    row,
)

pytestmark = pytest.mark.usefixtures("demo_county")
NAME = "suspdownload2018.txt"
OTHER = "99600010100003"


@pytest.fixture
def live() -> Batch:
    return publish(
        file_text(
            2018,
            "SUSP",
            [
                row("0" * 14, rtype="X"),
                row(color="1", currdenom="40"),
                row(studentgroup="ALL"),
                row(SCHOOL, currdenom="12"),
                row(CHARTER, charter_flag="Y", currdenom="30"),
                row(OTHER, currdenom="20"),
                row(MONTEREY_DISTRICT),
            ],
        ),
        NAME,
    )


def test_the_schools_behind_a_cell_come_with_the_most_students_first(live: Batch) -> None:
    schools = selectors.schools_in(
        [live.pk], DISTRICT, year=2018, indicators=["SUSP"], groups=["FOS"]
    )

    assert [(school.cds, school.currdenom) for school in schools] == [(OTHER, 20), (SCHOOL, 12)]


def test_a_charter_school_is_not_behind_a_district_and_no_school_is_behind_it(live: Batch) -> None:
    for cds in (DISTRICT, CHARTER):
        schools = selectors.schools_in(
            [live.pk], cds, year=2018, indicators=["SUSP"], groups=["FOS"]
        )
        assert CHARTER not in [school.cds for school in schools]
    assert schools == []


def test_a_row_is_shown_with_every_column_of_its_file_in_order(live: Batch) -> None:
    found = selectors.file_row(live.pk, 3)

    assert list(found)[:3] == ["cds", "rtype", "schoolname"]
    assert list(found)[-1] == "reportingyear"
    assert found["cds"] == DISTRICT
    assert found["certifyflag"] == ""
    assert selectors.file_row(live.pk, 99) == {}
    assert selectors.file_row(0, 1) == {}


def test_the_cells_of_a_determination_stay_when_a_newer_file_is_live(live: Batch) -> None:
    publish(file_text(2018, "SUSP", [row(color="4")]), NAME)

    assert [cell.color for cell in selectors.cells_in([live.pk], DISTRICT, year=2018)] == [1, 3]


def test_the_numbers_and_schools_of_a_determination_stay_when_a_newer_file_is_live(
    live: Batch,
) -> None:
    publish(file_text(2018, "SUSP", [row(color="4"), row(SCHOOL, currdenom="99")]), NAME)
    behind = {"year": 2018, "indicators": ["SUSP"], "groups": ["FOS"]}

    results = selectors.results_in([live.pk], DISTRICT, year=2018)
    schools = selectors.schools_in([live.pk], DISTRICT, **behind)

    assert [(one.studentgroup, one.color) for one in results] == [("FOS", 1), ("ALL", 3)]
    assert [(one.cds, one.currdenom) for one in schools] == [(OTHER, 20), (SCHOOL, 12)]
    assert selectors.schools_in([live.pk], CHARTER, **behind) == []
    assert selectors.results_in([live.pk], DISTRICT, year=2019) == []


def test_a_confidential_file_is_left_out_of_what_others_see() -> None:
    rows = [row(subgrouptotal="12", totalenrollment="400")]
    batch = publish(file_text(2022, "ENROLLMENT", rows), "cenroll2022.txt")
    Batch.objects.filter(pk=batch.pk).update(confidential_until=today() + dt.timedelta(days=1))

    assert selectors.census_enrollment_of(DISTRICT, 2022) == {"FOS": (12, 400)}
    assert selectors.census_enrollment_of(DISTRICT, 2022, with_confidential=False) == {}

    Batch.objects.filter(pk=batch.pk).update(confidential_until=today())
    assert selectors.census_enrollment_of(DISTRICT, 2022, with_confidential=False) != {}
