"""The pages of cases: what they show, what their buttons do, and who is told what."""

from __future__ import annotations

import datetime as dt
import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance_cases import services
from assistance_cases.models import AssistanceCase, CaseNote, EventKind, Milestone
from county_office.models import County, Lea, LeaKind, User
from tests.factories.assistance_cases import case_of, determination_of, milestone_of
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    UserFactory,
    district_lead_of,
    reader_of,
    staff_of,
)

pytestmark = pytest.mark.usefixtures("today")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client(staff: User) -> Client:
    """A browser in which the case lead is signed in."""
    return signed_in(staff)


def case_url(name: str, case: AssistanceCase, *more: object) -> str:
    return reverse(name, args=[case.pk, *more])


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == HTTPStatus.OK, url
    text = response.content.decode()
    assert "UNDEFINED TEMPLATE VARIABLE" not in text, url
    return text


# My work ------------------------------------------------------------------------------------------


def test_my_work_lists_the_steps_due_with_their_case(case: AssistanceCase, client: Client) -> None:
    page = text_of(client, reverse("home"))
    assert "My work this week" in page
    assert "County superintendent contacts the superintendent" in page
    assert "Overdue" in page
    assert case_url("case-detail", case) in page


def test_without_any_case_my_work_says_what_to_do_first(client: Client) -> None:
    assert "Open a first case" in text_of(client, reverse("home"))


def test_somebody_without_access_reads_whom_to_ask(db: None) -> None:
    page = text_of(signed_in(UserFactory()), reverse("home"))
    assert "Your account has no access yet" in page


def test_who_leads_no_case_is_led_to_the_countys_and_not_told_to_open_a_first_one(
    case: AssistanceCase, county: County
) -> None:
    page = text_of(signed_in(staff_of(county)), reverse("home"))
    assert "You lead no case" in page
    assert "Open a first case" not in page


def test_marking_done_without_javascript_goes_back_and_says_so(
    case: AssistanceCase, client: Client, today: dt.date
) -> None:
    step = milestone_of(case, "superintendent_contact")
    url = case_url("milestone-done", case, step.pk)
    response = client.post(url, {"next": reverse("home")}, follow=True)
    assert response.redirect_chain == [(reverse("home"), HTTPStatus.FOUND)]
    assert "Marked done: County superintendent contacts" in response.content.decode()
    assert milestone_of(case, "superintendent_contact").done_on == today


def test_the_next_address_never_leads_out_of_the_desk(case: AssistanceCase, client: Client) -> None:
    step = milestone_of(case, "superintendent_contact")
    response = client.post(
        case_url("milestone-done", case, step.pk), {"next": "https://elsewhere.example/"}
    )
    assert response.headers["Location"] == case_url("case-detail", case)


def test_marking_done_by_htmx_brings_the_row_back_with_undo(
    case: AssistanceCase, client: Client
) -> None:
    step = milestone_of(case, "superintendent_contact")
    done = client.post(case_url("milestone-done", case, step.pk), headers={"HX-Request": "true"})
    row = done.content.decode()
    undo_url = case_url("milestone-reopen", case, step.pk)
    assert f'id="milestone-{step.pk}"' in row
    assert undo_url in row
    assert "<html" not in row
    undone = client.post(undo_url, headers={"HX-Request": "true"}).content.decode()
    assert case_url("milestone-done", case, step.pk) in undone
    assert undo_url not in undone
    assert not milestone_of(case, "superintendent_contact").is_settled


def test_a_row_keeps_its_stage_when_marked_done_and_undone(
    case: AssistanceCase, client: Client
) -> None:
    step = milestone_of(case, "superintendent_contact")
    note = "Foxtail Bend Unified · Contact · county office"
    assert note in text_of(client, reverse("home"))
    for name in ("milestone-done", "milestone-reopen"):
        row = client.post(case_url(name, case, step.pk), headers={"HX-Request": "true"})
        assert note in row.content.decode(), name


def test_the_counts_of_my_work_follow_what_is_marked_done(
    case: AssistanceCase, client: Client
) -> None:
    overdue = case.milestones.filter(due_on__lt=dt.date(2025, 1, 14)).exclude(
        responsible="CDE and others"
    )
    count, step = overdue.count(), overdue.earliest("due_on")
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
    assert f"<strong>{count} overdue</strong>" in text_of(client, reverse("home"))
    done = client.post(case_url("milestone-done", case, step.pk), headers=headers).content.decode()
    assert f"<strong>{count - 1} overdue</strong>" in done
    assert f'<span class="quiet" id="work-overdue" hx-swap-oob="true">{count - 1}</span>' in done
    undone = client.post(case_url("milestone-reopen", case, step.pk), headers=headers)
    assert f"<strong>{count} overdue</strong>" in undone.content.decode()


def test_the_counts_are_those_of_the_page_that_was_looked_at(
    case: AssistanceCase, county: County
) -> None:
    colleague = signed_in(staff_of(county))
    step = milestone_of(case, "superintendent_contact")
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/?show=all"}
    done = colleague.post(case_url("milestone-done", case, step.pk), headers=headers)
    assert "in 1 case." in done.content.decode()


# The list of LEAs ---------------------------------------------------------------------------------


def test_before_the_first_dashboard_the_list_says_what_to_do(client: Client) -> None:
    assert "Wait for the first Dashboard" in text_of(client, reverse("lea-list"))


def test_the_list_shows_level_groups_stage_next_due_and_lead(
    case: AssistanceCase, client: Client
) -> None:
    page = text_of(client, reverse("lea-list"))
    for words in ("Level 2, Year 1", "HOM", "4, 5", "Contact", "Overdue", "COE coordinator A"):
        assert words in page
    assert "Showing 1 of 1, by level and then by due date." in page


def test_htmx_gets_the_region_of_the_list_alone(case: AssistanceCase, client: Client) -> None:
    response = client.get(reverse("lea-list") + "?q=nobody", headers={"HX-Request": "true"})
    region = response.content.decode()
    assert "<html" not in region
    assert "No LEA fits these filters" in region


@pytest.mark.parametrize(
    ("tab", "title"),
    [
        ("receiving", "No LEA receives assistance on Dashboard 2024"),
        ("mine", "You lead no case"),
        ("overdue", "No step is overdue"),
        ("watch", "No LEA is on Level 3 watch on Dashboard 2024"),
        ("near", "No near miss on Dashboard 2024"),
        ("closed", "No case is closed"),
        ("x", "No LEA receives assistance on Dashboard 2024"),
    ],
)
def test_an_empty_tab_blames_no_filter_that_is_not_set(
    lea: Lea, client: Client, tab: str, title: str
) -> None:
    determination_of(lea, eligible=False, letters={})
    page = text_of(client, f"{reverse('lea-list')}?tab={tab}")
    assert f"<h2>{title}</h2>" in page
    assert "Take a filter off" not in page
    narrowed = text_of(client, f"{reverse('lea-list')}?tab={tab}&q=nobody")
    assert "<h2>No LEA fits these filters</h2>" in narrowed


def test_level_3_watch_names_who_is_short_and_explains_every_code(
    lea: Lea, client: Client, county: County
) -> None:
    known = determination_of(LeaFactory(county=CountyFactory(code="27"))).explanation
    before = {"letters": dict.fromkeys(("SWD", "FOS", "EL"), "B")}
    history = {
        year: entry | (before if year in ("2022", "2023") else {})
        for year, entry in known["history"].items()
    }
    determination_of(lea, explanation=known | {"history": history})
    page = text_of(client, f"{reverse('lea-list')}?tab=watch")
    assert "1 of 3 groups; EL and FOS are one year short" in page
    legend = page[page.index('<ul class="legend">') :].split("</ul>")[0]
    for code in ("EL", "FOS", "SWD"):
        assert f'<span class="code">{code}</span>' in legend, code


def heading_of(page: str) -> str:
    """The words of the list's heading and of the sentence below it."""
    found = re.findall(r'<span id="lea-(?:heading|sentence)"[^>]*>([^<]*)</span>', page)
    return " | ".join(found)


def test_the_heading_says_what_is_listed(
    case: AssistanceCase, client: Client, county: County
) -> None:
    determination_of(LeaFactory(name="Not eligible", county=county), eligible=False)
    url = reverse("lea-list")
    assert heading_of(text_of(client, url)) == (
        "LEAs receiving assistance | Dashboard 2024. 1 district."
    )
    assert heading_of(text_of(client, f"{url}?tab=every")) == (
        "LEAs of Demo County | Dashboard 2024. 2 districts."
    )
    assert heading_of(text_of(client, f"{url}?tab=every&level=1")) == (
        "LEAs of Demo County | Dashboard 2024. 1 district, of 2. Level: Level 1."
    )
    region = client.get(f"{url}?tab=overdue", headers={"HX-Request": "true"}).content.decode()
    assert heading_of(region) == "LEAs with an overdue step | Dashboard 2024. 1 district."
    assert "<title>LEAs with an overdue step" in region


def test_an_earlier_dashboard_lists_who_received_assistance_then(
    case: AssistanceCase, client: Client, county: County
) -> None:
    determination_of(case.lea, 2023, eligible=False)
    determination_of(LeaFactory(name="Quillback Joint Unified", county=county), 2023)
    page = text_of(client, f"{reverse('lea-list')}?year=2023")
    assert heading_of(page) == "LEAs receiving assistance | Dashboard 2023. 1 district."
    assert "Quillback Joint Unified" in page
    assert "Foxtail Bend Unified" not in page


def test_an_unknown_filter_tab_order_year_or_page_breaks_nothing(
    case: AssistanceCase, client: Client
) -> None:
    for query in ("tab=x", "sort=-x", "level=9", "priority=x", "year=1999", "page=99", "lead=x"):
        assert "Foxtail Bend Unified" in text_of(client, f"{reverse('lea-list')}?{query}"), query


def test_an_eligible_lea_without_a_case_offers_to_open_one_to_those_who_may(
    case: AssistanceCase, client: Client, county: County
) -> None:
    lea = LeaFactory(county=county)
    determination_of(lea)
    link = reverse("case-open", args=[lea.cds, 2024])
    assert link in text_of(client, reverse("lea-list"))
    assert link not in text_of(signed_in(reader_of(county)), reverse("lea-list"))


@pytest.mark.parametrize("name", ["home", "lea-list"])
def test_a_page_takes_as_many_queries_for_many_cases_as_for_one(
    case: AssistanceCase, client: Client, staff: User, name: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name))
        return len(captured)

    queries()  # what is read once a process
    before = queries()
    for _ in range(5):
        case_of(LeaFactory(county=case.lea.county), case_lead=staff)
    assert queries() == before


@pytest.mark.parametrize("query", ["tab=closed", "tab=every&stage=closed", "tab=every&q=foxtail"])
def test_a_closed_case_is_found_in_the_list(
    case: AssistanceCase, client: Client, staff: User, query: str
) -> None:
    services.close_case(case=case, by=staff, reason="Done.")
    page = text_of(client, f"{reverse('lea-list')}?{query}")
    assert case_url("case-detail", case) in page
    assert "Jan 14" in page


def test_the_list_offers_no_second_case_of_a_dashboard_that_a_closed_one_answered(
    case: AssistanceCase, client: Client, staff: User
) -> None:
    services.close_case(case=case, by=staff, reason="Done.")
    determination_of(case.lea, 2025)
    lists = {year: text_of(client, f"{reverse('lea-list')}?year={year}") for year in (2024, 2025)}
    for year, offered in ((2024, False), (2025, True)):
        assert (reverse("case-open", args=[case.lea.cds, year]) in lists[year]) is offered


def test_the_search_on_top_looks_through_every_lea(case: AssistanceCase, client: Client) -> None:
    page = text_of(client, reverse("home"))
    form = page[page.index('class="top-search"') :].split("</form>")[0]
    assert '<input type="hidden" name="tab" value="every">' in form


# Opening a case -----------------------------------------------------------------------------------


def test_opening_a_case_asks_for_the_lead_and_leads_to_the_case(
    lea: Lea, client: Client, staff: User
) -> None:
    determination_of(lea)
    url = reverse("case-open", args=[lea.cds, 2024])
    assert "Open a case for Foxtail Bend Unified" in text_of(client, url)
    response = client.post(url, {"case_lead": staff.pk, "opened_on": "2025-01-14"})
    case = AssistanceCase.objects.get()
    assert response.headers["Location"] == case_url("case-detail", case)
    assert client.get(url).headers["Location"] == case_url("case-detail", case)


def test_an_lea_that_is_not_eligible_is_asked_for_the_reason(
    lea: Lea, client: Client, staff: User
) -> None:
    determination_of(lea, eligible=False)
    url = reverse("case-open", args=[lea.cds, 2024])
    sent = {"case_lead": staff.pk, "opened_on": "2025-01-14"}
    refused = client.post(url, sent)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not AssistanceCase.objects.exists()
    client.post(url, sent | {"reason": "The board asked, EC 52071(a)."})
    assert AssistanceCase.objects.get().opening_reason == "The board asked, EC 52071(a)."


def test_a_day_before_the_dashboard_is_told_at_its_field(
    lea: Lea, client: Client, staff: User
) -> None:
    determination_of(lea)
    url = reverse("case-open", args=[lea.cds, 2024])
    response = client.post(url, {"case_lead": staff.pk, "opened_on": "2015-01-01"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    words = "The day is before Dashboard 2024 was released, November 21, 2024."
    assert f'<a href="#id_opened_on">{words}' in response.content.decode()
    assert not AssistanceCase.objects.exists()


def test_only_the_countys_staff_is_offered_as_case_lead(
    lea: Lea, client: Client, staff: User
) -> None:
    determination_of(lea)
    stranger = staff_of(CountyFactory(code="27"), full_name="Stranger of Monterey")
    url = reverse("case-open", args=[lea.cds, 2024])
    assert "Stranger of Monterey" not in text_of(client, url)
    response = client.post(url, {"case_lead": stranger.pk, "opened_on": "2025-01-14"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not AssistanceCase.objects.exists()


def test_a_case_of_an_unknown_code_cannot_be_opened(client: Client) -> None:
    url = reverse("case-open", args=["99000000000000", 2024])
    assert client.get(url).status_code == HTTPStatus.NOT_FOUND


def test_with_a_closed_case_of_this_dashboard_reopening_is_offered_first(
    case: AssistanceCase, client: Client, staff: User, county: County
) -> None:
    services.close_case(case=case, by=staff, reason="Chose another provider.")
    page = text_of(client, reverse("case-open", args=[case.lea.cds, 2024]))
    assert "The case of Dashboard 2024 was closed January 14, 2025" in page
    assert case_url("case-reopen", case) in page
    assert case_url("case-detail", case) in page
    assert "Open a second case for this Dashboard all the same" in page
    determination_of(case.lea, 2025)
    newer = text_of(client, reverse("case-open", args=[case.lea.cds, 2025]))
    assert "The new case for Dashboard 2025 is linked to it." in newer
    assert "second case" not in newer


def test_a_reader_is_led_to_the_case_or_told_that_there_is_none(
    case: AssistanceCase, staff: User, county: County
) -> None:
    reader = signed_in(reader_of(county))
    services.close_case(case=case, by=staff, reason="Done.")
    url = reverse("case-open", args=[case.lea.cds, 2024])
    assert reader.get(url).headers["Location"] == case_url("case-detail", case)
    without = LeaFactory(county=county)
    page = text_of(reader, reverse("case-open", args=[without.cds, 2024]))
    assert "Nobody has opened a case" in page
    assert reader.post(url, {}).status_code == HTTPStatus.FORBIDDEN


def test_the_page_of_an_lea_leads_to_its_case_or_to_opening_one(
    case: AssistanceCase, client: Client, staff: User, county: County
) -> None:
    def buttons(browser: Client, lea: Lea) -> list[tuple[str, str, str]]:
        page = text_of(browser, reverse("lea-eligibility", args=[lea.cds, 2024]))
        head = page[page.index('class="page-actions"') :].split("</header>")[0]
        return re.findall(r'<a class="btn btn-(\w+)" href="(/cases/[^"]+)">([^<]+)</a>', head)

    reader, without = signed_in(reader_of(county)), LeaFactory(county=county)
    determination_of(without, eligible=False)
    to_case = ("primary", case_url("case-detail", case), "Go to the case")
    to_closed = ("primary", case_url("case-detail", case), "Go to the closed case")
    opens = reverse("case-open", args=[without.cds, 2024])
    assert buttons(client, case.lea) == buttons(reader, case.lea) == [to_case]
    assert buttons(client, without) == [("secondary", opens, "Open a case")]
    assert buttons(reader, without) == []
    services.close_case(case=case, by=staff, reason="Done.")
    assert buttons(client, case.lea) == buttons(reader, case.lea) == [to_closed]


# The case -----------------------------------------------------------------------------------------


def test_the_case_shows_stages_next_action_timeline_and_people(
    case: AssistanceCase, client: Client, district_lead: User
) -> None:
    page = text_of(client, case_url("case-detail", case))
    for words in (
        "Case of Dashboard 2024, opened November 22, 2024.",
        "Step 1 of 8: Contact",
        "Next action",
        "County superintendent contacts the superintendent",
        "EC 52071(c)(1)",
        "Case opened for Dashboard 2024: Year 1",
        reverse("lea-eligibility", args=[case.lea.cds, 2024]),
        "District superintendent",
    ):
        assert words in page, words


def test_an_internal_note_says_so_and_a_shared_one_as_well(
    case: AssistanceCase, client: Client
) -> None:
    url = case_url("case-note-add", case)
    assert client.post(url, {"text": "Superintendent leaves in June."}).status_code == 302
    client.post(url, {"text": "See you Thursday.", "shared_with_district": "on"})
    assert [note.shared_with_district for note in CaseNote.objects.order_by("pk")] == [False, True]
    page = text_of(client, case_url("case-detail", case))
    assert "Internal note" in page
    assert "shared with the district" in page


def test_an_empty_note_is_shown_again_with_what_is_wrong(
    case: AssistanceCase, client: Client
) -> None:
    response = client.post(case_url("case-note-add", case), {"text": "", "shared_with_district": 1})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "to correct" in response.content.decode()


def test_the_timeline_can_be_narrowed(case: AssistanceCase, client: Client, staff: User) -> None:
    services.add_note(case=case, text="Buses leave early.", by=staff)
    page = text_of(client, case_url("case-detail", case) + "?show=notices")
    assert "Buses leave early." not in page
    assert "Nothing of this kind yet." in page


def test_a_date_is_moved_with_a_reason_from_the_page(case: AssistanceCase, client: Client) -> None:
    step = milestone_of(case, "written_summary")
    url = case_url("milestone-move", case, step.pk)
    assert 'value="2025-06-30"' in text_of(client, url)
    client.post(url, {"due_on": "2025-06-13", "reason": "Board meets June 17."})
    assert milestone_of(case, "written_summary").due_on == dt.date(2025, 6, 13)
    page = text_of(client, case_url("case-detail", case))
    assert "Board meets June 17." in page


def test_a_date_before_the_case_is_told_at_its_field(case: AssistanceCase, client: Client) -> None:
    step = milestone_of(case, "written_summary")
    response = client.post(
        case_url("milestone-move", case, step.pk), {"due_on": "2020-01-01", "reason": "A slip."}
    )
    page = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    link = '<a href="#id_due_on">The date is before the case was opened, November 22, 2024.</a>'
    assert link in page
    assert 'min="2024-11-22"' in page
    assert "A slip." in page


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2015-01-05", "The day is before the case was opened, November 22, 2024."),
        ("2025-01-15", "A milestone cannot be done on a day to come."),
    ],
)
def test_a_day_on_which_no_step_was_done_is_told_at_its_field(
    case: AssistanceCase, client: Client, day: str, words: str
) -> None:
    step = milestone_of(case, "first_meeting_held")
    response = client.post(case_url("milestone-done", case, step.pk), {"done_on": day})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'<a href="#id_done_on">{words}</a>' in response.content.decode()
    assert not milestone_of(case, "first_meeting_held").is_settled


def test_a_date_at_the_end_of_the_calendar_is_told_at_its_field(
    case: AssistanceCase, client: Client
) -> None:
    step = milestone_of(case, "first_meeting_held")
    response = client.post(
        case_url("milestone-move", case, step.pk), {"due_on": "9999-12-31", "reason": "A slip."}
    )
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert '<a href="#id_due_on">The date is too far ahead.' in response.content.decode()


@pytest.mark.parametrize("name", ["case-note-add", "case-close", "case-lead-change"])
def test_no_form_of_a_case_leaves_what_is_missing_to_the_browser(
    case: AssistanceCase, client: Client, name: str
) -> None:
    form = re.search(r"<form[^>]*>", text_of(client, case_url(name, case)).split("<main")[1])
    assert form is not None
    assert "novalidate" in form[0]


def test_a_refusal_of_the_service_is_shown_in_the_form_and_keeps_the_text(
    case: AssistanceCase, client: Client
) -> None:
    step = milestone_of(case, "written_summary")
    response = client.post(
        case_url("milestone-move", case, step.pk),
        {"due_on": "2025-06-30", "reason": "No change at all."},
    )
    page = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "That is the date it has now." in page
    assert "No change at all." in page


def test_a_step_is_not_needed_and_open_again_from_its_page(
    case: AssistanceCase, client: Client
) -> None:
    step = milestone_of(case, "partner_district")
    client.post(case_url("milestone-not-needed", case, step.pk), {"reason": "None wished."})
    page = text_of(client, case_url("case-steps", case))
    assert "None wished." in page
    client.post(case_url("milestone-reopen", case, step.pk), {"next": reverse("home")})
    assert not milestone_of(case, "partner_district").is_settled


def test_closing_lists_what_is_open_and_reopening_brings_the_case_back(
    case: AssistanceCase, client: Client
) -> None:
    url = case_url("case-close", case)
    page = text_of(client, url)
    assert "Still open" in page
    assert "Summary of actions and outcomes" in page
    assert client.post(url, {"reason": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(url, {"reason": "Chose another provider."})
    closed = text_of(client, case_url("case-detail", case))
    assert "Closed January 14, 2025." in closed
    assert "Canceled by closing:" in closed
    assert "Closed; 7 of 7 stages were not done" in closed
    steps = text_of(client, case_url("case-steps", case))
    assert "Canceled by closing" in steps
    assert not re.search(r"<td>\s*Open\s*</td>", steps)
    assert case_url("case-note-add", case) not in closed
    client.post(case_url("case-reopen", case), {"reason": "Too early."})
    case.refresh_from_db()
    assert not case.is_closed


def test_closing_lists_every_step_that_it_cancels_the_optional_ones_as_such(
    case: AssistanceCase, client: Client
) -> None:
    page = text_of(client, case_url("case-close", case))
    listed = page[page.index('aria-labelledby="still-open"') :].split("</ul>")[0]
    assert listed.count("<li>") == case.milestones.count()
    optional = case.milestones.filter(is_optional=True)
    assert listed.count(">optional<") == optional.count() > 0
    client.post(case_url("case-close", case), {"reason": "Chose another provider."})
    canceled = case.events.get(kind=EventKind.CLOSED).details
    assert canceled.count("Step due") == case.milestones.count()


def test_with_optional_steps_alone_still_open_closing_needs_no_reason(
    case: AssistanceCase, client: Client, staff: User, today: dt.date
) -> None:
    case.milestones.filter(is_optional=False).update(done_on=today, done_by=staff)
    url = case_url("case-close", case)
    assert "none of them is required" in text_of(client, url)
    client.post(url, {"reason": ""})
    assert "All 7 stages are done" in text_of(client, case_url("case-detail", case))


FORMS_OF_A_CASE = ["case-note-add", "case-close", "case-lead-change"]
FORMS_OF_A_STEP = ["milestone-done", "milestone-move", "milestone-not-needed"]


@pytest.mark.parametrize("name", FORMS_OF_A_CASE + FORMS_OF_A_STEP)
def test_a_closed_case_says_who_closed_it_instead_of_a_form(
    case: AssistanceCase, client: Client, staff: User, name: str
) -> None:
    step = milestone_of(case, "partner_district")
    services.close_case(case=case, by=staff, reason="Done.")
    url = case_url(name, case, *([step.pk] if name in FORMS_OF_A_STEP else []))
    page = text_of(client, url)
    assert "The case was closed on January 14, 2025 by COE coordinator A." in page
    assert f'<a href="{case_url("case-reopen", case)}">Reopen the case</a>' in page
    assert 'name="save"' not in page
    sent = client.post(url, {"text": "Call <them> again.", "reason": "Call <them> again."})
    assert sent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nothing was changed." in sent.content.decode()
    assert "Call &lt;them&gt; again." in sent.content.decode()
    assert not CaseNote.objects.exists()


def test_a_closed_case_still_has_the_form_that_reopens_it(
    case: AssistanceCase, client: Client, staff: User
) -> None:
    services.close_case(case=case, by=staff, reason="Done.")
    assert "Why the case is reopened" in text_of(client, case_url("case-reopen", case))


def test_a_case_leads_to_the_other_cases_of_its_lea(
    case: AssistanceCase, client: Client, staff: User
) -> None:
    services.close_case(case=case, by=staff, reason="Done.")
    again = services.open_case(lea=case.lea, year=2024, case_lead=staff, by=staff)
    assert case_url("case-detail", case) in text_of(client, case_url("case-detail", again))
    assert case_url("case-detail", again) in text_of(client, case_url("case-detail", case))


def test_a_case_is_handed_over_from_the_page(case: AssistanceCase, client: Client) -> None:
    colleague = staff_of(case.lea.county)
    client.post(case_url("case-lead-change", case), {"case_lead": colleague.pk})
    case.refresh_from_db()
    assert case.case_lead == colleague


def test_a_newer_dashboard_is_added_from_the_case(case: AssistanceCase, client: Client) -> None:
    determination_of(case.lea, 2025)
    add = case_url("case-year-add", case, 2025)
    assert add in text_of(client, case_url("case-detail", case))
    client.post(add)
    assert list(case.years.values_list("dashboard_year", flat=True)) == [2024, 2025]
    assert add not in text_of(client, case_url("case-detail", case))


def test_a_case_says_that_a_newer_determination_differs(
    case: AssistanceCase, client: Client
) -> None:
    url, note = case_url("case-detail", case), "See the newer determination"
    assert note not in text_of(client, url)
    determination_of(case.lea)
    assert note not in text_of(client, url)  # determined again with the same answers
    determination_of(case.lea, eligible=False)
    page = text_of(client, url)
    assert note in page
    assert "Dashboard 2024 was determined anew on January 14, 2025" in page
    told = page[page.index('class="message message-warn"') :].split("</section>")[0]
    assert told.index("Level 1") < told.index("Level 2")
    assert reverse("lea-eligibility", args=[case.lea.cds, 2024]) in told
    home = text_of(client, reverse("home"))
    assert "the newest determination of Dashboard 2024 differs" in home


def test_other_reasons_for_the_same_level_are_told_as_well(
    case: AssistanceCase, client: Client
) -> None:
    determination_of(case.lea, letters={"FOS": "C"})
    page = text_of(client, case_url("case-detail", case))
    assert "the level is the same, its reasons differ." in page


def test_a_reader_sees_the_case_without_a_single_form_that_changes_it(
    case: AssistanceCase,
) -> None:
    page = text_of(signed_in(reader_of(case.lea.county)), case_url("case-detail", case))
    for name in ("case-note-add", "case-close", "case-lead-change"):
        assert case_url(name, case) not in page
    assert "Mark done" not in page


# The district's lead ------------------------------------------------------------------------------


def test_a_district_lead_begins_on_the_districts_own_page(
    case: AssistanceCase, district_lead: User
) -> None:
    client = signed_in(district_lead)
    for name in ("home",):
        assert client.get(reverse(name)).headers["Location"] == reverse("my-district")
    page = text_of(client, reverse("my-district"))
    for words in (
        "Help for your district this year",
        "We need one thing from you",
        "Tell us what kinds of help you want",
        "two groups of your students had very low results in at least two areas",
        "Students with disabilities",
        "step 1 of 7",
        "You get a written summary",
        "COE coordinator A",
        "until at least November 2026",
    ):
        assert words in page, words


def test_what_a_district_is_asked_can_be_answered_by_mail(
    case: AssistanceCase, district_lead: User
) -> None:
    page = text_of(signed_in(district_lead), reverse("my-district"))
    asked = page[page.index("We need one thing from you") :].split("</section>")[0]
    answer = "Foxtail%20Bend%20Unified%3A%20Tell%20us%20what%20kinds%20of%20help%20you%20want"
    assert f'href="mailto:{case.case_lead.email}?subject={answer}"' in asked
    assert f'href="mailto:{case.case_lead.email}?subject=Foxtail%20Bend%20Unified"' in page


def test_no_internal_word_is_on_the_districts_page(
    case: AssistanceCase, staff: User, district_lead: User
) -> None:
    services.add_note(case=case, text="Trust is thin.", by=staff)
    services.add_note(case=case, text="See you Thursday.", by=staff, shared_with_district=True)
    services.move_due_date(
        milestone=milestone_of(case, "draft_plan"),
        due_on=dt.date(2025, 1, 31),
        reason="They are always late.",
        by=staff,
    )
    page = text_of(signed_in(district_lead), reverse("my-district"))
    assert "See you Thursday." in page
    for internal in ("Trust is thin.", "They are always late.", "HOM", "milestone", "Internal"):
        assert internal not in page, internal
    for step in Milestone.objects.filter(case=case, shared_with_district=False):
        assert step.title not in page


def test_staff_see_the_same_page_marked_as_the_districts(
    case: AssistanceCase, client: Client
) -> None:
    page = text_of(client, case_url("case-district-view", case))
    assert "This is what the district’s lead sees." in page
    assert "We need one thing from you" in page


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            LeaKind.CHARTER,
            (
                "Help for your school this year",
                "Why your school gets help",
                "in two consecutive years, on the California School Dashboards of 2023 and 2024",
                "Education Code 47607.3",
            ),
        ),
        (
            LeaKind.COUNTY_OFFICE,
            (
                "Help for your county office this year",
                "The California Department of Education works with you",
                "State law says that the California Department of Education must help.",
                "Education Code 52071.5",
            ),
        ),
    ],
)
def test_a_charter_school_or_county_office_reads_of_itself_and_of_its_own_law(
    county: County, client: Client, kind: LeaKind, words: tuple[str, ...]
) -> None:
    case = case_of(LeaFactory(kind=kind, county=county))
    page = text_of(client, case_url("case-district-view", case))
    for each in words:
        assert each in page, each
    assert "your district" not in page


def test_a_district_lead_is_not_told_of_an_office_of_their_own(
    case: AssistanceCase, district_lead: User
) -> None:
    response = signed_in(district_lead).get(reverse("lea-list"))
    page = response.content.decode()
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "This page is the county office’s" in page
    assert "your office" not in page
    assert "your county office can do it" not in page


def test_a_district_without_a_case_gets_a_friendly_page(lea: Lea) -> None:
    page = text_of(signed_in(district_lead_of(lea)), reverse("my-district"))
    assert "No help has been agreed yet" in page


def test_a_district_in_year_2_reads_why_the_help_goes_on(lea: Lea) -> None:
    case_of(lea, letters={}, da_year=2)
    page = text_of(signed_in(district_lead_of(lea)), reverse("my-district"))
    assert "it did not meet them again" in page


def test_the_link_of_a_mail_leads_a_district_lead_to_the_own_page(
    case: AssistanceCase, district_lead: User
) -> None:
    client = signed_in(district_lead)
    for name in ("case-detail", "case-district-view"):
        assert client.get(case_url(name, case)).headers["Location"] == reverse("my-district")


def test_an_ended_case_thanks_and_asks_nothing(
    case: AssistanceCase, staff: User, district_lead: User
) -> None:
    services.close_case(case=case, by=staff, reason="Done.")
    page = text_of(signed_in(district_lead), reverse("my-district"))
    assert "Our work together ended on January 14, 2025." in page
    assert "We need one thing" not in page


# The calendar -------------------------------------------------------------------------------------


def test_the_calendar_leads_to_the_latest_cycle(case: AssistanceCase, client: Client) -> None:
    services.ensure_cycle(county=case.lea.county, dashboard_year=2017)
    page = client.get(reverse("calendar"), follow=True).content.decode()
    assert "Timeline of Level 2 assistance, 2024\u201325" in page
    assert "2017\u201318" in page
    assert "0 of 1" in page


def test_the_calendar_leads_to_the_closed_cases_of_its_cycle(
    case: AssistanceCase, client: Client, staff: User
) -> None:
    services.close_case(case=case, by=staff, reason="Done.")
    page = client.get(reverse("calendar"), follow=True).content.decode()
    assert "Closed cases of this cycle" in page
    assert case_url("case-detail", case) in page


def test_the_calendar_without_a_cycle_says_what_makes_one(client: Client) -> None:
    assert "No cycle has begun" in text_of(client, reverse("calendar"))
