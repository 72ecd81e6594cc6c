"""The catalog in a real Chromium: search while typing, and the printed sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from county_office.models import User
from tests.factories.county_office import CountyFactory, staff_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[["Page", User], None]


def test_the_findings_follow_while_somebody_types(page: Page, sign_in: SignIn) -> None:
    sign_in(page, staff_of(CountyFactory(code="99")))
    page.goto("/services/")
    search = page.get_by_label("Find a service")
    search.press_sequentially("absences", delay=20)
    page.wait_for_url(re.compile("q=absences"))
    page.get_by_text("3 services: 1 by another word for it").first.wait_for()
    assert page.locator("#services tbody tr").count() == 3
    assert page.evaluate("document.activeElement.name") == "q", "typing can go on"
    page.locator("#live", has_text=re.compile("^3 services")).wait_for(state="attached")
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
