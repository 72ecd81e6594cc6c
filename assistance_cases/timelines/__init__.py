"""The timelines of assistance as dated data: `<name>.yaml` here, read and checked once.

`load_timeline(name)` and `timeline_of(dashboard_year)` give frozen dataclasses; a fault in a file
raises `TimelineError` that names the file, the milestone and what is wrong.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistance_cases.deadlines import Anchor, DueRule, add_business_days, due_date
from assistance_cases.workflow import CLOSED, STAGE_BY_KEY, Responsible

FOLDER = Path(__file__).resolve().parent
NAMES = ("2017-18", "standing")
EACH_CASE = "each case"
ALL_LEAS = "all LEAs"
EACH_YEAR = "each year"
WHEN_MET_AGAIN = "when met again"
REPETITIONS = {"", EACH_YEAR, WHEN_MET_AGAIN}
CITED_KINDS = {"district", "county office", "charter"}


class TimelineError(ValueError):
    """A timeline file that cannot be used."""


@dataclass(frozen=True)
class TimelineMilestone:
    """A milestone of a timeline: a step of each case, or an event for all LEAs of the county."""

    key: str
    title: str
    responsible: Responsible
    due: DueRule
    heading: str
    position: int
    is_for_each_case: bool
    stage: str = ""
    district_title: str = ""
    detail: str = ""
    is_optional: bool = False
    anchor: Anchor | None = None
    first_dashboard_year: int = 0
    repeats: str = ""
    citation: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Timeline:
    """A whole timeline; `milestones` are in the file's order."""

    name: str
    title: str
    first_dashboard_year: int
    last_dashboard_year: int | None
    source: str
    checked: dt.date
    reminder_days: tuple[int, ...]
    late_opening_business_days: int | None
    milestones: tuple[TimelineMilestone, ...]

    def milestone(self, key: str) -> TimelineMilestone:
        """The milestone of that key; KeyError where there is none."""
        for milestone in self.milestones:
            if milestone.key == key:
                return milestone
        raise KeyError(key)

    def of_each_case(self, dashboard_year: int) -> list[TimelineMilestone]:
        """The steps that a case of that Dashboard year gets."""
        return [
            milestone
            for milestone in self.milestones
            if milestone.is_for_each_case and milestone.first_dashboard_year <= dashboard_year
        ]

    def of_added_year(self, dashboard_year: int, *, met_again: bool) -> list[TimelineMilestone]:
        """The steps that a later Dashboard year brings to a case that is open already."""
        wanted = {EACH_YEAR, WHEN_MET_AGAIN} if met_again else {EACH_YEAR}
        return [step for step in self.of_each_case(dashboard_year) if step.repeats in wanted]


@dataclass(frozen=True)
class Release:
    """The public release of a Dashboard; `known` says how well its day is known."""

    dashboard_year: int
    day: dt.date
    known: str
    source: str


def case_due_dates(
    timeline: Timeline,
    dashboard_year: int,
    *,
    release_on: dt.date,
    opened_on: dt.date,
    first_meeting_on: dt.date | None = None,
) -> dict[str, dt.date]:
    """The due date of each step of a case, by key.

    Until the first meeting was held, the steps that hang on it count from its own due date. Where
    the timeline says so, no step is due before some business days after the opening; one that
    counts from the release and had passed by then comes no earlier than the steps before it.
    """
    anchors = {Anchor.DASHBOARD_RELEASE: release_on, Anchor.CASE_OPENING: opened_on}
    earliest = dt.date.min
    if timeline.late_opening_business_days is not None:
        earliest = add_business_days(opened_on, timeline.late_opening_business_days)
    steps = timeline.of_each_case(dashboard_year)
    first_meeting = next((step for step in steps if step.anchor is Anchor.FIRST_MEETING), None)
    if first_meeting is not None:
        planned = max(due_date(first_meeting.due, anchors), earliest)
        anchors[Anchor.FIRST_MEETING] = first_meeting_on or planned
    dates: dict[str, dt.date] = {}
    for step in steps:
        day = due_date(step.due, anchors)
        has_passed = day < earliest and step.due.anchor is Anchor.DASHBOARD_RELEASE
        dates[step.key] = max([day, earliest, *(dates.values() if has_passed else ())])
    return dates


@cache
def load_timeline(name: str) -> Timeline:
    """The timeline of that name, checked; TimelineError where the file cannot be used."""
    path = FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise TimelineError(f"There is no timeline {name}: {path.name} is missing.")
    return read_timeline(path)


def timeline_of(dashboard_year: int) -> Timeline:
    """The timeline that a Dashboard year follows; TimelineError where none does."""
    for name in NAMES:
        timeline = load_timeline(name)
        last = timeline.last_dashboard_year
        if timeline.first_dashboard_year <= dashboard_year and (
            last is None or dashboard_year <= last
        ):
            return timeline
    raise TimelineError(f"No timeline covers the Dashboard of {dashboard_year}.")


@cache
def releases() -> dict[int, Release]:
    """The releases of `releases.yaml`, by Dashboard year."""
    rows = yaml.safe_load((FOLDER / "releases.yaml").read_text(encoding="utf-8"))
    return {year: Release(dashboard_year=year, **row) for year, row in rows.items()}


def read_timeline(path: Path) -> Timeline:
    """Reads and checks one file; TimelineError names the file, the milestone and the fault."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        timeline = Timeline(
            name=data["name"],
            title=data["title"],
            first_dashboard_year=data["first_dashboard_year"],
            last_dashboard_year=data.get("last_dashboard_year"),
            source=data["source"],
            checked=data["checked"],
            reminder_days=tuple(sorted(data["reminders"]["days_before"], reverse=True)),
            late_opening_business_days=data.get("late_opening", {}).get("business_days"),
            milestones=tuple(
                _read_milestone(path.name, position, row)
                for position, row in enumerate(data["milestones"])
            ),
        )
    except KeyError as missing:
        raise TimelineError(f"{path.name}: {missing} is missing.") from None
    _check_whole(path.name, timeline)
    return timeline


def _read_milestone(file: str, position: int, row: dict[str, Any]) -> TimelineMilestone:
    where = f"{file}: milestone {row.get('key', f'number {position + 1}')}"
    unknown = set(row) - _MILESTONE_KEYS
    if unknown:
        raise TimelineError(f"{where}: unknown {', '.join(sorted(unknown))}.")
    try:
        each_case = {EACH_CASE: True, ALL_LEAS: False}[row["for"]]
        stage = row["stage"] if each_case else ""
        if each_case and (stage not in STAGE_BY_KEY or stage == CLOSED):
            raise TimelineError(f"{where}: {stage!r} is no stage of a case.")
        if row.get("repeats", "") not in REPETITIONS:
            raise TimelineError(f"{where}: repeats {row['repeats']!r} is unknown.")
        if unknown := set(row.get("citation", {})) - CITED_KINDS:
            raise TimelineError(f"{where}: citation for unknown {', '.join(sorted(unknown))}.")
        return TimelineMilestone(
            key=row["key"],
            title=row["title"],
            responsible=Responsible(row["responsible"]),
            due=_read_due(where, row["due"]),
            heading=row.get("heading") or STAGE_BY_KEY[stage].title,
            position=position,
            is_for_each_case=each_case,
            stage=stage,
            district_title=row.get("district_title", ""),
            detail=row.get("detail", ""),
            is_optional=row.get("optional", False),
            anchor=Anchor(row["anchor"]) if "anchor" in row else None,
            first_dashboard_year=row.get("first_dashboard_year", 0),
            repeats=row.get("repeats", ""),
            citation=row.get("citation", {}),
        )
    except (KeyError, ValueError) as fault:
        if isinstance(fault, TimelineError):
            raise
        raise TimelineError(f"{where}: {fault} is missing or unknown.") from None


_MILESTONE_KEYS = {
    "key",
    "for",
    "stage",
    "heading",
    "title",
    "detail",
    "district_title",
    "responsible",
    "optional",
    "anchor",
    "first_dashboard_year",
    "repeats",
    "due",
    "citation",
}


def _read_due(where: str, row: dict[str, Any]) -> DueRule:
    match sorted(row):
        case ["first", "last"]:
            if row["first"] > row["last"]:
                raise TimelineError(f"{where}: its window ends before it begins.")
            return DueRule(first=row["first"], last=row["last"])
        case ["next"]:
            month, day = row["next"].split("-")
            return DueRule(next_month_day=(int(month), int(day)))
        case [*keys] if "from" in keys and set(keys) <= {"from", "years", "days", "business_days"}:
            offsets = {key: row[key] for key in keys if key != "from"}
            return DueRule(anchor=Anchor(row["from"]), **offsets)
    raise TimelineError(f"{where}: a due date has first and last, next, or from with an offset.")


def _check_whole(file: str, timeline: Timeline) -> None:
    keys = [milestone.key for milestone in timeline.milestones]
    if doubled := {key for key in keys if keys.count(key) > 1}:
        raise TimelineError(f"{file}: the key {', '.join(sorted(doubled))} is there twice.")
    holders = {milestone.anchor for milestone in timeline.milestones}
    for milestone in timeline.milestones:
        anchor = milestone.due.anchor
        if anchor is Anchor.FIRST_MEETING and anchor not in holders:
            raise TimelineError(
                f"{file}: milestone {milestone.key} hangs on the first meeting, "
                "but no milestone is that meeting."
            )
        if anchor not in (None, Anchor.DASHBOARD_RELEASE) and not milestone.is_for_each_case:
            raise TimelineError(
                f"{file}: milestone {milestone.key} is for all LEAs; it cannot hang on a case."
            )
