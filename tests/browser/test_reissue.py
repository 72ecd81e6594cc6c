"""A file is issued again, with two administrators at once: what changes, publish, roll back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect

from county_office.models import County, User
from dashboard_import.models import Batch
from dashboard_import.selectors import live_batches
from tests.factories.county_office import CountyFactory, administrator_of
from tests.factories.dashboard_files import (
    DISTRICT,
    OTHER_DISTRICT,
    file_text,
    live_results,
    publish,
    row,
    stage,
)
from tests.plugins.browsers import open_context

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SignIn = Callable[[Page, User], None]
NAME = "suspdownload2018.txt"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def county() -> County:
    found: County = CountyFactory(code="99")
    return found


def suspension(color: str) -> str:
    return file_text(2018, "SUSP", [row(color=color), row(OTHER_DISTRICT)])


def look_and_publish(page: Page, batch: Batch) -> None:
    page.goto(f"/data/loads/{batch.load_id}/compare/")
    page.get_by_label("I have looked at the changes").check()
    page.get_by_role("button", name="Publish Dashboard 2018").click()


def test_of_two_administrators_one_publishes_and_the_other_is_told(
    chromium: Browser, live_server: LiveServer, sign_in: SignIn, county: County
) -> None:
    first_issue = publish(suspension("1"), NAME)
    ours, theirs = (administrator_of(county, full_name=name) for name in ("Ana", "Robin Vance"))
    mine, other = (
        stage(suspension(color), NAME, by=by) for color, by in (("2", ours), ("3", theirs))
    )
    page, their_page = (open_context(chromium, live_server.url).new_page() for _ in range(2))
    sign_in(page, ours)
    sign_in(their_page, theirs)

    page.goto(f"/data/loads/{mine.load_id}/compare/")
    page.get_by_role("link", name="Cell by cell").click()
    page.wait_for_url("**/changes/")  # whole: the filter needs the page's scripts
    changed = page.get_by_role("row", name="District 60001")
    expect(changed).to_contain_text("Red")
    expect(changed).to_contain_text("Orange")
    expect(page.get_by_role("row", name="District 60002")).to_have_count(0)
    page.get_by_label("Of", exact=True).select_option(label="LEAs (1)")
    page.wait_for_url("**place=lea**")
    page.get_by_role("link", name="Determinations and cases it touches").click()
    page.get_by_role("heading", name="No determination is touched").wait_for()

    look_and_publish(their_page, other)
    their_page.get_by_text("Published: 1 file.").wait_for()
    look_and_publish(page, mine)
    page.get_by_text("Nothing was published. Robin Vance changed what is live").wait_for()
    assert live_batches(2018) == {"SUSP": {"99": other.pk}}

    their_page.goto(f"/data/files/{other.pk}/")
    their_page.get_by_role("link", name="Roll back").click()
    their_page.get_by_role("heading", name="What changes when you roll back").wait_for()
    figures = their_page.locator(".figures-row")
    expect(figures).to_contain_text(re.compile(r"rows change\n1\n"), use_inner_text=True)
    assert live_batches(2018) == {"SUSP": {"99": other.pk}}
    their_page.get_by_role("button", name="Roll back").click()
    their_page.get_by_text("Rolled back: what was live before is live again.").wait_for()
    assert live_batches(2018) == {"SUSP": {"99": first_issue.pk}}

    look_and_publish(page, mine)
    page.get_by_text("Published: 1 file.").wait_for()
    assert live_results(DISTRICT, 2018)[0].color == 2
    for one in (page, their_page):
        one.context.close()
