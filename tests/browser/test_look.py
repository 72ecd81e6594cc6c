"""The frame and the parts in a real Chromium: accessible, light and dark, keys, print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from county_office.models import User
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    district_lead_of,
    system_administrator,
)
from tests.plugins.browsers import run_script, width_beyond

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = "/developers/parts/"
SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def administrator() -> User:
    CountyFactory(code="99")
    return system_administrator(full_name="COE coordinator A")


def open_parts(page: Page) -> None:
    page.goto(PARTS)
    expect(page.get_by_role("heading", name="Parts", exact=True)).to_be_visible()


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
    heights = run_script(
        page,
        "['.top-bar', '.btn-primary', '.form-select:not(.filter *)']"
        ".map(s => document.querySelector(s).getBoundingClientRect().height)",
    )
    assert heights == [52, 36, 36]
    expect(page.locator("h1").first).to_have_css("font-size", "26px")


def test_on_a_phone_controls_are_44_pixels_high_and_the_menu_opens(
    phone_page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(phone_page, administrator)
    open_parts(phone_page)
    menu = phone_page.get_by_role("button", name="Menu")
    assert run_script(menu, "menu => menu.getBoundingClientRect().height") == 44
    links = phone_page.locator("#main-nav a").first
    expect(links).not_to_be_visible()
    menu.click()
    expect(links).to_be_visible()
    expect(menu).to_have_attribute("aria-expanded", "true")


def test_a_chosen_look_stays_and_differs_from_the_systems(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    page.emulate_media(color_scheme="light")
    open_parts(page)
    page.locator(".menu > summary").click()
    page.get_by_role("radio", name="Dark").check()
    page.reload()
    expect(page.locator("body")).to_have_css("background-color", "rgb(19, 22, 25)")
    page.locator(".menu > summary").click()
    page.get_by_role("radio", name="As this device").check()
    expect(page.locator("body")).to_have_css("background-color", "rgb(246, 245, 242)")


def test_slash_goes_to_the_search_and_a_question_mark_shows_the_keys(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    open_parts(page)
    page.keyboard.press("Escape")
    run_script(page, "document.activeElement.blur()")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys of this page")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).not_to_be_visible()
    run_script(page, "document.activeElement.blur()")
    page.keyboard.press("/")
    search = page.locator("#desk-search")
    expect(search).to_be_focused()
    page.keyboard.type("/?")
    expect(search).to_have_value("/?")


def test_a_form_with_faults_takes_the_focus_and_leads_to_its_fields(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    open_parts(page)
    expect(page.locator(".fault-box")).to_be_focused()
    page.get_by_role("link", name="The date is before the case was opened").click()
    field = page.locator("#id_date")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-describedby", "id_date_helptext id_date_error")


def test_nobody_presses_a_working_button_twice(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    open_parts(page)
    send_nothing = """() => {
        window.sent = 0
        const form = document.querySelector('form[action="/sign-out/"]')
        form.querySelector('button').dataset.busy = 'Signing out…'
        form.addEventListener('submit', event => { event.preventDefault(); window.sent += 1 })
    }"""
    run_script(page, send_nothing)
    page.locator(".menu > summary").click()
    button = page.locator("form[action='/sign-out/'] button")
    button.click()
    page.get_by_text("Signing out…").wait_for()
    expect(button).to_have_attribute("aria-disabled", "true")
    button.dispatch_event("click")
    assert run_script(page, "window.sent") == 1


def test_undo_goes_away_after_ten_seconds_but_not_under_the_hand(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    page.clock.install(time=0)
    page.clock.pause_at(1)  # stands still but for run_for, however long the page takes
    open_parts(page)
    undo = page.locator("[data-undo]")
    undo.hover()
    page.clock.run_for(15_000)
    expect(undo).to_have_count(1)
    page.mouse.move(0, 0)
    page.clock.run_for(11_000)
    expect(undo).to_have_count(0)


def test_paper_is_white_and_has_no_bars_or_buttons(
    page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(page, administrator)
    open_parts(page)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    for gone in (".top-bar", ".btn", ".tabs", ".filter-bar", ".pages"):
        expect(page.locator(gone).first, gone).not_to_be_visible()
    expect(page.locator(".dial").first).to_be_visible()
    expect(page.locator("thead").first).to_have_css("display", "table-header-group")


def test_a_table_of_blocks_is_still_a_table_for_screen_readers(
    phone_page: Page, sign_in: SignIn, administrator: User
) -> None:
    sign_in(phone_page, administrator)
    open_parts(phone_page)
    expect(phone_page.get_by_role("rowheader", name="Saltmarrow Unified")).to_be_visible()


def test_a_districts_pages_have_larger_type_and_no_main_navigation(
    page: Page, sign_in: SignIn, axe: Axe
) -> None:
    sign_in(page, district_lead_of(LeaFactory()))
    page.goto("/no-such-page/")
    expect(page.get_by_role("heading", name="We have no page at this address")).to_be_visible()
    expect(page.locator("body")).to_have_css("font-size", "17px")
    expect(page.locator("#main-nav")).to_have_count(0)
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
    expect(page.locator("input[name=username]")).to_have_value("nobody@county.example")
