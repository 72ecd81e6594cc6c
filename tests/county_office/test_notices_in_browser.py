"""The notices in a real Chromium: the panel beside the list, hold with undo, accessibility."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from county_office.models import Lea, Notice, NoticeState, User
from tests.factories.county_office import CountyFactory, LeaFactory, staff_of
from tests.factories.notices import NoticeFactory

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def lea() -> Lea:
    lea: Lea = LeaFactory(county=CountyFactory(code="99"))
    return lea


@pytest.fixture
def staff(lea: Lea) -> User:
    return staff_of(lea.county)


def test_the_chosen_letter_opens_beside_the_list(
    page: Page, sign_in: SignIn, lea: Lea, staff: User
) -> None:
    NoticeFactory(lea=lea, subject="First letter")
    NoticeFactory(lea=lea, subject="Second letter")
    sign_in(page, staff)
    page.goto("/notices/")
    panel = page.locator("#notice-panel")
    expect(panel).to_contain_text("First letter")
    page.get_by_role("link", name="Second letter").click()
    panel.get_by_role("heading", name="Second letter").wait_for()
    expect(page).to_have_url("/notices/")
    expect(page.locator("#chosen-notice")).to_be_focused()


def test_a_held_notice_can_be_undone_in_its_row(
    page: Page, sign_in: SignIn, lea: Lea, staff: User
) -> None:
    notice: Notice = NoticeFactory(lea=lea)
    sign_in(page, staff)
    page.goto("/notices/")
    row = page.locator(f"#notice-{notice.pk}")
    row.get_by_role("button", name=re.compile("^Hold")).click()
    row.get_by_role("button", name=re.compile("^Release")).wait_for()
    undo = page.locator("#toasts").get_by_role("button", name="Undo")
    undo.hover()  # under the hand it stays, however long the rest takes
    page.locator("#live", has_text=re.compile("^Held")).wait_for(state="attached")
    undo.click()
    row.get_by_role("button", name=re.compile("^Hold")).wait_for()
    notice.refresh_from_db()
    assert notice.state == NoticeState.WAITING


def test_on_a_phone_the_letter_has_its_own_page(
    phone_page: Page, sign_in: SignIn, axe: Axe, lea: Lea, staff: User
) -> None:
    notice: Notice = NoticeFactory(lea=lea, state=NoticeState.DOUBTFUL)
    sign_in(phone_page, staff)
    phone_page.goto("/notices/")
    assert axe(phone_page) == []
    expect(phone_page.locator("#notice-panel")).not_to_be_visible()
    phone_page.get_by_role("link", name=notice.subject, exact=True).click()
    phone_page.wait_for_url(re.compile(f"/notices/{notice.pk}/"))
    assert axe(phone_page) == []
    phone_page.get_by_role("button", name="Mark as sent").click()
    phone_page.get_by_text(f"Marked as sent: {notice.subject}").wait_for()
    notice.refresh_from_db()
    assert notice.state == NoticeState.SENT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_in_light_and_dark(
    page: Page, sign_in: SignIn, axe: Axe, lea: Lea, staff: User, scheme: Any
) -> None:
    notices = [NoticeFactory(lea=lea, state=state) for state in NoticeState]
    sign_in(page, staff)
    page.emulate_media(color_scheme=scheme)
    for address in ("/notices/", f"/notices/{notices[0].pk}/", "/mailbox/"):
        page.goto(address)
        assert axe(page) == [], address
