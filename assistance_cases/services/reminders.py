"""Reminders that a milestone falls due: found by a periodic task, written once, withdrawn in time.

Some days before a due date (the timeline says how many) the case lead is written to, and the
district's lead as well where the milestone is the district's. The occasion holds the due date: a
moved date is a new occasion. A milestone whose reminder day had passed, or was the same day, when
its case was opened gets none: nobody is reminded of what they were told a moment ago.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from assistance_cases.deadlines import reminder_reached
from assistance_cases.models import AssistanceCase, CaseYear, Milestone
from assistance_cases.selectors.cases import about_case
from assistance_cases.timelines import timeline_of
from assistance_cases.workflow import Responsible
from county_office import words
from county_office.models import Notice, User
from county_office.notices.decisions import PLANNED, restore_notices, withdraw_notices
from county_office.notices.kinds import Kind, register, render_notice
from county_office.notices.office_hours import opening
from county_office.notices.outbox import write_notice
from county_office.selectors import district_leads_of, today
from eligibility.selectors import rests_on_confidential

MILESTONE_DUE = register(Kind("milestone_due", "Reminder: a milestone falls due"))
# Why a reminder is withdrawn, where that can be taken back.
IS_DONE = "The milestone is done."
IS_NOT_NEEDED = "The milestone is not needed."
IS_CLOSED = "The case is closed."
# No timeline reminds earlier than this; it bounds what the task reads.
HORIZON = dt.timedelta(days=60)


def write_milestone_reminders(*, day: dt.date | None = None) -> int:
    """Writes the reminders whose day has come and that were not written yet; returns how many.

    Harmless at any repetition: the database keeps one row a milestone, due date, reminder and
    recipient.
    """
    on = day or today()
    return sum(
        1
        for milestone in _milestones_ahead(on)
        if (days_before := _days_before(milestone, on)) is not None
        for recipient in _recipients(milestone)
        if _write(milestone, days_before, recipient, on) is not None
    )


def withdraw_reminders(
    *,
    case: AssistanceCase,
    reason: str,
    by: User,
    milestone: Milestone | None = None,
    recipient: User | None = None,
) -> int:
    """Cancels planned reminders of the case, or of one of its milestones or recipients alone."""
    return withdraw_notices(
        about=about_case(case),
        kind=MILESTONE_DUE.name,
        reason=reason,
        by=by,
        occasion_starts_with=f"milestone:{milestone.pk}:" if milestone else "",
        recipient=recipient,
    )


def planned_reminders(case: AssistanceCase) -> list[Notice]:
    """The reminders of the case that have not left yet, the next one first."""
    planned = Notice.objects.filter(
        about=about_case(case), kind=MILESTONE_DUE.name, state__in=PLANNED
    )
    return list(planned.select_related("recipient").order_by("send_after", "pk"))


def restore_reminders(*, milestone: Milestone, reasons: Iterable[str], by: User) -> int:
    """Brings back the milestone's reminders that were withdrawn for a reason which was taken back,
    unless its day has passed; returns how many."""
    if milestone.due_on < today():
        return 0
    return restore_notices(
        about=about_case(milestone.case),
        kind=MILESTONE_DUE.name,
        reasons=reasons,
        occasion_starts_with=f"milestone:{milestone.pk}:due:{milestone.due_on}:",
        by=by,
    )


def _milestones_ahead(on: dt.date) -> QuerySet[Milestone]:
    """Open milestones whose Dashboard year is public: nothing goes out from a preview."""
    confidential = CaseYear.objects.filter(
        rests_on_confidential("determination__"),
        case=OuterRef("case"),
        dashboard_year=OuterRef("dashboard_year"),
    )
    return (
        Milestone.objects.filter(
            Q(done_on=None, not_needed_reason=""),
            case__closed_on=None,
            due_on__gte=on,
            due_on__lte=on + HORIZON,
        )
        .exclude(responsible=Responsible.STATE)
        .exclude(Exists(confidential))
        .select_related("case__lea__county", "case__case_lead")
    )


def _days_before(milestone: Milestone, on: dt.date) -> int | None:
    return reminder_reached(
        milestone.due_on,
        milestone.case.opened_on,
        timeline_of(milestone.dashboard_year).reminder_days,
        on,
    )


def _recipients(milestone: Milestone) -> Iterator[User]:
    yield milestone.case.case_lead
    if milestone.responsible == Responsible.DISTRICT and milestone.shared_with_district:
        yield from district_leads_of(milestone.case.lea)


def _write(milestone: Milestone, days_before: int, recipient: User, on: dt.date) -> Notice | None:
    case = milestone.case
    is_case_lead = recipient == case.case_lead
    path = reverse("case-detail", args=[case.pk]) if is_case_lead else reverse("my-district")
    subject, body = render_notice(
        MILESTONE_DUE,
        {
            "recipient": recipient,
            "lea": case.lea,
            "case_lead": case.case_lead,
            "county_office": case.lea.county.office_name,
            "what": milestone.title if is_case_lead else milestone.district_title,
            "due": words.long_day(milestone.due_on, on),
            "is_case_lead": is_case_lead,
            "is_the_districts": milestone.responsible == Responsible.DISTRICT,
            "citation": milestone.citation,
            "address": f"{settings.DESK_ADDRESS}{path}",
        },
    )
    return write_notice(
        kind=MILESTONE_DUE.name,
        occasion=f"milestone:{milestone.pk}:due:{milestone.due_on}:days-before:{days_before}",
        lea=case.lea,
        recipient=recipient,
        subject=subject,
        body=body,
        about=about_case(case),
        send_after=opening(milestone.due_on - dt.timedelta(days=days_before)),
        reply_to="" if is_case_lead else case.case_lead.email,
    )
