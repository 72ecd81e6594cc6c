"""Determinations in the layout of the state's published list."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from dashboard_import.published_lists import read_published_list
from eligibility.reconcile import reconcile
from eligibility.services import determine_eligibility
from tests.eligibility.live import publish_list, publish_year
from tests.factories.county_office import CountyFactory
from tests.factories.dashboard_files import CHARTER, DISTRICT, MONTEREY_DISTRICT, OTHER_DISTRICT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counties(demo_county):
    CountyFactory(code="27", name="Monterey")


def exported(tmp_path, year, *arguments):
    """The rows of an export by CDS code."""
    path = tmp_path / "export.csv"
    output = ("--output", str(path))
    call_command("export_determinations", str(year), *output, *arguments, stdout=StringIO())
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["CDS"]: row for row in csv.DictReader(file)}


def test_a_row_has_letters_methods_status_and_level_3(tmp_path):
    publish_year(2022, {MONTEREY_DISTRICT: {"MR": "CHRO very high 40, SUSP very high 40"}})
    for year in (2017, 2018, 2019):
        publish_list(year, {MONTEREY_DISTRICT: {}})
    determine_eligibility(years=[2022], by=None)

    row = exported(tmp_path, 2022)[MONTEREY_DISTRICT]

    assert row["TOMpriorities"] == "C"
    assert row["ELpriorities"] == row["LTELpriorities"] == "*"
    assert row["TotalStudentGroups"] == "1"
    assert row["AssistanceStatus2022"] == "Differentiated Assistance"
    assert (row["MetMethod1"], row["MetMethod2"], row["EC52072_2022"]) == ("Y", "*", "N")
    assert row["Origin"] == "Indicator files"


def test_what_is_undetermined_is_an_empty_cell(tmp_path):
    publish_year(2018, {MONTEREY_DISTRICT: {"SWD": "CHRO red 40"}}, without=["SUSP"])
    determine_eligibility(years=[2018], by=None)

    row = exported(tmp_path, 2018)[MONTEREY_DISTRICT]

    assert row["SWDpriorities"] == row["MetMethod1"] == row["TotalStudentGroups"] == ""
    assert row["AssistanceStatus2018"] == "Cannot be determined"


def test_an_answer_from_the_published_list_says_so(tmp_path):
    publish_list(2018, {MONTEREY_DISTRICT: {"EL": "B"}}, methods={1: "Y", 2: "N", 3: "N"})
    determine_eligibility(years=[2018], by=None)

    assert exported(tmp_path, 2018)[MONTEREY_DISTRICT]["Origin"] == "Published list"


def test_the_demonstration_county_is_exported_only_when_it_is_named(tmp_path):
    publish_list(2018, {DISTRICT: {}, OTHER_DISTRICT: {}, MONTEREY_DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)

    assert set(exported(tmp_path, 2018)) == {MONTEREY_DISTRICT}
    assert set(exported(tmp_path, 2018, "--county", "99")) == {DISTRICT, OTHER_DISTRICT}


def test_charter_schools_are_exported_apart(tmp_path):
    publish_year(2023, {DISTRICT: {}, CHARTER: {}})
    determine_eligibility(years=[2023], by=None)

    assert set(exported(tmp_path, 2023, "--county", "99")) == {DISTRICT}
    assert set(exported(tmp_path, 2023, "--county", "99", "--charter-schools")) == {CHARTER}


def test_an_exported_workbook_reads_as_a_published_list_and_agrees_with_us(tmp_path):
    publish_year(2018, {MONTEREY_DISTRICT: {"MR": "CHRO red 40, SUSP red 40"}})
    determine_eligibility(years=[2018], by=None)
    path = tmp_path / "export.xlsx"

    call_command("export_determinations", "2018", "--output", str(path), stdout=StringIO())

    assert reconcile(read_published_list(path)).last_line == "LEAs 1, cells 14, differences 0"


def test_faults_are_told_in_one_line(tmp_path):
    with pytest.raises(CommandError, match=r"must end in \.csv or \.xlsx"):
        call_command("export_determinations", "2018", "--output", str(tmp_path / "a.txt"))
    with pytest.raises(CommandError, match="Run determine_eligibility first"):
        call_command("export_determinations", "2018", "--output", str(tmp_path / "a.csv"))
    with pytest.raises(CommandError, match="No criteria for Dashboard 2016"):
        call_command("export_determinations", "2016", "--output", str(tmp_path / "a.csv"))
