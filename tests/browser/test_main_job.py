"""The main job as people do it: on the published files of Monterey County, in a real browser, with
a real worker, broker and mail server.

An administrator loads Dashboard 2022 and determines who is eligible; staff read why, open a case
and are reminded; the district's lead sees that case and nothing else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistance_cases.models import AssistanceCase
from assistance_cases.tasks import write_milestone_reminders
from county_office.models import County, Lea, Notice, NoticeState, User
from county_office.selectors import lea_by_cds, today
from county_office.tasks import send_waiting_notices
from tests.factories.assistance_cases import case_of
from tests.factories.county_office import (
    PASSWORD,
    CountyFactory,
    administrator_of,
    district_lead_of,
    staff_of,
)
from tests.plugins.browsers import settle
from tests.plugins.mail import MailServer
from tests.plugins.worker import Worker, running_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

DISTRICT, CDS = "Salinas Union High", "27661590000000"
CDS_OF_NEIGHBOR = "27754400000000"  # Soledad Unified, eligible as well
LINE_OF_CELL = 230  # of the file of absences as it lies in the directory of published files
SHARED_NOTE = "The foster youth liaison joins the first meeting."
INTERNAL_NOTE = "Call the superintendent before the board meeting."


@dataclass(frozen=True)
class People:
    """Of the county office."""

    administrator: User
    staff: User
    colleague: User


@pytest.fixture
def people(settings: Any, tmp_path: Path, empty_queue: None) -> People:
    settings.MEDIA_ROOT = tmp_path / "media"
    county: County = CountyFactory(code="27")
    return People(
        administrator_of(county, full_name="The administrator"),
        staff_of(county, full_name="Coordinator A"),
        staff_of(county, full_name="Coordinator B"),
    )


def test_from_published_files_to_the_districts_page(
    page: Page, people: People, dashboard_files: Path, mail_server: MailServer
) -> None:
    with signed_in(page, people.administrator):
        upload(page, sorted((dashboard_files / "2022" / "monterey").glob("*.txt")))
        with running_worker():
            watch_the_check(page)
        look_and_publish(page)
        determine(page)
    with signed_in(page, people.staff):
        find_eligible_leas(page)
        read_why(page)
        read_one_cell(page)
        open_the_case(page, case_lead=people.colleague)
        add_notes(page)
        move_the_next_date(page, today() + dt.timedelta(days=1))
        with running_worker() as worker:
            see_the_reminder(page, people, worker, mail_server)
    with signed_in(page, lead_of_the_district()):
        read_the_districts_page(page)
        own = AssistanceCase.objects.get()
        others = case_of(_lea(CDS_OF_NEIGHBOR), 2022, case_lead=people.staff)
        find_nothing_else(page, own, others)


@contextmanager
def signed_in(page: Page, user: User) -> Iterator[None]:
    page.goto("/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("header .menu").wait_for()
    yield
    page.locator("header .menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def expect_said(page: Page, *words: str | re.Pattern[str]) -> None:
    """The page says all of this as a person reads it; any white space counts as a space."""
    for each in words:
        expect(page.locator("main")).to_contain_text(each, use_inner_text=True)


def upload(page: Page, files: list[Path]) -> None:
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("link", name="Load files").click()
    expect(page.get_by_text("Nothing changes for anyone until you publish")).to_be_visible()
    page.get_by_label("Put the files here, all at once").set_input_files(files)
    page.get_by_role("button", name="Load the files").click()
    page.get_by_text("This page follows the check.").wait_for()
    page.reload()  # nothing is lost, and nothing is done yet: no worker is there
    expect(page.get_by_text("0 of 7 checked")).to_be_visible()


def watch_the_check(page: Page) -> None:
    """The page follows the worker by itself, from before it comes until it is done."""
    page.get_by_role("link", name="See the check").wait_for()
    expect(page.locator("main").get_by_text("Good", exact=True)).to_have_count(7)


def look_and_publish(page: Page) -> None:
    page.get_by_role("link", name="See the check").click()
    expect_said(page, re.compile(r"Rows read\s+2,198\s+Rows good\s+2,198", re.IGNORECASE))
    page.get_by_role("link", name=re.compile("^Compare")).click()
    page.get_by_role("heading", name="What changes when you publish").wait_for()
    expect(page.get_by_text("create 33 LEAs met for the first time")).to_be_visible()
    page.get_by_label("I have looked at the changes").check()
    page.get_by_role("button", name="Publish Dashboard 2022").click()
    page.get_by_text("Published: 7 files.").wait_for()


def determine(page: Page) -> None:
    page.get_by_role("link", name="Determine eligibility").click()
    page.get_by_text("Not determined").wait_for()
    page.get_by_role("button", name="Determine Dashboard 2022").click()
    page.get_by_text("Determined for Monterey: Dashboard 2022.").wait_for()
    expect(page.get_by_text("Up to date")).to_be_visible()


def find_eligible_leas(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="LEAs").click()
    page.get_by_text("Dashboard 2022. 16 districts.").wait_for()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=DISTRICT, exact=True))
    expect(row).to_contain_text("Level 2 EL HOM SWD 4, 5, 6", use_inner_text=True)


def read_why(page: Page) -> None:
    """Group, priority, indicator, level, number of students and citation."""
    page.get_by_role("link", name=DISTRICT, exact=True).click()
    page.get_by_role("heading", name=DISTRICT, level=1).wait_for()
    expect_said(
        page,
        "English Learner (4, 5), Homeless (4, 5, 6) and Students with Disabilities (4, 5)",
        "EC 52071(c)(1); criteria 2022, Method 1.",
    )
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Homeless 197"))
    cells = [
        "Homeless, ELA: Very Low 101 students, meets a criterion",
        "Homeless, Math: Very Low 102 students, meets a criterion",
        "–",  # nobody in it learns English
        "Homeless, Graduation: Low 98 students",
        "Homeless, Absenteeism: Very High 105 students, meets a criterion",
        "Homeless, Suspension: Very High 230 students, meets a criterion",
        "meets priorities 4 5 6",
    ]
    expect(row.get_by_role("cell")).to_have_text(cells, use_inner_text=True)


def read_one_cell(page: Page) -> None:
    page.get_by_role("link", name="Homeless, Absenteeism").click()
    page.get_by_role("heading", name="Why this cell counts").wait_for()
    expect_said(
        page,
        "Enough students count. 105, and at least 15 are needed.",
        "Chronic absenteeism is Very High, so Priority 5 is met.",
        "eligible for Level 2, Method 1. EC 52071(c)(1)",
        "35 of 105 students missed a tenth of the school days or more.",
        f"chronicdownload2022.txt: line {LINE_OF_CELL} of the file, as published.",
    )
    page.get_by_role("link", name="Back to the grid").click()


def open_the_case(page: Page, case_lead: User) -> None:
    page.get_by_role("link", name="Open a case").click()
    page.get_by_label("Case lead").select_option(label=str(case_lead))
    page.get_by_label("Opened on").fill(str(today() - dt.timedelta(days=2)))
    page.get_by_role("button", name="Open the case").click()
    page.get_by_text(f"The case of {DISTRICT} is open. Its dates are set.").wait_for()
    expect(page.get_by_text(f"Lead: {case_lead}")).to_be_visible()


def add_notes(page: Page) -> None:
    for text, shared in ((SHARED_NOTE, True), (INTERNAL_NOTE, False)):
        page.get_by_role("link", name="Add note").click()
        page.get_by_label("Note", exact=True).fill(text)
        page.get_by_label("Share with the district").set_checked(shared)
        page.get_by_role("button", name="Add note").click()
        page.get_by_text(text).wait_for()
    expect(page.get_by_text("Internal note", exact=True)).to_have_count(1)


def move_the_next_date(page: Page, day: dt.date) -> None:
    page.get_by_role("link", name="Move date").click()
    page.get_by_label("New due date").fill(str(day))
    page.get_by_label("Why the date moves").fill("Agreed on the telephone.")
    page.get_by_role("button", name="Move the date").click()
    page.get_by_text("The date has moved").wait_for()


def see_the_reminder(page: Page, people: People, worker: Worker, mail_server: MailServer) -> None:
    """What beat would start: the reminder is written, sent, and stands in the case."""
    write_milestone_reminders.delay()
    worker.wait_until(Notice.objects.exists)
    send_waiting_notices.delay()
    worker.wait_until(Notice.objects.filter(state=NoticeState.SENT).exists)
    [mail] = mail_server.messages
    assert mail["To"] == people.colleague.email
    assert mail["Subject"].startswith("Due ")
    assert DISTRICT in mail.get_content()
    page.reload()
    page.get_by_text(f"Notice sent: {mail['Subject']}, to {people.colleague}").wait_for()


def lead_of_the_district() -> User:
    return district_lead_of(_lea(CDS), full_name="The superintendent")


def _lea(cds: str) -> Lea:
    lea = lea_by_cds(cds, 2022)
    assert lea is not None
    return lea


def read_the_districts_page(page: Page) -> None:
    page.get_by_role("heading", name="Help for your district this year").wait_for()
    expect(page).to_have_url("/my-district/")
    expect_said(page, SHARED_NOTE)
    settle(page)  # or what must not be there might only not be there yet
    expect(page.locator("main")).not_to_contain_text(INTERNAL_NOTE)
    page.get_by_role("link", name="See the numbers").click()
    page.get_by_role("heading", name=DISTRICT, level=1).wait_for()


def find_nothing_else(page: Page, own: AssistanceCase, others: AssistanceCase) -> None:
    """Typed addresses: what is not theirs does not exist, what is not their work is refused."""
    expected = {
        f"/cases/{own.pk}/": 200,  # leads to their own page
        f"/cases/{own.pk}/steps/": 403,
        f"/cases/{own.pk}/notes/new/": 403,
        f"/cases/{others.pk}/": 404,
        f"/cases/{others.pk}/district-view/": 404,
        f"/cases/{others.pk}/steps/": 404,
        f"/cases/{others.pk}/notes/new/": 404,
        "/cases/999999/": 404,
        f"/cases/open/{CDS_OF_NEIGHBOR}/2022/": 403,
        "/leas/": 403,
        "/calendar/": 403,
        "/notices/": 403,
        "/data/": 404,
        "/data/loads/new/": 404,
        "/data/determinations/": 404,
    }
    found = {address: page.goto(address).status for address in expected}
    assert found == expected
    expect(page.get_by_role("heading", name="We have no page at this address")).to_be_visible()
