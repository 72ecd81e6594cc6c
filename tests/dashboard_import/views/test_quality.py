"""The quality report of a file: on its page and as a workbook."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from county_office.models import County
from dashboard_import.models import Batch
from tests.factories.county_office import system_administrator
from tests.factories.dashboard_files import (
    DISTRICT,
    MONTEREY_DISTRICT,
    OTHER_DISTRICT,
    SCHOOL,
    file_text,
    publish,
    row,
    stage,
    statewide_rows,
)

NAME = "suspdownload2019.txt"


@pytest.fixture
def browser(client: Client, demo_county: County) -> Client:
    client.force_login(system_administrator())
    return client


def sheets_of(browser: Client, batch: Batch) -> dict[str, list[list[object]]]:
    response = browser.get(f"/data/files/{batch.pk}/report.xlsx")
    assert response.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def page(browser: Client, batch: Batch) -> str:
    response = browser.get(f"/data/files/{batch.pk}/report/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_coverage_by_lea_group_and_level_beside_what_was_live_and_the_year_before(
    browser: Client,
) -> None:
    publish(file_text(2018, "SUSP", [row(color="5")]), "suspdownload2018.txt")
    publish(file_text(2019, "SUSP", [row(color="1"), row(OTHER_DISTRICT)]), NAME)
    again = stage(
        file_text(
            2019,
            "SUSP",
            [row(color="2"), row(SCHOOL, color="2"), row(studentgroup="EL", color="2")],
        ),
        NAME,
    )

    sheets = sheets_of(browser, again)

    assert ["Rows read", 3] in sheets["About"]
    assert sheets["LEAs"][1:] == [
        [DISTRICT, "District 60001", "known", 2, 1, 1, 2, 1],
        [OTHER_DISTRICT, "District 60002", "gone", 0, 0, 0, 0, 1],
    ]
    assert ["FOS", "Foster Youth", 2, 2] in sheets["Groups"]
    levels = {(line[0], line[1]): line[2:] for line in sheets["Levels"][1:]}
    assert levels["Color", 1] == [0, 1, 0]
    assert levels["Color", 2] == [3, 0, 0]
    assert levels["Color", 5] == [0, 0, 1]
    shown = page(browser, again)
    assert "Gone" in shown
    assert "Foster Youth" in shown
    assert "1 LEA has live rows and none here" in shown


def test_refused_rows_have_line_column_value_reason_and_remedy(browser: Client) -> None:
    rows = [row(), row(), row(OTHER_DISTRICT, color="9", districtname="=HYPERLINK(1)")]
    batch = stage(file_text(2019, "SUSP", rows), NAME)

    sheets = sheets_of(browser, batch)

    [heading, *lines] = sheets["Refused rows"]
    assert heading == ["Line", "County", "Column", "Value", "Reason", "What to do"]
    bad = next(line for line in lines if line[2] == "color")
    assert bad[:5] == [4, "99", "color", "9", "A level from 0 to 5 is expected."]
    assert bad[5]
    shown = page(browser, batch)
    assert "A level from 0 to 5 is expected." in shown
    assert (
        f"/data/files/{batch.pk}/report/"
        in browser.get(f"/data/files/{batch.pk}/").content.decode()
    )


def test_a_refused_file_stands_beside_the_rows_that_are_live(browser: Client) -> None:
    publish(file_text(2019, "SUSP", [row(color="1"), row(OTHER_DISTRICT)]), NAME)
    rows = [row(color="2"), row(OTHER_DISTRICT, color="9"), row(studentgroup="EL", color="2")]

    refused = stage(file_text(2019, "SUSP", rows), NAME)

    assert refused.state == "refused"
    sheets = sheets_of(browser, refused)
    assert ["FOS", "Foster Youth", 1, 2] in sheets["Groups"]
    levels = {(line[0], line[1]): line[2:4] for line in sheets["Levels"][1:]}
    assert (levels["Color", 1], levels["Color", 2]) == ([0, 1], [2, 0])


def test_a_file_all_of_whose_rows_of_a_county_are_refused_stands_beside_what_is_live_there(
    browser: Client,
) -> None:
    publish(file_text(2019, "SUSP", [row(color="1")]), NAME)
    rows = [row(color="9"), row(MONTEREY_DISTRICT)]

    refused = stage(file_text(2019, "SUSP", rows), NAME)

    assert ["FOS", "Foster Youth", 1, 1] in sheets_of(browser, refused)["Groups"]


def test_the_report_of_a_statewide_file_without_a_row_of_the_county(browser: Client) -> None:
    text = file_text(2019, "SUSP", statewide_rows(without=["02"]))

    batch = stage(text, NAME, counties=["02"])

    assert "The file has no row of any LEA here" in page(browser, batch)
    assert sheets_of(browser, batch)["Counties"][1:] == [["02", "Alpine", 0, 0, 0]]
