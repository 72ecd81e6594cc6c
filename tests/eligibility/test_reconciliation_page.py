"""The county's determinations beside the live list: same, or every difference with its cause."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from eligibility.services import determine_eligibility
from tests.eligibility.live import publish_list, publish_year
from tests.factories.county_office import CountyFactory, staff_of
from tests.factories.dashboard_files import DISTRICT, OTHER_DISTRICT, file_text, publish, row

pytestmark = pytest.mark.django_db
TWO_PRIORITIES = {"MR": "CHRO red 40, SUSP red 40"}
NEAR_THE_N_SIZE = {"MR": "CHRO red 31, SUSP red 40"}


@pytest.fixture
def staff(client: Client, demo_county) -> Client:
    client.force_login(staff_of(demo_county))
    return client


def determined(ours, published, **answers):
    """A year's files and its list, both live, and a run over them."""
    publish_year(2018, ours)
    publish_list(2018, published, **answers)
    determine_eligibility(years=[2018], by=None)


def page_of(client: Client, url: str = "") -> str:
    answer = client.get(url or reverse("reconciliation", args=[2018]))
    assert answer.status_code == 200
    text = " ".join(answer.content.decode().split())
    assert "UNDEFINED" not in text
    return text


def test_without_a_difference_it_is_the_same_as_the_states_list(staff: Client):
    determined(
        {DISTRICT: TWO_PRIORITIES, OTHER_DISTRICT: {}}, {DISTRICT: {"MR": "C"}, OTHER_DISTRICT: {}}
    )
    page = page_of(staff)
    assert "Same as the state’s list" in page
    assert "Probable cause" not in page
    assert "have changed since" not in page


def test_what_is_out_of_date_is_not_plainly_the_same(staff: Client):
    determined({DISTRICT: TWO_PRIORITIES}, {DISTRICT: {"MR": "C"}})
    publish_year(2018, {DISTRICT: {}})
    page = page_of(staff)
    assert "Files or criteria have changed since this was determined." in page
    assert "As it was determined, the same as the state’s list." in page
    assert "> Same as the state’s list" not in page


def test_a_difference_shows_both_sides_and_leads_to_the_lea(staff: Client):
    determined({DISTRICT: TWO_PRIORITIES}, {DISTRICT: {"MR": "J"}})
    page = page_of(staff)
    assert "Same as the state’s list" not in page
    assert '<td>TOM</td><td data-label="Ours">C</td><td data-label="Published">J</td>' in page
    assert "re-issued after the list was made" in page
    assert reverse("lea-eligibility", args=[DISTRICT, 2018]) in page


def test_a_count_near_the_n_size_is_the_probable_cause(staff: Client):
    determined({DISTRICT: NEAR_THE_N_SIZE}, {DISTRICT: {}})
    assert "N-size: 31 students in chronic absenteeism, and 30 are needed." in page_of(staff)


def test_a_count_near_the_n_size_of_another_priority_is_no_cause(staff: Client):
    determined({DISTRICT: {"MR": "CHRO red 60, SUSP red 60, CCI green 31"}}, {DISTRICT: {}})
    assert "N-size:" not in page_of(staff)


@pytest.mark.parametrize(("uncertified", "is_the_cause"), [("MR", True), ("WH", False)])
def test_data_that_were_not_certified_are_the_probable_cause_for_their_group_alone(
    staff: Client, uncertified: str, is_the_cause: bool
):
    """The flag stands in the files of suspension and chronic absenteeism; MR is TOM in the list."""
    publish_year(2018, {DISTRICT: TWO_PRIORITIES})
    rows = [
        row(DISTRICT, studentgroup="ALL", color="0"),
        row(DISTRICT, studentgroup="MR", color="1", certifyflag="Y" * (uncertified == "MR")),
        row(DISTRICT, studentgroup="WH", color="5", certifyflag="Y" * (uncertified == "WH")),
    ]
    publish(file_text(2018, "SUSP", rows), "suspdownload2018.txt")
    publish_list(2018, {DISTRICT: {}})
    determine_eligibility(years=[2018], by=None)

    page = page_of(staff)

    words = "Late certification: in our file the CALPADS data of suspension rate are not"
    assert (words in page) == is_the_cause


def test_files_that_changed_since_are_the_probable_cause(staff: Client):
    determined({DISTRICT: TWO_PRIORITIES}, {DISTRICT: {}})
    publish_year(2018, {DISTRICT: {}})
    assert "Determine again." in page_of(staff)


def test_an_lea_on_one_side_only_is_a_difference(staff: Client):
    determined({DISTRICT: {}, OTHER_DISTRICT: {}}, {DISTRICT: {}})
    assert "<td>LEA</td>" in (page := page_of(staff))
    assert "The list leaves it out" in page


def test_methods_and_status_are_differences_as_well(staff: Client):
    determined({DISTRICT: TWO_PRIORITIES}, {DISTRICT: {"MR": "C"}}, methods={1: "N"})
    page = page_of(staff)
    assert "0 differences in cells and LEAs, 1 in methods, status and Level 3." in page
    assert "<td>Method 1</td>" in page


def test_differences_are_filtered_and_paged(staff: Client, monkeypatch):
    monkeypatch.setattr("eligibility.views.reconciliation.DIFFERENCES_A_PAGE", 1)
    determined({DISTRICT: NEAR_THE_N_SIZE, OTHER_DISTRICT: {}}, {DISTRICT: {}}, methods={1: "N"})
    url = reverse("reconciliation", args=[2018])
    assert "1 to 1 of 3 differences" in page_of(staff, url)
    for query, count in (("cause=n-size", 1), ("cause=missing", 1), ("where=answers", 1)):
        assert f"{count} difference" in page_of(staff, f"{url}?{query}"), query
    assert "No difference fits" in page_of(staff, f"{url}?q=nobody")
    region = staff.get(f"{url}?cause=follows", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in region
    assert "It follows from the difference in the LEA’s letters." in region


def test_what_is_undetermined_is_counted_and_its_file_named(staff: Client):
    publish_list(2018, {OTHER_DISTRICT: {}})
    publish_year(2018, {DISTRICT: {}}, without=["SUSP"])
    determine_eligibility(years=[2018], by=None)
    assert "answered from the list itself" in page_of(staff)


def test_without_a_list_the_page_says_what_to_do(staff: Client):
    publish_year(2018, {DISTRICT: {}})
    assert "Load the state’s list first" in page_of(staff)


def test_a_year_without_criteria_is_not_found(staff: Client):
    assert staff.get(reverse("reconciliation", args=[2020])).status_code == 404


def test_it_is_reached_from_the_determinations_and_from_the_lea(staff: Client):
    determined({DISTRICT: TWO_PRIORITIES}, {DISTRICT: {"MR": "C"}})
    url = reverse("reconciliation", args=[2018])
    assert url in page_of(staff, reverse("determinations"))
    page = page_of(staff, reverse("lea-eligibility", args=[DISTRICT, 2018]))
    assert f'Agrees with <a href="{url}">CDE’s list</a> in every cell.' in page


def test_the_page_of_an_lea_says_that_it_differs(staff: Client):
    determined({DISTRICT: TWO_PRIORITIES}, {DISTRICT: {"MR": "J"}})
    assert "Differs from" in page_of(staff, reverse("lea-eligibility", args=[DISTRICT, 2018]))


def test_the_page_of_an_lea_shows_the_way_out_as_an_estimate(staff: Client):
    determined({DISTRICT: TWO_PRIORITIES}, {DISTRICT: {"MR": "C"}})
    page = page_of(staff, reverse("lea-eligibility", args=[DISTRICT, 2018]))
    assert "Way out" in page
    assert "estimate" in page
    assert "Leaving Red in chronic absenteeism ends Priority 5." in page


def test_downloads_have_the_layout_of_the_published_list(staff: Client):
    determined({DISTRICT: TWO_PRIORITIES}, {DISTRICT: {"MR": "C"}})
    url = reverse("determinations-export", args=[2018, "csv"])
    answer = staff.get(url)
    header, line = answer.content.decode("utf-8-sig").splitlines()
    assert header.startswith("CDcode,CDS,LEAname")
    assert DISTRICT in line
    assert answer["Content-Disposition"] == 'attachment; filename="determinations2018-99.csv"'
    assert url in page_of(staff)

    book = staff.get(reverse("determinations-export", args=[2018, "xlsx"]))
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    )
    assert rows[1][1] == DISTRICT


def test_nothing_determined_and_other_endings_are_not_found(staff: Client):
    for ending in ("csv", "pdf"):
        url = reverse("determinations-export", args=[2018, ending])
        assert staff.get(url).status_code == 404


def test_another_countys_staff_get_their_own_county(client: Client, demo_county):
    determined({DISTRICT: TWO_PRIORITIES}, {DISTRICT: {"MR": "C"}})
    client.force_login(staff_of(CountyFactory(code="27")))
    assert "Load the state’s list first" in page_of(client)
