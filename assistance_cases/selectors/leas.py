"""The list of a county's LEAs: each with its level, its case and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace

from assistance_cases.models import AssistanceCase, Milestone
from assistance_cases.selectors.cases import cases_for, closed_cases_for, open_cases_for
from assistance_cases.selectors.dashboards import chosen_year
from assistance_cases.standing import Standing, standing_of
from assistance_cases.workflow import (
    CLOSED,
    STAGE_BY_KEY,
    STAGE_KEYS,
    Stage,
    current_stage,
    next_action,
)
from county_office.models import County, Lea, LeaKind, User
from county_office.selectors import former_names, leas_by_cds, today
from eligibility.models import YES, Determination, Status
from eligibility.outlook import NOTHING_KNOWN, GroupStanding, Outlook, outlook_of
from eligibility.rules import UNDETERMINED_LETTER
from eligibility.selectors import criteria_of_hash, determinations_of_county, staleness

RECEIVING, MINE, OVERDUE = "receiving", "mine", "overdue"
WATCH, NEAR, EVERY = "watch", "near", "every"
CLOSED_CASES = "closed"
NO_CASE = "none"
UP_TO_DATE, OUT_OF_DATE, OPEN, NOT_DETERMINED = "current", "stale", "open", "none"
THIS_WEEK, THIS_MONTH, NOTHING_DUE = "week", "month", "none"
DAYS_AHEAD = {THIS_WEEK: 7, THIS_MONTH: 31}
FAR_AHEAD = dt.date.max
METHODS = ("1", "2", "3", "4")


@dataclass(frozen=True)
class LeaRow:
    """An LEA as a line of the list; without an open case `case` and `next` are None.

    `closed_case` is the one closed last, where none is open; `stage` is then "Closed". Without any
    case it is None.
    """

    lea: Lea
    cds: str
    determination: Determination | None
    standing: Standing
    case: AssistanceCase | None
    stage: Stage | None
    next: Milestone | None
    closed_case: AssistanceCase | None = None
    case_answers: bool = False  # the open case began with this Dashboard or one before
    was_answered: bool = False  # the closed case answered this Dashboard or a later one
    outlook: Outlook = NOTHING_KNOWN
    is_stale: bool = False
    found_by: str = ""  # the former name by which a search found it

    @property
    def shown_groups(self) -> tuple[GroupStanding, ...]:
        """Groups that meet two priorities; where there are none, near misses."""
        return self.outlook.meeting or self.outlook.near

    @property
    def shown_priorities(self) -> list[int]:
        return sorted({number for group in self.shown_groups for number in group.priorities})

    @property
    def watch_words(self) -> str:
        """How near the LEA is to Level 3: "2 of 3 groups; EL is one year short"."""
        watch = self.outlook.watch
        if watch is None:
            return ""
        words = f"{len(watch.secured)} of {watch.groups_needed} groups"
        if not watch.one_more:
            return words
        *first, last = watch.one_more
        who = f"{', '.join(first)} and {last}" if first else last
        return f"{words}; {who} {'are' if first else 'is'} one year short"

    @property
    def state(self) -> str:
        """Not determined; open in part; out of date; or up to date."""
        if self.determination is None:
            return NOT_DETERMINED
        if self.is_stale:
            return OUT_OF_DATE
        return OPEN if _is_open(self.determination) else UP_TO_DATE

    @property
    def stage_number(self) -> int:
        return STAGE_KEYS.index(self.stage.key) + 1 if self.stage else 0

    @property
    def due_on(self) -> dt.date | None:
        return self.next.due_on if self.next else None

    @property
    def receives_assistance(self) -> bool:
        """By this Dashboard: it makes the LEA eligible, or the open case was there already."""
        return self.case_answers or self.standing.is_eligible


@dataclass(frozen=True)
class LeaFilter:
    """What the list is narrowed to; an empty value does not narrow."""

    q: str = ""
    level: str = ""
    method: str = ""
    group: str = ""
    priority: str = ""
    kind: str = ""
    state: str = ""
    stage: str = ""
    lead: str = ""
    due: str = ""


FILTERS = tuple(each.name for each in fields(LeaFilter))


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
    """Every LEA of the county in that Dashboard year, in a constant number of queries, without
    what only the long explanations tell."""
    return _rows(user, county, year, determinations_of_county(county, year).defer("explanation"))


def listed_rows(user: User, county: County, year: int) -> list[LeaRow]:
    """The same with each LEA's outlook and whether its determination is out of date."""
    found = list(determinations_of_county(county, year).select_related("run", "lea__county"))
    stale = staleness(found)
    return [
        replace(
            row,
            outlook=outlook_of(
                criteria_of_hash(year, row.determination.criteria_hash), row.determination
            ),
            is_stale=stale[row.determination.pk].is_stale,
        )
        if row.determination
        else row
        for row in _rows(user, county, year, found)
    ]


def _rows(user: User, county: County, year: int, found: Iterable[Determination]) -> list[LeaRow]:
    by_cds = leas_by_cds(year, county.pk)
    determinations = {determination.lea_id: determination for determination in found}
    cases = {case.lea_id: case for case in open_cases_for(user, county)}
    closed: dict[int, AssistanceCase] = {}
    for case in closed_cases_for(user, county):
        if case.lea_id not in cases:
            closed.setdefault(case.lea_id, case)
    listed = {lea.pk: (cds, lea) for cds, lea in by_cds.items() if lea.kind != LeaKind.STATE}
    for case in (cases | closed).values():  # an LEA whose code has ended keeps its case in sight
        listed.setdefault(case.lea_id, ("", case.lea))
    return [
        _row(lea, cds, year, determinations.get(lea.pk), cases.get(lea.pk), closed.get(lea.pk))
        for cds, lea in listed.values()
    ]


def _row(
    lea: Lea,
    cds: str,
    year: int,
    determination: Determination | None,
    case: AssistanceCase | None,
    closed_case: AssistanceCase | None,
) -> LeaRow:
    steps = list(case.milestones.all()) if case else []
    stage = STAGE_BY_KEY[CLOSED] if closed_case else None
    return LeaRow(
        lea=lea,
        cds=cds,
        determination=determination,
        standing=standing_of(determination),
        case=case,
        stage=current_stage(steps, is_closed=False) if case else stage,
        next=next_action(steps),
        closed_case=closed_case,
        case_answers=case is not None
        and any(each.dashboard_year <= year for each in case.years.all()),
        was_answered=closed_case is not None
        and any(each.dashboard_year >= year for each in closed_case.years.all()),
    )


def rows_of_tab(rows: Iterable[LeaRow], tab: str, user: User) -> list[LeaRow]:
    """The rows of a saved view; an unknown one shows those receiving assistance."""
    day = today()
    views: dict[str, Callable[[LeaRow], bool]] = {
        RECEIVING: lambda row: row.receives_assistance,
        MINE: lambda row: row.case is not None and row.case.case_lead_id == user.pk,
        OVERDUE: lambda row: row.due_on is not None and row.due_on < day,
        WATCH: lambda row: row.outlook.is_on_watch,
        NEAR: lambda row: bool(row.outlook.near),
        CLOSED_CASES: lambda row: row.closed_case is not None,
        EVERY: lambda row: True,
    }
    return [row for row in rows if views.get(tab, views[RECEIVING])(row)]


def filtered_rows(rows: Iterable[LeaRow], narrowed_to: LeaFilter) -> list[LeaRow]:
    """The rows that pass; an LEA is also found by a name that it had."""
    return [row for row in _searched(list(rows), narrowed_to.q) if _passes(row, narrowed_to)]


def _searched(rows: list[LeaRow], q: str) -> list[LeaRow]:
    words = q.lower().split()
    if not words:
        return rows
    former = former_names(row.lea.pk for row in rows)
    found = []
    for row in rows:
        names = [row.lea.name, *former.get(row.lea.pk, [])]
        by = [name for name in names if all(each in f"{name} {row.cds}".lower() for each in words)]
        if by:
            found.append(row if by[0] == row.lea.name else replace(row, found_by=by[0]))
    return found


def _passes(row: LeaRow, wanted: LeaFilter) -> bool:
    stages = [row.stage.key] if row.stage else []
    if row.case is None:  # a closed case keeps nobody from opening the next one
        stages.append(NO_CASE)
    lead = str(row.case.case_lead_id) if row.case else NO_CASE
    return (
        wanted.level in ("", level_key(row.standing))
        and wanted.kind in ("", row.lea.kind)
        and wanted.state in ("", row.state)
        and wanted.stage in ("", *stages)
        and wanted.lead in ("", lead)
        and (not wanted.method or _meets_method(row.determination, wanted.method))
        and (not (wanted.group or wanted.priority) or _some_group_fits(row, wanted))
        and (not wanted.due or _is_due(row.due_on, wanted.due))
    )


def _meets_method(determination: Determination | None, number: str) -> bool:
    return number in METHODS and getattr(determination, f"method{number}", None) == YES


def _some_group_fits(row: LeaRow, wanted: LeaFilter) -> bool:
    """One same group is the wanted one and meets the wanted priority, or by the indicator."""
    return any(
        wanted.group in ("", group.group)
        and (
            not wanted.priority
            or wanted.priority in (*map(str, group.priorities), *group.indicators)
        )
        for group in row.shown_groups
    )


def _is_due(due_on: dt.date | None, wanted: str) -> bool:
    if due_on is None:
        return wanted == NOTHING_DUE
    day = today()
    if wanted == OVERDUE:
        return due_on < day
    ahead = DAYS_AHEAD.get(wanted)
    return ahead is not None and due_on <= day + dt.timedelta(days=ahead)


def _is_open(determination: Determination) -> bool:
    """Whether a missing file leaves an answer or a letter open."""
    answers = [determination.eligible, determination.level3]
    answers += [getattr(determination, f"method{number}") for number in METHODS]
    return None in answers or UNDETERMINED_LETTER in determination.letters.values()


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
        "groups": lambda row: (-len(row.outlook.meeting), -len(row.outlook.near), row.lea.name),
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
