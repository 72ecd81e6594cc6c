"""A case in a real browser: found in the list, opened, worked on, and read by its district."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assistance_cases import services
from assistance_cases.models import AssistanceCase
from county_office.models import User
from county_office.selectors import today
from tests.factories.assistance_cases import case_of, determination_of, milestone_of
from tests.factories.county_office import CountyFactory, LeaFactory, district_lead_of, staff_of

SignIn = Callable[[Page, User], None]
WEEK = dt.timedelta(days=7)


@pytest.fixture
def staff(transactional_db: None) -> User:
    return staff_of(CountyFactory(code="99"), full_name="COE coordinator A")


@pytest.fixture
def case(staff: User) -> AssistanceCase:
    """A case opened eight weeks ago with one step due today, notes and some steps done."""
    lea = LeaFactory(name="Foxtail Bend Unified")
    case = case_of(lea, case_lead=staff, opened_on=today() - 8 * WEEK)
    for key in ("superintendent_contact", "first_meeting_scheduled"):
        services.mark_milestone_done(
            milestone=milestone_of(case, key), done_on=today() - 6 * WEEK, by=staff
        )
    services.move_due_date(
        milestone=milestone_of(case, "kinds_of_assistance_named"),
        due_on=today(),
        reason="Agreed.",
        by=staff,
    )
    services.add_note(case=case, text="Trust is thin.", by=staff)
    services.add_note(case=case, text="See you soon.", by=staff, shared_with_district=True)
    return case


def test_staff_find_an_lea_in_the_list_and_open_its_case(
    page: Page, sign_in: SignIn, case: AssistanceCase, staff: User
) -> None:
    eligible = LeaFactory(name="Copperwhistle Union High")
    determination_of(eligible)
    sign_in(page, staff)
    page.goto(reverse("lea-list"))
    page.get_by_label("LEA name or CDS code").fill("copper")
    page.wait_for_url(re.compile("q=copper"))
    page.get_by_role("link", name="Foxtail Bend Unified").wait_for(state="detached")
    page.get_by_role("link", name="Open a case for Copperwhistle Union High").click()
    page.get_by_role("button", name="Open the case").click()
    page.get_by_role("heading", name="Copperwhistle Union High", exact=True).wait_for()
    expect(page.get_by_text("Next action")).to_be_visible()
    assert eligible.cases.get().case_lead == staff


def test_the_address_of_a_filtered_list_shows_the_same_list_again(
    page: Page, sign_in: SignIn, case: AssistanceCase, staff: User
) -> None:
    determination_of(LeaFactory(name="Pepperwick Elementary"), letters={"FOS": "C"})
    sign_in(page, staff)
    page.goto(reverse("lea-list"))
    page.get_by_label("Group", exact=True).select_option("FOS")
    page.wait_for_url(re.compile("group=FOS"))
    page.reload()
    expect(page.get_by_role("rowheader")).to_have_text(
        ["Pepperwick Elementary School district"], use_inner_text=True
    )
    page.get_by_role("link", name="Any group").click()
    page.get_by_role("link", name="Foxtail Bend Unified").wait_for()


def test_a_step_is_marked_done_in_place_and_undone(
    page: Page, sign_in: SignIn, case: AssistanceCase, staff: User
) -> None:
    sign_in(page, staff)
    page.goto(reverse("home"))
    step = milestone_of(case, "kinds_of_assistance_named")
    row = page.locator(f"#milestone-{step.pk}")
    row.get_by_role("button", name="Done").click()
    page.get_by_text("Marked done: District names the kinds of assistance it wants").wait_for()
    assert milestone_of(case, step.key).is_settled
    row.locator(":focus").wait_for()  # not lost with the button that was pressed
    page.get_by_role("button", name="Undo").click()
    row.get_by_role("button", name="Done").wait_for()
    row.locator(":focus").wait_for()
    page.get_by_role("button", name="Undo").wait_for(state="detached")
    assert not milestone_of(case, step.key).is_settled


def test_the_district_lead_sees_the_own_case_and_nothing_else(
    page: Page, sign_in: SignIn, case: AssistanceCase, staff: User
) -> None:
    neighbour = case_of(LeaFactory(name="Neighbour Unified"), case_lead=staff)
    sign_in(page, district_lead_of(case.lea))
    page.goto(reverse("home"))
    expect(page).to_have_url(reverse("my-district"))
    expect(page.get_by_text("Tell us what kinds of help you want")).to_be_visible()
    expect(page.get_by_text("See you soon.")).to_be_visible()
    expect(page.get_by_text("Trust is thin.")).not_to_be_visible()
    for name in ("case-detail", "case-steps", "case-district-view"):
        answer = page.goto(reverse(name, args=[neighbour.pk]))
        assert answer is not None
        assert answer.status == 404, name
    for name in ("lea-list", "calendar", "notice-list"):
        answer = page.goto(reverse(name))
        assert answer is not None
        assert answer.status == 403, name
