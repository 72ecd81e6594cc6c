"""What a district sees of its own case: shared steps and notes, in everyday words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import F

from assistance_cases.deadlines import add_years
from assistance_cases.everyday_words import PlaceWords, law_words, place_words, why_sentence
from assistance_cases.models import AssistanceCase, CaseNote, CaseYear, Cycle, Milestone
from assistance_cases.standing import PlainReason, plain_reasons, very_low_words
from assistance_cases.workflow import (
    CLOSED,
    StageProgress,
    StageState,
    asked_of_district,
    current_stage,
    met_again_reason,
    stage_progress,
)
from county_office import words
from county_office.models import Lea, User
from county_office.selectors import memberships_in_force, today
from eligibility.models import Determination
from eligibility.selectors import confidential_until, criteria_as_used, rests_on_confidential

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
class WhyHelp:
    """Why an LEA gets help.

    `is_required` is false for help that was agreed and not required by law. `sentence` says how
    many groups had very low results, `legend` what very low is, `law` by which section of the
    Education Code: each "" where there is nothing to say.
    """

    is_required: bool = False
    reasons: tuple[PlainReason, ...] = ()
    sentence: str = ""
    legend: str = ""
    law: str = ""


@dataclass(frozen=True)
class DistrictView:
    """The district's page. It holds nothing that is not shared with the district."""

    case: AssistanceCase
    steps: list[DistrictStep]
    current: DistrictStep | None
    asked: Milestone | None
    until: dt.date | None
    determination: Determination | None
    place: PlaceWords
    why: WhyHelp
    notes: list[CaseNote]
    # For staff who look at it: until when something of the case is kept from the district.
    confidential_until: dt.date | None

    @property
    def mail_url(self) -> str:
        """Opens a mail to the case lead with the LEA's name as its subject."""
        return self._mail_url(str(self.case.lea))

    @property
    def answer_url(self) -> str:
        """The same about the one thing that is asked; "" where nothing is."""
        asked = self.asked
        return self._mail_url(f"{self.case.lea}: {asked.district_title}") if asked else ""

    def _mail_url(self, subject: str) -> str:
        return f"mailto:{self.case.case_lead.email}?subject={quote(subject)}"


def lea_led_by(user: User) -> Lea | None:
    """The LEA that the person leads the work of, the first where there are several."""
    return next((each.lea for each in memberships_in_force(user) if each.lea), None)


def district_case(lea: Lea) -> AssistanceCase | None:
    """The LEA's open case, else the one closed last; None before the first that the district may
    know of."""
    cases = AssistanceCase.objects.filter(lea=lea).select_related("lea__county", "case_lead")
    in_order = cases.order_by(F("closed_on").desc(nulls_first=True), "-opened_on")
    return next((case for case in in_order if is_known_to_district(case)), None)


def is_known_to_district(case: AssistanceCase) -> bool:
    """Whether the case answers more than Dashboards that are still confidential."""
    return bool(_public_years(case)) or not case.years.exists()


def _public_years(case: AssistanceCase) -> list[CaseYear]:
    """The Dashboard years of a case whose determinations rest on nothing confidential."""
    years = case.years.exclude(rests_on_confidential("determination__"))
    return list(years.select_related("determination"))


def district_view(case: AssistanceCase) -> DistrictView:
    """The district's page of a case, as its lead sees it and as staff may look at it."""
    years = _public_years(case)
    confidential = {each.dashboard_year for each in case.years.all()} - {
        each.dashboard_year for each in years
    }
    milestones = _public_milestones(case, confidential)
    shared = [step for step in milestones if step.shared_with_district]
    steps = [
        _step(progress)
        for progress in stage_progress(milestones, is_closed=case.is_closed)
        if progress.stage.key != CLOSED
    ]
    now = current_stage(milestones, is_closed=case.is_closed)
    determination = years[-1].determination if years else None
    return DistrictView(
        case=case,
        steps=steps,
        current=next((step for step in steps if step.label == now.district_title), None),
        asked=None if case.is_closed else asked_of_district(shared, until=today() + ASKED_AHEAD),
        until=_until(case, years),
        determination=determination,
        place=place_words(case.lea.kind),
        why=_why_help(determination, case.lea.kind),
        notes=list(case.notes.filter(shared_with_district=True).select_related("author")),
        confidential_until=confidential_until_of(case) if confidential else None,
    )


def _why_help(determination: Determination | None, kind: str) -> WhyHelp:
    if determination is None:
        return WhyHelp()
    criteria = criteria_as_used(determination)[determination.year]
    law = law_words(criteria, kind)
    if not determination.receives_assistance:
        return WhyHelp(law=law)
    reasons = plain_reasons(determination, criteria)
    return WhyHelp(
        is_required=True,
        reasons=tuple(reasons),
        sentence=why_sentence(criteria, kind, len(reasons)),
        legend=very_low_words(determination, criteria),
        law=law,
    )


def _step(progress: StageProgress) -> DistrictStep:
    if progress.state is StageState.NOT_DONE:
        when = progress.when
    elif progress.state is StageState.DONE:
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


def _public_milestones(case: AssistanceCase, confidential: set[int]) -> list[Milestone]:
    """The steps as if the confidential Dashboards were not there yet: their own are left out, and
    what they made needless is still to be done."""
    reasons = {met_again_reason(year) for year in confidential}
    milestones = [step for step in case.milestones.all() if step.dashboard_year not in confidential]
    for step in milestones:
        if step.not_needed_reason in reasons:
            step.not_needed_reason = ""
    return milestones


def confidential_until_of(case: AssistanceCase) -> dt.date | None:
    """The day on which the district may know of all that the case answers; None where it may."""
    years = case.years.filter(determination__isnull=False).select_related("determination")
    return confidential_until(each.determination for each in years if each.determination)


def _until(case: AssistanceCase, years: list[CaseYear]) -> dt.date | None:
    """When the two years after the latest identification end; None for a case on request, and
    where they have ended already."""
    identified = [
        year.dashboard_year
        for year in years
        if year.determination_id and year.year_of_assistance != "year_2"
    ]
    if not identified:
        return None
    cycle = Cycle.objects.filter(county=case.lea.county_id, dashboard_year=max(identified)).first()
    until = add_years(cycle.release_on, YEARS_OF_ASSISTANCE) if cycle else None
    return until if until and until > today() else None
