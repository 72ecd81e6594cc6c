"""The stages of a case, and where a case stands: pure, from its milestones.

A case is in the first stage that still has a required milestone open. Milestones that are done or
not needed are settled. No milestone ever closes a case: a person does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar


@dataclass(frozen=True)
class Stage:
    """A stage in the words of staff and in everyday words; a district is not shown the closing."""

    key: str
    title: str
    district_title: str


STAGES: tuple[Stage, ...] = (
    Stage("contact", "Contact", "We get in touch"),
    Stage("needs_identification", "Needs identification", "We look at strengths and needs"),
    Stage("root_cause", "Root cause", "We find root causes together"),
    Stage("support_approach", "Support approach", "We agree on the support"),
    Stage("assistance", "Assistance", "We work together on your plan (LCAP)"),
    Stage("written_summary", "Written summary", "You get a written summary"),
    Stage("follow_up", "Follow-up", "We stay in touch"),
    Stage("closed", "Closed", ""),
)
STAGE_KEYS: tuple[str, ...] = tuple(stage.key for stage in STAGES)
STAGE_BY_KEY: dict[str, Stage] = {stage.key: stage for stage in STAGES}
FAR_AHEAD = dt.timedelta(days=300)
CLOSED = "closed"
LAST_OPEN_STAGE = "follow_up"


class Responsible(StrEnum):
    """Who does a milestone."""

    COUNTY_OFFICE = "county office"
    DISTRICT = "district"
    STATE = "CDE and others"


class Step(Protocol):
    """What the workflow reads of a milestone."""

    stage: str
    due_on: dt.date
    done_on: dt.date | None
    is_optional: bool
    responsible: str
    position: int

    @property
    def is_settled(self) -> bool: ...


AnyStep = TypeVar("AnyStep", bound=Step)


class StageState(StrEnum):
    """How the stepper draws a stage."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to-come"
    NOT_DONE = "not-done"


@dataclass(frozen=True)
class StageProgress:
    """One stage of one case: where it stands and the days to write under it.

    `first_done` and `last_done` span what was done; `due_on` is the last open due date.
    """

    stage: Stage
    number: int
    state: StageState
    first_done: dt.date | None
    last_done: dt.date | None
    due_on: dt.date | None
    seen_on: dt.date | None = None

    @property
    def label(self) -> str:
        return self.stage.title

    @property
    def when(self) -> str:
        """ "Nov 21 to Dec 3" when done, "by Feb 14" before, "" without a day; "not done" where the
        case was closed before.

        A day to come that is most of a year away has its year: "by Nov 21, 2028".
        """
        if self.state is StageState.NOT_DONE:
            return "not done"
        if self.state is StageState.DONE:
            if self.first_done is None or self.last_done is None:
                return ""
            if self.first_done == self.last_done:
                return _short(self.last_done)
            return f"{_short(self.first_done)} to {_short(self.last_done)}"
        if self.due_on is None:
            return ""
        is_far = self.seen_on is not None and self.due_on - self.seen_on > FAR_AHEAD
        return f"by {_short(self.due_on)}" + (f", {self.due_on.year}" if is_far else "")


def _short(day: dt.date) -> str:
    return f"{day:%b} {day.day}"


def current_stage(steps: Iterable[Step], *, is_closed: bool) -> Stage:
    """The stage that a case is in."""
    if is_closed:
        return STAGE_BY_KEY[CLOSED]
    waiting = {step.stage for step in steps if not step.is_settled and not step.is_optional}
    return next((stage for stage in STAGES if stage.key in waiting), STAGE_BY_KEY[LAST_OPEN_STAGE])


def stage_progress(
    steps: Sequence[Step], *, is_closed: bool, seen_on: dt.date | None = None
) -> list[StageProgress]:
    """All eight stages in order, for the stepper; `seen_on` is the day of the reader.

    Of a closed case those are not done in which a required step was open: closing ends a stage, it
    does not do it.
    """
    now = STAGE_KEYS.index(current_stage(steps, is_closed=is_closed).key)
    progress = []
    for index, stage in enumerate(STAGES):
        own = [step for step in steps if step.stage == stage.key]
        done = [step.done_on for step in own if step.done_on]
        due = [step.due_on for step in own if not step.is_settled]
        if is_closed:
            waits = any(not step.is_settled and not step.is_optional for step in own)
            state = StageState.NOT_DONE if waits else StageState.DONE
        elif index == now:
            state = StageState.NOW
        else:
            state = StageState.DONE if index < now else StageState.TO_COME
        progress.append(
            StageProgress(
                stage=stage,
                number=index + 1,
                state=state,
                first_done=min(done, default=None),
                last_done=max(done, default=None),
                due_on=max(due, default=None),
                seen_on=seen_on,
            )
        )
    return progress


def met_again_reason(year: int) -> str:
    """Why the open end of the two years before is not needed any more."""
    return f"Met again on the {year} Dashboard: the two years count anew."


def open_steps(steps: Iterable[AnyStep]) -> list[AnyStep]:
    """What is still to do, the earliest due first."""
    return sorted(
        (step for step in steps if not step.is_settled),
        key=lambda step: (step.due_on, STAGE_KEYS.index(step.stage), step.position),
    )


def next_action(steps: Iterable[AnyStep]) -> AnyStep | None:
    """The open milestone of the county or the district that is due first.

    What the state does is not an action of the desk's people, so it is never the next one.
    """
    return next((step for step in open_steps(steps) if step.responsible != Responsible.STATE), None)


def asked_of_district(steps: Iterable[AnyStep], *, until: dt.date) -> AnyStep | None:
    """The one thing to ask the district for among its steps due until that day.

    A required step comes before an optional one, then the one due first.
    """
    near = [
        step
        for step in open_steps(steps)
        if step.responsible == Responsible.DISTRICT and step.due_on <= until
    ]
    return min(near, key=lambda step: step.is_optional, default=None)
