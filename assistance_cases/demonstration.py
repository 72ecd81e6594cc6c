"""The cases of the demonstration: in several stages, with days that hang on the day of loading.

They are opened through the services, with openings and meetings so far back that the timeline's own
rules give the wanted due dates; only what the rules cannot give is moved by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from assistance_cases.deadlines import Anchor, add_business_days
from assistance_cases.models import AssistanceCase, Cycle
from assistance_cases.services import (
    add_case_year,
    add_note,
    mark_milestone_done,
    move_due_date,
    open_case,
    write_milestone_reminders,
)
from assistance_cases.timelines import timeline_of
from county_office.models import County, Lea, User
from county_office.notices.office_hours import end_of_business_week, is_business_day
from county_office.selectors import today

CASES_FILE = Path(__file__).with_suffix(".yaml")
NEWEST_YEAR = 2025
# The county's Dashboard came out so long before the day of loading, as invented as the county.
SINCE_RELEASE = dt.timedelta(weeks=14)
BETWEEN_RELEASES = dt.timedelta(weeks=51)
OPENING_TO_MEETING = 20  # business days
SOON = "soon"
MOVED = "Agreed with the district on the telephone."
PUT_OFF = 45  # business days
PUT_OFF_REASON = "Put off to the district's next plan (LCAP)."
LEADS = {"A": "staff@demo.example", "B": "staff-b@demo.example"}


@dataclass(frozen=True)
class _Plan:
    """One case as demonstration.yaml tells it."""

    lea: str
    lead: str
    next: str
    due: int | str
    notes: list[dict[str, Any]] = field(default_factory=list)

    def due_on(self, day: dt.date) -> dt.date:
        """When the next milestone is due, seen from the day of loading."""
        if self.due == SOON:
            # Later in this week; on its last days there is no later day than today.
            return min(day + dt.timedelta(days=2), end_of_business_week(day))
        number = int(self.due)
        if number < 0:
            return business_days_before(day, -number)
        return add_business_days(day, number) if number else day


def _plans(section: str) -> list[_Plan]:
    content = yaml.safe_load(CASES_FILE.read_text(encoding="utf-8"))
    return [_Plan(due=row.pop("in"), **row) for row in content[section]]


def business_days_before(day: dt.date, count: int) -> dt.date:
    """The business day so many business days before a day; the other way of add_business_days."""
    while count > 0:
        day -= dt.timedelta(days=1)
        if is_business_day(day):
            count -= 1
    return day


def open_demonstration_cases(*, county: County, people: Mapping[str, User]) -> int:
    """Opens the cases that are not there yet, with notes and reminders; returns how many."""
    day = today()
    _ensure_cycles(county, day)
    opened = 0
    for section, opener in (("year_1", _open_year_1), ("year_2", _open_year_2)):
        for plan in _plans(section):
            lea = Lea.objects.get(county=county, name=plan.lea)
            if not lea.cases.exists():
                opener(plan, lea, people[LEADS[plan.lead]], day)
                opened += 1
    write_milestone_reminders()
    return opened


def _ensure_cycles(county: County, day: dt.date) -> None:
    release = business_days_before(day - SINCE_RELEASE, 1)
    for year in (NEWEST_YEAR, NEWEST_YEAR - 1):
        release = min(release, dt.date(year + 1, 12, 31))  # in its year or the next
        Cycle.objects.get_or_create(
            county=county,
            dashboard_year=year,
            defaults={"timeline": timeline_of(year).name, "release_on": release},
        )
        release -= BETWEEN_RELEASES


@transaction.atomic
def _open_year_1(plan: _Plan, lea: Lea, lead: User, day: dt.date) -> None:
    due_on = plan.due_on(day)
    release = Cycle.objects.get(county=lea.county, dashboard_year=NEWEST_YEAR).release_on
    opened_on, meeting_on = _opening_and_meeting(plan.next, due_on)
    case = open_case(
        lea=lea,
        year=NEWEST_YEAR,
        case_lead=lead,
        by=lead,
        # The longest way to a due date begins some days before the release; no case does.
        opened_on=max(opened_on, release),
    )
    _settle_before(case, NEWEST_YEAR, plan.next, lead, day, meeting_on)
    _finish(case, plan, due_on, lead, day)


def _opening_and_meeting(key: str, due_on: dt.date) -> tuple[dt.date, dt.date | None]:
    """The days on which the case was opened and the first meeting was held, if it was, from which
    the timeline reckons that due date."""
    rule = timeline_of(NEWEST_YEAR).milestone(key).due
    counted_from = business_days_before(due_on, rule.business_days)
    if rule.anchor is Anchor.CASE_OPENING:
        return counted_from, None
    return business_days_before(counted_from, OPENING_TO_MEETING), counted_from


@transaction.atomic
def _open_year_2(plan: _Plan, lea: Lea, lead: User, day: dt.date) -> None:
    before = NEWEST_YEAR - 1
    release = Cycle.objects.get(county=lea.county, dashboard_year=before).release_on
    case = open_case(
        lea=lea,
        year=before,
        case_lead=lead,
        by=lead,
        opened_on=add_business_days(release, 7),
    )
    _settle_before(case, before, "two_years_reached", lead, day, None)
    add_case_year(case=case, year=NEWEST_YEAR, by=lead)
    _settle_before(case, NEWEST_YEAR, plan.next, lead, day, None)
    _finish(case, plan, plan.due_on(day), lead, day)


def _settle_before(
    case: AssistanceCase, year: int, key: str, lead: User, day: dt.date, meeting_on: dt.date | None
) -> None:
    """Marks the milestones before the next one as done, a little before they were due."""
    waiting = case.milestones.get(dashboard_year=year, key=key)
    earlier = case.milestones.filter(dashboard_year=year, position__lt=waiting.position)
    for key_before in earlier.order_by("position").values_list("key", flat=True):
        # Read one by one: the first meeting moves the milestones after it.
        milestone = case.milestones.get(dashboard_year=year, key=key_before)
        if timeline_of(year).milestone(key_before).anchor is Anchor.FIRST_MEETING and meeting_on:
            done_on = meeting_on
        else:
            until = meeting_on if meeting_on and milestone.due_on <= meeting_on else day
            latest = business_days_before(until, 1)
            done_on = min(business_days_before(milestone.due_on, 2), latest)
        mark_milestone_done(milestone=milestone, by=lead, done_on=max(done_on, case.opened_on))


def _finish(case: AssistanceCase, plan: _Plan, due_on: dt.date, lead: User, day: dt.date) -> None:
    """Gives the next milestone its date, puts off what a summer's loading makes late; notes."""
    waiting = case.milestones.get(dashboard_year=NEWEST_YEAR, key=plan.next)
    if waiting.due_on != due_on:
        move_due_date(milestone=waiting, due_on=due_on, reason=MOVED, by=lead)
    late = case.milestones.filter(done_on=None, not_needed_reason="", due_on__lt=day)
    for milestone in late.exclude(pk=waiting.pk):
        later = add_business_days(day, PUT_OFF)
        move_due_date(milestone=milestone, due_on=later, reason=PUT_OFF_REASON, by=lead)
    for note in plan.notes:
        add_note(
            case=case, text=note["text"], by=lead, shared_with_district=note.get("shared", False)
        )


@transaction.atomic
def remove_demonstration_cases(*, county: County) -> int:
    """Removes all cases and cycles of the demonstration county; returns how many cases.

    Raises ValueError for any other county: a real case is closed, never removed.
    """
    if not county.is_demonstration:
        raise ValueError(f"{county} is not the demonstration county.")
    cases = AssistanceCase.objects.filter(lea__county=county)
    count = cases.count()
    cases.delete()
    Cycle.objects.filter(county=county).delete()
    return count
