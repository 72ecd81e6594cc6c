"""`page` and `phone_page`: a real Chromium on the running site; `sign_in`, `axe` for it.

A test waits for what it asserts, with Playwright's `expect`; what is measured or asked by a script
is asked of a page that is there as a whole (`run_script`, `settle`). PATIENCE holds for all of it.

Chromium is the one of CHROMIUM or of PATH. Where there is none these tests are skipped and say so;
REQUIRE_BROWSER=1 makes that an error.
"""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page
    from pytest_django.live_server_helper import LiveServer

    from county_office.models import User

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing outside of this machine, in the browser as in Python.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
SETTLED = """() => document.readyState === "complete" && document.fonts.status === "loaded" &&
  !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling")"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Generator[Browser, None, None]:
    """The browser, started once a run."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        missing = "not run: no Chromium. Install it, or name it with CHROMIUM."
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    # Playwright keeps an event loop in this thread, where Django then refuses to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def open_context(chromium: Browser, url: str, **options: Any) -> BrowserContext:
    """A browser of somebody's own, without cookies; addresses are relative to `url`."""
    context = chromium.new_context(
        base_url=url, locale="en-US", timezone_id="America/Los_Angeles", **options
    )
    context.set_default_timeout(1000 * PATIENCE)
    return context


def opened_page(chromium: Browser, live_server: LiveServer, **options: Any) -> Any:
    """A page of its own context; an error in a script or a refused resource fails the test."""
    context = open_context(chromium, live_server.url, **options)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on(
        "console",
        lambda message: faults.append(message.text) if "Content Security" in message.text else None,
    )
    yield page
    context.close()
    assert not faults, faults


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Generator[Page, None, None]:
    """A page 1366 pixels wide; addresses are relative to the running site."""
    yield from opened_page(chromium, live_server, viewport=DESKTOP)


@pytest.fixture
def phone_page(chromium: Browser, live_server: LiveServer) -> Generator[Page, None, None]:
    """A page 390 pixels wide with touch, as on a phone."""
    yield from opened_page(chromium, live_server, viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, User], None]:
    """Signs a person in on a page, by the session alone; the sign-in page has tests of its own."""

    def with_session(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return with_session


def settle(page: Page) -> None:
    """Waits until the page is there as a whole: parsed, its styles, scripts and fonts in effect, no
    fragment of it on its way.

    After a click the old page may still be there: wait for something of the new one first.
    """
    page.wait_for_function(SETTLED)


def run_script(on: Page | Locator, script: str) -> Any:
    """What a script answers on a page that is there as a whole, or about a part of it."""
    settle(getattr(on, "page", on))
    return on.evaluate(script)


def width_beyond(page: Page) -> int:
    """How many pixels the page could be scrolled sideways."""
    root = "document.documentElement"
    return int(run_script(page, f"{root}.scrollWidth - {root}.clientWidth"))


@functools.cache
def axe_script() -> str:
    """axe-core, unless the page has it, and a run of all its rules."""
    from axe_playwright_python.sync_playwright import Axe

    # Preloading fetches the style sheets once more, for a rule that is off.
    return f"""async () => {{
      if (!("axe" in window)) {{ {Axe().axe_script} }}
      const found = await axe.run({{resultTypes: ["violations"], preload: false}});
      return found.violations.flatMap((rule) => rule.nodes.map(
        (node) => `${{rule.id}}: ${{node.target}} ${{node.failureSummary}}`));
    }}"""


def axe_faults(page: Page) -> list[str]:
    """What axe-core finds, one line each: rule, and where."""
    found: list[str] = run_script(page, axe_script())
    return found


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe_faults` for a test's page."""
    return axe_faults
