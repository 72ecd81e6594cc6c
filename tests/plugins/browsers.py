"""`page` and `phone_page`: a real Chromium on the running site; `sign_in`, `axe` for it.

Chromium is the one of CHROMIUM or of PATH. Where there is none these tests are skipped and say so;
REQUIRE_BROWSER=1 makes that an error.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
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
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def opened_page(chromium: Browser, live_server: LiveServer, **options: Any) -> Any:
    """A page of its own context; an error in a script or a refused resource fails the test."""
    context = chromium.new_context(
        base_url=live_server.url, locale="en-US", timezone_id="America/Los_Angeles", **options
    )
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


def axe_faults(page: Page) -> list[str]:
    """What axe-core finds, one line each: rule, and where."""
    if not page.evaluate("'axe' in window"):
        from axe_playwright_python.sync_playwright import Axe

        page.evaluate(Axe().axe_script)
    # Preloading fetches the style sheets once more, for a rule that is off.
    found = page.evaluate("axe.run", {"resultTypes": ["violations"], "preload": False})
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe_faults` for a test's page."""
    return axe_faults
