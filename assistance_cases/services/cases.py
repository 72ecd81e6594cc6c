"""A case from its opening to its closing."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from assistance_cases.models import (
    AssistanceCase,
    CaseYear,
    EventKind,
    Provider,
    YearOfAssistance,
)
from assistance_cases.services.cycles import ensure_cycle, release_of
from assistance_cases.services.events import record_event
from assistance_cases.services.refusal import CaseRefusedError
from assistance_cases.services.reminders import (
    IS_CLOSED,
    planned_reminders,
    restore_reminders,
    withdraw_reminders,
)
from assistance_cases.services.steps import create_milestones
from assistance_cases.services.years import year_of_assistance
from assistance_cases.timelines import WHEN_MET_AGAIN, load_timeline
from assistance_cases.workflow import met_again_reason, open_steps
from county_office import words
from county_office.models import County, Lea, LeaKind, Role, User
from county_office.rights import Right, require
from county_office.selectors import people_of_county, today
from eligibility.selectors import current_determination

CASE_LEAD_ROLES = (Role.COE_ADMINISTRATOR, Role.COE_STAFF)


@transaction.atomic
def open_case(
    *,
    lea: Lea,
    year: int,
    case_lead: User,
    by: User,
    reason: str = "",
    opened_on: dt.date | None = None,
) -> AssistanceCase:
    """Opens the case of an LEA for a Dashboard year, with the milestones of the year's timeline.

    `opened_on` is today unless the work began before it was entered here. An LEA that is not
    eligible by the current determination needs a `reason`, such as its board's request, EC
    52071(a). Raises CaseRefusedError where a case is open already, a reason is missing or the day
    is one to come or before the Dashboard's release.
    """
    require(by, Right.OPEN_CASE, county=lea.county_id)
    day = opened_on or today()
    if refusal := why_not_opened_on(lea.county, year, day):
        raise CaseRefusedError(refusal)
    _require_case_lead(case_lead, lea)
    determination = current_determination(lea, year)
    this_year = year_of_assistance(determination, is_first=True)
    if this_year is YearOfAssistance.ON_REQUEST:
        _require_reason(reason, lea, year)
    cycle = ensure_cycle(county=lea.county, dashboard_year=year)
    case = _create_case(lea=lea, case_lead=case_lead, day=day, by=by, reason=reason)
    CaseYear.objects.create(
        case=case,
        dashboard_year=year,
        year_of_assistance=this_year,
        determination=determination,
    )
    steps = load_timeline(cycle.timeline).of_each_case(year)
    create_milestones(case=case, cycle=cycle, steps=steps, counted_from=day)
    record_event(
        case=case,
        kind=EventKind.OPENED,
        text=f"Case opened for Dashboard {year}: {this_year.label}",
        reason=reason,
        by=by,
    )
    return case


def why_not_opened_on(county: County, year: int, day: dt.date) -> str:
    """Why a case of that Dashboard cannot have been opened on that day, "" where it can.

    It can be opened today in any case: the state's files reach a county before the release.
    """
    if day > today():
        return "A case cannot be opened on a day to come."
    release_on = release_of(county=county, dashboard_year=year)
    if release_on and day < min(release_on, today()):
        return (
            f"The day is before Dashboard {year} was released, {words.full_date(release_on)}. "
            "Its cases begin then or later."
        )
    return ""


def _create_case(
    *, lea: Lea, case_lead: User, day: dt.date, by: User, reason: str
) -> AssistanceCase:
    previous = lea.cases.filter(closed_on__isnull=False).order_by("-closed_on", "-pk").first()
    try:
        with transaction.atomic():
            return AssistanceCase.objects.create(
                lea=lea,
                provider=(
                    Provider.CDE if lea.kind == LeaKind.COUNTY_OFFICE else Provider.COUNTY_OFFICE
                ),
                case_lead=case_lead,
                opened_on=day,
                opened_by=by,
                opening_reason=reason.strip(),
                previous_case=previous,
            )
    except IntegrityError as error:
        if "case_one_open_an_lea" in str(error):
            raise CaseRefusedError(f"{lea} has an open case already.") from None
        raise


def _require_reason(reason: str, lea: Lea, year: int) -> None:
    if not reason.strip():
        raise CaseRefusedError(
            f"{lea} is not eligible for Level 2 by the {year} Dashboard as it is loaded. "
            "Say why a case is opened all the same."
        )


def _require_case_lead(case_lead: User, lea: Lea) -> None:
    if not people_of_county(lea.county, *CASE_LEAD_ROLES).filter(pk=case_lead.pk).exists():
        raise CaseRefusedError(f"{case_lead} is not on the staff of {lea.county.office_name}.")


@transaction.atomic
def add_case_year(*, case: AssistanceCase, year: int, by: User) -> CaseYear:
    """Adds a later Dashboard year to an open case: Year 2, or Year 1 met again.

    The year brings the steps that its timeline repeats. Met again, the two years count anew: the
    open end of the two years before is settled as not needed.
    """
    case = _locked(case, by)
    determination = current_determination(case.lea, year)
    this_year = year_of_assistance(determination, is_first=False)
    if this_year is YearOfAssistance.ON_REQUEST:
        raise CaseRefusedError(f"The {year} Dashboard gives {case.lea} no year of assistance.")
    if case.years.filter(dashboard_year__gte=year).exists():
        raise CaseRefusedError(f"The case holds Dashboard {year} or a later one already.")
    cycle = ensure_cycle(county=case.lea.county, dashboard_year=year)
    added = CaseYear.objects.create(
        case=case,
        dashboard_year=year,
        year_of_assistance=this_year,
        determination=determination,
    )
    met_again = this_year is YearOfAssistance.MET_AGAIN
    steps = load_timeline(cycle.timeline).of_added_year(year, met_again=met_again)
    if met_again:
        ended = [step.key for step in steps if step.repeats == WHEN_MET_AGAIN]
        case.milestones.filter(key__in=ended, done_on=None, not_needed_reason="").update(
            not_needed_reason=met_again_reason(year)
        )
    create_milestones(case=case, cycle=cycle, steps=steps, counted_from=today())
    record_event(
        case=case,
        kind=EventKind.YEAR_ADDED,
        text=f"Dashboard {year} added: {this_year.label}",
        by=by,
    )
    return added


@transaction.atomic
def change_case_lead(*, case: AssistanceCase, case_lead: User, by: User) -> AssistanceCase:
    """Hands the case to another person of the county's staff; the reminders go with it."""
    case = _locked(case, by)
    _require_case_lead(case_lead, case.lea)
    if case_lead == case.case_lead:
        raise CaseRefusedError(f"{case_lead} leads this case already.")
    before = case.case_lead
    case.case_lead = case_lead
    case.save(update_fields=["case_lead"])
    record_event(
        case=case, kind=EventKind.LEAD_CHANGED, text=f"Case lead: {before} to {case_lead}", by=by
    )
    withdraw_reminders(
        case=case, recipient=before, by=by, reason=f"{case_lead} leads the case now."
    )
    return case


@transaction.atomic
def close_case(*, case: AssistanceCase, by: User, reason: str = "") -> AssistanceCase:
    """Closes a case, withdraws its planned reminders and lists on the timeline what that cancels.

    With required milestones still open it needs a reason; the milestones stay as they are, so that
    a reopened case goes on where it stopped.
    """
    case = _locked(case, by)
    still_open = [step for step in open_steps(case.milestones.all()) if not step.is_optional]
    if still_open and not reason.strip():
        titles = "; ".join(step.title for step in still_open)
        raise CaseRefusedError(f"Still open: {titles}. Say why the case is closed all the same.")
    canceled = _canceled_by_closing(case)
    case.closed_on, case.closed_by = today(), by
    case.save(update_fields=["closed_on", "closed_by"])
    record_event(
        case=case,
        kind=EventKind.CLOSED,
        text="Case closed",
        reason=reason,
        details=canceled,
        by=by,
    )
    withdraw_reminders(case=case, by=by, reason=IS_CLOSED)
    return case


def _canceled_by_closing(case: AssistanceCase) -> list[str]:
    """The open steps with their due dates and the reminders that have not left, one a line."""
    steps = [
        f"Step due {words.full_date(step.due_on)}: {step.title}"
        for step in open_steps(case.milestones.all())
    ]
    notices = [
        f"Notice to {notice.recipient}: {notice.subject}" for notice in planned_reminders(case)
    ]
    return steps + notices


@transaction.atomic
def reopen_case(*, case: AssistanceCase, reason: str, by: User) -> AssistanceCase:
    """Opens a closed case again, with a reason; the reminders that closing withdrew come back.

    Refused while the LEA has another open case.
    """
    require(by, Right.OPEN_CASE, county=case.lea.county_id)
    case = AssistanceCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not case.is_closed:
        raise CaseRefusedError("The case is open.")
    if not reason.strip():
        raise CaseRefusedError("Say why the case is reopened.")
    if case.lea.cases.filter(closed_on__isnull=True).exists():
        raise CaseRefusedError(f"{case.lea} has another open case.")
    case.closed_on = case.closed_by = None
    case.save(update_fields=["closed_on", "closed_by"])
    record_event(case=case, kind=EventKind.REOPENED, text="Case reopened", reason=reason, by=by)
    for step in open_steps(case.milestones.all()):
        restore_reminders(milestone=step, reasons=[IS_CLOSED], by=by)
    return case


def _locked(case: AssistanceCase, by: User) -> AssistanceCase:
    """The case as it is now, held until the transaction ends; the right is checked first."""
    require(by, Right.EDIT_CASE, county=case.lea.county_id)
    locked = (
        AssistanceCase.objects.select_for_update(of=("self",))
        .select_related("lea__county", "case_lead")
        .get(pk=case.pk)
    )
    if locked.is_closed:
        raise CaseRefusedError("The case is closed. Reopen it first.")
    return locked
