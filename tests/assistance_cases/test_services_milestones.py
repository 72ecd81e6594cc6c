"""Milestones done, not needed, moved and open again; and notes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from assistance_cases import services
from assistance_cases.models import AssistanceCase, EventKind
from county_office.models import User
from tests.factories.assistance_cases import milestone_of
from tests.factories.county_office import reader_of


def test_a_milestone_is_done_today_unless_told_otherwise(
    case: AssistanceCase, staff: User, today: dt.date
) -> None:
    step = services.mark_milestone_done(
        milestone=milestone_of(case, "superintendent_contact"), by=staff
    )
    assert (step.done_on, step.done_by) == (today, staff)
    earlier = services.mark_milestone_done(
        milestone=milestone_of(case, "first_meeting_scheduled"),
        done_on=dt.date(2024, 12, 3),
        by=staff,
    )
    assert earlier.done_on == dt.date(2024, 12, 3)


def test_nothing_is_done_on_a_day_to_come(
    case: AssistanceCase, staff: User, today: dt.date
) -> None:
    with pytest.raises(services.CaseRefusedError, match="a day to come"):
        services.mark_milestone_done(
            milestone=milestone_of(case, "superintendent_contact"),
            done_on=today + dt.timedelta(days=1),
            by=staff,
        )


def test_nothing_is_done_before_its_case_was_opened(case: AssistanceCase, staff: User) -> None:
    meeting = milestone_of(case, "first_meeting_held")
    planned = milestone_of(case, "root_cause_analysis").due_on
    with pytest.raises(services.CaseRefusedError, match="before the case was opened, November 22"):
        services.mark_milestone_done(milestone=meeting, done_on=dt.date(2015, 1, 5), by=staff)
    assert milestone_of(case, "root_cause_analysis").due_on == planned
    done = services.mark_milestone_done(milestone=meeting, done_on=case.opened_on, by=staff)
    assert done.done_on == case.opened_on


def test_the_second_of_two_people_hears_who_was_first(case: AssistanceCase, staff: User) -> None:
    step = milestone_of(case, "superintendent_contact")
    services.mark_milestone_done(milestone=step, by=staff)
    with pytest.raises(
        services.CaseRefusedError, match=r"COE coordinator A has already .* January 14, 2025"
    ):
        services.mark_milestone_done(milestone=step, by=staff)


def test_the_first_meeting_moves_the_open_steps_that_count_from_it(
    case: AssistanceCase, staff: User
) -> None:
    planned = milestone_of(case, "root_cause_analysis").due_on
    services.mark_milestone_done(
        milestone=milestone_of(case, "first_meeting_held"),
        done_on=dt.date(2024, 12, 12),
        by=staff,
    )
    followed = milestone_of(case, "root_cause_analysis")
    assert followed.due_on == followed.timeline_due_on < planned
    assert milestone_of(case, "written_summary").due_on == dt.date(2025, 6, 30)


def test_a_step_that_a_person_moved_stays_when_the_first_meeting_moves(
    case: AssistanceCase, staff: User
) -> None:
    agreed = dt.date(2025, 3, 3)
    services.move_due_date(
        milestone=milestone_of(case, "root_cause_analysis"),
        due_on=agreed,
        reason="Agreed with the district.",
        by=staff,
    )
    services.mark_milestone_done(
        milestone=milestone_of(case, "first_meeting_held"),
        done_on=dt.date(2024, 12, 12),
        by=staff,
    )
    step = milestone_of(case, "root_cause_analysis")
    assert step.due_on == agreed
    assert step.timeline_due_on < agreed


def test_taking_back_the_first_meeting_brings_the_planned_dates_back(
    case: AssistanceCase, staff: User
) -> None:
    planned = milestone_of(case, "root_cause_analysis").due_on
    meeting = milestone_of(case, "first_meeting_held")
    services.mark_milestone_done(milestone=meeting, done_on=dt.date(2024, 12, 12), by=staff)
    services.reopen_milestone(milestone=meeting, by=staff)
    assert milestone_of(case, "root_cause_analysis").due_on == planned
    assert not milestone_of(case, "first_meeting_held").is_settled


def test_not_needed_asks_a_reason_and_counts_as_settled(case: AssistanceCase, staff: User) -> None:
    step = milestone_of(case, "partner_district")
    with pytest.raises(services.CaseRefusedError, match="Say why"):
        services.mark_milestone_not_needed(milestone=step, reason="  ", by=staff)
    services.mark_milestone_not_needed(milestone=step, reason="No partner wished.", by=staff)
    settled = milestone_of(case, "partner_district")
    assert settled.is_settled
    assert settled.done_on is None
    assert case.events.first().kind == EventKind.NOT_NEEDED
    services.reopen_milestone(milestone=step, by=staff)
    assert not milestone_of(case, "partner_district").is_settled


def test_a_moved_date_keeps_its_reason_and_the_day_it_had(
    case: AssistanceCase, staff: User
) -> None:
    step = milestone_of(case, "written_summary")
    services.move_due_date(
        milestone=step, due_on=dt.date(2025, 6, 13), reason="Board meets June 17.", by=staff
    )
    moved = milestone_of(case, "written_summary")
    assert moved.timeline_due_on == dt.date(2025, 6, 30)
    event = case.events.first()
    assert "moved from Mon, Jun 30 to Fri, Jun 13" in event.text
    assert event.reason == "Board meets June 17."


def test_a_date_moves_only_with_a_reason_and_to_another_day(
    case: AssistanceCase, staff: User
) -> None:
    step = milestone_of(case, "written_summary")
    with pytest.raises(services.CaseRefusedError, match="Say why"):
        services.move_due_date(milestone=step, due_on=dt.date(2025, 6, 13), reason="", by=staff)
    with pytest.raises(services.CaseRefusedError, match="the date it has now"):
        services.move_due_date(milestone=step, due_on=step.due_on, reason="Why not.", by=staff)


def test_nothing_falls_due_before_its_case_was_opened(case: AssistanceCase, staff: User) -> None:
    step = milestone_of(case, "written_summary")
    with pytest.raises(services.CaseRefusedError, match="before the case was opened, November 22"):
        services.move_due_date(
            milestone=step, due_on=dt.date(2020, 1, 1), reason="A slip.", by=staff
        )
    moved = services.move_due_date(
        milestone=step, due_on=case.opened_on, reason="On the first day.", by=staff
    )
    assert moved.due_on == case.opened_on


@pytest.mark.parametrize("day", [dt.date(2029, 11, 23), dt.date.max])
def test_nothing_falls_due_more_than_five_years_after_its_case_was_opened(
    case: AssistanceCase, staff: User, day: dt.date
) -> None:
    meeting = milestone_of(case, "first_meeting_held")
    with pytest.raises(services.CaseRefusedError, match=r"The latest .* is November 22, 2029"):
        services.move_due_date(milestone=meeting, due_on=day, reason="A slip.", by=staff)
    last = dt.date(2029, 11, 22)
    moved = services.move_due_date(milestone=meeting, due_on=last, reason="Far off.", by=staff)
    assert moved.due_on == last


def test_a_step_of_a_year_added_late_can_be_moved_on_for_a_year(
    case: AssistanceCase, staff: User
) -> None:
    step = milestone_of(case, "written_summary")
    step.timeline_due_on = dt.date(2030, 6, 30)
    assert services.last_due_day(step) == dt.date(2031, 6, 30)


def test_a_note_is_internal_unless_its_author_shares_it(case: AssistanceCase, staff: User) -> None:
    assert not services.add_note(
        case=case, text="Buses leave 1:40 p.m.", by=staff
    ).shared_with_district
    shared = services.add_note(case=case, text="See you.", by=staff, shared_with_district=True)
    assert shared.shared_with_district
    with pytest.raises(services.CaseRefusedError, match="Write the note first"):
        services.add_note(case=case, text=" \n", by=staff)


def test_a_closed_case_takes_no_note(case: AssistanceCase, staff: User) -> None:
    services.close_case(case=case, reason="Done.", by=staff)
    with pytest.raises(services.CaseRefusedError, match="The case is closed"):
        services.add_note(case=case, text="Too late.", by=staff)
    assert not case.notes.exists()


def test_those_without_the_right_change_nothing(case: AssistanceCase, district_lead: User) -> None:
    step = milestone_of(case, "superintendent_contact")
    for person in (district_lead, reader_of(case.lea.county)):
        with pytest.raises(PermissionDenied):
            services.mark_milestone_done(milestone=step, by=person)
        with pytest.raises(PermissionDenied):
            services.add_note(case=case, text="Hello", by=person)
    assert not milestone_of(case, "superintendent_contact").is_settled
