"""The scratch sheet of one determination: its form, and the answer beside the record's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from county_office.indicators import INDICATORS, PRIORITY_NAMES
from county_office.student_groups import GROUP_LABELS
from eligibility import explain, findings, selectors
from eligibility.answers import AnswerChange, answers_in_words, differing
from eligibility.cells import cells_of
from eligibility.criteria.model import COLOR, Criteria
from eligibility.explain_cells import field_read, level_read, level_word
from eligibility.findings import FROM_FILES
from eligibility.grid import GridColumn, columns_of, indicators_that_count
from eligibility.level_3_watch import level_3_watch
from eligibility.models import NO_SUCH_RULE, Determination
from eligibility.rules import Cell, level_of_support
from eligibility.scratch import (
    LEVELS,
    Suppositions,
    as_supposed,
    decide_supposed,
    supposable,
)

AS_PUBLISHED = ""
MET, NOT_MET = "met", "not-met"
LOCAL_WORDS = {MET: "Met, or not counted", NOT_MET: "Not Met for Two or More Years"}


@dataclass(frozen=True)
class Choice:
    """A control of the form: `options` are (value, words), the published one with the value "".
    `about` and `label` name the cell: "Homeless", "Suspension"."""

    name: str
    about: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str
    level: int | None = None
    status: int | None = None
    meets: bool = False

    @property
    def is_changed(self) -> bool:
        return self.chosen != AS_PUBLISHED

    @property
    def published(self) -> str:
        """The published level, or what the LEA reported, in words."""
        return dict(self.options)[AS_PUBLISHED]

    @property
    def words(self) -> str:
        """What is supposed: "Homeless, Suspension: Orange instead of Red"."""
        now = dict(self.options)[self.chosen]
        return f"{self.about}, {self.label}: {now} instead of {self.published}"


@dataclass(frozen=True)
class ScratchRow:
    """A student group: its controls by column, None where no level counts; what it would meet."""

    name: str
    cells: tuple[Choice | None, ...]
    priorities: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """One side of the comparison: the level, the answer in a sentence, every single answer."""

    level: int | None
    da_year: int | None
    words: str
    lines: Mapping[str, str]


@dataclass(frozen=True)
class ScratchPage:
    """Everything on the sheet. `lines` are the answers that differ; `parameters` is the address
    that holds the suppositions and nothing else."""

    columns: tuple[GridColumn, ...]
    rows: tuple[ScratchRow, ...]
    without_level: tuple[str, ...]
    local: tuple[Choice, ...]
    before: Answer
    after: Answer
    lines: list[AnswerChange]
    supposed: tuple[str, ...]
    parameters: Mapping[str, str]
    citation: str


def scratch_page(determination: Determination, asked: Mapping[str, str]) -> ScratchPage | None:
    """The sheet with what is asked in the address (what is unknown there is passed over); None
    where only the published list answers, because then no cell is known."""
    if determination.origin != FROM_FILES:
        return None
    catalogue = selectors.criteria_as_used(determination)
    criteria = catalogue[determination.year]
    cells = cells_of(determination)
    changeable = supposable(criteria, cells)
    decided = selectors.decided(determination)
    supposed = _read(criteria, changeable, decided, asked)
    found = decide_supposed(catalogue, determination.explanation, cells, supposed)
    columns = columns_of(criteria)
    rows = _rows(criteria, columns, changeable, (decided, found), supposed)
    local = _local(criteria, decided, supposed)
    choices = [choice for row in rows for choice in row.cells if choice] + list(local)
    before, after = _answer(criteria, decided), _answer(criteria, found)
    shown = {group for group, _ in changeable}
    return ScratchPage(
        columns=columns,
        rows=rows,
        without_level=tuple(GROUP_LABELS[group] for group in criteria.groups if group not in shown),
        local=local,
        before=before,
        after=after,
        lines=differing(before.lines, after.lines),
        supposed=tuple(choice.words for choice in choices if choice.is_changed),
        parameters={choice.name: choice.chosen for choice in choices if choice.is_changed},
        citation=explain.answer(criteria, found).citation,
    )


def _read(
    criteria: Criteria,
    changeable: Mapping[tuple[str, str], Cell],
    decided: findings.Determination,
    asked: Mapping[str, str],
) -> Suppositions:
    levels = {
        (group, indicator): int(value)
        for (group, indicator), cell in changeable.items()
        if (value := asked.get(f"{group}.{indicator}", "")) in map(str, LEVELS)
        and int(value) != level_read(criteria, cell)
    }
    known = decided.explanation["local"]
    local = {
        priority: value == NOT_MET
        for priority in criteria.local_indicators.counted_for(decided.kind)
        if (value := asked.get(f"local.{priority}", "")) in LOCAL_WORDS
        and (value == NOT_MET) is not known.get(str(priority), False)
    }
    return Suppositions(levels, local)


# The form -----------------------------------------------------------------------------------------


def _rows(
    criteria: Criteria,
    columns: tuple[GridColumn, ...],
    changeable: Mapping[tuple[str, str], Cell],
    determinations: tuple[findings.Determination, findings.Determination],
    supposed: Suppositions,
) -> tuple[ScratchRow, ...]:
    """Groups in the order of the record's grid: those that meet most first. They keep their place
    whatever is supposed; what they meet is what they would meet."""
    decided, found = determinations
    rows = []
    for group in sorted(
        criteria.groups, key=lambda group: -min(2, len(explain.priorities_met(decided, group)))
    ):
        counting = indicators_that_count(criteria, found.explanation, group)
        cells = tuple(
            _choice(criteria, cell, supposed, meets=column.indicator in counting)
            if (cell := changeable.get((group, column.indicator)))
            else None
            for column in columns
        )
        if any(cells):
            met = explain.priorities_met(found, group)
            rows.append(ScratchRow(GROUP_LABELS[group], cells, met))
    return tuple(rows)


def _choice(criteria: Criteria, cell: Cell, supposed: Suppositions, *, meets: bool) -> Choice:
    published = level_read(criteria, cell)
    chosen = supposed.levels.get((cell.group, cell.indicator))
    shown = level_read(criteria, as_supposed(criteria, cell, supposed))
    by_color = field_read(criteria, cell.indicator) == COLOR
    return Choice(
        name=f"{cell.group}.{cell.indicator}",
        about=GROUP_LABELS[cell.group],
        label=INDICATORS[cell.indicator].short_name,
        options=tuple(
            (
                AS_PUBLISHED if level == published else str(level),
                level_word(criteria, cell.indicator, level),
            )
            for level in LEVELS
        ),
        chosen=str(chosen) if chosen else AS_PUBLISHED,
        level=shown if by_color else None,
        status=None if by_color else shown,
        meets=meets,
    )


def _local(
    criteria: Criteria, decided: findings.Determination, supposed: Suppositions
) -> tuple[Choice, ...]:
    choices = []
    for priority in criteria.local_indicators.counted_for(decided.kind):
        known = decided.explanation["local"].get(str(priority), False)
        reported = {True: NOT_MET, False: MET}.get(known)
        published = LOCAL_WORDS[reported] if reported else "Not known: the file is not loaded"
        truth = supposed.local.get(priority)
        others = tuple(pair for pair in LOCAL_WORDS.items() if pair[0] != reported)
        chosen = AS_PUBLISHED if truth is None else NOT_MET if truth else MET
        choices.append(
            Choice(
                name=f"local.{priority}",
                about="Local indicator",
                label=f"Priority {priority}, {PRIORITY_NAMES[priority].lower()}",
                options=((AS_PUBLISHED, published), *others),
                chosen=chosen,
            )
        )
    return tuple(choices)


# The answer ---------------------------------------------------------------------------------------


def _answer(criteria: Criteria, found: findings.Determination) -> Answer:
    level_3 = found.level_3.meets if found.level_3 else NO_SUCH_RULE
    lines = answers_in_words(criteria, found.methods, found.letters, level_3)
    if goal := explain.required_goal_statement(criteria, found):
        lines["Required LCAP goal"] = goal.words
    if watch := level_3_watch(criteria, found):
        lines["Next Dashboard"] = watch.words
    return Answer(
        level=level_of_support(found.status, level_3 is True),
        da_year=found.da_year,
        words=explain.answer(criteria, found).words,
        lines=lines,
    )
