from pathlib import Path

import pytest

from county_office.models import County
from dashboard_import.faults import FileRefused
from dashboard_import.published_lists import read_published_list
from dashboard_import.selectors import BOTH_LISTS, live_batches, published_status
from tests.factories.dashboard_files import CHARTER, OTHER_DISTRICT, publish, workbook

GROUPS = ["AA", "AI", "AS", "EL", "FI", "FOS", "HI", "HOM", "PI", "SED", "SWD", "TOM", "WH"]


def header(*more: str, groups: list[str] = GROUPS) -> list[str]:
    return [
        *("CDcode", "CDS", "LEAname", "Cityname", "Countyname", "Gsoffered", "ReportYear"),
        *(f"{group}priorities" for group in groups),
        "TotalStudentGroups",
        *more,
    ]


def lea(
    cds: str = "99600010000000", letters: dict[str, str] | None = None, *more: str
) -> list[str]:
    given = letters or {}
    return [
        *(cds[:7], cds, "Foxtail Bend Unified", "Foxtail", "Demo", "K-12", "2022"),
        *(given.get(group, "*") for group in GROUPS),
        str(len(given)),
        *more,
    ]


def list_file(*rows: list[str], title_rows: int = 5, top: list[str] | None = None) -> bytes:
    names = top or header("AssistanceStatus2019", "AssistanceStatus2022", "MetMethod1")
    return workbook(
        {
            "Record Layout": [["Field Name", "Description"], ["CDS", "CDS Code"]],
            "District and COE 2022": [[f"title {n}"] for n in range(title_rows)] + [names, *rows],
        }
    )


@pytest.mark.parametrize("title_rows", [2, 4, 5])
def test_the_header_is_looked_for_not_counted(title_rows: int) -> None:
    found = read_published_list(list_file(lea(letters={"SWD": "A"}), title_rows=title_rows))

    assert found.sheet == "District and COE 2022"
    assert found.rows[0].line == title_rows + 2


def test_a_star_and_an_empty_cell_are_the_same() -> None:
    star, empty = lea(letters={"SWD": "A"}), lea("99600020000000", {"SWD": "A"})
    empty = ["" if cell == "*" else cell for cell in empty]

    found = read_published_list(list_file(star, empty))

    assert found.rows[0].letters == found.rows[1].letters == {"SWD": "A"}


def test_two_or_more_races_is_tom_in_the_list_and_mr_in_the_desk() -> None:
    found = read_published_list(list_file(lea(letters={"TOM": "C"})))

    assert found.rows[0].letters == {"MR": "C"}


def test_status_words_methods_and_level_3_are_kept_by_year() -> None:
    names = header("AssistanceStatus2022", "AssistanceStatus2023", "MetMethod1", "EC52072_2023")
    words = ("General Assistance", "Differentiated Assistance, Year 1", "Y", "N")
    one = [cell if cell != "2022" else "2023" for cell in lea("99600010000000", {}, *words)]

    row = read_published_list(list_file(one, top=names)).rows[0]

    assert row.statuses == {2022: "General Assistance", 2023: "Differentiated Assistance, Year 1"}
    assert row.methods == {1: "Y"}
    assert row.level3 == {2023: "N"}


def test_blanks_and_capitals_in_the_names_of_columns_do_not_matter() -> None:
    names = header("AssistanceStatus2022", "MetMethod1", "EC52072_2022")
    spaced = [
        name.replace("priorities", " Priorities")
        .replace("Status", "\nStatus ")
        .replace("52072_", " 52072 ")
        for name in names
    ]
    one = lea("99600010000000", {"SWD": "A"}, "Differentiated Assistance", "Y", "N")

    row = read_published_list(list_file(one, top=spaced)).rows[0]

    assert row.letters == {"SWD": "A"}
    assert (row.statuses, row.methods) == ({2022: "Differentiated Assistance"}, {1: "Y"})
    assert row.level3 == {2022: "N"}


@pytest.mark.parametrize("missing", ["--", "N/A"])
def test_other_words_for_no_value_are_no_letter(missing: str) -> None:
    one = [missing if cell == "*" else cell for cell in lea(letters={"SWD": "A"})]

    assert read_published_list(list_file(one)).rows[0].letters == {"SWD": "A"}


def test_notes_below_the_table_are_no_leas() -> None:
    notes = [["* fewer than two priorities"], ["", "Source: Department of Education"]]

    assert len(read_published_list(list_file(lea(), *notes)).rows) == 1


def test_a_code_that_is_none_is_shown_as_it_stands_in_the_file() -> None:
    with pytest.raises(FileRefused) as refused:
        read_published_list(list_file(lea(), lea("123"), lea("9.96E+13")))

    assert [finding.value for finding in refused.value.findings] == ["123", "9.96E+13"]


def test_rows_of_an_earlier_year_than_the_newest_status_are_no_list() -> None:
    names = header("AssistanceStatus2022", "AssistanceStatus2023")

    with pytest.raises(FileRefused, match=r"say 2022, and the newest .* column is of 2023"):
        read_published_list(list_file(lea(), top=names))


def test_a_list_without_a_year_column_is_of_its_newest_status() -> None:
    names = header("AssistanceStatus2018", "AssistanceStatus2019", "MetMethod1")
    at = names.index("ReportYear")
    one = lea("99600010000000", {}, "", "General Assistance", "N")

    found = read_published_list(
        list_file(one[:at] + one[at + 1 :], top=names[:at] + names[at + 1 :])
    )

    assert found.year == 2019


def test_a_cds_code_that_lost_its_leading_zero_is_mended() -> None:
    found = read_published_list(list_file(lea("1611190000000")))

    assert found.rows[0].cds == "01611190000000"


@pytest.mark.parametrize(
    ("rows", "column", "told"),
    [
        ([lea(letters={"SWD": "Q"})], "SWDpriorities", "none of A to K"),
        ([lea("99600010000000", None, "*", "*", "Yes")], "MetMethod1", "neither Y nor N"),
        ([lea(), lea()], "CDS", "on the list twice"),
        ([lea("996000X0000000")], "CDS", "14 digits"),
    ],
)
def test_a_wrong_cell_is_named_with_line_and_column(
    rows: list[list[str]], column: str, told: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        read_published_list(list_file(*rows))

    finding = refused.value.findings[0]
    assert told in finding.message
    assert finding.column == column
    assert finding.line == 6 + len(rows)
    assert finding.remedy


def charter(cds: str, **cells: str) -> list[str]:
    letters = {f"{group}{when}": "*" for group in GROUPS for when in ("prior", "current")} | cells
    return [cds, "Kitewater Charter", "K-8", "2024", *letters.values(), "General Assistance"]


def charter_file(*rows: list[str]) -> bytes:
    names = [f"{group}{when}" for group in GROUPS for when in ("prior", "current")]
    top = ["CDS", "LEAname", "Gsoffered", "ReportingYear", *names, "AssistanceStatus2024"]
    return workbook({"Record Layout": [["CDS"]], "Charter 2024": [["title"]] * 5 + [top, *rows]})


def test_the_list_of_charter_schools_has_the_letters_of_two_years() -> None:
    found = read_published_list(charter_file(charter(CHARTER, SWDcurrent="A", SWDprior="C")))

    assert (found.indicator, found.year, found.of_charters) == ("CHARTER_LIST", 2024, True)
    assert found.rows[0].letters == {"SWD": "A"}
    assert found.rows[0].letters_before == {"SWD": "C"}
    assert found.rows[0].statuses == {2024: "General Assistance"}
    assert found.rows[0].is_charter


def test_a_list_of_charter_schools_in_the_districts_shape_is_told_by_its_codes() -> None:
    assert read_published_list(list_file(lea(CHARTER))).indicator == "CHARTER_LIST"
    assert read_published_list(list_file(lea(CHARTER), lea(), lea(OTHER_DISTRICT))).year == 2022


def test_the_two_lists_of_a_year_are_live_side_by_side(demo_county: County) -> None:
    publish(list_file(lea(letters={"SWD": "A"})), "assistancestatus22.xlsx")
    publish(list_file(lea(CHARTER, {"EL": "B"})), "charterassistance22.xlsx")

    assert set(live_batches(2022)) == {"PUBLISHED", "CHARTER_LIST"}
    assert [row.cds for row in published_status(2022)] == ["99600010000000"]
    both = published_status(2022, lists=BOTH_LISTS)
    assert {row.cds: row.letters for row in both}[CHARTER] == {"EL": "B"}


def test_rows_of_two_years_are_no_list() -> None:
    other = [cell if cell != "2022" else "2023" for cell in lea("99600020000000")]

    with pytest.raises(FileRefused, match="2 years"):
        read_published_list(list_file(lea(), other))


def test_a_workbook_without_letters_is_refused() -> None:
    with pytest.raises(FileRefused, match="No sheet has a header"):
        read_published_list(workbook({"Sheet1": [["CDS", "name"], ["1", "2"]]}))


def test_of_two_lists_in_a_workbook_none_is_compared_by_chance() -> None:
    names = header("AssistanceStatus2022")
    both = workbook({"Districts": [names, lea()], "Charters": [names, lea("99600010100002")]})

    with pytest.raises(FileRefused, match="Several sheets hold a list: “Districts”, “Charters”"):
        read_published_list(both)


def test_text_is_no_list() -> None:
    with pytest.raises(FileRefused, match="no workbook") as refused:
        read_published_list(b"CDS,AApriorities\n")

    assert "Save it as a workbook" in refused.value.findings[0].remedy


@pytest.mark.real_files
@pytest.mark.parametrize(
    ("name", "year", "leas", "county_offices", "eligible", "level_3"),
    [
        ("published/assistance-status-2017.xls", 2017, 936, 0, 228, 0),
        ("published/assistancestatus18.xlsx", 2018, 993, 58, 386, 0),
        ("published/assistancestatus19.xlsx", 2019, 1002, 58, 333, 0),
        ("published/assistancestatus19-rev.xlsx", 2019, 997, 58, 333, 0),
        ("published/assistancestatus22.xlsx", 2022, 993, 58, 617, 39),
        ("samples/2023/assistancestatus23.xlsx", 2023, 1, 1, 1, 1),
        ("samples/2024/assistancestatus24.xlsx", 2024, 1, 1, 1, 1),
    ],
)
def test_every_published_list_reads(
    dashboard_files: Path,
    name: str,
    year: int,
    leas: int,
    county_offices: int,
    eligible: int,
    level_3: int,
) -> None:
    found = read_published_list(dashboard_files / name)

    assert found.year == year
    assert len(found.rows) == leas
    assert sum(row.is_county_office for row in found.rows) == county_offices
    words = [row.statuses.get(year, "") for row in found.rows]
    assert sum(word.startswith("Differentiated") for word in words) == eligible
    assert sum(row.level3.get(year) == "Y" for row in found.rows) == level_3


@pytest.mark.real_files
def test_the_list_of_2024_has_a_column_for_long_term_english_learners(
    dashboard_files: Path,
) -> None:
    found = read_published_list(dashboard_files / "samples/2024/assistancestatus24.xlsx")

    assert "LTEL" in found.groups
    assert len(found.groups) == 14
