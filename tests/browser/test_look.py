"""The frame and the parts in a real Chromium: accessible, light and dark, keys, print."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from county_office.models import User
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    district_lead_of,
    system_administrator,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = "/developers/parts/"
SignIn = Callable[["Page", User], None]
Axe = Callable[["Page"], list[str]]


@pytest.fixture
def administrator() -> User:
    CountyFactory(code="99")
    return system_administrator(full_name="COE coordinator A")


def open_parts(page: Page) -> None:
    page.goto(PARTS)
    assert page.get_by_role("heading", name="Parts", exact=True).is_visible()


def width_beyond(page: Page) -> int:
    """How many pixels the page could be scrolled sideways."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_parts_are_accessible_on_a_desk(
    page: Page, sign_in: SignIn, axe: Axe, administrator: User, scheme: Any
) -> None:
    sign_in(page, administrator)
    page.emulate_media(color_scheme=scheme)
    open_parts(page)
    assert axe(page) == []
    assert width_beyond(page) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_parts_are_accessible_on_a_phone(
    phone_page: Page, sign_in: SignIn, axe: Axe, administrator: User, scheme: Any
) -> None:
    sign_in(phone_page, administrator)
    phone_page.emulate_media(color_scheme=scheme)
    open_parts(phone_page)
    assert axe(phone_page) == []
    assert width_beyond(phone_page) == 0


def test_the_top_bar_is_52_pixels_high_and_controls_36(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    open_parts(page)
    heights = page.evaluate(
        "['.top-bar', '.btn-primary', '.form-select:not(.filter *)']"
        ".map(s => document.querySelector(s).getBoundingClientRect().height)"
    )
    assert heights == [52, 36, 36]
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") == "26px"


def test_on_a_phone_controls_are_44_pixels_high_and_the_menu_opens(
    phone_page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(phone_page, administrator)
    open_parts(phone_page)
    menu = phone_page.get_by_role("button", name="Menu")
    box = menu.bounding_box()
    assert box is not None
    assert box["height"] == 44
    links = phone_page.locator("#main-nav a").first
    assert not links.is_visible()
    menu.click()
    assert links.is_visible()
    assert menu.get_attribute("aria-expanded") == "true"


def test_a_chosen_look_stays_and_differs_from_the_systems(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    page.emulate_media(color_scheme="light")
    open_parts(page)
    page.locator(".menu > summary").click()
    page.get_by_role("radio", name="Dark").check()
    page.reload()
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(19, 22, 25)"
    page.locator(".menu > summary").click()
    page.get_by_role("radio", name="As this device").check()
    assert page.evaluate(background) == "rgb(246, 245, 242)"


def test_slash_goes_to_the_search_and_a_question_mark_shows_the_keys(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    open_parts(page)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys of this page")
    assert keys.is_visible()
    page.keyboard.press("Escape")
    assert not keys.is_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "desk-search"
    page.keyboard.type("/?")
    assert page.locator("#desk-search").input_value() == "/?"


def test_a_form_with_faults_takes_the_focus_and_leads_to_its_fields(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    open_parts(page)
    assert page.evaluate("document.activeElement.className") == "fault-box"
    page.get_by_role("link", name="The date is before the case was opened").click()
    assert page.evaluate("document.activeElement.id || location.hash") in ("id_date", "#id_date")
    described = page.locator("#id_date").get_attribute("aria-describedby")
    assert described == "id_date_helptext id_date_error"


def test_nobody_presses_a_working_button_twice(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    open_parts(page)
    page.evaluate("""
        window.sent = 0
        const form = document.querySelector('form[action="/sign-out/"]')
        form.querySelector('button').dataset.busy = 'Signing out…'
        form.addEventListener('submit', event => { event.preventDefault(); window.sent += 1 })
    """)
    page.locator(".menu > summary").click()
    button = page.locator("form[action='/sign-out/'] button")
    button.click()
    page.get_by_text("Signing out…").wait_for()
    assert button.get_attribute("aria-disabled") == "true"
    button.dispatch_event("click")
    assert page.evaluate("window.sent") == 1


def test_undo_goes_away_after_ten_seconds_but_not_under_the_hand(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    page.clock.install()
    open_parts(page)
    undo = page.locator("[data-undo]")
    undo.hover()
    page.clock.run_for(15_000)
    assert undo.count() == 1
    page.mouse.move(0, 0)
    page.clock.run_for(11_000)
    assert undo.count() == 0


def test_paper_is_white_and_has_no_bars_or_buttons(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    open_parts(page)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for gone in (".top-bar", ".btn", ".tabs", ".filter-bar", ".pages"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator(".dial").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == (
        "table-header-group"
    )


def test_a_table_of_blocks_is_still_a_table_for_screen_readers(
    phone_page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(phone_page, administrator)
    open_parts(phone_page)
    header = phone_page.get_by_role("rowheader", name="Saltmarrow Unified")
    assert header.is_visible()


def test_a_districts_pages_have_larger_type_and_no_main_navigation(
    page: Page, sign_in: SignIn, axe: Axe
) -> None:
    sign_in(page, district_lead_of(LeaFactory()))
    page.goto("/no-such-page/")
    assert page.get_by_role("heading", name="We have no page at this address").is_visible()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "17px"
    assert page.locator("#main-nav").count() == 0
    assert axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page_is_accessible_with_and_without_a_fault(
    page: Page, axe: Axe, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto("/sign-in/")
    assert axe(page) == []
    page.locator("input[name=username]").fill("nobody@county.example")
    page.locator("input[name=password]").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("One thing to correct").wait_for()
    assert axe(page) == []
    assert page.locator("input[name=username]").input_value() == "nobody@county.example"
