"""The page of a cycle: its rows as words, and the same rows on an axis of months."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assistance_cases import services
from assistance_cases.models import AssistanceCase, Cycle
from assistance_cases.selectors.calendar import CalendarRow
from county_office.models import County, User
from tests.factories.assistance_cases import case_of, milestone_of
from tests.factories.county_office import LeaFactory

RELEASE = "Public release of the Dashboard"
CONTACT = "County superintendent contacts the superintendent"
TWO_YEARS = "Two years of assistance reached, end or continuation decided"
TODAY_LINE = 'class="axis-now"'


@pytest.fixture
def client(staff: User, today: dt.date, client: Client) -> Client:
    client.force_login(staff)
    return client


def page_of(client: Client, cycle: Cycle) -> str:
    return client.get(reverse("calendar-cycle", args=[cycle.pk])).content.decode()


def row_of(page: str, title: str) -> str:
    """The row of that title, with its drawing."""
    return next(row for row in page.split("<tr>") if title in row).split("</tr>")[0]


def words_of(page: str, title: str) -> str:
    """What a screen reader reads of the row."""
    without_drawing = re.sub(r"<svg.*</svg>", " ", row_of(page, title), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", without_drawing).split())


def of_year(county: County, year: int) -> Cycle:
    return services.ensure_cycle(county=county, dashboard_year=year)


def test_every_row_tells_its_days_its_state_and_its_cases_in_words(
    case: AssistanceCase, client: Client, county: County
) -> None:
    page = page_of(client, of_year(county, 2024))
    assert words_of(page, CONTACT) == f"{CONTACT} County office Fri, Dec 6, 2024 Not done 0 of 1"
    assert words_of(page, RELEASE) == (f"{RELEASE} CDE and others Thu, Nov 21, 2024 Past all LEAs")


def test_a_row_keeps_the_note_and_the_link_of_its_timeline(client: Client, county: County) -> None:
    page = page_of(client, of_year(county, 2017))
    assert 'href="https://www.cde.ca.gov/ta/ac/cm/fall2017webinars.asp"' in page
    assert "eligibility for differentiated assistance" in page


def test_the_axis_of_2017_goes_from_october_to_june(client: Client, county: County) -> None:
    page = page_of(client, of_year(county, 2017))
    assert re.findall(r'class="axis-month[^>]*>(\w+)<', page) == [
        *("Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun")
    ]
    assert re.findall(r'class="axis-year[^>]*>(\d+)<', page) == ["2017", "2018"]


def test_today_is_a_line_with_its_date(
    case: AssistanceCase, client: Client, county: County
) -> None:
    page = page_of(client, of_year(county, 2024))
    assert page.count(TODAY_LINE) == 1
    assert ">Jan 14</text>" in page


def test_today_outside_of_the_axis_is_no_line(client: Client, county: County) -> None:
    page = page_of(client, of_year(county, 2017))
    assert TODAY_LINE not in page
    assert "axis-today" not in page


def test_the_night_of_utc_is_still_today_in_california(
    case: AssistanceCase, client: Client, county: County
) -> None:
    with time_machine.travel(dt.datetime(2025, 1, 15, 7, 30, tzinfo=dt.UTC), tick=False):
        assert ">Jan 14</text>" in page_of(client, of_year(county, 2024))


def test_a_row_that_no_case_has_yet_says_so_and_draws_nothing(
    client: Client, county: County
) -> None:
    page = page_of(client, of_year(county, 2024))
    assert words_of(page, CONTACT) == f"{CONTACT} County office no date yet To come no case"
    assert 'class="mark"' not in row_of(page, CONTACT)


def test_a_bar_is_filled_as_far_as_the_cases_are(
    case: AssistanceCase, client: Client, county: County, staff: User
) -> None:
    case_of(LeaFactory(county=county), case_lead=staff, opened_on=dt.date(2024, 12, 16))
    services.mark_milestone_done(milestone=milestone_of(case, "superintendent_contact"), by=staff)
    page = page_of(client, of_year(county, 2024))
    assert '<rect class="mark-done" y="-6.5" width="50%"' in row_of(page, CONTACT)
    assert "Partly done 1 of 2" in words_of(page, CONTACT)


def test_a_step_long_after_the_cycle_is_an_arrow_and_keeps_its_date(
    case: AssistanceCase, client: Client, county: County
) -> None:
    page = page_of(client, of_year(county, 2024))
    assert ">later</text>" in row_of(page, TWO_YEARS)
    assert "Sat, Nov 21, 2026" in words_of(page, TWO_YEARS)


def test_the_drawing_is_hidden_from_screen_readers_and_needs_no_style_or_script(
    case: AssistanceCase, client: Client, county: County
) -> None:
    table = page_of(client, of_year(county, 2024)).split("<table")[1].split("</table>")[0]
    outer = re.findall(r'<svg class="axis-drawing"[^>]*>', table)
    assert outer
    assert all('aria-hidden="true"' in each for each in outer)
    assert "style=" not in table
    assert "<script" not in table


@pytest.mark.parametrize(
    ("settled", "cases", "last", "state"),
    [
        (2, 2, dt.date(2025, 2, 1), "done"),
        (1, 2, dt.date(2025, 1, 1), "partly done"),
        (0, 2, dt.date(2025, 1, 13), "not done"),
        (0, 2, dt.date(2025, 1, 14), "to come"),
        (0, 0, None, "to come"),
        (0, 0, dt.date(2025, 1, 13), "past"),
        (0, None, dt.date(2025, 1, 13), "past"),
        (0, None, dt.date(2025, 1, 14), "to come"),
    ],
)
def test_a_row_is_to_come_until_its_last_day_is_over(
    settled: int, cases: int | None, last: dt.date | None, state: str, today: dt.date
) -> None:
    row = CalendarRow("Contact", "", "county office", last, last, settled, cases)
    assert row.state == state
