"""The timeline of one case: notes, milestones, events and notices, merged, the latest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from assistance_cases.deadlines import next_reminder
from assistance_cases.models import AssistanceCase, CaseEvent, CaseNote, EventKind, Milestone
from assistance_cases.selectors.cases import notices_of
from assistance_cases.standing import standing_of
from assistance_cases.timelines import timeline_of
from assistance_cases.workflow import Responsible
from county_office.models import NoticeState, User
from county_office.selectors import today
from county_office.words import as_day
from eligibility.models import Determination
from eligibility.selectors import determinations_of_lea

ALL, STEPS, NOTES, NOTICES = "all", "steps", "notes", "notices"
NOT_LEFT = {NoticeState.WAITING, NoticeState.HELD}
COMING_SHOWN = 4
CHANGES_SHOWN = 3
UNDO_SHOWN = dt.timedelta(days=7)  # later the page of the steps has it
_EVENT_ICONS = {
    EventKind.OPENED: "flag",
    EventKind.YEAR_ADDED: "flag",
    EventKind.LEAD_CHANGED: "person",
    EventKind.DATE_MOVED: "calendar-plus",
    EventKind.NOT_NEEDED: "slash-circle",
    EventKind.REOPENED_MILESTONE: "arrow-counterclockwise",
    EventKind.CLOSED: "lock",
    EventKind.REOPENED: "arrow-counterclockwise",
}
_NOTICE_WORDS = {
    NoticeState.WAITING: "Notice will go",
    NoticeState.HELD: "Notice held",
    NoticeState.SENDING: "Notice is being sent",
    NoticeState.SENT: "Notice sent",
    NoticeState.FAILED: "Notice not delivered",
    NoticeState.DOUBTFUL: "Notice in doubt",
    NoticeState.CANCELED: "Notice canceled",
}


@dataclass(frozen=True)
class Entry:
    """One entry of the timeline; `kind` is what the view switch chooses by.

    `is_internal` marks a note that the district does not see; `undo` is the milestone that the
    entry settled and that may be opened again; `canceled` lists what closing ended.
    """

    day: dt.date
    rank: float
    kind: str
    icon: str
    title: str
    text: str = ""
    quote: str = ""
    canceled: tuple[str, ...] = ()
    link_text: str = ""
    link_url: str = ""
    is_main: bool = False
    is_internal: bool | None = None
    undo: Milestone | None = None


def timeline_of_case(user: User, case: AssistanceCase, show: str = ALL) -> list[Entry]:
    """Everything that happened in the case, as far as the person may see it: five queries."""
    entries = [
        *_milestones(user, case),
        *_notes(user, case),
        *_events(user, case),
        *_notices(user, case),
    ]
    chosen = [
        entry for entry in entries if show not in (STEPS, NOTES, NOTICES) or show == entry.kind
    ]
    return sorted(chosen, key=lambda entry: (entry.day, entry.rank), reverse=True)


def _milestones(user: User, case: AssistanceCase) -> Iterator[Entry]:
    done = Milestone.objects.visible_to(user).filter(case=case, done_on__isnull=False)
    for milestone in done.select_related("done_by"):
        done_lately = milestone.done_on is not None and milestone.done_on >= today() - UNDO_SHOWN
        yield Entry(
            day=milestone.done_on or milestone.due_on,
            rank=milestone.position,
            kind=STEPS,
            icon="check-lg",
            title=milestone.title,
            text=f"done, by {milestone.done_by}."
            + (f" {milestone.citation}" if milestone.citation else ""),
            is_main=True,
            undo=milestone if done_lately and not case.is_closed else None,
        )


def _notes(user: User, case: AssistanceCase) -> Iterator[Entry]:
    notes = CaseNote.objects.visible_to(user).filter(case=case).select_related("author")
    for note in notes:
        yield Entry(
            day=as_day(note.at),
            rank=note.at.timestamp(),
            kind=NOTES,
            icon="chat-left-text",
            title="Note" if note.shared_with_district else "Internal note",
            text=f"by {note.author}"
            + (", shared with the district" if note.shared_with_district else ""),
            quote=note.text,
            is_internal=not note.shared_with_district,
        )


def _events(user: User, case: AssistanceCase) -> Iterator[Entry]:
    events = CaseEvent.objects.visible_to(user).filter(case=case)
    why = _eligibility_url(case)
    for event in events.select_related("by", "milestone"):
        opened = event.kind == EventKind.OPENED
        milestone = event.milestone
        undo = (
            milestone
            if event.kind == EventKind.NOT_NEEDED
            and not case.is_closed
            and milestone is not None
            and milestone.not_needed_reason
            else None
        )
        yield Entry(
            day=case.opened_on if opened else as_day(event.at),
            rank=0 if opened else event.at.timestamp(),
            kind=STEPS,
            icon=_EVENT_ICONS[EventKind(event.kind)],
            title=event.text,
            text=f"by {event.by}",
            quote=event.reason,
            canceled=tuple(event.details.splitlines()),
            link_text="Why" if opened and why else "",
            link_url=why if opened else "",
            is_main=event.kind in (EventKind.OPENED, EventKind.YEAR_ADDED, EventKind.CLOSED),
            undo=undo,
        )


def _eligibility_url(case: AssistanceCase) -> str:
    """The page that says why the LEA was eligible when the case was opened; "" without one."""
    first = case.years.select_related("determination").order_by("dashboard_year").first()
    if first is None or first.determination is None:
        return ""
    found = first.determination
    return reverse("lea-eligibility", args=[found.cds, found.year])


def _notices(user: User, case: AssistanceCase) -> Iterator[Entry]:
    for notice in notices_of(user, case):
        if notice.state in NOT_LEFT:  # shown under "Coming up" until it has left
            continue
        moment = notice.sent_at or notice.send_after
        failed = notice.state in (NoticeState.FAILED, NoticeState.DOUBTFUL)
        yield Entry(
            day=as_day(moment),
            rank=moment.timestamp(),
            kind=NOTICES,
            icon="envelope-exclamation" if failed else "envelope-check",
            title=f"{_NOTICE_WORDS[NoticeState(notice.state)]}:",
            text=f"{notice.subject}, to {notice.recipient}. {notice.failure}".strip(),
            link_text="Read it",
            link_url=reverse("notice-detail", args=[notice.pk]),
        )


@dataclass(frozen=True)
class Coming:
    """A line of "Coming up"."""

    day: dt.date
    title: str
    note: str


def coming_up(user: User, case: AssistanceCase, steps: list[Milestone]) -> list[Coming]:
    """What lies ahead: open steps, their next reminders, and notices that wait."""
    day = today()
    lines = [
        Coming(step.due_on, step.title, f"{step.stage_title}; {step.responsible}")
        for step in steps
        if not step.is_settled and step.due_on >= day
    ]
    for notice in notices_of(user, case).filter(state__in=NOT_LEFT):
        lines.append(
            Coming(
                max(as_day(notice.send_after), day),
                f"Reminder goes to {notice.recipient}",
                notice.get_state_display().lower(),
            )
        )
    for step in steps:
        if step.is_settled or step.responsible == Responsible.STATE:
            continue
        days_before = timeline_of(step.dashboard_year).reminder_days
        reminder = next_reminder(step.due_on, case.opened_on, days_before, day)
        if reminder is not None:
            lines.append(Coming(reminder, f"Reminder: {step.title}", "notice, 8 a.m."))
    return sorted(lines, key=lambda line: (line.day, line.title))[:COMING_SHOWN]


def recent_changes(user: User, case: AssistanceCase) -> list[CaseEvent]:
    """Who changed what last: dates, leads, years, not the opening."""
    events = CaseEvent.objects.visible_to(user).filter(case=case).exclude(kind=EventKind.OPENED)
    return list(events.select_related("by")[:CHANGES_SHOWN])


def year_to_add(case: AssistanceCase) -> Determination | None:
    """The latest determination of assistance that is newer than the case's Dashboard years."""
    last = max((year.dashboard_year for year in case.years.all()), default=0)
    newer = [
        found
        for found in determinations_of_lea(case.lea)
        if found.year > last and standing_of(found).is_eligible
    ]
    return max(newer, key=lambda found: found.year, default=None)


def eligibility_words(case: AssistanceCase) -> tuple[int, int | None] | None:
    """Level and year of assistance by the latest Dashboard year of the case, for its chip."""
    years = list(case.years.all())
    if not years or years[-1].determination is None:
        return None
    standing = standing_of(years[-1].determination)
    return (standing.level, standing.year_of_assistance) if standing.level else None
