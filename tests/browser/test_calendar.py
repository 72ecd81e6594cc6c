"""The axis of a cycle in a real browser: marks under their months, words where there is no axis."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from assistance_cases import services
from county_office.models import User
from tests.factories.county_office import CountyFactory, staff_of
from tests.plugins.browsers import run_script

SignIn = Callable[[Page, User], None]
PREVIEW = "LEA preview of the Dashboard begins"  # November 1 to 30, 2017
LABEL = 5  # pixels from the begin of a month to its label


@pytest.fixture
def staff(transactional_db: None) -> User:
    return staff_of(CountyFactory(code="99"), full_name="COE coordinator A")


def open_cycle_of_2017(page: Page, sign_in: SignIn, staff: User) -> Locator:
    """Shows the cycle; gives the row of the LEA preview."""
    county = staff.memberships.get().county
    assert county is not None
    cycle = services.ensure_cycle(county=county, dashboard_year=2017)
    sign_in(page, staff)
    page.goto(reverse("calendar-cycle", args=[cycle.pk]))
    row = page.get_by_role("row", name=PREVIEW)
    expect(row).to_be_visible()
    return row


def left_of(part: Locator) -> float:
    return float(run_script(part, "(part) => part.getBoundingClientRect().left"))


def right_of(part: Locator) -> float:
    return float(run_script(part, "(part) => part.getBoundingClientRect().right"))


@pytest.mark.parametrize("width", [768, 1024, 1366, 1920])
def test_a_bar_of_november_begins_and_ends_with_november(
    page: Page, sign_in: SignIn, staff: User, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    bar = open_cycle_of_2017(page, sign_in, staff).locator(".mark rect")
    october, january = (page.locator("thead text", has_text=name) for name in ("Oct", "Jan"))
    day = (left_of(january) - left_of(october)) / (31 + 30 + 31)
    assert left_of(bar) == pytest.approx(left_of(october) - LABEL + 31 * day, abs=1.5)
    assert right_of(bar) == pytest.approx(left_of(october) - LABEL + 61 * day, abs=1.5)


def test_a_phone_tells_the_state_in_a_word_and_leaves_the_axis_out(
    phone_page: Page, sign_in: SignIn, staff: User
) -> None:
    row = open_cycle_of_2017(phone_page, sign_in, staff)
    expect(row.get_by_text("Past", exact=True)).to_be_visible()
    expect(row.locator(".axis-drawing")).to_be_hidden()
    expect(phone_page.get_by_label("Key to the drawing")).to_be_hidden()
