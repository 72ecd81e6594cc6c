"""Why one cell of the grid counts or does not, and near misses. Pure; computed when read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from county_office.indicators import INDICATORS, LEVEL_COLORS, status_word
from county_office.student_groups import GROUP_LABELS
from county_office.words import listed
from eligibility import rules
from eligibility.criteria.model import COLOR, Alternative, Criteria, Priority
from eligibility.explain import Statement, groups_of_method_3, priorities_met
from eligibility.findings import FROM_PUBLISHED_LIST, Determination
from eligibility.rules import Cell

SMALLEST_GROUP_SHOWN = 11  # below it the files give no status
LEA_WORDS = {"district": "district", "coe": "county office", "charter": "charter school"}


def level_words(criteria: Criteria, cell: Cell) -> str:
    """The level as the grid shows it: "Red", "Very High", "None (13)", "None (<11)"."""
    if level := level_read(criteria, cell):
        return level_word(criteria, cell.indicator, level)
    if cell.currdenom is None or cell.currdenom < SMALLEST_GROUP_SHOWN:
        return f"None (<{SMALLEST_GROUP_SHOWN})"
    return f"None ({cell.currdenom})"


def field_read(criteria: Criteria, indicator: str) -> str | None:
    """What the year's rule reads of an indicator, color or status level; None: neither."""
    tests = criteria.tests_by_indicator.get(indicator)
    return tests[0].field if tests else None


def level_word(criteria: Criteria, indicator: str, level: int) -> str:
    """A level 1 to 5 in the words of what the year's rule reads: "Red", "Very High"."""
    if field_read(criteria, indicator) == COLOR:
        return LEVEL_COLORS[level]
    return status_word(indicator, level)


def level_read(criteria: Criteria, cell: Cell) -> int:
    """The level that the year's rule reads of a cell, its color or its status level; 0: none."""
    by_color = field_read(criteria, cell.indicator) == COLOR
    return (cell.color if by_color else cell.statuslevel) or 0


def with_level(criteria: Criteria, cell: Cell, level: int) -> Cell:
    """The cell with another level where the year's rule reads it."""
    if field_read(criteria, cell.indicator) == COLOR:
        return replace(cell, color=level)
    return replace(cell, statuslevel=level)


def explain_cell(
    criteria: Criteria,
    determination: Determination,
    group: str,
    indicator: str,
    cells: Mapping[str, Cell],
) -> list[Statement]:
    """Why a cell counts or does not, step by step, each step with its citation.

    `cells` are the group's cells of the year by indicator; an indicator without a row is absent.
    """
    priority = _priority_of(criteria, indicator)
    if priority is None:
        return [_not_read(criteria, indicator)]
    if indicator in determination.explanation["missing"]:
        return [_file_missing(criteria, indicator)]
    cell = cells.get(indicator)
    if cell is None:
        return [
            Statement(
                f"No result. The file {criteria.files[indicator]} has no row for "
                f"{GROUP_LABELS[group]}, so the cell meets nothing.",
                f"criteria {criteria.year}",
            )
        ]
    clauses = _clauses_met(determination, group, priority.number)
    counting = [
        alternative
        for alternative in priority.alternatives
        if alternative.clause in clauses and _reads(criteria, alternative, indicator)
    ]
    enough = _enough_students(criteria, cell)
    if not counting:
        return [enough, _why_not(criteria, group, cell, priority)]
    return [
        enough,
        *(_priority_met(criteria, priority, alternative) for alternative in counting),
        *_other_priorities(criteria, determination, group, priority.number),
        _what_follows(criteria, determination, group),
    ]


def _priority_of(criteria: Criteria, indicator: str) -> Priority | None:
    for priority in criteria.priorities:
        if any(_reads(criteria, alternative, indicator) for alternative in priority.alternatives):
            return priority
    return None


def _reads(criteria: Criteria, alternative: Alternative, indicator: str) -> bool:
    return indicator in criteria.indicators_of([alternative])


def _clauses_met(determination: Determination, group: str, priority: int) -> set[str]:
    found = determination.explanation["groups"].get(group)
    return set(found["met"].get(str(priority), ())) if found else set()


def _not_read(criteria: Criteria, indicator: str) -> Statement:
    name = INDICATORS[indicator].name
    return Statement(
        f"{name} is not used to determine eligibility on the {criteria.year} Dashboard.",
        f"criteria {criteria.year}",
    )


def _file_missing(criteria: Criteria, indicator: str) -> Statement:
    return Statement(
        f"Cannot be determined. The file {criteria.files[indicator]} is not loaded.",
        f"criteria {criteria.year}",
    )


def _enough_students(criteria: Criteria, cell: Cell) -> Statement:
    needed = criteria.n_size.needed(cell.group, cell.rtype)
    by_color = field_read(criteria, cell.indicator) == COLOR
    years = " in both years" if by_color else ""
    law = criteria.n_size.law
    if cell.currdenom is None or cell.currdenom < SMALLEST_GROUP_SHOWN:
        words = f"Too few students. Fewer than {SMALLEST_GROUP_SHOWN}, so no status is shown."
    elif by_color and not cell.color:
        words = (
            f"No performance color. {cell.currdenom} students this year; at least {needed} are "
            "needed this year and the year before."
        )
    elif cell.currdenom < needed:
        words = f"Too few students. {cell.currdenom}, and at least {needed} are needed to count."
    else:
        words = f"Enough students count. {cell.currdenom}, and at least {needed} are needed{years}."
    return Statement(words, law)


def _why_not(criteria: Criteria, group: str, cell: Cell, priority: Priority) -> Statement:
    alternatives = [
        alternative
        for alternative in priority.alternatives
        if _reads(criteria, alternative, cell.indicator)
    ]
    for_group = [alternative for alternative in alternatives if group in alternative.groups]
    name, level = INDICATORS[cell.indicator].name, level_words(criteria, cell)
    if not for_group:
        words = f"{name} does not count for {GROUP_LABELS[group]}."
    elif _passes_some_test(criteria, for_group, cell):
        others = sorted(
            {
                INDICATORS[criteria.tests_by_name[test].indicator].short_name
                for alternative in for_group
                for test in alternative.all_of
            }
            - {INDICATORS[cell.indicator].short_name}
        )
        words = f"{name} is {level}, but {listed(others)} does not go with it as the rule asks."
    else:
        words = f"{name} is {level}, which does not meet Priority {priority.number}."
    return Statement(f"{words} Rule: {priority.rule}.", _source(criteria, alternatives[0]))


def _passes_some_test(criteria: Criteria, alternatives: Iterable[Alternative], cell: Cell) -> bool:
    return any(
        criteria.tests_by_name[name].indicator == cell.indicator
        and rules.cell_passes(criteria.tests_by_name[name], cell, criteria.n_size)
        for alternative in alternatives
        for name in alternative.all_of
    )


def _priority_met(criteria: Criteria, priority: Priority, alternative: Alternative) -> Statement:
    words = alternative.words[0].upper() + alternative.words[1:]
    return Statement(
        f"{words}, so Priority {priority.number} is met. Rule: {priority.rule}.",
        _source(criteria, alternative),
    )


def _other_priorities(
    criteria: Criteria, determination: Determination, group: str, but: int
) -> list[Statement]:
    statements = []
    for number in priorities_met(determination, group):
        clauses = sorted(_clauses_met(determination, group, number))
        if number != but and clauses:
            alternative = criteria.alternatives_by_clause[clauses[0]]
            words = alternative.words[0].upper() + alternative.words[1:]
            statements.append(
                Statement(
                    f"The same group also meets Priority {number}. {words}.",
                    _source(criteria, alternative),
                )
            )
    return statements


def _what_follows(criteria: Criteria, determination: Determination, group: str) -> Statement:
    count = len(priorities_met(determination, group))
    lea = LEA_WORDS[determination.kind]
    if determination.kind == "charter":
        words = f"For a charter school that is one part of the rule: {_charter_words(criteria)}."
    elif count >= 2:
        words = f"Two priorities in one group make the {lea} eligible for Level 2, Method 1."
    elif determination.methods.get(3):
        words = (
            f"One priority of a group and one local indicator in another priority make the {lea} "
            "eligible for Level 2, Method 3."
        )
    else:
        words = f"One priority alone does not make the {lea} eligible: two in one group are needed."
    return Statement(words, f"{criteria.law[determination.kind]}, EC 52064.5(g)")


def _charter_words(criteria: Criteria) -> str:
    return criteria.charter.words if criteria.charter else "it was not judged that year"


def _source(criteria: Criteria, alternative: Alternative) -> str:
    return criteria.sources[alternative.source].title


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A group that meets exactly one priority: `would_do` are cells one level above a criterion
    of another priority, as (indicator, priority)."""

    group: str
    priority: int
    would_do: tuple[tuple[str, int], ...]

    @property
    def words(self) -> str:
        """The near miss in a sentence."""
        words = (
            f"{GROUP_LABELS[self.group]} meets Priority {self.priority}; one more priority would "
            "meet the criteria."
        )
        if self.would_do:
            named = listed(
                [INDICATORS[indicator].name_in_sentence for indicator, _ in self.would_do], "or"
            )
            words += f" One level lower in {named} would do."
        return words


def near_misses(
    criteria: Criteria, determination: Determination, cells: Iterable[Cell] = ()
) -> list[NearMiss]:
    """Groups that meet exactly one state priority and do not make the LEA eligible with it, in the
    order of the criteria's groups.

    `cells` are the LEA's cells of the year, to name those that one level less would make count.
    From a published list nothing is known of single priorities, so there are none.
    """
    if determination.origin == FROM_PUBLISHED_LIST:
        return []
    by_group: dict[str, list[Cell]] = {}
    for cell in cells:
        by_group.setdefault(cell.group, []).append(cell)
    misses = []
    with_local = groups_of_method_3(determination)
    for group in criteria.groups:
        met = priorities_met(determination, group)
        if len(met) == 1 and group not in with_local:
            would_do = _one_level_away(criteria, group, met[0], by_group.get(group, []))
            misses.append(NearMiss(group, met[0], would_do))
    return misses


def _one_level_away(
    criteria: Criteria, group: str, met: int, cells: list[Cell]
) -> tuple[tuple[str, int], ...]:
    """Cells which, one level lower, would meet a priority other than the one met."""
    true_tests = {
        test.name
        for cell in cells
        for test in criteria.tests_by_indicator.get(cell.indicator, ())
        if rules.cell_passes(test, cell, criteria.n_size)
    }
    found = []
    for cell in cells:
        lower = {
            test.name
            for test in criteria.tests_by_indicator.get(cell.indicator, ())
            if rules.cell_passes(test, _one_level_lower(cell), criteria.n_size)
        }
        own = {test.name for test in criteria.tests_by_indicator.get(cell.indicator, ())}
        gained = rules.group_priorities(criteria, group, frozenset((true_tests - own) | lower))
        found += [(cell.indicator, priority) for priority in gained if priority != met]
    return tuple(found)


def _one_level_lower(cell: Cell) -> Cell:
    def lower(level: int | None) -> int | None:
        return level - 1 if level and level > 1 else level

    return Cell(
        cell.indicator,
        cell.group,
        cell.rtype,
        lower(cell.color),
        lower(cell.statuslevel),
        cell.currdenom,
    )
