"""What the eligibility page of one LEA shows, put together from a determination and its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from county_office.dashboard_years import YEARS_WITHOUT_DASHBOARD
from county_office.models import Lea
from county_office.student_groups import GROUP_LABELS, groups_of_year
from county_office.words import listed, number_word
from dashboard_import import selectors as dashboard
from eligibility import explain, findings, selectors
from eligibility.agreement import agreement_with_list
from eligibility.cells import cell_of
from eligibility.criteria import Criteria, criteria_years, load_criteria
from eligibility.exit_path import ExitPath, GroupExit, exit_path
from eligibility.explain_cells import NearMiss, near_misses
from eligibility.grid import Grid, build_grid
from eligibility.level_3_watch import Level3Watch, level_3_watch
from eligibility.models import YES, Determination
from eligibility.reasons import Reason, amounts_of, counting_groups, reasons_of
from eligibility.rules import (
    PRIORITIES_OF_LETTER,
    UNDETERMINED_LETTER,
    level_of_support,
)


@dataclass(frozen=True)
class YearColumn:
    """A Dashboard year of the history; `level` is None where it is undetermined. A gap is years in
    which the state published no Dashboard: its level is carried from the year before, without a new
    determination."""

    label: str
    level: int | None = None
    da_year: int | None = None
    is_gap: bool = False


@dataclass(frozen=True)
class WatchRow:
    """A student group in the window of Level 3: met, not met or (None) not determined by year."""

    name: str
    years: tuple[tuple[int, bool | None], ...]
    certain: int
    enough: bool


@dataclass(frozen=True)
class LeaPage:
    """Everything on the page, ready to be shown."""

    determination: Determination
    decided: findings.Determination
    criteria: Criteria
    level: int | None
    answer: explain.Statement
    level_3: explain.Statement | None
    required_goal: explain.Statement | None
    grid: Grid
    near: list[NearMiss]
    local: list[str]
    enough: str
    watch: Level3Watch | None
    watch_rows: list[WatchRow]
    staleness: selectors.Staleness
    columns: list[YearColumn]
    history: list[tuple[str, list[str]]]
    enrolled: int | None
    way_out: list[tuple[GroupExit, list[str]]]
    exit_path: ExitPath | None
    reasons: list[Reason]
    since: str
    agreement: str
    confidential_until: dt.date | None

    @property
    def needs_goal(self) -> bool:
        """Whether the LCAP must certainly have a goal for a group."""
        return any(self.decided.goal_groups.values())

    @property
    def watch_figure(self) -> str:
        """ "2 of 3 groups": how many reach the years that Level 3 needs."""
        if self.watch is None:
            return ""
        reached, needed = sum(row.enough for row in self.watch_rows), self.watch.groups_needed
        return f"{reached} groups" if reached > needed else f"{reached} of {needed} groups"


def level_of(determination: Determination) -> int | None:
    """The level of support, None where it cannot be determined."""
    return level_of_support(determination.status, determination.level3 == YES)


def lea_page(lea: Lea, determination: Determination, *, with_confidential: bool = True) -> LeaPage:
    """The page of an LEA's determination: a constant number of queries.

    Without what is confidential nothing tells that there is anything newer.
    """
    catalogue = selectors.criteria_as_used(determination)
    criteria = catalogue[determination.year]
    decided = selectors.decided(determination)
    batches, cds, year = determination.batch_ids, determination.cds, determination.year
    results = dashboard.results_in(batches, cds, year=year)
    cells = [cell_of(row) for row in results]
    enrollment = dashboard.census_enrollment_of(cds, year, with_confidential=with_confidential)
    watch = level_3_watch(criteria, decided)
    earlier = selectors.determinations_of_lea(lea, with_confidential=with_confidential)
    path = exit_path(criteria, decided)
    amounts = amounts_of(path, results, year)
    schools = dashboard.schools_in(
        batches,
        cds,
        year=year,
        indicators=tuple(criteria.tests_by_indicator),
        groups=counting_groups(criteria, decided),
    )
    return LeaPage(
        determination=determination,
        decided=decided,
        criteria=criteria,
        level=level_of(determination),
        answer=explain.answer(criteria, decided),
        level_3=explain.level_3_statement(criteria, decided),
        required_goal=explain.required_goal_statement(criteria, decided),
        grid=build_grid(
            criteria, decided, cells, {group: part for group, (part, _) in enrollment.items()}
        ),
        # A group without one stands in the grid under "near miss" all the same.
        near=[miss for miss in near_misses(criteria, decided, cells) if miss.would_do],
        local=_local_sentences(criteria, decided),
        enough=enough_words(criteria, decided.kind),
        watch=watch,
        watch_rows=_watch_rows(watch, criteria) if watch else [],
        staleness=selectors.staleness([determination])[determination.pk]
        if with_confidential
        else selectors.NOTHING_CHANGED,
        columns=_year_columns(earlier),
        history=_history(earlier),
        enrolled=next((whole for _, whole in enrollment.values() if whole), None),
        way_out=[(each, amounts.get(each.group, [])) for each in path.groups] if path else [],
        exit_path=path,
        reasons=reasons_of(criteria, decided, cells, schools),
        since=since_words(earlier, year),
        agreement=agreement_with_list(determination, with_confidential=with_confidential),
        confidential_until=selectors.confidential_until([determination]),
    )


def since_words(determinations: Sequence[Determination], year: int) -> str:
    """Since which Dashboard the LEA receives assistance without a break; years without a Dashboard
    are no break, and before one that was not determined nothing is known. Empty where it receives
    none."""
    by_year = {found.year: found for found in determinations}
    since: list[int] = []
    for earlier in [each for each in reversed(criteria_years()) if each <= year]:
        found = by_year.get(earlier)
        if found is None or not found.receives_assistance:
            break
        since.append(earlier)
    if not since:
        return ""
    known = found is not None or not load_criteria(earlier).judges(by_year[year].lea.kind)
    at_least = "" if known else "at least "
    if len(since) == 1:
        return f"Differentiated assistance since {at_least}the {year} Dashboard."
    named = listed([str(each) for each in reversed(since)])
    return (
        f"Differentiated assistance since {at_least}the {since[-1]} Dashboard: "
        f"{number_word(len(since))} Dashboards in a row ({named})."
    )


def _local_sentences(criteria: Criteria, decided: findings.Determination) -> list[str]:
    """What is known of the local indicators that count, by what is known of them."""
    found = decided.explanation["local"]
    by_truth: dict[bool | None, list[str]] = {True: [], None: [], False: []}
    for priority in criteria.local_indicators.counted_for(decided.kind):
        by_truth[found.get(str(priority), False)].append(str(priority))
    for_years = "Not Met for Two or More Years, as the LEA reports."
    sentences = []
    if by_truth[True]:
        sentences.append(f"{listed(by_truth[True])}: {for_years}")
    elif by_truth[False] and not by_truth[None]:
        sentences.append(f"None of {listed(by_truth[False])} is {for_years}")
    if by_truth[None]:
        sentences.append(f"{listed(by_truth[None])}: not known, the file is not loaded.")
    return sentences


def enough_words(criteria: Criteria, kind: str) -> str:
    """How many students of a group count: "30 students (15 for Foster Youth and Homeless)"."""
    usual = f"{criteria.n_size.usual} students"
    if kind == "charter" or not criteria.n_size.district_rows:
        return usual
    groups_by_number: dict[int, list[str]] = {}
    for group, needed in criteria.n_size.district_rows.items():
        groups_by_number.setdefault(needed, []).append(GROUP_LABELS[group])
    others = [f"{needed} for {listed(names)}" for needed, names in groups_by_number.items()]
    return f"{usual} ({'; '.join(others)})"


def _watch_rows(watch: Level3Watch, criteria: Criteria) -> list[WatchRow]:
    needed = criteria.level_3.years_needed if criteria.level_3 else 0
    rows = [
        WatchRow(
            GROUP_LABELS[group],
            tuple(zip(watch.years, met, strict=True)),
            certain=sum(truth is True for truth in met),
            enough=sum(truth is True for truth in met) >= needed,
        )
        for group, met in watch.met.items()
    ]
    return sorted(rows, key=lambda row: -row.certain)


def _year_columns(determinations: Sequence[Determination]) -> list[YearColumn]:
    columns: list[YearColumn] = []
    for each in determinations:
        if columns and each.year > max(YEARS_WITHOUT_DASHBOARD) > int(columns[-1].label):
            last = columns[-1]
            carried = last.level if int(last.label) == min(YEARS_WITHOUT_DASHBOARD) - 1 else None
            columns.append(YearColumn("2020–21", carried, is_gap=True))
        columns.append(YearColumn(str(each.year), level_of(each), each.da_year))
    return columns


def _history(determinations: Sequence[Determination]) -> list[tuple[str, list[str]]]:
    """Priorities by student group and year column; groups without a letter in any year left out."""
    columns = _year_columns(determinations)
    by_year = {str(each.year): each for each in determinations}
    groups = {group for each in determinations for group in each.letters}
    return [
        (
            GROUP_LABELS[group],
            [
                "" if column.is_gap else _priorities_in(by_year[column.label], group)
                for column in columns
            ],
        )
        for group in GROUP_LABELS
        if group in groups
    ]


def _priorities_in(determination: Determination, group: str) -> str:
    letter = determination.letters.get(group, "")
    if letter == UNDETERMINED_LETTER:
        return "?"
    if group not in groups_of_year(determination.year):
        return "·"
    numbers = sorted(PRIORITIES_OF_LETTER.get(letter, ()))
    return ", ".join(str(number) for number in numbers) or "–"
