"""The list of a county's LEAs: each with its level, its case and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistance_cases.models import AssistanceCase, Milestone
from assistance_cases.selectors.cases import cases_for, open_cases_for
from assistance_cases.selectors.dashboards import chosen_year
from assistance_cases.standing import Standing, standing_of
from assistance_cases.workflow import STAGE_KEYS, Stage, current_stage, next_action
from county_office.models import County, Lea, User
from county_office.selectors import leas_by_cds, today
from eligibility.models import Determination, Status
from eligibility.selectors import determinations_of_county

RECEIVING, MINE, OVERDUE, EVERY = "receiving", "mine", "overdue", "every"
NO_CASE = "none"
FAR_AHEAD = dt.date.max


@dataclass(frozen=True)
class LeaRow:
    """An LEA as a line of the list; without an open case `case`, `stage` and `next` are None."""

    lea: Lea
    cds: str
    determination: Determination | None
    standing: Standing
    case: AssistanceCase | None
    stage: Stage | None
    next: Milestone | None

    @property
    def stage_number(self) -> int:
        return STAGE_KEYS.index(self.stage.key) + 1 if self.stage else 0

    @property
    def due_on(self) -> dt.date | None:
        return self.next.due_on if self.next else None

    @property
    def receives_assistance(self) -> bool:
        """A case is open, or the Dashboard makes the LEA eligible for one."""
        return self.case is not None or self.standing.is_eligible


@dataclass(frozen=True)
class LeaFilter:
    """What the list is narrowed to; an empty value does not narrow."""

    q: str = ""
    level: str = ""
    group: str = ""
    priority: str = ""
    stage: str = ""
    lead: str = ""


def count_receiving_assistance(user: User, county: County) -> int:
    """LEAs of the county with an open case or eligible on the latest Dashboard, for the top bar."""
    year = chosen_year(county)
    with_case = cases_for(user, county).filter(closed_on__isnull=True)
    leas = set(with_case.values_list("lea_id", flat=True))
    if year is not None:
        assisted = determinations_of_county(county, year).filter(
            status=Status.DIFFERENTIATED_ASSISTANCE
        )
        leas |= set(assisted.order_by().values_list("lea_id", flat=True))
    return len(leas)


def lea_rows(user: User, county: County, year: int) -> list[LeaRow]:
    """Every LEA of the county in that Dashboard year, in a constant number of queries."""
    by_cds = leas_by_cds(year, county.pk)
    found = determinations_of_county(county, year).defer("explanation")  # the long part
    determinations = {determination.lea_id: determination for determination in found}
    cases = {case.lea_id: case for case in open_cases_for(user, county)}
    listed = {lea.pk: (cds, lea) for cds, lea in by_cds.items()}
    for case in cases.values():  # an LEA whose code has ended keeps its open case in sight
        listed.setdefault(case.lea_id, ("", case.lea))
    return [
        _row(lea, cds, determinations.get(lea.pk), cases.get(lea.pk))
        for cds, lea in listed.values()
    ]


def _row(
    lea: Lea, cds: str, determination: Determination | None, case: AssistanceCase | None
) -> LeaRow:
    steps = list(case.milestones.all()) if case else []
    return LeaRow(
        lea=lea,
        cds=cds,
        determination=determination,
        standing=standing_of(determination),
        case=case,
        stage=current_stage(steps, is_closed=False) if case else None,
        next=next_action(steps),
    )


def rows_of_tab(rows: Iterable[LeaRow], tab: str, user: User) -> list[LeaRow]:
    """The rows of a saved view; an unknown one shows those receiving assistance."""
    day = today()
    views: dict[str, Callable[[LeaRow], bool]] = {
        RECEIVING: lambda row: row.receives_assistance,
        MINE: lambda row: row.case is not None and row.case.case_lead_id == user.pk,
        OVERDUE: lambda row: row.due_on is not None and row.due_on < day,
        EVERY: lambda row: True,
    }
    return [row for row in rows if views.get(tab, views[RECEIVING])(row)]


def filtered_rows(rows: Iterable[LeaRow], narrowed_to: LeaFilter) -> list[LeaRow]:
    return [row for row in rows if _passes(row, narrowed_to)]


def _passes(row: LeaRow, wanted: LeaFilter) -> bool:
    words = wanted.q.lower().split()
    text = f"{row.lea.name} {row.cds}".lower()
    stage = row.stage.key if row.stage else NO_CASE
    lead = str(row.case.case_lead_id) if row.case else NO_CASE
    return (
        all(word in text for word in words)
        and wanted.level in ("", level_key(row.standing))
        and (not wanted.group or wanted.group in row.standing.groups)
        and (not wanted.priority or int(wanted.priority) in row.standing.priorities)
        and wanted.stage in ("", stage)
        and wanted.lead in ("", lead)
    )


def level_key(standing: Standing) -> str:
    """The level as the filter writes it: 3, 2-1 and 2-2 for the years of Level 2, 2, 1, unknown."""
    if standing.level is None:
        return "unknown"
    if standing.level == 2 and standing.year_of_assistance:
        return f"2-{standing.year_of_assistance}"
    return str(standing.level)


def sorted_rows(rows: Iterable[LeaRow], order: str) -> list[LeaRow]:
    """Sorted by a column ("-due" downwards); by level and then by due date without one."""
    orders: dict[str, Callable[[LeaRow], tuple[object, ...]]] = {
        "name": lambda row: (row.lea.name,),
        "level": lambda row: (row.standing.rank, row.lea.name),
        "stage": lambda row: (row.stage_number, row.lea.name),
        "due": lambda row: (row.due_on or FAR_AHEAD, row.lea.name),
        "lead": lambda row: (str(row.case.case_lead) if row.case else "~", row.lea.name),
    }
    chosen = orders.get(order.removeprefix("-"))
    if chosen is None:
        return sorted(
            rows, key=lambda row: (row.standing.rank, row.due_on or FAR_AHEAD, row.lea.name)
        )
    return sorted(rows, key=chosen, reverse=order.startswith("-"))
