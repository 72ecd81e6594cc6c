"""The catalog in a real Chromium: search while typing, the printed sheet, accessibility."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from county_office.models import User
from tests.factories.county_office import CountyFactory, LeaFactory, district_lead_of, staff_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[["Page", User], None]
Axe = Callable[["Page"], list[str]]
PAGES = [
    "/services/",
    "/services/?q=absen",
    "/services/?q=kangaroo",
    "/services/?level=3",
    "/services/chronic-absenteeism-support/",
    "/services/at-a-glance/",
]


def is_cut_off(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def test_the_findings_follow_while_somebody_types(page: Page, sign_in: SignIn) -> None:
    sign_in(page, staff_of(CountyFactory(code="99")))
    page.goto("/services/")
    search = page.get_by_label("Find a service")
    search.press_sequentially("absences", delay=20)
    page.wait_for_url(re.compile("q=absences"))
    page.get_by_text("3 services: 1 by another word for it").first.wait_for()
    assert page.locator("#services tbody tr").count() == 3
    assert page.evaluate("document.activeElement.name") == "q", "typing can go on"
    page.wait_for_function("document.querySelector('#live').textContent.startsWith('3 services')")
    side = page.locator("#service-sides").get_by_role("link", name=re.compile("^Instructional"))
    side.click()
    page.wait_for_url(re.compile("division=instructional-services"))
    assert page.get_by_label("Find a service").input_value() == "absences"
    assert page.locator("#services tbody tr").count() == 1
    page.go_back()
    page.wait_for_url(re.compile("q=absences"))


def test_the_search_works_without_scripts(chromium: Any, live_server: Any, sign_in: SignIn) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, staff_of(CountyFactory(code="99")))
    page.goto("/services/")
    page.get_by_label("Find a service").fill("suspensions")
    page.get_by_role("button", name="Show").click()
    assert "Suspension rate support" in page.locator("#services tbody tr").first.inner_text()
    context.close()


def test_the_sheet_prints_on_one_page_in_landscape(page: Page, sign_in: SignIn) -> None:
    sign_in(page, staff_of(CountyFactory(code="99")))
    page.goto("/services/at-a-glance/")
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", sheet)) == 1
    assert re.search(rb"/MediaBox \[0 0 (792|791\.\d+) 612\]", sheet)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_on_a_desk(
    page: Page, sign_in: SignIn, axe: Axe, scheme: Any
) -> None:
    sign_in(page, staff_of(CountyFactory(code="99")))
    page.emulate_media(color_scheme=scheme)
    for address in PAGES:
        page.goto(address)
        assert axe(page) == [], address
        assert not is_cut_off(page), address


def test_the_pages_are_accessible_on_a_district_leads_phone(
    phone_page: Page, sign_in: SignIn, axe: Axe
) -> None:
    sign_in(phone_page, district_lead_of(LeaFactory()))
    for address in PAGES:
        phone_page.goto(address)
        assert axe(phone_page) == [], address
        assert not is_cut_off(phone_page), address
