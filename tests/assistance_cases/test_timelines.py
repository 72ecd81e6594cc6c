"""The timelines are dated data: the county's 2017-18 cycle as drafted, and today's."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistance_cases.timelines import (
    FOLDER,
    NAMES,
    Timeline,
    TimelineError,
    case_due_dates,
    load_timeline,
    read_timeline,
    releases,
    timeline_of,
)
from assistance_cases.workflow import CLOSED, STAGE_KEYS, Responsible

RELEASE_2024 = dt.date(2024, 11, 21)


def test_the_cycle_of_2017_has_the_eighteen_milestones_of_its_draft_by_month() -> None:
    timeline = load_timeline("2017-18")
    months: dict[str, int] = {}
    for milestone in timeline.milestones:
        months[milestone.heading] = months.get(milestone.heading, 0) + 1
    assert months == {
        "October 2017": 3,
        "November 2017": 5,
        "December 2017": 2,
        "January 2018": 6,
        "Spring 2018": 2,
    }


def test_the_release_of_2017_is_the_week_that_the_draft_names() -> None:
    rule = load_timeline("2017-18").milestone("dashboard_release").due
    assert (rule.first, rule.last) == (dt.date(2017, 11, 27), dt.date(2017, 12, 1))
    assert rule.last == releases()[2017].day


@pytest.mark.parametrize("name", NAMES)
def test_what_a_district_does_or_gets_has_everyday_words(name: str) -> None:
    for milestone in load_timeline(name).milestones:
        if milestone.is_for_each_case and milestone.responsible is Responsible.DISTRICT:
            assert milestone.district_title, milestone.key
        assert "EC 5" not in milestone.district_title


def test_each_stage_before_closing_has_a_step_in_the_standing_timeline() -> None:
    stages = {step.stage for step in load_timeline("standing").of_each_case(2024)}
    assert stages == set(STAGE_KEYS) - {CLOSED}


@pytest.mark.parametrize(
    ("year", "name"), [(2017, "2017-18"), (2018, "standing"), (2026, "standing")]
)
def test_a_dashboard_year_follows_its_own_timeline(year: int, name: str) -> None:
    assert timeline_of(year).name == name


def test_a_year_before_all_timelines_is_refused() -> None:
    with pytest.raises(TimelineError, match="No timeline covers the Dashboard of 2016"):
        timeline_of(2016)


def test_the_two_years_of_assistance_are_a_step_since_2023_only() -> None:
    standing = load_timeline("standing")
    assert "two_years_reached" not in {step.key for step in standing.of_each_case(2022)}
    assert "two_years_reached" in {step.key for step in standing.of_each_case(2023)}


def _due(**changes: dt.date) -> dict[str, dt.date]:
    days = {"release_on": RELEASE_2024, "opened_on": dt.date(2024, 11, 22)} | changes
    return case_due_dates(load_timeline("standing"), 2024, **days)


def test_a_case_opened_at_the_release_has_its_steps_in_the_order_of_the_stages() -> None:
    due = _due()
    assert due["superintendent_contact"] == dt.date(2024, 12, 6)
    assert due["superintendent_contact"] < due["first_meeting_held"] < due["root_cause_analysis"]
    assert due["written_summary"] == dt.date(2025, 6, 30)
    assert due["two_years_reached"] == dt.date(2026, 11, 21)


def test_steps_count_from_the_first_meeting_once_it_was_held() -> None:
    held = dt.date(2024, 12, 12)
    assert _due(first_meeting_on=held)["strengths_and_weaknesses"] == dt.date(2025, 1, 2)
    assert _due()["strengths_and_weaknesses"] > dt.date(2025, 1, 2)


def test_a_case_that_opens_late_begins_with_no_step_overdue() -> None:
    opened = dt.date(2026, 12, 28)
    due = _due(opened_on=opened)
    assert min(due.values()) > opened


def test_what_follows_up_a_dashboard_long_past_does_not_become_the_first_step() -> None:
    due = _due(opened_on=dt.date(2026, 12, 28))
    assert due["next_dashboard_read"] == due["two_years_reached"] == due["written_summary"]
    assert due["written_summary"] == dt.date(2027, 6, 30)


def test_every_dashboard_with_determinations_has_its_release() -> None:
    assert set(releases()) == {2017, 2018, 2019, 2022, 2023, 2024, 2025, 2026}
    for year, release in releases().items():
        assert release.day.year == year
        assert release.known in {"released", "statutory day", "draft timeline"}


WHOLE = """
name: bent
title: A bent timeline
first_dashboard_year: 2018
source: a test
checked: 2026-11-23
reminders: {days_before: [7]}
milestones:
  - key: contact
    for: each case
    stage: contact
    title: Contact
    responsible: county office
    due: {from: case opening, business_days: 5}
"""


def _read(tmp_path: Path, text: str) -> Timeline:
    path = tmp_path / "bent.yaml"
    path.write_text(text, encoding="utf-8")
    return read_timeline(path)


def test_the_smallest_timeline_is_read(tmp_path: Path) -> None:
    assert _read(tmp_path, WHOLE).milestone("contact").position == 0


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("source: a test", "", "'source' is missing"),
        ("stage: contact", "stage: kontact", "'kontact' is no stage"),
        ("stage: contact", "stage: closed", "'closed' is no stage"),
        ("responsible: county office", "responsible: nobody", "nobody"),
        ("title: Contact", "titel: Contact", "unknown titel"),
        ("{from: case opening, business_days: 5}", "{days: 5}", "a due date has"),
        ("{from: case opening, business_days: 5}", "{from: first meeting}", "first meeting"),
        ("for: each case", "for: everybody", "everybody"),
        (
            "{from: case opening, business_days: 5}",
            "{first: 2018-02-01, last: 2018-01-01}",
            "ends before it begins",
        ),
    ],
)
def test_a_fault_in_a_timeline_is_named(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    with pytest.raises(TimelineError, match=words) as fault:
        _read(tmp_path, WHOLE.replace(before, after))
    assert "bent.yaml" in str(fault.value)


def test_a_key_may_be_there_once_only(tmp_path: Path) -> None:
    milestone = WHOLE[WHOLE.index("  - key") :]
    with pytest.raises(TimelineError, match="contact is there twice"):
        _read(tmp_path, WHOLE + milestone)


def test_every_file_of_the_folder_is_a_timeline_or_the_releases() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {*NAMES, "releases"}
