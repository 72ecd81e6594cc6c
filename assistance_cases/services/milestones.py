"""Milestones done, not needed, moved, and open again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from assistance_cases.deadlines import add_years
from assistance_cases.models import Cycle, EventKind, Milestone
from assistance_cases.services.events import record_event
from assistance_cases.services.refusal import CaseRefusedError
from assistance_cases.services.reminders import (
    IS_DONE,
    IS_NOT_NEEDED,
    restore_reminders,
    withdraw_reminders,
)
from assistance_cases.services.steps import follow_first_meeting
from county_office import words
from county_office.models import User
from county_office.rights import Right, require
from county_office.selectors import today

YEARS_AHEAD = 5  # how long after its case's opening a step may fall due


@transaction.atomic
def mark_milestone_done(
    *, milestone: Milestone, by: User, done_on: dt.date | None = None
) -> Milestone:
    """Marks an open milestone as done, today unless another day is given.

    Its planned reminders are withdrawn; the first meeting moves the open steps that count from it.
    Raises CaseRefusedError for a day to come or before the case was opened, a settled milestone or
    a closed case.
    """
    milestone = _locked(milestone, by)
    _require_open(milestone)
    day = done_on or today()
    if refusal := why_not_done_on(milestone, day):
        raise CaseRefusedError(refusal)
    milestone.done_on, milestone.done_by = day, by
    milestone.save(update_fields=["done_on", "done_by"])
    withdraw_reminders(case=milestone.case, milestone=milestone, by=by, reason=IS_DONE)
    follow_first_meeting(meeting=milestone, cycle=_cycle(milestone), by=by)
    return milestone


@transaction.atomic
def mark_milestone_not_needed(*, milestone: Milestone, reason: str, by: User) -> Milestone:
    """Settles a milestone that this case does not need; the reason is kept and shown."""
    milestone = _locked(milestone, by)
    _require_open(milestone)
    if not reason.strip():
        raise CaseRefusedError("Say why the milestone is not needed.")
    milestone.not_needed_reason = reason.strip()
    milestone.save(update_fields=["not_needed_reason"])
    record_event(
        case=milestone.case,
        milestone=milestone,
        kind=EventKind.NOT_NEEDED,
        text=f"Not needed: {milestone.title}",
        reason=reason,
        by=by,
    )
    withdraw_reminders(case=milestone.case, milestone=milestone, by=by, reason=IS_NOT_NEEDED)
    return milestone


@transaction.atomic
def reopen_milestone(*, milestone: Milestone, by: User) -> Milestone:
    """Takes back "done" or "not needed"."""
    milestone = _locked(milestone, by)
    if not milestone.is_settled:
        raise CaseRefusedError("The milestone is open already.")
    milestone.done_on = milestone.done_by = None
    milestone.not_needed_reason = ""
    milestone.save(update_fields=["done_on", "done_by", "not_needed_reason"])
    record_event(
        case=milestone.case,
        milestone=milestone,
        kind=EventKind.REOPENED_MILESTONE,
        text=f"Open again: {milestone.title}",
        by=by,
    )
    restore_reminders(milestone=milestone, reasons=[IS_DONE, IS_NOT_NEEDED], by=by)
    follow_first_meeting(meeting=milestone, cycle=_cycle(milestone), by=by)
    return milestone


def why_not_done_on(milestone: Milestone, day: dt.date) -> str:
    """Why a milestone cannot have been done on that day, "" where it can."""
    if day > today():
        return "A milestone cannot be done on a day to come."
    opened_on = milestone.case.opened_on
    if day < opened_on:
        return f"The day is before the case was opened, {words.full_date(opened_on)}."
    return ""


def last_due_day(milestone: Milestone) -> dt.date:
    """The latest day to which a milestone can be moved: five years after the case was opened, or
    a year after the timeline's own date where a Dashboard added later makes that the later one."""
    of_case = add_years(milestone.case.opened_on, YEARS_AHEAD)
    return max(of_case, add_years(milestone.timeline_due_on, 1))


def why_not_due_on(milestone: Milestone, due_on: dt.date) -> str:
    """Why a milestone cannot fall due on that day, "" where it can."""
    opened_on = milestone.case.opened_on
    if due_on < opened_on:
        return f"The date is before the case was opened, {words.full_date(opened_on)}."
    last = last_due_day(milestone)
    if due_on > last:
        return f"The date is too far ahead. The latest for this step is {words.full_date(last)}."
    return ""


@transaction.atomic
def move_due_date(*, milestone: Milestone, due_on: dt.date, reason: str, by: User) -> Milestone:
    """Moves the due date of an open milestone; the old date's reminders are withdrawn, the new
    date gets its own. A moved first meeting moves the open steps that count from it.

    Raises CaseRefusedError without a reason, for the date it has already, a day before the case was
    opened or too far ahead, a settled milestone or a closed case.
    """
    milestone = _locked(milestone, by)
    _require_open(milestone)
    if not reason.strip():
        raise CaseRefusedError("Say why the date moves.")
    if due_on == milestone.due_on:
        raise CaseRefusedError("That is the date it has now.")
    if refusal := why_not_due_on(milestone, due_on):
        raise CaseRefusedError(refusal)
    before = milestone.due_on
    milestone.due_on = due_on
    milestone.save(update_fields=["due_on"])
    day = today()
    record_event(
        case=milestone.case,
        milestone=milestone,
        kind=EventKind.DATE_MOVED,
        text=f"{milestone.title}: moved from {words.short_day(before, day)} "
        f"to {words.short_day(due_on, day)}",
        reason=reason,
        by=by,
    )
    withdraw_reminders(
        case=milestone.case, milestone=milestone, by=by, reason="The due date was moved."
    )
    follow_first_meeting(meeting=milestone, cycle=_cycle(milestone), by=by)
    return milestone


def _locked(milestone: Milestone, by: User) -> Milestone:
    """The milestone as it is now, held until the transaction ends; the right is checked first."""
    locked = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("case__lea", "case__case_lead")
        .get(pk=milestone.pk)
    )
    require(by, Right.EDIT_CASE, county=locked.case.lea.county_id)
    if locked.case.is_closed:
        raise CaseRefusedError("The case is closed. Reopen it first.")
    return locked


def _require_open(milestone: Milestone) -> None:
    if milestone.done_on is not None:
        raise CaseRefusedError(
            f"{milestone.done_by} has already marked this as done, "
            f"on {words.full_date(milestone.done_on)}. Nothing was changed."
        )
    if milestone.not_needed_reason:
        raise CaseRefusedError("This milestone is marked as not needed. Nothing was changed.")


def _cycle(milestone: Milestone) -> Cycle:
    return Cycle.objects.get(
        county=milestone.case.lea.county_id, dashboard_year=milestone.dashboard_year
    )
