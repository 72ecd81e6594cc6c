"""The catalog in a real Chromium: search while typing, and the printed sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from county_office.models import User
from tests.factories.county_office import CountyFactory, staff_of
from tests.plugins.browsers import open_context

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, User], None]


def test_the_findings_follow_while_somebody_types(page: Page, sign_in: SignIn) -> None:
    sign_in(page, staff_of(CountyFactory(code="99")))
    page.goto("/services/")
    search = page.get_by_label("Find a service")
    search.press_sequentially("absences", delay=20)
    page.wait_for_url(re.compile("q=absences"))
    page.get_by_text("3 services: 1 by another word for it").first.wait_for()
    found = page.locator("#services tbody tr")
    expect(found).to_have_count(3)
    expect(search, "typing can go on").to_be_focused()
    page.locator("#live", has_text=re.compile("^3 services")).wait_for(state="attached")
    side = page.locator("#service-sides").get_by_role("link", name=re.compile("^Instructional"))
    side.click()
    page.wait_for_url(re.compile("division=instructional-services"))
    expect(search).to_have_value("absences")
    expect(found).to_have_count(1)
    page.go_back()
    page.wait_for_url(re.compile("q=absences"))


def test_the_search_works_without_scripts(chromium: Any, live_server: Any, sign_in: SignIn) -> None:
    context = open_context(chromium, live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, staff_of(CountyFactory(code="99")))
    page.goto("/services/")
    page.get_by_label("Find a service").fill("suspensions")
    page.get_by_role("button", name="Show").click()
    first = page.locator("#services tbody tr").first
    expect(first).to_contain_text("Suspension rate support")
    context.close()


def test_the_sheet_prints_on_one_page_in_landscape(page: Page, sign_in: SignIn) -> None:
    sign_in(page, staff_of(CountyFactory(code="99")))
    page.goto("/services/at-a-glance/")
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", sheet)) == 1
    assert re.search(rb"/MediaBox \[0 0 (792|791\.\d+) 612\]", sheet)
