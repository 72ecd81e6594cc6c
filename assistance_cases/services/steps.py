"""The milestones of a case are made from its timeline, and follow the first meeting."""

from __future__ import annotations

import datetime as dt

from assistance_cases.deadlines import Anchor
from assistance_cases.models import AssistanceCase, Cycle, Milestone
from assistance_cases.services.reminders import withdraw_reminders
from assistance_cases.timelines import TimelineMilestone, case_due_dates, load_timeline
from county_office.models import LeaKind, User

_CITED_KIND = {
    LeaKind.DISTRICT: "district",
    LeaKind.COUNTY_OFFICE: "county office",
    LeaKind.CHARTER: "charter",
    LeaKind.STATE: "district",
}


def create_milestones(
    *,
    case: AssistanceCase,
    cycle: Cycle,
    steps: list[TimelineMilestone],
    counted_from: dt.date,
) -> list[Milestone]:
    """Writes these steps of the cycle's timeline for the case; `counted_from` is the day that
    stands for the opening (of the case, or of the year that is added to it)."""
    due = case_due_dates(
        load_timeline(cycle.timeline),
        cycle.dashboard_year,
        release_on=cycle.release_on,
        opened_on=counted_from,
    )
    kind = _CITED_KIND[LeaKind(case.lea.kind)]
    return Milestone.objects.bulk_create(
        Milestone(
            case=case,
            dashboard_year=cycle.dashboard_year,
            key=step.key,
            position=step.position,
            stage=step.stage,
            title=step.title,
            district_title=step.district_title,
            responsible=step.responsible,
            citation=step.citation.get(kind, ""),
            is_optional=step.is_optional,
            shared_with_district=bool(step.district_title),
            timeline_due_on=due[step.key],
            due_on=due[step.key],
        )
        for step in steps
    )


def follow_first_meeting(*, meeting: Milestone, cycle: Cycle, by: User) -> list[Milestone]:
    """Moves the open steps that hang on the first meeting after its day has changed.

    Does nothing when the milestone is not the first meeting. A step whose date a person moved by
    hand keeps that date; done steps keep theirs. Returns the steps that moved.
    """
    timeline = load_timeline(cycle.timeline)
    rules = {step.key: step for step in timeline.milestones}
    if meeting.key not in rules or rules[meeting.key].anchor is not Anchor.FIRST_MEETING:
        return []
    case = meeting.case
    due = case_due_dates(
        timeline,
        cycle.dashboard_year,
        release_on=cycle.release_on,
        opened_on=case.opened_on,
        first_meeting_on=meeting.done_on or meeting.due_on,
    )
    moved = []
    for milestone in case.milestones.select_for_update().filter(
        dashboard_year=cycle.dashboard_year, done_on=None, not_needed_reason=""
    ):
        rule = rules.get(milestone.key)
        if rule is None or rule.due.anchor is not Anchor.FIRST_MEETING:
            continue
        if milestone.due_on == milestone.timeline_due_on != due[milestone.key]:
            milestone.due_on = due[milestone.key]
            withdraw_reminders(
                case=case, milestone=milestone, by=by, reason="The first meeting moved its date."
            )
            moved.append(milestone)
        milestone.timeline_due_on = due[milestone.key]
        milestone.save(update_fields=["due_on", "timeline_due_on"])
    return moved
