"""Every page of the desk with the demonstration on it, on a desk's screen and a phone, light and
dark: accessible, no wider than the screen, one heading, and nothing that the browser complains of.

One copy of the demonstration and two browser windows serve all tests. The page of the parts, with
everything that pages are put together from, has tests of its own in test_look.
"""

from __future__ import annotations

import io
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import pytest
from django.test import Client, override_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from assistance_cases.models import AssistanceCase, Cycle
from assistance_cases.selectors.leas import EVERY, RECEIVING
from assistance_cases.views.lists import TABS
from county_office.models import Notice, User
from dashboard_import.generate import write_county_files
from dashboard_import.models import Batch, Load
from dashboard_import.services import receive_file, stage_batch, start_load
from eligibility.models import Determination
from services_catalog.models import Service
from tests.factories.assistance_cases import milestone_of
from tests.plugins.browsers import (
    DESKTOP,
    PHONE,
    axe_faults,
    open_context,
    run_script,
    settle,
    width_beyond,
)
from tests.plugins.databases import clone, template_name
from tests.plugins.demonstration import Demonstration

pytestmark = pytest.mark.slow

Scheme = Literal["light", "dark"]
YEAR = 2025
# Each page is looked at twice, so that both widths and both schemes occur; the page of all parts is
# looked at in all four (test_look).
LOOKS: dict[str, tuple[dict[str, int], Scheme]] = {
    "desk in the light": (DESKTOP, "light"),
    "phone in the dark": (PHONE, "dark"),
}
PAPER = 710  # pixels: letter without its margins of 14 mm
NARROWEST = 320  # pixels
# What a person would see at a glance: how far the page scrolls sideways, what stands out of its
# panel (what scrolls in its own box may), the headings of the first order, a variable that the
# template was not given.
LOOK = """() => ({
  beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  sticksOut: [...document.querySelectorAll(".panel > table, .panel > ul, .panel > .panel-body > *")]
    .filter((part) => part.getBoundingClientRect().right >
      part.closest(".panel").getBoundingClientRect().right + 1)
    .map((part) => part.outerHTML.slice(0, 80)),
  headings: document.querySelectorAll("h1").length,
  undefined: document.documentElement.outerHTML.includes("UNDEFINED TEMPLATE VARIABLE"),
})"""
GOOD_LOOK = {"beyond": 0, "sticksOut": [], "headings": 1, "undefined": False}
ROWS_AT_A_GLANCE = 10  # of the list of LEAs
ROWS = """() => {
  const rows = [...document.querySelectorAll(".lea-table tbody tr")];
  const whole = rows.filter((row) => row.getBoundingClientRect().bottom <= innerHeight);
  return [whole.length, rows.length];
}"""
STAFF, READER = "staff@demo.example", "reader@demo.example"
ADMINISTRATOR, SYSTEM = "administrator@demo.example", "system@demo.example"
DISTRICT = "district@demo.example"


@dataclass(frozen=True)
class Visit:
    """A page: who opens it (nobody: signed out), at which address, with which answer."""

    address: str
    person: str = STAFF
    status: int = 200


# Words in braces are filled in from the loaded demonstration, see `_places`.
PAGES = {
    "sign-in": Visit("/sign-in/", person=""),
    "home": Visit("/"),
    "LEAs": Visit("/leas/"),
    "LEAs, Level 3 watch": Visit("/leas/?tab=watch"),
    "saved views": Visit("/leas/views/"),
    "save a view": Visit("/leas/views/new/?tab=every&group=HOM"),
    "eligibility": Visit("/leas/{cds}/eligibility/2025/"),
    "eligibility by status": Visit("/leas/{cds}/eligibility/2022/"),
    "eligibility, for the district": Visit("/leas/{cds}/eligibility/2025/", person=DISTRICT),
    "cell": Visit("/leas/{cds}/eligibility/2025/SWD/CHRO/"),
    "what if": Visit("/leas/{cds}/eligibility/2025/what-if/?HOM.SUSP=3"),
    "what if, for the district": Visit("/leas/{cds}/eligibility/2022/what-if/", person=DISTRICT),
    "case": Visit("/cases/{case}/"),
    "case, for a reader": Visit("/cases/{case}/", person=READER),
    "steps": Visit("/cases/{case}/steps/"),
    "move a date": Visit("/cases/{case}/steps/{step}/date/"),
    "note": Visit("/cases/{case}/notes/new/"),
    "close the case": Visit("/cases/{case}/close/"),
    "open a case": Visit("/cases/open/{cds_without_case}/2025/"),
    "what the district sees": Visit("/cases/{case}/district-view/"),
    "my district": Visit("/my-district/", person=DISTRICT),
    "calendar": Visit("/calendar/{cycle}/"),
    "notices": Visit("/notices/"),
    "notice": Visit("/notices/{notice}/"),
    "mailbox": Visit("/mailbox/"),
    "mail": Visit("/mailbox/{mail}/"),
    "services": Visit("/services/"),
    "services, searched": Visit("/services/?q=foster+youth"),
    "services, nothing found": Visit("/services/?q=kangaroo"),
    "services of Level 3": Visit("/services/?level=3"),
    "services, for a district": Visit("/services/", person=DISTRICT),
    "service": Visit("/services/{service}/"),
    "at a glance": Visit("/services/at-a-glance/"),
    "data": Visit("/data/", person=ADMINISTRATOR),
    "load files": Visit("/data/loads/new/", person=ADMINISTRATOR),
    "fetch files": Visit("/data/fetch/2025/", person=ADMINISTRATOR),
    "load": Visit("/data/loads/{load}/", person=ADMINISTRATOR),
    "load, checked": Visit("/data/loads/{load}/check/", person=ADMINISTRATOR),
    "load, compared": Visit("/data/loads/{load}/compare/", person=ADMINISTRATOR),
    "file, cell by cell": Visit("/data/files/{reissued}/changes/", person=ADMINISTRATOR),
    "before a roll back": Visit("/data/files/{live}/before-roll-back/", person=ADMINISTRATOR),
    "load, touched": Visit("/data/loads/{load}/touched/", person=ADMINISTRATOR),
    "quality report": Visit("/data/files/{refused}/report/", person=ADMINISTRATOR),
    "columns of a file": Visit("/data/files/{unknown}/columns/", person=ADMINISTRATOR),
    "columns of a file, to map": Visit("/data/files/{unknown}/columns/", person=SYSTEM),
    "saved mappings": Visit("/data/columns/", person=ADMINISTRATOR),
    "refused file": Visit("/data/files/{refused}/", person=ADMINISTRATOR),
    "determinations": Visit("/data/determinations/", person=ADMINISTRATOR),
    "reconciliation": Visit("/data/determinations/2025/reconciliation/"),
    "criteria": Visit("/eligibility/criteria/2025/"),
    "help": Visit("/help/"),
    "privacy": Visit("/privacy/", person=""),
    "403": Visit("/data/loads/new/", status=403),
    "404": Visit("/no-such-page/", status=404),
    "404, for a district": Visit("/cases/999999/", person=DISTRICT, status=404),
}


@dataclass
class Window:
    """A browser window that stays open; `complaints` are those of the page shown now."""

    page: Page
    shown: Visit | None = None
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        # The browser also reports the status of the page itself, which the test looks at.
        if message.type == "error" and "the server responded with a status" not in message.text:
            self.complaints.append(message.text)


@dataclass(frozen=True)
class RunningDesk:
    """The demonstration on a running server, and where its rows are found."""

    url: str
    places: dict[str, Any]
    cookies: dict[str, Any]
    windows: dict[int, Window]


@pytest.fixture(scope="module")
def desk(
    demonstration: Demonstration,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    chromium: Browser,
) -> Iterator[RunningDesk]:
    """Made once for all tests of this module, which only look at it."""
    directory = tmp_path_factory.mktemp("desk")
    media, mails = directory / "media", directory / "mailbox"
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media, MAILBOX_DIR=mails):
        demonstration.take(media)
        places = _places(load_to_publish(directory), mail=a_mail(mails))
        server = LiveServer("localhost")
        cookies = {email: session_cookie(email, server.url) for email in people()}
        windows = {
            screen["width"]: _window(chromium, server.url, screen, **options)
            for screen, options in ((DESKTOP, {}), (PHONE, {"has_touch": True, "is_mobile": True}))
        }
        yield RunningDesk(server.url, places, cookies, windows)
        for window in windows.values():
            window.page.context.close()
        server.stop()
        clone(template_name())


def _window(chromium: Browser, url: str, screen: Any, **options: Any) -> Window:
    window = Window(open_context(chromium, url, viewport=screen, **options).new_page())
    window.page.on("console", window.hear)
    window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
    return window


def people() -> list[str]:
    return [STAFF, READER, ADMINISTRATOR, SYSTEM, DISTRICT]


def session_cookie(email: str, url: str) -> Any:
    client = Client()
    client.force_login(User.objects.get(email=email))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}


def load_to_publish(directory: Path) -> Load:
    """A good file, one with a bad code, one with an unknown header, and one that is no Dashboard
    file."""
    folder = directory / "files"
    folder.mkdir()
    paths = write_county_files(YEAR, folder)
    good, bent, renamed = (
        next(path for path in paths if path.name.startswith(start))
        for start in ("susp", "chronic", "grad")
    )
    header, row, *rows = bent.read_bytes().split(b"\n")
    columns, *lines = renamed.read_bytes().splitlines(keepends=True)
    administrator = User.objects.get(email=ADMINISTRATOR)
    load = start_load(by=administrator)
    for name, content in (
        (good.name, b"".join(good.read_bytes().splitlines(keepends=True)[:-30])),
        (bent.name, b"\n".join([header, b"X" + row[1:], *rows])),
        (renamed.name, b"".join([columns.replace(b"statuslevel", b"status_lvl"), *lines[:9]])),
        ("minutes.txt", b"Minutes of the meeting\n"),
    ):
        batch = receive_file(load=load, content=io.BytesIO(content), name=name, by=administrator)
        stage_batch(batch_id=batch.pk)
    return load


def a_mail(directory: Path) -> str:
    """The key of a mail in the local mailbox."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Due Thursday: Root cause analysis", "desk@localhost"
    mail["To"], mail["Date"] = "staff@demo.example", "Mon, 23 Nov 2026 08:00:00 -0800"
    mail.set_content("Hello,\n\na milestone falls due on Thursday.\n")
    return str(mailbox.Maildir(directory, create=True).add(mail))


def _places(load: Load, mail: str) -> dict[str, Any]:
    """What the braces of an address stand for."""
    case = AssistanceCase.objects.get(lea__name="Foxtail Bend Unified")
    without_case = Determination.objects.filter(year=YEAR, lea__cases=None)
    return {
        "cds": case.lea.cds,
        "cds_without_case": without_case.earliest("cds").cds,
        "case": case.pk,
        "step": milestone_of(case, "written_summary").pk,
        "cycle": Cycle.objects.filter(county=case.lea.county).latest("dashboard_year").pk,
        "notice": Notice.objects.latest("pk").pk,
        "mail": mail,
        "service": Service.objects.earliest("pk").slug,
        "load": load.pk,
        "reissued": load.batches.get(file_name__startswith="susp").pk,
        "live": Batch.objects.filter(live_in__isnull=False, year=YEAR, indicator="SUSP")[0].pk,
        "refused": load.batches.get(file_name__startswith="chronic").pk,
        "unknown": load.batches.get(file_name__startswith="grad").pk,
    }


def open_page(desk: RunningDesk, visit: Visit, width: int) -> Window:
    """Shows the page in the window of that width, anew only where another one was shown."""
    window = desk.windows[width]
    if window.shown != visit:
        window.page.context.clear_cookies()
        if visit.person:
            window.page.context.add_cookies([desk.cookies[visit.person]])
        window.complaints.clear()
        answer = window.page.goto(visit.address.format(**desk.places))
        assert answer is not None
        assert answer.status == visit.status
        settle(window.page)  # a fragment broken off by the next page would be a complaint there
        window.shown = visit
    return window


@pytest.mark.parametrize(("screen", "scheme"), LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_the_page(desk: RunningDesk, name: str, screen: dict[str, int], scheme: Scheme) -> None:
    window = open_page(desk, PAGES[name], screen["width"])
    page = window.page
    page.emulate_media(color_scheme=scheme)

    assert axe_faults(page) == []
    assert run_script(page, LOOK) == GOOD_LOOK
    expect(page).to_have_title(re.compile(" – Assistance Desk$"))
    assert window.complaints == []


@pytest.mark.parametrize(
    "name", ["eligibility", "eligibility by status", "what if", "case", "LEAs", "steps", "calendar"]
)
def test_the_page_fits_on_paper(desk: RunningDesk, name: str) -> None:
    """Nothing scrolls on paper, so no table may be wider than a letter sheet."""
    window = open_page(desk, PAGES[name], PHONE["width"])
    window.page.emulate_media(media="print")
    window.page.set_viewport_size({"width": PAPER, "height": 960})

    wider = run_script(
        window.page,
        "[...document.querySelectorAll('table')]"
        ".filter((table) => table.checkVisibility())"
        ".map((table) => Math.ceil(table.getBoundingClientRect().right))"
        ".filter((right) => right > innerWidth)",
    )

    window.page.emulate_media(media="screen")
    window.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert wider == []


@pytest.mark.parametrize(
    "name", ["home", "LEAs", "case", "cell", "eligibility", "steps", "calendar", "my district"]
)
def test_the_page_does_not_scroll_sideways_on_the_narrowest_phone(
    desk: RunningDesk, name: str
) -> None:
    """320 pixels are what WCAG 2.2, 1.4.10 asks for: a desk's screen at four times its size."""
    window = open_page(desk, PAGES[name], PHONE["width"])
    window.page.set_viewport_size({"width": NARROWEST, "height": 640})

    beyond = width_beyond(window.page)

    window.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert beyond == 0


@pytest.mark.parametrize(
    "name", ["eligibility", "case", "steps", "LEAs", "cell", "load, checked", "load, compared"]
)
def test_no_table_scrolls_sideways_on_a_phone(desk: RunningDesk, name: str) -> None:
    window = open_page(desk, PAGES[name], PHONE["width"])
    scrolling = run_script(
        window.page,
        "[...document.querySelectorAll('main :has(table)')]"
        ".filter((part) => part.checkVisibility() && part.scrollWidth > part.clientWidth + 1"
        " && ['auto', 'scroll'].includes(getComputedStyle(part).overflowX))"
        ".map((part) => part.outerHTML.slice(0, 80))",
    )
    assert scrolling == []


def test_a_strip_of_tabs_shows_the_current_one_on_a_phone(desk: RunningDesk) -> None:
    page = open_page(desk, Visit("/leas/?tab=closed"), PHONE["width"]).page
    edges = run_script(
        page,
        "['.tabs', '.tabs [aria-current]']"
        ".map((part) => document.querySelector(part).getBoundingClientRect())"
        ".map(({left, right}) => [left, right])",
    )
    (left, right), (tab_left, tab_right) = edges
    assert left <= tab_left < tab_right <= right


@pytest.mark.parametrize("tab", TABS)
def test_the_list_of_leas_shows_ten_whole_rows_in_the_first_window(
    desk: RunningDesk, tab: str
) -> None:
    """Or all of them, where a tab has fewer."""
    page = open_page(desk, Visit(f"/leas/?tab={tab}"), DESKTOP["width"]).page

    whole, rows = run_script(page, ROWS)

    assert whole >= min(rows, ROWS_AT_A_GLANCE)
    assert rows >= ROWS_AT_A_GLANCE or tab not in {RECEIVING, EVERY}


def test_the_filters_of_the_list_stand_on_one_line_at_their_full_height(desk: RunningDesk) -> None:
    page = open_page(desk, PAGES["LEAs"], DESKTOP["width"]).page

    boxes = run_script(
        page,
        "[...document.querySelectorAll('.filter-search input, .filter')]"
        ".map((control) => control.getBoundingClientRect())"
        ".map(({top, height}) => `${height} at ${top}`)",
    )

    assert len(boxes) == 10
    assert len({*boxes}) == 1
    assert boxes[0].startswith("36 at ")
