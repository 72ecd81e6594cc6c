"""The reminder that a milestone falls due: once, re-armed by a moved date, stopped when done."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from assistance_cases import services
from assistance_cases.models import AssistanceCase
from assistance_cases.selectors.cases import about_case
from assistance_cases.tasks import write_milestone_reminders
from county_office.models import Notice, NoticeState, User
from county_office.notices.decisions import cancel_notice
from tests.factories.assistance_cases import case_of, milestone_of
from tests.factories.county_office import LeaFactory, staff_of

TOLD = "The district agreed."


@pytest.fixture
def due_in_a_week(case: AssistanceCase, staff: User, today: dt.date) -> dt.date:
    """The written summary is the one thing due within the next ten days."""
    case.milestones.exclude(key="written_summary").update(not_needed_reason="Not in this test.")
    due_on = today + dt.timedelta(days=7)
    services.move_due_date(
        milestone=milestone_of(case, "written_summary"), due_on=due_on, reason=TOLD, by=staff
    )
    return due_on


def test_the_case_lead_is_reminded_once_however_often_the_task_runs(
    case: AssistanceCase, staff: User, due_in_a_week: dt.date
) -> None:
    assert services.write_milestone_reminders() == 1
    assert write_milestone_reminders() == 0
    notice = Notice.objects.get()
    assert (notice.recipient, notice.lea, notice.about) == (staff, case.lea, about_case(case))
    assert str(due_in_a_week) in notice.occasion
    assert notice.subject == (
        "Due Tuesday, January 21: Summary of actions and outcomes sent to the district in writing "
        "(Foxtail Bend Unified)"
    )
    assert f"/cases/{case.pk}/" in notice.body


def test_the_eve_has_a_reminder_of_its_own(due_in_a_week: dt.date) -> None:
    services.write_milestone_reminders()
    assert services.write_milestone_reminders(day=due_in_a_week - dt.timedelta(days=1)) == 1
    assert Notice.objects.count() == 2


def test_nothing_is_written_before_its_day_nor_after_the_due_date(due_in_a_week: dt.date) -> None:
    early = due_in_a_week - dt.timedelta(days=8)
    late = due_in_a_week + dt.timedelta(days=1)
    assert services.write_milestone_reminders(day=early) == 0
    assert services.write_milestone_reminders(day=late) == 0


def test_a_moved_date_withdraws_the_old_reminder_and_arms_a_new_one(
    case: AssistanceCase, staff: User, due_in_a_week: dt.date
) -> None:
    services.write_milestone_reminders()
    services.move_due_date(
        milestone=milestone_of(case, "written_summary"),
        due_on=due_in_a_week + dt.timedelta(days=1),
        reason=TOLD,
        by=staff,
    )
    withdrawn = Notice.objects.get()
    assert (withdrawn.state, withdrawn.failure) == (
        NoticeState.CANCELED,
        "The due date was moved.",
    )
    assert services.write_milestone_reminders(day=dt.date(2025, 1, 15)) == 1


def test_reminders_stop_when_the_milestone_is_done_and_come_back_when_that_is_taken_back(
    case: AssistanceCase, staff: User, due_in_a_week: dt.date
) -> None:
    services.write_milestone_reminders()
    step = milestone_of(case, "written_summary")
    services.mark_milestone_done(milestone=step, by=staff)
    assert Notice.objects.get().state == NoticeState.CANCELED
    assert services.write_milestone_reminders(day=due_in_a_week) == 0
    services.reopen_milestone(milestone=step, by=staff)
    assert Notice.objects.get().state == NoticeState.WAITING


def test_closing_withdraws_every_planned_reminder(
    case: AssistanceCase, staff: User, due_in_a_week: dt.date
) -> None:
    services.write_milestone_reminders()
    services.close_case(case=case, by=staff, reason="Another provider.")
    assert Notice.objects.get().failure == "The case is closed."
    assert services.write_milestone_reminders(day=due_in_a_week) == 0


def test_reopening_brings_back_the_reminders_that_closing_withdrew(
    case: AssistanceCase, staff: User, due_in_a_week: dt.date
) -> None:
    services.write_milestone_reminders()
    services.close_case(case=case, by=staff, reason="Another provider.")
    services.reopen_case(case=case, reason="Too early.", by=staff)
    assert Notice.objects.get().state == NoticeState.WAITING


def test_reopening_brings_back_no_reminder_that_a_person_canceled(
    case: AssistanceCase, staff: User, due_in_a_week: dt.date
) -> None:
    services.write_milestone_reminders()
    cancel_notice(notice=Notice.objects.get(), by=staff)
    services.close_case(case=case, by=staff, reason="Another provider.")
    services.reopen_case(case=case, reason="Too early.", by=staff)
    assert Notice.objects.get().state == NoticeState.CANCELED


def test_reopening_brings_back_no_reminder_of_a_day_that_has_passed(
    case: AssistanceCase, staff: User, due_in_a_week: dt.date
) -> None:
    services.write_milestone_reminders()
    services.close_case(case=case, by=staff, reason="Another provider.")
    with time_machine.travel(dt.datetime(2025, 1, 23, 20, tzinfo=dt.UTC), tick=False):
        services.reopen_case(case=case, reason="Too early.", by=staff)
    assert Notice.objects.get().state == NoticeState.CANCELED


def test_a_reminder_that_was_sent_stays_sent(
    case: AssistanceCase, staff: User, due_in_a_week: dt.date
) -> None:
    services.write_milestone_reminders()
    Notice.objects.update(state=NoticeState.SENT, sent_at=dt.datetime.now(tz=dt.UTC))
    services.mark_milestone_done(milestone=milestone_of(case, "written_summary"), by=staff)
    assert Notice.objects.get().state == NoticeState.SENT


def test_the_new_lead_is_reminded_instead_of_the_one_before(
    case: AssistanceCase, staff: User, due_in_a_week: dt.date
) -> None:
    services.write_milestone_reminders()
    colleague = staff_of(case.lea.county)
    services.change_case_lead(case=case, case_lead=colleague, by=staff)
    assert services.write_milestone_reminders() == 1
    states = dict(Notice.objects.values_list("recipient", "state"))
    assert states == {staff.pk: NoticeState.CANCELED, colleague.pk: NoticeState.WAITING}


def test_a_districts_milestone_reminds_its_lead_as_well_in_everyday_words(
    case: AssistanceCase, staff: User, district_lead: User, today: dt.date
) -> None:
    case.milestones.exclude(key="draft_plan").update(not_needed_reason="Not in this test.")
    services.move_due_date(
        milestone=milestone_of(case, "draft_plan"),
        due_on=today + dt.timedelta(days=3),
        reason="An internal reason.",
        by=staff,
    )
    assert services.write_milestone_reminders() == 2
    to_district = Notice.objects.get(recipient=district_lead)
    assert to_district.subject == "By Friday, January 17: Send us the draft of your plan (LCAP)"
    assert to_district.reply_to == staff.email
    assert "/my-district/" in to_district.body
    for internal in ("An internal reason", f"/cases/{case.pk}/", "milestone"):
        assert internal not in to_district.body


def test_the_county_offices_own_milestone_does_not_write_to_the_district(
    case: AssistanceCase, district_lead: User, due_in_a_week: dt.date
) -> None:
    services.write_milestone_reminders()
    assert not Notice.objects.filter(recipient=district_lead).exists()


def test_a_case_opened_after_a_reminders_day_does_not_get_it(today: dt.date, db: None) -> None:
    case = case_of(LeaFactory(), opened_on=today)
    first = case.milestones.exclude(key="joint_notification").order_by("due_on").first()
    case.milestones.filter(pk=first.pk).update(due_on=today + dt.timedelta(days=5))
    case.milestones.exclude(pk=first.pk).update(not_needed_reason="Not in this test.")
    assert services.write_milestone_reminders(day=today) == 0
    assert services.write_milestone_reminders(day=today + dt.timedelta(days=2)) == 0
    assert services.write_milestone_reminders(day=today + dt.timedelta(days=4)) == 1


def test_what_the_state_does_reminds_nobody(case: AssistanceCase, today: dt.date) -> None:
    case.milestones.exclude(key="joint_notification").update(not_needed_reason="Not in this test.")
    case.milestones.filter(key="joint_notification").update(due_on=today)
    assert services.write_milestone_reminders() == 0
