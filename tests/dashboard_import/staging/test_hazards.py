"""What a loader must survive: each hazard of the published files, and each fault of a row.

Every fault names line, column, value, reason and remedy; rows in are always staged plus refused;
and what was live before stays as it was.
"""

from __future__ import annotations

import datetime as dt
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from county_office.models import County
from county_office.selectors import lea_by_cds
from dashboard_import.models import Batch, BatchState, Fault, LocalIndicatorResult
from dashboard_import.recognise import Choice
from dashboard_import.selectors import census_enrollment_of
from dashboard_import.services import publish_batch, stage_batch
from dashboard_import.tables import child_table
from tests.factories.dashboard_files import (
    CHARTER,
    COUNTY_OFFICE,
    DISTRICT,
    OTHER_DISTRICT,
    SCHOOL,
    file_lines,
    file_text,
    live_results,
    publish,
    receive,
    row,
    stage,
    workbook,
)

pytestmark = pytest.mark.usefixtures("demo_county")
NAME = "suspdownload2018.txt"


def live_checksum() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT md5(coalesce(string_agg(r::text, ',' ORDER BY batch_id, line), ''))"
            " FROM live_dashboard_result AS r"
        )
        return str(cursor.fetchone()[0])


@pytest.fixture
def live_stays(demo_county: County) -> Iterator[None]:
    """A suspension file of 2018 is live; at the end it is live just as it was."""
    publish(file_text(2018, "SUSP", [row(), row(OTHER_DISTRICT), row(COUNTY_OFFICE)]), NAME)
    before = live_checksum()
    yield
    assert live_checksum() == before
    assert len(live_results(DISTRICT, 2018)) == 1


def errors_of(batch: Batch) -> list[Fault]:
    return list(batch.faults.filter(severity="error").order_by("line", "pk"))


def assert_counted(batch: Batch, rows_in: int, refused: int) -> None:
    assert (batch.rows_in, batch.rows_refused) == (rows_in, refused)
    assert batch.rows_in == batch.rows_staged + batch.rows_refused
    assert batch.refused.count() == refused


def one(batch: Batch, cds: str = DISTRICT) -> dict[str, Any]:
    """The row of an LEA with all columns of its batch's own table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT to_jsonb(r) FROM {child_table(batch.pk, batch.indicator)} r WHERE cds = %s",  # noqa: S608
            [cds],
        )
        return dict(json.loads(cursor.fetchone()[0]))


# Hazards of the published files


def test_hazard_1_windows_letters_far_down_are_read() -> None:
    rows = [row(f"996{n:04}0000000") for n in range(1, 3000)]
    rows[-1] |= {"districtname": "Ca\xf1on"}
    batch = stage(file_text(2018, "SUSP", rows).encode("cp1252"), NAME)

    assert_counted(batch, 2999, 0)
    assert one(batch, rows[-1]["cds"])["districtname"] == "Cañon"


def test_hazard_2_quoted_fields_hold_commas() -> None:
    text = file_text(
        2018,
        "LOCAL",
        [
            row(
                districtname='"Igo, Ono, Platina"',
                localindicator="Basic-Priority Area 1",
                performance="Met",
            )
        ],
    )
    publish(text, "LocalIndPerf2018.txt")

    with connection.cursor() as cursor:
        cursor.execute("SELECT districtname, priority FROM local_indicator_result")
        assert cursor.fetchall() == [("Igo, Ono, Platina", 1)]


def test_hazard_3_name_case_and_order_of_columns_change() -> None:
    lines = file_lines(2018, "SUSP", [row(color="1")])
    text = "".join("\t".join(reversed(cells)) + "\n" for cells in lines)
    text = text.replace("reportingyear", "ReportingYear").replace("changelevel", "changeLevel")

    batch = stage(text, NAME)

    assert batch.state == BatchState.STAGED
    assert one(batch)["color"] == 1


def test_hazard_3_the_fall_of_2017_is_written_2017f() -> None:
    batch = stage(file_text(2017, "SUSP", [row()]), "suspdownload2017f.txt")

    assert batch.year == 2017


@pytest.mark.parametrize("missing", ["", "*", "NA", "N/A", "--", " ", "\xa0"])
def test_hazard_4_a_missing_value_is_none_and_never_zero(missing: str) -> None:
    batch = stage(file_text(2018, "SUSP", [row(currstatus=missing, statuslevel=missing)]), NAME)

    assert batch.state == BatchState.STAGED
    assert one(batch)["currstatus"] is None
    assert one(batch)["statuslevel"] is None


def test_hazard_5_a_level_below_the_n_size_is_kept_as_published() -> None:
    batch = stage(file_text(2022, "SUSP", [row(currdenom="12", statuslevel="1")]), NAME)

    assert one(batch)["currdenom"] == 12
    assert one(batch)["statuslevel"] == 1


def test_hazard_6_color_0_and_blank_stay_apart_and_neither_is_red() -> None:
    text = file_text(2018, "SUSP", [row(color="0"), row(OTHER_DISTRICT, color="")])
    batch = stage(text, NAME)

    assert one(batch)["color"] == 0
    assert one(batch, OTHER_DISTRICT)["color"] is None
    assert batch.report["levels"]["color"] == [2, 0, 0, 0, 0, 0]


def test_hazard_7_2022_has_neither_change_nor_color() -> None:
    batch = stage(file_text(2022, "SUSP", [row()]), "suspdownload2022.txt")

    assert one(batch)["color"] is None
    assert one(batch)["change"] is None


def test_hazard_7_english_learner_progress_without_groups_means_english_learners() -> None:
    batch = stage(file_text(2022, "ELPI", [row(currprogressed="3")]), "elpidownload2022.txt")

    assert one(batch)["studentgroup"] == "EL"


def test_hazard_8_rows_of_codes_that_are_no_groups_are_kept() -> None:
    groups = ["ALL", "SBA", "CAA", "EO", "ELO", "RFP", "CAST", "MR"]
    batch = stage(file_text(2018, "SUSP", [row(studentgroup=group) for group in groups]), NAME)

    assert set(batch.report["groups"]) == set(groups)


def test_hazard_9_change_is_kept_as_published_and_never_recomputed() -> None:
    batch = stage(
        file_text(2018, "SUSP", [row(currstatus="5.5", priorstatus="5.1", change="0.3")]), NAME
    )

    assert one(batch)["change"] == 0.3


def test_hazard_10_a_code_that_lost_its_leading_zero_is_mended() -> None:
    batch = stage(file_text(2018, "SUSP", [row("1611190000000", rtype="D")]), NAME)

    assert_counted(batch, 1, 0)
    assert batch.counties == ["01"]


def test_hazard_10_the_states_own_rows_are_no_countys() -> None:
    batch = publish(file_text(2018, "SUSP", [row("0" * 14, rtype="X"), row()]), NAME)

    assert batch.counties == ["00", "99"]


def test_hazard_11_a_re_issued_file_replaces_the_earlier_one_and_says_what_is_gone() -> None:
    first = publish(file_text(2018, "SUSP", [row(), row(OTHER_DISTRICT)]), NAME)
    again = stage(file_text(2018, "SUSP", [row(color="1")]), "suspdownload2018-rev.txt")

    assert [cds for cds, _ in again.report["gone"]] == [OTHER_DISTRICT]
    publish_batch(batch=again, by=None)

    assert [result.color for result in live_results(DISTRICT, 2018)] == [1]
    assert live_results(OTHER_DISTRICT, 2018) == []
    first.refresh_from_db()
    assert first.state == BatchState.REPLACED


def test_hazard_12_a_workbook_that_declares_1_048_576_rows_has_those_it_has() -> None:
    lines = file_lines(2023, "LOCAL_P1", [row(priority="1", performance="Met")])
    blank = [[""] * len(lines[0])] * 2_000

    assert_counted(stage(workbook({"pr12023": [*lines, *blank]}), "Pr12023.xlsx"), 1, 0)


def test_hazard_12_the_date_of_a_meeting_is_a_date_in_2023_and_text_in_2024() -> None:
    for year, date in ((2023, dt.datetime(2023, 6, 14)), (2024, "June 14, 2024")):  # noqa: DTZ001
        lines: list[list[object]] = [
            list(cells)
            for cells in file_lines(year, "LOCAL_P1", [row(priority="1", performance="Met")])
        ]
        names = [str(name).lower() for name in lines[0]]
        lines[1][names.index("meetingdate")] = date
        batch = stage(workbook({"pr1": lines}, {"default_date_format": "m/d/yyyy"}), "Pr1.xlsx")

        assert batch.state == BatchState.STAGED
        assert one(batch)["meetingdate"] == ("2023-06-14" if year == 2023 else date)


def test_hazard_13_a_file_goes_by_in_pieces_and_never_whole_through_the_memory() -> None:
    """40,000 rows, 3 MB: what Python holds of them at once is a fraction."""
    groups = [first + second for first in "ABCDEFGHIJ" for second in "ABCDEFGHIJ"]
    codes = [f"99{number:05}0000000" for number in range(400)]
    header, line = file_text(2018, "SUSP", [row()]).splitlines(keepends=True)
    lines = [
        line.replace(DISTRICT, code).replace("FOS", group) for code in codes for group in groups
    ]
    batch = receive(header + "".join(lines), NAME)
    tracemalloc.start()

    batch = stage_batch(batch_id=batch.pk)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert_counted(batch, 40_000, 0)
    assert peak < 2_000_000


def test_hazard_14_charter_schools_have_a_list_of_their_own() -> None:
    head = ["CDS", "ReportYear", "SWDpriorities"]
    districts = workbook({"District and COE": [head, [DISTRICT, "2022", "A"]]})
    charters = workbook({"Charter": [head, [CHARTER, "2022", "A"]]})

    assert publish(districts, "assistancestatus22.xlsx").indicator == "PUBLISHED"
    assert publish(charters, "charterassistance22.xlsx").indicator == "CHARTER_LIST"


def test_hazard_12_dates_and_line_breaks_of_workbooks_are_kept() -> None:
    lines = file_lines(
        2023,
        "LOCAL_P1",
        [
            row(
                priority="1",
                performance="Not Met For Two or More Years",
                additionalinfo="first\nsecond",
            )
        ],
    )
    batch = publish(workbook({"pr12023": lines}), "Pr12023.xlsx")

    assert_counted(batch, 1, 0)
    rating = LocalIndicatorResult.objects.get(year=2023)
    assert rating.performance == "Not Met For Two or More Years"


def test_hazard_15_the_grade_11_supplement_is_never_ela() -> None:
    batch = publish(file_text(2017, "ELA_GRADE_11", [row()]), "ela11download2017f.txt")

    assert batch.indicator == "ELA_GRADE_11"
    assert [result.indicator for result in live_results(DISTRICT, 2017)] == ["ELA_GRADE_11"]


def test_hazard_16_ela_or_math_is_asked_and_nothing_is_staged() -> None:
    text = file_text(2018, "ELA", [row()])
    batch = stage(text, "download.txt")

    assert batch.state == BatchState.REFUSED
    assert set(batch.report["choice"]["indicators"]) == {"ELA", "MATH"}
    assert stage(text, "download.txt", choice=Choice(indicator="MATH")).indicator == "MATH"


def test_hazard_17_rows_without_a_group_are_kept_with_one_warning() -> None:
    blank = [row(studentgroup=""), row(studentgroup=""), row(OTHER_DISTRICT, studentgroup="")]
    batch = stage(file_text(2018, "ELA", [row(), *blank]), "eladownload2018.txt")

    assert_counted(batch, 4, 0)
    assert batch.state == BatchState.STAGED
    warnings = batch.faults.filter(severity="warning", column="studentgroup")
    assert [warning.message.split()[0] for warning in warnings] == ["3"]


def test_hazard_18_a_county_office_is_told_by_its_code_not_by_its_flag() -> None:
    publish(file_text(2018, "SUSP", [row(COUNTY_OFFICE, coe_flag="")]), NAME)

    lea = lea_by_cds(COUNTY_OFFICE, 2018)
    assert lea is not None
    assert lea.kind == "coe"


@pytest.mark.parametrize(
    ("written", "rtype", "read"),
    [
        ("1611190000000", "D", "01611190000000"),
        ("1611190000000.0", "D", "01611190000000"),
        ("2.766159e+13", "D", "27661590000000"),
        ("0", "X", "00000000000000"),
    ],
)
def test_trap_1_a_code_that_a_spreadsheet_took_for_a_number_is_mended(
    written: str, rtype: str, read: str
) -> None:
    assert one(stage(file_text(2018, "SUSP", [row(written, rtype=rtype)]), NAME), read)


def test_trap_1_a_code_whose_digits_are_lost_is_refused() -> None:
    batch = stage(file_text(2018, "SUSP", [row("2.710272e+13", rtype="S")]), NAME)

    assert [(error.column, error.value) for error in errors_of(batch)] == [("cds", "2.710272e+13")]


def test_trap_2_headers_in_capitals_and_with_blanks_are_the_same_columns() -> None:
    header, line = file_text(2018, "SUSP", [row()]).splitlines()
    text = f"{header.upper().replace(chr(9), ' ' + chr(9))}\n{line}\n"

    assert one(stage(text, NAME))["statuslevel"] == 3


def test_trap_3_a_year_with_a_letter_is_the_year() -> None:
    batch = stage(file_text(2017, "SUSP", [row(reportingyear="2017f")]), "susp.txt")

    assert (batch.year, batch.rows_staged) == (2017, 1)


def test_trap_4_flags_that_are_a_space_are_blank() -> None:
    batch = stage(file_text(2018, "SUSP", [row(charter_flag=" ", certifyflag="\xa0")]), NAME)

    assert one(batch)["charter_flag"] == ""
    assert one(batch)["certifyflag"] == ""


def test_trap_5_trailing_rows_of_formatting_are_no_rows() -> None:
    lines = [*file_lines(2023, "SUSP", [row()]), [""] * 5, [" "]]

    assert_counted(stage(workbook({"susp": lines}), "susp.xlsx"), 1, 0)


def test_trap_6_a_broken_row_is_refused_told_and_the_others_are_looked_at() -> None:
    lines = file_text(2018, "SUSP", [row(), row(OTHER_DISTRICT, color="9"), row(SCHOOL)])
    text = lines.replace("\n", "\tone more\n", 2).replace("\tone more", "", 1)

    batch = stage(text, NAME)

    assert_counted(batch, 3, 2)
    assert [error.line for error in errors_of(batch)] == [2, 3]


def test_trap_7_a_star_and_an_empty_cell_in_one_file_are_both_missing() -> None:
    rows = [row(currstatus="*"), row(OTHER_DISTRICT, currstatus="")]
    batch = stage(file_text(2018, "SUSP", rows), NAME)

    assert one(batch)["currstatus"] is one(batch, OTHER_DISTRICT)["currstatus"] is None


@pytest.mark.parametrize(
    ("year", "indicator", "name", "column"),
    [
        (2022, "SUSP", "suspdownload2022.txt", "color"),
        (2017, "SUSP", "suspdownload2017f.txt", "dass_flag"),
        (2019, "ELPI", "elpidownload2019.txt", "studentgroup"),
    ],
)
def test_trap_8_a_column_that_a_year_does_not_have_is_no_fault(
    year: int, indicator: str, name: str, column: str
) -> None:
    batch = stage(file_text(year, indicator, [row(currprogressed="3")]), name)

    assert column not in [published.lower() for published in batch.report["header"]]
    assert batch.state == BatchState.STAGED


def test_trap_9_a_value_of_non_breaking_spaces_is_missing() -> None:
    batch = stage(file_text(2018, "SUSP", [row(currdenom="\xa0--\xa0")]), NAME)

    assert one(batch)["currdenom"] is None


def test_trap_10_an_lea_twice_on_an_assistance_list_refuses_it() -> None:
    head, lea = ["CDS", "ReportYear", "SWDpriorities"], [DISTRICT, "2022", "A"]
    batch = stage(workbook({"List": [head, lea, lea]}), "assistancestatus22.xlsx")

    assert batch.state == BatchState.REFUSED
    assert "on the list twice" in errors_of(batch)[0].message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_trap_11_the_encoding_is_found_since_nobody_declares_it(encoding: str) -> None:
    text = file_text(2018, "SUSP", [row(districtname="Cañon")])

    assert one(stage(text.encode(encoding), NAME))["districtname"] == "Cañon"


def test_trap_12_the_same_bytes_again_are_said_and_the_old_load_is_kept() -> None:
    text = file_text(2018, "SUSP", [row()])
    first = publish(text, NAME)
    again = stage(text, "suspdownload2018-v2.txt")

    assert again.file == first.file
    assert (
        "The very same file was loaded already" in again.faults.get(severity="information").message
    )


def test_trap_13_a_file_of_many_rows_is_copied_and_not_inserted_one_by_one(
    django_assert_max_num_queries: Any,
) -> None:
    batch = receive(file_text(2018, "SUSP", [row(f"99{n:05}0000000") for n in range(3_000)]), NAME)

    with django_assert_max_num_queries(60):
        assert_counted(stage_batch(batch_id=batch.pk), 3_000, 0)


def test_local_indicators_come_delimited_by_bars_with_anything_in_their_narratives() -> None:
    rows = [
        row(priority="6", performance="Not Met For Two or More Years", summary=story)
        for story in ['Tabs\tand, commas; “quotes” and one " alone', "*"]
    ]
    rows[1] |= {"cds": OTHER_DISTRICT, "performance": "*"}
    batch = publish(file_text(2019, "LOCAL_P6", rows, delimiter="|"), "Pr62019.txt")

    assert_counted(batch, 2, 0)
    performances = LocalIndicatorResult.objects.filter(year=2019).values_list("cds", "performance")
    words = "Not Met For Two or More Years"
    assert dict(performances) == {DISTRICT: words, OTHER_DISTRICT: "*"}


def test_trap_9_numbers_with_words_are_refused() -> None:
    batch = stage(file_text(2018, "SUSP", [row(currdenom="40 students")]), NAME)

    assert [error.column for error in errors_of(batch)] == ["currdenom"]


def test_counts_with_a_decimal_point_are_counts() -> None:
    batch = stage(file_text(2018, "SUSP", [row(currdenom="40.0")]), NAME)

    assert one(batch)["currdenom"] == 40


@pytest.mark.parametrize(("written", "count"), [("1,234", 1_234), ("1,234,567", 1_234_567)])
def test_counts_that_a_spreadsheet_wrote_in_thousands_are_counts(written: str, count: int) -> None:
    batch = stage(file_text(2018, "SUSP", [row(currdenom=written)]), NAME)

    assert_counted(batch, 1, 0)
    assert one(batch)["currdenom"] == count


@pytest.mark.parametrize("written", ["1,23", "12,3456", ",123", "1234,567", "1.234"])
def test_other_commas_in_a_count_are_refused_not_guessed(written: str) -> None:
    batch = stage(file_text(2018, "SUSP", [row(currdenom=written)]), NAME)

    assert [error.value for error in errors_of(batch)] == [written]


def test_blanks_around_the_words_of_a_local_indicator_do_not_matter() -> None:
    words = "Not Met For Two or More Years"
    rows = [row(priority="6", performance=f" {words} \u00a0")]
    publish(file_text(2019, "LOCAL_P6", rows, delimiter="|"), "Pr62019.txt")

    assert LocalIndicatorResult.objects.get(cds=DISTRICT).performance == words


def test_enrollment_is_kept_apart_from_results() -> None:
    text = file_text(2022, "ENROLLMENT", [row(totalenrollment="500", subgrouptotal="12")])
    publish(text, "censusenrollratesdownload2022.txt")

    assert census_enrollment_of(DISTRICT, 2022) == {"FOS": (12, 500)}
    assert live_results(DISTRICT, 2022) == []


# Faults of rows: each is refused with line, column, value, reason and remedy


@pytest.mark.usefixtures("live_stays")
@pytest.mark.parametrize(
    ("cells", "column", "value", "told"),
    [
        ({"cds": "996000200000"}, "cds", "996000200000", "no CDS code"),
        ({"cds": "99-60002-0000000"}, "cds", "99-60002-0000000", "no CDS code"),
        ({"cds": "2.710272e+13", "rtype": "S"}, "cds", "2.710272e+13", "no CDS code"),
        ({"cds": "77600010000000"}, "cds", "77600010000000", "no county"),
        ({"statuslevel": "high"}, "statuslevel", "high", "whole number"),
        ({"statuslevel": "6"}, "statuslevel", "6", "0 to 5"),
        ({"color": "-1"}, "color", "-1", "whole number"),
        ({"currstatus": "12,5"}, "currstatus", "12,5", "number"),
        ({"currstatus": "NaN"}, "currstatus", "NaN", "number"),
        ({"currdenom": "1e3"}, "currdenom", "1e3", "whole number"),
        ({"box": "999"}, "box", "999", "0 to 250"),
        ({"charter_flag": "yes"}, "charter_flag", "yes", "neither Y nor N"),
        ({"rtype": "L"}, "rtype", "L", "none of X, D, S"),
        ({"rtype": ""}, "rtype", "", "missing"),
        ({"studentgroup": "f0s"}, "studentgroup", "f0s", "code"),
        ({"reportingyear": "2019"}, "reportingyear", "2019", "another year"),
        ({"type": "ZZ"}, "type", "ZZ", "none of ES"),
    ],
)
def test_a_wrong_cell_refuses_its_row_and_is_named(
    cells: dict[str, str], column: str, value: str, told: str
) -> None:
    rows = [row(), row(OTHER_DISTRICT), row(SCHOOL) | cells, row(CHARTER)]
    rows = [*rows, row(studentgroup="EL"), row(studentgroup="SWD")]

    batch = stage(file_text(2018, "SUSP", rows), NAME)

    assert batch.state == BatchState.REFUSED
    assert_counted(batch, 6, 1)
    error = errors_of(batch)[0]
    assert (error.line, error.column, error.value) == (4, column, value)
    assert told in error.message
    assert error.remedy


@pytest.mark.usefixtures("live_stays")
def test_a_row_of_another_indicator_is_refused() -> None:
    text = file_text(2023, "SUSP", [row(), row(OTHER_DISTRICT), row(SCHOOL, indicator="GRAD")])

    batch = stage(text, NAME)

    assert_counted(batch, 3, 1)
    assert errors_of(batch)[0].column == "indicator"


@pytest.mark.usefixtures("live_stays")
def test_a_row_with_too_few_cells_is_refused_not_guessed() -> None:
    lines = file_text(2018, "SUSP", [row(), row(OTHER_DISTRICT), row(SCHOOL)]).splitlines()
    lines[2] = "\t".join(lines[2].split("\t")[:-1])

    batch = stage("\n".join(lines) + "\n", NAME)

    assert_counted(batch, 3, 1)
    error = errors_of(batch)[0]
    assert error.line == 3
    assert "23 columns instead of 24" in error.message
    assert error.county_code == "99"
    assert batch.refused.get().cells[0] == OTHER_DISTRICT


@pytest.mark.usefixtures("live_stays")
def test_the_same_lea_and_group_twice_refuses_both() -> None:
    rows = [row(), row(OTHER_DISTRICT), row(color="1")]

    batch = stage(file_text(2018, "SUSP", rows), NAME)

    assert_counted(batch, 3, 2)
    assert [error.line for error in errors_of(batch)] == [2, 4]
    assert "first is line 2" in errors_of(batch)[1].message


@pytest.mark.usefixtures("live_stays")
def test_every_fault_of_a_file_is_told_in_one_go() -> None:
    rows = [row(color="9", statuslevel="x"), row(OTHER_DISTRICT, rtype="Q"), row(SCHOOL)]

    batch = stage(file_text(2018, "SUSP", rows), NAME)

    assert_counted(batch, 3, 2)
    assert {(error.line, error.column) for error in errors_of(batch)} == {
        (2, "color"),
        (2, "statuslevel"),
        (3, "rtype"),
    }


@pytest.mark.usefixtures("live_stays")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"Dear colleague\n", "not a Dashboard file"),
        (b"PK\x03\x04zip", "zip archive"),
        (b"cds\trtype\n9960\0\tD\n", "NUL"),
        (file_text(2018, "SUSP", [row(), row()])[:-60].encode(), "cut off"),
        (file_text(2018, "SUSP", [row()]).replace("color", "colour").encode(), "rule reads it"),
    ],
    ids=["empty", "a letter", "a zip named .txt", "NUL byte", "cut off", "wrong header"],
)
def test_a_file_that_is_none_changes_nothing(content: bytes, told: str) -> None:
    batch = stage(content, NAME)

    assert batch.state == BatchState.REFUSED
    assert_counted(batch, 0, 0)
    errors = errors_of(batch)
    assert any(told in error.message for error in errors)
    assert all(error.line and error.remedy for error in errors)
    assert all(error.column for error in errors) == bool(content)  # an empty file has none


@pytest.mark.usefixtures("live_stays")
def test_county_99_is_refused_where_the_demonstration_is_off(settings: object) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]

    batch = stage(file_text(2018, "SUSP", [row()]), NAME)

    assert batch.state == BatchState.REFUSED
    assert_counted(batch, 1, 1)
    assert "County 99" in errors_of(batch)[0].remedy


def test_a_file_can_be_cut_down_to_one_county_on_receipt() -> None:
    text = file_text(2018, "SUSP", [row(), row("27661590000000"), row("01611190000000")])

    batch = stage(text, NAME, counties=["27"])

    assert_counted(batch, 1, 0)
    assert batch.counties == ["27"]
    assert batch.report["rows_left_out"] == 2


def test_a_code_that_lost_its_zero_is_not_taken_for_another_county() -> None:
    """1101… looks like county 11 and is county 01."""
    text = file_text(2018, "SUSP", [row("1101190000000", rtype="D"), row()])

    assert stage(text, NAME, counties=["11"]).rows_in == 0
    assert stage(text, NAME, counties=["01"]).rows_in == 1


def test_a_fault_in_another_county_does_not_touch_the_one_that_is_wanted() -> None:
    text = file_text(2018, "SUSP", [row(), row("27661590000000", color="9")])

    assert stage(text, NAME, counties=["99"]).state == BatchState.STAGED
    assert stage(text, NAME, counties=["27"]).state == BatchState.REFUSED


def test_hostile_names_of_columns_become_harmless_ones() -> None:
    lines = file_text(2018, "SUSP", [row()]).splitlines()
    text = f'{lines[0]}\tx"; DROP TABLE dashboard_result; --\tbatch_id\tctid\n{lines[1]}\t1\t2\t3\n'

    batch = stage(text, NAME)

    assert batch.state == BatchState.STAGED
    assert one(batch)["batch_id"] == batch.pk
    assert one(batch)["batch_id_in_file"] == "2"
