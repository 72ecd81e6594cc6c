"""What a district sees of its own case: shared steps and notes, in everyday words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F

from assistance_cases.deadlines import add_years
from assistance_cases.models import AssistanceCase, CaseNote, Cycle, Milestone
from assistance_cases.selectors.cases import latest_determination
from assistance_cases.standing import PlainReason, plain_reasons
from assistance_cases.workflow import (
    CLOSED,
    StageProgress,
    StageState,
    asked_of_district,
    current_stage,
    stage_progress,
)
from county_office import words
from county_office.models import Lea, User
from county_office.selectors import memberships_in_force, today
from eligibility.models import Determination
from eligibility.selectors import criteria_as_used

YEARS_OF_ASSISTANCE = 2
# A district is asked for what is near; half a year ahead it would only worry.
ASKED_AHEAD = dt.timedelta(days=30)


@dataclass(frozen=True)
class DistrictStep:
    """One of the seven steps; a district is not shown the closing."""

    number: int
    label: str
    state: str
    when: str


@dataclass(frozen=True)
class DistrictView:
    """The district's page. It holds nothing that is not shared with the district."""

    case: AssistanceCase
    steps: list[DistrictStep]
    current: DistrictStep | None
    asked: Milestone | None
    until: dt.date | None
    determination: Determination | None
    reasons: list[PlainReason]
    notes: list[CaseNote]

    @property
    def reasons_sentence(self) -> str:
        """How many groups had very low results; empty where no group is the reason."""
        if not self.reasons or self.determination is None:
            return ""
        count = len(self.reasons)
        groups = "one group" if count == 1 else f"{words.number_word(count).lower()} groups"
        return (
            f"On the {self.determination.year} California School Dashboard, {groups} of your "
            "students had very low results in at least two areas."
        )


def lea_led_by(user: User) -> Lea | None:
    """The LEA that the person leads the work of, the first where there are several."""
    return next((each.lea for each in memberships_in_force(user) if each.lea), None)


def district_case(lea: Lea) -> AssistanceCase | None:
    """The LEA's open case, else the one closed last; None before the first."""
    cases = AssistanceCase.objects.filter(lea=lea).select_related("lea__county", "case_lead")
    return cases.order_by(F("closed_on").desc(nulls_first=True), "-opened_on").first()


def district_view(case: AssistanceCase) -> DistrictView:
    """The district's page of a case, as its lead sees it and as staff may look at it."""
    milestones = list(case.milestones.all())
    shared = [step for step in milestones if step.shared_with_district]
    steps = [
        _step(progress)
        for progress in stage_progress(milestones, is_closed=case.is_closed)
        if progress.stage.key != CLOSED
    ]
    now = current_stage(milestones, is_closed=case.is_closed)
    determination = latest_determination(case)
    return DistrictView(
        case=case,
        steps=steps,
        current=next((step for step in steps if step.label == now.district_title), None),
        asked=None if case.is_closed else asked_of_district(shared, until=today() + ASKED_AHEAD),
        until=_until(case),
        determination=determination,
        reasons=plain_reasons(determination, criteria_as_used(determination)[determination.year])
        if determination
        else [],
        notes=list(case.notes.filter(shared_with_district=True).select_related("author")),
    )


def _step(progress: StageProgress) -> DistrictStep:
    if progress.state is StageState.DONE:
        when = f"done {_day(progress.last_done)}" if progress.last_done else ""
    elif progress.due_on is None:
        when = ""
    elif progress.state is StageState.NOW:
        when = f"now, until {_day(progress.due_on)}"
    else:
        when = f"by {_day(progress.due_on)}"
    return DistrictStep(
        number=progress.number,
        label=progress.stage.district_title,
        state=progress.state,
        when=when,
    )


def _day(day: dt.date) -> str:
    """January 7; with the year when it is not this one."""
    return f"{day:%B} {day.day}" if day.year == today().year else words.full_date(day)


def _until(case: AssistanceCase) -> dt.date | None:
    """When the two years after the latest identification end; None for a case on request, and
    where they have ended already."""
    identified = [
        year.dashboard_year
        for year in case.years.all()
        if year.determination_id and year.year_of_assistance != "year_2"
    ]
    if not identified:
        return None
    cycle = Cycle.objects.filter(county=case.lea.county_id, dashboard_year=max(identified)).first()
    until = add_years(cycle.release_on, YEARS_OF_ASSISTANCE) if cycle else None
    return until if until and until > today() else None
