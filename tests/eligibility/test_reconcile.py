"""Our determinations beside a list that the state published."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from county_office.models import LeaCode
from dashboard_import.published_lists import read_published_list
from eligibility.reconcile import reconcile
from eligibility.services import determine_eligibility
from tests.eligibility.live import list_content, publish_list, publish_year
from tests.factories.county_office import CountyFactory, LeaFactory
from tests.factories.dashboard_files import (
    CHARTER,
    DISTRICT,
    MONTEREY_DISTRICT,
    OTHER_DISTRICT,
    workbook,
)

pytestmark = pytest.mark.django_db
TWO_PRIORITIES = {"MR": "CHRO red 40, SUSP red 40"}
STATUS = {DISTRICT: "Differentiated Assistance"}


@pytest.fixture(autouse=True)
def _counties(demo_county):
    CountyFactory(code="27", name="Monterey")


def compared(leas, *, county=None, year=2018, **answers):
    published = read_published_list(list_content(year, leas, **answers))
    return reconcile(published, county)


def determined(leas, year=2018, **kwargs):
    publish_year(year, leas, **kwargs)
    determine_eligibility(years=[year], by=None)


def test_equal_letters_are_no_difference_and_stars_are_empty():
    determined({DISTRICT: TWO_PRIORITIES, OTHER_DISTRICT: {}})

    found = compared({DISTRICT: {"MR": "C"}, OTHER_DISTRICT: {}})

    assert found.last_line == "LEAs 2, cells 26, differences 0"


def test_a_difference_has_both_sides_under_the_lists_own_code():
    determined({DISTRICT: TWO_PRIORITIES})

    (difference,) = compared({DISTRICT: {"MR": "J"}}).differences

    assert (difference.cds, difference.field) == (DISTRICT, "TOM")
    assert (difference.ours, difference.published) == ("C", "J")


def test_an_lea_missing_on_one_side_is_one_difference():
    determined({DISTRICT: TWO_PRIORITIES, OTHER_DISTRICT: {}})

    found = compared({DISTRICT: {"MR": "C"}, "99600030000000": {}})

    assert found.last_line == "LEAs 3, cells 13, differences 2"
    assert {each.field for each in found.differences} == {"LEA"}


def test_charter_schools_are_not_compared_with_a_list_that_holds_none():
    publish_year(2023, {DISTRICT: {}, CHARTER: {}})
    publish_year(2022, {DISTRICT: {}, CHARTER: {}})
    determine_eligibility(years=[2023], by=None)

    assert compared({DISTRICT: {}}, year=2023).last_line == "LEAs 1, cells 13, differences 0"


def test_charter_schools_are_compared_with_their_own_list_and_nobody_else_is(tmp_path):
    publish_year(2023, {DISTRICT: {}, CHARTER: {}})
    publish_year(2022, {DISTRICT: {}, CHARTER: {}})
    determine_eligibility(years=[2023], by=None)
    names = ["CDS", "ReportingYear", "SWDprior", "SWDcurrent", "AssistanceStatus2023"]
    rows = [[CHARTER, "2023", "*", "*", "General Assistance"]]

    found = reconcile(read_published_list(workbook({"Charter 2023": [names, *rows]})))

    assert found.last_line == "LEAs 1, cells 1, differences 0"
    assert found.status.agree == 1


def test_one_charter_school_on_the_districts_list_does_not_make_it_one_of_charters():
    publish_year(2023, {DISTRICT: {}, CHARTER: {}})
    publish_year(2022, {DISTRICT: {}, CHARTER: {}})
    determine_eligibility(years=[2023], by=None)

    found = compared({DISTRICT: {}, OTHER_DISTRICT: {}, "99600010100009": {}}, year=2023)

    assert {each.cds for each in found.differences} == {OTHER_DISTRICT, "99600010100009"}


def test_what_is_undetermined_here_is_counted_apart(demo_county):
    determined({DISTRICT: {"SWD": "CHRO red 40"}}, without=["SUSP"])

    found = compared({DISTRICT: {"SWD": "C"}}, methods={1: "Y", 2: "N", 3: "N"}, statuses=STATUS)

    assert found.last_line == "LEAs 1, cells 12, differences 0"
    assert found.undetermined_cells == 1
    assert found.missing_files == {"suspdownload2018"}
    assert (found.methods[1].undetermined, found.status.undetermined) == (1, 1)


def test_methods_status_and_level_3_are_counted_beside_the_cells():
    determined({DISTRICT: TWO_PRIORITIES})
    differing = {DISTRICT: "General Assistance"}

    found = compared({DISTRICT: {"MR": "C"}}, methods={1: "N"}, statuses=differing)

    assert (found.methods[1].differ, found.status.differ) == (1, 1)
    assert found.differences == []


def test_answers_taken_from_a_list_are_told_apart():
    publish_list(2018, {DISTRICT: {"EL": "B"}}, methods={1: "Y", 2: "N", 3: "N"})
    determine_eligibility(years=[2018], by=None)

    found = compared({DISTRICT: {"EL": "B"}})

    assert (found.leas_from_the_list, len(found.differences)) == (1, 0)


def test_a_county_narrows_both_sides():
    determined({DISTRICT: TWO_PRIORITIES})
    publish_year(2018, {MONTEREY_DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)

    found = compared({DISTRICT: {"MR": "C"}}, county=CountyFactory(code="99"))

    assert found.last_line == "LEAs 1, cells 13, differences 0"


def test_the_demonstration_county_is_not_compared_with_the_states_list():
    publish_list(2018, {DISTRICT: {}, MONTEREY_DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)

    assert compared({MONTEREY_DISTRICT: {}}).last_line == "LEAs 1, cells 13, differences 0"


def test_an_lea_that_moved_is_compared_under_its_former_county():
    lea = LeaFactory(name="Moved Elementary", county__code="99", cds=MONTEREY_DISTRICT)
    LeaCode.objects.filter(lea=lea).update(last_year=2019)
    LeaCode.objects.create(lea=lea, cds=DISTRICT, first_year=2022)
    publish_list(2018, {MONTEREY_DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)

    found = compared({MONTEREY_DISTRICT: {}}, county=CountyFactory(code="27"))

    assert found.last_line == "LEAs 1, cells 13, differences 0"


# The commands


def run(*arguments):
    """Standard output of a command, and its exit status."""
    out = StringIO()
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as stopped:
        return out.getvalue(), stopped.code
    return out.getvalue(), 0


def test_the_command_ends_with_its_line_and_exits_0_without_a_difference(tmp_path):
    determined({DISTRICT: TWO_PRIORITIES})
    path = tmp_path / "list.xlsx"
    path.write_bytes(list_content(2018, {DISTRICT: {"MR": "C"}}, methods={1: "Y"}))

    out, code = run("reconcile", str(path), "--county", "Demo County")

    assert out.splitlines() == [
        "Method 1: 1 agree, 0 differ, 0 undetermined here",
        "LEAs 1, cells 13, differences 0",
    ]
    assert code == 0


def test_the_command_names_each_difference_and_exits_1(tmp_path):
    determined({DISTRICT: TWO_PRIORITIES})
    path = tmp_path / "list.xlsx"
    path.write_bytes(list_content(2018, {DISTRICT: {"EL": "C"}}))

    out, code = run("reconcile", str(path), "--county", "99")

    assert f"{DISTRICT} District 60001, EL: ours none, published C" in out
    assert out.splitlines()[-1] == "LEAs 1, cells 13, differences 2"
    assert code == 1


def test_as_json_it_is_one_object(tmp_path):
    determined({DISTRICT: TWO_PRIORITIES})
    path = tmp_path / "list.xlsx"
    path.write_bytes(list_content(2018, {DISTRICT: {"MR": "J"}}))

    out, code = run("reconcile", str(path), "--json")

    found = json.loads(out)
    assert (found["leas"], found["cells"], found["differences"], code) == (1, 13, 1, 1)
    assert found["details"][0]["published"] == "J"


def test_methods_and_status_that_differ_are_listed_and_exit_1_though_every_cell_agrees(tmp_path):
    determined({DISTRICT: TWO_PRIORITIES})
    path = tmp_path / "list.xlsx"
    statuses = {DISTRICT: "General Assistance"}
    content = list_content(2018, {DISTRICT: {"MR": "C"}}, methods={1: "N"}, statuses=statuses)
    path.write_bytes(content)

    out, code = run("reconcile", str(path))

    lines = out.splitlines()
    assert lines[:2] == [
        f"{DISTRICT} District 60001, Method 1: ours Y, published N",
        f"{DISTRICT} District 60001, Status: ours Differentiated Assistance, "
        "published General Assistance",
    ]
    assert lines[-2:] == [
        "Methods, status and Level 3 that differ: 2",
        "LEAs 1, cells 13, differences 0",
    ]
    assert code == 1
    out, code = run("reconcile", str(path), "--json")
    found = json.loads(out)
    assert (found["differences"], found["answer_differences"], code) == (0, 2, 1)
    assert [each["field"] for each in found["answer_details"]] == ["Method 1", "Status"]


def test_what_is_no_list_is_refused(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_text("no workbook")

    with pytest.raises(CommandError):
        call_command("reconcile", str(path))
    path.write_bytes(list_content(2018, {DISTRICT: {}}))
    with pytest.raises(CommandError, match="There is no county 'Nowhere'"):
        call_command("reconcile", str(path), "--county", "Nowhere")


def test_determining_tells_each_year_in_a_line():
    publish_year(2018, {DISTRICT: TWO_PRIORITIES})

    out, code = run("determine_eligibility")

    assert out == (
        "2018: LEAs 1, differentiated assistance 1, general assistance 0, cannot be determined 0, "
        "Level 3 criteria met 0, from a published list 0\n"
    )
    assert code == 0


def test_undetermined_is_no_error_and_a_year_without_criteria_is():
    publish_year(2018, {DISTRICT: {}}, without=["SUSP", "CHRO"])

    assert run("determine_eligibility", "2018")[1] == 0
    with pytest.raises(CommandError, match="No criteria for Dashboard 2030"):
        call_command("determine_eligibility", "2030")


@pytest.mark.parametrize("year", ["2020", "2021"])
def test_a_year_without_a_dashboard_is_told_to_have_had_none(year):
    said = f"There was no Dashboard and no determination in {year}"
    with pytest.raises(CommandError, match=said):
        call_command("determine_eligibility", "2018", year)
    with pytest.raises(CommandError, match=said):
        call_command("export_determinations", year, output="nowhere.csv")


def test_without_anything_live_determining_says_what_to_do():
    with pytest.raises(CommandError, match="Load and publish Dashboard files first"):
        call_command("determine_eligibility")
