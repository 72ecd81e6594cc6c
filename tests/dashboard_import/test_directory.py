"""The state's directory of schools, and the names that newer files give."""

from __future__ import annotations

from pathlib import Path

import pytest

from county_office.models import County, Lea, School
from county_office.selectors import former_names, lea_by_cds
from dashboard_import.directory import layout_of_directory, year_of_directory
from dashboard_import.generate import (
    Size,
    fictitious_county,
    write_school_directory,
    write_statewide_directory,
)
from dashboard_import.models import Batch, BatchState
from dashboard_import.recognise import Choice
from dashboard_import.selectors import live_batches
from tests.factories.county_office import CountyFactory, LeaFactory
from tests.factories.dashboard_files import (
    CHARTER,
    COUNTY_OFFICE,
    DISTRICT,
    SCHOOL,
    file_text,
    publish,
    publish_path,
    row,
    stage,
)

pytestmark = pytest.mark.usefixtures("demo_county")
NAME = "pubschls.txt"
SUSP = "suspdownload{}.txt"


def entry(cds: str, name: str, **cells: str) -> dict[str, str]:
    """A row of the directory: a district, a county office or a school of DISTRICT."""
    is_lea = cds.endswith("0000000")
    return {
        "cds": cds,
        "statustype": "Active",
        "countyname": "Demo County",
        "districtname": name if is_lea else "Foxtail Bend Unified",
        "schoolname": "No Data" if is_lea else name,
        "charter_flag": "No Data" if is_lea else "N",
        "doctype": "County Office of Education (COE)"
        if cds[2:4] == "10"
        else "Unified School District",
        "gsoffered": "K-12",
        "lastupdate": "6/20/2025",
    } | cells


def directory(*rows: dict[str, str]) -> str:
    layout = layout_of_directory(2025)
    lines = [[each.get(name, "No Data") for name in layout.canonical_columns] for each in rows]
    return "".join("\t".join(cells) + "\n" for cells in [list(layout.columns), *lines])


def told(batch: Batch) -> str:
    return " ".join(fault.message for fault in batch.faults.all())


def test_the_directory_is_a_batch_of_its_own_and_brings_leas_and_schools() -> None:
    batch = publish(
        directory(
            entry(DISTRICT, "Foxtail Bend Unified"),
            entry(COUNTY_OFFICE, "Demo County Office of Education"),
            entry(SCHOOL, "Foxtail Middle"),
            entry(CHARTER, "Kitewater Charter", charter_flag="Y", gsoffered="K-8"),
        ),
        NAME,
    )

    assert (batch.indicator, batch.year, batch.rows_staged) == ("DIRECTORY", 2025, 4)
    assert live_batches(2025) == {"DIRECTORY": {"99": batch.pk}}
    kinds = {lea.name: (lea.kind, lea.grades_offered) for lea in Lea.objects.filter(county="99")}
    assert kinds == {
        "Foxtail Bend Unified": ("district", "K-12"),
        "Demo County Office of Education": ("coe", "K-12"),
        "Kitewater Charter": ("charter", "K-8"),
    }
    assert School.objects.get(cds=CHARTER).charter_lea == lea_by_cds(CHARTER, 2025)
    assert School.objects.get(cds=SCHOOL).charter_lea is None


def test_closed_schools_and_offices_that_are_no_leas_bring_nobody() -> None:
    publish(
        directory(
            entry(DISTRICT, "Foxtail Bend Unified"),
            entry("99600030000000", "Old District", statustype="Merged"),
            entry("99740010000000", "Demo ROP", doctype="Regional Occupation Center/Program"),
            entry(SCHOOL, "Closed School", statustype="Closed"),
        ),
        NAME,
    )

    assert [lea.name for lea in Lea.objects.filter(county="99")] == ["Foxtail Bend Unified"]
    assert not School.objects.filter(cds=SCHOOL).exists()


def test_a_newer_dashboard_file_renames_and_an_older_one_does_not() -> None:
    named = {"districtname": "Foxtail Bend Elem"}
    publish(file_text(2018, "SUSP", [row(**named)]), SUSP.format(2018))
    publish(file_text(2022, "SUSP", [row(districtname="Foxtail Bend")]), SUSP.format(2022))
    publish(file_text(2019, "SUSP", [row(**named)]), SUSP.format(2019))

    lea = lea_by_cds(DISTRICT, 2022)
    assert lea is not None
    assert (lea.name, lea.named_in) == ("Foxtail Bend", 2022)


def test_within_a_year_the_first_file_names_and_the_directory_has_the_last_word() -> None:
    def published(indicator: str, name: str) -> str:
        file_name = {"SUSP": "susp", "CHRO": "chronic"}[indicator] + "download2025.txt"
        publish(file_text(2025, indicator, [row(districtname=name)]), file_name)
        return Lea.objects.get(codes__cds=DISTRICT).name

    assert published("SUSP", "Foxtail Bend U") == "Foxtail Bend U"
    assert published("CHRO", "FOXTAIL BEND") == "Foxtail Bend U"
    publish(directory(entry(DISTRICT, "Foxtail Bend Unified")), NAME)
    assert published("SUSP", "Foxtail Bend Uni.") == "Foxtail Bend Unified"


def test_a_name_that_a_person_gave_gives_way_to_the_directory_alone() -> None:
    county = County.objects.get(code="99")
    lea = LeaFactory(name="Our Foxtail", county=county, cds=DISTRICT)
    publish(file_text(2022, "SUSP", [row(districtname="Foxtail U")]), SUSP.format(2022))
    lea.refresh_from_db()
    assert lea.name == "Our Foxtail"

    publish(directory(entry(DISTRICT, "Foxtail Bend Unified")), NAME)

    lea.refresh_from_db()
    assert lea.name == "Foxtail Bend Unified"


def test_a_former_name_is_kept_with_its_last_year_and_capital_letters_make_no_other_name() -> None:
    for year, name in ((2018, "Foxtail Elem"), (2019, "FOXTAIL ELEM"), (2022, "Foxtail Bend")):
        publish(file_text(year, "SUSP", [row(districtname=name)]), SUSP.format(year))
    lea = Lea.objects.get(codes__cds=DISTRICT)
    assert list(lea.former_names.values_list("name", "last_year")) == [("FOXTAIL ELEM", 2019)]

    publish(directory(entry(DISTRICT, "FOXTAIL ELEM")), NAME)

    assert former_names([lea.pk]) == {lea.pk: ["Foxtail Bend"]}


def test_the_report_names_what_changes_before_anybody_publishes() -> None:
    schools = [row(SCHOOL, schoolname="Old Middle"), row(CHARTER, charter_flag="Y")]
    publish(file_text(2022, "SUSP", [row(), *schools]), SUSP.format(2022))

    batch = stage(
        directory(
            entry(DISTRICT, "Foxtail Bend Unified"),
            entry(SCHOOL, "New Middle"),
            entry(CHARTER, "School 002"),
            entry(COUNTY_OFFICE, "Demo COE"),
        ),
        NAME,
    )

    words = told(batch)
    assert "1 LEA gets another name: District 60001 → Foxtail Bend Unified." in words
    assert "1 school gets another name: Old Middle → New Middle." in words
    assert "1 school is known as a charter and no charter school in the directory" in words
    assert "1 LEA is met for the first time: Demo COE." in words
    assert batch.report["renamed"][0] == [DISTRICT, "District 60001", "Foxtail Bend Unified"]
    assert Lea.objects.get(codes__cds=DISTRICT).name == "District 60001"


def test_an_lea_goes_to_the_county_of_its_code() -> None:
    elsewhere = CountyFactory(code="27", name="Monterey")
    lea = LeaFactory(county=elsewhere, cds=DISTRICT)

    publish(directory(entry(DISTRICT, "Foxtail Bend Unified")), NAME)

    lea.refresh_from_db()
    assert lea.county_id == "99"


def test_a_directory_is_of_the_year_of_its_newest_row() -> None:
    header = ["CDSCode", "LastUpDate"]
    rows = [(2, ["1", "6/20/2024"]), (3, ["2", "2023-01-05"]), (4, ["3", "No Data"]), (5, ["4"])]

    assert year_of_directory(header, rows) == 2024
    assert year_of_directory(header, rows[2:]) is None


def test_a_directory_without_a_date_asks_for_its_year() -> None:
    text = directory(entry(DISTRICT, "Foxtail Bend Unified", lastupdate="No Data"))

    assert stage(text, NAME).report["choice"]["indicators"] == ["DIRECTORY"]
    assert stage(text, NAME, choice=Choice(2024, "DIRECTORY")).state == BatchState.STAGED


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(year=2023), "newest row is of 2024, but 2023 was chosen"),
        (Choice(indicator="ELA"), "columns are those of DIRECTORY, but ELA was chosen"),
    ],
)
def test_a_choice_does_not_override_what_the_directory_tells(choice: Choice, said: str) -> None:
    batch = stage(
        directory(entry(DISTRICT, "Foxtail Bend Unified", lastupdate="6/20/2024")),
        NAME,
        choice=choice,
    )

    assert batch.state == BatchState.REFUSED
    assert said in batch.faults.get().message


def test_a_wrong_row_of_the_directory_is_refused_and_counted() -> None:
    batch = stage(
        directory(
            entry(DISTRICT, "Foxtail Bend Unified"),
            entry("996000X", "No code"),
            entry(SCHOOL, "Foxtail", statustype="Gone"),
        ),
        NAME,
    )

    assert (batch.rows_in, batch.rows_staged, batch.rows_refused) == (3, 1, 2)
    assert {fault.column for fault in batch.faults.filter(severity="error")} == {
        "CDSCode",
        "StatusType",
    }


def test_the_fictitious_countys_directory_brings_its_leas_with_their_grades(tmp_path: Path) -> None:
    path = write_school_directory(2025, tmp_path)
    assert path.name == NAME

    batch = publish_path(path)

    assert (batch.year, batch.counties) == (2025, ["99"])
    leas = {lea.cds: (lea.name, lea.kind) for lea in Lea.objects.filter(county="99")}
    assert leas == {lea.cds: (lea.name, lea.kind) for lea in fictitious_county().leas}
    assert Lea.objects.get(name="Copperwhistle Union High").grades_offered == "9-12"
    assert "Former Adult Annex" in path.read_text()
    assert not School.objects.filter(name="Former Adult Annex").exists()


def test_a_statewide_directory_is_staged_whole_in_the_exact_layout(tmp_path: Path) -> None:
    size = Size(schools=30, districts_and_county_offices=60, charters=4)
    path = tmp_path / NAME

    rows = write_statewide_directory(2024, path, size)

    header, *lines = path.read_text().splitlines()
    assert header.split("\t") == list(layout_of_directory(2024).columns)
    batch = stage(path.read_text(), NAME)
    assert batch.year == 2024
    assert batch.rows_staged == batch.rows_in == rows == len(lines) == 90
    assert len(batch.counties) == 58
