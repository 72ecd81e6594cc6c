"""What pages read of cases: scoped, complete, and in a constant number of queries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from assistance_cases import services
from assistance_cases.models import AssistanceCase, CaseEvent, CaseNote, Cycle, Milestone
from assistance_cases.selectors import calendar, cases, district, leas, timeline, work
from county_office.models import County, Lea, LeaName, User
from tests.factories.assistance_cases import case_of, determination_of, milestone_of
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    UserFactory,
    district_lead_of,
    staff_of,
    system_administrator,
)

YEAR = 2024


@pytest.fixture
def other_case(today: dt.date, db: None) -> AssistanceCase:
    """A case of another county."""
    return case_of(LeaFactory(county=CountyFactory(code="27")))


def test_staff_see_the_cases_of_their_county_and_no_other(
    case: AssistanceCase, other_case: AssistanceCase, staff: User
) -> None:
    assert list(cases.cases_for(staff)) == [case]
    assert set(cases.cases_for(system_administrator())) == {case, other_case}
    assert not cases.cases_for(UserFactory()).exists()


def test_a_superuser_without_a_membership_sees_no_case(case: AssistanceCase) -> None:
    assert not cases.cases_for(UserFactory(is_superuser=True, is_staff=True)).exists()


def test_a_case_out_of_scope_does_not_exist(
    other_case: AssistanceCase, staff: User, district_lead: User
) -> None:
    for person in (staff, district_lead):
        with pytest.raises(Http404):
            cases.visible_case(person, other_case.pk)
    with pytest.raises(Http404):
        cases.visible_case(staff, 0)


def test_a_district_lead_sees_the_own_case_and_only_what_is_shared(
    case: AssistanceCase, staff: User, district_lead: User
) -> None:
    neighbour = case_of(LeaFactory(county=case.lea.county), case_lead=staff)
    services.add_note(case=case, text="Internal.", by=staff)
    services.add_note(case=case, text="Shared.", by=staff, shared_with_district=True)
    services.add_note(case=neighbour, text="Another's.", by=staff, shared_with_district=True)
    assert list(cases.cases_for(district_lead)) == [case]
    assert [note.text for note in CaseNote.objects.visible_to(district_lead)] == ["Shared."]
    seen = Milestone.objects.visible_to(district_lead)
    assert {step.case for step in seen} == {case}
    assert all(step.shared_with_district for step in seen)
    assert not CaseEvent.objects.visible_to(district_lead).exists()
    assert not Cycle.objects.visible_to(district_lead).exists()


def test_a_milestone_of_another_case_is_not_found_under_this_one(
    case: AssistanceCase, staff: User
) -> None:
    neighbour = case_of(LeaFactory(county=case.lea.county), case_lead=staff)
    step = milestone_of(neighbour, "written_summary")
    with pytest.raises(Http404):
        cases.visible_milestone(staff, case, step.pk)


# The list of LEAs --------------------------------------------------------------------------------


def test_the_list_joins_level_case_stage_and_next_step(
    case: AssistanceCase, staff: User, county: County
) -> None:
    determination_of(LeaFactory(name="Pepperwick", county=county), eligible=False)
    LeaFactory(name="Undetermined", county=county)
    rows = {row.lea.name: row for row in leas.lea_rows(staff, county, YEAR)}
    row = rows["Foxtail Bend Unified"]
    assert (row.standing.level, row.standing.year_of_assistance) == (2, 1)
    assert row.standing.groups == ("HOM", "SWD")
    assert row.standing.priorities == (4, 5)
    assert row.stage is not None
    assert (row.stage.title, row.stage_number) == ("Contact", 1)
    assert row.next == milestone_of(case, "superintendent_contact")
    assert rows["Pepperwick"].standing.level == 1
    assert rows["Undetermined"].standing.level is None
    assert rows["Undetermined"].case is None


def test_the_list_takes_as_many_queries_for_ten_leas_as_for_one(
    case: AssistanceCase,
    staff: User,
    county: County,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(10):
        case_of(LeaFactory(county=county), case_lead=staff)
    staff = User.objects.get(pk=staff.pk)
    with django_assert_num_queries(9):
        rows = leas.lea_rows(staff, county, YEAR)
        assert len([row for row in rows if row.case and row.case.case_lead.full_name]) == 11


def test_another_countys_leas_and_cases_are_not_in_the_list(
    case: AssistanceCase, other_case: AssistanceCase, staff: User, county: County
) -> None:
    assert other_case.lea not in [row.lea for row in leas.lea_rows(staff, county, YEAR)]


def test_the_saved_views_hold_what_they_say(
    case: AssistanceCase, staff: User, county: County
) -> None:
    colleague = staff_of(county)
    others = case_of(LeaFactory(name="Of a colleague", county=county), case_lead=colleague)
    determination_of(LeaFactory(name="Eligible without a case", county=county))
    determination_of(LeaFactory(name="Not eligible", county=county), eligible=False)
    Milestone.objects.filter(case=others).update(due_on=dt.date(2025, 2, 1))
    rows = leas.lea_rows(staff, county, YEAR)

    def names(tab: str) -> set[str]:
        return {row.lea.name for row in leas.rows_of_tab(rows, tab, staff)}

    receiving = {"Foxtail Bend Unified", "Of a colleague", "Eligible without a case"}
    assert names(leas.RECEIVING) == receiving
    assert names("unheard of") == receiving
    assert names(leas.MINE) == {"Foxtail Bend Unified"}
    assert names(leas.OVERDUE) == {"Foxtail Bend Unified"}
    assert names(leas.EVERY) == receiving | {"Not eligible"}


def test_a_closed_case_is_in_the_view_of_closed_cases_until_another_is_open(
    case: AssistanceCase, staff: User, county: County
) -> None:
    def found(**narrowed: str) -> list[AssistanceCase | None]:
        rows = leas.rows_of_tab(leas.lea_rows(staff, county, YEAR), leas.CLOSED_CASES, staff)
        return [row.closed_case for row in leas.filtered_rows(rows, leas.LeaFilter(**narrowed))]

    assert found() == []
    services.close_case(case=case, by=staff, reason="Done.")
    assert found() == found(stage="closed") == found(stage=leas.NO_CASE) == [case]
    assert found(stage="contact") == []
    services.open_case(lea=case.lea, year=YEAR, case_lead=staff, by=staff)
    assert found() == []


def test_filters_narrow_by_name_code_level_group_priority_stage_and_lead(
    case: AssistanceCase, staff: User, county: County
) -> None:
    level_3 = LeaFactory(name="Quillback Joint Unified", county=county, cds="99123450000000")
    determination_of(level_3, letters={"FOS": "C"}, level3="Y")
    rows = leas.listed_rows(staff, county, YEAR)

    def found(**narrowed: str) -> list[str]:
        chosen = leas.filtered_rows(rows, leas.LeaFilter(**narrowed))
        return [row.lea.name for row in leas.sorted_rows(chosen, "name")]

    foxtail, quillback = "Foxtail Bend Unified", "Quillback Joint Unified"
    assert found() == [foxtail, quillback]
    assert found(q="joint QUILL") == [quillback]
    assert found(q="9912345") == [quillback]
    assert found(level="3") == [quillback]
    assert found(level="2-1") == [foxtail]
    assert found(group="FOS") == [quillback]
    assert found(priority="4") == [foxtail]
    assert found(priority="CHRO", group="SWD") == [foxtail]
    assert found(priority="6", group="SWD") == []
    assert found(kind="district") == [foxtail, quillback]
    assert found(kind="charter") == []
    assert found(due="overdue") == [foxtail]
    assert found(due="none") == [quillback]
    assert found(state="open") == [foxtail, quillback]
    assert found(state="stale") == []
    assert found(method="1") == []
    assert found(stage="contact") == [foxtail]
    assert found(stage=leas.NO_CASE) == [quillback]
    assert found(lead=str(staff.pk)) == [foxtail]


def test_an_lea_is_found_by_a_former_name_which_is_then_told(
    case: AssistanceCase, staff: User, county: County
) -> None:
    LeaName.objects.create(lea=case.lea, name="Foxtail Union Elementary", last_year=2019)
    rows = leas.listed_rows(staff, county, YEAR)

    (by_former,) = leas.filtered_rows(rows, leas.LeaFilter(q="union elem"))
    (by_name,) = leas.filtered_rows(rows, leas.LeaFilter(q="foxtail"))

    assert (by_former.lea, by_former.found_by) == (case.lea, "Foxtail Union Elementary")
    assert by_name.found_by == ""
    assert leas.filtered_rows(rows, leas.LeaFilter(q="bend elementary")) == []


def test_watch_and_near_misses_have_views_of_their_own(staff: User, county: County) -> None:
    known = determination_of(LeaFactory(county=CountyFactory(code="27"))).explanation
    three = {"letters": dict.fromkeys(("HOM", "SWD", "FOS"), "B")}
    history = {
        year: entry | (three if year in ("2022", "2023") else {})
        for year, entry in known["history"].items()
    }
    one = {"tests": {"suspension_red": [1, 40]}, "met": {"6": ["P6.suspension_red"]}}
    determination_of(
        LeaFactory(name="On watch", county=county), explanation=known | {"history": history}
    )
    determination_of(
        LeaFactory(name="Near", county=county),
        eligible=False,
        explanation=known | {"groups": {"HOM": one}},
    )
    rows = leas.listed_rows(staff, county, YEAR)

    def names(tab: str) -> list[str]:
        return [row.lea.name for row in leas.rows_of_tab(rows, tab, staff)]

    assert names(leas.WATCH) == ["On watch"]
    assert names(leas.NEAR) == ["Near"]
    (by_suspension,) = leas.filtered_rows(rows, leas.LeaFilter(priority="SUSP"))
    assert by_suspension.lea.name == "Near"


def test_the_list_begins_with_what_needs_most_and_sorts_both_ways(
    case: AssistanceCase, staff: User, county: County
) -> None:
    year_2 = LeaFactory(name="A Year 2", county=county)
    determination_of(year_2, letters={}, da_year=2)
    level_3 = LeaFactory(name="Z meets Level 3", county=county)
    determination_of(level_3, level3="Y")
    rows = leas.lea_rows(staff, county, YEAR)
    by_level = ["Z meets Level 3", "Foxtail Bend Unified", "A Year 2"]
    assert [row.lea.name for row in leas.sorted_rows(rows, "")] == by_level
    assert [row.lea.name for row in leas.sorted_rows(rows, "name")] == sorted(by_level)
    assert [row.lea.name for row in leas.sorted_rows(rows, "-name")] == sorted(by_level)[::-1]


# Work ---------------------------------------------------------------------------------------------


def test_my_work_has_what_is_overdue_today_and_until_sunday(
    case: AssistanceCase, staff: User, county: County, today: dt.date
) -> None:
    others = case_of(LeaFactory(county=county))
    for key, days in [
        ("superintendent_contact", -1),
        ("first_meeting_scheduled", 0),
        ("stakeholders_engaged", 5),
        ("kinds_of_assistance_named", 6),
        ("first_meeting_held", 20),
    ]:
        Milestone.objects.filter(key=key).update(due_on=today + dt.timedelta(days=days))
    week, _ = work.work_of(staff, county, only_mine=True)
    assert [item.milestone.key for item in week.overdue] == ["superintendent_contact"]
    assert [(day, [item.milestone.key for item in items]) for day, items in week.days] == [
        (today, ["first_meeting_scheduled"]),
        (dt.date(2025, 1, 19), ["stakeholders_engaged"]),
    ]
    assert (week.cases, week.due_this_week) == (1, 2)
    everybodys, _ = work.work_of(staff, county, only_mine=False)
    assert {item.case for item in everybodys.overdue} == {case, others}


def test_settled_steps_and_what_the_state_does_are_no_work(
    case: AssistanceCase, staff: User, county: County
) -> None:
    for step in case.milestones.filter(due_on__lte=dt.date(2025, 1, 19)):
        if step.key != "joint_notification":
            services.mark_milestone_done(milestone=step, by=staff)
    week, _ = work.work_of(staff, county, only_mine=True)
    assert week.is_empty


def test_deadlines_count_how_many_cases_are_done(
    case: AssistanceCase, staff: User, county: County
) -> None:
    case_of(LeaFactory(county=county), case_lead=staff)
    services.mark_milestone_done(milestone=milestone_of(case, "superintendent_contact"), by=staff)
    _, deadlines = work.work_of(staff, county, only_mine=True)
    contact = next(d for d in deadlines if d.title.startswith("County superintendent"))
    assert contact.note == "1 of 2 done"
    assert len(deadlines) == work.DEADLINES_SHOWN


# Timeline of a case -------------------------------------------------------------------------------


def test_the_timeline_merges_steps_notes_events_and_notices(
    case: AssistanceCase, staff: User
) -> None:
    services.add_note(case=case, text="Buses leave early.", by=staff)
    services.mark_milestone_done(
        milestone=milestone_of(case, "superintendent_contact"),
        done_on=dt.date(2024, 12, 3),
        by=staff,
    )
    entries = timeline.timeline_of_case(staff, case)
    assert [entry.title for entry in entries] == [
        "Internal note",
        "County superintendent contacts the superintendent",
        "Case opened for Dashboard 2024: Year 1",
    ]
    assert [entry.day for entry in entries] == sorted(
        (entry.day for entry in entries), reverse=True
    )
    assert [entry.title for entry in timeline.timeline_of_case(staff, case, timeline.NOTES)] == [
        "Internal note"
    ]


def test_a_withdrawn_notice_shows_on_the_timeline_and_a_waiting_one_under_coming_up(
    case: AssistanceCase, staff: User, today: dt.date
) -> None:
    step = milestone_of(case, "written_summary")
    services.move_due_date(
        milestone=step, due_on=today + dt.timedelta(days=3), reason="Sooner.", by=staff
    )
    services.write_milestone_reminders()
    coming = timeline.coming_up(staff, case, list(case.milestones.all()))
    assert "Reminder goes to COE coordinator A" in [line.title for line in coming]
    services.mark_milestone_done(milestone=step, by=staff)
    shown = timeline.timeline_of_case(staff, case, timeline.NOTICES)
    assert "The milestone is done." in " ".join(entry.text for entry in shown)


def test_a_newer_determination_of_assistance_is_offered_to_the_case(case: AssistanceCase) -> None:
    assert timeline.year_to_add(case) is None
    newer = determination_of(case.lea, 2025, da_year=2, letters={})
    assert timeline.year_to_add(case) == newer


# The district's page ------------------------------------------------------------------------------


def test_the_district_reads_in_everyday_words_why_and_how_far(
    case: AssistanceCase, staff: User
) -> None:
    view = district.district_view(case)
    assert view.why.sentence.startswith(
        "On the 2024 California School Dashboard, two groups of your students had very low results"
    )
    assert [(reason.who, reason.areas, reason.color) for reason in view.why.reasons] == [
        (
            "Students experiencing homelessness",
            ("reading and writing", "math", "being absent often"),
            1,
        ),
        ("Students with disabilities", ("reading and writing", "math", "being absent often"), 1),
    ]
    assert [step.number for step in view.steps] == [1, 2, 3, 4, 5, 6, 7]
    assert view.current is not None
    assert view.current.label == "We get in touch"
    assert view.until == dt.date(2026, 11, 21)


def test_help_that_was_agreed_is_not_called_required_by_law(lea: Lea) -> None:
    why = district.district_view(case_of(lea, eligible=False)).why
    assert not why.is_required
    assert (why.sentence, why.reasons, why.legend) == ("", (), "")


def test_the_district_is_asked_for_what_is_near_and_never_for_what_is_half_a_year_ahead(
    case: AssistanceCase, staff: User
) -> None:
    asked = district.district_view(case).asked
    assert asked is not None
    assert asked.responsible == "district"
    for step in case.milestones.filter(responsible="district").exclude(key="draft_plan"):
        services.mark_milestone_done(milestone=step, by=staff)
    assert district.district_view(case).asked is None


def test_the_districts_page_holds_no_internal_note(case: AssistanceCase, staff: User) -> None:
    services.add_note(case=case, text="Internal.", by=staff)
    services.add_note(case=case, text="Shared.", by=staff, shared_with_district=True)
    assert [note.text for note in district.district_view(case).notes] == ["Shared."]


def test_a_districts_page_shows_the_open_case_rather_than_a_closed_one(
    case: AssistanceCase, staff: User
) -> None:
    services.close_case(case=case, by=staff, reason="Done.")
    assert district.district_case(case.lea) == case
    again = services.open_case(lea=case.lea, year=YEAR, case_lead=staff, by=staff)
    assert district.district_case(case.lea) == again


def test_a_person_leads_the_lea_of_the_membership(lea: Lea) -> None:
    assert district.lea_led_by(district_lead_of(lea)) == lea
    assert district.lea_led_by(UserFactory()) is None


# The calendar -------------------------------------------------------------------------------------


def test_the_calendar_counts_the_cases_that_have_settled_a_step(
    case: AssistanceCase, other_case: AssistanceCase, staff: User, county: County
) -> None:
    case_of(LeaFactory(county=county), case_lead=staff)
    services.mark_milestone_done(milestone=milestone_of(case, "superintendent_contact"), by=staff)
    cycle = Cycle.objects.get(county=county)
    rows = {row.title: row for part in calendar.calendar_of(cycle) for row in part.rows}
    contact = rows["County superintendent contacts the superintendent"]
    assert (contact.settled, contact.cases, contact.state) == (1, 2, "partly done")
    release = rows["Public release of the Dashboard"]
    assert (release.last, release.cases, release.state) == (dt.date(2024, 11, 21), None, "past")


def test_the_calendar_does_not_wait_for_what_closing_canceled(
    case: AssistanceCase, staff: User, county: County
) -> None:
    case_of(LeaFactory(county=county), case_lead=staff)
    services.mark_milestone_done(milestone=milestone_of(case, "superintendent_contact"), by=staff)
    services.close_case(case=case, by=staff, reason="Done.")
    parts = calendar.calendar_of(Cycle.objects.get(county=county))
    rows = {row.title: row for part in parts for row in part.rows}
    contact = rows["County superintendent contacts the superintendent"]
    summary = rows["Summary of actions and outcomes sent to the district in writing"]
    assert (contact.settled, contact.cases) == (1, 2)
    assert (summary.settled, summary.cases) == (0, 1)


def test_the_calendar_of_2017_shows_the_eighteen_rows_of_its_draft(county: County) -> None:
    cycle = services.ensure_cycle(county=county, dashboard_year=2017)
    parts = calendar.calendar_of(cycle)
    assert [part.heading for part in parts] == [
        "October 2017",
        "November 2017",
        "December 2017",
        "January 2018",
        "Spring 2018",
    ]
    assert sum(len(part.rows) for part in parts) == 18
    assert cycle.school_year == "2017\u201318"


def test_the_calendar_reads_all_cases_in_one_query(
    case: AssistanceCase,
    staff: User,
    county: County,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(5):
        case_of(LeaFactory(county=county), case_lead=staff)
    cycle = Cycle.objects.get(county=county)
    with django_assert_num_queries(1):
        calendar.calendar_of(cycle)
