"""A load in a real Chromium, with a real worker: upload, watch, read the check, publish."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from county_office.models import County, User
from dashboard_import.selectors import live_batches
from tests.factories.county_office import CountyFactory, administrator_of
from tests.factories.dashboard_files import (
    CHARTER,
    COUNTY_OFFICE,
    OTHER_DISTRICT,
    SCHOOL,
    file_text,
    publish,
    row,
    stage,
)
from tests.plugins.browsers import open_context, run_script, width_beyond

if TYPE_CHECKING:
    from tests.plugins.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]
ROWS = [
    row(cds, color=color)
    for cds, color in zip((OTHER_DISTRICT, COUNTY_OFFICE, SCHOOL, CHARTER), "1234", strict=True)
]


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def county() -> County:
    found: County = CountyFactory(code="99")
    return found


@pytest.fixture
def administrator(county: County) -> User:
    return administrator_of(county, full_name="County administrator")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    given = {
        "suspdownload2018.txt": file_text(2018, "SUSP", [row(color="1"), *ROWS]),
        "graddownload2018.txt": file_text(2018, "GRAD", [row(color="2"), *ROWS]),
        "eladownload2018.txt": file_text(2018, "ELA", [row(studentgroup=""), *ROWS]),
    }
    for name, text in given.items():
        (tmp_path / name).write_text(text)
    return [tmp_path / name for name in given]


def look(page: Page, axe: Axe, name: str) -> None:
    """Nothing for axe to find or to scroll sideways; a picture where PICTURES names a folder."""
    assert axe(page) == []
    assert width_beyond(page) == 0
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_an_administrator_uploads_watches_reads_and_publishes(
    page: Page, sign_in: SignIn, axe: Axe, administrator: User, files: list[Path], worker: Worker
) -> None:
    sign_in(page, administrator)
    page.goto("/data/")
    look(page, axe, "data-home")
    page.get_by_role("link", name="Load files").click()
    page.get_by_role("heading", name="Load Dashboard files").wait_for()
    look(page, axe, "load-new")

    page.get_by_label("Put the files here, all at once").set_input_files(files)
    page.get_by_role("button", name="Load the files").click()

    # The list asks for itself until every file is checked: nothing is pressed here.
    page.get_by_role("link", name="See the check").wait_for()
    look(page, axe, "load-files")
    page.get_by_role("link", name="See the check").click()
    page.get_by_role("rowheader", name="1 row has no student group").wait_for()
    look(page, axe, "load-check")
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_role("heading", name="What changes when you publish").wait_for()
    look(page, axe, "load-compare")
    assert live_batches(2018) == {}

    page.get_by_label("I have looked at the changes").check()
    page.get_by_role("button", name="Publish Dashboard 2018").click()

    page.get_by_text("Published: 3 files.").wait_for()
    assert set(live_batches(2018)) == {"SUSP", "GRAD", "ELA"}
    look(page, axe, "load-published")


def test_a_refused_file_says_where_and_what_to_do_and_the_rest_can_go_on(
    page: Page, sign_in: SignIn, axe: Axe, administrator: User, tmp_path: Path, worker: Worker
) -> None:
    before = publish(file_text(2018, "SUSP", [row(), *ROWS]), "suspdownload2018.txt")
    path = tmp_path / "suspdownload2018.txt"
    path.write_text(file_text(2018, "SUSP", [row(statuslevel="high"), *ROWS]))
    sign_in(page, administrator)

    page.goto("/data/loads/new/")
    page.get_by_label("Put the files here, all at once").set_input_files(path)
    page.get_by_role("button", name="Load the files").click()
    page.get_by_role("link", name="See the check").click()
    page.get_by_role("heading", name="Check of").wait_for()
    look(page, axe, "load-check-refused")
    page.get_by_role("link", name="This is not a whole number").click()

    line = page.get_by_role("row").filter(has_text="statuslevel")
    expect(line).to_contain_text("line 2")
    expect(line).to_contain_text("high")
    expect(line).to_contain_text("This is not a whole number.")
    look(page, axe, "file-refused")
    with page.expect_download() as download:
        page.get_by_role("link", name="Refused rows as CSV").click()
    assert "not a whole number" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert live_batches(2018) == {"SUSP": {"99": before.pk}}


def test_the_pages_of_a_load_fit_a_phone_and_the_dark(
    phone_page: Page, sign_in: SignIn, axe: Axe, administrator: User, worker: Worker
) -> None:
    batch = publish(file_text(2018, "SUSP", [row(), *ROWS]), "suspdownload2018.txt")
    sign_in(phone_page, administrator)
    phone_page.emulate_media(color_scheme="dark")

    for name, address in (
        ("data-home", "/data/?year=2018"),
        ("load-new", "/data/loads/new/"),
        ("load-files", f"/data/loads/{batch.load_id}/"),
        ("load-check", f"/data/loads/{batch.load_id}/check/"),
        ("load-compare", f"/data/loads/{batch.load_id}/compare/"),
        ("file", f"/data/files/{batch.pk}/"),
    ):
        phone_page.goto(address)
        look(phone_page, axe, f"phone-dark-{name}")


@pytest.mark.parametrize("step", ["check", "compare"])
def test_the_levels_of_a_load_are_blocks_on_a_phone_and_nothing_in_them_scrolls(
    phone_page: Page, sign_in: SignIn, axe: Axe, administrator: User, step: str
) -> None:
    publish(file_text(2018, "SUSP", [row(), *ROWS]), "suspdownload2018.txt")
    batch = stage(file_text(2018, "SUSP", [row(color="1"), *ROWS]), "suspdownload2018.txt")
    sign_in(phone_page, administrator)

    phone_page.goto(f"/data/loads/{batch.load_id}/{step}/")

    look(phone_page, axe, f"phone-levels-{step}")
    box = phone_page.get_by_role("region", name="File by file, scrolling sideways")
    assert run_script(box, "part => part.scrollWidth - part.clientWidth") <= 0
    sides = run_script(
        box,
        "part => [...part.querySelectorAll('td')].filter(cell => cell.checkVisibility())"
        ".map(cell => getComputedStyle(cell).textAlign)",
    )
    assert set(sides) == {"left"}


def test_a_load_works_without_javascript(
    chromium: Any, live_server: Any, sign_in: SignIn, administrator: User, files: list[Path]
) -> None:
    context = open_context(chromium, live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, administrator)

    page.goto("/data/loads/new/")
    page.get_by_label("Put the files here, all at once").set_input_files(files[0])
    page.get_by_role("button", name="Load the files").click()

    expect(page.get_by_role("link", name="Look again now")).to_be_visible()
    context.close()
