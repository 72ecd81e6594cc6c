"""The page of an LEA says why it is eligible, and each cell why it counts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from county_office.models import Lea, LeaName
from eligibility import selectors
from eligibility.lea_page import lea_page, since_words
from eligibility.services import determine_eligibility
from tests.eligibility.live import publish_list, publish_local, publish_year
from tests.factories.county_office import staff_of
from tests.factories.dashboard_files import (
    CHARTER,
    DISTRICT,
    OTHER_DISTRICT,
    SCHOOL,
    file_text,
    publish,
    row,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, demo_county) -> Client:
    client.force_login(staff_of(demo_county))
    return client


@pytest.fixture
def eligible(staff: Client) -> Client:
    """A district whose homeless students are red in absenteeism and suspension, 2018."""
    publish_year(
        2018,
        {
            DISTRICT: {"HOM": "CHRO red 15, SUSP red 16", "SWD": "SUSP red 1402"},
            OTHER_DISTRICT: {},
        },
    )
    for year in (2017, 2018):
        publish_local(year, {DISTRICT: {1: "Met"}, OTHER_DISTRICT: {1: "Met"}})
    determine_eligibility(years=[2018], by=None)
    return staff


@pytest.mark.parametrize(
    "name",
    ["California School for the Deaf-Fremont (State Special Schl)", "SBE - Foxtail Charter"],
)
def test_a_school_of_the_state_is_named_like_a_district_and_nothing_is_determined_for_it(
    staff: Client, name: str
):
    for year in (2017, 2018):
        ratings = "".join(
            f"{DISTRICT}\t{name}\tDemo County\t{local}\tNot Met\n"
            for local in ("Basic-Priority Area 1", "Parents-Priority Area 3")
        )
        header = "CDS\tLEAname\tCountyname\tLocalIndicator\tPerformance\n"
        publish(header + ratings, f"LocalIndPerf{year}.txt")

    determine_eligibility(years=[2018], by=None)

    lea = Lea.objects.get(codes__cds=DISTRICT)
    assert (lea.name, lea.kind) == (name, "state")
    assert not lea.determinations.exists()
    assert "The state determines no eligibility here" in page_of(staff)
    assert name not in staff.get("/leas/?tab=every&year=2018").content.decode()


def page_of(client: Client, cds: str = DISTRICT, *cell: str) -> str:
    name = "lea-cell" if cell else "lea-eligibility"
    answer = client.get(reverse(name, args=[cds, 2018, *cell]))
    assert answer.status_code == 200
    text = " ".join(answer.content.decode().split())
    assert "UNDEFINED" not in text
    return text


def test_the_page_says_level_group_priorities_method_and_citation(eligible: Client):
    page = page_of(eligible)
    assert (
        "Eligible for <strong>Level 2, differentiated assistance</strong>, because one student "
        "group meets the criteria on two or more priorities: <strong>Homeless</strong> (5, 6)."
    ) in page
    assert "EC 52071(c)(1); criteria 2018, Method 1." in page


def test_the_page_says_since_when_and_what_each_rule_and_school_adds(eligible: Client):
    page = page_of(eligible)
    assert "Differentiated assistance since at least the 2018 Dashboard." in page
    assert "Chronic absenteeism is red" in page
    assert "no row of a school" in page


def test_a_school_with_too_few_students_is_not_counted_behind_a_cell(staff: Client):
    pair = {"HOM": "CHRO very high 60, SUSP very high 60"}
    school = {"HOM": "CHRO very high 29, SUSP very high 30"}
    publish_year(2022, {DISTRICT: pair, SCHOOL: school})
    determine_eligibility(years=[2022], by=None)
    lea = Lea.objects.get(codes__cds=DISTRICT)

    page = lea_page(lea, selectors.current_determination(lea, 2022))

    cells = {cell.indicator: cell for reason in page.reasons for cell in reason.cells}
    assert (cells["CHRO"].at_level, cells["CHRO"].with_level) == (0, 0)
    assert (cells["SUSP"].at_level, cells["SUSP"].with_level) == (1, 1)


def test_a_charter_schools_reasons_name_no_schools(staff: Client):
    pair = {"SWD": "CHRO red 40, SUSP red 40"}
    publish_year(2022, {CHARTER: {"SWD": "CHRO very high 40, SUSP very high 40"}})
    publish_year(2023, {CHARTER: pair})
    determine_eligibility(years=[2023], by=None)

    page = staff.get(reverse("lea-eligibility", args=[CHARTER, 2023])).content.decode()
    cell = staff.get(reverse("lea-cell", args=[CHARTER, 2023, "SWD", "CHRO"])).content.decode()

    assert "What is met" in page
    assert "and at which schools" not in page
    assert "Schools behind this cell" not in cell


def test_a_row_of_dashboards_ends_at_one_that_was_not_determined(eligible: Client):
    pair = {"HOM": "CHRO very high 40, SUSP very high 40"}
    publish_year(2022, {DISTRICT: pair})
    determine_eligibility(years=[2022], by=None)
    lea = Lea.objects.get(codes__cds=DISTRICT)

    words = since_words(selectors.determinations_of_lea(lea), 2022)

    assert words == "Differentiated assistance since at least the 2022 Dashboard."


@pytest.mark.parametrize("cells", [{"HOM": "CHRO red 15, SUSP red 16"}, {}])
def test_assistance_of_2019_is_carried_over_the_years_without_a_dashboard(
    staff: Client, cells: dict[str, str]
):
    publish_year(2019, {DISTRICT: cells})
    publish_list(2019, {DISTRICT: {}}, methods={2: "N", 3: "N"})
    publish_year(2022, {DISTRICT: {}})
    determine_eligibility(years=[2019, 2022], by=None)

    page = " ".join(
        staff.get(reverse("lea-eligibility", args=[DISTRICT, 2022])).content.decode().split()
    )

    assert "no Dashboard" in page
    carried = "assistance carried from 2019, no new determination" in page
    assert carried is bool(cells)


def test_a_row_of_dashboards_begins_after_one_without_assistance(eligible: Client):
    publish_year(2017, {DISTRICT: {}})
    publish_list(2017, {DISTRICT: {}}, methods={2: "N", 3: "N"})
    publish_year(2019, {DISTRICT: {"HOM": "CHRO red 15, SUSP red 16"}})
    determine_eligibility(years=[2017, 2018, 2019], by=None)
    lea = Lea.objects.get(codes__cds=DISTRICT)

    words = since_words(selectors.determinations_of_lea(lea), 2019)

    assert words == (
        "Differentiated assistance since the 2018 Dashboard: two Dashboards in a row "
        "(2018 and 2019)."
    )


def test_the_page_says_how_the_lea_was_called_before(eligible: Client):
    assert "formerly" not in page_of(eligible)
    lea = Lea.objects.get(codes__cds=DISTRICT)
    for name, year in (("Older Name", 2018), ("Old Name", 2022), (lea.name, 2019)):
        LeaName.objects.create(lea=lea, name=name, last_year=year)
    assert "· formerly Old Name, Older Name" in page_of(eligible)


def test_the_grid_shows_level_and_number_of_students_and_leads_to_the_cell(eligible: Client):
    page = page_of(eligible)
    assert reverse("lea-cell", args=[DISTRICT, 2018, "SWD", "SUSP"]) in page
    assert "1,402" in page
    assert "near miss" in page


def test_a_cell_leads_from_its_students_to_level_2_with_its_row_of_the_file(eligible: Client):
    page = page_of(eligible, DISTRICT, "HOM", "CHRO")
    assert "Why this cell counts" in page
    assert "<strong>Enough students count.</strong> 15, and at least 15 are needed in both" in page
    assert "Two priorities in one group make the district eligible for Level 2, Method 1." in page
    assert "currdenom" in page


def test_a_cell_that_does_not_count_says_so(eligible: Client):
    assert "Why this cell does not count" in page_of(eligible, DISTRICT, "SWD", "CHRO")


def test_an_lea_that_is_not_eligible_says_why_not(eligible: Client):
    assert "no student group meets the criteria on two or more priorities" in page_of(
        eligible, OTHER_DISTRICT
    )


def test_a_missing_file_is_named_instead_of_a_no(staff: Client):
    publish_year(2018, {DISTRICT: {"HOM": "SUSP red 16"}}, without=["CHRO"])
    determine_eligibility(years=[2018], by=None)
    page = page_of(staff)
    assert "cannot be determined" in page
    assert "chronicdownload2018" in page
    assert "Undetermined" in page


def test_a_file_that_was_replaced_since_is_said(eligible: Client):
    publish(
        file_text(2018, "SUSP", [row(DISTRICT, studentgroup="HOM", color="5", currdenom="16")]),
        "suspdownload2018.txt",
    )
    page = page_of(eligible)
    assert "have changed since this was determined" in page
    assert "Eligible for" in page


def test_before_anything_is_determined_the_page_says_what_to_do(staff: Client):
    publish_year(2018, {DISTRICT: {}})
    assert "Determine eligibility first" in page_of(staff)


@pytest.mark.parametrize(
    ("cds", "cell"),
    [("99" + "9" * 12, ()), (DISTRICT, ("XX", "SUSP")), (DISTRICT, ("HOM", "XXX"))],
)
def test_what_does_not_exist_is_not_found(eligible: Client, cds: str, cell: tuple[str, ...]):
    name = "lea-cell" if cell else "lea-eligibility"
    assert eligible.get(reverse(name, args=[cds, 2018, *cell])).status_code == 404


def test_the_page_takes_a_constant_number_of_queries(
    eligible: Client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(45):
        page_of(eligible)
