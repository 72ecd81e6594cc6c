"""Which sheet of a workbook is read, and that no other one is passed over in silence."""

from __future__ import annotations

import pytest

from tests.dashboard_import.test_published_lists import header, lea
from tests.factories.dashboard_files import file_lines, row, stage, workbook

pytestmark = pytest.mark.usefixtures("demo_county")


def test_results_on_several_sheets_are_refused_not_guessed() -> None:
    sheets = {"Math": file_lines(2022, "MATH", [row()]), "ELA": file_lines(2022, "ELA", [row()])}

    batch = stage(workbook(sheets), "eladownload2022.xlsx")

    assert batch.state == "refused"
    assert "Several sheets hold a table: “Math”, “ELA”." in batch.faults.get().message


def test_a_sheet_that_explains_columns_is_no_second_table() -> None:
    sheets = {
        "Layout": [["Field", "Meaning"], ["cds", "County, district and school"], ["rtype", "D"]],
        "Template": file_lines(2022, "SUSP", []),
        "Data": file_lines(2022, "SUSP", [row()]),
    }

    batch = stage(workbook(sheets), "suspdownload2022.xlsx")

    assert (batch.state, batch.rows_staged) == ("staged", 1)


def test_a_second_list_in_a_workbook_is_named() -> None:
    names = header("AssistanceStatus2022", "MetMethod1")
    sheets = {"Districts": [names, lea()], "Charter schools": [names, lea("99600010100002")]}

    batch = stage(workbook(sheets), "assistancestatus22.xlsx")

    assert (batch.state, batch.rows_staged) == ("staged", 1)
    told = batch.faults.get(severity="warning").message
    assert told == (
        "The sheet “Districts” was read. There is a table on “Charter schools” as "
        "well, which was not."
    )


def test_a_small_table_of_ones_own_beside_the_results_is_named_and_left_out() -> None:
    sheets = {
        "Pivot": [["cds", "rows"], ["99600010000000", "1"]],
        "Data": file_lines(2022, "SUSP", [row()]),
    }

    batch = stage(workbook(sheets), "suspdownload2022.xlsx")

    assert (batch.state, batch.rows_staged) == ("staged", 1)
    told = batch.faults.get(severity="warning").message
    assert told.startswith("The sheet “Data” was read. There is a table on “Pivot” as well")
