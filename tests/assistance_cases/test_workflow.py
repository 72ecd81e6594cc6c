"""Where a case stands follows from its milestones alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assistance_cases.workflow import (
    STAGE_KEYS,
    Responsible,
    StageState,
    asked_of_district,
    current_stage,
    next_action,
    open_steps,
    stage_progress,
)


@dataclass
class FakeStep:
    """A milestone as the workflow reads it."""

    stage: str
    due_on: dt.date = dt.date(2025, 2, 1)
    done_on: dt.date | None = None
    is_optional: bool = False
    responsible: str = Responsible.COUNTY_OFFICE
    position: int = 0
    not_needed: bool = False

    @property
    def is_settled(self) -> bool:
        return self.done_on is not None or self.not_needed


DONE = dt.date(2025, 1, 7)


def test_a_case_is_in_the_first_stage_that_has_a_required_step_open() -> None:
    steps = [
        FakeStep("contact", done_on=DONE),
        FakeStep("needs_identification", not_needed=True),
        FakeStep("root_cause"),
        FakeStep("support_approach", done_on=DONE),
    ]
    assert current_stage(steps, is_closed=False).key == "root_cause"


def test_an_optional_step_holds_nothing_back() -> None:
    steps = [FakeStep("contact", is_optional=True), FakeStep("assistance")]
    assert current_stage(steps, is_closed=False).key == "assistance"


def test_no_step_ever_closes_a_case() -> None:
    settled = [FakeStep("follow_up", done_on=DONE)]
    assert current_stage(settled, is_closed=False).key == "follow_up"
    assert current_stage(settled, is_closed=True).key == "closed"


def test_the_stepper_has_eight_stages_and_one_is_now() -> None:
    steps = [
        FakeStep("contact", done_on=dt.date(2024, 11, 21)),
        FakeStep("contact", done_on=dt.date(2024, 12, 3)),
        FakeStep("root_cause", due_on=dt.date(2025, 2, 14)),
    ]
    progress = stage_progress(steps, is_closed=False)
    assert [each.stage.key for each in progress] == list(STAGE_KEYS)
    assert [each.state for each in progress[:4]] == [
        StageState.DONE,
        StageState.DONE,
        StageState.NOW,
        StageState.TO_COME,
    ]
    assert progress[0].when == "Nov 21 to Dec 3"
    assert progress[1].when == ""
    assert progress[2].when == "by Feb 14"
    early = stage_progress(steps, is_closed=False, seen_on=dt.date(2024, 1, 15))
    assert early[2].when == "by Feb 14, 2025"


def test_a_closed_case_with_every_required_step_settled_has_all_eight_stages_done() -> None:
    steps = [FakeStep("contact", done_on=DONE), FakeStep("follow_up", is_optional=True)]
    progress = stage_progress(steps, is_closed=True)
    assert {each.state for each in progress} == {StageState.DONE}


def test_closing_does_not_do_the_stages_in_which_a_required_step_is_open() -> None:
    steps = [FakeStep("contact", done_on=DONE), FakeStep("assistance"), FakeStep("follow_up")]
    progress = {each.stage.key: each for each in stage_progress(steps, is_closed=True)}
    not_done = [key for key, each in progress.items() if each.state is StageState.NOT_DONE]
    assert not_done == ["assistance", "follow_up"]
    assert progress["assistance"].when == "not done"
    assert progress["closed"].state is StageState.DONE


def test_the_next_action_is_the_open_step_due_first_but_never_the_states() -> None:
    states = FakeStep("contact", due_on=dt.date(2025, 1, 1), responsible=Responsible.STATE)
    later = FakeStep("contact", due_on=dt.date(2025, 1, 9))
    sooner = FakeStep("root_cause", due_on=dt.date(2025, 1, 8))
    assert next_action([states, later, sooner]) is sooner
    assert next_action([states]) is None


def test_steps_due_the_same_day_come_in_the_order_of_the_stages_and_the_timeline() -> None:
    second = FakeStep("contact", position=2)
    third = FakeStep("root_cause", position=1)
    first = FakeStep("contact", position=1)
    assert open_steps([third, second, first]) == [first, second, third]


def test_a_district_is_asked_for_its_own_required_step_once_it_is_near() -> None:
    due = dt.date(2025, 2, 1)
    required = FakeStep("assistance", due_on=due, responsible=Responsible.DISTRICT)
    sooner = FakeStep(
        "contact",
        due_on=dt.date(2025, 1, 20),
        responsible=Responsible.DISTRICT,
        is_optional=True,
    )
    steps = [FakeStep("contact"), sooner, required]
    assert asked_of_district(steps, until=due) is required
    assert asked_of_district(steps, until=dt.date(2025, 1, 31)) is sooner
    assert asked_of_district([FakeStep("contact")], until=due) is None
